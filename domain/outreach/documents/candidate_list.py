"""培育后备名单 on paper: as it was kept, with the thresholds that applied, and what was corrected since."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.cultivation.finding import Candidate, State
from domain.outreach.cultivation.lists import ListedList, find_list
from domain.outreach.cultivation_standards import Standards
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Cell, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.ids import CandidateListId

_COLUMNS: Final = (
    Column("序号", Content.WORD, 4),
    Column("企业", share=26),
    Column("标准", share=20),
    Column("状态", Content.WORD, 7),
    Column("看哪个数", Content.WORD, 8),
    Column("现在（元）", Content.AMOUNT, 11),
    Column("线（元）", Content.AMOUNT, 11),
    Column("差（元）", Content.AMOUNT, 11),
)


def compose_candidate_list(
    session: Session, id_: CandidateListId, standards: Standards, rules: Rules, now: datetime
) -> Paper:
    """Write a kept list; ``now`` in UTC.

    Raises:
        NotFound: There is none with this id, or it is void.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    listed = find_list(session, id_, standards, rules.dictionary, rules.today())
    blocks: list[Block] = [Title(listed.row.title, said_of(listed, standards))]
    blocks.append(Table(_COLUMNS, tuple(_rows(listed))))
    blocks += [Heading("依据的标准"), *_lines(listed)]
    if listed.corrected:
        blocks.append(Heading(f"更正（到 {day_text(on.day)}）"))
        blocks += [Paragraph(f"{one.candidate.name}：{one.said}。") for one in listed.corrected]
    if listed.kept.left_out:
        blocks.append(Paragraph(f"另有 {listed.kept.left_out:,} 户没有列入。", Tone.NOTE))
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(listed.row.title, (Sheet(Look.LIST, tuple(blocks), footer),), on)


def said_of(listed: ListedList, standards: Standards) -> str:
    """Say what was looked for, by which figures, on which day."""
    search = listed.kept.search
    target = standards.targets.get(search.target)
    title = search.target if target is None else target.title
    near = f"，到线的 {search.near} % 起算接近" if State.NEAR in search.states else ""
    kept = f"{day_text(search.day)}存下，{len(listed.kept.rows):,} 户"
    return f"{title}　按{search.period.label}的数{near}　{kept}"


def _rows(listed: ListedList) -> Iterator[tuple[Cell, ...]]:
    for number, one in enumerate(listed.kept.rows, start=1):
        yield from _of(f"{number}", one)


def _of(number: str, one: Candidate) -> Iterator[tuple[Cell, ...]]:
    if not one.lines:
        yield number, one.name, one.basis.standard, one.state.word, "资质", "—", "—", "—"
    for at, met in enumerate(one.lines):
        first: tuple[Cell, ...] = (number, one.name, one.basis.standard, one.state.word)
        amounts = (
            met.amount if met.amount is not None else "没有填",
            met.needed if met.needed is not None else "—",
            met.gap,
        )
        yield (*(first if at == 0 else ("", "", "", "")), met.label, *amounts)


def _lines(listed: ListedList) -> Iterator[Block]:
    """Yield each standard that the list goes by once, with its source and day."""
    said: dict[tuple[str, str, date], str] = {}
    for one in listed.kept.rows:
        for met in one.lines:
            said[one.basis.standard, met.label, met.since] = (
                f"{one.basis.standard}：{met.label}{met.line}，{met.since.isoformat()} 起（{met.source}）。"
            )
    yield from (Paragraph(text) for text in said.values())
