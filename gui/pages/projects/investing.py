"""What is to be and was invested by month, typed into a grid: of one project, or of many at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Fact, FactKind
from domain.outreach.projects.keeping import SeenProject
from domain.outreach.projects.listing import ListedProject, read_months
from domain.outreach.projects.progress import Investment, Month, WrittenInvestment, set_investment
from domain.values.ids import ProjectId
from domain.values.money import Fen
from domain.values.periods import Period, PeriodKind
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, SegmentedChoice
from gui.messages import in_full
from gui.pages.enterprises.figures.figures_card import FiguresFoot
from gui.pages.enterprises.figures.grid import FiguresGrid
from gui.pages.enterprises.figures.model import GridModel, Index, Place, Role
from gui.pages.enterprises.figures.sheet import FigureSheet, Unit, Wrong
from gui.services import Services, Undo
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.placing import FlowLayout

PLANNED, DONE = "planned", "done"
_WORDS: Final = {PLANNED: "计划投资", DONE: "完成投资"}
_FACT: Final = Fact("invested", "投资", FactKind.MONEY)
_FIRST_YEAR: Final = 2015
_KEYS: Final = (
    "30万、1.2亿都认得；Enter 向下，Tab 向右，Ctrl+D、Ctrl+R 填充，Ctrl+Z 撤销，可与 Excel 互相复制粘贴。"
    "十二个月都填了的，全年由各月推出，也可以直接填。"
)
Months = tuple[dict[ProjectId, dict[date, Month]], dict[ProjectId, Fen]]


class InvestmentModel(GridModel):
    """A row for what is planned, or was done, of each project; the year, and its months."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(frozenset(), parent)
        self.sheet: FigureSheet[str] = FigureSheet(lambda _: _FACT)
        self._rows: list[tuple[str, str]] = []
        self.unit = Unit.WAN

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these rows, by their keys with what each is called."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def load(self, year: int, found: Months) -> None:
        """Show a year as it is stored."""
        months, plans = found
        figures: dict[str, dict[Period, int]] = {}
        for id_, of in months.items():
            for what in (PLANNED, DONE):
                amounts = {first: getattr(month, what) for first, month in of.items()}
                figures[key_of(id_, what)] = {
                    _month(first): amount for first, amount in amounts.items() if amount is not None
                }
            if id_ in plans:
                figures[key_of(id_, PLANNED)][_year(year)] = plans[id_]
        self.sheet.load(figures)
        self.show_periods(self.shown, year)

    def entered(self, id_: ProjectId) -> Investment | None:
        """Return what is to be stored of a project; None where nothing was changed."""
        changes = self.sheet.changes()
        changed = {period for what in (PLANNED, DONE) for period in changes.get(key_of(id_, what), {})}
        if not changed:
            return None
        months = {
            date(period.year, period.number, 1): Month(
                self._amount(key_of(id_, PLANNED), period), self._amount(key_of(id_, DONE), period)
            )
            for period in changed
            if period.kind is PeriodKind.MONTH
        }
        plan = self.sheet.figure((key_of(id_, PLANNED), _year(self.year)))
        amount = None if plan is None else Fen(plan.amount)
        return Investment(months, {date(self.year, 1, 1): amount})

    def key_at(self, row: int) -> str:
        return self._rows[row][0]

    def row_of(self, key: str) -> int:
        return next((at for at, (one, _) in enumerate(self._rows) if one == key), -1)

    def subject(self, place: Place) -> str:
        key, period = place
        name = "全年" if period.kind is PeriodKind.YEAR else f"{period.number}月"
        return f"{self._rows[self.row_of(key)][1]} {name}"

    def asked(self) -> list[Period]:
        months = [Period.of(self.year, PeriodKind.MONTH, number) for number in range(1, 13)]
        return [_year(self.year), *months]

    def _amount(self, key: str, period: Period) -> Fen | None:
        entry = self.sheet.entry((key, period))
        return None if entry is None or isinstance(entry, Wrong) else Fen(entry)

    def _is_read(self, place: Place) -> bool:
        return True

    # Qt overrides

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return self._rows[section][1]
            period = self.periods[section]
            return "全年" if period.kind is PeriodKind.YEAR else f"{period.number}月"
        if role == Role.ToolTipRole and orientation == Qt.Orientation.Vertical:
            return self._rows[section][1]
        return super().headerData(section, orientation, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_sum = index.isValid() and not index.column() and self.key_at(index.row()).endswith(DONE)
        return flags & ~Qt.ItemFlag.ItemIsEditable if is_sum else flags

    def enter(self, entries: Mapping[Place, Any]) -> None:
        # What was done in a year is the sum of its months, also where a block is pasted over it.
        super().enter(
            {
                place: entry
                for place, entry in entries.items()
                if not (place[0].endswith(DONE) and place[1].kind is PeriodKind.YEAR)
            }
        )


class InvestmentDialog(Dialog):
    """The grid of a year, saved as one act; of one project both rows, of several one each."""

    def __init__(self, services: Services, parent: QWidget, projects: Sequence[ListedProject]) -> None:
        super().__init__(parent, "填报投资", width=1080, height=520 if len(projects) > 1 else 0)
        self._services, self._over, self._projects = services, parent, projects
        [first, *more] = projects
        self.add_title(f"填报 {len(projects)} 个项目的投资" if more else f"填报“{first.row.name}”的投资")
        self.problem = Banner("error", "error", self)
        self.model = InvestmentModel(self)
        self.grid = FiguresGrid(self.model, self)
        self.foot_note = FiguresFoot(self.grid, self.model, self)
        this_year = date.today().year
        years = {str(year): f"{year} 年" for year in range(this_year + 1, _FIRST_YEAR - 1, -1)}
        self.year = ChoiceBox(years, unset_word=None, called="年份")
        self.year.set_value(str(this_year))
        self.what = SegmentedChoice({what: _WORDS[what] for what in (DONE, PLANNED)}, self, called="填什么")
        self.what.setVisible(bool(more))
        self.unit = SegmentedChoice({unit: str(unit) for unit in (Unit.WAN, Unit.YUAN)}, self, called="单位")
        line = FlowLayout(spacing=px(12))
        for one in (self.year, self.what, self.unit):
            line.addWidget(one)
        self.body.addWidget(self.problem)
        self.body.addLayout(line)
        fill(self.body, Note(_KEYS, self), (self.grid, 1), self.foot_note)
        self.save_button = button(
            "保存", self._on_save, look=Look.PRIMARY, shortcut="Ctrl+S", icon_name="save", parent=self
        )
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.save_button)
        self.year.value_changed.connect(self._load)
        self.what.value_changed.connect(self._show_rows)
        self.unit.value_changed.connect(self._show_unit)
        self.model.edited.connect(self._hold_year)
        self.grid.horizontalHeader().setDefaultSectionSize(px(104))
        self._show_rows()
        self._load()

    def _show_rows(self) -> None:
        self.grid.finish_editing()
        if len(self._projects) == 1:
            [one] = self._projects
            rows = [(key_of(one.id, what), _WORDS[what]) for what in (PLANNED, DONE)]
        else:
            what = str(self.what.value())
            rows = [(key_of(one.id, what), one.row.name) for one in self._projects]
        self.model.show_rows(rows)

    def _show_unit(self) -> None:
        self.grid.finish_editing()
        unit = self.unit.value()
        assert isinstance(unit, Unit)
        self.model.show_unit(unit)

    def _load(self) -> None:
        year, ids = int(self.year.typed()), [one.id for one in self._projects]
        self._services.ask(
            lambda session: read_months(session, ids, year), partial(self._on_read, year), owner=self
        )

    def _on_read(self, year: int, found: Months) -> None:
        self.model.load(year, found)
        self._hold_year()
        self.grid.setFocus()
        today = date.today()
        column = today.month if year == today.year else 1
        row = 1 if len(self._projects) == 1 else 0
        self.grid.setCurrentIndex(self.model.index(row, column))

    def _hold_year(self) -> None:
        """Keep the year while something typed into it is not saved."""
        is_dirty = self.model.sheet.is_dirty()
        self.year.setEnabled(not is_dirty)
        self.year.setToolTip("先保存这一年填的，再换年份" if is_dirty else "")

    def _on_save(self) -> None:
        self.grid.finish_editing()
        if self.foot_note.show_first_wrong():
            return
        entries = {
            one.seen: found for one in self._projects if (found := self.model.entered(one.id)) is not None
        }
        if not entries:
            self.accept()
            return
        context = self._services.context
        self._services.jobs.run(
            lambda _: set_investment(context.seat, entries, context.problem_rules),
            self._on_saved,
            on_failed=self._on_refused,
            busy=self.save_button,
            owner=self,
            label="正在保存",
        )

    def _on_refused(self, error: Exception) -> None:
        self.problem.say(in_full(error))
        self.go_to_top()

    def _on_saved(self, written: WrittenInvestment) -> None:
        context = self._services.context
        before: dict[SeenProject, Investment] = {one: written.before[one.id] for one in written.seen}
        undo = Undo(
            lambda _: set_investment(context.seat, before, context.problem_rules), "已改回原来的投资数"
        )
        self._services.offer("已保存投资", undo, owner=self._over)
        self.accept()


def key_of(id_: ProjectId, what: str) -> str:
    """Return the key of a row of the grid."""
    return f"{id_} {what}"


def _month(first: date) -> Period:
    return Period.of(first.year, PeriodKind.MONTH, first.month)


def _year(year: int) -> Period:
    return Period.parse(str(year))
