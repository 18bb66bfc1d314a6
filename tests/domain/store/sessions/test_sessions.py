"""Whole sessions of several people in two processes: whatever they do, the trail tells of it all.

``make soak`` tries many of them; ZHUQIDUI_SOAK_SESSIONS says how many.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.office.service import save_office
from domain.store.engine import Store, driver_of
from tests.domain.funds.money import hold_the_money
from tests.domain.store.sessions.acts import ACTS, DICTIONARY, SAMPLE
from tests.domain.store.sessions.sitting import Sitting
from tests.filling import take_in
from tests.replaying import hold_against_the_trail

ROOT = Path(__file__).parents[4]
SOAK = "ZHUQIDUI_SOAK_SESSIONS"
SESSIONS = int(os.environ.get(SOAK, "2"))
STEPS = 40
PEOPLE = ("张", "李", "王")
NAMES = [act.__name__ for act in ACTS]
MONEY = [
    *("change_a_budget", "close_a_month", "enter_a_budget", "hold_back", "issue", "lift_back", "void"),
    *2 * ("go_on_recovering", "list_payments", "lower_an_award", "settle_an_award"),
    *4 * ("pay",),
]
"""Every second session is about nothing else, since among all acts hardly two of them would meet."""


class Second:
    """The other process; for all the sessions, since it takes longer to start than a session does."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.domain.store.sessions.second"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._say, self._told = self._process.stdin, self._process.stdout
        self._is_at_it = False

    def sit_down(self, home: Path | None) -> None:
        """Have it open another store, or none."""
        if self._is_at_it:
            # What it still has to say first, should the act beside it have failed.
            self.end()
        self._tell(home=home and str(home))
        assert self.end() == ""

    def begin(self, act: str, person: str, seed: int) -> None:
        self._tell(act=act, person=person, seed=seed)

    def end(self) -> str:
        self._is_at_it = False
        line = self._told.readline()
        assert line, "the other process ended by a defect"
        return json.loads(line)

    def close(self) -> None:
        self._process.communicate()

    def _tell(self, **what: object) -> None:
        self._say.write(json.dumps(what) + "\n")
        self._say.flush()
        self._is_at_it = True


class Session:
    """Two processes on one store."""

    def __init__(self, store: Store, second: Second, names: Sequence[str]) -> None:
        self._names = names
        save_office(store.seat("王"), SAMPLE.office)
        take_in(store.seat("王"), SAMPLE.enterprises[:4])
        self._store, self._sitting, self._second = store, Sitting(store), second
        if names is MONEY:
            self._begin_with_an_award()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def _begin_with_an_award(self) -> None:
        for act in ("let_out", "issue", "list_payments"):
            assert self._sitting.do(act, "王", 1) == ""

    def step(self, chance: Random) -> None:
        """Do an act here, there, or one here and one there at once."""
        where = chance.choice(["here", "there", "at once"])
        (here, someone), (there, other) = (
            (chance.choice(self._names), chance.choice(PEOPLE)) for _ in range(2)
        )
        seed = chance.randrange(2**16)
        if where != "here":
            self._second.begin(there, other, seed)
        if where != "there":
            self._count(here, self._sitting.do(here, someone, seed))
        if where != "here":
            self._count(there, self._second.end())

    def hold(self) -> None:
        """Hold what is there against the trail, the money against its books, and lists against all of it."""
        hold_against_the_trail(self._store, DICTIONARY)
        with self._store.read() as session:
            hold_the_money(driver_of(session))
            rows = driver_of(session).execute(
                "SELECT id, name FROM enterprise WHERE deleted_at IS NULL ORDER BY name, id"
            )
            there = rows.fetchall()
            assert [*find_ids(session, EnterpriseQuery(), DICTIONARY)] == [id_ for id_, _ in there]
            for word in ("公司", "第1", "3户"):
                found = find_ids(session, EnterpriseQuery(word), DICTIONARY)
                assert sorted(found) == sorted(id_ for id_, name in there if word in name), word

    def _count(self, act: str, refusal: str) -> None:
        (self.refused if refusal else self.done)[act] += 1


def test_that_whatever_is_done_the_trail_comes_to_what_is_there(
    empty_store: Path, tmp_path: Path, chance: Random
):
    done, refused = Counter[str](), Counter[str]()
    with closing(Second()) as second:
        for number in range(SESSIONS):
            # The same sessions each time, but for which of two acts at once comes first; the soak has others.
            fate = chance if SOAK in os.environ else Random(number)
            home = Path(shutil.copytree(empty_store, tmp_path / f"{number}"))
            with closing(Store.open(home)) as store:
                second.sit_down(home)
                session = Session(store, second, MONEY if number % 2 else NAMES)
                for _ in range(STEPS):
                    session.step(fate)
                    session.hold()
                second.sit_down(None)
            shutil.rmtree(home)
            done, refused = done + session.done, refused + session.refused
    print(f"\ndone {done.total()}, refused {refused.total()}")
    print("never done:", sorted(set(NAMES) - set(done)))
    assert done.total() > SESSIONS * STEPS / 4
    assert done["pay"] + done["lower_an_award"] + done["settle_an_award"], "something is paid"
