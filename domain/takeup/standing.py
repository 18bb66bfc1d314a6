"""What enterprises were granted in the assessments that were kept, and what became of it, for all of them.

Of each policy the last assessment that was kept by a day tells; what has left the register is not among it,
and what former records of an enterprise were told, claimed or said is its own.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, CaseStep, Ended
from domain.cases.awards.reading import counts_on
from domain.cases.queries import told_without_case
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.outreach.entities import Visit, VisitEnterprise, VisitState
from domain.policies.entities import AssessmentBlock, AssessmentColumn
from domain.policies.runs.service import Run, list_runs
from domain.store.packing import OUTCOMES, unpacked_integers
from domain.store.problems import as_stored
from domain.takeup.entities import Unclaimed, Why
from domain.takeup.sql import fill, is_filled
from domain.values.ids import EnterpriseId, UnclaimedId
from domain.values.money import Fen

Key = tuple[EnterpriseId, str, str]
"""An enterprise, by the record that stands for it now, a policy and a clause."""

_GRANTED: Final = OUTCOMES.index("granted")
_RECORD: Final = 0


class Claim(NamedTuple):
    """That there is a case for a clause, or a valid notice: since when, and whether it was granted."""

    since: date
    is_granted: bool


class _ForPeriod(NamedTuple):
    """A claim with the period that it is for; empty for none."""

    period: str
    claim: Claim


class Reason(NamedTuple):
    """Why a clause is not applied for; see `Unclaimed`."""

    id: UnclaimedId
    why: Why
    words: str


class Standing(NamedTuple):
    """A clause that an enterprise was granted, with something to pay.

    Attributes:
        amount: In fen.
        since: On which day it was assessed.
        told: On which days it was told of it, first and last; None for never.
        claim: None where nobody has applied, and nobody has begun it.
        reason: None where nobody said why.
    """

    enterprise_id: EnterpriseId
    policy_id: str
    clause_id: str
    amount: Fen
    since: date
    told: tuple[date, date] | None
    claim: Claim | None
    reason: Reason | None

    @property
    def key(self) -> Key:
        return self.enterprise_id, self.policy_id, self.clause_id


@dataclass(frozen=True, slots=True)
class Owners:
    """Which record stands for each of all that are known; ``names`` are of those that are there."""

    names: Mapping[EnterpriseId, str]
    gone: Mapping[EnterpriseId, EnterpriseId]

    @staticmethod
    def read(session: Session, records: Iterable[int]) -> "Owners":
        """Find out who stands for these, the register itself among them."""
        live = select(Enterprise.id, Enterprise.name).where(col(Enterprise.deleted_at).is_(None))
        names = {EnterpriseId(id_): name for id_, name in session.exec(live) if id_ is not None}
        others = {EnterpriseId(id_) for id_ in records if id_ not in names}
        return Owners(names, standing_for(session, others) if others else {})

    def owner(self, record: int) -> EnterpriseId | None:
        """Return the record that stands for one now; None where there is none."""
        id_ = EnterpriseId(record)
        return id_ if id_ in self.names else self.gone.get(id_)


def standing_runs(session: Session, by: date) -> list[Run]:
    """Return the last assessment of each policy that was kept by a day."""
    found: dict[str, Run] = {}
    for run in list_runs(session):
        if run.local_time.date() <= by:
            found.setdefault(run.policy_id, run)
    return list(found.values())


def entitled_by(session: Session, by: date) -> list[Standing]:
    """Return what was granted in the assessments that stood on a day, and what became of it by then.

    A visit, a case or a reason of a later day does not count; a case that was refused since does not either,
    nor one for a period when what was granted is for a later one (`counts_on`).
    """
    if not (runs := standing_runs(session, by)):
        return []
    told, claims, reasons = _told(session, by), _claims(session, by), _reasons(session, by)
    records = {row[_RECORD] for row in (*told, *claims, *reasons)}
    owners = Owners.read(session, records)
    tellings: dict[Key, tuple[date, date]] = {}
    for key, (day,) in _keyed(told, owners):
        first, last = tellings.get(key, (day, day))
        tellings[key] = min(day, first), max(day, last)
    claimed: dict[Key, list[_ForPeriod]] = {}
    for key, (period, since, is_granted) in _keyed(claims, owners):
        claimed.setdefault(key, []).append(_ForPeriod(period, Claim(since, bool(is_granted))))
    said = {key: Reason(row.id, Why(row.why), row.words) for key, (row,) in _keyed(reasons, owners)}
    found = []
    for run in runs:
        since, policy_id = run.local_time.date(), run.policy_id
        for id_, clause_id, amount in _granted(session, run):
            if id_ in owners.names:
                key = id_, policy_id, clause_id
                of_it = tellings.get(key), _claim_on(since, claimed.get(key, ())), said.get(key)
                found.append(Standing(id_, policy_id, clause_id, amount, since, *of_it))
    return found


def fill_rows(session: Session, by: date) -> None:
    """Put what `entitled_by` says into the temporary table that figures are counted of."""
    if not is_filled(session, by.isoformat()):
        titles = {run.policy_id: (run.policy_title, run.clauses) for run in standing_runs(session, by)}
        fill(session, by.isoformat(), (_row(one, titles) for one in entitled_by(session, by)))


def _row(one: Standing, titles: Mapping[str, tuple[str, Mapping[str, str]]]) -> tuple[Any, ...]:
    policy, clauses = titles[one.policy_id]
    claimed = "no" if one.claim is None else "granted" if one.claim.is_granted else "under-way"
    return (
        one.enterprise_id,
        policy,
        clauses.get(one.clause_id, one.clause_id),
        one.amount,
        one.since.isoformat(),
        "no" if one.told is None else "yes",
        claimed,
        "" if one.reason is None else one.reason.why,
    )


def _claim_on(day: date, claims: Iterable[_ForPeriod]) -> Claim | None:
    """Return the claim for what is granted on a day: since when the first is, whether one was granted."""
    found = [one.claim for one in claims if counts_on(one.period, day)]
    if not found:
        return None
    return Claim(min(one.since for one in found), any(one.is_granted for one in found))


def _granted(session: Session, run: Run) -> Iterator[tuple[EnterpriseId, str, Fen]]:
    block, column = AssessmentBlock, AssessmentColumn
    query = (
        select(block.ids, column.clause_id, column.outcomes, column.amounts)
        .join(column, (col(column.run_id) == block.run_id) & (col(column.number) == block.number))
        .where(block.run_id == run.id)
        .order_by(col(block.number), col(column.clause_id))
    )
    with as_stored(f"{run.local_time:%Y-%m-%d} 留存的评定结果"):
        for stored, clause_id, outcomes, amounts in session.exec(query):
            ids = unpacked_integers("ids", stored)
            came_to = unpacked_integers("outcomes", outcomes, len(ids))
            fen = unpacked_integers("amounts", amounts, len(ids))
            for id_, outcome, amount in zip(ids, came_to, fen, strict=True):
                if outcome == _GRANTED and amount:
                    yield EnterpriseId(id_), clause_id, Fen(amount)


def _told(session: Session, by: date) -> list[Any]:
    query = (
        select(col(VisitEnterprise.enterprise_id), col(VisitEnterprise.told), col(Visit.day))
        .join(Visit, col(Visit.id) == VisitEnterprise.visit_id)
        .where(VisitEnterprise.told != "[]", Visit.state == VisitState.DONE, Visit.day <= by)
        .where(col(Visit.deleted_at).is_(None))
    )
    # Many are told the same.
    read: dict[str, list[tuple[str, str]]] = {}
    found = []
    for record, told, day in session.exec(query):
        if (clauses := read.get(told)) is None:
            clauses = read[told] = [(one["policy_id"], one["clause_id"]) for one in json.loads(told)]
        found += [(record, *clause, day) for clause in clauses]
    return found


def _claims(session: Session, by: date) -> list[Any]:
    of_case: tuple[Any, ...] = (
        *(AwardCase.enterprise_id, AwardCase.policy_id, AwardCase.clause_id, AwardCase.period),
    )
    came_to: tuple[Any, ...] = func.min(CaseStep.day), func.max(AwardCase.ended == Ended.GRANTED)
    cases: Any = (
        select(*of_case, *came_to)
        .join(CaseStep, (col(CaseStep.case_id) == AwardCase.id) & (col(CaseStep.number) == 1))
        .where(col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]), CaseStep.day <= by)
        .group_by(*of_case)
    )
    told = (
        (id_, one.policy_id, one.clause_id, "", one.approved_on, True)
        for id_, one in told_without_case(session)
        if one.approved_on <= by
    )
    return [*session.exec(cases), *told]


def _reasons(session: Session, by: date) -> list[Any]:
    hold = select(Unclaimed).where(col(Unclaimed.ended_at).is_(None))
    rows = session.exec(hold.order_by(col(Unclaimed.id)))
    return [
        (row.enterprise_id, row.policy_id, row.clause_id, row)
        for row in rows
        if row.made_at.astimezone().date() <= by
    ]


def _keyed(rows: Iterable[Sequence[Any]], owners: Owners) -> Iterator[tuple[Key, Sequence[Any]]]:
    for record, policy_id, clause_id, *rest in rows:
        if (owner := owners.owner(record)) is not None:
            yield (owner, policy_id, clause_id), rest
