"""What the applicant received from other levels: entered with an application, or later with its case."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.declared import Declared, Level, declared_in
from domain.cases.awards.handling import declare
from domain.cases.awards.reading import Case
from domain.values.errors import BadInput
from domain.values.money import Fen
from gui.early.parts import STRETCH, Look, Note, PushButton, button, empty, in_column, in_row
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, MoneyEdit, TextEdit, Unset
from gui.pages.cases.asking import StepDialog
from gui.services import Services
from gui.widgets.placing import in_grid

_HEADINGS: Final = (("层级", 0), ("政策名称", 3), ("金额（元）", 2), ("年度", 0), ("文件日期", 2))
_LEVELS: Final = {level.value: level.word for level in Level}
_WIDE: Final = 820
_HELP: Final = "照企业申报的填写，随事项留存；本项给多少，在“可能重复享受”里定就高、补差或都给。"


class _Line(NamedTuple):
    """One award: by whom, by what, how much, for which year, and the day of its paper."""

    level: ChoiceBox
    policy: TextEdit
    amount: MoneyEdit
    year: TextEdit
    on: OptionalDateEdit
    drop: PushButton

    @property
    def editors(self) -> Sequence[ChoiceBox | TextEdit | MoneyEdit | OptionalDateEdit]:
        return self[:5]

    @property
    def is_empty(self) -> bool:
        return not any(one.typed().strip() for one in self.editors[1:])

    def value(self) -> Declared:
        """Return what was entered.

        Raises:
            BadInput: Something of it is missing, or cannot be read.
        """
        policy, amount, day = self.policy.value(), self.amount.value(), self.on.value()
        name = f"“{policy}”" if policy is not UNSET else "其他层级的奖补有一行"
        if policy is UNSET:
            raise BadInput("其他层级的奖补有一行没有填政策名称")
        if not isinstance(amount, int) or not isinstance(day, date):
            raise BadInput(f"{name}请把金额和文件日期都填上")
        year = self.year.text().strip()
        if not (year.isascii() and year.isdigit()):
            raise BadInput(f"{name}的年度请写成四位数字，如 {date.today().year - 1}")
        return Declared(Level(self.level.typed()), str(policy), Fen(amount), int(year), day)


class DeclaredEdit(QWidget):
    """An editor of awards of other levels; its value is a tuple of `Declared`."""

    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[_Line] = []
        self.add_button = button("添一项…", self._on_add, icon_name="plus", parent=self)
        self._grid = in_grid(across=8, down=6)
        in_column(self._grid, in_row(self.add_button, STRETCH), spacing=8, of=self)

    def value(self) -> tuple[Declared, ...] | Unset:
        """Return what was entered. Raises `BadInput` where something is missing."""
        return tuple(line.value() for line in self.lines if not line.is_empty) or UNSET

    def set_value(self, value: object) -> None:
        given: Iterable[Declared] = value if isinstance(value, tuple) else ()
        self._show([])
        for one in given:
            line = self._add()
            line.level.set_value(one.level.value)
            line.policy.set_value(one.policy)
            line.amount.set_value(int(one.amount))
            line.year.set_value(str(one.year))
            line.on.set_value(one.on)
        self.value_changed.emit()

    def typed(self) -> str:
        told = [[one.typed() for one in line.editors] for line in self.lines if not line.is_empty]
        return json.dumps(told, ensure_ascii=False) if told else ""

    def type_in(self, text: str) -> None:
        self._show([])
        for told in json.loads(text) if text else ():
            for editor, one in zip(self._add().editors, told, strict=True):
                editor.type_in(one)

    def _on_add(self) -> None:
        self._add().policy.setFocus()
        self.value_changed.emit()

    def _add(self) -> _Line:
        line = _Line(
            ChoiceBox(_LEVELS, unset_word=None),
            TextEdit("政策名称或文号", max_length=100),
            MoneyEdit(may_be_negative=False),
            TextEdit(str(date.today().year), max_length=4),
            OptionalDateEdit(may_be_none=False),
            button("去掉", look=Look.LINK),
        )
        line.level.set_value(Level.PROVINCE.value)
        line.year.setFixedWidth(line.year.fontMetrics().horizontalAdvance("000000") + 24)
        line.drop.clicked.connect(partial(self._drop, line))
        for editor in line.editors:
            editor.value_changed.connect(self.value_changed)
        self._show([*self.lines, line])
        return line

    def _drop(self, line: _Line, *_: object) -> None:
        self._show([one for one in self.lines if one is not line])
        self.value_changed.emit()

    def _show(self, lines: list[_Line]) -> None:
        gone = [one for one in self.lines if one not in lines]
        self.lines = lines
        for line in gone:
            for cell in line:
                self._grid.removeWidget(cell)
                cell.deleteLater()
        for at, (word, share) in enumerate(_HEADINGS):
            self._grid.setColumnStretch(at, share)
            if lines and self._grid.itemAtPosition(0, at) is None:
                self._grid.addWidget(Note(word, self), 0, at)
        if not lines:
            empty(self._grid)
        for row, line in enumerate(lines, start=1):
            for column, part in enumerate(line):
                self._grid.addWidget(part, row, column)
            for editor, (word, _) in zip(line.editors, _HEADINGS, strict=True):
                editor.setAccessibleName(f"第 {row} 项{word}")
            line.drop.setAccessibleName(f"去掉第 {row} 项")


class DeclareDialog(StepDialog):
    """Asks what the applicant of a case received from other levels."""

    def __init__(self, over: QWidget, services: Services, case: Case) -> None:
        note = Note(_HELP)
        note.setWordWrap(True)
        super().__init__(
            over, services, f"其他层级已得：{case.name}", "登记", said=[note], width=_WIDE, label_width=48
        )
        self._case = case
        self.declared = DeclaredEdit()
        self.form.add("declared", "已得", self.declared, width=_WIDE - 120)
        self.form.add("remark", "说明", LongTextEdit("可以不填，如：企业补充申报", lines=2))
        if said := declared_in(case.steps):
            self.form.load({"declared": said})
        else:
            self.declared.add_button.click()

    def start(self) -> None:
        """Open it."""
        case, context = self._case, self._services.context
        self.begin(
            lambda values: declare(
                context.seat,
                case.seen,
                values.get("declared", ()),
                context.rules,
                remark=values.get("remark", ""),
            ),
            lambda _: f"已登记其他层级已得的奖补（{case.name}）",
            "已撤回这次登记",
        )
