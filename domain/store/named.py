"""What people keep under names of their own: found by its name, deleted for a while, brought back, let go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from domain.store.acts import Act
from domain.store.sql import among
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows with ``id``, ``name`` and ``deleted_at``; no two that are there have the same name.

    Attributes:
        row: Their table.
        word: What people call one, in entries and in sentences.
        way: What is to be done where one cannot come back, since another has its name.
    """

    row: Any
    kind: Kind
    word: str
    way: str

    def find(self, session: Session, name: str) -> Any:
        """Return the one of a name; None where there is none."""
        row = self.row
        return session.exec(select(row).where(row.name == name, row.deleted_at.is_(None))).one_or_none()

    def restore(self, act: Act, ids: Collection[int]) -> list[str]:
        """Undo a deletion. Returns their names.

        Raises:
            BadInput: Another one has the name now.
            NotFound: None of them lies in the bin.
        """
        is_due = among(self.row.id, ids), self.row.deleted_at.is_not(None)
        rows = act.session.exec(select(self.row).where(*is_due)).all()
        for row in rows:
            if self.find(act.session, row.name) is not None:
                raise BadInput(self.name_taken(row.name))
            row.deleted_at = None
            act.note(Subject(self.kind, row.id), f"恢复{self.word}“{row.name}”")
        if not rows:
            raise NotFound(f"这些{self.word}已不在回收站里")
        return [row.name for row in rows]

    def forget(self, act: Act, now: datetime | None) -> None:
        """Delete for good what was deleted longer ago than it is kept."""
        long_ago = self.row.deleted_at < (now or act.at) - KEPT
        for row in act.session.exec(select(self.row).where(long_ago)).all():
            act.session.delete(row)
            act.note(Subject(self.kind, row.id), f"清理删除已久的{self.word}“{row.name}”")

    def name_taken(self, name: str) -> str:
        """Return why one cannot be restored beside the one of its name."""
        return f"现在有同名的{self.word}“{name}”：{self.way}"
