"""Issuing notices: which awards, how they will look, and who approved them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from domain.cases.candidates import Candidate, find_candidates
from domain.cases.numbering import LastNumberUnknown, Unsure, doubts_about
from domain.cases.service import Approval, Award, issue_notices
from domain.funds.approving import Treasury
from domain.office.entities import NEEDED_ON_PAPERS, OfficeFields
from domain.office.house_rules import FourEyes, four_eyes_of
from domain.office.service import find_office
from domain.policies.policy import Policy
from domain.proposals.orders import IssueNotices
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId, NoticeId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Link, Look, Note, button, in_column, in_row, shortcut_action
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.forms.date_edits import TodayEdit
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.jobs import Job
from gui.pages.notices.papers import Shown, look_at_sample
from gui.people.second import SecondDialog
from gui.restoring.telling import ask_for_last_numbers
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, Index, Role, RowsModel, amounts
from gui.targets import ToOfficeField
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Whole, confirm, opened
from gui.widgets.pdf_preview import PdfPreview
from gui.widgets.placing import FlowLayout, split
from gui.widgets.status import STATUSES, Status

Key = tuple[EnterpriseId, str]
"""Enterprise id and clause id."""


def key_of(candidate: Candidate) -> Key:
    return candidate.award.enterprise_id, candidate.award.clause_id


class CandidatesModel(RowsModel[Candidate]):
    """Candidates with a tick in the first column; those with a reason against them cannot be ticked."""

    ticked_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_COLUMNS, key=key_of, parent=parent)
        self._ticked: set[Key] = set()

    def show_candidates(self, candidates: Sequence[Candidate], *, keep: bool) -> None:
        """Show candidates, ticked where they can be; `keep` leaves the ticks as they were."""
        possible = {key_of(candidate) for candidate in candidates if not candidate.reason}
        self._ticked = self._ticked & possible if keep else possible
        self.replace(candidates)
        self.ticked_changed.emit()

    def ticked(self) -> list[Candidate]:
        """Return what is ticked, in the order shown."""
        return [candidate for candidate in self.rows if key_of(candidate) in self._ticked]

    def tick(self, candidates: Sequence[Candidate], *, is_ticked: bool) -> None:
        """Tick or untick; those that cannot be ticked are passed over."""
        keys = {key_of(candidate) for candidate in candidates if not candidate.reason}
        self._ticked = self._ticked | keys if is_ticked else self._ticked - keys
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.ticked_changed.emit()

    def is_ticked(self, candidate: Candidate) -> bool:
        return key_of(candidate) in self._ticked

    # Qt overrides

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and not self.row_at(index).reason:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.CheckStateRole and index.isValid() and index.column() == 0:
            candidate = self.row_at(index)
            if candidate.reason:
                return None
            return Qt.CheckState.Checked if self.is_ticked(candidate) else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.tick([self.row_at(index)], is_ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


class CandidateList(QWidget):
    """The table with how many are ticked; Space ticks the selected rows."""

    current_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CandidatesModel(self)
        self.table: DataTable[Candidate] = DataTable(self.model, self, several=True)
        self.table.setAccessibleName("要出具的通知书")
        self._count = Note("", self)
        self._count.setWordWrap(False)
        self.all = Link("全选", self)
        self.none = Link("全不选", self)
        in_column(
            in_row(self._count, STRETCH, self.all, self.none, spacing=8), (self.table, 1), spacing=6, of=self
        )
        self.all.followed.connect(lambda: self.model.tick(self.model.rows, is_ticked=True))
        self.none.followed.connect(lambda: self.model.tick(self.model.rows, is_ticked=False))
        shortcut_action(self.table, "Space", self._on_space)
        self.table.current_changed.connect(self.current_changed)
        self.model.ticked_changed.connect(self._on_ticked_changed)

    def show_candidates(self, candidates: Sequence[Candidate], *, keep: bool) -> None:
        """See `CandidatesModel.show_candidates`; the first row becomes current if none was."""
        self.model.show_candidates(candidates, keep=keep)
        if self.table.current_row() is None and candidates:
            self.table.select_key(key_of(self.model.row_at(0)))

    def _on_space(self) -> None:
        rows = [candidate for candidate in self.table.selected_rows() if not candidate.reason]
        self.model.tick(rows, is_ticked=not all(self.model.is_ticked(candidate) for candidate in rows))

    def _on_ticked_changed(self) -> None:
        refused = sum(1 for candidate in self.model.rows if candidate.reason)
        words = f"共 {len(self.model.rows)} 项，已勾选 {len(self.model.ticked())} 项"
        self._count.setText(f"{words}；{refused} 项不能出具，原因见“说明”" if refused else words)


def _status_of(candidate: Candidate) -> Status:
    if candidate.reason:
        return STATUSES["not_met"].named("不出具")
    return STATUSES["changed"] if candidate.remark else STATUSES["granted"].named("可出具")


_COLUMNS: Final[tuple[Column[Candidate], ...]] = (
    Column("企业", lambda c: c.facts.name, sorts=True, stretches=True, width=220, tips=True),
    Column("条款", lambda c: c.clause.title, sorts=True, width=170, tips=True),
    amounts("金额（元）", lambda c: c.award.amount, width=116),
    Column("可否", lambda c: _status_of(c).word, status=_status_of, width=108),
    Column("说明", lambda c: c.reason or c.remark, width=320, tips=True),
    Column("统一社会信用代码", lambda c: c.facts.uscc, width=165, only_exported=True),
)


_LONGEST_NAME: Final = 30
_BY_ONE: Final = "领导已经批准的，填批准人和批准日期后出具：程序编号、存档，之后不能改，只能作废。"
_BY_TWO: Final = (
    "提请后由有“批准”角色的同事确认，他就是批准人，当天是批准日期：程序编号、存档，之后不能改，只能作废。"
)
_LEAST_LIST: Final = 150


class IssuingView(QWidget):
    """List at the left, sample at the right, approval below the list."""

    issued = Signal(list)
    """Ids of the notices that were issued, in the order shown."""

    proposed = Signal()
    """They wait for somebody to approve them."""

    ticked_changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._awards: Sequence[Award] = ()
        self.policy: Policy | None = None
        self._lacking: list[str] = []
        self._drawing: Job | None = None
        self.question: QDialog | None = None
        self.candidates = CandidateList(self)
        Exporter(services, self).offer(self.candidates.table, "待出具通知书")
        self.preview = PdfPreview(self)
        self.lacking = Banner("warning", "warning", self)
        self.lacking.hide()
        self.to_settings = Link("去设置填写", self.lacking)
        self.lacking.row.addWidget(self.to_settings)
        self.approved_on = TodayEdit(self)
        self.said = Note("", self)
        self.form = Form(self._checked, self, label_width=72, editor_width=180)
        self.form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.form.add("approver", "批准人", TextEdit(max_length=_LONGEST_NAME), required=True)
        self.form.add("approved_on", "批准日期", self.approved_on, required=True)
        self.needs_two = False
        """Whether who confirms it approves, instead of whom the form names."""
        self.issue_button = button("", self._on_issue, look=Look.PRIMARY, icon_name="check", parent=self)
        services.permits.hold(Action.NOTICE_ISSUE, self.issue_button)
        self._lay_out()
        self.to_settings.followed.connect(self._on_to_settings)
        self.candidates.current_changed.connect(self._on_current_changed)
        self.candidates.model.ticked_changed.connect(self._on_ticked_changed)
        kinds = {Kind.OFFICE, Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL, Kind.NOTICE, Kind.RULING}
        services.changes.on(kinds, self._reload, owner=self)

    def start(self, policy: Policy, awards: Sequence[Award]) -> None:
        """Begin with these awards, all ticked that can be."""
        self.policy, self._awards = policy, awards
        self.approved_on.follow_today()
        self.preview.say("正在核对…")
        self._services.ask(four_eyes_of, self._on_four_eyes, owner=self)
        self._look(keep=False)

    def end(self) -> None:
        """Forget what was to be issued."""
        self.policy, self._awards = None, ()
        self.candidates.show_candidates([], keep=False)

    def can_issue(self) -> bool:
        """Whether something is ticked and the office's data suffice."""
        return bool(self.ticked()) and not self._lacking

    def ticked(self) -> list[Candidate]:
        """Return what is ticked, in the order shown."""
        return self.candidates.model.ticked()

    def _reload(self) -> None:
        if self.policy is not None:
            self._look(keep=True)

    def _look(self, *, keep: bool) -> None:
        assert self.policy is not None
        self._services.jobs.read(
            partial(_look_at, self._services.context, self.policy, self._awards),
            partial(self._on_looked, self.policy, keep),
            owner=self,
        )

    def _on_four_eyes(self, stands: FourEyes) -> None:
        self.needs_two = stands.are_on
        self.form.setVisible(not stands.are_on)
        self.said.setText(_BY_TWO if stands.are_on else _BY_ONE)
        self._on_ticked_changed()

    def _on_looked(self, policy: Policy, keep: bool, found: tuple[OfficeFields, list[Candidate]]) -> None:
        if policy is not self.policy:
            return
        office, candidates = found
        self._lacking = [field for field in NEEDED_ON_PAPERS if not getattr(office, field)]
        titles = "、".join(str(OfficeFields.model_fields[field].title) for field in self._lacking)
        self.lacking.say(f"本单位信息没有填全，还不能出具。缺：{titles}。" if titles else "")
        gone = len(self._awards) - len(candidates)
        if gone and not keep:
            self._services.messages.warning(f"其中 {gone} 项的企业已不在企业库中，没有列出")
        self.candidates.show_candidates(candidates, keep=keep)
        self._on_current_changed(self.candidates.table.current_row())

    def _on_current_changed(self, candidate: Candidate | None) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
        if candidate is None or self.policy is None:
            self.preview.say("" if self.policy is None else "没有可看的样张。")
            return
        # Not the paper of the one before, nor an empty frame without a word.
        self.preview.say("正在生成样张…")
        context, policy = self._services.context, self.policy
        self._drawing = self._services.jobs.read(
            lambda _: look_at_sample(context, policy, candidate),
            partial(self._on_drawn, candidate),
            owner=self,
        )

    def _on_drawn(self, candidate: Candidate, shown: Shown) -> None:
        if candidate is not self.candidates.table.current_row():
            return
        if shown.pdf:
            self.preview.show_pdf(shown.pdf)
        else:
            # What the banner says already need not be said twice.
            self.preview.say("没有样张。" if self._lacking else f"没有样张：{shown.refusal}")

    def _on_ticked_changed(self) -> None:
        count = len(self.ticked())
        word = "提请批准并出具" if self.needs_two else "确认已批准并出具"
        self.issue_button.setText(f"{word} {count} 份" if count else word)
        self.issue_button.setEnabled(self.can_issue())
        self.ticked_changed.emit()

    def _on_to_settings(self) -> None:
        self._services.go_to(ToOfficeField(self._lacking[0]))

    def _on_issue(self) -> None:
        chosen = self.ticked()
        if self.needs_two and chosen and self.policy is not None:
            self._have_second(self.policy, chosen)
            return
        approval = self.form.submit()
        if not isinstance(approval, Approval) or not chosen or self.policy is None:
            return
        issue = partial(self._issue, self.policy, chosen, approval)
        self.setEnabled(False)
        store = self._services.context.store
        self._services.jobs.read(
            lambda _: doubts_about(store, approval.approved_on, datetime.now(UTC)),
            partial(self._on_doubts, issue),
            on_failed=self._on_not_looked_at,
            owner=self,
        )

    def _on_not_looked_at(self, error: Exception) -> None:
        self.setEnabled(True)
        self._services.messages.error(error)

    def _on_doubts(self, issue: Callable[[], object], doubts: list[str]) -> None:
        self.setEnabled(True)
        if doubts:
            self.question = confirm(self, "日期请再核对", "\n\n".join(doubts), "照此出具", issue)
        else:
            issue()

    def _issue(self, policy: Policy, chosen: Sequence[Candidate], approval: Approval) -> None:
        self._services.jobs.run(
            partial(_issue, self._services.context, policy, chosen, approval),
            self._on_issued,
            on_failed=partial(self._on_refused, partial(self._issue, policy, chosen, approval)),
            busy=self,
            label="正在出具通知书",
        )

    def _have_second(self, policy: Policy, chosen: Sequence[Candidate]) -> None:
        order = IssueNotices.of(policy, [candidate.award for candidate in chosen])
        self.second = opened(
            SecondDialog(
                self._services,
                order,
                self,
                on_done=self._on_issued,
                on_failed=partial(self._on_refused, partial(self._have_second, policy, chosen)),
                on_waits=self._on_waits,
            )
        )

    def _on_waits(self) -> None:
        self.end()
        self.proposed.emit()

    def _on_issued(self, ids: list[NoticeId]) -> None:
        self.end()
        self.issued.emit(ids)

    def _on_refused(self, again: Callable[[], object], error: Exception) -> None:
        if isinstance(error, LastNumberUnknown):
            unsure = [Unsure(error.series, error.known)]
            self.question = ask_for_last_numbers(self._services, unsure, self, again)
            return
        self._services.messages.error(error)
        self._reload()

    def _checked(self, values: dict[str, Any]) -> object:
        """Return the `Approval`, or what is wrong with it."""
        complaints = {}
        if not values.get("approver"):
            complaints["approver"] = "请填写批准人"
        approved_on = values.get("approved_on")
        if approved_on is None:
            complaints["approved_on"] = "请填写批准日期"
        elif approved_on > self.approved_on.today():
            complaints["approved_on"] = "批准日期不能晚于今天"
        return complaints or Approval(values["approver"], values["approved_on"])

    def _lay_out(self) -> None:
        approval = Card(parent=self)
        self.said.setText(_BY_ONE)
        self.said.setWordWrap(True)
        approval.body.addWidget(self.said)
        row = FlowLayout(spacing=px(12))
        row.addWidget(self.form)
        row.addWidget(self.issue_button)
        approval.body.addLayout(row)
        left = Whole(self)
        self.candidates.setMinimumHeight(px(_LEAST_LIST))
        in_column(self.lacking, (self.candidates, 1), approval, spacing=12, of=left)
        splitter = split(Qt.Orientation.Horizontal, (left, 640, 1), (self.preview, 440, 1), parent=self)
        in_column(splitter, of=self)


def _look_at(
    context: AppContext, policy: Policy, awards: Sequence[Award], reporter: Reporter
) -> tuple[OfficeFields, list[Candidate]]:
    candidates = find_candidates(
        context.store, awards, reporter, policy=policy, dictionary=context.dictionary
    )
    return find_office(context.store), candidates


def _issue(
    context: AppContext,
    policy: Policy,
    candidates: Sequence[Candidate],
    approval: Approval,
    reporter: Reporter,
) -> list[NoticeId]:
    return issue_notices(
        context.seat,
        [candidate.award for candidate in candidates],
        reporter,
        policy=policy,
        dictionary=context.dictionary,
        approval=approval,
        road=context.roads.alone_on(date.today()),
        funds=Treasury(),
    )
