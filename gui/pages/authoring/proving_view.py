"""A clause proved: examples at its edges called right or wrong, and the own register decided by the draft."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from domain.funds.forecast import Fit, fit_into
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.proving.judging import confirm, is_confirmed, refuse
from domain.policies.authoring.proving.making import proofs_of
from domain.policies.authoring.proving.outlook import Lacking, Recipient, RegisterOutlook, look_at_register
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.authoring.writing import Complaint
from domain.policies.policy import Policy
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, in_column, in_row
from gui.files.exporting import Exporter
from gui.formatting import count_text
from gui.forms.editors import ChoiceBox, SegmentedChoice, TextEdit
from gui.jobs import Job
from gui.pages.authoring.document_view import HEAD
from gui.pages.authoring.reader import DraftReader
from gui.pages.authoring.sides import Sides
from gui.pages.authoring.steps import Steps
from gui.pages.funds.forecasting import fit_text
from gui.pages.policies.versions import effect_text, totals_text
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts, counts
from gui.widgets.cards import Banner, Card, EmptyState, WhenEmpty
from gui.widgets.dialog import Whole
from gui.widgets.prose import Paragraph
from gui.widgets.status import ATTENTION, NEUTRAL, STATUSES, Status

_RIGHT: Final = STATUSES["granted"].named("对")
_WRONG: Final = STATUSES["changed"].named("错")
_NOT_SEEN: Final = NEUTRAL.named("待看")
_NOT_SHOWN: Final = ATTENTION.named("没举出")
_MOST_RECIPIENTS: Final = 300
_RECIPIENTS, _LACKING = "recipients", "lacking"
_NOT_YET: Final = ("还没有试算", "条款都写对以后，程序按草稿把本单位的企业算一遍。")
_AT_IT: Final = ("正在试算", "正按草稿把本单位的企业算一遍。")


@dataclass(frozen=True, slots=True)
class Judged:
    """An example, and what was said of it."""

    number: int
    proof: Proof
    status: Status


@dataclass(frozen=True, slots=True)
class Looked:
    """What the draft does to the register, and whether the year's budget suffices."""

    outlook: RegisterOutlook
    fit: Fit | None


class ProofTable(DataTable[Judged]):
    """A line for each example: Y calls it right, N wrong; both go on to the next."""

    judged = Signal(bool)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        says = {Qt.Key.Key_Y: True, Qt.Key.Key_1: True, Qt.Key.Key_N: False, Qt.Key.Key_0: False}
        if event.key() in says and not event.modifiers():
            self.judged.emit(says[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class ProvingView(QWidget):
    """Left the examples of a clause, right what the whole policy comes to for the register."""

    place_wanted = Signal(object)
    """A line of the draft is to be shown; the `Place`."""

    def __init__(
        self, services: Services, steps: Steps, reader: DraftReader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._steps, self._reader = services, steps, reader
        self._proofs: tuple[Proof, ...] = ()
        self._of: object = None
        self._refused: set[str] = set()
        self._job: Job | None = None
        self._looked_at: tuple[str, str, object] | None = None
        self.choice = ChoiceBox({}, self, unset_word=None, called="条款")
        self.banner = Banner("warning", "warning", self)
        self.model: RowsModel[Judged] = RowsModel(_COLUMNS, key=lambda one: one.number, parent=self)
        self.table = ProofTable(self.model, self)
        self.why = Paragraph("", self)
        self.right_button = button(
            "对（Y）", partial(self._judge, True), look=Look.PRIMARY, icon_name="check"
        )
        self.wrong_button = button("错（N）", partial(self._judge, False), icon_name="close")
        self.line_button = button("看这一项", self._on_line)
        self.count = Note("", self)
        self.unproved = TextEdit("举不出例子、不核对的，写明原因", max_length=300)
        self.unproved.setAccessibleName("不核对的原因")
        self.beside = ChoiceBox({}, self, unset_word="不比较", called="与哪项政策比较")
        self.said = Paragraph("", self)
        self.year_said = Paragraph("", self)
        self.view = SegmentedChoice({_RECIPIENTS: "能得到的企业", _LACKING: "还缺的数据"}, self)
        self.recipients: RowsModel[Recipient] = RowsModel(
            _RECIPIENT_COLUMNS, key=lambda one: one.enterprise_id, parent=self
        )
        self.recipient_table: DataTable[Recipient] = DataTable(self.recipients, self)
        self.lacking: RowsModel[Lacking] = RowsModel(_LACKING_COLUMNS, key=lambda one: one.key, parent=self)
        self.lacking_table: DataTable[Lacking] = DataTable(self.lacking, self)
        exporter = Exporter(services, self)
        exporter.offer(self.recipient_table, "按草稿能得到的企业")
        exporter.offer(self.lacking_table, "按草稿还缺的数据")
        self._lay_out()
        self.choice.value_changed.connect(self._prove)
        self.beside.value_changed.connect(lambda: self._look(anew=True))
        self.table.judged.connect(self._judge)
        self.unproved.value_changed.connect(self._on_unproved)
        self.table.current_changed.connect(self._on_chosen)
        self.view.value_changed.connect(self._on_view)
        reader.was_read.connect(self.refresh)
        steps.changed.connect(self._show_judged)

    def show_clause(self, clause_id: str) -> None:
        """Prove a clause."""
        self._offer()
        self.choice.set_value(clause_id)
        self.refresh()

    def refresh(self) -> None:
        """Make the examples of the draft as it is now; nothing is done while nobody looks."""
        if not self.isVisible():
            return
        self._offer()
        policy = self._reader.found.policy if self._reader.is_current else None
        if policy is None and self._reader.is_current:
            first = next(iter(self._reader.found.complaints), None)
            count = count_text(len(self._reader.found.complaints), "处")
            where = "" if first is None else self._named(first)
            self.banner.say(f"还有 {count}没写对，改好才能核对：{where}{first.sentence}" if first else "")
        else:
            self.banner.say("")
        for part in (self._proofs_card, self._right):
            part.setEnabled(policy is not None)
        if policy is not None:
            self._prove()
            self._look()
        elif self._reader.is_current:
            self._forget_look()

    def _named(self, complaint: Complaint) -> str:
        """Return where something is wrong, in words."""
        if not complaint.clause:
            field = str(complaint.place[0]) if complaint.place else ""
            return f"“文件”一步的{HEAD[field]}" if field in HEAD else ""
        clauses = self._steps.draft.clauses
        title = next((one.title for one in clauses if one.id == complaint.clause), "")
        return f"条款“{title or '没有名称'}”："

    def _offer(self) -> None:
        draft = self._steps.draft
        named = {
            one.id: f"{at}. {one.title or '（没有名称）'}{_proved_text(len(one.cases))}"
            for at, one in enumerate(draft.clauses, start=1)
        }
        self.choice.offer(named, None)
        policies = {
            id_: f"《{one.title}》第 {one.version} 版"
            for id_, one in self._services.context.policies.policies.items()
        }
        is_first = self.beside.count() == 1
        self.beside.offer(policies, "不比较")
        if is_first and draft.id in policies:
            self.beside.blockSignals(True)
            self.beside.set_value(draft.id)
            self.beside.blockSignals(False)

    # Examples

    def _prove(self) -> None:
        policy, clause_id = self._reader.found.policy, str(self.choice.value())
        if policy is None or clause_id not in policy.clauses:
            self._proofs = ()
            self._show_judged()
            return
        clause = policy.clauses[clause_id]
        key = (clause_id, clause.wording, _formulas(self._steps.draft, clause_id))
        if key == self._of:
            self._show_judged()
            return
        self._of = key
        dictionary = self._services.context.office.extended(policy.facts)
        self._services.jobs.read(
            lambda _: proofs_of(policy, clause_id, dictionary), partial(self._on_proved, key), owner=self
        )

    def _on_proved(self, key: object, proofs: tuple[Proof, ...]) -> None:
        if key == self._of:
            self._proofs = proofs
            self._show_judged()
            if proofs and self.table.current_row() is None:
                self.table.select_key(0)

    def _show_judged(self) -> None:
        draft = self._steps.draft
        if not self.isVisible():
            return
        clause = next((one for one in draft.clauses if one.id == self.choice.value()), None)
        because = "" if clause is None else clause.unproved_because
        if self.unproved.text().strip() != because:
            self.unproved.set_value(because)
        self.unproved.setVisible(clause is not None and not clause.cases)
        rows = [Judged(at, one, self._status_of(draft, one)) for at, one in enumerate(self._proofs)]
        self.model.replace(rows)
        done = sum(row.status is _RIGHT for row in rows)
        shown = sum(row.proof.is_shown for row in rows)
        self.count.setText(
            f"{shown} 个例子，{done} 个已说对。说对的留在政策里当案例，以后改公式就会对出来。" if rows else ""
        )

    def _status_of(self, draft: PolicyDraft, proof: Proof) -> Status:
        if not proof.is_shown:
            return _NOT_SHOWN
        if is_confirmed(draft, proof):
            return _RIGHT
        return _WRONG if proof.sentence in self._refused else _NOT_SEEN

    def _on_chosen(self, row: Judged | None) -> None:
        proof = None if row is None else row.proof
        can = proof is not None and proof.is_shown
        self.right_button.setEnabled(can)
        self.wrong_button.setEnabled(can)
        self.line_button.setEnabled(proof is not None)
        rest = f"\n其余：{proof.rest}" if proof is not None and proof.rest else ""
        self.why.setText("" if proof is None else f"{proof.sentence}\n{proof.why}{rest}")

    def _judge(self, is_right: bool) -> None:
        row = self.table.current_row()
        if row is None or not row.proof.is_shown:
            return
        at = row.number
        if is_right:
            self._refused.discard(row.proof.sentence)
            self._steps.change(confirm(self._steps.draft, row.proof), "说例子对")
        else:
            self._refused.add(row.proof.sentence)
            self._steps.change(refuse(self._steps.draft, row.proof), "说例子错")
        self.table.select_key(min(at + 1, len(self._proofs) - 1))

    def _on_unproved(self) -> None:
        because = self.unproved.text().strip()
        self._steps.change_clause(
            str(self.choice.value()),
            lambda clause: replace(clause, unproved_because=because),
            "写不核对的原因",
            of=("unproved", self.choice.value()),
        )

    def _on_line(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.place_wanted.emit(row.proof.place)

    # The register

    def _look(self, *, anew: bool = False) -> None:
        policy = self._reader.found.policy
        if policy is None:
            return
        key = (policy.id, policy.sha256, self.beside.value())
        if key == self._looked_at and not anew:
            return
        if self._looked_at is None or self._looked_at[0] != policy.id:
            self._forget_look()
            self.nobody.say(*_AT_IT)
            self.complete.say(*_AT_IT)
        elif self._job is not None:
            self._job.cancel()
        self._looked_at = key
        other = self._services.context.policies.policies.get(str(self.beside.value()))
        self._job = self._services.jobs.run(
            partial(_looked, self._services.context, policy, other),
            partial(self._on_looked, key),
            on_failed=self._on_not_looked,
            owner=self,
            label="正在试算",
        )
        self._job.cancelled.connect(partial(self._on_stopped, key))

    def _forget_look(self) -> None:
        """Show nothing of what was worked out before: it is not of this draft."""
        if self._job is not None:
            self._job.cancel()
        self._looked_at = None
        self.said.setText("")
        self.year_said.hide()
        self.recipients.replace([])
        self.lacking.replace([])
        self.nobody.say(*_NOT_YET)
        self.complete.say(*_NOT_YET)

    def _on_not_looked(self, error: Exception) -> None:
        self._forget_look()
        self._services.messages.error(error)

    def _on_stopped(self, key: object) -> None:
        if key == self._looked_at:
            self._forget_look()

    def _on_looked(self, key: object, looked: Looked) -> None:
        # What was told to stop may have been done already.
        if key != self._looked_at:
            return
        self.nobody.say("没有企业符合", "还没有企业按草稿能得到；看看还缺哪些数据。")
        self.complete.say("不缺数据", "条款要用的数据都有。")
        switch = looked.outlook.switch
        lines = [f"按草稿：{totals_text(switch.after.whole)}。"]
        if self.beside.typed():
            lines.append(
                f"与比较的政策相比，{count_text(switch.enterprises, '户')}不一样："
                f"{effect_text(switch.before.whole, switch.after.whole)}。"
            )
        self.said.setText("\n".join(lines))
        self.year_said.setText(fit_text(looked.fit) if looked.fit is not None else "")
        self.year_said.setVisible(looked.fit is not None)
        self.recipients.replace(list(looked.outlook.recipients))
        self.lacking.replace(list(looked.outlook.lacking))

    def _on_view(self) -> None:
        self._tables.setCurrentIndex(0 if self.view.value() == _RECIPIENTS else 1)

    # Setting up

    def _lay_out(self) -> None:
        left = self._proofs_card = Card("例子", self)
        none = EmptyState(
            "还没有例子", "条款写好以后，程序自己在每个界线上下各举一个例子。", icon_name="check"
        )
        examples = WhenEmpty(self.table, self.model, none)
        examples.setObjectName("onCard")
        left.body.addWidget(examples, 1)
        left.body.addWidget(self.why)
        left.body.addLayout(
            in_row(self.right_button, self.wrong_button, self.line_button, STRETCH, spacing=8)
        )
        left.body.addWidget(self.count)
        left.body.addWidget(self.unproved)
        right = self._right = Whole(self)
        effect = Card("本单位的企业按草稿", right)
        effect.body.addLayout(in_row(Note("与它比较"), (self.beside, 1), spacing=8))
        effect.body.addWidget(self.said)
        effect.body.addWidget(self.year_said)
        self.year_said.hide()
        self._tables = QStackedWidget(right)
        self.nobody = EmptyState(*_NOT_YET, icon_name="enterprises")
        self.complete = EmptyState(*_NOT_YET, icon_name="enterprises")
        self._tables.addWidget(WhenEmpty(self.recipient_table, self.recipients, self.nobody))
        self._tables.addWidget(WhenEmpty(self.lacking_table, self.lacking, self.complete))
        in_column(effect, in_row(self.view, STRETCH), (self._tables, 1), spacing=10, of=right)
        splitter = Sides(left, right, 600, self)
        in_column(in_row((self.choice, 1), STRETCH), self.banner, (splitter, 1), spacing=10, of=self)

    # Qt overrides

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()


def _formulas(draft: PolicyDraft, clause_id: str) -> object:
    """Return what examples depend on: a clause without its cases, and what the policy declares."""
    clauses = tuple(
        replace(one, cases=(), title="", unproved_because="") for one in draft.clauses if one.id == clause_id
    )
    return replace(draft, clauses=clauses, title="", source="", groups=(), shared_caps=())


def _looked(context: AppContext, policy: Policy, beside: Policy | None, reporter: Reporter) -> Looked:
    store = context.store
    outlook = look_at_register(store, policy, beside, context.dictionary, reporter)
    fit = store.ask(fit_into, policy.id, date.today().year, outlook.awards)
    return Looked(outlook, fit)


def _proved_text(cases: int) -> str:
    return f"　{cases} 个案例" if cases else "　还没有核对"


_COLUMNS: Final[tuple[Column[Judged], ...]] = (
    Column("", lambda one: one.status.word, status=lambda one: one.status, width=84),
    Column("例子", lambda one: one.proof.sentence, stretches=True, width=260, tips=True),
    Column("看的是", lambda one: one.proof.why, width=150, narrowest=110, tips=True),
)
_RECIPIENT_COLUMNS: Final[tuple[Column[Recipient], ...]] = (
    Column("企业", lambda one: one.name, sorts=True, stretches=True, width=170, tips=True),
    amounts("金额（元）", lambda one: one.amount, width=120),
)
_LACKING_COLUMNS: Final[tuple[Column[Lacking], ...]] = (
    Column("缺的数据", lambda one: one.label, sorts=True, stretches=True, width=170, tips=True),
    counts("企业", lambda one: one.enterprises, width=90),
)
