"""Files of enterprises and their projects: added, listed, removed and brought back, opened, checked."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.attachments import contents
from domain.enterprises.attachments.contents import Content
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.names import safe_name
from domain.enterprises.entities import Enterprise, EnterpriseRow
from domain.enterprises.sql.naming import files_named
from domain.store.acts import PROGRAM, Act, Action
from domain.store.engine import Seat, Store
from domain.store.looking import Seen, enter_looks
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import AttachmentId, EnterpriseId
from domain.values.progress import Progress, Reporter

_WORDS: Final = {
    Action.ATTACHMENT_ADD: "添加",
    Action.ATTACHMENT_REMOVE: "移除",
    Action.ATTACHMENT_RESTORE: "恢复",
    Action.ATTACHMENT_FORGET: "清理移除已久的",
}


@dataclass(frozen=True, slots=True)
class Added:
    """What adding files came to.

    Attributes:
        ids: Of the new attachments.
        known: Names of files that were there already.
        refused: A sentence for each file that was not taken.
    """

    ids: tuple[AttachmentId, ...]
    known: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was copied into the store's folder, and belongs to nobody yet."""

    name: str
    content: Content


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not as it was when it was added."""

    attachment: Attachment
    enterprise_name: str
    sentence: str


def add_files(
    seat: Seat,
    enterprise_id: EnterpriseId,
    sources: Sequence[Path],
    reporter: Reporter,
    *,
    row_uid: str = "",
    most: int = contents.MOST_BYTES,
) -> Added:
    """Copy files into the store's folder and keep them with an enterprise, as one act.

    A file that cannot be taken is named and left out; the others are added. The same content is added once.

    Args:
        seat: Who does it, and where.
        enterprise_id: The enterprise.
        sources: The files.
        reporter: Told how far it is.
        row_uid: The project they belong to; empty for the enterprise itself.
        most: How many bytes one may have.

    Raises:
        NotFound: The enterprise is not in the register any more, or the project not in its list.
        DomainError: The folder cannot be written; nothing was added.
        Cancelled: The user stopped it; nothing was added.
    """
    store = seat.store
    taken, refused = take_in(store, sources, reporter, most=most)
    with seat.act(Action.ATTACHMENT_ADD) as act:
        session = act.session
        enterprise = _enterprise(session, enterprise_id)
        project = _project(session, enterprise_id, row_uid) if row_uid else ""
        listed = list_attachments(session, enterprise_id)
        there = {one.sha256 for one in listed if one.row_uid == row_uid}
        known: list[str] = []
        rows: list[Attachment] = []
        for one in taken:
            if one.content.sha256 in there:
                known.append(one.name)
                continue
            there.add(one.content.sha256)
            row = _new(act, store, enterprise_id, one)
            row.row_uid, row.project = row_uid, project
            session.add(row)
            rows.append(row)
        session.flush()
        if rows:
            _note(act, enterprise, rows)
        return Added(tuple(row.id for row in rows if row.id is not None), tuple(known), tuple(refused))


def add_to_each(
    act: Act, store: Store, owners: Collection[EnterpriseId], taken: Sequence[Taken]
) -> dict[EnterpriseId, tuple[AttachmentId, ...]]:
    """Keep the same files with each of several enterprises: what is in them lies in the folder once.

    Where one has a file of that content already, that one is returned. Who calls it notes it of them.

    Raises:
        DomainError: A file is gone since it was copied in; nothing was added.
    """
    there = {
        (row.enterprise_id, row.sha256): row
        for row in act.session.exec(
            select(Attachment).where(
                among(col(Attachment.enterprise_id), owners),
                among(col(Attachment.sha256), {one.content.sha256 for one in taken}),
                Attachment.row_uid == "",
                col(Attachment.removed_at).is_(None),
            )
        )
    }
    for owner in owners:
        for one in taken:
            if (owner, one.content.sha256) not in there:
                row = there[owner, one.content.sha256] = _new(act, store, owner, one)
                act.session.add(row)
    act.session.flush()
    wanted = dict.fromkeys(one.content.sha256 for one in taken)
    found = {owner: [there[owner, sha256].id for sha256 in wanted] for owner in owners}
    return {owner: tuple(id_ for id_ in ids if id_ is not None) for owner, ids in found.items()}


def _new(act: Act, store: Store, owner: EnterpriseId, one: Taken) -> Attachment:
    if not contents.is_there(_home(store), one.content):
        raise DomainError(f"“{one.name}”刚存入又不见了，没有添加；请再试一次")
    return Attachment(
        enterprise_id=owner,
        sha256=one.content.sha256,
        file_name=one.name,
        size=one.content.size,
        added_at=act.at,
        added_by=act.who.name,
    )


def take_in(
    store: Store, sources: Sequence[Path], reporter: Reporter, *, most: int = contents.MOST_BYTES
) -> tuple[list[Taken], list[str]]:
    """Copy files into the store's folder; return them, and a sentence for each that was not taken.

    Raises:
        DomainError: The folder cannot be written.
        Cancelled: The user stopped it.
    """
    taken: list[Taken] = []
    refused: list[str] = []
    within = _Within(reporter, max(sum(_size_of(source) for source in sources), 1))
    for source in sources:
        try:
            content = contents.take_in(source, _home(store), within, most=most)
            within.before += content.size
            taken.append(Taken(safe_name(source.name), content))
        except BadInput as error:
            refused.append(str(error))
    return taken, refused


def list_attachments(session: Session, enterprise_id: EnterpriseId) -> list[Attachment]:
    """Return the files of an enterprise and its projects, the latest first."""
    return list(
        session.exec(
            select(Attachment)
            .where(Attachment.enterprise_id == enterprise_id, col(Attachment.removed_at).is_(None))
            .order_by(col(Attachment.id).desc())
        )
    )


def without_content(store: Store, rows: Sequence[Attachment]) -> list[Attachment]:
    """Return those whose content is gone or of another length; the bytes are not looked at."""
    return [row for row in rows if not contents.is_there(_home(store), Content(row.sha256, row.size))]


def remove_attachments(seat: Seat, ids: Sequence[AttachmentId]) -> list[str]:
    """Take files away; `restore_attachments` brings them back. Returns their names.

    Raises:
        BadInput: Somebody's decision rests on one of them; nothing was taken away.
    """
    with seat.act(Action.ATTACHMENT_REMOVE) as act:
        session = act.session
        rows = [row for row in _rows(session, ids) if row.removed_at is None]
        if held := [f"“{row.file_name}”" for row in rows if row.evidence_since is not None]:
            raise BadInput(f"{'、'.join(held)}是人工认定、办理事项或走访的依据，要一直保存，不能移除")
        for row in rows:
            row.removed_at, row.removed_by = act.at, act.who.name
        for enterprise_id in dict.fromkeys(row.enterprise_id for row in rows):
            own = [row for row in rows if row.enterprise_id == enterprise_id]
            _note(act, session.get(Enterprise, enterprise_id), own)
        return [row.file_name for row in rows]


def hold_as_evidence(act: Act, owners: Collection[EnterpriseId], ids: Sequence[AttachmentId]) -> str | None:
    """Have something rest on files, which are not removed any more from now on.

    Who calls it notes that of the enterprise.

    Args:
        act: In which that is done.
        owners: Whose files they may be.
        ids: The files.

    Returns:
        JSON, as it is kept with what rests on them: ``id``, ``name``, ``sha256`` of each; None for no files.

    Raises:
        BadInput: One of them is not there any more.
    """
    if not ids:
        return None
    found = {
        row.id: row
        for row in act.session.exec(
            select(Attachment).where(
                among(col(Attachment.id), ids),
                among(col(Attachment.enterprise_id), owners),
                col(Attachment.removed_at).is_(None),
            )
        )
    }
    if len(found) != len(set(ids)):
        raise BadInput("选定的附件有的已被移除，请重新选定")
    rows = [found[id_] for id_ in dict.fromkeys(ids)]
    for row in rows:
        row.evidence_since = row.evidence_since or act.at
    told = [{"id": row.id, "name": row.file_name, "sha256": row.sha256} for row in rows]
    return json.dumps(told, ensure_ascii=False)


def let_go(act: Act, ids: Collection[AttachmentId], because: str) -> None:
    """Take away files that came with something which names them no more, and on which nothing else rests.

    As photographs of a visit that was of another enterprise. What was there before stays.

    Args:
        act: In which they are named no more.
        ids: The files.
        because: Why, for the trail of whose they are.
    """
    named = files_named(act.session, ids)
    for row in act.session.exec(select(Attachment).where(among(col(Attachment.id), {*ids} - named))):
        if row.removed_at is None and row.evidence_since == row.added_at:
            row.evidence_since, row.removed_at, row.removed_by = None, act.at, act.who.name
            act.note(Subject(Kind.ENTERPRISE, row.enterprise_id), f"移除附件“{row.file_name}”：{because}")


def restore_attachments(seat: Seat, ids: Sequence[AttachmentId]) -> list[str]:
    """Undo a removal. Returns their names.

    Raises:
        DomainError: What was in one of them is not there any more.
    """
    with seat.act(Action.ATTACHMENT_RESTORE) as act:
        session = act.session
        rows = [row for row in _rows(session, ids) if row.removed_at is not None]
        for row in rows:
            if not contents.is_there(_home(seat.store), Content(row.sha256, row.size)):
                raise DomainError(f"“{row.file_name}”的文件已经清理，不能恢复；请重新添加")
            row.removed_at = row.removed_by = None
        for enterprise_id in dict.fromkeys(row.enterprise_id for row in rows):
            own = [row for row in rows if row.enterprise_id == enterprise_id]
            _note(act, session.get(Enterprise, enterprise_id), own)
        return [row.file_name for row in rows]


def look_at(row: Attachment) -> Seen:
    """Return what is entered where an auditor looks at a file."""
    return Seen(Subject(Kind.ENTERPRISE, row.enterprise_id), f"附件“{row.file_name}”")


def copy_attachment(seat: Seat, id_: AttachmentId, target: Path) -> Path:
    """Write a copy of a file, e.g. to look at it: what is done to the copy leaves the kept one as it is.

    Args:
        seat: Of who looks at it.
        id_: The attachment.
        target: The file to write, or a folder, in which it is called as it was when it was added.

    Returns:
        The file that was written.

    Raises:
        NotFound: It was removed.
        ContentLost, ContentAltered: What is kept is not as it was; nothing is written.
        DomainError: It cannot be written.
    """
    with seat.read() as session:
        row = session.get(Attachment, id_)
    if row is None or row.removed_at is not None:
        raise NotFound("这个附件已被移除")
    enter_looks(seat, look_at(row))
    path = target / row.file_name if target.is_dir() else target
    contents.copy_out(_home(seat.store), Content(row.sha256, row.size), path, f"附件“{row.file_name}”")
    return path


def check_attachments(store: Store, reporter: Reporter) -> list[Fault]:
    """Look at every byte of every file that is kept, and return those that are not as they were.

    Raises:
        Cancelled: The user stopped it.
    """
    with store.read() as session:
        found = session.exec(
            select(Attachment, Enterprise.name)
            .join(Enterprise, col(Enterprise.id) == Attachment.enterprise_id)
            .where(col(Attachment.removed_at).is_(None))
            .order_by(col(Attachment.id))
        ).all()
    total, done = sum(row.size for row, _ in found), 0
    faults = []
    for row, name in found:
        reporter.step(Progress(done, max(total, 1), row.file_name))
        try:
            what = f"“{name}”的附件“{row.file_name}”"
            contents.examine(_home(store), Content(row.sha256, row.size), what)
        except (contents.ContentLost, contents.ContentAltered) as error:
            faults.append(Fault(row, name, str(error)))
        done += row.size
    return faults


def clean_up(store: Store, *, now: datetime | None = None) -> int:
    """Forget files that were removed long ago, and delete contents that nothing refers to.

    Returns:
        How many bytes that freed.
    """
    with store.act(PROGRAM, Action.ATTACHMENT_FORGET) as act:
        # Within the act, since nothing can be added beside it.
        session = act.session
        limit = (now or act.at) - KEPT
        rows = session.exec(select(Attachment).where(col(Attachment.removed_at).is_not(None))).all()
        gone = [row for row in rows if row.removed_at and row.removed_at < limit]
        for row in gone:
            session.delete(row)
        for enterprise_id in dict.fromkeys(row.enterprise_id for row in gone):
            own = [row for row in gone if row.enterprise_id == enterprise_id]
            _note(act, session.get(Enterprise, enterprise_id), own)
        session.flush()
        wanted = set(session.exec(select(Attachment.sha256)))
        return contents.collect(_home(store), wanted)


class _Within:
    """Tells how far one file of several is, by the bytes of all."""

    def __init__(self, reporter: Reporter, total: int) -> None:
        self._reporter = reporter
        self._total = total
        self.before = 0

    def step(self, progress: Progress) -> None:
        done = min(self.before + progress.done, self._total)
        self._reporter.step(Progress(done, self._total, progress.label))


def _size_of(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError:
        return 0  # It is refused when its turn comes.


def _home(store: Store) -> Path:
    return store.path.parent


def _enterprise(session: Session, id_: EnterpriseId) -> Enterprise:
    found = session.get(Enterprise, id_)
    if found is None or found.deleted_at is not None:
        raise NotFound("这户企业已不在企业库中，附件没有添加")
    return found


def _project(session: Session, enterprise_id: EnterpriseId, uid: str) -> str:
    """Return what a row of one of an enterprise's lists is called."""
    statement = select(EnterpriseRow.content).where(
        EnterpriseRow.enterprise_id == enterprise_id, EnterpriseRow.uid == uid
    )
    content = session.exec(statement).first()
    if content is None:
        raise NotFound("这个项目已不在清单里，附件没有添加；请重新打开这户企业")
    with as_stored("企业的清单"):
        return str(json.loads(content).get("name", ""))


def _rows(session: Session, ids: Sequence[AttachmentId]) -> list[Attachment]:
    rows = list(session.exec(select(Attachment).where(col(Attachment.id).in_(ids))))
    if not rows:
        raise NotFound("这些附件已不在了")
    return rows


def _note(act: Act, enterprise: Enterprise | None, rows: Sequence[Attachment]) -> None:
    word = _WORDS[act.action]
    assert enterprise is not None
    names = "、".join(f"“{row.file_name}”" for row in rows[:3])
    more = f"等 {len(rows)} 个" if len(rows) > 3 else ""
    act.note(
        Subject(Kind.ENTERPRISE, enterprise.id),
        f"{word}“{enterprise.name}”的附件{names}{more}",
    )
