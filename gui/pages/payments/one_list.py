"""One list of payments: its lines, what stands against each, and what comes next."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.numbering import Unsure
from domain.funds.payment_entities import LineState
from domain.funds.payments import (
    GONE,
    Answer,
    drop_lines,
    look_again,
    make_list,
    record_answers,
    release_line,
    send_list,
)
from domain.funds.sent_lists import LastListUnknown
from domain.funds.showing import How, ShownLine, ShownList, show_list
from domain.store.acts import Action
from domain.store.engine import Session, sees_personal_in
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId, PaymentListId
from domain.values.money import NO_MONEY, Fen, chinese_capital
from domain.values.progress import Reporter
from domain.values.texts import masked
from gui.early.parts import STRETCH, ElidedLabel, Link, Look, button, fill, in_column, in_row
from gui.formatting import DASH, account_text, count_text, date_text, money_text
from gui.forms.asking import TextDialog
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.pages.payments.answering import AnswerDialog, may_answer, part_back_text, sending_text
from gui.pages.payments.bank_files import BankFilesDialog
from gui.pages.payments.bank_results import BankResultsDialog
from gui.pages.payments.recovering import show_recovery
from gui.pages.payments.unknown_lists import UnknownListsDialog
from gui.restoring.telling import ask_for_last_numbers
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.tables.held_list import HeldList
from gui.targets import ToCase, ToEnterprise
from gui.widgets.cards import Banner, Card, EmptyState
from gui.widgets.dialog import Dialog, confirm, opened
from gui.widgets.prose import Paragraph
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status, StatusPill

_LOOKS: Final = {
    LineState.OPEN: ACTIVE,
    LineState.HELD: ATTENTION,
    LineState.SENT: ACTIVE,
    LineState.PAID: GOOD,
    LineState.RETURNED: HARM,
    LineState.DROPPED: NEUTRAL,
}
_BY_BANK: Final = frozenset({How.SENT, How.PARTLY, How.DONE})
"""Lists that the bank has."""
_UNSENT: Final = frozenset({LineState.OPEN, LineState.HELD})


def status_of_line(one: ShownLine) -> Status:
    """Return how far a line is, as a pill."""
    if one.obstacle:
        return ATTENTION.named("不能送出")
    if one.state is LineState.HELD and one.line.lacking:
        return HARM.named("不能付")
    if one.state is LineState.PAID and one.line.paid < one.line.amount:
        return ATTENTION.named("付了一部分")
    return _LOOKS[one.state].named(one.word)


def line_text(one: ShownLine) -> str:
    """Say how a line stands and what comes next."""
    if one.obstacle:
        return f"不能送出：{one.obstacle}。请先移出这一件。"
    own = "是您批准的，要由另一人送出。" if one.is_own else ""
    return f"{own}{_how_text(one)}"


def _how_text(one: ShownLine) -> str:
    line, day = one.line, date_text(one.line.done_on) if one.line.done_on else ""
    match one.state:
        case LineState.OPEN:
            own = f"{one.own_account}、送出。" if one.own_account else ""
            released = f"有疑点（{line.against}），已放行：{line.reason}。" if line.against else ""
            return own or released or "账户核对过，没有疑点。"
        case LineState.HELD if line.lacking:
            return f"不能付：{line.lacking}。请先在企业资料里改正，再点“重新核对账户”。"
        case LineState.HELD:
            how = one.own_account or "向企业核对清楚后放行，或先移出这一件"
            return f"{line.doubts}。{how}。"
        case LineState.SENT:
            return "已送出，等银行的结果：银行发回文件的，点“读入银行结果”；没有文件的，在这里登记。"
        case LineState.PAID | LineState.RETURNED if line.is_offset:
            return f"{day}{one.word} {money_text(Fen(line.amount))} 元：{line.reason}。{_next(one)}"
        case LineState.PAID if line.paid == line.amount:
            shown_by = f"凭据：{line.reason}。" if one.is_before else ""
            return f"{day}已拨付 {money_text(Fen(line.paid))} 元。{shown_by}"
        case LineState.PAID:
            left, back = money_text(Fen(line.amount - line.paid)), part_back_text(line)
            paid = f"付了 {money_text(Fen(line.paid))} 元"
            said = f"{day}拨付，{back}，现在算{paid}" if back else f"{day}{paid}"
            return f"{said}，还差 {left} 元：{line.reason}。{_next(one)}"
        case LineState.RETURNED:
            return f"{day}{one.word}：{line.reason}。{_next(one)}"
        case LineState.DROPPED:
            return f"已移出：{line.reason}。{_next(one)}"


def _next(one: ShownLine) -> str:
    if one.later:
        return f"后来列入{one.later}。"
    if not one.is_owed:
        return ""
    if one.is_gone:
        return f"{GONE}。"
    if one.is_before:
        return "已回到“待拨付”，要付的可以“再次列入”。"
    if one.state is LineState.RETURNED and not one.line.is_offset:
        return (
            "先请企业核对，在企业资料里改正账户，再点“再次列入”，送出前会重新核对；"
            "企业已注销的，作废通知书或办理撤销。"
        )
    return "还要付的，可以“再次列入”。"


def _is_own(one: ShownLine) -> bool:
    return one.line.payee == one.line.enterprise_name


_COLUMNS: Final[tuple[Column[ShownLine], ...]] = (
    Column(
        "企业",
        lambda one: one.line.enterprise_name,
        sorts=True,
        stretches=True,
        width=220,
        narrowest=120,
        tips=True,
    ),
    Column(
        "收款户名",
        lambda one: "同左" if _is_own(one) else one.line.payee or DASH,
        sorts=True,
        width=150,
        narrowest=70,
        tips=True,
    ),
    Column("开户行", lambda one: one.line.bank or DASH, sorts=True, width=180, narrowest=84, tips=True),
    Column("账号", lambda one: one.line.account or DASH, width=112, narrowest=104, is_personal=True),
    amounts("金额（元）", lambda one: one.line.amount, width=120, narrowest=112),
    Column("状态", lambda one: status_of_line(one).word, sorts=True, status=status_of_line, width=116),
    Column("条款", lambda one: one.award, sorts=True, width=170, narrowest=60, tips=True),
)
"""Account numbers are masked, as in every list; the line that is chosen says its own to who pays by it."""


class LinesList(HeldList[ShownLine]):
    """The lines, searched by name, and by how far they are."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[ShownLine](_COLUMNS, key=lambda one: one.id, parent=parent)
        states = {one.value: one.word for one in LineState}
        self.state = ChoiceBox(states, unset_word="所有状态", called="状态")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState("这一批是空的", icon_name="payments"),
            EmptyState("没有找到", "换个词，或改为所有状态。", icon_name="search"),
            hint="搜索企业、户名、账号",
            filters=[self.state],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.state.typed())

    def show_all(self, rows: Sequence[ShownLine]) -> None:
        # What was taken out stands at the end.
        super().show_all(sorted(rows, key=lambda one: one.state is LineState.DROPPED))

    def shows(self, row: ShownLine) -> bool:
        line = row.line
        return self.state.typed() in ("", row.state) and self.finds(
            f"{line.enterprise_name}{line.payee}{line.account}"
        )


class LineCard(Card):
    """The line that is chosen: its account, how it stands, and what is to be done of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, padding=14)
        # Else the page keeps room for every line wrapped at its narrowest.
        self.setMinimumHeight(1)
        self.name = ElidedLabel("", self)
        self.name.setObjectName("sectionTitle")
        self.pill = StatusPill(parent=self)
        self.case_link, self.enterprise_link = Link("看事项", self), Link("打开企业", self)
        self.account, self.said = Paragraph("", self), Paragraph("", self)
        self.acts = in_row(spacing=8)
        head = in_row(self.name, self.pill, self.case_link, self.enterprise_link, STRETCH, spacing=10)
        head.addLayout(self.acts)
        fill(self.body, head, self.account, self.said)

    def show_line(self, one: ShownLine, account: str) -> None:
        """Show one line."""
        line = one.line
        self.name.setText(f"{line.enterprise_name}　{money_text(Fen(line.amount))} 元")
        self.pill.show_status(status_of_line(one))
        self.account.setText(f"{line.payee or '没有户名'}　{line.bank or '没有开户行'}　{account}")
        self.said.setText(line_text(one))
        self._show_parts(is_one=True)
        self.account.setVisible(not one.is_before)
        self.enterprise_link.setVisible(not one.is_gone)

    def show_several(self, lines: Sequence[ShownLine]) -> None:
        """Show how many are chosen, and what they come to."""
        total = money_text(Fen(sum(one.line.amount for one in lines)))
        self.name.setText(f"已选 {count_text(len(lines), '件')}，合计 {total} 元")
        self._show_parts(is_one=False)

    def _show_parts(self, *, is_one: bool) -> None:
        for one in (self.pill, self.case_link, self.enterprise_link, self.account, self.said):
            one.setVisible(is_one)


class OneList(QWidget):
    """A list with its lines, and what is done of it; its own acts stand in the header of the page."""

    list_made = Signal(object)
    """What came back was put into a list anew; its id."""

    shown = Signal()
    """It was read anew."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._id: PaymentListId | None = None
        self._sees_accounts = False
        self.now: ShownList | None = None
        self.dialog: Dialog | None = None
        self.banner = Banner("warning", "warning", self)
        self.list = LinesList(self)
        self.card = LineCard(self)
        self.look_button = button("重新核对账户", self._on_look, icon_name="refresh", parent=self)
        self.unknown_button = button("核对纸质清单…", self._on_unknown, look=Look.PRIMARY, parent=self)
        self.files_button = button("给银行的文件…", self._on_files, icon_name="table", parent=self)
        self.results_button = button("读入银行结果…", self._on_results, icon_name="upload", parent=self)
        self.all_paid_button = button("全部已拨付…", self._on_all_paid, look=Look.PRIMARY, parent=self)
        self.send_button = button("送出…", self._on_send, look=Look.PRIMARY, parent=self)
        self.release_button = button("放行…", self._on_release, parent=self)
        self.drop_button = button("移出…", self._on_drop, parent=self)
        self.answer_button = button("登记结果…", self._on_answer, parent=self)
        self.recover_button = button("追回…", self._on_recover, parent=self)
        self.again_button = button("再次列入", self._on_again, parent=self)
        for action, *buttons in (
            (Action.PAYMENT_LIST, self.look_button, self.release_button, self.drop_button, self.again_button),
            (Action.PAYMENT_SEND, self.send_button),
            (Action.PAYMENT_RESULT, self.results_button, self.all_paid_button, self.answer_button),
            (Action.PAYMENT_CLEAR, self.unknown_button),
        ):
            services.permits.hold(action, *buttons)
        for one in (self.release_button, self.drop_button, self.answer_button, self.recover_button):
            self.card.acts.addWidget(one)
        self.card.acts.addWidget(self.again_button)
        self.list.selection_changed.connect(self._on_chosen)
        self.list.model.modelReset.connect(self._on_chosen)
        self.card.case_link.followed.connect(self._on_case)
        self.card.enterprise_link.followed.connect(self._on_enterprise)
        in_column(self.banner, (self.list, 1), self.card, spacing=10, of=self)

    @property
    def whole_acts(self) -> Sequence[QWidget]:
        """What is done of the whole list."""
        papers = (self.look_button, self.files_button, self.results_button)
        return *papers, self.all_paid_button, self.unknown_button, self.send_button

    @property
    def id(self) -> PaymentListId | None:
        """Which list is shown, or about to be."""
        return self._id

    def show_list(self, id_: PaymentListId) -> None:
        """Show a list."""
        if id_ != self._id:
            self._id, self.now = id_, None
            self.list.search.set_query("")
            self.list.state.type_in("")
        self.reload()

    def reload(self) -> None:
        """Read it anew."""
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def work(_: Reporter) -> tuple[ShownList, bool]:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> tuple[ShownList, bool]:
                return show_list(session, id_, who, rules), sees_personal_in(session, who)

            found = context.store.ask(query)
            name = found[0].listed.row.name
            enter_looks(context.seat, Seen(Subject(Kind.PAYMENT, id_), f"拨付批次“{name}”"))
            return found

        self._services.jobs.read(work, self._show, owner=self)

    def _show(self, read: tuple[ShownList, bool]) -> None:
        now, sees = read
        if now.listed.id != self._id:
            return
        self.now = now
        self._sees_accounts = sees
        self.list.show_all(now.lines)
        if self.list.table.current_row() is None and self.list.model.rows:
            self.list.table.selectRow(self._first_of_note())
        self.banner.say(_to_do(now))
        listed, is_sent = now.listed, now.listed.row.number is not None
        against = self._against_sending()
        is_waiting = not is_sent and listed.how is not How.OFFSET
        self.send_button.setVisible(is_waiting)
        self.send_button.setEnabled(not against)
        self.send_button.setToolTip(against)
        self.look_button.setVisible(is_waiting)
        self.look_button.setEnabled(listed.how is How.OPEN)
        self.files_button.setVisible(listed.how in _BY_BANK | {How.OPEN})
        self.unknown_button.setVisible(listed.how is How.UNKNOWN)
        waiting = listed.counts.get(LineState.SENT, 0)
        self.all_paid_button.setVisible(bool(waiting))
        self.results_button.setVisible(listed.how in _BY_BANK)
        self.all_paid_button.setText("全部已拨付…" if listed.how is How.SENT else "其余全部已拨付…")
        self._foot(now)
        self._on_chosen()
        self.shown.emit()

    def _first_of_note(self) -> int:
        """Return where the first line stands that somebody has to look at."""
        noted = (
            at
            for at, one in enumerate(self.list.model.rows)
            if one.obstacle
            or one.state is LineState.HELD
            or (one.state is LineState.RETURNED and one.is_owed)
        )
        return next(noted, 0)

    def _foot(self, now: ShownList) -> None:
        listed = now.listed
        offset = Fen(sum(one.line.paid for one in now.lines if one.line.is_offset))
        total = f"{money_text(listed.amount)} 元（{chinese_capital(listed.amount)}）"
        paid = f"；已拨付 {money_text(listed.paid)} 元" if listed.paid else ""
        paid += f"，其中抵扣 {money_text(offset)} 元" if offset else ""
        self.list.foot.setText(f"共 {count_text(listed.count, '件')}，合计 {total}{paid}")

    def _against_sending(self) -> str:
        """Say why the list cannot be sent as it stands; empty where it can."""
        if self.now is None:
            return ""
        lines = [one for one in self.now.lines if one.state in _UNSENT]
        if own := sum(one.is_own for one in lines):
            return f"其中 {count_text(own, '件')}是您批准的，要由另一人送出"
        if own := sum(bool(one.own_account) and one.state is LineState.OPEN for one in lines):
            return f"其中 {count_text(own, '件')}的收款账户是您在核定以后填的，要由另一人核对、送出"
        stopped = [one for one in lines if one.obstacle and one.state is LineState.OPEN]
        if stopped:
            more = f"等 {count_text(len(stopped), '件')}" if len(stopped) > 1 else ""
            return f"“{stopped[0].line.enterprise_name}”{more}{stopped[0].obstacle}，请先移出"
        if not any(one.state is LineState.OPEN for one in lines):
            return "没有可以送出的：先放行有疑点的" if lines else "这一批是空的"
        return ""

    # What is chosen

    def _account_of(self, one: ShownLine) -> str:
        account = one.line.account
        return account_text(account) if self._sees_accounts or not account else masked(account)

    def _on_chosen(self) -> None:
        chosen = self.list.table.selected_rows()
        self.card.setVisible(bool(chosen))
        if not chosen:
            return
        if len(chosen) == 1:
            self.card.show_line(chosen[0], self._account_of(chosen[0]))
        else:
            self.card.show_several(chosen)
        states = {one.state for one in chosen}
        self.release_button.setVisible(len(chosen) == 1 and states == {LineState.HELD})
        held_fast = chosen[0].line.lacking or chosen[0].own_account
        self.release_button.setEnabled(not held_fast)
        self.release_button.setToolTip(f"不能放行：{held_fast}" if held_fast else "")
        self.drop_button.setVisible(states <= _UNSENT)
        self.answer_button.setVisible(may_answer(chosen))
        is_before, is_paid = chosen[0].is_before, states == {LineState.PAID}
        self.answer_button.setText("撤销登记…" if is_before else "登记退回…" if is_paid else "登记结果…")
        against = self.now.against if self.now is not None else ""
        self.answer_button.setEnabled(not against)
        self.answer_button.setToolTip(against)
        self.recover_button.setVisible(len(chosen) == 1 and is_paid)
        self.again_button.setVisible(all(one.is_owed and not one.later and not one.is_gone for one in chosen))

    def _on_case(self) -> None:
        for one in self.list.table.selected_rows():
            self._services.go_to(ToCase(one.line.case_id))

    def _on_enterprise(self) -> None:
        for one in self.list.table.selected_rows():
            self._services.go_to(ToEnterprise(one.line.enterprise_id, "account_number"))

    def _on_release(self) -> None:
        [one] = self.list.table.selected_rows()
        context = self._services.context
        self._ask_why(
            "放行",
            f"放行“{one.line.enterprise_name}”：{one.line.against}",
            "如：已看过开户许可证，账号无误",
            lambda because: release_line(context.seat, one.id, context.rules, because=because),
            f"已放行“{one.line.enterprise_name}”",
        )

    def _on_drop(self) -> None:
        chosen = self.list.table.selected_rows()
        ids, name = [one.id for one in chosen], chosen[0].line.enterprise_name
        what = f"“{name}”" if len(ids) == 1 else f"选中的 {count_text(len(ids), '件')}"
        self._ask_why(
            "移出",
            f"移出{what}，以后可以列入别的批次",
            "如：等企业更正账户，随下一批拨付",
            lambda because: drop_lines(self._services.context.seat, *ids, because=because),
            f"已移出{what}",
        )

    def _ask_why(self, word: str, heading: str, hint: str, work: Callable[[str], object], said: str) -> None:
        self.dialog = dialog = TextDialog(
            self,
            word,
            heading,
            word,
            field="理由",
            editor=LongTextEdit(hint),
            missing=f"请写明{word}的理由",
            width=600,
        )
        dialog.do(
            self._services,
            lambda because, _: work(because),
            lambda *_: self._services.messages.success(said),
            owner=self,
            label=f"正在{word}",
        )

    def _on_answer(self) -> None:
        chosen, id_ = self.list.table.selected_rows(), self._id
        if self.now is None or id_ is None:
            return
        if not chosen[0].is_before:
            self._answer(chosen)
            return
        context, ids = self._services.context, [one.id for one in chosen]

        def take_back(because: str) -> None:
            today = context.rules.today()
            answers = dict.fromkeys(ids, Answer(NO_MONEY, today, because))
            record_answers(context.seat, id_, answers, context.rules)

        count = count_text(len(ids), "件")
        self._ask_why(
            "撤销登记",
            f"撤销 {count}以前已付的登记，回到“待拨付”",
            "如：登记错了企业，当时没有付",
            take_back,
            f"已撤销 {count}的登记，现在列在“待拨付”",
        )

    def _on_recover(self) -> None:
        [one] = self.list.table.selected_rows()
        self.dialog = show_recovery(self._services, self, one.line.case_id)

    def _on_again(self) -> None:
        ids = [one.line.case_id for one in self.list.table.selected_rows()]
        list_together(self._services, ids, self.list_made.emit, owner=self, busy=self.again_button)

    # What is done of the whole list

    def _on_look(self) -> None:
        context, id_ = self._services.context, self._id
        if id_ is None:
            return
        self._services.do(
            lambda _: look_again(context.seat, id_, context.rules),
            lambda held: f"已重新核对，{f'{held} 件有疑点' if held else '没有疑点'}",
            owner=self,
            label="正在核对账户",
            busy=self.look_button,
        )

    def _on_send(self) -> None:
        if self.now is not None:
            self.dialog = confirm(self, "送出这一批", sending_text(self.now.lines), "送出", self._send)

    def _send(self) -> None:
        context, id_ = self._services.context, self._id
        assert id_ is not None
        self._services.do(
            lambda _: send_list(context.seat, id_, context.rules),
            lambda name: f"已送出，编为{name}。接着点“给银行的文件”，存付款清单、出具拨付通知书",
            on_failed=self._on_not_sent,
            owner=self,
            label="正在送出",
            busy=self.send_button,
        )

    def _on_not_sent(self, error: Exception) -> None:
        if isinstance(error, LastListUnknown):
            unsure = [Unsure(error.series, error.known)]
            self.dialog = ask_for_last_numbers(self._services, unsure, self, self._send)
        else:
            self._services.messages.error(error)

    def _on_files(self) -> None:
        self._open(BankFilesDialog)

    def _on_results(self) -> None:
        self._open(BankResultsDialog)

    def _open(self, kind: type[BankFilesDialog | BankResultsDialog]) -> None:
        if self._id is not None:
            self.dialog = opened(kind(self._services, self, self._id))

    def _on_unknown(self) -> None:
        self.dialog = opened(UnknownListsDialog(self._services, self))

    def _on_all_paid(self) -> None:
        if self.now is not None:
            self._answer([one for one in self.now.lines if one.state is LineState.SENT], of_all=True)

    def _answer(self, lines: Sequence[ShownLine], *, of_all: bool = False) -> None:
        assert self.now is not None
        self.dialog = opened(AnswerDialog(self._services, self, self.now.listed, lines, of_all=of_all))


def list_together(
    services: Services,
    ids: Sequence[CaseId],
    on_made: Callable[[PaymentListId], object],
    *,
    owner: QObject,
    busy: QWidget | None = None,
) -> None:
    """Put cases into one new list, and say what it comes to; `on_made` gets its id."""
    context = services.context
    services.do(
        lambda _: make_list(context.seat, ids, context.rules),
        f"已列成一批：{count_text(len(ids), '件')}。核对无误后送出",
        on_done=on_made,
        owner=owner,
        label="正在核对账户",
        busy=busy,
    )


def _to_do(now: ShownList) -> str:
    """Say what is to be done of a list; empty where it is plain."""
    counts = now.listed.counts
    if now.listed.how is How.UNKNOWN:
        return (
            "这一批送出过，里面有哪些事项只有纸质清单上有。在“待拨付”里勾选清单上的事项，"
            "点“核对纸质清单”补登；核对完以前，每一件要拨付的都会标为有疑点。"
        )
    if now.listed.how is How.OFFSET:
        return "这一批的应付款已经全部抵扣，账已记好，不用送银行。"
    if own := sum(one.is_own for one in now.lines):
        return f"其中 {count_text(own, '件')}是您批准的，这一批要由另一人核对、送出。"
    if own := sum(bool(one.own_account) and one.state is LineState.OPEN for one in now.lines):
        return f"其中 {count_text(own, '件')}的收款账户是您在核定以后填的，要由另一人核对、送出。"
    parts = []
    if held := counts.get(LineState.HELD, 0):
        parts.append(
            f"{count_text(held, '件')}账户有疑点：逐件核对后放行，或改正企业资料后重新核对；"
            "不处理的不随本批送出。"
        )
    back = [one for one in now.lines if one.state is LineState.RETURNED and one.is_owed and not one.later]
    if back:
        word = "退回" if not any(one.line.is_offset for one in back) else "退回、冲回"
        parts.append(f"{count_text(len(back), '件')}{word}后还没有再次列入。")
    partly = [one for one in now.lines if one.state is LineState.PAID and one.is_owed and not one.later]
    if partly:
        parts.append(f"{count_text(len(partly), '件')}只付了一部分，其余的还没有再次列入。")
    stopped = sum(bool(one.obstacle) for one in now.lines)
    if stopped:
        parts.append(f"{count_text(stopped, '件')}现在不能送出，原因见下面，请先移出。")
    return "".join(parts)
