"""Where a person decides: left what the rule says and what is known, right the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import Added, add_files, list_attachments
from domain.policies.manual.deciding import (
    NotTaken,
    Question,
    Wanted,
    decide_by_person,
    question_of,
)
from domain.policies.policy import Policy
from domain.store import drafts
from domain.store.acts import Action
from domain.store.engine import Session, refusal_in
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId, ManualId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Link, Look, Note, button, fill, in_column, in_row
from gui.early.theme import px
from gui.files.file_dialogs import ask_to_open_several
from gui.forms.draft_keeping import DraftKeeper
from gui.pages.assessment.answer_form import AnswerForm
from gui.pages.assessment.detail import ExplanationView
from gui.pages.assessment.grounds import ask_to_withdraw
from gui.services import AppContext, Services
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import Scrolling, split
from gui.widgets.prose import Paragraph

_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL, Kind.ATTACHMENT}
_NARROWEST: Final = 384
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
        self._is_behind = False
        self.explanation = ExplanationView(self)
        self.answer: AnswerForm | None = None
        self.keeper = DraftKeeper(services, self._typed, self)
        self._right = Scrolling(self)
        # Of the two it is this that cannot wrap.
        self._right.setMinimumWidth(px(_NARROWEST))
        in_column(
            split(Qt.Orientation.Horizontal, (self.explanation, 560, 3), (self._right, 500, 2), parent=self),
            of=self,
        )
        self.explanation.field_wanted.connect(self._on_field_wanted)
        self.explanation.clause_wanted.connect(self._on_clause_wanted)
        services.changes.on(_KINDS, self._reload_once_seen, owner=self)

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
        self._is_behind = False
        if self._asked is not None:
            asked, context = self._asked, self._services.context
            self._services.jobs.read(
                lambda _: _read(context, *asked), partial(self._on_read, asked), owner=self
            )

    def is_dirty(self) -> bool:
        """Whether something is typed that is not recorded."""
        return self.answer is not None and self.answer.form.is_dirty()

    def record(self) -> bool:
        """Record what is typed; False where complaints stand in the way."""
        wanted, question = self.answer.form.submit() if self.answer is not None else None, self.question
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
        if self.answer is not None:
            self.answer.form.load({})

    def _reload_once_seen(self) -> None:
        self._is_behind = True
        if self.isVisible():
            self.reload()

    # What is shown

    def _on_read(self, asked: tuple[Policy, EnterpriseId, str], put: Put) -> None:
        if asked != self._asked:
            return
        is_new, typed = self.question is None, self._typed() or {}
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
        self.answer = None
        self._right.setWidget(self._opinion(put))
        if self.answer is not None:
            self._go_on(self.answer, typed or (put.draft if is_new else {}), is_new=is_new)
        elif typed:
            # What was kept so far is there still, should it be for a person again.
            self.keeper.pause()
            self._services.messages.info("这一条刚有了结果，您填的没有记录")

    def _go_on(self, answer: AnswerForm, typed: dict[str, Any], *, is_new: bool) -> None:
        """Put back what was typed, and begin there."""
        answer.form.binding.restore(typed)
        if is_new and self.is_dirty():
            self._services.messages.info("上次填的认定还没有记录，已经恢复")
        if is_new:
            answer.form.binding.focus("outcome")

    def _opinion(self, put: Put) -> QWidget:
        content = QWidget()
        card = Card("认定")
        if put.question.is_decided:
            self._say_decided(card, put)
        elif put.question.against:
            self._say_against(card, put.question)
        else:
            self._ask_for(card, put)
        in_column(card, STRETCH, margins=(0, 0, 4, 8), of=content)
        return content

    def _say_against(self, card: Card, question: Question) -> None:
        card.body.addWidget(Banner("info", "info", card, question.against))
        self._lead_to(card, question, [doubt.key for doubt in question.alone.doubts if doubt.key])

    def _lead_to(self, card: Card, question: Question, keys: Sequence[str]) -> None:
        """Offer to fill in these figures."""
        for key in dict.fromkeys(keys):
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
        if effect := put.question.effect(given.outcome, given.amount):
            card.body.addWidget(Note(f"认定后：{effect}。", card))
        card.body.addWidget(Note("它所依据的数据或政策文件有变动时，自动不再作数，要重新认定。", card))
        withdraw = button("撤销这次认定…", self._on_withdraw, look=Look.DANGER, icon_name="undo", parent=card)
        withdraw.setEnabled(not put.against)
        withdraw.setToolTip(put.against)
        card.body.addLayout(in_row(withdraw, STRETCH))

    def _ask_for(self, card: Card, put: Put) -> None:
        question, said = put.question, list[QWidget]()
        if question.given is not None:
            lapsed = (
                f"{question.given.who} 认定{question.given.word}，{question.lapsed}，不再作数。请重新认定。"
            )
            said.append(Banner("warning", "warning", card, lapsed))
        self.answer = AnswerForm(question, put.files, self._on_add, card)
        self.answer.typed.connect(self.keeper.touch)
        record = button("记录认定", self.record, look=Look.PRIMARY, icon_name="check", parent=card)
        record.setEnabled(not put.against)
        record.setToolTip(put.against or "Ctrl+S")
        if put.against:
            said.append(Note(put.against, card))
        fill(card.body, *said, self.answer)
        self._lead_to(card, question, question.bounds.missing)
        card.body.addLayout(in_row(STRETCH, record))

    def _typed(self) -> dict[str, Any] | None:
        return dict(self.answer.form.binding.typed()) if self.answer is not None and self.is_dirty() else None

    # Acts

    def _on_recorded(self, _: ManualId) -> None:
        self._services.messages.success("已记录人工认定")
        if self.answer is not None:
            self.answer.form.binding.accept()
        self.recorded.emit()

    def _on_refused(self, error: Exception) -> None:
        self.keeper.touch()
        if isinstance(error, NotTaken) and self.answer is not None:
            self.answer.form.binding.complain(error.fields)
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
        if self.answer is not None:
            known = [row.id for row in rows if row.file_name in added.known and row.id is not None]
            self.answer.files.offer(rows)
            self.answer.files.tick([*added.ids, *known])

    def _on_withdraw(self) -> None:
        question = self.question
        if question is None or question.given is None or question.given_id is None:
            return
        self.dialog = ask_to_withdraw(self._services, self, question.given, question.given_id)

    def _on_field_wanted(self, key: str) -> None:
        if self.question is not None:
            self.field_wanted.emit(self.question.facts.uscc, key)

    def _on_clause_wanted(self) -> None:
        if self.question is not None:
            self.clause_wanted.emit(self.question.clause.id)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_behind:
            self.reload()


def _draft_key(policy: Policy, enterprise_id: EnterpriseId, clause_id: str) -> str:
    return f"manual:{policy.id}:{clause_id}:{enterprise_id}"


def _read(context: AppContext, policy: Policy, enterprise_id: EnterpriseId, clause_id: str) -> Put:
    def put(session: Session) -> Put:
        question = question_of(session, policy, context.dictionary, enterprise_id, clause_id)
        files = list_attachments(session, enterprise_id)
        return Put(question, files, draft, refusal_in(session, context.seat.who, Action.MANUAL_DECIDE))

    found = drafts.find(context.seat, _draft_key(policy, enterprise_id, clause_id))
    draft = found[0] if found is not None else {}
    return context.store.ask(put)
