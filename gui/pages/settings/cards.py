"""The smaller cards of the settings page."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from gui.forms.choices import SegmentedChoice
from gui.open_folder import open_folder_text
from gui.preferences import FontScale
from gui.theme import px
from gui.viewing import open_with_system
from gui.widgets.buttons import Look, button
from gui.widgets.cards import Card
from gui.widgets.labels import ElidedLabel, Note

_PARTS: Final = (
    ("PySide6-Essentials", "Qt for Python（窗口）", "LGPL-3.0"),
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
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self.body.addLayout(row)


class FontCard(Card):
    """字号."""

    chosen = Signal(FontScale)

    def __init__(self, scale: FontScale, parent: QWidget | None = None) -> None:
        super().__init__("字号", parent)
        self.choice = SegmentedChoice({scale: scale.word for scale in FontScale}, self)
        self.choice.set_value(scale)
        self.choice.setAccessibleName("字号")
        self.choice.value_changed.connect(self._on_chosen)
        self.body.addWidget(self.choice)
        self.body.addWidget(Note("看不清就选大一点，立即生效。", self))
        self.body.addStretch(1)

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
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def _on_open(self) -> None:
        open_with_system(self._folder)


def _rights_of(folder: Path) -> str:
    """Say who can read the folder."""
    warning = open_folder_text(folder)
    return f"注意：{warning}" if warning else "只有本机当前用户能读。"


class AboutCard(Card):
    """Which version this is, and what it is built on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("关于", parent)
        number = QCoreApplication.applicationVersion()
        name = f"助企兑 {number}" if number else "助企兑"
        self.body.addWidget(QLabel(f"{name}：惠企政策逐户评定与通知书。不联网，数据只在本机。", self))
        self.more = button("使用的开源软件及许可", self._on_more, look=Look.LINK, parent=self)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        self.body.addLayout(row)
        self._parts = _table_of_parts(self)
        self._parts.hide()
        self.body.addWidget(self._parts)

    def _on_more(self) -> None:
        self._parts.setVisible(self._parts.isHidden())


def _table_of_parts(parent: QWidget) -> QWidget:
    table = QWidget(parent)
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(4))
    for row, (distribution, name, licence) in enumerate(_PARTS):
        for column, text in enumerate((name, _version_of(distribution), licence)):
            grid.addWidget(Note(text, table), row, column)
    grid.addWidget(Note("本程序：Apache-2.0。随附字体的许可与字体放在一起。", table), len(_PARTS), 0, 1, 3)
    grid.setColumnStretch(3, 1)
    return table


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        # Packages for machines without Python may leave the metadata out.
        return ""
