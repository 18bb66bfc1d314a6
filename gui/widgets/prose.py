"""Text to be read: paragraphs that wrap, and formulas."""

import html
import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

TOKENS: Final = re.compile(
    r"(?P<call>[^\W\d]\w*)(?=[(（])|(?P<period>\[[^\]]*\]|\d{4}[HQM]\d+|\d{4}-\d\d-\d\d)|(?P<figure>\d[\d.]*\s*(?:%|‰|万亿?元?|亿元?|元)?)"
    r"|(?P<sign>[<>=!≥≤≠×÷+*/-]+)"
)
INK: Final = {"call": "#7a3e9d", "period": "#646f7d", "figure": "#1f5590", "sign": "#8a4b00"}


class Paragraph(QLabel):
    """Plain text that wraps and can be selected."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class FormulaText(QLabel):
    """A formula, its calls, figures and signs lightly coloured."""

    def __init__(self, formula: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.formula = formula
        self.setObjectName("formula")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(coloured(formula))
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)


def coloured(formula: str) -> str:
    """Return a formula as rich text.

    >>> coloured("四上 = 是")
    "四上 <span style='color:#8a4b00'>=</span> 是"
    """
    parts, last = [], 0
    for match in TOKENS.finditer(formula):
        parts.append(html.escape(formula[last : match.start()]))
        ink = INK[match.lastgroup or "sign"]
        parts.append(f"<span style='color:{ink}'>{html.escape(match[0])}</span>")
        last = match.end()
    return "".join([*parts, html.escape(formula[last:])])
