"""What a window offers at a place of a form: only what can be right there."""

from dataclasses import replace
from typing import get_args

import pytest

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import (
    Wanted,
    awards,
    bases,
    comparisons_for,
    condition_on,
    condition_ways,
    conditions_for,
    facts_for,
    labels_for,
    periods_for,
    spans_for,
    type_of,
    units_for,
    ways,
)
from domain.policies.authoring.forms.reading import condition_form, quantity_form
from domain.policies.authoring.forms.scope import inside, scope_of
from domain.policies.authoring.forms.shapes import OfFact, Quantity, Value
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language import blanks
from domain.policies.language.checking import check_award, check_condition, check_quantity
from tests.domain.policies.authoring.forms.conftest import mistake_in
from tests.domain.policies.authoring.forms.offered import OFFERED, lines_of_offered
from tests.domain.policies.authoring.forms.random_shapes import ShapeMaker
from tests.domain.policies.authoring.forms.test_two_ways import MANY


def test_that_whatever_a_condition_may_begin_with_lacks_nothing_but_what_is_still_to_be_chosen(scope):
    for one in (*facts_for(scope), *facts_for(inside(scope, "贷款"))):
        ways = conditions_for(one.value, scope if one.value in scope.words.terms else inside(scope, "贷款"))
        assert ways, one
        for name, form in ways:
            formula = formula_of(form)
            where = scope if one.value in scope.words.terms else inside(scope, "贷款")
            assert condition_form(formula, where) == form, (one, name)
            assert _lacks_only_choices(mistake_in(formula, check_condition, where)), (one, name)


def test_that_every_kind_of_award_and_of_base_lacks_nothing_but_what_is_still_to_be_chosen(scope):
    for name, form in awards(scope):
        assert quantity_form(formula_of(form), scope) == form, name
        assert _lacks_only_choices(mistake_in(formula_of(form), check_award, scope)), name
    for wanted in (Wanted.FIGURE, Wanted.AMOUNT, Wanted.NUMBER, Wanted.RATE, Wanted.DAY):
        for name, form in bases(scope, wanted):
            assert quantity_form(formula_of(form), scope) == form, (wanted, name)
            assert _lacks_only_choices(mistake_in(formula_of(form), check_quantity, scope)), (wanted, name)


def test_that_every_shape_can_be_come_by_by_choosing_and_keeps_what_it_was_about(scope):
    seen = {type(form) for _, form in awards(scope)}
    for wanted in Wanted:
        seen |= {type(form) for _, form in bases(scope, wanted)}
    for seed in range(MANY):
        form = ShapeMaker(seed).amount(1)
        for name, other in ways(form, scope, Wanted.AMOUNT):
            seen.add(type(other))
            formula = formula_of(other)
            assert formula_of(quantity_form(formula, scope)) == formula, (form, name)
    assert seen == set(get_args(Quantity))
    names = {name for wanted in Wanted for name, _ in bases(scope, wanted)}
    assert {"连乘", "档数", "累进", "分档", "清单的项数", "环比", "增加额"} <= names
    freight = shapes.Rate(OfFact("国内运费", "2022Q2"), Value("5%"))
    offered = {name: formula_of(form) for name, form in ways(freight, scope, Wanted.AMOUNT)}
    assert offered["加上限：不超过…"] == "封顶(国内运费[2022Q2] × 5%, 待填金额)"
    assert offered["按档数"] == "每满(国内运费[2022Q2], 待填数) × 待填金额"
    assert offered["只留：国内运费[2022Q2]"] == "国内运费[2022Q2]"


def test_that_what_else_is_asked_of_a_fact_keeps_its_period_and_is_joined_no_deeper_than_two(scope):
    for seed in range(MANY):
        maker = ShapeMaker(seed)
        for form in (maker.condition(1), maker.test(1)):
            for name, other in condition_ways(form, scope):
                formula = formula_of(other)
                assert formula_of(condition_form(formula, scope)) == formula, (form, name)
    output = condition_form("产值[2022H1] >= 5000万", scope)
    offered = {name: formula_of(form) for name, form in condition_ways(output, scope)}
    assert offered["同比增长（大于 0）"] == "同比(产值[2022H1]) > 0"
    assert offered["或者……（满足其一）"] == "产值[2022H1] >= 5000万 或 待填条件"
    assert "或者……（满足其一）" not in dict(condition_ways(output, scope, 2))
    assert dict(awards(scope, OfFact("国内运费", "2022Q2")))["按比例"] == shapes.Rate(
        OfFact("国内运费", "2022Q2"), Value(blanks.RATE)
    )


def _lacks_only_choices(mistake):
    return not mistake or "这里还没有填" in mistake


def test_that_facts_are_offered_by_what_is_asked_for_what_the_policy_declares_first(scope):
    assert [one.value for one in facts_for(scope, Wanted.AMOUNT)][:2] == ["实际支出", "增加额"]
    assert "产值" in [one.value for one in facts_for(scope, Wanted.AMOUNT)]
    assert "参保人数" not in [one.value for one in facts_for(scope, Wanted.AMOUNT)]
    assert {one.value for one in facts_for(scope, Wanted.TRUTH)} >= {"四上", "在统", "增产企业"}
    assert {one.value for one in facts_for(scope)} >= {"贷款", "失信名单", "评审得分"}
    assert "评审得分的认定理由" not in [one.value for one in facts_for(scope)]
    assert [one.value for one in facts_for(scope, Wanted.OUTSIDE)] == ["一年期LPR", "美元汇率"]
    assert [one.value for one in facts_for(inside(scope, "贷款"), Wanted.DAY)][:2] == ["放款日期", "还款日期"]
    assert [one.value for one in facts_for(inside(scope, "贷款"), Wanted.GROUP)] == ["贷款银行", "用途"]


def test_that_periods_are_those_of_the_policy_and_of_the_year_before(scope, draft, dictionary):
    offered = [one.value for one in periods_for("产值", scope)]
    assert offered[:4] == ["2022", "2022H1", "2022H2", "2022Q1"]
    assert {one[:4] for one in offered} == {"2021", "2022"}
    assert {one.value for one in spans_for(scope)} == {one for one in offered if "C" not in one}
    assert periods_for("实际支出", scope) == ()
    unsaid = scope_of(replace(draft, valid_from=None), dictionary)
    assert [(one.value, one.label) for one in periods_for("产值", unsaid)] == [
        (blanks.PERIOD, "请先填政策的有效期")
    ]


AMOUNTS = "不少于（含） 多于（不含） 不超过（含） 少于（不含）"


@pytest.mark.parametrize(
    ("left", "signs", "units"),
    [
        (OfFact("产值", "2022"), AMOUNTS, "万 元 亿"),
        (
            shapes.Growth("同比", OfFact("产值", "2022")),
            "不低于（含） 高于（不含） 不超过（含） 低于（不含）",
            "% 个百分点 ‰",
        ),
        (OfFact("迁入日期"), "不早于（含） 晚于（不含） 不晚于（含） 早于（不含）", ""),
        (OfFact("参保人数", "2022"), AMOUNTS, "人 万人"),
        (OfFact("出口额万"), AMOUNTS, "万美元 美元"),
    ],
)
def test_that_comparisons_say_whether_the_edge_counts_and_units_fit(scope, left, signs, units):
    assert " ".join(one.label for one in comparisons_for(left, scope)[:4]) == signs
    assert " ".join(one.value for one in units_for(left, scope)) == units


def test_that_a_choice_offers_its_options_and_a_blank_is_of_the_type_it_stands_for(scope):
    assert condition_on("信用等级", scope) == shapes.OneOf(OfFact("信用等级"), (blanks.CHOICE,))
    assert [one.value for one in labels_for(OfFact("信用等级"), scope)] == ["A级", "B级"]
    assert type_of(Value(blanks.RATE), scope) is type_of(Value("5%"), scope)


def test_that_what_is_offered_is_as_was_looked_at(scope):
    assert list(lines_of_offered(scope)) == OFFERED.read_text("utf-8").splitlines()
