"""Two processes at the same cases in the same moment: one wins, the other reads what happened.

``make soak`` has 500 rounds; ZHUQIDUI_SOAK_RACES says how many.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from domain.roads.walking import Move
from tests.domain.cases.awards.conftest import HANDLER, REVIEWER, Office
from tests.domain.cases.awards.racing import hold
from tests.replaying import hold_against_the_trail

ROOT = Path(__file__).parents[4]
ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_RACES", "6"))


def test_that_of_two_at_once_one_wins_and_the_other_reads_what_happened(office: Office):
    single, *several = office.make(office.granted()[:6])
    command = [sys.executable, "-m", "tests.domain.cases.awards.racing", str(office.store.path.parent)]
    other = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    say, told = other.stdin, other.stdout
    assert say is not None
    assert told is not None
    assert told.readline() == "ready\n"
    won = {HANDLER: 0, REVIEWER: 0}
    for at in range(ROUNDS):
        for ids in ([single], several):
            move = Move.OVER if at % 2 else Move.BEGIN
            seen = office.seen(*ids)
            say.write(json.dumps([[[one.id, one.version] for one in seen], move.value]) + "\n")
            say.flush()
            here = hold(office.seat(HANDLER), seen, move.value, office.rules)
            there = json.loads(told.readline())
            assert bool(here) != bool(there), (here, there)
            winner = REVIEWER if here else HANDLER
            assert f"刚有变化，{winner}在" in (here or there)
            assert [one.version for one in office.seen(*ids)] == [one.version + 1 for one in seen]
            won[winner] += 1
    other.communicate()
    assert sum(won.values()) == 2 * ROUNDS
    hold_against_the_trail(office.store, office.library.dictionary)
