"""Whether proposed formulas are ones, and whether every figure of the wording stands in them."""

from collections.abc import Iterable, Sequence

from domain.policies.agreement.differences import disagreements_in
from domain.policies.authoring.draft import DraftClause, DraftFact, Line, PolicyDraft
from domain.policies.authoring.forms.scope import scope_of
from domain.policies.authoring.reading.results import Context
from domain.policies.language.checking import check_award, check_condition
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.parsing import FormulaError
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.policy import Clause, Policy, Requirement


class Checker:
    """Checks formulas against the office's dictionary with what is proposed; each of them once."""

    def __init__(self, context: Context, facts: Iterable[DraftFact], judged: Iterable[DraftFact]) -> None:
        self._context = context
        draft = PolicyDraft(facts=tuple(facts), judgements=tuple(judged), lists=context.lists)
        self._words = scope_of(draft, context.dictionary).words
        self._conditions: dict[tuple[str, str], Condition | None] = {}
        self._awards: dict[tuple[str, str], Quantity | None] = {}

    def condition(self, formula: str, row: str) -> Condition | None:
        """Return the condition that a formula states of a row of this list, or None where it is none."""
        key = formula, row
        if key not in self._conditions:
            try:
                self._conditions[key] = check_condition(formula, self._inside(row))
            except FormulaError:
                self._conditions[key] = None
        return self._conditions[key]

    def award(self, formula: str, row: str) -> Quantity | None:
        """Return the amount that a formula states, or None where it is none."""
        key = formula, row
        if key not in self._awards:
            try:
                self._awards[key] = check_award(formula, self._inside(row))
            except FormulaError:
                self._awards[key] = None
        return self._awards[key]

    def _inside(self, row: str) -> Vocabulary:
        kind = next((kind for kind in self._words.lists.values() if kind.name == row), None)
        return self._words if kind is None else self._words.inside(kind)

    def differences(self, clause: DraftClause) -> tuple[Sequence[str], Sequence[str]]:
        """Return the figures of the wording that the formulas of a clause lack, and those only they have.

        Formulas that cannot be read have none.
        """
        context, made = self._context, self._clause(clause)
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
        found = disagreements_in(policy, made, (context.valid_from.year,))
        lacking = [one.figure for one in found if one.place.startswith("条文")]
        return lacking, [one.figure for one in found if one.place.startswith("公式")]

    def _clause(self, clause: DraftClause) -> Clause:
        return Clause(
            id=clause.id,
            title=clause.title,
            wording=clause.wording,
            readings=clause.readings,
            who=self._requirements(clause.who, clause.each),
            conditions=self._requirements(clause.conditions, clause.each),
            award=self.award(clause.award.formula, clause.each) if clause.award.formula else None,
            award_formula=clause.award.formula,
            each=clause.each,
        )

    def _requirements(self, lines: Sequence[Line], row: str) -> tuple[Requirement, ...]:
        read = ((line, self.condition(line.formula, row)) for line in lines if line.formula)
        return tuple(
            Requirement(line.formula, condition, line.text)
            for line, condition in read
            if condition is not None
        )
