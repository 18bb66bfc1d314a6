"""A paper looked at: turned over page by page, and searched."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from domain.papers.blocks import Paragraph
from domain.papers.papers import Look, Paper, Sheet
from gui.widgets.pdf_preview import PdfPreview
from reports.documents.papers import paper_bytes
from tests.gui.conftest import type_text

PAGES = 12
WORD = "惠企资金"


@pytest.fixture
def preview(qtbot, fonts):
    blocks = (Paragraph(f"第{n + 1}张：{WORD}，{WORD}。") for n in range(PAGES))
    sheets = tuple(Sheet(Look.LETTER, (block,)) for block in blocks)
    paper = Paper("通知", "", "郑东新区企业服务中心", "", date(2022, 11, 1), None, sheets)
    shown = PdfPreview()
    qtbot.addWidget(shown)
    shown.resize(900, 700)
    shown.show()
    qtbot.waitExposed(shown)
    shown.show_pdf(paper_bytes(paper, fonts()))
    return shown


def test_that_one_goes_to_a_page_by_its_number_or_its_small_picture(preview, qtbot):
    assert not preview.page_edit.isHidden()
    preview.page_edit.setFocus()
    preview.page_edit.selectAll()
    qtbot.keyClicks(preview.page_edit, "7")
    qtbot.keyClick(preview.page_edit, Qt.Key.Key_Return)
    assert preview.view.page == 6
    preview.strip_button.click()
    assert preview.strip.model().rowCount() == PAGES
    assert preview.strip.currentIndex().row() == 6
    preview.strip.setCurrentIndex(preview.strip.model().index(PAGES - 1))
    assert preview.view.page == PAGES - 1
    assert preview.page_edit.text() == str(PAGES)


def test_that_every_place_of_a_word_is_found_one_after_the_other(preview, qtbot):
    preview.view.go_to(4)
    preview.view.setFocus()
    qtbot.keyClick(preview.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = preview.search
    qtbot.waitUntil(search.line.hasFocus)
    type_text(search.line, WORD)
    qtbot.waitUntil(lambda: search.count.text() == f"第 9 处，共 {2 * PAGES} 处")
    assert preview.view.page == 4
    for _ in range(2):
        qtbot.keyClick(search.line, Qt.Key.Key_Return)
    assert preview.view.page == 5
    qtbot.keyClick(search.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert preview.view.page == 4
    search.line.setText("没有的字")
    qtbot.waitUntil(lambda: search.count.text() == "没有找到")
    qtbot.keyClick(search.line, Qt.Key.Key_Escape)
    assert search.isHidden()
    assert preview.isVisible()
