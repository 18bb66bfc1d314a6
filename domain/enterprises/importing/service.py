"""Taking many enterprises in at once, those already recorded among them. One act, whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from sqlmodel import Session, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.importing.comparing import (
    Change,
    Known,
    batches,
    find_changes,
    find_holders,
)
from domain.enterprises.importing.entities import ImportAct
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.wording import Example, examples_of
from domain.enterprises.sql.bulk_writing import ADDED_AT_ONCE, BulkWriter, roomy
from domain.store.acts import Action
from domain.store.engine import Seat, Store
from domain.store.problems import NeedsSecond
from domain.store.proposals import needs_second
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, ImportId
from domain.values.progress import Progress, Reporter
from domain.values.texts import safe_text

_EXAMPLES: Final = 12
_MOST_COMPLAINTS: Final = 50


@dataclass(slots=True)
class Preview:
    """What an import would do; counts of enterprises, and of values among those recorded already.

    Attributes:
        new, known: Enterprises that are not, and that are recorded.
        updated, filled: How many of the known would change under ``Known.UPDATE`` and ``Known.FILL``.
        replaced_values, filled_values: Values that stand otherwise in the register, or are not entered there.
        new_names: The first few.
        replacing, filling: The first few of each.
    """

    new: int = 0
    known: int = 0
    updated: int = 0
    filled: int = 0
    replaced_values: int = 0
    filled_values: int = 0
    new_names: list[str] = field(default_factory=list)
    replacing: list[Example] = field(default_factory=list)
    filling: list[Example] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of enterprises; ``id`` is that of its `ImportAct`."""

    id: ImportId
    added: int
    changed: int
    skipped: int


def preview_import(store: Store, entries: Entries, dictionary: Dictionary, reporter: Reporter) -> Preview:
    """Look at what an import would meet; nothing is changed."""
    with store.read() as session:
        connection = session.connection()
        holders = find_holders(connection, entries.codes)
        names = zip(entries.codes, entries.names, strict=True)
        new = (name for code, name in names if code not in holders)
        preview = Preview(
            new=len(entries) - len(holders), known=len(holders), new_names=[*islice(new, _EXAMPLES)]
        )
        done = 0
        for batch in find_changes(connection, entries, holders):
            for change in batch:
                _count(preview, change, dictionary)
            done += len(batch)
            reporter.step(Progress(done, len(holders)))
    return preview


def merge_enterprises(
    seat: Seat,
    entries: Entries,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    known: Known,
    source: str,
    told: str = "",
) -> Imported:
    """Take enterprises in, as one act; `undoing.undo_import` takes it back.

    An entry changes only what it has: what it leaves out stays as it was recorded. A list is replaced whole.
    ``Known.FILL`` changes nothing that is recorded, ``Known.SKIP`` no enterprise that is.

    Args:
        source: Where they come from, as the list of imports names it.
        told: What the trail says was done, if not that they were imported from there.

    Raises:
        BadInput: Enterprises that are not in the register have no name; nothing was changed.
        NeedsSecond: They are more than one person may take in alone; nothing was changed.
        Cancelled: The user stopped it; nothing was changed.
    """
    told = told or f"从{source}导入"
    with seat.act(Action.ENTERPRISE_IMPORT) as act, roomy(act.session):
        session, source = act.session, safe_text(source)
        row = ImportAct(at=act.at, actor=act.who.name, source=source, added=0, changed=0, skipped=0)
        session.add(row)
        session.flush()
        assert row.id is not None
        connection = session.connection()
        writer = BulkWriter(act, import_id=row.id)
        holders = find_holders(connection, entries.codes)
        new = [place for place, code in enumerate(entries.codes) if code not in holders]
        _refuse_nameless(entries, new)
        if act.telling is None and needs_second(session, len(new)):
            # As the store would at the end, but without the work.
            raise NeedsSecond
        progress = _Told(reporter, len(entries))
        for batch in () if known is Known.SKIP else find_changes(connection, entries, holders):
            changes = [kept for change in batch if (kept := change.under(known))]
            writer.change(changes, dictionary, f"{told}，修改企业")
            row.changed += len(changes)
            progress.step(len(batch), batch[-1].holder.name)
        first = _next_id(session)
        for places in batches(new, ADDED_AT_ONCE):
            ids = map(EnterpriseId, range(first + row.added, first + row.added + len(places)))
            writer.add(entries, [*zip(ids, places, strict=True)], dictionary, f"{told}，新增企业")
            row.added += len(places)
            progress.step(len(places), entries.names[places[-1]])
        row.skipped = len(holders) - row.changed
        act.note(
            Subject(Kind.IMPORT, row.id),
            f"{told}：新增 {row.added} 户，更新 {row.changed} 户，未变 {row.skipped} 户",
        )
        return Imported(row.id, row.added, row.changed, row.skipped)


class _Told:
    """How far an import is."""

    def __init__(self, reporter: Reporter, total: int) -> None:
        self._reporter = reporter
        self._total = total
        self._done = 0

    def step(self, count: int, name: str) -> None:
        self._done += count
        self._reporter.step(Progress(self._done, self._total, name))


def _count(preview: Preview, change: Change, dictionary: Dictionary) -> None:
    if not change:
        return
    preview.updated += 1
    filling = change.under(Known.FILL)
    preview.filled += bool(filling)
    filled = _size(filling)
    preview.filled_values += filled
    preview.replaced_values += _size(change) - filled
    if len(preview.replacing) < _EXAMPLES or len(preview.filling) < _EXAMPLES:
        for example in examples_of(change, dictionary):
            found = preview.replacing if example.before else preview.filling
            if len(found) < _EXAMPLES:
                found.append(example)


def _size(change: Change) -> int:
    return bool(change.name) + len(change.attributes) + len(change.figures) + len(change.rows)


def _refuse_nameless(entries: Entries, new: Sequence[int]) -> None:
    nameless = [entries.codes[place] for place in new if not entries.names[place]]
    if nameless:
        more = f"等 {len(nameless)} 户" if len(nameless) > _MOST_COMPLAINTS else ""
        raise BadInput(
            f"{'、'.join(nameless[:_MOST_COMPLAINTS])}{more}不在企业库里，新增要有企业名称；请补上名称后再导入"
        )


def _next_id(session: Session) -> EnterpriseId:
    return EnterpriseId((session.exec(select(func.max(Enterprise.id))).one() or 0) + 1)
