"""受理单: what was applied for at the counter, which papers came or are promised, how long it takes."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.cases.awards.entities import CaseStep, Ended, Origin
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import clause_of
from domain.office.calendar.working_days import Calendar, Period, Reckoned
from domain.papers.blocks import Block, Column, Content, Figures, Table
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Look, Paper
from domain.papers.wording.form import Form, given, maybe, table
from domain.policies.language.wording import day_text
from domain.roads.road import Road
from domain.values.money import chinese_capital, yuan_text

FORM: Final = Form(
    "receipt",
    "受理单",
    (
        table("申请情况", "企业、政策、条款、受理日期、申请金额", is_always=True),
        table("材料", "每份材料收到没有"),
        maybe("承诺补交的材料", "容缺受理的"),
        given("办理程序"),
        given("各步时限"),
        maybe("公示期限"),
        maybe("最迟办结日"),
        maybe("日期说明", "办结日可能变动时才有"),
    ),
    must=("申请情况", "材料", "办理程序", "最迟办结日", "日期说明"),
    itself="受理单",
    look=Look.FORM,
)
_COLUMNS: Final = (
    Column("序号", Content.WORD, 8),
    Column("材料", share=52),
    Column("状况", Content.WORD, 20),
    Column("日期", Content.WORD, 20),
)


def compose_receipt(case: Case, on: Occasion) -> Paper:
    """Write what who applied takes home."""
    road = case.road
    public = next((one.publicity for one in road.way if one.publicity is not None), None)
    end = latest_end(road, came_on(case), on.calendar)
    fields = {
        "承诺补交的材料": "、".join(case.at_hand.promised),
        "办理程序": road.title,
        "各步时限": "、".join(f"{s.title} {s.within.text}" if s.within else s.title for s in road.way),
        "公示期限": public.runs.text if public is not None else "",
        "最迟办结日": day_text(end.value) if end is not None else "",
        "日期说明": end.caveat if end is not None else "",
    }
    rows = tuple(_papers(case))
    tables: dict[str, list[Block]] = {
        "申请情况": [Figures(tuple(_what(case)))],
        "材料": [Table(_COLUMNS, rows)] if rows else [],
    }
    return written(FORM, on, fields, tables, addressee=case.row.enterprise_name)


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


def _papers(case: Case) -> Iterator[tuple[str, str, str, str]]:
    came, promised = _came(case), case.at_hand.promised
    for at, name in enumerate(json.loads(case.row.papers), start=1):
        if name in came:
            yield str(at), name, "已收", day_text(came[name])
        elif name in promised:
            yield str(at), name, "承诺补交", day_text(promised[name])
        else:
            yield str(at), name, "缺", "—"


def _came(case: Case) -> dict[str, date]:
    """Return on which day each paper came."""
    found: dict[str, date] = {}
    for step in case.steps:
        told = json.loads(step.papers).get("came", {})
        found |= {name: date.fromisoformat(day) for name, day in told.items()}
    return found
