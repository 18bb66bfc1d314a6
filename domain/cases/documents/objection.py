"""异议处理结果告知书: what became of an objection, to who raised it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of
from domain.papers.blocks import Block, Paragraph
from domain.papers.occasion import Occasion, letter
from domain.papers.papers import Numbering, Paper
from domain.policies.language.wording import day_text

TITLE: Final = "异议处理结果告知书"
_WHOM: Final = "提出异议的单位（个人）"
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
        replace(sheet, footer=replace(sheet.footer, numbering=Numbering.NONE))
        for one in letters
        for sheet in one.sheets
    )
    return replace(letters[0], sheets=sheets)


def compose_objection(case: Case, raised: CaseStep, over: CaseStep, on: Occasion) -> Paper:
    """Write the letter for one of them."""
    return letter(TITLE, _body(case, raised, over), on, addressee=_WHOM)


def _body(case: Case, raised: CaseStep, over: CaseStep) -> Iterator[Block]:
    row = case.row
    yield Paragraph(
        f"你单位（你）于 {day_text(raised.day)}对公示的“{row.enterprise_name}”{award_of(row)}一项"
        f"提出的异议已收悉：{raised.remark.rstrip('。')}。"
    )
    yield Paragraph(f"经核查，处理结果如下：{over.remark.rstrip('。')}。")
    yield Paragraph("对处理结果仍有不同意见的，可以补充事实和证据，向本单位或上级主管部门书面反映。")
