"""月报, or of a week, a quarter, a year: what was done, in sentences, in a table, and by kinds."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.statistics.charts import draw_charts
from domain.statistics.counting import Share, Value, shares_of, wan_text
from domain.statistics.figures import Figures
from domain.statistics.over import Over, period_of, title_of
from domain.statistics.reporting import (
    Corrected,
    corrections_of,
    last_report,
    values_of,
)
from domain.statistics.telling import Issue, tell

REPORTS: Final = {Over.WEEK: "周报", Over.MONTH: "月报", Over.QUARTER: "季报", Over.YEAR: "年报"}
"""What the report of each is called."""
_FIGURES: Final = (
    Column("统计数", share=26),
    Column("本期", Content.FIGURE, 24),
    Column("单位", Content.WORD, 10),
    Column("上期", Content.FIGURE, 20),
    Column("去年同期", Content.FIGURE, 20),
)
_CHANGED: Final = (
    Column("统计数", share=40),
    Column("报出时", Content.FIGURE, 30),
    Column("现在", Content.FIGURE, 30),
)


def compose_report(session: Session, issue: Issue, figures: Figures, rules: Rules, now: datetime) -> Paper:
    """Write the report of a period; of one that was reported, as it was.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    over = issue.over
    first, last = period_of(over, issue.first)
    span, values = values_of(session, figures, over, first, on.day)
    title = f"万人助万企{REPORTS[over]}"
    blocks: list[Block] = [Title(title, title_of(over, first, last))]
    blocks += [Paragraph(sentence) for sentence in sentences(values, shares_of(figures, values))]
    lines = tell(session, figures, over, first, on.day, now=values)
    rows = tuple((one.title, one.now, one.unit, one.before, one.year_before) for one in lines)
    blocks += [Heading("一、统计数"), Table(_FIGURES, rows)]
    blocks.append(Paragraph(f"统计到 {day_text(span.by)}；各数怎样数的见附页。", Tone.NOTE))
    charts = [one.chart for one in draw_charts(session, issue, figures, on.day, rules.dictionary)]
    blocks += [Heading("二、图"), *charts]
    blocks += _corrected(session, figures, over, first)
    how: list[Block] = [Title("各数怎样数的"), *[Paragraph(f"{one.title}：{one.says}") for one in lines]]
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(title, (Sheet(Look.FORM, tuple(blocks), footer), Sheet(Look.FORM, tuple(how), footer)), on)


def sentences(values: Mapping[str, Value], shares: Mapping[str, Share]) -> Iterator[str]:
    """Yield what was done, as superiors are told."""

    def number(id_: str) -> str:
        return values[id_].text

    yield (
        f"{number('teams')} 个工作组、{number('cadres-in-charge')} 名干部包联企业"
        f" {number('enterprises-in-charge')} 户；走访 {number('visits')} 次、{number('visited')} 户。"
    )
    rate = shares["solving-rate"]
    percent = f"，办结率 {rate.percent}（{rate.part:,}/{rate.whole:,}）" if rate.whole else ""
    yield (
        f"收集问题 {number('raised')} 件，已办结 {number('raised-and-solved')} 件{percent}；"
        f"本期销号 {number('solved')} 件，帮办代办 {number('errands')} 次。"
    )
    yield (
        f"奖补获批 {number('awarded')} 户、{wan_text(values['awarded-amount'].number)}；"
        f"拨付 {number('paid')} 户、{wan_text(values['paid-amount'].number)}。"
    )
    if values["projects"].number:
        invested = shares["invested-of-plan"]
        of_plan = f"，占年度计划 {invested.percent}" if invested.whole else ""
        yield (
            f"推进中的项目 {number('projects')} 个，有专班的 {number('projects-with-force')} 个；"
            f"本年完成投资 {wan_text(invested.part)}{of_plan}。"
        )


def _corrected(session: Session, figures: Figures, over: Over, first: date) -> list[Block]:
    """Say what of the period reported before is counted otherwise by now."""
    before = last_report(session, over, first)
    found: list[Corrected] = [] if before is None else corrections_of(session, before, figures)
    if before is None or not found:
        return []
    title = title_of(over, before.first, before.last)
    rows = tuple((f"{one.title}（{one.unit}）", one.reported, one.now) for one in found)
    return [Heading(f"三、对{title}的更正"), Table(_CHANGED, rows)]
