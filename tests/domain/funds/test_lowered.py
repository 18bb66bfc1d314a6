"""An award that was lowered after it was paid: what stands of it counts, and papers of then say both."""

from dataclasses import replace

from domain.cases.awards.batches import gather, list_batches, make_batch
from domain.cases.awards.listing import CaseFilter, Order, find_cases, listed
from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.rivals import Settlement
from domain.cases.awards.showing import show_case
from domain.cases.case_notices import issue_case_notices
from domain.cases.documents.kinds import CasePaper, compose_papers
from domain.cases.issued import reason_beside, with_lowered
from domain.cases.queries import list_notices
from domain.cases.service import Approval
from domain.funds.documents.recovery import NOTICE as RECOVERY
from domain.funds.documents.whole_batch import read_whole_batch
from domain.funds.recoveries import Lowering, lower_award, undo_lowering
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.office.service import find_office, save_office
from domain.policies.trace import Outcome
from domain.store.permits import Role
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.case_walk import NOW
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import approve, bank, enter, pay, sum_of


def paper(office: Office, kind: CasePaper, *ids: CaseId) -> str:
    with office.store.read() as session:
        [found] = compose_papers(session, ids, kind, office.rules, NOW)
    return found.to_json()


def grant_and_pay(office: Office, waiting: list[CaseId], *beside: CaseId) -> CaseId:
    """Grant what waits in a batch, with notices; pay the largest, which is returned, and some beside it."""
    most = max(waiting, key=lambda id_: office.case(id_).amount)
    enter(office, sum_of(office, waiting))
    batch = make_batch(office.seat(HANDLER), "第一批")
    gather(office.seat(HANDLER), batch, office.seen(*waiting), office.rules)
    approve(office, waiting)
    issue_case_notices(
        office.seat(HANDLER),
        office.seen(*waiting),
        office.rules,
        Silent(),
        approval=Approval(MANAGER, office.day),
    )
    reviewer = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), 3, reviewer, {Role.REVIEW, Role.PAY})
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    for at, id_ in enumerate((most, *beside), start=1):
        bank(office, id_, account_number=f"170202050920017{at:04d}")
    pay(office, [most, *beside])
    return most


def its_letter_goes_with_the_batch(office: Office, batch: list[CaseId], due: int) -> None:
    """As it was ordered; what the office lacks for it is said."""
    account = {"account_name": "", "account_bank": "某行", "account_number": "17020205092001"}
    for name in ("", "某局"):
        known = find_office(office.store).model_copy(update=account | {"account_name": name})
        save_office(office.seat(MANAGER), known)
        *_, last = office.store.ask(read_whole_batch, batch, office.rules, NOW).kinds
        assert (last.word, last.cases, last.amount) == (RECOVERY.word, 1, due)
        assert ("收款户名" in last.reason, len(last.papers)) == (not name, bool(name))
    assert yuan_text(Fen(due)) in last.papers[0].to_json()


def test_that_what_stands_of_a_lowered_award_counts_and_papers_of_then_say_both(
    office: Office, waiting: list[CaseId]
):
    whole = {id_: office.case(id_).amount for id_ in waiting}
    most = grant_and_pay(office, waiting)
    was_handed_down = paper(office, CasePaper.HANDING_DOWN, *waiting)
    owner = office.case(most).row
    there = Wanted(owner.enterprise_id, owner.clause_id)
    other = replace(office.policy, id="province-2022", title="省级政策")
    road, seat = office.roads["unasked"], office.seat(HANDLER)
    made = make_cases(seat, [there], Silent(), policy=other, road=road, rules=office.rules)
    [beside] = made.ids
    now = Fen(whole[most] // 3)
    lowering = Lowering(now, "申报数据不实", office.day, "区审计局", until=office.day)
    id_ = lower_award(office.seat(HANDLER), most, lowering, office.day)

    who, granted = office.seat(HANDLER).who, CaseFilter(None, clause_id="", order=Order.AMOUNT)
    both = f"批准 {yuan_text(whole[most])} 元，后调减为 {yuan_text(now)} 元"
    found = office.store.ask(find_cases, granted, who, office.rules)
    amounts = {**whole, most: now, beside: whole[most]}
    assert dict(zip(found.ids, found.amounts, strict=True)) == amounts
    assert list(found.amounts) == sorted(amounts.values())
    assert found.amount == sum(amounts.values())
    rows = office.store.ask(listed, waiting, who, office.rules)
    assert {id_: (row.amount, row.granted) for id_, row in rows.items()} == {
        one: (amounts[one], whole[one] if one == most else None) for one in waiting
    }
    [held] = office.store.ask(list_batches, office.rules.funds)
    assert held.amount == sum(whole.values()) - whole[most] + now
    # Beside it another award is weighed against what stands, and the page of each says so.
    rivals = office.store.ask(show_case, beside, who, office.rules).rivals
    [rival] = [one for one in rivals if one.case_id == most]
    assert (rival.amount, both in rival.text) == (now, True)
    assert rival.amounts[Settlement.DIFFERENCE] == whole[most] - now
    shown = office.store.ask(show_case, most, who, office.rules)
    assert (shown.lowered, shown.case.amount) == (now, whole[most])
    # What was handed down stays what it was; it is said what stands of it.
    again = paper(office, CasePaper.HANDING_DOWN, *waiting)
    stands = f"其中 1 项已调减，现在合计 {yuan_text(Fen(held.amount))} 元"
    assert (stands in again, both in again, "调减" in was_handed_down) == (True, True, False)
    total = yuan_text(Fen(sum(whole.values())))
    assert again.count(total) == was_handed_down.count(total) > 0
    assert f'"调减后金额","{yuan_text(now)} 元"' in paper(office, CasePaper.FILE, most)
    its_letter_goes_with_the_batch(office, waiting, whole[most] - now)
    visit = paper(office, CasePaper.VISIT, most)
    assert both in visit
    assert f",{now}]" in visit
    with office.store.read() as session:
        notices = {one.id: one for one in with_lowered(session, list_notices(session), office.rules.funds)}
    notice = notices[owner.notice_id]
    assert (notice.amount, notice.stands) == (whole[most], now)
    assert reason_beside(notice, Outcome.GRANTED, now, "") == f"已出具{notice.number}，{both}"
    assert reason_beside(notice, Outcome.GRANTED, Fen(now + 1), "").endswith(
        f"现在是{yuan_text(Fen(now + 1))} 元"
    )
    assert all(one.stands == one.amount for one in notices.values() if one is not notice)
    undo_lowering(office.seat(HANDLER), id_, office.day, because="复核无误")
    assert (
        office.store.ask(find_cases, granted, who, office.rules).amount == sum(whole.values()) + whole[most]
    )
