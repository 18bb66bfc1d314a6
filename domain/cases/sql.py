"""Cases and their steps written by the hundred, with what the trail says of each row; and listed among many.

What a case is decided on makes its row large, so lists are found by an index that holds all they ask for, and
only the rows in sight are read whole.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from sqlmodel import Session

from domain.enterprises.sql import index
from domain.store.acts import Act, Person
from domain.store.changes import Pairs, as_told, hanging_prefix
from domain.store.engine import driver_of
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen

Row: TypeAlias = Mapping[str, str | int | bytes | None]
"""A row as the driver has it."""


def next_id(act: Act, table: str) -> int:
    """Return the id that the next row of a table gets; nobody writes beside the act."""
    found = act.session.connection().exec_driver_sql(f"SELECT ifnull(max(id), 0) + 1 FROM {table}")
    return int(found.scalar_one())


def add_rows(act: Act, table: str, rows: Sequence[Row]) -> None:
    """Add rows, all of the same columns."""
    if rows:
        columns = list(rows[0])
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        _run(act, statement, [tuple(row[name] for name in columns) for row in rows])


def change_rows(act: Act, table: str, changes: Mapping[int, Row]) -> None:
    """Change rows by their ids."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for id_, row in changes.items():
        alike.setdefault(tuple(row), []).append((*row.values(), id_))
    for columns, values in alike.items():
        _run(act, f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", values)


def told_of_new(table: str, row: Row) -> Pairs:
    """Return what an entry says of a row that was added."""
    prefix = hanging_prefix(table, [row["id"]])
    return {
        prefix + name: [None, as_told(value)]
        for name, value in row.items()
        if value is not None and (prefix or name != "id")
    }


def told_of_changed(table: str, id_: int, before: Row, after: Row) -> Pairs:
    """Return what an entry says of a row that was changed."""
    prefix = hanging_prefix(table, [id_])
    return {
        prefix + name: [as_told(before[name]), as_told(value)]
        for name, value in after.items()
        if before[name] != value
    }


def _run(act: Act, statement: str, values: list[tuple[Any, ...]]) -> None:
    act.session.connection().exec_driver_sql(statement, values)


class Stand(NamedTuple):
    """Cases on their way that stand or wait at one place of a road, as far as they are asked for.

    Attributes:
        road: Its SHA-256.
        at, waits: See `AwardCase`.
        is_public: Whether a publicity locks the place: their time begins once that has ended.
        after, until: Between which days (ISO, the last one included) their time must have begun.
        others: The states that who asks may not have done themselves.
    """

    road: str
    at: str
    waits: str
    is_public: bool = False
    after: str = ""
    until: str = "9999-12-31"
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """Which cases are asked for; what is left out does not matter.

    Attributes:
        ended: As `Ended` has it.
        stands: At which places, of those on their way.
        over_by: The day (ISO) before which their publicity must have ended.
        by: Who asks, for `Stand.others`.
        besides, without: Cases that are asked for wherever they stand, or not at all.
        only: Which they must be among; None for any.
        batch_id: 0 for those in no batch.
        words: Of each word typed the ways in which it may be written.
        enterprises: Whose cases are found although the words do not stand in them.
    """

    ended: str | None = None
    stands: Sequence[Stand] | None = None
    over_by: str = ""
    by: Person | None = None
    besides: Collection[int] = ()
    without: Collection[int] = ()
    only: Collection[int] | None = None
    policy_id: str = ""
    clause_id: str = ""
    batch_id: int | None = None
    words: Sequence[Sequence[str]] = ()
    enterprises: Collection[int] = ()


ORDERS: Final = {
    "since": ("c.since",),
    "name": ("c.enterprise_name",),
    "clause": ("c.policy_id", "c.clause_id"),
    "amount": ("c.amount",),
}
"""What lists are sorted by."""

_PUBLIC_TO: Final = (
    "ifnull((SELECT public_to FROM case_step WHERE case_id = c.id AND public_to IS NOT NULL"
    " AND voided_by IS NULL ORDER BY number DESC LIMIT 1), '')"
)
_LOWERED: Final = """
l AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS amount FROM json_each(?)
)
"""
_STANDS: Final = """
p AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS road, json_extract(value, '$[1]') AS at,
        json_extract(value, '$[2]') AS waits, json_extract(value, '$[3]') AS is_public,
        json_extract(value, '$[4]') AS after, json_extract(value, '$[5]') AS until,
        json_extract(value, '$[6]') AS others
    FROM json_each(?)
)
"""
_AT_STANDS: Final = (
    "p CROSS JOIN award_case c ON c.ended = '' AND c.road_sha256 = p.road AND c.at = p.at"
    " AND c.waits = p.waits AND c.since <= p.until"
)


def list_cases(
    session: Session,
    sought: Sought,
    order: str,
    *,
    descending: bool = False,
    most: int = -1,
    lowered: Mapping[CaseId, Fen] | None = None,
) -> list[tuple[int, int]]:
    """Return the ids and amounts of cases, in an order of `ORDERS`; the first `most`.

    The amount of those in `lowered` is what stands there.
    """
    common, given = _common(sought)
    way = "DESC" if descending else "ASC"
    heads, before, source, where, amount = list[str](), list[Any](), "award_case c", common, "c.amount"
    parameters = given
    if sought.stands is not None:
        at, more = _at_stands(sought)
        heads, source, where = [_STANDS], _AT_STANDS, f"{at} AND {common}"
        before, parameters = [_as_json(sought.stands)], [*more, *given]
    if sought.besides:
        # Few, found by their ids; those at the places are found by the index.
        heads.append(f"o AS (SELECT c.id FROM {source} WHERE {where} UNION SELECT value FROM json_each(?))")
        before += [*parameters, json.dumps([*sought.besides])]
        source, where, parameters = "o JOIN award_case c ON c.id = o.id", common, given
    if lowered:
        heads.append(_LOWERED)
        source, amount = f"{source} LEFT JOIN l ON l.id = c.id", "ifnull(l.amount, c.amount)"
        before.append(json.dumps([*lowered.items()]))
    keys = ", ".join(f"{amount if key == 'c.amount' else key} {way}" for key in (*ORDERS[order], "c.id"))
    head = f"WITH {', '.join(heads)} " if heads else ""
    statement = f"{head}SELECT c.id, {amount} FROM {source} WHERE {where} ORDER BY {keys} LIMIT ?"
    return driver_of(session).execute(statement, (*before, *parameters, most)).fetchall()


class Heap(NamedTuple):
    """Cases on their way that came to one place on a day; ``public_to`` is empty where nothing is public."""

    road: str
    at: str
    waits: str
    since: str
    public_to: str
    cases: int


def heaps_of_cases(session: Session, public: Sequence[Stand], without: Collection[int]) -> list[Heap]:
    """Return cases on their way but for some; those at places that a publicity locks by its last day, too."""
    driver, locked, given = driver_of(session), {one[:3] for one in public}, json.dumps([*without])
    found = [Heap(*row) for row in driver.execute(_HEAPS, (given,)) if row[:3] not in locked]
    return found + [Heap(*row) for row in driver.execute(_PUBLIC_HEAPS, (_as_json(public), given))]


_BUT_FOR: Final = "c.id NOT IN (SELECT value FROM json_each(?))"
_HEAPS: Final = f"""
SELECT road_sha256, at, waits, since, '', count(*) FROM award_case c
WHERE ended = '' AND {_BUT_FOR} GROUP BY road_sha256, at, waits, since
"""
_PUBLIC_HEAPS: Final = f"""
WITH {_STANDS} SELECT c.road_sha256, c.at, c.waits, c.since, {_PUBLIC_TO}, count(*)
FROM {_AT_STANDS} WHERE {_BUT_FOR} GROUP BY 1, 2, 3, 4, 5
"""


def first_of_heap(session: Session, heap: Heap, without: Collection[int], most: int) -> list[int]:
    """Return the first cases of a heap but for some."""
    public = f"AND {_PUBLIC_TO} = ?" if heap.public_to else ""
    given = (*heap[:4], json.dumps([*without]), *([heap.public_to] if heap.public_to else []), most)
    return [id_ for (id_,) in driver_of(session).execute(_OF_HEAP.format(public), given)]


_OF_HEAP: Final = f"""
SELECT c.id FROM award_case c INDEXED BY ix_award_case_list
WHERE c.ended = '' AND c.road_sha256 = ? AND c.at = ? AND c.waits = ? AND c.since = ? AND {_BUT_FOR} {{}}
ORDER BY c.id LIMIT ?
"""


def spelled_so(session: Session, words: list[str]) -> list[EnterpriseId]:
    """Return the enterprises that are found by how their names are spelled, as the register finds them."""
    connection = driver_of(session)
    if not any(word.isascii() and word.isalpha() for word in words) or not index.is_ready(connection):
        return []
    return [id_ for _, id_ in index.find(connection, words, most=-1)]


def read_listed(session: Session, ids: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    """Return what lists show of cases: `LISTED` by column, then the name of the batch; who did the last step,
    when, and what it is called; the last day of the publicity.
    """
    return driver_of(session).execute(_LISTED, (json.dumps([*ids]),)).fetchall()


LISTED: Final = (
    *("id", "enterprise_id", "uscc", "enterprise_name", "policy_id", "policy_title", "clause_id"),
    *("clause_title", "instalment", "period", "amount", "road_sha256", "at", "since", "waits", "ended"),
    *("version", "batch_id"),
)
_LISTED: Final = (
    f"SELECT {', '.join(f'c.{name}' for name in LISTED)}, ifnull(b.name, ''), s.by_name, s.done_at, s.title,"
    f" {_PUBLIC_TO} FROM award_case c JOIN case_step s ON s.case_id = c.id AND s.number = c.version"
    " LEFT JOIN case_batch b ON b.id = c.batch_id WHERE c.id IN (SELECT value FROM json_each(?))"
)


def has_cases(session: Session, *, on_their_way: bool = False) -> bool:
    """Whether there is any case at all, or any on its way."""
    return bool(driver_of(session).execute(_ON_THEIR_WAY if on_their_way else _ANY).fetchone()[0])


_ANY: Final = "SELECT EXISTS (SELECT 1 FROM award_case)"
_ON_THEIR_WAY: Final = "SELECT EXISTS (SELECT 1 FROM award_case WHERE ended = '')"


def count_cases(session: Session) -> Sequence[tuple[Any, ...]]:
    """Return of cases how they ended, road, place, what they wait in, policy and clause; then how many they
    are, and the last of them. Those that came there on different days are apart, as the index has them.
    """
    return driver_of(session).execute(_COUNTED).fetchall()


_COUNTED: Final = """
SELECT ended, road_sha256, at, waits, policy_id, clause_id, count(*), max(id)
FROM award_case INDEXED BY ix_award_case_list
GROUP BY ended, road_sha256, at, waits, since, policy_id, clause_id
"""


def count_done(session: Session, since: str) -> Sequence[tuple[str, str, str, str, int]]:
    """Return what was done since a day and counts: state, what doing it is called, on which day, since when
    the case had stood there, and how many.
    """
    return driver_of(session).execute(_DONE, (since,)).fetchall()


_DONE: Final = """
SELECT step, title, day, was_since, count(*) FROM case_step INDEXED BY ix_case_step_pace
WHERE did = 'onward' AND voided_by IS NULL AND day >= ? GROUP BY day, step, title, was_since
"""


def steps_since(session: Session, moment: str, *, most: int) -> Sequence[tuple[Any, ...]]:
    """Return the acts of others since a moment (as stored), the latest first: what the steps of one have in
    common, what it was, who did it (account and name), when, one of its cases, and how many.

    Among the last ``most`` steps, whose numbers grow with time.
    """
    return driver_of(session).execute(_SINCE, (most, moment)).fetchall()


_SINCE: Final = """
SELECT act, title, account_id, by_name, max(done_at), min(case_id), count(*) FROM case_step
WHERE id > (SELECT max(id) FROM case_step) - ? AND done_at > ? GROUP BY act, title ORDER BY max(id) DESC
"""


def cases_of_act(session: Session, act: str) -> list[int]:
    """Return the cases that one act did something of."""
    found = driver_of(session).execute("SELECT case_id FROM case_step WHERE act = ? ORDER BY case_id", (act,))
    return [id_ for (id_,) in found]


def titles_of(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return the titles of policy and clause that cases were made with."""
    found = driver_of(session).execute(_TITLES, (json.dumps([*ids]),))
    return {id_: (policy, clause) for id_, policy, clause in found}


_TITLES: Final = """
SELECT id, policy_title, clause_title FROM award_case WHERE id IN (SELECT value FROM json_each(?))
"""


def open_objections(session: Session) -> Sequence[tuple[int, str, str, str, int, str, str]]:
    """Return objections that are not decided: case, its road, place and what it waits in; number, what it was
    begun by, and the day.
    """
    return driver_of(session).execute(_OBJECTIONS).fetchall()


_OBJECTIONS: Final = """
SELECT c.id, c.road_sha256, c.at, c.waits, s.objection, s.step, s.day
FROM case_step s INDEXED BY ix_case_step_objection CROSS JOIN award_case c ON c.id = s.case_id
WHERE s.objection > 0 AND s.voided_by IS NULL AND s.did = 'begin' AND c.ended = '' AND NOT EXISTS (
    SELECT 1 FROM case_step o
    WHERE o.case_id = s.case_id AND o.objection = s.objection AND o.did = 'over' AND o.voided_by IS NULL
)
"""


def papers_by_case(
    session: Session, waits: Collection[str] | None = None
) -> Iterable[tuple[int, str, str | None, int | None]]:
    """Return of cases on their way whose clause asks for papers (JSON) what came of them: the papers of each
    step (JSON) with its number, in their order; None where none did. Of those only that wait in one of these,
    or of all.
    """
    if waits is None:
        return driver_of(session).execute(_PAPERS.format(""))
    given = (json.dumps([*waits]),)
    return driver_of(session).execute(_PAPERS.format(_WAITING_SO), given)


_WAITING_SO: Final = "AND c.waits IN (SELECT value FROM json_each(?))"
_PAPERS: Final = """
SELECT c.id, c.papers, s.papers, s.number FROM award_case c INDEXED BY ix_award_case_papers
LEFT JOIN case_step s INDEXED BY ix_case_step_papers
    ON s.case_id = c.id AND s.papers <> '{{}}' AND s.voided_by IS NULL
WHERE c.ended = '' AND c.papers <> '[]' {}
ORDER BY c.waits, c.id, s.number
"""


def waiting_since(session: Session, ids: Collection[int]) -> dict[int, tuple[int, str, str, str]]:
    """Return of cases that wait for something the number of the step since which they do; road, place, and
    what they wait in.
    """
    found = driver_of(session).execute(_WAITING, (json.dumps([*ids]),))
    return {id_: (number, road, at, waits) for id_, number, road, at, waits in found}


_WAITING: Final = """
SELECT c.id, max(s.number), c.road_sha256, c.at, c.waits
FROM award_case c JOIN case_step s ON s.case_id = c.id
WHERE c.id IN (SELECT value FROM json_each(?)) AND c.ended = '' AND s.did = 'begin' AND s.step = c.waits
GROUP BY c.id
"""


class Checked(NamedTuple):
    """Answers that lapse soon, by their opinions: those given up to a day (ISO), of cases at a place."""

    road: str
    at: str
    until: str
    opinions: Sequence[str]


def lapsing_cases(session: Session, checked: Sequence[Checked]) -> set[int]:
    """Return the cases on their way whose last answer of one of these was in favour, and lapses."""
    return {id_ for (id_,) in driver_of(session).execute(_LAPSING, (json.dumps(checked),))}


_LAPSING: Final = """
WITH w AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS road, json_extract(value, '$[1]') AS at,
        json_extract(value, '$[2]') AS until, json_extract(value, '$[3]') AS opinions
    FROM json_each(?)
)
SELECT c.id FROM w
CROSS JOIN award_case c INDEXED BY ix_award_case_list
    ON c.ended = '' AND c.road_sha256 = w.road AND c.at = w.at
WHERE EXISTS (
    SELECT 1 FROM case_step s INDEXED BY ix_case_step_opinion WHERE s.case_id = c.id
    AND s.did = 'opinion' AND s.voided_by IS NULL AND s.in_favour AND s.answered_on <= w.until
    AND instr(w.opinions, '"' || s.step || '"') AND NOT EXISTS (
        SELECT 1 FROM case_step l INDEXED BY ix_case_step_opinion WHERE l.case_id = s.case_id
        AND l.step = s.step AND l.answered_on > s.answered_on AND l.did = 'opinion' AND l.voided_by IS NULL
    )
)
"""


def touched_cases(
    session: Session, harmless: Collection[str], texts: Mapping[str, str], contested: Collection[str]
) -> list[int]:
    """Return the cases on their way that may be decided otherwise by now: whose enterprise was changed since
    they were looked at, by anything but ``harmless`` actions; or whose policy is another text. Of a contested
    policy, where any enterprise was changed.

    ``texts`` are the SHA-256 of the policies that are decided, by id.
    """
    given = (json.dumps([*harmless]), json.dumps([*contested]), json.dumps([*texts.items()]))
    return [id_ for (id_,) in driver_of(session).execute(_TOUCHED, given)]


_TOUCHED: Final = """
WITH harmless AS MATERIALIZED (SELECT value AS action FROM json_each(?)),
contested AS MATERIALIZED (
    SELECT value AS policy_id, (
        SELECT id FROM audit_entry
        WHERE +kind = 'enterprise' AND action NOT IN (SELECT action FROM harmless) ORDER BY id DESC LIMIT 1
    ) AS last FROM json_each(?)
), texts AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS policy_id, json_extract(value, '$[1]') AS sha256 FROM json_each(?)
)
SELECT c.id FROM award_case c INDEXED BY ix_award_case_as_of WHERE c.ended = '' AND (
    EXISTS (
        SELECT 1 FROM audit_entry a INDEXED BY ix_audit_entry_subject WHERE a.kind = 'enterprise'
        AND a.subject_id = c.enterprise_id AND a.id > c.as_of
        AND a.action NOT IN (SELECT action FROM harmless)
    )
    OR NOT EXISTS (SELECT 1 FROM texts t WHERE t.policy_id = c.policy_id AND t.sha256 = c.policy_sha256)
    AND NOT (
        c.as_of >= (SELECT ifnull(max(id), 0) FROM audit_entry WHERE kind = 'policy_file')
        AND EXISTS (
            SELECT 1 FROM case_step s WHERE s.case_id = c.id AND s.did = 'keep' AND s.voided_by IS NULL
        )
    )
    OR EXISTS (SELECT 1 FROM contested t WHERE t.policy_id = c.policy_id AND t.last > c.as_of)
)
"""


def rivalled_cases(
    session: Session, overlapping: Sequence[tuple[str, str]], facts: Collection[str]
) -> set[int]:
    """Return the cases on their way beside which another award stands that nobody has settled: of the same
    enterprise by another policy, or the same clause for a period that overlaps; or of another enterprise for
    the same clause, which has one of these facts in common.

    Enterprises whose records were merged are left to others.
    """
    driver, pairs = driver_of(session), json.dumps([*overlapping])
    found = {id_ for (id_,) in driver.execute(_OWN_RIVALS, (pairs,))}
    # Fact by fact, which takes less than to group by both.
    alike = _ALIKE_RIVALS.format(shared=" UNION ALL ".join([_SHARED] * len(facts)))
    return found | {id_ for (id_,) in driver.execute(alike, [*facts])}


def periods_of_cases(session: Session) -> list[str]:
    """Return the periods that there are cases for."""
    return [period for (period,) in driver_of(session).execute(_PERIODS)]


_PERIODS: Final = """
SELECT DISTINCT period FROM award_case INDEXED BY ix_award_case_beside WHERE ended IN ('', 'granted')
"""
_UNSETTLED: Final = (
    "NOT EXISTS (SELECT 1 FROM case_step s INDEXED BY ix_case_step_rival"
    " WHERE s.case_id = c.id AND s.rival_id = o.id AND s.did = 'rival' AND s.voided_by IS NULL)"
)
_OWN_RIVALS: Final = f"""
WITH over AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS one, json_extract(value, '$[1]') AS other FROM json_each(?)
)
SELECT c.id FROM award_case c INDEXED BY ix_award_case_beside
WHERE c.ended IN ('', 'granted') AND c.ended = '' AND EXISTS (
    SELECT 1 FROM award_case o INDEXED BY ix_award_case_beside
    WHERE o.enterprise_id = c.enterprise_id AND o.ended IN ('', 'granted') AND (
        o.policy_id <> c.policy_id OR o.clause_id = c.clause_id AND o.period <> c.period AND (
            c.period = '' OR o.period = ''
            OR EXISTS (SELECT 1 FROM over WHERE over.one = c.period AND over.other = o.period)
        )
    ) AND {_UNSETTLED}
)
"""
_SHARED: Final = (
    "SELECT name, value FROM enterprise_attribute INDEXED BY ix_enterprise_attribute_value"
    " WHERE name = ? AND value > '' GROUP BY value HAVING count(*) > 1"
)
_ALIKE_RIVALS: Final = f"""
WITH shared AS MATERIALIZED ({{shared}})
SELECT DISTINCT c.id FROM shared n
CROSS JOIN enterprise_attribute a INDEXED BY ix_enterprise_attribute_value
    ON a.name = n.name AND a.value = n.value
CROSS JOIN award_case c INDEXED BY ix_award_case_beside
    ON c.enterprise_id = a.enterprise_id AND c.ended IN ('', 'granted')
WHERE EXISTS (
    SELECT 1 FROM enterprise_attribute b INDEXED BY ix_enterprise_attribute_value
    CROSS JOIN award_case o INDEXED BY ix_award_case_beside ON o.enterprise_id = b.enterprise_id
        AND o.ended IN ('', 'granted') AND o.policy_id = c.policy_id AND o.clause_id = c.clause_id
    WHERE b.name = n.name AND b.value = n.value AND b.enterprise_id <> a.enterprise_id AND {_UNSETTLED}
) AND c.ended = ''
"""


def cases_of_enterprises_gone(session: Session) -> list[int]:
    """Return the cases on their way, and those granted, of records that were deleted or merged, by either."""
    return [id_ for (id_,) in driver_of(session).execute(_OF_GONE)]


_OF_GONE: Final = """
SELECT c.id FROM enterprise e CROSS JOIN award_case c INDEXED BY ix_award_case_beside
    ON c.enterprise_id = e.id AND c.ended IN ('', 'granted') WHERE e.deleted_at IS NOT NULL
"""


def declaring_cases(session: Session) -> list[int]:
    """Return the cases on their way whose applicant declared what other levels gave."""
    return [id_ for (id_,) in driver_of(session).execute(_DECLARING)]


_DECLARING: Final = """
SELECT DISTINCT s.case_id FROM case_step s INDEXED BY ix_case_step_declared
CROSS JOIN award_case c ON c.id = s.case_id
WHERE s.declared IS NOT NULL AND s.voided_by IS NULL AND c.ended = ''
"""


def _at_stands(sought: Sought) -> tuple[str, list[Any]]:
    parts, given = ["1"], list[Any]()
    assert sought.stands is not None
    if any(one.is_public for one in sought.stands):
        begun = f"max(c.since, {_PUBLIC_TO})"
        parts.append(f"(NOT p.is_public OR ({begun} > p.after AND {begun} <= p.until))")
    parts.append("(p.is_public OR c.since > p.after)")
    if sought.over_by:
        parts.append(f"(NOT p.is_public OR {_PUBLIC_TO} < ?)")
        given.append(sought.over_by)
    if sought.by is not None and any(one.others for one in sought.stands):
        whose = "s.account_id IS NULL AND s.by_name = ?" if sought.by.id is None else "s.account_id = ?"
        parts.append(
            "(p.others = '[]' OR NOT EXISTS (SELECT 1 FROM case_step s WHERE s.case_id = c.id"
            f" AND s.did = 'onward' AND s.voided_by IS NULL AND {whose}"
            " AND instr(p.others, '\"' || s.step || '\"')))"
        )
        given.append(sought.by.name if sought.by.id is None else sought.by.id)
    return " AND ".join(parts), given


def _common(sought: Sought) -> tuple[str, list[Any]]:
    parts, given = ["1"], list[Any]()
    for name, value in (("ended", sought.ended), ("policy_id", sought.policy_id or None)):
        if value is not None:
            parts.append(f"c.{name} = ?")
            given.append(value)
    if sought.clause_id:
        parts.append("c.clause_id = ?")
        given.append(sought.clause_id)
    if sought.batch_id is not None:
        parts.append("c.batch_id = ?" if sought.batch_id else "c.batch_id IS NULL")
        given += [sought.batch_id] if sought.batch_id else []
    if sought.without:
        parts.append("c.id NOT IN (SELECT value FROM json_each(?))")
        given.append(json.dumps([*sought.without]))
    if sought.only is not None:
        parts.append("c.id IN (SELECT value FROM json_each(?))")
        given.append(json.dumps([*sought.only]))
    if sought.words:
        said, texts = _saying(sought.words)
        if sought.enterprises:
            said = f"({said} OR c.enterprise_id IN (SELECT value FROM json_each(?)))"
            texts.append(json.dumps([*sought.enterprises]))
        parts.append(said)
        given += texts
    return " AND ".join(parts), given


def _saying(words: Sequence[Sequence[str]]) -> tuple[str, list[Any]]:
    """Return that each word stands in the name or in the code, in one of its ways."""
    said, texts = list[str](), list[Any]()
    for ways in words:
        each = ["c.enterprise_name LIKE ? ESCAPE '\\'" for _ in ways]
        if ways[0].isascii():
            each.append("c.uscc LIKE ? ESCAPE '\\'")
        said.append(f"({' OR '.join(each)})")
        texts += [f"%{_escaped(way)}%" for way in (*ways, *ways[: ways[0].isascii()])]
    return f"({' AND '.join(said)})", texts


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _as_json(stands: Sequence[Stand]) -> str:
    return json.dumps(stands)


_LETTERS: Final = """
SELECT l.id FROM case_letter l INDEXED BY ix_case_letter_case WHERE l.case_id IS NULL
AND EXISTS (SELECT 1 FROM json_each(l.cases) WHERE value = ?)
"""


def letters_of_several(session: Session, id_: CaseId) -> list[int]:
    """Return the ids of letters that are of several cases together, a case among them."""
    return [number for (number,) in driver_of(session).execute(_LETTERS, (id_,))]
