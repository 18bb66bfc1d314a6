"""领导汇报: one page of what was done in a period, and of what is past its day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems
from domain.outreach.problems.reading import Light
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.statistics.counting import Span, count
from domain.statistics.documents.report import REPORTS
from domain.statistics.figures import Figures
from domain.statistics.kept import Told
from domain.statistics.over import period_of, title_of
from domain.statistics.reporting import told_of
from domain.statistics.telling import Issue

TITLE: Final = "领导汇报"
_TOLD: Final = ("visits", "visited", "raised", "raised-and-solved", "solving-rate", "errands", "solved")
_MOST: Final = 6
_LONGEST: Final = 40
_OPEN: Final = ("open", "late", "open-others", "late-others")
_PROBLEMS: Final = (
    Column("企业", share=30),
    Column("问题", share=34),
    Column("承办", share=20),
    Column("期限", Content.WORD, 16),
)


def compose_brief(session: Session, issue: Issue, figures: Figures, rules: Rules, now: datetime) -> Paper:
    """Write one page on a period, ``now`` in UTC; of one that was reported, as it was.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    first, last = period_of(*issue)
    told = told_of(session, issue, figures, on.day, rules.dictionary)
    by_id = {one.id: one for one in told.lines}
    rows = tuple(
        (f"{one.title}（{one.unit}）" if one.unit else one.title, one.now, one.before, one.change)
        for one in (by_id[id_] for id_ in _TOLD if id_ in by_id)
    )
    blocks: list[Block] = [
        Title("万人助万企工作情况汇报", title_of(issue.over, first, last)),
        *[Paragraph(sentence) for sentence in told.sentences],
        Heading("一、走访和问题"),
        Table(_columns(told.words[0]), rows),
        Paragraph(f"统计到 {day_text(told.by)}。{_corrected(told, issue)}", Tone.NOTE),
        Heading("二、已超期、需要协调的问题"),
        *_late(session, figures, list_problems(session, ProblemFilter(is_open=True), rules), on.day),
    ]
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(TITLE, (Sheet(Look.FORM, tuple(blocks), footer),), on)


def _columns(before: str) -> tuple[Column, ...]:
    return (
        Column("事项", share=34),
        Column("本期", Content.FIGURE, 26),
        Column(before, Content.FIGURE, 26),
        Column(f"比{before}", Content.FIGURE, 14),
    )


def _corrected(told: Told, issue: Issue) -> str:
    """Say where corrections of earlier periods stand, for which there is no room."""
    titles = "、".join(one.title for one in told.changes)
    return f"{titles}报出以后有更正或补充，见{REPORTS[issue.over]}。" if titles else ""


def _late(session: Session, figures: Figures, open_: Sequence[ListedProblem], today: date) -> Iterator[Block]:
    """Yield what is past its day, the longest first; no more than there is room for.

    They are counted as enterprises raised them, and listed as they are to be solved: alike ones once.
    """
    numbers = [count(session, figures.figures[id_], Span(today, today, today)).number for id_ in _OPEN]
    problems, late_problems, others, late_others = numbers
    if not problems + others:
        yield Paragraph(f"{day_text(today)}没有在办的问题。")
        return
    parts = []
    if problems or not others:
        parts.append(f"在办问题 {problems:,} 件，其中超期 {late_problems:,} 件")
    if others:
        parts.append(f"在办代办和接诉 {others:,} 件，其中超期 {late_others:,} 件")
    if not late_problems + late_others:
        yield Paragraph(f"{day_text(today)}{'；'.join(parts)}。")
        return
    late = sorted(
        (one for one in open_ if one.light is Light.RED and not one.common),
        key=lambda one: (one.due or today, one.row.raised_on, one.id),
    )
    yield Paragraph(f"{day_text(today)}{'；'.join(parts)}：")
    yield Table(
        _PROBLEMS,
        tuple(
            (_cut(one.enterprise), _cut(one.row.title), _cut(one.handler) or "还没有交办", str(one.due))
            for one in late[:_MOST]
        ),
    )
    if len(late) > _MOST:
        yield Paragraph(f"另有 {len(late) - _MOST:,} 件见问题台账。", Tone.NOTE)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
