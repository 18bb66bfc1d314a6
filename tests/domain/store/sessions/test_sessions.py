"""Whole sessions of several people in two processes: whatever they do, the trail tells of it all.

``make soak`` tries many of them; ZHUQIDUI_SOAK_SESSIONS says how many.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.office.service import save_office
from domain.store.engine import Store, driver_of
from tests.domain.store.sessions.acts import ACTS, DICTIONARY, SAMPLE
from tests.domain.store.sessions.sitting import Sitting
from tests.filling import take_in
from tests.replaying import hold_against_the_trail

ROOT = Path(__file__).parents[4]
SOAK = "ZHUQIDUI_SOAK_SESSIONS"
SESSIONS = int(os.environ.get(SOAK, "3"))
PEOPLE = st.sampled_from(["张", "李", "王"])
NAMES = st.sampled_from([act.__name__ for act in ACTS])
SEEDS = st.integers(0, 2**16)


class Second:
    """The other process."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.domain.store.sessions.second", str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._say, self._told = self._process.stdin, self._process.stdout
        assert self._told.readline() == "ready\n"

    def begin(self, act: str, person: str, seed: int) -> None:
        self._say.write(json.dumps({"act": act, "person": person, "seed": seed}) + "\n")
        self._say.flush()

    def end(self) -> str:
        line = self._told.readline()
        assert line, "the other process ended by a defect"
        return json.loads(line)

    def close(self) -> None:
        # What it still has to say first, should the act beside it have failed.
        self._process.communicate()


DONE: Counter[str] = Counter()
REFUSED: Counter[str] = Counter()


class Sessions(RuleBasedStateMachine):
    """Two processes on one store."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        home = Path(self._folder.name) / "data"
        self._store = Store.open(home)
        save_office(self._store.seat("王"), SAMPLE.office)
        take_in(self._store.seat("王"), SAMPLE.enterprises[:4])
        self._sitting, self._second = Sitting(self._store), Second(home)

    @rule(act=NAMES, person=PEOPLE, seed=SEEDS)
    def do_here(self, act: str, person: str, seed: int) -> None:
        self._count(act, self._sitting.do(act, person, seed))

    @rule(act=NAMES, person=PEOPLE, seed=SEEDS)
    def do_there(self, act: str, person: str, seed: int) -> None:
        self._second.begin(act, person, seed)
        self._count(act, self._second.end())

    @rule(here=NAMES, there=NAMES, person=PEOPLE, other=PEOPLE, seed=SEEDS)
    def do_at_once(self, here: str, there: str, person: str, other: str, seed: int) -> None:
        self._second.begin(there, other, seed)
        self._count(here, self._sitting.do(here, person, seed))
        self._count(there, self._second.end())

    @invariant()
    def the_trail_tells_of_everything(self) -> None:
        hold_against_the_trail(self._store, DICTIONARY)

    @invariant()
    def lists_are_what_is_there(self) -> None:
        with self._store.read() as session:
            rows = driver_of(session).execute(
                "SELECT id, name FROM enterprise WHERE deleted_at IS NULL ORDER BY name, id"
            )
            there = rows.fetchall()
            assert [*find_ids(session, EnterpriseQuery(), DICTIONARY)] == [id_ for id_, _ in there]
            for word in ("公司", "第1", "3户"):
                found = find_ids(session, EnterpriseQuery(word), DICTIONARY)
                assert sorted(found) == sorted(id_ for id_, name in there if word in name), word

    def _count(self, act: str, refusal: str) -> None:
        (REFUSED if refusal else DONE)[act] += 1

    def teardown(self) -> None:
        self._second.close()
        self._store.close()
        self._folder.cleanup()


def test_that_whatever_is_done_the_trail_comes_to_what_is_there():
    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=SESSIONS,
            stateful_step_count=40,
            deadline=None,
            # The same sessions each time, but for which of two acts at once comes first; the soak has others.
            derandomize=SOAK not in os.environ,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"\ndone {DONE.total()}, refused {REFUSED.total()}")
    print("never done:", sorted({act.__name__ for act in ACTS} - set(DONE)))
