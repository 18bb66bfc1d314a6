"""The assessment page: a policy decided for the whole register, and one enterprise explained."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, assert_never

import numpy as np

from domain.cases.issued import Standing, standing_of
from domain.cases.service import Award
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.enterprises.sql.reader import find_some
from domain.papers.working import Worked
from domain.policies.explaining.one_of_many import Explainer
from domain.policies.manual.jointly import Joint
from domain.policies.manual.listing import Listed
from domain.policies.many.numbers import Array
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed, decide_register
from domain.policies.runs.results import Result, Results
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.early.page import Hit, Page
from gui.early.parts import Look
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.forms.editors import ChoiceBox
from gui.jobs import Job
from gui.pages.assessment.by_clause import TotalsView
from gui.pages.assessment.by_person import DecideView
from gui.pages.assessment.by_person_list import ManualList, ManualRow, read_rows
from gui.pages.assessment.decision_list import DecisionList, awards_of
from gui.pages.assessment.detail import EnterpriseView
from gui.pages.assessment.jointly import JointDialog, JointlyDecided, files_of, joint_about
from gui.pages.assessment.making import MakeDialog, wanted_of
from gui.pages.assessment.run_history import HistoryView
from gui.pages.assessment.working import open_working
from gui.services import AppContext, Services
from gui.targets import AssessmentTarget, ToCode, ToDecided, ToDecisions, ToIssuing, ToPage, ToPolicy
from gui.widgets.dialog import opened

_MOST_HITS: Final = 10
_NONE: Final = np.zeros(0, np.int64)


class AssessmentPage(Page):
    """Decides on what the store holds; stores nothing."""

    page_id, title, icon_name = "assessment", "评定", "assessment"
    help_text = """
# 评定
按选定的政策，对企业库里的每户企业逐条判定：符合（及金额）、不符合、资料缺失、待人工认定。数据改了会自动重算。
先列出符合的和待定的（缺资料、待人工认定）；不符合的点“不符合”看，后面的数字是有几项。
# 为什么
双击一行（或按 Enter）看这户企业的全部条款：每个条件查到的和要求的，以及金额一步一步怎么算出来。
# 缺资料
点“去填写”直接到企业页的那一格。程序只问还会影响结果的资料，没填的绝不当作 0。
# 人工认定
规则判不了的（如基期为零没有增长率），点“人工认定”，或在一户企业里点条款下的“人工认定…”：左边是规定和已知数据，右边选给予或不给予，写明理由和依据。只能在规则许可的金额内认定；并列要定次序的、几户共用的限额不够分的，列成一行，双击后一并认定；所依据的数据或政策文件以后有变动，自动不再作数，要重新认定。
# 试算
在一户企业里点“试算”，改数据看结果，不保存。
# 按条款合计
每一条有几户符合、缺资料、待认定，出具了几份，共多少金额，最后一行是合计；双击一条（或按 Enter）列出它的企业。
# 历次评定
点“历次评定”再点“留存当前评定”，把这一刻的结果存下来；以后可以看谁增谁减、为什么，也可以导出 Excel。
# 核定过程单
在一户企业里点“核定过程单”，把选中这一条的政策规定、数据、条件和算法印在一张纸上；不符合的写明差多少。
# 导出 Excel
点“导出 Excel”（或在表里点右键），把眼前的表按现在的筛选、排序和列存成 Excel。
# 生成事项
选中符合的行，点“生成事项”：选走哪种程序、哪一期、放进哪个批次，先告诉您能生成几件、哪些不生成及原因。
几个人分工、要公示的，走事项；批准下达后再出通知书。已有事项的在这里不再出具。
# 出具通知书
选中符合的行（按住 Ctrl 或 Shift 选多行），点“出具通知书”。没有选时，出具列出的全部；按钮上是能出具的份数。
已出具的标明文号，不再出具；金额为 0 的不出具。标“数据已变”的，通知书和现在的结果不同，请核对。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._policies = services.context.policies.policies
        self._standing: Standing | None = None
        self._explainer: Explainer | None = None
        self._job: Job | None = None
        self._is_stale = True
        self._is_in_front = False
        self._wanted: tuple[str, str] | None = None
        self._opening = 0
        self.policy_box = ChoiceBox(
            {id_: policy.title for id_, policy in self._policies.items()}, self, unset_word=None
        )
        self.policy_box.setAccessibleName("政策")
        self.header.add_widget(self.policy_box)
        self.totals_button = self.header.add_action("按条款合计", self._on_totals, icon_name="table")
        self.manual_button = self.header.add_action("人工认定", self._on_manual, icon_name="person")
        self.history_button = self.header.add_action("历次评定", self._on_history, icon_name="clock")
        self.make_button = self.header.add_action("生成事项", self._on_make, icon_name="cases")
        services.permits.hold(Action.CASE_MAKE, self.make_button)
        self.issue_button = self.header.add_action(
            "出具通知书", self._on_issue, look=Look.PRIMARY, icon_name="notices", shortcut="Ctrl+Return"
        )
        services.permits.hold(Action.NOTICE_ISSUE, self.issue_button)
        self.list = DecisionList(lambda: services.go_to(ToPage("enterprises")), self._find, self)
        self.working_dialog: PaperDialog | None = None
        self.make_dialog: MakeDialog | None = None
        self.joint_dialog: JointDialog | JointlyDecided | None = None
        self.detail = EnterpriseView(services.context.dictionary, self)
        self.history = HistoryView(services, self)
        self.by_clause = TotalsView(self)
        self.manual = ManualList(self._find, self)
        self.deciding = DecideView(services, self)
        self.add_views(self.list, self.detail, self.history, self.by_clause, self.manual, self.deciding)
        self._offer_exports()
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

    def open_target(self, target: AssessmentTarget) -> None:
        if target.policy_id in self._policies:
            self.policy_box.set_value(target.policy_id)
        match target:
            case ToDecided(uscc, clause_id):
                self._wanted = (uscc, clause_id)
                self._go_to_wanted()
            case ToDecisions(_, clause_id, ids):
                if len(ids):
                    self._show_list()
                    self.list.show_enterprises(ids)
                elif clause_id and self.policy is not None:
                    self._show_list()
                    self.list.offer_clauses(self.policy)
                    self.list.show_clause(clause_id)
            case _:
                assert_never(target)

    def focus_search(self) -> None:
        if self._is_detail:
            self.detail.table.setFocus()
        else:
            self.list.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        if self._standing is None:
            return []
        context = self.services.context
        found = context.store.ask(find_some, text, context.office, _MOST_HITS)
        go_to = self.services.go_to
        return [Hit(one.name, "评定结果", partial(go_to, ToDecided(one.uscc)), "assessment") for one in found]

    def _connect(self) -> None:
        self.policy_box.value_changed.connect(self._on_policy_chosen)
        self.list.opened.connect(self._on_opened)
        self.list.selection_changed.connect(self.refresh_actions)
        self.detail.selection_changed.connect(self.refresh_actions)
        self.by_clause.clause_opened.connect(self._on_clause_opened)
        self.detail.field_wanted.connect(self._on_field_wanted)
        self.detail.clause_wanted.connect(self._on_clause_wanted)
        self.detail.working_wanted.connect(self._on_working_wanted)
        self.detail.person_wanted.connect(self._on_person_wanted)
        self.list.table.add_act("人工认定…", self._on_list_person_wanted)
        self.manual.opened.connect(self._on_manual_opened)
        self.deciding.field_wanted.connect(lambda uscc, key: self.services.go_to(ToCode(uscc, key)))
        self.deciding.clause_wanted.connect(self._on_clause_wanted)
        self.deciding.recorded.connect(self.saved)
        changes = self.services.changes
        changes.on({Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL, Kind.POLICY}, self._on_changed, owner=self)
        changes.on({Kind.NOTICE, Kind.RULING, Kind.CASE, Kind.RECOVERY}, self._look_for_notices, owner=self)

    def _offer_exports(self) -> None:
        exporter = Exporter(self.services, self)
        self.export_button = exporter.button(self.list.table, lambda: self._title_of("评定"))
        self.list.add_below(self.export_button)
        self.by_clause.add_below(exporter.button(self.by_clause.table, lambda: self._title_of("按条款合计")))
        exporter.offer(self.detail.table, lambda: self.header.title)
        exporter.offer(self.manual.table, lambda: self._title_of("人工认定"))

    def _title_of(self, what: str) -> str:
        results = self._results
        return f"{what}-{results.policy.title}" if results is not None else what

    @property
    def _results(self) -> Results | None:
        return self._standing.results if self._standing is not None else None

    def _find(self, text: str, on_found: Callable[[Sequence[EnterpriseId]], object]) -> None:
        query, office = EnterpriseQuery(text), self.services.context.office
        self.services.ask(lambda session: find_ids(session, query, office), on_found, owner=self.list)

    # The two views

    @property
    def _is_detail(self) -> bool:
        return self.views.currentWidget() is self.detail

    def _show_list(self) -> None:
        self.show_view(self.list)

    def _open_detail(self, enterprise_id: EnterpriseId, clause_id: str) -> None:
        """Decide one enterprise with its trace, and show that."""
        if self._results is None:
            return
        self._opening = enterprise_id
        if self._explainer is None or self._explainer.results is not self._results:
            self._explainer = Explainer(self._results)
        self.services.jobs.read(
            partial(self._explainer.explain, self.services.context.store, enterprise_id),
            partial(self._on_opened_read, self._results.policy, enterprise_id, clause_id),
            owner=self,
        )

    def _on_opened_read(
        self, policy: Policy, enterprise_id: EnterpriseId, clause_id: str, found: Assessed | None
    ) -> None:
        if self._opening != enterprise_id or self._results is None or self._results.policy is not policy:
            return
        self._opening = 0
        if found is not None:
            self._show_detail(policy, found, clause_id)
        else:
            self._show_list()
            self.services.messages.warning("这户企业已不在企业库中")

    def _show_detail(self, policy: Policy, entry: Assessed, clause_id: str) -> None:
        assert self._standing is not None
        self.detail.show_entry(policy, entry, self._standing, clause_id=clause_id)
        self.show_view(self.detail, entry.facts.name, entry.facts.uscc, back=self._show_list)

    def _on_totals(self) -> None:
        if self._results is None:
            return
        self.show_view(self.by_clause, "按条款合计", self._results.policy.title, back=self._show_list)
        self.by_clause.table.setFocus()

    def _on_clause_opened(self, clause_id: str) -> None:
        self._show_list()
        self.list.show_clause(clause_id)

    def _on_history(self) -> None:
        if self.policy is None:
            return
        self.show_view(self.history, "历次评定", self.policy.title, back=self._show_list)
        self.history.show_policy(self.policy)

    # What a person decides

    def _on_manual(self) -> None:
        if self._results is None:
            return
        self.show_view(self.manual, "人工认定", self._results.policy.title, back=self._show_list)
        self._list_manual()
        self.manual.table.setFocus()

    def _list_manual(self) -> None:
        results = self._results
        if results is None or self.views.currentWidget() is not self.manual:
            return
        self.services.ask(
            lambda session: read_rows(session, results), self.manual.show_rows, owner=self.manual
        )

    def _on_manual_opened(self, row: ManualRow) -> None:
        if row.question is not None:
            self._put_jointly(row.question)
            return
        if row.given is not None and row.given.together is not None:
            self._show_jointly(row.given)
            return
        self._put_to_person(
            row.enterprise_id, row.enterprise_name, row.clause_id, self._on_manual, "人工认定"
        )

    def _put_jointly(self, question: Joint) -> None:
        """Put several enterprises to a person."""

        def on_read(files: list[Attachment]) -> None:
            self.joint_dialog = opened(JointDialog(self.services, question, files, self))

        self.services.ask(lambda session: files_of(session, question), on_read, owner=self)

    def _show_jointly(self, listed: Listed) -> None:
        """Show what was decided about several enterprises."""
        self.joint_dialog = opened(JointlyDecided(self.services, listed, self))

    def _on_person_wanted(self, clause_id: str) -> None:
        entry = self.detail.entry
        if entry is not None:
            again = partial(self._open_detail, entry.enterprise_id, clause_id)
            self._put_to_person(entry.enterprise_id, entry.facts.name, clause_id, again, entry.facts.name)

    def _on_list_person_wanted(self) -> None:
        row = self.list.table.current_row()
        if row is not None:
            self._put_to_person(
                row.enterprise_id, row.enterprise_name, row.clause_id, self._show_list, self.title
            )

    def _put_to_person(
        self,
        enterprise_id: EnterpriseId,
        name: str,
        clause_id: str,
        back: Callable[[], object],
        back_to: str,
    ) -> None:
        """Put a clause of an enterprise to a person, with the way back to where it was asked for.

        What is decided of several enterprises at once is put as a whole.
        """
        results = self._results
        if results is None or clause_id not in results.policy.clauses:
            return
        policy = results.policy

        def show() -> None:
            self.deciding.ask(policy, enterprise_id, clause_id)
            title = policy.clauses[clause_id].title
            self.show_view(self.deciding, f"人工认定：{name}", title, back=back, back_to=back_to)

        def on_read(found: Joint | Listed | None) -> None:
            if isinstance(found, Joint):
                self._put_jointly(found)
            elif found is not None:
                self._show_jointly(found)
            else:
                show()

        if policy.is_contested:
            among_all, about = results.among_all, (enterprise_id, clause_id)
            self.services.ask(lambda session: joint_about(session, among_all, about), on_read, owner=self)
        else:
            show()

    def save(self) -> bool:
        return self.deciding.record() if self.has_unsaved() else True

    def has_unsaved(self) -> bool:
        return self.views.currentWidget() is self.deciding and self.deciding.is_dirty()

    def discard(self) -> None:
        self.deciding.discard()

    def keep(self) -> None:
        if self.deciding.is_dirty():
            self.deciding.keeper.keep_now()

    def may_leave(self) -> bool:
        # What is typed stays where it is, and is kept.
        self.keep()
        return True

    def _beginnable(self) -> list[Award]:
        """Return what cases could be made for: what is selected, else all that is shown."""
        if self._is_detail:
            return [row.award for row in self.detail.beginnable()]
        if self._standing is None or self.views.currentWidget() is not self.list:
            return []
        return awards_of(self._standing, self._standing.beginnable(self._chosen_cells))

    def _count_beginnable(self) -> int:
        if self._is_detail:
            return len(self.detail.beginnable())
        if self._standing is None or self.views.currentWidget() is not self.list:
            return 0
        return len(self._standing.beginnable(self._chosen_cells))

    @property
    def _chosen_cells(self) -> Array:
        """What is selected of the list, else all of it."""
        selected = self.list.selected_cells()
        return selected if len(selected) else self.list.cells

    def _count_awards(self) -> int:
        """Return how many notices would be issued: for what is selected, else for all that is shown."""
        if self._is_detail:
            return len(self.detail.selected())
        return len(self._issuable())

    def _awards(self) -> list[Award]:
        if self._is_detail:
            return [row.award for row in self.detail.selected()]
        return awards_of(self._standing, self._issuable()) if self._standing is not None else []

    def _issuable(self) -> Array:
        if self._standing is None or self.views.currentWidget() is not self.list:
            return _NONE
        return self._standing.issuable(self._chosen_cells)

    def refresh_actions(self) -> None:
        count = self._count_awards()
        self.issue_button.setText(f"出具通知书（{count:,} 份）" if count else "出具通知书")
        self.issue_button.setEnabled(bool(count))
        begun = self._count_beginnable()
        self.make_button.setText(f"生成事项（{begun:,} 件）" if begun else "生成事项")
        self.make_button.setEnabled(bool(begun))
        self.make_button.setToolTip("" if begun else "这里没有可以生成的：已有事项、已出具和不符合的不生成")
        is_list = self.views.currentWidget() is self.list
        has_any = self._results is not None and bool(self._results.enterprises)
        self.issue_button.setVisible(has_any and (is_list or self._is_detail))
        self.make_button.setVisible(has_any and (is_list or self._is_detail))
        self.totals_button.setVisible(has_any and is_list)
        self.history_button.setVisible(is_list)
        waiting = self._results.waiting if self._results is not None else 0
        self.manual_button.setText(f"人工认定（{waiting:,}）" if waiting else "人工认定")
        self.manual_button.setToolTip("规则不能判定的由本单位认定；认定过的也在这里")
        self.manual_button.setVisible(has_any and is_list)
        against = self._standing.against if self._standing is not None else ""
        none = against or "这里没有可以出具的：已出具、金额为 0 和不符合的不出具"
        self.issue_button.setToolTip("Ctrl+Enter" if count else none)

    # Deciding

    def _assess(self) -> None:
        policy = self.policy
        if policy is None:
            return
        if self._job is not None:
            self._job.cancel()
        self._is_stale = False
        self._job = self.services.jobs.run(
            partial(_decide, self.services.context, policy), self._on_assessed, owner=self, label="正在评定"
        )
        self._job.cancelled.connect(self._on_cancelled)

    def _on_assessed(self, standing: Standing) -> None:
        self._job = None
        self._show_standing(standing)
        if self._wanted is not None:
            self._go_to_wanted()

    def _show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self._list_manual()
        self.list.show_results(standing)
        self.by_clause.show_totals(standing)
        shown = self.detail.entry
        if self._wanted is None and self._is_detail and shown is not None:
            self._open_detail(shown.enterprise_id, "")
        self.refresh_actions()

    def _look_for_notices(self) -> None:
        """See what has a notice now; nothing has to be decided anew for that."""
        results = self._results
        if results is not None:
            funds = self.services.context.rules.funds
            self.services.ask(
                lambda session: standing_of(session, results, funds), self._on_noticed, owner=self
            )

    def _on_noticed(self, standing: Standing) -> None:
        if standing.results is self._results:
            self._show_standing(standing)
        else:
            # What was decided anew meanwhile may have been put beside the notices of before.
            self._look_for_notices()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._job is not None or self._results is None:
            return
        (uscc, clause_id), self._wanted = self._wanted, None
        found = self._results.id_of(uscc)
        if found is None:
            self._show_list()
            self.services.messages.warning("这户企业已不在企业库中")
        else:
            self._open_detail(found, clause_id)

    def _on_cancelled(self) -> None:
        # Started again, it is another job that is under way.
        decided = self._results.policy if self._results is not None else None
        self._is_stale = self._is_stale or self.policy is not decided

    def _on_changed(self) -> None:
        self._is_stale = True
        if self._is_in_front and self.isVisible():
            self._assess()

    def _on_policy_chosen(self) -> None:
        self._show_list()
        self._is_stale = True
        if self.isVisible():
            self._assess()

    def _on_opened(self, row: Result) -> None:
        self._open_detail(row.enterprise_id, row.clause_id)

    # Leading elsewhere

    def _on_field_wanted(self, key: str) -> None:
        if self.detail.entry is not None:
            self.services.go_to(ToCode(self.detail.entry.facts.uscc, key))

    def _on_clause_wanted(self, clause_id: str) -> None:
        if self.detail.policy is not None:
            self.services.go_to(ToPolicy(self.detail.policy.id, clause_id))

    def _on_working_wanted(self, worked: Worked, id_: EnterpriseId) -> None:
        self.working_dialog = open_working(self.services, worked, id_, self)

    def _on_make(self) -> None:
        chosen = self._beginnable()
        if chosen and self._results is not None:
            policy = self._results.policy
            self.make_dialog = opened(MakeDialog(self, self.services, policy, wanted_of(policy, chosen)))

    def _on_issue(self) -> None:
        chosen = self._awards()
        if chosen and self._results is not None:
            self.services.go_to(ToIssuing(self._results.policy.id, chosen))


def _decide(context: AppContext, policy: Policy, reporter: Reporter) -> Standing:
    results = decide_register(context.store, policy, context.dictionary, reporter)
    return context.store.ask(standing_of, results, context.rules.funds)
