"""On which occasion a document is written, and what the office's letters and forms have alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from domain.papers.awaited import Awaited
from domain.papers.blocks import Block, Paragraph, SealPlaces, Signature, Tone
from domain.papers.codes import Said, signed_code
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.filling import Values, fill
from domain.papers.wording.form import Form
from domain.papers.wording.kept import Wordings, wordings_in
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
        wordings: The texts in force.
        witness: How far the trail of acts has come, as `domain.store.chain` writes it; empty for nothing.
        is_alone: Whether one person does everything at the office.
        signer: The key by which the office signs; None where it signs nothing.
    """

    office: OfficeFields
    day: date
    now: datetime
    calendar: Calendar
    dictionary: Dictionary
    wordings: Wordings
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
    return Occasion(
        office,
        rules.today(),
        now,
        rules.calendar,
        rules.dictionary,
        wordings_in(session),
        witness,
        is_alone,
        signer_in(session),
    )


def written(
    form: Form,
    on: Occasion,
    fields: Mapping[str, str],
    tables: Mapping[str, Sequence[Block]] | None = None,
    *,
    addressee: str = "",
    more: Sequence[Sheet] = (),
    said: Said | None = None,
) -> Paper:
    """Write a document by its text, with what it gives that text; `more` sheets follow.

    Where its text names a 代字 it awaits a number, which it gets as it leaves. ``addressee`` is to whom it
    goes where the text does not say. What gives or takes something says so in a code (``said``).
    """
    prefix = on.wordings.prefix(form.id)
    number = Awaited(prefix, on.day.year).text if prefix else ""
    values = values_of(form, on.office, on.day, fields, tables or {})
    filled = fill(form, on.wordings, values, number=number)
    left = "" if form.look is Look.LETTER else on.office.name
    numbering = Numbering.OFFICIAL if form.look is Look.LETTER else Numbering.OF_ALL
    sheet = Sheet(form.look, filled.blocks, Footer(left, numbering=numbering))
    found = paper(filled.title, (sheet, *more), on, addressee=filled.addressee or addressee)
    if said is None or on.signer is None:
        return found
    return replace(found, code=signed_code(said, on.signer))


def values_of(
    form: Form,
    office: OfficeFields,
    day: date,
    fields: Mapping[str, str],
    tables: Mapping[str, Sequence[Block]],
) -> Values:
    """Return what a text may name: what the document gives, and of the office and the day what all have."""
    common = {
        "发文机关标志": office.mark,
        "署名": office.signer,
        "联系人": office.contact,
        "联系电话": office.phone,
        "日期": day_text(day),
        "本文书": form.itself,
    }
    if {*fields, *tables, *common} != form.named.keys():
        raise ValueError(f"{form.id} gives something else than its text may name")
    return Values({**fields, **common}, tables)


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


def reckoned_note(reckoned: Reckoned[date]) -> list[Block]:
    """Say beside a day what may still change it."""
    return [Paragraph(f"注：{reckoned.caveat}。", Tone.NOTE)] if reckoned.caveat else []


def numbered(items: Iterable[str]) -> list[Block]:
    """Return a paragraph for each, numbered where there are several."""
    found = list(items)
    return [Paragraph(f"{at}. {item}" if len(found) > 1 else item) for at, item in enumerate(found, start=1)]
