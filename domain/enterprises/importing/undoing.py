"""The imports there were, and taking one back, be it days later."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection
from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import UID
from domain.enterprises.importing.comparing import Change, Holder, Recorded, batches, live_holders
from domain.enterprises.importing.entities import ImportAct
from domain.enterprises.importing.wording import Details, flat_rows, stored_rows, stored_value
from domain.enterprises.rows import StoredRow, stored_after
from domain.enterprises.sql.bulk_writing import BulkWriter, roomy
from domain.store.acts import Action
from domain.store.audit import AuditEntry
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, ImportId
from domain.values.progress import Progress, Reporter

_MOST_LEFT: Final = 200


@dataclass(slots=True)
class Undone:
    """What taking an import back did; numbers of enterprises, or of what else came in, which ``unit`` counts.

    Attributes:
        deleted: Added by it, and gone again.
        restored: Changed by it, of which something was put back.
        left: Of which something was left, since it was changed after the import.
        sentences: What was left and why, for the first few of those.
    """

    deleted: int = 0
    restored: int = 0
    left: int = 0
    sentences: list[str] = field(default_factory=list)
    unit: str = "户"

    def leave(self, sentence: str) -> None:
        self.left += 1
        if len(self.sentences) < _MOST_LEFT:
            self.sentences.append(sentence)


def _no_reasons(_session: Session, _ids: Sequence[EnterpriseId]) -> Mapping[EnterpriseId, str]:
    return {}


def list_imports(session: Session, *, most: int = 500) -> list[ImportAct]:
    """Return the imports there were, the latest first."""
    return list(session.exec(select(ImportAct).order_by(col(ImportAct.id).desc()).limit(most)))


def is_of_ledger(session: Session, id_: ImportId) -> bool:
    """Whether an import went into a ledger, which takes it back itself."""
    row = session.get(ImportAct, id_)
    return row is not None and row.ledger is not None


def undo_import(
    seat: Seat,
    id_: ImportId,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    find_reasons: Callable[[Session, Sequence[EnterpriseId]], Mapping[EnterpriseId, str]] = _no_reasons,
) -> Undone:
    """Take an import back: what it added is deleted, what it changed is as it was before.

    Whatever was changed after the import stays as it is, and is told; so does what was added and has a
    reason against its being deleted, which ``find_reasons`` returns by the ids of enterprises.

    Raises:
        NotFound: There is no such import.
        BadInput: It was taken back already.
        Cancelled: The user stopped it; nothing was changed.
    """
    undone = Undone()
    with seat.act(Action.ENTERPRISE_IMPORT_UNDO) as act, roomy(act.session):
        session = act.session
        row = session.get(ImportAct, id_)
        if row is None:
            raise NotFound("没有这次导入的记录")
        if row.undone_at is not None:
            raise BadInput(f"“{row.source}”的这次导入已经撤销过了")
        connection = session.connection()
        writer = BulkWriter(act)
        said = f"撤销“{row.source}”的导入"
        entries = _entries(connection, id_)
        reasons = find_reasons(
            session, [one for one, action, _ in entries if action == Action.ENTERPRISE_ADD]
        )
        for done, batch in enumerate(batches(entries), start=1):
            wanted = among(col(Enterprise.id), [enterprise for enterprise, _, _ in batch])
            holders = {one.id: one for one in live_holders(connection, wanted)}
            added = [one for one, action, _ in batch if action == Action.ENTERPRISE_ADD]
            there = [holders[one] for one in added if one in holders]
            for holder in there:
                if holder.id in reasons:
                    undone.leave(f"“{holder.name}”是这次新增的，{reasons[holder.id]}，没有删除")
            _delete(connection, writer, [one for one in there if one.id not in reasons], undone, said)
            changed = [
                (holders[one], _details_of(details))
                for one, action, details in batch
                if action == Action.ENTERPRISE_CHANGE and one in holders
            ]
            undone_changes = [*_changes_back(connection, changed, dictionary, undone)]
            writer.change(undone_changes, dictionary, f"{said}，还原企业")
            undone.restored += len(undone_changes)
            reporter.step(Progress(done * len(batch), len(entries)))
        row.undone_at, row.undone_by = act.at, act.who.name
        kept = f"，{undone.left} 户导入后又改过，改过的没有动" if undone.left else ""
        act.note(
            Subject(Kind.IMPORT, id_),
            f"{said}：删除新增的 {undone.deleted} 户，还原 {undone.restored} 户{kept}",
        )
    return undone


def _details_of(details: str) -> dict[str, Any]:
    with as_stored("导入时的操作记录"):
        return dict(json.loads(details))


def _entries(connection: Connection, import_id: ImportId) -> list[tuple[EnterpriseId, str, str]]:
    """Return what an import did, enterprise by enterprise: id, action, details."""
    found = connection.execute(
        select(AuditEntry.subject_id, AuditEntry.action, AuditEntry.details)
        .where(AuditEntry.import_id == import_id)
        .order_by(col(AuditEntry.id))
    )
    return [(EnterpriseId(id_), action, details) for id_, action, details in found]


def _delete(
    connection: Connection, writer: BulkWriter, added: Sequence[Holder], undone: Undone, said: str
) -> None:
    """Delete what was added, but for what has anything in its trail beside that."""
    subject_id = col(AuditEntry.subject_id)
    found = connection.execute(
        select(subject_id)
        .where(
            AuditEntry.kind == Kind.ENTERPRISE,
            AuditEntry.action != Action.STORE_BASELINE,
            among(subject_id, [holder.id for holder in added]),
        )
        .group_by(subject_id)
        .having(func.count() > 1)
    )
    touched = {id_ for (id_,) in found}
    for holder in added:
        if holder.id in touched:
            undone.leave(f"“{holder.name}”是这次新增的，后来又改过，没有删除")
    alone = [one for one in added if one.id not in touched]
    writer.delete(alone, f"{said}，删除企业")
    undone.deleted += len(alone)


@dataclass(slots=True)
class _Kept:
    """What the trail says an import changed of one enterprise: before and after, as the store keeps them."""

    holder: Holder
    name: tuple[str, str] | None = None
    attributes: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    figures: dict[tuple[str, str], tuple[int | None, int | None]] = field(default_factory=dict)
    rows: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def _changes_back(
    connection: Connection,
    changed: Sequence[tuple[Holder, Details]],
    dictionary: Dictionary,
    undone: Undone,
) -> Iterator[Change]:
    """Yield what puts enterprises back; what was changed since is left, and told."""
    kept = [_read(holder, details, dictionary) for holder, details in changed]
    recorded = Recorded(
        connection,
        [one.holder.id for one in kept],
        attributes={name for one in kept for name in one.attributes},
        figures={name for one in kept for name, _ in one.figures},
        kinds={kind for one in kept for kind in one.rows},
    )
    for one in kept:
        change = _change_back(one, recorded, dictionary)
        if one.left:
            labels = "、".join(dict.fromkeys(one.left))
            undone.leave(f"“{one.holder.name}”的{labels}导入后又改过，没有动")
        if change:
            yield change


def _change_back(one: _Kept, recorded: Recorded, dictionary: Dictionary) -> Change:
    id_ = one.holder.id
    name = None
    if one.name is not None:
        before, after = one.name
        name = (after, before) if one.holder.name == after else None
        if name is None:
            one.left.append("企业名称")
    attributes = []
    for key, (value, put) in one.attributes.items():
        if recorded.attributes.get((id_, key)) == put:
            attributes.append((key, put, value))
        else:
            one.left.append(dictionary.attributes[key].label)
    figures = []
    for figure, (amount, set_to) in one.figures.items():
        if recorded.figures.get((id_, figure)) == set_to:
            figures.append((figure, set_to, amount))
        else:
            one.left.append(FactKey(figure[0], period=figure[1]).label(dictionary))
    rows = []
    for kind, parts in one.rows.items():
        now = recorded.rows(id_, kind)
        flat = flat_rows(kind, now, dictionary)
        if all(flat.get(part) == after for part, (_, after) in parts.items()):
            flat |= {part: before for part, (before, _) in parts.items()}
            rows.append((kind, now, _rows_back(kind, flat, parts, now, dictionary)))
        else:
            one.left.append(dictionary.rows[kind].label)
    return Change(one.holder, name, tuple(attributes), tuple(figures), tuple(rows))


def _rows_back(
    kind: str,
    flat: Mapping[str, Any],
    parts: Iterable[str],
    now: Sequence[StoredRow] | None,
    dictionary: Dictionary,
) -> list[StoredRow] | None:
    rows = stored_rows(kind, flat, dictionary)
    if rows is None or any(FactKey.parse(part).column == UID for part in parts):
        return rows
    # An older program did not say which row is which.
    return stored_after(now, [row.content for row in rows])


def _read(holder: Holder, details: Details, dictionary: Dictionary) -> _Kept:
    """Read what the trail kept of an enterprise; what no policy at hand knows any more is left."""
    kept = _Kept(holder)
    for text, (before, after) in details.items():
        key = FactKey.parse(text)
        if text == "name":
            kept.name = (before, after)
        elif key.name in dictionary.rows:
            kept.rows.setdefault(key.name, {})[text] = (before, after)
        else:
            _read_value(kept, key, (before, after), dictionary)
    return kept


def _read_value(kept: _Kept, key: FactKey, values: Sequence[Any], dictionary: Dictionary) -> None:
    try:
        fact = key.fact(dictionary)
        before, after = (stored_value(fact, plain) for plain in values)
    except (KeyError, BadInput):
        kept.left.append(f"“{key.name}”")
        return
    if key.period:
        figures = (None if text is None else int(text) for text in (before, after))
        kept.figures[key.name, key.period] = (next(figures), next(figures))
    else:
        kept.attributes[key.name] = (before, after)
