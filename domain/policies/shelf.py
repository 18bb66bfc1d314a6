"""Policies that the office imported: taken in, put in force, withdrawn, handed out again."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.policies.agreement.differences import Disagreement, disagreements_of
from domain.policies.entities import PolicyFile, PolicyText
from domain.policies.files.files import PolicyMistakes, policy_from, unchecked_in
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.policies.rulings import reason_without_ruling
from domain.policies.signatures import NotTrusted, Standing, list_issuers, origin_of
from domain.policies.trials.drafting import free_version
from domain.policies.trials.examples import failures_of
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import PolicyFileId
from domain.values.texts import one_line, safe_text


@dataclass(frozen=True, slots=True)
class Shelved:
    """One imported version. Times are UTC; ``in_force_since`` is None while it is not in force.

    ``policy`` is None where this program cannot read the file any more; ``problem`` then says why.
    The rest as `PolicyFile` has it.
    """

    id: PolicyFileId
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
    in_force_by: str = ""
    disagreement_reason: str = ""
    disagreement_accepted_by: str = ""
    disagreement_accepted_at: datetime | None = None


class VersionTaken(DomainError):
    """Another file is this version of the policy already.

    Attributes:
        known: What is there.
        policy: What was to be taken in.
        free: A version that none has.
    """

    def __init__(self, known: Policy, policy: Policy, free: str, *, is_shipped: bool) -> None:
        where = "程序自带" if is_shipped else "已经导入"
        super().__init__(
            f"《{policy.title}》第 {policy.version} 版已有（{where}），与这个文件内容不同；"
            "请看清差别，另写一个版本号"
        )
        self.known, self.policy, self.free = known, policy, free


class Disagreeing(DomainError):
    """Wording and formulas of a policy disagree, and nobody said why it is used all the same."""

    def __init__(self, policy: Policy, found: Sequence[Disagreement]) -> None:
        super().__init__(
            f"《{policy.title}》第 {policy.version} 版有 {len(found)} 处条文与公式不一致，"
            "请逐处核对；确实要用的，写明理由"
        )
        self.policy, self.found = policy, tuple(found)


def import_policy(
    seat: Seat,
    raw: bytes,
    file_name: str,
    shipped: PolicyLibrary,
    *,
    signature: bytes | None = None,
    accepted_because: str = "",
    version: str = "",
) -> PolicyFileId:
    """Take in a policy file; it is not in force yet.

    Args:
        seat: Who does it, and where.
        raw: The content of the file.
        file_name: What complaints call it.
        shipped: The policies that came with the program, and the office's own facts.
        signature: The detached signature that came with it.
        accepted_because: Why to take it although nobody whom the office trusts signed it.
        version: What the office calls it, where the file's own version is another one's already.

    Returns:
        The id of what was taken in.

    Raises:
        NotTrusted: Nobody whom the office trusts signed it, and no reason is given.
        PolicyMistakes: The file has mistakes, or one of its cases comes to something else; nothing was
            taken in.
        BadInput: The same file is there already.
        VersionTaken: Another file with the same id and version is there already, or came with the program.
    """
    file_name, accepted_because = safe_text(file_name), one_line(accepted_because)
    policy = policy_from(raw, file_name, shipped.office)
    policy = replace(policy, version=one_line(version) or policy.version)
    failures = [*unchecked_in(policy), *failures_of(policy, shipped.office.extended(policy.facts))]
    if failures:
        raise PolicyMistakes(f"{file_name}：{failure}" for failure in failures)
    with seat.act(Action.POLICY_IMPORT) as act:
        session = act.session
        _refuse_known(session, policy, shipped)
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
            imported_at=act.at,
            imported_by=act.who.name,
            signature=signature,
            signed_by=origin.issuer if is_trusted else "",
            accepted_because="" if is_trusted else accepted_because,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        _note(act, row, "导入", origin=origin.sentence)
        return row.id


def _refuse_known(session: Session, policy: Policy, shipped: PolicyLibrary) -> None:
    own = {**shipped.policies, **shipped.templates}.get(policy.id)
    known = session.exec(select(PolicyFile).where(PolicyFile.sha256 == policy.sha256)).first()
    if known is not None:
        raise BadInput(f"这个文件已经导入过了（《{known.title}》第 {known.version} 版）")
    rows = list(session.exec(select(PolicyFile).where(PolicyFile.policy_id == policy.id)))
    taken = {plain_version(row.version) for row in rows}
    taken |= {plain_version(own.version)} if own is not None else set()
    version = plain_version(policy.version)
    free = free_version(version, taken)
    if own is not None and plain_version(own.version) == version and own.sha256 != policy.sha256:
        raise VersionTaken(own, policy, free, is_shipped=True)
    for row in rows:
        if plain_version(row.version) == version:
            there = _shelved(row, shipped.office)
            if there.policy is None:
                raise BadInput(
                    f"《{policy.title}》第 {policy.version} 版已经导入过，内容不同，而且现在读不了；"
                    "请在文件里换一个版本号（version）"
                )
            raise VersionTaken(there.policy, policy, free, is_shipped=False)


def plain_version(version: str) -> str:
    """Return a version as it is told from others: 第１版 and v1 are 1.

    >>> plain_version(" 第１版"), plain_version("V2"), plain_version("2022-09")
    ('1', '2', '2022-09')
    """
    plain = "".join(unicodedata.normalize("NFKC", version).split()).casefold()
    return plain.removeprefix("第").removesuffix("版").removeprefix("v") or plain


def put_in_force(
    seat: Seat, id_: PolicyFileId, shipped: PolicyLibrary, *, despite_disagreement: str = ""
) -> None:
    """Let a version decide from now on; another version of the same policy steps back.

    Args:
        seat: Who does it, and where.
        id_: The version.
        shipped: The policies that came with the program.
        despite_disagreement: Why it is used although its wording and its formulas disagree.

    Raises:
        NotFound: It is not there.
        BadInput: It cannot be read any more, or asks for facts that another policy means otherwise.
        Disagreeing: Wording and formulas disagree, and no reason is given or recorded.
    """
    with seat.act(Action.POLICY_PUT_IN_FORCE) as act:
        session = act.session
        row = _find(session, id_)
        policy = usable_policy(session, id_, shipped)
        found = disagreements_of(policy)
        if found and despite_disagreement.strip():
            _accept(act, row, found, despite_disagreement)
        elif found and not row.disagreement_reason:
            raise Disagreeing(policy, found)
        before = session.exec(
            select(PolicyFile).where(
                PolicyFile.policy_id == row.policy_id, col(PolicyFile.in_force_since).is_not(None)
            )
        )
        for one in before.all():
            one.in_force_since = one.in_force_by = None
            if one.id != id_:
                _note(act, one, f"启用第 {row.version} 版，停用", action=Action.POLICY_WITHDRAW)
        session.flush()
        row.in_force_since, row.in_force_by = act.at, act.who.name
        _note(act, row, "启用")


def usable_policy(session: Session, id_: PolicyFileId, shipped: PolicyLibrary) -> Policy:
    """Return a version that may be put in force beside what is in force.

    Raises:
        NotFound: It is not there.
        BadInput: It cannot be read any more, or asks for facts that another policy means otherwise.
    """
    row = _find(session, id_)
    policy = _policy_of(row, shipped.office)
    others = session.exec(
        select(PolicyFile).where(
            col(PolicyFile.in_force_since).is_not(None), PolicyFile.policy_id != row.policy_id
        )
    )
    # One that this program cannot read any more decides nothing, and must not stand in the way.
    found = [_shelved(one, shipped.office).policy for one in others]
    shipped.with_policies([*(one for one in found if one is not None), policy])
    return policy


def accept_disagreements(seat: Seat, id_: PolicyFileId, office: Dictionary, *, because: str) -> None:
    """Record why a version is used although its wording and its formulas disagree.

    Raises:
        NotFound: It is not there.
        BadInput: No reason is given, or nothing disagrees.
    """
    if not because.strip():
        raise BadInput("请写明条文与公式不一致、仍要使用的理由")
    with seat.act(Action.POLICY_ACCEPT_DISAGREEMENTS) as act:
        row = _find(act.session, id_)
        found = disagreements_of(_policy_of(row, office))
        if not found:
            raise BadInput("这一版的条文与公式没有不一致的地方，不用写理由")
        _accept(act, row, found, because)


def reason_against_notices(session: Session, policy: Policy) -> str:
    """Return why a policy gives no notices as it is; empty where it does.

    Nobody has said that it may although its wording is not the official text, or a notice would quote one
    figure and pay another.
    """
    if against := reason_without_ruling(session, policy):
        return against
    found = disagreements_of(policy)
    if not found:
        return ""
    row = session.exec(select(PolicyFile).where(PolicyFile.sha256 == policy.sha256)).first()
    if row is not None and row.disagreement_reason:
        return ""
    return (
        f"《{policy.title}》第 {policy.version} 版有 {len(found)} 处条文与公式不一致，没有写明理由，"
        "不能出具通知书；请到“政策”页的“政策文件”里核对，改正后另存一版，或写明理由"
    )


def _accept(act: Act, row: PolicyFile, found: Sequence[Disagreement], because: str) -> None:
    row.disagreement_reason, row.disagreement_accepted_by = because.strip(), act.who.name
    row.disagreement_accepted_at = act.at
    _note(
        act,
        row,
        f"写明条文与公式不一致的理由（{row.disagreement_reason}）：",
        action=Action.POLICY_ACCEPT_DISAGREEMENTS,
        disagreements="\n".join(one.sentence for one in found),
    )


def withdraw(seat: Seat, id_: PolicyFileId) -> None:
    """Let a version decide no more; it stays on the shelf.

    Raises:
        NotFound: It is not there.
    """
    with seat.act(Action.POLICY_WITHDRAW) as act:
        row = _find(act.session, id_)
        row.in_force_since = row.in_force_by = None
        _note(act, row, "停用")


def list_shelf(session: Session, office: Dictionary) -> list[Shelved]:
    """Return every imported version, the latest first."""
    rows = session.exec(select(PolicyFile).order_by(col(PolicyFile.id).desc()))
    return [_shelved(row, office) for row in rows]


def version_of(session: Session, sha256: str, dictionary: Dictionary) -> Policy | None:
    """Return an imported or kept version by the hash of its file; None where it is not there, or not read."""
    row = session.exec(select(PolicyFile).where(PolicyFile.sha256 == sha256)).first()
    if row is not None:
        return _shelved(row, dictionary).policy
    kept = session.exec(select(PolicyText).where(PolicyText.sha256 == sha256)).first()
    if kept is None:
        return None
    try:
        return policy_from(kept.content, kept.policy_id, dictionary)
    except DomainError:
        return None


def content_of(session: Session, id_: PolicyFileId) -> tuple[bytes, bytes | None]:
    """Return a file as it was imported, and the signature that came with it.

    Raises:
        NotFound: It is not there.
    """
    row = _find(session, id_)
    return row.content, row.signature


def library_of(session: Session, shipped: PolicyLibrary) -> PolicyLibrary:
    """Return the shipped policies and the imported ones in force; what cannot be read is left out.

    Then no other version decides in its place, either.
    """
    found = [one for one in list_shelf(session, shipped.office) if one.in_force_since is not None]
    unread = {one.policy_id for one in found if one.policy is None}
    library = shipped.with_policies([one.policy for one in found if one.policy is not None])
    return replace(library, policies={id_: one for id_, one in library.policies.items() if id_ not in unread})


def _shelved(row: PolicyFile, office: Dictionary) -> Shelved:
    assert row.id is not None
    policy, problem = None, ""
    try:
        policy = _policy_of(row, office)
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
        row.in_force_by or "",
        row.disagreement_reason,
        row.disagreement_accepted_by or "",
        row.disagreement_accepted_at,
    )


def _policy_of(row: PolicyFile, office: Dictionary) -> Policy:
    """Read a file; it is the version that the office calls it.

    Raises:
        DomainError: This program cannot read it any more, or it is not what was taken in.
    """
    policy = policy_from(row.content, row.file_name, office)
    if policy.sha256 != row.sha256:
        raise BadInput(
            f"{row.file_name}与导入时的内容不一样，没有采用；"
            "请把数据文件夹复制一份交审计人员，再恢复改动以前的备份"
        )
    return replace(policy, version=row.version)


def _find(session: Session, id_: PolicyFileId) -> PolicyFile:
    row = session.get(PolicyFile, id_)
    if row is None:
        raise NotFound("没有这个政策文件")
    return row


def _note(act: Act, row: PolicyFile, word: str, *, action: Action | None = None, **details: str) -> None:
    summary = f"{word}政策《{row.title}》第 {row.version} 版（{row.file_name}）"
    said = {key: [None, text] for key, text in details.items()}
    act.note(Subject(Kind.POLICY, row.id), summary, said, action=action)
