"""待确认: what was proposed, what it would change, and the decision of a second person."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.proposals.service import (
    Proposed,
    confirm,
    decided_proposals,
    open_proposals,
    refuse,
    withdraw_proposal,
)
from domain.store.acts import Action
from domain.store.permits import Role
from domain.store.proposals import State, reason_against_confirming, roles_in
from domain.store.tables import Kind
from domain.values.ids import ProposalId
from domain.values.progress import Reporter
from gui.early.page import Page
from gui.early.parts import STRETCH, Look, Note, SectionTitle, button, fill, in_column, in_row
from gui.early.theme import px
from gui.formatting import count_text, time_text
from gui.forms.asking import TextDialog
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.people.second import ToldLines, means_of
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.list_view import ListView
from gui.targets import ToProposal
from gui.widgets.cards import Card, EmptyState
from gui.widgets.placing import Scrolling, split
from gui.widgets.status import ATTENTION, GOOD, HARM, NEUTRAL, Status

_DETAIL: Final = 340
_OPEN, _DECIDED = "open", "decided"
_LOOKS: Final = {
    State.OPEN: ATTENTION,
    State.DONE: GOOD,
    State.REFUSED: HARM,
    State.WITHDRAWN: NEUTRAL,
    State.LAPSED: NEUTRAL,
}
_HELP: Final = """有些事一个人不能办：出具和作废通知书，启用政策，写明条文与公式不一致的理由，\
删除或合并有通知书的企业，一次导入很多户，登记可信的发布单位。
# 怎样办
一位同事提请，这里列出会改变什么；另一位核对后确认，才会生效。确认的人就是文书上的批准人。
# 情况变了怎么办
提请以后数据有变动，确认时结果与当时所列的不同，这份提请就失效，不会照旧办理，请重新提请。"""


def _status_of(one: Proposed) -> Status:
    return _LOOKS[one.state].named(one.state.word)


class ProposalList(ListView[Proposed]):
    """What waits, or what was decided."""

    def __init__(self, parent: QWidget) -> None:
        self.view = ChoiceBox({_OPEN: "待确认", _DECIDED: "已办结"}, unset_word=None, called="看哪些")
        self.view.set_value(_OPEN)
        self.model = RowsModel[Proposed](_COLUMNS, key=lambda one: one.id)
        super().__init__(
            DataTable(self.model),
            EmptyState("没有要确认的事", "要两人办理的事，由一位同事提请以后列在这里。", icon_name="check"),
            EmptyState("没有找到", "换个词，或看另一边。", icon_name="search"),
            hint="搜索提请的事",
            filters=[self.view],
            parent=parent,
        )

    @property
    def shows_open(self) -> bool:
        return self.view.value() == _OPEN

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query()) or not self.shows_open


class ProposalsPage(Page):
    """The list, and one of them with what it would change."""

    page_id, title, icon_name = "proposals", "待确认", "check"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: TextDialog | None = None
        self._roles: frozenset[Role] = frozenset()
        self._wanted: ProposalId | None = None
        self.list = ProposalList(self)
        self.detail = Scrolling(self)
        self.detail.setMinimumWidth(px(_DETAIL))
        self.confirm_button = button(
            "确认", self._on_confirm, look=Look.PRIMARY, icon_name="check", parent=self
        )
        self.refuse_button = button("不同意…", self._on_refuse, parent=self)
        self.withdraw_button = button("撤回", self._on_withdraw, parent=self)
        self.acts = in_row(self.confirm_button, self.refuse_button, self.withdraw_button, STRETCH, spacing=8)
        right = QWidget(self)
        in_column((self.detail, 1), self.acts, spacing=12, of=right)
        parts = ((self.list, 560, 3), (right, 400, 2))
        fill(self.body, (split(Qt.Orientation.Horizontal, *parts, parent=self), 1))
        self.list.asked.connect(self._load)
        self.list.table.current_changed.connect(self._show)
        services.changes.on_seen({Kind.PROPOSAL, Kind.ACCOUNT, Kind.RULE}, self._load, self)
        self._show(None)

    def on_shown(self) -> None:
        self._load()

    def open_target(self, target: ToProposal) -> None:
        self._wanted = target.id
        self.list.search.set_query("")
        self.list.view.set_value(_OPEN)
        self._load()

    def focus_search(self) -> None:
        self.list.search.setFocus()

    def _load(self) -> None:
        who, query = self.services.context.seat.who, self.list.search.query()
        find = open_proposals if self.list.shows_open else decided_proposals
        self.services.ask(
            lambda session: (find(session), roles_in(session, who, date.today()), query),
            self._on_read,
            owner=self,
        )

    def _on_read(self, found: tuple[Sequence[Proposed], frozenset[Role], str]) -> None:
        rows, self._roles, query = found
        rows = [one for one in rows if query in one.title or query in one.made_by_name or query in one.reason]
        self.list.model.replace(rows)
        self.list.foot.setText(f"共 {count_text(len(rows), '件')}")
        self.list.show_tools(True)
        wanted, self._wanted = self._wanted, None
        is_found = wanted is not None and self.list.table.select_key(wanted)
        if rows and not is_found and self.list.table.current_row() is None:
            self.list.table.select_key(rows[0].id)
        self._show(self.list.table.current_row())

    def _show(self, one: Proposed | None) -> None:
        is_open = one is not None and one.state is State.OPEN
        is_own = one is not None and one.made_by == self.services.context.seat.who.id
        for act in (self.confirm_button, self.refuse_button):
            act.setVisible(is_open and not is_own)
        self.withdraw_button.setVisible(is_open and is_own)
        self.detail.setVisible(one is not None)
        if one is None:
            self.detail.takeWidget()
            return
        against = self._reason_against(one.made_by, one.action)
        for act in (self.confirm_button, self.refuse_button):
            act.setEnabled(not against)
            act.setToolTip(against)
        content = QWidget()
        content.setMinimumHeight(1)
        in_column(_card_of(one, against if is_open else ""), spacing=12, margins=(0, 0, 4, 8), of=content)
        self.detail.setWidget(content)

    def _reason_against(self, made_by: Any, action: Action) -> str:
        return reason_against_confirming(self.services.context.seat.who, self._roles, made_by, action)

    def _on_confirm(self) -> None:
        one = self.list.table.current_row()
        if one is None:
            return
        context = self.services.context

        def do(reporter: Reporter) -> Any:
            return confirm(context.seat, one.id, means_of(context), reporter)

        self.services.jobs.run(
            do, partial(self._on_confirmed, one), busy=self.confirm_button, owner=self, label="正在办理"
        )

    def _on_confirmed(self, one: Proposed, _: Any) -> None:
        self.services.messages.success(f"已确认：{one.title}")
        if one.action is Action.POLICY_PUT_IN_FORCE:
            self.services.frame.take_policies()

    def _on_refuse(self) -> None:
        one = self.list.table.current_row()
        if one is None:
            return
        seat = self.services.context.seat
        self.dialog = TextDialog(
            self,
            "不同意",
            f"不同意：{one.title}",
            "不同意",
            field="理由",
            editor=LongTextEdit("如：材料不齐，请补后再提"),
            missing="请写明不同意的理由",
            width=560,
            look=Look.DANGER,
        )
        self.dialog.do(
            self.services,
            lambda because, _: refuse(seat, one.id, because=because),
            lambda *_: self.services.messages.success("已退回提请人"),
            owner=self,
            label="正在办理",
        )

    def _on_withdraw(self) -> None:
        one = self.list.table.current_row()
        if one is None:
            return
        seat = self.services.context.seat
        self.services.jobs.run(
            lambda _: withdraw_proposal(seat, one.id),
            lambda _: self.services.messages.success(f"已撤回：{one.title}"),
            busy=self.withdraw_button,
            owner=self,
            label="正在撤回",
        )


def _card_of(one: Proposed, against: str) -> Card:
    card = Card()
    title = SectionTitle(one.title)
    title.setWordWrap(True)
    lines = ToldLines()
    lines.show_told(one)
    said = [f"{one.made_by_name} {time_text(one.made_at)} 提请"]
    if one.reason:
        said.append(f"说明：{one.reason}")
    if one.decided_at is not None:
        said.append(f"{one.decided_by_name} {time_text(one.decided_at)} {one.state.word}")
    if one.remark:
        said.append(one.remark)
    if against:
        said.append(against)
    fill(card.body, title, *map(_wrapped, said), (lines, 1))
    return card


def _wrapped(text: str) -> Note:
    note = Note(text)
    note.setWordWrap(True)
    return note


_COLUMNS: Final = (
    Column[Proposed]("提请的事", lambda one: one.title, stretches=True, width=160, tips=True),
    Column[Proposed]("提请人", lambda one: one.made_by_name, width=80, narrowest=60, tips=True),
    Column[Proposed]("时间", lambda one: time_text(one.made_at), width=140, narrowest=90, tips=True),
    Column[Proposed]("状态", lambda one: one.state.word, status=_status_of, width=92),
)
