"""一项目一方案: all of one project on paper; 项目进展表: where several stand."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problems.reading import Light
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.listing import (
    ListedPermit,
    ListedProject,
    ProjectFilter,
    ShownProject,
    list_projects,
    percent_of,
    show_project,
)
from domain.outreach.projects.progress import Month
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.errors import NotFound
from domain.values.ids import ProjectId
from domain.values.money import Fen, yuan_text

TITLE: Final = "一项目一方案"
PROGRESS: Final = "项目进展表"
_STAGES: Final = (
    Column("阶段", share=34),
    Column("计划", Content.WORD, 22),
    Column("完成", Content.WORD, 22),
    Column("说明", Content.WORD, 22),
)
_MONTHS: Final = (
    Column("月份", Content.WORD, 28),
    Column("计划（元）", Content.FIGURE, 36),
    Column("完成（元）", Content.FIGURE, 36),
)
_PERMITS: Final = (
    Column("手续", share=22),
    Column("批准部门", share=24),
    Column("受理", Content.WORD, 18),
    Column("批复", Content.WORD, 18),
    Column("工作日（承诺／法定）", Content.WORD, 18),
)
_PROBLEMS: Final = (
    Column("编号", Content.WORD, 16),
    Column("问题", share=44),
    Column("承办", share=24),
    Column("状态", Content.WORD, 16),
)
_LISTED: Final = (
    Column("项目", share=21),
    Column("企业", share=19),
    Column("专班", share=12),
    Column("阶段", Content.WORD, 12),
    Column("年度计划（元）", Content.FIGURE, 14),
    Column("本年完成（元）", Content.FIGURE, 14),
    Column("占计划", Content.WORD, 8),
)


def compose_project(session: Session, id_: ProjectId, rules: Rules, now: datetime) -> Paper:
    """Write all of one project; ``now`` in UTC.

    Raises:
        NotFound: There is none with this id.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    shown = show_project(session, id_, rules)
    row = shown.listed.row
    blocks: list[Block] = [Title(TITLE, f"{row.number}　{row.name}"), Figures(tuple(_facts(shown)))]
    numerals = iter("一二三四五")
    for title, parts in (
        ("方案", _plan(shown)),
        ("阶段", _stages(shown, on.day)),
        ("投资", _invested(shown)),
        ("手续", _permits(shown)),
        ("问题", _problems(shown)),
    ):
        blocks += [Heading(f"{next(numerals)}、{title}"), *parts]
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=shown.listed.owners)


def compose_progress(session: Session, ids: Sequence[ProjectId], rules: Rules, now: datetime) -> Paper:
    """Write where some projects stand, with what was invested of the year's plan.

    Raises:
        NotFound: One of them is not there.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    found = {one.id: one for one in list_projects(session, ProjectFilter(ids=ids), rules)}
    if len(found) < len({*ids}):
        raise NotFound("有的项目已经删除，请刷新后再选")
    listed = [found[id_] for id_ in ids]
    blocks = [Title(PROGRESS, f"截至{day_text(on.day)}"), *_progress(listed, on)]
    sheet = Sheet(Look.LIST, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(PROGRESS, (sheet,), on)


def _progress(listed: Sequence[ListedProject], on: Occasion) -> Iterator[Block]:
    plan = Fen(sum(one.invested.plan or 0 for one in listed))
    done = Fen(sum(one.invested.this_year for one in listed))
    forces = len({one.row.team_id for one in listed if one.row.team_id is not None})
    late = sum(one.light is Light.RED for one in listed)
    yield Paragraph(
        f"共 {len(listed):,} 个项目，{forces:,} 个专班；{on.day.year}年计划投资 {yuan_text(plan)} 元，"
        f"已完成 {yuan_text(done)} 元，占年度计划 {percent_of(done, plan)}；"
        + (f"其中 {late:,} 个有到期没有办完的。" if late else "没有到期没有办完的。")
    )
    rows = [
        (
            one.row.name,
            one.owners,
            one.team or "—",
            one.where,
            _amount(one.invested.plan),
            yuan_text(one.invested.this_year),
            percent_of(one.invested.this_year, one.invested.plan),
        )
        for one in listed
    ]
    rows.append(("合计", "", "", "", yuan_text(plan), yuan_text(done), percent_of(done, plan)))
    yield Table(_LISTED, tuple(rows))


def _facts(shown: ShownProject) -> Iterator[tuple[str, str]]:
    one, row = shown.listed, shown.listed.row
    yield "企业", one.owners
    yield "类别", row.kind or "—"
    yield "地点", "　".join(filter(None, (row.street, row.park))) or "—"
    yield "总投资", "—" if row.total is None else f"{yuan_text(Fen(row.total))} 元"
    yield "计划开工", day_text(row.starts_on) if row.starts_on else "—"
    yield "计划竣工", day_text(row.ends_on) if row.ends_on else "—"
    yield "专班", one.team or "没有"
    going = [f"{who.cadre.name}（{who.post.word}）" for who in shown.in_charge if who.row.until is None]
    yield "包联", "、".join(going) or "没有人包联"
    yield "状态", one.where


def _plan(shown: ShownProject) -> Iterator[Block]:
    lines = [line.strip() for line in shown.listed.row.plan.splitlines() if line.strip()]
    yield from (Paragraph(line) for line in lines or ["还没有填写。"])
    if shown.files:
        yield Paragraph(f"附件：{'、'.join(name for _, name in shown.files)}。", Tone.NOTE)


def _stages(shown: ShownProject, today: date) -> Iterator[Block]:
    if not shown.stages:
        yield Paragraph("还没有填写。")
        return
    yield Table(
        _STAGES,
        tuple(
            (
                one.name,
                day_text(one.planned) if one.planned else "—",
                day_text(one.done) if one.done else "—",
                _said(one.planned, one.done, today),
            )
            for one in shown.stages
        ),
    )


def _said(planned: date | None, done: date | None, today: date) -> str:
    if done is None:
        return "已超期" if planned is not None and planned < today else "未完成"
    days = 0 if planned is None else (done - planned).days
    return f"晚 {days} 天" if days > 0 else f"早 {-days} 天" if days < 0 else "已完成"


def _invested(shown: ShownProject) -> Iterator[Block]:
    invested = shown.listed.invested
    plan = "没有填年度计划" if invested.plan is None else f"年度计划 {yuan_text(invested.plan)} 元"
    yield Paragraph(
        f"本年完成 {yuan_text(invested.this_year)} 元，{plan}"
        + (f"，占 {percent_of(invested.this_year, invested.plan)}" if invested.plan else "")
        + f"；累计完成 {yuan_text(invested.in_all)} 元。"
    )
    if shown.months:
        rows = [
            (f"{first.year}年{first.month}月", _amount(month.planned), _amount(month.done))
            for first, month in sorted(shown.months.items())
        ]
        yield Table(_MONTHS, (*rows, ("合计", *_totals(list(shown.months.values())))))


def _totals(months: Sequence[Month]) -> tuple[str, str]:
    planned = Fen(sum(one.planned or 0 for one in months))
    return yuan_text(planned), yuan_text(Fen(sum(one.done or 0 for one in months)))


def _amount(amount: Fen | None) -> str:
    return "—" if amount is None else yuan_text(amount)


def _permits(shown: ShownProject) -> Iterator[Block]:
    if not shown.permits:
        yield Paragraph("没有登记手续。")
        return
    yield Table(_PERMITS, tuple(_permit(one) for one in shown.permits))


def _permit(one: ListedPermit) -> tuple[str, ...]:
    row = one.row
    return (
        row.kind,
        one.department or "—",
        day_text(row.asked_on),
        day_text(row.given_on) if row.given_on else f"在办，最迟 {day_text(one.due)}",
        f"{one.days}（{row.promised}／{row.statutory or '—'}）",
    )


def _problems(shown: ShownProject) -> Iterator[Block]:
    if not shown.problems:
        yield Paragraph("没有提出问题。")
        return
    rows = tuple((one.row.number, one.row.title, one.handler or "—", one.where) for one in shown.problems)
    yield Table(_PROBLEMS, rows)
