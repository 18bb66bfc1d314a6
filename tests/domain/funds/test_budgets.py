"""Budgets are entered, adjusted, changed and carried over, and every fen of them is somewhere."""

from datetime import date

import pytest

from domain.cases.awards.stepping import NotAll
from domain.cases.awards.undoing import undo
from domain.funds.books import read_budgets
from domain.funds.budgets import Given, adjust_budget, carry_over, change_budget
from domain.funds.entities import AccountKind, Shortage
from domain.funds.recoveries import Lowering, lower_award
from domain.funds.sharing import share_out
from domain.office.house_rules import set_four_eyes
from domain.proposals.orders import AdjustBudget, Means
from domain.proposals.service import confirm, propose
from domain.roads.walking import Move, NotNow
from domain.store.permits import NotPermitted
from domain.store.problems import NeedsSecond
from domain.values.errors import BadInput
from domain.values.ids import BudgetId, CaseId, SourceId
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import approve, budget, enter, pay, standing
from tests.filling import ROADS
from tests.replaying import hold_against_the_trail


def test_that_shares_are_exact_and_clauses_have_their_own(office: Office):
    clause = next(iter(office.policy.clauses))
    id_ = enter(
        office,
        given=[
            Given("市财政", Fen(100), 5, {clause: 1}),
            Given("区财政", Fen(100), 5, {clause: 2}),
            Given("街道", Fen(100), 0, {clause: 0}),
        ],
    )
    one = budget(office, id_)
    assert one.split(Fen(101), "other") == (51, 50, 0)
    assert one.split(Fen(100), clause) == (33, 67, 0)
    assert all(sum(one.split(Fen(n), key)) == n for n in range(200) for key in ("", clause))
    change_budget(office.seat(MANAGER), id_, shortage=Shortage.WAIT, shares={"": (1, 1, 2)}, because="改")
    now = budget(office, id_)
    assert (now.shortage, now.split(Fen(101), clause)) == (Shortage.WAIT, (25, 25, 51))
    with pytest.raises(BadInput, match="没有改动"):
        change_budget(office.seat(MANAGER), id_, shares={"": (1, 1, 2)}, because="改")
    with pytest.raises(BadInput, match="不能都是 0"):
        change_budget(office.seat(MANAGER), id_, shares={"": (0, 0, 0)}, because="改")


def test_that_what_cannot_be_is_said_all_at_once_and_nothing_is_entered(office: Office):
    bad = [Given("市财政", Fen(-1)), Given("市财政 ", Fen(1), 1, {"nowhere": 1}), Given("", Fen(1))]
    with pytest.raises(BadInput) as refusal:
        enter(office, year=26, given=bad)
    for words in ("四位数", "“市财政”重复", "不能小于 0", "“nowhere”", "资金来源的名称"):
        assert words in str(refusal.value)
    with pytest.raises(NotPermitted, match="管理"):
        office.seat(HANDLER).act("fund.enter").__enter__()  # type: ignore[arg-type]
    enter(office, 0)
    with pytest.raises(BadInput, match="已有 2026 年预算"):
        enter(office, 5)


def test_that_adjusting_takes_a_second_person_and_never_cuts_what_is_approved(
    office: Office, waiting: list[CaseId]
):
    amount = office.case(waiting[0]).amount
    id_ = enter(office, amount + 50)
    approve(office, waiting[:1])
    [source] = budget(office, id_).sources
    words = {"document": "某财预〔2026〕9号", "because": "年中追加"}
    with pytest.raises(NeedsSecond):
        adjust_budget(office.seat(MANAGER), id_, {source.id: Fen(100)}, office.day, **words)
    means = Means(office.library, office.library, ROADS)
    order = AdjustBudget(budget_id=id_, by={source.id: Fen(100)}, **words)
    proposed = propose(office.seat(MANAGER), order, means, Silent(), reason="追加")
    # Something else is booked meanwhile.
    office.do(MANAGER, waiting[:1], Move.BEGIN, "revoke", remark="撤销")
    confirm(office.seat(REVIEWER), proposed, means, Silent())
    assert (standing(office).allotted, standing(office).left) == (amount + 150, amount + 150)
    set_four_eyes(office.seat(MANAGER), on=False, because="一人值班")
    approve(office, waiting[1:2])
    used = office.case(waiting[1]).amount
    cut = Fen(used - amount - 151)
    with pytest.raises(BadInput, match=r"“市财政”已批 .* 元，最多调减 .* 元"):
        adjust_budget(office.seat(MANAGER), id_, {source.id: cut}, office.day, **words)
    adjust_budget(office.seat(MANAGER), id_, {source.id: Fen(cut + 1)}, office.day, **words)
    assert (standing(office).left, standing(office).approved) == (0, used)
    with pytest.raises(BadInput, match="文号和理由"):
        adjust_budget(office.seat(MANAGER), id_, {SourceId(1): Fen(1)}, office.day, document="", because="")
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_source_joins_in_the_middle_of_a_year_and_bears_what_is_approved_from_then_on(
    office: Office, granted: list[CaseId]
):
    pay(office, granted[:1])
    before, whole = budget(office), office.case(granted[0]).amount
    words = {"document": "豫财预〔2026〕7号", "because": "省级追加"}
    province = Given("省财政", Fen(10**9), 2)
    means = Means(office.library, office.library, ROADS)
    order = AdjustBudget(budget_id=before.id, by={}, joining=(province,), **words)
    with pytest.raises(NeedsSecond):
        order.do(office.seat(MANAGER), means, Silent())
    proposed = propose(office.seat(MANAGER), order, means, Silent())
    confirm(office.seat(REVIEWER), proposed, means, Silent())
    now = budget(office)
    assert [source.name for source in now.sources] == ["市财政", "区财政", "省财政"]
    assert (now.sources[2].free, now.free) == (10**9, before.free + 10**9)
    assert now.split(Fen(103), "") == (26, 26, 51)
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    # What the others gave before comes back to them alone.
    lower_award(
        office.seat(HANDLER), granted[0], Lowering(Fen(0), "不实", office.day, "审计", office.day), office.day
    )
    due = [source.balances[AccountKind.DUE] for source in budget(office).sources]
    assert (sum(due), due[2]) == (whole, 0)
    later = office.make(office.granted()[:1], "unasked", period="2025")
    office.bring(later, "approval")
    office.ready(later, "approval")
    approve(office, later)
    assert budget(office).sources[2].approved == now.split(office.case(later[0]).amount, "")[2] > 0
    for wrong, said in (
        (Given("市财政 ", Fen(1)), "“市财政”重复"),
        (Given(" ", Fen(1)), "请填写资金来源的名称"),
        (Given("中央", Fen(-1)), "不能小于 0"),
        (Given("中央", Fen(1), -1), "分担比例请填 0 或正整数"),
    ):
        with pytest.raises(BadInput, match=said):
            adjust_budget(office.seat(MANAGER), now.id, {}, office.day, **words, joining=[wrong])
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_clauses_with_shares_of_their_own_keep_them_when_a_source_joins(office: Office):
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    clause = next(iter(office.policy.clauses))
    id_ = enter(
        office, given=[Given("市财政", Fen(100), 1, {clause: 1}), Given("区财政", Fen(100), 1, {clause: 3})]
    )
    words = {"document": "9号", "because": "追加"}
    adjust_budget(office.seat(MANAGER), id_, {}, office.day, **words, joining=[Given("省财政", Fen(8), 2)])
    adjust_budget(
        office.seat(MANAGER), id_, {}, office.day, **words, joining=[Given("中央", Fen(0), 0, {clause: 4})]
    )
    one = budget(office, id_)
    assert (one.split(Fen(100), "other"), one.split(Fen(80), clause)) == ((25, 25, 50, 0), (10, 30, 0, 40))
    assert [source.free for source in one.sources] == [100, 100, 8, 0]


def test_that_what_is_left_of_a_year_goes_to_the_next_once_it_is_over(office: Office):
    id_, seat, january = enter(office, 70, 30), office.seat(MANAGER), date(2027, 1, 5)
    with pytest.raises(BadInput, match="2026 年还没有结束"):
        carry_over(seat, id_, date(2026, 12, 31), document="结转1号")
    with pytest.raises(BadInput, match=r"先录入.*2027 年预算"):
        carry_over(seat, id_, january, document="结转1号")
    later = enter(office, 0, 5, year=2027)
    assert carry_over(seat, id_, january, document="结转1号") == 100
    assert [source.free for source in budget(office, later).sources] == [70, 35]
    assert (standing(office, 1).carried, standing(office, 1).left) == (100, 0)
    with pytest.raises(BadInput, match="没有余额"):
        carry_over(seat, id_, january, document="结转1号")
    # A source that the next year lacks joins it first.
    other, last = enter(office, 60, 40, year=2028), enter(office, 5, year=2029)
    beyond = date(2029, 1, 3)
    with pytest.raises(
        BadInput, match=r"2029 年预算没有“区财政”这个资金来源；请先选中那一项点“调整”，把它加进去"
    ):
        carry_over(seat, other, beyond, document="结转2号")
    set_four_eyes(seat, on=False, because="试")
    words = {"document": "9号", "because": "为结转"}
    adjust_budget(seat, last, {}, beyond, **words, joining=[Given("区财政", Fen(0), 0)])
    assert carry_over(seat, other, beyond, document="结转2号") == 100
    assert [source.free for source in budget(office, last).sources] == [65, 40]
    for one in office.store.ask(read_budgets):
        assert sum(sum(source.balances.values()) for source in one.sources) == 0
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_is_left_is_shared_in_proportion_before_it_is_publicised(office: Office):
    ids = office.make(office.granted()[:5], "unasked")
    amounts = [office.case(id_).amount for id_ in ids]
    enter(office, sum(amounts) // 3 + 1, sum(amounts) // 4, shortage=Shortage.SHARE)
    seen, words = office.seen(*ids), {"because": "资金不足，按比例"}
    uid = share_out(office.seat(HANDLER), seen, office.rules, **words)
    shared = [office.case(id_).amount for id_ in ids]
    assert sum(shared) <= 2 * (sum(amounts) // 4)
    assert 2 * (sum(amounts) // 4) - sum(shared) <= len(ids)
    # In proportion to the fen that a share is rounded by.
    whole, all_shared = sum(amounts), sum(shared)
    pairs = zip(shared, amounts, strict=True)
    assert all(abs(part * whole - was * all_shared) < whole for part, was in pairs)
    undo(office.seat(HANDLER), uid, office.rules)
    assert [office.case(id_).amount for id_ in ids] == amounts
    office.bring(ids, "approval")
    office.ready(ids, "approval")
    with pytest.raises(NotAll, match="按比例核定的，请在公示前办理，已公示的先退回"):
        approve(office, ids)
    with pytest.raises(NotNow, match="公示；要改金额，请先退回"):
        share_out(office.seat(MANAGER), office.seen(*ids), office.rules, **words)
    office.do(MANAGER, ids, Move.BEGIN, "send_back", remark="资金不足，按比例")
    share_out(office.seat(HANDLER), office.seen(*ids), office.rules, **words)
    office.bring(ids, "approval")
    office.ready(ids, "approval")
    approve(office, ids)
    assert standing(office).approved == sum(shared)
    one = office.make(office.granted()[6:7], "unasked")
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    more = {source.id: office.case(one[0]).amount for source in budget(office).sources}
    adjust_budget(office.seat(MANAGER), BudgetId(1), more, office.day, document="1号", because="追加")
    with pytest.raises(BadInput, match="够这 1 件"):
        share_out(office.seat(HANDLER), office.seen(*one), office.rules, **words)
