"""Two versions of a policy beside each other."""

import pytest

from domain.policies.files.files import policy_from
from domain.policies.trials.comparing import Change, compare_versions


@pytest.fixture
def changed(zhengdong, dictionary):
    """Read the policy with pieces of its file replaced."""

    def read(*pairs):
        text = zhengdong.content.decode()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        return policy_from(text.encode(), "other.toml", dictionary)

    return read


def test_that_the_same_policy_has_no_differences(zhengdong, policies):
    assert compare_versions(zhengdong, zhengdong) == []
    for policy in policies.templates.values():
        assert compare_versions(policy, policy) == []


def test_that_a_changed_rate_and_edge_are_told_in_words_beside_both_formulas(zhengdong, changed):
    other = changed(
        ("国内运费[2022Q2] × 5%", "国内运费[2022Q2] × 6%"),
        ("国内运费[2022Q2] >= 30万", "国内运费[2022Q2] > 30万"),
    )
    (clause,) = compare_versions(zhengdong, other)
    assert (clause.clause_id, clause.change) == ("freight", Change.CHANGED)
    condition, award = clause.lines
    assert (condition.label, condition.before_formula) == ("条件", "国内运费[2022Q2] >= 30万")
    assert condition.after_formula == "国内运费[2022Q2] > 30万"
    assert condition.before.endswith("2022年二季度国内运费 不少于 30万元")
    assert condition.after.endswith("2022年二季度国内运费 多于 30万元")
    assert (award.label, award.before, award.after) == (
        "金额",
        "2022年二季度国内运费 × 5%，不超过 20万元",
        "2022年二季度国内运费 × 6%，不超过 20万元",
    )
    assert award.after_formula == "封顶(国内运费[2022Q2] × 6%, 20万)"


def test_that_what_holds_for_the_whole_policy_comes_first(zhengdong, changed):
    other = changed(
        ("valid_to = 2022-12-31", "valid_to = 2023-06-30"),
        ('title = "批发企业促销补助"', 'title = "批发业补助"'),
    )
    whole, clause = compare_versions(zhengdong, other)
    assert (whole.title, whole.lines[0].label) == ("全文", "有效期")
    assert whole.lines[0].after.endswith("2023年6月30日")
    assert (clause.lines[0].before, clause.lines[0].after) == ("批发企业促销补助", "批发业补助")


def test_that_clauses_that_came_and_went_are_told(zhengdong, changed):
    other = changed(('id = "wholesale"', 'id = "wholesale_2023"'))
    came, went = compare_versions(zhengdong, other)
    assert (came.clause_id, came.change) == ("wholesale_2023", Change.ADDED)
    assert (went.clause_id, went.change) == ("wholesale", Change.REMOVED)
    assert all(not line.before for line in came.lines)
    assert all(not line.after for line in went.lines)
    assert [line.after for line in came.lines] == [line.before for line in went.lines]
    assert [line.after_formula for line in came.lines] == [line.before_formula for line in went.lines]


def test_that_another_way_to_award_places_is_told(clause):
    def awarded(by_place):
        return clause("1万", f"contest = {{ by = '产值[2022]', ties = 'all_out', {by_place} }}").policy

    (changed,) = compare_versions(awarded("places = 3"), awarded("amounts = ['3万', '2万']"))
    contest = next(line for line in changed.lines if "排名" in line.before)
    assert "各名次" not in contest.before
    assert "各名次 3万元、2万元" in contest.after


def test_that_every_template_differs_from_one_without_its_clauses(policies):
    for policy in policies.templates.values():
        from_nothing = compare_versions(policies.policies["zhengdong-2022"], policy)
        assert {one.clause_id for one in from_nothing if one.change is Change.ADDED} == set(policy.clauses)
