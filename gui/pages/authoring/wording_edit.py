"""The wording of a clause, marked by what became of each of its words."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from domain.policies.authoring.draft import Words
from domain.policies.authoring.reading.results import Span, Use
from gui.early.letters import character_at, units_of
from gui.early.parts import Note, in_row
from gui.early.theme import ACCENT, QUIET, px

_LIT: Final = "#ffe9a8"
_LEAST_LINES: Final = 5
_WORDS: Final = {Use.USED: "已用到", Use.NO_PART: "不参与计算", Use.NOT_UNDERSTOOD: "没有看懂"}


def _format_of(use: Use) -> QTextCharFormat:
    """Return how such words look: told apart by their underline too, not by colour alone."""
    ink = QTextCharFormat()
    match use:
        case Use.USED:
            ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            ink.setUnderlineColor(QColor(ACCENT))
            ink.setForeground(QColor("#184677"))
        case Use.NO_PART:
            ink.setForeground(QColor(QUIET))
        case Use.NOT_UNDERSTOOD:
            ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            ink.setUnderlineColor(QColor("#b45309"))
            ink.setForeground(QColor("#8a4b00"))
            ink.setBackground(QColor("#fdf2df"))
    return ink


class WordingEdit(QPlainTextEdit):
    """A text whose every word shows what became of it; as high as it is. Tab leaves it."""

    value_changed = Signal()
    moved = Signal(int, int, int)
    """Some of it was changed by hand: from which character on, how many were taken away, how many came."""
    pointed = Signal(int)
    """The pointer or the cursor is at a character; -1 where the pointer has left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("条文")
        self.setPlaceholderText("条文写在这里，也可以从文件里带来")
        self._spans: Sequence[Span] = ()
        self._lit: Sequence[Words] = ()
        self._is_loading = False
        self._text = ""
        self._marks = _Marks(self.document())
        self.document().contentsChange.connect(self._on_contents)
        self.textChanged.connect(self._on_changed)
        self.cursorPositionChanged.connect(self._on_cursor)
        self._fit()

    def show_text(self, text: str) -> None:
        """Show another wording, without saying so; what is shown already stays as it is, the cursor too."""
        if text == self.toPlainText():
            return
        self._is_loading = True
        self._spans, self._lit = (), ()
        self.setPlainText(text)
        self._is_loading = False
        self._dress()

    def mark(self, spans: Sequence[Span]) -> None:
        """Show what became of the words."""
        self._spans = spans
        self._dress()

    def light(self, words: Sequence[Words]) -> None:
        """Light these up, and no others."""
        if tuple(words) != tuple(self._lit):
            self._lit = tuple(words)
            self._dress()

    @property
    def lit(self) -> list[str]:
        """What is lit up now."""
        text = self.toPlainText()
        return [text[one.start : one.end] for one in self._lit]

    def _dress(self) -> None:
        self._is_loading = True
        self._marks.show(self._spans, self._lit)
        self._is_loading = False

    def _on_contents(self, at: int, gone: int, come: int) -> None:
        before, self._text = self._text, self.toPlainText()
        if not self._is_loading:
            start = character_at(before, at)
            end, now_end = character_at(before, at + gone), character_at(self._text, at + come)
            self.moved.emit(start, end - start, now_end - start)

    def _on_changed(self) -> None:
        self._fit()
        if not self._is_loading:
            self.value_changed.emit()

    def _on_cursor(self) -> None:
        if self.hasFocus() and not self._is_loading:
            self._point(self.textCursor())

    def _point(self, cursor: QTextCursor) -> None:
        self.pointed.emit(character_at(self.toPlainText(), cursor.position()))

    def _fit(self) -> None:
        lines = max(_LEAST_LINES, round(self.document().size().height()))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + px(26))

    # Qt overrides

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(self.cursorForPosition(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class _Marks(QSyntaxHighlighter):
    """Dresses the words; those that are lit up have another ground."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spans: Sequence[Span] = ()
        self._lit: Sequence[Words] = ()

    def show(self, spans: Sequence[Span], lit: Sequence[Words]) -> None:
        self._spans, self._lit = spans, lit
        self.rehighlight()

    # Qt overrides

    def highlightBlock(self, text: str) -> None:
        begins = character_at(self.document().toPlainText(), self.currentBlock().position())
        lit = {at for one in self._lit for at in range(one.start, one.end)}
        inks = {at: one.use for one in self._spans for at in range(one.start, one.end)}
        place = 0
        for at, letter in enumerate(text, start=begins):
            ink = _format_of(inks[at]) if at in inks else QTextCharFormat()
            if at in lit:
                ink.setBackground(QColor(_LIT))
            self.setFormat(place, units_of(letter), ink)
            place += units_of(letter)


class _Sample(QWidget):
    """A short line under which words look so."""

    def __init__(self, use: Use, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = _format_of(use)
        self.setFixedSize(px(22), px(14))

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._ink.background().style() is not Qt.BrushStyle.NoBrush:
            painter.fillRect(self.rect(), self._ink.background())
        pen = QPen(self._ink.underlineColor() if self._ink.underlineColor().isValid() else QColor(QUIET), 2)
        middle = self.height() - 3
        match self._ink.underlineStyle():
            case QTextCharFormat.UnderlineStyle.SingleUnderline:
                pass
            case QTextCharFormat.UnderlineStyle.WaveUnderline:
                pen.setStyle(Qt.PenStyle.DotLine)
            case _:
                pen.setStyle(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()


class Legend(QWidget):
    """Says what the markings mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = in_row(spacing=6, of=self)
        for use, word in _WORDS.items():
            said = Note(word, self)
            said.setWordWrap(False)
            row.addWidget(_Sample(use, self))
            row.addWidget(said)
            row.addSpacing(px(12))
        row.addStretch(1)


def shifted(words: Sequence[Words], at: int, gone: int, come: int) -> tuple[Words, ...]:
    """Return where the same words stand once from a character on some were taken away and others came.

    >>> shifted((Words(2, 4), Words(6, 8)), 3, 0, 2)
    (Words(start=2, end=6), Words(start=8, end=10))
    >>> shifted((Words(2, 4),), 1, 5, 0)
    ()
    """
    after, more = at + gone, come - gone
    result = []
    for one in words:
        start = one.start if one.start < at else max(one.start, after) + more
        end = one.end + more if one.end >= after and one.end > at else min(one.end, at)
        if start < end:
            result.append(Words(start, end))
    return tuple(result)
