"""录入预算: for which policy and year, from whom, how much, and who bears how much of an award."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.funds.budgets import Given, enter_budget
from domain.funds.entities import Shortage
from domain.policies.policy import Policy
from domain.values.errors import BadInput
from domain.values.ids import BudgetId
from domain.values.money import Fen
from gui.early.parts import Note, in_column
from gui.early.theme import px
from gui.formatting import money_text
from gui.forms.asking import FormDialog
from gui.forms.editors import UNSET, ChoiceBox, MoneyEdit, TextEdit, Unset
from gui.services import Services
from gui.widgets.placing import in_grid

_NAMES: Final = ("市级财政", "区级财政", "没有就不填")
_MOST_PARTS: Final = 100
_HEADINGS: Final = (("资金来源", 200), ("安排金额（元）", 190), ("分担比例", 90))
SHORTAGES: Final = {
    Shortage.REFUSE.value: "不予批准，等预算增加",
    Shortage.WAIT.value: "按受理先后候补，有了余额依次批准",
    Shortage.SHARE.value: "公示前按比例核定各户金额",
}
"""What happens to an approval beyond what is left."""


class SourcesEdit(QWidget):
    """An editor of who gives how much, and how many parts of every award each bears."""

    value_changed = Signal()

    def __init__(self, names: Sequence[str] = _NAMES, parent: QWidget | None = None) -> None:
        """`names` are examples of who may give, one for each row."""
        super().__init__(parent)
        self._names = names
        self.rows: list[tuple[TextEdit, MoneyEdit, TextEdit]] = []
        grid = in_grid(across=10, down=6)
        for column, (word, width) in enumerate(_HEADINGS):
            grid.addWidget(Note(word, self), 0, column)
            grid.setColumnMinimumWidth(column, px(width))
        for at in range(len(names)):
            row = self._row(at)
            self.rows.append(row)
            for column, editor in enumerate(row):
                grid.addWidget(editor, at + 1, column)
        self.total = Note("", self)
        self.total.setVisible(len(names) > 1)
        in_column(grid, self.total, spacing=6, of=self)
        self.setFocusProxy(self.rows[0][0])
        self._count()

    def value(self) -> tuple[Given, ...] | Unset:
        return tuple(self._given()) or UNSET

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, tuple) else ()
        for row, one in zip(self.rows, [*given, *[None] * len(self.rows)], strict=False):
            name, amount, parts = row
            name.set_value(one.name if one else UNSET)
            amount.set_value(int(one.amount) if one else UNSET)
            parts.set_value(str(one.parts) if one else UNSET)

    def typed(self) -> str:
        return "\n".join("\t".join(editor.text() for editor in row) for row in self.rows)

    def type_in(self, text: str) -> None:
        for row, line in zip(self.rows, text.split("\n"), strict=False):
            for editor, typed in zip(row, line.split("\t"), strict=False):
                editor.setText(typed)

    def complaint(self) -> str:
        """Return what is wrong with it; empty where nothing is."""
        for at, (name, amount, parts) in enumerate(self.rows, start=1):
            if not any(editor.text().strip() for editor in (name, amount, parts)):
                continue
            if not name.text().strip():
                return f"第 {at} 行：请填写资金来源，如市级财政"
            try:
                if not isinstance(amount.value(), int):
                    return f"第 {at} 行：请填写“{name.text().strip()}”安排多少"
            except BadInput as error:
                return f"第 {at} 行：{error}"
            if _parts_of(parts.text()) is None:
                return f"第 {at} 行：分担比例写 1 至 {_MOST_PARTS} 的整数，如 5"
        return ""

    def _given(self) -> list[Given]:
        """Return the rows that are whole."""
        found = []
        for name, amount, parts in self.rows:
            share = _parts_of(parts.text())
            try:
                fen = amount.value()
            except BadInput:
                continue
            if name.text().strip() and isinstance(fen, int) and share is not None:
                found.append(Given(name.text().strip(), Fen(fen), share))
        return found

    def _row(self, at: int) -> tuple[TextEdit, MoneyEdit, TextEdit]:
        name = TextEdit(self._names[at], self, max_length=40)
        amount = MoneyEdit(parent=self, may_be_negative=False)
        parts = TextEdit("如 5", self, max_length=3)
        for editor, word in ((name, "资金来源"), (amount, "安排金额"), (parts, "分担比例")):
            editor.setAccessibleName(f"第 {at + 1} 个来源的{word}")
            editor.value_changed.connect(self._count)
            editor.value_changed.connect(self.value_changed)
        return name, amount, parts

    def _count(self) -> None:
        given = self._given()
        said = f"合计 {money_text(Fen(sum(one.amount for one in given)))} 元"
        if len(given) > 1:
            said += f"；每笔补助按 {':'.join(str(one.parts) for one in given)} 分担，各家加起来正好是这一笔"
        self.total.setText(said)


class EnterDialog(FormDialog):
    """Asks for a budget; what was approved in it already is booked at once."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        on_entered: Callable[[BudgetId], object],
        known: Collection[tuple[str, int]],
    ) -> None:
        """`known` are policy and year of those that are there already."""
        super().__init__(services, parent, "录入预算", "录入", width=720, label_width=96, editor_width=420)
        self._on_entered, self._known = on_entered, known
        self.said.hide()
        policies = services.context.policies.policies
        this = date.today().year
        self.policy = ChoiceBox({id_: one.title for id_, one in policies.items()}, unset_word=None)
        self.year = ChoiceBox({f"{one}": f"{one} 年" for one in (this - 1, this, this + 1)}, unset_word=None)
        self.year.set_value(f"{this}")
        self.sources = SourcesEdit()
        self.shortage = ChoiceBox(SHORTAGES, unset_word=None)
        self.form.add("policy", "政策", self.policy, required=True)
        self.form.add("year", "年度", self.year, required=True, width=120)
        self.form.add("sources", "资金", self.sources, required=True, width=510)
        self.form.add(
            "document",
            "依据",
            TextEdit("下达预算的文号，如 郑财预〔2022〕18号"),
            missing="请填写下达预算的文号",
        )
        self.form.add("shortage", "余额不足时", self.shortage, required=True)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        if complaint := self.sources.complaint():
            found["sources"] = complaint
        elif "sources" not in values:
            found["sources"] = "请至少填写一个资金来源和金额"
        if (values.get("policy"), int(values.get("year", 0))) in self._known:
            found["year"] = f"这项政策 {values['year']} 年的预算已经录入，要增减请用“调整”"
        return found

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        policy: Policy = context.policies.policies[values["policy"]]
        given: Sequence[Given] = values["sources"]
        self.services.jobs.run(
            lambda _: enter_budget(
                context.seat,
                policy,
                int(values["year"]),
                given,
                context.rules,
                document=values["document"],
                shortage=Shortage(values["shortage"]),
            ),
            self._on_done,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在录入预算",
        )

    def _on_done(self, id_: BudgetId) -> None:
        self.done_with(f"已录入《{self.policy.currentText()}》{self.year.typed()} 年预算")
        self._on_entered(id_)


def _parts_of(text: str) -> int | None:
    """Return how many parts a text says; one where it says nothing, None where it says none."""
    text = text.strip()
    if not text:
        return 1
    return int(text) if text.isdecimal() and 0 < int(text) <= _MOST_PARTS else None
