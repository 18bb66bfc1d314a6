"""异议处理结果告知书: what became of an objection, to who raised it."""

from dataclasses import replace
from typing import Final

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Numbering, Paper
from domain.papers.wording.form import Form, given
from domain.policies.language.wording import day_text
from domain.values.money import NO_MONEY
from domain.values.uids import short_uid

FORM: Final = Form(
    "objection",
    "异议处理结果告知书",
    (
        given("企业名称", "公示里的企业"),
        given("事项", "政策和条款"),
        given("提出日期"),
        given("异议", "登记的异议内容"),
        given("处理结果"),
    ),
    must=("企业名称", "事项", "异议", "处理结果"),
    itself="告知书",
)
"""Who objects is written by hand: names of who complains stand in no record that all may read."""


def decided_objections(case: Case) -> list[tuple[CaseStep, CaseStep]]:
    """Return the objections that were decided: what was raised, and what came of it."""
    raised = {s.objection: s for s in case.steps if s.objection and s.did == Did.BEGIN}
    over = {s.objection: s for s in case.steps if s.objection and s.did == Did.OVER}
    return [(raised[number], over[number]) for number in sorted(raised) if number in over]


def compose_objections(case: Case, on: Occasion) -> Paper:
    """Write a letter for each objection that was decided, on a sheet of its own, to be handed out singly."""
    letters = [compose_objection(case, *one, on) for one in decided_objections(case)]
    sheets = tuple(
        replace(sheet, footer=replace(sheet.footer, numbering=Numbering.NONE), code=one.code)
        for one in letters
        for sheet in one.sheets
    )
    return replace(letters[0], sheets=sheets, code=None)


def compose_objection(case: Case, raised: CaseStep, over: CaseStep, on: Occasion) -> Paper:
    """Write the letter for one of them."""
    fields = {
        "企业名称": case.row.enterprise_name,
        "事项": award_of(case.row),
        "提出日期": day_text(raised.day),
        "异议": raised.remark.rstrip("。"),
        "处理结果": over.remark.rstrip("。"),
    }
    number = f"{short_uid(case.row.uid)}-{raised.objection}"
    said = Said(CodeKind.OBJECTED, number, on.day, case.row.uscc, NO_MONEY)
    return written(FORM, on, fields, said=said)
