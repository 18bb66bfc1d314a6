"""Who works here."""

from datetime import date

from sqlmodel import Session, col, select

from domain.office.accounts.entities import Account, sign_in_key
from domain.store.engine import day_reached_in
from domain.store.permits import Role
from domain.values.errors import NotFound
from domain.values.ids import AccountId


def accounts(session: Session) -> list[Account]:
    """Return everybody who has or had an account, by the order in which they came."""
    return list(session.exec(select(Account).order_by(col(Account.id))))


def account_of(session: Session, id_: AccountId) -> Account:
    """Return one account.

    Raises:
        NotFound: There is none.
    """
    found = session.get(Account, id_)
    if found is None:
        raise NotFound("没有这个账户")
    return found


def find_account(session: Session, sign_in: str) -> Account | None:
    """Return the account that somebody signs in by; ended ones too."""
    typed = sign_in.strip()
    # One of before could have fullwidth letters.
    found = session.exec(
        select(Account).where(col(Account.sign_in).in_([sign_in_key(typed), typed.casefold()]))
    ).all()
    return min(found, key=lambda one: one.sign_in != typed.casefold(), default=None)


def at_work(session: Session, day: date) -> list[Account]:
    """Return by which accounts people work on a day, or on the newest that the trail has seen."""
    reached = day_reached_in(session, day)
    return [one for one in accounts(session) if one.is_open_on(reached)]


def open_with(session: Session, role: Role, day: date) -> list[Account]:
    """Return who has a role on a day."""
    return [one for one in at_work(session, day) if role in one.held]


def who_is_alone(session: Session, day: date) -> Account | None:
    """Return the one account by which somebody works on a day; None for no one, or several."""
    found = at_work(session, day)
    return found[0] if len(found) == 1 else None


def unconfirmed(session: Session) -> list[Account]:
    """Return the accounts that were opened past everybody, and nobody has confirmed that."""
    return list(session.exec(select(Account).where(Account.unconfirmed != "")))
