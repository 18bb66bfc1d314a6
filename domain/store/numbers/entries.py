"""What is known of a number that was taken, and how far a store has come."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final, NamedTuple, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict

from domain.values.ids import AccountId

Moment: TypeAlias = Annotated[
    datetime, AfterValidator(lambda at: at if at.tzinfo else at.replace(tzinfo=UTC))
]
"""In UTC; SQLite keeps no time zone."""


class NumberKind(StrEnum):
    """How a number came into the register."""

    ISSUED = ""
    """A notice was issued under it, and is in this store."""
    LETTER = "letter"
    """Another document than a notice was issued under it, and is in this store."""
    UNUSED = "unused"
    """Taken, and the program was interrupted before the notice was recorded: there is no paper."""
    BEFORE_RESTORE = "before-restore"
    """A notice was issued under it after the backup that was put back; its paper is out."""
    LOST = "lost"
    """Taken, and what was recorded of it was lost with the store's log or file; its paper may be out."""
    ON_PAPER = "on-paper"
    """The office's register on paper has it, as somebody said."""
    PAID_BEFORE = "paid-before"
    """Of payments alone: what was paid before the office paid by this program. It never went to the bank."""


HERE: Final = (NumberKind.ISSUED, NumberKind.LETTER)
"""Kinds of numbers whose paper is in the store."""


class Series(NamedTuple):
    """Numbers count by prefix (发文机关代字) and year."""

    prefix: str
    year: int


class Head(NamedTuple):
    """How far a store has come: its last entry in the trail of acts, and that entry's time as it is kept.

    A store has passed through it if its own entry of that number has the same time.
    """

    acts: int = 0
    at: str = ""


class Restored(BaseModel):
    """A restore that the trail itself does not tell of yet.

    Attributes:
        by: Who prepared it, with their account where they had signed in.
        at: When.
        given_up: The heads of what the trail lost by it, see `domain.store.chain`; a number alone where the
            hash was lost too.
        given_up_after: Behind which entry each of these parts began.
        keys: Public halves of keys of papers that were made since the backup, in hexadecimal digits.
    """

    model_config = ConfigDict(frozen=True)

    by: str
    account_id: AccountId | None = None
    at: Moment
    given_up: tuple[str, ...] = ()
    given_up_after: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()


class Numbered(BaseModel):
    """A number with the paper it was taken for; see `cases.entities.Notice`. ``amount`` is in fen.

    Empty, and ``approved_on`` the day on which it was noticed, where nothing is known of a paper. ``letter``
    is what it is called where it is another document than a notice.
    """

    model_config = ConfigDict(frozen=True)

    kind: NumberKind = NumberKind.ISSUED
    number_prefix: str
    number_year: int
    number_serial: int
    uscc: str = ""
    enterprise_name: str = ""
    policy_id: str = ""
    policy_sha256: str = ""
    clause_id: str = ""
    clause_title: str = ""
    amount: int = 0
    approver: str = ""
    approved_on: date
    issued_by: str = ""
    issued_at: Moment
    letter: str | None = None
    voided_by: str | None = None
    voided_at: Moment | None = None
    void_reason: str = ""

    @property
    def series(self) -> Series:
        return Series(self.number_prefix, self.number_year)

    @property
    def key(self) -> tuple[Series, int]:
        return self.series, self.number_serial

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    def of_kind(self, kind: NumberKind) -> "Numbered":
        """Return it as it came into the register another way. An unused one names no amount and nobody."""
        if kind is not NumberKind.UNUSED:
            return self.model_copy(update={"kind": kind})
        return Numbered(
            kind=kind,
            number_prefix=self.number_prefix,
            number_year=self.number_year,
            number_serial=self.number_serial,
            approved_on=self.approved_on,
            issued_at=self.issued_at,
        )


def without_paper(series: Series, serial: int, kind: NumberKind, at: datetime) -> Numbered:
    """Return a number of which nothing is known but that it was taken; `at` in UTC is when it was noticed."""
    return Numbered(
        kind=kind,
        number_prefix=series.prefix,
        number_year=series.year,
        number_serial=serial,
        approved_on=at.astimezone().date(),
        issued_at=at,
    )
