"""公示: what a batch is to be given, for everybody to read, with how long and how to object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.cases.awards.reading import Case
from domain.cases.documents.lists import (
    enterprises_in,
    list_sheet,
    policies_of,
    refuse_none,
    total_text,
)
from domain.office.calendar.working_days import Period, Reckoned
from domain.papers.blocks import Block, Paragraph
from domain.papers.occasion import Occasion, letter, reckoned_note
from domain.papers.papers import Paper
from domain.policies.language.wording import day_text
from domain.roads.road import Publicity
from domain.values.errors import DomainError

TITLE: Final = "拟补助企业名单的公示"
LIST: Final = "拟补助企业名单"


@dataclass(frozen=True, slots=True)
class Shown:
    """How long something is public: from its first day to its last, and by which rule."""

    first: date
    last: Reckoned[date]
    rule: Publicity

    @property
    def text(self) -> str:
        how = "首日计入" if self.rule.counts_first else "自次日起算"
        days = f"{day_text(self.first)}至{day_text(self.last.value)}"
        return f"{days}（{self.rule.runs.text}，{how}）"


def compose_publicity(
    cases: Sequence[Case], on: Occasion, *, batch: str = "", first: date | None = None
) -> Paper:
    """Write the text with its list.

    Args:
        cases: Of a batch, or chosen.
        on: On what it is written.
        batch: What the batch is called; empty for none.
        first: The first day, where it has not begun; today where that is not said.

    Raises:
        DomainError: There are none, one comes to nothing, or they are not public for the same time.
    """
    refuse_none(cases)
    if bare := next((case for case in cases if not case.amount), None):
        raise DomainError(f"{bare.name}核定金额为 0，不能公示；请先改金额、退回或不予通过")
    shown = shown_of(cases, on, first or on.day)
    title = f"{batch}{TITLE}" if batch else f"关于{TITLE}"
    sheet = list_sheet(LIST, cases, on, amount="拟补助金额", below=batch, is_public=True)
    return letter(title, _body(cases, shown, on), on, annexes=(LIST,), more=(sheet,))


def shown_of(cases: Sequence[Case], on: Occasion, first: date) -> Shown:
    """Return how long cases are public: as was begun, else as it would be from a first day.

    Raises:
        DomainError: They are not public for the same time, or never.
    """
    found: dict[tuple[date, date], Shown] = {}
    for case in cases:
        rule = next((one.publicity for one in case.road.way if one.publicity is not None), None)
        if rule is None:
            raise DomainError(f"{case.name}走的“{case.road.title}”不公示")
        running = case.standing.publicity
        start = running.start if running is not None else first
        end = on.calendar.end_of(Period(start, rule.runs, rule.counts_first))
        if running is not None:
            # What was written down then holds, whatever the calendar says by now.
            end = Reckoned(running.end)
        found.setdefault((start, end.value), Shown(start, end, rule))
    if len(found) > 1:
        days = "，".join(sorted(one.text for one in found.values()))
        raise DomainError(f"选中的事项公示期不同，请分开公示：{days}")
    return next(iter(found.values()))


def _body(cases: Sequence[Case], shown: Shown, on: Occasion) -> Iterator[Block]:
    office = on.office
    yield Paragraph(
        f"根据{policies_of(cases)}的规定，经审核，拟对 {enterprises_in(cases)} 户企业的 {len(cases)} 项"
        f"给予补助，合计 {total_text(cases)}，现予公示，名单见附件。"
    )
    yield Paragraph(f"公示期：{shown.text}。")
    yield from reckoned_note(shown.last)
    yield Paragraph(
        f"对公示内容有异议的，请在公示期内以书面形式向{office.signer}提出，写明事实和理由。"
        "以单位名义提出的，加盖单位公章；以个人名义提出的，写明真实姓名和联系方式。匿名的异议不予受理。"
    )
    yield Paragraph(f"受理异议：{office.contact}，电话 {office.phone}。")
