"""The lists of the page: parks, events, and what enterprises need."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.outreach.matching.events import ListedEvent
from domain.outreach.matching.in_lines import deal_lines, guest_lines, outcome_lines, year_lines
from domain.outreach.matching.needs import ListedNeed
from domain.outreach.matching.parks import KINDS, ListedPark
from domain.outreach.matching_entities import EventKind, Matter, ParkStage
from domain.values.money import Fen
from gui.formatting import DASH, count_text, date_text, wan_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import Column, DataTable, RowsModel, amounts, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, NEUTRAL, Status

_NOTHING: Final = ("没有找到", "换个词，或改一改筛选。")
_ALL: Final = "all"
_STAGES: Final = {ParkStage.PLANNED: ATTENTION, ParkStage.BUILDING: ACTIVE, ParkStage.OPEN: GOOD}
_NEEDS: Final = {"已满足": GOOD, "部分落实": ACTIVE, "待落实": ATTENTION, "不再需要": NEUTRAL}


def status_of_park(one: ListedPark) -> Status:
    """Return how far a park has come, as a pill."""
    look = NEUTRAL if one.is_over else _STAGES[ParkStage(one.row.stage)]
    return look.named(one.where)


def status_of_need(one: ListedNeed) -> Status:
    """Return how a need stands, as a pill."""
    return _NEEDS[one.where].named(one.where)


class ParkList(HeldList[ListedPark]):
    """The parks; those that have ended where that is asked for."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedPark](_PARKS, key=lambda one: one.id, parent=parent)
        self.every = ChoiceBox({_ALL: "连同已终止的"}, unset_word="现有的", called="看哪些")
        stages = {one.value: one.word for one in ParkStage}
        self.stage = ChoiceBox(stages, unset_word="所有阶段", called="阶段")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有登记园区",
                "小微企业园登记在这里：阶段、投资、面积、每年产值，哪户企业什么时候入驻、什么时候退出。",
                icon_name="matching",
                action=("登记园区", begin),
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索园区、街道、运营单位",
            filters=[self.every, self.stage],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.stage.typed()) or not self.every.typed()

    def shows(self, row: ListedPark) -> bool:
        if row.is_over and not self.every.typed():
            return False
        if self.stage.typed() not in ("", row.row.stage):
            return False
        return self.finds(f"{row.row.name}{row.row.street}{row.row.operator}{_kind(row)}")

    def tell(self, shown: Sequence[ListedPark]) -> None:
        # Somebody in two parks is one enterprise, as in figures.
        tenants = len({id_ for one in shown for id_ in one.there})
        self.foot.setText(f"共 {count_text(len(shown), '个')}，入驻 {count_text(tenants, '户')}")


class EventList(HeldList[ListedEvent]):
    """The events, by kind and year."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedEvent](_EVENTS, key=lambda one: one.id, parent=parent)
        kinds = {one.value: one.word for one in EventKind}
        self.kind = ChoiceBox(kinds, unset_word="所有种类", called="种类")
        self.year = ChoiceBox({}, unset_word="不论哪年", called="年份")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有登记对接活动",
                "银企、产销、用工、校企对接登记在这里：谁到会、签了什么、后来落实了多少。",
                icon_name="calendar",
                action=("登记活动", begin),
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索活动、地点、主办",
            filters=[self.kind, self.year],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.kind.typed() or self.year.typed())

    def show_all(self, rows: Sequence[ListedEvent]) -> None:
        years = {str(year): f"{year} 年" for year in sorted({one.row.day.year for one in rows}, reverse=True)}
        self.year.offer(years, "不论哪年")
        super().show_all(rows)

    def shows(self, row: ListedEvent) -> bool:
        if self.kind.typed() not in ("", row.row.kind):
            return False
        if self.year.typed() not in ("", str(row.row.day.year)):
            return False
        return self.finds(f"{row.row.name}{row.row.place}{row.row.host}")

    def tell(self, shown: Sequence[ListedEvent]) -> None:
        words = [f"共 {count_text(len(shown), '场')}"]
        if amount := sum(one.amount for one in shown):
            words.append(f"签约 {wan_text(Fen(amount))} 万元")
        if done := sum(one.done for one in shown):
            words.append(f"落实 {wan_text(Fen(done))} 万元")
        self.foot.setText("，".join(words))


class NeedList(HeldList[ListedNeed]):
    """What enterprises need of one matter, and how much of it there is."""

    def __init__(self, matter: Matter, begin: Callable[[], object], parent: QWidget) -> None:
        self.matter = matter
        columns = _FINANCING if matter is Matter.FINANCING else _JOBS
        self.model = RowsModel[ListedNeed](columns, key=lambda one: one.id, parent=parent)
        every = {_ALL: "连同已满足、不再需要的"}
        self.every = ChoiceBox(every, unset_word="还要落实的", called="看哪些")
        said = (
            "企业要多少钱、用来做什么登记在这里；担保贷款、知识产权质押、贴息等落实一笔记一笔。"
            if matter is Matter.FINANCING
            else "企业要招什么人、招多少登记在这里；招到多少、从哪里招的，来一批记一批。"
        )
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                f"还没有登记{matter.word}",
                said,
                icon_name="funds" if matter is Matter.FINANCING else "person",
                action=(f"登记{matter.word}", begin),
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索企业、用途、银行" if matter is Matter.FINANCING else "搜索企业、岗位",
            filters=[self.every],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query()) or not self.every.typed()

    def shows(self, row: ListedNeed) -> bool:
        if not row.is_open and not self.every.typed():
            return False
        return self.finds(f"{row.enterprise.name}{row.row.title}{_partners(row)}")

    def tell(self, shown: Sequence[ListedNeed]) -> None:
        wanted, met = sum(one.wanted for one in shown), sum(one.met for one in shown)
        words = f"共 {count_text(len(shown), '项')}"
        if self.matter is Matter.FINANCING:
            words += f"，需要 {wan_text(Fen(wanted))} 万元，落实 {wan_text(Fen(met))} 万元"
        else:
            words += f"，需要 {count_text(wanted, '人')}，招到 {count_text(met, '人')}"
        self.foot.setText(words)


def _kind(one: ListedPark) -> str:
    return one.row.kind or KINDS[0]


def _came(one: ListedEvent) -> str:
    others = f"，其他 {one.others} 家" if one.others else ""
    return f"{count_text(one.enterprises, '户')}{others}"


def _partners(one: ListedNeed) -> str:
    return "、".join(dict.fromkeys(each.partner for each in one.outcomes if each.partner))


def _output(one: ListedPark) -> str:
    return DASH if one.output is None else f"{wan_text(one.output[1])}（{one.output[0]}）"


def _share(one: ListedNeed) -> float | None:
    return min(one.met / one.wanted, 1.0) if one.wanted else None


_PARKS: Final[tuple[Column[ListedPark], ...]] = (
    Column("园区", lambda one: one.row.name, sorts=True, stretches=True, width=190, narrowest=120, tips=True),
    Column("阶段", lambda one: one.where, sorts=True, status=status_of_park, width=104),
    counts("入驻（户）", lambda one: one.tenants, width=96),
    counts("已退出（户）", lambda one: one.former, width=106),
    Column(
        "产值（万元）",
        _output,
        sort_key=lambda one: None if one.output is None else one.output[1],
        width=150,
        narrowest=100,
    ),
    Column("街道", lambda one: one.row.street or DASH, sorts=True, width=110, narrowest=60, tips=True),
    Column("类别", _kind, only_exported=True),
    Column("地址", lambda one: one.row.place, only_exported=True),
    Column("运营单位", lambda one: one.row.operator, only_exported=True),
    Column("联系人", lambda one: one.row.contact, only_exported=True),
    Column("电话", lambda one: one.row.phone, only_exported=True, is_personal=True),
    replace(amounts("总投资（元）", lambda one: one.row.total, width=130), only_exported=True),
    replace(amounts("累计完成投资（元）", lambda one: one.invested, width=130), only_exported=True),
    Column(
        "面积（平方米）",
        lambda one: count_text(one.row.area) if one.row.area else "",
        only_exported=True,
        kind=CellKind.COUNT,
        value=lambda one: one.row.area,
    ),
    Column(
        "起始日期",
        lambda one: date_text(one.row.since),
        only_exported=True,
        kind=CellKind.DATE,
        value=lambda one: one.row.since,
    ),
    Column("各年情况", lambda one: year_lines(one.years), only_exported=True),
    Column(
        "终止日期",
        lambda one: date_text(one.row.until) if one.row.until else "",
        only_exported=True,
        kind=CellKind.DATE,
        value=lambda one: one.row.until,
    ),
    Column("终止原因", lambda one: one.row.ended_because, only_exported=True),
    Column(
        "终止前阶段", lambda one: ParkStage(one.row.stage).word if one.is_over else "", only_exported=True
    ),
)
_EVENTS: Final[tuple[Column[ListedEvent], ...]] = (
    Column(
        "日期",
        lambda one: one.row.day.isoformat(),
        sort_key=lambda one: one.row.day,
        width=106,
        kind=CellKind.DATE,
        value=lambda one: one.row.day,
    ),
    Column("种类", lambda one: one.kind.word, sorts=True, width=96),
    Column("活动", lambda one: one.row.name, sorts=True, stretches=True, width=180, narrowest=110, tips=True),
    Column("参会", _came, sort_key=lambda one: one.enterprises, width=130, narrowest=90, tips=True),
    amounts("签约金额（元）", lambda one: one.amount, width=140, narrowest=96),
    amounts("落实金额（元）", lambda one: one.done, width=140, narrowest=96),
    replace(counts("参会（户）", lambda one: one.enterprises, width=90), only_exported=True),
    replace(counts("其他家数（家）", lambda one: one.others, width=90), only_exported=True),
    replace(counts("签约（笔）", lambda one: len(one.deals), width=90), only_exported=True),
    replace(counts("合计种数（种）", lambda one: one.products, width=90), only_exported=True),
    Column("地点", lambda one: one.row.place, only_exported=True),
    Column("主办", lambda one: one.row.host, only_exported=True),
    Column("活动情况", lambda one: one.row.found, only_exported=True),
    Column("到会名单", lambda one: guest_lines(one.guests), only_exported=True),
    Column("签约明细", lambda one: deal_lines(one.deals), only_exported=True),
)


def _of_needs(title: str) -> tuple[Column[ListedNeed], ...]:
    return (
        Column(
            "提出日期",
            lambda one: one.row.day.isoformat(),
            sort_key=lambda one: one.row.day,
            width=106,
            kind=CellKind.DATE,
            value=lambda one: one.row.day,
        ),
        Column(
            "企业",
            lambda one: one.enterprise.name,
            sorts=True,
            stretches=True,
            width=190,
            narrowest=120,
            tips=True,
        ),
        Column(title, lambda one: one.row.title, sorts=True, width=130, narrowest=80, tips=True),
        Column("情况", lambda one: one.where, sorts=True, status=status_of_need, width=108),
    )


_ENDING: Final[tuple[Column[ListedNeed], ...]] = (
    Column(USCC_LABEL, lambda one: one.enterprise.uscc, only_exported=True),
    Column("落实明细", lambda one: outcome_lines(one.outcomes), only_exported=True),
    Column(
        "不再需要",
        lambda one: date_text(one.row.ended_on) if one.row.ended_on else "",
        only_exported=True,
        kind=CellKind.DATE,
        value=lambda one: one.row.ended_on,
    ),
    Column("理由", lambda one: one.row.ended_because, only_exported=True),
    Column("详细情况", lambda one: one.row.detail, only_exported=True),
    Column("登记人", lambda one: one.row.by_name, only_exported=True),
)
_FINANCING: Final[tuple[Column[ListedNeed], ...]] = (
    *_of_needs("用途"),
    amounts("需要（元）", lambda one: one.wanted, width=136, narrowest=100),
    replace(amounts("落实（元）", lambda one: one.met, width=136, narrowest=100), share=_share),
    replace(amounts("贴息（元）", lambda one: one.interest, width=120), only_exported=True),
    Column("银行和担保", _partners, only_exported=True),
    *_ENDING,
)
_JOBS: Final[tuple[Column[ListedNeed], ...]] = (
    *_of_needs("岗位"),
    counts("需要（人）", lambda one: one.wanted, width=100),
    replace(counts("招到（人）", lambda one: one.met, width=100), share=_share),
    Column("从哪里招的", _partners, only_exported=True),
    *_ENDING,
)
