"""Tells of figures of many enterprises that were typed and never saved. Light to import."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from domain.enterprises.unsaved import FIGURES
from domain.store import drafts
from domain.values.ids import EnterpriseId
from gui.formatting import time_text
from gui.services import AppContext, Services

_AFTER_MS: Final = 4_000


class Resuming(QObject):
    """Looks once, after the first rows are there."""

    def __init__(
        self, services: Services, go_on: Callable[[list[EnterpriseId]], object], parent: QObject
    ) -> None:
        """`go_on` opens the enterprises that were typed into."""
        super().__init__(parent)
        self._services = services
        self._go_on = go_on
        QTimer.singleShot(_AFTER_MS, self, self.look)

    def look(self) -> None:
        """Tell of what was kept, with the way to go on with it."""
        context = self._services.context
        self._services.jobs.read(lambda _: _find_kept(context), self._on_found, owner=self)

    def _on_found(self, kept: tuple[list[EnterpriseId], datetime] | None) -> None:
        if kept is not None:
            ids, at = kept
            self._services.messages.info(
                f"上次录入的期间数据没有保存（{time_text(at)}，{len(ids):,} 户企业）",
                action=("接着录入", partial(self._go_on, ids)),
            )


def _find_kept(context: AppContext) -> tuple[list[EnterpriseId], datetime] | None:
    found = drafts.find(context.seat, FIGURES)
    if found is None:
        return None
    content, at = found
    return [EnterpriseId(int(id_)) for id_ in content.get("typed", {})], at
