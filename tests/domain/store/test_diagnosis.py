"""The file for the person who helps from afar."""

import json
import random
import shutil
import zipfile
from pathlib import Path

from domain.enterprises.attachments.service import add_files
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.service import save_enterprise
from domain.store.backup.keeping import back_up_if_changed
from domain.store.diagnosis import write_diagnosis
from domain.store.engine import Store
from domain.values.progress import Silent
from tests.domain.store.offices import OFFICE, fill


def test_that_the_file_tells_versions_integrity_and_logs_but_nobody_by_name(
    empty_store: Path, tmp_path: Path
):
    home, target = Path(shutil.copytree(empty_store, tmp_path / "data")), tmp_path / "诊断.zip"
    store = Store.open(home, program="0.1.0")
    fill(store)
    store.close()
    back_up_if_changed(home, Silent(), program="0.1.0")
    (home / "logs").mkdir()
    (home / "logs" / "zhuqidui.log").write_text(
        "“甲乙公司” 91410100MA3X4X5X6X，电话 13800001234", encoding="utf-8"
    )
    (home / "logs" / "zhuqidui.log.1").write_text("older", encoding="utf-8")
    write_diagnosis(home, target, program="0.1.0")
    with zipfile.ZipFile(target) as archive:
        texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert json.loads(texts["versions.json"])["program"] == "0.1.0"
    assert "sqlmodel" in json.loads(texts["versions.json"])["packages"]
    state = json.loads(texts["store.json"])
    assert state["faults"] == []
    assert state["contents"]["enterprises"] == 6
    assert len(json.loads(texts["backups.json"])["readable"]) == 1
    assert texts["logs/zhuqidui.log"] == "“…” 91…，电话 13…"
    assert "logs/zhuqidui.log.1" in texts
    for text in texts.values():
        assert OFFICE not in text
        assert "有限公司" not in text


def test_that_a_damaged_store_is_reported_with_what_is_wrong(empty_store: Path, tmp_path: Path):
    home, target = Path(shutil.copytree(empty_store, tmp_path / "data")), tmp_path / "d.zip"
    store = Store.open(home)
    fill(store)
    store.close()
    content = bytearray((home / "zhuqidui.db").read_bytes())
    content[4096 * 6 : 4096 * 9] = random.Random(2).randbytes(4096 * 3)
    (home / "zhuqidui.db").write_bytes(content)
    write_diagnosis(home, target, program="0.1.0")
    with zipfile.ZipFile(target) as archive:
        assert json.loads(archive.read("store.json"))["faults"]
    assert (home / "zhuqidui.db").read_bytes() == content


def test_that_a_folder_without_anything_gives_a_file_too(tmp_path: Path):
    write_diagnosis(tmp_path / "never", tmp_path / "d.zip", program="0.1.0")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        assert json.loads(archive.read("store.json")) == {"exists": False}


def test_that_lost_and_altered_files_are_counted_without_their_names(tmp_path: Path, store, dictionary):
    firm = save_enterprise(store.seat("王"), EnterpriseFacts("91410100MAYA000162", "甲公司"), dictionary)
    sources = [tmp_path / f"{name}.pdf" for name in ("一", "二", "三")]
    for source in sources:
        source.write_text(f"{source.name} content", encoding="utf-8")
    add_files(store.seat("王"), firm, sources, Silent())
    home = store.path.parent
    back_up_if_changed(home, Silent(), program="0.1.0")
    lost, cut, _ = sorted(path for path in (home / "attachments").rglob("*") if path.is_file())
    lost.unlink()
    cut.chmod(0o600)
    cut.write_bytes(b"cut")
    back_up_if_changed(home, Silent(), program="0.1.0")
    write_diagnosis(home, tmp_path / "d.zip", program="0.1.0")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        text, backups = (archive.read(f"{part}.json").decode("utf-8") for part in ("attachments", "backups"))
    found = json.loads(text)
    assert (found["live"], found["lost"], found["altered"]) == (3, 1, 1)
    last, first = json.loads(backups)["readable"]
    assert (len(last["flaws"]), last["shared"]) == (2, 3)
    assert (first["flaws"], first["shared"]) == ([], 3)
    for told in (text, backups):
        assert ".pdf" not in told
        assert "甲公司" not in told
