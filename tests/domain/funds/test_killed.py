"""Killed at any moment while awards are paid and recovered: no half of anything, no number twice.

``make soak`` has 500 rounds; ZHUQIDUI_SOAK_PAYMENTS says how many.
"""

import os
import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from sqlmodel import Session, select

from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.recovered import totals_of
from domain.funds.sent_lists import take_over_lists
from domain.funds.sql import strayed_of
from domain.office.house_rules import set_four_eyes
from domain.store.backup.contents import faults_of
from domain.store.plain import STORE_NAME
from domain.store.replay import strayed_balances, strayed_months
from domain.values.ids import CaseId
from tests.domain.cases.awards.conftest import MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import standing
from tests.domain.funds.test_recoveries import later_award
from tests.domain.store.killing import Victims
from tests.replaying import hold_against_the_trail

ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_PAYMENTS", "3"))
MANY = 300
MOST_LINES = 12
LONGEST_S = 0.15
UNDER_WAY = {LineState.OPEN, LineState.HELD, LineState.SENT}


def test_that_money_is_whole_and_lists_are_numbered_whenever_the_program_is_killed(
    office: Office, granted: list[CaseId], tmp_path: Path, chance: random.Random
) -> None:
    home, seen = office.store.path.parent, set[str]()
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    # Two of one enterprise, so that what one owes is taken off the other.
    ids, did = [*granted[:2], later_award(office, granted[0])], Counter[str]()
    with Victims("tests.domain.funds.killed", tmp_path) as people:
        for round_ in range(ROUNDS):
            lines, after_s = chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_S)
            seed = chance.randrange(10**6)
            said = people.killed_after(lines, after_s, home, office.day.isoformat(), seed, *ids)
            did.update(line.split()[0] for line in said)
            seen |= {line.split()[1] for line in said if line.startswith("sent")}
            # What was at work may have been written to the journal alone.
            take_over_lists(office.seat(REVIEWER))
            office.store.ask(everything_is_whole, seen)
            assert office.store.ask(strayed_of, ids) == set(), f"round {round_}"
            with closing(sqlite3.connect(home / STORE_NAME)) as connection:
                assert [*strayed_balances(connection), *strayed_months(connection)] == [], f"round {round_}"
            assert faults_of(home / STORE_NAME) == [], f"round {round_}"
    one = standing(office)
    with office.store.read() as session:
        cases = [office.case(id_).row for id_ in ids]
        totals = totals_of(session, cases).values()
    assert one.left + one.approved + one.due + one.returned + one.waived == one.allotted
    assert one.paid + one.due + one.returned + one.waived == sum(each.gross for each in totals)
    assert all(each.net + each.left >= 0 for each in totals)
    if ROUNDS >= MANY:
        assert {"sent", "answered", "lowered", "offset"} <= did.keys(), did
    hold_against_the_trail(office.store, office.library.dictionary)


def everything_is_whole(session: Session, seen: set[str]) -> None:
    lists = {str(row.id): row for row in session.exec(select(PaymentList))}
    assert all(lists[id_].number for id_ in seen)
    numbers = sorted(row.number for row in lists.values() if row.number)
    assert numbers == list(range(1, len(numbers) + 1))
    lines = session.exec(select(PaymentLine)).all()
    for id_, row in lists.items():
        there = [line for line in lines if str(line.list_id) == id_]
        # Of one that went to the bank either everything was answered or nothing.
        states = {line.state for line in there if line.place is not None}
        assert bool(there) is not bool(row.kind)
        assert row.number is None or states == {LineState.SENT} or LineState.SENT not in states
    of_each = Counter(line.case_id for line in lines if line.state in UNDER_WAY)
    assert max(of_each.values(), default=0) <= 1
