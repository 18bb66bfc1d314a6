"""Deleting enterprises, and bringing them back."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from domain.enterprises.service import delete_enterprises, restore_enterprises
from gui.changes import Kind
from gui.formatting import count_text
from gui.pages.enterprises.form.fields import shortened
from gui.services import Services
from gui.widgets.dialogs import confirm

_UNASKED: Final = 20
"""So many are deleted at a word; more might be meant to be others."""
_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES}


class Remover(QObject):
    """Deletes, and offers to undo it."""

    deleted = Signal()

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over

    def delete(self, ids: Sequence[int], busy: QAbstractButton) -> None:
        """Delete these; many only when asked again."""
        if len(ids) > _UNASKED:
            count = count_text(len(ids), "户企业")
            confirm(
                self._over,
                f"删除 {count}？",
                f"选中的 {count}和它们的数据会从企业库里去掉；删除后可以马上撤销。",
                f"删除 {len(ids):,} 户",
                partial(self._delete, ids, busy),
                harms=True,
            )
        elif ids:
            self._delete(ids, busy)

    def _delete(self, ids: Sequence[int], busy: QAbstractButton) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda reporter: delete_enterprises(context.store, ids, reporter, actor=context.actor),
            partial(self._on_deleted, ids),
            busy=busy,
            owner=self,
            label="正在删除",
        )

    def _on_deleted(self, ids: Sequence[int], names: list[str]) -> None:
        self.deleted.emit()
        self._services.changes.announce(_KINDS)
        what = f"“{shortened(names[0])}”" if len(names) == 1 else count_text(len(names), "户企业")
        self._services.messages.success(f"已删除{what}", action=("撤销", partial(self._restore, ids)))

    def _restore(self, ids: Sequence[int]) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda reporter: restore_enterprises(context.store, ids, reporter, actor=context.actor),
            lambda _: self._on_restored(len(ids)),
            owner=self,
            label="正在恢复",
        )

    def _on_restored(self, count: int) -> None:
        self._services.changes.announce(_KINDS)
        self._services.messages.success(f"已恢复 {count_text(count, '户企业')}")
