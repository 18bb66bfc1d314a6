"""What has a notice and what can still be given one, counted beside what was decided."""

from dataclasses import replace

from domain.cases.issued import standing_of
from domain.cases.service import void_notice
from domain.enterprises.queries import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.funds.approving import Treasury
from domain.policies.runs.register import decide_register
from domain.policies.trace import Outcome
from domain.values.ids import EnterpriseId
from domain.values.progress import Silent


def standing(desk):
    results = decide_register(desk.store, desk.policy, desk.dictionary, Silent())
    with desk.store.read() as session:
        return standing_of(session, results, Treasury())


def test_that_every_granted_result_is_issued_zero_or_issuable(desk):
    ids = desk.issue(desk.awards[:3])
    void_notice(desk.store.seat("王小梅"), ids[0], reason="误")
    now = standing(desk)
    cells = now.results.cells()
    results = [now.result(cell) for cell in cells]
    granted = [one for one in results if one.outcome is Outcome.GRANTED]
    tally = now.tally(cells)
    assert tally.granted == len(granted)
    assert tally.amount == sum(one.amount for one in granted)
    assert tally.issued == sum(one.notice is not None for one in granted) == 2
    assert tally.zero == sum(not one.amount for one in granted)
    issuable = [now.result(cell) for cell in now.issuable(cells)]
    assert tally.issuable == len(issuable)
    assert [(one.enterprise_id, one.clause_id) for one in issuable] == [
        (award.enterprise_id, award.clause_id) for award in desk.awards if award not in desk.awards[1:3]
    ]


def test_that_what_was_paid_for_and_is_not_met_now_stays_in_sight(desk):
    award = next(one for one in desk.awards if one.clause_id == "freight")
    desk.issue([award])
    with desk.store.read() as session:
        facts = facts_of(session, award.enterprise_id, desk.dictionary)
    changed = replace(facts, attributes={**facts.attributes, "above_scale": False})
    save_enterprise(desk.store.seat("王小梅"), changed, desk.dictionary, id_=award.enterprise_id)
    now = standing(desk)
    seen = {now.result(cell).key: now.result(cell) for cell in now.open(now.results.cells())}
    one = seen[award.enterprise_id, "freight"]
    assert one.outcome is Outcome.NOT_MET
    assert one.reason.startswith(f"已出具{one.notice.number}，")
    assert {other.outcome for key, other in seen.items() if key != one.key} == {
        Outcome.GRANTED,
        Outcome.MISSING,
        Outcome.MANUAL,
    }
    assert now.notices[now.cells_of(award.enterprise_id)["freight"]] == one.notice


def test_that_the_notice_of_an_enterprise_that_is_gone_is_left_out(desk):
    desk.issue(desk.awards[:1])
    delete_enterprises(desk.store.seat("王小梅"), [desk.awards[0].enterprise_id])
    now = standing(desk)
    assert not now.notices
    assert now.tally(now.results.cells()).issued == 0


def test_that_what_is_left_of_who_came_last_and_is_gone_is_nobodys(desk):
    before = standing(desk).results
    delete_enterprises(desk.store.seat("王小梅"), [EnterpriseId(int(max(before.ids)))])
    after = standing(desk).results
    assert sorted(after.ids) == sorted(before.ids)[:-1]


def test_that_a_policy_that_pays_otherwise_than_it_says_counts_nothing_as_issuable(desk):
    desk.issue(desk.awards[:2])
    clause = desk.policy.clauses["freight"]
    assert "20万元" in clause.wording
    other = replace(clause, wording=clause.wording.replace("20万元", "30万元"))
    changed = replace(desk.policy, clauses={**desk.policy.clauses, "freight": other})
    now = standing(replace(desk, policy=changed))
    cells = now.results.cells()
    assert "条文与公式不一致" in now.against
    assert not len(now.issuable(cells))
    tally = now.tally(cells)
    assert (tally.issuable, tally.issued) == (0, 2)
    assert tally.granted > tally.issued + tally.zero
    assert tally.text.endswith(f"其中 2 项已出具、{tally.zero} 项核定金额为 0，暂不能出具")
