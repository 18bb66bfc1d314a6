"""What must be said about numbers once the window is there: acts lost, papers out, a register to look at."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from domain.store.acts import clock_doubt, is_clock_far_behind
from domain.store.engine import Loss
from domain.store.numbers.entries import Numbered, NumberKind, Series
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.early.parts import Look
from gui.restoring.restart import Ending, end_window
from gui.services import AppContext, Services
from gui.targets import ToPage
from gui.widgets.dialog import Answer, ask

if TYPE_CHECKING:
    from domain.cases.numbering import Unsure
    from gui.restoring.last_numbers import LastNumbersDialog
    from gui.restoring.reviewing import Review

# Cases, money and what it shows are imported where there is something to say: nearly never.
_NAMED = 3


class NumbersTeller(QObject):
    """Says one thing after the other; what is put off is said again at the next start."""

    def __init__(self, services: Services, window: QWidget) -> None:
        super().__init__(window)
        self._services = services
        self._window = window
        self.dialog: QDialog | None = None

    def begin(self) -> None:
        """Look, and say what was found."""
        self._services.jobs.read(
            partial(_looked, self._services.context),
            self._tell_looked,
            on_failed=self._services.messages.error,
            owner=self,
        )

    def _tell_looked(self, looked: "_Looked") -> None:
        clock, is_far, review = looked
        if is_far:
            self._ask_about_clock(clock, review)
            return
        if clock:
            self._services.messages.warning(clock)
        if review is not None:
            self._tell(review)

    def _ask_about_clock(self, clock: str, review: "Review | None") -> None:
        """Ask once whether the clock is right; every entry says besides that it ran back."""
        go_on = partial(self._tell, review) if review is not None else lambda: None
        self.dialog = ask(
            self._window,
            "电脑的时钟比上一次操作早一天以上",
            f"{clock}\n\n时钟不对时，期限、公示和文书上的日期都会错。",
            (
                Answer("退出，先校准时钟", partial(end_window, Ending.CLOSED), Look.PRIMARY),
                Answer("时钟没有错，继续", go_on),
            ),
        )

    def _tell(self, review: "Review") -> None:
        if review.loss is not None:
            self._tell_loss(review.loss)
            return
        if review.is_key_old:
            self._services.messages.warning(
                "恢复的备份里没有后来启用的签名钥匙，请到“设置”的“文件签名”更换",
                action=("去更换", lambda: self._services.go_to(ToPage("settings"))),
            )
        papers = [one for one in review.added if one.kind is not NumberKind.UNUSED]
        then = partial(self._tell_lists, review)
        if papers:
            self._tell_papers(papers, then)
            return
        if review.added:
            self._tell_unused(review.added)
        then()

    def _tell_lists(self, review: "Review") -> None:
        out = [one for one in review.lists if one.kind is not NumberKind.UNUSED]
        for one in review.lists:
            if one.kind is NumberKind.UNUSED:
                self._services.messages.warning(
                    f"上次送出时程序中断，{one.name}编了号没有送出，里面的事项仍在原来的批次里，可以再送"
                )
        if not out:
            self._ask(review.unsure)
            return
        from gui.restoring.papers_since import ListsDialog  # noqa: PLC0415

        dialog = ListsDialog(out, self._window)
        dialog.finished.connect(lambda _: self._ask(review.unsure))
        self.dialog = dialog
        dialog.open()

    def _tell_loss(self, loss: Loss) -> None:
        from domain.cases.numbering import sentence_of  # noqa: PLC0415

        self.dialog = ask(
            self._window,
            "数据比上次少" if loss.acts else "数据不是上次那一份",
            f"{sentence_of(loss)}\n\n可以恢复最近的备份；也可以就用现在的数据：少掉的通知书的文号会登记在"
            "“通知书”页，不再编给别人，其他少掉的内容要重新录入。没有定下来以前不能出具通知书。",
            (
                Answer("恢复备份…", self._restore, Look.PRIMARY),
                Answer("登记后继续", self._accept_loss),
                Answer("以后再定（下次启动再问）"),
            ),
        )

    def _restore(self) -> None:
        from gui.restoring.restore_dialog import RestoreDialog  # noqa: PLC0415

        self.dialog = RestoreDialog(self._services, self._window)
        self.dialog.open()

    def _accept_loss(self) -> None:
        from gui.restoring.reviewing import accept  # noqa: PLC0415

        self._services.jobs.run(
            partial(accept, self._services.context), self._tell, owner=self, label="正在登记"
        )

    def _tell_papers(self, papers: Sequence[Numbered], then: Callable[[], None]) -> None:
        from gui.restoring.papers_since import PapersDialog  # noqa: PLC0415

        dialog = PapersDialog(f"有 {len(papers)} 份通知书不在现在的数据里，文号已登记", papers, self._window)
        dialog.accepted.connect(lambda: self._services.go_to(ToPage("notices")))
        dialog.finished.connect(lambda _: then())
        self.dialog = dialog
        dialog.open()

    def _tell_unused(self, unused: Sequence[Numbered]) -> None:
        from domain.cases.leaving import number_of  # noqa: PLC0415

        numbers = "、".join(number_of(one) for one in unused[:_NAMED])
        rest = f"等 {len(unused)} 个" if len(unused) > _NAMED else ""
        self._services.messages.warning(
            f"上次出具时程序中断，{numbers}{rest}编了号没有用上，已在通知书台账里记为“未使用”",
            action=("去看", lambda: self._services.go_to(ToPage("notices"))),
        )

    def _ask(self, unsure: "Sequence[Unsure]") -> None:
        if unsure:
            self.dialog = ask_for_last_numbers(self._services, unsure, self._window, lambda: None)


def ask_for_last_numbers(
    services: Services, unsure: "Sequence[Unsure]", parent: QWidget, then: Callable[[], object]
) -> "LastNumbersDialog":
    """Ask, write down what was said, and go on with `then`."""
    from gui.restoring.last_numbers import LastNumbersDialog  # noqa: PLC0415
    from gui.restoring.reviewing import take_stated  # noqa: PLC0415

    dialog = LastNumbersDialog(unsure, parent)

    def on_done(_: object) -> None:
        dialog.accept()
        then()

    def on_failed(error: Exception) -> None:
        dialog.setEnabled(True)
        if isinstance(error, BadInput):
            dialog.complain(str(error))
        else:
            services.messages.error(error)

    def state(stated: dict[Series, int]) -> None:
        dialog.setEnabled(False)
        services.jobs.run(
            partial(take_stated, services.context, stated),
            on_done,
            on_failed=on_failed,
            owner=dialog,
            label="正在登记",
        )

    dialog.stated.connect(state)
    dialog.open()
    return dialog


class _Looked(NamedTuple):
    """What is to be said of the clock, whether it has to be asked, and how the store was found: None where
    nothing is to be said of that.
    """

    clock: str
    is_far: bool
    review: "Review | None"


def _looked(context: AppContext, reporter: Reporter) -> _Looked:
    store, now = context.store, datetime.now(UTC)
    clock, is_far = store.ask(clock_doubt, now), store.ask(is_clock_far_behind, now)
    if store.agrees_with_files():
        return _Looked(clock, is_far, None)
    from gui.restoring.reviewing import review  # noqa: PLC0415

    return _Looked(clock, is_far, review(context, reporter))
