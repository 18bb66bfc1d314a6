"""Policies that the office imported: taken in, put in force, withdrawn, handed out again."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.errors import BadInput, DomainError, NotFound
from domain.policies.entities import PolicyFile
from domain.policies.examples import failures_of
from domain.policies.library import PolicyLibrary
from domain.policies.loading.files import PolicyMistakes, policy_from
from domain.policies.policy import Policy
from domain.policies.signatures import NotTrusted, Standing, list_issuers, origin_of
from domain.store import audit
from domain.store.engine import Store
from domain.texts import one_line, safe_text


@dataclass(frozen=True, slots=True)
class Shelved:
    """One imported version. Times are UTC; ``in_force_since`` is None while it is not in force.

    ``policy`` is None where this program cannot read the file any more; ``problem`` then says why.
    ``signed_by`` and ``accepted_because`` as `PolicyFile` has them.
    """

    id: int
    policy_id: str
    version: str
    title: str
    sha256: str
    file_name: str
    imported_at: datetime
    imported_by: str
    in_force_since: datetime | None
    policy: Policy | None
    problem: str = ""
    signed_by: str = ""
    accepted_because: str = ""


def import_policy(
    store: Store,
    raw: bytes,
    file_name: str,
    office: Dictionary,
    *,
    actor: str,
    signature: bytes | None = None,
    accepted_because: str = "",
) -> int:
    """Take in a policy file; it is not in force yet.

    Args:
        store: Where to.
        raw: The content of the file.
        file_name: What complaints call it.
        office: The office's own facts.
        actor: Who does it.
        signature: The detached signature that came with it.
        accepted_because: Why to take it although nobody whom the office trusts signed it.

    Returns:
        The id of what was taken in.

    Raises:
        NotTrusted: Nobody whom the office trusts signed it, and no reason is given.
        PolicyMistakes: The file has mistakes, or one of its cases comes to something else; nothing was
            taken in.
        BadInput: The same file, or another file with the same id and version, is there already.
    """
    file_name, accepted_because = safe_text(file_name), one_line(accepted_because)
    policy = policy_from(raw, file_name, office)
    if failures := list(failures_of(policy, office.extended(policy.facts))):
        raise PolicyMistakes(f"{file_name}：{failure}" for failure in failures)
    with store.write() as session:
        _refuse_known(session, policy)
        origin = origin_of(raw, signature, list_issuers(session))
        is_trusted = origin.standing is Standing.TRUSTED
        if not (is_trusted or accepted_because):
            raise NotTrusted(origin)
        row = PolicyFile(
            policy_id=policy.id,
            version=policy.version,
            title=policy.title,
            sha256=policy.sha256,
            content=raw,
            file_name=file_name,
            imported_at=audit.now(),
            imported_by=actor,
            signature=signature,
            signed_by=origin.issuer if is_trusted else "",
            accepted_because="" if is_trusted else accepted_because,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        _note(
            session,
            actor,
            "policy.import",
            row,
            "导入",
            origin=origin.sentence,
            accepted_because=row.accepted_because,
        )
        return row.id


def _refuse_known(session: Session, policy: Policy) -> None:
    known = session.exec(select(PolicyFile).where(PolicyFile.sha256 == policy.sha256)).first()
    if known is not None:
        raise BadInput(f"这个文件已经导入过了（《{known.title}》第 {known.version} 版）")
    same = select(PolicyFile).where(PolicyFile.policy_id == policy.id, PolicyFile.version == policy.version)
    if session.exec(same).first() is not None:
        raise BadInput(
            f"《{policy.title}》第 {policy.version} 版已经导入过，内容不同；"
            "改动过的文件请换一个版本号（version）"
        )


def put_in_force(store: Store, id_: int, shipped: PolicyLibrary, *, actor: str) -> None:
    """Let a version decide from now on; another version of the same policy steps back.

    Raises:
        NotFound: It is not there.
        BadInput: It cannot be read any more, or asks for facts that another policy means otherwise.
    """
    with store.write() as session:
        row = _find(session, id_)
        policy = policy_from(row.content, row.file_name, shipped.office)
        others = [
            one
            for one in session.exec(select(PolicyFile).where(col(PolicyFile.in_force_since).is_not(None)))
            if one.policy_id != row.policy_id
        ]
        # One that this program cannot read any more decides nothing, and must not stand in the way.
        found = [_shelved(one, shipped.office).policy for one in others]
        shipped.with_policies([*(one for one in found if one is not None), policy])
        for one in session.exec(select(PolicyFile).where(PolicyFile.policy_id == row.policy_id)):
            one.in_force_since = one.in_force_by = None
        session.flush()
        row.in_force_since, row.in_force_by = audit.now(), actor
        _note(session, actor, "policy.put_in_force", row, "启用")


def withdraw(store: Store, id_: int, *, actor: str) -> None:
    """Let a version decide no more; it stays on the shelf.

    Raises:
        NotFound: It is not there.
    """
    with store.write() as session:
        row = _find(session, id_)
        row.in_force_since = row.in_force_by = None
        _note(session, actor, "policy.withdraw", row, "停用")


def list_shelf(session: Session, office: Dictionary) -> list[Shelved]:
    """Return every imported version, the latest first."""
    rows = session.exec(select(PolicyFile).order_by(col(PolicyFile.id).desc()))
    return [_shelved(row, office) for row in rows]


def content_of(session: Session, id_: int) -> tuple[bytes, bytes | None]:
    """Return a file as it was imported, and the signature that came with it.

    Raises:
        NotFound: It is not there.
    """
    row = _find(session, id_)
    return row.content, row.signature


def library_of(session: Session, shipped: PolicyLibrary) -> PolicyLibrary:
    """Return the shipped policies and the imported ones in force; what cannot be read is left out."""
    found = [one for one in list_shelf(session, shipped.office) if one.in_force_since is not None]
    return shipped.with_policies([one.policy for one in found if one.policy is not None])


def _shelved(row: PolicyFile, office: Dictionary) -> Shelved:
    assert row.id is not None
    policy, problem = None, ""
    try:
        policy = policy_from(row.content, row.file_name, office)
    except DomainError as error:
        problem = str(error)
    return Shelved(
        row.id,
        row.policy_id,
        row.version,
        row.title,
        row.sha256,
        row.file_name,
        row.imported_at,
        row.imported_by,
        row.in_force_since,
        policy,
        problem,
        row.signed_by,
        row.accepted_because,
    )


def _find(session: Session, id_: int) -> PolicyFile:
    row = session.get(PolicyFile, id_)
    if row is None:
        raise NotFound("没有这个政策文件")
    return row


def _note(session: Session, actor: str, action: str, row: PolicyFile, word: str, **details: str) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"policy_file:{row.id}",
        summary=f"{word}政策《{row.title}》第 {row.version} 版（{row.file_name}）",
        details={"sha256": row.sha256, **details},
    )
