"""Deciding the clauses of a policy for one enterprise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.field import as_claim
from domain.policies.contests.pools import wait_for_pools
from domain.policies.language import ranges
from domain.policies.language.measures import MONEY
from domain.policies.language.ranges import FAILS, HOLDS, Doubt, Range, Result, Verdict
from domain.policies.language.wording import NOT_ENTERED, value_text
from domain.policies.one.arithmetic import explain_amount
from domain.policies.one.by_person import lay_over
from domain.policies.one.checks import explain_requirement, row_title
from domain.policies.one.evaluation import Evaluation, to_fen
from domain.policies.one.jointly import settle
from domain.policies.one.stages import due_stages
from domain.policies.policy import TOTAL, Clause, Policy, Requirement
from domain.policies.trace import ByPerson, Check, Decision, Operation, Outcome, Step
from domain.values.money import MAX_FEN, NO_MONEY, Fen

_BEYOND: Final = Doubt("算出的金额超过 10 万亿元，请核对数据")

BY_RULE: Final[Mapping[str, ByPerson]] = {}
"""Where no person decided anything."""

AS_RESULT: Final = {
    Outcome.GRANTED: Result.TRUE,
    Outcome.NOT_MET: Result.FALSE,
    Outcome.MISSING: Result.MISSING,
    Outcome.MANUAL: Result.UNDECIDABLE,
}


def assess(
    policy: Policy,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
    by_person: Mapping[str, ByPerson] = BY_RULE,
) -> tuple[Decision, ...]:
    """Decide every clause of a policy for one enterprise, in the order of the policy.

    ``by_person`` is what persons decided of it, by clause; see `one.by_person`.

    What is decided among clauses (就高不重复, shared caps) is; what is decided among enterprises (places, a
    fixed pot) is for a person until `contests.settle_contests` has seen all of them.
    """
    evaluation = Evaluation(facts)
    return wait_for_pools(
        policy, settle(policy, _each(policy, evaluation, dictionary, by_person), evaluation)
    )


def decide_each(
    policy: Policy,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
    by_person: Mapping[str, ByPerson] = BY_RULE,
) -> tuple[Decision, ...]:
    """Decide every clause of a policy for one enterprise by itself, as `settle_contests` takes it."""
    return _each(policy, Evaluation(facts), dictionary, by_person)


def _each(
    policy: Policy, evaluation: Evaluation, dictionary: Dictionary, by_person: Mapping[str, ByPerson]
) -> tuple[Decision, ...]:
    # Clauses ask much the same: what one has worked out of the enterprise, the others need not.
    return tuple(
        decide(clause, evaluation, dictionary, by_person.get(id_)) for id_, clause in policy.clauses.items()
    )


def decide(
    clause: Clause, evaluation: Evaluation, dictionary: Dictionary, by_person: ByPerson | None = None
) -> Decision:
    """Decide one clause for the enterprise of an evaluation, by itself.

    A condition that fails for certain decides not_met. Else a figure not entered that could still change
    outcome or amount decides missing, and all of them are named. Else what has no value, or is for the
    office to judge, decides manual. Else the clause is granted. What a person decided is laid over what is
    for a person. Where the whole field decides, what is granted is a claim.
    """
    return as_claim(clause, decide_alone(clause, evaluation, dictionary, by_person))


def decide_alone(
    clause: Clause, evaluation: Evaluation, dictionary: Dictionary, by_person: ByPerson | None = None
) -> Decision:
    """Decide as `decide`, as if there were no other enterprise."""
    by_rule = _decide_rows(clause, evaluation, dictionary) if clause.each else decide_one(clause, evaluation)
    if by_person is None:
        return by_rule
    return lay_over(clause, by_rule, by_person, evaluation, dictionary)


def decide_one(clause: Clause, evaluation: Evaluation) -> Decision:
    checks = explain_all(clause.requirements, evaluation)
    verdict = ranges.all_of(checks)
    if clause.award is None:
        award = Range(0, 0, doubts=frozenset({Doubt(clause.by_person)}))
    elif verdict.result is FAILS or (verdict.result is not HOLDS and _is_beyond_help(checks)):
        # Whatever else is entered, no amount follows: figures that only the award reads cannot matter.
        award = Range.of(0)
    else:
        award = evaluation.quantity(clause.award)
    if award.is_exact and award.low > MAX_FEN:
        award = Range(0, 0, doubts=frozenset({_BEYOND}))
    outcome = _outcome(verdict, award)
    match outcome:
        case Outcome.GRANTED:
            assert clause.award is not None
            steps = _not_below_zero(explain_amount(clause.award, evaluation))
            amount = Fen(max(0, int(to_fen(award.low))))
            note = clause.zero_note if amount == 0 else ""
            granted = Decision(clause.id, outcome, amount, checks, steps, note=note)
            return due_stages(clause, granted, evaluation) if clause.stages else granted
        case Outcome.MISSING:
            missing = tuple(sorted(verdict.missing | award.missing))
            return Decision(clause.id, outcome, NO_MONEY, checks, missing=missing, most=_most(award))
        case Outcome.MANUAL:
            doubts = tuple(sorted(verdict.doubts | award.doubts))
            return Decision(clause.id, outcome, NO_MONEY, checks, doubts=doubts, most=_most(award))
    return Decision(clause.id, outcome, NO_MONEY, checks)


def _is_beyond_help(checks: Iterable[Check]) -> bool:
    """Whether a condition has no value, whatever the office enters or decides."""
    return any(
        check.result is Result.UNDECIDABLE and not all(doubt.key for doubt in check.doubts)
        for check in checks
    )


def explain_all(requirements: Iterable[Requirement], evaluation: Evaluation) -> tuple[Check, ...]:
    """Say of each condition how it turned out."""
    return tuple([explain_requirement(requirement, evaluation) for requirement in requirements])


def _outcome(verdict: Verdict, award: Range) -> Outcome:
    if verdict.result is FAILS:
        return Outcome.NOT_MET
    if verdict.result is Result.MISSING or award.missing:
        return Outcome.MISSING
    if verdict.result is Result.UNDECIDABLE or award.doubts:
        return Outcome.MANUAL
    return Outcome.GRANTED


def _most(award: Range) -> Fen:
    # What a growth rate without bounds leads to is no amount that anyone pays.
    return Fen(min(max(0, int(award.high)), MAX_FEN))


def _not_below_zero(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    last = steps[-1]
    if last.value >= 0:
        return steps
    zero = Fraction(0)
    text = f"{last.shown} 低于 0，按 0 计"
    return (*steps, Step(text, Operation.GREATEST, (last.value, zero), zero, value_text(zero, MONEY)))


# Rows, one by one


def _decide_rows(clause: Clause, evaluation: Evaluation, dictionary: Dictionary) -> Decision:
    kind = dictionary.rows[clause.each]
    rows = evaluation.on_rows(kind)
    if rows is None:
        missing = (clause.each,)
        check = Check(kind.label, NOT_ENTERED, f"逐个{kind.label}审核", Result.MISSING, missing=missing)
        return Decision(clause.id, Outcome.MISSING, NO_MONEY, (check,), missing=missing)
    if not rows:
        check = Check(kind.label, "无", f"至少一个{kind.label}", Result.FALSE)
        return Decision(clause.id, Outcome.NOT_MET, NO_MONEY, (check,))
    decisions = [decide_one(clause, row) for row in rows]
    titles = [
        row_title(kind.label, index, values) for index, values in enumerate(evaluation.facts.rows[kind.name])
    ]
    return _sum_up(clause, titles, decisions, evaluation.facts)


def _sum_up(
    clause: Clause, titles: Sequence[str], decisions: Sequence[Decision], facts: EnterpriseFacts
) -> Decision:
    """Join what was decided row by row: a row still open keeps the clause open; failing rows add nothing."""
    checks = tuple(
        Check(
            title,
            "",
            "",
            AS_RESULT[decision.outcome],
            missing=decision.missing,
            parts=decision.checks,
            doubts=decision.doubts,
        )
        for title, decision in zip(titles, decisions, strict=True)
    )
    outcomes = {decision.outcome for decision in decisions}
    order = (Outcome.MISSING, Outcome.MANUAL, Outcome.GRANTED, Outcome.NOT_MET)
    outcome = next(candidate for candidate in order if candidate in outcomes)
    if outcome is not Outcome.GRANTED:
        missing = tuple(sorted(key for decision in decisions for key in decision.missing))
        doubts = tuple(sorted({doubt for decision in decisions for doubt in decision.doubts}))
        sum_of_most = Fen(sum(decision.amount + decision.most for decision in decisions))
        most = total_steps(clause, sum_of_most, facts)[-1].value if clause.total else sum_of_most
        open_doubts = doubts if outcome is Outcome.MANUAL else ()
        return Decision(
            clause.id,
            outcome,
            NO_MONEY,
            checks,
            missing=missing,
            most=Fen(min(int(most), MAX_FEN)),
            doubts=open_doubts,
        )
    granted = [
        (title, decision)
        for title, decision in zip(titles, decisions, strict=True)
        if decision.outcome is Outcome.GRANTED
    ]
    steps = tuple(_titled(granted))
    if clause.total is not None:
        total = Fen(sum(decision.amount for _, decision in granted))
        steps += total_steps(clause, total, facts)
    amount = Fen(int(steps[-1].value))
    if amount > MAX_FEN:
        return Decision(clause.id, Outcome.MANUAL, NO_MONEY, checks, doubts=(_BEYOND,))
    note = clause.zero_note if amount == 0 else ""
    return Decision(clause.id, outcome, amount, checks, steps, note=note)


def total_steps(clause: Clause, total: Fen, facts: EnterpriseFacts) -> tuple[Step, ...]:
    """Work out what the sum of the rows comes to."""
    assert clause.total is not None
    with_total = replace(facts, attributes={**facts.attributes, TOTAL.name: total})
    return explain_amount(clause.total, Evaluation(with_total))


def _titled(granted: Sequence[tuple[str, Decision]]) -> Iterable[Step]:
    """Yield the steps of each row under its name, then their sum."""
    for title, decision in granted:
        for step in decision.steps:
            yield replace(step, text=f"{title}：{step.text}")
    amounts = [Fraction(decision.amount) for _, decision in granted]
    if len(amounts) > 1:
        total = sum(amounts, Fraction(0))
        shown = value_text(total, MONEY)
        text = f"合计 {' + '.join(value_text(amount, MONEY) for amount in amounts)}"
        yield Step(text, Operation.ADD, tuple(amounts), total, shown)
