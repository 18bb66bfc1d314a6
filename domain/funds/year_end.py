"""The end of a year: how its budgets stand, what is to be done, and the next year's budgets from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Final

from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.rules import Rules
from domain.funds.books import read_budgets
from domain.funds.budgets import Given, Standing, Wanted, enter_budgets, list_budgets
from domain.funds.entities import FundBudget
from domain.funds.holds import held_on, list_holds
from domain.funds.months import Month, list_months
from domain.funds.payment_entities import LineState
from domain.funds.showing import How, list_payment_lists
from domain.funds.sql import Turned, payable, still_owed, turned
from domain.policies.policy import Policy
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import BudgetId, CaseId
from domain.values.money import NO_MONEY, Fen


@dataclass(frozen=True, slots=True)
class Sums:
    """What budgets come to, in fen.

    Attributes:
        open: Approved and not paid; ``open_count`` of how many cases.
        recovered: Paid back, or taken off later awards; ``due`` what still has to be.
        left: Neither approved nor carried over: it lapses unless it is.
    """

    allotted: Fen = NO_MONEY
    approved: Fen = NO_MONEY
    paid: Fen = NO_MONEY
    open: Fen = NO_MONEY
    open_count: int = 0
    recovered: Fen = NO_MONEY
    due: Fen = NO_MONEY
    waived: Fen = NO_MONEY
    carried: Fen = NO_MONEY
    left: Fen = NO_MONEY

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            Fen(self.allotted + other.allotted),
            Fen(self.approved + other.approved),
            Fen(self.paid + other.paid),
            Fen(self.open + other.open),
            self.open_count + other.open_count,
            Fen(self.recovered + other.recovered),
            Fen(self.due + other.due),
            Fen(self.waived + other.waived),
            Fen(self.carried + other.carried),
            Fen(self.left + other.left),
        )


@dataclass(frozen=True, slots=True)
class YearBudget:
    """A budget at the end of its year; ``is_followed``: whether the next year has one of the same policy."""

    id: BudgetId
    policy_id: str
    policy_title: str
    sums: Sums
    is_followed: bool


class Task(StrEnum):
    """Something to be done before a year can be closed."""

    REVIEW = "review"
    UNPAID = "unpaid"
    UNSENT = "unsent"
    UNANSWERED = "unanswered"
    HELD = "held"
    OWED = "owed"
    MONTHS = "months"
    NEXT = "next"
    LEFT = "left"

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def advice(self) -> str:
        """What to do."""
        return _ADVICE[self]


_WORDS: Final = {
    Task.REVIEW: "在办的事项",
    Task.UNPAID: "已下达、没有付的",
    Task.UNSENT: "没有送出的拨付批次",
    Task.UNANSWERED: "已送出、没有结果的",
    Task.HELD: "暂缓拨付的",
    Task.OWED: "没有退回的追回",
    Task.MONTHS: "没有签认的月份",
    Task.NEXT: "没有下年预算的政策",
    Task.LEFT: "还有余额的预算",
}
_ADVICE: Final = {
    Task.REVIEW: "年内批准的用今年的预算，明年批准的用明年的",
    Task.UNPAID: "列成批次拨付；付不了的留到明年付，仍算今年的预算",
    Task.UNSENT: "送出，或把里面的移出",
    Task.UNANSWERED: "向银行要结果，登记",
    Task.HELD: "查清以后恢复，或撤销事项",
    Task.OWED: "催缴，或按程序核销",
    Task.MONTHS: "与财政部门对账，签认",
    Task.NEXT: "录入下年预算，才能结转和批准",
    Task.LEFT: "结转下年；不结转的不再使用",
}


@dataclass(frozen=True, slots=True)
class ToDo:
    """So many of a task, and how much (fen; None where there is no sum); the cases, where these are named."""

    task: Task
    count: int
    amount: Fen | None = None
    case_ids: tuple[CaseId, ...] = ()


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A year, as it stands on a day.

    Attributes:
        months: Its months, the earliest first.
        to_do: What is to be done, in the order in which it is best done.
    """

    year: int
    is_over: bool
    budgets: tuple[YearBudget, ...]
    months: tuple[Month, ...]
    to_do: tuple[ToDo, ...]

    @property
    def sums(self) -> Sums:
        return reduce(add, (one.sums for one in self.budgets), Sums())


def years_of(session: Session, today: date) -> list[int]:
    """Return the years that have budgets, and this one, the latest first."""
    return sorted({today.year, *session.exec(select(FundBudget.year).distinct())}, reverse=True)


def year_end_of(session: Session, year: int, who: Person, rules: Rules) -> YearEnd:
    """Return how a year stands; what is to be done is so whichever year it came from, up to this one."""
    today = rules.today()
    standings = list_budgets(session, today)
    followed = {one.policy_id for one in standings if one.year == year + 1}
    came = {one.budget_id: one for one in turned(session)}
    budgets = tuple(
        YearBudget(
            one.id,
            one.policy_id,
            one.policy_title,
            _sums(one, came.get(one.id)),
            one.policy_id in followed,
        )
        for one in standings
        if one.year == year
    )
    months = tuple(one for one in list_months(session, today)[::-1] if one.month.startswith(f"{year}-"))
    owed = dict(still_owed(session))
    found = [
        *_open_cases(session, today),
        *_open_lists(session, year),
        ToDo(Task.HELD, sum(one.is_on for one in list_holds(session, who, today))),
        ToDo(Task.OWED, len(owed), Fen(sum(owed.values())), tuple(map(CaseId, owed))),
        ToDo(Task.MONTHS, sum(one.closed is None and one.count > 0 for one in months)),
        ToDo(Task.NEXT, sum(not one.is_followed for one in budgets)),
    ]
    left = [one.sums.left for one in budgets if one.sums.left]
    found.append(_todo_of(Task.LEFT, (len(left), sum(left))))
    to_do = tuple(one for one in found if one.count)
    return YearEnd(year, year < today.year, budgets, months, to_do)


def renew_budgets(
    seat: Seat,
    policies: Mapping[str, Policy],
    amounts: Mapping[BudgetId, Sequence[Fen]],
    year: int,
    rules: Rules,
    *,
    document: str,
) -> list[BudgetId]:
    """Enter a year's budgets as former ones are: sources, parts, what happens when there is not enough.

    Args:
        amounts: What the sources of each former budget give now, in their order.

    Raises:
        BadInput: A policy is not there any more, has such a budget already, or an amount cannot be.
        NotEnough, NotPermitted: As `enter_budget`.
    """
    formers = seat.store.ask(lambda session: read_budgets(session, among(col(FundBudget.id), amounts)))
    wanted = []
    for former in formers:
        policy = policies.get(former.policy_id)
        if policy is None:
            raise BadInput(f"没有录入：《{former.policy_title}》已不在政策库里")
        given = [
            Given(
                source.name,
                amount,
                former.shares[""][at],
                # Of clauses that the policy does not have any more nothing is approved.
                {
                    clause: parts[at]
                    for clause, parts in former.shares.items()
                    if clause and clause in policy.clauses
                },
            )
            for at, (source, amount) in enumerate(zip(former.sources, amounts[former.id], strict=True))
        ]
        wanted.append(Wanted(policy, given, former.shortage, former.frees))
    return enter_budgets(seat, wanted, year, rules, document=document)


def _sums(one: Standing, came: Turned | None) -> Sums:
    return Sums(
        one.allotted,
        one.approved,
        one.paid,
        Fen(one.approved - one.paid),
        came.waiting if came is not None else 0,
        Fen(came.recovered if came is not None else 0),
        one.due,
        one.waived,
        one.carried,
        one.left,
    )


def _open_cases(session: Session, today: date) -> Iterator[ToDo]:
    count, amount = session.exec(
        select(func.count(), func.sum(AwardCase.amount)).where(AwardCase.ended == Ended.ON_ITS_WAY)
    ).one()
    yield _todo_of(Task.REVIEW, (count, amount or 0))
    held = held_on(session, today)
    free = [one.amount for one in payable(session, held.cases, held.enterprises) if not one.is_held]
    yield _todo_of(Task.UNPAID, (len(free), sum(free)))


def _open_lists(session: Session, year: int) -> Iterator[ToDo]:
    lists = [one for one in list_payment_lists(session) if one.row.year <= year]
    unsent = [one.amount for one in lists if one.how is How.OPEN]
    yield _todo_of(Task.UNSENT, (len(unsent), sum(unsent)))
    sent = [one for one in lists if one.row.number is not None]
    waiting = sum(one.counts.get(LineState.SENT, 0) for one in sent)
    yield ToDo(Task.UNANSWERED, waiting)


def _todo_of(task: Task, found: tuple[int, int]) -> ToDo:
    count, amount = found
    return ToDo(task, count, Fen(amount))
