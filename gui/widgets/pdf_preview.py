"""A PDF looked at: its pages, with zoom, page numbers, small pictures of all pages, and search."""

from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy, QWidget

from gui.early.parts import (
    STRETCH,
    Look,
    button,
    icon_button,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import px
from gui.widgets.pdf_pages import PageStrip
from gui.widgets.pdf_search import SearchRow
from gui.widgets.pdf_view import PdfView
from gui.widgets.placing import FlowLayout

_FIND: Final = "Ctrl+F"
_FIND_KEY: Final = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_F)


class _PageEdit(QLineEdit):
    """Takes Enter for itself: what it stands in would go ahead otherwise."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.hasAcceptableInput():
                self.entered.emit()
        else:
            super().keyPressEvent(event)


class PdfPreview(QWidget):
    """The pages with what moves among them, or a sentence where there are none.

    Ctrl+F looks for words while the focus is in here.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PdfView(self)
        self._sentence = named_label("note", "", self, wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._percent = named_label("note", "", self)
        self._percent.setMinimumWidth(px(44))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tools = QWidget(self)
        self.smaller = icon_button("minus", "缩小（Ctrl+−）", lambda: self.view.zoom(-1), parent=self._tools)
        self.larger = icon_button("plus", "放大（Ctrl++）", lambda: self.view.zoom(1), parent=self._tools)
        self.fit = button("适合宽度", self.view.fit_width, look=Look.LINK, parent=self._tools)
        self.page_edit = _PageEdit(self._tools)
        self.page_edit.setAccessibleName("页码")
        self.page_edit.setToolTip("输入页码，按 Enter 到那一页")
        self.page_edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page_edit.setFixedWidth(px(52))
        self._pages = named_label("note", "", self._tools)
        self.strip_button = icon_button(
            "table", "显示或收起各页的小图", self._toggle_strip, parent=self._tools
        )
        self.find_button = icon_button("search", f"在里面查找（{_FIND}）", self._find, parent=self._tools)
        self.strip = PageStrip(self.view, self)
        self.search = SearchRow(self.view, self)
        self._lay_out()
        self.view.zoomed.connect(lambda percent: self._percent.setText(f"{percent}%"))
        self.view.turned.connect(self._on_turned)
        self.page_edit.entered.connect(self._on_page_entered)
        self.page_edit.editingFinished.connect(lambda: self._on_turned(self.view.page))
        self.say("")

    def show_pdf(self, data: bytes, *, stamp: str = "") -> None:
        """Show a document, with a word across its pages if need be."""
        self.view.show_pdf(data)
        self.view.set_stamp(stamp)
        pages = self.view.page_count
        is_long = pages > 1
        self._pages.setText(f"/ {pages} 页" if is_long else f"共 {pages} 页")
        for widget in (self.page_edit, self.strip_button):
            widget.setVisible(is_long)
        self.page_edit.setValidator(QIntValidator(1, pages, self.page_edit))
        self.strip.setVisible(is_long and not self.strip.isHidden())
        self._show(is_document=True)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of pages."""
        self._sentence.setText(sentence)
        self.view.show_pdf(b"")
        self._show(is_document=False)

    @property
    def sentence(self) -> str:
        """What is said in place of pages; empty where pages are shown."""
        return "" if self._sentence.isHidden() else self._sentence.text()

    def _show(self, *, is_document: bool) -> None:
        self._tools.setVisible(is_document)
        self._frame.setVisible(is_document)
        self._sentence.setVisible(not is_document)
        if not is_document:
            self.search.leave()

    def _toggle_strip(self) -> None:
        self.strip.setVisible(self.strip.isHidden())

    def _find(self) -> None:
        if not self._tools.isHidden():
            self.search.begin()

    def _on_turned(self, page: int) -> None:
        if not self.page_edit.hasFocus() or not self.page_edit.isModified():
            self.page_edit.setText(str(page + 1))

    def _on_page_entered(self) -> None:
        self.page_edit.setModified(False)
        self.view.go_to(int(self.page_edit.text()) - 1)
        self.view.setFocus()

    def _lay_out(self) -> None:
        where, look = QWidget(self._tools), QWidget(self._tools)
        in_row(self.strip_button, self.page_edit, self._pages, STRETCH, spacing=4, of=where)
        zoom = self.smaller, self._percent, self.larger, self.fit
        in_row(self.find_button, *zoom, spacing=4, of=look)
        # Where there is no room beside a list, what is looked at comes below where one is.
        where.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        flow = FlowLayout(self._tools, spacing=4)
        flow.addWidget(where)
        flow.addWidget(look)
        self.strip.hide()
        self._frame = QFrame(self)
        self._frame.setObjectName("previewFrame")
        in_row(self.strip, (self.view, 1), spacing=0, of=self._frame)
        in_column(self._tools, self.search, (self._frame, 1), (self._sentence, 1), spacing=4, of=self)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        # Elsewhere in the window these keys look in something else.
        if isinstance(event, QKeyEvent) and _is_find(event) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_find(event):
            self._find()
        else:
            super().keyPressEvent(event)


def _is_find(event: QKeyEvent) -> bool:
    return event.keyCombination() == _FIND_KEY
