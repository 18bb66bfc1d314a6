"""What enterprises are entitled to, and who is one condition short of more, as lists over the register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise, EnterpriseAttribute
from domain.outreach.charges import in_charge_now, in_charge_words
from domain.policies.explaining.one_short import OneShort, find_one_short
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.service import Run, take_run
from domain.store.engine import Seat, Store
from domain.store.sql import among
from domain.takeup.standing import Standing, entitled_by, standing_runs
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Part, Reporter

STREET: Final = "street"
"""The fact that says where an enterprise is."""


@dataclass(frozen=True, slots=True)
class Whose:
    """An enterprise as both lists show it: where it is, and who looks after it now, leaders first."""

    name: str
    uscc: str
    street: str
    in_charge: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A clause that an enterprise was granted in the last assessment, as lists show it."""

    standing: Standing
    whose: Whose
    policy: str
    clause: str

    @property
    def amount(self) -> Fen:
        return self.standing.amount

    @property
    def state(self) -> str:
        """What became of it."""
        claim = self.standing.claim
        return "未申报" if claim is None else "已下达" if claim.is_granted else "在办"

    @property
    def told(self) -> date | None:
        """When the enterprise was told of it last."""
        return None if self.standing.told is None else self.standing.told[1]


@dataclass(frozen=True, slots=True)
class Entitlements:
    """All of them, with the assessments that they come from."""

    rows: tuple[Entitlement, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """An enterprise that is one condition short of a clause, as lists show it."""

    one: OneShort
    whose: Whose
    policy_id: str
    policy: str
    clause_id: str
    clause: str

    @property
    def id(self) -> EnterpriseId:
        return self.one.enterprise_id


@dataclass(frozen=True, slots=True)
class Shorts:
    """Those who are one condition short, the nearest first; ``count`` is of all, also of those not listed."""

    rows: tuple[Short, ...]
    count: int


def list_entitlements(session: Session, today: date) -> Entitlements:
    """Return what was granted in the last assessment of each policy that was kept, the largest first."""
    found = entitled_by(session, today)
    runs = standing_runs(session, today)
    titles = {run.policy_id: (run.policy_title, run.clauses) for run in runs}
    whose = whose_all(session, {one.enterprise_id for one in found})
    rows = [
        Entitlement(one, whose[one.enterprise_id], title, clauses[one.clause_id])
        for one in found
        for title, clauses in (titles[one.policy_id],)
    ]
    rows.sort(key=lambda one: -one.amount)
    return Entitlements(tuple(rows), tuple(runs))


def list_short(store: Store, library: PolicyLibrary, reporter: Reporter, *, most: int) -> Shorts:
    """Find who is one condition short of each clause of the policies in force, as things are now.

    Args:
        store: Of the register.
        library: The policies.
        reporter: Told where the work stands.
        most: How many of each clause are explained, the nearest.

    Raises:
        Cancelled: The user stopped it.
    """
    found, count, policies = [], 0, list(library.policies.values())
    for at, policy in enumerate(policies):
        part, clauses = Part(reporter, at, len(policies)), policy.clauses
        short = find_one_short(store, policy, library.dictionary, part, clauses=clauses, most=most)
        for id_, (total, nearest) in short.items():
            found += [(policy, clauses[id_], one) for one in nearest]
            count += total
    whose = store.ask(whose_all, {one.enterprise_id for _, _, one in found})
    rows = [
        Short(one, whose[one.enterprise_id], policy.id, policy.title, clause.id, clause.title)
        for policy, clause, one in found
        if one.enterprise_id in whose
    ]
    rows.sort(key=lambda each: (each.one.distance is None, each.one.distance or 0))
    return Shorts(tuple(rows), count)


def assess_all(seat: Seat, library: PolicyLibrary, reporter: Reporter) -> int:
    """Assess the register by every policy in force and keep what they came to; returns how many there are.

    Raises:
        Cancelled: The user stopped it; what was assessed until then is kept.
    """
    policies = list(library.policies.values())
    for at, policy in enumerate(policies):
        take_run(seat, policy, library.dictionary, Part(reporter, at, len(policies)))
    return len(policies)


def whose_all(session: Session, ids: Collection[EnterpriseId]) -> Mapping[EnterpriseId, Whose]:
    """Return enterprises of the register as lists show them; what left it is absent."""
    charges = in_charge_words(in_charge_now(session))
    attribute, row = EnterpriseAttribute, Enterprise
    entered = select(attribute.enterprise_id, attribute.value).where(attribute.name == STREET)
    streets = dict(session.exec(entered.where(among(col(attribute.enterprise_id), ids))).all())
    live = select(row.id, row.name, row.uscc).where(col(row.deleted_at).is_(None), among(col(row.id), ids))
    there = ((EnterpriseId(id_), name, uscc) for id_, name, uscc in session.exec(live) if id_ is not None)
    return {id_: Whose(name, uscc, streets.get(id_, ""), charges.get(id_, "")) for id_, name, uscc in there}
