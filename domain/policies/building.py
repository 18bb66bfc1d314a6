"""From the parts of a policy file to a policy: every formula read, every mistake gathered."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final, TypeVar

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.errors import BadInput
from domain.money import NO_MONEY, Fen, parse_yuan
from domain.policies import schema
from domain.policies.declaring import Declarations
from domain.policies.formulas import nodes
from domain.policies.formulas.checking import (
    check_award,
    check_condition,
    check_definition,
    check_quantity,
)
from domain.policies.formulas.parsing import FormulaError
from domain.policies.formulas.vocabulary import Definition, Vocabulary
from domain.policies.policy import (
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

T = TypeVar("T")

MAX_FORMULAS: Final = 5_000
MAX_MISTAKES: Final = 100
"""How many mistakes are looked for: one slip can repeat in every formula."""

_MOST_SHOWN: Final = 300
_SHARE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(?:%|/(\d{1,6}))", re.ASCII)

TOTAL: Final = Fact("total", "合计", FactKind.MONEY, term="合计")
"""What ``total`` formulas call the sum of the rows."""


class Builder:
    """Turns the parts of one file into a policy, gathering every mistake on the way."""

    def __init__(self, text: str, dictionary: Dictionary) -> None:
        self.mistakes: list[str] = []
        self._formulas = 0
        self._lines = text.splitlines()
        self._dictionary = dictionary

    def policy(self, parts: schema.PolicyPart, sha256: str) -> Policy | None:
        """Return the policy, or None where there are mistakes."""
        if parts.valid_to < parts.valid_from:
            self.mistakes.append("“valid_to”早于“valid_from”")
        declarations = Declarations(parts, self._dictionary)
        self.mistakes += declarations.mistakes
        self._dictionary = self._dictionary.extended(declarations.facts)
        words = replace(
            Vocabulary.of(self._dictionary, declarations.facts),
            parameters={table.term: table for table in declarations.parameters},
            rosters=declarations.rosters,
        )
        words, definitions = self._define(words, parts.definitions, "")
        exclusions = self._exclusions(parts.exclusions, words)
        clauses: dict[str, Clause] = {}
        for part in parts.clauses:
            if part.id in clauses:
                self._complain(part.id, "编号重复")
            clauses[part.id] = self._clause(part, words, exclusions)
        groups, caps = self._groups(parts, clauses), self._caps(parts, clauses, words)
        if self.mistakes:
            return None
        kept = {"id", "version", "title", "issuer", "document_number", "source", "official_text"}
        kept |= {"is_template", "valid_from", "valid_to", "readings"}
        return Policy(
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

    # Clauses

    def _clause(
        self, part: schema.ClausePart, words: Vocabulary, exclusions: tuple[Requirement, ...]
    ) -> Clause:
        row = self._row(part)
        outside = words
        if row is not None:
            words = words.inside(row)
        words, definitions = self._define(words, part.definitions, part.id)
        if bool(part.award) == bool(part.by_person):
            self._complain(part.id, "“award”和“by_person”应写而且只写一个")
        award = self._read(part.id, "award", part.award, lambda text: check_award(text, words))
        fields = part.model_dump(
            include={"id", "title", "wording", "readings", "each", "zero_note", "by_person", "papers"}
        )
        return Clause(
            **fields,
            who=exclusions + self._requirements(part.id, "who", part.who, words),
            conditions=self._requirements(part.id, "conditions", part.conditions, words),
            award=award,
            award_formula=part.award,
            total=self._total(part, outside),
            total_formula=part.total,
            definitions=definitions,
            stages=self._stages(part, words),
            contest=self._contest(part, words),
            examples=self._examples(part),
        )

    def _row(self, part: schema.ClausePart) -> RowKind | None:
        row = self._dictionary.rows.get(part.each)
        if part.each and row is None:
            known = "、".join(self._dictionary.rows) or "无"
            self._complain(part.id, f"“each”：没有名为“{part.each}”的清单，可用：{known}")
        if part.each and (part.stages or part.contest):
            self._complain(part.id, "逐行审核（each）的条款不能再分期或排名，请改用 合计 等算法")
        return row

    def _total(self, part: schema.ClausePart, words: Vocabulary) -> nodes.Quantity | None:
        if part.total and not part.each:
            self._complain(part.id, "“total”只用于逐行审核（each）的条款")
        with_total = replace(words, attributes={**words.attributes, TOTAL.term: TOTAL})
        total = self._read(part.id, "total", part.total, lambda text: check_award(text, with_total))
        for node in nodes.walk(total) if total is not None else ():
            if isinstance(node, nodes.Indicator | nodes.OverRows) or (
                isinstance(node, nodes.Attribute) and node.fact != TOTAL
            ):
                self._complain(part.id, f"“total”只能用“{TOTAL.term}”和数额，如 封顶({TOTAL.term}, 50万)")
                break
        return total

    def _stages(self, part: schema.ClausePart, words: Vocabulary) -> tuple[Stage, ...]:
        stages = []
        for number, stage in enumerate(part.stages, start=1):
            place = f"stages 第 {number} 项"
            share = self._read(part.id, place, stage.share, lambda text: check_quantity(text, words))
            if not isinstance(share, nodes.Literal) or share.type is not nodes.Type.RATE:
                self._complain(part.id, f"{place}：“share”应为比率，如 50%")
                continue
            conditions = self._requirements(part.id, place, stage.conditions, words)
            stages.append(Stage(stage.title, Fraction(share.value), conditions))
        if stages and len(stages) == len(part.stages) and sum(stage.share for stage in stages) != 1:
            self._complain(part.id, "各期的“share”之和应为 100%")
        return tuple(stages)

    def _examples(self, part: schema.ClausePart) -> tuple[Example, ...]:
        found = []
        for case in part.cases:
            try:
                amount = parse_yuan(case.amount) if case.amount else NO_MONEY
            except BadInput as error:
                self._complain(part.id, f"cases“{case.name}”的“amount”：{error}")
                continue
            found.append(Example(case.name, case.facts, case.outcome, amount))
        return tuple(found)

    def _contest(self, part: schema.ClausePart, words: Vocabulary) -> Contest | None:
        if part.contest is None:
            return None
        contest = part.contest
        by = self._read(part.id, "contest.by", contest.by, lambda text: check_quantity(text, words))
        for mistake in _contest_mistakes(contest):
            self._complain(part.id, f"contest：{mistake}")
        amounts = [self._amount(part.id, f"contest.amounts 第 {n} 项", one) for n, one in _numbered(contest)]
        pot = self._amount(part.id, "contest.pot", contest.pot) if contest.pot else None
        return Contest(
            by,
            contest.by,
            contest.places,
            Ties(contest.ties),
            pot,
            Direction(contest.order),
            self._share(part.id, contest.share) if contest.share else None,
            tuple(amount for amount in amounts if amount is not None),
            contest.pot_goes == "in_order",
        )

    def _amount(self, clause: str, place: str, text: str) -> Fen | None:
        """Read an amount that stands in the file."""
        words = Vocabulary.of(Dictionary({}, {}, {}))
        found = self._read(clause, place, text, lambda formula: check_award(formula, words))
        if isinstance(found, nodes.Literal):
            return Fen(int(found.value))
        if found is not None:
            self._complain(clause, f"{place} 应为数额，如 500万")
        return None

    def _share(self, clause: str, text: str) -> Fraction | None:
        """Read a share: ``30%`` or ``1/3``."""
        match = _SHARE.fullmatch(text.strip())
        if match is not None and int(match[2] or 100):
            share = Fraction(Decimal(match[1])) / int(match[2] or 100)
            if 0 < share < 1:
                return share
        self._complain(clause, "contest.share 应为小于 1 的比例，如 30% 或 1/3")
        return None

    # What holds for the whole policy

    def _define(
        self, words: Vocabulary, parts: Sequence[schema.DefinitionPart], clause: str
    ) -> tuple[Vocabulary, tuple[Definition, ...]]:
        found = []
        for part in parts:
            place = f"definitions“{part.term}”"
            if words.has(part.term):
                self._complain(clause, f"{place}：这个名称已有别的意思，请换一个")
                continue
            definition = self._read(clause, place, part.formula, partial(check_definition, part.term, words))
            if definition is not None:
                found.append(definition)
                words = words.defining(definition)
        return words, tuple(found)

    def _exclusions(
        self, parts: Iterable[schema.RequirementPart], words: Vocabulary
    ) -> tuple[Requirement, ...]:
        found = []
        for number, part in enumerate(parts, start=1):
            place = f"exclusions 第 {number} 项"
            condition = self._read("", place, part.formula, lambda text: check_condition(text, words))
            if condition is not None:
                text = f"没有下列情形：{part.text}" if part.text else ""
                found.append(Requirement(f"非 ({part.formula})", nodes.Negated(condition), text))
        return tuple(found)

    def _groups(self, parts: schema.PolicyPart, clauses: dict[str, Clause]) -> tuple[Group, ...]:
        for part in parts.groups:
            self._refuse_unknown(part.title, part.clauses, clauses)
        return tuple(Group(part.title, part.clauses) for part in parts.groups)

    def _caps(
        self, parts: schema.PolicyPart, clauses: dict[str, Clause], words: Vocabulary
    ) -> tuple[SharedCap, ...]:
        found = []
        for part in parts.shared_caps:
            self._refuse_unknown(part.title, part.clauses, clauses)
            cap = self._read("", f"“{part.title}”", part.cap, lambda text: check_award(text, words))
            if cap is not None:
                found.append(SharedCap(part.title, part.clauses, cap, part.cap))
        return tuple(found)

    def _refuse_unknown(self, title: str, ids: Sequence[str], clauses: dict[str, Clause]) -> None:
        for id_ in ids:
            if id_ not in clauses:
                self.mistakes.append(f"“{title}”：没有编号为“{id_}”的条款")
            elif clauses[id_].contest is not None:
                self.mistakes.append(f"“{title}”：条款“{id_}”要与其他企业一并评定，不能合并计算")
        if len(set(ids)) < len(ids):
            self.mistakes.append(f"“{title}”：同一条款写了两次")

    # Reading formulas

    def _requirements(
        self, clause: str, key: str, parts: Sequence[schema.RequirementPart], words: Vocabulary
    ) -> tuple[Requirement, ...]:
        found = []
        for number, part in enumerate(parts, start=1):
            place = f"{key} 第 {number} 项"
            condition = self._read(clause, place, part.formula, lambda text: check_condition(text, words))
            if condition is not None:
                found.append(Requirement(part.formula, condition, part.text))
        return tuple(found)

    def _read(self, clause: str, place: str, formula: str, check: Callable[[str], T]) -> T | None:
        """Read a formula if there is one; a mistake in it is noted."""
        if not formula:
            return None
        self._formulas += 1
        if self._formulas > MAX_FORMULAS or len(self.mistakes) > MAX_MISTAKES:
            if self._formulas == MAX_FORMULAS + 1:
                self.mistakes.append(f"公式超过 {MAX_FORMULAS} 个，不像是政策文件")
            return None
        try:
            return check(formula)
        except FormulaError as error:
            line = next((i for i, text in enumerate(self._lines, start=1) if formula in text), None)
            where = f"第 {line} 行，{place}" if line else place
            shown = formula if len(formula) <= _MOST_SHOWN else f"{formula[:_MOST_SHOWN]}…"
            self._complain(clause, f"{where}：第 {error.column} 列：{error}。公式：{shown}")
            return None

    def _complain(self, clause: str, mistake: str) -> None:
        self.mistakes.append(f"条款 {clause}：{mistake}" if clause else mistake)


def _contest_mistakes(contest: schema.ContestPart) -> Iterator[str]:
    """Yield what does not go together."""
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


def _numbered(contest: schema.ContestPart) -> Iterator[tuple[int, str]]:
    return enumerate(contest.amounts, start=1)
