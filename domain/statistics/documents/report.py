"""月报, or of a week, a quarter, a year: what was done, in sentences, in a table, and by kinds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.statistics.figures import Figures
from domain.statistics.kept import Corrected, Told
from domain.statistics.over import Over, period_of, title_of
from domain.statistics.reporting import told_of
from domain.statistics.telling import Issue

REPORTS: Final = {Over.WEEK: "周报", Over.MONTH: "月报", Over.QUARTER: "季报", Over.YEAR: "年报"}
"""What the report of each is called."""
_CHANGED: Final = (
    Column("统计数", share=40),
    Column("报出时", Content.FIGURE, 30),
    Column("更正为", Content.FIGURE, 30),
)
_ADDED: Final = (
    Column("补充：截止日以后到期末的", share=40),
    Column("到截止日", Content.FIGURE, 30),
    Column("到期末", Content.FIGURE, 30),
)


def compose_report(session: Session, issue: Issue, figures: Figures, rules: Rules, now: datetime) -> Paper:
    """Write the report of a period; of one that was reported, as it was.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    first, last = period_of(*issue)
    told = told_of(session, issue, figures, on.day, rules.dictionary)
    title = f"万人助万企{REPORTS[issue.over]}"
    blocks: list[Block] = [Title(title, title_of(issue.over, first, last))]
    blocks += [Paragraph(sentence) for sentence in told.sentences]
    rows = tuple((one.title, one.now, one.unit, one.before, one.year_before) for one in told.lines)
    blocks += [Heading("一、统计数"), Table(_columns(told.words), rows)]
    blocks.append(Paragraph(f"统计到 {day_text(told.by)}；各数怎样数的见附页。", Tone.NOTE))
    blocks += [Heading("二、图"), *[one.chart for one in told.charts], *_changed(told)]
    how: list[Block] = [
        Title("各数怎样数的"),
        *[Paragraph(f"{one.title}：{one.says}") for one in told.lines],
    ]
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(title, (Sheet(Look.FORM, tuple(blocks), footer), Sheet(Look.FORM, tuple(how), footer)), on)


def _columns(words: tuple[str, str]) -> tuple[Column, ...]:
    before, year_before = words
    return (
        Column("统计数", share=26),
        Column("本期", Content.FIGURE, 24),
        Column("单位", Content.WORD, 10),
        Column(before, Content.FIGURE, 20),
        Column(year_before, Content.FIGURE, 20),
    )


def _changed(told: Told) -> Iterator[Block]:
    """Say what became of periods that were reported before."""
    for at, one in enumerate(told.changes):
        if not at:
            yield Heading("三、对以前各期的更正和补充")
        yield Paragraph(f"{one.title}（报出时截止 {day_text(one.by)}）")
        for rows, columns in ((one.corrected, _CHANGED), (one.added, _ADDED)):
            if rows:
                yield Table(columns, tuple((_named(row), row.reported, row.now) for row in rows))
        if one.redefined:
            names = "、".join(one.redefined)
            yield Paragraph(f"{names}的口径在报出以后改过，报出的数不和现在的比。", Tone.NOTE)


def _named(row: Corrected) -> str:
    return f"{row.title}（{row.unit}）" if row.unit else row.title
