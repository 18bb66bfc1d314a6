"""政策直达: who may get what and has not applied, who is one condition short, who was told."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from domain.cases.service import Award
from domain.policies.policy import Policy
from domain.policies.runs.service import Run
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.takeup.explaining import Entitled, resume, withdraw
from domain.takeup.listing import (
    Entitlement,
    Entitlements,
    Shorts,
    assess_all,
    list_entitlements,
    list_short,
)
from domain.values.ids import EnterpriseId
from gui.early.page import Page
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.formatting import count_text
from gui.forms.editors import SegmentedChoice
from gui.pages.assessment.making import MakeDialog, wanted_of
from gui.pages.takeup.card import show_cards
from gui.pages.takeup.dialog import show_take_up
from gui.pages.takeup.lists import EntitledList, ShortList
from gui.pages.takeup.reason import ReasonDialog
from gui.pages.visits.recording import Named, VisitDialog
from gui.services import Services, Undo
from gui.targets import ToEntitled
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, opened
from gui.widgets.job_panel import JobPanel

_ENTITLED, _SHORT = "entitled", "short"
_WORDS: Final[dict[object, str]] = {_ENTITLED: "可享受", _SHORT: "差一条"}
_KINDS: Final = {
    *(Kind.RUN, Kind.VISIT, Kind.CASE, Kind.NOTICE, Kind.UNCLAIMED, Kind.CHARGE, Kind.CADRE),
    *(Kind.ENTERPRISE,),
}
_FOLLOWS: Final = {Kind.ENTERPRISE, Kind.FIGURES, Kind.CHARGE, Kind.CADRE, Kind.POLICY}
_MOST_SHORT: Final = 300
_HELP: Final = """
# 政策直达
“可享受”列出最近一次留存的评定里符合条件、金额大于 0 的每一项，一开始只列还没有申报的（应享未享）。
上面可以按申报、条款、告知和原因、街道、包联人筛选；金额大的在前，点表头可以换次序。
企业的数据改过以后，点“评定并留存”重新评定全部企业；以前留存的评定还在“评定”页的历史里。
# 一户企业
双击一行，看这一户能享受哪几条、差一条的差多少、还要什么，告知过没有，办到哪一步；可以打印明白卡、登记通话。
在任何一页按 Ctrl+K，输入企业名称，按 Ctrl+Enter，也是同一个窗口。
# 告知
告知记在走访里：现场走访、电话、座谈会、微信或短信，登记时在“宣讲的政策”里勾上。微信或短信不算走访。
# 申报
选中几户点“生成事项”，就进入办理；不打算申报的，点“未申报原因”记下，以后可以改，改过的在操作记录里。
# 差一条
只差一个条件的企业，最接近的在前：差的是哪一条、差多少、现在是多少、要求多少。按现在的数据找，不用留存。
"""


class TakeUpPage(Page):
    """Two lists, of which one is shown."""

    page_id, title, icon_name = "takeup", "政策直达", "forward"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._stale = {_ENTITLED, _SHORT}
        self._read_on = date.min
        self._wanted = ""
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.outdated = Banner("warning", "warning", self)
        self.entitled, self.short = EntitledList(self._on_assess, self), ShortList(self)
        self.lists: dict[object, Any] = {_ENTITLED: self.entitled, _SHORT: self.short}
        self.assess_button = self.header.add_action("评定并留存", self._on_assess, icon_name="refresh")
        self.panel = JobPanel(services.jobs, self)
        services.permits.hold(Action.ASSESSMENT_TAKE, self.assess_button)
        self.body.addWidget(self.choice)
        self.body.addWidget(self.outdated)
        self.body.addWidget(self.panel)
        self.add_views(*self.lists.values())
        self._add_below()
        self.choice.value_changed.connect(self._on_chosen)
        for view in self.lists.values():
            view.table.opened.connect(self._on_opened)
            view.selection_changed.connect(self.refresh_actions)
        services.changes.on(_KINDS, partial(self._on_changed, _ENTITLED), owner=self)
        services.changes.on(_FOLLOWS, partial(self._on_changed, _SHORT), owner=self)
        self.show_view(self._shown)

    def on_shown(self) -> None:
        if self._read_on != date.today():
            self._stale = {_ENTITLED, _SHORT}
        self._load()

    def open_target(self, target: ToEntitled) -> None:
        self._wanted = target.policy_id
        self.choice.set_value(_ENTITLED)
        self._stale.add(_ENTITLED)
        if self.isVisible():
            self._load()

    def focus_search(self) -> None:
        self._shown.search.setFocus()

    def refresh_actions(self) -> None:
        rows = self._shown.table.selected_rows()
        for one in self.links.values():
            one.setEnabled(bool(rows))
        if self._is_entitled:
            has_reason = any(one.standing.reason is not None for one in rows)
            self.links["取消原因"].setEnabled(has_reason)
            is_open = any(one.standing.claim is None for one in rows)
            for word in ("生成事项…", "未申报原因…"):
                self.links[word].setEnabled(is_open)

    @property
    def _shown(self) -> Any:
        return self.lists[self.choice.value()]

    @property
    def _is_entitled(self) -> bool:
        return self.choice.value() == _ENTITLED

    def _add_below(self) -> None:
        links: tuple[tuple[Any, str, Callable[[], object], Action], ...] = (
            (self.entitled, "明白卡…", self._on_cards, Action.RECORD_LOOK),
            (self.entitled, "计划走访…", self._on_plan, Action.VISIT_PLAN),
            (self.entitled, "取消原因", self._on_withdraw, Action.UNCLAIMED_WITHDRAW),
            (self.entitled, "未申报原因…", self._on_reason, Action.UNCLAIMED_EXPLAIN),
            (self.entitled, "生成事项…", self._on_make, Action.CASE_MAKE),
            (self.short, "明白卡 …", self._on_cards, Action.RECORD_LOOK),
            (self.short, "计划走访 …", self._on_plan, Action.VISIT_PLAN),
        )
        self.links = {}
        for view, word, act, action in links:
            made = button(word.replace(" ", ""), act, look=Look.LINK)
            self.services.permits.hold(action, made)
            view.add_below(made)
            self.links[word] = made
        exporter = Exporter(self.services, self)
        for view, title in ((self.entitled, "政策直达 可享受"), (self.short, "政策直达 差一条")):
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
        self._read_on = date.today()
        context = self.services.context
        if which == _ENTITLED:
            self.services.ask(
                lambda session: list_entitlements(session, date.today()), self._on_entitled, owner=self
            )
        else:
            self.services.jobs.read(
                lambda reporter: list_short(context.store, context.policies, reporter, most=_MOST_SHORT),
                self._on_short,
                owner=self,
            )

    def _on_entitled(self, found: Entitlements) -> None:
        policies = self.services.context.policies.policies
        self.entitled.show_found(found, {id_: one.title for id_, one in policies.items()})
        if self._wanted:
            self.entitled.ask_for(self._wanted)
            self._wanted = ""
        self.outdated.say(outdated_text(list(policies.values()), found.runs))
        self.refresh_actions()

    def _on_short(self, found: Shorts) -> None:
        self.short.show_found(found)
        self.refresh_actions()

    @property
    def _enterprises(self) -> Named:
        """The enterprises that are selected, each once."""
        rows = self._shown.table.selected_rows()
        named: dict[EnterpriseId, str] = {}
        for one in rows:
            id_ = one.standing.enterprise_id if isinstance(one, Entitlement) else one.id
            named.setdefault(id_, one.whose.name)
        return list(named.items())

    @property
    def _unclaimed(self) -> list[Entitlement]:
        return [one for one in self.entitled.table.selected_rows() if one.standing.claim is None]

    def _on_opened(self, row: Any) -> None:
        id_ = row.standing.enterprise_id if isinstance(row, Entitlement) else row.id
        self.dialog = show_take_up(self.services, self, id_, row.whose.name)

    def _on_assess(self) -> None:
        context = self.services.context
        self.services.do(
            lambda reporter: assess_all(context.seat, context.policies, reporter),
            lambda count: f"已按 {count} 项政策评定全部企业并留存",
            owner=self,
            label="正在评定",
            busy=self.assess_button,
        )

    def _on_cards(self) -> None:
        self.dialog = show_cards(self.services, self, [id_ for id_, _ in self._enterprises])

    def _on_plan(self) -> None:
        dialog = VisitDialog(
            self.services, self, "计划走访", "列入计划", enterprises=self._enterprises, is_plan=True
        )
        self.dialog = opened(dialog)

    def _on_make(self) -> None:
        chosen = self._unclaimed
        policies = {one.standing.policy_id: one.policy for one in chosen}
        known = self.services.context.policies.policies
        if len(policies) > 1:
            self.services.messages.warning("选中的有几项政策的，请先在“条款”里选定一条，再生成事项")
            return
        for id_, title in policies.items():
            if id_ not in known:
                self.services.messages.warning(f"《{title}》现在不在用，不能生成事项；请重新评定")
                return
            awards = [Award(one.standing.enterprise_id, one.standing.clause_id, one.amount) for one in chosen]
            self.dialog = opened(MakeDialog(self, self.services, known[id_], wanted_of(known[id_], awards)))

    def _on_reason(self) -> None:
        chosen = self._unclaimed
        wanted = [
            Entitled(one.standing.enterprise_id, one.standing.policy_id, one.standing.clause_id, one.clause)
            for one in chosen
        ]
        said = f"选中的 {count_text(len(wanted), '项')}没有申报，原因都是："
        if len(chosen) == 1:
            said = f"{chosen[0].whose.name}：{chosen[0].clause}"
        self.dialog = opened(ReasonDialog(self.services, self, wanted, said))

    def _on_withdraw(self) -> None:
        seat = self.services.context.seat
        reasons = (one.standing.reason for one in self.entitled.table.selected_rows())
        ids = [one.id for one in reasons if one is not None]
        self.services.do(
            lambda _: withdraw(seat, ids),
            f"已取消 {count_text(len(ids), '项')}未申报原因",
            Undo(lambda _: resume(seat, ids), "已恢复"),
            owner=self,
            label="正在取消",
        )


def outdated_text(policies: Sequence[Policy], runs: Sequence[Run]) -> str:
    """Say of which policies in force what is listed is not, or not by the version in force."""
    kept = {run.policy_id: run for run in runs}
    lines = []
    for policy in policies if kept else ():
        run, which = kept.get(policy.id), f"《{policy.title}》第 {policy.version} 版"
        if run is None:
            lines.append(f"{which}还没有评定并留存，名单里没有它的")
        elif run.policy_sha256 != policy.sha256:
            lines.append(f"{which}启用以后还没有评定并留存，名单里是第 {run.policy_version} 版的结果")
    return "；\n".join([*lines, "请点右上角“评定并留存”。"]) if lines else ""
