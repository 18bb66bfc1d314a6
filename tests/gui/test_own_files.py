"""A program whose files are exchanged under it."""

import importlib
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.messages import Message, Messages
from gui.shell.own_files import Exchanged, OwnFiles


def test_that_nothing_is_imported_from_files_that_were_exchanged(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "zhuqidui"
    program.write_bytes(b"one version")
    for name in ("early_module", "late_module"):
        (tmp_path / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    messages, said, left = Messages(), list[Message](), list[None]()
    messages.posted.connect(said.append)
    files = OwnFiles(program)
    files._timer.setInterval(1)
    files.watch(messages, lambda: left.append(None))
    try:
        importlib.import_module("early_module")
        newer = tmp_path / "zhuqidui.dpkg-new"
        newer.write_bytes(b"two versions")
        newer.replace(program)
        with pytest.raises(Exchanged, match="重新打开"):
            importlib.import_module("late_module")
        assert importlib.import_module("early_module") is sys.modules["early_module"]
        qtbot.waitUntil(lambda: bool(said))
        assert "已经更新" in said[0].text
        assert said[0].action is not None
        said[0].action[1]()
        assert left
    finally:
        files.end()
    importlib.import_module("late_module")
    sys.modules.pop("early_module"), sys.modules.pop("late_module")
