"""The program killed at random moments of its work: every committed row there, no half act, the store whole.

``make soak`` does it for 300 rounds; ZHUQIDUI_SOAK_ROUNDS says how many.
"""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.progress import Silent
from domain.store.backup.archive import write_backup
from domain.store.backup.contents import contents_of, faults_of
from domain.store.backup.keeping import kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import STORE_NAME
from domain.store.backup.restoring import finish, try_out
from domain.store.damage import Condition, examine
from domain.store.engine import Store

ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_ROUNDS", "8"))
MOST_LINES = 8
LONGEST_S = 0.1
ROOT = Path(__file__).parents[3]


def kill_while_working(home: Path, chance: random.Random) -> list[list[str]]:
    """Let the clerk work for a moment, kill it with SIGKILL, and return what it said."""
    command = [sys.executable, "-m", "tests.domain.store.busy_clerk", str(home), str(chance.randrange(2**32))]
    return [
        line.split()
        for line in killed_after(command, chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_S))
    ]


def killed_after(command: list[str], lines: int, after_s: float) -> list[str]:
    """Run a command, kill it so long after so many lines, and return the whole lines it wrote."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    said = [process.stdout.readline() for _ in range(lines)]
    with suppress(subprocess.TimeoutExpired):
        process.wait(after_s)
    process.kill()
    rest, _ = process.communicate()
    assert process.returncode == -9, "it was still at work"
    return said + [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]


def refuse_lost_or_half(home: Path, said: list[list[str]]) -> None:
    """Hold the store against what was said to be committed, and each act against its parts."""
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:

        def ask(query: str, *values: object) -> list[tuple[object, ...]]:
            return connection.execute(query, values).fetchall()

        figures = dict(
            ask(
                "SELECT uscc, (SELECT count(*) FROM enterprise_figure WHERE enterprise_id = enterprise.id)"
                " FROM enterprise"
            )
        )
        notices = dict(ask("SELECT id, voided_at FROM notice WHERE kind = ''"))
        for kind, *words in said:
            if kind == "enterprise":
                assert figures[words[0]] == int(words[1])
            elif kind == "notices":
                assert {int(word) for word in words} <= notices.keys()
            elif kind == "void":
                assert notices[int(words[0])] is not None
        acts = dict(ask("SELECT action, count(*) FROM audit_entry GROUP BY action"))
        assert len(figures) == acts.get("enterprise.add", 0)
        assert len(notices) == acts.get("notice.issue", 0)
        assert sum(voided is not None for voided in notices.values()) == acts.get("notice.void", 0)
        assert 0 not in figures.values()
        # Those that were taken and never used stand there as well.
        serials = [serial for (serial,) in ask("SELECT number_serial FROM notice ORDER BY 1")]
        assert serials == list(range(1, len(serials) + 1))


def test_that_being_killed_at_any_moment_loses_nothing_that_was_committed(tmp_path: Path):
    home, chance = tmp_path / "data", random.Random()
    seed = chance.randrange(2**32)
    print("seed", seed)
    chance.seed(seed)
    everything: list[list[str]] = []
    for round_ in range(ROUNDS):
        everything += kill_while_working(home, chance)
        assert examine(home).condition is Condition.SOUND
        refuse_lost_or_half(home, everything)
        assert faults_of(home / STORE_NAME) == [], f"round {round_}"
    finish(home)
    assert not list(home.rglob("*.part"))
    assert not list(home.glob(".working-*"))
    for backup in kept_backups(home):
        try_out(backup.path, home, Silent())
    print(
        f"{ROUNDS} rounds:",
        ", ".join(
            f"{sum(said[0] == kind for said in everything)} × {kind}"
            for kind in ("enterprise", "notices", "void", "backup")
        ),
    )
    assert everything


RESTORES = """
import sys
from pathlib import Path
from domain.progress import Silent
from domain.store.backup.restoring import finish, stage

home, *backups = map(Path, sys.argv[1:])
finish(home)
print("ready", flush=True)
while True:
    for backup in backups:
        stage(home, backup, Silent(), program="0.1.0")
        finish(home)
"""


def test_that_being_killed_while_restoring_leaves_the_one_state_or_the_other(tmp_path: Path):
    home, chance, backups = tmp_path / "data", random.Random(), []
    for office in ("甲局", "乙局"):
        store = Store.open(home, program="0.1.0")
        save_office(store, OfficeFields(name=office), actor="a")
        store.close()
        backups.append(tmp_path / f"{office}.zqdbak")
        write_backup(home, backups[-1], Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
    found = []
    for round_ in range(max(ROUNDS // 2, 2)):
        command = [sys.executable, "-c", RESTORES, str(home), *map(str, backups)]
        killed_after(command, 0, chance.uniform(0, LONGEST_S))
        if round_ % 2:
            finish(home)  # else by the next process
            assert faults_of(home / STORE_NAME) == []
            found.append(contents_of(home / STORE_NAME).office)
    finish(home)
    assert set(found) <= {"甲局", "乙局"}
    assert found
    assert examine(home).condition is Condition.SOUND
    for backup in kept_backups(home):
        try_out(backup.path, home, Silent())
