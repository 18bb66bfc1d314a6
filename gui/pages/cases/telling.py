"""下达: the notices of cases are looked at, and issued in the act that grants them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QDialog, QWidget

from domain.cases.awards.stepping import Line, Verdict
from domain.cases.case_notices import Telling, foresee_telling, issue_case_notices
from domain.cases.numbering import LastNumberUnknown, Unsure, doubts_about
from domain.cases.service import Approval
from domain.store.acts import Action
from domain.values.ids import CaseId, NoticeId
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.paper_desk import draw
from gui.forms.date_edits import TodayEdit
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.restoring.telling import ask_for_last_numbers
from gui.services import AppContext, Services
from gui.targets import ToPage
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, confirm
from gui.widgets.pdf_preview import PdfPreview

TITLE: Final = "下达并出具通知书"
_SAID: Final = "出具后编号、存档，事项随之下达；之后不能改，只能在“通知书”页作废，事项随之撤销。"
_LONGEST_NAME: Final = 30
_NAMED: Final = 3


class TellDialog(Dialog):
    """Says what would happen to each, shows the first notice as a sample, and asks who approved."""

    def __init__(
        self,
        parent: QWidget,
        services: Services,
        ids: Sequence[CaseId],
        on_done: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent, TITLE, width=860, height=760)
        self._services, self._ids, self._on_done = services, list(ids), on_done
        self._telling: Telling | None = None
        self._refused = ""
        self.question: QDialog | None = None
        self.news = Banner("warning", "warning", self)
        self.news.hide()
        self.said = Note("正在核对…", self)
        self.preview = PdfPreview(self)
        self.approver = TextEdit(max_length=_LONGEST_NAME)
        self.approved_on = TodayEdit(self)
        self.approved_on.follow_today()
        self.form = Form(self._checked, self, label_width=72, editor_width=240)
        self.form.add("approver", "批准人", self.approver, required=True)
        self.form.add("approved_on", "批准日期", self.approved_on, required=True)
        self.go_button = button(TITLE, self._on_go, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self)
        self.go_button.setEnabled(False)
        services.permits.hold(Action.NOTICE_ISSUE, self.go_button)
        self.add_title(TITLE)
        fill(self.body, self.news, self.said, (self.preview, 1), self.form, Note(_SAID, self))
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)
        self._look()

    def _look(self) -> None:
        context = self._services.context
        self.preview.say("正在生成样张…")
        self._services.jobs.read(
            lambda _: _look_at(context, self._ids), self._on_looked, on_failed=self._on_not, owner=self
        )

    def _on_not(self, error: Exception) -> None:
        self.said.setText("")
        self.preview.say(str(error))

    def _on_looked(self, found: tuple[Telling, bytes]) -> None:
        telling, sample = found
        self._telling = telling
        passing = telling.foresight.passing
        self.said.setText(f"{telling.foresight.text}。")
        self.news.say("\n".join(filter(None, (self._refused, _against(telling)))))
        if sample:
            self.preview.show_pdf(sample)
        else:
            self.preview.say("没有可以出具的。")
        if telling.approvers:
            # Who signed it on the road is who approved.
            name, day = list(telling.approvers.items())[-1]
            self.approver.set_value(name)
            self.approved_on.set_value(day)
        self.approver.setEnabled(not telling.approvers)
        self.form.binding.focus("approved_on" if telling.approvers else "approver")
        self.go_button.setText(f"{TITLE}（{len(passing)} 份）" if passing else TITLE)
        self.go_button.setEnabled(bool(passing) and len(telling.approvers) <= 1)

    def _checked(self, values: dict[str, Any]) -> object:
        """Return the `Approval`, or what is wrong with it."""
        complaints = {}
        approver, approved_on = values.get("approver"), values.get("approved_on")
        if not approver:
            complaints["approver"] = "请填写批准人"
        if approved_on is None:
            complaints["approved_on"] = "请填写批准日期"
        elif approved_on > self.approved_on.today():
            complaints["approved_on"] = "批准日期不能晚于今天"
        elif approved_on < self._not_before:
            complaints["approved_on"] = "不能早于办理“批准”的那一天"
        return complaints or Approval(values["approver"], values["approved_on"])

    @property
    def _not_before(self) -> date:
        """The day on which the last of them was approved."""
        days = self._telling.approvers.values() if self._telling is not None else ()
        return max(days, default=date.min)

    def _on_go(self) -> None:
        approval = self.form.submit()
        if not isinstance(approval, Approval) or self._telling is None:
            return
        store, issue = self._services.context.store, partial(self._issue, approval)
        self._services.jobs.read(
            lambda _: doubts_about(store, approval.approved_on, datetime.now(UTC)),
            partial(self._on_doubts, issue),
            owner=self,
        )

    def _on_doubts(self, issue: Callable[[], object], doubts: list[str]) -> None:
        if doubts:
            self.question = confirm(self, "日期请再核对", "\n\n".join(doubts), "照此出具", issue)
        else:
            issue()

    def _issue(self, approval: Approval) -> None:
        assert self._telling is not None
        context, passing = self._services.context, self._telling.foresight.passing
        self._services.jobs.run(
            lambda reporter: issue_case_notices(
                context.seat, passing, context.rules, reporter, approval=approval
            ),
            self._on_issued,
            on_failed=partial(self._on_refused, partial(self._issue, approval)),
            busy=self,
            owner=self,
            label="正在出具通知书",
        )

    def _on_issued(self, ids: list[NoticeId]) -> None:
        self._services.messages.success(
            f"已下达，出具 {len(ids)} 份通知书",
            action=("去“通知书”页", lambda: self._services.go_to(ToPage("notices"))),
        )
        if self._on_done is not None:
            self._on_done()
        self.accept()

    def _on_refused(self, again: Callable[[], object], error: Exception) -> None:
        if isinstance(error, LastNumberUnknown):
            unsure = [Unsure(error.series, error.known)]
            self.question = ask_for_last_numbers(self._services, unsure, self, again)
            return
        # Somebody may have gone on with one of them meanwhile.
        self._refused = str(error)
        self._look()


def _look_at(context: AppContext, ids: Sequence[CaseId]) -> tuple[Telling, bytes]:
    telling = context.store.ask(foresee_telling, ids, context.seat.who, context.rules, datetime.now(UTC))
    return telling, b"" if telling.sample is None else draw(context, telling.sample)


def _against(telling: Telling) -> str:
    """Say what stands against issuing all of them."""
    said = []
    if len(telling.approvers) > 1:
        said.append(f"这些事项由 {'、'.join(telling.approvers)} 分别批准，请分开出具。")
    held = [line for line in telling.foresight.lines if line.verdict is not Verdict.PASSES]
    said += [_line_text(line) for line in held[:_NAMED]]
    if len(held) > _NAMED:
        said.append(f"另有 {len(held) - _NAMED} 件也不能出具。")
    return "\n".join(said)


def _line_text(line: Line) -> str:
    return f"{line.case.name}：{line.verdict.word}，{line.words}"
