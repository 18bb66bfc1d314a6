"""The assessment page: a policy decided for the whole register, and one enterprise explained."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QStackedWidget

from domain.enterprises.dictionary import Dictionary
from domain.policies.policy import Policy
from domain.policies.register import Assessed, assess_register
from domain.progress import Reporter
from domain.store.engine import Store
from gui.changes import Kind
from gui.forms.editors import ChoiceBox
from gui.jobs import Job
from gui.pages.assessment.by_clause import TotalsView
from gui.pages.assessment.detail import EnterpriseView
from gui.pages.assessment.history import HistoryView
from gui.pages.assessment.listing import DecisionList
from gui.pages.assessment.rows import AssessedRow, awards, rows_of
from gui.services import Services
from gui.theme import px
from gui.widgets.buttons import Look
from gui.widgets.page import Hit, Page

_MOST_HITS: Final = 10


class AssessmentPage(Page):
    """Decides on what the store holds; stores nothing."""

    page_id, title, icon_name = "assessment", "评定", "assessment"
    help_text = """
# 评定
按选定的政策，对企业库里的每户企业逐条判定：符合（及金额）、不符合、资料缺失、待人工认定。数据改了会自动重算。
# 为什么
双击一行（或按 Enter）看这户企业的全部条款：每个条件查到的和要求的，以及金额一步一步怎么算出来。
# 缺资料
点“去填写”直接到企业页的那一格。程序只问还会影响结果的资料，没填的绝不当作 0。
# 试算
在一户企业里点“试算”，改数据看结果，不保存。
# 按条款合计
每一条有几户符合、缺资料、待认定，共多少金额；双击一条（或按 Enter）列出它的企业。
# 历次评定
点“历次评定”再点“留存当前评定”，把这一刻的结果存下来；以后可以看谁增谁减、为什么，也可以导出 Excel。
# 出具通知书
选中符合的行（按住 Ctrl 或 Shift 选多行），点“出具通知书”。没有选时，出具当前列出的全部符合项。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._policies = services.context.policies.policies
        self._assessed: list[Assessed] = []
        self._decided: Policy | None = None
        self._job: Job | None = None
        self._is_stale = True
        self._is_in_front = False
        self._wanted: tuple[str, str] | None = None
        self.policy_box = ChoiceBox(
            {id_: policy.title for id_, policy in self._policies.items()}, self, unset_word=None
        )
        self.policy_box.setAccessibleName("政策")
        self.policy_box.setMinimumWidth(px(260))
        self.header.add_widget(self.policy_box)
        self.issue_button = self.header.add_action(
            "出具通知书", self._on_issue, look=Look.PRIMARY, icon_name="notices"
        )
        self.totals_button = self.header.add_action("按条款合计", self._on_totals, icon_name="table")
        self.history_button = self.header.add_action("历次评定", self._on_history, icon_name="clock")
        self.list = DecisionList(lambda: services.go_to("enterprises"), self)
        self.detail = EnterpriseView(services.context.dictionary, self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self.list)
        self._views.addWidget(self.detail)
        self.history = HistoryView(services, self)
        self._views.addWidget(self.history)
        self.by_clause = TotalsView(self)
        self._views.addWidget(self.by_clause)
        self.body.addWidget(self._views, 1)
        self._connect()
        self._show_list()

    @property
    def policy(self) -> Policy | None:
        """The policy that is chosen; None where there is none at all."""
        return self._policies.get(str(self.policy_box.value()))

    def on_shown(self) -> None:
        self._is_in_front = True
        if self._is_stale:
            self._assess()

    def open_target(self, *, uscc: str = "", clause_id: str = "", policy_id: str = "") -> None:
        """Choose a policy; show one enterprise, at a clause; or all enterprises for one clause."""
        if policy_id in self._policies:
            self.policy_box.set_value(policy_id)
        if uscc:
            self._wanted = (uscc, clause_id)
            self._go_to_wanted()
        elif clause_id and self.policy is not None:
            self._show_list()
            self.list.offer_clauses(self.policy)
            self.list.show_clause(clause_id)

    def focus_search(self) -> None:
        if self._is_detail:
            self.detail.table.setFocus()
        else:
            self.list.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        found = [
            entry
            for entry in self._assessed
            if text.casefold() in entry.facts.name.casefold() or text.upper() in entry.facts.uscc
        ]
        return [
            Hit(
                entry.facts.name,
                "评定结果",
                partial(self.services.go_to, self.page_id, uscc=entry.facts.uscc),
                "assessment",
            )
            for entry in found[:_MOST_HITS]
        ]

    def _connect(self) -> None:
        self.policy_box.value_changed.connect(self._on_policy_chosen)
        self.list.opened.connect(self._on_opened)
        self.list.selection_changed.connect(self._refresh_actions)
        self.detail.selection_changed.connect(self._refresh_actions)
        self.by_clause.clause_opened.connect(self._on_clause_opened)
        self.detail.field_wanted.connect(self._on_field_wanted)
        self.detail.clause_wanted.connect(self._on_clause_wanted)
        kinds = {Kind.ENTERPRISE, Kind.FIGURES, Kind.POLICY}
        self.services.changes.on(kinds, self._on_changed, owner=self)

    # The two views

    @property
    def _is_detail(self) -> bool:
        return self._views.currentWidget() is self.detail

    def _show_list(self) -> None:
        self._views.setCurrentWidget(self.list)
        self.header.set_title(self.title)
        self.header.set_back()
        self._refresh_actions()

    def _show_detail(self, entry: Assessed, clause_id: str) -> None:
        assert self._decided is not None
        self._views.setCurrentWidget(self.detail)
        self.header.set_title(entry.facts.name, entry.facts.uscc)
        self.header.set_back(self.title, self._show_list)
        self.detail.show_entry(self._decided, entry, clause_id=clause_id)
        self._refresh_actions()

    def _on_totals(self) -> None:
        if self._decided is None:
            return
        self._views.setCurrentWidget(self.by_clause)
        self.header.set_title("按条款合计", self._decided.title)
        self.header.set_back(self.title, self._show_list)
        self.by_clause.table.setFocus()
        self._refresh_actions()

    def _on_clause_opened(self, clause_id: str) -> None:
        self._show_list()
        self.list.show_clause(clause_id)

    def _on_history(self) -> None:
        if self.policy is None:
            return
        self._views.setCurrentWidget(self.history)
        self.header.set_title("历次评定", self.policy.title)
        self.header.set_back(self.title, self._show_list)
        self.history.show_policy(self.policy)
        self._refresh_actions()

    def _candidates(self) -> list[AssessedRow]:
        """Return what notices would be issued for: what is selected, else all that is shown."""
        if self._is_detail:
            return self.detail.selected()
        if self._views.currentWidget() is not self.list:
            return []
        selected = self.list.selected()
        return [row for row in (selected or self.list.shown) if row.is_printable]

    def _refresh_actions(self) -> None:
        count = len(self._candidates())
        self.issue_button.setText(f"出具通知书（{count:,} 份）" if count else "出具通知书")
        self.issue_button.setEnabled(bool(count))
        is_list = self._views.currentWidget() is self.list
        self.issue_button.setVisible(bool(self._assessed) and (is_list or self._is_detail))
        self.totals_button.setVisible(bool(self._assessed) and is_list)
        self.history_button.setVisible(is_list)
        self.issue_button.setToolTip("" if count else "选中的行里没有可以出具通知书的")

    # Deciding

    def _assess(self) -> None:
        policy = self.policy
        if policy is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._is_stale = False
        context = self.services.context
        self._job = self.services.jobs.run(
            partial(_assess, context.store, policy, context.dictionary),
            partial(self._on_assessed, policy),
            owner=self,
            label="正在评定",
        )
        self._job.cancelled.connect(self._on_cancelled)

    def _on_assessed(self, policy: Policy, found: tuple[list[Assessed], list[AssessedRow]]) -> None:
        self._assessed, rows = found
        self._decided = policy
        self._job = None
        self.list.show_rows(policy, rows)
        self.by_clause.show_totals(policy, self._assessed)
        shown = self.detail.entry
        if self._wanted is not None:
            self._go_to_wanted()
        elif self._is_detail and shown is not None:
            self._show_again(shown)
        self._refresh_actions()

    def _show_again(self, shown: Assessed) -> None:
        """Show the enterprise that is open as it is decided now; back to the list where it is gone."""
        entry = next((one for one in self._assessed if one.enterprise_id == shown.enterprise_id), None)
        if entry is None:
            self._show_list()
        else:
            self._show_detail(entry, "")

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._job is not None or self._decided is None:
            return
        (uscc, clause_id), self._wanted = self._wanted, None
        entry = next((one for one in self._assessed if one.facts.uscc == uscc), None)
        if entry is None:
            self._show_list()
            self.services.messages.warning("这户企业已不在企业库中")
        else:
            self._show_detail(entry, clause_id)

    def _on_cancelled(self) -> None:
        # Started again, it is another job that is under way.
        self._is_stale = self._is_stale or self.policy is not self._decided

    def _on_changed(self) -> None:
        self._is_stale = True
        if self._is_in_front and self.isVisible():
            self._assess()

    def _on_policy_chosen(self) -> None:
        self._show_list()
        self._is_stale = True
        if self.isVisible():
            self._assess()

    def _on_opened(self, row: AssessedRow) -> None:
        self._show_detail(row.entry, row.clause.id)

    # Leading elsewhere

    def _on_field_wanted(self, key: str) -> None:
        if self.detail.entry is not None:
            self.services.go_to("enterprises", uscc=self.detail.entry.facts.uscc, field=key)

    def _on_clause_wanted(self, clause_id: str) -> None:
        if self.detail.policy is not None:
            self.services.go_to("policies", policy_id=self.detail.policy.id, clause_id=clause_id)

    def _on_issue(self) -> None:
        chosen = awards(self._candidates())
        if chosen and self._decided is not None:
            self.services.go_to("notices", policy_id=self._decided.id, awards=chosen)


def _assess(
    store: Store, policy: Policy, dictionary: Dictionary, reporter: Reporter
) -> tuple[list[Assessed], list[AssessedRow]]:
    assessed = assess_register(store, policy, dictionary, reporter)
    return assessed, rows_of(policy, assessed, dictionary)
