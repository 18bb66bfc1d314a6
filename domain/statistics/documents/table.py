"""A table of the office's own choice (自选表) on paper, on its side."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.papers.blocks import Block, Cell, Column, Content, Paragraph, Table, Title, Tone
from domain.papers.occasion import occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.statistics.sources import Is
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Heading, Made, Means, Row, Value, make
from domain.statistics.tables.telling import conditions_of, text_of, titled
from domain.values.errors import BadInput
from domain.values.texts import masked

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 12
_NARROWEST, _WIDEST = 4, 18
_NUMBER: Final = Column("序号", Content.WORD, 3)


def compose_table(session: Session, plan: TablePlan, means: Means, now: datetime) -> Paper:
    """Write a table as it is now; ``now`` in UTC.

    Raises:
        OfficeIncomplete: The office's data lack something.
        BadInput: It has more rows or columns than a paper takes.
    """
    on = occasion_in(session, means.rules, now)
    made = make(session, plan, means, MOST_ROWS)
    if made.count > MOST_ROWS:
        raise BadInput(f"这张表有 {made.count:,} 行，打印最多 {MOST_ROWS:,} 行；请加条件，或导出 Excel")
    if len(made.headings) > MOST_COLUMNS:
        raise BadInput(
            f"这张表有 {len(made.headings)} 列，打印最多 {MOST_COLUMNS} 列；请少选几列，或导出 Excel"
        )
    asked = "　".join(conditions_of(plan, means.dictionary, means.today))
    blocks: list[Block] = [Title(plan.title or made.plan.source.title, asked)]
    blocks += [Paragraph(one, Tone.NOTE) for one in made.strange]
    blocks.append(Table(tuple(_columns(made)), tuple(_rows(made))))
    blocks.append(Paragraph(f"{summary_of(made)}。数据到 {day_text(on.day)}。", Tone.NOTE))
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(plan.title, (Sheet(Look.LIST, tuple(blocks), footer),), on)


def summary_of(made: Made) -> str:
    """Say how many rows there are, of how many enterprises."""
    source = made.plan.source
    groups = f"共 {made.count:,} 组" if made.plan.by else f"{source.title}共 {made.count:,} 行"
    is_other = made.enterprises is not None and source.enterprise is not source.key
    return f"{groups}，涉及 {made.enterprises:,} 户企业" if is_other else groups


def _columns(made: Made) -> Iterator[Column]:
    yield _NUMBER
    for at, one in enumerate(made.headings):
        rows = made.rows if made.closing is None else [*made.rows, made.closing]
        texts = [titled(one), *(text_of(one, row[at]) for row in rows)]
        width = max(_NARROWEST, min(_WIDEST, max(map(_width_of, texts))))
        yield Column(titled(one), _content(one), width)


def _width_of(text: str) -> float:
    return sum(1.0 if ord(sign) > 0x2E7F else 0.55 for sign in text)


def _content(heading: Heading) -> Content:
    if heading.is_ is Is.AMOUNT:
        return Content.AMOUNT
    return Content.FIGURE if heading.is_number else Content.TEXT


def _rows(made: Made) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(made.rows, start=1):
        yield f"{number}", *_cells(made.headings, row)
    if made.closing is not None:
        yield "", *_cells(made.headings, made.closing)


def _cells(headings: Sequence[Heading], row: Row) -> list[Cell]:
    return [_cell(heading, value) for heading, value in zip(headings, row, strict=True)]


def _cell(heading: Heading, value: Value) -> Cell:
    if heading.is_ is Is.AMOUNT and isinstance(value, int):
        return value
    text = text_of(heading, value)
    return masked(text) if heading.is_personal and text else text
