"""What there is to recover of awards, what came of it, and what they come to: gross, recovered and net."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.reading import name_of
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.recovery_entities import Recovery, RecoveryPlan, RecoveryReceipt, Way
from domain.funds.sql import lowered_of, paid_of
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import CaseId, RecoveryId
from domain.values.money import NO_MONEY, Fen, round_half_up

_DAYS_OF_A_YEAR: Final = 365
PARTS: Final = 10_000
"""Of a rate: hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """So much is to be paid back by a day."""

    day: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Recovered:
    """What there is to recover of an award by one lowering, and what came of it.

    Attributes:
        receipts: Those that were not reversed, in their order.
        plan: The instalments that count, by day.
        paid_on: The day on which anything of its award was first paid; None where it is not known.
    """

    row: Recovery
    case: AwardCase
    receipts: tuple[RecoveryReceipt, ...]
    plan: tuple[RecoveryPlan, ...]
    paid_on: date | None = None

    @property
    def id(self) -> RecoveryId:
        assert self.row.id is not None
        return self.row.id

    @property
    def name(self) -> str:
        """What sentences call its case."""
        return name_of(self.case)

    def settled(self, *ways: Way) -> Fen:
        """Return the principal that was settled in these ways, or in any."""
        return Fen(sum(one.principal for one in self.receipts if not ways or one.way in ways))

    @property
    def left(self) -> Fen:
        """The principal that is still to be paid back."""
        return Fen(self.row.due - self.settled())

    @property
    def interest_settled(self) -> Fen:
        return Fen(sum(one.interest for one in self.receipts))

    def interest_until(self, day: date) -> Fen:
        """Return the interest up to a day, that day not counted; what was paid of it is not taken off.

        Simple interest: for each day the principal that was still open at its end, at a 365th of the yearly
        rate, in leap years too; added up exactly, and rounded once to a whole fen, a half upwards.
        """
        start = self.row.interest_from
        if self.row.rate is None or start is None:
            return NO_MONEY
        open_now, since, days = self.row.due, start, 0
        for one in sorted(self.receipts, key=lambda receipt: receipt.day):
            if one.day >= day:
                break
            if one.day > since:
                days += open_now * (one.day - since).days
                since = one.day
            open_now -= one.principal
        days += open_now * max((day - since).days, 0)
        return round_half_up(Fraction(days * self.row.rate, PARTS * _DAYS_OF_A_YEAR))

    def interest_left(self, day: date) -> Fen:
        """Return the interest up to a day that was not paid yet."""
        return Fen(max(self.interest_until(day) - self.interest_settled, 0))

    def overdue(self, day: date) -> Fen:
        """Return how much should have been paid back before a day, by the plan, and was not."""
        owed = sum(one.amount for one in self.plan if one.day < day)
        before = self.plan[0].settled if owed else 0
        return Fen(max(before + owed - self.settled(), 0))

    @property
    def next_due(self) -> Instalment | None:
        """What is due next by the plan, and was not paid; None where all is settled."""
        total = self.plan[0].settled if self.plan else 0
        for one in self.plan:
            total += one.amount
            if total > self.settled():
                return Instalment(one.day, Fen(total - self.settled()))
        return None

    @property
    def rate_text(self) -> str:
        """The yearly rate as people write it; empty for none.

        It has as many decimals as it needs.
        """
        rate = self.row.rate
        return "" if rate is None else f"{rate / 100:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Totals:
    """What was paid of an award, or of several, and what came back, in fen.

    Attributes:
        granted: What it is now.
        gross: What was ever paid.
        recovered: What of that was paid back, or taken off another award.
        waived: What will not be paid back any more; ``left`` what still has to be.
    """

    granted: Fen
    gross: Fen
    recovered: Fen
    waived: Fen
    left: Fen

    @property
    def net(self) -> Fen:
        """What the enterprise has of it."""
        return Fen(self.gross - self.recovered)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            Fen(self.granted + other.granted),
            Fen(self.gross + other.gross),
            Fen(self.recovered + other.recovered),
            Fen(self.waived + other.waived),
            Fen(self.left + other.left),
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is recovered of a case, the earliest lowering first; ``case`` as it was granted."""

    case: AwardCase
    totals: Totals
    recoveries: tuple[Recovered, ...]

    @property
    def name(self) -> str:
        """What sentences call it."""
        return name_of(self.case)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that is due, or was: what to remind an enterprise of."""

    recovery_id: RecoveryId
    case_id: CaseId
    enterprise_name: str
    name: str
    due: Instalment
    overdue: Fen


def recoveries_of(session: Session, case_ids: Sequence[CaseId]) -> list[Recovered]:
    """Return what is recovered of cases, in its order; what was undone is left out."""
    return _recovered(session, among(col(Recovery.case_id), case_ids))


def overview_of(session: Session, case_id: CaseId) -> Overview:
    """Return all that is recovered of a case.

    Raises:
        NotFound: There is no such case.
    """
    case = session.get(AwardCase, case_id)
    if case is None:
        raise NotFound("没有这件事项")
    return Overview(case, totals_of(session, [case])[case_id], tuple(recoveries_of(session, [case_id])))


def find_recovery(session: Session, id_: RecoveryId) -> Recovered:
    """Return one.

    Raises:
        NotFound: There is none with this id, or it was undone.
    """
    found = _recovered(session, col(Recovery.id) == id_)
    if not found:
        raise NotFound("没有这项追回，或已撤销")
    return found[0]


def totals_of(session: Session, cases: Sequence[AwardCase]) -> dict[CaseId, Totals]:
    """Return of cases what was paid and what came back."""
    ids = [CaseId(case.id) for case in cases if case.id is not None]
    paid, lowered = paid_of(session, ids), lowered_of(session, ids)
    each = {key: [*some] for key, some in groupby(recoveries_of(session, ids), lambda one: one.row.case_id)}
    return {
        CaseId(case.id): Totals(
            Fen(lowered.get(case.id, case.amount)),
            Fen(paid.get(case.id, (0, ""))[0]),
            Fen(sum(one.settled(Way.REPAID, Way.OFFSET) for one in each.get(case.id, ()))),
            Fen(sum(one.settled(Way.WAIVED) for one in each.get(case.id, ()))),
            Fen(sum(one.left for one in each.get(case.id, ()))),
        )
        for case in cases
        if case.id is not None
    }


def reminders(session: Session, until: date) -> list[Reminder]:
    """Return what is due to be paid back up to a day and was not, the earliest first."""
    found = [
        Reminder(one.id, one.row.case_id, one.case.enterprise_name, one.name, due, one.overdue(until))
        for one in _recovered(session, col(Recovery.due) > 0)
        if (due := one.next_due) is not None and due.day <= until
    ]
    return sorted(found, key=lambda one: (one.due.day, one.recovery_id))


def first_paid_on(session: Session, case_ids: Collection[CaseId]) -> dict[CaseId, date]:
    """Return of cases the day on which anything of them was first paid, as far as it is known."""
    found = (
        select(PaymentLine.case_id, func.min(PaymentLine.done_on))
        .where(
            among(col(PaymentLine.case_id), case_ids),
            PaymentLine.state == LineState.PAID,
            col(PaymentLine.done_on).is_not(None),
        )
        .group_by(col(PaymentLine.case_id))
    )
    return {CaseId(id_): on for id_, on in session.exec(found) if on is not None}


def _recovered(session: Session, condition: Any) -> list[Recovered]:
    rows = session.exec(
        select(Recovery, AwardCase)
        .join(AwardCase, col(AwardCase.id) == Recovery.case_id)
        .where(condition, col(Recovery.undone_at).is_(None))
        .order_by(col(Recovery.case_id), col(Recovery.id))
    ).all()
    ids = [row.id for row, _ in rows if row.id is not None]
    receipts = session.exec(
        select(RecoveryReceipt)
        .where(among(col(RecoveryReceipt.recovery_id), ids))
        .order_by(col(RecoveryReceipt.id))
    ).all()
    plans = session.exec(
        select(RecoveryPlan)
        .where(among(col(RecoveryPlan.recovery_id), ids))
        .order_by(col(RecoveryPlan.plan), col(RecoveryPlan.day))
    ).all()
    reversed_ids = {one.reverses for one in receipts}
    came: dict[RecoveryId, list[RecoveryReceipt]] = {}
    for one in receipts:
        if one.reverses is None and one.id not in reversed_ids:
            came.setdefault(one.recovery_id, []).append(one)
    planned: dict[RecoveryId, list[RecoveryPlan]] = {}
    for part in plans:
        planned.setdefault(part.recovery_id, []).append(part)
    first = first_paid_on(session, {row.case_id for row, _ in rows})
    found = []
    for row, case in rows:
        assert row.id is not None
        own = planned.get(row.id, [])
        found.append(
            Recovered(
                row,
                case,
                tuple(came.get(row.id, ())),
                tuple(one for one in own if one.plan == own[-1].plan),
                first.get(row.case_id),
            )
        )
    return found
