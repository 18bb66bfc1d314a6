"""Making and changing the key by which the office signs its papers."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from domain.office.keys.entities import PaperKey
from domain.office.keys.signing import PublicKey, Signer, new_pair
from domain.store.acts import Act, Action
from domain.store.audit import AuditEntry
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.texts import one_line


def keys_of(session: Session) -> list[PublicKey]:
    """Return the public halves of every key there is or was, the latest first."""
    return [_public(row) for row in session.exec(select(PaperKey).order_by(col(PaperKey.id).desc()))]


def signer_in(session: Session) -> Signer | None:
    """Return the key in use; None where the office signs nothing yet."""
    row = _in_use(session)
    return None if row is None or row.secret is None else Signer(_public(row), row.secret)


def is_of_backup(session: Session) -> bool:
    """Whether a backup was put back that has not the keys made since it, and none was made after that."""
    last = session.exec(
        select(AuditEntry.action).where(AuditEntry.kind == Kind.KEY).order_by(col(AuditEntry.id).desc())
    ).first()
    return last == Action.STORE_RESTORE


def make_first_key(seat: Seat) -> None:
    """Make a key where there is none yet."""
    with seat.act(Action.KEY_MAKE) as act:
        if _in_use(act.session) is None:
            _make(act)


def make_key(seat: Seat, *, reason: str = "") -> PublicKey:
    """Make a key, in the place of the one in use, whose secret half is gone from then on.

    What that one has signed stays as it is: its public half is kept, with the day on which it ended.

    Raises:
        BadInput: One is in use, and no reason was given.
    """
    reason = one_line(reason)
    with seat.act(Action.KEY_MAKE) as act:
        former = _in_use(act.session)
        if former is not None:
            if not reason:
                raise BadInput("请填写为什么更换签名钥匙")
            former.secret, former.end_reason = None, reason
            former.ended_at, former.ended_by = act.at, act.who.name
            said = f"停用签名钥匙 {_public(former).fingerprint}：{reason}"
            act.note(Subject(Kind.KEY, former.id), said)
        return _make(act)


def _make(act: Act) -> PublicKey:
    public, secret = new_pair()
    row = PaperKey(
        public=public, secret=secret, made_account=act.who.id, made_by=act.who.name, made_at=act.at
    )
    act.session.add(row)
    act.session.flush()
    found = _public(row)
    act.note(Subject(Kind.KEY, row.id), f"启用签名钥匙 {found.fingerprint}")
    return found


def _in_use(session: Session) -> PaperKey | None:
    return session.exec(select(PaperKey).where(col(PaperKey.ended_at).is_(None))).first()


def _public(row: PaperKey) -> PublicKey:
    return PublicKey(row.public, _day(row.made_at), None if row.ended_at is None else _day(row.ended_at))


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
