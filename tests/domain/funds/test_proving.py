"""What codes of papers are worth: by their signature, and by what has become of them in the store."""

from dataclasses import replace

from sqlmodel import Session

from domain.cases.case_notices import issue_case_notices
from domain.cases.documents.kept import LetterKind, keep_letters
from domain.cases.documents.kinds import CasePaper, compose_papers
from domain.cases.entities import Notice
from domain.cases.service import Approval, void_notice
from domain.funds.approving import Treasury
from domain.funds.documents.kinds import payment_advice
from domain.funds.documents.recovery import RecoveryPaper, compose_recovery
from domain.funds.proving import Proved, prove
from domain.office.house_rules import set_four_eyes
from domain.office.keys.service import keys_of, make_key, signer_in
from domain.office.keys.signing import PublicKey, Signer, new_pair
from domain.office.service import find_office, save_office
from domain.papers.codes import CodeKind, Said, read_code, signed_code
from domain.papers.papers import Paper
from domain.roads.walking import Move
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.case_walk import NOW
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import pay
from tests.domain.funds.test_recoveries import lower, repay


def _proved(office: Office, paper: Paper | str) -> Proved:
    text = paper if isinstance(paper, str) else paper.code.text if paper.code else ""

    def look(session: Session) -> Proved:
        return prove(text, keys_of(session), session)

    return office.store.ask(look)


def _signed(office: Office, said: Said) -> str:
    signer = office.store.ask(signer_in)
    assert signer is not None
    return signed_code(said, signer).text


def _by_another_key(said: Said) -> str:
    public, secret = new_pair()
    return signed_code(said, Signer(PublicKey(public, said.day), secret)).text


def test_that_a_code_says_what_has_become_of_its_paper(office: Office, approved: list[CaseId]):
    account = {"account_name": "某中心", "account_bank": "某银行", "account_number": "6222000000"}
    known = find_office(office.store).model_copy(update=account)
    save_office(office.seat(MANAGER), known)
    key = make_key(office.seat(MANAGER))
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    seen = [office.case(id_).seen for id_ in approved]
    approval = Approval(MANAGER, office.day)
    ids = issue_case_notices(office.seat(HANDLER), seen, office.rules, Silent(), approval=approval)
    notices = office.store.ask(lambda session: [session.get(Notice, id_) for id_ in ids])
    papers = [Paper.from_json(one.paper) for one in notices if one is not None]
    first = papers[0]
    assert first.code is not None
    said = read_code(first.code.text).said
    amount = Fen(office.case(approved[0]).amount)
    assert (said.number, said.day, said.amount) == (first.number, office.day, amount)
    assert first.code.words[-1].endswith(key.fingerprint)
    assert _proved(office, first).is_good
    assert "还没有拨付。" in _proved(office, first).sentences

    void_notice(office.seat(MANAGER), ids[1], reason="金额录错", funds=Treasury())
    assert "已经作废：金额录错" in _proved(office, papers[1]).sentences[0]
    list_id = pay(office, approved[:1])
    assert f"已拨付 {yuan_text(amount)} 元。" in _proved(office, first).sentences
    advice = office.store.ask(payment_advice, list_id, office.rules, NOW)
    assert _proved(office, advice).is_good

    # A key that was stolen signs what was never issued: only the store tells.
    for number, more, words in (
        (said.number, 100, "与二维码不同"),
        (f"{said.number[:-1]}9号", 0, "没有文号"),
    ):
        forged = Said(CodeKind.GRANTED, number, said.day, said.uscc, Fen(said.amount + more))
        proved = _proved(office, _signed(office, forged))
        assert not proved.is_good
        assert words in proved.sentences[0]

    recovery = lower(office, approved[0], 1_000)
    # It is genuine, and nobody may go by its amount any more.
    assert "后来调减为 10.00 元，不能再按原来的金额办理" in _proved(office, first).sentences[0]
    assert not _proved(office, first).is_good
    ordered = office.store.ask(compose_recovery, recovery, RecoveryPaper.NOTICE, office.rules, NOW)
    repay(office, recovery, 500)
    left = yuan_text(Fen(amount - 1_000 - 500))
    assert _proved(office, ordered).sentences[2] == f"还应退回 {left} 元。"
    assert ordered.code is not None
    due = read_code(ordered.code.text).said
    forged = replace(due, amount=Fen(due.amount - 1))
    assert "不同" in _proved(office, _signed(office, forged)).sentences[0]

    batch = office.store.ask(compose_papers, approved[:1], CasePaper.HANDING_DOWN, office.rules, NOW)[0]
    assert not _proved(office, batch).is_good
    kept = keep_letters(office.seat(HANDLER), LetterKind.HANDING_DOWN, approved[:1], [batch])
    assert kept == [batch]
    assert _proved(office, batch).is_good
    assert batch.code is not None
    down = read_code(batch.code.text).said
    assert not _proved(office, _signed(office, replace(down, amount=Fen(down.amount + 1)))).is_good
    # As after a restore: what was signed by a key that is not here.
    assert "请填以前存的公钥文件" in _proved(office, _by_another_key(said)).sentences[1]
    # A new key leaves what the former one signed.
    make_key(office.seat(MANAGER), reason="U 盘丢失")
    assert any(one.startswith("签名核对无误") for one in _proved(office, first).sentences)


def test_that_each_letter_about_an_objection_has_its_own_code_which_says_what_came_of_it(office: Office):
    make_key(office.seat(MANAGER))
    ids = office.make(office.granted()[:1])
    office.bring(ids, "publicity")
    office.onward(HANDLER, ids, "publicity")
    for number, result in enumerate(("异议不成立", "金额无误。"), start=1):
        office.do(HANDLER, ids, Move.BEGIN, "objection", remark="来信称该企业已停产")
        office.do(REVIEWER, ids, Move.OVER, "objection", number=number, remark=result)
    [paper] = office.store.ask(compose_papers, ids, CasePaper.OBJECTION, office.rules, NOW)
    first, second = (sheet.code for sheet in paper.sheets)
    assert first is not None
    assert second is not None
    assert paper.code is None
    assert not paper.as_sample().codes
    kept = Paper.from_json(paper.to_json())
    for code, result in zip(kept.codes, ("异议不成立。", "金额无误。"), strict=True):
        proved = _proved(office, code.text)
        assert proved.is_good
        assert proved.sentences[1].endswith(f"已有处理结果：{result}")
    said = read_code(first.text).said
    for other in (f"{said.number}1", f"{said.number[:-1]}3", said.number[:-2], "-1"):
        assert not _proved(office, _signed(office, replace(said, number=other))).is_good
    for forged in (replace(said, uscc="91410100MA3X12345L"), replace(said, day=said.day.replace(year=2000))):
        assert not _proved(office, _signed(office, forged)).is_good
