"""The card 工作日历 of the settings page: which years' holidays are known, and those of one entered."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from domain.cases.awards.moved import Moved, moved_by
from domain.office.calendar.service import (
    KnownYears,
    TimeOff,
    calendar_of,
    drop_year,
    file_of,
    take_year,
    years_of,
)
from domain.office.calendar.year_files import ELSE, CalendarMistakes
from domain.office.calendar.years import Year
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, empty, fill, in_row
from gui.files.file_dialogs import ask_to_open
from gui.formatting import count_text, date_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, TextEdit
from gui.services import AppContext, Services
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Dialog
from gui.widgets.placing import in_grid

T = TypeVar("T")

_MOST_TOLD: Final = 50
_KINDS: Final = "日历文件 (*.toml)"
_HOLIDAYS: Final = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_MONTH_AND_DAY: Final = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?", re.ASCII)
_BETWEEN: Final = re.compile(r"[、，,；;\s]+")
_OF_A_FILE: Final = re.compile(r"^(.*：)?第 \d+ 行，(“\w+”( 第 \d+ 项)?：)?|（worked）")
_ELSE: Final = "国务院另有规定的，请在文件里写明依据后导入"
_EXPLAINED: Final = "公示、补正、办结的期限按工作日计算，要知道每年放哪几天假、哪几天调休上班。"
_HELP: Final = (
    "照国务院办公厅当年的通知填写。两个节连着放的，写成一行，名称用顿号隔开，如 国庆节、中秋节，另一行留空。"
    "调休上班的日子写月和日，如 2-14、2-20；跨年的写全年月日。"
)


class CalendarCard(Card):
    """Which years are known; the next one is entered or read from a file."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("工作日历", parent)
        self._services = services
        self.known: KnownYears | None = None
        self.dialog: YearDialog | None = None
        self.said = Note(_EXPLAINED, self)
        self.said.setWordWrap(True)
        self.lacking = Banner("warning", "warning", self)
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=24, down=4, of=self._list)
        self.enter_button = button("登记放假安排…", self._on_enter, icon_name="plus", parent=self)
        self.file_button = button("从文件导入…", self._on_file, icon_name="upload", parent=self)
        services.permits.hold(Action.CALENDAR_TAKE, self.enter_button, self.file_button)
        for one in (self.said, self.lacking, self._list):
            self.body.addWidget(one)
        self.body.addLayout(in_row(self.enter_button, self.file_button, STRETCH, spacing=8))
        services.changes.on({Kind.CALENDAR}, self.reload, owner=self)

    def reload(self) -> None:
        """Read again which years are known."""
        self._services.ask(lambda session: years_of(session, date.today()), self._on_read, owner=self)

    def _on_read(self, known: KnownYears) -> None:
        self.known = known
        first, last = known.shipped
        self.said.setText(f"{_EXPLAINED}程序自带 {first}—{last} 年的放假安排。")
        years = "、".join(f"{year} 年" for year in known.lacking)
        said = f"{years}的放假安排还没有登记，暂按双休日推算，登记后期限可能变动。"
        self.lacking.say(said if years else "")
        empty(self._grid)
        for row, one in enumerate(known.taken):
            self._grid.addWidget(QLabel(f"{one.year} 年", self._list), row, 0)
            by = f"{one.source}（{one.taken_by}，{date_text(one.taken_at.astimezone())}）"
            self._grid.addWidget(Note(by, self._list), row, 1)
            drop = button("移除", partial(self._drop, one.year), look=Look.LINK, parent=self._list)
            drop.setAccessibleName(f"移除 {one.year} 年放假安排")
            self._services.permits.hold(Action.CALENDAR_DROP, drop)
            self._grid.addWidget(drop, row, 2)
        self._list.setVisible(bool(known.taken))

    def _on_enter(self) -> None:
        lacking = self.known.lacking if self.known else ()
        self.dialog = YearDialog(self._services, lacking[0] if lacking else date.today().year + 1, self)
        self.dialog.taken.connect(self._tell)
        self.dialog.open()

    def _on_file(self) -> None:
        self.file_dialog = ask_to_open(
            self, "从文件导入放假安排", _KINDS, self._take_file, preferences=self._services.preferences
        )

    def _take_file(self, path: Path) -> None:
        seat, context = self._services.context.seat, self._services.context
        self._services.jobs.run(
            lambda _: _with_moves(context, lambda: take_year(seat, path.read_bytes(), path.name)),
            self._tell,
            busy=self.file_button,
            owner=self,
            label="正在导入",
        )

    def _tell(self, taken: tuple[Year, Sequence[Moved]]) -> None:
        year, moved = taken
        self._say(f"已登记 {year.number} 年的放假安排", moved)

    def _say(self, done: str, moved: Sequence[Moved]) -> None:
        """Say what was done, and which cases it concerns."""
        if not moved:
            self._services.messages.success(done)
            return
        told = [one.text for one in moved[:_MOST_TOLD]]
        if len(moved) > _MOST_TOLD:
            told.append(f"等 {count_text(len(moved), '件')}")
        said = f"{done}；{count_text(len(moved), '件')}事项的期限或公示随之变动"
        self._services.messages.warning(said, details=told)

    def _drop(self, year: int) -> None:
        seat, context = self._services.context.seat, self._services.context
        self._services.jobs.run(
            lambda _: _with_moves(context, lambda: drop_year(seat, year)),
            lambda taken: self._say(f"已移除 {year} 年的放假安排", taken[1]),
            owner=self,
            label="正在移除",
        )

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


class YearDialog(Dialog):
    """Asks for the times off of one year, as the notice has them; each mistake is said, and it stays open."""

    taken = Signal(object)
    """The `Year`, and which cases it concerns."""

    def __init__(self, services: Services, year: int, parent: QWidget) -> None:
        super().__init__(parent, "登记放假安排", width=860)
        self._services = services
        self.problem = Banner("error", "error", self)
        self.year = ChoiceBox({f"{one}": f"{one} 年" for one in _years(year)}, self, unset_word=None)
        self.year.set_value(f"{year}")
        self.year.setAccessibleName("年份")
        self.source = TextEdit("如 国办发明电〔2026〕12号", self, max_length=200)
        self.source.setAccessibleName("依据")
        self.rows: list[tuple[TextEdit, OptionalDateEdit, OptionalDateEdit, TextEdit]] = []
        grid = in_grid(across=12, down=8)
        for column, (word, share) in enumerate(
            (("节日", 3), ("放假第一天", 3), ("最后一天", 3), ("调休上班", 4))
        ):
            grid.addWidget(Note(word, self), 0, column)
            grid.setColumnStretch(column, share)
        for at, name in enumerate(_HOLIDAYS, start=1):
            row = self._row(name)
            self.rows.append(row)
            for column, editor in enumerate(row):
                grid.addWidget(editor, at, column)
        self.go_button = button("登记", self._on_go, look=Look.PRIMARY, parent=self)
        self.add_title("登记放假安排")
        said = Note(_HELP, self)
        said.setWordWrap(True)
        fill(self.body, said, self.problem)
        self.body.addLayout(in_row(self.year, QLabel("依据", self), (self.source, 1), spacing=12))
        self.body.addLayout(grid)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)
        self.source.setFocus()

    @property
    def _number(self) -> int:
        return int(self.year.typed())

    def _row(self, name: str) -> tuple[TextEdit, OptionalDateEdit, OptionalDateEdit, TextEdit]:
        named = TextEdit(parent=self, max_length=30)
        named.set_value(name)
        first, last = (OptionalDateEdit(self, may_be_none=False) for _ in range(2))
        for edit in (first, last):
            edit.line.setPlaceholderText("年-月-日")
        worked = TextEdit("没有就不填", self, max_length=100)
        for editor, word in ((named, "节日"), (first, "第一天"), (last, "最后一天"), (worked, "调休上班")):
            editor.setAccessibleName(f"{name}{word}")
        return named, first, last, worked

    def _on_go(self) -> None:
        try:
            text = file_of(self._number, self.source.text().strip(), self._times())
        except BadInput as error:
            self.problem.say(str(error))
            return
        context, name = self._services.context, f"{self._number} 年"

        def take(_: Reporter) -> tuple[Year, list[Moved]]:
            return _with_moves(context, lambda: take_year(context.seat, text.encode("utf-8"), name))

        self._services.jobs.run(
            take,
            self._on_taken,
            on_failed=self._on_failed,
            busy=self.go_button,
            owner=self,
            label="正在登记",
        )

    def _on_failed(self, error: Exception) -> None:
        complaints = error.complaints if isinstance(error, CalendarMistakes) else [str(error)]
        # Of a file nobody here has seen.
        said = [_OF_A_FILE.sub("", complaint) for complaint in complaints]
        self.problem.say("\n".join(one.replace(ELSE, _ELSE) for one in said))

    def _on_taken(self, taken: tuple[Year, list[Moved]]) -> None:
        self.taken.emit(taken)
        self.accept()

    def _times(self) -> list[TimeOff]:
        """Return the rows that were filled in.

        Raises:
            BadInput: One is half empty, or holds what is no day.
        """
        if not self.source.text().strip():
            raise BadInput("请填依据，如 国办发明电〔2026〕12号")
        found = []
        for named, first, last, worked in self.rows:
            name = named.text().strip()
            begin, end = first.value(), last.value()
            is_empty = not (isinstance(begin, date) or isinstance(end, date) or worked.text().strip())
            if is_empty:
                continue
            if not (name and isinstance(begin, date) and isinstance(end, date)):
                raise BadInput(f"“{name or '没有名称的一行'}”：请把节日、第一天、最后一天都填上")
            found.append(TimeOff(name, begin, end, self._days(name, worked.text())))
        return found

    def _days(self, name: str, text: str) -> Sequence[date]:
        return [self._day(name, one) for one in _BETWEEN.split(text.strip()) if one]

    def _day(self, name: str, text: str) -> date:
        found = _MONTH_AND_DAY.fullmatch(text)
        try:
            return date(self._number, int(found[1]), int(found[2])) if found else parse_date(text)
        except (ValueError, BadInput) as error:
            raise BadInput(f"“{name}”的调休上班“{text}”不是日子，请写如 2-14") from error


def _with_moves(context: AppContext, act: Callable[[], T]) -> tuple[T, list[Moved]]:
    """Change the calendar; return what that gave, and which cases it concerns."""
    before = context.store.ask(calendar_of)
    done = act()
    rules = context.rules
    moved = context.store.ask(moved_by, before, rules.calendar, who=context.seat.who, rules=rules)
    return done, moved


def _years(wanted: int) -> list[int]:
    """Return the years that may be entered: this one and the two after it, and the one that is wanted."""
    now = date.today().year
    return sorted({now, now + 1, now + 2, wanted})
