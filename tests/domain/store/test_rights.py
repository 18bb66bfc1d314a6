"""A data folder of another user of the system."""

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from domain.store.problems import StoreProblem, translated
from domain.store.rights import missing_rights

_NOBODY = 65534


def _told_to_nobody(store: Path) -> str:
    """Return what the user nobody is told on opening a store, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setuid(_NOBODY)
        try:
            with translated(store):
                sqlite3.connect(store).execute("CREATE TABLE one (id)")
        except StoreProblem as problem:
            os.write(writing, str(problem).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as file:
        return file.read()


def test_that_who_has_a_folder_lacks_nothing(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch(mode=0o600)
    assert missing_rights(tmp_path, ("store.db", "not-there")) == ""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root becomes another user")
@pytest.mark.parametrize(
    ("folder_mode", "inner", "said"),
    [
        (0o700, "", "不能读、写这个文件夹"),
        (0o777, "", "不能读、写其中的 store.db"),
        (0o700, "inner", "不能读、写这个文件夹"),
    ],
)
def test_that_another_user_is_told_whose_the_data_are_and_what_to_do(
    open_place: Path, folder_mode: int, inner: str, said: str
) -> None:
    folder = open_place / "data"
    folder.mkdir()
    folder.chmod(folder_mode)
    store = folder / inner / "store.db"
    store.parent.mkdir(exist_ok=True)
    store.touch(mode=0o600)
    told = _told_to_nobody(store)
    assert said in told
    assert f"属于系统用户“{folder.owner()}”" in told
    assert "“nobody”" in told
    assert "共用一个系统用户" in told
