"""Awards that may be for the same thing are found and shown, and what was decided of them is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.cases.awards.declared import Declared, Level, declared_in
from domain.cases.awards.handling import decide_amount, declare, settle_rival, take_in_changes
from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.matters import Matter
from domain.cases.awards.rivals import (
    Likeness,
    Rival,
    Settlement,
    amounts_beside,
    outdated,
    rivals_of,
    unsettled,
)
from domain.cases.awards.stepping import NotAll, Verdict
from domain.cases.awards.undoing import undo
from domain.cases.documents.amounts import decided_of
from domain.cases.documents.approval_form import compose_approval_form
from domain.papers.occasion import occasion_in
from domain.policies.policy import Policy
from domain.roads.walking import Move
from domain.store.permits import NotPermitted
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, PAPERS, REVIEWER, Office
from tests.domain.cases.awards.test_listing import found
from tests.replaying import hold_against_the_trail


def make(office: Office, wanted: Wanted, policy: Policy, period: str = "") -> CaseId:
    made = make_cases(
        office.seat(HANDLER),
        [wanted],
        Silent(),
        policy=policy,
        road=office.roads["unasked"],
        rules=office.rules,
        period=period,
    )
    return made.ids[0]


def other_policy(office: Office) -> Policy:
    return replace(office.policy, id="province-2022", title="省级政策")


def rivals(office: Office, id_: CaseId) -> list[Rival]:
    with office.store.read() as session:
        return list(rivals_of(session, office.case(id_), office.rules.funds))


@pytest.fixture
def wanted(office: Office) -> Wanted:
    return office.granted()[0]


@pytest.fixture
def here(office: Office, wanted: Wanted) -> CaseId:
    return make(office, wanted, office.policy)


def test_that_another_policy_and_another_period_are_found(office: Office, wanted: Wanted, here: CaseId):
    assert rivals(office, here) == []
    there = make(office, wanted, other_policy(office))
    before = make(office, wanted, office.policy, "2021")
    found = {one.case_id: one for one in rivals(office, here)}
    assert found[there].likeness is Likeness.OTHER_POLICY
    assert found[before].likeness is Likeness.SAME_CLAUSE
    office.bring([there], "first_review")
    office.do(HANDLER, [there], Move.BEGIN, "waive", remark="企业放弃")
    assert [one.case_id for one in rivals(office, here)] == [before]


@pytest.mark.parametrize(
    ("fact", "value", "likeness"),
    [
        ("account_number", "6222020200012345678", Likeness.SAME_ACCOUNT),
        ("legal_representative", "赵某某", Likeness.SAME_PERSON),
    ],
)
def test_that_the_same_account_or_person_elsewhere_is_found(
    office: Office, fact: str, value: str, likeness: Likeness
):
    first, second = office.granted(clause="wholesale")[:2]
    for one in (first, second):
        office.enter(one.enterprise_id, **{fact: value})
    one, other = make(office, first, office.policy), make(office, second, office.policy)
    assert [(rival.case_id, rival.likeness) for rival in rivals(office, one)] == [(other, likeness)]


def test_that_what_is_decided_beside_another_is_kept_with_its_amount(
    office: Office, wanted: Wanted, here: CaseId
):
    there = make(office, wanted, other_policy(office))
    computed = office.case(here).row.computed
    [rival] = rivals(office, here)
    assert rival.amounts == {Settlement.BOTH: computed, Settlement.HIGHER: 0, Settlement.DIFFERENCE: 0}
    assert "同一企业在另一项政策" in rival.text
    with pytest.raises(BadInput, match="请写明这样处理的理由"):
        settle(office, here, there, Settlement.HIGHER, because="")
    with pytest.raises(NotPermitted):
        settle(office, here, there, Settlement.HIGHER, who=REVIEWER)
    uid = settle(office, here, there, Settlement.HIGHER)
    assert office.case(here).amount == 0
    [rival] = rivals(office, here)
    assert (rival.settled, rival.because) == (Settlement.HIGHER, "省级已给")
    # Settled otherwise, it is not what the first settlement left of it.
    assert rival.amounts[Settlement.BOTH] == computed
    undo(office.seat(HANDLER), uid, office.rules)
    assert (office.case(here).amount, rivals(office, here)[0].settled) == (computed, None)
    settle(office, here, there, Settlement.BOTH)
    assert (office.case(here).amount, rivals(office, here)[0].settled) == (computed, Settlement.BOTH)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_cut_stays_where_both_are_given(office: Office, wanted: Wanted, here: CaseId):
    there = make(office, wanted, other_policy(office))
    decide_amount(office.seat(HANDLER), *office.seen(here), Fen(100), office.rules, because="核减")
    settle(office, here, there, Settlement.BOTH)
    assert office.case(here).amount == 100


def test_that_changed_figures_are_weighed_anew(office: Office):
    wanted = office.granted(clause="wholesale")[0]
    here, there = make(office, wanted, office.policy), make(office, wanted, other_policy(office))
    settle(office, here, there, Settlement.DIFFERENCE)
    office.raise_figures(wanted.enterprise_id)
    take_in_changes(office.seat(HANDLER), office.seen(here), office.rules, because="更正")
    case = office.case(here)
    assert (case.amount, rivals(office, here)[0].settled) == (case.row.computed, None)


def test_that_what_is_no_rival_is_refused(office: Office, here: CaseId):
    [other] = office.make(office.granted()[5:6])
    with pytest.raises(BadInput, match="没有重复的迹象"):
        settle(office, here, other, Settlement.HIGHER)


def settle(
    office: Office,
    id_: CaseId,
    rival: CaseId,
    settlement: Settlement,
    because: str = "省级已给",
    who: str = HANDLER,
) -> str:
    return settle_rival(office.seat(who), *office.seen(id_), rival, settlement, office.rules, because=because)


def test_that_what_a_settlement_was_weighed_with_is_asked_again(office: Office, wanted: Wanted, here: CaseId):
    other = office.policy
    there = make(office, wanted, replace(other, id="province-2022", title="省级政策"))
    half = Fen(office.case(here).amount // 2)
    decide_amount(office.seat(HANDLER), *office.seen(there), half, office.rules, because="省级核定")
    settle(office, here, there, Settlement.DIFFERENCE)
    office.onward(HANDLER, [here], "first_review")
    office.do(HANDLER, [here], Move.BEGIN, "send_back", to="first_review", remark="再看")
    waive = office.do(HANDLER, [there], Move.BEGIN, "waive", remark="企业放弃")
    [line] = office.foresee(HANDLER, [here], "first_review").lines
    assert line.verdict is Verdict.LACKS
    assert "已经不办了" in line.words
    assert f"照此应为 {yuan_text(wanted.amount)} 元" in line.words
    undo(office.seat(HANDLER), waive, office.rules)
    decide_amount(office.seat(HANDLER), *office.seen(there), Fen(half - 100), office.rules, because="再核")
    with pytest.raises(NotAll, match="那一项现在是"):
        office.onward(HANDLER, [here], "first_review")
    settle(office, here, there, Settlement.DIFFERENCE)
    # A third time it is weighed from what it was before the first.
    decide_amount(office.seat(HANDLER), *office.seen(there), half, office.rules, because="按原核定")
    settle(office, here, there, Settlement.DIFFERENCE)
    assert office.case(here).amount == wanted.amount - half
    office.onward(HANDLER, [here], "first_review")


def test_that_approving_says_what_nobody_has_weighed(office: Office, wanted: Wanted):
    whole, quarter = make(office, wanted, office.policy), make(office, wanted, office.policy, "2021Q1")
    next_one = make(office, wanted, office.policy, "2021Q2")
    alone = make(office, office.granted()[5], office.policy, "2021Q1")
    ids = [whole, quarter, next_one, alone]
    for id_ in ids:
        office.bring([id_], "approval")
        office.ready([id_], "approval")
    found = office.foresee(MANAGER, ids, "approval")
    words = {line.case.id: line.words for line in found.lines}
    assert "等 2 件" in words[whole]
    # A quarter overlaps with the whole, not with the next quarter.
    assert all("等 2 件" not in words[id_] and "可能重复" in words[id_] for id_ in (quarter, next_one))
    assert not words[alone]
    assert "3 件可能与别的事项重复，还没有处理" in found.text


def test_that_what_other_levels_gave_is_weighed_kept_and_printed(office: Office, wanted: Wanted):
    computed = wanted.amount
    assert computed is not None
    given = Declared(Level.PROVINCE, "省级增产奖补", Fen(computed // 4), 2025, date(2025, 6, 1))
    here = office.apply(wanted, came=dict.fromkeys(PAPERS, office.day), declared=(given,))
    assert found(office, matter=Matter.RIVALS) == [here]
    [rival] = rivals(office, here)
    assert (rival.beside, rival.likeness, rival.settled) == (given, Likeness.DECLARED, None)
    assert rival.amounts == amounts_beside(computed, given.amount)
    office.onward(HANDLER, [here], "acceptance")
    because = "同一件事省里已给"
    settle_rival(
        office.seat(HANDLER), *office.seen(here), given, Settlement.DIFFERENCE, office.rules, because=because
    )
    assert office.case(here).amount == computed - given.amount
    assert found(office, matter=Matter.RIVALS) == []
    # What was said stays as it was said then; what is said anew has to be weighed anew.
    more = replace(given, amount=Fen(given.amount + 100))
    declare(office.seat(HANDLER), *office.seen(here), [more], office.rules)
    with office.store.read() as session:
        case = office.case(here)
        assert "请重新处理" in outdated(session, [case], office.rules.funds)[here]
        assert list(unsettled(session, [case])) == [here]
    undo(office.seat(HANDLER), office.case(here).last.act, office.rules)
    assert declared_in(office.case(here).steps) == (given,)
    with office.store.read() as session:
        assert outdated(session, [office.case(here)], office.rules.funds) == {}
        on = occasion_in(session, office.rules, datetime.now(UTC))
    form = str(compose_approval_form(office.case(here), on))
    assert f"其他层级已得：{given.text}：补差（{because}）" in form
    assert str(given.name) in decided_of(office.case(here), {}).because
    assert decided_of(office.case(here), {}).beside == (f"{given.text}：补差（{because}）",)
    later = replace(given, on=office.day + timedelta(days=1))
    with pytest.raises(BadInput, match="文件日期不能在今天以后"):
        declare(office.seat(HANDLER), *office.seen(here), [later], office.rules)
    hold_against_the_trail(office.store, office.library.dictionary)
