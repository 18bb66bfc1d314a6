"""Killed at any moment while awards are listed, sent and answered: no half of anything, no number twice.

``make soak`` has 500 rounds; ZHUQIDUI_SOAK_PAYMENTS says how many.
"""

import os
import random
from collections import Counter
from pathlib import Path

from sqlmodel import Session, select

from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.sent_lists import take_over_lists
from domain.store.backup.contents import faults_of
from domain.store.plain import STORE_NAME
from domain.values.ids import CaseId
from tests.domain.cases.awards.conftest import REVIEWER, Office
from tests.domain.funds.conftest import standing
from tests.domain.store.killing import Victims
from tests.replaying import hold_against_the_trail

ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_PAYMENTS", "3"))
MOST_LINES = 4
LONGEST_S = 0.15
UNDER_WAY = {LineState.OPEN, LineState.HELD, LineState.SENT}


def test_that_lists_are_whole_and_numbered_whenever_the_program_is_killed(
    office: Office, granted: list[CaseId], tmp_path: Path, chance: random.Random
) -> None:
    home, approved, seen = office.store.path.parent, standing(office).approved, set[str]()
    with Victims("tests.domain.funds.killed", tmp_path) as people:
        for round_ in range(ROUNDS):
            lines, after_s = chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_S)
            said = people.killed_after(lines, after_s, home, office.day.isoformat(), *granted)
            seen |= {line.split()[1] for line in said if line.startswith("sent")}
            # What was at work may have been written to the journal alone.
            take_over_lists(office.seat(REVIEWER))
            office.store.ask(everything_is_whole, granted, seen)
            assert faults_of(home / STORE_NAME) == [], f"round {round_}"
    assert (standing(office).approved, standing(office).paid) == (approved, 0)
    hold_against_the_trail(office.store, office.library.dictionary)


def everything_is_whole(session: Session, granted: list[CaseId], seen: set[str]) -> None:
    lists = {str(row.id): row for row in session.exec(select(PaymentList))}
    assert all(lists[id_].number for id_ in seen)
    numbers = sorted(row.number for row in lists.values() if row.number)
    assert numbers == list(range(1, len(numbers) + 1))
    lines = session.exec(select(PaymentLine)).all()
    for id_, row in lists.items():
        there = [line for line in lines if str(line.list_id) == id_]
        states = {line.state for line in there}
        assert len(there) in ((0,) if row.kind else (len(granted),))
        assert row.number is None or len(states) <= 1
    of_each = Counter(line.case_id for line in lines if line.state in UNDER_WAY)
    assert max(of_each.values(), default=0) <= 1
