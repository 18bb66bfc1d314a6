"""Changing the register. Each function is one act: written whole, with its audit entry, or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import String, cast
from sqlmodel import Session, col, delete, insert, select, update

from domain.enterprises import queries
from domain.enterprises.codec import encode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.differences import difference
from domain.enterprises.entities import Enterprise, EnterpriseAttribute, EnterpriseFigure, EnterpriseRow
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.meanwhile import ChangedMeanwhile, put_together
from domain.enterprises.rows import identified, stored
from domain.store.acts import CHANGE_NOTHING, Act, Action, Entry
from domain.store.audit import entries_of
from domain.store.changes import Pairs
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId
from domain.values.progress import Progress, Reporter, Silent

_BATCH: Final = 5_000
_SILENT: Final = Silent()

ENTERED: Final = ""
"""Value of the attribute that says a list was entered, be it empty."""


class DuplicateCode(BadInput):
    """Another enterprise has the code; ``id`` is that one's."""

    def __init__(self, holder: Enterprise) -> None:
        super().__init__(f"统一社会信用代码 {holder.uscc} 已登记在“{holder.name}”名下")
        self.id = holder.id


class CodesGivenAway(BadInput):
    """Deleted enterprises whose codes others have now."""


def save_enterprise(
    seat: Seat,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
    *,
    id_: EnterpriseId | None = None,
    opened: EnterpriseFacts | None = None,
) -> EnterpriseId:
    """Record an enterprise with all that is known about it, in place of what was recorded before.

    What somebody else recorded since it was opened stays, part by part.

    Args:
        seat: Who does it, and where.
        facts: Validated facts; whatever is absent is recorded as not entered.
        dictionary: Which facts there are.
        id_: The enterprise to change; None to add one.
        opened: What was recorded when ``facts`` were begun with; None for what is recorded now.

    Returns:
        Its id.

    Raises:
        ChangedMeanwhile: Somebody else has changed the same parts to something else; nothing was recorded.
        DuplicateCode: Another enterprise has the code.
        NotFound: The enterprise to change is not there any more.
    """
    with seat.act(Action.ENTERPRISE_ADD if id_ is None else Action.ENTERPRISE_CHANGE) as act:
        holder = queries.find_by_uscc(act.session, facts.uscc)
        if holder is not None and holder.id != id_:
            raise DuplicateCode(holder)
        before = None if id_ is None else queries.facts_of(act.session, id_, dictionary)
        if id_ is not None and before is not None and opened is not None and opened != before:
            together = put_together(opened, before, facts, dictionary)
            if together.clashes:
                entries = reversed(entries_of(act.session, Subject(Kind.ENTERPRISE, id_)))
                last = next(entry for entry in entries if entry.action not in CHANGE_NOTHING)
                raise ChangedMeanwhile(before, together, last.actor, last.at)
            facts = together.ours
        return write_enterprise(act, facts, dictionary, before=before, id_=id_)


def write_enterprise(
    act: Act,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
    *,
    before: EnterpriseFacts | None,
    id_: EnterpriseId | None,
    summary: str = "",
    besides: Pairs | None = None,
) -> EnterpriseId:
    """Record an enterprise within an act under way. Returns its id.

    Args:
        before: What was recorded.
        summary: What the trail says, where it is not that the enterprise was changed.
        besides: What else the act has changed of it, for the trail.
    """
    facts = identified(facts, before)
    row = _stored(act, facts, id_)
    assert row.id is not None
    _delete_facts(act.session, row.id, dictionary)
    _insert_facts(act.session, row.id, facts)
    act.note(
        Subject(Kind.ENTERPRISE, row.id),
        summary or f"{'新增' if before is None else '修改'}企业“{facts.name}”（{facts.uscc}）",
        difference(before, facts, dictionary) | (besides or {}),
        action=Action.ENTERPRISE_ADD if before is None else Action.ENTERPRISE_CHANGE,
    )
    return row.id


def delete_enterprises(seat: Seat, ids: Sequence[EnterpriseId], reporter: Reporter = _SILENT) -> list[str]:
    """Take enterprises out of the register; `restore_enterprises` brings them back, however much later:
    everything that hangs on them is kept.

    Returns:
        Their names.

    Raises:
        NotFound: None of them is there.
        Cancelled: The user stopped it; nothing was deleted.
    """
    return _set_presence(seat, ids, reporter, is_there=False)


def restore_enterprises(seat: Seat, ids: Sequence[EnterpriseId], reporter: Reporter = _SILENT) -> None:
    """Undo a deletion, be it of long ago (see `deleted.list_deleted`).

    Raises:
        CodesGivenAway: Codes were given to other enterprises since; all are named, and nothing is restored.
        NotFound: None of them is there.
        Cancelled: The user stopped it; nothing was restored.
    """
    _set_presence(seat, ids, reporter, is_there=True)


def _set_presence(
    seat: Seat, ids: Sequence[EnterpriseId], reporter: Reporter, *, is_there: bool
) -> list[str]:
    """Delete or restore, a batch after the other in one act: there may be a million of them."""
    word, action = ("恢复", Action.ENTERPRISE_RESTORE) if is_there else ("删除", Action.ENTERPRISE_DELETE)
    # What is as it should be already is left as it is, and no entry tells of it.
    is_due = col(Enterprise.deleted_at).is_not(None) if is_there else col(Enterprise.deleted_at).is_(None)
    names: list[str] = []
    with seat.act(action) as act:
        session = act.session
        moment = None if is_there else act.at
        for start in range(0, len(ids), _BATCH):
            reporter.step(Progress(start, len(ids)))
            rows = session.exec(
                select(
                    col(Enterprise.id), Enterprise.uscc, Enterprise.name, cast(Enterprise.deleted_at, String)
                ).where(col(Enterprise.id).in_(ids[start : start + _BATCH]), is_due)
            ).all()
            batch = [id_ for id_, *_ in rows if id_ is not None]
            if is_there:
                _refuse_given_away(session, [(uscc, name) for _, uscc, name, _ in rows])
            session.exec(update(Enterprise).where(col(Enterprise.id).in_(batch)).values(deleted_at=moment))
            act.note_all(
                Entry(
                    Subject(Kind.ENTERPRISE, id_),
                    f"{word}企业“{name}”（{uscc}）",
                    {"deleted_at": [deleted_at, None if is_there else act.stored_at]},
                )
                for id_, uscc, name, deleted_at in rows
            )
            names += (name for _, _, name, _ in rows)
            session.expunge_all()
        if not names:
            raise NotFound("这些企业已不在企业库中")
    return names


def _refuse_given_away(session: Session, wanted: Sequence[tuple[str, str]]) -> None:
    """Refuse to restore what others have the codes of, among them what is restored along with it."""
    codes = [uscc for uscc, _ in wanted]
    found = session.exec(
        select(Enterprise.uscc, Enterprise.name).where(
            col(Enterprise.uscc).in_(codes), col(Enterprise.deleted_at).is_(None)
        )
    )
    holders = dict(found.all())
    complaints = []
    for uscc, name in wanted:
        if uscc in holders:
            complaints.append(given_away(uscc, name, holders[uscc]))
        holders.setdefault(uscc, name)
    if complaints:
        raise CodesGivenAway(complaints)


def given_away(uscc: str, name: str, holder: str) -> str:
    """Return why an enterprise cannot be restored beside the one that has its code now."""
    return f"“{name}”的统一社会信用代码 {uscc} 现在登记在“{holder}”名下：先删除那一户或改正它的代码，再恢复"


def _stored(act: Act, facts: EnterpriseFacts, id_: EnterpriseId | None) -> Enterprise:
    """Write the enterprise itself."""
    row = None if id_ is None else act.session.get(Enterprise, id_)
    if row is None:
        row = Enterprise(uscc=facts.uscc, name=facts.name, created_at=act.at, changed_at=act.at)
    row.uscc, row.name, row.changed_at = facts.uscc, facts.name, act.at
    act.session.add(row)
    act.session.flush()
    return row


def _delete_facts(session: Session, id_: EnterpriseId, dictionary: Dictionary) -> None:
    """Delete what the dictionary knows. Facts of a policy that is not at hand now stay for when it is."""
    _delete(
        session,
        EnterpriseAttribute,
        id_,
        EnterpriseAttribute.name,
        [*dictionary.attributes, *dictionary.rows],
    )
    _delete(session, EnterpriseFigure, id_, EnterpriseFigure.name, dictionary.indicators)
    _delete(session, EnterpriseRow, id_, EnterpriseRow.kind, dictionary.rows)


def _delete(session: Session, table: Any, id_: EnterpriseId, column: str, names: Iterable[str]) -> None:
    session.exec(delete(table).where(col(table.enterprise_id) == id_, col(column).in_(names)))


def _insert_facts(session: Session, id_: EnterpriseId, facts: EnterpriseFacts) -> None:
    attributes = {name: encode(value) for name, value in facts.attributes.items()}
    attributes |= dict.fromkeys(facts.rows, ENTERED)
    _insert(session, EnterpriseAttribute, id_, [{"name": k, "value": v} for k, v in attributes.items()])
    figures = [
        {"name": name, "period": str(period), "amount": amount}
        for name, amounts in facts.indicators.items()
        for period, amount in amounts.items()
    ]
    _insert(session, EnterpriseFigure, id_, figures)
    rows = [
        {"kind": kind, "position": position, "content": row.content, "uid": row.uid}
        for kind, entries in facts.rows.items()
        for position, row in enumerate(stored(entries))
    ]
    _insert(session, EnterpriseRow, id_, rows)


def _insert(session: Session, table: Any, id_: EnterpriseId, values: list[dict[str, Any]]) -> None:
    if values:
        session.exec(insert(table), params=[{"enterprise_id": id_, **value} for value in values])
