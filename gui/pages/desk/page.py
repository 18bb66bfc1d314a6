"""工作台: what one is to do, what is due, whom one waits for, what others did; and where things stick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QWidget

from domain.cases.awards.desk import Desk, Happened, Pace, Pile, desk_of, of_one_act, paces_of
from domain.cases.awards.listing import ListedCase
from domain.exchange.cells import CellKind
from domain.proposals.service import Proposed, open_proposals
from domain.store.acts import Person
from domain.store.engine import Session
from domain.store.permits import Role
from domain.store.proposals import reason_against_confirming
from domain.store.tables import Kind
from domain.values.ids import CaseId
from domain.values.progress import Reporter
from gui.early.page import Page
from gui.early.parts import (
    STRETCH,
    Note,
    empty,
    fill,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import px
from gui.formatting import DASH, count_text, time_text
from gui.jobs import UPKEEP
from gui.pages.desk.instalments import InstalmentsCard
from gui.pages.desk.lines import DeskLine
from gui.pages.desk.money import MoneyCard
from gui.pages.desk.paying import PayingCard
from gui.pages.desk.problems import ProblemsCard
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel, counts
from gui.targets import Target, ToCase, ToCases, ToPage, ToProposal
from gui.widgets.cards import Card
from gui.widgets.placing import Scrolling

_KINDS: Final = {
    *(Kind.CASE, Kind.BATCH, Kind.PROPOSAL, Kind.ACCOUNT, Kind.CALENDAR, Kind.RULE, Kind.BUDGET),
    *(Kind.PAYMENT, Kind.HOLD, Kind.RECOVERY, Kind.PROBLEM),
}
_OVERSEEING: Final = frozenset({Role.APPROVE, Role.MANAGE, Role.AUDIT})
_FEW: Final = 3
_HELP: Final = """
# 工作台
打开程序先看这里：哪些事轮到您办，哪些快到期或已超期，哪些在等别人，您上次离开以后同事办了什么。每一行点开就是那件事。
# 轮到我
按办理的先后分开，每一类列出等得最久的几件；点类名列出全部。公示没有期满、异议没有办结、须由另一人办的，不算轮到您。
# 期限
3 个工作日内到期和已超期的，不管轮到谁，都列出来。
# 分期拨付
能生成事项的人看得到：前面一期已经下达、后面一期的条件现在也符合、还没有事项的。点开就生成。
# 拨付
有“拨付”角色的人看得到：要拨付几件、多少钱，几件退回了，几件账户有疑点；
企业该退回的，7 天内到期或已过期限时列出来，点开就是追回。预兑现过、待清算的，能清算的人都看得到。
# 问题
在办的企业问题有几件；已超期和 1 个工作日内到期的，各列出最早的几件，点开就是那件问题。
# 今年的预算
每项预算一条：深色是已批，浅色是在审，红色是在审的超出的部分。点开到“资金”。
# 各步快慢
批准、管理和审计的人看得到：每一步压着几件、在谁那里、最久等了几个工作日，平常要几个工作日。
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """What is on the desk; proposals that wait for who sits there; whether they see how things go."""

    desk: Desk
    proposals: Sequence[Proposed]
    oversees: bool


class DeskCard(Card):
    """Lines under a title with how many there are."""

    def __init__(self, services: Services, title: str, nothing: str, parent: QWidget) -> None:
        """`nothing` is said where there is nothing."""
        super().__init__(title, parent)
        self._services, self._nothing = services, nothing
        self.count = named_label("note", "", self)
        self.head.addWidget(self.count)
        self.lines: list[DeskLine] = []
        self.body.setSpacing(px(2))

    def begin(self, count: int, unit: str = "件") -> None:
        """Take away what it said, and say how many there are now."""
        empty(self.body)
        self.lines = []
        self.count.setText(count_text(count, unit) if count else "")
        if not count:
            self.body.addWidget(Note(self._nothing, self))

    def add(self, line: DeskLine, target: Target) -> DeskLine:
        """Add a line that leads there."""
        line.clicked.connect(lambda *_: self._services.go_to(target))
        return self.put(line)

    def put(self, line: DeskLine) -> DeskLine:
        self.lines.append(line)
        self.body.addWidget(line)
        return line

    def show_pile(self, pile: Pile) -> None:
        """Show a pile by its own line, and the first of its cases."""
        said = [pile.note] if pile.note else []
        if pile.since is not None:
            said.append(f"最早 {pile.since.isoformat()}")
        head = DeskLine(
            f"{pile.title}　{count_text(pile.count, '件')}", "，".join(said), is_head=True, parent=self
        )
        self.add(head, ToCases(pile.wanted))
        self.show_cases(pile.first, is_one_place=True)

    def show_cases(self, cases: Sequence[ListedCase], *, is_one_place: bool = False) -> None:
        """Show cases, each with where it stands unless that is the same place, and by when it is due."""
        among = [case.id for case in cases]
        for case in cases:
            said = _due_of(case) if is_one_place else "，".join(filter(None, (case.where, _due_of(case))))
            name, late = f"{case.enterprise_name}　{case.award}", bool(case.days_late)
            self.add(DeskLine(name, said, is_late=late, parent=self), ToCase(case.id, among))


class DeskPage(Page):
    """Cards with what waits, and for who oversees it, how things go."""

    page_id, title, icon_name = "desk", "工作台", "desk"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._is_stale, self._read_on = True, date.min
        self.mine = DeskCard(services, "轮到我", "现在没有轮到您办的。", self)
        self.late = DeskCard(services, "已超期", "没有超期的。", self)
        self.soon = DeskCard(services, "3 个工作日内到期", "没有快到期的。", self)
        self.others = DeskCard(services, "等别人", "没有在等别人的。", self)
        self.paying = PayingCard(services, self)
        self.problems = ProblemsCard(services, self)
        self.money = MoneyCard(services, self)
        self.instalments = InstalmentsCard(services, self)
        self.happened = DeskCard(services, "上次离开以后", "同事没有办过什么。", self)
        self.pace_model = RowsModel[Pace](_PACES, key=lambda pace: pace.title)
        self.pace_table = DataTable(self.pace_model, self)
        self.paces = Card("各步快慢", self)
        self.pace_table.opened.connect(lambda pace: services.go_to(ToCases(pace.wanted)))
        fill(self.paces.body, Note(_PACE_NOTE, self.paces), self.pace_table)
        self.paces.hide()
        self._lay_out()
        services.changes.on(_KINDS, self._load_if_seen, owner=self)

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()
        self.instalments.look()

    def _lay_out(self) -> None:
        content = QWidget(self)
        left, right = QWidget(content), QWidget(content)
        cards = (self.mine, self.instalments, self.paying, self.problems, self.money)
        in_column(*cards, STRETCH, spacing=12, of=left)
        in_column(self.late, self.soon, self.others, self.happened, STRETCH, spacing=12, of=right)
        columns = in_row((left, 3), (right, 2), spacing=12)
        in_column(columns, self.paces, STRETCH, spacing=12, margins=(0, 0, 4, 8), of=content)
        room = self.room = Scrolling(self)
        room.setWidget(content)
        self.body.addWidget(room, 1)

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        context = self.services.context

        def work(_: Reporter) -> _Read:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> _Read:
                roles = rules.now(session, who).roles
                waiting = _waiting_for(session, context.seat.who, roles)
                return _Read(
                    desk_of(session, who, rules), waiting, roles is None or bool(roles & _OVERSEEING)
                )

            return context.store.ask(query)

        self.services.jobs.read(work, self._show, owner=self)
        self.money.load()
        self.paying.load()
        self.problems.load()

    def _show(self, read: _Read) -> None:
        desk, waiting = read.desk, read.proposals
        self.mine.begin(sum(pile.count for pile in desk.mine) + len(waiting))
        for pile in desk.mine:
            self.mine.show_pile(pile)
        if waiting:
            self._show_proposals(waiting)
        for card, pile in ((self.late, desk.late), (self.soon, desk.soon)):
            card.begin(pile.count)
            card.show_cases(pile.first)
            if pile.count > len(pile.first):
                more = DeskLine(f"全部 {count_text(pile.count, '件')}", "", is_head=True, parent=card)
                card.add(more, ToCases(pile.wanted))
        self.others.begin(sum(pile.count for pile in desk.others))
        for pile in desk.others:
            line = DeskLine(f"{pile.title}　{count_text(pile.count, '件')}", pile.note, parent=self.others)
            self.others.add(line, ToCases(pile.wanted))
        self._show_happened(desk)
        self.paces.setVisible(read.oversees and bool(desk.mine or desk.others))
        if read.oversees:
            self._load_paces()

    def _show_proposals(self, waiting: Sequence[Proposed]) -> None:
        count = f"待确认　{count_text(len(waiting), '件')}"
        head = DeskLine(count, f"最早 {time_text(waiting[-1].made_at)}", is_head=True, parent=self.mine)
        self.mine.add(head, ToPage("proposals"))
        for one in waiting[: -_FEW - 1 : -1]:
            line = DeskLine(one.title, f"{one.made_by_name}提请", parent=self.mine)
            self.mine.add(line, ToProposal(one.id))

    def _show_happened(self, desk: Desk) -> None:
        self.happened.begin(len(desk.happened), "次")
        self.happened.count.setText("" if desk.left is None else f"{time_text(desk.left)} 起")
        for one in desk.happened:
            line = DeskLine(
                f"{one.by}　{one.title}　{count_text(one.count, '件')}",
                time_text(one.at),
                parent=self.happened,
            )
            line.clicked.connect(partial(self._open_act, one))
            self.happened.put(line)
        if desk.happened_more:
            said = f"更早还有 {count_text(desk.happened_more, '次')}，见操作记录"
            self.happened.add(DeskLine(said, "", parent=self.happened), ToPage("trail"))

    def _open_act(self, one: Happened, *_: object) -> None:
        def lead(ids: Sequence[CaseId]) -> None:
            self.services.go_to(ToCase(one.first, ids))

        self.services.ask(lambda session: of_one_act(session, one.act), lead, owner=self)

    def _load_paces(self) -> None:
        context = self.services.context

        def work(_: Reporter) -> list[Pace]:
            rules = context.rules
            return context.store.ask(lambda session: paces_of(session, context.seat.who, rules))

        self.services.jobs.read(work, self._show_paces, owner=self, lane=UPKEEP)

    def _show_paces(self, paces: Sequence[Pace]) -> None:
        self.pace_model.replace(paces)
        rows = len(paces)
        self.pace_table.setFixedHeight(px(38 + 36 * max(1, rows) + 4))


def _waiting_for(session: Session, who: Person, roles: frozenset[Role] | None) -> list[Proposed]:
    """Return the proposals that somebody may confirm, the newest first."""
    if roles is None:
        return []
    return [
        one
        for one in open_proposals(session)
        if not reason_against_confirming(who, roles, one.made_by, one.action)
    ]


def _due_of(case: ListedCase) -> str:
    if case.days_late:
        return f"超 {count_text(case.days_late, '天')}"
    return "" if case.due is None else f"期限 {case.due.isoformat()}"


_PACE_NOTE: Final = (
    "天数都是工作日。“一半等了”“平常要”都是中位数：一半比它久，一半比它短；平常要按近半年办过的算。"
)


def _days(title: str, days: Callable[[Pace], int | None], width: int) -> Column[Pace]:
    return Column[Pace](
        title,
        lambda pace: DASH if days(pace) is None else count_text(days(pace) or 0, "天"),
        align=RIGHT,
        sort_key=days,
        width=width,
        kind=CellKind.COUNT,
        value=days,
    )


_PACES: Final[tuple[Column[Pace], ...]] = (
    Column[Pace]("步骤", lambda pace: pace.title, stretches=True, width=110, tips=True),
    Column[Pace]("在谁那里", lambda pace: pace.by, width=150, narrowest=90, tips=True),
    counts("压着（件）", lambda pace: pace.count, width=104),
    _days("最久等了", lambda pace: pace.longest, 100),
    _days("一半等了", lambda pace: pace.median, 100),
    _days("平常要", lambda pace: pace.usual, 90),
    counts("近半年办过（件）", lambda pace: pace.done, width=144, narrowest=110),
)
