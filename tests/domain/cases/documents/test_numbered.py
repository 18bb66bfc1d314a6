"""Documents with numbers of their own: given once, as they leave, by series, also after a restore."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.cases.documents import opinion_request, refusal, supplement
from domain.cases.documents.kept import LetterKind, keep_letters
from domain.cases.documents.kinds import CasePaper
from domain.cases.number_register import compose_register
from domain.cases.numbered import leave, once
from domain.cases.numbering import take_in_numbers
from domain.cases.queries import list_notices, papers_of
from domain.cases.service import void_notice
from domain.cases.wording import FORM as NOTICE
from domain.funds.documents.rewording import series_words
from domain.funds.proving import prove
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.office.keys.service import keys_of, make_key
from domain.papers.awaited import letters_of
from domain.papers.blocks import Head
from domain.papers.papers import Code, Paper
from domain.papers.wording.checking import check
from domain.papers.wording.form import Form
from domain.papers.wording.kept import OURS, save_wording
from domain.papers.wording.shipped import shipped_text
from domain.roads.walking import Move
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import finish, stage
from domain.store.engine import Store
from domain.store.numbers.entries import NumberKind
from domain.store.permits import Role
from domain.values.ids import CaseId, NoticeId
from domain.values.progress import Silent
from tests.case_walk import NOW, compose
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER, Office
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.cases.documents.test_rewording import issue
from tests.replaying import hold_against_the_trail


def with_prefix(office: Office, form: Form, prefix: str) -> None:
    text = f"{shipped_text(form.id)}\n【代字】{prefix}"
    save_wording(office.seat(MANAGER), form, text, because="编号", seen=0)


def refuse(office: Office, ids: list[CaseId]) -> None:
    office.bring(ids, "first_review")
    office.do(REVIEWER, ids, Move.BEGIN, "refuse", remark="材料不实")


def printed(office: Office, kind: LetterKind, *ids: CaseId, by: str = HANDLER) -> list[Paper]:
    papers = compose(office, list(ids), CasePaper(kind.value))
    return keep_letters(office.seat(by), kind, list(ids), papers)


def id_of(office: Office, paper: Paper) -> NoticeId:
    return next(one.id for one in office.store.ask(list_notices) if one.number == paper.number)


def proved(office: Office, paper: Paper) -> tuple[str, ...]:
    text = paper.codes[0].text
    return office.store.ask(lambda session: prove(text, keys_of(session), session).sentences)


def test_that_letters_get_numbers_of_their_series_as_they_leave_and_keep_them(office: Office, tmp_path: Path):
    manager = office.seat(MANAGER)
    make_key(manager)
    granted = office.granted()
    first, second, told = office.make(granted[:3])
    applied = office.apply(granted[3], came=dict.fromkeys(PAPERS, office.day))
    refuse(office, [first, second])
    for form in (refusal.FORM, supplement.FORM):
        with_prefix(office, form, "郑东企告")
    said = office.store.ask(series_words, supplement.FORM, office.day)
    assert said == "“郑东企告”今年从 1 号编起；与“不予通过告知书”同用一个代字，号数连着编"
    with_prefix(office, NOTICE, "郑东企通")
    assert "郑东企告〔2026〕　号" in text_of(compose(office, [first], CasePaper.REFUSAL)[0])

    one, two = printed(office, LetterKind.REFUSAL, first, second)
    assert [one.number, two.number] == ["郑东企告〔2026〕1号", "郑东企告〔2026〕2号"]
    assert "　号" not in text_of(one)
    backup = tmp_path / "b.zqdbak"
    write_backup(office.store.path.parent, backup, Silent(), occasion=Occasion.BY_HAND, program="0.1.0")
    set_four_eyes(manager, on=False, because="试")
    for step in ("acceptance", "first_review"):
        office.onward(HANDLER, [applied], step)
    office.do(REVIEWER, [applied], Move.BEGIN, "supplement", remark="要盖章")
    assert printed(office, LetterKind.SUPPLEMENT, applied)[0].number == "郑东企告〔2026〕3号"
    office.bring([told], "notice")
    [notice] = office.store.ask(papers_of, [issue(office, told)])
    assert notice.number == "郑东企通〔2026〕1号"

    # On another day, or with another 代字, it is the same document.
    office.day += timedelta(days=40)
    assert printed(office, LetterKind.REFUSAL, first) == [one]
    save_wording(manager, refusal.FORM, f"{shipped_text(refusal.FORM.id)}\n【代字】新", because="改", seen=1)
    assert printed(office, LetterKind.REFUSAL, second) == [two]
    assert proved(office, one)[1].startswith("程序里有郑东企告〔2026〕1号（不予通过告知书）")
    void_notice(manager, id_of(office, one), reason="写错")
    assert proved(office, one)[0] == "郑东企告〔2026〕1号已经作废：写错。"
    assert printed(office, LetterKind.REFUSAL, first)[0].number == "新〔2026〕1号"
    series = [sheet.blocks[0].below for sheet in office.store.ask(compose_register, office.day, NOW).sheets]
    assert series == [
        "新〔2026〕　1 号至 1 号",
        "郑东企告〔2026〕　1 号至 3 号",
        "郑东企通〔2026〕　1 号至 1 号",
    ]
    hold_against_the_trail(office.store, office.library.dictionary)
    keeps_numbers_after_a_restore(office, backup, second, two)


def keeps_numbers_after_a_restore(office: Office, backup: Path, id_: CaseId, left: Paper) -> None:
    home = office.store.path.parent
    office.store.close()
    stage(home, backup, Silent(), program="0.1.0")
    assert finish(home)
    office.store = Store.open(home, program="0.1.0")
    take_in_numbers(office.seat(MANAGER))
    letter, before = NumberKind.LETTER, NumberKind.BEFORE_RESTORE
    assert {one.number: (one.kind, one.letter) for one in office.store.ask(list_notices)} == {
        "郑东企告〔2026〕1号": (letter, refusal.FORM.word),
        "郑东企告〔2026〕2号": (letter, refusal.FORM.word),
        "郑东企告〔2026〕3号": (before, supplement.FORM.word),
        "新〔2026〕1号": (before, refusal.FORM.word),
        "郑东企通〔2026〕1号": (before, None),
    }
    # What was void is void again, though it takes two people here.
    assert [one.is_void for one in reversed(office.store.ask(list_notices))] == [True, *[False] * 4]
    assert printed(office, LetterKind.REFUSAL, id_) == [left]
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    void_notice(office.seat(MANAGER), id_of(office, left), reason="写错")
    assert printed(office, LetterKind.REFUSAL, id_)[0].number == "郑东企告〔2026〕4号"
    office.store.close()


def test_that_each_letter_of_a_paper_has_its_number_and_who_audits_takes_none(office: Office):
    make_key(office.seat(MANAGER))
    with_prefix(office, opinion_request.FORM, "郑东企函")
    ids = office.make(office.granted()[:2], "standard")
    office.bring(ids, "opinions")
    [asked] = compose(office, ids, CasePaper.OPINIONS)
    letters = letters_of(asked)
    assert len(letters) > 1
    auditor = AccountFields(name=REVIEWER, sign_in="zhangm")
    change_account(office.seat(MANAGER), office.numbers[REVIEWER], auditor, {Role.AUDIT})
    [copy] = printed(office, LetterKind.OPINIONS, *ids, by=REVIEWER)
    assert len(letters_of(copy)) == len(letters)
    [left] = printed(office, LetterKind.OPINIONS, *ids)
    heads = [block.number for sheet in left.sheets for block in sheet.blocks if isinstance(block, Head)]
    assert heads == [f"郑东企函〔2026〕{at}号" for at in range(1, len(letters) + 1)]
    whom = [one.enterprise_name for one in reversed(office.store.ask(list_notices))]
    assert whom == [one.addressee for one in letters]
    # There is but one of a matter, whatever it says by now.
    [first] = leave(office.seat(HANDLER), "拨付通知书", [letters[0]], [once("P2026-001")])
    changed = replace(letters[0], title="别的")
    assert leave(office.seat(REVIEWER), "拨付通知书", [changed], [once("P2026-001")]) == [first]
    # Who only audits takes it along in nobody's name.
    coded = replace(letters[1], code=Code("某码"))
    assert leave(office.seat(REVIEWER), "拨付通知书", [coded], [once("P2026-002")]) == [letters[1]]
    with closing(sqlite3.connect(office.store.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE notice SET letter = '函'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("【代字】甲函〔2026〕", "只写代字本身"),
        ("【代字】{{企业名称}}", "只写代字本身"),
        ("{{如有：理由}}\n【代字】甲函\n{{完}}", "要写在 {{如有：…}} 的外面"),
        ("【代字】甲函\n【文号】甲函 3 号", "请去掉【文号】一行"),
    ],
)
def test_that_a_series_is_named_by_itself(text: str, said: str):
    form = refusal.FORM
    complaints = check(form, f"{shipped_text(form.id)}\n{text}", OURS.pieces())
    assert any(said in str(one) for one in complaints)
