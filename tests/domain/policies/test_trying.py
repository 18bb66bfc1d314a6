"""A formula is changed in a copy: what that does to the register, and the new version that is kept."""

import re
from fractions import Fraction

import pytest

from domain.policies.explaining.one_short import find_one_short
from domain.policies.files.files import PolicyMistakes, policy_from
from domain.policies.runs.register import assess_register
from domain.policies.trace import Outcome
from domain.policies.trials.drafting import Draft, next_version
from domain.policies.trials.trying import try_policy
from domain.values.progress import Silent


@pytest.fixture
def register(store, sample_office):
    return store


@pytest.fixture
def draft(zhengdong, dictionary):
    return Draft.of(zhengdong, "freight", dictionary)


def place_of(draft, key, index=None):
    return next(place for place in draft.formulas() if (place.key, place.index) == (key, index))


def test_that_the_formulas_of_a_clause_are_offered(draft, zhengdong):
    clause = zhengdong.clauses["freight"]
    expected = [*(one.formula for one in clause.requirements), clause.award_formula]
    assert list(draft.formulas().values()) == expected
    assert [place.label for place in draft.formulas()][-2:] == ["二季度国内运费30万元以上", "金额"]


def test_that_every_formula_of_every_policy_can_be_written_back(policies, dictionary):
    for policy in (*policies.policies.values(), *policies.templates.values()):
        for clause_id in policy.clauses:
            draft = Draft.of(policy, clause_id, dictionary)
            for place, formula in draft.formulas().items():
                spaced = f"({formula})"
                changed = draft.changed(place, spaced).read()
                assert changed.clauses[clause_id] != policy.clauses[clause_id]
                assert draft.changed(place, spaced).changed(place, formula).changes == {}
                assert Draft.of(changed, clause_id, dictionary).formulas()[place] == spaced


def test_that_a_changed_rate_tells_who_gains_and_the_sum(register, zhengdong, dictionary, draft):
    after = draft.changed(place_of(draft, "award"), "封顶(国内运费[2022Q2] × 6%, 20万)").read()
    effect = try_policy(register, zhengdong, after, dictionary, Silent(), clause_id="freight")
    granted = [
        decision
        for entry in assess_register(register, zhengdong, dictionary, Silent())
        for decision in entry.decisions
        if decision.clause_id == "freight" and decision.outcome is Outcome.GRANTED
    ]
    assert effect.before.count(Outcome.GRANTED) == len(granted)
    assert effect.before.amount == sum(one.amount for one in granted)
    assert effect.gain == effect.after.amount - effect.before.amount > 0
    assert effect.gainers == len(effect.differences) == sum(one.amount < 20_000_000 for one in granted)
    assert effect.losers == 0
    gains = [one.gain for one in effect.differences]
    assert gains == sorted(gains, reverse=True)


def test_that_a_higher_edge_tells_who_loses(register, zhengdong, dictionary, draft):
    after = draft.changed(place_of(draft, "conditions", 1), "国内运费[2022Q2] >= 100万").read()
    effect = try_policy(register, zhengdong, after, dictionary, Silent(), clause_id="freight")
    assert effect.losers
    assert effect.gain < 0
    lost = effect.differences[-1]
    assert lost.before.outcome is Outcome.GRANTED
    assert lost.after.outcome is Outcome.NOT_MET
    assert "运费" in lost.after.reason


def test_that_nothing_changed_changes_nothing(register, zhengdong, dictionary, draft):
    effect = try_policy(register, zhengdong, draft.read(), dictionary, Silent(), clause_id="freight")
    assert not effect.differences
    assert effect.before == effect.after


def test_that_a_mistake_is_named_with_its_place(draft):
    wrong = draft.changed(place_of(draft, "conditions", 1), "国内运费[2022Q2] >= 30%")
    with pytest.raises(PolicyMistakes) as refusal:
        wrong.read()
    assert "conditions 第 2 项" in str(refusal.value)
    assert "第 20 列" in str(refusal.value) or "列" in str(refusal.value)


def test_that_a_new_version_keeps_the_comments_and_the_other_clauses(draft, zhengdong, dictionary):
    changed = draft.changed(place_of(draft, "award"), "封顶(国内运费[2022Q2] × 6%, 20万)")
    raw = changed.file(next_version(zhengdong.version))
    assert raw.decode().splitlines()[:2] == zhengdong.content.decode().splitlines()[:2]
    written = policy_from(raw, "new.toml", dictionary)
    assert written.version == "2"
    assert written.clauses["freight"].award_formula == "封顶(国内运费[2022Q2] × 6%, 20万)"
    others = set(zhengdong.clauses) - {"freight"}
    assert all(written.clauses[id_] == zhengdong.clauses[id_] for id_ in others)


def test_that_those_who_are_one_condition_short_are_found_with_the_gap(register, zhengdong, dictionary):
    asked = ("freight", "output", "consumer", "wholesale", "project")
    every = find_one_short(register, zhengdong, dictionary, Silent(), clauses=asked, most=100)
    # Row by row nobody is.
    assert every.pop("project") == (0, [])
    for clause_id, (total, found) in every.items():
        assert total == len(found)
        near = [one.distance for one in found if one.distance is not None]
        assert near == sorted(near)
        short = {one.enterprise_id: one for one in found}
        for entry in assess_register(register, zhengdong, dictionary, Silent()):
            clause = zhengdong.clauses[clause_id]
            checks = entry.decision(clause_id).checks
            who, conditions = checks[: len(clause.who)], checks[len(clause.who) :]
            failed = [check for check in conditions if check.result.as_json is not True]
            is_short = all(check.result.as_json is True for check in who) and (
                [check.result.as_json for check in failed] == [False]
            )
            assert (entry.enterprise_id in short) is is_short
            if is_short:
                one = short[entry.enterprise_id]
                assert (one.condition, one.found, one.gap) == (failed[0].text, failed[0].found, failed[0].gap)
                points = re.fullmatch(r"差(?:约)? ?(.*) 个百分点", one.gap)
                if points is not None:
                    # In millionths, of which the sentence has a hundredth of a point.
                    assert abs(one.distance - Fraction(points[1]) * 10_000) <= 50
