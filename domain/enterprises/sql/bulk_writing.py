"""Many enterprises written at once, within an act under way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.importing.comparing import Change, Holder
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.wording import details_of, details_of_added
from domain.enterprises.register.spelling import spelled
from domain.enterprises.rows import stored_after
from domain.enterprises.service import ENTERED
from domain.store.acts import Act, Action, Entry
from domain.store.tables import Kind, Subject
from domain.values.ids import EnterpriseId, ImportId
from domain.values.uids import new_uid

ADDED_AT_ONCE: Final = 5_000
"""How many new enterprises go into each table before the next one has its turn."""

_ROOM_KB: Final = 64_000
_ADD_ATTRIBUTE: Final = "INSERT INTO enterprise_attribute VALUES (?, ?, ?)"
_ADD_FIGURE: Final = "INSERT INTO enterprise_figure VALUES (?, ?, ?, ?)"
_PUT_ATTRIBUTE: Final = "INSERT OR REPLACE INTO enterprise_attribute VALUES (?, ?, ?)"
_PUT_FIGURE: Final = "INSERT OR REPLACE INTO enterprise_figure VALUES (?, ?, ?, ?)"
_PUT_ROW: Final = (
    "INSERT INTO enterprise_row (enterprise_id, kind, position, uid, content) VALUES (?, ?, ?, ?, ?)"
)


@contextmanager
def roomy(session: Session) -> Iterator[None]:
    """Give an act of very many rows room in memory: else SQLite writes its pages again and again."""
    connection = session.connection()
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM_KB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")


class BulkWriter:
    """Writes enterprises by the hundred, each with its entry in the audit trail.

    One statement takes many rows, and rows come in the order of the tables' own keys: that is what makes it
    fast.
    """

    def __init__(self, act: Act, *, import_id: ImportId | None = None) -> None:
        """``import_id`` is noted with every entry."""
        self._act = act
        self._session = act.session
        self._connection = act.session.connection()
        self._at = act.stored_at
        self._import_id = import_id

    def add(
        self, entries: Entries, batch: Sequence[tuple[EnterpriseId, int]], dictionary: Dictionary, said: str
    ) -> None:
        """Add enterprises that are not recorded.

        Args:
            entries: What is known of them.
            batch: Of each the id it is to have, ascending, and its place in the entries.
            dictionary: Which facts there are.
            said: What the trail says, before the name.
        """
        ids, places = [id_ for id_, _ in batch], [place for _, place in batch]
        names, uids = [entries.names[place] for place in places], [new_uid() for _ in places]
        rows = {
            kind: {place: stored_after(None, found[place]) for place in places if place in found}
            for kind, found in entries.rows.items()
        }
        # Spelled at once: at the end of the act each row would be made longer, and its page be divided.
        self._run(
            "INSERT INTO enterprise (id, uscc, name, initials, pinyin, created_at, changed_at, uid)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (id_, entries.codes[place], name, *spelled(name), self._at, self._at, uid)
                for id_, place, name, uid in zip(ids, places, names, uids, strict=True)
            ],
        )
        attributes: dict[str, list[str | None]] = {
            name: [column[place] for place in places] for name, column in entries.attributes.items()
        }
        for kind, listed in rows.items():
            attributes[kind] = [ENTERED if place in listed else None for place in places]
        figures = {key: [column[place] for place in places] for key, column in entries.figures.items()}
        self._run(
            _ADD_ATTRIBUTE, _by_enterprise(ids, {(name,): column for name, column in attributes.items()})
        )
        self._run(_ADD_FIGURE, _by_enterprise(ids, figures))
        self._run(
            _PUT_ROW,
            [
                (id_, kind, position, *row)
                for id_, place in batch
                for kind, listed in rows.items()
                for position, row in enumerate(listed.get(place, ()))
            ],
        )
        told = details_of_added(entries, places, uids, rows, dictionary)
        self._note(
            (id_, Action.ENTERPRISE_ADD, f"{said}“{entries.names[place]}”（{entries.codes[place]}）", details)
            for (id_, place), details in zip(batch, told, strict=True)
        )

    def change(self, changes: Sequence[Change], dictionary: Dictionary, said: str) -> None:
        """Change recorded enterprises; a value whose ``after`` is None is no longer entered."""
        self._run(
            "UPDATE enterprise SET changed_at = ? WHERE id = ?", [(self._at, c.holder.id) for c in changes]
        )
        self._rename([(c.holder.id, c.name[1]) for c in changes if c.name is not None])
        attributes = [(c.holder.id, name, after) for c in changes for name, _, after in c.attributes]
        attributes += [
            (c.holder.id, kind, None if after is None else ENTERED)
            for c in changes
            for kind, _, after in c.rows
        ]
        figures = [(c.holder.id, *key, after) for c in changes for key, _, after in c.figures]
        self._put(_PUT_ATTRIBUTE, "enterprise_attribute", ("name",), attributes)
        self._put(_PUT_FIGURE, "enterprise_figure", ("name", "period"), figures)
        self._run(
            "DELETE FROM enterprise_row WHERE enterprise_id = ? AND kind = ?",
            [(c.holder.id, kind) for c in changes for kind, _, _ in c.rows],
        )
        self._run(
            _PUT_ROW,
            [
                (c.holder.id, kind, position, *row)
                for c in changes
                for kind, _, after in c.rows
                for position, row in enumerate(after or ())
            ],
        )
        self._note(
            (
                c.holder.id,
                Action.ENTERPRISE_CHANGE,
                f"{said}“{c.holder.name}”（{c.holder.uscc}）",
                details_of(c, dictionary),
            )
            for c in changes
        )

    def delete(self, holders: Sequence[Holder], said: str) -> None:
        """Take enterprises out of the register, so that they can be restored."""
        self._run(
            "UPDATE enterprise SET deleted_at = ? WHERE id = ?", [(self._at, one.id) for one in holders]
        )
        told = {"deleted_at": [None, self._at]}
        self._note(
            (one.id, Action.ENTERPRISE_DELETE, f"{said}“{one.name}”（{one.uscc}）", told) for one in holders
        )

    def _note(
        self, entries: Iterable[tuple[EnterpriseId, Action, str, Mapping[str, Any] | str | None]]
    ) -> None:
        self._act.note_all(
            (
                Entry(Subject(Kind.ENTERPRISE, id_), summary, details, action)
                for id_, action, summary, details in entries
            ),
            import_id=self._import_id,
        )

    def _rename(self, names: Sequence[tuple[EnterpriseId, str]]) -> None:
        """Give enterprises other names; of each its id and the name."""
        self._run("UPDATE enterprise SET name = ? WHERE id = ?", [(name, id_) for id_, name in names])

    def _put(self, statement: str, table: str, key: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
        """Put values in place; those whose last part is None are deleted."""
        where = " AND ".join(f"{column} = ?" for column in ("enterprise_id", *key))
        self._run(f"DELETE FROM {table} WHERE {where}", [one[:-1] for one in values if one[-1] is None])
        self._run(statement, [one for one in values if one[-1] is not None])

    def _run(self, statement: str, values: Sequence[tuple[Any, ...]]) -> None:
        if values:
            self._connection.exec_driver_sql(statement, list(values))


def _by_enterprise(ids: Sequence[EnterpriseId], columns: dict[Any, list[Any]]) -> list[tuple[Any, ...]]:
    """Return (id, *key, value) of what is entered, enterprise by enterprise, in the order of keys."""
    ordered = sorted(columns.items())
    return [
        (id_, *key, value)
        for at, id_ in enumerate(ids)
        for key, column in ordered
        if (value := column[at]) is not None
    ]
