"""Texts of the office's own: kept as versions, looked at before, and what was issued keeps its words."""

import sqlite3
from contextlib import closing

import pytest

from domain.cases.case_notices import issue_case_notices
from domain.cases.documents import supplement
from domain.cases.documents.file import compose_file, read_file
from domain.cases.documents.kinds import CasePaper
from domain.cases.queries import find_notice, paper_of
from domain.cases.service import Approval
from domain.cases.wording import FORM as NOTICE
from domain.funds.documents.rewording import FORMS, compose_example, examples_of, spoken
from domain.papers.occasion import occasion_in
from domain.papers.papers import SAMPLE
from domain.papers.wording.form import PIECES
from domain.papers.wording.kept import (
    OURS,
    WordingChanged,
    WordingMistakes,
    back_to_ours,
    save_wording,
    versions_of,
    wordings_in,
)
from domain.papers.wording.shipped import shipped_text
from domain.roads.walking import Move
from domain.store.permits import NotPermitted
from domain.values.errors import BadInput
from domain.values.ids import CaseId, NoticeId
from domain.values.progress import Silent
from tests.case_walk import NOW, compose
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.cases.documents.test_documents import text_of
from tests.replaying import hold_against_the_trail

PLAIN = (
    shipped_text(NOTICE.id)
    .replace("【红头】{{发文机关标志}}\n", "")
    .replace("请与本单位联系", "请致电本单位")
)
"""A notice without a head."""
CONTACT = PIECES[0]


def issue(office: Office, id_: CaseId) -> NoticeId:
    approval = Approval(MANAGER, office.day)
    [notice] = issue_case_notices(
        office.seat(HANDLER), office.seen(id_), office.rules, Silent(), approval=approval
    )
    return notice


def test_that_what_was_issued_keeps_its_words_and_says_by_which_text_it_was_written(office: Office):
    first, second = office.make(office.granted()[:2])
    office.bring([first, second], "notice")
    applied = office.apply(office.not_met(), came={"营业执照": office.day, "纳税证明": office.day})
    office.onward(HANDLER, [applied], "acceptance")
    office.onward(HANDLER, [applied], "first_review")
    office.do(REVIEWER, [applied], Move.BEGIN, "supplement", remark="要盖章")
    manager, store = office.seat(MANAGER), office.store
    before = issue(office, first)
    then = text_of(paper_of(store.ask(find_notice, before)))

    save_wording(manager, NOTICE, PLAIN, because="不用红头", seen=0)
    room = shipped_text(CONTACT.id).replace("（", "（3 号楼　")
    save_wording(manager, CONTACT, room, because="写明地址", seen=0)
    later = shipped_text(supplement.FORM.id).replace("需要补正：", "请补齐：")
    save_wording(manager, supplement.FORM, later, because="按法制科意见", seen=0)
    notice = store.ask(find_notice, issue(office, second))
    assert notice.wording == "notice:1 contact:1"
    assert spoken(notice.wording) == "补助资金审批通知书第 1 版、联系方式第 1 版"
    said = text_of(paper_of(notice))
    assert f"# 补助资金审批通知书　{notice.number}\n" in said
    assert "红头" not in said
    assert "请致电本单位" in said
    assert "（3 号楼　联系人：" in said

    old = store.ask(find_notice, before)
    assert (old.wording, text_of(paper_of(old))) == (None, then)
    with store.read() as session:
        on = occasion_in(session, office.rules, NOW)
        bound = text_of(compose_file(read_file(session, applied, office.rules), on, ()))
    [now] = compose(office, [applied], CasePaper.SUPPLEMENT)
    assert ("需要补正：" in bound, "请补齐：" in bound) == (True, False)
    assert "请补齐：" in text_of(now)

    back_to_ours(manager, NOTICE, because="还是用红头", seen=1)
    assert store.ask(wordings_in).recorded(NOTICE) == "contact:1"
    versions = store.ask(versions_of, NOTICE)
    assert [(one.version, one.text is None) for one in versions] == [(2, True), (1, False)]
    hold_against_the_trail(store, office.library.dictionary)
    with closing(sqlite3.connect(store.path)) as connection:
        for meddled in (
            "UPDATE wording SET text = 'x' WHERE id = 1",
            "DELETE FROM wording WHERE id = 1",
            "UPDATE notice SET wording = 'notice:9'",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(meddled)


def test_that_a_text_is_kept_only_whole_with_a_reason_and_over_what_was_seen(office: Office):
    manager = office.seat(MANAGER)
    with pytest.raises(NotPermitted, match="管理"):
        save_wording(office.seat(HANDLER), NOTICE, PLAIN, because="改", seen=0)
    with pytest.raises(BadInput, match="请写明修改措辞的理由"):
        save_wording(manager, NOTICE, PLAIN, because=" ", seen=0)
    with pytest.raises(BadInput, match="没有变化"):
        save_wording(manager, NOTICE, f"{shipped_text(NOTICE.id)}  \r\n", because="改", seen=0)
    with pytest.raises(BadInput, match="用的就是程序自带的措辞"):
        back_to_ours(manager, NOTICE, because="改", seen=0)
    with pytest.raises(WordingMistakes, match=r"措辞没有保存：少了 .*文号"):
        save_wording(manager, NOTICE, PLAIN.replace("{{文号}}", "一号"), because="改", seen=0)
    assert office.store.ask(wordings_in) == OURS
    save_wording(manager, NOTICE, PLAIN, because="改", seen=0)
    with pytest.raises(WordingChanged, match=f"{MANAGER}存了“补助资金审批通知书”的第 1 版") as found:
        save_wording(manager, NOTICE, shipped_text(NOTICE.id), because="改", seen=0)
    save_wording(manager, NOTICE, shipped_text(NOTICE.id), because="改", seen=found.value.version)
    # Two pieces may name each other only one way.
    remedies, contact = PIECES[1], PIECES[0]
    whole = f"{shipped_text(contact.id)}\n{{{{段：{remedies.word}}}}}"
    save_wording(manager, contact, whole, because="改", seen=0)
    back = f"{{{{段：{contact.word}}}}}\n{shipped_text(remedies.id)}"
    with pytest.raises(WordingMistakes, match="段落互相引用，没有完"):
        save_wording(manager, remedies, back, because="改", seen=0)


def test_that_every_text_can_be_looked_at_on_something_real_or_by_its_names(office: Office):
    [granted] = office.make(office.granted()[:1])
    office.bring([granted], "notice")
    applied = office.apply(office.not_met(), came={})
    real = dict[str, str]()
    with office.store.read() as session:
        for form in FORMS:
            text = OURS.text(form.id)
            tried = OURS.trying(form, text.replace("【落款】{{署名}}", "【落款】另一单位"))
            examples = examples_of(session, form, office.rules)
            for example in (*examples[:1], None):
                paper = compose_example(session, form, tried, office.rules, NOW, example=example)
                assert paper.stamp == SAMPLE
                assert ("另一单位" in text_of(paper)) == ("【落款】" in text)
                assert example is None or "〔" not in paper.title
            real |= {form.id: examples[0].name} if examples else {}
    assert real["notice"] == office.case(granted).name
    assert real["receipt"] == office.case(applied).name
