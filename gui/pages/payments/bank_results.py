"""登记银行结果: a file of the bank read, its columns confirmed, each row seen with what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from domain.exchange.bank_results import FORM, read_results
from domain.exchange.intake.sheets import Source
from domain.exchange.intake.sources import open_source
from domain.funds.bank_lists import BankList, read_list
from domain.funds.bank_results import Came, Judged, Matching, Means, Verdict, aside_in, match
from domain.funds.calendar_months import late_text
from domain.funds.payment_entities import LineState
from domain.funds.payments import Answer, record_answers
from domain.funds.sql import last_closed
from domain.store.acts import Action
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import LineId, PaymentListId
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.early.theme import px
from gui.files.columns_edit import TABLES, ColumnsEdit
from gui.files.file_dialogs import ask_to_open
from gui.forms.date_edits import TodayEdit
from gui.forms.editors import ChoiceBox, SegmentedChoice
from gui.messages import in_full
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.status import ATTENTION, GOOD, HARM, NEUTRAL

_ALL, _WRONG = "all", "wrong"
_LOOKS: Final = {
    Verdict.PAID: GOOD,
    Verdict.PARTLY: ATTENTION,
    Verdict.RETURNED: ATTENTION,
    Verdict.KNOWN: NEUTRAL,
    Verdict.WRONG: HARM,
}
_ORDER: Final = {Verdict.WRONG: 0, Verdict.PARTLY: 1, Verdict.RETURNED: 2, Verdict.PAID: 3, Verdict.KNOWN: 4}
_UNSAID: Final = {Came.PAID.value: "没写结果的都算已拨付", Came.RETURNED.value: "没写结果的都算退回"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the file is held against: a list, places of its lines that stand aside, the last month closed."""

    one: BankList
    aside: frozenset[int]
    closed: str

    def late_text(self, answers: Mapping[LineId, Answer]) -> str:
        """Say which answers count in another month than that of their day."""
        paid = {line.id for line in self.one.lines if line.state is LineState.PAID}
        moved = [answer.on for id_, answer in answers.items() if answer.paid or id_ in paid]
        return late_text(self.closed, moved)


class BankResultsDialog(Dialog):
    """Nothing is recorded before it is seen; what is recorded, is in one act."""

    def __init__(self, services: Services, parent: QWidget, list_id: PaymentListId) -> None:
        super().__init__(parent, "登记银行结果", width=940, height=600)
        self._services, self._list_id = services, list_id
        self._asked: _Asked | None = None
        self.matching: Matching | None = None
        self.title = self.add_title("登记银行结果")
        self.hint = Note("选择银行发回的结果文件（Excel 或 CSV）。先核对，不会马上登记。", self)
        self.problem = Banner("error", "error", self)
        self.file_button = button("选择结果文件…", self._on_file, icon_name="folder", parent=self)
        self.columns = ColumnsEdit(FORM, self)
        self.day = TodayEdit(self)
        self.day.today = services.context.rules.today
        self.day.follow_today()
        self.unsaid = ChoiceBox(_UNSAID, self, unset_word="没写结果的不登记")
        self.means = QWidget(self)
        in_row(Note("没写日期的，日期算", self), self.day, self.unsaid, STRETCH, spacing=10, of=self.means)
        self.means.hide()
        self.shown = SegmentedChoice({_ALL: "全部", _WRONG: "对不上"}, self)
        self.shown.hide()
        self.sum = Note("", self)
        self.model = RowsModel(_COLUMNS, key=lambda one: one.row.place, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setMinimumHeight(px(220))
        self.table.hide()
        self.detail = Note("", self)
        self.detail.hide()
        self.table.current_changed.connect(self._on_row)
        self.without = QCheckBox(self)
        self.without.hide()
        self.go_button = button("登记", self._on_go, look=Look.PRIMARY, parent=self)
        self.go_button.setEnabled(False)
        services.permits.hold(Action.PAYMENT_RESULT, self.go_button)
        self.columns.changed.connect(self._judge)
        self.day.value_changed.connect(self._judge)
        self.unsaid.value_changed.connect(self._judge)
        self.shown.value_changed.connect(self._show_rows)
        self.without.toggled.connect(self._allow)
        fill(
            self.body,
            self.hint,
            in_row(self.file_button, STRETCH),
            self.problem,
            self.columns,
            self.means,
            self.sum,
            self.shown,
            (self.table, 1),
            self.detail,
            self.without,
        )
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)
        services.ask(partial(_asked, list_id=list_id), self._on_asked, on_failed=self._on_failed, owner=self)

    def read_file(self, path: Path) -> None:
        """Read a file of the bank and show what becomes of its rows."""
        self.problem.say("")
        self._services.jobs.read(
            lambda _: open_source(path), self._on_read, on_failed=self._on_failed, owner=self
        )

    def _on_asked(self, asked: _Asked) -> None:
        self._asked = asked
        self.title.setText(f"登记银行结果：{asked.one.name}")
        self._judge()

    def _on_file(self) -> None:
        ask_to_open(self, "选择银行结果文件", TABLES, self.read_file, preferences=self._services.preferences)

    def _on_read(self, source: Source) -> None:
        self.columns.read(source)
        self.means.show()
        self._judge()

    def _judge(self) -> None:
        """Hold the file against the list anew, with the columns and means as they are chosen."""
        asked, source, plan = self._asked, self.columns.source, self.columns.plan
        if asked is None or source is None or plan is None:
            return
        today, unsaid = self._services.context.rules.today(), self.unsaid.value()
        try:
            day = self.day.value()
        except BadInput as error:
            self.matching = None
            self.problem.say(str(error))
            self._allow()
            return
        means = Means(
            today,
            day if isinstance(day, date) else today,
            Came(unsaid) if isinstance(unsaid, str) else None,
            asked.aside,
        )
        self._services.jobs.read(
            lambda _: match(asked.one, read_results(source, plan), means),
            self._show,
            on_failed=self._on_failed,
            owner=self,
        )

    def _show(self, matching: Matching) -> None:
        self.matching = matching
        self.problem.say("\n".join(matching.faults))
        passed = f"\n没有读取的：{'；'.join(matching.passed[:_MOST_PASSED])}" if matching.passed else ""
        more = f"等 {len(matching.passed)} 处" if len(matching.passed) > _MOST_PASSED else ""
        late = self._asked.late_text(matching.answers) if self._asked is not None else ""
        self.sum.setText(f"{matching.text}。{late and f'{late}。'}{passed}{more}")
        self.hint.hide()
        wrong = len(matching.wrong)
        self.shown.name(_WRONG, f"对不上（{wrong}）")
        self.shown.setVisible(bool(wrong))
        if not wrong:
            self.shown.set_value(_ALL)
        self.without.setText(f"对不上的 {wrong} 行不登记，其余照样登记（对不上的以后再登记）")
        self.without.setVisible(bool(wrong) and bool(matching.answers) and not matching.faults)
        self.without.setChecked(False)
        self.table.setVisible(bool(matching.judged))
        self._show_rows()
        self._allow()

    def _show_rows(self) -> None:
        if self.matching is None:
            return
        rows = self.matching.wrong if self.shown.value() == _WRONG else self.matching.judged
        self.model.replace(sorted(rows, key=lambda one: _ORDER[one.verdict]))

    def _on_row(self, one: Judged | None) -> None:
        """Say in full what the table has no room for."""
        self.detail.setText(f"{one.row.place}：{one.sentence or one.row.text}" if one is not None else "")
        self.detail.setVisible(one is not None)

    def _allow(self) -> None:
        found = self.matching
        count = len(found.answers) if found is not None else 0
        may = found is not None and not found.faults and (not found.wrong or self.without.isChecked())
        self.go_button.setText(f"登记 {count} 笔" if count else "登记")
        self.go_button.setEnabled(bool(count) and may)

    def _on_go(self) -> None:
        assert self.matching is not None
        answers, context = self.matching.answers, self._services.context
        self._services.do(
            lambda _: record_answers(context.seat, self._list_id, answers, context.rules),
            f"已登记 {len(answers)} 笔银行结果",
            on_done=lambda _: self.accept(),
            on_failed=self._on_failed,
            busy=self.go_button,
            owner=self,
            label="正在登记银行结果",
        )

    def _on_failed(self, error: Exception) -> None:
        self.problem.say(in_full(error))
        self.go_to_top()


_MOST_PASSED: Final = 5


def _asked(session: Session, list_id: PaymentListId) -> _Asked:
    return _Asked(read_list(session, list_id), aside_in(session, list_id), last_closed(session))


_COLUMNS: Final[tuple[Column[Judged], ...]] = (
    Column(
        "在文件里",
        lambda one: one.row.place.rpartition("表 ")[2],
        width=100,
        narrowest=84,
        tip=lambda one: f"{one.row.place}：{one.row.text}",
    ),
    Column(
        "企业",
        lambda one: one.line.enterprise if one.line is not None else "—",
        sorts=True,
        width=170,
        narrowest=96,
        tips=True,
    ),
    amounts(
        "应付（元）", lambda one: one.line.amount if one.line is not None else None, width=116, narrowest=96
    ),
    Column(
        "结果",
        lambda one: one.verdict.word,
        sorts=True,
        width=112,
        status=lambda one: _LOOKS[one.verdict].named(one.verdict.word),
    ),
    amounts(
        "实付（元）", lambda one: one.answer.paid if one.answer is not None else None, width=116, narrowest=96
    ),
    Column("说明", lambda one: one.sentence, stretches=True, width=300, narrowest=180, tips=True),
)
