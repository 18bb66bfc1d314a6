"""批次: begun, and cases put into one or taken out of it."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from domain.cases.awards.batches import gather, leave_batch, list_batches, make_batch
from domain.cases.awards.listing import ListedCase, listed
from domain.cases.awards.reading import Seen
from domain.values.ids import BatchId, CaseId
from gui.early.parts import Look
from gui.formatting import count_text
from gui.forms.asking import NameDialog, TextDialog
from gui.forms.editors import LongTextEdit
from gui.services import Services, Undo

_HINT = "如：2022 年二季度 第一批"


class Batching(QObject):
    """The acts on batches; one is offered the way back of each."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services, self._over = services, over
        self.dialog: NameDialog | TextDialog | None = None

    def begin(self, on_begun: Callable[[BatchId], object]) -> None:
        """Ask for a name and begin a batch."""
        seat = self._services.context.seat
        self.dialog = NameDialog(
            self._over, "建批次", "批次是一起办的一批事项，名称印在公示和下达的文书上。", "建立", hint=_HINT
        )

        def done(name: str, id_: BatchId) -> None:
            self._services.messages.success(f"已建批次“{name}”")
            on_begun(id_)

        self.dialog.do(
            self._services, lambda name, _: make_batch(seat, name), done, owner=self, label="正在建批次"
        )

    def put(self, ids: Sequence[CaseId]) -> None:
        """Ask which batch cases go with from now on; one of a new name begins."""
        context = self._services.context
        self._services.jobs.read(
            lambda _: (
                context.store.ask(listed, ids, context.seat.who, context.rules),
                {one.name: one.id for one in context.store.ask(list_batches, context.rules.funds)},
            ),
            self._ask_which,
            owner=self,
        )

    def _ask_which(self, read: tuple[Mapping[CaseId, ListedCase], Mapping[str, BatchId]]) -> None:
        cases, known = read
        seen = [case.seen for case in cases.values()]
        fresh = [case.seen for case in cases.values() if case.batch_id is None]
        context = self._services.context
        count = count_text(len(seen), "件")
        self.dialog = NameDialog(
            self._over,
            "放进批次",
            f"把选中的 {count}放进一个批次。可以写新的名称，也可以点已有的。",
            "放进",
            known=list(known),
            hint=_HINT,
        )

        def put(name: str) -> None:
            id_ = known.get(name) or make_batch(context.seat, name)
            gather(context.seat, id_, seen, context.rules)

        def done(name: str, _: None) -> None:
            undo = Undo(
                lambda _: leave_batch(context.seat, fresh, context.rules, because="撤销放进批次"),
                f"已撤销，{count_text(len(fresh), '件')}不在批次里了",
            )
            self._services.offer(f"已把 {count}放进批次“{name}”", undo if fresh else None, owner=self)

        self.dialog.do(self._services, lambda name, _: put(name), done, owner=self, label="正在放进批次")

    def take_out(self, ids: Sequence[CaseId]) -> None:
        """Ask why cases leave their batches, and take them out."""
        context = self._services.context
        self._services.jobs.read(
            lambda _: context.store.ask(listed, ids, context.seat.who, context.rules),
            self._ask_why,
            owner=self,
        )

    def _ask_why(self, cases: Mapping[CaseId, ListedCase]) -> None:
        inside = [case for case in cases.values() if case.batch_id is not None]
        if not inside:
            self._services.messages.info("选中的都不在批次里")
            return
        seen, context = [case.seen for case in inside], self._services.context
        names = list(dict.fromkeys(f"“{case.batch}”" for case in inside))
        count = count_text(len(seen), "件")
        more = f"等 {len(names)} 个批次" if len(names) > 1 else ""
        self.dialog = TextDialog(
            self._over,
            "移出批次",
            f"{count}移出批次{names[0]}{more}",
            "移出",
            field="理由",
            editor=LongTextEdit("如：补正材料，随下一批办理"),
            missing="请写明移出批次的理由",
            width=560,
            look=Look.PRIMARY,
        )
        self.dialog.do(
            self._services,
            lambda because, _: leave_batch(context.seat, seen, context.rules, because=because),
            lambda *_: self._services.offer(
                f"已把 {count}移出批次",
                Undo(lambda _: self._put_back(inside), f"已撤销，{count}仍在原来的批次"),
                owner=self,
            ),
            owner=self,
            label="正在移出批次",
        )

    def _put_back(self, cases: Sequence[ListedCase]) -> None:
        context, by_batch = self._services.context, dict[BatchId, list[Seen]]()
        for case in cases:
            assert case.batch_id is not None
            by_batch.setdefault(case.batch_id, []).append(case.seen)
        for id_, seen in by_batch.items():
            gather(context.seat, id_, seen, context.rules)
