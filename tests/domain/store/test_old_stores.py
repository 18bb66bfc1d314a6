"""Stores of every released version are upgraded; what goes wrong on the way leaves them as they were."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random

import pytest
from alembic import command
from sqlalchemy import create_engine
from sqlmodel import select

from domain.cases.awards.entities import CaseRoad
from domain.cases.awards.reading import read_cases
from domain.cases.awards.rules import kept_roads
from domain.cases.queries import papers_by_award
from domain.enterprises import queries
from domain.enterprises.attachments.service import list_attachments
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import uid_of
from domain.enterprises.history import go_back
from domain.policies.runs.service import compare_runs, list_runs, results_of
from domain.store import drafts
from domain.store.backup.archive import read_manifest, unpack
from domain.store.backup.contents import contents_of, faults_of
from domain.store.backup.flaws import flaws_of
from domain.store.backup.keeping import kept_backups
from domain.store.backup.manifest import Occasion
from domain.store.backup.problems import BackupProblem
from domain.store.backup.restoring import finish, stage
from domain.store.engine import Store
from domain.store.plain import SCHEMA, STORE_NAME
from domain.store.problems import StoreProblem, Unreadable
from domain.store.replay import strayed, strayed_enterprises, tables_told_of
from domain.store.upgrading import MIGRATIONS, configuration
from domain.values.progress import Silent
from domain.values.uids import is_uid
from tests.domain.store.offices import OFFICE, fill, rows_of
from tests.watching import LogWatch

SILENT = Silent()
STORES = Path(__file__).parents[2] / "data" / "stores"
"""One backup a released version, made by it from the sample office's first eight enterprises."""

MIGRATION = '''
"""{doc}"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision}", "{before}"


def upgrade() -> None:
    {body}
'''


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "data"
    store = Store.open(home, program="0.1.0")
    fill(store)
    store.close()
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "data"))


def later_migrations(folder: Path, *bodies: str) -> Path:
    """Return the program's own migrations with more after them, as a later version would have."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = SCHEMA
    for body in bodies:
        revision = f"{int(before) + 1:04}"
        text = MIGRATION.format(doc="Later.", revision=revision, before=before, body=body)
        (folder / "versions" / f"{revision}_later.py").write_text(text, encoding="utf-8")
        before = revision
    return folder


def migrations_up_to(folder: Path, last: str) -> Path:
    """Return the program's own migrations as an earlier version had them."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / "versions").glob("*.py"):
        if path.name.partition("_")[0] > last:
            path.unlink()
    return folder


def assert_all_have_ids(path: Path) -> None:
    """Everything that may leave the store has an id beyond it, and the trail tells of all that is there."""
    with closing(sqlite3.connect(path)) as connection:
        for table in ("enterprise", "enterprise_row", "notice"):
            uids = [uid for (uid,) in connection.execute(f"SELECT uid FROM {table}")]
            assert all(map(is_uid, uids)), table
            assert len(set(uids)) == len(uids) > 0, table
        assert [one for table in tables_told_of(connection) for one in strayed(connection, table)] == []
        assert list(strayed_enterprises(connection)) == []


@pytest.mark.parametrize("old", sorted(STORES.glob("*.zqdbak")), ids=lambda path: path.stem)
def test_that_a_store_of_every_released_version_is_opened_with_all_that_is_in_it(old: Path, tmp_path: Path):
    told = unpack(old, tmp_path, tmp_path, SILENT)
    assert told.program == old.stem
    store = Store.open(tmp_path, program="9.9.9")
    with store.read() as session:
        papers = papers_by_award(session, "zhengdong-2022")
        cases = read_cases(session, range(1, 15), kept_roads(session))
    draft = drafts.find(store.seat("王小梅"), "office")
    store.close()
    assert rows_of(tmp_path) == (OFFICE, 8, 14) == (told.office, told.enterprises, told.notices)
    assert len(papers) == 14
    assert {(case.where, len(case.steps)) for case in cases} == {("已下达", 2)}
    assert {case.row.notice_id: case.decision().amount for case in cases} == {
        case.row.notice_id: case.amount for case in cases
    }
    assert draft is not None
    assert contents_of(tmp_path / STORE_NAME).schema == SCHEMA
    assert faults_of(tmp_path / STORE_NAME) == []
    assert flaws_of(tmp_path / STORE_NAME) == []
    assert_all_have_ids(tmp_path / STORE_NAME)
    is_upgraded = told.schema_name != SCHEMA
    assert len(kept_backups(tmp_path)) == is_upgraded


def test_that_a_void_notice_becomes_a_revoked_case(tmp_path: Path):
    unpack(STORES / "0.1.0.zqdbak", tmp_path, tmp_path, SILENT)
    with closing(sqlite3.connect(tmp_path / STORE_NAME)) as connection, connection:
        connection.execute(
            "UPDATE notice SET voided_by = '李', voided_at = '2026-04-01 02:00:00.000000',"
            " void_reason = '录错' WHERE id = 1"
        )
    store = Store.open(tmp_path, program="9.9.9")
    with store.read() as session:
        roads = kept_roads(session)
        first, second = read_cases(session, range(1, 3), roads)
        named = session.exec(select(CaseRoad.sha256, CaseRoad.approves)).all()
    store.close()
    # The store itself asks who approved, by what the road says.
    assert [[one.id for one in roads.of(digest).way if one.approves] for digest, _ in named] == [
        [state] for _, state in named
    ]
    assert (first.where, first.row.ended, first.last.remark) == ("已撤销", "otherwise", "录错")
    assert (second.where, second.row.ended) == ("已下达", "granted")


OUTCOMES = ("granted", "not_met", "missing", "manual")
KEPT = "SELECT * FROM assessment_result WHERE run_id = ? ORDER BY enterprise_id, clause_id"


Rows = dict[int, list[tuple]]


@pytest.fixture(scope="module")
def kept_before(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], tuple[Path, Rows]]:
    """Old stores with runs that the programs of before kept, and what stands in each run; made once."""

    @cache
    def of(old: Path) -> tuple[Path, Rows]:
        folder = tmp_path_factory.mktemp("kept-before")
        return folder / "data", with_runs(old, folder / "data", folder / "before")

    return of


def with_runs(old: Path, home: Path, migrations: Path) -> Rows:
    """Unpack a store, and keep runs in it as the programs of before did; return what stands in each."""
    home.mkdir()
    unpack(old, home, home, SILENT)
    before = shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__", "00[1-9]*"))
    Store.open(home, program="0.1.0", migrations=before).close()
    chance = Random(2022)
    clauses = {id_: f"条款 {id_}" for id_ in ("b", "a", "c-1")}
    with closing(sqlite3.connect(home / STORE_NAME)) as connection, connection:
        for run_id, ids in {1: range(1, 40), 4: range(20, 75, 2), 6: ()}.items():
            connection.execute(
                "INSERT INTO assessment_run (id, policy_id, policy_title, policy_version, policy_sha256,"
                " clauses, taken_at, taken_by, enterprises) VALUES (?, 'p', '政策', '1', '', ?,"
                " '2026-01-02 03:04:05.000000', '王小梅', ?)",
                (run_id, json.dumps(clauses), len(ids)),
            )
            cells = [(id_, clause) for id_ in ids for clause in clauses]
            for id_, clause in cells[:5] + cells[6:]:
                # Of codes and names as they were, whatever the register has now.
                who = (f"9141010{id_:011d}", f"第{id_}户 那时的名称𬭎")
                outcome, amount = chance.choice(OUTCOMES), chance.choice([0, 1, 10**15])
                reason = chance.choice(["", "缺开票销售额", f"不满足：{clause}"])
                row = (run_id, id_, clause, *who, outcome, amount, chance.randrange(10**15), reason)
                connection.execute(f"INSERT INTO assessment_result VALUES ({', '.join('?' * 9)})", row)
        return {id_: connection.execute(KEPT, (id_,)).fetchall() for id_ in (1, 4, 6)}


def of_blocks(migrations: Path, size: int) -> Path:
    """Return the program's migrations, that which packs runs with blocks of another size."""
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (file,) = (migrations / "versions").glob("0013*.py")
    text = file.read_text(encoding="utf-8")
    assert "BLOCK = 20_000" in text
    file.write_text(text.replace("BLOCK = 20_000", f"BLOCK = {size}"), encoding="utf-8")
    return migrations


@pytest.mark.parametrize("size", [1, 13, 39, 20_000])
@pytest.mark.parametrize("old", sorted(STORES.glob("*.zqdbak")), ids=lambda path: path.stem)
def test_that_the_kept_runs_of_old_stores_come_to_the_same_results(
    kept_before: Callable[[Path], tuple[Path, Rows]], old: Path, tmp_path: Path, size: int
):
    origin, rows = kept_before(old)
    shutil.copytree(origin, tmp_path / "data")
    store = Store.open(tmp_path / "data", program="9.9.9", migrations=of_blocks(tmp_path / "now", size))
    for id_, kept in rows.items():
        found = [
            (
                id_,
                one.enterprise_id,
                one.clause_id,
                one.uscc,
                one.enterprise_name,
                one.outcome.value,
                one.amount,
                one.most,
                one.reason,
            )
            for one in store.ask(results_of, id_)
        ]
        assert found == kept
    assert [len(kept) for kept in rows.values()] == [39 * 3 - 1, 28 * 3 - 1, 0]
    before, after = ({row[1:3]: row[5:7] for row in rows[id_]} for id_ in (1, 4))
    changed = {one.result.key for one in store.ask(compare_runs, 1, 4)}
    assert changed == {key for key in {*before, *after} if before.get(key) != after.get(key)}
    store.close()
    assert flaws_of(tmp_path / "data" / STORE_NAME) == []


@pytest.mark.parametrize(
    "meddled",
    ["outcome = 'grunted'", "amount = '12a'", "reason = CAST(x'c2c2' AS TEXT)", "uscc = CAST(x'ff' AS TEXT)"],
)
def test_that_what_was_damaged_in_an_old_run_is_told_of_it_alone(
    kept_before: Callable[[Path], tuple[Path, Rows]], tmp_path: Path, meddled: str
):
    origin, rows = kept_before(STORES / "0.1.0.zqdbak")
    home = Path(shutil.copytree(origin, tmp_path / "data"))
    with closing(sqlite3.connect(home / STORE_NAME)) as connection, connection:
        connection.execute(
            f"UPDATE assessment_result SET {meddled} WHERE run_id = 1 AND enterprise_id = 3"
            " AND clause_id = (SELECT min(clause_id) FROM assessment_result)"
        )
    # Past the backup before, which would not be made of a damaged store.
    engine = create_engine(f"sqlite:///{home / STORE_NAME}")
    with engine.connect() as connection, connection.begin():
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    with closing(Store.open(home, program="9.9.9")) as store:
        with pytest.raises(Unreadable, match="2026-01-02 留存的评定结果读不出来"):
            store.ask(results_of, 1)
        assert len(store.ask(results_of, 4)) == len(rows[4])
        assert [run.id for run in store.ask(list_runs)] == [6, 4, 1]
    assert flaws_of(home / STORE_NAME) == ["留存的评定“1”的结果读不出来"]


def test_that_an_upgrade_that_empties_most_of_a_store_makes_it_smaller(home: Path, tmp_path: Path):
    with closing(sqlite3.connect(home / STORE_NAME)) as connection, connection:
        connection.execute("CREATE TABLE zqd_former (content)")
        connection.execute("INSERT INTO zqd_former VALUES (zeroblob(5000000))")
    rows = rows_of(home)
    later = later_migrations(tmp_path / "later", 'op.drop_table("zqd_former")')
    Store.open(home, program="0.2.0", migrations=later).close()
    assert (home / STORE_NAME).stat().st_size < 2_500_000
    assert rows_of(home) == rows


@pytest.mark.parametrize("old", sorted(STORES.glob("*.zqdbak")), ids=lambda path: path.stem)
def test_that_a_backup_of_every_released_version_can_be_put_back(old: Path, home: Path):
    stage(home, old, SILENT, program="9.9.9")
    assert finish(home)
    Store.open(home, program="9.9.9").close()
    assert rows_of(home) == (OFFICE, 8, 14)


def test_that_there_is_an_old_store_of_the_version_in_hand():
    from main import VERSION

    assert read_manifest(STORES / f"{VERSION}.zqdbak", STORES).program == VERSION


def test_that_an_upgrade_keeps_a_backup_of_what_was(home: Path, tmp_path: Path):
    before = rows_of(home)
    later = later_migrations(tmp_path / "later", 'op.create_table("thing", sa.Column("id", sa.Integer))')
    Store.open(home, program="0.2.0", migrations=later).close()
    assert contents_of(home / STORE_NAME).schema == f"{int(SCHEMA) + 1:04}"
    [kept] = kept_backups(home)
    assert kept.manifest.occasion is Occasion.BEFORE_UPGRADE
    assert kept.manifest.schema_name == SCHEMA
    assert rows_of(home) == before


def test_that_rebuilding_a_table_keeps_what_refers_to_it(home: Path, tmp_path: Path):
    """SQLite deletes by cascade when the old table is dropped, unless the keys are suspended."""
    figures = "SELECT count(*) FROM enterprise_figure"
    with closing(sqlite3.connect(home / STORE_NAME)) as connection:
        before = connection.execute(figures).fetchone()
    body = (
        'with op.batch_alter_table("enterprise", recreate="always") as table:\n'
        '        table.add_column(sa.Column("nickname", sa.String))'
    )
    store = Store.open(home, program="0.2.0", migrations=later_migrations(tmp_path / "later", body))
    with store.read() as session:
        assert session.connection().exec_driver_sql(figures).fetchone() == before
        assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()
    assert before[0] > 0


FAILURES = {
    "an error": 'raise RuntimeError("no")',
    "a statement SQLite refuses": 'op.execute("INSERT INTO nowhere VALUES (1)")',
    "rows without their owner": 'op.execute("DELETE FROM enterprise")',
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_that_a_failed_upgrade_leaves_the_old_store(
    home: Path, tmp_path: Path, failure: str, logged: LogWatch
):
    logged.expect("migration failed")
    content = (home / STORE_NAME).read_bytes()
    good = 'op.create_table("thing", sa.Column("id", sa.Integer))\n    op.execute("DELETE FROM notice")'
    with pytest.raises(StoreProblem, match="没有改动"):
        Store.open(home, program="0.2.0", migrations=later_migrations(tmp_path / "later", good, failure))
    assert (home / STORE_NAME).read_bytes() == content
    [kept] = kept_backups(home)
    assert kept.manifest.occasion is Occasion.BEFORE_UPGRADE
    store = Store.open(home, program="0.1.0")
    drafts.keep(store.seat("王小梅"), "goes on", {})
    store.close()


def test_that_an_upgrade_that_cannot_be_backed_up_is_not_begun(home: Path, tmp_path: Path):
    (home / "backups").write_text("a file where the folder should be", encoding="utf-8")
    content = (home / STORE_NAME).read_bytes()
    later = later_migrations(tmp_path / "later", 'op.create_table("thing", sa.Column("id", sa.Integer))')
    with pytest.raises(BackupProblem):
        Store.open(home, program="0.2.0", migrations=later)
    assert (home / STORE_NAME).read_bytes() == content


def test_that_an_older_program_refuses_a_newer_store_naming_both_versions(home: Path, tmp_path: Path):
    later = later_migrations(tmp_path / "later", 'op.create_table("thing", sa.Column("id", sa.Integer))')
    Store.open(home, program="0.2.0", migrations=later).close()
    content = (home / STORE_NAME).read_bytes()
    with pytest.raises(StoreProblem, match=r"0\.2\.0.*0\.1\.0"):
        Store.open(home, program="0.1.0")
    assert (home / STORE_NAME).read_bytes() == content


def test_that_notices_of_old_stores_know_their_enterprises_also_where_codes_were_corrected(tmp_path: Path):
    unpack(STORES / "0.1.0.zqdbak", tmp_path, tmp_path, SILENT)
    new, other = "91410105MA3X0LJR5L", "91410105MA9F1Q2X3R"
    with closing(sqlite3.connect(tmp_path / STORE_NAME)) as connection, connection:
        issued = dict(connection.execute("SELECT id, uscc FROM notice"))
        held = {uscc: id_ for id_, uscc in connection.execute("SELECT id, uscc FROM enterprise")}
        old = issued[1]
        connection.execute("UPDATE enterprise SET uscc = ? WHERE id = ?", (new, held[old]))
        connection.execute(
            "INSERT INTO audit_entry (at, actor, action, subject, summary, details) VALUES"
            " ('2999-01-01 00:00:00.000000', 'a', 'enterprise.change', ?, '', ?)",
            (f"enterprise:{held[old]}", f'{{"uscc": ["{old}", "{new}"]}}'),
        )
        # Whoever has the code now had it after the notices were issued.
        connection.execute(
            "INSERT INTO enterprise (uscc, name, initials, created_at, changed_at)"
            " VALUES (?, '后来的', '', '2999-01-02 00:00:00.000000', '2999-01-02 00:00:00.000000')",
            (old,),
        )
        connection.execute("UPDATE notice SET uscc = ? WHERE id = 2", (other,))
    Store.open(tmp_path, program="9.9.9").close()
    with closing(sqlite3.connect(tmp_path / STORE_NAME)) as connection:
        found = dict(connection.execute("SELECT id, enterprise_id FROM notice"))
    assert found == {id_: held.get(uscc) if id_ != 2 else None for id_, uscc in issued.items()}


def test_that_files_of_old_stores_belong_to_the_rows_their_projects_were(
    tmp_path: Path, dictionary: Dictionary
):
    unpack(STORES / "0.1.0.zqdbak", tmp_path, tmp_path, SILENT)
    Store.open(tmp_path, migrations=migrations_up_to(tmp_path / "earlier", "0009")).close()
    projects = ["一期", "二期", "二期"]
    with closing(sqlite3.connect(tmp_path / STORE_NAME)) as connection, connection:
        ((owner, code),) = connection.execute("SELECT id, uscc FROM enterprise LIMIT 1")
        connection.execute("DELETE FROM enterprise_row WHERE enterprise_id = ?", (owner,))
        connection.execute("INSERT OR IGNORE INTO enterprise_attribute VALUES (?, 'projects', '')", (owner,))
        for at, name in enumerate(projects):
            content = json.dumps({"name": name})
            connection.execute(
                "INSERT INTO enterprise_row VALUES (?, 'projects', ?, ?)", (owner, at, content)
            )
        for at, name in enumerate(("一期", "二期", "没有了的", ""), start=1):
            connection.execute(
                "INSERT INTO attachment"
                " (enterprise_id, project, sha256, file_name, size, added_at, added_by)"
                " VALUES (?, ?, '', ?, 0, '2022-06-01 00:00:00.000000', '')",
                (owner, name, str(at)),
            )
        connection.execute(
            "INSERT INTO audit_entry (at, actor, action, kind, subject_id, summary, details)"
            " VALUES ('2022-06-02 00:00:00.000000', '赵', 'enterprise.change', 'enterprise', ?, '', ?)",
            (owner, json.dumps({"projects": [1, 3], "projects[0].name": ["最早的", "一期"]})),
        )
        entry = connection.execute("SELECT max(id) FROM audit_entry").fetchone()[0]
    store = Store.open(tmp_path, program="9.9.9")
    assert_all_have_ids(store.path)
    facts = store.ask(queries.facts_of, owner, dictionary)
    files = sorted(store.ask(list_attachments, owner), key=lambda file: file.file_name)
    assert facts.uscc == code
    assert [row["name"] for row in facts.rows["projects"]] == projects
    assert [file.row_uid for file in files] == [uid_of(facts.rows["projects"][0]), "", "", ""]
    assert [file.project for file in files] == ["一期", "二期", "没有了的", ""]
    # What was changed before rows had ids can still be taken back.
    go_back(store.seat("李"), owner, entry, dictionary, part="projects")
    (row,) = store.ask(queries.facts_of, owner, dictionary).rows["projects"]
    assert row["name"] == "最早的"
    assert uid_of(row) not in {uid_of(one) for one in facts.rows["projects"]}
    store.close()
