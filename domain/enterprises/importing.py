"""Taking many enterprises in at once, those already recorded among them; and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from domain.enterprises import queries
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register import index
from domain.enterprises.service import find_rows, write_enterprise
from domain.progress import Progress, Reporter
from domain.store import audit
from domain.store.engine import Store


class Known(StrEnum):
    """What becomes of enterprises that are recorded already."""

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; names of the first few that are recorded already."""

    new: int
    known: int
    known_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: ids that were added, and what was recorded before of those that changed."""

    added: tuple[int, ...]
    changed: Mapping[int, EnterpriseFacts]
    skipped: int


def preview_import(store: Store, entries: Sequence[EnterpriseFacts]) -> Preview:
    """Look at what an import would meet; nothing is changed."""
    with store.read() as session:
        holders = [queries.find_by_uscc(session, facts.uscc) for facts in entries]
    known = [holder.name for holder in holders if holder is not None]
    return Preview(len(entries) - len(known), len(known), tuple(known[:5]))


def merge_enterprises(
    store: Store,
    entries: Sequence[EnterpriseFacts],
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    known: Known,
    actor: str,
    source: str,
) -> Imported:
    """Take enterprises in, as one act.

    An entry changes only what it has: what it leaves out stays as it was recorded. ``Known.FILL`` changes
    nothing that is recorded, ``Known.SKIP`` no enterprise that is.

    Raises:
        Cancelled: The user stopped it; nothing was changed.
    """
    added, changed, skipped = [], {}, 0
    with store.write() as session:
        for done, facts in enumerate(entries, start=1):
            holder = queries.find_by_uscc(session, facts.uscc)
            if holder is None or holder.id is None:
                added.append(write_enterprise(session, facts, dictionary, before=None, id_=None, actor=actor))
            else:
                before = queries.facts_of(session, holder.id, dictionary)
                after = before if known is Known.SKIP else _merged(before, facts, known)
                if after == before:
                    skipped += 1
                else:
                    write_enterprise(session, after, dictionary, before=before, id_=holder.id, actor=actor)
                    changed[holder.id] = before
            reporter.step(Progress(done, len(entries), facts.name))
        _note(
            session, actor, f"从{source}导入：新增 {len(added)} 户，更新 {len(changed)} 户，未变 {skipped} 户"
        )
    return Imported(tuple(added), changed, skipped)


def undo_import(store: Store, imported: Imported, dictionary: Dictionary, *, actor: str) -> None:
    """Take an import back: what was added is deleted, what was changed is as it was before."""
    with store.write() as session:
        index.remove(session, imported.added)
        for row in find_rows(session, imported.added) if imported.added else ():
            row.deleted_at = audit.now()
        for id_, before in imported.changed.items():
            now = queries.facts_of(session, id_, dictionary)
            write_enterprise(session, before, dictionary, before=now, id_=id_, actor=actor)
        _note(
            session, actor, f"撤销导入：删除新增的 {len(imported.added)} 户，还原 {len(imported.changed)} 户"
        )


def _merged(before: EnterpriseFacts, entry: EnterpriseFacts, known: Known) -> EnterpriseFacts:
    """Put what an entry has over what is recorded, or under it."""
    over, under = (entry, before) if known is Known.UPDATE else (before, entry)
    return replace(
        before,
        name=entry.name if known is Known.UPDATE else before.name,
        attributes={**under.attributes, **over.attributes},
        indicators={
            name: {**under.indicators.get(name, {}), **over.indicators.get(name, {})}
            for name in {**under.indicators, **over.indicators}
        },
        rows={**under.rows, **over.rows},
    )


def _note(session: Session, actor: str, summary: str) -> None:
    audit.record(session, actor=actor, action="enterprise.import", subject="enterprise", summary=summary)
