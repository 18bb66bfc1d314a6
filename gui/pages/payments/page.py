"""拨付: what is to be paid, the lists, what is held back; or one list with its lines."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from domain.funds.holds import list_holds
from domain.funds.payments import MOST, add_to_list
from domain.funds.showing import How, ListedList, Which, list_payment_lists
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import CaseId, PaymentListId
from gui.early.page import Page
from gui.early.parts import Look, button
from gui.early.theme import icon
from gui.files.exporting import Exporter
from gui.formatting import count_text, money_text, time_text
from gui.forms.editors import SegmentedChoice
from gui.pages.payments.ahead import AheadDialog, settle
from gui.pages.payments.holding import Holdable, HoldDialog, HoldsList
from gui.pages.payments.list_of_lists import ListOfLists, name_of, status_of_list
from gui.pages.payments.one_list import OneList, list_together
from gui.pages.payments.paid_before import PaidBeforeDialog
from gui.pages.payments.payable_list import PayableList, SumBar
from gui.pages.payments.unknown_lists import UnknownListsDialog
from gui.services import Services
from gui.targets import PaymentsTarget, Target, ToCase, ToPage, ToPayable, ToPaymentList, ToPaymentLists
from gui.widgets.dialog import Answer, Dialog, ask, opened

_KINDS: Final = {Kind.CASE, Kind.BATCH, Kind.PAYMENT, Kind.HOLD, Kind.ACCOUNT}
_PAYABLE, _LISTS, _HOLDS = "payable", "lists", "holds"
_WORDS: Final[dict[object, str]] = {_PAYABLE: "待拨付", _LISTS: "拨付批次", _HOLDS: "暂缓拨付"}
_HELP: Final = """
# 拨付
补助下达以后，在这里付给企业：列成一批，核对账户，送出，登记银行的结果。批准这件事的人不能拨付它。
# 待拨付
已下达、没有付清、不在别的批次里、没有暂缓的，都列在这里。在企业名称前打勾（或选中后按空格），下面是合计和大写；点“列成一批”。
只付一项政策、一批或一个街道、园区的，先在上面选政策或条款、批次，或搜街道、园区的名字，再点“全部勾选”。
“加入未送出的批次”把勾选的并进已有的一批。选中一件，可以点“暂缓拨付”。
# 以前已付
启用“拨付”以前已经付过的也列在这里，先点“登记以前已付”：写当时的日期和凭据，不送银行，各处都算已付。
可以登记勾选的、升级前的通知书、或某一天以前下达的全部。要两人办理的单位，由另一位同事确认以后才算。登记错了的，由登记的人在“拨付批次”里那一批撤销。
# 预兑现和清算
勾选后点“预兑现”，先付一部分，如 80%，每件舍到分。其余的待清算，不再列入拨付；在上面选“预兑现过、待清算的”看。
最后的数据出来以后，选中那一件点“清算”：程序按现在的数据重新核算，写明依据和理由定下金额。还有要付的接着列入拨付，付多了的列入追回。
算出来比核定多的，这一件不多付；差额另立一件申报。
# 核对账户
列成一批时，程序核对每个账户：没有填全、位数或校验位不对的，不能付；核定以后才填或改过、和别户相同、户名与企业不一致、像个人银行卡号的，是有疑点。
有疑点的只停那一件：核对清楚写明理由放行，或移出。企业资料改了，点“重新核对账户”。
# 送出
送出时编号。送出以后金额和账户不能改，也不能撤回。没有处理完的疑点不随本批送出。
# 给银行的文件
送出后点“给银行的文件”：按银行要的格式存 Excel，出具汇总表和给财政的拨付通知书。格式可以自己定，存下来下次用。
# 登记结果
银行发回文件的，点“读入银行结果”，逐行核对后登记。没有文件的：都付了，点“全部已拨付”填日期；个别退回或没有付足的，选中那一行点“登记结果”，写明原因。已登记付了又退回的，也在那里登记。
# 退回的
请企业核对，在企业资料里改正账户，再点“再次列入”，随新的一批付。没有付足的，差的部分也这样付。
付了以后银行只退回一部分的，选中那一行点“登记退回”，选“退回了一部分”，填退回的金额；退回的部分再次列入。
# 追回
付多了、付错了的，选中已拨付的那一行点“追回”。
# 只有纸质清单的批次
恢复备份后，程序可能只知道送出过几号、不知道里面有什么：勾选纸质清单上的事项，点“核对纸质清单”补登。
# 暂缓拨付
对一件事项或一户企业，写明理由，可以定到哪一天。恢复要由另一位同事办。
"""


class PaymentsPage(Page):
    """Three lists to choose from, and one list of payments in their place."""

    page_id, title, icon_name = "payments", "拨付", "payments"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._has_lists, self._has_unknown = True, False
        self._is_stale, self._read_on = True, date.min
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.make_button = button("列成一批", self._on_make, look=Look.PRIMARY, icon_name="plus", parent=self)
        self.payable = PayableList(services, lambda: services.go_to(ToPage("cases")), self)
        self.add_menu = QMenu(self)
        self.add_button = button("加入未送出的批次", parent=self)
        self.add_button.setIcon(icon("chevron-down", size=14))
        self.add_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.add_button.setMenu(self.add_menu)
        self.ahead_button = button("预兑现…", self._on_ahead, parent=self)
        self.sum = SumBar(self, self.add_button, self.ahead_button, self.make_button)
        self.lists = ListOfLists(self)
        self.holds = HoldsList(services, self)
        self.one = OneList(services, self)
        self.hold_button = self.header.add_action("暂缓拨付…", self._on_hold, icon_name="clock")
        self.before_button = self.header.add_action("登记以前已付…", self._on_before)
        self.unknown_button = self.header.add_action("核对纸质清单…", self._on_unknown, icon_name="warning")
        # What others do of a whole list stands here as well, and folds into a menu where there is no room.
        for act in self.one.whole_acts:
            self.header.add_widget(act)
        services.permits.hold(Action.PAYMENT_LIST, self.make_button, self.add_button, self.ahead_button)
        services.permits.hold(Action.PAYMENT_HOLD, self.hold_button)
        services.permits.hold(Action.PAYMENT_BEFORE, self.before_button)
        services.permits.hold(Action.PAYMENT_CLEAR, self.unknown_button)
        self.body.addWidget(self.choice)
        self.add_views(self.payable, self.lists, self.holds, self.one)
        self.body.addWidget(self.sum)
        self._add_below()
        self._connect()
        self._show_chosen()

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()

    def open_target(self, target: PaymentsTarget) -> None:
        match target:
            case ToPayable(which):
                self._choose(_PAYABLE)
                self.payable.ask_for(which)
            case ToPaymentLists():
                self._choose(_LISTS)
            case ToPaymentList(id_):
                self._open(id_)
            case _:
                assert_never(target)

    def place(self) -> Target | None:
        if self._is_one and self.one.id is not None:
            return ToPaymentList(self.one.id)
        return ToPaymentLists() if self.choice.value() == _LISTS else None

    def focus_search(self) -> None:
        shown = self.one.list if self._is_one else self._lists[self.choice.value()]
        shown.search.setFocus()

    def refresh_actions(self) -> None:
        chosen = None if self._is_one else self.choice.value()
        self.choice.setVisible(not self._is_one)
        self.sum.setVisible(
            chosen == _PAYABLE and bool(self.payable.model.rowCount() or self.payable.model.ticked)
        )
        self.hold_button.setVisible(chosen == _HOLDS)
        is_told = not self.payable.banner.isHidden()
        self.before_button.setVisible(
            chosen == _PAYABLE and not is_told and bool(self.payable.model.rowCount())
        )
        self.unknown_button.setVisible(self._has_unknown and chosen in (_PAYABLE, _LISTS))
        self.add_button.setVisible(bool(self.add_menu.actions() and self.payable.model.ticked))
        if not self._is_one:
            for act in self.one.whole_acts:
                act.hide()

    @property
    def _lists(self) -> dict[object, Any]:
        return {_PAYABLE: self.payable, _LISTS: self.lists, _HOLDS: self.holds}

    @property
    def _is_one(self) -> bool:
        return self.views.currentWidget() is self.one

    def _add_below(self) -> None:
        self.hold_one_button = button("暂缓拨付…", self._on_hold_one, look=Look.LINK)
        self.services.permits.hold(Action.PAYMENT_HOLD, self.hold_one_button)
        self.payable.add_below(self.hold_one_button)
        self.settle_button = button("清算…", self._on_settle, look=Look.LINK)
        self.services.permits.hold(Action.PAYMENT_SETTLE, self.settle_button)
        self.payable.add_below(self.settle_button)
        links: tuple[tuple[str, Callable[[], object]], ...] = (
            ("全部勾选", lambda: self.payable.model.tick(self.payable.model.ids, is_ticked=True)),
            ("全不勾选", self.payable.model.untick_all),
        )
        for word, act in links:
            self.payable.add_below(button(word, act, look=Look.LINK))
        exporter = Exporter(self.services, self)
        self.payable.add_below(exporter.button(self.payable.table, "待拨付", self.payable.rows_at))
        self.lists.add_below(exporter.button(self.lists.table, "拨付批次"))

    def _connect(self) -> None:
        self.choice.value_changed.connect(self._show_chosen)
        self.payable.model.ticked_changed.connect(self._on_ticked)
        self.payable.record_wanted.connect(self._on_before)
        self.payable.selection_changed.connect(self._on_selected)
        self.payable.counted.connect(lambda count: self._name(_PAYABLE, count))
        self.payable.read.connect(self.refresh_actions)
        self.payable.table.opened.connect(
            lambda entry: self.services.go_to(ToCase(entry.id, self.payable.model.ids))
        )
        self.lists.table.opened.connect(lambda one: self._open(one.id))
        self.one.list_made.connect(self._open)
        self.one.shown.connect(self._on_one_shown)
        self.services.changes.on(_KINDS, self._load_if_seen, owner=self)

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        who = self.services.context.seat.who
        self.payable.look()
        self.payable.look_at_offers()
        self.services.ask(list_payment_lists, self._on_lists, owner=self)
        self.services.ask(lambda session: list_holds(session, who, date.today()), self._on_holds, owner=self)
        if self._is_one:
            self.one.reload()

    def _on_lists(self, found: Any) -> None:
        self.lists.show_all(found)
        self._has_lists = any(not one.row.is_before for one in found)
        self._has_unknown = any(one.row.is_unknown for one in found)
        self._offer_unsent([one for one in found if one.how is How.OPEN])
        self.payable.tell_first(is_first=not self._has_lists)
        self.refresh_actions()
        self._name(_LISTS, sum(one.how is How.OPEN for one in found), "未送出 ")

    def _offer_unsent(self, lists: Sequence[ListedList]) -> None:
        self.add_menu.clear()
        for one in lists:
            word = f"{name_of(one)}　{count_text(one.count, '件')}，{money_text(one.amount)} 元"
            self.add_menu.addAction(word).triggered.connect(partial(self._on_add, one.id))

    def _on_holds(self, found: Any) -> None:
        self.holds.show_all(found)
        self._name(_HOLDS, self.holds.count)

    def _name(self, view: str, count: int, word: str = "") -> None:
        self.choice.name(view, f"{_WORDS[view]}　{word}{count:,}" if count else _WORDS[view])

    # The views

    def _choose(self, view: str) -> None:
        self.choice.set_value(view)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.show_view(self._lists[self.choice.value()])

    def _open(self, id_: PaymentListId) -> None:
        self.choice.blockSignals(True)
        self.choice.set_value(_LISTS)
        self.choice.blockSignals(False)
        self.show_view(self.one, "拨付批次", back=self._show_chosen, back_to=_WORDS[_LISTS])
        self.one.show_list(id_)

    def _on_one_shown(self) -> None:
        if not self._is_one or self.one.now is None:
            # It came after the page was turned.
            self.refresh_actions()
            return
        listed = self.one.now.listed
        row = listed.row
        said = [f"预兑现 {row.ahead}%"] if row.ahead is not None else []
        said.append(f"{row.made_by} {time_text(row.made_at)} 列出")
        if row.is_before:
            said = [f"{row.made_by} {time_text(row.made_at)} 登记", "没有送银行"]
        elif row.sent_at is not None:
            said.append(f"{row.sent_by} {time_text(row.sent_at)} 送出")
        self.header.set_title(row.name, "　".join(said), status_of_list(listed))

    # What is done

    def _on_ticked(self) -> None:
        model = self.payable.model
        count = len(model.ticked)
        self.sum.show_sum(model.ticked, model.amounts)
        self.make_button.setText(f"列成一批（{count_text(count, '件')}）" if count else "列成一批")
        against = "先勾选要拨付的" if not count else ""
        if count > MOST:
            against = f"一批最多 {count_text(MOST, '件')}，请少勾一些"
        for one in (self.make_button, self.ahead_button, self.add_button):
            one.setEnabled(not against)
            one.setToolTip(against)
        self.refresh_actions()

    def _on_make(self) -> None:
        ids, old = list(self.payable.model.ticked), self.payable.old
        if not (old and not self._has_lists) and not any(id_ in old for id_ in ids):
            self._make(ids)
            return
        among = sum(id_ in old for id_ in ids)
        asked = f"勾选的有 {count_text(among, '件')}" if among else f"待拨付的有 {count_text(len(old), '件')}"
        self.dialog = ask(
            self,
            "以前付过的登记了吗？",
            f"{asked}是升级前的通知书，程序不知道当时付没付。已经付过的，先登记为以前已付；"
            "确实没有付过的，再列成一批。",
            (
                Answer("登记以前已付…", self._on_before, Look.PRIMARY),
                Answer("没有付过，列成一批", partial(self._make, ids)),
                Answer("取消"),
            ),
        )

    def _make(self, ids: Sequence[CaseId]) -> None:
        list_together(self.services, ids, self._on_made, owner=self, busy=self.make_button)

    def _on_add(self, id_: PaymentListId, _is_checked: bool = False) -> None:
        context, ids = self.services.context, list(self.payable.model.ticked)
        self.services.do(
            lambda _: add_to_list(context.seat, id_, ids, context.rules),
            f"已加入 {count_text(len(ids), '件')}。核对无误后送出",
            on_done=lambda _: self._on_made(id_),
            owner=self,
            label="正在核对账户",
            busy=self.add_button,
        )

    def _on_before(self) -> None:
        self.dialog = opened(PaidBeforeDialog(self.services, self, self.payable.model.ticked))

    def _on_unknown(self) -> None:
        self.dialog = opened(UnknownListsDialog(self.services, self, list(self.payable.model.ticked)))

    def _on_ahead(self) -> None:
        self.dialog = opened(AheadDialog(self.services, self, dict(self.payable.model.ticked), self._on_made))

    def _on_selected(self) -> None:
        is_one, is_awaiting = (
            len(self.payable.selected_ids()) == 1,
            self.payable.model.which is Which.AWAITING,
        )
        self.hold_one_button.setVisible(is_one and not is_awaiting)
        self.settle_button.setVisible(is_one and is_awaiting)

    def _on_settle(self) -> None:
        [id_] = self.payable.selected_ids()
        settle(self.services, self, id_, self._on_settling)

    def _on_settling(self, dialog: Dialog) -> None:
        self.dialog = dialog

    def _on_hold_one(self) -> None:
        found = self.payable.table.selected_rows()[0].found
        if found is not None:
            case = found.case
            of = Holdable(case.id, case.enterprise_id, f"“{case.enterprise_name}”的“{case.award}”")
            self.dialog = opened(HoldDialog(self.services, self, of))

    def _on_made(self, id_: PaymentListId) -> None:
        self.payable.model.untick_all()
        self._open(id_)

    def _on_hold(self) -> None:
        self.dialog = opened(HoldDialog(self.services, self))
