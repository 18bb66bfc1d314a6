"""The books: what is booked within an act, and how much is where.

Every movement goes from one account to another of the same source, so the books balance whatever is booked.
None is changed or deleted, only reversed. The store keeps the balances, and refuses one below nothing
(migration 0026).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from domain.cases.sql import Row, add_rows, next_id, told_of_new
from domain.funds.entities import (
    AccountKind,
    FundAccount,
    FundBudget,
    FundMovement,
    FundShare,
    FundSource,
    Shortage,
    What,
)
from domain.funds.sql import Booked
from domain.policies.contests.pots import Proportion
from domain.roads.walking import NotNow
from domain.store.acts import Act
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.ids import BudgetId, CaseId, SourceId
from domain.values.money import Fen, yuan_text


@dataclass(frozen=True, slots=True)
class Source:
    """Who gives money of a budget, and where that is: account and balance by kind."""

    id: SourceId
    name: str
    accounts: Mapping[AccountKind, int]
    balances: Mapping[AccountKind, Fen]

    @property
    def free(self) -> Fen:
        return self.balances[AccountKind.FREE]

    @property
    def approved(self) -> Fen:
        """Whether it was paid or not."""
        return Fen(self.balances[AccountKind.APPROVED] + self.balances[AccountKind.PAID])


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget as it stands.

    Attributes:
        shares: How many parts of an award each source bears, in their order, by clause; "" for the others.
        frees: Whether what is paid back may be approved again.
    """

    id: BudgetId
    policy_id: str
    policy_title: str
    year: int
    shortage: Shortage
    sources: tuple[Source, ...]
    shares: Mapping[str, tuple[int, ...]]
    frees: bool

    @property
    def name(self) -> str:
        """What sentences call it."""
        return f"《{self.policy_title}》{self.year} 年预算"

    @property
    def free(self) -> Fen:
        return Fen(sum(source.free for source in self.sources))

    def split(self, amount: Fen, clause_id: str) -> tuple[Fen, ...]:
        """Return what each source bears of an award: the sum is the award, to the fen.

        Fen that remain after rounding down go to the largest remainders, of equal ones to the first source.
        """
        parts = [Fen(part) for part in self.shares.get(clause_id, self.shares[""])]
        places = [f"{at:04d}" for at in range(len(parts))]
        cut = Proportion.of(amount, parts, places)
        return tuple(cut.part(*each) for each in zip(parts, places, strict=True))


class Movement(NamedTuple):
    """So much from one account to another, for a case where there is one; it may take another back."""

    from_id: int
    to_id: int
    amount: Fen
    case_id: CaseId | None = None
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Why something is booked: what it is, on which day, by which document, with which remark."""

    what: What
    day: date
    document: str = ""
    remark: str = ""


def read_budgets(session: Session, *conditions: Any) -> list[Budget]:
    """Return budgets as they stand, the latest year first."""
    rows = session.exec(
        select(FundBudget)
        .where(*conditions)
        .order_by(col(FundBudget.year).desc(), col(FundBudget.policy_title), col(FundBudget.id))
    ).all()
    ids = [row.id for row in rows if row.id is not None]

    def by_budget(table: Any) -> dict[BudgetId, list[Any]]:
        # Plain columns, since statements move what an object would still hold.
        found = session.execute(
            select(*table.__table__.columns)
            .where(among(table.budget_id, ids))
            .order_by(table.budget_id, table.id)
        )
        return {id_: [*each] for id_, each in groupby(found, lambda one: one.budget_id)}

    sources, shares, accounts = map(by_budget, (FundSource, FundShare, FundAccount))
    return [
        _budget(row, sources[row.id], shares[row.id], accounts[row.id]) for row in rows if row.id is not None
    ]


def _budget(
    row: FundBudget,
    sources: Sequence[FundSource],
    shares: Sequence[FundShare],
    accounts: Sequence[FundAccount],
) -> Budget:
    assert row.id is not None
    of_source: dict[SourceId, list[FundAccount]] = {}
    for account in accounts:
        of_source.setdefault(account.source_id, []).append(account)
    with as_stored(f"《{row.policy_title}》{row.year} 年预算"):
        found = []
        for source in sources:
            assert source.id is not None
            own = {AccountKind(one.kind): one for one in of_source[source.id]}
            ids = {kind: one.id for kind, one in own.items() if one.id is not None}
            found.append(
                Source(
                    source.id,
                    source.name,
                    ids,
                    {kind: Fen(own[kind].balance if kind in own else 0) for kind in AccountKind},
                )
            )
        parts = {(one.source_id, one.clause_id): one.parts for one in shares}
        clauses = dict.fromkeys(one.clause_id for one in shares)
        return Budget(
            row.id,
            row.policy_id,
            row.policy_title,
            row.year,
            Shortage(row.shortage),
            tuple(found),
            {clause: tuple(parts[one.id, clause] for one in found) for clause in clauses},
            bool(row.frees),
        )


def opened(act: Act, budget: Budget, kind: AccountKind) -> Budget:
    """Return a budget each of whose sources has an account of a kind, which most never need."""
    lacking = [source.id for source in budget.sources if kind not in source.accounts]
    if not lacking:
        return budget
    act.session.add_all(FundAccount(budget_id=budget.id, source_id=id_, kind=kind.value) for id_ in lacking)
    act.session.flush()
    return read_budgets(act.session, FundBudget.id == budget.id)[0]


def by_parts(
    budget: Budget,
    case_id: CaseId,
    booked: Sequence[Booked],
    amount: Fen,
    ends: tuple[AccountKind, AccountKind],
) -> list[Movement]:
    """Return an amount from where so much of a case is to somewhere else, in parts by sources.

    Each source gives as it has a part in what is there, to the fen; see `Proportion`.

    Raises:
        NotNow: Less of the case is there.
    """
    if not amount:
        return []
    return moved(budget, case_id, borne(budget, booked, amount, ends[0]), ends)


def moved(
    budget: Budget, case_id: CaseId, shares: Sequence[Fen], ends: tuple[AccountKind, AccountKind]
) -> list[Movement]:
    """Return so much of each source from an account of one kind to that of another."""
    start, end = ends
    return [
        Movement(source.accounts[start], source.accounts[end], share, case_id)
        for source, share in zip(budget.sources, shares, strict=True)
        if share
    ]


def borne(budget: Budget, booked: Sequence[Booked], amount: Fen, where: AccountKind) -> list[Fen]:
    """Return what each source bears of an amount: in proportion to what of a case is in an account.

    Raises:
        NotNow: Less of the case is there.
    """
    there = held(budget, booked, where)
    if amount > sum(there):
        raise NotNow(
            f"没有办理：{budget.name}的账上，这件事项的{where.word}只有 {yuan_text(sum(there))} 元，"
            f"不够 {yuan_text(amount)} 元；请按银行回单核对，并在“设置”里导出诊断信息交技术人员"
        )
    return cut(amount, there)


def held(budget: Budget, booked: Sequence[Booked], where: AccountKind) -> list[Fen]:
    """Return what of a case is in the accounts of a kind, by sources, as far as ``booked`` says."""
    accounts = [source.accounts.get(where) for source in budget.sources]
    return [
        Fen(sum(row.amount * ((row.to_id == one) - (row.from_id == one)) for row in booked))
        for one in accounts
    ]


def borne_once(budget: Budget, booked: Sequence[Booked], amount: Fen) -> list[Fen]:
    """Return what each source bore of an amount that was paid, whatever came of it since."""
    kinds = AccountKind.FREE, AccountKind.APPROVED
    ends = [tuple(source.accounts[kind] for kind in kinds) for source in budget.sources]
    return cut(
        amount, [Fen(sum(row.amount for row in booked if (row.from_id, row.to_id) == one)) for one in ends]
    )


def cut(amount: Fen, there: Sequence[Fen]) -> list[Fen]:
    """Return an amount in proportion to what there is, to the fen."""
    codes = [f"{at:04d}" for at in range(len(there))]
    cut = Proportion.of(amount, there, codes)
    return [cut.part(part, code) for part, code in zip(there, codes, strict=True)]


def reversing(session: Session, booking_id: int) -> tuple[BudgetId, list[Movement]]:
    """Return the budget of a booking, and what takes it back, the latest first."""
    rows = session.exec(
        select(FundMovement)
        .where(FundMovement.booking_id == booking_id)
        .order_by(col(FundMovement.id).desc())
    ).all()
    back = [Movement(one.to_id, one.from_id, Fen(one.amount), one.case_id, one.id) for one in rows]
    return rows[0].budget_id, back


def book(act: Act, budget_id: BudgetId, movements: Sequence[Movement], order: Order, said: str) -> int | None:
    """Book movements of a budget together, with an entry in the trail that says ``said``.

    Returns:
        The id of the booking; None where nothing moves.
    """
    if not movements:
        return None
    id_ = next_id(act, "fund_booking")
    booking: Row = {
        "id": id_,
        "budget_id": budget_id,
        "what": order.what.value,
        "document": order.document,
        "remark": order.remark,
        "day": order.day.isoformat(),
        "account_id": act.who.id,
        "by_name": act.who.name,
        "done_at": act.stored_at,
    }
    first = next_id(act, "fund_movement")
    rows: list[Row] = [
        {
            "id": first + at,
            "budget_id": budget_id,
            "booking_id": id_,
            "from_id": one.from_id,
            "to_id": one.to_id,
            "amount": one.amount,
            "case_id": one.case_id,
            "reverses": one.reverses,
        }
        for at, one in enumerate(movements)
    ]
    add_rows(act, "fund_booking", [booking])
    add_rows(act, "fund_movement", rows)
    told = told_of_new("fund_booking", booking)
    for row in rows:
        told |= told_of_new("fund_movement", row)
    act.note(Subject(Kind.BUDGET, budget_id), said, told)
    return id_
