"""Formulas of a policy: written and read."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QWidget

from gui.early.parts import Link, in_column
from gui.early.theme import px
from gui.widgets.formula_help import FORMULA_HELP
from gui.widgets.help import HelpPopover
from gui.widgets.prose import INK, TOKENS, FormulaText

_WORD: Final = re.compile(r"[^\W\d]\w*$")
_MOST_LINES: Final = 6
_PAD: Final = 18


class FormulaEdit(QPlainTextEdit):
    """Some lines of a formula, as high as they are; Tab leaves it. Typing offers the words that fit.

    F1 tells how formulas are written, here and not what the page is for.
    """

    value_changed = Signal()

    def __init__(self, formula: str, words: Iterable[str], parent: QWidget | None = None) -> None:
        """`words` are what formulas may use."""
        super().__init__(parent)
        self.setObjectName("formulaEdit")
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._colours = _Colours(self.document())
        self.completer = QCompleter(sorted(words), self)
        self.completer.setWidget(self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setMaxVisibleItems(8)
        self.completer.activated.connect(self._complete)
        self.setPlainText(formula)
        self.textChanged.connect(self._on_changed)
        self.help: HelpPopover | None = None
        self._fit()

    def formula(self) -> str:
        """Return what is written, without blanks around it."""
        return self.toPlainText().strip()

    def _on_changed(self) -> None:
        self._fit()
        self.value_changed.emit()

    def _fit(self) -> None:
        # A plain text's document counts its lines, wrapped ones too, in place of pixels.
        lines = max(1, round(self.document().size().height()))
        line_height = self.fontMetrics().lineSpacing()
        self.setFixedHeight(line_height * min(lines, _MOST_LINES) + px(_PAD))
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > _MOST_LINES else policy.ScrollBarAlwaysOff
        )

    def _word(self) -> str:
        cursor = self.textCursor()
        text = cursor.block().text()[: cursor.positionInBlock()]
        match = _WORD.search(text)
        return match[0] if match else ""

    def _offer(self) -> None:
        word, popup = self._word(), self.completer.popup()
        self.completer.setCompletionPrefix(word)
        is_done = self.completer.completionCount() == 1 and self.completer.currentCompletion() == word
        if not word or is_done or not self.completer.completionCount():
            popup.hide()
            return
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        area = self.cursorRect()
        area.setWidth(px(240))
        self.completer.complete(area)

    def _complete(self, chosen: str) -> None:
        cursor = self.textCursor()
        move, keep = QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(move, keep, len(self._word()))
        cursor.insertText(chosen)
        self.setTextCursor(cursor)

    def _show_help(self) -> None:
        if self.help is None:
            self.help = HelpPopover(self.window())
        self.help.open("公式的写法", FORMULA_HELP)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _is_help(event):
            # Before the window takes it for the help of the page.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_help(event):
            self._show_help()
            return
        popup = self.completer.popup()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
        if popup.isVisible() and event.key() in keys:
            # The list takes them: what is chosen is put in, or the list goes.
            event.ignore()
            return
        super().keyPressEvent(event)
        if event.text().isprintable() and event.text():
            self._offer()
        else:
            popup.hide()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _is_help(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1 and not event.modifiers()


class _Colours(QSyntaxHighlighter):
    """Colours calls, figures and signs as `prose.coloured` does."""

    def highlightBlock(self, text: str) -> None:
        for match in TOKENS.finditer(text):
            ink = QTextCharFormat()
            ink.setForeground(QColor(INK[match.lastgroup or "sign"]))
            self.setFormat(match.start(), len(match[0]), ink)


class FormulaFold(QWidget):
    """A link 看公式; the formulas unfold below it."""

    def __init__(self, formulas: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = Link("", self)
        self.link.followed.connect(self._on_followed)
        self._texts = [FormulaText(formula, self) for formula in formulas]
        in_column(self.link, *self._texts, spacing=6, of=self)
        self._show(is_unfolded=False)

    @property
    def formulas(self) -> list[str]:
        """The formulas in sight."""
        return [text.formula for text in self._texts if not text.isHidden()]

    def _on_followed(self) -> None:
        self._show(is_unfolded=not self.formulas)

    def _show(self, *, is_unfolded: bool) -> None:
        self.link.setText("收起公式" if is_unfolded else "看公式")
        for text in self._texts:
            text.setVisible(is_unfolded)
