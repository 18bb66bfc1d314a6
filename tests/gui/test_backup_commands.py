"""Backup, restore and diagnosis without a window."""

import shutil
import zipfile
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from domain.cases.queries import list_notices
from domain.enterprises.attachments.service import add_files
from domain.store.backup.keeping import keep_backup
from domain.store.backup.manifest import Occasion
from domain.store.engine import Store
from domain.store.plain import STORE_NAME, opened
from domain.values.money import yuan_text
from domain.values.progress import Silent
from tests.domain.store.offices import OFFICE, fill, issue_all, rows_of
from tests.domain.store.older import take_back
from tests.meddling import forging
from tests.running.forked import run_program


@pytest.fixture
def home(small_office: Path, tmp_path: Path) -> Path:
    without_backups = shutil.ignore_patterns("backups")
    return Path(shutil.copytree(small_office, tmp_path / "数据 一", ignore=without_backups))


def run(home: Path, *arguments: object, **environment: str) -> CompletedProcess[str]:
    done = run_program(arguments, {"ZHUQIDUI_HOME": str(home), "LC_ALL": "C", **environment})
    said = (text.decode("utf-8") for text in (done.stdout, done.stderr))
    return CompletedProcess(done.args, done.returncode, *said)


def test_that_a_locked_backup_moves_to_another_folder_by_commands(home: Path, tmp_path: Path):
    stick, other = tmp_path / "b.zqdbak", tmp_path / "other"
    written = run(home, "backup", stick, ZHUQIDUI_PASSPHRASE="郑东备份口令 2026")
    assert (written.returncode, written.stderr) == (0, "")
    assert "6 户企业" in written.stdout
    refused = run(other, "restore", stick)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "口令" in refused.stderr
    tried = run(other, "restore", "--try", stick, ZHUQIDUI_PASSPHRASE="郑东备份口令 2026")
    assert "备份完好" in tried.stdout
    assert not (other / "zhuqidui.db").exists()
    restored = run(other, "restore", stick, ZHUQIDUI_PASSPHRASE="郑东备份口令 2026")
    assert restored.returncode == 0, restored.stderr
    assert rows_of(other) == rows_of(home)


def test_that_a_restore_prints_the_papers_that_went_out_since(dictionary, tmp_path: Path):
    home, backup = tmp_path / "data", tmp_path / "b.zqdbak"
    store = Store.open(home)
    fill(store, notices=False)
    store.close()
    assert run(home, "backup", backup).returncode == 0
    store = Store.open(home)
    issue_all(store, dictionary)
    with store.read() as session:
        issued = list_notices(session)
    store.close()
    restored = run(home, "restore", backup)
    assert restored.returncode == 0, restored.stderr
    for notice in issued:
        line = f"{notice.number}　{notice.enterprise_name}　{yuan_text(notice.amount)} 元　2026-03-02 批准"
        assert line in restored.stdout
    assert f"通知书 {len(issued)} 份" in restored.stdout
    assert "纸质登记簿上的最后一个文号" not in restored.stdout
    elsewhere = run(tmp_path / "another", "restore", backup)
    assert "纸质登记簿上的最后一个文号" in elsewhere.stdout


def test_that_an_automatic_backup_without_its_attachments_gives_back_the_rest_and_says_so(
    home: Path, tmp_path: Path
):
    (tmp_path / "照片.jpg").write_bytes(b"a picture")
    store = Store.open(home)
    add_files(store.seat("王"), 1, [tmp_path / "照片.jpg"], Silent())
    store.close()
    kept = keep_backup(home, Silent(), occasion=Occasion.AUTOMATIC, program="0.1.0")
    alone = tmp_path / "b.zqdbak"
    shutil.copy(kept.path, alone)
    for arguments in (("restore", "--try", alone), ("restore", alone)):
        outcome = run(tmp_path / "other", *arguments)
        assert outcome.returncode == 0
        assert "完好：" not in outcome.stdout
        assert "有 1 个附件不在这个备份文件里" in outcome.stderr
        assert "照片.jpg" in outcome.stderr
    assert rows_of(tmp_path / "other") == rows_of(home)
    beside = run(tmp_path / "another", "restore", kept.path)
    assert beside.returncode == 0
    assert "附件" not in beside.stderr


def test_that_a_restore_is_refused_while_the_window_is_open(home: Path, tmp_path: Path, qapp):
    from gui.shell.instance import Instance

    assert run(home, "backup", tmp_path / "b.zqdbak").returncode == 0
    instance = Instance(home)
    outcome = run(home, "restore", tmp_path / "b.zqdbak")
    instance.release()
    assert outcome.returncode == 1
    assert "已经打开了这份数据，请先退出助企兑" in outcome.stderr
    assert rows_of(home)[0] == OFFICE


def test_that_what_commands_did_without_anybody_signed_in_is_entered(home: Path, tmp_path: Path):
    stick = tmp_path / "b.zqdbak"
    assert run(home, "backup", stick).returncode == 0
    assert run(home, "diagnose", tmp_path / "d.zip").returncode == 0
    verified = run(home, "verify", "--rows")
    assert verified.returncode == 0, verified.stdout
    with closing(opened(home / STORE_NAME)) as connection:
        told = connection.execute(
            "SELECT summary FROM audit_entry WHERE action = 'store.command' ORDER BY id"
        ).fetchall()
    words = ["用命令备份到", "用命令导出诊断信息到", "用命令连同数据核对操作记录"]
    assert [text.split()[0] for (text,) in told] == words
    assert "存证码" in told[0][0]
    # What left on the stick locks what was before it.
    assert "第 " in verified.stdout
    assert "及以前已由存证锁定" in verified.stdout


def test_that_a_store_of_another_version_is_backed_up_and_left_as_it_is(home: Path, tmp_path: Path):
    take_back(home / STORE_NAME, "0033")
    before = (home / STORE_NAME).read_bytes()
    assert run(home, "backup", tmp_path / "b.zqdbak").returncode == 0
    assert (home / STORE_NAME).read_bytes() == before


def test_that_nothing_is_entered_in_a_trail_that_was_meddled_with(home: Path):
    with forging(home / STORE_NAME) as trail:
        trail.execute("UPDATE audit_entry SET summary = '改' WHERE id = 2")
        count = trail.execute("SELECT count(*) FROM audit_entry").fetchone()
    assert run(home, "verify").returncode == 1
    with closing(opened(home / STORE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entry").fetchone() == count


def test_that_the_diagnosis_is_one_file(home: Path, tmp_path: Path):
    outcome = run(home, "diagnose", tmp_path / "d.zip")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        assert "store.json" in archive.namelist()


def put_a_folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


def turn_the_format(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[47] = 0x84
    path.write_bytes(content)


@pytest.mark.parametrize("break_it", [put_a_folder_there, turn_the_format])
def test_that_each_command_says_of_a_broken_store_in_one_sentence_what_is_wrong(
    home: Path, tmp_path: Path, break_it
):
    stick = tmp_path / "b.zqdbak"
    assert run(home, "backup", stick).returncode == 0
    wanted = rows_of(home)
    break_it(home / "zhuqidui.db")
    for arguments in (("backup", tmp_path / "c.zqdbak"), ("assess-all", "--policy", "zhengdong-2022")):
        outcome = run(home, *arguments)
        assert (outcome.returncode, outcome.stdout) == (1, "")
        assert "数据文件" in outcome.stderr
        assert len(outcome.stderr.splitlines()) == 1
    assert run(home, "diagnose", tmp_path / "d.zip").returncode == 0
    restored = run(home, "restore", stick)
    assert restored.returncode == 0, restored.stderr
    assert rows_of(home) == wanted
