"""文书措辞 in 设置: typed, checked beside it, looked at, kept; what was typed survives being closed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from domain.cases.documents import supplement
from domain.office.service import save_office
from domain.papers.wording.kept import wordings_in
from domain.papers.wording.shipped import shipped_text
from domain.store import drafts
from gui.targets import ToPage
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "settings"
FORM = supplement.FORM


@pytest.fixture
def card(program, services, context, sample, idle):
    save_office(context.seat, sample.office)
    services.go_to(ToPage("settings"))
    idle()
    return program.settings.wordings_card


def opened(card, qtbot, idle):
    qtbot.mouseClick(card.links[FORM.id], LEFT)
    idle()
    return card.dialog


def word(dialog, text):
    """Click what can be written."""
    item = next(item for item in dialog.words.findItems(text, Qt.MatchFlag.MatchContains))
    dialog.words.itemClicked.emit(item)


def test_that_a_text_is_typed_checked_looked_at_and_kept(card, context, services, qtbot, idle):
    dialog = opened(card, qtbot, idle)
    assert dialog.editor.toPlainText() == shipped_text(FORM.id)
    qtbot.waitUntil(lambda: not dialog.preview.sentence)
    assert not dialog.save_button.isEnabled()
    dialog.editor.moveCursor(QTextCursor.MoveOperation.End)
    word(dialog, "【附注】")
    type_text(dialog.editor, "{{联系}}")
    qtbot.waitUntil(lambda: dialog.complaints.count() == 1)
    line = dialog.editor.document().blockCount()
    assert dialog.complaints.item(0).text() == (
        f"第 {line} 行：“补正通知书”没有“联系”这个字段，是不是“联系人”？"
    )
    assert "改好左边列出的" in dialog.preview.sentence
    # Closed, it is there again; what stood there can be had back, and that undone.
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
    qtbot.waitUntil(lambda: drafts.find(context.seat, f"wording:{FORM.id}") is not None)
    dialog = opened(card, qtbot, idle)
    assert dialog.editor.toPlainText().endswith("【附注】{{联系}}")
    dialog.drop_link.followed.emit()
    assert dialog.editor.toPlainText() == shipped_text(FORM.id)
    dialog.editor.undo()
    dialog.editor.take_over(dialog.editor.toPlainText().replace("{{联系}}", "请带上本通知书。"))
    qtbot.waitUntil(dialog.save_button.isEnabled)
    qtbot.mouseClick(dialog.save_button, LEFT)
    dialog.question.editor.setPlainText("窗口要看")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.question.take_button, LEFT)
    idle()
    own = context.store.ask(wordings_in).own[FORM.id]
    assert (own.version, own.because) == (1, "窗口要看")
    assert own.text.endswith("【附注】请带上本通知书。")
    assert drafts.find(context.seat, f"wording:{FORM.id}") is None

    dialog = opened(card, qtbot, idle)
    assert dialog.versions.count() == 2
    qtbot.mouseClick(dialog.ours_button, LEFT)
    dialog.question.editor.setPlainText("用原来的")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.question.take_button, LEFT)
    idle()
    assert context.store.ask(wordings_in).text(FORM.id) == shipped_text(FORM.id)
