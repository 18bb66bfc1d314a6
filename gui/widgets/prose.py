"""Sentences that are read: paragraphs, and two texts beside each other with what differs marked."""

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
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


Part = tuple[str, bool]
"""Some of a text, and whether the other text has it otherwise."""

_WORDS: Final = re.compile(r"\d[\d,.]*(?:%|‰)?|[A-Za-z_]+|.", re.DOTALL)
_LEAST_SAME: Final = 2
"""A shorter piece that both have by chance, between two that differ, is no more than noise."""

_MOST_COMPARED: Final = 4_000
_GONE: Final = "background-color:#fbe3e0; color:#8f1d12; text-decoration:line-through"
_NEW: Final = "background-color:#dcf1e3; color:#12552d; font-weight:700; text-decoration:underline"


class ChangedText(Paragraph):
    """A text with what the other has otherwise: struck out where it is gone, underlined where it is new."""

    def __init__(self, parts: Sequence[Part], *, is_gone: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.parts = parts
        self.setTextFormat(Qt.TextFormat.RichText)
        style = _GONE if is_gone else _NEW
        self.setText("".join(_marked(text, style if is_other else "") for text, is_other in parts))

    @property
    def marked(self) -> list[str]:
        """What is marked."""
        return [text for text, is_other in self.parts if is_other]


def changed_parts(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Return both texts in parts that both have and parts that differ; a figure differs whole.

    >>> changed_parts("按 20% 补助，不超过 50万元", "按 25% 补助，不超过 50万元")[1]
    [('按 ', False), ('25%', True), (' 补助，不超过 50万元', False)]
    >>> changed_parts("甲", "")
    ([('甲', True)], [])
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_COMPARED:
        return _joined([(before, True)]), _joined([(after, True)])
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same_old, same_new = set[int](), set[int]()
    for first, second, size in blocks:
        is_at_end = (first, second) == (0, 0) or (first + size, second + size) == (len(old), len(new))
        if len("".join(old[first : first + size]).strip()) >= _LEAST_SAME or is_at_end:
            same_old.update(range(first, first + size))
            same_new.update(range(second, second + size))
    return (
        _joined([(word, at not in same_old) for at, word in enumerate(old)]),
        _joined([(word, at not in same_new) for at, word in enumerate(new)]),
    )


def _joined(words: Sequence[Part]) -> list[Part]:
    parts: list[Part] = []
    for word, is_other in words:
        if parts and parts[-1][1] is is_other:
            parts[-1] = (parts[-1][0] + word, is_other)
        elif word:
            parts.append((word, is_other))
    return parts


def _marked(text: str, style: str) -> str:
    said = html.escape(text).replace("\n", "<br>")
    return f"<span style='{style}'>{said}</span>" if style else said
