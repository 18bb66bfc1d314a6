"""Where a person decides about several enterprises at once, and sees what was decided."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import list_attachments
from domain.policies.manual.deciding import NotTaken
from domain.policies.manual.jointly import Answer, Joint, decide_jointly, foresee, open_questions
from domain.policies.manual.listing import Listed, State, list_joint
from domain.policies.many.among import AmongAll
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome, Scope
from domain.store.acts import Action
from domain.store.engine import Session
from domain.values.ids import EnterpriseId, ManualId
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.formatting import money_text
from gui.forms.form import Form
from gui.pages.assessment.evidence_files import EvidenceFiles
from gui.pages.assessment.grounds import add_grounds, ask_to_withdraw, grounds_of
from gui.pages.assessment.order_edit import OrderEdit
from gui.pages.assessment.shares_edit import SharesEdit
from gui.services import Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.placing import in_grid
from gui.widgets.prose import Paragraph

_WIDTH: Final = 720
_EDITOR: Final = 560
NAMES: Final = {Scope.TIE: "并列次序", Scope.SHARE: "共用限额"}


def files_of(session: Session, question: Joint) -> list[Attachment]:
    """Return the files of all that a question is about."""
    ids = dict.fromkeys(one.enterprise_id for one in question.parties)
    return [one for id_ in ids for one in list_attachments(session, id_)]


def joint_about(
    session: Session, among_all: AmongAll, about: tuple[EnterpriseId, str]
) -> Joint | Listed | None:
    """Return what is put, or was decided and counts, of several enterprises about a clause of one."""
    asked = (one for one in open_questions(session, among_all) if one.asks(*about))
    decided = (
        one for one in list_joint(session, among_all) if one.state is State.COUNTS and about in one.about
    )
    return next(asked, None) or next(decided, None)


class JointDialog(Dialog):
    """Puts several enterprises to a person, and records what they decide."""

    def __init__(
        self, services: Services, question: Joint, files: Sequence[Attachment], over: QWidget
    ) -> None:
        name = NAMES[question.scope]
        super().__init__(over, f"人工认定：{name}", width=_WIDTH)
        self._services, self._question = services, question
        parties = question.parties
        self.values: OrderEdit | SharesEdit
        if question.limit is None:
            self.values = OrderEdit(parties)
        else:
            self.values = SharesEdit(question.policy, parties, question.limit)
        self.form = Form(self._checked, self, label_width=64, editor_width=220)
        self.form.add(
            "values", "次序" if question.limit is None else "分配", self.values, required=True, width=_EDITOR
        )
        evidence = EvidenceFiles() if files else None
        add_grounds(self.form, evidence)
        if evidence is not None:
            evidence.offer(files)
        self.form.load({})
        self.add_title(f"{name}：{question.title}")
        fill(self.body, Paragraph(question.reason, self), self.form, Note(_KEPT, self))
        self.record_button = button(
            "记录认定", self._on_record, look=Look.PRIMARY, icon_name="check", parent=self
        )
        services.permits.hold(Action.MANUAL_DECIDE, self.record_button)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.record_button)
        self.form.binding.changed.connect(self._on_changed)
        self._foresee()

    def _checked(self, values: dict[str, Any]) -> object:
        grounds, complaints = grounds_of(values)
        is_order = self._question.limit is None
        answer = Answer(self._given(values.get("values", ())), grounds)
        found = answer.complaints(self._question)
        if "values" not in values:
            found["values"] = "请排好次序，核对后打勾" if is_order else "请填写每一户的金额，不分配的填 0"
        return {**found, **complaints} or answer

    def _given(self, values: Sequence[Any]) -> dict[str, int]:
        """Return places or amounts, by who has them."""
        if self._question.limit is None:
            return {str(key): place for place, key in enumerate(values, start=1)}
        return {one.key: int(value) for one, value in zip(self._question.parties, values, strict=False)}

    def _on_changed(self, field: str) -> None:
        if field == "values":
            self._foresee()

    def _foresee(self) -> None:
        """Say what would come of the order, as it stands there."""
        if isinstance(self.values, OrderEdit):
            places = self._given(self.values.table.keys)
            self._services.ask(
                lambda session: foresee(session, self._question, places),
                partial(self._on_foreseen, self.values, places),
                owner=self,
            )

    def _on_foreseen(
        self, edit: OrderEdit, places: Mapping[str, int], decided: Mapping[str, Decision]
    ) -> None:
        if self._given(edit.table.keys) == places:
            edit.table.show_results({key: (_result(one), one.reason) for key, one in decided.items()})

    def _on_record(self) -> None:
        answer = self.form.submit()
        if isinstance(answer, Answer):
            seat, question = self._services.context.seat, self._question
            self.record_button.setEnabled(False)
            self._services.jobs.run(
                lambda _: decide_jointly(seat, question, answer),
                self._on_recorded,
                on_failed=self._on_refused,
                owner=self,
                label="正在记录",
            )

    def _on_recorded(self, _: ManualId) -> None:
        self._services.messages.success("已记录人工认定")
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self.record_button.setEnabled(True)
        if isinstance(error, NotTaken):
            self.form.binding.complain(error.fields)
        else:
            self.body.insertWidget(0, Banner("warning", "warning", self, str(error)))
            self.go_to_top()


class JointlyDecided(Dialog):
    """What was decided about several enterprises, and the way to take it back."""

    def __init__(self, services: Services, listed: Listed, over: QWidget) -> None:
        assert listed.together is not None
        name = NAMES[Scope.TIE if listed.given.place else Scope.SHARE]
        super().__init__(over, f"人工认定：{name}", width=_WIDTH)
        self._services, self._listed = services, listed
        self.dialog: QDialog | None = None
        self.add_title(f"{name}：{listed.title}")
        if listed.said:
            self.body.addWidget(Banner("info", "info", self, f"{listed.said}。"))
        grid = in_grid(shares=(0, 1), across=16, down=8)
        parts = [(one.name, one.given.word) for one in listed.together.parts.values()]
        given = listed.given
        said = [("理由", given.reason), ("依据", given.evidence), ("认定人", given.who)]
        for row, (word, text) in enumerate([*parts, *said]):
            grid.addWidget(Note(word, self), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(text, self), row, 1)
        self.body.addLayout(grid)
        close = button("关闭", self.reject, parent=self)
        close.setDefault(True)
        self.foot.addStretch()
        if listed.state is not State.WITHDRAWN:
            self.withdraw_button = button(
                "撤销这次认定…", self._on_withdraw, look=Look.DANGER, icon_name="undo", parent=self
            )
            services.permits.hold(Action.MANUAL_WITHDRAW, self.withdraw_button)
            self.foot.addWidget(self.withdraw_button)
        self.foot.addWidget(close)
        close.setFocus()

    def _on_withdraw(self) -> None:
        self.dialog = ask_to_withdraw(self._services, self, self._listed.given, self._listed.id)
        self.dialog.accepted.connect(self.accept)


_KEPT: Final = "只对现在这些企业、这些数据和这份政策文件作数；其中有一项变动，就自动不再作数，要重新认定。"


def _result(decision: Decision) -> str:
    amount = f" {money_text(decision.amount)}" if decision.outcome is Outcome.GRANTED else ""
    return f"{OUTCOME_NAMES[decision.outcome]}{amount}"
