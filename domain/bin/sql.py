"""What lies in the bin, read by the driver itself: there may be tens of thousands of a mistaken act."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from domain.store.acts import Action
from domain.store.engine import driver_of


class DeletingAct(NamedTuple):
    """The act that deleted something: the number of its last entry, who did it, and how that was said."""

    entry: int
    by: str
    said: str


def read_deleted(session: Session, kind: str, since: str, until: str, most: int) -> Sequence[tuple[Any, ...]]:
    """Return of what of a kind of the bin was deleted between two moments: id, when, name, code.

    Of enterprises follows how they are typed, of merged ones and files another name by which they are found;
    in place of a code runs have when they were taken. The first `most` of it, by the clock.
    """
    return driver_of(session).execute(_DELETED[kind] + _LATEST, (since, until, most)).fetchall()


def acts_at(session: Session, moments: Iterable[str]) -> dict[str, DeletingAct]:
    """Return the acts of some moments, as the store writes them; one of a moment without an act is absent.

    An older program told of an act a little later than it marked what was deleted.
    """
    found = driver_of(session).execute(_ACTS, (json.dumps([*moments]), json.dumps(_DELETING)))
    return {
        at: DeletingAct(entry, by, said if action == Action.ENTERPRISE_IMPORT_UNDO else "")
        for at, entry, by, action, said in found
    }


_DELETING: Final = (
    Action.ENTERPRISE_DELETE,
    Action.ENTERPRISE_IMPORT_UNDO,
    Action.ENTERPRISE_MERGE,
    Action.ATTACHMENT_REMOVE,
    Action.ASSESSMENT_DELETE,
    Action.FILTER_DELETE,
    Action.FREE_TABLE_DELETE,
    Action.VISIT_DELETE,
    Action.PROJECT_DELETE,
    Action.TOPIC_DELETE,
    Action.CALL_DELETE,
    Action.CULTIVATED_DELETE,
    Action.PARK_DELETE,
    Action.EVENT_DELETE,
    Action.NEED_DELETE,
)
_ACTS: Final = """
SELECT moment.value, act.id, act.actor, act.action, act.summary FROM json_each(?) moment
JOIN audit_entry act ON act.id = (
    SELECT max(id) FROM audit_entry
    WHERE at = (SELECT min(at) FROM audit_entry WHERE at >= moment.value)
)
WHERE act.action IN (SELECT value FROM json_each(?))
"""
_LATEST: Final = " ORDER BY 2 DESC, 1 DESC LIMIT ?"
_DELETED: Final = {
    "enterprise": """
        SELECT id, deleted_at, name, uscc, initials, pinyin FROM enterprise
        WHERE deleted_at IS NOT NULL AND deleted_at >= ? AND deleted_at < ? AND NOT EXISTS (
            SELECT 1 FROM enterprise_merge
            WHERE gone_id = enterprise.id AND undone_at IS NULL AND merged_at = enterprise.deleted_at
        )
    """,
    "merged": """
        SELECT merged.id, merged_at, gone.name, gone.uscc, kept.name FROM enterprise_merge merged
        JOIN enterprise gone ON gone.id = gone_id JOIN enterprise kept ON kept.id = kept_id
        WHERE undone_at IS NULL AND merged_at >= ? AND merged_at < ?
    """,
    "attachment": """
        SELECT attachment.id, removed_at, file_name, uscc, name FROM attachment
        JOIN enterprise ON enterprise.id = enterprise_id WHERE removed_at >= ? AND removed_at < ?
    """,
    "run": """
        SELECT id, deleted_at, policy_title, taken_at FROM assessment_run
        WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "filter": """
        SELECT id, deleted_at, name, '' FROM saved_filter WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "table": """
        SELECT id, deleted_at, name, '' FROM free_table WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "visit": """
        SELECT visit.id, visit.deleted_at, (
            SELECT group_concat(name, '、') FROM visit_enterprise
            JOIN enterprise ON enterprise.id = enterprise_id WHERE visit_id = visit.id
        ), '', visit.day FROM visit
        WHERE visit.deleted_at IS NOT NULL AND visit.deleted_at >= ? AND visit.deleted_at < ?
    """,
    "topic": """
        SELECT id, deleted_at, title, '' FROM guide_topic WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "call": """
        SELECT id, deleted_at, day || ' ' || time || ' 的来电', '', caller, asked FROM guide_call
        WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "cultivated": """
        SELECT cultivated.id, cultivated.deleted_at, enterprise.name, enterprise.uscc FROM cultivated
        JOIN enterprise ON enterprise.id = cultivated.enterprise_id
        WHERE cultivated.deleted_at IS NOT NULL AND cultivated.deleted_at >= ? AND cultivated.deleted_at < ?
    """,
    "park": """
        SELECT id, deleted_at, name, '' FROM business_park WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "event": """
        SELECT id, deleted_at, name, '' FROM match_event WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "need": """
        SELECT id, deleted_at, title, '' FROM need WHERE deleted_at >= ? AND deleted_at < ?
    """,
    "project": """
        SELECT id, deleted_at, name, number FROM project
        WHERE deleted_at IS NOT NULL AND deleted_at >= ? AND deleted_at < ?
    """,
}
