"""What comes after a granted instalment is due once its own conditions hold, and is offered once."""

from dataclasses import replace
from datetime import date

import pytest

from domain.cases.awards.instalments import due_instalments
from domain.cases.awards.making import Wanted
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.policies.files.library import PolicyLibrary
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, Office

ROAD = "alone"


@pytest.fixture
def staged(office: Office) -> Office:
    """The office decides a policy that pays 60 % at first and the rest after acceptance."""
    policy = office.library.find("template-equipment")
    known = office.library.dictionary.extended(policy.facts)
    office.library = PolicyLibrary({policy.id: policy}, known, {}, known)
    office.policy = policy
    return office


def invest(office: Office, id_: EnterpriseId, *, is_accepted: bool | None = None) -> None:
    dictionary = office.library.dictionary
    facts = office.store.ask(lambda session: facts_of(session, id_, dictionary))
    attributes = {**facts.attributes, "industry_kind": "industry", "is_intelligent_plant": False}
    attributes.pop("equipment_accepted", None)
    attributes |= {} if is_accepted is None else {"equipment_accepted": is_accepted}
    figures = {"equipment_investment": {Period.parse("2022"): 10_000_000_00}}
    now = replace(
        facts,
        attributes=attributes,
        indicators={**facts.indicators, **figures},
    )
    save_enterprise(office.seat(HANDLER), now, dictionary, id_=id_)


def test_that_a_later_instalment_is_due_once_its_conditions_hold_and_the_first_is_granted(staged: Office):
    office, (one, other) = staged, (EnterpriseId(1), EnterpriseId(2))
    office.day = date(2026, 3, 2)

    def due() -> list[tuple[str, str, list[Wanted], Fen]]:
        found = office.store.ask(due_instalments, office.rules, Silent())
        return [(each.titles, each.period, list(each.wanted), each.amount) for each in found]

    for id_ in (one, other):
        invest(office, id_)
    firsts = office.make([Wanted(id_, "equipment", "首期") for id_ in (one, other)], "unasked")
    office.bring(firsts, "notice")
    invest(office, one, is_accepted=True)
    # Nothing is due before the first is granted.
    assert due() == []
    invest(office, one)
    office.onward(HANDLER, firsts, "notice")
    assert due() == []
    invest(office, one, is_accepted=True)
    later = Wanted(one, "equipment", "验收后")
    assert due() == [("验收后", "", [later], Fen(400_000_00))]
    invest(office, other, is_accepted=False)
    assert due()[0][2] == [later]
    # What has a case is due no more; of what is for a period, only that period is.
    assert office.make([later]) == [firsts[-1] + 1]
    assert due() == []
