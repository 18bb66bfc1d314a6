"""What headings stand for, in the many ways in which they are written."""

import pytest

from domain.exchange.intake.headings import Matcher, find_factor, find_year, read_heading
from domain.exchange.intake.layout import Found, Planner
from domain.exchange.intake.sources import Sheet, Source
from domain.exchange.intake.targets import choices_of, read_target


@pytest.fixture(scope="module")
def matcher(dictionary):
    return Matcher(choices_of(dictionary))


def found(matcher, heading):
    match = matcher.match([heading])
    return None if match is None else (match.target.written(), match.is_certain)


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("社会信用代码", "uscc:::1"),
        ("企业名", "name:::1"),
        ("*单位名称", "name:::1"),
        ("手机", "attribute:contact_phone::1"),
        ("法人代表", "attribute:legal_representative::1"),
        ("四上", "attribute:above_scale::1"),
        ("是否总部企业", "attribute:headquarters::1"),
        ("注册资本（万元）", "attribute:registered_capital::10000"),
        ("2022年上半年产值", "figure:output_value:2022H1:1"),
        ("产值(万元) 2022Q2", "figure:output_value:2022Q2:10000"),
        ("2022年1—6月工业总产值（千元）", "figure:output_value:2022H1:1000"),
        ("2022年第2季度 销售额", "figure:sales:2022Q2:1"),
        ("2022年4-6月销售额", "figure:sales:2022Q2:1"),
        ("Q2 2022 销售额", "figure:sales:2022Q2:1"),
        ("2022.05营业收入", "figure:revenue:2022M05:1"),
        ("202205营业收入", "figure:revenue:2022M05:1"),
        ("22年5月份营业收入", "figure:revenue:2022M05:1"),
        ("2022年度营业收入/亿元", "figure:revenue:2022:100000000"),
        ("2022年1-9月营业收入", "figure:revenue:2022C09:1"),
        ("1-6月产值", "figure:output_value::1"),
        ("２０２２年全年租金", "figure:annual_rent:2022:1"),
    ],
)
def test_that_a_heading_says_what_its_column_holds(matcher, heading, target):
    assert found(matcher, heading) == (target, True)


@pytest.mark.parametrize(
    "heading", ["序号", "所属街道", "上年同期产值", "产值增长率", "2022年上半年产值同比"]
)
def test_that_what_is_something_else_is_not_guessed(matcher, heading):
    assert found(matcher, heading) is None


@pytest.mark.parametrize(
    ("heading", "target"),
    [("企业联系人姓名", "attribute:contact_person::1"), ("战新产业", "attribute:strategic_emerging::1")],
)
def test_that_what_resembles_is_a_guess(matcher, heading, target):
    assert found(matcher, heading) == (target, False)


def test_that_every_label_and_every_target_finds_itself(dictionary, matcher):
    for choice in choices_of(dictionary):
        match = matcher.match([choice.label])
        assert match is not None, choice.label
        assert (match.target.place, match.target.name) == (choice.target.place, choice.target.name)
        assert read_target(choice.target.written()) == choice.target


def test_that_what_stands_above_says_year_and_unit(dictionary):
    assert (find_year("2022年上半年统计表"), find_factor("单位：万元")) == (2022, 10_000)
    assert read_heading("一季度产值").period(2022) == read_heading("2022Q1产值").period()
    rows = [["2022年统计表（单位：万元）", "", ""], ["信用代码", "一季度产值", "销售额（元） 2021Q2"]]
    sheet = Sheet("", rows)
    (plan,) = Planner(Source("表.csv", [sheet]), dictionary).plans()
    targets = [column.target.written() for column in plan.columns]
    assert targets == ["uscc:::1", "figure:output_value:2022Q1:10000", "figure:sales:2021Q2:1"]
    assert plan.heading_row == 1


def test_that_two_columns_are_not_guessed_to_hold_the_same(dictionary):
    sheet = Sheet("", [["信用代码", "企业名称", "战新产业", "战略新兴产业"]])
    (plan,) = Planner(Source("表.csv", [sheet]), dictionary).plans()
    assert [column.found for column in plan.columns].count(Found.GUESSED) == 1
