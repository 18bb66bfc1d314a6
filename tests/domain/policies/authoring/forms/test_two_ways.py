"""A formula and its choices say the same, whichever of them was changed.

``make soak`` has 1,000 of each; ZHUQIDUI_SOAK_FORMS says how many.
"""

import os

import pytest

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.reading import (
    MOST_DEPTH,
    condition_form,
    definition_form,
    quantity_form,
)
from domain.policies.authoring.forms.scope import scope_of
from domain.policies.authoring.forms.shapes import Locked, OfFact, Value
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.authoring.writing import draft_of
from domain.policies.language.checking import check_award, check_condition
from tests.conftest import RESOURCES
from tests.domain.policies.authoring.forms.conftest import mistake_in
from tests.domain.policies.authoring.forms.random_shapes import ShapeMaker
from tests.domain.policies.random_policies import PolicyMaker

MANY = int(os.environ.get("ZHUQIDUI_SOAK_FORMS", "25"))


@pytest.mark.parametrize("seed", range(MANY))
def test_that_choices_become_a_formula_that_is_read_as_the_same_choices(scope, seed):
    maker = ShapeMaker(seed)
    for depth in (0, 1, 2):
        award, condition = maker.amount(depth), maker.condition(depth)
        assert quantity_form(formula_of(award), scope) == award
        assert condition_form(formula_of(condition), scope) == condition


@pytest.mark.parametrize("seed", range(MANY))
def test_that_formulas_become_choices_that_mean_the_same(scope, seed):
    maker = PolicyMaker(seed)
    award, condition = maker.money(2), maker.condition(2)
    written = formula_of(quantity_form(award, scope)), formula_of(condition_form(condition, scope))
    assert check_award(written[0], scope.words) == check_award(award, scope.words)
    assert check_condition(written[1], scope.words) == check_condition(condition, scope.words)


def test_that_a_sum_typed_for_one_figure_is_that_figure(scope):
    typed = shapes.Rate(OfFact("产值", "2021Q2"), Value("5% + 1%"))
    chosen = shapes.Rate(OfFact("产值", "2021Q2"), shapes.Added((Value("5%"), Value("1%"))))

    assert formula_of(typed) == formula_of(chosen)
    assert quantity_form(formula_of(typed), scope) == chosen


@pytest.mark.parametrize("path", sorted(RESOURCES.glob("policies/*.toml")), ids=lambda path: path.stem)
def test_that_every_formula_of_a_shipped_policy_is_choices_and_stays_as_it_is_written(dictionary, path):
    draft = draft_of(path.read_bytes(), path.name)
    for clause in draft.clauses:
        scope = scope_of(draft, dictionary, clause.id)
        for line in (*clause.who, *clause.conditions):
            assert formula_of(condition_form(line.formula, scope)) == line.formula
        total = scope_of(draft, dictionary, clause.id, total=True)
        assert formula_of(quantity_form(clause.award.formula, scope)) == clause.award.formula
        assert formula_of(quantity_form(clause.total.formula, total)) == clause.total.formula


WRITTEN = {
    "四上": shapes.Truth(OfFact("四上")),
    "非 信用等级 = A级": shapes.OneOf(OfFact("信用等级"), ("A级",), negated=True),
    "注册地 属于 (“甲”, “乙”)": shapes.OfText(OfFact("注册地"), "=", ("甲", "乙")),
    "注册地 属于 (甲, 乙)": shapes.OfText(OfFact("注册地"), "=", ("甲", "乙")),
    "没有的数据 属于 (“甲”, “乙”)": shapes.OfText(OfFact("没有的数据"), "=", ("甲", "乙")),
    "（产值［2022］ － 产值［2021］）≥ ３０万": shapes.Compare(
        shapes.Less(OfFact("产值", "2022"), OfFact("产值", "2021")), ">=", Value("30万")
    ),
    "((四上 = 是) 且 增产企业)": shapes.Joined(
        "且", (shapes.Truth(OfFact("四上")), shapes.Stated("增产企业"))
    ),
    "同比(产值[2022]) >= -5%": shapes.Compare(
        shapes.Growth("同比", OfFact("产值", "2022")), ">=", Value("-5%")
    ),
    # Neither means anything, and both can be mended by choosing something else.
    "没有的数据 >= 30万": shapes.Compare(OfFact("没有的数据"), ">=", Value("30万")),
    "产值[2022] >= 5人": shapes.Compare(OfFact("产值", "2022"), ">=", Value("5人")),
}


@pytest.mark.parametrize(("formula", "form"), WRITTEN.items(), ids=WRITTEN)
def test_that_a_condition_is_the_choices_it_says_however_it_is_written(scope, formula, form):
    assert condition_form(formula, scope) == form


LOCKED = {
    "产值[2022 >= 30万": "公式有错，改正以后才能用选项填写：第 9 列",
    "四上 = 是 且 (总部企业 = 是 或 (高耗能 = 否 且 (在统[2022] 或 增产企业)))": "“且”“或”套了三层",
    "封顶(产值[2022] × 5%, 20万)": "公式有错，改正以后才能用选项填写：第 1 列：此处应为条件",
    "产值[2022] >= -产值[2021]": "选项里没有负号",
}


@pytest.mark.parametrize(("formula", "reason"), LOCKED.items(), ids=LOCKED)
def test_that_what_no_choices_can_say_says_why(scope, formula, reason):
    found = condition_form(formula, scope)
    assert isinstance(found, Locked)
    assert found.formula == formula
    assert found.reason.startswith(reason)


def test_that_a_formula_nested_too_deep_unlocks_once_a_part_of_it_is_named(scope):
    deep = "产值[2022]"
    for _ in range(MOST_DEPTH + 1):
        deep = f"({deep}) × 5%"
    assert "定义" in quantity_form(deep, scope).reason
    assert quantity_form(deep.replace("(产值[2022]) × 5%", "增加额"), scope) is not None
    assert not isinstance(quantity_form(deep.replace("(产值[2022]) × 5%", "增加额"), scope), Locked)


def test_that_what_was_not_chosen_yet_is_kept_and_nothing_takes_it_for_a_formula(scope):
    begun = "国内运费[待填期间] >= 待填金额"
    form = condition_form(begun, scope)
    assert form == shapes.Compare(OfFact("国内运费", "待填期间"), ">=", Value("待填金额"))
    assert formula_of(form) == begun
    assert mistake_in(begun, check_condition, scope) == "6：这里还没有填期间"
    assert mistake_in("注册地 包含 “待填文字”", check_condition, scope) == "8：这里还没有填文字"
    assert mistake_in("待填数据 × 5%", check_award, scope) == "1：这里还没有填数据"
    assert (condition_form("  ", scope), quantity_form("", scope)) == (shapes.Empty(), None)


def test_that_a_definition_is_a_condition_or_a_figure_by_what_it_says(scope):
    assert definition_form("四上 = 是", scope) == shapes.Truth(OfFact("四上"))
    assert definition_form("增加额", scope) == OfFact("增加额")
    assert isinstance(definition_form("增加额 >=", scope), Locked)
