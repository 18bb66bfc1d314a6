"""Bringing back what lies in the bin, and taking that back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from domain.bin.listing import BinKind, Binned, look_into
from domain.enterprises.attachments.service import clean_up as clean_up_attachments
from domain.enterprises.attachments.service import remove_attachments, restore_attachments
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.merging import merge_again, undo_merge
from domain.enterprises.register.saved_filters import delete_filters, forget_filters, restore_filters
from domain.enterprises.service import delete_enterprises, given_away, restore_enterprises
from domain.outreach.cultivation.keeping import delete_cultivated, restore_cultivated
from domain.outreach.guides.calls import delete_calls, restore_calls
from domain.outreach.guides.topics import delete_topics, restore_topics
from domain.outreach.matching.events import EVENTS
from domain.outreach.matching.needs import NEEDS
from domain.outreach.matching.parks import PARKS
from domain.outreach.projects.keeping import delete_again as delete_projects_again
from domain.outreach.projects.keeping import restore_projects
from domain.outreach.visits import delete_again, restore_visits
from domain.policies.runs.service import delete_runs, forget_runs, restore_runs
from domain.statistics.tables.kept import delete_tables, forget_tables, restore_tables
from domain.store.engine import Seat, Store
from domain.store.problems import NeedsSecond, StoreProblem
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import (
    AttachmentId,
    CallId,
    CultivatedId,
    EnterpriseId,
    FilterId,
    FreeTableId,
    MergeId,
    ProjectId,
    RunId,
    TopicId,
    VisitId,
)
from domain.values.progress import Reporter


class Restored(NamedTuple):
    """What was brought back, by kind; and a sentence for each that was not."""

    done: dict[BinKind, Sequence[Binned]]
    refused: Sequence[str]


def restore(
    seat: Seat,
    wanted: Sequence[Binned],
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    although_there: bool = False,
) -> Restored:
    """Bring things back, of each kind all in one act but merges, of which each is one.

    What cannot come back is named and left out; the others do.

    Raises:
        BadInput: Nothing came back; it says why of each.
        Cancelled: The user stopped it; nothing came back.
        SameVisit: A visit was entered anew meanwhile; nothing came back. ``although_there`` brings it back
            all the same.
    """
    due, refused = _due(seat.store, wanted)
    done: dict[BinKind, Sequence[Binned]] = {}
    if visits := due.pop(BinKind.VISIT, []):
        # First, since it may be asked about before anything has come back.
        ids = [VisitId(one.id) for one in visits]
        try:
            restore_visits(seat, ids, although_there=although_there)
            done[BinKind.VISIT] = visits
        except NotFound as error:
            refused.append(str(error))
    for kind, ones in due.items():
        for part in _parts(kind, ones):
            try:
                _RESTORES[kind](seat, part, dictionary, reporter)
            except StoreProblem:
                raise
            except DomainError as error:
                refused += getattr(error, "complaints", ()) or [str(error)]
            else:
                done[kind] = [*done.get(kind, ()), *part]
    if not done:
        raise BadInput(refused)
    return Restored(done, refused)


def take_back(
    seat: Seat, restored: Restored, dictionary: Dictionary, reporter: Reporter
) -> Sequence[tuple[BinKind, Sequence[Binned]]]:
    """Delete again what was brought back; return what is still there, since it takes a second person.

    Raises:
        DomainError: It was changed since.
        Cancelled: The user stopped it.
    """
    left = list[tuple[BinKind, Sequence[Binned]]]()
    for kind, ones in reversed(restored.done.items()):
        for part in _parts(kind, [*reversed(ones)]):
            try:
                _DELETES[kind](seat, part, dictionary, reporter)
            except NeedsSecond:
                left.append((kind, part))
    return left


def clean_up(store: Store, *, now: datetime | None = None) -> None:
    """Let go for good of what was deleted longer ago than it is kept."""
    forget_runs(store, now=now)
    forget_filters(store, now=now)
    forget_tables(store, now=now)
    clean_up_attachments(store, now=now)


def _due(store: Store, wanted: Sequence[Binned]) -> tuple[dict[BinKind, list[Binned]], list[str]]:
    """Return what can come back as things are, by kind, the last deleted first; and why the others cannot."""
    looked = store.ask(look_into, [one.key for one in wanted], store.path.parent)
    due: dict[BinKind, list[Binned]] = {}
    refused: list[str] = []
    by_code: dict[str, str] = {}
    for kind in BinKind:
        for one in sorted((one for one in wanted if one.kind is kind), key=lambda one: -one.act.entry):
            if one.key not in looked:
                refused.append(f"“{one.name}”已不在回收站里")
            elif against := looked[one.key].against:
                refused.append(against)
            elif kind is BinKind.ENTERPRISE and one.code in by_code:
                refused.append(given_away(one.code, one.name, by_code[one.code]))
            else:
                due.setdefault(kind, []).append(one)
                if kind is BinKind.ENTERPRISE:
                    by_code[one.code] = one.name
    return due, refused


def _parts(kind: BinKind, ones: Sequence[Binned]) -> list[Sequence[Binned]]:
    """Return what goes in one act each: a record that was merged twice comes out of the last merge first."""
    return [[one] for one in ones] if kind is BinKind.MERGED else [ones]


_Deed = Callable[[Seat, Sequence[Binned], Dictionary, Reporter], object]
_RESTORES: Final[Mapping[BinKind, _Deed]] = {
    BinKind.ENTERPRISE: lambda seat, ones, _, reporter: restore_enterprises(
        seat, [EnterpriseId(one.id) for one in ones], reporter
    ),
    BinKind.MERGED: lambda seat, ones, dictionary, _: [
        undo_merge(seat, MergeId(one.id), dictionary) for one in ones
    ],
    BinKind.ATTACHMENT: lambda seat, ones, *_: restore_attachments(
        seat, [AttachmentId(one.id) for one in ones]
    ),
    BinKind.RUN: lambda seat, ones, *_: restore_runs(seat, [RunId(one.id) for one in ones]),
    BinKind.FILTER: lambda seat, ones, *_: restore_filters(seat, [FilterId(one.id) for one in ones]),
    BinKind.TABLE: lambda seat, ones, *_: restore_tables(seat, [FreeTableId(one.id) for one in ones]),
    BinKind.PROJECT: lambda seat, ones, *_: restore_projects(seat, [ProjectId(one.id) for one in ones]),
    BinKind.TOPIC: lambda seat, ones, *_: restore_topics(seat, [TopicId(one.id) for one in ones]),
    BinKind.CALL: lambda seat, ones, *_: restore_calls(seat, [CallId(one.id) for one in ones]),
    BinKind.CULTIVATED: lambda seat, ones, *_: restore_cultivated(
        seat, [CultivatedId(one.id) for one in ones]
    ),
    BinKind.PARK: lambda seat, ones, *_: PARKS.restore(seat, [one.id for one in ones]),
    BinKind.EVENT: lambda seat, ones, *_: EVENTS.restore(seat, [one.id for one in ones]),
    BinKind.NEED: lambda seat, ones, *_: NEEDS.restore(seat, [one.id for one in ones]),
}
_DELETES: Final[Mapping[BinKind, _Deed]] = {
    BinKind.ENTERPRISE: lambda seat, ones, _, reporter: delete_enterprises(
        seat, [EnterpriseId(one.id) for one in ones], reporter
    ),
    BinKind.MERGED: lambda seat, ones, dictionary, _: [
        merge_again(seat, MergeId(one.id), dictionary) for one in ones
    ],
    BinKind.ATTACHMENT: lambda seat, ones, *_: remove_attachments(
        seat, [AttachmentId(one.id) for one in ones]
    ),
    BinKind.RUN: lambda seat, ones, *_: delete_runs(seat, [RunId(one.id) for one in ones]),
    BinKind.FILTER: lambda seat, ones, *_: delete_filters(seat, [one.name for one in ones]),
    BinKind.VISIT: lambda seat, ones, *_: delete_again(seat, [VisitId(one.id) for one in ones]),
    BinKind.TABLE: lambda seat, ones, *_: delete_tables(seat, [FreeTableId(one.id) for one in ones]),
    BinKind.PROJECT: lambda seat, ones, *_: delete_projects_again(seat, [ProjectId(one.id) for one in ones]),
    BinKind.TOPIC: lambda seat, ones, *_: delete_topics(seat, [TopicId(one.id) for one in ones]),
    BinKind.CALL: lambda seat, ones, *_: delete_calls(seat, [CallId(one.id) for one in ones]),
    BinKind.CULTIVATED: lambda seat, ones, *_: delete_cultivated(
        seat, [CultivatedId(one.id) for one in ones]
    ),
    BinKind.PARK: lambda seat, ones, *_: PARKS.delete_again(seat, [one.id for one in ones]),
    BinKind.EVENT: lambda seat, ones, *_: EVENTS.delete_again(seat, [one.id for one in ones]),
    BinKind.NEED: lambda seat, ones, *_: NEEDS.delete_again(seat, [one.id for one in ones]),
}
