"""办事指南: topics that are searched and read out; calls; what is asked for most."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from typing import Any, ClassVar, Final, NamedTuple, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.outreach.documents.topic_leaflet import compose_topic
from domain.outreach.guide_entities import Topic
from domain.outreach.guides.calls import (
    Asked,
    ListedCall,
    delete_calls,
    find_call,
    list_calls,
    restore_calls,
)
from domain.outreach.guides.finding import Topics
from domain.outreach.guides.shipped import ShippedTopic, load_shipped, not_taken, take_shipped
from domain.outreach.guides.topics import (
    check_topics,
    delete_topics,
    list_topics,
    restore_topics,
    seen_of,
    standing_text,
)
from domain.outreach.importing import Ledger
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen
from domain.store.tables import Kind, Subject
from domain.values.ids import CallId
from gui.early.page import Hit, Page
from gui.early.parts import Look, PushButton, button
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import date_text
from gui.forms.editors import SegmentedChoice
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.guides.calling import CallDialog
from gui.pages.guides.lists import AskedList, CallList, TopicList
from gui.pages.guides.topic_view import TopicView
from gui.pages.guides.writing import TopicDialog
from gui.pages.problems.entering import ProblemDialog
from gui.services import Services, Undo
from gui.targets import GuidesTarget, Target, ToCall, ToTopic
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import split

_TOPICS, _CALLS, _ASKED = "topics", "calls", "asked"
_WORDS: Final[dict[object, str]] = {_TOPICS: "查指南", _CALLS: "来电", _ASKED: "常问的"}
_MOST_HITS: Final = 10
_KINDS: Final = {Kind.TOPIC, Kind.CALL, Kind.ENTERPRISE, Kind.PROBLEM}
_HELP: Final = """
# 办事指南
接电话时，企业问什么就输什么：一个词、几个词、拼音首字母都行。最对得上的排在最前面，右边照着念。
# 用键盘
按 Ctrl+F 回到搜索，↓ 到列表里选，Enter 或 Ctrl+N 记一次来电。
# 记来电
正在看的那一条已经勾好。答复不了的选“没有答复”，登记以后接着转为问题或帮办代办，在“问题”页办到销号。
# 常问的
按问的次数排。没有办事指南的事，选“没有办事指南的”就能看到，双击补写一条。
# 维护
自带的指南没有地点、电话和办公时间，请补上。本单位已有的，可以从 Excel 成批导入。
到期的会提醒核实后再答复；核对过仍然有效的，点“核对无误”。
"""


class Loaded(NamedTuple):
    """What the page shows."""

    topics: Sequence[Topic]
    calls: list[ListedCall]
    offered: list[ShippedTopic]


class GuidesPage(Page):
    """Three lists, of which one is shown; beside the topics the one that is read out."""

    page_id, title, icon_name = "guides", "办事指南", "help"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._is_stale, self._read_on = True, date.min
        self._searched: Topics | None = None
        """What Ctrl+K searches, also before the page is shown; None where it has to be read."""
        self._wanted: ToTopic | None = None
        self._offered: list[ShippedTopic] = []
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.topics = TopicList(self._on_take, "取用自带的办事指南", self)
        self.topic_view = TopicView(services, self)
        self.calls = CallList(self._on_call, self)
        self.asked = AskedList(self)
        sides = (self.topics, 320, 2), (self.topic_view, 380, 3)
        self.reading = split(Qt.Orientation.Horizontal, *sides, parent=self)
        self._places: dict[object, QWidget] = {
            _TOPICS: self.reading,
            _CALLS: self.calls,
            _ASKED: self.asked,
        }
        add = self.header.add_action
        self.importer = Importer(services, self, LedgerIntake(Ledger.TOPICS))
        self.import_button = add("从 Excel 导入", self.importer.start, icon_name="upload")
        self.take_button = add("取用自带的", self._on_take, icon_name="download")
        self.write_button = add("新增…", self._on_write, icon_name="plus")
        self.call_button = add(
            "记一次来电…", self._on_call, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )
        self._add_below()
        permits = services.permits
        permits.hold(Action.TOPIC_SAVE, self.take_button, self.write_button, self.change_button)
        permits.hold(Ledger.TOPICS.action, self.import_button)
        permits.hold(Action.TOPIC_SAVE, self.check_button, self.answer_button)
        permits.hold(Action.TOPIC_DELETE, self.delete_button)
        permits.hold(Action.CALL_RECORD, self.call_button, self.raise_button)
        permits.hold(Action.CALL_DELETE, self.drop_button)
        self.body.addWidget(self.choice)
        self.add_views(*self._places.values())
        self.choice.value_changed.connect(self._on_choice)
        self.topics.table.current_changed.connect(self._on_current)
        self.topics.table.opened.connect(lambda row: self._note_call([row]))
        self.calls.table.opened.connect(self._on_open_call)
        self.asked.table.opened.connect(self._on_open_asked)
        for one in (self.topics, self.calls, self.asked):
            one.selection_changed.connect(self.refresh_actions)
        services.changes.on(_KINDS, self._load_if_seen, owner=self)

    def _add_below(self) -> None:
        def link(text: str, act: Callable[[], object]) -> PushButton:
            return button(text, act, look=Look.LINK)

        exporter = Exporter(self.services, self)
        self.change_button = link("修改…", self._on_change)
        self.check_button = link("核对无误", self._on_check)
        self.paper_button = link("打印…", self._on_paper)
        self.delete_button = link("删除", self._on_delete)
        self.raise_button = link("转为问题…", self._on_raise)
        self.drop_button = link("删除", self._on_drop)
        self.answer_button = link("补写一条…", self._on_answer)
        of_topics = (self.change_button, self.check_button, self.paper_button, self.delete_button)
        for one in of_topics:
            self.topic_view.add_below(one)
        self.topics.add_below(exporter.button(self.topics.table, "办事指南"))
        for one in (self.raise_button, self.drop_button, exporter.button(self.calls.table, "来电台账")):
            self.calls.add_below(one)
        for one in (self.answer_button, exporter.button(self.asked.table, "常问的事")):
            self.asked.add_below(one)

    @cached_property
    def shipped(self) -> list[ShippedTopic]:
        """The topics that came with the program."""
        return load_shipped(self.services.context.resources / "guides")

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()
        self.focus_search()

    def open_target(self, target: GuidesTarget) -> None:
        match target:
            case ToTopic():
                self._wanted = target
                self.choice.set_value(_TOPICS)
                self._show_wanted()
            case ToCall(id_):
                self.choice.set_value(_CALLS)
                self.services.ask(lambda session: find_call(session, id_), self._on_open_call, owner=self)
            case _:
                assert_never(target)

    def place(self) -> Target | None:
        row = self.topic_view.topic
        return None if row is None or row.id is None else ToTopic(row.id)

    def focus_search(self) -> None:
        self._list.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        today = date.today()
        if self._searched is None or self._searched.day != today:
            self._searched = Topics(self.services.context.store.ask(list_topics), today)
        return [
            Hit(
                one.title,
                f"办事指南{f' · {said}' if (said := standing_text(one, today)) else ''}",
                partial(self.services.go_to, ToTopic(one.id)),
                "help",
                one.title == text,
            )
            for one in self._searched.find(text).topics[:_MOST_HITS]
            if one.id is not None
        ]

    @property
    def _list(self) -> TopicList | CallList | AskedList:
        chosen = self.choice.value()
        return self.calls if chosen == _CALLS else self.asked if chosen == _ASKED else self.topics

    def refresh_actions(self) -> None:
        topics, calls = self.topics.table.selected_rows(), self.calls.table.selected_rows()
        for one in (self.change_button, self.paper_button):
            one.setEnabled(len(topics) == 1)
        for one in (self.check_button, self.delete_button):
            one.setEnabled(bool(topics))
        can_raise = len(calls) == 1 and not calls[0].problem
        self.raise_button.setEnabled(can_raise)
        self.raise_button.setToolTip("" if can_raise else "选中一次还没有转为问题的来电")
        self.drop_button.setEnabled(bool(calls) and not any(one.problem for one in calls))
        asked = self.asked.table.selected_rows()
        self.answer_button.setEnabled(len(asked) == 1 and asked[0].topic_id is None)
        self.take_button.setVisible(bool(self._offered) and bool(self.topics.all))
        self.import_button.setVisible(self.choice.value() == _TOPICS)

    def _on_choice(self) -> None:
        self.show_view(self._places[self.choice.value()])
        self.refresh_actions()
        self.focus_search()

    def _load_if_seen(self) -> None:
        self._is_stale, self._searched = True, None
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        shipped = self.shipped

        def read(session: Session) -> Loaded:
            return Loaded(list_topics(session), list_calls(session), not_taken(session, shipped))

        self.services.ask(read, self._on_loaded, owner=self)

    def _on_loaded(self, found: Loaded) -> None:
        self._offered = found.offered
        before = self.topic_view.topic
        self.topics.show_all(found.topics)
        self._searched = self.topics.topics
        self.calls.show_all(found.calls)
        self.asked.show_calls(found.calls)
        if self._wanted is None and before is not None and before.id is not None:
            self._wanted = ToTopic(before.id)
        self._show_wanted()
        if not found.topics:
            self.topic_view.show_topic(None)
        self.refresh_actions()

    def _show_wanted(self) -> None:
        """Go to the topic that is asked for, once it is there."""
        if self._wanted is None or not self.topics.all:
            return
        wanted, self._wanted = self._wanted, None
        if all(one.id != wanted.id for one in self.topics.model.rows):
            if all(one.id != wanted.id for one in self.topics.all):
                return
            self.topics.search.set_query("")
            self.topics.refresh()
        at = next(at for at, one in enumerate(self.topics.model.rows) if one.id == wanted.id)
        self.topics.table.selectRow(at)

    def _on_current(self, row: Topic | None) -> None:
        self.topic_view.show_topic(row)

    def _open(self, dialog: Callable[..., Dialog], *args: Any, **named: Any) -> None:
        self.dialog = opened(dialog(self.services, self, *args, **named))

    def _on_take(self) -> None:
        seat, offered = self.services.context.seat, self.shipped
        self.services.do(
            lambda _: take_shipped(seat, offered),
            lambda ids: f"已取用 {len(ids)} 条，请补上本单位的地点、电话和办公时间",
            lambda ids: Undo(lambda _: delete_topics(seat, ids), "已撤销，放进了回收站"),
            owner=self,
            label="正在取用",
        )

    def _on_write(self) -> None:
        self._open(TopicDialog)

    def _on_change(self) -> None:
        self._open(TopicDialog, self.topics.table.selected_rows()[0])

    def _on_answer(self) -> None:
        self._open(TopicDialog, asked=self.asked.table.selected_rows()[0].title)

    def _on_call(self) -> None:
        if self.choice.value() != _TOPICS:
            self._open(CallDialog, self._on_missed)
            return
        # The first of all, or what is only like it, is nobody's choice.
        is_found = self.topics.search.query() and not self.topics.found.are_alike
        self._note_call(self.topics.table.selected_rows() if is_found else ())

    def _note_call(self, chosen: Sequence[Topic]) -> None:
        asked, found = self.topics.search.query(), self.topics.model.rows
        self._open(CallDialog, self._on_missed, asked=asked, chosen=chosen, found=found)

    def _on_open_call(self, call: ListedCall) -> None:
        seen = Seen(Subject(Kind.CALL, call.row.id), f"{date_text(call.row.day)}来电“{call.row.asked}”")
        self.services.look(seen, partial(self._open, CallDialog, self._on_missed, of=call), owner=self)

    def _on_missed(self, id_: CallId) -> None:
        call = self.services.context.store.ask(find_call, id_)
        self._open(ProblemDialog, call=call)

    def _on_raise(self) -> None:
        self._open(ProblemDialog, call=self.calls.table.selected_rows()[0])

    def _on_open_asked(self, one: Asked) -> None:
        if one.topic_id is None:
            self._open(TopicDialog, asked=one.title)
        else:
            self.open_target(ToTopic(one.topic_id))

    def _on_check(self) -> None:
        seat, rows = self.services.context.seat, self.topics.table.selected_rows()
        seen = [seen_of(one) for one in rows]
        said = f"已记下 {len(rows)} 条今天核对过"
        work = partial(check_topics, seat, seen, date.today())
        self.services.do(lambda _: work(), said, owner=self, label="正在登记")

    def _on_paper(self) -> None:
        context, row = self.services.context, self.topics.table.selected_rows()[0]
        id_ = row.id
        assert id_ is not None

        def load() -> Paper:
            policies, rules = context.policies, context.problem_rules
            return context.store.ask(compose_topic, id_, policies, rules, datetime.now(UTC))

        self.dialog = opened(PaperDialog(self.services, row.title, load, self, of=()))

    def _on_delete(self) -> None:
        seat = self.services.context.seat
        ids = [one.id for one in self.topics.table.selected_rows() if one.id is not None]
        self.services.do(
            lambda _: delete_topics(seat, ids),
            f"已删除 {len(ids)} 条办事指南",
            lambda gone: Undo(lambda _: restore_topics(seat, gone), "已恢复"),
            owner=self,
            label="正在删除",
        )

    def _on_drop(self) -> None:
        seat = self.services.context.seat
        ids = [one.row.id for one in self.calls.table.selected_rows() if one.row.id is not None]
        self.services.do(
            lambda _: delete_calls(seat, ids),
            f"已删除 {len(ids)} 次来电",
            lambda gone: Undo(lambda _: restore_calls(seat, gone), "已恢复"),
            owner=self,
            label="正在删除",
        )
