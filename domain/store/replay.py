"""Rows held against the trail: what its entries come to, one after the other, must be what is there."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.store.changes import as_told, hanging_prefix
from domain.store.packing import digest_of
from domain.store.plain import schema_of
from domain.store.tables import DERIVED, STAYING, TOLD_WITH, Kind
from domain.values.ids import EnterpriseId, RunId
from domain.values.progress import Progress, Reporter, Silent

FIRST_SCHEMA: Final = "0010"
"""Since when the trail tells of every value of these tables."""

_FIRST_OF_ENTERPRISES: Final = "0012"
"""Since when it tells of every fact of every enterprise."""

FIRST_WITH_COLUMNS: Final = "0013"
"""Since when results of assessments are kept as columns, of which the trail has one hash over all."""

TABLES: Final = tuple(table for table in TOLD_WITH if table != "enterprise")
"""Those whose rows are held against it column by column; enterprises are held against it by their facts."""

_BATCH: Final = 40
_SILENT: Final = Silent()


class Strayed(NamedTuple):
    """A row that is not what the trail says.

    Attributes:
        owner: The id of what its entries are about.
        row: As it stands there; None where it is gone.
        columns: Those that are otherwise.
        should: What they should be, as the trail keeps it; absent for nothing.
    """

    owner: int
    row: Mapping[str, Any] | None
    columns: tuple[str, ...]
    should: Mapping[str, Any]


def tables_told_of(connection: sqlite3.Connection) -> list[str]:
    """Return which of `TABLES` a store has; none of one from before the trail told of every value."""
    if (schema_of(connection) or "") < FIRST_SCHEMA:
        return []
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [table for table in TABLES if table in there]


def strayed(connection: sqlite3.Connection, table: str) -> Iterator[Strayed]:
    """Yield the rows of one of `tables_told_of` that are not what the trail says."""
    kind, owner = TOLD_WITH[table]
    (last,) = connection.execute(f"SELECT max({owner}) FROM {table} WHERE {owner} <= {_MOST_ID}").fetchone()
    (told,) = connection.execute(_LAST, (kind,)).fetchone()
    # Behind the last there is nothing; before anything is there and told of, nothing at all.
    end = max((one for one in (last, told) if one is not None), default=-1) + 1
    # A row that hangs on something may have hung on something else before.
    step = _BATCH if owner == "id" or table in STAYING else max(end, 1)
    for first in range(0, end, step):
        within = (first, first + step - 1)
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {owner} BETWEEN ? AND ?", within)
        names = [column[0] for column in cursor.description]
        entries = connection.execute(_ENTRIES, (kind, *within, f'%"{_mark(table)}%'))
        expected = _replayed(entries, _mark(table), names)
        keys = _keys_of(connection, table)
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            key = hanging_prefix(table, [row[name] for name in keys]) or row[owner]
            skipped = {name for name in names if (table, name) in DERIVED or (name == owner == "id")}
            there = {n: as_told(value) for n, value in row.items() if n not in skipped and value is not None}
            should = expected.pop(key, {})
            if there != should:
                wrong = (name for name in names if there.get(name) != should.get(name))
                yield Strayed(row[owner], row, tuple(wrong), should)
        yield from (
            Strayed(key if isinstance(key, int) else 0, None, tuple(should), should)
            for key, should in expected.items()
            if should
        )
    cursor = connection.execute(f"SELECT * FROM {table} WHERE {owner} > {_MOST_ID}")
    names = [column[0] for column in cursor.description]
    yield from (Strayed(0, dict(zip(names, values, strict=True)), (owner,), {}) for values in cursor)


def _is_there(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a store has a table; one of an older program may not yet."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def strayed_runs(connection: sqlite3.Connection) -> Iterator[RunId]:
    """Yield the kept assessments whose results are not what the trail says; those it tells of, as they read.

    What does not read at all is `packing.check`'s.
    """
    if (schema_of(connection) or "") < FIRST_WITH_COLUMNS:
        return
    # The last entry that speaks of them: the number of one that was deleted may have been given again.
    told: dict[RunId, Any] = {}
    for id_, details in connection.execute(_TAKEN, (Kind.RUN,)):
        pairs = pairs_of(details)
        if "results" in pairs:
            told[id_] = pairs["results"][1]
    for id_, results in told.items():
        if not isinstance(results, dict) or results.get("sha256") != _digest_of(connection, id_):
            yield id_


def _digest_of(connection: sqlite3.Connection, run_id: RunId) -> str:
    """Return the hash of what a run came to; empty where it does not read."""
    try:
        return digest_of(connection, run_id)
    except (ValueError, TypeError, AttributeError):
        return ""


def strayed_balances(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    """Yield the accounts of budgets whose balance is not the sum of their movements: policy, year, source."""
    if _is_there(connection, "fund_account"):
        yield from connection.execute(_BALANCES)


def strayed_months(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the months that are not what was signed off, or of which a line comes to other than it says."""
    if _is_there(connection, "paid_flow"):
        yield from (month for (month,) in connection.execute(_MONTHS))


def _replayed(
    entries: sqlite3.Cursor, mark: str, columns: Collection[str]
) -> dict[int | str, dict[str, Any]]:
    """Return what the entries come to: row by id, or by what its keys begin with, to its columns.

    An entry may say more than what became of columns, e.g. what an exported table had in it.
    """
    found: dict[int | str, dict[str, Any]] = {}
    for owner, details in entries:
        for key, pair in pairs_of(details).items():
            place, _, name = key.rpartition(".") if mark else ("", "", key)
            if not (key.startswith(mark) and name in columns and isinstance(pair, list)):
                continue
            row = found.setdefault(f"{place}." if mark else owner, {})
            if pair[1] is None:
                row.pop(name, None)
            else:
                row[name] = pair[1]
    return found


def pairs_of(details: Any) -> dict[str, Any]:
    """Return what an entry tells of; nothing where it does not read, which its hash tells."""
    try:
        pairs = json.loads(details)
    except (ValueError, TypeError):
        return {}
    return pairs if isinstance(pairs, dict) else {}


def _mark(table: str) -> str:
    return "" if TOLD_WITH[table][1] == "id" else f"{table}["


def _keys_of(connection: sqlite3.Connection, table: str) -> list[str]:
    return [column[1] for column in connection.execute(f"PRAGMA table_info({table})") if column[5]]


_TAKEN: Final = """
SELECT run.id, entry.details FROM assessment_run run
JOIN audit_entry entry ON entry.kind = ? AND entry.subject_id = run.id ORDER BY run.id, entry.id
"""
_BALANCES: Final = """
WITH side AS (
    SELECT to_id AS account, amount FROM fund_movement UNION ALL SELECT from_id, -amount FROM fund_movement
), total AS (SELECT account, sum(amount) AS amount FROM side GROUP BY account)
SELECT b.policy_title, b.year, s.name FROM fund_account a
LEFT JOIN total t ON t.account = a.id
LEFT JOIN fund_source s ON s.id = a.source_id LEFT JOIN fund_budget b ON b.id = a.budget_id
WHERE a.balance IS NOT ifnull(t.amount, 0) ORDER BY a.id
"""
_MONTHS: Final = """
SELECT c.month FROM month_close c WHERE c.undone_at IS NULL AND (c.count, c.paid + c.returned + c.repaid)
    IS NOT (SELECT count(*), ifnull(sum(f.amount), 0) FROM paid_flow f WHERE f.month = c.month)
UNION SELECT f.month FROM paid_flow f JOIN payment_line l ON l.id = f.line_id
    GROUP BY f.line_id HAVING sum(f.amount) <> iif(l.state = 'paid', l.paid, 0)
ORDER BY 1
"""
_MOST_ID: Final = 2**63 - 1
"""To SQLite text is more than any number: what hangs on something that is no number is found behind it."""
_LAST: Final = f"SELECT max(subject_id) FROM audit_entry WHERE kind = ? AND subject_id <= {_MOST_ID}"
_ENTRIES: Final = """
SELECT subject_id, details FROM audit_entry
WHERE kind = ? AND subject_id BETWEEN ? AND ? AND details LIKE ? ORDER BY id
"""


def strayed_enterprises(
    connection: sqlite3.Connection, reporter: Reporter = _SILENT
) -> Iterator[tuple[EnterpriseId, str, Mapping[str, tuple[Any, Any]]]]:
    """Yield the enterprises that are not what the trail says: id, name, and by the keys that are otherwise
    what should be there, and what is.

    Which kind a fact is of only a policy says: a value is as it was where it is that of any kind. None of an
    older store are.
    """
    if (schema_of(connection) or "") < _FIRST_OF_ENTERPRISES:
        return
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM enterprise").fetchone()
    for first in range(0, last + 1, _BATCH):
        reporter.step(Progress(first, last, "核对操作记录"))
        within = (first, first + _BATCH - 1)
        told: dict[EnterpriseId, dict[str, Any]] = {}
        for id_, details in connection.execute(_ENTRIES, (Kind.ENTERPRISE, *within, "%")):
            state = told.setdefault(id_, {})
            for key, pair in pairs_of(details).items():
                # What is under the first was kept by an older program, and is no fact.
                if key != "attachments" and isinstance(pair, list):
                    state |= _by_fact(key, *pair)
        there = _recorded(connection, within)
        for id_, recorded in there.items():
            if wrong := _otherwise(told.get(id_, {}), recorded):
                name = recorded.get("name", told.get(id_, {}).get("name"))
                should = told.get(id_, {})
                yield id_, str(name), {key: (should.get(key), recorded.get(key)) for key in sorted(wrong)}
        for id_, state in told.items():
            if id_ not in there and state.get("uscc"):
                yield id_, str(state.get("name")), {"uscc": (state["uscc"], None)}


def _by_fact(key: str, before: Any, value: Any) -> dict[str, Any]:
    """Return what an entry says by the keys of facts, also where it tells of rows as they are stored."""
    table, _, rest = key.partition("[")
    place, _, _ = rest.partition("].")
    match table:
        case "enterprise_attribute":
            return {place: value}
        case "enterprise_figure":
            name, _, period = place.partition(",")
            return {f"{name}[{period}]": value}
        case "enterprise_row" if key.endswith(".uid"):
            kind, _, position = place.partition(",")
            return {f"{kind}[{position}].uid": value}
        case "enterprise_row":
            kind, _, position = place.partition(",")
            columns = dict.fromkeys(json.loads(before or "{}")) | json.loads(value or "{}")
            return {f"{kind}[{position}].{name}": text for name, text in columns.items()}
    return {key: value}


def _recorded(connection: sqlite3.Connection, within: tuple[int, int]) -> dict[EnterpriseId, dict[str, Any]]:
    """Return what is recorded of enterprises, by the keys of the trail and as it is stored.

    What hangs on one whose own row is gone is there as well.
    """
    found = defaultdict[EnterpriseId, dict[str, Any]](dict)
    for id_, *values in connection.execute(_OWN, within):
        found[id_] = dict(zip(("uscc", "name", "deleted_at", "uid"), values, strict=True))
    for id_, name, value in connection.execute(_OF_ENTERPRISES.format("name, value", "attribute"), within):
        found[id_][name] = value
    for id_, name, period, amount in connection.execute(
        _OF_ENTERPRISES.format(f"name, period, {_YUAN}", "figure"), within
    ):
        found[id_][f"{name}[{period}]"] = amount
    for id_, kind, position, content, uid in connection.execute(
        _OF_ENTERPRISES.format("kind, position, content, uid", "row"), within
    ):
        found[id_] |= {f"{kind}[{position}].{name}": text for name, text in pairs_of(content).items()}
        found[id_][f"{kind}[{position}].uid"] = uid
    for id_, tag in connection.execute(_OF_ENTERPRISES.format("tag", "tag"), within):
        found[id_][f"tags[{tag}]"] = True
    return found


def _otherwise(told: Mapping[str, Any], recorded: Mapping[str, Any]) -> list[str]:
    """Return the keys of what is not as the trail says."""
    # Nearly all are written alike in both; what is not, e.g. what is true, is looked at one by one.
    wrong = [
        key
        for key, value in recorded.items()
        if told.get(key) != value and not _is_same(told.get(key), value)
    ]
    gone = (key for key, value in told.items() if value is not None and key not in recorded)
    return wrong + [key for key in gone if key.partition("[")[0] not in TOLD_WITH]


def _is_same(told: Any, stored: Any) -> bool:
    """Tell whether a value is what the trail says, which has yuan for fen and percent for their parts."""
    if told is None or stored is None or isinstance(stored, bool):
        return told is stored
    if isinstance(told, bool):
        return bool(stored == ("1" if told else "0"))
    if isinstance(told, int) and stored == "":
        # How many rows a list has.
        return True
    try:
        if isinstance(told, int):
            # Fen, as they are stored.
            return int(str(stored).replace(".", "")) == told
        number, places = Decimal(told), int(str(stored).replace(".", ""))
    except (ArithmeticError, ValueError, TypeError):
        return False
    return bool(places in {number.scaleb(decimals) for decimals in _DECIMALS})


_DECIMALS: Final = (2, 4)
"""Of amounts, and of numbers and rates, as they are stored."""
_YUAN: Final = "CASE WHEN amount >= 0 THEN printf('%d.%02d', amount / 100, amount % 100) ELSE amount END"
"""Of an amount of fen, as the trail writes it."""
_OWN: Final = "SELECT id, uscc, name, deleted_at, uid FROM enterprise WHERE id BETWEEN ? AND ?"
_OF_ENTERPRISES: Final = "SELECT enterprise_id, {} FROM enterprise_{} WHERE enterprise_id BETWEEN ? AND ?"
