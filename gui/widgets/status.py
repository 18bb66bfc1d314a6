"""Outcomes as a coloured pill with a mark and a word; never by colour alone."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.early.theme import ACCENT, LINE, icon, px

_MARK: Final = 13


@dataclass(frozen=True, slots=True)
class Status:
    """A state in a word. ``ink`` on ``fill`` keeps a contrast of 4.5:1; ``mark`` is an icon's name."""

    word: str
    mark: str
    ink: str
    fill: str
    line: str

    def named(self, word: str) -> "Status":
        """Return the same look with another word."""
        return Status(word, self.mark, self.ink, self.fill, self.line)


GOOD: Final = Status("完成", "check", "#17653a", "#e6f4ec", "#b5dcc5")
NEUTRAL: Final = Status("一般", "minus", "#4a5563", "#eef1f4", "#d3d9e0")
ATTENTION: Final = Status("注意", "question", "#8a4b00", "#fdf2df", "#efd3a2")
PERSON: Final = Status("人工", "person", "#5b3a96", "#f1ecfa", "#d6c8ee")
ACTIVE: Final = Status("进行中", "clock", "#1f5590", "#e8f0f9", "#b9d0ea")
HARM: Final = Status("有误", "error", "#a3200f", "#fdecea", "#f0b9b3")

STATUSES: Final = {
    "granted": GOOD.named("符合"),
    "not_met": Status("不符合", "cross", "#4a5563", "#eef1f4", "#d3d9e0"),
    "missing": ATTENTION.named("资料缺失"),
    "manual": PERSON.named("待人工认定"),
    "void": Status("作废", "void", "#66707d", "#f7f8f9", "#c6cdd6"),
    "sample": ACTIVE.named("样张"),
    "approved": GOOD.named("已审批"),
    "issued": Status("已出具", "notices", ACTIVE.ink, ACTIVE.fill, ACTIVE.line),
    "changed": Status("数据已变", "warning", "#8a4b00", "#fdf2df", "#efd3a2"),
    "true": GOOD.named("满足"),
    "false": Status("不满足", "cross", "#4a5563", "#eef1f4", "#d3d9e0"),
}
"""By the name an outcome has in files. Conditions use true, false, missing and manual."""


def status_of(outcome: str) -> Status:
    """Return how an outcome looks; one unknown here shows its own name.

    >>> status_of("granted").word
    '符合'
    """
    return STATUSES.get(outcome) or NEUTRAL.named(outcome)


def _pill_size(status: Status, font: QFont) -> QSize:
    text = QFontMetrics(font).horizontalAdvance(status.word)
    return QSize(text + px(_MARK) + px(4) + px(18), px(24))


def _paint_pill(painter: QPainter, area: QRect, status: Status, font: QFont) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(status.line), 1))
    painter.setBrush(QColor(status.fill))
    pill = QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    mark_px = px(_MARK)
    mark = QRect(area.left() + px(9), area.center().y() - mark_px // 2, mark_px, mark_px)
    icon(status.mark, status.ink, size=_MARK).paint(painter, mark)
    painter.setPen(QColor(status.ink))
    painter.setFont(font)
    painter.drawText(
        area.adjusted(px(9) + mark_px + px(4), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, status.word
    )
    painter.restore()


def _paint_share(painter: QPainter, area: QRect, share: float) -> None:
    bar = QRectF(area.left() + px(8), area.bottom() - px(6), area.width() - px(16), px(3))
    painter.fillRect(bar, QColor(LINE))
    bar.setWidth(bar.width() * min(max(share, 0.0), 1.0))
    painter.fillRect(bar, QColor(ACCENT))


def _pill_font(base: QFont) -> QFont:
    font = QFont(base)
    font.setPixelSize(px(13))
    return font


class StatusPill(QWidget):
    """One status as a pill, e.g. beside a title."""

    def __init__(self, status: Status | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Status | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_status(status)

    @property
    def status(self) -> Status | None:
        return self._status

    def show_status(self, status: Status | None) -> None:
        """Show another status; None shows nothing."""
        self._status = status
        self.setAccessibleName(status.word if status else "")
        self.updateGeometry()
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return _pill_size(self._status, _pill_font(self.font())) if self._status else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._status is not None:
            painter = QPainter(self)
            _paint_pill(painter, self.rect(), self._status, _pill_font(self.font()))
            painter.end()


class StatusDelegate(QStyledItemDelegate):
    """Paints cells whose model gives a `Status` for ``role`` as a pill, all others as usual.

    Below the text of those for which it gives a share of a whole stands a thin bar.
    """

    def __init__(self, role: int, share_role: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._role, self._share_role = role, share_role

    # Qt overrides

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        status = index.data(self._role)
        if not isinstance(status, Status):
            super().paint(painter, option, index)
            if (share := index.data(self._share_role)) is not None:
                _paint_share(painter, option.rect, share)  # type: ignore[attr-defined]  # missing from the stubs
            return
        # Not at the top: PySide takes 5 ms to make this type, and the first table shows no status.
        from PySide6.QtWidgets import QStyle  # noqa: PLC0415

        style = QApplication.style()
        self.initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]  # missing from the stubs
        widget = option.widget  # type: ignore[attr-defined]  # missing from the stubs
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        room: QRect = option.rect.adjusted(px(8), 0, -px(4), 0)  # type: ignore[attr-defined]
        font = _pill_font(option.font)  # type: ignore[attr-defined]
        size = _pill_size(status, font)
        top = room.center().y() - size.height() // 2 + 1
        _paint_pill(
            painter, QRect(room.left(), top, min(size.width(), room.width()), size.height()), status, font
        )
