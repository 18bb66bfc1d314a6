"""What needs a second person: said, proposed, and confirmed at once where that person is here."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from domain.proposals.orders import AnyOrder, Means
from domain.proposals.service import Proposed, Prospect, confirm, propose, rehearse
from domain.store.permits import Role
from domain.store.problems import NeedsSecond
from domain.store.proposals import CONFIRMED_BY
from domain.values.ids import ProposalId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, SectionTitle, button, fill
from gui.early.theme import px
from gui.formatting import count_text
from gui.forms.asking import FormDialog
from gui.forms.editors import LongTextEdit
from gui.forms.form import Form
from gui.people.sign_in import SignInDialog
from gui.services import AppContext, Services
from gui.targets import ToPage
from gui.widgets.dialog import Dialog

_LEAST_LIST: Final = 120


def means_of(context: AppContext) -> Means:
    """Return what doing something takes."""
    return Means(context.shipped, context.policies, context.roads, problem_roads=context.problem_roads)


def do_with_second(
    services: Services,
    order: AnyOrder,
    on_done: Callable[[Any], object],
    *,
    over: QWidget,
    label: str,
    busy: QWidget | None = None,
    on_failed: Callable[[Exception], object] | None = None,
    on_waits: Callable[[], object] = lambda: None,
) -> None:
    """Do something that may need a second person; where it does, have it proposed over the window of `over`.

    Args:
        on_done: Gets what comes of it, done alone or confirmed at once.
        on_failed: Gets why it cannot be done, instead of the message bar.
        on_waits: Called once it waits for somebody to confirm it later.
    """
    refused = on_failed or services.messages.error

    def failed(error: Exception) -> None:
        if isinstance(error, NeedsSecond):
            SecondDialog(services, order, over, on_done=on_done, on_failed=refused, on_waits=on_waits).open()
        else:
            refused(error)

    services.jobs.run(
        lambda reporter: order.do(services.context.seat, means_of(services.context), reporter),
        on_done,
        on_failed=failed,
        busy=busy,
        owner=over,
        label=label,
    )


class SecondDialog(Dialog):
    """Says what will change, and has it proposed, or confirmed by somebody who signs in here."""

    def __init__(
        self,
        services: Services,
        order: AnyOrder,
        over: QWidget,
        *,
        on_done: Callable[[Any], object],
        on_failed: Callable[[Exception], object],
        on_waits: Callable[[], object],
    ) -> None:
        super().__init__(over, "提请确认", width=680)
        self._services, self._order = services, order
        self._on_done, self._on_failed, self._on_waits = on_done, on_failed, on_waits
        self.sign_in: SignInDialog | None = None
        named = "或".join(f"“{role.word}”" for role in Role if role in CONFIRMED_BY[order.action])
        self.title = SectionTitle("正在核对会改变什么…", self)
        self.title.setWordWrap(True)
        self.lines = ToldLines(self)
        self.form = Form(lambda values: values, self, label_width=48, editor_width=520)
        self.form.add("reason", "说明", LongTextEdit("可以不填，如：已核对申报材料", lines=2))
        self.now_button = button("同事在旁边，登录确认…", self._on_now, icon_name="person", parent=self)
        self.later_button = button("提请确认", self._on_later, look=Look.PRIMARY, parent=self)
        self.add_title("这件事要两人办理")
        fill(
            self.body,
            Note(f"由您提请，另一位有{named}角色的同事核对、确认以后才会生效。", self),
            self.title,
            (self.lines, 1),
            self.form,
        )
        fill(self.foot, button("取消", self.reject, parent=self), STRETCH, self.now_button, self.later_button)
        self._let(is_ready=False)
        services.jobs.run(
            lambda reporter: rehearse(services.context.seat, order, means_of(services.context), reporter),
            self._on_rehearsed,
            on_failed=self._on_refused,
            owner=self,
            label="正在核对会改变什么",
        )

    def _let(self, *, is_ready: bool) -> None:
        for one in (self.now_button, self.later_button):
            one.setEnabled(is_ready)

    def _on_rehearsed(self, prospect: Prospect) -> None:
        self.title.setText(prospect.title)
        self.lines.show_told(prospect)
        self._let(is_ready=True)
        self.later_button.setFocus()

    def _on_refused(self, error: Exception) -> None:
        self.reject()
        self._on_failed(error)

    def _propose(self, reporter: Reporter) -> ProposalId:
        context = self._services.context
        reason = str(self.form.binding.values().get("reason") or "")
        return propose(context.seat, self._order, means_of(context), reporter, reason=reason)

    def _on_later(self) -> None:
        self._let(is_ready=False)
        self._services.jobs.run(
            self._propose, self._on_proposed, on_failed=self._on_refused, owner=self, label="正在提请"
        )

    def _on_proposed(self, _: ProposalId) -> None:
        self.accept()
        look = ("看待确认", partial(self._services.go_to, ToPage("proposals")))
        self._services.messages.success("已提请，等另一位同事确认", action=look)
        self._on_waits()

    def _on_now(self) -> None:
        self.sign_in = SignInDialog(self._services.context, self, leave="取消")
        self.sign_in.setWindowModality(Qt.WindowModality.WindowModal)
        self.sign_in.finished.connect(self._on_signed_in)
        self.sign_in.open()

    def _on_signed_in(self, _: int) -> None:
        assert self.sign_in is not None
        other = self.sign_in.seat
        self.sign_in = None
        if other is None:
            return
        self._let(is_ready=False)
        context = self._services.context

        def do(reporter: Reporter) -> Any:
            return confirm(other, self._propose(reporter), means_of(context), reporter)

        self._services.jobs.run(
            do, self._on_confirmed, on_failed=self._on_refused, owner=self, label="正在办理"
        )

    def _on_confirmed(self, result: Any) -> None:
        self.accept()
        self._on_done(result)


class OrderDialog(FormDialog):
    """Asks for what takes a second person where four eyes are on."""

    def order(self, order: AnyOrder, said: str, label: str = "正在办理") -> None:
        """Have it done, or proposed; then close."""
        do_with_second(
            self.services,
            order,
            partial(self.done_with, said),
            over=self,
            label=label,
            busy=self.go_button,
            on_failed=self.refused,
            on_waits=self.accept,
        )


class ToldLines(QListWidget):
    """The sentences of a prospect or a proposal, and how many more there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toldLines")
        self.setAccessibleName("会改变什么")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(px(_LEAST_LIST))
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)

    def show_told(self, told: Prospect | Proposed) -> None:
        """Show these in place of those before."""
        more = told.count - len(told.lines)
        self.clear()
        self.addItems([*told.lines, *([f"……还有 {count_text(more, '项')}"] if more else [])])
