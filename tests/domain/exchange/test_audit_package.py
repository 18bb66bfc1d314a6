"""What an auditor carries away: checked by what is in it alone."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlmodel import select

from domain.cases.entities import Notice
from domain.exchange.audit_package import write_audit_package
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.policies.entities import PolicyText
from domain.policies.shelf import version_of
from domain.store.acts import Person
from domain.store.audit import AuditEntry
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.values.progress import Cancelled, Progress, Silent
from tests.domain.cases.awards.conftest import MANAGER
from tests.filling import take_in
from tests.meddling import forging


@pytest.fixture
def packed(store, sample, resources, tmp_path):
    """An unpacked package, and the head it is said to have."""
    take_in(store.seat("王小梅"), sample.enterprises[:5])
    fields = AccountFields(name="=王小梅", sign_in="wangxm")
    open_account(store.seat("=cmd"), fields, {Role.MANAGE}, "白鸽-算盘-雨伞")
    head = write_audit_package(store.seat("王小梅"), tmp_path / "a.zip", resources / "audit", Silent())
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path / "audit")
    return tmp_path / "audit", head


def checked(folder, *heads):
    command = [sys.executable, "-I", "-S", "verify.py", "操作记录.jsonl", *map(str, heads)]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)


def test_that_the_package_is_checked_by_what_is_in_it(packed):
    folder, head = packed
    done = checked(folder, head)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(head) in done.stdout
    lines = (folder / "操作记录.jsonl").read_text("utf-8").splitlines()
    forged = lines[1].replace("企业", "企亚")
    assert forged != lines[1]
    (folder / "操作记录.jsonl").write_text("\n".join([lines[0], forged, *lines[2:]]), encoding="utf-8")
    done = checked(folder)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "第 2 条写下之后被改过")


def test_that_it_has_people_without_what_proves_them(packed):
    folder, _ = packed
    [person] = json.loads((folder / "人员.json").read_text("utf-8"))
    assert (person["name"], person["roles"]) == ("=王小梅", ["管理"])
    assert not {"password", "recovery"} & set(person)
    assert "argon2" not in (folder / "操作记录.jsonl").read_text("utf-8")


def test_that_no_cell_of_the_table_is_taken_for_a_formula(packed):
    folder, head = packed
    rows = list(csv.reader(io.StringIO((folder / "操作记录.csv").read_text("utf-8-sig"))))
    assert len(rows) == head.number + 1
    assert rows[-1][2] == "'=cmd"
    assert rows[0][3] == "账户编号", "people of one name are told apart by it"


def test_that_taking_it_is_an_entry_behind_what_is_in_it(packed, store):
    _, head = packed
    with store.read() as session:
        entry = session.get(AuditEntry, head.number + 1)
    assert entry.summary == f"导出审计包，操作记录到存证码 {head}"


def test_that_one_that_is_stopped_leaves_nothing(store, sample, resources, tmp_path):
    take_in(store.seat("王小梅"), sample.enterprises[:5])

    class Stopped(Silent):
        def step(self, progress: Progress) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_audit_package(store.seat("王小梅"), tmp_path / "a.zip", resources / "audit", Stopped())
    assert not list(tmp_path.glob("*.zip*"))


@pytest.mark.parametrize("is_kept", [True, False])
def test_that_it_has_the_shipped_policies_that_something_was_decided_by(
    case_walk, policies, resources, tmp_path, is_kept
):
    folder = case_walk.office.store.path.parent
    store = Store.open(Path(shutil.copytree(folder, tmp_path / "store")))
    seat, shipped = Seat(store, Person(MANAGER, 1)), policies.policies.values()
    if is_kept:
        # As with a later program, which has none of them any more.
        [sha256] = {
            one.policy_sha256 for one in store.ask(lambda session: session.exec(select(Notice)).all())
        }
        assert store.ask(version_of, sha256, policies.dictionary).sha256 == sha256
        shipped = []
    else:
        with forging(store.path) as connection:
            connection.execute("DELETE FROM policy_text")
    write_audit_package(seat, tmp_path / "a.zip", resources / "audit", Silent(), shipped=shipped)
    [kept] = store.ask(lambda session: session.exec(select(PolicyText.sha256)).all())
    store.close()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        files = {one: archive.read(one) for one in archive.namelist() if one.startswith("政策/随程序-")}
        used = {json.loads(line)["policy_sha256"] for line in archive.read("文书.jsonl").splitlines()}
    assert used == {kept}
    assert used == {hashlib.sha256(content).hexdigest() for content in files.values()}
