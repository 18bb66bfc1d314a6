"""What each document of a case says, word by word, and where there is which."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from sqlite3 import IntegrityError

import pytest

from domain.cases.awards.entities import Ended
from domain.cases.awards.reading import read_cases
from domain.cases.documents.approval_form import compose_approval_form
from domain.cases.documents.file import compose_file, read_file
from domain.cases.documents.kept import LetterKind, keep_letters, kept_of
from domain.cases.documents.kinds import CasePaper, papers_of
from domain.cases.documents.publicity import compose_publicity
from domain.funds.documents.whole_batch import read_whole_batch
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.entities import OfficeFields
from domain.office.service import OfficeIncomplete, find_office, office_at, save_office
from domain.papers.blocks import Annexes, Block, Contents, Figures, Head, SealPlaces, Signature, Table, Title
from domain.papers.occasion import is_signed, occasion_in
from domain.papers.papers import Code, Paper
from domain.policies.trace import Check, Result
from domain.roads.walking import Move, Running
from domain.store.chain import read_head, stands_in
from domain.store.engine import driver_of
from domain.store.permits import Role
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.money import yuan_text
from tests.case_walk import NOW, Walk, compose
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER, Office

EXPECTED = Path(__file__).parent / "expected"
_BOUND = (CasePaper.FILE, CasePaper.VISIT)
"""There is always one of each."""


def text_of(paper: Paper) -> str:
    """Write a paper as its readers go through it, a line for each block or row."""
    lines = (line for sheet in paper.sheets for block in sheet.blocks for line in _lines(block))
    return "\n".join([f"标题：{paper.title}　主送：{paper.addressee}", *lines, ""])


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Head(mark, number):
            yield f"红头：{mark}　{number}".rstrip()
        case Title(text, below):
            yield f"# {text}　{below}".rstrip()
        case Figures(pairs):
            yield from (f"{name}：{text}" for name, text in pairs)
        case Table():
            yield " | ".join(column.title for column in block.columns)
            for row in block.rows:
                yield " | ".join(yuan_text(cell) if isinstance(cell, int) else cell for cell in row)
        case Annexes(names):
            yield f"附件：{'、'.join(names)}"
        case Signature(signer, day, note):
            yield f"{signer}　{day}　{note}"
        case SealPlaces(labels):
            yield "　　".join(labels)
        case Contents():
            yield "（目录）"
        case _:
            yield getattr(block, "text", "") or getattr(block, "name", "")


@pytest.mark.parametrize("kind", [kind for kind in CasePaper if kind not in _BOUND])
def test_that_each_document_says_exactly_this(case_walk: Walk, kind: CasePaper):
    assert text_of(case_walk.papers[kind]) == (EXPECTED / f"{kind.value}.txt").read_text("utf-8")


def test_that_the_sheet_for_a_visit_says_exactly_this(case_walk: Walk):
    text = text_of(case_walk.visit(case_walk.batch[1])) + text_of(case_walk.visit(case_walk.refused))
    assert text == (EXPECTED / "visit.txt").read_text("utf-8")


def test_that_the_columns_of_every_table_are_as_wide_as_was_looked_at(case_walk: Walk):
    files = [case_walk.file(id_) for id_ in (case_walk.applied, case_walk.batch[0], case_walk.refused)]
    papers = [*case_walk.papers.values(), case_walk.visit(case_walk.batch[1]), *files]
    blocks = [block for paper in papers for sheet in paper.sheets for block in sheet.blocks]
    lines = {
        " ".join(f"{one.title}:{one.content}:{one.share:g}" for one in block.columns)
        for block in blocks
        if isinstance(block, Table)
    }
    assert sorted(lines) == (EXPECTED / "columns.txt").read_text("utf-8").splitlines()


def test_that_each_document_has_the_head_at_its_foot_and_says_where_one_person_signs(case_walk: Walk):
    said = {sheet.footer.right for one in case_walk.papers.values() for sheet in one.sheets}
    heads = [read_head(one.removeprefix("操作记录存证 ")) for one in said]
    with case_walk.office.store.read() as session:
        assert all(stands_in(driver_of(session), head) for head in heads)
    ids = case_walk.applied, case_walk.batch[0], case_walk.refused
    sheets = [sheet for id_ in ids for sheet in case_walk.file(id_, is_alone=True).sheets]
    assert {("单人办理" in sheet.footer.right, is_signed(sheet)) for sheet in sheets} == {
        (True, True),
        (False, False),
    }


def test_that_the_file_binds_what_there_is_and_says_who_did_what(case_walk: Walk):
    granted, applied = case_walk.file(case_walk.batch[0]), case_walk.file(case_walk.applied)
    day_of = partial(_day_of, case_walk)
    assert [one.mark for one in granted.sheets if one.mark] == [
        f"公示　{day_of(case_walk.batch[0], 'publicity')}",
        f"异议处理结果告知书　{day_of(case_walk.batch[0], 'objection')}",
        "审批表",
        f"下达通知　{day_of(case_walk.batch[0], 'notice')}",
        "补助资金审批通知书",
        "办理过程",
    ]
    assert [one.mark for one in applied.sheets if one.mark] == [
        "受理单",
        f"补正通知书　{day_of(case_walk.applied, 'supplement')}",
        f"公示　{day_of(case_walk.applied, 'publicity')}",
        "核定过程单",
        "审批表",
        "办理过程",
    ]
    assert f"不予通过告知书　{day_of(case_walk.refused, 'refuse')}" in {
        one.mark for one in case_walk.file(case_walk.refused).sheets
    }
    assert len({one.footer for one in granted.sheets}) == 1
    text = text_of(granted)
    assert "核定与算出的不同" not in text
    assert "公示期：2026年3月2日至2026年3月6日。" in text
    assert "2026-03-02 | 来信称该企业已停产 | 2026-03-02 | 现场核实，企业正常生产，异议不成立" in text
    assert "按条款算出 40,000.00 元；按申请的金额（只申请一部分），核定为 1,000.00 元" in text_of(applied)
    # Each is word by word what was written then, though papers and the amount have changed since.
    for kind, file in ((CasePaper.SUPPLEMENT, applied), (CasePaper.OBJECTION, granted)):
        assert _said(case_walk.papers[kind]) in text_of(file)
    steps = [line for line in text_of(applied).splitlines() if line.count(" | ") == 4]
    assert [line.split(" | ")[1:3] for line in steps if "补正" in line] == [
        ["退回补正", "张敏"],
        ["已补正", "李建国"],
    ]


def test_that_a_letter_that_left_is_in_the_file_as_it_left(office: Office):
    id_ = office.apply(office.granted()[0], came=dict.fromkeys(PAPERS, office.day))
    office.onward(HANDLER, [id_], "acceptance")
    office.onward(HANDLER, [id_], "first_review")
    office.do(REVIEWER, [id_], Move.BEGIN, "supplement", remark="纳税证明要盖章")
    seat, fields = office.seat(HANDLER), find_office(office.store)

    def printed() -> Paper:
        [paper] = compose(office, [id_], CasePaper.SUPPLEMENT)
        keep_letters(seat, LetterKind.SUPPLEMENT, [id_], [paper])
        return paper

    def marks() -> list[str]:
        return [one.mark for one in read().sheets if one.mark.startswith("补正通知书")]

    def read() -> Paper:
        with office.store.read() as session:
            return compose_file(
                read_file(session, id_, office.rules), occasion_in(session, office.rules, NOW), ()
            )

    [composed] = marks()
    assert not composed.endswith("印出")
    first, _ = printed(), printed()
    save_office(office.seat(MANAGER), fields.model_copy(update={"signer": "改了名的局"}))
    with office.store.read() as session:
        [kept] = kept_of(session, id_)
    assert kept.paper == first
    assert marks() == [kept.mark]
    assert _said(first) in text_of(read())
    assert "改了名的局" not in text_of(read())
    assert f"页脚“{first.sheets[0].footer.right}”" in text_of(read())
    second = printed()
    assert len(marks()) == 2
    assert _said(second) in text_of(read())
    # Who only audits takes a copy along in nobody's name.
    fields_of = AccountFields(name=REVIEWER, sign_in="zhangm")
    change_account(office.seat(MANAGER), office.numbers[REVIEWER], fields_of, {Role.AUDIT})
    coded = replace(second, code=Code("某码"))
    assert keep_letters(office.seat(REVIEWER), LetterKind.SUPPLEMENT, [id_], [coded]) == [second]
    for attack in ("UPDATE case_letter SET paper = '{}'", "DELETE FROM case_letter"):
        with office.store.read() as session, pytest.raises(IntegrityError, match="what was printed stays"):
            driver_of(session).execute(attack)


def test_that_what_was_refused_counts_for_nothing_in_the_list_of_a_batch(office: Office):
    kept, refused = office.make(office.granted()[:2])
    given = office.case(kept).amount
    assert office.case(refused).amount
    office.onward(HANDLER, [kept, refused], "first_review")
    office.do(REVIEWER, [refused], Move.BEGIN, "refuse", remark="材料不实")
    whole = office.store.ask(read_whole_batch, [kept, refused], office.rules, NOW)
    listed = [block for block in whole.listing.sheets[0].blocks if isinstance(block, Table)][-1]
    assert listed.sums[-1] == given
    assert {one.word: one.amount for one in whole.kinds}["不予通过告知书"] == 0
    assert "没有给予的 1 项" in text_of(whole.listing)


def _day_of(case_walk: Walk, id_: CaseId, step: str) -> date:
    return next(one.day for one in case_walk.office.case(id_).steps if one.step == step)


def _said(paper: Paper) -> str:
    return text_of(paper).partition("\n")[2]


def test_that_there_is_of_a_case_what_makes_sense_where_it_stands(case_walk: Walk):
    kind, case = CasePaper, case_walk.office.case
    assert papers_of(case(case_walk.applied)) == [
        kind.RECEIPT,
        kind.APPROVAL,
        kind.PUBLICITY,
        kind.HANDING_DOWN,
        *_BOUND,
    ]
    assert papers_of(case(case_walk.refused)) == [kind.RECEIPT, kind.APPROVAL, kind.REFUSAL, *_BOUND]
    assert papers_of(case(case_walk.batch[0])) == [
        kind.APPROVAL,
        kind.PUBLICITY,
        kind.OBJECTION,
        kind.HANDING_DOWN,
        *_BOUND,
    ]
    declined = case(case_walk.refused)
    declined = replace(declined, standing=replace(declined.standing, signed={}))
    assert kind.RECEIPT not in papers_of(declined)
    held = case(case_walk.applied)
    assert kind.SUPPLEMENT not in papers_of(held)
    for waits, is_asked in (("hold", False), ("supplement", True)):
        waiting = replace(held, standing=replace(held.standing, waits=waits))
        assert (kind.SUPPLEMENT in papers_of(waiting)) == is_asked
    public = case(case_walk.applied)
    ended = public.row.model_copy(update={"ended": Ended.OTHERWISE})
    assert not {kind.PUBLICITY, kind.HANDING_DOWN} & {*papers_of(replace(public, row=ended))}
    with pytest.raises(DomainError, match="现在在“不予通过”，没有下达通知"):
        compose(case_walk.office, [case_walk.batch[0], case_walk.refused], kind.HANDING_DOWN)


def test_that_of_a_list_the_form_shows_the_rows_that_something_is_granted_for(case_walk: Walk):
    office, case = case_walk.office, case_walk.office.case(case_walk.applied)
    rows = [
        Check(name, "", "", result, parts=(Check("本金", "1 元", "1 元", result),))
        for name, result in (("第1笔", Result.TRUE), ("第2笔", Result.FALSE))
    ]
    decision = case.decision()
    told = replace(decision, checks=(*decision.checks, *rows)).to_json()
    with office.store.read() as session:
        on = occasion_in(session, office.rules, NOW)
    text = text_of(
        compose_approval_form(replace(case, row=case.row.model_copy(update={"decision": told})), on)
    )
    assert "第1笔" in text
    assert "第2笔" not in text


def test_that_only_what_is_public_for_the_same_time_is_publicised_together(case_walk: Walk):
    office = case_walk.office
    with office.store.read() as session:
        cases = read_cases(session, case_walk.batch[:2], office.rules.roads_in(session))
        on = occasion_in(session, office.rules, NOW)
    other = replace(cases[1].standing, publicity=Running(date(2026, 3, 9), date(2026, 3, 13)))
    with pytest.raises(DomainError, match="公示期不同，请分开公示"):
        compose_publicity([cases[0], replace(cases[1], standing=other)], on)
    nothing = replace(cases[1], row=cases[1].row.model_copy(update={"amount": 0}))
    with pytest.raises(DomainError, match="核定金额为 0，不能公示"):
        compose_publicity([cases[0], nothing], on)
    # A year that nobody has announced yet is said so.
    open_ = [replace(one, standing=replace(one.standing, publicity=None)) for one in cases]
    text = text_of(compose_publicity(open_, on, first=date(2027, 3, 1)))
    assert "公示期：2027年3月1日至2027年3月5日（5个工作日，首日计入）。" in text
    assert "注：2027年的放假安排还没有导入，暂按双休日推算，导入后可能变动。" in text


def test_that_an_office_that_lacks_something_is_told_what(office: Office):
    ids, was = office.make(office.granted()[:1]), find_office(office.store)
    save_office(office.seat(MANAGER), OfficeFields(name="某局"))
    with pytest.raises(OfficeIncomplete, match="还缺本单位的发文机关标志"):
        compose(office, ids, CasePaper.APPROVAL)
    # Letters of before are those of the office of then.
    with office.store.read() as session:
        assert office_at(session, office.case(ids[0]).steps[0].done_at) == was
