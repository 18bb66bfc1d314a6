"""Whether proposed formulas are ones, and whether every figure of the wording stands in them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from domain.enterprises.dictionary import REASON, Dictionary, Fact, FactKind
from domain.enterprises.quantities import parse_figure
from domain.policies.agreement.differences import disagreements_in
from domain.policies.authoring.draft import DraftClause, DraftFact, Line
from domain.policies.authoring.reading.results import Context
from domain.policies.language.checking import check_award, check_condition
from domain.policies.language.parsing import FormulaError
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.policy import Clause, Policy, Requirement
from domain.values.errors import BadInput

_NO_FACTS: Final = Dictionary({}, {}, {})


class Checker:
    """Checks formulas against the office's dictionary with what is proposed."""

    def __init__(self, context: Context, facts: Iterable[DraftFact], judged: Iterable[DraftFact]) -> None:
        self._context = context
        own = _dictionary(facts, judged)
        self._words = Vocabulary.of(context.dictionary.extended(own), own)

    def reads(self, formula: str, row: str, *, is_award: bool) -> bool:
        """Whether the policy language reads a formula."""
        words = self._words
        if row:
            words = words.inside(self._context.dictionary.rows[row])
        try:
            (check_award if is_award else check_condition)(formula, words)
        except FormulaError:
            return False
        return True

    def disagreements(self, clause: DraftClause) -> Sequence[str]:
        """Return the figures of the wording that the formulas of a clause lack, and the other way round.

        Formulas that cannot be read are left out.
        """
        made = self._clause(clause)
        if made is None:
            return ()
        context = self._context
        policy = Policy(
            id="read",
            title="",
            issuer="",
            document_number="",
            source="",
            official_text=True,
            valid_from=context.valid_from,
            valid_to=context.valid_to,
            readings=(),
            clauses={clause.id: made},
            sha256="",
        )
        years = (context.valid_from.year,)
        return tuple(one.figure for one in disagreements_in(policy, made, years))

    def _clause(self, clause: DraftClause) -> Clause | None:
        words = self._words
        if clause.each:
            words = words.inside(self._context.dictionary.rows[clause.each])

        def requirement(line: Line) -> Requirement:
            return Requirement(line.formula, check_condition(line.formula, words), line.text)

        try:
            award = check_award(clause.award.formula, words) if clause.award.formula else None
            return Clause(
                id=clause.id,
                title=clause.title,
                wording=clause.wording,
                readings=clause.readings,
                who=tuple(map(requirement, clause.who)),
                conditions=tuple(map(requirement, clause.conditions)),
                award=award,
                award_formula=clause.award.formula,
                each=clause.each,
            )
        except FormulaError:
            return None


def _dictionary(facts: Iterable[DraftFact], judged: Iterable[DraftFact]) -> Dictionary:
    attributes: dict[str, Fact] = {}
    indicators: dict[str, Fact] = {}
    for one in facts:
        (indicators if one.by_period else attributes)[one.name] = _fact(one)
    for one in judged:
        attributes[one.name] = replace(_fact(one), is_judged=True)
        attributes[one.name + REASON] = Fact(one.name + REASON, f"{one.label}的认定理由", FactKind.TEXT)
    return replace(_NO_FACTS, attributes=attributes, indicators=indicators)


def _fact(one: DraftFact) -> Fact:
    fact = Fact(
        one.name,
        one.label,
        FactKind(one.kind),
        one.term or one.label,
        one.choices,
        one.may_be_negative,
        one.hint,
        one.unit,
        one.is_whole,
        one.is_stock,
    )
    return replace(fact, least=_bound(fact, one.least), most=_bound(fact, one.most))


def _bound(fact: Fact, text: str) -> int | None:
    try:
        return parse_figure(fact, text) if text else None
    except BadInput:
        return None
