"""From the parts of a policy file to a policy: every formula read, every mistake gathered."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, TypeVar

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.policies.files import schema
from domain.policies.files.declaring import Declarations
from domain.policies.files.mistakes import Mistake
from domain.policies.files.shaping import LEFT_OUT, Shape
from domain.policies.language import nodes
from domain.policies.language.checking import check_award, check_condition, check_definition, check_quantity
from domain.policies.language.measures import Type
from domain.policies.language.parsing import FormulaError, UnknownName
from domain.policies.language.vocabulary import Definition, Vocabulary
from domain.policies.language.wording import threshold_text
from domain.policies.policy import (
    TOTAL,
    Clause,
    Contest,
    Direction,
    Example,
    Group,
    Policy,
    Requirement,
    SharedCap,
    Stage,
    Ties,
)
from domain.values.errors import BadInput
from domain.values.money import NO_MONEY, Fen, parse_yuan
from domain.values.toml.places import Path, Places

T = TypeVar("T")

MAX_FORMULAS: Final = 5_000
MAX_MISTAKES: Final = 100
"""How many mistakes are looked for: one slip can repeat in every formula."""

_MOST_SHOWN: Final = 300
_DAYS: Final = (("valid_from",), ("valid_to",))
_SHARE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(?:%|/(\d{1,6}))", re.ASCII)
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９．％／÷", "0123456789.%//")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a formula stands: its clause (empty: none), what mistakes call it, and its keys in the file."""

    clause: str
    name: str
    path: Path


class Builder:
    """Turns the parts of one file into a policy, gathering every mistake on the way.

    Of a file that could be read only in parts, formulas are looked at all the same; mistakes that may come
    from what was left out are not told.
    """

    def __init__(self, shape: Shape, places: Places, dictionary: Dictionary) -> None:
        self.mistakes: list[Mistake] = []
        self._shape = shape
        self._places = places
        self._formulas = 0
        self._alike = nodes.Alike()
        self._read_before: dict[tuple[int, str], tuple[Vocabulary, nodes.Condition]] = {}
        self._dictionary = dictionary
        # Names whose own mistake is told already, and names that are defined elsewhere, with where.
        self._suspects = set(shape.left_out)
        self._elsewhere: dict[str, str] = {}
        self._unusable: set[str] = set()

    def policy(self, sha256: str) -> Policy | None:
        """Return the policy, or None where there are mistakes."""
        parts = self._shape.parts
        if parts is None:
            return None
        are_days_read = not any(one.path[:1] in _DAYS for one in self._shape.mistakes)
        if are_days_read and parts.valid_to < parts.valid_from:
            self._complain("", "“valid_to”早于“valid_from”", ("valid_to",))
        declarations = Declarations(parts, self._dictionary, self._places)
        self.mistakes += declarations.mistakes
        self._unusable = declarations.unusable
        self._dictionary = self._dictionary.extended(declarations.facts)
        words = declarations.words
        self._elsewhere = {
            definition.term: f"只在条款 {part.id} 里有定义"
            for part in parts.clauses
            for definition in part.definitions
        }
        words, definitions = self._define(words, parts.definitions, "", ())
        exclusions = self._exclusions(parts.exclusions, words)
        clauses: dict[str, Clause] = {}
        for number, part in enumerate(parts.clauses):
            if part.id in clauses:
                self._complain(part.id, "编号重复", ("clauses", number))
            clauses[part.id] = self._clause(part, words, exclusions, ("clauses", number))
        groups, caps = self._groups(parts, clauses), self._caps(parts, clauses, words)
        if self.mistakes or self._shape.mistakes:
            return None
        kept = {"id", "version", "title", "issuer", "document_number", "source", "official_text"}
        kept |= {"is_template", "road", "valid_from", "valid_to", "readings", "unchecked"}
        policy = Policy(
            **parts.model_dump(include=kept),
            clauses=clauses,
            sha256=sha256,
            facts=declarations.facts,
            parameters=declarations.parameters,
            rosters=declarations.rosters,
            definitions=definitions,
            exclusions=exclusions,
            groups=groups,
            shared_caps=caps,
        )
        if not words.by_period:
            return policy
        facts = self._with_periods(policy)
        return None if self.mistakes else replace(policy, facts=facts)

    def _with_periods(self, policy: Policy) -> Dictionary:
        """Return the facts of a policy with each period that it reads of truths and choices."""
        read = (one for formula in policy.formulas(policy.clauses.values()) for one in nodes.walk(formula))
        found = {
            one.fact.name: one.fact for one in read if isinstance(one, nodes.Matches) and one.fact.period
        }
        for name in found.keys() & self._dictionary.attributes.keys():
            self._complain("", f"“{found[name].label}”在数据里叫“{name}”，另有数据也叫这个名称，请改名", ())
        return policy.facts.extended(Dictionary(found, {}, {}))

    # Clauses

    def _clause(
        self, part: schema.ClausePart, words: Vocabulary, exclusions: tuple[Requirement, ...], path: Path
    ) -> Clause:
        row = self._row(part, path)
        outside = words
        if row is not None:
            words = words.inside(row)
        words, definitions = self._define(words, part.definitions, part.id, path)
        if bool(part.award) == bool(part.by_person):
            self._complain(part.id, "“award”和“by_person”应写而且只写一个", path)
        for mistake in _clause_mistakes(part):
            self._complain(part.id, mistake, path)
        award = self._read(
            _Spot(part.id, "award", (*path, "award")), part.award, lambda text: check_award(text, words)
        )
        return Clause(
            id=part.id,
            title=part.title,
            wording=part.wording,
            readings=part.readings,
            each=part.each,
            zero_note=part.zero_note,
            by_person=part.by_person,
            papers=part.papers,
            who=exclusions + self._requirements(_Spot(part.id, "who", (*path, "who")), part.who, words),
            conditions=self._requirements(
                _Spot(part.id, "conditions", (*path, "conditions")), part.conditions, words
            ),
            award=award,
            award_formula=part.award,
            total=self._total(part, outside, path),
            total_formula=part.total,
            definitions=definitions,
            stages=self._stages(part, words, path),
            contest=self._contest(part, words, path),
            examples=self._examples(part, path),
        )

    def _row(self, part: schema.ClausePart, path: Path) -> RowKind | None:
        row = self._dictionary.rows.get(part.each)
        if part.each and row is None:
            known = "、".join(self._dictionary.rows) or "无"
            self._complain(part.id, f"“each”：没有名为“{part.each}”的清单，可用：{known}", (*path, "each"))
        return row

    def _total(self, part: schema.ClausePart, words: Vocabulary, path: Path) -> nodes.Quantity | None:
        if not part.total:
            return None
        spot = _Spot(part.id, "total", (*path, "total"))
        if not part.each:
            self._complain(part.id, "“total”只用于逐行审核（each）的条款", spot.path)
        with_total = replace(words, attributes={**words.attributes, TOTAL.term: TOTAL})
        total = self._read(spot, part.total, lambda text: check_award(text, with_total))
        for node in nodes.walk(total) if total is not None else ():
            if isinstance(node, nodes.Indicator | nodes.OverRows) or (
                isinstance(node, nodes.Attribute) and node.fact != TOTAL
            ):
                mistake = f"“total”只能用“{TOTAL.term}”和数额，如 封顶({TOTAL.term}, 50万)"
                self._complain(part.id, mistake, spot.path)
                break
        return total

    def _stages(self, part: schema.ClausePart, words: Vocabulary, path: Path) -> tuple[Stage, ...]:
        stages = []
        for number, stage in enumerate(part.stages, start=1):
            at, name = (*path, "stages", number - 1), f"stages 第 {number} 项"
            share = share_of(stage.share)
            spot = _Spot(part.id, name, (*at, "conditions"))
            conditions = self._requirements(spot, stage.conditions, words)
            if share is None:
                self._complain(part.id, f"{name}：“share”应为比例，如 50% 或 1/3", (*at, "share"))
                continue
            stages.append(Stage(stage.title, share, conditions))
        total = sum(stage.share for stage in stages)
        if stages and len(stages) == len(part.stages) and total != 1:
            shown = f"现为 {threshold_text(total, Type.RATE)}；除不尽的写分数，如 1/3"
            self._complain(part.id, f"各期的“share”之和应为 100%，{shown}", (*path, "stages", 0))
        return tuple(stages)

    def _examples(self, part: schema.ClausePart, path: Path) -> tuple[Example, ...]:
        found = []
        for number, case in enumerate(part.cases):
            try:
                amount = parse_yuan(case.amount) if case.amount else NO_MONEY
            except BadInput as error:
                mistake = f"cases“{case.name}”的“amount”：{error}"
                self._complain(part.id, mistake, (*path, "cases", number, "amount"))
                continue
            found.append(Example(case.name, case.facts, case.outcome, amount))
        return tuple(found)

    def _contest(self, part: schema.ClausePart, words: Vocabulary, path: Path) -> Contest | None:
        if part.contest is None:
            return None
        contest, path = part.contest, (*path, "contest")
        spot = _Spot(part.id, "contest.by", (*path, "by"))
        by = self._read(spot, contest.by, lambda text: check_quantity(text, words))
        for mistake in _contest_mistakes(contest):
            self._complain(part.id, f"contest：{mistake}", path)
        amounts = [
            self._amount(_Spot(part.id, f"contest.amounts 第 {n} 项", (*path, "amounts", n - 1)), one)
            for n, one in enumerate(contest.amounts, start=1)
        ]
        pot = self._amount(_Spot(part.id, "contest.pot", (*path, "pot")), contest.pot)
        return Contest(
            by,
            contest.by,
            contest.places,
            Ties(contest.ties),
            pot,
            Direction(contest.order),
            self._share(part.id, contest.share, (*path, "share")) if contest.share else None,
            tuple(amount for amount in amounts if amount is not None),
            contest.pot_goes == "in_order",
        )

    def _amount(self, spot: _Spot, text: str) -> Fen | None:
        """Read an amount that stands in the file."""
        words = Vocabulary.of(Dictionary({}, {}, {}))
        found = self._read(spot, text, lambda formula: check_award(formula, words))
        if isinstance(found, nodes.Literal):
            return Fen(int(found.value))
        if found is not None:
            self._complain(spot.clause, f"{spot.name} 应为数额，如 500万", spot.path)
        return None

    def _share(self, clause: str, text: str, path: Path) -> Fraction | None:
        """Read a share: ``30%`` or ``1/3``."""
        share = share_of(text)
        if share is not None and share < 1:
            return share
        self._complain(clause, "contest.share 应为小于 1 的比例，如 30% 或 1/3", path)
        return None

    # What holds for the whole policy

    def _define(
        self, words: Vocabulary, parts: Sequence[schema.DefinitionPart], clause: str, path: Path
    ) -> tuple[Vocabulary, tuple[Definition, ...]]:
        found = []
        before = self._elsewhere
        self._elsewhere = before | {part.term: "在后面才有定义，请把它的定义移到这一项前面" for part in parts}
        for number, part in enumerate(parts):
            spot = _Spot(clause, f"definitions“{part.term}”", (*path, "definitions", number))
            if words.has(part.term):
                self._complain(clause, f"{spot.name}：这个名称已有别的意思，请换一个", spot.path)
                continue
            self._elsewhere[part.term] = "的定义里又用到它自己"
            spot = replace(spot, path=(*spot.path, "formula"))
            definition = self._read(spot, part.formula, partial(check_definition, part.term, words))
            if definition is None:
                self._suspects.add(part.term)
            else:
                found.append(definition)
                words = words.defining(definition)
        self._elsewhere = before
        return words, tuple(found)

    def _exclusions(
        self, parts: Iterable[schema.RequirementPart], words: Vocabulary
    ) -> tuple[Requirement, ...]:
        found = []
        for number, part in enumerate(parts, start=1):
            spot = _Spot("", f"exclusions 第 {number} 项", ("exclusions", number - 1, "formula"))
            condition = self._read(spot, part.formula, lambda text: check_condition(text, words))
            if condition is not None:
                text = f"没有下列情形：{part.text}" if part.text else ""
                found.append(Requirement(f"非 ({part.formula})", nodes.Negated(condition), text))
        return tuple(found)

    def _groups(self, parts: schema.PolicyPart, clauses: dict[str, Clause]) -> tuple[Group, ...]:
        for number, part in enumerate(parts.groups):
            self._refuse_unknown(part.title, part.clauses, clauses, ("groups", number))
        return tuple(Group(part.title, part.clauses) for part in parts.groups)

    def _caps(
        self, parts: schema.PolicyPart, clauses: dict[str, Clause], words: Vocabulary
    ) -> tuple[SharedCap, ...]:
        found = []
        for number, part in enumerate(parts.shared_caps):
            path = ("shared_caps", number)
            self._refuse_unknown(part.title, part.clauses, clauses, path)
            spot = _Spot("", f"“{part.title}”", (*path, "cap"))
            cap = self._read(spot, part.cap, lambda text: check_award(text, words))
            across = self._across(part, words, path)
            if across is not None and cap is not None and not isinstance(cap, nodes.Literal):
                self._complain("", f"“{part.title}”：各户共用的“cap”应为数额，如 500万", path)
            if cap is not None:
                proportion = part.exceeded == "in_proportion"
                found.append(SharedCap(part.title, part.clauses, cap, part.cap, across, proportion))
        return tuple(found)

    def _across(self, part: schema.SharedCapPart, words: Vocabulary, path: Path) -> Fact | None:
        """Return the fact that enterprises which share a cap are alike in."""
        if not part.across:
            if len(part.clauses) < 2:
                self._complain("", f"“{part.title}”：“clauses”至少要有两条，除非各户共用（across）", path)
            if "exceeded" in part.model_fields_set:
                self._complain("", f"“{part.title}”：没有写“across”，“exceeded”用不到，请删去", path)
            return None
        fact = words.attributes.get(part.across)
        if fact is None or fact.kind not in (FactKind.TEXT, FactKind.CHOICE):
            mistake = f"“across”应为一项文字或选项，如 实际控制人，却是“{part.across}”"
            self._complain("", f"“{part.title}”：{mistake}", path)
        return fact

    def _refuse_unknown(self, title: str, ids: Sequence[str], clauses: dict[str, Clause], path: Path) -> None:
        for id_ in ids:
            if id_ not in clauses and id_ not in self._suspects:
                self._complain("", f"“{title}”：没有编号为“{id_}”的条款", path)
        if len(set(ids)) < len(ids):
            self._complain("", f"“{title}”：同一条款写了两次", path)

    # Reading formulas

    def _requirements(
        self, spot: _Spot, parts: Sequence[schema.RequirementPart], words: Vocabulary
    ) -> tuple[Requirement, ...]:
        found = []
        for number, part in enumerate(parts, start=1):
            one = _Spot(spot.clause, f"{spot.name} 第 {number} 项", (*spot.path, number - 1, "formula"))
            condition = self._read(one, part.formula, partial(self._condition, words))
            if condition is not None:
                found.append(Requirement(part.formula, condition, part.text))
        return tuple(found)

    def _condition(self, words: Vocabulary, formula: str) -> nodes.Condition:
        """Read a condition, or take the one that was read: clauses ask the same of an enterprise."""
        # By identity, with the words themselves so that their identity is not given to others.
        key = id(words), formula
        if key not in self._read_before:
            self._read_before[key] = words, self._alike.one(check_condition(formula, words))
        return self._read_before[key][1]

    def _read(self, spot: _Spot, formula: str, check: Callable[[str], T]) -> T | None:
        """Read a formula if there is one; a mistake in it is noted."""
        if not formula or (formula == LEFT_OUT and self._shape.mistakes):
            return None
        self._formulas += 1
        if self._formulas > MAX_FORMULAS or len(self.mistakes) > MAX_MISTAKES:
            if self._formulas == MAX_FORMULAS + 1:
                many = f"公式超过 {MAX_FORMULAS} 个，不像是政策文件"
                self.mistakes.append(Mistake(many, many))
            return None
        try:
            return self._alike.one(check(formula))
        except FormulaError as error:
            is_told = isinstance(error, UnknownName) and error.name in self._suspects
            if not is_told and not any(label in formula for label in self._unusable):
                self._complain_of_formula(spot, formula, error)
            return None

    def _complain_of_formula(self, spot: _Spot, formula: str, error: FormulaError) -> None:
        message = str(error)
        if isinstance(error, UnknownName) and error.name in self._elsewhere:
            message = f"“{error.name}”{self._elsewhere[error.name]}"
        line = self._places.line(spot.path)
        where = f"第 {line + error.line - 1} 行，{spot.name}" if line else spot.name
        shown = formula if len(formula) <= _MOST_SHOWN else f"{formula[:_MOST_SHOWN]}…"
        mistake = f"{where}：第 {error.column} 列：{message}。公式：{shown}"
        sentence = f"条款 {spot.clause}：{mistake}" if spot.clause else mistake
        self.mistakes.append(
            Mistake(message, sentence, spot.path, line or 0, spot.clause, error.line, error.column)
        )

    def _complain(self, clause: str, mistake: str, path: Path) -> None:
        """Note a mistake that is not one of a formula; none of a clause of which something was left out."""
        if clause not in self._shape.touched:
            line = self._places.line(path)
            where = f"条款 {clause}：" if clause else ""
            sentence = f"{where}第 {line} 行：{mistake}" if line else f"{where}{mistake}"
            self.mistakes.append(Mistake(mistake, sentence, path, line or 0, clause))


def share_of(text: str) -> Fraction | None:
    """Read a share of the whole, ``30%`` or ``1/3``; None where it is none.

    >>> share_of("12.5%"), share_of("1 / 3"), share_of("1/0"), share_of("150%")
    (Fraction(1, 8), Fraction(1, 3), None, None)
    """
    match = _SHARE.fullmatch(text.translate(_HALF_WIDTH).replace(" ", ""))
    if match is None or not int(match[2] or 100):
        return None
    share = Fraction(Decimal(match[1])) / int(match[2] or 100)
    return share if 0 < share <= 1 else None


def _clause_mistakes(part: schema.ClausePart) -> Iterator[str]:
    """Yield what does not go together in a clause, or would mean nothing, with what to write instead."""
    written, contest = part.model_fields_set, part.contest
    if part.each and part.stages:
        yield '逐行审核（each）的条款不能再分期，请改用 合计 等算法，如 award = "合计(贷款, …)"'
    if part.each and contest:
        yield '逐行审核（each）的条款不能再排名，请改用 合计 等算法，如 award = "合计(贷款, …)"'
    if part.stages and contest and (contest.amounts or contest.pot):
        own = "amounts（每个名次的金额）" if contest.amounts else "pot（资金总额）"
        yield f"写了 {own} 的条款不能再分期：请把各期写成各自的条款，或在 contest 里只写 places、share"
    if part.by_person and (part.stages or contest or part.total):
        yield "金额由人工确定（by_person）的条款没有可分期、排名或合计的金额，请删去 stages、contest、total"
    if part.by_person and "zero_note" in written:
        yield "金额由人工确定（by_person）的条款用不到“zero_note”，请删去"


def _contest_mistakes(contest: schema.ContestPart) -> Iterator[str]:
    """Yield what does not go together."""
    idle = contest.model_fields_set & {"order", "ties"}
    if idle and not contest.by:
        yield f"没有写“by”，“{'”“'.join(sorted(idle))}”用不到，请删去或写上“by”"
    if "pot_goes" in contest.model_fields_set and not contest.pot and contest.pot_goes != "in_order":
        yield "写了 pot_goes，就要写“pot”"
    ranks = [bool(contest.places), bool(contest.share), bool(contest.amounts)]
    if sum(ranks) > 1:
        yield "“places”“share”“amounts”只写一个"
    if not contest.by and not contest.pot:
        yield "至少要写“by”和“places”（或“share”“amounts”），或“pot”"
    if contest.by and not any(ranks) and contest.pot_goes != "in_order":
        yield '写了“by”，就要写“places”“share”“amounts”之一，或 pot_goes = "in_order"'
    if not contest.by and (any(ranks) or contest.pot_goes == "in_order"):
        yield "要写“by”：按什么排名"
    if contest.pot_goes == "in_order" and not contest.pot:
        yield "写了 pot_goes，就要写“pot”"
