"""Where a person decides: left what the rule says and what is known, right the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import Added, add_files, list_attachments
from domain.policies.manual.deciding import (
    MOST_LETTERS,
    NotTaken,
    Question,
    Wanted,
    decide_by_person,
    question_of,
    reason_against_deciding,
    withdraw_decision,
)
from domain.policies.manual.queries import Evidence
from domain.policies.policy import Policy
from domain.policies.trace import Outcome
from domain.store import drafts
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId, ManualId
from domain.values.money import NO_MONEY, Fen
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Link, Look, Note, button, in_column, in_row
from gui.early.theme import px
from gui.files.file_dialogs import ask_to_open_several
from gui.formatting import money_text
from gui.forms.asking import TextDialog
from gui.forms.draft_keeping import DraftKeeper
from gui.forms.editors import ChoiceBox, LongTextEdit, MoneyEdit, SegmentedChoice, TextEdit
from gui.forms.form import Form
from gui.pages.assessment.detail import ExplanationView
from gui.pages.assessment.evidence_files import EvidenceFiles
from gui.services import AppContext, Services
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import split
from gui.widgets.prose import Paragraph

_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL, Kind.ATTACHMENT}
_UNDECIDED: Final = ""
_OUTCOMES: Final[dict[object, str]] = {
    _UNDECIDED: "未定",
    Outcome.GRANTED.value: "给予",
    Outcome.NOT_MET.value: "不给予",
}
_ALL_FILES: Final = "文档和图片 (*.pdf *.ofd *.jpg *.jpeg *.png *.tif *.doc *.docx *.wps);;所有文件 (*)"


@dataclass(frozen=True, slots=True)
class Put:
    """A question with all that stands around it.

    Attributes:
        files: Of the enterprise.
        draft: What was typed before and not recorded.
        against: Why this person may not decide; empty where they may.
    """

    question: Question
    files: Sequence[Attachment]
    draft: dict[str, Any]
    against: str


class DecideView(QWidget):
    """Puts a clause of an enterprise to a person, and takes what they decide."""

    field_wanted = Signal(str, str)
    """A figure is to be filled in: the enterprise's code, and its key as traces write it."""

    clause_wanted = Signal(str)
    recorded = Signal()
    """What was typed is recorded."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._asked: tuple[Policy, EnterpriseId, str] | None = None
        self.question: Question | None = None
        self.dialog: QDialog | None = None
        self.explanation = ExplanationView(self)
        self.form = Form(parent=self)
        self._amount: ChoiceBox | MoneyEdit = ChoiceBox({}, self)
        self.files = EvidenceFiles(self._on_add, self)
        self.effect = Note("", self)
        self.keeper = DraftKeeper(services, self._typed, self)
        self._right = QScrollArea(self)
        self._right.setWidgetResizable(True)
        self._right.setFrameShape(QFrame.Shape.NoFrame)
        self._right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        in_column(
            split(Qt.Orientation.Horizontal, (self.explanation, 560, 3), (self._right, 500, 2), parent=self),
            of=self,
        )
        self.explanation.field_wanted.connect(self._on_field_wanted)
        self.explanation.clause_wanted.connect(self._on_clause_wanted)
        services.changes.on(_KINDS, self.reload, owner=self)

    def ask(self, policy: Policy, enterprise_id: EnterpriseId, clause_id: str) -> None:
        """Put this question, once it is read; what was typed for another one is kept."""
        if (policy, enterprise_id, clause_id) == self._asked and self.question is not None:
            self.reload()
            return
        if self.is_dirty():
            self.keeper.keep_now()
        self._asked = policy, enterprise_id, clause_id
        self.question = None
        self.keeper.begin(_draft_key(policy, enterprise_id, clause_id))
        self.reload()

    def reload(self) -> None:
        """Read the question anew; what is typed stays."""
        if self._asked is not None:
            asked, context = self._asked, self._services.context
            self._services.jobs.read(
                lambda _: _read(context, *asked), partial(self._on_read, asked), owner=self
            )

    def is_dirty(self) -> bool:
        """Whether something is typed that is not recorded."""
        return self._is_open and self.form.is_dirty()

    @property
    def _is_open(self) -> bool:
        """Whether there is anything to be typed."""
        question = self.question
        return question is not None and not question.against and not question.is_decided

    def record(self) -> bool:
        """Record what is typed; False where complaints stand in the way."""
        wanted, question = self.form.submit() if self._is_open else None, self.question
        if not isinstance(wanted, Wanted) or question is None:
            return False
        seat, key = self._services.context.seat, _draft_key(*self._asked) if self._asked else ""

        def work(_: Reporter) -> ManualId:
            made = decide_by_person(seat, question, wanted)
            drafts.discard(seat, key)
            return made

        self.keeper.pause()
        self._services.jobs.run(
            work, self._on_recorded, on_failed=self._on_refused, owner=self, label="正在记录"
        )
        return True

    def discard(self) -> None:
        """Drop what is typed."""
        self.keeper.forget()
        if self.question is not None:
            self.form.load({})

    # What is shown

    def _on_read(self, asked: tuple[Policy, EnterpriseId, str], put: Put) -> None:
        if asked != self._asked:
            return
        is_new, typed = self.question is None, self.form.binding.typed() if self.is_dirty() else {}
        self.question = put.question
        self.explanation.show_decision(
            put.question.policy,
            put.question.clause,
            put.question.decision,
            put.question.dictionary,
            keep=not is_new,
            known=put.question.known,
            leads_to_person=False,
        )
        self._right.setWidget(self._answer(put))
        if self._is_open:
            self._go_on(typed or (put.draft if is_new else {}), is_new=is_new)
        elif typed:
            # What was kept so far is there still, should it be for a person again.
            self.keeper.pause()
            self._services.messages.info("这一条刚有了结果，您填的没有记录")

    def _go_on(self, typed: dict[str, Any], *, is_new: bool) -> None:
        """Put back what was typed, and begin there."""
        self.form.binding.restore(typed)
        if is_new and self.is_dirty():
            self._services.messages.info("上次填的认定还没有记录，已经恢复")
        self._refresh()
        if is_new:
            self.form.binding.focus("outcome")

    def _answer(self, put: Put) -> QWidget:
        content = QWidget()
        content.setMinimumHeight(1)
        card = Card("认定")
        if put.question.against:
            self._say_against(card, put.question)
        elif put.question.is_decided:
            self._say_decided(card, put)
        else:
            self._ask_for(card, put)
        in_column(card, STRETCH, margins=(0, 0, 4, 8), of=content)
        return content

    def _say_against(self, card: Card, question: Question) -> None:
        card.body.addWidget(Banner("info", "info", card, question.against))
        for key in dict.fromkeys(doubt.key for doubt in question.alone.doubts if doubt.key):
            link = Link(f"去填写：{question.dictionary.label_of(key)}", card)
            link.followed.connect(partial(self._on_field_wanted, key))
            card.body.addWidget(link)

    def _say_decided(self, card: Card, put: Put) -> None:
        given = put.question.given
        assert given is not None
        for word, text in (
            ("意见", given.word),
            ("理由", given.reason),
            ("依据", given.evidence),
            ("认定人", given.who),
        ):
            name = Note(word, card)
            name.setFixedWidth(px(56))
            card.body.addLayout(
                in_row((name, Qt.AlignmentFlag.AlignTop), (Paragraph(text, card), 1), spacing=8)
            )
        card.body.addWidget(Note("它所依据的数据或政策文件有变动时，自动不再作数，要重新认定。", card))
        withdraw = button("撤销这次认定…", self._on_withdraw, look=Look.DANGER, icon_name="undo", parent=card)
        withdraw.setEnabled(not put.against)
        withdraw.setToolTip(put.against)
        card.body.addLayout(in_row(withdraw, STRETCH))

    def _ask_for(self, card: Card, put: Put) -> None:
        question = put.question
        if question.given is not None:
            said = f"{question.given.who} 认定{question.given.word}，{question.lapsed}，不再作数。"
            card.body.addWidget(Banner("warning", "warning", card, f"{said}请重新认定。"))
        self.form = self._form_for(question)
        self.files.offer(put.files)
        self.effect = Note("", card)
        record = button("记录认定", self.record, look=Look.PRIMARY, icon_name="check", parent=card)
        record.setEnabled(not put.against)
        record.setToolTip(put.against or "Ctrl+S")
        card.body.addWidget(self.form)
        card.body.addWidget(self.effect)
        if put.against:
            card.body.addWidget(Note(put.against, card))
        card.body.addLayout(in_row(STRETCH, record))

    def _form_for(self, question: Question) -> Form:
        bounds = question.bounds
        form = Form(self._checked, label_width=64, editor_width=320)
        self._amount = (
            ChoiceBox({str(one): f"{money_text(one)} 元" for one in bounds.amounts})
            if bounds.amounts
            else MoneyEdit(may_be_negative=False)
        )
        outcome = SegmentedChoice(_OUTCOMES)
        outcome.segment(Outcome.GRANTED.value).setEnabled(not bounds.against)
        self.files = EvidenceFiles(self._on_add)
        form.add("outcome", "意见", outcome, required=True)
        form.add("amount", "金额", self._amount, hint=bounds.text)
        form.add("reason", "理由", LongTextEdit("为什么这样认定，会印在核定过程单上", lines=4), required=True)
        form.add("kind", "依据", ChoiceBox({one.value: one.word for one in Evidence}), required=True)
        form.add(
            "evidence",
            "依据名称",
            TextEdit("如：2022年第9次主任办公会议纪要", max_length=MOST_LETTERS),
            hint="会议纪要写明名称、日期和第几项",
        )
        form.add("attachments", "附件", self.files, hint="选定这户企业的附件，或添加会议纪要等文件")
        form.load({})
        form.binding.changed.connect(lambda _: self._on_typed())
        return form

    def _checked(self, values: dict[str, Any]) -> object:
        outcome, question = values.get("outcome"), self.question
        complaints = {} if outcome else {"outcome": "请选“给予”或“不给予”"}
        if "kind" not in values:
            complaints["kind"] = "请选依据的种类"
        if question is None:
            return complaints
        amount = values.get("amount", NO_MONEY)
        wanted = Wanted(
            Outcome(outcome or Outcome.NOT_MET),
            Fen(int(amount)) if outcome == Outcome.GRANTED else NO_MONEY,
            values.get("reason", ""),
            Evidence(values.get("kind", Evidence.OTHER)),
            values.get("evidence", ""),
            values.get("attachments", ()),
        )
        found = wanted.complaints(question.bounds)
        if outcome == Outcome.GRANTED and "amount" not in values and not question.bounds.against:
            found["amount"] = "请填写金额"
        complaints = {**found, **complaints}
        return complaints or wanted

    def _on_typed(self) -> None:
        self.keeper.touch()
        self._refresh()

    def _refresh(self) -> None:
        """Show what the decision would come to, and ask for an amount only where something is granted."""
        if not self._is_open or self.question is None:
            return
        values = self.form.values()
        is_granted = values.get("outcome") == Outcome.GRANTED
        self._amount.setEnabled(is_granted)
        if is_granted and self.question.bounds.only is not None and "amount" not in values:
            # There is nothing to choose.
            self._amount.set_value(str(self.question.bounds.only))
            return
        effect = self._effect(values)
        self.effect.setText(f"认定后：{effect}。" if effect else "")
        self.effect.setVisible(bool(effect))

    def _effect(self, values: dict[str, Any]) -> str:
        """Say what a decision would come to, once it can be told; empty for nothing else than it says."""
        question, outcome = self.question, values.get("outcome")
        if question is None or not outcome:
            return ""
        amount = Fen(int(values.get("amount", NO_MONEY))) if outcome == Outcome.GRANTED else NO_MONEY
        if outcome == Outcome.GRANTED and question.bounds.complaint(amount):
            return ""
        return question.effect(Outcome(outcome), amount)

    def _typed(self) -> dict[str, Any] | None:
        return dict(self.form.binding.typed()) if self.is_dirty() else None

    # Acts

    def _on_recorded(self, _: ManualId) -> None:
        self._services.messages.success("已记录人工认定")
        self.form.binding.accept()
        self.recorded.emit()

    def _on_refused(self, error: Exception) -> None:
        self.keeper.touch()
        if isinstance(error, NotTaken):
            self.form.binding.complain(error.fields)
        else:
            self._services.messages.error(error)
            self.reload()

    def _on_add(self) -> None:
        self.dialog = ask_to_open_several(self, "添加文件", _ALL_FILES, self._add, self._services.preferences)

    def _add(self, paths: Sequence[Path]) -> None:
        if self.question is not None:
            seat, id_ = self._services.context.seat, self.question.enterprise_id
            self._services.jobs.run(
                lambda reporter: add_files(seat, id_, paths, reporter),
                self._on_added,
                owner=self,
                label="正在添加文件",
            )

    def _on_added(self, added: Added) -> None:
        context, asked = self._services.context, self._asked
        if added.refused:
            self._services.messages.warning("；".join(added.refused))
        if asked is not None:
            _, id_, _ = asked
            self._services.jobs.read(
                lambda _: context.store.ask(list_attachments, id_),
                partial(self._on_listed, added),
                owner=self,
            )

    def _on_listed(self, added: Added, rows: Sequence[Attachment]) -> None:
        self.files.offer(rows)
        known = [row.id for row in rows if row.file_name in added.known and row.id is not None]
        self.files.tick([*added.ids, *known])

    def _on_withdraw(self) -> None:
        question = self.question
        if question is None or question.given is None or question.given_id is None:
            return
        id_, seat = question.given_id, self._services.context.seat
        dialog = TextDialog(
            self,
            "撤销人工认定",
            f"撤销 {question.given.who} 的认定？",
            "撤销认定",
            field="撤销理由",
            editor=LongTextEdit("如：会议纪要已修正", max_length=MOST_LETTERS),
            missing="请写明撤销的理由",
            said=[Note("撤销后，这一条重新列为待人工认定；这次认定和撤销的理由都留在记录里。")],
            look=Look.DANGER,
        )
        self.dialog = dialog
        dialog.do(
            self._services,
            lambda text, _: withdraw_decision(seat, id_, because=text),
            lambda *_: self._services.messages.success("已撤销人工认定"),
            owner=self,
            label="正在撤销",
        )

    def _on_field_wanted(self, key: str) -> None:
        if self.question is not None:
            self.field_wanted.emit(self.question.facts.uscc, key)

    def _on_clause_wanted(self) -> None:
        if self.question is not None:
            self.clause_wanted.emit(self.question.clause.id)


def _draft_key(policy: Policy, enterprise_id: EnterpriseId, clause_id: str) -> str:
    return f"manual:{policy.id}:{clause_id}:{enterprise_id}"


def _read(context: AppContext, policy: Policy, enterprise_id: EnterpriseId, clause_id: str) -> Put:
    def put(session: Session) -> Put:
        question = question_of(session, policy, context.dictionary, enterprise_id, clause_id)
        files = list_attachments(session, enterprise_id)
        return Put(question, files, draft, reason_against_deciding(session, context.seat.who))

    found = drafts.find(context.seat, _draft_key(policy, enterprise_id, clause_id))
    draft = found[0] if found is not None else {}
    return context.store.ask(put)
