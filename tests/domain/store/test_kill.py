"""The program killed at random moments of its work: every committed row there, no half act, the store whole.

``make soak`` does it for 300 rounds; ZHUQIDUI_SOAK_ROUNDS says how many.
"""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.backup.archive import write_backup
from domain.store.backup.contents import contents_of, faults_of
from domain.store.backup.keeping import kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.reading import sha256_of
from domain.store.backup.restoring import finish, try_out
from domain.store.damage import Condition, examine
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from tests.domain.store.busy_clerk import MANY, Clerk
from tests.domain.store.killing import Victims

ROUNDS = int(os.environ.get("ZHUQIDUI_SOAK_ROUNDS", "3"))
MOST_LINES = 12
LONGEST_S = 0.1
T = TypeVar("T")


def refuse_lost_or_half(home: Path, said: list[list[str]]) -> None:
    """Hold the store against what was said to be committed, and each act against its parts."""
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:

        def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
            return connection.execute(query, values).fetchall()

        figures = dict(
            ask(
                "SELECT uscc, (SELECT count(*) FROM enterprise_figure WHERE enterprise_id = enterprise.id)"
                " FROM enterprise"
            )
        )
        notices = {
            id_: (code, voided)
            for id_, code, voided in ask("SELECT id, uscc, voided_at FROM notice WHERE kind = ''")
        }
        for kind, *words in said:
            match kind:
                case "taking":
                    whole = {code: int(count) for code, count in (word.split(":") for word in words)}
                    assert {code: figures[code] for code in whole if code in figures} in ({}, whole)
                case "taken":
                    assert set(words) <= figures.keys()
                case "issuing":
                    found = sum(code in words[1:] for code, _ in notices.values())
                    assert found in (0, int(words[0]))
                case "issued":
                    assert {int(word) for word in words} <= notices.keys()
                case "void":
                    assert notices[int(words[0])][1] is not None
        acts = dict(ask("SELECT action, count(*) FROM audit_entry GROUP BY action"))
        assert len(figures) == acts.get("enterprise.add", 0)
        assert len(notices) == acts.get("notice.issue", 0)
        assert sum(voided is not None for _, voided in notices.values()) == acts.get("notice.void", 0)
        # Those that were taken and never used stand there as well.
        serials = [serial for (serial,) in ask("SELECT number_serial FROM notice ORDER BY 1")]
        assert serials == list(range(1, len(serials) + 1))


def refuse_lost_contents(home: Path, said: list[list[str]]) -> None:
    """Hold the files of enterprises, and what backups have of them, against what they are called."""
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        rows = connection.execute("SELECT enterprise_id, sha256 FROM attachment").fetchall()
    assert {int(id_) for kind, *words in said if kind == "attached" for id_ in words} <= {
        id_ for id_, _ in rows
    }
    for path in home.rglob("??/*"):
        if len(path.name) == 64:
            assert sha256_of(path) == path.name
    assert all((home / "attachments" / sha256[:2] / sha256).is_file() for _, sha256 in rows)


def commits_in(log: Path) -> int:
    """Count the commits in SQLite's log; see https://sqlite.org/fileformat2.html#the_write_ahead_log."""
    content = log.read_bytes()
    page, salts = int.from_bytes(content[8:12], "big"), content[16:24]
    frames = (content[at : at + 24] for at in range(32, len(content), 24 + page))
    # The last frame of a commit says how many pages the store has then, the others 0.
    return sum(frame[8:16] == salts and frame[4:8] != bytes(4) for frame in frames)


def test_that_each_act_is_one_commit(store: Store, chance: random.Random):
    """Between two commits of one act the program can be killed."""
    said: list[list[str]] = []
    clerk = Clerk(store, chance, lambda *words: said.append([str(word) for word in words]))
    log = store.path.with_name(f"{store.path.name}-wal")
    with store.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM enterprise").scalar() == 0
        # As long as that is open, nothing goes from the log into the store.
        commits = [commits_in(log)]

        def after_one(result: T) -> T:
            commits.append(commits_in(log))
            return result

        ids = [*after_one(clerk.take_in(1)), *after_one(clerk.take_in(MANY))]
        issued = after_one(clerk.issue(ids))
        after_one(clerk.void(issued[0]))
    assert commits == list(range(commits[0], commits[0] + 5))
    assert len(issued) >= 3
    refuse_lost_or_half(store.path.parent, said)


def test_that_being_killed_at_any_moment_loses_nothing_that_was_committed(
    tmp_path: Path, chance: random.Random
):
    home = tmp_path / "data"
    everything: list[list[str]] = []
    with Victims("tests.domain.store.busy_clerk", tmp_path) as clerks:
        for round_ in range(ROUNDS):
            lines, after_s = chance.randrange(MOST_LINES), chance.uniform(0, LONGEST_S)
            said = clerks.killed_after(lines, after_s, home, chance.randrange(2**32))
            everything += [line.split() for line in said]
            assert examine(home).condition is Condition.SOUND
            refuse_lost_or_half(home, everything)
            assert faults_of(home / STORE_NAME) == [], f"round {round_}"
    finish(home)
    # Halves of attachments go when the files are checked.
    assert {path.parent.name for path in home.rglob("*.part")} <= {"attachments"}
    assert not list(home.glob(".working-*"))
    refuse_lost_contents(home, everything)
    for backup in kept_backups(home):
        assert try_out(backup.path, home, Silent()).flaws == ()
    print(
        f"{ROUNDS} rounds:",
        ", ".join(
            f"{sum(said[0] == kind for said in everything)} × {kind}"
            for kind in ("taken", "attached", "issued", "void", "backup")
        ),
    )
    assert everything


def test_that_being_killed_while_restoring_leaves_the_one_state_or_the_other(
    empty_store: Path, tmp_path: Path, chance: random.Random
):
    home, backups = Path(shutil.copytree(empty_store, tmp_path / "data")), []
    for office in ("甲局", "乙局"):
        store = Store.open(home, program="0.1.0")
        save_office(store.seat("a"), OfficeFields(name=office))
        store.close()
        backups.append(tmp_path / f"{office}.zqdbak")
        write_backup(home, backups[-1], Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
    found = []
    with Victims("tests.domain.store.busy_restorer", tmp_path) as restorers:
        for round_ in range(max(ROUNDS // 2, 2)):
            restorers.killed_after(0, chance.uniform(0, LONGEST_S), home, *backups)
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
