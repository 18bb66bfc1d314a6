"""One park, one event, one need: what it is, what hangs on it, and what is to be done of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.outreach.documents.matching_sheet import EVENT, PARK, compose_event, compose_park
from domain.outreach.matching.events import (
    ListedDeal,
    ListedEvent,
    ListedGuest,
    find_event,
    remove_deal,
    save_deal,
)
from domain.outreach.matching.needs import (
    ListedNeed,
    Outcome,
    find_need,
    remove_outcome,
    save_outcome,
    take_up_again,
)
from domain.outreach.matching.parks import (
    KINDS,
    ListedTenant,
    ShownPark,
    Year,
    admit,
    remove_tenants,
    show_park,
)
from domain.outreach.matching_entities import Matter, Signed, Through
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.early.parts import (
    STRETCH,
    Link,
    Look,
    PushButton,
    button,
    empty,
    fill,
    in_column,
    in_row,
    named_label,
    shortcut_action,
)
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import DASH, count_text, date_text, money_text, wan_text
from gui.pages.matching.entering import (
    AdmitDialog,
    DealDialog,
    EndNeedDialog,
    EndParkDialog,
    EventDialog,
    NeedDialog,
    OutcomeDialog,
    ParkDialog,
    ReopenDialog,
    TenantDialog,
    YearDialog,
)
from gui.services import Services, Undo
from gui.tables.data_table import RIGHT, Column, DataTable, amounts
from gui.tables.fitted import fill_table, fitted_table
from gui.targets import ToEnterprise
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import FlowLayout, Scrolling, in_grid
from gui.widgets.prose import Paragraph
from gui.widgets.status import GOOD, NEUTRAL, Status

_MOST_ROWS: Final = 12
Pairs = Sequence[tuple[str, str]]


class SubjectView(QWidget):
    """Shows one thing: what can be done of it, what it is, and tables of what hangs on it."""

    left = Signal()
    """The way back was taken."""

    read = Signal(object)
    """What is shown was read."""

    action: Action
    """The act that changes it."""

    def __init__(self, services: Services, kinds: frozenset[Kind], title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.services = services
        self.dialog: Dialog | None = None
        self.shown: Any = None
        self.id: int | None = None
        self.acts: list[PushButton] = []
        self._doing = QWidget(self)
        self._flow = FlowLayout(self._doing)
        scrolling = Scrolling(self)
        inside = QWidget(scrolling)
        self.facts = Card(title, inside, padding=14)
        self._column = in_column(self.facts, spacing=12, margins=(0, 0, 8, 8), of=inside)
        scrolling.setWidget(inside)
        in_column(self._doing, (scrolling, 1), spacing=10, of=self)
        shortcut_action(self, "Esc", self.left.emit)
        services.changes.on_seen(kinds, self._reload, page=self)

    def load(self, session: Session, id_: int) -> Any:
        """Read what is shown."""
        raise NotImplementedError

    def look_at(self, found: Any) -> Seen:
        """Return as what an auditor's look at it is entered."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def show_one(self, id_: int) -> None:
        """Show the one with this id."""
        self.id = id_
        self.setFocus()
        self._reload()

    def add_card(self, title: str, table: DataTable[Any], *below: PushButton) -> Card:
        """Add a card with a table; `below` is what can be done of its row."""
        card = Card(title, self.facts.parentWidget(), padding=14)
        fill(card.body, table, in_row(*below, STRETCH))
        self._column.addWidget(card)
        return card

    def add_act(
        self,
        word: str,
        act: Callable[[], object],
        look: Look = Look.PLAIN,
        *,
        action: Action | None = None,
        icon_name: str = "",
    ) -> None:
        """Offer something to be done; ``action`` where it is not what changes it."""
        made = button(word, act, look=look, icon_name=icon_name, parent=self._doing)
        self.services.permits.hold(action or self.action, made)
        self._flow.addWidget(made)
        self.acts.append(made)
        made.show()

    def link(self, word: str, act: Callable[[], object]) -> PushButton:
        """Return an act below a table."""
        made = button(word, act, look=Look.LINK, parent=self)
        self.services.permits.hold(self.action, made)
        return made

    def add_paper(self, title: str, compose: Callable[..., Paper], kind: Kind) -> None:
        """Offer all of it on paper."""
        context, id_ = self.services.context, self.id

        def load() -> Paper:
            return context.store.ask(compose, id_, context.problem_rules, datetime.now(UTC))

        def show() -> None:
            of = [Subject(kind, id_)]
            self.dialog = opened(PaperDialog(self.services, title, load, self, of=of))

        self.add_act(f"{title}…", show, action=Action.RECORD_LOOK, icon_name="print")

    def ask_in(self, dialog: Callable[..., Dialog], *given: Any) -> None:
        """Open a dialog."""
        self.dialog = opened(dialog(self.services, self, *given))

    def show_facts(self, pairs: Pairs, *, said: Sequence[str] = (), to: EnterpriseId | None = None) -> None:
        """Show what it is: pairs of a word and a text, and what is to be noticed."""
        empty(self.facts.body)
        content = QWidget(self.facts)
        column = in_column(spacing=8, of=content)
        self.facts.body.addWidget(content)
        if to is not None:
            link = Link("打开企业资料", content)
            link.followed.connect(partial(self.services.go_to, ToEnterprise(to)))
            fill(column, in_row(link, STRETCH))
        grid = in_grid(across=16, down=8, shares=(1, 1, 1))
        for at, (word, text) in enumerate(pairs):
            part = in_column(named_label("note", word, content), Paragraph(text, content), spacing=2)
            grid.addLayout(part, at // 3, at % 3)
        column.addLayout(grid)
        for sentence in said:
            fill(column, Paragraph(sentence, content))

    def _reload(self) -> None:
        id_, context = self.id, self.services.context
        if id_ is None:
            return

        def work(_: Reporter) -> Any:
            found = context.store.ask(self.load, id_)
            enter_looks(context.seat, self.look_at(found))
            return found

        self.services.jobs.read(work, self._on_read, owner=self)

    def _on_read(self, found: Any) -> None:
        self.shown = found
        empty(self._flow)
        self.acts = []
        self.read.emit(found)
        self.show_found(found)


class ParkView(SubjectView):
    """A park: who is there and was, and what its years came to."""

    action = Action.PARK_SAVE

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, frozenset({Kind.PARK, Kind.ENTERPRISE}), "园区", parent)
        self.tenants = fitted_table(ListedTenant, _TENANTS, lambda one: one.id, self)
        self.years = fitted_table(_YearRow, _YEARS, lambda one: one[0], self)
        self.change_button = self.link("入驻和退出…", self._on_change)
        self.drop_button = self.link("删除选中的记录", self._on_drop)
        self.open_button = button("打开企业资料", self._on_open, look=Look.LINK, parent=self)
        export = Exporter(services, self).button(self.tenants, "入驻企业")
        below = (self.change_button, self.open_button, self.drop_button, export)
        self._tenants = self.add_card("入驻企业", self.tenants, *below)
        self._years = self.add_card("每年的投资和产值", self.years)
        self._column.addStretch(1)
        self.tenants.opened.connect(lambda _: self._on_change())
        self.tenants.current_changed.connect(lambda _: self._hold())
        self.years.opened.connect(lambda one: self.ask_in(YearDialog, self.shown, one[0].year))

    def load(self, session: Session, id_: int) -> ShownPark:
        return show_park(session, id_)  # type: ignore[arg-type]

    def look_at(self, found: ShownPark) -> Seen:
        return Seen(Subject(Kind.PARK, self.id), f"园区“{found.listed.row.name}”")

    def show_found(self, found: ShownPark) -> None:
        one = found.listed
        self.add_act("登记入驻…", lambda: self.ask_in(AdmitDialog, self.shown), Look.PRIMARY)
        self.add_act("填投资和产值…", lambda: self.ask_in(YearDialog, self.shown))
        self.add_act("修改…", lambda: self.ask_in(ParkDialog, self.shown))
        if one.is_over:
            self.add_act("恢复…", lambda: self.ask_in(ReopenDialog, self.shown))
        else:
            self.add_act("终止…", lambda: self.ask_in(EndParkDialog, self.shown))
        self.add_paper(PARK, compose_park, Kind.PARK)
        said = []
        if found.unlisted:
            names = "、".join(each.name for each in found.unlisted[:3])
            more = "等" if len(found.unlisted) > 3 else ""
            many = f"{names}{more} {len(found.unlisted)} 户"
            said.append(f"{many}的企业资料里写着在这个园区，还没有登记入驻；点“登记入驻”可以选。")
        self.show_facts(_park_facts(found), said=said)
        fill_table(self.tenants, found.tenants, self._tenants, most=_MOST_ROWS)
        fill_table(self.years, list(found.years.items()), self._years)
        self._hold()

    def _hold(self) -> None:
        has_one = self.tenants.current_row() is not None
        for one in (self.change_button, self.drop_button, self.open_button):
            one.setEnabled(has_one)

    def _on_open(self) -> None:
        if (one := self.tenants.current_row()) is not None and one.enterprise.id is not None:
            self.services.go_to(ToEnterprise(one.enterprise.id))

    def _on_change(self) -> None:
        if (one := self.tenants.current_row()) is not None:
            self.ask_in(TenantDialog, self.shown, one)

    def _on_drop(self) -> None:
        one, context = self.tenants.current_row(), self.services.context
        if one is None:
            return
        seen, rules = self.shown.listed.seen, context.problem_rules
        self.services.do(
            lambda _: remove_tenants(context.seat, seen, [one.id]),
            f"已删除“{one.enterprise.name}”的入驻记录",
            lambda done: Undo(lambda _: admit(context.seat, *done, rules), "已恢复"),
            owner=self,
            label="正在删除",
        )


class EventView(SubjectView):
    """An event: who came, and what was signed."""

    action = Action.EVENT_SAVE

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, frozenset({Kind.EVENT, Kind.ENTERPRISE}), "活动", parent)
        self.deals = fitted_table(ListedDeal, _DEALS, lambda one: one.id, self)
        self.guests = fitted_table(ListedGuest, _GUESTS, lambda one: one.row.place, self)
        self.change_button = self.link("修改、填落实…", self._on_change)
        self.drop_button = self.link("删除选中的签约", self._on_drop)
        self._deals = self.add_card("签约和落实", self.deals, self.change_button, self.drop_button)
        self._guests = self.add_card("到会的", self.guests)
        self._column.addStretch(1)
        self.deals.opened.connect(lambda _: self._on_change())
        self.deals.current_changed.connect(lambda _: self._hold())
        self.guests.opened.connect(self._on_open)

    def load(self, session: Session, id_: int) -> ListedEvent:
        return find_event(session, id_)  # type: ignore[arg-type]

    def look_at(self, found: ListedEvent) -> Seen:
        return Seen(Subject(Kind.EVENT, self.id), f"活动“{found.row.name}”")

    def show_found(self, found: ListedEvent) -> None:
        self.add_act("登记签约…", lambda: self.ask_in(DealDialog, self.shown), Look.PRIMARY)
        self.add_act("修改…", lambda: self.ask_in(EventDialog, self.shown))
        self.add_paper(EVENT, compose_event, Kind.EVENT)
        self.show_facts(_event_facts(found))
        fill_table(self.deals, found.deals, self._deals, most=_MOST_ROWS)
        fill_table(self.guests, found.guests, self._guests, most=_MOST_ROWS)
        self._hold()

    def _hold(self) -> None:
        has_one = self.deals.current_row() is not None
        for one in (self.change_button, self.drop_button):
            one.setEnabled(has_one)

    def _on_open(self, one: ListedGuest) -> None:
        if one.who.id is not None:
            self.services.go_to(ToEnterprise(one.who.id))

    def _on_change(self) -> None:
        if (one := self.deals.current_row()) is not None:
            self.ask_in(DealDialog, self.shown, one)

    def _on_drop(self) -> None:
        one, context = self.deals.current_row(), self.services.context
        if one is None:
            return
        seen, rules = self.shown.seen, context.problem_rules
        self.services.do(
            lambda _: remove_deal(context.seat, seen, one.id),
            f"已删除“{one.who.name}”的签约",
            lambda done: Undo(lambda _: save_deal(context.seat, *done, rules), "已恢复"),
            owner=self,
            label="正在删除",
        )


class NeedView(SubjectView):
    """What an enterprise needs, and what came of it."""

    action = Action.NEED_SAVE

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, frozenset({Kind.NEED, Kind.ENTERPRISE}), "需求", parent)
        self.outcomes = fitted_table(Outcome, _OUTCOMES, lambda one: one.id, self)
        self.change_button = self.link("修改…", self._on_change)
        self.drop_button = self.link("删除选中的落实", self._on_drop)
        self._outcomes = self.add_card("落实", self.outcomes, self.change_button, self.drop_button)
        self._column.addStretch(1)
        self.outcomes.opened.connect(lambda _: self._on_change())
        self.outcomes.current_changed.connect(lambda _: self._hold())

    def load(self, session: Session, id_: int) -> ListedNeed:
        return find_need(session, id_)  # type: ignore[arg-type]

    def look_at(self, found: ListedNeed) -> Seen:
        return Seen(Subject(Kind.NEED, self.id), f"{found.enterprise.name}的需求“{found.row.title}”")

    def show_found(self, found: ListedNeed) -> None:
        self.add_act("登记落实…", lambda: self.ask_in(OutcomeDialog, self.shown), Look.PRIMARY)
        self.add_act("修改…", lambda: self.ask_in(NeedDialog, self.shown.matter, self.shown))
        if found.row.ended_on is not None:
            self.add_act("仍然需要", self._on_again)
        elif found.is_open:
            self.add_act("不再需要…", lambda: self.ask_in(EndNeedDialog, self.shown))
        self.show_facts(_need_facts(found), to=found.enterprise.id)
        fill_table(self.outcomes, found.outcomes, self._outcomes, most=_MOST_ROWS)
        self._hold()

    def _hold(self) -> None:
        has_one = self.outcomes.current_row() is not None
        for one in (self.change_button, self.drop_button):
            one.setEnabled(has_one)

    def _on_change(self) -> None:
        if (one := self.outcomes.current_row()) is not None:
            self.ask_in(OutcomeDialog, self.shown, one)

    def _on_again(self) -> None:
        seat, seen = self.services.context.seat, self.shown.seen
        work = partial(take_up_again, seat, seen)
        self.services.do(lambda _: work(), "已登记仍然需要", owner=self, label="正在办理")

    def _on_drop(self) -> None:
        one, context = self.outcomes.current_row(), self.services.context
        if one is None or one.id is None:
            return
        seen, rules, id_ = self.shown.seen, context.problem_rules, one.id
        self.services.do(
            lambda _: remove_outcome(context.seat, seen, id_),
            f"已删除落实：{Through(one.through).word}",
            lambda done: Undo(lambda _: save_outcome(context.seat, *done, rules), "已恢复"),
            owner=self,
            label="正在删除",
        )


_YearRow = tuple[date, Year]


def _days(since: date, until: date | None) -> str:
    return f"{date_text(since)}起" if until is None else f"{date_text(since)}—{date_text(until)}"


def _park_facts(found: ShownPark) -> Pairs:
    one, row = found.listed, found.listed.row
    total = DASH if row.total is None else f"{wan_text(row.total)} 万元"
    pairs = [
        ("类别", row.kind or KINDS[0]),
        ("起止", _days(row.since, row.until)),
        ("入驻", f"{count_text(one.tenants, '户')}，已退出 {count_text(one.former, '户')}"),
        ("总投资", f"{total}，累计完成 {wan_text(one.invested)} 万元"),
        ("建筑面积", DASH if row.area is None else f"{row.area:,} 平方米"),
        ("地点", "　".join(filter(None, (row.street, row.place))) or DASH),
        ("运营单位", row.operator or DASH),
        ("联系人", row.contact or DASH),
        ("登记", f"{row.by_name}　{date_text(row.made_at.date())}"),
    ]
    return [*pairs, ("终止的理由", row.ended_because)] if row.until else pairs


def _event_facts(found: ListedEvent) -> Pairs:
    one, row = found, found.row
    return [
        ("种类", one.kind.word),
        ("日期", date_text(row.day)),
        ("到会", f"企业 {count_text(one.enterprises, '户')}，其他单位 {count_text(one.others, '家')}"),
        ("签约", f"{count_text(len(one.deals), '笔')}，{wan_text(one.amount)} 万元"),
        ("落实", f"{wan_text(one.done)} 万元"),
        ("产品", f"{count_text(one.products, '种')}" if one.products else DASH),
        ("地点", row.place or DASH),
        ("主办", row.host or DASH),
        ("登记", f"{row.by_name}　{date_text(row.made_at.date())}"),
        *([("活动情况", row.found)] if row.found else []),
    ]


def _need_facts(found: ListedNeed) -> Pairs:
    row, is_money = found.row, found.matter is Matter.FINANCING

    def text(number: int) -> str:
        return f"{wan_text(number)} 万元" if is_money else count_text(number, "人")

    pairs = [
        ("企业", found.enterprise.name),
        ("用途" if is_money else "岗位", row.title),
        ("提出日期", date_text(row.day)),
        ("需要", text(found.wanted)),
        ("落实" if is_money else "招到", text(found.met)),
        ("登记", f"{row.by_name}　{date_text(row.made_at.date())}"),
    ]
    pairs += [("贴息", text(found.interest))] if found.interest else []
    pairs += [("不再需要", f"{date_text(row.ended_on)}起：{row.ended_because}")] if row.ended_on else []
    return [*pairs, ("详细情况", row.detail)] if row.detail else pairs


def _tenant_status(one: ListedTenant) -> Status:
    if not one.enterprise.is_there:
        return NEUTRAL.named("已不在企业库")
    return GOOD.named("在园区") if one.is_there else NEUTRAL.named("已退出")


def _says_otherwise(one: ListedTenant) -> str:
    return one.says or "未填"


_TENANTS: Final[tuple[Column[ListedTenant], ...]] = (
    Column("园区", lambda one: one.park, only_exported=True),
    Column(
        "企业",
        lambda one: one.enterprise.name,
        sorts=True,
        stretches=True,
        width=190,
        narrowest=120,
        tips=True,
    ),
    Column(USCC_LABEL, lambda one: one.enterprise.uscc, only_exported=True),
    Column(
        "入驻",
        lambda one: one.row.since.isoformat(),
        sorts=True,
        width=104,
        kind=CellKind.DATE,
        value=lambda one: one.row.since,
    ),
    Column(
        "退出",
        lambda one: one.row.until.isoformat() if one.row.until else DASH,
        sorts=True,
        width=104,
        tip=lambda one: one.row.because,
        kind=CellKind.DATE,
        value=lambda one: one.row.until,
    ),
    Column("情况", lambda one: _tenant_status(one).word, status=_tenant_status, width=112),
    Column("退出原因", lambda one: one.row.because, only_exported=True),
    Column("企业资料里写的", _says_otherwise, width=130, narrowest=80, tips=True),
    Column(
        "使用面积（平方米）",
        lambda one: f"{one.row.area:,}" if one.row.area else DASH,
        align=RIGHT,
        width=136,
        narrowest=70,
        kind=CellKind.COUNT,
        value=lambda one: one.row.area,
    ),
)
_YEARS: Final[tuple[Column[_YearRow], ...]] = (
    Column("年份", lambda one: f"{one[0].year} 年", width=90, stretches=True),
    amounts("完成投资（元）", lambda one: one[1].invested, width=160, narrowest=110, sorts=False),
    amounts("产值（元）", lambda one: one[1].output, width=160, narrowest=110, sorts=False),
)
_DEALS: Final[tuple[Column[ListedDeal], ...]] = (
    Column(
        "签约方",
        lambda one: one.who.name,
        stretches=True,
        width=150,
        narrowest=100,
        tip=lambda one: "　".join(filter(None, (one.who.name, one.row.what))),
    ),
    Column("和谁签", lambda one: one.row.partner, width=120, narrowest=80, tips=True),
    Column("签的", lambda one: Signed(one.row.signed).word, width=56),
    Column(
        "产品、人数",
        lambda one: (
            "、".join(
                [f"{one.row.products} 种"] * bool(one.row.products)
                + [f"{one.row.people} 人"] * bool(one.row.people)
            )
            or DASH
        ),
        width=96,
        narrowest=70,
    ),
    amounts("签约（元）", lambda one: one.row.amount, width=130, narrowest=96, sorts=False),
    Column(
        "落实（元）",
        lambda one: DASH if one.row.done is None else money_text(one.row.done),
        align=RIGHT,
        width=130,
        narrowest=96,
        tip=lambda one: date_text(one.row.done_on) if one.row.done_on else "",
    ),
)
_GUESTS: Final[tuple[Column[ListedGuest], ...]] = (
    Column("到会的", lambda one: one.who.name, stretches=True, width=220, narrowest=130, tips=True),
    Column("哪里的", lambda one: "其他单位" if one.who.id is None else "企业", width=100),
    Column("人数", lambda one: f"{one.row.people} 人" if one.row.people else DASH, align=RIGHT, width=90),
)
_OUTCOMES: Final[tuple[Column[Outcome], ...]] = (
    Column("日期", lambda one: one.day.isoformat(), width=104),
    Column("方式", lambda one: Through(one.through).word, width=140, narrowest=100),
    Column(
        "银行、担保或来源",
        lambda one: one.partner or DASH,
        stretches=True,
        width=180,
        narrowest=100,
        tip=lambda one: "　".join(filter(None, (one.partner, one.remark))),
    ),
    Column(
        "金额（元）或人数",
        lambda one: f"{one.people} 人" if one.amount is None else money_text(one.amount),
        align=RIGHT,
        width=150,
        narrowest=110,
    ),
)
