"""Words looked for in a PDF that is shown: every place marked, one after the other brought into sight."""

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtPdf import QPdfLink
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.early.parts import icon_button, in_row, named_label
from gui.early.theme import QUIET, icon, px
from gui.widgets.pdf_view import PdfView


class SearchRow(QWidget):
    """Enter goes to the next place, Shift+Enter to the one before; Esc ends it."""

    def __init__(self, view: PdfView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._at = view, -1
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("查找文字")
        self.line.setAccessibleName("查找文字")
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumWidth(px(120))
        self.line.addAction(icon("search", QUIET, size=16), QLineEdit.ActionPosition.LeadingPosition)
        self.count = named_label("note", "", self)
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance("第 888 处，共 888 处"))
        self.before = icon_button("chevron-up", "上一处（Shift+Enter）", lambda: self._step(-1), parent=self)
        self.next = icon_button("chevron-down", "下一处（Enter）", lambda: self._step(1), parent=self)
        self.close_button = icon_button("close", "不找了（Esc）", self.leave, parent=self)
        in_row((self.line, 1), self.count, self.before, self.next, self.close_button, spacing=4, of=self)
        self.line.textChanged.connect(self._on_typed)
        view.found.rowsInserted.connect(self._on_found)
        # By itself the model asks for a page each 100 ms.
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_on)
        self._read = 0
        self.hide()

    def begin(self) -> None:
        """Ask for words, those of last time offered."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._on_typed(self.line.text())

    def leave(self) -> None:
        """Look for nothing any more."""
        if self.isHidden():
            return
        self.hide()
        self._look_for("")
        self._view.setFocus()

    @property
    def _total(self) -> int:
        return self._view.found.rowCount(QModelIndex())

    def _on_typed(self, text: str) -> None:
        self._look_for(text.strip())

    def _look_for(self, words: str) -> None:
        self._at, self._read = -1, 0
        self._view.show_found(None)
        self._view.found.setSearchString(words)
        self._reading.start() if words else self._reading.stop()
        self._say()

    def _read_on(self) -> None:
        if self._read < self._view.page_count:
            self._view.found.resultsOnPage(self._read)
            self._read += 1
        else:
            self._reading.stop()
            self._say()

    def _on_found(self) -> None:
        if self._at < 0:
            # Begin where one is; what comes before it is gone to round the end.
            page = max(0, self._view.page)
            ahead = (at for at in range(self._total) if self._link(at).page() >= page)
            if (at := next(ahead, None)) is not None:
                self._go_to(at)
        self._say()
        self._view.viewport().update()

    def _step(self, step: int) -> None:
        if self._total:
            self._go_to((self._at + step) % self._total if self._at >= 0 else 0)

    def _go_to(self, at: int) -> None:
        self._at = at
        self._view.show_found(self._link(at))
        self._say()

    def _link(self, at: int) -> QPdfLink:
        return self._view.found.resultAtIndex(at)

    def _say(self) -> None:
        if not self.line.text().strip():
            self.count.setText("")
        elif not self._total:
            self.count.setText("正在找…" if self._reading.isActive() else "没有找到")
        else:
            self.count.setText(
                f"第 {self._at + 1} 处，共 {self._total} 处" if self._at >= 0 else f"共 {self._total} 处"
            )
        for widget in (self.before, self.next):
            widget.setEnabled(self._total > 0)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
