"""Killed at any moment while a whole batch is taken along: all of it went, or none.

``make soak`` has 500 rounds; ZHUQIDUI_SOAK_BATCHES says how many.
"""

import os
import random
from pathlib import Path

from domain.cases.awards.batches import gather, make_batch
from domain.store.backup.contents import faults_of
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from tests.domain.cases.awards.conftest import HANDLER, Office
from tests.domain.store.killing import Victims
from tests.replaying import hold_against_the_trail

ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_BATCHES", "3"))
MOST_LINES = 2
LONGEST_S = 0.15


def test_that_a_batch_goes_whole_or_not_at_all_whenever_the_program_is_killed(
    office: Office, tmp_path: Path, chance: random.Random
):
    ids = office.make(office.granted()[:40])
    batch = make_batch(office.seat(HANDLER), "2026 年一季度 第一批")
    gather(office.seat(HANDLER), batch, office.seen(*ids), office.rules)
    home, last = office.store.path.parent, office.case(ids[0]).row.version
    with Victims("tests.domain.cases.awards.killed", tmp_path) as people:
        for round_ in range(ROUNDS):
            lines, after_s = chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_S)
            said = people.killed_after(lines, after_s, home, batch)
            # What was said was committed, and what was at work then may have been.
            last = max([last, *(int(line.split()[1]) for line in said)])
            found = {(one.row.version, one.row.waits, len(one.steps)) for one in map(office.case, ids)}
            assert len(found) == 1, (round_, found)
            [(version, waits, steps)] = found
            assert version == steps in (last, last + 1)
            assert waits == ("hold" if version % 2 == 0 else "")
            last = version
            assert faults_of(home / STORE_NAME) == [], f"round {round_}"
    print(f"{ROUNDS} rounds, {last} steps of {len(ids)} cases")
    hold_against_the_trail(office.store, office.library.dictionary)
    Store.open(home).close()
