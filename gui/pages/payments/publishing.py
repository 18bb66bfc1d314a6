"""What was paid in a period: 政务公开名单, looked at and written as Excel or on paper, and 政策兑现汇总表."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.funds.documents.kinds import paid_by_policy
from domain.funds.documents.paid_by_policy import TITLE
from domain.funds.documents.recipient import LIST, compose_published, said_of
from domain.funds.recipients import Published, published
from domain.store.tables import Kind
from domain.values.errors import BadInput
from domain.values.money import Fen
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog, from_store
from gui.formatting import count_text, money_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import MoneyEdit
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.dialog import Dialog, opened

_WATCHED: Final = {Kind.PAYMENT, Kind.RECOVERY}


class PublishDialog(Dialog):
    """Asks for the period and the least amount, and shows who is on the list."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, "政务公开名单", width=860, height=620)
        self.services = services
        self.dialog: Dialog | None = None
        self._asked: tuple[date, date, Fen] | None = None
        today = date.today()
        self.add_title("政务公开名单")
        self.first, self.last = OptionalDateEdit(may_be_none=False), OptionalDateEdit(may_be_none=False)
        self.least = MoneyEdit("不限", may_be_negative=False)
        self.first.set_value(today.replace(month=1, day=1))
        self.last.set_value(today)
        for editor, name in ((self.first, "从"), (self.last, "到"), (self.least, "每户合计至少")):
            editor.setAccessibleName(name)
            editor.value_changed.connect(self.reload)
        asked = in_row(
            Note("从", self), (self.first, 2), Note("到", self), (self.last, 2),
            Note("每户合计至少", self), (self.least, 1), Note("元", self), spacing=8,
        )  # fmt: skip
        self.said = Note("", self)
        self.model = RowsModel[Published](_COLUMNS, key=lambda one: (one.code, one.award), parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("政务公开名单")
        self.export_button = Exporter(services, self).button(self.table, LIST, look=Look.PLAIN)
        self.paper_button = button(
            "打印或存为 PDF…", self._on_paper, look=Look.PRIMARY, icon_name="print", parent=self
        )
        fill(self.body, asked, (self.table, 1), self.said)
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self))
        fill(self.foot, self.export_button, self.paper_button)
        services.changes.on(_WATCHED, self.reload, owner=self)
        self.reload()

    def reload(self) -> None:
        """Read the list anew, as it is asked for."""
        self._asked = asked = self._read_asked()
        if asked is None:
            self._show(None, [])
            return
        first, last, least = asked
        self.services.ask(
            lambda session: published(session, first, last, least=least),
            partial(self._show, asked),
            owner=self,
        )

    def _read_asked(self) -> tuple[date, date, Fen] | None:
        try:
            first, last, least = self.first.value(), self.last.value(), self.least.value()
        except BadInput:
            return None
        if not isinstance(first, date) or not isinstance(last, date) or first > last:
            return None
        return first, last, Fen(least if isinstance(least, int) else 0)

    def _show(self, asked: tuple[date, date, Fen] | None, rows: list[Published]) -> None:
        if asked != self._asked:
            return
        self.model.replace(rows)
        for one in (self.export_button, self.paper_button):
            one.setEnabled(bool(rows))
        if asked is None:
            self.said.setText("请填写起止日期，起不能晚于止")
            return
        total = money_text(Fen(sum(one.amount for one in rows)))
        self.said.setText(f"{said_of(*asked)}：{count_text(len(rows), '项')}，合计 {total} 元")

    def _on_paper(self) -> None:
        if self._asked is None:
            return
        first, last, least = self._asked
        compose = from_store(self.services.context, compose_published, first, last, least=least)
        self.dialog = opened(PaperDialog(self.services, LIST, compose, self, of=()))


class PeriodDialog(FormDialog):
    """Asks for the period of 政策兑现汇总表, and shows it."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent, TITLE, "看汇总表…")
        self.dialog: Dialog | None = None
        self.said.setText(
            "这段时间里各政策、各条款付了几户、几笔、多少钱，按银行付款的日期算；后来退回的不算。"
        )
        today = date.today()
        for field, label, day in (("first", "从", today.replace(month=1, day=1)), ("last", "到", today)):
            editor = OptionalDateEdit(may_be_none=False)
            self.form.add(field, label, editor, required=True, width=220)
            editor.set_value(day)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        first, last = values.get("first"), values.get("last")
        if not isinstance(first, date):
            return {"first": "请填写日期"}
        if not isinstance(last, date) or last < first:
            return {"last": "请填写不早于起始日期的日期"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        compose = from_store(self.services.context, paid_by_policy, values["first"], values["last"])
        self.dialog = opened(PaperDialog(self.services, TITLE, compose, self, of=()))


_COLUMNS: Final[tuple[Column[Published], ...]] = (
    Column[Published](
        "姓名（企业名称）", lambda one: one.name, sorts=True, stretches=True, width=240, tips=True
    ),
    Column[Published]("统一社会信用代码", lambda one: one.code, sorts=True, width=190, narrowest=150),
    Column[Published]("事项", lambda one: one.award, sorts=True, width=220, narrowest=140, tips=True),
    amounts("金额（元）", lambda one: one.amount, width=140, narrowest=112),
)
