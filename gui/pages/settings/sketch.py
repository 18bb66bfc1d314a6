"""What the office's data will look like on a paper: a sheet in small, drawn while they are typed."""

from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.cases.entities import document_number
from domain.office.entities import OfficeFields
from gui.early.theme import INK, LINE, px
from gui.formatting import date_text

_A4_MM: Final = (210.0, 297.0)
_LEFT_MM: Final = 28.0
_WIDTH_MM: Final = 156.0
_RED: Final = QColor("#c8161d")
_GHOST: Final = QColor("#aab3bf")
_BAR: Final = QColor("#e6eaef")
_BARS_MM: Final = ((112, 156), (122, 156), (132, 98), (150, 156), (160, 156), (170, 134))
_MM_PER_PT: Final = 25.4 / 72


class LetterSketch(QWidget):
    """A sheet of A4 in small: mark, number and rule, then the office's foot; what is lacking stands pale."""

    def __init__(self, fonts: Path, parent: QWidget | None = None) -> None:
        """`fonts` is the folder of the fonts that are shipped; without them the window's own type serves."""
        super().__init__(parent)
        self._office = OfficeFields()
        self._family = _family(fonts)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("公文样式示意")

    def show_office(self, office: OfficeFields) -> None:
        """Draw these data."""
        self._office = office
        self.update()

    def _paint_head(self, painter: QPainter) -> None:
        office = self._office
        mark = office.mark or "发文机关标志"
        painter.setPen(_RED if office.mark else _GHOST)
        self._line(painter, mark, QRectF(_LEFT_MM, 46, _WIDTH_MM, 24), 36, is_bold=True)
        number = document_number(office.number_prefix or "代字", date.today().year, 1)
        painter.setPen(QColor(INK) if office.number_prefix else _GHOST)
        self._line(painter, number, QRectF(_LEFT_MM, 76, _WIDTH_MM, 9), 16)
        painter.setPen(QPen(_RED, 0.7))
        painter.drawLine(int(_LEFT_MM), 88, int(_LEFT_MM + _WIDTH_MM), 88)
        painter.setPen(QColor(INK))
        self._line(painter, "补助资金审批通知书", QRectF(_LEFT_MM, 95, _WIDTH_MM, 12), 22, is_bold=True)

    def _paint_body(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_BAR)
        for top, width in _BARS_MM:
            painter.drawRect(QRectF(_LEFT_MM, top, width, 3.4))

    def _paint_foot(self, painter: QPainter) -> None:
        office = self._office
        foot = QRectF(_LEFT_MM + 56, 196, _WIDTH_MM - 70, 9)
        painter.setPen(QColor(INK) if office.signer else _GHOST)
        self._line(painter, office.signer or "署名", foot, 16)
        painter.setPen(QColor(INK))
        self._line(painter, date_text(date.today()), foot.translated(0, 11), 16)
        is_complete = bool(office.contact and office.phone)
        painter.setPen(QColor(INK) if is_complete else _GHOST)
        contact = f"（联系人：{office.contact or '　　'}　电话：{office.phone or '　　'}）"
        self._line(painter, contact, QRectF(_LEFT_MM, 228, _WIDTH_MM, 9), 16, Qt.AlignmentFlag.AlignLeft)

    def _line(
        self,
        painter: QPainter,
        text: str,
        area: QRectF,
        size_pt: float,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
        *,
        is_bold: bool = False,
    ) -> None:
        """Write one line, smaller where it is too long for its area. Lengths are in mm of the sheet."""
        font = QFont(self._family)
        font.setBold(is_bold)
        # Type has whole pixels: written ten times as large, then shrunk with the sheet.
        font.setPixelSize(max(1, round(size_pt * _MM_PER_PT * 10)))
        width = QFontMetricsF(font).horizontalAdvance(text) / 10
        shrink = min(1.0, area.width() / width) / 10
        painter.save()
        painter.setFont(font)
        painter.translate(area.topLeft())
        painter.scale(shrink, shrink)
        painter.drawText(
            QRectF(0, 0, area.width() / shrink, area.height() / shrink),
            align | Qt.AlignmentFlag.AlignVCenter,
            text,
        )
        painter.restore()

    # Qt overrides

    def sizeHint(self) -> QSize:
        width = px(300)
        return QSize(width, round(width * _A4_MM[1] / _A4_MM[0]))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setPen(QColor(LINE))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.scale(self.width() / _A4_MM[0], self.height() / _A4_MM[1])
        self._paint_head(painter)
        self._paint_body(painter)
        self._paint_foot(painter)
        painter.end()


def _family(fonts: Path) -> str:
    """Return the family that papers set their mark in, or nothing where it is not shipped."""
    for file in sorted(fonts.glob("NotoSerifSC*Bold*.ttf")):
        families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
        if families:
            return families[0]
    return ""
