"""Widgets side by side and one below the other, each arrangement one expression."""

from typing import Final, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gui.early.theme import px

STRETCH: Final = None
"""Takes the room that is left."""

_ANYWHERE: Final = Qt.AlignmentFlag(0)

Part: TypeAlias = QWidget | QLayout
Item: TypeAlias = (
    Part | int | tuple[Part, int] | tuple[Part, Qt.AlignmentFlag] | tuple[Part, int, Qt.AlignmentFlag] | None
)
"""A widget or a layout, perhaps with its share of the room and where it stands in it; an empty space of so
many px at 字号标准; or `STRETCH`.
"""

Margins: TypeAlias = int | tuple[int, int, int, int]


def in_row(
    *items: Item, spacing: int | None = None, margins: Margins = 0, of: QWidget | None = None
) -> QHBoxLayout:
    """Return a layout of items side by side, that of a widget where one is given.

    Spacing and margins (left, top, right, bottom, or all the same) are px at 字号标准; without a
    spacing it is that of what stands around it.
    """
    layout = QHBoxLayout() if of is None else QHBoxLayout(of)
    _set_up(layout, items, spacing, margins)
    return layout


def in_column(
    *items: Item, spacing: int | None = None, margins: Margins = 0, of: QWidget | None = None
) -> QVBoxLayout:
    """Return a layout of items one below the other; for the rest see `in_row`."""
    layout = QVBoxLayout() if of is None else QVBoxLayout(of)
    _set_up(layout, items, spacing, margins)
    return layout


def fill(layout: QBoxLayout, *items: Item) -> None:
    """Add items at the end."""
    for item in items:
        match item:
            case None:
                layout.addStretch(1)
            case int():
                layout.addSpacing(px(item))
            case (part, Qt.AlignmentFlag() as place):
                _add(layout, part, 0, place)
            case (part, int(share)):
                _add(layout, part, share)
            case (part, share, place):
                _add(layout, part, share, place)
            case part:
                _add(layout, part)


def _add(layout: QBoxLayout, part: Part, share: int = 0, place: Qt.AlignmentFlag = _ANYWHERE) -> None:
    if isinstance(part, QWidget):
        layout.addWidget(part, share, place)
    else:
        layout.addLayout(part, share)


def _set_up(layout: QBoxLayout, items: tuple[Item, ...], spacing: int | None, margins: Margins) -> None:
    left, top, right, bottom = margins if isinstance(margins, tuple) else (margins,) * 4
    layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
    if spacing is not None:
        layout.setSpacing(px(spacing))
    fill(layout, *items)
