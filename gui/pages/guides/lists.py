"""The lists of the page: topics best first, calls, and what is asked for most."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.outreach.guide_entities import Answered, Topic
from domain.outreach.guides.calls import MOST, Asked, ListedCall, asked_most
from domain.outreach.guides.finding import Found, Topics
from domain.outreach.guides.topics import standing_text
from domain.outreach.problem_entities import Content
from gui.formatting import DASH, count_text, date_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ATTENTION, GOOD, HARM, NEUTRAL, Status

_MONTH, _BEFORE, _YEAR = "month", "before", "year"
_PERIODS: Final = {_MONTH: "本月", _BEFORE: "上月", _YEAR: "今年"}
_NOTHING: Final = ("没有找到", "换个词，或改一改筛选。")


class TopicList(HeldList[Topic]):
    """The topics: what is typed finds them at once, best first."""

    def __init__(self, begin: Callable[[], object], word: str, parent: QWidget) -> None:
        """`begin` takes in what came with the program; `word` is on its button."""
        self.model = RowsModel[Topic](_TOPICS, key=lambda one: one.id, parent=parent)
        self.topics = Topics((), date.today())
        self.found = Found(())
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有办事指南",
                "企业常问的事写在这里，接电话时一搜就能照着念。可以先用自带的，再补上本单位的地点和电话。",
                icon_name="help",
                action=(word, begin),
            ),
            EmptyState(
                "没有对应的办事指南",
                "换个说法再搜；还是没有，就按 Ctrl+N 记一次来电，以后补写。",
                icon_name="search",
            ),
            hint="企业问什么就输什么，也可输拼音首字母",
            debounce_ms=60,
            parent=parent,
        )

    def show_all(self, rows: Sequence[Topic]) -> None:
        self.topics = Topics(rows, date.today())
        super().show_all(rows)

    def asked_for(self) -> Sequence[Topic]:
        self.found = self.topics.find(self.search.query())
        return self.found.topics

    def tell(self, shown: Sequence[Topic]) -> None:
        words = f"共 {count_text(len(shown), '条')}"
        self.foot.setText("没有完全对上的，下面是相近的" if self.found.are_alike and shown else words)
        if shown:
            self.table.selectRow(0)


class CallList(HeldList[ListedCall]):
    """The calls, by period, by what came of them and how content the caller was."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedCall](_CALLS, key=lambda one: one.row.id, parent=parent)
        self.period = ChoiceBox(_PERIODS, unset_word="不论何时", called="期间")
        self.answered = ChoiceBox(
            {one.value: one.word for one in Answered}, unset_word="不论答复", called="答复"
        )
        self.rating = ChoiceBox(
            {one.value: one.word for one in Content}, unset_word="不论评价", called="评价"
        )
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有来电",
                "接完电话按 Ctrl+N 记一次：问的什么、谁打来的、答复了没有。没有答复的转为问题办理。",
                icon_name="question",
                action=("记一次来电", begin),
            ),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索企业、来电人、问的什么",
            filters=[self.period, self.answered, self.rating],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        chosen = (self.period, self.answered, self.rating)
        return bool(self.search.query() or any(one.typed() for one in chosen))

    def shows(self, row: ListedCall) -> bool:
        if not is_within(self.period.typed(), row.row.day, date.today()):
            return False
        if self.answered.typed() not in ("", row.row.answered):
            return False
        if self.rating.typed() not in ("", row.row.rating):
            return False
        return self.finds(f"{row.enterprise}{row.row.caller}{_about(row)}{row.row.asked}{row.problem}")

    def tell(self, shown: Sequence[ListedCall]) -> None:
        missed = sum(one.answered is Answered.NO for one in shown)
        words = [f"共 {count_text(len(shown), '次')}，没有答复 {missed:,} 次"]
        words += [f"只列最近的 {MOST:,} 次"] if len(self.all) >= MOST else []
        self.foot.setText("，".join(words))


class AskedList(HeldList[Asked]):
    """What was asked for most in a period; what no topic answers among it."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Asked](_ASKED, key=lambda one: (one.topic_id, one.title), parent=parent)
        self.calls: Sequence[ListedCall] = ()
        self.period = ChoiceBox(_PERIODS, unset_word="不论何时", called="期间")
        self.which = ChoiceBox({"none": "没有办事指南的"}, unset_word="全部", called="看哪些")
        super().__init__(
            DataTable(self.model),
            EmptyState("还没有来电", "记下来电以后，这里按问的次数排出常问的事。", icon_name="question"),
            EmptyState(*_NOTHING, icon_name="search"),
            hint="搜索问的什么",
            filters=[self.period, self.which],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.period.typed() or self.which.typed())

    @property
    def hides_rows(self) -> bool:
        return bool(self.calls) and self.is_filtered

    def show_calls(self, calls: Sequence[ListedCall]) -> None:
        """Count these, as far as they lie in the period."""
        self.calls = calls
        self.show_all(asked_most(calls))

    def asked_for(self) -> Sequence[Asked]:
        period, today = self.period.typed(), date.today()
        counted = asked_most([one for one in self.calls if is_within(period, one.row.day, today)])
        return [one for one in counted if self.shows(one)]

    def shows(self, row: Asked) -> bool:
        return (not self.which.typed() or row.topic_id is None) and self.finds(row.title)

    def tell(self, shown: Sequence[Asked]) -> None:
        without = sum(one.calls for one in shown if one.topic_id is None)
        words = f"共 {count_text(len(shown), '件事')}，没有办事指南的问过 {without:,} 次"
        self.foot.setText(words)


def is_within(period: str, day: date, today: date) -> bool:
    """Whether a day lies in a period that lists offer; in none of them every day does.

    >>> is_within("before", date(2026, 2, 28), date(2026, 3, 1))
    True
    """
    match period:
        case "month":
            return (day.year, day.month) == (today.year, today.month)
        case "before":
            before = today.replace(day=1) - timedelta(days=1)
            return (day.year, day.month) == (before.year, before.month)
        case "year":
            return day.year == today.year
    return True


def _about(one: ListedCall) -> str:
    return "、".join(title for _, title in one.topics)


def _standing(row: Topic) -> Status | None:
    said = standing_text(row, date.today())
    if not said:
        return None
    return ATTENTION.named("已到期" if "到期" in said else "未施行")


def _answered_status(one: ListedCall) -> Status:
    if one.answered is Answered.YES:
        return GOOD.named(one.answered.word)
    return NEUTRAL.named("已转问题") if one.problem else HARM.named(one.answered.word)


def _answered_word(one: ListedCall) -> str:
    return "已转问题" if one.problem else one.answered.word


def _rating(one: ListedCall) -> str:
    return one.rating.word if one.rating else DASH


def _standing_word(row: Topic) -> str:
    status = _standing(row)
    return status.word if status else ""


def _exported_day(title: str, day: Callable[[Topic], date | None]) -> Column[Topic]:
    return Column(
        title,
        lambda one: date_text(found) if (found := day(one)) else "",
        only_exported=True,
        kind=CellKind.DATE,
        value=day,
    )


_TOPICS: Final[tuple[Column[Topic], ...]] = (
    Column("办事指南", lambda one: one.title, stretches=True, width=220, narrowest=150, tips=True),
    Column("效力", _standing_word, status=_standing, width=86),
    Column("常见问法", lambda one: one.asks, only_exported=True),
    Column("怎么答复", lambda one: one.answer, only_exported=True),
    Column("要带的材料", lambda one: one.papers, only_exported=True),
    Column("到哪里办", lambda one: one.place, only_exported=True),
    Column("电话", lambda one: one.phone, only_exported=True),
    Column("办公时间", lambda one: one.hours, only_exported=True),
    Column("承诺期限", lambda one: "" if one.days is None else f"{one.days}", only_exported=True),
    _exported_day("有效期起", lambda one: one.valid_from),
    _exported_day("有效期止", lambda one: one.valid_until),
    Column("由谁维护", lambda one: one.keeper, only_exported=True),
    _exported_day("核对日期", lambda one: one.checked_on),
)
_CALLS: Final[tuple[Column[ListedCall], ...]] = (
    Column(
        "日期",
        lambda one: date_text(one.row.day),
        sort_key=lambda one: (one.row.day, one.row.time),
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.row.day,
    ),
    Column("时间", lambda one: one.row.time, width=64),
    Column("企业", lambda one: one.enterprise or DASH, sorts=True, width=170, narrowest=100, tips=True),
    Column("来电人", lambda one: one.row.caller or DASH, sorts=True, width=84, narrowest=70),
    Column(
        "问的什么",
        lambda one: _about(one) or one.row.asked,
        sorts=True,
        stretches=True,
        width=220,
        narrowest=130,
        tips=True,
    ),
    Column("答复", _answered_word, sorts=True, status=_answered_status, width=96),
    Column("评价", _rating, sorts=True, width=84, narrowest=70),
    Column("转为问题", lambda one: one.problem or DASH, sorts=True, width=96),
    Column("来电人的原话", lambda one: one.row.asked, only_exported=True),
    Column("电话", lambda one: one.row.phone, only_exported=True, is_personal=True),
    Column("登记人", lambda one: one.row.by_name, only_exported=True),
    Column(USCC_LABEL, lambda one: one.uscc, only_exported=True),
)
_ASKED: Final[tuple[Column[Asked], ...]] = (
    Column("问的什么", lambda one: one.title, stretches=True, width=260, narrowest=150, tips=True),
    Column(
        "办事指南",
        lambda one: "有" if one.topic_id is not None else "没有",
        sorts=True,
        status=lambda one: None if one.topic_id is not None else ATTENTION.named("没有"),
        width=90,
    ),
    Column(
        "次数",
        lambda one: f"{one.calls:,}",
        align=RIGHT,
        sort_key=lambda one: one.calls,
        width=80,
        kind=CellKind.COUNT,
        value=lambda one: one.calls,
    ),
    Column(
        "没有答复",
        lambda one: f"{one.unanswered:,}",
        align=RIGHT,
        sort_key=lambda one: one.unanswered,
        width=96,
        kind=CellKind.COUNT,
        value=lambda one: one.unanswered,
    ),
    Column(
        "最近一次",
        lambda one: date_text(one.last),
        sort_key=lambda one: one.last,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.last,
    ),
)
