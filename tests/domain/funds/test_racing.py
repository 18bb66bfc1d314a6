"""Two processes approve the last of the money at the same moment: one wins, the other reads it.

``make soak`` has 1,000 rounds; ZHUQIDUI_SOAK_FUNDS says how many.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from domain.cases.awards.undoing import undo
from domain.values.ids import CaseId
from tests.domain.cases.awards.conftest import MANAGER, Office
from tests.domain.funds.conftest import enter, standing, sum_of
from tests.domain.funds.racing import approve
from tests.replaying import hold_against_the_trail

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_FUNDS", "6"))


def test_that_the_last_money_is_approved_once(office: Office, waiting: list[CaseId]):
    here, there = waiting[:2], waiting[2:]
    money = max(sum_of(office, here), sum_of(office, there))
    enter(office, money)
    folder = str(office.store.path.parent)
    command = [sys.executable, "-m", "tests.domain.funds.racing", folder, office.day.isoformat()]
    other = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    say, told = other.stdin, other.stdout
    assert say is not None
    assert told is not None
    assert told.readline() == "ready\n"
    for _ in range(ROUNDS):
        say.write(json.dumps([[one.id, one.version] for one in office.seen(*there)]) + "\n")
        say.flush()
        uid, refused = approve(office.seat(MANAGER), office.seen(*here), office.rules)
        refused_there = json.loads(told.readline())
        assert bool(refused) != bool(refused_there), (refused, refused_there)
        assert "年预算还剩" in (refused or refused_there)
        won = there if refused else here
        assert standing(office).approved == sum_of(office, won) <= money
        if uid:
            undo(office.seat(MANAGER), uid, office.rules)
        say.write("go on\n")
        say.flush()
        assert told.readline() == "next\n"
        assert standing(office).left == money
    other.communicate()
    hold_against_the_trail(office.store, office.library.dictionary)
