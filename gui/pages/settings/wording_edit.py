"""The text of a paper as it is typed: fields and marks coloured, wrong lines tinted."""

import re
from collections.abc import Collection
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from domain.papers.wording.parsing import Mark
from gui.early.theme import px

_TAG: Final = re.compile(r"(?:\{\{|｛｛)[^{}｛｝]*(?:\}\}|｝｝)")
_MARK: Final = re.compile(rf"^\s*【(?:{'|'.join(one.value for one in Mark)})】")
_INK_OF_FIELDS: Final = QColor("#1f5590")
_INK_OF_MARKS: Final = QColor("#7a3e9d")
_WRONG: Final = QColor("#fdecea")


class WordingEdit(QPlainTextEdit):
    """Plain text with undo. What is inserted or taken over can be undone like typing."""

    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wordingEdit")
        self.setTabChangesFocus(True)
        self.setMinimumHeight(px(120))
        self._colours = _Colours(self.document())
        self.textChanged.connect(self.value_changed)

    def take_over(self, text: str) -> None:
        """Put another text in place of what stands here."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def insert(self, text: str, *, is_line: bool) -> None:
        """Put a text where the cursor stands; a line of its own after the line that the cursor is in."""
        cursor = self.textCursor()
        if is_line and cursor.block().text().strip():
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            text = f"\n{text}"
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.setFocus()

    def tint(self, lines: Collection[int]) -> None:
        """Show which lines, counted from 1, are wrong."""
        found = []
        for number in sorted(lines):
            block = self.document().findBlockByNumber(number - 1)
            if block.isValid():
                one = QTextEdit.ExtraSelection()
                one.cursor = QTextCursor(block)  # type: ignore[attr-defined]
                ink = QTextCharFormat()
                ink.setBackground(_WRONG)
                ink.setProperty(QTextFormat.Property.FullWidthSelection, True)
                one.format = ink  # type: ignore[attr-defined]
                found.append(one)
        self.setExtraSelections(found)

    def go_to(self, line: int) -> None:
        """Put the cursor at the end of a line, counted from 1."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.setFocus()


class _Colours(QSyntaxHighlighter):
    """Colours fields, and marks at the beginning of lines."""

    def highlightBlock(self, text: str) -> None:
        for pattern, colour in ((_TAG, _INK_OF_FIELDS), (_MARK, _INK_OF_MARKS)):
            for match in pattern.finditer(text):
                ink = QTextCharFormat()
                ink.setForeground(colour)
                ink.setFontWeight(QFont.Weight.DemiBold)
                self.setFormat(match.start(), len(match[0]), ink)
