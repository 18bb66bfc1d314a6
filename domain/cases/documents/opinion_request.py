"""部门征求意见函: asks a department about those on a list, with a slip on which it answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domain.cases.awards.reading import Case
from domain.cases.documents.lists import OF_LIST, enterprises_in, list_sheet, refuse_none, sums_of
from domain.office.calendar.working_days import Reckoned
from domain.papers.blocks import (
    Block,
    Column,
    Content,
    Figures,
    Heading,
    Paragraph,
    SealPlaces,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.form import Form, given, maybe
from domain.policies.language.wording import day_text
from domain.roads.road import Opinion
from domain.roads.walking import time_left

LIST: Final = "征求意见企业名单"
SLIP: Final = "征求意见回执"
FORM: Final = Form(
    "opinions",
    "部门征求意见函",
    (
        given("部门"),
        given("征求事项", "程序里的说法，如“信用核查”"),
        *OF_LIST,
        given("名单名称", "附件1"),
        given("回执名称", "附件2"),
        maybe("批次"),
        maybe("答复截止日", "办理程序定了期限才有"),
        maybe("日期说明", "截止日可能变动时才有"),
    ),
    must=("部门", "征求事项", "户数", "答复截止日", "名单名称", "回执名称", "日期说明"),
    itself="函",
)
_BLANK_ROWS: Final = 6
_AGAINST: Final = (
    Column("序号", Content.WORD, 9),
    Column("企业名称", share=35),
    Column("情形和依据", share=56),
)


def open_opinions(case: Case) -> list[Opinion]:
    """Return what departments are still to be asked about a case, or have not answered yet."""
    if not case.is_on_its_way:
        return []
    answered = case.at_hand.answers
    return [one for one in case.road.opinions.values() if one.id not in answered]


def compose_requests(cases: Sequence[Case], on: Occasion, *, batch: str = "") -> Paper:
    """Write a letter for each department and each thing that it is asked, to be sent singly.

    Raises:
        DomainError: There are none.
    """
    refuse_none(cases)
    asked: dict[tuple[str, str], tuple[Opinion, list[Case]]] = {}
    for case in cases:
        for one in open_opinions(case):
            asked.setdefault((one.department, one.title), (one, []))[1].append(case)
    letters = [_letter(opinion, some, on, batch) for opinion, some in asked.values()]
    sheets = tuple(
        replace(sheet, footer=replace(sheet.footer, numbering=Numbering.NONE))
        for one in letters
        for sheet in one.sheets
    )
    whom = letters[0].addressee if len(letters) == 1 else ""
    return replace(letters[0], sheets=sheets, addressee=whom, title=f"关于征求{batch}补助事项意见的函")


def _letter(opinion: Opinion, cases: Sequence[Case], on: Occasion, batch: str) -> Paper:
    listed = list_sheet(LIST, cases, on, amount="拟补助金额", below=batch, annex="附件1")
    until = _until(cases, on)
    fields = {
        **sums_of(cases),
        "部门": opinion.department,
        "征求事项": opinion.title,
        "批次": batch,
        "答复截止日": day_text(until.value) if until is not None else "",
        "日期说明": until.caveat if until is not None else "",
        "名单名称": LIST,
        "回执名称": SLIP,
    }
    return written(FORM, on, fields, more=(listed, _slip(opinion, cases, on)))


def _until(cases: Sequence[Case], on: Occasion) -> Reckoned[date] | None:
    """Return by when the first of them has to go on, if that is still to come."""
    periods = [period for case in cases if (period := time_left(case.road, case.standing)) is not None]
    ends = [on.calendar.end_of(period) for period in periods]
    return min((end for end in ends if end.value >= on.day), key=lambda end: end.value, default=None)


def _slip(opinion: Opinion, cases: Sequence[Case], on: Occasion) -> Sheet:
    office = on.office
    said = (
        ("答复单位", opinion.department),
        ("征求意见事项", opinion.title),
        ("名单", f"{enterprises_in(cases)} 户企业、{len(cases)} 项（见附件1）"),
        ("来函单位和日期", f"{office.signer}，{day_text(on.day)}"),
    )
    to = f"{office.signer}（联系人：{office.contact}　电话：{office.phone}）"
    blocks: tuple[Block, ...] = (
        Paragraph("附件2", Tone.ANNEX),
        Title(SLIP),
        Figures(said, across=1),
        Heading("一、意见（选一项，在□内打“√”）"),
        Paragraph("□ 名单所列企业没有不宜给予补助的情形。"),
        Paragraph("□ 下列企业有不宜给予补助的情形，其余企业没有："),
        Table(_AGAINST, tuple((str(at), "", "") for at in range(1, _BLANK_ROWS + 1))),
        Heading("二、其他需要说明的情况"),
        *[Paragraph("　")] * 2,
        Paragraph(f"本回执请送{to}。", Tone.NOTE),
        SealPlaces(("经办人：", "电话：", "日期：", "（公章）")),
    )
    return Sheet(Look.FORM, blocks, Footer(office.signer))
