"""What is done of many cases beside their steps: a department's list, a publicity that runs longer."""

import hashlib
import json
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.cases.documents.file import read_file
from domain.roads.walking import Move
from gui.early.theme import px
from gui.pages.cases.acting import ActBar
from gui.pages.cases.answers import AnswersDialog
from gui.pages.cases.prolonging import ProlongDialog
from tests.domain.cases.awards.conftest import HANDLER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def over(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(px(1100), px(760))
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def bar(seated, over):
    return ActBar(seated(), over)


def chosen(bar, word):
    """Choose something from the menu, once it is offered."""
    [action] = [one for one in bar.more_menu.actions() if one.text() == word]
    assert action.isEnabled()
    action.trigger()


def test_that_a_departments_list_says_who_of_a_batch_is_not_passed(bar, office, qtbot, top, tmp_path):
    ids = office.make(list({one.enterprise_id: one for one in office.granted()}.values())[:5])
    office.bring(ids, "opinions")
    first, second = (office.case(id_).row for id_ in ids[:2])
    path = tmp_path / "失信名单.csv"
    alike = second.enterprise_name.replace("有限公司", "有限责任公司")
    path.write_text(f"名称,代码\n无关公司,\n某某,{first.uscc}\n{alike},\n", encoding="utf-8")
    bar.follow(ids)
    qtbot.waitUntil(lambda: bool(bar.buttons))
    chosen(bar, "部门意见…")
    dialog = top(AnswersDialog)
    assert dialog.about.text() == "要这项意见的共 5 件。"
    assert not dialog.listed.isVisible()
    dialog.answer.set_value("but_listed")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("listed") == "请选择部门给的名单文件"
    dialog.read_list(path)
    qtbot.waitUntil(lambda: dialog.listed.found is not None)
    assert dialog.listed.said.text() == (
        "失信名单.csv：名单共 4 行；5 件里有 1 件在名单上，另有 1 件要核对。"
    )
    dialog.form.binding.set_value("remark", "信用中国查询，在失信名单上")
    letter = tmp_path / "信用办复函.pdf"
    letter.write_bytes(b"%PDF-1.4 the letter")
    dialog.letters.set_value((letter,))
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    answers = [office.case(id_).at_hand.answers["credit"].in_favour for id_ in ids]
    assert answers == [False, True, True, True, True]
    # The letter lies there once, and with each case and in its file.
    sha256 = hashlib.sha256(letter.read_bytes()).hexdigest()
    kept = [json.loads(office.steps(id_)[-1].files) for id_ in ids]
    assert [[(one["name"], one["sha256"]) for one in files] for files in kept] == [
        [(letter.name, sha256)]
    ] * len(ids)
    with office.store.read() as session:
        files = [read_file(session, id_, office.rules).attachments for id_ in ids]
    assert [[one.id for one in own if one.sha256 == sha256] for own in files] == [
        [one["id"] for one in own] for own in kept
    ]
    assert len([path for path in office.store.path.parent.rglob("*") if path.name == sha256]) == 1


def test_that_a_publicity_that_runs_is_prolonged(bar, office, qtbot, top):
    ids = office.make(office.granted()[:2])
    office.bring(ids, "publicity")
    office.onward(HANDLER, ids, "publicity", public_from=office.day + timedelta(days=28))
    ends = office.case(ids[0]).standing.publicity.end
    bar.follow(ids)
    qtbot.waitUntil(lambda: bool(bar.buttons))
    chosen(bar, "延长公示…")
    dialog = top(ProlongDialog)
    dialog.until.set_value(ends)
    dialog.form.binding.set_value("because", "名单有更正")
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert "以后" in dialog.form.binding.error_text("until")
    dialog.until.set_value(ends + timedelta(days=2))
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    assert {office.case(id_).standing.publicity.end for id_ in ids} == {ends + timedelta(days=2)}
    office.do(HANDLER, ids, Move.BEGIN, "publish_again", remark="印错了")
    bar.follow(list(ids))
    qtbot.waitUntil(lambda: bar.buttons[0].text().startswith("发布公示"))
    assert "延长公示…" not in [one.text() for one in bar.more_menu.actions()]
