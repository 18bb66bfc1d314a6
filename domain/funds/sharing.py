"""按比例核定: what is left of a budget shared among cases that ask for more, before they are publicised."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlmodel import Session

from domain.cases.awards.entities import Did
from domain.cases.awards.handling import changeable
from domain.cases.awards.reading import Case, Seen
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.awards.turning import Turn, write_turns
from domain.funds.books import Budget, read_budgets
from domain.funds.entities import FundBudget, Shortage
from domain.policies.contests.pots import Proportion
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line


def is_shared_out(session: Session, cases: Sequence[Case], year: int) -> bool:
    """Whether there is a budget of the year that several cases on their way share where it is too little."""
    policies = {case.row.policy_id for case in cases}
    if len(cases) < 2 or len(policies) != 1 or not all(case.is_on_its_way for case in cases):
        return False
    is_meant = FundBudget.policy_id == policies.pop(), FundBudget.year == year
    return any(budget.shortage is Shortage.SHARE for budget in read_budgets(session, *is_meant))


def share_out(seat: Seat, cases: Sequence[Seen], rules: Rules, *, because: str) -> str:
    """Decide the amounts of cases of one policy in proportion, so that together they use up what is left.

    As the pots of the language do it: fen that remain go to the largest remainders, of equal ones to the
    first code. What was publicised stays as it was; it has to be sent back before.

    Returns:
        What it is undone by.

    Raises:
        BadInput: They are of several policies, there is no budget or no reason, nothing is left, or all is.
        MovedOn: Somebody else has just done something of one of them.
        NotNow: An amount cannot be changed where its case stands.
        NotPermitted: This person may not do this there.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明按比例核定的理由")
    with acting_on(seat, Action.CASE_AMOUNT, cases, rules) as (act, found, now):
        states = {case.id: changeable(case, now).id for case in found}
        policy_id = found[0].row.policy_id
        if other := next((case for case in found if case.row.policy_id != policy_id), None):
            raise BadInput(f"没有核定：{other.name}是另一项政策的；请分开办理")
        is_meant = FundBudget.policy_id == policy_id, FundBudget.year == now.day.year
        budgets = read_budgets(act.session, *is_meant)
        if not budgets:
            raise BadInput(f"没有核定：《{found[0].row.policy_title}》没有录入 {now.day.year} 年预算")
        [budget] = budgets
        shares = _shares(budget, found)
        asked, left = sum(case.amount for case in found), sum(shares.values())
        title = f"{budget.name}余 {yuan_text(budget.free)} 元，申报合计 {yuan_text(asked)} 元，按比例核定为 "
        turns = [
            Turn(
                case,
                Did.AMOUNT,
                states[case.id],
                f"{title}{yuan_text(shares[case.id])} 元（全部合计 {yuan_text(left)} 元）",
                case.standing,
                Action.CASE_AMOUNT,
                because,
                changed={"amount": shares[case.id]},
            )
            for case in found
            if shares[case.id] != case.amount
        ]
        return write_turns(act, turns, now.day, rules.funds)


def _shares(budget: Budget, cases: Sequence[Case]) -> Mapping[CaseId, Fen]:
    """Return what each case comes to, so that no source bears more than it has.

    Raises:
        BadInput: Nothing is left, or it suffices for all.
    """
    asked = sum(case.amount for case in cases)
    needs = _needs(budget, {case.id: case.amount for case in cases}, cases)
    over = [Fraction(source.free, need) for source, need in zip(budget.sources, needs, strict=True) if need]
    if not over or min(over) >= 1:
        raise BadInput(
            f"没有核定：{budget.name}还剩 {yuan_text(budget.free)} 元，够这 {len(cases)} 件，不用分配"
        )
    pot = Fen(int(asked * min(over)))
    claims = [case.amount for case in cases]
    codes = [f"{case.row.uscc} {case.id:012d}" for case in cases]
    while pot:
        cut = Proportion.of(pot, claims, codes)
        parts = (cut.part(*each) for each in zip(claims, codes, strict=True))
        shares = {case.id: part for case, part in zip(cases, parts, strict=True)}
        needs = _needs(budget, shares, cases)
        # Each award is split to the fen by itself, so that a source may bear some fen more than its part.
        beyond = max(need - source.free for source, need in zip(budget.sources, needs, strict=True))
        if beyond <= 0:
            return shares
        pot = Fen(max(pot - beyond, 0))
    raise BadInput(f"没有核定：{budget.name}没有可分配的余额")


def _needs(budget: Budget, amounts: Mapping[CaseId, Fen], cases: Sequence[Case]) -> list[int]:
    """Return what each source bears of awards."""
    parts = (budget.split(amounts[case.id], case.row.clause_id) for case in cases)
    return [sum(each) for each in zip(*parts, strict=True)]
