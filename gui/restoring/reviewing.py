"""How a store was found that does not say the same as the files beside it, and what becomes of that."""

from dataclasses import dataclass
from datetime import date

from domain.cases.numbering import (
    Unsure,
    accept_loss,
    state_last_numbers,
    take_in_numbers,
    unsure_series,
)
from domain.funds.approving import Treasury
from domain.funds.sent_lists import (
    accept_lost_lists,
    state_last_lists,
    take_over_lists,
    unsure_lists,
)
from domain.office.keys.service import is_of_backup
from domain.store.engine import Loss, Store
from domain.store.numbers.entries import Numbered, Series
from domain.store.numbers.sent import LISTS, SentList
from domain.values.progress import Reporter
from gui.services import AppContext


@dataclass(frozen=True, slots=True)
class Review:
    """How the store was found when it was opened."""

    loss: Loss | None = None
    added: tuple[Numbered, ...] = ()
    lists: tuple[SentList, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    is_key_old: bool = False
    """Whether papers are signed by the key of a backup, since which others were made."""


def review(context: AppContext, _: Reporter) -> Review:
    """Take into the store what only the files know, unless acts are lost: that is asked first."""
    store = context.store
    if store.loss is not None:
        return Review(loss=store.loss)
    added = take_in_numbers(context.seat, Treasury())
    lists = take_over_lists(context.seat)
    return Review(None, tuple(added), tuple(lists), _unsure(store), is_key_old=store.ask(is_of_backup))


def accept(context: AppContext, _: Reporter) -> Review:
    """Go on with a store that has lost acts."""
    lists = accept_lost_lists(context.seat)
    added = accept_loss(context.seat, Treasury())
    return Review(None, tuple(added), tuple(lists), _unsure(context.store))


def take_stated(context: AppContext, stated: dict[Series, int], _: Reporter) -> None:
    """Take down the last numbers that stand on paper, of notices and of lists."""
    lists = {series.year: number for series, number in stated.items() if series.prefix == LISTS}
    if papers := {series: number for series, number in stated.items() if series.prefix != LISTS}:
        state_last_numbers(context.seat, papers, Treasury())
    if lists:
        state_last_lists(context.seat, lists)


def _unsure(store: Store) -> tuple[Unsure, ...]:
    today = date.today()
    return (*unsure_series(store, today), *unsure_lists(store, today))
