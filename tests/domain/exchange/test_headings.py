"""What headings stand for, in the many ways in which they are written."""

import pytest

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.exchange.intake.cells import Area
from domain.exchange.intake.choices import remember_choices, remembered_choices
from domain.exchange.intake.headings import Matcher
from domain.exchange.intake.layout import NAMELESS, Found, Planner, problems
from domain.exchange.intake.sheets import Sheet, Source
from domain.exchange.intake.targets import choices_of, read_target

MORE = Dictionary(
    {},
    {
        "exports": Fact("exports", "出口额", FactKind.NUMBER, unit="美元"),
        "staff": Fact("staff", "从业人数", FactKind.NUMBER, unit="人"),
        "rate": Fact("rate", "贷款利率", FactKind.RATE),
    },
    {},
)


def planned(dictionary, rows, *, name="表.csv", title="", merged=(), **planner):
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    source = Source(name, [Sheet(title, filled, merged=tuple(merged))])
    (plan,) = Planner(source, dictionary.extended(MORE), **planner).plans()
    return plan


def column(dictionary, rows, place=2, **more):
    """Return what a column came to: its target, how it was found, and why not."""
    (found,) = [one for one in planned(dictionary, rows, **more).columns if one.place == place]
    return found


def under(dictionary, heading, *above, **more):
    """Return what a column with this heading came to, with lines above the headings."""
    lines = [[line] for line in above]
    return column(dictionary, [*lines, ["信用代码", "企业名称", heading], ["", "", ""]], **more)


def written(found):
    return None if found.target is None else found.target.written()


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
        ("2022年前三季度营业收入", "figure:revenue:2022C09:1"),
        ("2022年1-3季度营业收入", "figure:revenue:2022C09:1"),
        ("2022年1-6月累计产值", "figure:output_value:2022H1:1"),
        ("1-6月产值", "figure:output_value::1"),
        ("所属街道", "attribute:street::1"),
        ("２０２２年全年租金", "figure:annual_rent:2022:1"),
    ],
)
def test_that_a_heading_says_what_its_column_holds(dictionary, heading, target):
    found = under(dictionary, heading)
    assert (written(found), found.found) == (target, Found.NAMED)


@pytest.mark.parametrize(
    "heading", ["序号", "网格编号", "产值增长率", "产值增幅", "2022年上半年产值同比", "2022年人均产值"]
)
def test_that_what_is_something_else_is_not_guessed(dictionary, heading):
    assert under(dictionary, heading).found is Found.NOT


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("企业联系人姓名", "attribute:contact_person::1"),
        ("战新产业", "attribute:strategic_emerging::1"),
        ("负责人", "attribute:legal_representative::1"),
        ("经办人", "attribute:contact_person::1"),
        ("通讯地址", "attribute:business_address::1"),
        ("2022年一季度营业总收入", "figure:revenue:2022Q1:1"),
        ("法人手机号", "attribute:contact_phone::1"),
        ("母公司名称", None),
    ],
)
def test_that_what_resembles_is_a_guess_that_has_to_be_looked_at(dictionary, heading, target):
    found = under(dictionary, heading)
    assert written(found) == target
    assert found.is_open == (target is not None)


def test_that_every_label_and_every_target_finds_itself(dictionary):
    matcher = Matcher(choices_of(dictionary))
    for choice in choices_of(dictionary):
        match = matcher.match([choice.label])
        assert match is not None, choice.label
        assert match.choice.target == choice.target
        assert read_target(choice.target.written()) == choice.target


# Units


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("元", 1),
        ("百元", 100),
        ("千元", 1_000),
        ("万元", 10_000),
        ("十万元", 100_000),
        ("百万元", 1_000_000),
        ("千万元", 10_000_000),
        ("亿元", 100_000_000),
        ("万", 10_000),
        ("人民币万元", 10_000),
        ("RMB万元", 10_000),
        ("万元人民币", 10_000),
        ("单位：万元", 10_000),
        ("万元、%", 10_000),
        ("万 元", 10_000),
        ("￥", 1),
        ("万美元", 0),
        ("USD", 0),
        ("欧元", 0),
        ("万港币", 0),
        ("人", 0),
        ("户", 0),
        ("吨", 0),
        ("亩", 0),
        ("%", 0),
        ("角", 0),
        ("千", 0),
        ("百千元", 0),
        ("元/吨", 0),
        ("万元、元", 0),
    ],
)
@pytest.mark.parametrize("where", ["{}产值（{}）", "{}产值({})", "{}产值【{}】"])
def test_that_the_unit_of_a_heading_counts_and_what_is_no_yuan_is_asked(dictionary, unit, factor, where):
    found = under(dictionary, where.format("2022年上半年", unit))
    assert written(found) == f"figure:output_value:2022H1:{factor}"
    assert found.is_open == (factor == 0)
    assert bool(found.doubts) == (factor == 0)


@pytest.mark.parametrize(
    "heading",
    [
        "2022H1产值万元",
        "2022H1产值/万元",
        "2022H1产值：万元",
        "2022H1 产值 单位：万元",
        "2022H1产值（万元，不含税）",
    ],
)
def test_that_a_unit_counts_wherever_in_the_heading_it_stands(dictionary, heading):
    found = under(dictionary, heading)
    assert written(found) == "figure:output_value:2022H1:10000"
    assert found.is_open == ("含税" in heading)


@pytest.mark.parametrize(
    ("line", "factor"),
    [
        ("单位：人民币万元", 10_000),
        ("2022年企业主要指标（单位：户、万元）", 10_000),
        ("计量单位:千元", 1_000),
        ("（万元、%）", 10_000),
        ("万元", 10_000),
        ("金额单位：人民币元", 1),
        ("币种：人民币", 1),
        ("单位：郑东新区统计局", 1),
        ("填报单位：甲公司", 1),
        ("年销售额500万元以上的企业", 1),
        ("单位：百万元", 1_000_000),
        ("单位：万美元", 0),
        ("币种：美元", 0),
        ("单位：万元、亿元", 0),
        ("单位：吨", 0),
        ("单位：百千", 0),
        ("以上金额以万元计", 0),
        ("亿元企业名单", 0),
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_that_a_line_around_the_table_gives_the_unit_or_it_is_asked(dictionary, line, factor, is_above):
    rows = [
        ["信用代码", "企业名称", "2022H1产值", "2022Q1销售额（元）"],
        ["91410100MAYA000162", "甲", 1.5, 2.0],
    ]
    rows = [[line], *rows] if is_above else [*rows, [line]]
    assert written(column(dictionary, rows)) == f"figure:output_value:2022H1:{factor}"
    # A column that names its own is in that one.
    assert written(column(dictionary, rows, 3)) == "figure:sales:2022Q1:1"


def test_that_the_names_of_sheet_and_file_give_the_unit_too(dictionary):
    assert under(dictionary, "2022H1产值", title="指标（万元）").target.factor == 10_000
    assert under(dictionary, "2022H1产值", name="指标（千元）.xlsx").target.factor == 1_000
    assert under(dictionary, "2022H1产值", title="指标（万元）", name="指标（千元）.xlsx").target.factor == 0


def test_that_a_row_of_units_below_the_headings_counts_and_must_not_contradict(dictionary):
    rows = [
        ["信用代码", "企业名称", "2022H1产值", "2022H1销售额（元）", "2022H1从业人数"],
        ["—", "", "万元", "千元", "人"],
        ["甲", "乙", "1", "2", "3"],
    ]
    plan = planned(dictionary, rows)
    assert [one.target.factor for one in plan.columns[2:]] == [10_000, 0, 1]
    assert "不同的单位" in plan.columns[3].doubts[0]


def test_that_the_unit_of_a_group_counts(dictionary):
    rows = [["信用代码", "企业名称", "主要指标（万元）", ""], ["", "", "2022H1产值", "2022H1销售额（元）"]]
    merged = [Area(0, 0, 1, 0), Area(0, 1, 1, 1), Area(0, 2, 0, 3)]
    plan = planned(dictionary, rows, merged=merged)
    assert [one.target.factor for one in plan.columns[2:]] == [10_000, 0]


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("2022出口额（万美元）", 10_000),
        ("2022出口额（美元）", 1),
        ("2022出口额", 1),
        ("2022出口额（万元）", 0),
        ("2022出口额（万欧元）", 0),
        ("2022从业人数（万人）", 10_000),
        ("2022从业人数（人次）", 0),
        ("2022从业人数（户）", 0),
        ("2022贷款利率（%）", 1),
        ("2022贷款利率（小数）", 100),
        ("2022贷款利率（‰）", 0),
    ],
)
def test_that_numbers_and_rates_are_in_their_own_units_or_asked(dictionary, heading, factor):
    assert under(dictionary, heading).target.factor == factor


def test_that_amounts_of_another_currency_are_no_yuan_of_the_table(dictionary):
    assert under(dictionary, "2022出口额", "单位：万元").is_open
    assert under(dictionary, "2022从业人数", "单位：万元").target.factor == 1


def test_that_a_rate_below_one_is_asked_and_one_with_its_unit_is_not(dictionary):
    for heading, is_open in (("2022贷款利率", True), ("2022贷款利率（%）", False)):
        rows = [["信用代码", "企业名称", heading], ["x", "甲", 0.0435]]
        assert column(dictionary, rows).is_open == is_open
    assert not column(dictionary, [["信用代码", "企业名称", "2022贷款利率"], ["x", "甲", 4.35]]).is_open


# Periods


def groups(dictionary, group, own, *above, **more):
    """Return what a column came to that stands under a group of two."""
    lines = [[line, "", "", ""] for line in above]
    at = len(lines)
    merged = [Area(at, 0, at + 1, 0), Area(at, 1, at + 1, 1), Area(at, 2, at, 3)]
    rows = [*lines, ["信用代码", "企业名称", group, ""], ["", "", own, "备注"]]
    return column(dictionary, rows, merged=merged, **more)


@pytest.mark.parametrize(
    ("group", "own", "target"),
    [
        ("1-6月", "产值", "figure:output_value:2022H1:1"),
        ("2021年", "1-6月产值", "figure:output_value:2021H1:1"),
        ("2021年", "产值", "figure:output_value:2021:1"),
        ("2021年1-6月", "产值", "figure:output_value:2021H1:1"),
        ("上半年", "一季度产值", "figure:output_value:2022Q1:1"),
        ("产值", "本年1-6月", "figure:output_value:2022H1:1"),
        ("今年1-6月累计", "产值（万元）", "figure:output_value:2022H1:10000"),
    ],
)
def test_that_groups_and_titles_together_give_the_period(dictionary, group, own, target):
    found = groups(dictionary, group, own, "2022年企业主要指标")
    assert (written(found), found.found) == (target, Found.NAMED)


@pytest.mark.parametrize(
    "word", ["去年同期1-6月", "上年同期1-6月", "去年1-6月", "上年1-6月", "同期1-6月", "上年度1-6月"]
)
@pytest.mark.parametrize("is_group", [True, False])
def test_that_what_looks_like_the_year_before_is_looked_at(dictionary, word, is_group):
    group, own = (word, "销售额") if is_group else ("主要指标", f"{word}销售额")
    found = groups(dictionary, group, own, "2022年企业主要指标")
    assert written(found) == "figure:sales:2021H1:1"
    assert found.is_open
    assert "上年同期" in found.doubts[0]


@pytest.mark.parametrize(
    "word", ["累计", "本月", "本季", "上季度", "上月", "截至6月末", "年初至今", "本年累计", "6月累计", "年末"]
)
def test_that_a_period_that_depends_on_the_day_is_asked(dictionary, word):
    for found in (
        groups(dictionary, word, "销售额", "2022年6月企业主要指标"),
        groups(dictionary, "主要指标", f"{word}销售额", "2022年6月企业主要指标"),
        groups(dictionary, "销售额", word, "2022年6月企业主要指标"),
    ):
        assert written(found) == "figure:sales::1"
        assert found.is_open


@pytest.mark.parametrize(
    ("above", "more"),
    [
        (("2022年指标", "2021年指标"), {}),
        (("2022年指标",), {"title": "2021年"}),
        (("2022年指标",), {"name": "企业2021.xlsx"}),
    ],
)
def test_that_years_at_odds_are_asked(dictionary, above, more):
    found = groups(dictionary, "1-6月", "产值", *above, **more)
    assert found.target.period is None
    assert "2021、2022" in found.doubts[0]
    assert groups(dictionary, "2022年1-6月", "产值", *above, **more).found is Found.NAMED


def test_that_periods_at_odds_are_asked(dictionary):
    assert groups(dictionary, "二季度", "2022年上半年产值").target.period is None
    assert groups(dictionary, "2021年", "2022年上半年产值").target.period is None
    # 2022年产值 in a table of the first half-year may be of that half-year.
    assert under(dictionary, "2022年产值", "2022年上半年统计表").is_open
    assert not under(dictionary, "2022年度产值", "2022年上半年统计表").is_open
    assert not under(dictionary, "1-6月产值", "2022年统计表", "填报日期：2023年1月5日").is_open


@pytest.mark.parametrize("own", ["增幅", "同比", "增速（%）", "增减额"])
def test_that_a_growth_beside_a_figure_is_not_the_figure(dictionary, own):
    assert groups(dictionary, "2022年1-6月产值", own).target is None
    assert groups(dictionary, own, "2022年1-6月产值").target is None


def test_that_a_percentage_beside_a_figure_is_never_an_amount(dictionary):
    assert groups(dictionary, "2022年1-6月产值", "%").is_open


# Groups


@pytest.mark.parametrize(
    "group", ["法定代表人", "经办人", "法人", "财务负责人", "母公司", "担保人", "办税员", "开户行"]
)
@pytest.mark.parametrize("own", ["手机号", "地址", "名称", "统一社会信用代码", "2022年上半年产值"])
def test_that_what_belongs_to_somebody_else_is_asked(dictionary, group, own):
    found = groups(dictionary, group, own)
    known = {("开户行", "名称"): "attribute:account_bank::1"}
    if (group, own) in known:
        assert (written(found), found.is_open) == (known[group, own], False)
    else:
        assert found.target is None or found.is_open
        assert found.heading == f"{group} {own}"


@pytest.mark.parametrize(
    ("group", "own", "target"),
    [
        ("法定代表人", "姓名", "attribute:legal_representative::1"),
        ("联系人", "电话", "attribute:contact_phone::1"),
        ("联系方式", "手机号", "attribute:contact_phone::1"),
        ("企业基本情况", "联系电话", "attribute:contact_phone::1"),
        ("银行账户", "账号", "attribute:account_number::1"),
        ("开户银行", "账号", "attribute:account_number::1"),
        ("登记与迁入", "注册资本", "attribute:registered_capital::1"),
    ],
)
def test_that_a_group_that_fits_is_no_doubt(dictionary, group, own, target):
    found = groups(dictionary, group, own)
    assert (written(found), found.found) == (target, Found.NAMED)


def test_that_three_levels_of_headings_are_put_together(dictionary):
    rows = [
        ["信用代码", "企业名称", "2022年", "", "", ""],
        ["", "", "1-6月", "", "去年同期1-6月", ""],
        ["", "", "产值", "销售额", "产值", "销售额"],
        ["91410100MAYA000162", "甲", 1.0, 2.0, 3.0, 4.0],
    ]
    merged = [Area(0, 0, 2, 0), Area(0, 1, 2, 1), Area(0, 2, 0, 5), Area(1, 2, 1, 3), Area(1, 4, 1, 5)]
    plan = planned(dictionary, rows, merged=merged)
    assert plan.heading_row == 2
    assert [written(one) for one in plan.columns[2:4]] == [
        "figure:output_value:2022H1:1",
        "figure:sales:2022H1:1",
    ]
    assert all(one.is_open for one in plan.columns[4:])


def test_that_a_group_above_that_is_not_merged_is_looked_at(dictionary):
    rows = [["", "", "", "去年同期", ""], ["信用代码", "企业名称", "2022H1产值", "2022H1销售额", "联系电话"]]
    plan = planned(dictionary, rows)
    assert [one.is_open for one in plan.columns] == [False, False, False, True, True]


def test_that_a_single_group_above_the_headings_is_no_title(dictionary):
    rows = [["", "", "法定代表人", ""], ["信用代码", "企业名称", "姓名", "手机号"]]
    assert planned(dictionary, rows, merged=[Area(0, 2, 0, 3)]).columns[3].is_open


# All columns of a sheet


def test_that_what_stands_above_says_year_and_unit(dictionary):
    rows = [["2022年统计表（单位：万元）", "", ""], ["信用代码", "一季度产值", "销售额（元） 2021Q2"]]
    plan = planned(dictionary, rows)
    targets = [one.target.written() for one in plan.columns]
    assert targets == ["uscc:::1", "figure:output_value:2022Q1:10000", "figure:sales:2021Q2:1"]
    assert plan.heading_row == 1


def test_that_two_columns_are_not_guessed_to_hold_the_same(dictionary):
    plan = planned(dictionary, [["信用代码", "企业名称", "战新产业", "战略新兴产业"]])
    assert [one.found for one in plan.columns].count(Found.GUESSED) == 1


def test_that_a_column_with_cells_and_no_heading_is_seen(dictionary):
    plan = planned(dictionary, [["信用代码", "企业名称", "", ""], ["x", "甲", "", 5]])
    assert [(one.place, one.heading) for one in plan.columns[2:]] == [(3, NAMELESS)]


@pytest.mark.parametrize(("said", "is_open"), [("美元", True), ("万元", True), ("人民币", False)])
def test_that_amounts_are_looked_at_where_a_column_beside_names_their_currency(dictionary, said, is_open):
    rows = [["信用代码", "企业名称", "注册资本", "币种", "法人"], ["x", "甲", 5.0, said, "张三"]]
    plan = planned(dictionary, rows)
    assert [one.is_open for one in plan.columns] == [False, False, is_open, False, False]


def test_that_nothing_open_can_be_passed(dictionary):
    rows = [
        ["信用代码", "企业名称", "2022H1产值（万美元）", "上年同期1-6月销售额", "战新产业"],
        ["", "", "", "", ""],
    ]
    source = Source("2022.csv", [Sheet("", rows)])
    planner = Planner(source, dictionary)
    (plan,) = planner.plans()
    assert len(problems(plan, planner)) == 3
    for one in plan.columns[2:]:
        one.choose(one.target)
    assert ["请选单位" in said for said in problems(plan, planner)] == [True]
    plan.columns[2].choose(None)
    assert problems(plan, planner) == []


# What is remembered


def test_that_a_choice_is_remembered_only_where_the_same_is_said_around(store, dictionary):
    def plan_of(*above, heading="规模产出"):
        rows = [*[[line, "", ""] for line in above], ["信用代码", "企业名称", heading], ["", "", ""]]
        return planned(dictionary, rows, remembered=remembered_choices(store))

    plan = plan_of("单位：万元")
    plan.columns[2].choose(read_target("figure:output_value:2022H1:10000"))
    remember_choices(store, [plan])
    again = plan_of("单位：万元").columns[2]
    assert (again.found, written(again)) == (Found.REMEMBERED, "figure:output_value::10000")
    for other in (
        plan_of("单位：元"),
        plan_of(),
        plan_of("单位：万元", "2022年上半年"),
        plan_of("单位：万元", heading="规模产出（元）"),
    ):
        assert other.columns[2].found is not Found.REMEMBERED
