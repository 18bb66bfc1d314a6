"""What taking cases along takes besides the store: roads, policies, the calendar, and which day it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.cases.awards.entities import CaseRoad
from domain.cases.awards.funding import Funds
from domain.enterprises.dictionary import Dictionary
from domain.office.calendar.working_days import Calendar
from domain.policies.policy import Policy
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.service import Of, with_own
from domain.roads.walking import Now
from domain.store.acts import Person
from domain.store.engine import is_shared_in
from domain.store.proposals import roles_in


def kept_roads(session: Session) -> Roads:
    """Return the roads that cases are on."""
    return Roads({}).with_kept(_kept(session))


def _kept(session: Session, *conditions: Any) -> list[bytes]:
    return list(session.exec(select(CaseRoad.content).where(*conditions)))


@dataclass(frozen=True, slots=True)
class Rules:
    """By what cases are taken along.

    Attributes:
        shipped: The roads that came with the program.
        policies: Those that are decided now, by id.
        dictionary: Which facts there are.
        funds: Is asked for the money where a case is approved.
        today: Which day it is in the office.
    """

    shipped: Roads
    policies: Mapping[str, Policy]
    dictionary: Dictionary
    funds: Funds
    calendar: Calendar = field(default_factory=Calendar)
    today: Callable[[], date] = date.today

    def roads_in(self, session: Session) -> Roads:
        """Return every road there is: those of the office, and those that cases are on, as well."""
        roads = with_own(session, Of.CASES, self.shipped)
        known = list(roads.by_digest)
        return roads.with_kept(_kept(session, col(CaseRoad.sha256).not_in(known)))

    def begun_in(self, session: Session) -> dict[str, Road]:
        """Return by id the roads that cases begin now."""
        return self.roads_in(session).begun_on(self.today())

    def now(self, session: Session, who: Person) -> Now:
        """Return who looks, and when; roles are those of the machine's own day, as every act asks them."""
        roles = roles_in(session, who, date.today()) if is_shared_in(session) else None
        return Now(self.today(), self.calendar, who, roles)
