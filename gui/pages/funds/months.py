"""对账: the months with what was paid in each; one held against the finance office's file, and signed off."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.exchange.finance_rows import FORM, read_paid
from domain.exchange.intake.sheets import Source
from domain.exchange.intake.sources import open_source
from domain.funds.calendar_months import month_text
from domain.funds.documents.reconciled import TITLE, compose_reconciled
from domain.funds.months import Month, list_months
from domain.funds.reconciling import (
    NOTHING,
    Comparison,
    Known,
    Pair,
    TheirFile,
    Verdict,
    close_month,
    compare,
    known_of,
    reopen_month,
    statement_in,
    statement_of,
)
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.early.theme import px
from gui.files.columns_edit import TABLES, ColumnsEdit
from gui.files.exporting import Exporter
from gui.files.file_dialogs import ask_to_open
from gui.files.paper_dialog import PaperDialog, from_store
from gui.formatting import DASH, money_text, time_text
from gui.forms.asking import FormDialog
from gui.forms.editors import SegmentedChoice, TextEdit
from gui.messages import in_full
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, opened
from gui.widgets.status import ATTENTION, GOOD, HARM, NEUTRAL, Status

_WATCHED: Final = {Kind.PAYMENT, Kind.RECOVERY, Kind.MONTH}
_ALL, _OPEN = "all", "open"
_SAID: Final = (
    "每月月底以后，与财政部门的拨付明细逐笔核对，签认。签认以后这个月不再变动，"
    "以后登记的、日期在这个月的，记在下一个没有签认的月份。"
)
_LOOKS: Final = {
    Verdict.SAME: GOOD,
    Verdict.DIFFERS: ATTENTION,
    Verdict.OURS: HARM,
    Verdict.THEIRS: HARM,
    Verdict.UNCLEAR: ATTENTION,
}


class MonthsDialog(Dialog):
    """The months; one of them is opened from here."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, "对账", width=960, height=560)
        self.services = services
        self.dialog: Dialog | None = None
        self.add_title("对账")
        self.model = RowsModel[Month](_MONTHS, key=lambda one: one.month, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("各月")
        self.table.current_changed.connect(self._on_chosen)
        self.table.opened.connect(lambda _: self._on_open())
        self.empty = Note("还没有拨付过。登记了银行结果以后，这里按月列出。", self)
        self.late = Note("", self)
        self.open_button = button("对账…", self._on_open, look=Look.PRIMARY, parent=self)
        self.paper_button = button("对账表…", self._on_paper, icon_name="print", parent=self)
        self.undo_button = button("撤销签认…", self._on_undo, parent=self)
        services.permits.hold(Action.MONTH_REOPEN, self.undo_button)
        export = Exporter(services, self).button(self.table, "各月拨付")
        fill(self.body, Note(_SAID, self), self.empty, (self.table, 1), self.late)
        fill(self.foot, export, STRETCH)
        fill(self.foot, button("关闭", self.reject, parent=self), self.undo_button)
        fill(self.foot, self.paper_button, self.open_button)
        services.changes.on(_WATCHED, self.reload, owner=self)
        self.reload()

    def reload(self) -> None:
        """Read the months anew."""
        today = self.services.context.rules.today()
        self.services.ask(lambda session: list_months(session, today), self._show, owner=self)

    def _show(self, months: list[Month]) -> None:
        chosen = self.table.current_row()
        self.model.replace(months)
        self.empty.setVisible(not months)
        places = {one.month: at for at, one in enumerate(months)}
        # The month whose turn it is, where none is chosen.
        turn = next((at for at, one in enumerate(months) if one.is_next), 0)
        if months:
            self.table.selectRow(places.get(chosen.month, turn) if chosen is not None else turn)
        self._on_chosen(self.table.current_row())

    def _on_chosen(self, one: Month | None) -> None:
        is_closed = one is not None and one.closed is not None
        last = next((each for each in self.model.rows if each.closed is not None), None)
        self.open_button.setEnabled(one is not None and not is_closed)
        self.paper_button.setEnabled(is_closed)
        self.undo_button.setVisible(is_closed and one is last)
        late = one.late if one is not None else 0
        self.late.setText(f"其中 {late} 笔的日期在已经签认的月份，登记得晚，记在这个月" if late else "")

    def _on_open(self) -> None:
        one = self.table.current_row()
        if one is None:
            return
        if one.closed is not None:
            self._on_paper()
            return
        self.dialog = opened(ReconcileDialog(self.services, self, one))

    def _on_paper(self) -> None:
        one, context = self.table.current_row(), self.services.context
        if one is None:
            return
        month = one.month

        def compose() -> Paper:
            shown = context.store.ask(statement_in, month)
            return context.store.ask(compose_reconciled, shown, context.rules, datetime.now(UTC))

        self.dialog = opened(PaperDialog(self.services, TITLE, compose, self, of=[Subject(Kind.MONTH)]))

    def _on_undo(self) -> None:
        if (one := self.table.current_row()) is not None:
            self.dialog = opened(ReopenDialog(self.services, self, one.month))


class ReopenDialog(FormDialog):
    """Asks why a month is opened again."""

    def __init__(self, services: Services, parent: QWidget, month: str) -> None:
        super().__init__(services, parent, f"撤销签认：{month_text(month)}", "撤销签认", width=560)
        self._month = month
        self.said.setText("这个月重新对账、签认。签认期间登记、已记在后面月份的，仍在后面的月份。")
        self.form.add_reason("写明为什么", "请写明撤销签认的理由")

    def do(self, values: dict[str, Any]) -> None:
        seat, month = self.services.context.seat, self._month
        said = f"已撤销{month_text(month)}的签认"
        self.run(lambda: reopen_month(seat, month, because=values["because"]), said)


class ReconcileDialog(Dialog):
    """One month: the finance office's file, every payment of either side, a word for each difference."""

    def __init__(self, services: Services, parent: QWidget, month: Month) -> None:
        super().__init__(parent, "对账", width=1060, height=680)
        self.services, self.month = services, month
        self.dialog: Dialog | None = None
        self._known: Known | None = None
        self.compared: Comparison | None = None
        self.remarks: dict[int, str] = {}
        self._numbers: dict[int, int] = {}
        self.add_title(f"{month_text(month.month)}对账")
        self.problem = Banner("error", "error", self)
        self.hint = Note(_HINT, self)
        self.file_button = button("选择财政的明细…", self._on_file, icon_name="folder", parent=self)
        self.columns = ColumnsEdit(FORM, self)
        self.sum = Note("", self)
        self.shown = SegmentedChoice({_ALL: "全部", _OPEN: "差异"}, self)
        self.model = RowsModel[Pair](self._columns(), key=id, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("逐笔核对")
        self.table.setMinimumHeight(px(180))
        self.detail = Note("", self)
        self.remark = TextEdit("写明这处差异怎么回事、怎么处理", self, max_length=200)
        self.remark.setAccessibleName("这处差异的说明")
        self.all_button = button("没写的都这样写", self._on_all, look=Look.LINK, parent=self)
        self.said_row = QWidget(self)
        in_row(Note("说明", self), (self.remark, 1), self.all_button, spacing=8, of=self.said_row)
        self.against = Note("", self)
        self.go_button = button("签认", self._on_go, look=Look.PRIMARY, parent=self)
        self.paper_button = button("对账表…", self._on_paper, icon_name="print", parent=self)
        title = f"{month_text(month.month)}对账"
        self.export_button = Exporter(services, self).button(self.table, title)
        services.permits.hold(Action.MONTH_CLOSE, self.go_button)
        self.columns.changed.connect(self._compare)
        self.shown.value_changed.connect(self._show_rows)
        self.table.current_changed.connect(self._on_row)
        self.remark.value_changed.connect(self._on_remark)
        fill(
            self.body,
            self.hint,
            in_row(self.file_button, STRETCH),
            self.problem,
            self.columns,
            self.sum,
            in_row(self.shown, STRETCH),
            (self.table, 1),
            self.detail,
            self.said_row,
        )
        fill(self.foot, self.export_button, STRETCH, self.against, button("关闭", self.reject, parent=self))
        fill(self.foot, self.paper_button, self.go_button)
        self._on_row(None)
        services.changes.on(_WATCHED, self._load, owner=self)
        self._load()

    def read_file(self, path: Path) -> None:
        """Read a file of the finance office and hold the month against it."""
        self.problem.say("")
        self.services.jobs.read(
            lambda _: open_source(path), self._on_read, on_failed=self._on_failed, owner=self
        )

    def _load(self) -> None:
        month = self.month.month
        context = self.services.context

        def work(_: Reporter) -> Known:
            enter_looks(context.seat, Seen(Subject(Kind.MONTH), f"{month_text(month)}对账"))
            return context.store.ask(known_of, month)

        self.services.jobs.read(work, self._on_known, owner=self)

    def _on_known(self, known: Known) -> None:
        self._known = known
        self._compare()

    def _on_file(self) -> None:
        ask_to_open(self, "选择财政部门的明细", TABLES, self.read_file, preferences=self.services.preferences)

    def _on_read(self, source: Source) -> None:
        self.columns.read(source)
        self.hint.hide()
        self._compare()

    def _compare(self) -> None:
        known, source, plan = self._known, self.columns.source, self.columns.plan
        if known is None:
            return

        def work(_: object) -> Comparison:
            file: TheirFile = read_paid(source, plan) if source is not None and plan is not None else NOTHING
            return compare(known, file)

        self.services.jobs.read(work, self._show, on_failed=self._on_failed, owner=self)

    def _show(self, compared: Comparison) -> None:
        before = self._words()
        self.compared = compared
        self._numbers = {id(one): at for at, one in enumerate(compared.differences, start=1)}
        # What was written of a difference stays with it.
        self.remarks = {
            at: before[_mark(one)]
            for at, one in enumerate(compared.differences, start=1)
            if _mark(one) in before
        }
        is_read = self.columns.source is not None
        # As long as no file was chosen it is not the file that is wrong.
        self.problem.say("\n".join(compared.faults) if is_read else "")
        passed = f"\n没有读取的：{'；'.join(compared.file.passed[:5])}" if compared.file.passed else ""
        self.sum.setText(f"{compared.text}。{passed}" if is_read else _ours_text(self.month))
        open_ = len(compared.differences)
        self.shown.name(_OPEN, f"差异（{open_}）")
        self.shown.setVisible(is_read and bool(open_))
        if not open_ or not is_read:
            self.shown.set_value(_ALL)
        for one in (self.export_button, self.paper_button):
            one.setEnabled(bool(compared.pairs) or is_read)
        self._show_rows()
        self._allow()

    def _show_rows(self) -> None:
        if self.compared is None:
            return
        rows = self.compared.differences if self.shown.value() == _OPEN else self.compared.pairs
        self.model.replace(sorted(rows, key=lambda one: one.verdict is Verdict.SAME))
        if rows:
            self.table.selectRow(0)
        self._on_row(self.table.current_row())

    def _on_row(self, one: Pair | None) -> None:
        """Say in full what the table has no room for, and ask for a word on a difference."""
        number = self._number(one)
        self.said_row.setVisible(number is not None and self.columns.source is not None)
        self.detail.setText(_in_full(one) if one is not None and self.columns.source is not None else "")
        self.remark.blockSignals(True)
        self.remark.set_value(self.remarks.get(number or 0, ""))
        self.remark.blockSignals(False)

    def _on_remark(self) -> None:
        number = self._number(self.table.current_row())
        if number is not None:
            self.remarks[number] = self.remark.text().strip()
            self.table.viewport().update()
            self._allow()

    def _on_all(self) -> None:
        text = self.remark.text().strip()
        if text and self.compared is not None:
            for at in range(1, len(self.compared.differences) + 1):
                self.remarks[at] = self.remarks.get(at) or text
            self.table.viewport().update()
            self._allow()

    def _allow(self) -> None:
        found = self.compared
        lacking = sum(not self.remarks.get(at) for at in range(1, len(found.differences) + 1)) if found else 0
        against = "" if self.month.is_next else _NOT_NOW[self.month.is_over]
        if not against and lacking and self.columns.source is not None:
            against = f"还有 {lacking} 处差异没有写说明"
        self.go_button.setEnabled(
            found is not None and not found.faults and not lacking and self.month.is_next
        )
        self.go_button.setToolTip(against)
        self.against.setText(against)

    def _on_paper(self) -> None:
        assert self.compared is not None
        shown = statement_of(self.compared, self.remarks)
        compose = from_store(self.services.context, compose_reconciled, shown)
        self.dialog = opened(PaperDialog(self.services, TITLE, compose, self, of=[Subject(Kind.MONTH)]))

    def _on_go(self) -> None:
        assert self.compared is not None
        context, seen, remarks = self.services.context, self.compared, dict(self.remarks)
        self.services.do(
            lambda _: close_month(context.seat, seen, remarks, context.rules.today()),
            f"已签认{month_text(self.month.month)}对账",
            on_done=lambda _: self.accept(),
            on_failed=self._on_failed,
            busy=self.go_button,
            owner=self,
            label="正在签认",
        )

    def _on_failed(self, error: Exception) -> None:
        self.problem.say(in_full(error))
        self.go_to_top()

    def _words(self) -> dict[object, str]:
        if self.compared is None:
            return {}
        return {_mark(one): self.remarks.get(self._numbers[id(one)], "") for one in self.compared.differences}

    def _number(self, one: Pair | None) -> int | None:
        return self._numbers.get(id(one)) if one is not None else None

    def _remark_of(self, one: Pair) -> str:
        return self.remarks.get(self._number(one) or 0, "")

    def _status(self, one: Pair) -> Status | None:
        return _LOOKS[one.verdict].named(one.verdict.word) if self.columns.source is not None else None

    def _columns(self) -> tuple[Column[Pair], ...]:
        return (
            Column[Pair](
                "在文件里",
                lambda one: one.theirs.place.rpartition("表 ")[2] if one.theirs is not None else DASH,
                width=96,
                narrowest=80,
            ),
            Column[Pair](
                "企业", lambda one: one.name or DASH, sorts=True, width=170, narrowest=96, tips=True
            ),
            amounts("我方（元）", lambda one: one.our_amount, width=120, narrowest=112),
            amounts("财政（元）", lambda one: one.their_amount, width=120, narrowest=112),
            Column[Pair](
                "结果",
                lambda one: one.verdict.word if self.columns.source is not None else DASH,
                sorts=True,
                status=self._status,
                width=104,
            ),
            Column[Pair](
                "差异",
                lambda one: one.sentence if self.columns.source is not None else "",
                stretches=True,
                width=260,
                narrowest=140,
                tips=True,
            ),
            Column[Pair]("说明", self._remark_of, width=150, narrowest=90, tips=True),
        )


_NOT_NOW: Final = {False: "月底以后才能签认，现在可以先核对", True: "先签认前面的月份，现在可以先核对"}
_HINT: Final = (
    "选择财政部门这个月的拨付明细（Excel 或 CSV）：每笔一行，有金额，还有我方编号、账号或收款人；"
    "退回和还款写成负数。先核对，不会马上签认。"
)


def _ours_text(month: Month) -> str:
    parts = [f"拨付 {money_text(month.paid)} 元"]
    parts += [f"退回 {money_text(Fen(-month.returned))} 元"] if month.returned else []
    parts += [f"还款 {money_text(Fen(-month.repaid))} 元（含利息）"] if month.repaid else []
    return f"我方 {month.count} 笔，合计 {money_text(month.total)} 元：{'，'.join(parts)}"


def _mark(one: Pair) -> object:
    ours = one.ours.id if one.ours is not None else None
    return ours, one.theirs.place if one.theirs is not None else "", one.sentence


def _in_full(one: Pair) -> str:
    place = f"{one.theirs.place}：" if one.theirs is not None else ""
    ours = ""
    if one.ours is not None:
        number = f"，{one.ours.key}" if one.ours.key else ""
        ours = f"我方：{one.ours.day.isoformat()} {one.ours.kind.word}，{one.ours.what}{number}"
    said = f"{place}{one.sentence or '两边一致'}"
    return "\n".join(filter(None, (said, ours)))


def _status_of(one: Month) -> Status:
    look = NEUTRAL
    if one.closed is not None:
        look = ATTENTION if one.left else GOOD
    elif one.is_next:
        look = ATTENTION
    return look.named(one.word)


def _closed_text(one: Month) -> str:
    close = one.closed
    return f"{close.closed_by} {time_text(close.closed_at)}" if close is not None else DASH


_MONTHS: Final[tuple[Column[Month], ...]] = (
    Column[Month]("月份", lambda one: month_text(one.month), sort_key=lambda one: one.month, width=100),
    amounts("拨付（元）", lambda one: one.paid, width=126, narrowest=112),
    amounts("退回", lambda one: one.returned, width=104, narrowest=104),
    amounts("还款（含息）", lambda one: one.repaid, width=124, narrowest=112),
    amounts("合计", lambda one: one.total, width=126, narrowest=112),
    Column[Month]("笔数", lambda one: f"{one.count:,}", sort_key=lambda one: one.count, width=60),
    Column[Month]("状态", lambda one: one.word, status=_status_of, width=150),
    Column[Month]("谁签认", _closed_text, stretches=True, width=110, tips=True),
)
