"""Steps on a draft: each returns another draft. Undoing is going back to the one before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from domain.policies.authoring.draft import (
    DraftCap,
    DraftClause,
    DraftFact,
    DraftGroup,
    DraftList,
    PolicyDraft,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Use:
    """Where something is used: ``clause`` by its id (empty: of the whole policy), ``where`` in words."""

    clause: str
    where: str


def added(items: tuple[T, ...], item: T, at: int | None = None) -> tuple[T, ...]:
    """Return a tuple with one more item, at the end unless it is said where."""
    raise NotImplementedError


def removed(items: tuple[T, ...], at: int) -> tuple[T, ...]:
    """Return a tuple without the item at a place."""
    raise NotImplementedError


def moved(items: tuple[T, ...], at: int, to: int) -> tuple[T, ...]:
    """Return a tuple with the item from one place at another; beyond an end it stays there."""
    raise NotImplementedError


def changed(items: tuple[T, ...], at: int, item: T) -> tuple[T, ...]:
    """Return a tuple with another item at a place."""
    raise NotImplementedError


def clause_of(draft: PolicyDraft, id: str) -> DraftClause:
    """Return a clause.

    Raises:
        KeyError: There is none.
    """
    raise NotImplementedError


def change_clause(draft: PolicyDraft, id: str, change: Callable[[DraftClause], DraftClause]) -> PolicyDraft:
    """Return the draft with a clause changed; a new id is followed by groups and caps.

    Raises:
        BadInput: The new id is taken.
    """
    raise NotImplementedError


def add_clause(draft: PolicyDraft, clause: DraftClause, at: int | None = None) -> PolicyDraft:
    """Return the draft with one more clause, whose id is made unique."""
    raise NotImplementedError


def remove_clause(draft: PolicyDraft, id: str) -> PolicyDraft:
    """Return the draft without a clause; groups and caps lose it, and go where too few are left."""
    raise NotImplementedError


def move_clause(draft: PolicyDraft, id: str, to: int) -> PolicyDraft:
    """Return the draft with a clause at another place."""
    raise NotImplementedError


def add_fact(draft: PolicyDraft, fact: DraftFact, list_name: str = "") -> PolicyDraft:
    """Return the draft with one more fact, or column of a list; an empty name is made from the label.

    Raises:
        BadInput: Its label, term or name is taken.
    """
    raise NotImplementedError


def rename_fact(draft: PolicyDraft, name: str, label: str) -> PolicyDraft:
    """Return the draft with a fact, column (``list.column``) or list called otherwise, formulas with it.

    Raises:
        BadInput: The label is taken.
    """
    raise NotImplementedError


def uses_of(draft: PolicyDraft, name: str) -> tuple[Use, ...]:
    """Return where a fact, judgement, column (``list.column``), list, parameter or definition is used."""
    raise NotImplementedError


def remove_fact(draft: PolicyDraft, name: str) -> PolicyDraft:
    """Return the draft without a fact, judgement, column, list, parameter, roster or definition.

    Raises:
        BadInput: Formulas use it; says where.
    """
    raise NotImplementedError


def add_list(draft: PolicyDraft, rows: DraftList) -> PolicyDraft:
    """Return the draft with one more list of rows.

    Raises:
        BadInput: Its label or name is taken.
    """
    raise NotImplementedError


def grouped(draft: PolicyDraft, group: DraftGroup) -> PolicyDraft:
    """Return the draft with a group, in place of one of the same title."""
    raise NotImplementedError


def capped(draft: PolicyDraft, cap: DraftCap) -> PolicyDraft:
    """Return the draft with a shared cap, in place of one of the same title."""
    raise NotImplementedError


def shares_left(clause: DraftClause) -> str:
    """Say what the shares of the instalments lack of 100 %, or are above it; empty where they are right."""
    raise NotImplementedError
