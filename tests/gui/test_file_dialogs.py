"""Dialogs for files begin where the last one of their kind was."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

import gui
from gui.early.preferences import Preferences
from gui.files.file_dialogs import EXCEL, ask_to_open, ask_to_open_several, ask_where_to_save


@pytest.fixture
def over(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    return over


@pytest.fixture
def preferences(tmp_path):
    return Preferences(tmp_path)


@pytest.fixture
def documents():
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def begins_in(dialog):
    folder = Path(dialog.directory().absolutePath())
    dialog.close()
    return folder


def test_that_saving_begins_where_something_was_saved_last_even_after_a_restart(
    over, preferences, documents, tmp_path
):
    stick = tmp_path / "U 盘"
    stick.mkdir()
    taken = []
    dialog = ask_where_to_save(over, "导出", "台账.xlsx", EXCEL, taken.append, preferences=preferences)
    assert begins_in(dialog) == documents
    dialog.fileSelected.emit(str(stick / "台账.xlsx"))
    assert taken == [stick / "台账.xlsx"]
    again = ask_where_to_save(
        over, "存为", "通知书.pdf", "PDF 文件 (*.pdf)", taken.append, preferences=Preferences(tmp_path)
    )
    assert begins_in(again) == stick


def test_that_opening_remembers_its_own_place(over, preferences, tmp_path):
    inbox, outbox = tmp_path / "收", tmp_path / "发"
    inbox.mkdir()
    outbox.mkdir()
    taken = []
    saving = ask_where_to_save(over, "导出", "甲.xlsx", EXCEL, taken.append, preferences=preferences)
    saving.fileSelected.emit(str(outbox / "甲.xlsx"))
    saving.close()
    opening = ask_to_open_several(over, "添加附件", "", taken.append, preferences)
    opening.filesSelected.emit([str(inbox / "一.pdf"), str(inbox / "二.pdf")])
    opening.close()
    assert taken == [outbox / "甲.xlsx", [inbox / "一.pdf", inbox / "二.pdf"]]
    assert begins_in(ask_to_open(over, "导入", EXCEL, taken.append, preferences=preferences)) == inbox
    saving = ask_where_to_save(over, "导出", "乙.xlsx", EXCEL, taken.append, preferences=preferences)
    assert begins_in(saving) == outbox


def test_that_a_stick_that_was_pulled_out_is_not_looked_for(over, preferences, documents, tmp_path):
    stick = tmp_path / "U 盘"
    stick.mkdir()
    taken = []
    dialog = ask_where_to_save(over, "导出", "甲.xlsx", EXCEL, taken.append, preferences=preferences)
    dialog.fileSelected.emit(str(stick / "甲.xlsx"))
    dialog.close()
    stick.rmdir()
    dialog = ask_where_to_save(over, "导出", "甲.xlsx", EXCEL, taken.append, preferences=preferences)
    assert begins_in(dialog) == documents


def test_that_every_dialog_for_files_is_made_in_one_place():
    made = re.compile(r"QFileDialog\((?!\))")
    house = Path(gui.__file__).parent
    found = {file.name for file in house.rglob("*.py") if made.search(file.read_text("utf-8"))}
    assert found == {"file_dialogs.py"}
