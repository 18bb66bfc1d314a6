"""Every step of writing a policy, and the way back."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import DraftClause, PolicyDraft

_MOST: Final = 500
"""How many steps can be undone."""


@dataclass(frozen=True, slots=True)
class Work:
    """A policy being written, with the document that it is made of; None where it has none."""

    draft: PolicyDraft
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    work: Work
    said: str
    """What the step that led here did."""
    of: Hashable


class Steps(QObject):
    """The states that a policy went through: each step makes another, undoing goes back to the one before.

    What is typed into one field is one step.
    """

    changed = Signal()
    """Another state is the one that is shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[_Step] = [_Step(Work(PolicyDraft()), "", None)]
        self._undone: list[_Step] = []
        self.count = 0
        """How many steps there were, those taken back too: what came of an older one is passed over."""

    @property
    def work(self) -> Work:
        return self._done[-1].work

    @property
    def draft(self) -> PolicyDraft:
        return self.work.draft

    @property
    def undo_word(self) -> str:
        """What undoing takes back; empty where there is nothing."""
        return self._done[-1].said if len(self._done) > 1 else ""

    @property
    def redo_word(self) -> str:
        """What redoing does again; empty where there is nothing."""
        return self._undone[-1].said if self._undone else ""

    def begin(self, work: Work) -> None:
        """Begin with a state that nothing leads back from."""
        self._done, self._undone = [_Step(work, "", None)], []
        self._tell()

    def take(self, work: Work, said: str, *, of: Hashable = None) -> None:
        """Take a step; those of one field, which `of` names, are one as long as nothing comes between."""
        if work == self.work:
            return
        if of is not None and of == self._done[-1].of and not self._undone:
            self._done[-1] = replace(self._done[-1], work=work)
        else:
            self._done.append(_Step(work, said, of))
            del self._done[1 : max(1, len(self._done) - _MOST)]
        self._undone.clear()
        self._tell()

    def change(self, draft: PolicyDraft, said: str, *, of: Hashable = None) -> None:
        """Take a step that leaves the document as it is."""
        self.take(replace(self.work, draft=draft), said, of=of)

    def change_clause(
        self, clause_id: str, change: Callable[[DraftClause], DraftClause], said: str, *, of: Hashable = None
    ) -> None:
        """Take a step that changes one clause."""
        clauses = tuple(change(one) if one.id == clause_id else one for one in self.draft.clauses)
        self.change(replace(self.draft, clauses=clauses), said, of=of)

    def undo(self) -> str:
        """Go back one step; return what was taken back."""
        said = self.undo_word
        if said:
            self._undone.append(self._done.pop())
            self._tell()
        return said

    def redo(self) -> str:
        """Go forward again; return what was done again."""
        said = self.redo_word
        if said:
            self._done.append(self._undone.pop())
            self._tell()
        return said

    def _tell(self) -> None:
        self.count += 1
        self.changed.emit()
