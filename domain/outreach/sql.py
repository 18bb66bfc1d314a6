"""Candidates of 培育库, places of problems and last visits among very many, by statements of SQLite's own."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from domain.enterprises.derivation import way_to, year_of
from domain.enterprises.dictionary import Fact
from domain.outreach.cultivation_standards import ABOVE_SCALE, BASE, MOST_LINES, Line, Standard, Target
from domain.store.engine import driver_of
from domain.values.ids import EnterpriseId
from domain.values.money import MAX_FEN
from domain.values.periods import Period

_FIGURES: Final = "cultivation_figure"
_PARTS: Final = "cultivation_parts"
_FOUND: Final = "cultivation_found"
_IN: Final = "cultivation_in"
_AFTER: Final = "cultivation_after"
_GONE: Final = "cultivation_gone"
_IN_STATISTICS: Final = (
    f"SELECT enterprise_id FROM enterprise_attribute WHERE name = '{ABOVE_SCALE}' AND value = '1'"
)
_QUALIFIED: Final = """
SELECT enterprise_id FROM enterprise_row WHERE kind = 'qualifications'
AND json_extract(content, '$.kind') = :{0} AND ifnull(json_extract(content, '$.recognised_on'), '') <= :day
AND ifnull(nullif(json_extract(content, '$.valid_until'), ''), '9999') >= :day
AND ifnull(nullif(json_extract(content, '$.withdrawn_on'), ''), '9999') > :day
"""
"""Who has a qualification on a day: given by then, not over, and not taken back."""
_STATES: Final = ("above", "fallen", "licence", "near")
_OF_LINES: Final = tuple(f"{what}{at}" for at in range(MOST_LINES) for what in ("amount", "needed"))


def fill_figures(
    session: Session, facts: Sequence[Fact], period: Period, *, lacking: Iterable[str] = ()
) -> None:
    """Put figures of a period into temporary tables: typed, or following from what was typed.

    Each figure has one of its own, asked of each candidate in half the time that one of all takes; of those
    that the office does not keep they are empty.
    """
    connection = driver_of(session)
    for name in (*(fact.name for fact in facts), *lacking):
        connection.execute(f"DROP TABLE IF EXISTS temp.{_table_of(name)}")
        connection.execute(f"CREATE TEMP TABLE {_table_of(name)} (id INTEGER PRIMARY KEY, amount INTEGER)")
    for fact in facts:
        _fill(connection, fact, period)


def _table_of(fact: str) -> str:
    return f'"{_FIGURES}_{fact}"'


def _fill(connection: Any, fact: Fact, period: Period) -> None:
    table, given = f"temp.{_table_of(fact.name)}", {"name": fact.name, "period": str(period)}
    connection.execute(
        f"INSERT INTO {table} SELECT enterprise_id, amount FROM enterprise_figure"
        " WHERE name = :name AND period = :period",
        given,
    )
    of_year = "name = :name AND period > :first AND period < :last"
    given |= {"first": str(period.year), "last": f"{period.year}~"}
    connection.execute(f"DROP TABLE IF EXISTS temp.{_PARTS}")
    # Most have few patterns of what was typed, and each pattern one way: looked for once, added up by SQLite.
    # Who has typed what is put aside: very many others lie between them.
    connection.execute(
        f"CREATE TEMP TABLE {_PARTS} AS SELECT enterprise_id AS id, group_concat(period) AS parts"
        f" FROM enterprise_figure WHERE {of_year} GROUP BY enterprise_id"
        f" HAVING NOT EXISTS (SELECT 1 FROM {table} AS typed WHERE typed.id = enterprise_id)",
        given,
    )
    least, most = fact.bounds
    known = {str(one): one for one in year_of(period.year)}
    for (parts,) in connection.execute(f"SELECT DISTINCT parts FROM temp.{_PARTS}").fetchall():
        typed = frozenset(known[text] for text in parts.split(",") if text in known)
        if (way := way_to(period, typed, fact.nature)) is None:
            continue
        signs = dict.fromkeys(map(str, way.added), 1) | dict.fromkeys(map(str, way.subtracted), -1)
        counted = " ".join(f"WHEN '{text}' THEN {sign} * amount" for text, sign in signs.items())
        connection.execute(
            f"INSERT INTO {table} SELECT parts.id, sum(CASE period {counted} END) AS amount"
            f" FROM temp.{_PARTS} AS parts CROSS JOIN enterprise_figure ON enterprise_id = parts.id"
            f" WHERE parts.parts = :parts AND {of_year}"
            " GROUP BY parts.rowid HAVING amount BETWEEN :least AND :most",
            given | {"parts": parts, "least": least, "most": most},
        )
    connection.execute(f"DROP TABLE temp.{_PARTS}")


def fill_found(
    session: Session, target: Target, standards: Sequence[Standard], near: int, day: date
) -> dict[str, int]:
    """Find the candidates of a target, into a temporary table; returns how many of each state.

    States are those of `finding.State`. `fill_figures` was called before, with what the standards read.

    Args:
        session: To read by.
        target: What they are to become.
        standards: Its own, with the thresholds that apply. Who is found by two is of the first.
        near: From how many percent of a line on somebody is near it.
        day: On which qualifications are looked at.
    """
    connection = driver_of(session)
    sets = {_IN: _IN_STATISTICS, _GONE: "SELECT id FROM enterprise WHERE deleted_at IS NOT NULL"}
    if target.qualification:
        sets[_IN] = _QUALIFIED.format("qualification")
    if target.after:
        sets[_AFTER] = _QUALIFIED.format("after")
    asked = {"qualification": target.qualification, "after": target.after, "day": day.isoformat()}
    for name, which in sets.items():
        # Few ids in a table of their own: asked of each candidate in a tenth of the time that theirs takes.
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
        connection.execute(f"CREATE TEMP TABLE {name} (id INTEGER PRIMARY KEY)")
        connection.execute(f"INSERT OR IGNORE INTO temp.{name} {which}", asked)
    connection.execute(f"DROP TABLE IF EXISTS temp.{_FOUND}")
    columns = ", ".join(f"{name} INTEGER" for name in _OF_LINES)
    connection.execute(
        f"CREATE TEMP TABLE {_FOUND}"
        f" (id INTEGER PRIMARY KEY, standard TEXT, state TEXT, ratio REAL, {columns})"
    )
    for standard in standards:
        given = {"standard": standard.id, "near": near}
        connection.execute(_candidates(target, standard, given), given)
    counts = ", ".join(f"count(*) FILTER (WHERE state = '{state}')" for state in _STATES)
    [row] = connection.execute(f"SELECT {counts} FROM temp.{_FOUND}").fetchall()
    return {state: count for state, count in zip(_STATES, row, strict=True) if count}


def found_rows(session: Session, states: Sequence[str], most: int) -> list[tuple[Any, ...]]:
    """Return what `fill_found` found in some states, those first that are nearest to what it takes.

    Each is: enterprise, name, code, standard, state, whether it is known if it is that already, and of each
    line what it comes to and has to; None for not entered.
    """
    columns = ", ".join(_OF_LINES)
    marks = ", ".join("?" * len(states))
    statement = (
        f"SELECT e.id, name, uscc, standard, state, {_attribute(ABOVE_SCALE)} IS NOT NULL, {columns}"
        f" FROM (SELECT * FROM temp.{_FOUND} WHERE state IN ({marks}) ORDER BY ratio DESC, id LIMIT ?)"
        " AS found CROSS JOIN enterprise AS e ON e.id = found.id ORDER BY ratio DESC, found.id"
    )
    return driver_of(session).execute(statement, (*states, most)).fetchall()


def count_unplaced(session: Session, standards: Sequence[Standard], near: int) -> int:
    """Count those whose figures come near the lowest line, and of whom nobody knows which line is theirs."""
    lines = [one.lines[0] for one in standards if one.lines]
    split = sorted({kind for one in standards if one.sections or one.codes for kind in one.kinds})
    if not any(one.kinds for one in standards) or not lines:
        return 0
    # The limit keeps SQLite from looking the kind up for each place where it is named.
    statement = (
        f"SELECT count(*) FROM (SELECT id, {_attribute('industry_kind')} AS kind"
        f" FROM temp.{_table_of(lines[0].fact)} AS e WHERE amount * 100 >= ?"
        f" AND id NOT IN (SELECT id FROM temp.{_FOUND}) AND id NOT IN temp.{_GONE} AND id NOT IN temp.{_IN}"
        f" LIMIT -1) AS e WHERE kind IS NULL"
        f" OR kind IN ({_quoted(split)}) AND {_attribute('industry_section')} IS NULL"
    )
    lowest = min(line.amount for line in lines) * near
    return int(driver_of(session).execute(statement, (lowest,)).fetchone()[0])


def days_visited(session: Session) -> Iterator[tuple[date, list[EnterpriseId]]]:
    """Yield the days on which somebody was visited, in their order, each with the records of who was."""
    rows = driver_of(session).execute(
        "SELECT done_on, json_group_array(enterprise_id) FROM visit_enterprise WHERE done_on IS NOT NULL"
        " GROUP BY done_on ORDER BY done_on"
    )
    for day, visited in rows:
        yield date.fromisoformat(day), json.loads(visited)


def places_of(session: Session, ids: Collection[int]) -> Iterable[tuple[Any, str, str, str, str, str | None]]:
    """Return where problems stand: id, road, place, whether it waits, since when and extended to which day.

    Days are texts as stored, which compare as days do.
    """
    statement = (
        "SELECT id, road_sha256, at, waits, since, extended_to FROM problem"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    return driver_of(session).execute(statement, (json.dumps([*ids]),))


def _candidates(target: Target, standard: Standard, given: dict[str, Any]) -> str:
    """Return the statement that adds those of one standard; every value that people wrote is a parameter."""
    origin, holds = _origin(standard, given)
    joins = [
        f"{'LEFT' if at else 'CROSS'} JOIN temp.{_table_of(line.fact)} AS f{at} ON f{at}.id = e.id"
        for at, line in enumerate(standard.lines)
    ]
    is_graded = standard.least is not None or standard.most is not None
    is_share = any(line.percent for line in standard.lines)
    base = next((f"f{at}" for at, line in enumerate(standard.lines) if line.fact == BASE), "base")
    if base == "base" and (is_graded or is_share):
        joins.append(f"JOIN temp.{_table_of(BASE)} AS base ON base.id = e.id")
    # Of nothing there is no share.
    holds += [f"{base}.amount > 0"] if is_share else []
    if is_graded:
        given |= {"least": standard.least or -MAX_FEN, "most": standard.most or MAX_FEN}
        holds.append(f"{base}.amount BETWEEN :least AND :most")
    needed = [_needed(at, line, base, given) for at, line in enumerate(standard.lines)]
    pairs = [(f"f{at}.amount", one) for at, one in enumerate(needed)]
    if pairs:
        # Most come near no line, and nothing else need be asked of them.
        holds.append(f"(ifnull({pairs[0][0]} * 100 >= {needed[0]} * :near, 1) OR e.id IN temp.{_IN})")
    holds += [f"e.id IN temp.{_AFTER}"] if target.after else []
    holds.append(f"e.id NOT IN temp.{_GONE}")
    told = [one for pair in pairs for one in pair]
    told += ["NULL"] * (len(_OF_LINES) - len(told))
    named = ", ".join(f"{one} AS {name}" for one, name in zip(told, _OF_LINES, strict=True))
    lines = [(f"amount{at}", f"needed{at}") for at in range(len(pairs))]
    meets = " AND ".join(f"ifnull({amount} >= {one}, 1)" for amount, one in lines)
    nears = " AND ".join(f"ifnull({amount} * 100 >= {one} * :near, 1)" for amount, one in lines)
    states = (
        f"CASE WHEN {meets} THEN iif(is_in, NULL, 'above') WHEN is_in THEN 'fallen'"
        f" WHEN {nears} THEN 'near' END"
        if lines
        else "iif(is_in, NULL, 'licence')"
    )
    ratios = [f"ifnull({amount} * 1.0 / {one}, 1e9)" for amount, one in lines]
    ratio = f"min({', '.join(ratios)}, 1e9)" if ratios else "0"
    # The limits keep SQLite from working out again for each place what is named once.
    return (
        f"INSERT OR IGNORE INTO temp.{_FOUND} SELECT id, :standard, state, {ratio}, {', '.join(_OF_LINES)}"
        f" FROM (SELECT *, {states} AS state FROM (SELECT e.id AS id, e.id IN temp.{_IN} AS is_in, {named}"
        f" FROM {origin} {' '.join(joins)} WHERE {' AND '.join(holds)} LIMIT -1) LIMIT -1)"
        " WHERE state IS NOT NULL"
    )


def _origin(standard: Standard, given: dict[str, Any]) -> tuple[str, list[str]]:
    """Return from where the enterprises of a standard are read, by an index, and what else holds of them."""
    among = {"industry_kind": standard.kinds, "industry_section": standard.sections}
    asked = [(name, values) for name, values in among.items() if values]
    if standard.codes:
        # How a code begins: from it on, up to what comes behind everything that begins so.
        begins = " OR ".join(
            f"value >= :code{at} AND value < :code{at} || '~'" for at in range(len(standard.codes))
        )
        given |= {f"code{at}": code for at, code in enumerate(standard.codes)}
        origin = (
            "(SELECT enterprise_id AS id FROM enterprise_attribute"
            f" WHERE name = 'industry_code' AND ({begins}))"
        )
    elif asked:
        name, values = asked.pop()
        origin = (
            "(SELECT enterprise_id AS id FROM enterprise_attribute"
            f" WHERE name = '{name}' AND value IN ({_marks(name, values, given)}))"
        )
    else:
        origin = f"temp.{_table_of(standard.lines[0].fact)}"
    holds = [f"{_attribute(name)} IN ({_marks(name, values, given)})" for name, values in asked]
    return f"{origin} AS e", holds


def _marks(name: str, values: Iterable[str], given: dict[str, Any]) -> str:
    """Return the places of some values in a statement."""
    named = {f"{name}{at}": value for at, value in enumerate(values)}
    given |= named
    return ", ".join(f":{one}" for one in named)


def _needed(at: int, line: Line, base: str, given: dict[str, Any]) -> str:
    """Return how much a line takes, as `Line.of_base`; NULL where it takes nothing."""
    given[f"amount{at}"] = line.amount
    if not line.percent:
        return f":amount{at}"
    given[f"percent{at}"] = line.percent
    share = f"(max({base}.amount, 0) * :percent{at} + 99) / 100"
    return f"nullif(max(:amount{at}, {share}), 0)"


def _attribute(name: str) -> str:
    return f"(SELECT value FROM enterprise_attribute WHERE enterprise_id = e.id AND name = '{name}')"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
