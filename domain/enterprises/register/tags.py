"""Tags: words of the office's own by which it groups enterprises."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from domain.enterprises.sql.rows import as_json
from domain.errors import BadInput
from domain.progress import Progress, Reporter
from domain.store.acts import Action, Entry
from domain.store.engine import Seat, driver_of
from domain.store.tables import Kind, Subject
from domain.texts import one_line

MAX_LETTERS: Final = 20
_BATCH: Final = 10_000


def known_tags(session: Session) -> list[tuple[str, int]]:
    """Return every tag in use with how many enterprises have it, the commonest first."""
    return driver_of(session).execute(_KNOWN).fetchall()


def tidied(tag: str) -> str:
    """Return a tag as it is kept.

    >>> tidied(" 重点  培育 ")
    '重点 培育'

    Raises:
        BadInput: It is empty, too long, or would look like two tags.
    """
    tidy = one_line(tag)
    if not tidy:
        raise BadInput("请写标签的名字")
    if len(tidy) > MAX_LETTERS:
        raise BadInput(f"标签最长 {MAX_LETTERS} 个字，“{tidy[:MAX_LETTERS]}…”太长了")
    if set(tidy) & set("、，,；;"):
        raise BadInput(f"一次写一个标签，名字里不能有逗号或顿号：“{tidy}”")
    return tidy


def add_tag(seat: Seat, ids: Sequence[int], tag: str, reporter: Reporter) -> list[int]:
    """Give enterprises a tag, as one act.

    Returns:
        Those that did not have it yet.

    Raises:
        BadInput: The tag cannot be taken.
        Cancelled: The user stopped it; nothing was changed.
    """
    return _change(seat, ids, tidied(tag), reporter, Action.ENTERPRISE_TAG)


def remove_tag(seat: Seat, ids: Sequence[int], tag: str, reporter: Reporter) -> list[int]:
    """Take a tag from enterprises, as one act.

    Returns:
        Those that had it.

    Raises:
        Cancelled: The user stopped it; nothing was changed.
    """
    return _change(seat, ids, tag, reporter, Action.ENTERPRISE_UNTAG)


def _change(seat: Seat, ids: Sequence[int], tag: str, reporter: Reporter, action: Action) -> list[int]:
    is_added = action is Action.ENTERPRISE_TAG
    word, of = ("给", "加上") if is_added else ("去掉", "的")
    changed: list[int] = []
    told = {f"tags[{tag}]": [None, True] if is_added else [True, None]}
    with seat.act(action) as act:
        connection = driver_of(act.session)
        for start in range(0, len(ids), _BATCH):
            reporter.step(Progress(start, len(ids), tag))
            batch = as_json(ids[start : start + _BATCH])
            found = connection.execute(_WITHOUT if is_added else _WITH, (batch, tag)).fetchall()
            if not found:
                # A statement, though of no row, would have the act look as if it had changed something.
                continue
            connection.executemany(_ADD if is_added else _REMOVE, [(id_, tag) for id_, _ in found])
            act.note_all(
                Entry(Subject(Kind.ENTERPRISE, id_), f"{word}企业“{name}”{of}标签“{tag}”", told)
                for id_, name in found
            )
            changed += (id_ for id_, _ in found)
    reporter.step(Progress(len(ids), len(ids), tag))
    return changed


_KNOWN: Final = """
SELECT t.tag, count(*) FROM enterprise_tag t
WHERE t.enterprise_id NOT IN (SELECT id FROM enterprise WHERE deleted_at IS NOT NULL)
GROUP BY t.tag ORDER BY 2 DESC, 1
"""
_AMONG: Final = (
    "SELECT id, name FROM enterprise e WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL"
)
_HAS: Final = "EXISTS (SELECT 1 FROM enterprise_tag WHERE enterprise_id = e.id AND tag = ?)"
_WITHOUT: Final = f"{_AMONG} AND NOT {_HAS}"
_WITH: Final = f"{_AMONG} AND {_HAS}"
_ADD: Final = "INSERT INTO enterprise_tag (enterprise_id, tag) VALUES (?, ?)"
_REMOVE: Final = "DELETE FROM enterprise_tag WHERE enterprise_id = ? AND tag = ?"
