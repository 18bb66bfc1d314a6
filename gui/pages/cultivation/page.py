"""培育: candidates, who was taken in, qualifications and their share of the city, kept lists, thresholds."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, ClassVar, Final, NamedTuple

from domain.outreach.cultivation.finding import Found, State, find_candidates
from domain.outreach.cultivation.keeping import Moved, delete_cultivated, move_back, restore_cultivated
from domain.outreach.cultivation.listing import ListedCultivated, list_cultivated, stages_of
from domain.outreach.cultivation.lists import ListedList, keep_list, list_lists, unvoid_list, void_list
from domain.outreach.cultivation.qualifications import (
    Qualification,
    Share,
    city_counts,
    list_qualifications,
    shares_of,
    void_city_count,
)
from domain.outreach.cultivation.thresholds import thresholds, void_threshold
from domain.outreach.cultivation_entities import Threshold
from domain.outreach.documents.candidate_list import compose_candidate_list
from domain.outreach.importing import Ledger
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind, Subject
from gui.early.page import Page
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import count_text
from gui.forms.asking import NameDialog
from gui.forms.editors import SegmentedChoice
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.cultivation.asking import ChangeDialog, CityDialog, MoveDialog, TakeInDialog, ThresholdDialog
from gui.pages.cultivation.lists import (
    CandidateList,
    CultivatedList,
    KeptLists,
    Listed,
    QualificationList,
    RuleList,
    ShareList,
    named_in,
    rules_of,
)
from gui.services import Services, Undo
from gui.targets import ToEnterprise
from gui.widgets.dialog import Dialog, opened

_FOUND, _IN, _QUALIFIED, _SHARE, _LISTS, _RULES = "found", "in", "qualified", "share", "lists", "rules"
_WORDS: Final[dict[object, str]] = {
    _FOUND: "苗子",
    _IN: "培育库",
    _QUALIFIED: "资质",
    _SHARE: "占全市",
    _LISTS: "名单",
    _RULES: "标准",
}
_FOLLOWS: Final[dict[str, set[Kind]]] = {
    _FOUND: {Kind.ENTERPRISE, Kind.FIGURES, Kind.THRESHOLD, Kind.CULTIVATED},
    _IN: {Kind.CULTIVATED, Kind.ENTERPRISE, Kind.CADRE},
    _QUALIFIED: {Kind.ENTERPRISE},
    _SHARE: {Kind.ENTERPRISE, Kind.CITY_COUNT},
    _LISTS: {Kind.CANDIDATES, Kind.ENTERPRISE, Kind.FIGURES, Kind.THRESHOLD},
    _RULES: {Kind.THRESHOLD},
}
_HELP: Final = """
# 苗子
按企业资料里的营业收入、研发费用，对照标准查找：接近线的、过了线还没有入统或认定的、已经是而又低于线的。
上面选目标、状态、从百分之几起算接近、按哪一期的数。没有填的数会按季度、月度、累计推算，推算不出的找不出来。
建筑业、房地产开发看资质，不看数，在“看资质”里列。
# 培育库
选中苗子点“入培育库”，按什么数、什么标准入的库一起存下，以后数改了、线改了，入库依据不变。
又失去、已退出的留着当时的日期；再登记“培育中”或“已达标”，另起一条。
“要办的”是资料和阶段对不上的：资料里已经达标的登记“已达标”，资质被取消、到期或退出四上的登记“又失去”。
# 资质和占全市
资质在“企业”页的企业资料里填写；被取消的填“取消日期”，从那天起不算有效。
全市户数由人登记，写明截至哪天和出处；没有登记的不算占比。
# 名单
在“苗子”里点“存成名单”，存下的不再变，可以打印；存下以后哪户的数、哪条线改了，名单上都写着。
# 标准
自带国家统计局、工信部、科技部公布的标准。年中改线，写明从哪天起、依据什么；以前定下的照旧。
"""


class Candidates(NamedTuple):
    """What was found, and who of them is in."""

    found: Found
    rows: Sequence[Listed]


class CultivationPage(Page):
    """Six lists, of which one is shown; each is read when it is first looked at."""

    page_id, title, icon_name = "cultivation", "培育", "success"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        context = services.context
        self.dialog: Dialog | None = None
        self._stale, self._read_on = {*_FOLLOWS}, date.min
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.candidates = CandidateList(context.cultivation_standards, self)
        self.cultivated = CultivatedList(self._on_enter, self)
        self.qualifications = QualificationList(context.office, self)
        self.shares = ShareList(context.office, self)
        self.kept = KeptLists(context.cultivation_standards, self)
        self.rules = RuleList(self)
        self.lists: dict[object, Any] = {
            _FOUND: self.candidates,
            _IN: self.cultivated,
            _QUALIFIED: self.qualifications,
            _SHARE: self.shares,
            _LISTS: self.kept,
            _RULES: self.rules,
        }
        self.importer = Importer(services, self, LedgerIntake(Ledger.CULTIVATED))
        self.import_button = self.header.add_action("从 Excel 导入", self.importer.start, icon_name="upload")
        self.enter_button = self.header.add_action("手工入库…", self._on_enter, icon_name="plus")
        self.body.addWidget(self.choice)
        self.add_views(*self.lists.values())
        self._add_below()
        services.permits.hold(Action.CULTIVATED_SAVE, self.enter_button, self.import_button)
        self.choice.value_changed.connect(self._on_chosen)
        for view in self.lists.values():
            view.table.opened.connect(self._on_opened)
            view.selection_changed.connect(self.refresh_actions)
        asked = self.candidates
        for box in (asked.target, asked.state, asked.near, asked.period):
            box.value_changed.connect(partial(self._on_changed, _FOUND))
        for which, kinds in _FOLLOWS.items():
            services.changes.on(kinds, partial(self._on_changed, which), owner=self)
        self.show_view(self._shown)

    def on_shown(self) -> None:
        if self._read_on != date.today():
            self._stale, self._read_on = {*_FOLLOWS}, date.today()
        self._load()

    def focus_search(self) -> None:
        self._shown.search.setFocus()

    def refresh_actions(self) -> None:
        for word, (view, most) in self._needed.items():
            count = len(view.table.selected_rows())
            self.links[word].setEnabled(1 <= count <= most)
        self.links["存成名单…"].setEnabled(bool(self.candidates.all))
        shares = self.shares.table.selected_rows()
        self.links["删去全市户数"].setEnabled(bool(shares) and shares[0].city is not None)
        rules = self.rules.table.selected_rows()
        self.links["改线…"].setEnabled(bool(rules) and rules[0].line is not None)
        self.links["撤销改线"].setEnabled(bool(rules) and rules[0].row is not None)

    @property
    def _shown(self) -> Any:
        return self.lists[self.choice.value()]

    def _add_below(self) -> None:
        many = 10_000
        links: tuple[tuple[Any, str, Callable[[], object], Action, int], ...] = (
            (self.candidates, "存成名单…", self._on_keep, Action.CANDIDATES_KEEP, 0),
            (self.candidates, "入培育库…", self._on_take_in, Action.CULTIVATED_SAVE, many),
            (self.cultivated, "删除", self._on_delete, Action.CULTIVATED_DELETE, many),
            (self.cultivated, "修改…", self._on_change, Action.CULTIVATED_SAVE, many),
            (self.cultivated, "登记阶段…", self._on_move, Action.CULTIVATED_SAVE, many),
            (self.shares, "删去全市户数", self._on_void_count, Action.CITY_COUNT_ENTER, 0),
            (self.shares, "登记全市户数…", self._on_city, Action.CITY_COUNT_ENTER, 0),
            (self.kept, "作废", self._on_void, Action.CANDIDATES_KEEP, 1),
            (self.kept, "打印…", self._on_print, Action.RECORD_LOOK, 1),
            (self.rules, "撤销改线", self._on_void_threshold, Action.THRESHOLD_SET, 0),
            (self.rules, "改线…", self._on_threshold, Action.THRESHOLD_SET, 0),
        )
        self.links, self._needed = {}, dict[str, tuple[Any, int]]()
        for view, word, act, action, most in links:
            made = button(word, act, look=Look.LINK)
            self.services.permits.hold(action, made)
            view.add_below(made)
            self.links[word] = made
            if most:
                self._needed[word] = view, most
        exporter = Exporter(self.services, self)
        titles = {
            _FOUND: "培育苗子",
            _IN: "培育库",
            _QUALIFIED: "资质荣誉",
            _SHARE: "资质占全市",
            _RULES: "培育标准",
        }
        for which, title in titles.items():
            view = self.lists[which]
            view.add_below(exporter.button(view.table, title))

    def _on_chosen(self) -> None:
        self.show_view(self._shown)
        self._load()

    def _on_changed(self, which: str) -> None:
        self._stale.add(which)
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        """Read what is shown, where it is not what there is any more."""
        which = str(self.choice.value())
        if which not in self._stale:
            return
        self._stale.discard(which)
        context, today = self.services.context, date.today()
        standards, office = context.cultivation_standards, context.office
        ask = partial(self.services.ask, owner=self)
        match which:
            case "found":
                search = self.candidates.search_on(today)

                def find(session: Session) -> Candidates:
                    found = find_candidates(session, search, standards, office)
                    ids = [one.enterprise_id for one in found.rows]
                    stages = stages_of(session, ids, search.target)
                    return Candidates(
                        found, [Listed(one, stages.get(one.enterprise_id)) for one in found.rows]
                    )

                ask(find, self._on_candidates)
            case "in":
                ask(
                    lambda session: list_cultivated(session, standards, today), self._on_read(self.cultivated)
                )
            case "qualified":
                ask(list_qualifications, self._on_read(self.qualifications))
            case "share":

                def count(session: Session) -> list[Share]:
                    return shares_of(list_qualifications(session), city_counts(session), today, office)

                ask(count, self._on_read(self.shares))
            case "lists":
                ask(lambda session: list_lists(session, standards, office, today), self._on_read(self.kept))
            case _:

                def show(rows: Sequence[Threshold]) -> None:
                    self.rules.show_all(rules_of(standards, rows, office, today))
                    self.refresh_actions()

                ask(thresholds, show)

    def _on_read(self, view: Any) -> Callable[[Sequence[Any]], None]:
        def show(rows: Sequence[Any]) -> None:
            view.show_all(rows)
            self.refresh_actions()

        return show

    def _on_candidates(self, read: Candidates) -> None:
        self.candidates.show_found(read.found, read.rows)
        self.refresh_actions()

    def _on_opened(self, row: Any) -> None:
        match row:
            case ListedCultivated():
                self._on_change()
            case ListedList():
                self._on_print()
            case Listed():
                self.services.go_to(ToEnterprise(row.candidate.enterprise_id))
            case Qualification():
                self.services.go_to(ToEnterprise(row.enterprise_id))
            case Share():
                self._on_city()
            case _:
                if self.links["改线…"].isEnabled():
                    self._on_threshold()

    def _open(self, dialog: Callable[..., Dialog], *args: Any) -> None:
        self.dialog = opened(dialog(self.services, self, *args))

    # Candidates

    def _on_enter(self) -> None:
        self._open(TakeInDialog, self.candidates.target.typed(), {})

    def _on_take_in(self) -> None:
        rows = self.candidates.table.selected_rows()
        found = self.candidates.found
        assert found is not None
        bases = {one.candidate.enterprise_id: one.candidate.basis for one in rows}
        self._open(TakeInDialog, found.search.target, bases, [*named_in(rows).values()])

    def _on_keep(self) -> None:
        found, seat = self.candidates.found, self.services.context.seat
        assert found is not None
        target = self.services.context.cultivation_standards.targets[found.search.target].title
        states = "、".join(one.word for one in State if one in found.search.states)
        dialog = NameDialog(
            self,
            "存成名单",
            f"{target}：{states}，{len(found.rows):,} 户。存下的不再变，可以打印；以后改的数会另外写明。",
            "存下",
            hint=f"如：{date.today().year} 年{target}后备名单",
        )
        self.dialog = dialog
        dialog.do(
            self.services,
            lambda title, _: keep_list(seat, title, found),
            lambda title, _: self._on_kept(title),
            owner=self,
            label="正在存名单",
        )

    def _on_kept(self, title: str) -> None:
        self.services.messages.success(f"已存下名单“{title}”")
        self.choice.set_value(_LISTS)

    # 培育库

    def _on_change(self) -> None:
        self._open(ChangeDialog, self.cultivated.table.selected_rows())

    def _on_move(self) -> None:
        self._open(MoveDialog, self.cultivated.table.selected_rows(), self._on_moved)

    def _on_moved(self, moved: list[Moved]) -> None:
        seat = self.services.context.seat
        undo = Undo(lambda _: move_back(seat, moved), "已撤销")
        self.services.offer(f"已登记 {count_text(len(moved), '户')}", undo, owner=self)

    def _on_delete(self) -> None:
        seat = self.services.context.seat
        ids = [one.id for one in self.cultivated.table.selected_rows()]
        self.services.do(
            lambda _: delete_cultivated(seat, ids),
            f"已从培育库删除 {count_text(len(ids), '户')}",
            lambda gone: Undo(lambda _: restore_cultivated(seat, gone), "已恢复"),
            owner=self,
            label="正在删除",
        )

    # The city, lists, thresholds

    def _on_city(self) -> None:
        rows: list[Share] = self.shares.table.selected_rows()
        self._open(CityDialog, *((rows[0].kind, rows[0].level) if rows else ()))

    def _on_void_count(self) -> None:
        context, [row] = self.services.context, self.shares.table.selected_rows()
        assert row.city is not None
        assert row.city.id is not None
        work = partial(void_city_count, context.seat, row.city.id, context.office)
        self.services.do(lambda _: work(), "已删去全市户数", owner=self, label="正在删去")

    def _on_void(self) -> None:
        seat, [row] = self.services.context.seat, self.kept.table.selected_rows()
        self.services.do(
            lambda _: void_list(seat, row.id),
            f"名单“{row.row.title}”已作废",
            Undo(lambda _: unvoid_list(seat, row.id), "已恢复"),
            owner=self,
            label="正在作废",
        )

    def _on_print(self) -> None:
        context, [row] = self.services.context, self.kept.table.selected_rows()

        def load() -> Paper:
            standards, rules = context.cultivation_standards, context.problem_rules
            return context.store.ask(compose_candidate_list, row.id, standards, rules, datetime.now(UTC))

        of = [Subject(Kind.CANDIDATES, row.id)]
        self.dialog = opened(PaperDialog(self.services, row.row.title, load, self, of=of))

    def _on_threshold(self) -> None:
        [row] = self.rules.table.selected_rows()
        standards = self.services.context.cultivation_standards
        self._open(ThresholdDialog, standards.standards[row.standard_id], row.line, row.label)

    def _on_void_threshold(self) -> None:
        context, [row] = self.services.context, self.rules.table.selected_rows()
        assert row.row is not None
        assert row.row.id is not None
        work = partial(void_threshold, context.seat, row.row.id, context.cultivation_standards)
        self.services.do(lambda _: work(), "已撤销改线", owner=self, label="正在撤销")
