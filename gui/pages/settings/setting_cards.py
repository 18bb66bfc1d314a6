"""The smaller cards of the settings page."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from domain.cases.entities import document_number
from domain.office.entities import OfficeFields
from gui.early.parts import STRETCH, ElidedLabel, Look, Note, button, fill, in_row
from gui.early.preferences import FontScale
from gui.early.theme import INK, LINE, px
from gui.files.viewing import open_folder_text, open_with_system
from gui.formatting import date_text
from gui.forms.editors import SegmentedChoice
from gui.widgets.cards import Card
from gui.widgets.placing import in_grid

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


_PARTS: Final = (
    ("PySide6-Essentials", "Qt for Python（窗口）", "LGPL-3.0"),
    ("reportlab", "ReportLab（PDF）", "BSD"),
    ("sqlmodel", "SQLModel（数据）", "MIT"),
    ("SQLAlchemy", "SQLAlchemy（数据）", "MIT"),
    ("alembic", "Alembic（数据升级）", "MIT"),
    ("fonttools", "fontTools（字体）", "MIT"),
    ("python-calamine", "python-calamine（读 Excel）", "MIT"),
    ("XlsxWriter", "XlsxWriter（写 Excel）", "BSD-2-Clause"),
    ("cn2an", "cn2an（大写金额）", "MIT"),
    ("pypinyin", "pypinyin（拼音）", "MIT"),
    ("pyrage", "pyrage（加密备份）", "MIT"),
    ("py-minisign", "py-minisign（签名）", "ISC"),
    ("cryptography", "cryptography（签名、备份的口令）", "Apache-2.0"),
    ("numpy", "NumPy（整库评定）", "BSD-3-Clause"),
    ("zxing-cpp", "zxing-cpp（读二维码）", "Apache-2.0"),
    ("tomlkit", "TOML Kit（改政策文件）", "MIT"),
)
"""What the program is built on: distribution, what people call it, its licence."""


class TrialCard(Card):
    """Offered while nothing is recorded yet: a filled office to try things out with."""

    def __init__(self, load: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__("试用：载入示例企业", parent)
        self.body.addWidget(
            Note(
                "企业库还是空的。可以先载入六十多户虚构的企业，把评定、出具通知书走一遍；"
                "本单位信息还没填的，也一并填入示例。以后可在“企业”页全部删除。",
                self,
            )
        )
        self.button = button("载入示例企业", load, icon_name="play", parent=self)
        self.body.addLayout(in_row(self.button, STRETCH))


class FontCard(Card):
    """字号."""

    chosen = Signal(FontScale)

    def __init__(self, scale: FontScale, parent: QWidget | None = None) -> None:
        super().__init__("字号", parent)
        self.choice = SegmentedChoice({scale: scale.word for scale in FontScale}, self)
        self.choice.set_value(scale)
        self.choice.setAccessibleName("字号")
        self.choice.value_changed.connect(self._on_chosen)
        fill(self.body, self.choice, Note("看不清就选大一点，立即生效。", self), STRETCH)

    def _on_chosen(self) -> None:
        self.chosen.emit(FontScale(str(self.choice.value())))


class FolderCard(Card):
    """Where the records lie."""

    def __init__(self, store: Path, parent: QWidget | None = None) -> None:
        super().__init__("数据文件夹", parent)
        self._folder = store.parent
        self.path = ElidedLabel(str(store.parent), self, mode=Qt.TextElideMode.ElideMiddle)
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = button("打开文件夹", self._on_open, icon_name="folder", parent=self)
        self.body.addWidget(self.path)
        words = f"记录在其中的 {store.name} 里，附件在 attachments 里。"
        self.body.addWidget(Note(words, self))
        self.rights = Note(_rights_of(store.parent), self)
        self.body.addWidget(self.rights)
        self.body.addLayout(in_row(self.open_button, STRETCH))

    def _on_open(self) -> None:
        open_with_system(self._folder)


def _rights_of(folder: Path) -> str:
    """Say who can read the folder."""
    warning = open_folder_text(folder)
    return f"注意：{warning}" if warning else "只有本机当前用户能读。"


class AboutCard(Card):
    """Which version this is, and what it is built on.

    A package brings the list of all its parts with their licences; without one, what is named here is shown.
    """

    def __init__(self, program: Path, parent: QWidget | None = None) -> None:
        """`program` is the folder that holds `resources`."""
        super().__init__("关于", parent)
        self._licences = program / "licences"
        number = QCoreApplication.applicationVersion()
        name = f"助企兑 {number}" if number else "助企兑"
        self.body.addWidget(QLabel(f"{name}：惠企政策逐户评定与通知书。不联网，数据只在本机。", self))
        self.more = button("使用的开源软件及许可", self._on_more, look=Look.LINK, parent=self)
        self.texts = button("打开许可全文", self._on_texts, look=Look.LINK, parent=self)
        self.texts.setVisible(self._licences.is_dir())
        self.body.addLayout(in_row(self.more, self.texts, STRETCH))
        self.parts: QWidget | None = None

    def _on_more(self) -> None:
        if self.parts is None:
            self.parts = _table_of_parts(parts_in(self._licences), self)
            self.body.addWidget(self.parts)
        else:
            self.parts.setVisible(self.parts.isHidden())

    def _on_texts(self) -> None:
        open_with_system(self._licences)


def parts_in(licences: Path) -> list[tuple[str, str, str]]:
    """Return name, version and licence of what the program is made of: all that a package lists."""
    try:
        listed = json.loads((licences / "components.cdx.json").read_text("utf-8"))["components"]
    except FileNotFoundError:
        return [(name, _version_of(distribution), licence) for distribution, name, licence in _PARTS]
    return [(one["name"], one["version"], _licence_of(one)) for one in listed]


def _licence_of(component: dict[str, Any]) -> str:
    said = component.get("licenses", [{}])[0]
    return str(said.get("expression") or said.get("license", {}).get("name", "见许可全文"))


def _table_of_parts(parts: Sequence[tuple[str, str, str]], parent: QWidget) -> QWidget:
    table = QWidget(parent)
    grid = in_grid(across=24, down=4, of=table)
    for row, part in enumerate(parts):
        for column, text in enumerate(part):
            grid.addWidget(Note(text, table), row, column)
    grid.addWidget(Note("本程序：Apache-2.0。随附字体的许可与字体放在一起。", table), len(parts), 0, 1, 3)
    grid.setColumnStretch(3, 1)
    return table


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        # Packages for machines without Python may leave the metadata out.
        return ""
