"""On which occasion a document is written, and how the office's letters and forms begin and end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary
from domain.office.calendar.working_days import Calendar, Reckoned
from domain.office.entities import OfficeFields, lacking
from domain.office.keys.service import signer_in
from domain.office.keys.signing import Signer
from domain.office.service import OfficeIncomplete, office_of
from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
    Head,
    Paragraph,
    SealPlaces,
    Signature,
    Title,
    Tone,
)
from domain.papers.codes import Said, signed_code
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.store.engine import is_shared_in
from domain.store.told import head_of


@dataclass(frozen=True, slots=True)
class Occasion:
    """On what a document is written.

    Attributes:
        day: Which day it is in the office; ``now`` the moment, in UTC.
        calendar: By which days are counted.
        dictionary: What figures are called.
        witness: How far the trail of acts has come, as `domain.store.chain` writes it; empty for nothing.
        is_alone: Whether one person does everything at the office.
        signer: The key by which the office signs; None where it signs nothing.
    """

    office: OfficeFields
    day: date
    now: datetime
    calendar: Calendar
    dictionary: Dictionary
    witness: str = ""
    is_alone: bool = False
    signer: Signer | None = None


class Rules(Protocol):
    """By what documents are written: which day it is in the office, its calendar, what figures are called."""

    @property
    def today(self) -> Callable[[], date]: ...

    @property
    def calendar(self) -> Calendar: ...

    @property
    def dictionary(self) -> Dictionary: ...


def occasion_in(session: Session, rules: Rules, now: datetime) -> Occasion:
    """Return on what documents are written now; ``now`` in UTC.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    office = office_of(session)
    if missing := lacking(office):
        raise OfficeIncomplete(missing)
    witness = str(head_of(session) or "")
    is_alone = not is_shared_in(session)
    signer = signer_in(session)
    return Occasion(office, rules.today(), now, rules.calendar, rules.dictionary, witness, is_alone, signer)


def letter(
    title: str,
    body: Iterable[Block],
    on: Occasion,
    *,
    addressee: str = "",
    annexes: Sequence[str] = (),
    more: Sequence[Sheet] = (),
    is_official: bool = False,
    said: Said | None = None,
) -> Paper:
    """Write a letter of the office; it has no number, which only notices have.

    An official one has the red head, with room for the number that the office gives it by hand. What gives or
    takes something says so in a code (``said``).
    """
    office = on.office
    blocks: list[Block] = [Head(office.mark, "")] if is_official else []
    blocks.append(Title(title))
    if addressee:
        blocks.append(Addressee(addressee))
    blocks += body
    if annexes:
        blocks.append(Annexes(tuple(annexes)))
    asking = f"（联系人：{office.contact}　电话：{office.phone}）"
    blocks.append(Signature(office.signer, day_text(on.day), asking))
    sheet = Sheet(Look.LETTER, tuple(blocks), Footer(numbering=Numbering.OFFICIAL))
    written = paper(title, (sheet, *more), on, addressee=addressee)
    if said is None or on.signer is None:
        return written
    return replace(written, code=signed_code(said, on.signer))


def paper(title: str, sheets: tuple[Sheet, ...], on: Occasion, *, addressee: str = "") -> Paper:
    """Return sheets as a document of the office: at the foot of each stands how far the trail has come.

    Those that somebody signs also say where one person does everything, which whoever reads them is told.
    """

    def footed(sheet: Sheet) -> Sheet:
        said = foot(on.witness, is_alone=on.is_alone and is_signed(sheet))
        return replace(sheet, footer=replace(sheet.footer, right=said))

    return Paper(title, "", on.office.signer, addressee, on.day, on.now, tuple(map(footed, sheets)))


def is_signed(sheet: Sheet) -> bool:
    """Whether somebody signs here, or the office does."""
    return any(isinstance(block, SealPlaces | Signature) for block in sheet.blocks)


def foot(witness: str, *, is_alone: bool) -> str:
    """Say at the foot of a sheet how far the trail has come, and that one person does everything.

    >>> foot("12-ABCD-EFGH-IJKL-MNOP", is_alone=True)
    '操作记录存证 12-ABCD-EFGH-IJKL-MNOP　单人办理'
    """
    said = (f"操作记录存证 {witness}" if witness else "", "单人办理" if is_alone else "")
    return "　".join(filter(None, said))


def remedies(what: str) -> str:
    """Say in a letter, which is called so, what is open to who does not agree with a decision.

    Sixty days: 行政复议法 (2023 修订) 第二十条第一款; six months: 行政诉讼法 (2017 修正) 第四十六条第一款.
    Both run from the day on which somebody knew of it, which is that of the letter.

    >>> remedies("通知书")[:24]
    '对本决定不服的，可以自收到本通知书之日起六十日内'
    """
    return (
        f"对本决定不服的，可以自收到本{what}之日起六十日内依法申请行政复议，"
        f"也可以自收到本{what}之日起六个月内依法向人民法院提起行政诉讼。"
    )


def reckoned_note(reckoned: Reckoned[date]) -> list[Block]:
    """Say beside a day what may still change it."""
    return [Paragraph(f"注：{reckoned.caveat}。", Tone.NOTE)] if reckoned.caveat else []


def numbered(items: Iterable[str]) -> list[Block]:
    """Return a paragraph for each, numbered where there are several."""
    found = list(items)
    return [Paragraph(f"{at}. {item}" if len(found) > 1 else item) for at, item in enumerate(found, start=1)]
