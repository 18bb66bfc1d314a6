"""The files of policies that something was decided by: they stay, whatever a later program brings along."""

import hashlib

from sqlmodel import Session, select

from domain.policies.entities import PolicyFile, PolicyText
from domain.policies.policy import Policy
from domain.store.acts import Act
from domain.store.tables import Kind, Subject


def keep_text(act: Act, policy: Policy) -> None:
    """Keep the file of a policy that something is decided by, unless it is there already.

    One that was imported is; one that came with the program goes with the program.
    """
    session, sha256 = act.session, policy.sha256
    if is_kept(session, sha256) or hashlib.sha256(policy.content).hexdigest() != sha256:
        return
    row = PolicyText(
        sha256=sha256,
        policy_id=policy.id,
        title=policy.title,
        version=policy.version,
        content=policy.content,
    )
    session.add(row)
    session.flush()
    act.note(Subject(Kind.POLICY_TEXT, row.id), f"留存《{policy.title}》第 {policy.version} 版的政策文件")


def is_kept(session: Session, sha256: str) -> bool:
    """Whether the file with this hash is there, imported or kept."""
    kept = select(PolicyText.id).where(PolicyText.sha256 == sha256)
    imported = select(PolicyFile.id).where(PolicyFile.sha256 == sha256)
    return session.exec(kept).first() is not None or session.exec(imported).first() is not None
