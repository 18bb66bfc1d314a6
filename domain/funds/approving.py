"""Approving asks the money: what would become of cases, and booking what is approved in the same act."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, groupby
from typing import NamedTuple

from sqlmodel import Session, col, or_

from domain.cases.awards.funding import Claim, Outlook, Short
from domain.funds.books import Budget, Movement, Order, book, read_budgets
from domain.funds.entities import AccountKind, FundBudget, Shortage, What
from domain.funds.payment_entities import LineState
from domain.funds.sql import Booked, booked_of, every_lowered, every_queued, paid_of, queued, signed_in
from domain.office.house_rules import budgets_needed
from domain.roads.library import Roads
from domain.roads.walking import NotNow
from domain.store.acts import Act
from domain.store.sql import among
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen, yuan_text


class NotEnough(NotNow):
    """There is not so much left of a budget, or none where there must be one."""


class Asking(NamedTuple):
    """An award in its turn: by date of acceptance, then by the number of its case."""

    accepted: str
    case_id: CaseId
    parts: tuple[Fen, ...]
    """What each source would bear."""


class Treasury:
    """Keeps the budgets; see `domain.cases.awards.funding.Funds`."""

    def foresee(self, session: Session, claims: Sequence[Claim]) -> Outlook:
        """Say what would become of cases if they were approved together; see `Funds`."""
        budgets = _budgets_for(session, claims)
        needed, short, said = budgets_needed(session), dict[CaseId, Short](), list[str]()
        for key, each in _by_budget(claims).items():
            if (budget := budgets.get(key)) is not None:
                short |= _short_of(session, budget, each)
                continue
            said.append(_unbudgeted(each[0]))
            if needed:
                short |= {one.case_id: Short(_missing(each[0])) for one in each}
        return Outlook(short, "" if needed else "；".join(said))

    def release(self, session: Session, cases: Mapping[CaseId, str]) -> None:
        """Let go of cases, by their names, that are not to be granted any more; see `Funds`.

        Raises:
            NotNow: One was paid, or is about to be.
        """
        for id_, (paid, state) in paid_of(session, cases).items():
            name = cases[CaseId(id_)]
            if paid:
                raise NotNow(f"没有办理：{name}已拨付 {yuan_text(paid)} 元，不能这样撤回")
            if state:
                word = LineState(state).word
                raise NotNow(f"没有办理：{name}在拨付批次里（{word}），请先移出或登记退回")

    def settle(self, act: Act, claims: Sequence[Claim], day: date) -> None:
        """Book what cases have now in place of what was booked of them; see `Funds`.

        Raises:
            NotEnough: There is not so much left, or no budget where there must be one.
        """
        booked: dict[CaseId, list[Booked]] = {}
        for one in booked_of(act.session, [claim.case_id for claim in claims]):
            booked.setdefault(CaseId(one.case_id), []).append(one)
        asking = [claim for claim in claims if claim.amount]
        budgets = _budgets_for(act.session, asking, [one.budget_id for row in booked.values() for one in row])
        if budgets_needed(act.session) and (bare := [one for one in asking if _key(one) not in budgets]):
            raise NotEnough(f"没有办理：{bare[0].name}，{_missing(bare[0])}")
        sheets = {budget.id: _Sheet(budget) for budget in budgets.values()}
        for claim in claims:
            now = budgets.get(_key(claim)) if claim.amount else None
            wanted = [] if now is None else _approving(now, claim)
            there = booked.get(claim.case_id, [])
            if [(one.from_id, one.to_id, one.amount) for one in there] == [one[:3] for one in wanted]:
                continue
            # The latest first, so that no account is below nothing on the way.
            for one in reversed(there):
                sheets[BudgetId(one.budget_id)].back.append(_reversing(one))
            if now is not None:
                sheets[now.id].add(claim, wanted)
        for sheet in sheets.values():
            sheet.write(act, day)

    def lowered(self, session: Session) -> Mapping[CaseId, Fen]:
        """Return what awards were lowered to after they were paid; see `Funds`."""
        return {CaseId(id_): Fen(amount) for id_, amount in every_lowered(session)}

    def places(self, session: Session) -> Mapping[CaseId, int]:
        """Return of the cases that wait for money which place each has; see `Funds`."""
        of_policy: dict[str, list[tuple[str, CaseId]]] = {}
        for policy_id, id_, accepted in every_queued(session):
            of_policy.setdefault(policy_id, []).append((accepted, CaseId(id_)))
        return {
            id_: place for each in of_policy.values() for place, (_, id_) in enumerate(sorted(each), start=1)
        }


@dataclass
class _Sheet:
    """What is to be booked of one budget."""

    budget: Budget
    back: list[Movement] = field(default_factory=list)
    new: list[Movement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def add(self, claim: Claim, movements: Iterable[Movement]) -> None:
        self.new += movements
        self.claims.append(claim)

    def write(self, act: Act, day: date) -> None:
        self._refuse_too_much()
        before = self.budget.free
        free = {source.accounts[AccountKind.FREE] for source in self.budget.sources}
        returned = sum(one.amount for one in self.back if one.to_id in free)
        approved = sum(one.amount for one in self.new)
        for what, movements, amount, left in (
            (What.REVERSE, self.back, returned, before + returned),
            (What.APPROVE, self.new, approved, before + returned - approved),
        ):
            count = len({one.case_id for one in movements})
            sums = f"{yuan_text(amount)} 元，余 {yuan_text(left)} 元"
            book(
                act,
                self.budget.id,
                movements,
                Order(what, day),
                f"{self.budget.name}：{what.word} {count} 件，{sums}",
            )

    def _refuse_too_much(self) -> None:
        free = {source.accounts[AccountKind.FREE]: source.free for source in self.budget.sources}
        for one in self.back:
            free[one.to_id] = Fen(free.get(one.to_id, 0) + one.amount)
        need = Counter[int]()
        for one in self.new:
            need[one.from_id] += one.amount
        if any(free[account] < amount for account, amount in need.items()):
            asked = _askings(self.budget, self.claims)
            raise NotEnough(f"没有办理：{_lacking(self.budget, [*free.values()], asked)}")


def take_up(act: Act, budget: Budget, roads: Roads, day: date) -> int:
    """Book what was approved in the year of a budget before there was one; return of how many cases.

    Raises:
        NotEnough: The budget does not cover it.
    """
    claims = _approved_in(act.session, budget, roads)
    Treasury().settle(act, claims, day)
    return len(claims)


def _approved_in(session: Session, budget: Budget, roads: Roads) -> list[Claim]:
    """Return what was approved of a policy in a year, and still is."""
    return [
        Claim(
            CaseId(id_),
            name,
            budget.policy_id,
            budget.policy_title,
            clause_id,
            budget.year,
            Fen(amount),
            date.fromisoformat(day),
        )
        for id_, name, clause_id, amount, road, step, day in signed_in(session, budget.policy_id, budget.year)
        if roads.of(road).states[step].approves
    ]


def _key(claim: Claim) -> tuple[str, int]:
    return claim.policy_id, claim.year


def _by_budget(claims: Iterable[Claim]) -> Mapping[tuple[str, int], list[Claim]]:
    return {key: [*each] for key, each in groupby(sorted(claims, key=_key), _key)}


def _budgets_for(
    session: Session, claims: Iterable[Claim], ids: Sequence[int] = ()
) -> dict[tuple[str, int], Budget]:
    """Return the budgets of cases by policy and year, and those of some ids."""
    asked = {_key(claim) for claim in claims}
    is_asked = [(FundBudget.policy_id == policy_id) & (FundBudget.year == year) for policy_id, year in asked]
    found = read_budgets(session, or_(among(col(FundBudget.id), {*ids}), *is_asked))
    return {(budget.policy_id, budget.year): budget for budget in found}


def _approving(budget: Budget, claim: Claim) -> list[Movement]:
    return [
        Movement(
            source.accounts[AccountKind.FREE], source.accounts[AccountKind.APPROVED], part, claim.case_id
        )
        for source, part in zip(budget.sources, budget.split(claim.amount, claim.clause_id), strict=True)
        if part
    ]


def _reversing(one: Booked) -> Movement:
    return Movement(one.to_id, one.from_id, Fen(one.amount), CaseId(one.case_id), one.id)


def _askings(budget: Budget, claims: Iterable[Claim]) -> list[Asking]:
    return sorted(
        Asking(one.accepted.isoformat(), one.case_id, budget.split(one.amount, one.clause_id))
        for one in claims
    )


def _short_of(session: Session, budget: Budget, claims: Sequence[Claim]) -> dict[CaseId, Short]:
    """Return the cases for which a budget has no money, in the way that the office has set."""
    asked, free = _askings(budget, claims), [source.free for source in budget.sources]
    if budget.shortage is Shortage.WAIT:
        own = {one.case_id for one in asked}
        ahead = (
            Asking(accepted, CaseId(id_), budget.split(Fen(amount), clause_id))
            for id_, clause_id, amount, accepted in queued(session, budget.policy_id)
            if id_ not in own
        )
        queue = sorted([*asked, *ahead])
        first = reach(free, queue)
        # Who waited before keeps their place; they are approved by who approves them.
        waiting = [one.case_id for at, one in enumerate(queue) if at >= first or one.case_id not in own]
        words = _lacking(budget, free, asked)
        return {
            id_: Short(f"{words}；列入候补，第 {place} 位", waits=True)
            for place, id_ in enumerate(waiting, start=1)
            if id_ in own
        }
    first = reach(free, asked)
    words = _lacking(budget, free, asked)
    return {one.case_id: Short(words) for one in asked[first:]}


def reach(free: Sequence[Fen], queue: Sequence[Asking]) -> int:
    """Return how many of a queue there is money for, one after the other, until one does not fit."""
    needs = accumulate((one.parts for one in queue), _added)
    return next((at for at, need in enumerate(needs) if not _fits(free, need)), len(queue))


def _added(one: tuple[Fen, ...], other: tuple[Fen, ...]) -> tuple[Fen, ...]:
    return tuple(Fen(a + b) for a, b in zip(one, other, strict=True))


def _total(askings: Iterable[Asking]) -> tuple[Fen, ...]:
    return tuple(Fen(sum(each)) for each in zip(*(one.parts for one in askings), strict=True))


def _fits(free: Sequence[Fen], need: Sequence[Fen]) -> bool:
    return all(there >= wanted for there, wanted in zip(free, need, strict=True))


def _lacking(budget: Budget, free: Sequence[Fen], askings: Sequence[Asking]) -> str:
    """Say how much is left of a budget, how much is lacking, and how many cases there is money for."""
    need = _total(askings)
    which = "这一件" if len(askings) == 1 else f"这 {len(askings)} 件"
    said = f"{budget.name}还剩 {yuan_text(sum(free))} 元，{which}要 {yuan_text(sum(need))} 元"
    if sum(need) > sum(free):
        said += f"，差 {yuan_text(sum(need) - sum(free))} 元"
    if len(budget.sources) > 1:
        short = [
            f"{source.name}剩 {yuan_text(there)} 元、差 {yuan_text(wanted - there)} 元"
            for source, there, wanted in zip(budget.sources, free, need, strict=True)
            if wanted > there
        ]
        said += f"（{'，'.join(short)}）" if short else ""
    if len(askings) > 1:
        said += f"，按受理先后够前 {reach(free, askings)} 件"
    if budget.shortage is Shortage.SHARE:
        said += "；要按比例核定的，请在公示前办理，已公示的先退回"
    return said


def _unbudgeted(claim: Claim) -> str:
    return f"《{claim.policy_title}》没有录入 {claim.year} 年预算，批准时不核对资金"


def _missing(claim: Claim) -> str:
    return f"《{claim.policy_title}》还没有 {claim.year} 年预算，本单位规定有预算才能批准"
