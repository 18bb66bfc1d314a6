"""Which fonts papers are set in; one of the office's own is added, and a sheet printed to try them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from domain.papers.font_sheet import TITLE, compose_font_sheet
from domain.values.errors import BadInput
from domain.values.files import write_whole
from gui.early.parts import ElidedLabel, Note, button
from gui.early.theme import px
from gui.files.file_dialogs import ask_to_open
from gui.files.paper_desk import DRAWING
from gui.files.paper_dialog import PaperDialog
from gui.services import AppContext, Services
from gui.widgets.cards import Card
from gui.widgets.dialog import opened
from gui.widgets.placing import in_grid

if TYPE_CHECKING:
    from reports.sheet.font_files import Unusable
    from reports.sheet.fonts import Looked, Use

_KINDS: Final = "字体 (*.ttf *.otf *.ttc)"
_NAMED: Final = 3
_SHOWN: Final = 12
_FOR: Final = {
    "小标宋": "标志、标题（小标宋）",
    "仿宋": "正文（仿宋）",
    "黑体": "小标题（黑体）",
    "宋体": "页码、明白卡（宋体）",
}


class FontsCard(Card):
    """公文用的字体."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("公文用的字体", parent)
        self._services = services
        self._folder = services.context.home / "fonts"
        self._used: Sequence[tuple[str, str]] = ()
        self.dialog: QFileDialog | None = None
        self.sheet_dialog: PaperDialog | None = None
        self._table = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=24, down=4, of=self._table)
        self.unusable = Note("", self)
        self.unusable.hide()
        self.add_button = button("添加字体…", self._on_add, icon_name="plus", parent=self)
        self.sheet_button = button("打印测试页…", self._on_sheet, icon_name="print", parent=self)
        self.body.addWidget(
            Note(
                "单位买了方正小标宋、仿宋_GB2312 等字体的，在这里添加；字体里没有的字用别的字体补。",
                self,
            )
        )
        self.body.addWidget(self._table)
        self.body.addWidget(self.unusable)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.add_button)
        row.addWidget(self.sheet_button)
        row.addStretch(1)
        self.body.addLayout(row)

    def look(self) -> None:
        """See what there is now."""
        self._services.jobs.read(
            lambda _: _look(self._services.context, self._folder), self._on_looked, owner=self
        )

    @property
    def said(self) -> list[str]:
        """What is said of each font, a line each."""
        return [f"{what}　{font}" for what, font in self._used]

    def _on_looked(self, found: "tuple[list[Use], list[Unusable]]") -> None:
        uses, unusable = found
        self._used = [(_FOR[str(one.role)], _text_of(one)) for one in uses]
        for at, (what, font) in enumerate(self._used):
            for column, text in enumerate((what, font)):
                item = self._grid.itemAtPosition(at, column)
                label = item.widget() if item is not None else None
                if not isinstance(label, ElidedLabel):
                    label = ElidedLabel("", self._table, mode=Qt.TextElideMode.ElideMiddle)
                    self._grid.addWidget(label, at, column)
                label.setText(text)
        named = "；".join(f"{font.path.name}（{font.reason}）" for font in unusable[:_NAMED])
        more = f"等 {len(unusable)} 个" if len(unusable) > _NAMED else ""
        self.unusable.setText(f"有字体不能用，出公文时没有用它：{named}{more}。")
        self.unusable.setVisible(bool(unusable))

    def _on_add(self) -> None:
        self.dialog = ask_to_open(self, "添加字体", _KINDS, self.add, preferences=self._services.preferences)

    def add(self, path: Path) -> None:
        """Take a font in, if it can be used and may be."""
        self._services.jobs.run(
            lambda _: _add(self._services.context, path, self._folder),
            partial(self._on_added, path),
            owner=self,
            label="正在检查字体",
        )

    def _on_added(self, path: Path, looked: "Looked") -> None:
        self.look()
        self._services.messages.success(f"已添加“{path.name}”。{_worth_of(looked)}重新打开程序后使用。")

    def _on_sheet(self) -> None:
        used = tuple(self._used)
        self.sheet_dialog = opened(
            PaperDialog(
                self._services,
                TITLE,
                lambda: compose_font_sheet(used, date.today(), datetime.now(UTC)),
                self,
                of=(),
            )
        )


def _look(context: AppContext, folder: Path) -> "tuple[list[Use], list[Unusable]]":
    from reports.sheet.fonts import unusable_fonts, uses_of  # noqa: PLC0415 - fonts, when they are asked for

    with DRAWING:
        return uses_of(context.fonts()), unusable_fonts(folder)


def _add(context: AppContext, path: Path, folder: Path) -> "Looked":
    """Look at a font and copy it where papers find it.

    Raises:
        BadInput: It cannot be used, may not be, or is there already.
    """
    from reports.sheet.fonts import look_at  # noqa: PLC0415 - as above

    signs = context.resources / "fonts" / "standard-characters.txt"
    standard = "".join(signs.read_text(encoding="utf-8").split())
    with DRAWING:
        looked = look_at(path, standard)
    target = folder / path.name
    if target.exists():
        raise BadInput(f"已经有一个叫“{path.name}”的字体；要换的话，先从数据文件夹的 fonts 里拿走")
    folder.mkdir(exist_ok=True)
    write_whole(path.read_bytes(), target)
    return looked


def _worth_of(looked: "Looked") -> str:
    """Say what a font is good for, and what it lacks."""
    use = "、".join(_FOR[str(role)] for role in looked.roles)
    words = f"用作{use}；" if use else "从名称看不出用途，只用来补别的字体没有的字；"
    if not looked.lacking:
        return f"{words}8,105 个通用规范汉字都有。"
    some = f"{looked.lacking[:_SHOWN]}{'…' if len(looked.lacking) > _SHOWN else ''}"
    return f"{words}缺 {len(looked.lacking):,} 个通用规范汉字（{some}），用别的字体补。"


def _text_of(use: "Use") -> str:
    return f"{use.path.stem}（{'程序自带' if use.is_shipped else f'本机：{use.path}'}）"
