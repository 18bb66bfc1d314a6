"""下达通知: what a batch is given, by clause and in all, with the list of enterprises annexed."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import Ended
from domain.cases.awards.funding import lowered_words
from domain.cases.awards.reading import Case
from domain.cases.documents.lists import OF_LIST, enterprises_in, list_sheet, refuse_none, sums_of, total_of
from domain.cases.documents.occasion import clause_of
from domain.cases.entities import Notice
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table, Tone
from domain.papers.codes import CodeKind, Said, vouched
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Paper
from domain.papers.wording.form import Form, given, maybe
from domain.store.sql import among
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text

LIST: Final = "补助资金分配表"
FORM: Final = Form(
    "handing_down",
    "下达通知",
    (
        *OF_LIST,
        given("附件名称"),
        maybe("批次"),
    ),
    must=("政策", "户数", "金额", "附件名称"),
    itself="通知",
)
_SUMS: Final = (
    Column("条款"),
    Column("企业（户）", Content.FIGURE),
    Column("事项（项）", Content.FIGURE),
    Column("金额（元）", Content.AMOUNT),
)


def is_approved(case: Case) -> bool:
    """Whether the amount of a case is settled, and it was not ended otherwise since."""
    settled = any(state.approves and state.id in case.standing.signed for state in case.road.way)
    return settled and case.row.ended != Ended.OTHERWISE


def compose_handing_down(
    cases: Sequence[Case],
    on: Occasion,
    *,
    batch: str = "",
    numbers: Mapping[CaseId, str],
    lowered: Mapping[CaseId, Fen],
) -> Paper:
    """Write it; ``numbers`` are those of the notices of these cases.

    It says what was handed down. Of those that were ``lowered`` after they were paid a note says what stands.

    Raises:
        DomainError: There are none, or one is not approved.
    """
    refuse_none(cases)
    if bare := next((case for case in cases if not is_approved(case)), None):
        raise DomainError(f"{bare.name}现在在“{bare.where}”，批准以后才能下达")
    sums: list[Block] = [Heading("一、按条款汇总"), _sums(cases)]
    if note := lowered_note(cases, lowered):
        sums.append(Paragraph(note, Tone.NOTE))
    sums.append(Heading("二、按企业分列"))
    sheet = list_sheet(LIST, cases, on, amount="补助金额", below=batch, numbers=numbers or None, before=sums)
    fields = {**sums_of(cases), "附件名称": LIST, "批次": batch}
    listed = next(block for block in reversed(sheet.blocks) if isinstance(block, Table))
    vouches = vouched(CodeKind.HANDED_DOWN, listed.printed)
    said = Said(CodeKind.HANDED_DOWN, batch, on.day, vouches, total_of(cases))
    return written(FORM, on, fields, more=(sheet,), said=said)


def lowered_note(cases: Sequence[Case], lowered: Mapping[CaseId, Fen]) -> str:
    """Say which of the amounts of a list stand no more, and what does; empty where all do."""
    notes = [
        f"{case.row.enterprise_name}的“{clause_of(case.row)}”"
        f"{lowered_words(case.row.amount, lowered[case.id])}"
        for case in cases
        if case.id in lowered
    ]
    if not notes:
        return ""
    stands = Fen(sum(lowered.get(case.id, case.amount) for case in cases))
    said = f"注：本表是下达时的金额。其中 {len(notes)} 项已调减，现在合计 {yuan_text(stands)} 元："
    return f"{said}{'；'.join(notes)}。"


def numbers_of(session: Session, cases: Sequence[Case]) -> dict[CaseId, str]:
    """Return the 发文字号 of the notices of cases; those that have none are absent."""
    ids = {case.row.notice_id for case in cases if case.row.notice_id is not None}
    found = {one.id: one.number for one in session.exec(select(Notice).where(among(col(Notice.id), ids)))}
    return {case.id: found[case.row.notice_id] for case in cases if case.row.notice_id in found}


def _sums(cases: Sequence[Case]) -> Table:
    of_each: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        of_each.setdefault((case.row.policy_id, case.row.clause_id), []).append(case)
    rows = (
        (some[0].row.clause_title, str(enterprises_in(some)), str(len(some)), int(total_of(some)))
        for some in of_each.values()
    )
    return Table(_SUMS, tuple(rows), total="合计")
