"""Signing in: who proves who they are sits down at the store."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from domain.office.accounts.entities import Account, SignInAttempt
from domain.office.accounts.passwords import is_right, kept
from domain.office.accounts.queries import account_of, accounts, at_work, find_account, who_is_alone
from domain.office.house_rules import come_together
from domain.store import drafts
from domain.store.acts import Action, Person
from domain.store.audit import now
from domain.store.engine import Seat, Store, day_reached_in
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError

FREE: Final = 3
"""So many slips cost nothing; each one after them doubles the time until the next."""
_MOST_S: Final = 300


class SignInRefused(BadInput):
    """The name and the password do not go together."""

    def __init__(self) -> None:
        super().__init__("登录名或密码不对")


class NotBegun(BadInput):
    """The name and the password go together, and the account begins another day."""

    def __init__(self, account: Account) -> None:
        super().__init__(f"“{account.name}”的账户自 {account.since} 起启用，在那以前不能登录")


class TooEarly(DomainError):
    """Too many wrong passwords: the next one has to wait.

    Attributes:
        seconds: So long.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(f"密码错了多次，请 {seconds} 秒后再试。忘了密码可以用恢复码")
        self.seconds = seconds


def delay_s(wrong: int) -> int:
    """Return how long the next try has to wait after so many wrong ones.

    >>> [delay_s(wrong) for wrong in (0, 3, 4, 5, 10, 99)]
    [0, 0, 2, 4, 128, 300]
    """
    return min(2 ** (wrong - FREE), _MOST_S) if wrong > FREE else 0


def sign_in(store: Store, name: str, password: str) -> Seat:
    """Sit down at a store.

    Raises:
        TooEarly: Too many were wrong; nothing was tried.
        SignInRefused: They do not go together, or the account is ended.
        NotBegun: They do, and its first day is still to come.
    """
    account = store.ask(find_account, name)
    if account is None or account.id is None:
        # As long as with an account, so that nobody learns which there are.
        kept(password)
        raise SignInRefused
    day = store.ask(day_reached_in, now().astimezone().date())
    has_begun = not account.begins_after(day)
    if not has_password(store, account, password, is_working=account.is_open_on(day) or not has_begun):
        raise SignInRefused
    if not has_begun:
        raise NotBegun(account)
    seat = Seat(store, account.person)
    with seat.act(Action.ACCOUNT_SIGN_IN) as act:
        act.note(Subject(Kind.ACCOUNT, account.id), f"“{account.name}”登录")
        if len(at_work(act.session, day)) > 1:
            # Who begins by the day brings a second person without an act of their own.
            come_together(act)
    adopt_drafts(Person(account.name), seat)
    return seat


def has_password(store: Store, account: Account, password: str, *, is_working: bool = True) -> bool:
    """Whether this is somebody's password; a wrong one makes the next wait, the right one ends that.

    Raises:
        TooEarly: Too many were wrong; nothing was tried.
    """
    at = now()
    if (wait := _wait_s(store.ask(_attempts_of, account), at)) > 0:
        raise TooEarly(wait)
    if not is_working or not is_right(password, account.password):
        _count(store, account, at)
        return False
    with store.upkeep() as session:
        if (attempts := session.get(SignInAttempt, account.id)) is not None:
            session.delete(attempts)
    return True


def seat_without_proof(store: Store, user: str) -> Seat:
    """Return the place of who works alone: by the name of the only account, else that of the machine's user.

    Nobody has proved anything by that, so what they do is nobody's account's.
    """
    alone = store.ask(who_is_alone, now().astimezone().date())
    if alone is None:
        return store.seat(user)
    seat = store.seat(alone.name)
    adopt_drafts(alone.person, seat)
    return seat


def adopt_drafts(before: Person, seat: Seat) -> None:
    """Give what was typed under a name to whose it is, now that one signs in by it, or needs not any more.

    A name without proof is that of the account which alone has it, else of who sits down.
    """
    to = seat.who
    if before.id is None and to.id is not None:
        named = [one for one in seat.store.ask(accounts) if one.name == before.name]
        to = named[0].person if len(named) == 1 else to
    with seat.store.upkeep() as session:
        drafts.pass_on(session, before.key, to.key)


def name_of(session: Session, seat: Seat) -> str:
    """Return the name of who sits here as it stands on papers now."""
    return account_of(session, seat.who.id).name if seat.who.id is not None else seat.who.name


def _attempts_of(session: Session, account: Account) -> SignInAttempt | None:
    return session.get(SignInAttempt, account.id)


def _wait_s(attempts: SignInAttempt | None, at: datetime) -> int:
    """Return how long the next try has to wait; as long as ever where the clock was set back."""
    if attempts is None:
        return 0
    delay = timedelta(seconds=delay_s(attempts.wrong))
    since = max(at - attempts.at, timedelta())
    return -(-max(delay - since, timedelta()) // timedelta(seconds=1))


def _count(store: Store, account: Account, at: datetime) -> None:
    assert account.id is not None
    with store.upkeep() as session:
        attempts = session.get(SignInAttempt, account.id) or SignInAttempt(
            account_id=account.id, wrong=0, at=at
        )
        attempts.wrong, attempts.at = attempts.wrong + 1, at
        session.add(attempts)
