"""对接: parks, events, what enterprises need of money and of people; a list of each, or one of them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar, Final, NamedTuple, TypeVar, assert_never

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from domain.outreach.importing import Ledger
from domain.outreach.matching.events import EVENTS, ListedEvent, list_events
from domain.outreach.matching.needs import NEEDS, ListedNeed, list_needs
from domain.outreach.matching.parks import PARKS, ListedPark, ShownPark, list_parks
from domain.outreach.matching_entities import Matter
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from gui.early.page import Hit, Page
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.formatting import date_text
from gui.forms.editors import SegmentedChoice
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.matching.entering import EventDialog, NeedDialog, ParkDialog
from gui.pages.matching.lists import EventList, NeedList, ParkList, status_of_need, status_of_park
from gui.pages.matching.views import EventView, NeedView, ParkView, SubjectView
from gui.services import Services, Undo
from gui.targets import MatchingTarget, Target, ToEvent, ToNeed, ToPark
from gui.widgets.dialog import Dialog, opened

_PARKS, _EVENTS, _FINANCING, _JOBS = "parks", "events", "financing", "jobs"
_WORDS: Final[dict[object, str]] = {_PARKS: "园区", _EVENTS: "活动", _FINANCING: "融资", _JOBS: "用工"}
_IMPORTED: Final = {
    _PARKS: Ledger.PARKS,
    _EVENTS: Ledger.EVENTS,
    _FINANCING: Ledger.FINANCING,
    _JOBS: Ledger.JOBS,
}
_MOST_HITS: Final = 10
_KINDS: Final = {Kind.PARK, Kind.EVENT, Kind.NEED, Kind.ENTERPRISE}
_HELP: Final = """
# 对接
园区、对接活动、企业的融资和用工需求，各有一份台账；双击一行打开。
# 园区
登记小微企业园的阶段、投资、面积，哪户企业从哪天入驻、哪天退出，每年产值多少。企业资料里写着在这个园区、还没有登记入驻的会提醒。园区终止时，还在的企业从那天起一并退出，以前的情况都留着。
# 活动
银企、产销、用工、校企对接：谁到会、签了什么、后来落实了多少。银行、院校、采购商等不在企业库里的，写在“其他单位”里，单独统计。
# 融资、用工
企业要多少钱、招多少人，落实一笔记一笔：担保贷款、知识产权质押、信用、抵押贷款；贴息单独算，不算在落实的贷款里。不再需要的写明理由。
# Excel
园区、入驻企业、活动到会和签约、融资和用工需求都能从 Excel 导入；金额的表头要写明单位。
# 统计
“统计”页的“对接”里有这些数；要别的排法，用“自选表”。
"""


V = TypeVar("V", bound=SubjectView)


class _Sort(NamedTuple):
    """One of the four ledgers: its list, its records, and the acts upon them."""

    list: Any
    records: Any
    unit: str
    target: Callable[[Any], MatchingTarget]
    save: Action
    delete: Action


class _Loaded(NamedTuple):
    parks: Sequence[ListedPark]
    events: Sequence[ListedEvent]
    needs: Sequence[ListedNeed]


class MatchingPage(Page):
    """Four lists, of which one is shown; or one of what is in them, in their place."""

    page_id, title, icon_name = "matching", "对接", "matching"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._is_stale, self._read_on = True, date.min
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.parks = ParkList(self._on_enter, self)
        self.events = EventList(self._on_enter, self)
        self.financing = NeedList(Matter.FINANCING, self._on_enter, self)
        self.jobs = NeedList(Matter.JOBS, self._on_enter, self)
        park = (PARKS, "个园区", ToPark, Action.PARK_SAVE, Action.PARK_DELETE)
        event = (EVENTS, "场对接活动", ToEvent, Action.EVENT_SAVE, Action.EVENT_DELETE)
        need = (NEEDS, "项需求", ToNeed, Action.NEED_SAVE, Action.NEED_DELETE)
        self._sorts: dict[object, _Sort] = {
            _PARKS: _Sort(self.parks, *park),
            _EVENTS: _Sort(self.events, *event),
            _FINANCING: _Sort(self.financing, *need),
            _JOBS: _Sort(self.jobs, *need),
        }
        self.enter_button = self.header.add_action(
            "登记…", self._on_enter, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )
        self.importers = {
            key: Importer(services, self, LedgerIntake(ledger)) for key, ledger in _IMPORTED.items()
        }
        self.import_button = self.header.add_action("从 Excel 导入", self._on_import, icon_name="upload")
        self.tenants_importer = Importer(services, self, LedgerIntake(Ledger.TENANTS))
        self.tenants_button = button("导入入驻企业…", self.tenants_importer.start, look=Look.LINK)
        # Who may enter one of the four may enter them all.
        services.permits.hold(Action.PARK_SAVE, self.enter_button, self.import_button, self.tenants_button)
        self.parks.add_below(self.tenants_button)
        exporter = Exporter(services, self)
        self.delete_buttons = []
        for key, sort in self._sorts.items():
            drop = button("删除", partial(self._on_delete, sort), look=Look.LINK)
            services.permits.hold(sort.delete, drop)
            self.delete_buttons.append(drop)
            name = "用工需求" if key == _JOBS else "融资需求" if key == _FINANCING else _WORDS[key]
            for one in (drop, exporter.button(sort.list.table, f"{name}台账")):
                sort.list.add_below(one)
            sort.list.table.opened.connect(lambda one, to=sort.target: self.open_target(to(one.id)))
            sort.list.selection_changed.connect(self.refresh_actions)
        self.body.addWidget(self.choice)
        self.add_views(*(sort.list for sort in self._sorts.values()))
        self.choice.value_changed.connect(self._show_list)
        services.changes.on(_KINDS, self._load_if_seen, owner=self)
        self._show_list()

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()

    def open_target(self, target: MatchingTarget) -> None:
        view: SubjectView
        match target:
            case ToPark():
                view = self.park_view
                self._stand_at(_PARKS)
            case ToEvent():
                view = self.event_view
                self._stand_at(_EVENTS)
            case ToNeed():
                view = self.need_view
            case _:
                assert_never(target)
        self.choice.hide()
        self.show_view(view, back=self._show_list)
        view.show_one(target.id)

    def place(self) -> Target | None:
        view: Any = self.views.currentWidget()
        if not isinstance(view, SubjectView) or view.id is None:
            return None
        kinds: dict[type, Any] = {ParkView: ToPark, EventView: ToEvent, NeedView: ToNeed}
        return kinds[type(view)](view.id)  # type: ignore[no-any-return]

    def focus_search(self) -> None:
        if self._is_list:
            self._sort.list.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        store, words = self.services.context.store, tuple(text.split())

        def read(session: Session) -> _Loaded:
            return _Loaded(
                list_parks(session, words=words),
                list_events(session, words=words),
                list_needs(session, words=words),
            )

        found, go = store.ask(read), self.services.go_to
        hits = [
            Hit(
                one.row.name,
                f"园区 · {one.where}",
                partial(go, ToPark(one.id)),
                "matching",
                one.row.name == text,
            )
            for one in found.parks
        ]
        hits += [
            Hit(
                one.row.name,
                f"{one.kind.word} · {date_text(one.row.day)}",
                partial(go, ToEvent(one.id)),
                "matching",
                one.row.name == text,
            )
            for one in found.events
        ]
        hits += [
            Hit(
                f"{one.enterprise.name}　{one.row.title}",
                f"{one.matter.word} · {one.where}",
                partial(go, ToNeed(one.id)),
                "matching",
            )
            for one in found.needs
        ]
        return hits[:_MOST_HITS]

    @cached_property
    def park_view(self) -> ParkView:
        """Where one park is shown."""
        return self._added(ParkView(self.services, self))

    @cached_property
    def event_view(self) -> EventView:
        """Where one event is shown."""
        return self._added(EventView(self.services, self))

    @cached_property
    def need_view(self) -> NeedView:
        """Where one need is shown."""
        return self._added(NeedView(self.services, self))

    def _added(self, view: V) -> V:
        self.views.addWidget(view)
        view.left.connect(self._show_list)
        view.read.connect(self._on_read)
        return view

    @property
    def _is_list(self) -> bool:
        return not isinstance(self.views.currentWidget(), SubjectView)

    @property
    def _sort(self) -> _Sort:
        return self._sorts[self.choice.value()]

    def refresh_actions(self) -> None:
        words = {
            _PARKS: "登记园区…",
            _EVENTS: "登记活动…",
            _FINANCING: "登记融资需求…",
            _JOBS: "登记用工需求…",
        }
        self.enter_button.setText(words[str(self.choice.value())])
        self.enter_button.setVisible(self._is_list)
        self.import_button.setVisible(self._is_list)
        for sort, one in zip(self._sorts.values(), self.delete_buttons, strict=True):
            has_chosen = bool(sort.list.table.selected_rows())
            one.setEnabled(has_chosen)
            one.setToolTip("" if has_chosen else "先选中要删除的")

    def _stand_at(self, which: str) -> None:
        """Have the way back lead to a list, which is not shown for that."""
        with QSignalBlocker(self.choice):
            self.choice.set_value(which)

    def _show_list(self) -> None:
        self.choice.show()
        self.show_view(self._sort.list)
        if self._is_stale:
            self._load()

    def _on_read(self, shown: Any) -> None:
        if self._is_list:
            return
        match shown:
            case ShownPark(listed=one):
                self.header.set_title(one.row.name, one.row.street, status_of_park(one))
            case ListedEvent():
                self.header.set_title(shown.row.name, f"{shown.kind.word}　{date_text(shown.row.day)}")
            case ListedNeed():
                self._stand_at(_FINANCING if shown.matter is Matter.FINANCING else _JOBS)
                self.header.set_title(shown.row.title, shown.enterprise.name, status_of_need(shown))

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()

        def read(session: Session) -> _Loaded:
            return _Loaded(list_parks(session), list_events(session), list_needs(session))

        self.services.ask(read, self._on_loaded, owner=self)

    def _on_loaded(self, found: _Loaded) -> None:
        self.parks.show_all(found.parks)
        self.events.show_all(found.events)
        for one in (self.financing, self.jobs):
            one.show_all([need for need in found.needs if need.matter is one.matter])
        self.refresh_actions()

    def _on_enter(self) -> None:
        dialogs: dict[object, Callable[[Services, QWidget], Dialog]] = {
            _PARKS: ParkDialog,
            _EVENTS: EventDialog,
            _FINANCING: partial(NeedDialog, matter=Matter.FINANCING),
            _JOBS: partial(NeedDialog, matter=Matter.JOBS),
        }
        self.dialog = opened(dialogs[self.choice.value()](self.services, self))

    def _on_import(self) -> None:
        self.importers[str(self.choice.value())].start()

    def _on_delete(self, sort: _Sort) -> None:
        seat, records = self.services.context.seat, sort.records
        seen = [one.seen for one in sort.list.table.selected_rows()]
        self.services.do(
            lambda _: records.delete(seat, seen),
            f"已删除 {len(seen)} {sort.unit}",
            lambda ids: Undo(lambda _: records.restore(seat, ids), "已恢复"),
            owner=self,
            label="正在删除",
        )
