"""Files kept with enterprises: real files in a real folder."""

import hashlib
import os
import socket
import stat
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enterprises.attachments import contents
from domain.enterprises.attachments.contents import ContentAltered, ContentLost
from domain.enterprises.attachments.names import safe_name
from domain.enterprises.attachments.service import (
    add_files,
    check_attachments,
    clean_up,
    copy_attachment,
    list_attachments,
    remove_attachments,
    restore_attachments,
)
from domain.enterprises.facts import EnterpriseFacts, RecordedRow
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.store import audit
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import finish, stage
from domain.store.engine import Store
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import DomainError, NotFound
from domain.values.progress import Cancelled, Silent
from domain.values.uids import new_uid

PROJECT = new_uid()
FACTS = EnterpriseFacts(
    "91410100MAYA000162", "甲公司", rows={"projects": (RecordedRow({"name": "一期"}, PROJECT),)}
)


@pytest.fixture
def firm(store, dictionary):
    return save_enterprise(store.seat("王"), FACTS, dictionary)


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "扫描"
    folder.mkdir()
    return folder


def scan(folder, name="营业执照.pdf", content=b"%PDF licence"):
    path = folder / name
    path.write_bytes(content)
    return path


def add(store, firm, *sources, **more):
    return add_files(store.seat("王"), firm, sources, Silent(), **more)


def listed(store, firm):
    with store.read() as session:
        return list_attachments(session, firm)


def kept(store):
    return sorted(path for path in contents.folder_of(store.path.parent).rglob("*") if path.is_file())


def age(path, days=2):
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_that_a_file_is_copied_under_the_hash_of_its_bytes(store, firm, scans):
    source = scan(scans)
    added = add(store, firm, source, row_uid=PROJECT)
    (row,) = listed(store, firm)
    digest = hashlib.sha256(b"%PDF licence").hexdigest()
    assert (row.id,) == added.ids
    assert (row.file_name, row.row_uid, row.project) == ("营业执照.pdf", PROJECT, "一期")
    assert (row.size, row.added_by) == (12, "王")
    assert row.sha256 == digest
    (path,) = kept(store)
    assert path == store.path.parent / "attachments" / digest[:2] / digest
    assert path.read_bytes() == source.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    source.write_bytes(b"changed")
    assert path.read_bytes() == b"%PDF licence"


def test_that_the_same_content_is_kept_once_and_added_once(store, firm, scans, dictionary):
    other = save_enterprise(store.seat("王"), EnterpriseFacts("91410100MAYA000246", "乙公司"), dictionary)
    first, second = scan(scans), scan(scans, "副本.pdf")
    assert len(add(store, firm, first).ids) == 1
    again = add(store, firm, first, second)
    assert (again.ids, again.known) == ((), ("营业执照.pdf", "副本.pdf"))
    assert len(add(store, firm, first, row_uid=PROJECT).ids) == 1
    assert len(add(store, other, second).ids) == 1
    assert len(kept(store)) == 1


def test_that_a_file_is_not_added_to_a_project_that_is_gone(store, firm, scans, dictionary):
    save_enterprise(store.seat("李"), replace(FACTS, rows={"projects": ()}), dictionary, id_=firm)
    with pytest.raises(NotFound, match="这个项目已不在清单里"):
        add(store, firm, scan(scans), row_uid=PROJECT)
    assert listed(store, firm) == []


def test_that_what_cannot_be_taken_is_named_and_the_rest_is_added(store, firm, scans):
    good, empty, large = scan(scans), scan(scans, "空.pdf", b""), scan(scans, "大.pdf", b"x" * 2_000_001)
    added = add(store, firm, scans, empty, good, large, scans / "没有.pdf", most=2_000_000)
    assert [row.file_name for row in listed(store, firm)] == ["营业执照.pdf"]
    names = ["“扫描”是文件夹", "“空.pdf”是空的", "“大.pdf”有 2 MB", "不能读取“没有.pdf”"]
    assert [said.startswith(name) for said, name in zip(added.refused, names, strict=True)] == [True] * 4
    assert "最大 2 MB" in added.refused[2]
    assert len(kept(store)) == 1


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such files here")
def test_that_what_is_no_file_is_refused(store, firm, scans):
    os.mkfifo(scans / "管道")
    assert add(store, firm, scans / "管道").refused == ("“管道”不是普通文件",)


def test_that_a_file_that_is_still_being_written_is_refused(store, firm, scans):
    source = scan(scans, content=b"x" * (1 << 20))

    class Scanner:
        def step(self, progress):
            with source.open("ab") as file:
                file.write(b"more")

    added = add_files(store.seat("王"), firm, [source], Scanner())
    assert "还在变化" in added.refused[0]
    assert kept(store) == []


def test_that_an_enterprise_that_was_deleted_gets_no_file(store, firm, scans):
    delete_enterprises(store.seat("王"), [firm])
    with pytest.raises(NotFound):
        add(store, firm, scan(scans))
    assert listed(store, firm) == []


def test_that_stopping_it_adds_nothing_and_leaves_no_piece(store, firm, scans):
    class Stops:
        def __init__(self):
            self.steps = 0

        def step(self, progress):
            self.steps += 1
            if self.steps == 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        add_files(store.seat("王"), firm, [scan(scans), scan(scans, "二.pdf", b"two")], Stops())
    assert listed(store, firm) == []
    assert [path.suffix for path in kept(store)] == [""]


def test_that_a_folder_that_cannot_be_written_is_said(store, firm, scans):
    (store.path.parent / "attachments").write_text("in the way")
    with pytest.raises(DomainError, match="存入数据文件夹"):
        add(store, firm, scan(scans))
    assert listed(store, firm) == []


def test_that_a_removal_can_be_undone(store, firm, scans):
    (id_,) = add(store, firm, scan(scans)).ids
    assert remove_attachments(store.seat("李"), [id_]) == ["营业执照.pdf"]
    assert listed(store, firm) == []
    assert restore_attachments(store.seat("李"), [id_]) == ["营业执照.pdf"]
    assert [row.id for row in listed(store, firm)] == [id_]
    with store.read() as session:
        acts = [entry.action for entry in audit.entries_of(session, Subject(Kind.ENTERPRISE, firm))]
    assert acts == ["enterprise.add", "attachment.add", "attachment.remove", "attachment.restore"]


def test_that_a_copy_is_opened_under_its_name_and_the_kept_one_stays(store, firm, scans, tmp_path):
    (id_,) = add(store, firm, scan(scans)).ids
    copy = copy_attachment(store.seat("王小梅"), id_, tmp_path)
    assert copy == tmp_path / "营业执照.pdf"
    copy.write_bytes(b"edited")
    assert copy_attachment(store.seat("王小梅"), id_, tmp_path).read_bytes() == b"%PDF licence"
    assert check_attachments(store, Silent()) == []


def test_that_a_lost_or_altered_file_is_noticed(store, firm, scans, tmp_path):
    lost, altered, cut, whole = (
        add(store, firm, scan(scans, f"{name}.pdf", name.encode())).ids[0] for name in "丢改短好"
    )
    paths = {row.id: contents.path_of(store.path.parent, row.sha256) for row in listed(store, firm)}
    paths[lost].unlink()
    for id_, content in ((altered, "换".encode()), (cut, b"")):
        paths[id_].chmod(0o600)
        paths[id_].write_bytes(content)
    with pytest.raises(ContentLost, match="的文件不见了"):
        copy_attachment(store.seat("王小梅"), lost, tmp_path)
    for id_ in (altered, cut):
        with pytest.raises(ContentAltered, match="和加入时不一样"):
            copy_attachment(store.seat("王小梅"), id_, tmp_path)
    assert [path.name for path in tmp_path.glob("*.pdf")] == []
    faults = check_attachments(store, Silent())
    assert [fault.attachment.id for fault in faults] == [lost, altered, cut]
    assert all(fault.sentence.startswith("“甲公司”的附件“") for fault in faults)
    assert copy_attachment(store.seat("王小梅"), whole, tmp_path).read_bytes() == "好".encode()


def test_that_adding_the_file_again_heals_it(store, firm, scans, tmp_path, dictionary):
    other = save_enterprise(store.seat("王"), EnterpriseFacts("91410100MAYA000246", "乙公司"), dictionary)
    (id_,) = add(store, firm, scan(scans)).ids
    (path,) = kept(store)
    path.chmod(0o600)
    path.write_bytes(b"%PDF altered")
    add(store, other, scan(scans))
    assert copy_attachment(store.seat("王小梅"), id_, tmp_path).read_bytes() == b"%PDF licence"


def test_that_contents_are_kept_while_anything_refers_to_them(store, firm, scans, dictionary):
    other = save_enterprise(store.seat("王"), EnterpriseFacts("91410100MAYA000246", "乙公司"), dictionary)
    (mine,), (theirs,) = add(store, firm, scan(scans)).ids, add(store, other, scan(scans)).ids
    age(kept(store)[0])
    later = audit.now() + KEPT + timedelta(days=1)
    remove_attachments(store.seat("王"), [mine])
    assert clean_up(store, now=later) == 0
    remove_attachments(store.seat("王"), [theirs])
    assert clean_up(store) == 0
    restore_attachments(store.seat("王"), [theirs])
    assert clean_up(store, now=later) == 0
    remove_attachments(store.seat("王"), [theirs])
    assert clean_up(store, now=later) == 12
    assert kept(store) == []
    with pytest.raises(NotFound):
        restore_attachments(store.seat("王"), [theirs])


def test_that_pieces_of_interrupted_acts_are_collected_once_they_are_old(store, firm, scans):
    content = contents.take_in(scan(scans), store.path.parent, Silent())
    part = contents.folder_of(store.path.parent) / "0011.part"
    part.write_bytes(b"half")
    assert clean_up(store) == 0
    for path in (part, contents.path_of(store.path.parent, content.sha256)):
        age(path)
    assert clean_up(store) == 4 + content.size
    assert kept(store) == []


def test_that_a_content_about_to_be_used_again_is_not_collected(store, firm, scans):
    content = contents.take_in(scan(scans), store.path.parent, Silent())
    age(contents.path_of(store.path.parent, content.sha256))
    contents.take_in(scan(scans), store.path.parent, Silent())
    assert clean_up(store) == 0
    assert add(store, firm, scan(scans)).refused == ()


def test_that_a_backup_brings_the_files_back(store, firm, scans, tmp_path):
    home = store.path.parent
    (id_,) = add(store, firm, scan(scans)).ids
    target = tmp_path / "备份.zqdbak"
    write_backup(home, target, Silent(), occasion=Occasion.BY_HAND, program="0")
    store.close()
    kept(store)[0].unlink()
    stage(home, target, Silent(), program="0")
    finish(home)
    restored = Store.open(home)
    try:
        assert check_attachments(restored, Silent()) == []
        assert copy_attachment(restored.seat("王小梅"), id_, tmp_path).read_bytes() == b"%PDF licence"
    finally:
        restored.close()


def test_that_awkward_names_are_made_harmless(store, firm, scans):
    names = ["新\n行.pdf", "很长" * 100 + ".jpeg", "\u202efdp.exe", "CON", "a" * 200]
    assert [safe_name(name) for name in names] == [
        "新 行.pdf",
        ("很长" * 100)[:114] + "….jpeg",
        "fdp.exe",
        "_CON",
        "a" * 119 + "…",
    ]
    if os.name != "nt":
        odd = os.fsdecode(b"\xb2\xe2\xca\xd4.txt")
        source = scans / odd
        source.write_bytes(b"GBK")
        assert add(store, firm, source).refused == ()
        assert listed(store, firm)[0].file_name == "测试.txt"


@given(name=st.text(max_size=300))
def test_that_any_name_becomes_one_that_can_be_written(tmp_path_factory, name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert len(safe.encode()) < 500
    assert safe == safe_name(safe)
    path = tmp_path_factory.getbasetemp() / "names"
    path.mkdir(exist_ok=True)
    if len(safe.encode()) <= 255:
        (path / safe).write_bytes(b"1")
