"""Steps on a draft: each returns another draft. Undoing is going back to the one before."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

from domain.enterprises.dictionary import REASON, Dictionary
from domain.policies.authoring.draft import (
    DraftCap,
    DraftCase,
    DraftClause,
    DraftContest,
    DraftDefinition,
    DraftFact,
    DraftGroup,
    DraftList,
    DraftStage,
    Line,
    PolicyDraft,
)
from domain.policies.authoring.forms.naming import Meant, names_in, renamed_in
from domain.policies.authoring.forms.scope import Scope, scope_of
from domain.policies.files.building import share_of
from domain.policies.files.declaring import is_reserved, plain_term
from domain.policies.language.measures import Type
from domain.policies.language.wording import threshold_text
from domain.values.errors import BadInput

T = TypeVar("T")

_LEAST_OF_A_GROUP: Final = 2
_FIRST: Final = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Use:
    """Where something is used: ``clause`` by its id (empty: of the whole policy), ``where`` in words."""

    clause: str
    where: str


# Items of a tuple: conditions, instalments, lines of a table


def added(items: tuple[T, ...], item: T, at: int | None = None) -> tuple[T, ...]:
    """Return a tuple with one more item, at the end unless it is said where."""
    where = len(items) if at is None else at
    return (*items[:where], item, *items[where:])


def removed(items: tuple[T, ...], at: int) -> tuple[T, ...]:
    """Return a tuple without the item at a place."""
    return (*items[:at], *items[at + 1 :])


def changed(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    """Return a tuple with another item at a place."""
    return (*items[:at], item, *items[at + 1 :])


# Clauses


def add_clause(draft: PolicyDraft, clause: DraftClause, at: int | None = None) -> PolicyDraft:
    """Return the draft with one more clause, whose id is made unique."""
    taken = {one.id for one in draft.clauses}
    clause = replace(clause, id=_unique(clause.id or "clause", taken, "-"))
    return replace(draft, clauses=added(draft.clauses, clause, at))


def remove_clause(draft: PolicyDraft, id: str) -> PolicyDraft:
    """Return the draft without a clause; groups and caps lose it, and go where too few are left."""
    draft = replace(draft, clauses=removed(draft.clauses, _place_of(draft, id)))
    draft = _with_members(draft, lambda ids: tuple(one for one in ids if one != id))
    return replace(
        draft,
        groups=tuple(one for one in draft.groups if len(one.clauses) >= _LEAST_OF_A_GROUP),
        shared_caps=tuple(one for one in draft.shared_caps if one.clauses),
    )


def _place_of(draft: PolicyDraft, id: str) -> int:
    for at, clause in enumerate(draft.clauses):
        if clause.id == id:
            return at
    raise KeyError(id)


def _with_members(draft: PolicyDraft, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> PolicyDraft:
    return replace(
        draft,
        groups=tuple(replace(one, clauses=change(one.clauses)) for one in draft.groups),
        shared_caps=tuple(replace(one, clauses=change(one.clauses)) for one in draft.shared_caps),
    )


def grouped(draft: PolicyDraft, group: DraftGroup) -> PolicyDraft:
    """Return the draft with a group, in place of one of the same title."""
    return replace(draft, groups=_with_titled(draft.groups, group))


def capped(draft: PolicyDraft, cap: DraftCap) -> PolicyDraft:
    """Return the draft with a shared cap, in place of one of the same title."""
    return replace(draft, shared_caps=_with_titled(draft.shared_caps, cap))


def _with_titled(items: tuple[Any, ...], item: Any) -> tuple[Any, ...]:
    at = next((at for at, one in enumerate(items) if one.title == item.title), None)
    return added(items, item) if at is None else changed(items, at, item)


def shares_left(clause: DraftClause) -> str:
    """Say what the shares of the instalments lack of 100 %, or are above it; empty where they are right."""
    if not clause.stages:
        return ""
    total = Fraction(0)
    for at, stage in enumerate(clause.stages, start=1):
        share = share_of(stage.share)
        if share is None:
            said = f"“{stage.share}”不是比例" if stage.share else "还没有写比例"
            return f"第 {at} 期{said}，写作 60% 或 1/3"
        total += share
    if total == 1:
        return ""
    short = threshold_text(abs(1 - total), Type.RATE)
    return f"各期合计 {threshold_text(total, Type.RATE)}，{'还差' if total < 1 else '超出'} {short}"


# What the policy declares


def add_fact(
    draft: PolicyDraft, fact: DraftFact, dictionary: Dictionary, list_name: str = "", *, judged: bool = False
) -> PolicyDraft:
    """Return the draft with one more fact, column of a list, or judgement; an empty name is made up.

    Raises:
        BadInput: Its label means something else already.
    """
    fact = _named_anew(fact)
    if list_name:
        rows = next(one for one in draft.lists if one.name == list_name)
        columns = {one.name for one in rows.columns}
        _refuse_taken(fact, {_term(one) for one in rows.columns})
        fact = replace(fact, name=fact.name or _unique("column", columns, "_"))
        return _with_list(draft, replace(rows, columns=added(rows.columns, fact)))
    _refuse_taken(fact, scope_of(draft, dictionary).words.terms)
    fact = replace(fact, name=fact.name or _unique("own", _names(draft, dictionary), "_"))
    if judged:
        return replace(draft, judgements=added(draft.judgements, fact))
    return replace(draft, facts=added(draft.facts, fact))


def add_list(draft: PolicyDraft, rows: DraftList, dictionary: Dictionary) -> PolicyDraft:
    """Return the draft with one more list of rows; an empty name is made up.

    Raises:
        BadInput: Its label means something else already.
    """
    label = free_term(draft, rows.label, dictionary)
    name = rows.name or _unique("rows", _names(draft, dictionary), "_")
    return replace(draft, lists=added(draft.lists, replace(rows, name=name, label=label)))


def free_term(draft: PolicyDraft, label: str, dictionary: Dictionary) -> str:
    """Return by which word formulas name something new that is called so.

    Raises:
        BadInput: It means something else already.
    """
    term = plain_term(label)
    # What is from outside has no meaning before it has values, and its name all the same.
    outside = {one.term for one in draft.parameters} | {one.term for one in draft.rosters}
    _refuse_taken(DraftFact("", term, "text"), scope_of(draft, dictionary).words.terms | outside)
    return term


def rename_fact(draft: PolicyDraft, name: str, label: str, dictionary: Dictionary) -> PolicyDraft:
    """Return the draft with a fact, column (``list.column``) or list called otherwise, formulas with it.

    Judgements, figures from outside, rosters and definitions as well; the last three are named by their term.

    Raises:
        BadInput: The label means something else already.
        KeyError: Nothing is called so.
    """
    old = _declared(draft, name)
    fact = _named_anew(DraftFact("", label, "text"))
    new = _term(fact)
    if new != old.word:
        _refuse_taken(fact, _meant_somewhere(draft, dictionary, old.column_of))

    def called(formula: str, scope: Scope, _: Use) -> str:
        return renamed_in(formula, scope, old, new)

    return _called(_with_formulas(draft, dictionary, called), name, fact)


def _meant_somewhere(draft: PolicyDraft, dictionary: Dictionary, column_of: str) -> set[str]:
    """Return what means something in any formula that may name a fact, or a column of this list.

    In a formula in which both stood, a fact and a column or a definition could not be told apart any more.
    """
    words = scope_of(draft, dictionary).words
    lists = [kind for label, kind in words.lists.items() if column_of in ("", label)]
    columns = {term for kind in lists for term in words.inside(kind).columns}
    return {*words.terms, *columns, *(one.term for clause in draft.clauses for one in clause.definitions)}


def change_choices(
    draft: PolicyDraft, name: str, labels: Sequence[str], dictionary: Dictionary
) -> PolicyDraft:
    """Return the draft with other options of a choice, or of a column (``list.column``), in their order.

    An option in whose place another word stands is called so, by formulas too; it keeps its code, by which
    examples and what was entered know it.

    Raises:
        BadInput: There are none, or formulas use one that is gone; says where.
        KeyError: Nothing is called so.
    """
    of, fact = _declared(draft, name), _fact_called(draft, name)
    labels = tuple(dict.fromkeys(filter(None, (one.strip() for one in labels))))
    if not labels:
        raise BadInput(f"“{fact.label}”要有选项，如 国家级、省级")
    codes = {label: code for code, label in fact.choices.items()}
    new = _called_otherwise(tuple(codes), labels)
    places = _places(draft, dictionary)
    for label in codes:
        used = places.get(Meant(label, of.column_of, of.word), ())
        if used and label not in labels and label not in new:
            raise BadInput(f"选项“{label}”还在用：{_said(draft, used)}。请先改掉这些地方")

    def called(formula: str, scope: Scope, _: Use) -> str:
        for old, label in new.items():
            formula = renamed_in(formula, scope, Meant(old, of.column_of, of.word), label)
        return formula

    kept = {**codes, **{label: codes[old] for old, label in new.items()}}
    taken = set(codes.values())
    choices: dict[str, str] = {}
    for label in labels:
        code = kept.get(label) or _unique("o", taken, "")
        taken.add(code)
        choices[code] = label
    changed_draft = _with_formulas(draft, dictionary, called)
    return _with_fact(changed_draft, name, lambda one: replace(one, choices=choices))


def _called_otherwise(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """Return which options are called otherwise: each in whose place a word stands that was not there."""
    if len(before) != len(now):
        return {}
    pairs = zip(before, now, strict=True)
    return {old: new for old, new in pairs if new not in before and old not in now}


def uses_of(draft: PolicyDraft, name: str, dictionary: Dictionary) -> tuple[Use, ...]:
    """Return where a fact, judgement, column (``list.column``), list, parameter or definition is used.

    Raises:
        KeyError: Nothing is called so.
    """
    return _uses(draft, name, _places(draft, dictionary))


def uses(draft: PolicyDraft, names: Iterable[str], dictionary: Dictionary) -> dict[str, tuple[Use, ...]]:
    """Return where each of several is used; every formula is read once.

    Raises:
        KeyError: Nothing is called as one of them is.
    """
    places = _places(draft, dictionary)
    return {name: _uses(draft, name, places) for name in names}


def _uses(draft: PolicyDraft, name: str, places: Mapping[Meant, Sequence[Use]]) -> tuple[Use, ...]:
    rows = (Use(clause.id, "逐行审核的清单") for clause in draft.clauses if clause.each == name)
    return tuple(dict.fromkeys((*places.get(_declared(draft, name), ()), *rows)))


def _places(draft: PolicyDraft, dictionary: Dictionary) -> dict[Meant, list[Use]]:
    """Return where formulas name what."""
    found: dict[Meant, list[Use]] = {}

    def look(formula: str, scope: Scope, use: Use) -> str:
        for one in names_in(formula, scope):
            found.setdefault(one.meant, []).append(use)
        return formula

    _with_formulas(draft, dictionary, look)
    return found


def _said(draft: PolicyDraft, used: Iterable[Use]) -> str:
    titles = {clause.id: clause.title or clause.id for clause in draft.clauses}
    return "、".join(f"{titles.get(use.clause, '')}{use.where}" for use in dict.fromkeys(used))


def remove_fact(draft: PolicyDraft, name: str, dictionary: Dictionary) -> PolicyDraft:
    """Return the draft without a fact, judgement, column, list, parameter, roster or definition.

    What examples say of it goes too.

    Raises:
        BadInput: Formulas use it; says where.
        KeyError: Nothing is called so.
    """
    if used := uses_of(draft, name, dictionary):
        word = _declared(draft, name).word
        raise BadInput(f"“{word}”还在用：{_said(draft, used)}。请先改掉这些地方，再移除")
    rows, _, column = name.partition(".")
    if column:
        kept = next(one for one in draft.lists if one.name == rows)
        kept = replace(kept, columns=tuple(one for one in kept.columns if one.name != column))
        return _without_in_cases(_with_list(draft, kept), rows, column)
    draft = replace(
        draft,
        facts=tuple(one for one in draft.facts if one.name != name),
        judgements=tuple(one for one in draft.judgements if one.name != name),
        lists=tuple(one for one in draft.lists if one.name != name),
        parameters=tuple(one for one in draft.parameters if one.term != name),
        rosters=tuple(one for one in draft.rosters if one.term != name),
        definitions=tuple(one for one in draft.definitions if one.term != name),
        clauses=tuple(
            replace(clause, definitions=tuple(one for one in clause.definitions if one.term != name))
            for clause in draft.clauses
        ),
    )
    return _without_in_cases(draft, name)


def _declared(draft: PolicyDraft, name: str) -> Meant:
    """Return what something is called in formulas.

    Raises:
        KeyError: Nothing is called so.
    """
    rows, _, column = name.partition(".")
    for one in draft.lists:
        if one.name == rows and column:
            fact = next((fact for fact in one.columns if fact.name == column), None)
            if fact is None:
                raise KeyError(name)
            return Meant(_term(fact), one.label)
        if one.name == name:
            return Meant(one.label)
    for fact in (*draft.facts, *draft.judgements):
        if fact.name == name:
            return Meant(_term(fact))
    terms = {one.term for clause in draft.clauses for one in clause.definitions}
    terms |= {one.term for one in draft.definitions} | {one.term for one in draft.parameters}
    if name in terms | {one.term for one in draft.rosters}:
        return Meant(name)
    raise KeyError(name)


def _fact_called(draft: PolicyDraft, name: str) -> DraftFact:
    rows, _, column = name.partition(".")
    columns = (one.columns for one in draft.lists if one.name == rows and column)
    facts = next(columns, (*draft.facts, *draft.judgements))
    found = next((one for one in facts if one.name == (column or name)), None)
    if found is None:
        raise KeyError(name)
    return found


def _with_fact(draft: PolicyDraft, name: str, change: Callable[[DraftFact], DraftFact]) -> PolicyDraft:
    """Return the draft with a fact, judgement or column changed."""
    rows, _, column = name.partition(".")

    def row(one: DraftList) -> DraftList:
        if one.name != rows or not column:
            return one
        return replace(one, columns=tuple(change(of) if of.name == column else of for of in one.columns))

    return replace(
        draft,
        facts=tuple(change(one) if one.name == name else one for one in draft.facts),
        judgements=tuple(change(one) if one.name == name else one for one in draft.judgements),
        lists=tuple(map(row, draft.lists)),
    )


def _called(draft: PolicyDraft, name: str, new: DraftFact) -> PolicyDraft:
    """Return the draft with what has a name called otherwise; its formulas are so already."""
    draft = _with_fact(draft, name, lambda one: replace(one, label=new.label, term=new.term))

    def termed(one: Any) -> Any:
        return replace(one, term=_term(new)) if one.term == name else one

    return replace(
        draft,
        lists=tuple(replace(one, label=_term(new)) if one.name == name else one for one in draft.lists),
        parameters=tuple(map(termed, draft.parameters)),
        rosters=tuple(map(termed, draft.rosters)),
        definitions=tuple(map(termed, draft.definitions)),
        clauses=tuple(
            replace(clause, definitions=tuple(map(termed, clause.definitions))) for clause in draft.clauses
        ),
    )


def _named_anew(fact: DraftFact) -> DraftFact:
    """Return a fact with the term that formulas can write, where they cannot write its label."""
    label = fact.label.strip()
    term = plain_term(fact.term or label) if label else ""
    return replace(fact, label=label, term="" if term == label else term)


def _term(fact: DraftFact) -> str:
    return fact.term or fact.label


def _refuse_taken(fact: DraftFact, taken: frozenset[str] | set[str]) -> None:
    if not fact.label:
        raise BadInput("名称不能为空")
    if _term(fact) in taken or is_reserved(_term(fact)):
        raise BadInput(f"“{_term(fact)}”已有别的意思，请换一个名称")


def _names(draft: PolicyDraft, dictionary: Dictionary) -> set[str]:
    own = {one.name for one in (*draft.facts, *draft.judgements)} | {one.name for one in draft.lists}
    return own | {*dictionary.attributes, *dictionary.indicators, *dictionary.rows}


def _unique(name: str, taken: set[str], between: str) -> str:
    """Return a name that nothing has: as it is where it may be, else with a number."""
    if name not in taken and between == "-":
        return name
    number = 2 if between == "-" else 1
    while f"{name}{between}{number}" in taken:
        number += 1
    return f"{name}{between}{number}"


def _with_list(draft: PolicyDraft, rows: DraftList) -> PolicyDraft:
    return replace(draft, lists=tuple(rows if one.name == rows.name else one for one in draft.lists))


def _without_in_cases(draft: PolicyDraft, name: str, column: str = "") -> PolicyDraft:
    """Return the draft with examples that say nothing of a fact any more."""
    of_it = re.compile(rf"{re.escape(name)}(?:{REASON}|\[\w+\]|_\d{{4}}(?:[hqmc]\d{{1,2}})?)?")

    def kept(facts: Mapping[str, Any]) -> dict[str, Any]:
        if not column:
            return {key: value for key, value in facts.items() if of_it.fullmatch(key) is None}
        return {key: _without_column(of, column) if key == name else of for key, of in facts.items()}

    def case(one: DraftCase) -> DraftCase:
        return replace(one, facts=kept(one.facts))

    clauses = (replace(clause, cases=tuple(map(case, clause.cases))) for clause in draft.clauses)
    return replace(draft, clauses=tuple(clauses))


def _without_column(rows: Any, column: str) -> Any:
    return [{key: value for key, value in row.items() if key != column} for row in rows]


# Every formula of a draft

Change = Callable[[str, Scope, Use], str]


def _with_formulas(draft: PolicyDraft, dictionary: Dictionary, change: Change) -> PolicyDraft:
    """Return the draft with each formula as ``change`` makes it of the old one, its scope and its place."""
    whole = scope_of(draft, dictionary)

    def line(one: Line, scope: Scope, clause: str, where: str) -> Line:
        def asked(formula: str) -> str:
            return change(formula, scope, Use(clause, where)) if formula else ""

        undecided = tuple(
            (at, tuple(replace(band, gives=asked(band.gives)) for band in bands))
            for at, bands in one.undecided
        )
        found = replace(one, formula=asked(one.formula), undecided=undecided)
        return one if found == one else found

    def lines(several: tuple[Line, ...], scope: Scope, clause: str, where: str) -> tuple[Line, ...]:
        return tuple(
            line(one, scope, clause, f"{where}第 {at} 项") for at, one in enumerate(several, start=1)
        )

    def definitions(several: tuple[DraftDefinition, ...], scope: Scope, clause: str) -> tuple[Any, ...]:
        return tuple(replace(one, line=line(one.line, scope, clause, f"定义“{one.term}”")) for one in several)

    def stages(clause: DraftClause, scope: Scope) -> tuple[DraftStage, ...]:
        return tuple(
            replace(stage, conditions=lines(stage.conditions, scope, clause.id, f"第 {at} 期的条件"))
            for at, stage in enumerate(clause.stages, start=1)
        )

    def contest(clause: DraftClause, scope: Scope) -> DraftContest | None:
        if clause.contest is None or not clause.contest.by:
            return clause.contest
        return replace(clause.contest, by=change(clause.contest.by, scope, Use(clause.id, "排名的依据")))

    def clause(one: DraftClause) -> DraftClause:
        has_own_words = bool(one.each or one.definitions)
        scope = scope_of(draft, dictionary, one.id) if has_own_words else whole
        return replace(
            one,
            who=lines(one.who, scope, one.id, "对象"),
            conditions=lines(one.conditions, scope, one.id, "条件"),
            definitions=definitions(one.definitions, scope, one.id),
            award=line(one.award, scope, one.id, "补助金额"),
            total=line(one.total, whole, one.id, "合计的限额"),
            stages=stages(one, scope),
            contest=contest(one, scope),
        )

    def cap(one: DraftCap) -> DraftCap:
        where = f"共同限额“{one.title}”"
        return replace(
            one,
            cap=change(one.cap, whole, Use("", where)) if one.cap else "",
            across=change(one.across, whole, Use("", where)) if one.across else "",
        )

    return replace(
        draft,
        definitions=definitions(draft.definitions, whole, ""),
        exclusions=lines(draft.exclusions, whole, "", "排除情形"),
        shared_caps=tuple(map(cap, draft.shared_caps)),
        clauses=tuple(map(clause, draft.clauses)),
    )
