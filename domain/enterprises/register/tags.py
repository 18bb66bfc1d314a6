"""Tags: words of the office's own by which it groups enterprises."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, exists, func, insert, select

from domain.enterprises.entities import Enterprise, EnterpriseTag
from domain.store.acts import Action, Entry
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.progress import Progress, Reporter
from domain.values.texts import one_line

MAX_LETTERS: Final = 20
_BATCH: Final = 10_000


def known_tags(session: Session) -> list[tuple[str, int]]:
    """Return every tag in use with how many enterprises have it, the commonest first."""
    deleted = select(Enterprise.id).where(col(Enterprise.deleted_at).is_not(None))
    statement = (
        select(EnterpriseTag.tag, func.count())
        .where(col(EnterpriseTag.enterprise_id).not_in(deleted))
        .group_by(EnterpriseTag.tag)
        .order_by(func.count().desc(), col(EnterpriseTag.tag))
    )
    return [(tag, count) for tag, count in session.exec(statement)]


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


def add_tag(seat: Seat, ids: Sequence[EnterpriseId], tag: str, reporter: Reporter) -> list[EnterpriseId]:
    """Give enterprises a tag, as one act.

    Returns:
        Those that did not have it yet.

    Raises:
        BadInput: The tag cannot be taken.
        Cancelled: The user stopped it; nothing was changed.
    """
    return _change(seat, ids, tidied(tag), reporter, Action.ENTERPRISE_TAG)


def remove_tag(seat: Seat, ids: Sequence[EnterpriseId], tag: str, reporter: Reporter) -> list[EnterpriseId]:
    """Take a tag from enterprises, as one act.

    Returns:
        Those that had it.

    Raises:
        Cancelled: The user stopped it; nothing was changed.
    """
    return _change(seat, ids, tag, reporter, Action.ENTERPRISE_UNTAG)


def _change(
    seat: Seat, ids: Sequence[EnterpriseId], tag: str, reporter: Reporter, action: Action
) -> list[EnterpriseId]:
    is_added = action is Action.ENTERPRISE_TAG
    word, of = ("给", "加上") if is_added else ("去掉", "的")
    changed: list[EnterpriseId] = []
    told = {f"tags[{tag}]": [None, True] if is_added else [True, None]}
    with seat.act(action) as act:
        for start in range(0, len(ids), _BATCH):
            reporter.step(Progress(start, len(ids), tag))
            found = _named(act.session, ids[start : start + _BATCH], tag, has_it=not is_added)
            if not found:
                # A statement, though of no row, would have the act look as if it had changed something.
                continue
            act.session.connection().execute(
                _ADD if is_added else _REMOVE, [{"enterprise_id": id_, "tag": tag} for id_, _ in found]
            )
            act.note_all(
                Entry(Subject(Kind.ENTERPRISE, id_), f"{word}企业“{name}”{of}标签“{tag}”", told)
                for id_, name in found
            )
            changed += (id_ for id_, _ in found)
    reporter.step(Progress(len(ids), len(ids), tag))
    return changed


def _named(
    session: Session, ids: Sequence[EnterpriseId], tag: str, *, has_it: bool
) -> list[tuple[EnterpriseId, str]]:
    """Return id and name of those of these enterprises that have a tag, or have it not."""
    is_tagged = exists().where(
        col(EnterpriseTag.enterprise_id) == Enterprise.id, col(EnterpriseTag.tag) == tag
    )
    statement = select(col(Enterprise.id), Enterprise.name).where(
        among(col(Enterprise.id), ids),
        col(Enterprise.deleted_at).is_(None),
        is_tagged if has_it else ~is_tagged,
    )
    return [(id_, name) for id_, name in session.exec(statement) if id_ is not None]


_ADD: Final = insert(EnterpriseTag)
_REMOVE: Final = delete(EnterpriseTag).where(
    col(EnterpriseTag.enterprise_id) == bindparam("enterprise_id"), col(EnterpriseTag.tag) == bindparam("tag")
)
