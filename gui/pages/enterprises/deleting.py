"""Deleting enterprises, and the way to those that were."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from domain.enterprises.service import restore_enterprises
from domain.values.ids import EnterpriseId
from gui.early.parts import Look, button
from gui.formatting import count_text, money_text, shortened
from gui.jobs import Job
from gui.services import Services, Undo
from gui.targets import ToBin
from gui.widgets.dialog import Question, confirm

if TYPE_CHECKING:
    from domain.cases.queries import ListedNotice
    from domain.store.engine import Session

_UNASKED: Final = 20
"""So many are deleted at a word; more might be meant to be others."""
_NAMED: Final = 5
_KEPT: Final = "删除的企业连同数据、标签、附件和历史一直留着，随时可以在“回收站”里恢复。"

_Notices = Sequence[tuple[EnterpriseId, "ListedNotice"]]


class Remover(QObject):
    """Deletes, offers to undo it, and leads to what was deleted before."""

    deleted = Signal()

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self._looking: Job | None = None
        self.question: Question | None = None
        self.button = button("回收站", self._show_bin, look=Look.LINK, parent=over)
        self.button.setToolTip("看删除过的企业，把它们恢复回来")

    def delete(self, ids: Sequence[EnterpriseId], busy: QAbstractButton) -> None:
        """Delete these; many, and those that have valid notices, only when asked again."""
        if not len(ids) or self._looking is not None:
            return

        def look(session: "Session") -> "_Notices":
            from domain.cases.queries import notices_of  # noqa: PLC0415 - a start needs none of it

            return notices_of(session, ids)

        self._looking = self._services.ask(look, partial(self._on_looked, ids, busy), owner=self)
        self._looking.finished.connect(self._on_look_ended)

    def _show_bin(self) -> None:
        from domain.bin.listing import BinKind  # noqa: PLC0415 - a start needs none of it

        self._services.go_to(ToBin(BinKind.ENTERPRISE))

    def _on_look_ended(self) -> None:
        self._looking = None

    def _on_looked(self, ids: Sequence[EnterpriseId], busy: QAbstractButton, notices: "_Notices") -> None:
        if notices or len(ids) > _UNASKED:
            count = count_text(len(ids), "户企业")
            name = f"“{shortened(notices[0][1].enterprise_name)}”" if len(ids) == 1 else f" {count}"
            self.question = confirm(
                self._over,
                f"删除{name}？",
                "\n".join([*_said_of(notices, len(ids)), _KEPT]),
                f"删除 {len(ids):,} 户" if len(ids) > 1 else "删除",
                partial(self._delete, ids, busy),
                harms=True,
            )
        else:
            self._delete(ids, busy)

    def _delete(self, ids: Sequence[EnterpriseId], busy: QAbstractButton) -> None:
        # A start needs none of it.
        from domain.proposals.orders import DeleteEnterprises  # noqa: PLC0415
        from gui.people.second import do_with_second  # noqa: PLC0415

        do_with_second(
            self._services,
            DeleteEnterprises(ids=tuple(ids)),
            partial(self._on_deleted, ids),
            over=self._over,
            busy=busy,
            label="正在删除",
        )

    def _on_deleted(self, ids: Sequence[EnterpriseId], names: Sequence[str]) -> None:
        seat = self._services.context.seat
        self.deleted.emit()
        back = Undo(
            lambda reporter: restore_enterprises(seat, ids, reporter),
            f"已恢复 {count_text(len(ids), '户企业')}",
            "正在恢复",
        )
        self._services.offer(f"已删除{_named(names)}，以后可在“回收站”里恢复", back, owner=self)


def _named(names: Sequence[str]) -> str:
    return f"“{shortened(names[0])}”" if len(names) == 1 else count_text(len(names), "户企业")


def _said_of(notices: "_Notices", count: int) -> list[str]:
    """Name the valid notices of what is about to be deleted, the first few of them."""
    if not notices:
        return [f"选中的 {count_text(count, '户企业')}和它们的数据会从企业库里去掉。"]
    holders = len({id_ for id_, _ in notices})
    who = "这户企业有" if count == 1 else f"选中的 {count:,} 户里有 {count_text(holders, '户')}有"
    amount = money_text(sum(one.amount for _, one in notices))
    lines = [f"{who}有效的通知书，共 {count_text(len(notices), '份')}，合计 {amount} 元："]
    for _, one in list(notices)[:_NAMED]:
        name = "" if count == 1 else f"，{one.enterprise_name}"
        lines.append(f"　{one.number}，{money_text(one.amount)} 元{name}")
    if len(notices) > _NAMED:
        lines.append(f"　……还有 {count_text(len(notices) - _NAMED, '份')}")
    lines.append("删除企业后，通知书仍然有效，仍列在“通知书”页；要收回的，请先在那里作废。")
    return lines
