"""Whether notices go out under a policy whose wording is not the official text: said once, with a reason."""

from sqlmodel import Session, select

from domain.policies.entities import PolicyRuling
from domain.policies.policy import Policy
from domain.policies.texts import keep_text
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.texts import one_line


def allow_notices(seat: Seat, policy: Policy, *, because: str) -> None:
    """Record that notices go out under this version of a policy, and why.

    Raises:
        BadInput: No reason is given, the wording is the official text, or it is recorded already.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明条文不是正式文本、仍可以出具通知书的理由")
    if policy.official_text:
        raise BadInput(f"《{policy.title}》的条文是正式文本，不用写理由")
    with seat.act(Action.POLICY_RULE) as act:
        if ruling_of(act.session, policy) is not None:
            raise BadInput(f"《{policy.title}》第 {policy.version} 版可以出具通知书，已经定过了")
        row = PolicyRuling(
            policy_id=policy.id,
            policy_sha256=policy.sha256,
            policy_title=policy.title,
            policy_version=policy.version,
            reason=because,
            ruled_by=act.who.name,
            ruled_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        keep_text(act, policy)
        summary = f"定《{policy.title}》第 {policy.version} 版的条文不是正式文本，仍可以出具通知书：{because}"
        act.note(Subject(Kind.RULING, row.id), summary)


def ruling_of(session: Session, policy: Policy) -> PolicyRuling | None:
    """Return what was decided of this version of a policy; None where nothing was."""
    return session.exec(select(PolicyRuling).where(PolicyRuling.policy_sha256 == policy.sha256)).first()


def reason_without_ruling(session: Session, policy: Policy) -> str:
    """Return why a policy gives no notices until somebody says that it does; empty where it does."""
    if policy.official_text or ruling_of(session, policy) is not None:
        return ""
    return (
        f"《{policy.title}》第 {policy.version} 版的条文不是正式文本，还没有定可以据此出具通知书；"
        "请到“政策”页核对后写明理由"
    )
