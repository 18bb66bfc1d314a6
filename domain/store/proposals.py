"""What one person proposes and another confirms (四眼), held at the data.

The store's own triggers refuse what needs a second person to every statement but those of an act that has a
proposal in hand. A proposal is an act rehearsed: done, heard, and not kept. Confirming it does the same once
more, and keeps it where it comes to the same entries; else something has changed and the proposal lapses.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlmodel import Field, Integer, Session, SQLModel

from domain.store.acts import Act, Action, Person
from domain.store.engine import driver_of
from domain.store.permits import NotPermitted, Role, reason_against, roles_on
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError, NotFound
from domain.values.ids import AccountId, ProposalId
from domain.values.uids import new_uid

Pairs: TypeAlias = Mapping[str, Any]
Plain: TypeAlias = Callable[[str, Pairs], tuple[str, Pairs]]
"""Makes of an entry's sentence and its details what does not depend on when and by whom it is done; an empty
sentence of what only follows from others."""


_MOST_LINES: Final = 300
_NOBODY: Final = AccountId(0)


class State(StrEnum):
    """How far a proposal is; only `OPEN` ones can still become something else."""

    OPEN = "open"
    IN_HAND = "in_hand"
    """Within the act that confirms it, and never outside."""
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    State.OPEN: "待确认",
    State.IN_HAND: "确认中",
    State.DONE: "已确认",
    State.REFUSED: "不同意",
    State.WITHDRAWN: "已撤回",
    State.LAPSED: "已失效",
}

_CONFIRMING: Final = frozenset({Role.REVIEW, Role.APPROVE, Role.MANAGE})
CONFIRMED_BY: Final[Mapping[Action, frozenset[Role]]] = {
    Action.ENTERPRISE_DELETE: _CONFIRMING,
    Action.ENTERPRISE_IMPORT: _CONFIRMING,
    Action.ENTERPRISE_MERGE: _CONFIRMING,
    Action.FUND_ADJUST: _CONFIRMING,
    Action.ISSUER_TRUST: _CONFIRMING,
    Action.NOTICE_ISSUE: frozenset({Role.APPROVE}),
    Action.NOTICE_VOID: frozenset({Role.REVIEW, Role.APPROVE}),
    Action.PAYMENT_BEFORE: frozenset({Role.REVIEW, Role.APPROVE, Role.PAY}),
    Action.POLICY_ACCEPT_DISAGREEMENTS: _CONFIRMING,
    Action.POLICY_PUT_IN_FORCE: _CONFIRMING,
    Action.POLICY_RULE: _CONFIRMING,
    Action.RECOVERY_LOWER: frozenset({Role.REVIEW, Role.APPROVE}),
    Action.RECOVERY_UNDO: frozenset({Role.REVIEW, Role.APPROVE}),
    Action.ROAD_TAKE: _CONFIRMING,
}
"""The roles by which another person confirms what can be proposed; any one of them will do."""


class Proposal(SQLModel, table=True):
    """Something that waits for a second person, or was decided by one.

    Attributes:
        action: What is to be done.
        content: JSON; how it is done, see `domain.proposals.orders`.
        title: In one line.
        told: JSON; the sentences of what will change, the first `_MOST_LINES`, and how many there are.
        expected: SHA-256 over what it came to when it was rehearsed.
        reason: What was said about it by who made it.
        made_by, decided_by: Accounts, with the names that they had.
        made_at, decided_at: UTC.
        state: See `State`.
        remark: Why it was refused, withdrawn, or has lapsed.
    """

    __tablename__ = "proposal"

    id: ProposalId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    action: str
    content: str
    title: str
    told: str
    expected: str
    reason: str
    made_by: AccountId = Field(sa_type=Integer)
    made_by_name: str
    made_at: datetime
    state: str = State.OPEN
    decided_by: AccountId | None = Field(default=None, sa_type=Integer)
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    remark: str = ""


class Lapsed(DomainError):
    """What a proposal said is not what it would do any more."""

    def __init__(self, why: str = "") -> None:
        why = why or "提请以后情况有变动，现在办理的结果与当时所列的不同"
        super().__init__(f"没有办理：{why}。这份提请已失效，请重新提请")


class AlreadyDecided(DomainError):
    """Somebody has decided a proposal already."""

    def __init__(self, state: State) -> None:
        super().__init__(f"这份提请{state.word}，不用再办")


class Heard:
    """The entries of an act, as far as they do not depend on when it is done, and by whom."""

    def __init__(self, plain: Plain) -> None:
        self._plain = plain
        self._hash = hashlib.sha256()
        self.lines: list[str] = []
        """The first of the sentences."""
        self.count = 0
        self.last: dict[str, str] = {}
        """The last sentence of each kind of subject."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def hear(self, rows: Sequence[tuple[str | int | None, ...]], act: Act) -> None:
        """See `acts.Telling`."""
        for _, _, _, _, kind, _, said, details, _ in rows:
            if kind == Kind.POLICY_TEXT:
                continue  # Whichever act is the first to need it keeps it.
            told = {key: pair for key, pair in json.loads(str(details)).items() if not _is_random(key)}
            sentence, pairs = self._plain(str(said), told)
            if not sentence:
                continue
            text = json.dumps([kind, sentence, pairs], ensure_ascii=False, sort_keys=True)
            for own in (act.stored_at, act.who.name, act.handler.name):
                text = text.replace(json.dumps(own, ensure_ascii=False), '"@"')
            self._hash.update(text.encode("utf-8"))
            self.count += 1
            self.last[str(kind)] = sentence
            if len(self.lines) < _MOST_LINES:
                self.lines.append(sentence)


class Rehearsal:
    """Does something and keeps nothing of it; `heard` has what would have been noted."""

    def __init__(self, plain: Plain) -> None:
        self.heard = Heard(plain)

    def permit(self, connection: sqlite3.Connection, who: Person, action: Action, day: date) -> None:
        if reason := reason_against(roles_on(connection, who, day), action):
            raise NotPermitted(f"没有提请：{reason}")

    def begin(self, act: Act) -> None:
        act.telling, act.is_rehearsal = self.heard, True
        row = Proposal(
            action=act.action,
            content="",
            title="",
            told="",
            expected="",
            reason="",
            made_by=act.who.id or _NOBODY,
            made_by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        row.state, row.decided_by = State.IN_HAND, AccountId(row.made_by + 1)
        act.session.flush()

    def end(self, act: Act) -> None:
        """Nothing is left to do: it is not kept."""


class Confirmation:
    """Does what was proposed, if it still comes to what was said."""

    def __init__(self, id_: ProposalId, plain: Plain) -> None:
        self._id = id_
        self._heard = Heard(plain)

    def permit(self, connection: sqlite3.Connection, who: Person, action: Action, day: date) -> None:
        """Ask whether this person may confirm it, and who proposed it may still do so."""
        row = connection.execute(
            "SELECT made_by, made_by_name, state, action FROM proposal WHERE id = ?", (self._id,)
        ).fetchone()
        if row is None:
            raise NotFound("没有这份提请")
        made_by, name, state, proposed = row
        assert proposed == action
        if state != State.OPEN:
            raise AlreadyDecided(State(state))
        roles = roles_on(connection, who, day)
        if reason := reason_against_confirming(who, roles, AccountId(made_by), action):
            raise NotPermitted(f"没有确认：{reason}")
        if reason := reason_against(roles_on(connection, Person(name, made_by), day), action):
            raise Lapsed(f"“{name}”现在不能提请：{reason}")

    def begin(self, act: Act) -> None:
        row = self._row(act)
        act.telling = self._heard
        act.handler = Person(row.made_by_name, row.made_by)
        row.state = State.IN_HAND
        row.decided_by, row.decided_by_name, row.decided_at = act.who.id, act.who.name, act.at
        act.session.flush()

    def end(self, act: Act) -> None:
        row = self._row(act)
        if self._heard.sha256 != row.expected:
            raise Lapsed
        act.telling = None
        row.state = State.DONE
        act.session.flush()
        summary = f"确认“{row.made_by_name}”提请的：{row.title}"
        act.note(Subject(Kind.PROPOSAL, row.id), summary, action=Action.PROPOSAL_CONFIRM)

    def _row(self, act: Act) -> Proposal:
        row = act.session.get(Proposal, self._id)
        assert row is not None
        return row


def four_eyes_in(session: Session) -> tuple[bool, int]:
    """Return whether what matters needs two people, and how many enterprises one may import alone."""
    row = driver_of(session).execute("SELECT are_on, import_size FROM four_eyes").fetchone()
    return bool(row[0]), row[1]


def needs_second(session: Session, enterprises: int) -> bool:
    """Whether so many are more than one person may take in alone."""
    are_on, size = four_eyes_in(session)
    return are_on and enterprises > size


def roles_in(session: Session, who: Person, day: date) -> frozenset[Role]:
    """Return the roles that somebody has on a day; see `permits.roles_on`."""
    return roles_on(driver_of(session), who, day)


def reason_against_confirming(
    who: Person, roles: Collection[Role], made_by: AccountId, action: Action
) -> str:
    """Return why somebody with these roles may not confirm what another proposed; empty where they may."""
    if who.id == made_by:
        return "自己提请的要由另一位同事确认"
    needed = CONFIRMED_BY[action]
    if needed & set(roles):
        return ""
    named = "或".join(f"“{role.word}”" for role in Role if role in needed)
    return f"要由有{named}角色的人确认"


def _is_random(key: str) -> bool:
    return key == "uid" or key.endswith(".uid")
