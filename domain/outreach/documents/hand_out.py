"""问题交办单: what an enterprise asks for, to whom it is handed, by when, and room for the answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problem_entities import Source
from domain.outreach.problems.listing import ShownProblem, show_problem
from domain.outreach.problems.reading import due_of
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, SealPlaces, Table, Title
from domain.papers.occasion import Occasion, occasion_in, paper, reckoned_note
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.store.acts import Person
from domain.values.ids import ProblemId

TITLE: Final = "问题交办单"
_ROOM: Final = 6
_MEMBERS: Final = (Column("编号", Content.WORD, 16), Column("企业", share=44), Column("问题", share=40))


def compose_hand_outs(
    session: Session, ids: Sequence[ProblemId], who: Person, rules: Rules, now: datetime
) -> list[Paper]:
    """Write a sheet for each of some problems, in their order.

    Raises:
        NotFound: One of them is not there.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    return [_sheet(show_problem(session, id_, who, rules), on) for id_ in ids]


def _sheet(shown: ShownProblem, on: Occasion) -> Paper:
    row, one = shown.problem.row, shown.listed
    blocks: list[Block] = [Title(TITLE, row.number), Figures(tuple(_what(shown)))]
    blocks += [Heading("一、问题"), Paragraph(f"{row.title}。"), *_detail(row.detail)]
    if shown.members:
        members = sorted(shown.members, key=lambda each: each.row.number)
        rows = tuple((each.row.number, each.enterprise, each.row.title) for each in members)
        blocks += [Paragraph("几户企业反映同一件事，合并办理："), Table(_MEMBERS, rows)]
    blocks += [Heading("二、办理要求"), *_terms(shown, on)]
    blocks += [Heading("三、办理情况（承办单位填写）"), *[Paragraph("　")] * _ROOM]
    blocks.append(Paragraph(f"办好后请反馈给{on.office.contact}，电话 {on.office.phone}。"))
    blocks.append(SealPlaces(("承办人：", "承办单位（章）：", "日期：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=one.handler)


def _what(shown: ShownProblem) -> Iterator[tuple[str, str]]:
    row, one = shown.problem.row, shown.listed
    yield "企业", one.enterprise
    yield "类别", row.kind
    yield "提出日期", day_text(row.raised_on)
    yield "来源", Source(row.source).word
    yield "企业联系人", row.raised_by or "—"
    yield "电话", row.phone or "—"
    yield "承办", one.handler or "—"
    yield "督办", f"{day_text(row.supervised_since)}起" if row.supervised_since else "—"


def _detail(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _terms(shown: ShownProblem, on: Occasion) -> Iterator[Block]:
    road = shown.problem.road
    steps = "、".join(f"{one.title} {one.within.text}" for one in road.way if one.within)
    yield Paragraph(f"按“{road.title}”办理：{steps}；每一步从上一步办完那天算起。")
    due = due_of(shown.problem.row, road, on.calendar)
    if due is not None:
        yield Paragraph(f"现在“{shown.listed.where}”，最迟 {day_text(due.value)}办完。")
        yield from reckoned_note(due)
