"""受理单: what was applied for at the counter, which papers came or are promised, how long it takes."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.cases.awards.entities import CaseStep, Ended, Origin
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import clause_of
from domain.office.calendar.working_days import Calendar, Period, Reckoned
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, SealPlaces, Table, Title
from domain.papers.occasion import Occasion, paper, reckoned_note
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.roads.road import Road
from domain.values.money import chinese_capital, yuan_text

TITLE: Final = "受理单"
_COLUMNS: Final = (
    Column("序号", Content.WORD, 8),
    Column("材料", share=52),
    Column("状况", Content.WORD, 20),
    Column("日期", Content.WORD, 20),
)


def compose_receipt(case: Case, on: Occasion) -> Paper:
    """Write what who applied takes home."""
    blocks: list[Block] = [Title(TITLE), Figures(tuple(_what(case)))]
    blocks += [Heading("一、材料"), *_papers(case)]
    blocks += [Heading("二、办理时限"), *_times(case, on)]
    blocks.append(Paragraph(f"查询进展请联系{on.office.contact}，电话 {on.office.phone}。"))
    blocks.append(SealPlaces(("受理人：", "申请人：", "受理单位（章）：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=case.row.enterprise_name)


def is_received(case: Case) -> bool:
    """Whether somebody applied for it, and it was not declined at once."""
    is_declined = case.row.ended == Ended.OTHERWISE and not case.standing.signed
    return case.row.origin == Origin.APPLIED and not is_declined


def came_on(case: Case) -> date:
    """Return the day on which somebody came to the counter: there it began to stand."""
    second = min((s for s in (*case.steps, *case.voided) if s.number > 1), key=_number, default=None)
    return case.row.since if second is None or second.was_since is None else second.was_since


def latest_end(road: Road, start: date, calendar: Calendar) -> Reckoned[date] | None:
    """Return by when a case has gone its road if each state takes its time; None where one has none."""
    day, runs_to, unsure = start, start, set[int]()
    for state in road.way:
        if state.within is None:
            return None
        since = max(day, runs_to) if state.id in road.locked_by_publicity else day
        end = calendar.end_of(Period(since, state.within))
        day, unsure = end.value, unsure | set(end.unsure)
        if state.publicity is not None:
            runs = Period(day, state.publicity.runs, state.publicity.counts_first)
            public = calendar.end_of(runs)
            runs_to, unsure = public.value, unsure | set(public.unsure)
    return Reckoned(day, tuple(sorted(unsure)))


def _number(step: CaseStep) -> int:
    return step.number


def _what(case: Case) -> Iterator[tuple[str, str]]:
    row = case.row
    yield "企业名称", row.enterprise_name
    yield "信用代码", row.uscc
    yield "政策", row.policy_title
    yield "条款", clause_of(row)
    yield "申请人", row.applicant
    yield "受理日期", day_text(came_on(case))
    asked = "未写明金额" if row.asked is None else f"{yuan_text(row.asked)} 元"
    yield "申请金额", asked
    yield "大写", "—" if not row.asked else chinese_capital(row.asked)


def _papers(case: Case) -> Iterator[Block]:
    with_days = _came(case)
    asked = json.loads(case.row.papers)
    rows, promised = [], case.at_hand.promised
    for at, name in enumerate(asked, start=1):
        if name in with_days:
            rows.append((str(at), name, "已收", day_text(with_days[name])))
        elif name in promised:
            rows.append((str(at), name, "承诺补交", day_text(promised[name])))
        else:
            rows.append((str(at), name, "缺", "—"))
    if not rows:
        yield Paragraph("本条款没有列明要提交的材料。")
        return
    yield Table(_COLUMNS, tuple(rows))
    if promised:
        yield Paragraph(
            "承诺补交的材料（容缺受理），请最迟在承诺的日期交到本单位；批准前没有交齐的，不能批准。"
        )


def _came(case: Case) -> dict[str, date]:
    """Return on which day each paper came."""
    found: dict[str, date] = {}
    for step in case.steps:
        told = json.loads(step.papers).get("came", {})
        found |= {name: date.fromisoformat(day) for name, day in told.items()}
    return found


def _times(case: Case, on: Occasion) -> Iterator[Block]:
    road = case.road
    steps = "、".join(f"{s.title} {s.within.text}" if s.within else s.title for s in road.way)
    public = next((s.publicity for s in road.way if s.publicity is not None), None)
    shown = f"；公示期 {public.runs.text}" if public is not None else ""
    yield Paragraph(f"本事项按“{road.title}”办理：{steps}{shown}。")
    end = latest_end(road, came_on(case), on.calendar)
    if end is not None:
        yield Paragraph(
            f"各步用满时限，最迟 {day_text(end.value)}办结；企业补正、异议处理和暂缓的时间不计在内。"
        )
        yield from reckoned_note(end)
