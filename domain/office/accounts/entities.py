"""Accounts, and the wrong passwords that were tried."""

import unicodedata
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from sqlmodel import Field, Integer, SQLModel

from domain.store.acts import PROGRAM, Person
from domain.store.permits import Role, read_roles
from domain.values.errors import BadInput
from domain.values.ids import AccountId
from domain.values.texts import one_line
from domain.values.uids import new_uid

_MOST: Final = 30


def _on_one_line(value: object) -> object:
    try:
        return one_line(value) if isinstance(value, str) else value
    except BadInput as error:
        raise ValueError(str(error)) from error


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("请填写")
    return text


def _without_blanks(text: str) -> str:
    if any(letter.isspace() for letter in text):
        raise ValueError("不能有空格")
    return sign_in_key(text)


def sign_in_key(text: str) -> str:
    """Return a sign-in name as it is kept and found: fullwidth letters are those that look like them.

    >>> sign_in_key("ＷangXM")
    'wangxm'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def _not_the_program(text: str) -> str:
    if text == PROGRAM.name:
        raise ValueError(f"“{text}”在操作记录里指程序自己，请写本人的姓名")
    return text


_Line = Annotated[
    str, BeforeValidator(_on_one_line), StringConstraints(strip_whitespace=True, max_length=_MOST)
]
_Required = Annotated[_Line, AfterValidator(_not_empty)]


class AccountFields(SQLModel):
    """What is entered about a person.

    Attributes:
        name: As it stands on papers.
        sign_in: What they sign in by, in small letters; another person cannot have it.
        since: The first day on which they sign in by it; None for the day on which it is opened, and for no
            change of one that there is.
    """

    name: Annotated[_Required, AfterValidator(_not_the_program)] = Field(title="姓名")
    sign_in: Annotated[_Required, AfterValidator(_without_blanks)] = Field(title="登录名")
    phone: _Line = Field(default="", title="电话")
    since: date | None = Field(default=None, title="启用日期")


class Account(SQLModel, table=True):
    """A person of the office. Nobody is deleted, only ended.

    Attributes:
        roles: See `permits.read_roles`.
        since: The first day.
        until: The first day on which it is ended; None for not at all.
        password: Argon2id in PHC's form; bytes, so that the trail has its hash alone.
        recovery: The same of the recovery code that is out.
        unconfirmed: What was done to it past everybody, until another person confirms it.
    """

    __tablename__ = "account"

    id: AccountId | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str = Field(default_factory=new_uid)
    name: str
    sign_in: str
    phone: str = ""
    roles: str
    since: str
    until: str | None = None
    password: bytes | None = None
    recovery: bytes | None = None
    unconfirmed: str = ""

    @property
    def person(self) -> Person:
        """Who that is, as acts and drafts name them."""
        return Person(self.name, self.id)

    @property
    def held(self) -> frozenset[Role]:
        """The roles of it."""
        return read_roles(self.roles)

    def begins_after(self, day: date) -> bool:
        """Whether its first day is still to come."""
        return self.since > day.isoformat()

    def is_open_on(self, day: date) -> bool:
        """Whether somebody can work by it."""
        return not self.begins_after(day) and (self.until is None or self.until > day.isoformat())


class SignInAttempt(SQLModel, table=True):
    """How often a password was wrong since it was right the last time; no part of the trail.

    Attributes:
        at: Of the last one, UTC.
    """

    __tablename__ = "sign_in_attempt"

    account_id: AccountId = Field(primary_key=True, sa_type=Integer)
    wrong: int
    at: datetime
