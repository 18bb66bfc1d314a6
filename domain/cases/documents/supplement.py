"""补正通知书: what is missing of an application, and by when it has to be there."""

from collections.abc import Iterator
from typing import Final

from domain.cases.awards.entities import Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of, last_step
from domain.office.calendar.working_days import Period
from domain.papers.blocks import Block, Paragraph
from domain.papers.occasion import Occasion, letter, numbered, reckoned_note
from domain.papers.papers import Paper
from domain.policies.language.wording import day_text
from domain.roads.road import Kind
from domain.roads.walking import time_left

TITLE: Final = "补正通知书"


def compose_supplement(case: Case, on: Occasion) -> Paper:
    """Write what is missing: papers, figures, and what was said when the case was sent back."""
    return letter(TITLE, _body(case, on), on, addressee=case.row.enterprise_name)


def lacks(case: Case, on: Occasion) -> list[str]:
    """Return what is missing of a case, each as a line."""
    promised = case.at_hand.promised
    found = [
        f"{name}（承诺{day_text(promised[name])}补交）" if name in promised else name
        for name in case.at_hand.missing
    ]
    return [*found, *(f"{on.dictionary.label_of(key)}（没有填报）" for key in case.decision().missing)]


def _body(case: Case, on: Occasion) -> Iterator[Block]:
    yield Paragraph(f"你单位的{award_of(case.row)}一项，经审查，需要补正：")
    yield from numbered(f"{one}。" for one in lacks(case, on))
    if said := _said(case):
        yield Paragraph(f"说明：{said}。")
    yield from _by_when(case, on)


def _said(case: Case) -> str:
    """Return what was said when the case was sent back, as far as it still waits."""
    if not case.standing.waits:
        return ""
    step = last_step(case, Did.BEGIN, [case.standing.waits])
    return step.remark.rstrip("。") if step is not None else ""


def _by_when(case: Case, on: Occasion) -> Iterator[Block]:
    period = _period(case, on)
    if period is None:
        yield Paragraph("请尽快交到本单位，以免耽误办理。")
        return
    end = on.calendar.end_of(period)
    yield Paragraph(
        f"请在 {day_text(end.value)}以前（含当日，{period.term.text}）交到本单位。"
        "逾期没有补正的，本单位按已有的材料办理。"
    )
    yield from reckoned_note(end)


def _period(case: Case, on: Occasion) -> Period | None:
    """Return how long the enterprise has: from when it was sent back, or from today where it is not yet."""
    road, waits = case.road, case.standing.waits
    if waits and road.beside[waits].kind is Kind.SUPPLEMENT:
        return time_left(road, case.standing)
    within = next((one.within for one in road.beside.values() if one.kind is Kind.SUPPLEMENT), None)
    return Period(on.day, within) if within is not None else None
