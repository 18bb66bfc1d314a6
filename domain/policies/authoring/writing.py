"""Drafts as policy files, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import (
    DraftCap,
    DraftCase,
    DraftClause,
    DraftContest,
    DraftDefinition,
    DraftFact,
    DraftGroup,
    DraftList,
    DraftParameter,
    DraftRoster,
    DraftStage,
    Line,
    PolicyDraft,
)
from domain.policies.authoring.places import unchecked_in, with_unchecked
from domain.policies.files import schema
from domain.policies.files.files import PolicyMistakes, looked_through, parts_of
from domain.policies.files.mistakes import Mistake
from domain.policies.policy import Policy

Place = tuple[str | int, ...]

_FORMAT: Final = 1
_NAME: Final = "草稿"
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_ABSENT: Final = "缺少这一项"
_MISSING: Final = {
    "clauses": "还没有条款",
    "valid_from": "请填写政策从哪一天起有效",
    "valid_to": "请填写政策到哪一天为止有效",
}
"""How people are told of what a draft does not have yet."""

_WIDE: Final = 100
"""A longer list is written on lines of its own, one item each."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at one place of a draft.

    Attributes:
        clause: Id of the clause; empty where it is not in one.
        place: Keys inside the clause, or inside the policy, as the draft's attributes have them, e.g.
            ``("conditions", 1)``, ``("award",)``, ``("facts", 0, "label")``; empty for the whole.
        sentence: In Chinese, without the place.
        line, column: In the formula, from 1; 0 where it is not in one.
    """

    clause: str
    place: Place
    sentence: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was read as the file that it will be.

    Attributes:
        policy: None where there are complaints.
    """

    policy: Policy | None
    complaints: tuple[Complaint, ...] = ()


def file_of(draft: PolicyDraft, remarks: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return the policy file of a draft, whether it can be read or not.

    ``remarks`` stand as comments above the clauses of their ids; those of an empty id on top of the file.
    """
    return _Sheet.of(draft, remarks or {}).text.encode()


def checked(draft: PolicyDraft, dictionary: Dictionary) -> Checked:
    """Read a draft as the file that it will be, and say what is wrong at its places."""
    sheet = _Sheet.of(draft, {})
    try:
        policy, mistakes = looked_through(sheet.text.encode(), _NAME, dictionary)
    except PolicyMistakes as error:
        # More than a file may hold: nothing of it can be looked at.
        return Checked(None, (Complaint("", ("clauses",), f"{error}。条款很多的，请分成几份政策"),))
    return Checked(policy, tuple(sheet.complaint(one) for one in mistakes))


def draft_of(raw: bytes, name: str) -> PolicyDraft:
    """Return the draft of a policy file, such as last year's; its comments are not kept.

    Raises:
        PolicyMistakes: Keys or plain values are wrong. Formulas are not looked at.
    """
    parts = parts_of(raw, name)
    plain = parts.model_dump(
        include={"id", "version", "title", "issuer", "document_number", "source", "official_text", "road"}
        | {"valid_from", "valid_to", "readings"}
    )
    draft = PolicyDraft(
        **plain,
        facts=_facts(parts.facts),
        judgements=_facts(parts.judgements),
        lists=tuple(DraftList(one.name, one.label, _facts(one.columns)) for one in parts.lists),
        parameters=tuple(
            DraftParameter(
                one.term, one.kind, one.source, tuple((each.since, each.value) for each in one.values)
            )
            for one in parts.parameters
        ),
        rosters=tuple(DraftRoster(one.term, one.source, one.codes) for one in parts.rosters),
        definitions=_definitions(parts.definitions),
        exclusions=_lines(parts.exclusions),
        groups=tuple(DraftGroup(one.title, one.clauses) for one in parts.groups),
        shared_caps=tuple(
            DraftCap(one.title, one.clauses, one.cap, one.across, one.exceeded) for one in parts.shared_caps
        ),
        clauses=tuple(_clause(one) for one in parts.clauses),
    )
    return with_unchecked(draft, parts.unchecked)


# From a file


def _clause(part: schema.ClausePart) -> DraftClause:
    contest = part.contest
    return DraftClause(
        part.id,
        part.title,
        wording=part.wording,
        readings=part.readings,
        who=_lines(part.who),
        conditions=_lines(part.conditions),
        definitions=_definitions(part.definitions),
        award=Line(part.award),
        each=part.each,
        total=Line(part.total),
        zero_note=part.zero_note,
        by_person=part.by_person,
        stages=tuple(DraftStage(one.title, one.share, _lines(one.conditions)) for one in part.stages),
        contest=None
        if contest is None
        else DraftContest(
            **contest.model_dump(exclude={"places"}), places=str(contest.places) if contest.places else ""
        ),
        papers=part.papers,
        cases=tuple(DraftCase(one.name, _plain(one.facts), one.outcome, one.amount) for one in part.cases),
    )


def _facts(parts: Iterable[schema.FactPart]) -> tuple[DraftFact, ...]:
    return tuple(DraftFact(**{**part.model_dump(), "term": part.term or ""}) for part in parts)


def _lines(parts: Iterable[schema.RequirementPart]) -> tuple[Line, ...]:
    return tuple(Line(part.formula, part.text) for part in parts)


def _definitions(parts: Iterable[schema.DefinitionPart]) -> tuple[DraftDefinition, ...]:
    return tuple(DraftDefinition(part.term, Line(part.formula)) for part in parts)


def _plain(value: Any) -> Any:
    """Return a value of a case as plain JSON has it: numbers with decimals and days as texts."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | date | datetime | time):
        return str(value)
    return value


# To a file


class _Sheet:
    """The lines of a file, and which place of the draft each of them is."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._places: list[tuple[str, Place]] = []
        self._at: tuple[str, Place] = ("", ())

    @staticmethod
    def of(draft: PolicyDraft, remarks: Mapping[str, Sequence[str]]) -> "_Sheet":
        sheet = _Sheet()
        sheet._remark(remarks.get("", ()))
        sheet._head(draft)
        sheet._declarations(draft)
        for at, clause in enumerate(draft.clauses):
            sheet._clause(clause, remarks.get(clause.id, ()), at)
        return sheet

    @property
    def text(self) -> str:
        return "\n".join((*self._lines, ""))

    def complaint(self, mistake: Mistake) -> Complaint:
        """Say at which place of the draft a mistake is."""
        clause, place = self._places[mistake.line - 1] if 0 < mistake.line <= len(self._places) else ("", ())
        if not mistake.line and mistake.path:
            # What is missing altogether stands on no line.
            clause, place = mistake.clause, mistake.path
        said = mistake.said
        if (clause, place) in (("", ("clauses",)), ("", ("valid_from",)), ("", ("valid_to",))):
            said = _MISSING.get(str(place[0]), said) if said == _ABSENT else said
        elif said.startswith("“award”和"):
            place, said = ("award",), "请写出金额怎么算，或者写明为什么由人工认定，两样只要一样"
        return Complaint(clause, place, said, mistake.formula_line, mistake.column)

    # Parts

    def _head(self, draft: PolicyDraft) -> None:
        self._put("format", str(_FORMAT))
        for key in ("id", "version", "title", "issuer", "document_number", "source"):
            value = getattr(draft, key)
            if value or key != "document_number":
                self._text(key, value)
        self._put("official_text", _truth(draft.official_text))
        if draft.road:
            self._text("road", draft.road)
        for key in ("valid_from", "valid_to"):
            day = getattr(draft, key)
            if day is not None:
                self._put(key, day.isoformat())
        self._texts("readings", draft.readings)
        self._texts("unchecked", unchecked_in(draft))
        self._requirements("exclusions", draft.exclusions)

    def _declarations(self, draft: PolicyDraft) -> None:
        for key, facts in (("facts", draft.facts), ("judgements", draft.judgements)):
            for at, fact in enumerate(facts):
                self._table(f"[[{key}]]", "", (key, at))
                self._fact(fact)
        for at, one in enumerate(draft.lists):
            self._table("[[lists]]", "", ("lists", at))
            self._text("name", one.name)
            self._text("label", one.label)
            for number, column in enumerate(one.columns):
                self._table("[[lists.columns]]", "", ("lists", at, "columns", number), is_close=True)
                self._fact(column)
            if not one.columns:
                self._put("columns", "[]")
        self._from_outside(draft)
        self._definitions("", draft.definitions)
        self._together(draft)

    def _from_outside(self, draft: PolicyDraft) -> None:
        for at, parameter in enumerate(draft.parameters):
            self._table("[[parameters]]", "", ("parameters", at))
            self._text("term", parameter.term)
            self._text("kind", parameter.kind)
            self._text("source", parameter.source)
            values = [
                f"{{ since = {day.isoformat()}, value = {_basic(value)} }}" for day, value in parameter.values
            ]
            self._list("values", values)
        for at, roster in enumerate(draft.rosters):
            self._table("[[rosters]]", "", ("rosters", at))
            self._text("term", roster.term)
            self._text("source", roster.source)
            self._list("codes", [_basic(code) for code in roster.codes])

    def _together(self, draft: PolicyDraft) -> None:
        for at, group in enumerate(draft.groups):
            self._table("[[groups]]", "", ("groups", at))
            self._text("title", group.title)
            self._list("clauses", [_basic(id_) for id_ in group.clauses])
        for at, cap in enumerate(draft.shared_caps):
            self._table("[[shared_caps]]", "", ("shared_caps", at))
            self._text("title", cap.title)
            self._list("clauses", [_basic(id_) for id_ in cap.clauses])
            self._text("cap", cap.cap)
            if cap.across:
                self._text("across", cap.across)
                self._text("exceeded", cap.exceeded)

    def _fact(self, fact: DraftFact) -> None:
        self._text("name", fact.name)
        self._text("label", fact.label)
        if fact.term:
            self._text("term", fact.term)
        self._text("kind", fact.kind)
        for key in ("hint", "unit", "least", "most"):
            if value := getattr(fact, key):
                self._text(key, value)
        if fact.choices:
            pairs = (f"{_key(code)} = {_basic(label)}" for code, label in fact.choices.items())
            self._put("choices", f"{{ {', '.join(pairs)} }}")
        for key in ("by_period", "may_be_negative", "is_whole", "is_stock"):
            if getattr(fact, key):
                self._put(key, "true")

    def _clause(self, clause: DraftClause, remarks: Sequence[str], number: int) -> None:
        own = clause.id or f"第 {number + 1} 条"
        self._lines.append("")
        self._places.append(("", ()))
        self._remark(remarks)
        self._table("[[clauses]]", own, (), is_close=True)
        self._text("id", clause.id)
        self._text("title", clause.title)
        self._text("wording", clause.wording, is_long=True)
        self._texts("readings", clause.readings)
        if clause.each:
            self._text("each", clause.each)
        self._requirements("who", clause.who)
        self._requirements("conditions", clause.conditions)
        if clause.by_person:
            self._text("by_person", clause.by_person)
        if clause.award.formula or not clause.by_person:
            self._formula("award", clause.award.formula)
        if clause.total.formula:
            self._formula("total", clause.total.formula)
        if clause.zero_note:
            self._text("zero_note", clause.zero_note)
        self._texts("papers", clause.papers)
        self._definitions(own, clause.definitions)
        for at, stage in enumerate(clause.stages):
            self._table("[[clauses.stages]]", own, ("stages", at))
            self._text("title", stage.title)
            self._text("share", stage.share)
            self._requirements("conditions", stage.conditions)
        if clause.contest is not None:
            self._table("[clauses.contest]", own, ("contest",))
            self._contest(clause.contest)
        for at, case in enumerate(clause.cases):
            self._table("[[clauses.cases]]", own, ("cases", at))
            self._case(case)

    def _contest(self, contest: DraftContest) -> None:
        plain = DraftContest()
        for key in ("by", "order", "ties", "share", "pot", "pot_goes"):
            value = getattr(contest, key)
            if value != getattr(plain, key):
                (self._formula if key in ("by", "pot") else self._text)(key, value)
        if contest.places:
            whole = contest.places.strip()
            self._put("places", whole if whole.isascii() and whole.isdecimal() else _basic(whole))
        if contest.amounts:
            self._list("amounts", [_basic(one) for one in contest.amounts])

    def _case(self, case: DraftCase) -> None:
        self._text("name", case.name)
        self._text("outcome", case.outcome)
        if case.amount:
            self._text("amount", case.amount)
        clause, place = self._at
        self._table("[clauses.cases.facts]", clause, place, is_close=True)
        for key, value in case.facts.items():
            self._put(_key(key), _value(value))

    def _definitions(self, clause: str, definitions: Sequence[DraftDefinition]) -> None:
        for at, one in enumerate(definitions):
            header = "[[clauses.definitions]]" if clause else "[[definitions]]"
            self._table(header, clause, ("definitions", at))
            self._text("term", one.term)
            self._formula("formula", one.line.formula)

    # Lines

    def _table(self, header: str, clause: str, place: Place, *, is_close: bool = False) -> None:
        """Begin a table; what is put then stands at a place of the draft."""
        self._at = clause, place
        if not is_close:
            self._line("")
        self._line(header)

    def _line(self, line: str, *more: str | int) -> None:
        clause, place = self._at
        self._lines.append(line)
        self._places.append((clause, (*place, *more)))

    def _put(self, key: str, value: str) -> None:
        for line in f"{key} = {value}".split("\n"):
            self._line(line, key)

    def _text(self, key: str, text: str, *, is_long: bool = False) -> None:
        self._put(key, _long(text) if "\n" in text or (is_long and len(text) > _WIDE) else _basic(text))

    def _formula(self, key: str, formula: str) -> None:
        """Put a formula; what is wrong in one of its lines is told of the line on which it begins."""
        self._put(key, _long(formula) if "\n" in formula else _basic(formula))

    def _texts(self, key: str, texts: Sequence[str]) -> None:
        if texts:
            self._list(key, [_basic(text) for text in texts])

    def _list(self, key: str, items: Sequence[str]) -> None:
        together = f"[{', '.join(items)}]"
        if len(together) <= _WIDE:
            self._put(key, together)
            return
        self._line(f"{key} = [", key)
        for at, item in enumerate(items):
            self._line(f"    {item},", key, at)
        self._line("]", key)

    def _requirements(self, key: str, lines: Sequence[Line]) -> None:
        if not lines:
            return
        self._line(f"{key} = [", key)
        for at, one in enumerate(lines):
            formula = _basic(one.formula)
            item = f"{{ text = {_basic(one.text)}, formula = {formula} }}" if one.text else formula
            self._line(f"    {item},", key, at)
        self._line("]", key)

    def _remark(self, remarks: Iterable[str]) -> None:
        self._at = "", ()
        for remark in remarks:
            for line in remark.splitlines():
                self._line(f"# {''.join(sign for sign in line if sign.isprintable())}")


def _basic(text: str) -> str:
    """Return a text between quotation marks on one line.

    >>> print(_basic('“甲”与"乙"'))
    "“甲”与\\"乙\\""
    """
    return f'"{_escaped(text).replace(chr(10), chr(92) + "n")}"'


def _long(text: str) -> str:
    """Return a text between three quotation marks, beginning on the line after them."""
    return f'"""\n{_escaped(text)}"""'


def _escaped(text: str) -> str:
    """Return a text with everything escaped but line breaks."""
    found = []
    for sign in text:
        if sign == "\n":
            found.append(sign)
        elif sign in _ESCAPES:
            found.append(_ESCAPES[sign])
        elif ord(sign) < 0x20 or ord(sign) == 0x7F:
            found.append(f"\\u{ord(sign):04x}")
        else:
            found.append(sign)
    return "".join(found)


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else _basic(name)


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _value(value: Any) -> str:
    """Return a value of a case as TOML."""
    match value:
        case bool():
            return _truth(value)
        case int():
            return str(value)
        case str():
            return _basic(value)
        case Mapping():
            inside = ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case Sequence():
            return f"[{', '.join(_value(item) for item in value)}]"
        case _:
            return _basic(str(value))
