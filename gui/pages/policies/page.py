"""The policies page: the clauses of a policy, and beside them what one says and how it is computed."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.policies.agreement.differences import disagreements_of
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import decide_register
from domain.policies.runs.summary import Totals
from domain.policies.shelf import Shelved, list_shelf
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import PolicyDraftId, PolicyFileId
from domain.values.progress import Reporter
from gui.early.page import Hit, Page
from gui.early.parts import Look, Note, in_column
from gui.forms.editors import ChoiceBox
from gui.pages.policies.clause import ClauseView
from gui.pages.policies.disagreements import DisagreementBanner, clauses_text, reason_text
from gui.pages.policies.leaflet import LeafletView
from gui.pages.policies.papers import PapersDialog
from gui.pages.policies.policy_shelf import ShelfView, standing_text
from gui.pages.policies.ruling import RulingBanner
from gui.pages.policies.trial import TrialView
from gui.pages.policies.versions import VersionsView
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.list_view import SearchBox
from gui.targets import PoliciesTarget, ToDecided, ToDecisions, ToPolicy, ToPolicyDrafts, ToPolicyFiles
from gui.widgets.cards import EmptyState, WhenEmpty
from gui.widgets.placing import split

if TYPE_CHECKING:
    from gui.pages.authoring.drafts_view import DraftsView
    from gui.pages.authoring.view import AuthoringView

_MOST_HITS: Final = 10


class _Writing(NamedTuple):
    """Where policies are written: the list of drafts, and one of them."""

    drafts: "DraftsView"
    view: "AuthoringView"


class PoliciesPage(Page):
    """Reads the policies, and keeps the files they come from."""

    page_id, title, icon_name = "policies", "政策", "policies"
    help_text = """
# 政策
左边是政策的条款，右边是选中的一条：条文、适用对象、条件、金额的算法和口径。
# 公式
适用对象、条件和金额用文字写明，左列是条文的说法，右列是程序怎样核对；“不少于”“不超过”都含本数。
点“看公式”看程序计算用的公式：>= 含本数，> 不含；[2022H1] 是上半年，[2022Q2] 是二季度。
# 试改
选中一条，点“试改”：改它的公式，马上看到对全部企业的影响——谁增谁减、合计多少、够不够预算、谁只差一个条件。可以存为新版本，不改动现行政策。
# 明白卡
点“明白卡”看这项政策的一页纸说明：给谁、给多少、找谁问，可以打印、存为 PDF；全部现行政策可以装成汇编。
# 编写新政策
点“编写新政策”，从政策的文件（.docx、.pdf、.txt）、粘贴的文字、已有政策或空白开始：左边是条文，右边一项项选——给谁、什么条件、给多少；程序读懂的先填好，没把握的给出两种读法让您选。写好后在每个界线上下举例核对，再放进政策文件、启用。每一步都能撤销（Ctrl+Z），自动保存。
# 政策文件
新政策是一个文件（.toml），点“政策文件”导入；有错误会逐处列出。看过条款后启用，启用后参加评定，也可以停用、导出。
# 不是正式文本的条文
条文不是正式文本的，左边有提示；核对后点“写明理由”，才能出具通知书。每一版只定一次，理由留在记录里。
# 口径
条文没有说死的地方按口径计算。口径写在政策文件里，评定的每一份说明都照它执行。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._policies = services.context.policies.policies
        self._totals: dict[str, Mapping[str, Totals]] = {}
        self._said = ""
        self._writing: _Writing | None = None
        self.write_button = self.header.add_action("编写新政策", self._show_drafts, icon_name="edit")
        self.shelf_button = self.header.add_action("政策文件", self._on_shelf, icon_name="folder")
        self.leaflet_button = self.header.add_action("明白卡", self._on_leaflet, icon_name="print")
        self.trial_button = self.header.add_action("试改", self._on_trial, icon_name="edit")
        self.assess_button = self.header.add_action(
            "评定这项政策", self._on_assess, look=Look.PRIMARY, icon_name="assessment"
        )
        self.policy_box = ChoiceBox(
            {id_: policy.title for id_, policy in self._policies.items()}, self, unset_word=None
        )
        self.policy_box.setAccessibleName("政策")
        self.search = SearchBox("搜索条款", self)
        self.facts = Note("", self)
        self.facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.disagreements = DisagreementBanner(self)
        self.ruling = RulingBanner(services, self)
        self.model: RowsModel[Clause] = RowsModel(_COLUMNS, key=lambda clause: clause.id, parent=self)
        self.table: DataTable[Clause] = DataTable(self.model, self)
        self.clause_view = ClauseView(self)
        self.shelf = ShelfView(services, self)
        self.trial = TrialView(services, self)
        self.versions = VersionsView(services, self)
        self.leaflet = LeafletView(services, self)
        self._lay_out()
        self.policy_box.value_changed.connect(self._on_policy_chosen)
        self.search.searched.connect(lambda _: self._show_clauses())
        self.search.left_downwards.connect(self.table.setFocus)
        self.table.current_changed.connect(self._on_clause_chosen)
        self.clause_view.enterprises_wanted.connect(self._on_assess)
        self.clause_view.papers_wanted.connect(self._on_papers)
        kinds = {Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL, Kind.POLICY}
        services.changes.on(kinds, self._on_register_changed, owner=self)
        self.shelf.comparison_wanted.connect(self._on_comparison_wanted)
        self.trial.version_saved.connect(self._on_shelf)
        self.trial.enterprise_wanted.connect(self._on_enterprise_wanted)
        self._on_policy_chosen()

    @property
    def policy(self) -> Policy | None:
        """The policy that is shown; None where there is none at all."""
        return self._policies.get(str(self.policy_box.value()))

    def place(self) -> ToPolicyFiles | ToPolicyDrafts | None:
        if self._writing is not None and self.views.currentWidget() in self._writing:
            is_open = self.views.currentWidget() is self._writing.view
            return ToPolicyDrafts(self._writing.view.draft_id if is_open else None)
        if self.views.currentWidget() is not self.shelf:
            return None
        chosen = self.shelf.table.current_row()
        return ToPolicyFiles(None if chosen is None else chosen.id, self.shelf.said)

    def open_target(self, target: PoliciesTarget) -> None:
        match target:
            case ToPolicyFiles(file_id, said):
                self.shelf.choose(file_id)
                self._on_shelf()
                if said:
                    self.services.messages.success(said)
            case ToPolicyDrafts(draft_id):
                self._show_drafts()
                if draft_id is not None:
                    self._write(draft_id)
            case ToPolicy(policy_id, clause_id):
                if policy_id in self._policies:
                    self.policy_box.set_value(policy_id)
                self._show_clauses_view()
                self.search.clear()
                self._show_clauses()
                if clause_id:
                    self.table.select_key(clause_id)
            case _:
                assert_never(target)

    def focus_search(self) -> None:
        self.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        return [
            Hit(
                clause.title,
                f"政策条款 · {policy.title}",
                partial(self.services.go_to, ToPolicy(policy.id, clause.id)),
                "policies",
            )
            for policy in self._policies.values()
            for clause in policy.clauses.values()
            if text.casefold() in f"{clause.title}{clause.id}".casefold()
        ][:_MOST_HITS]

    def _lay_out(self) -> None:
        left = QWidget(self)
        parts = (self.policy_box, self.facts, self.disagreements, self.ruling, self.search)
        column = in_column(*parts, spacing=10, of=left)
        empty = EmptyState("没有政策", "程序自带的政策文件不见了，请重新安装。", icon_name="policies")
        nothing_found = EmptyState("没有找到", "换个词试试。", icon_name="search")
        column.addWidget(
            WhenEmpty(
                self.table,
                self.model,
                empty,
                nothing_found=nothing_found,
                is_filtered=lambda: bool(self.search.query()),
            ),
            1,
        )
        self._reading = split(
            Qt.Orientation.Horizontal, (left, 360, 0), (self.clause_view, 720, 1), parent=self
        )
        self.add_views(self._reading, self.shelf, self.trial, self.versions, self.leaflet)

    def _on_shelf(self) -> None:
        self.show_view(self.shelf, "政策文件", "导入、启用和停用", back=self._show_clauses_view)
        self.shelf.reload()

    # Writing

    def has_unsaved(self) -> bool:
        return self._writing is not None and self._writing.view.has_unsaved()

    def may_leave(self) -> bool:
        # What was typed is kept as it is left.
        return self._writing is None or self._writing.view.save_now()

    def discard(self) -> None:
        if self._writing is not None:
            self._writing.view.give_up()

    def save(self) -> bool:
        if self._writing is not None:
            self._writing.view.save()
        return True

    def keep(self) -> None:
        self.save()

    @property
    def writing(self) -> "_Writing":
        """What policies are written in, built when it is first asked for."""
        if self._writing is None:
            from gui.pages.authoring.drafts_view import DraftsView  # noqa: PLC0415 - few write policies
            from gui.pages.authoring.view import AuthoringView  # noqa: PLC0415

            drafts, view = DraftsView(self.services, self), AuthoringView(self.services, self)
            self._writing = _Writing(drafts, view)
            for one in self._writing:
                self.views.addWidget(one)
            drafts.wanted.connect(self._write)
            view.titled.connect(self._on_titled)
            view.was_saved.connect(self.saved)
            view.shelved.connect(self._on_shelved)
            view.leaflet_wanted.connect(self._on_draft_leaflet)
        return self._writing

    def _show_drafts(self) -> None:
        drafts = self.writing.drafts
        self.show_view(drafts, "编写新政策", "从文件到启用，一步一步来", back=self._show_clauses_view)
        drafts.reload()

    def _write(self, id_: PolicyDraftId) -> None:
        self.writing.view.open_draft(id_)
        self._show_writing()

    def _show_writing(self) -> None:
        view = self.writing.view
        self.show_view(view, *view.named, back=self._show_drafts, back_to="编写新政策")

    def _on_titled(self) -> None:
        if self.views.currentWidget() is self.writing.view:
            self.header.set_title(*self.writing.view.named)

    def _on_shelved(self, id_: PolicyFileId) -> None:
        self.shelf.choose(id_)
        self._on_shelf()

    def _on_draft_leaflet(self, policy: Policy) -> None:
        self.show_view(
            self.leaflet, "政策明白卡", policy.title, back=self._show_writing, back_to="编写新政策"
        )
        self.leaflet.show_policy(policy)

    def _on_trial(self) -> None:
        clause, policy = self.table.current_row(), self.policy
        if clause is None or policy is None:
            return
        self.show_view(
            self.trial,
            f"试改：{clause.title}",
            f"{policy.title}　第 {policy.version} 版",
            back=self._show_clauses_view,
        )
        self.trial.show_clause(policy, clause)

    def _on_leaflet(self) -> None:
        if self.policy is None:
            return
        self.show_view(self.leaflet, "政策明白卡", self.policy.title, back=self._show_clauses_view)
        self.leaflet.show_policy(self.policy)

    def _on_comparison_wanted(self, before: Policy, after: Policy) -> None:
        self.show_view(self.versions, "版本比较", after.title, back=self._on_shelf, back_to="政策文件")
        self.versions.show_versions(before, after)

    def _on_enterprise_wanted(self, uscc: str) -> None:
        clause, policy = self.table.current_row(), self.policy
        if clause is not None and policy is not None:
            self.services.go_to(ToDecided(uscc, clause.id, policy.id))

    def _show_clauses_view(self) -> None:
        self.show_view(self._reading)

    def refresh_actions(self) -> None:
        is_reading = self.views.currentWidget() is self._reading
        for act in (
            self.write_button,
            self.shelf_button,
            self.leaflet_button,
            self.trial_button,
            self.assess_button,
        ):
            act.setVisible(is_reading)

    def _on_policy_chosen(self) -> None:
        policy = self.policy
        self.ruling.show_policy(policy)
        if policy is not None:
            number = f"　{policy.document_number}" if policy.document_number else ""
            self._said = f"{policy.issuer}{number}\n{policy.valid_from} 至 {policy.valid_to}"
            self.facts.setText(f"{self._said}\n第 {policy.version} 版")
            self.disagreements.say(clauses_text(disagreements_of(policy)))
            context = self.services.context
            self.services.ask(
                lambda session: list_shelf(session, context.shipped.office),
                partial(self._on_shelf_read, policy),
                owner=self,
            )
        self._show_clauses()

    def _on_shelf_read(self, policy: Policy, shelf: Sequence[Shelved]) -> None:
        """Say which version is shown, and why it is used where its wording and formulas disagree."""
        if policy is not self.policy:
            return
        self.facts.setText(f"{self._said}\n{standing_text(policy, shelf)}")
        reasons = [reason_text(one) for one in shelf if one.sha256 == policy.sha256]
        found = clauses_text(disagreements_of(policy))
        self.disagreements.say("\n".join(filter(None, (found, *reasons))) if found else "")

    def _show_clauses(self) -> None:
        text = self.search.query().casefold()
        clauses = self.policy.clauses.values() if self.policy else ()
        self.model.replace([clause for clause in clauses if text in clause.title.casefold()])
        if self.table.current_row() is None and self.model.rows:
            self.table.select_key(self.model.row_at(0).id)

    def _on_clause_chosen(self, clause: Clause | None) -> None:
        if clause is not None and self.policy is not None:
            self.clause_view.show_clause(self.policy, clause, self.services.context.dictionary)
            self.services.permits.hold(Action.POLICY_IMPORT, self.clause_view.papers_button)
            self._show_touched()

    def _on_papers(self) -> None:
        clause, policy = self.table.current_row(), self.policy
        if clause is not None and policy is not None:
            self.dialog = PapersDialog(self.services, self, policy, clause)
            self.dialog.version_saved.connect(self._on_shelf)
            self.dialog.open()

    def on_shown(self) -> None:
        self._show_touched()

    def _on_register_changed(self) -> None:
        self._totals.clear()
        self.clause_view.touched.hide()
        if self.isVisible():
            self._show_touched()

    def _show_touched(self) -> None:
        """Say what the clause comes to for the register; decided once for all clauses of the policy."""
        policy, clause = self.policy, self.table.current_row()
        if policy is None or clause is None or not self.isVisible():
            return
        found = self._totals.get(policy.id)
        if found is None:
            context = self.services.context
            self._totals[policy.id] = {}
            self.services.jobs.read(
                lambda reporter: _totals_of(context, policy, reporter),
                partial(self._on_totalled, policy.id),
                owner=self,
            )
        elif clause.id in found:
            self.clause_view.show_touched(found[clause.id])

    def _on_totalled(self, policy_id: str, found: Mapping[str, Totals]) -> None:
        self._totals[policy_id] = found
        self._show_touched()

    def _on_assess(self) -> None:
        clause = self.table.current_row()
        if self.policy is not None:
            self.services.go_to(ToDecisions(self.policy.id, "" if clause is None else clause.id))


def _totals_of(context: AppContext, policy: Policy, reporter: Reporter) -> dict[str, Totals]:
    results = decide_register(context.store, policy, context.dictionary, reporter)
    if not results.enterprises:
        return {}
    return {id_: results.totals(results.cells(clause_id=id_)) for id_ in policy.clauses}


_COLUMNS: Final[tuple[Column[Clause], ...]] = (Column("条款", lambda clause: clause.title, stretches=True),)
