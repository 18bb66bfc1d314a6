"""暂缓拨付 as it stands: which cases are held back, and by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.reading import name_of
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.funds.payment_entities import PaymentHold
from domain.store.acts import Person
from domain.store.engine import is_shared_in
from domain.store.sql import among
from domain.values.ids import CaseId, EnterpriseId, HoldId


@dataclass(frozen=True, slots=True)
class Held:
    """What is held back on a day, by case and by enterprise, whichever of its records a case is of."""

    cases: dict[CaseId, PaymentHold]
    enterprises: dict[EnterpriseId, PaymentHold]

    def of(self, case_id: CaseId, enterprise_id: EnterpriseId) -> PaymentHold | None:
        """Return what holds a case back; None for nothing."""
        return self.cases.get(case_id) or self.enterprises.get(enterprise_id)


@dataclass(frozen=True, slots=True)
class ListedHold:
    """A hold as lists show it.

    Attributes:
        what: Which case it is of, or which enterprise.
        is_over: Whether its day has passed, without anybody lifting it.
        against: Why who looks may not lift it, besides their roles; empty where they may.
    """

    row: PaymentHold
    what: str
    is_over: bool
    against: str

    @property
    def id(self) -> HoldId:
        assert self.row.id is not None
        return self.row.id

    @property
    def is_on(self) -> bool:
        """Whether it holds something back."""
        return self.row.lifted_at is None and not self.is_over


def held_on(session: Session, day: date) -> Held:
    """Return what is held back on a day."""
    query = select(PaymentHold).where(
        col(PaymentHold.lifted_at).is_(None),
        or_(col(PaymentHold.until).is_(None), col(PaymentHold.until) >= day),
    )
    rows = session.exec(query.order_by(col(PaymentHold.id).desc())).all()
    cases = {row.case_id: row for row in rows if row.case_id is not None}
    own = {row.enterprise_id: row for row in rows if row.enterprise_id is not None}
    if not own:
        return Held(cases, {})
    now = standing_for(session, own)
    by_owner = {now.get(id_, id_): row for id_, row in own.items()}
    records = stood_for_by(session, by_owner)
    owners = standing_for(session, records)
    hanging = {id_: by_owner[owners[id_]] for id_ in records if owners.get(id_) in by_owner}
    return Held(cases, hanging | own)


def list_holds(session: Session, who: Person, day: date) -> list[ListedHold]:
    """Return every hold there ever was, the latest first."""
    return _listed(session, session.exec(select(PaymentHold)).all(), who, day)


def holds_on(
    session: Session, case_id: CaseId, records: Iterable[EnterpriseId], who: Person, day: date
) -> list[ListedHold]:
    """Return the holds of a case and of its enterprise, the latest first."""
    query = select(PaymentHold).where(
        or_(PaymentHold.case_id == case_id, among(col(PaymentHold.enterprise_id), {*records}))
    )
    return _listed(session, session.exec(query).all(), who, day)


def against_lifting(session: Session, row: PaymentHold, who: Person) -> str:
    """Say why somebody may not lift a hold, whatever their roles; empty where they may."""
    if row.lifted_at is not None:
        return f"{row.lifted_by}已经恢复拨付"
    # Of one that was taken over from the journal only the name is known.
    is_own = row.held_by == who.name if row.held_account is None else row.held_account == who.id
    if is_shared_in(session) and is_own:
        return "自己暂缓的，要由另一位同事恢复"
    return ""


def _listed(session: Session, rows: Sequence[PaymentHold], who: Person, day: date) -> list[ListedHold]:
    held = {row.case_id for row in rows if row.case_id is not None}
    cases = select(AwardCase).where(among(col(AwardCase.id), held))
    names = {case.id: name_of(case) for case in session.exec(cases)}
    own = {row.enterprise_id for row in rows if row.enterprise_id is not None}
    records = select(Enterprise.id, Enterprise.name).where(among(col(Enterprise.id), own))
    enterprises = dict(session.exec(records).all())

    def what(row: PaymentHold) -> str:
        if row.case_id is not None:
            return names.get(row.case_id, "")
        return f"“{enterprises.get(row.enterprise_id, '')}”的全部事项"

    return [
        ListedHold(
            row,
            what(row),
            row.lifted_at is None and row.until is not None and row.until < day,
            against_lifting(session, row, who),
        )
        for row in sorted(rows, key=lambda one: one.id or 0, reverse=True)
    ]
