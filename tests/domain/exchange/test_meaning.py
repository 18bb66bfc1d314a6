"""Sheets as they come mean what they say: a line, a group, a sign that nobody sees; else they are refused."""

from datetime import date

import pytest

from domain.exchange.facts_files import read_facts
from domain.exchange.intake.enterprises import CheckedEnterprises
from domain.exchange.intake.layout import Found, Planner
from domain.exchange.intake.mistakes import write_mistakes
from domain.exchange.intake.pasting import read_pasted
from domain.exchange.intake.sources import open_source
from domain.values.errors import BadInput
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.domain.exchange.awkward import CODE, OTHER, write_book

H1 = Period.parse("2022H1")
THIRD = "91410100MA000004XQ"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "表.xlsx"


def read(path, dictionary, rows, **more):
    return read_facts(write_book(path, rows, title="表", **more), dictionary)


def refused(path, dictionary, rows, **more):
    with pytest.raises(BadInput) as caught:
        read(path, dictionary, rows, **more)
    return str(caught.value)


# The files that came out wrong


def test_that_a_line_above_in_ten_thousand_yuan_counts(path, dictionary):
    rows = [
        ("2022年企业主要指标",),
        (None, None, "单位：人民币万元"),
        ("统一社会信用代码", "企业名称", "国内运费 2022Q2"),
    ]
    (facts,) = read(path, dictionary, [*rows, (CODE, "甲公司", 40)])
    assert facts.indicators == {"freight_domestic": {Period.parse("2022Q2"): 40_000_000}}


def test_that_millions_are_read_and_dollars_refused(path, dictionary):
    headings = ("统一社会信用代码", "企业名称", "2022年上半年产值（百万元）", "注册资本（万美元）")
    said = refused(path, dictionary, [("2022年企业主要指标",), headings, (CODE, "甲公司", 120.5, 500)])
    assert said.startswith("“表”表 D2（注册资本（万美元））：")
    assert "万美元" in said
    (facts,) = read(path, dictionary, [headings[:3], (CODE, "甲公司", 120.5)])
    assert facts.indicators == {"output_value": {H1: 12_050_000_000}}


def test_that_the_unit_in_a_title_counts(path, dictionary):
    rows = [("2022年企业主要指标（单位：户、万元）",), ("统一社会信用代码", "企业名称", "2022年上半年产值")]
    (facts,) = read(path, dictionary, [*rows, (CODE, "甲公司", 12050)])
    assert facts.indicators == {"output_value": {H1: 12_050_000_000}}


def test_that_what_nobody_sees_falls_away(path, dictionary):
    rows = [
        ("统一社会信用代码", "企\u200b业名称", "户名", "联系电话"),
        (f"\u200b{CODE}", "郑州甲\u200b精密公司", "郑州\u2f47新\u2fb7品公司", "\u202d13800138000\u202c"),
        (f"\ufeff{OTHER}\u00a0", "乙公司\u00a0（郑州）", "", "138\u20110013\u20118000"),
        ("９１４１０１００ｍａ０００００４ＸＱ", "丙 Co\u3000", "", "0371—67880000"),
    ]
    one, two, three = read(path, dictionary, rows)
    assert [(facts.uscc, facts.name) for facts in (one, two, three)] == [
        (CODE, "郑州甲精密公司"),
        (OTHER, "乙公司 （郑州）"),
        (THIRD, "丙 Co"),
    ]
    assert one.attributes == {"account_name": "郑州日新食品公司", "contact_phone": "13800138000"}
    assert [facts.attributes["contact_phone"] for facts in (two, three)] == ["13800138000", "0371-67880000"]


def test_that_a_control_character_is_refused_with_its_place(path, dictionary):
    target = path.with_suffix(".csv")
    target.write_text(f"统一社会信用代码,企业名称\n{CODE},甲\x07公司\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"第 2 行 B 列（企业名称）：第 2 个字是看不见的控制字符（U\+0007）"):
        read_facts(target, dictionary)


def test_that_the_same_period_of_the_year_before_is_refused_and_proposed(path, dictionary):
    rows = [
        ("2022年企业主要指标",),
        ("统一社会信用代码", "企业名称", None, None, None, None),
        (None, None, "产值", "营业收入", "销售额", "用电费用"),
        (CODE, "甲公司", 1, 2, 3, 4),
    ]
    merged = [("A1:F1", "2022年企业主要指标"), ("A2:A3", "统一社会信用代码"), ("B2:B3", "企业名称")]
    merged += [("C2:D2", "1-6月"), ("E2:F2", "去年同期1-6月")]
    said = refused(path, dictionary, rows, merged=merged)
    assert "E3（去年同期1-6月 销售额）" in said
    assert "2021年上半年销售额" in said
    assert "C3" not in said


def test_that_the_telephone_of_a_person_is_not_the_enterprises(path, dictionary):
    rows = [
        ("统一社会信用代码", "企业名称", None, None),
        (None, None, "姓名", "手机号"),
        (CODE, "甲", "张三", "13800138000"),
    ]
    merged = [("A1:A2", "统一社会信用代码"), ("B1:B2", "企业名称"), ("C1:D1", "法定代表人")]
    said = refused(path, dictionary, rows, merged=merged)
    assert "D2（法定代表人 手机号）" in said
    assert "C2" not in said


@pytest.mark.parametrize(
    "text",
    [
        "2022.5.1",
        "2022/5/1 0:00:00",
        "2022-05-01T00:00:00.000Z",
        "二〇二二年五月一日",
        "2022. 5. 1",
        "2022 年 5 月 1 日",
        "20220501",
        "2022-05-01 00:00:00.0",
        "2022/5/1 上午12:00:00",
        "\u200b2022-05-01",
        "2022-05-01 08:30",
        20220501,
    ],
)
def test_that_a_day_is_read_as_people_write_it(path, dictionary, text):
    (facts,) = read(path, dictionary, [("统一社会信用代码", "企业名称", "成立日期"), (CODE, "甲", text)])
    assert facts.attributes == {"founded": date(2022, 5, 1)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022年5月", "只有年和月"),
        ("2022-5", "只有年和月"),
        ("2022.05", "只有年和月"),
        ("2015年3月", "如 2015-03-01"),
        ("2022年05月01日（迁入）", "请只写日期"),
        ("44682", "可能是 2022-05-01"),
        ("1-May-22", "分不清年、月、日"),
        ("5/1/2022", "分不清年、月、日"),
        ("22.5.1", "年份不清楚"),
        ("2022-13-01", "没有 2022 年 13 月"),
        ("2022-04-30T16:00:00.000Z", "世界时"),
        ("长期", "不是日期"),
    ],
)
def test_that_a_day_that_is_not_clear_is_refused_with_what_to_write(path, dictionary, text, words):
    said = refused(path, dictionary, [("统一社会信用代码", "企业名称", "成立日期"), (CODE, "甲", text)])
    assert "“表”表 C2（成立日期）" in said
    assert words in said


# Amounts with their unit in the cell


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("150万人民币", 1_500_000),
        ("1,000(万元)", 10_000_000),
        ("1,000（万元）", 10_000_000),
        ("1000万元整", 10_000_000),
        ("500.000000万元人民币", 5_000_000),
        ("伍佰万元", 5_000_000),
        ("人民币伍佰万元整", 5_000_000),
        ("0.5亿", 50_000_000),
        ("10000.00元", 10_000),
        ("人民币500万元", 5_000_000),
        ("RMB 500万", 5_000_000),
        ("500 万元（人民币）", 5_000_000),
        ("1.5百万元", 1_500_000),
        ("3千万", 30_000_000),
        ("12", 120_000),
        (12, 120_000),
        ("1,200", 12_000_000),
        ("0", 0),
    ],
)
def test_that_an_amount_says_its_own_unit_or_has_its_columns(path, dictionary, text, yuan):
    (facts,) = read(
        path, dictionary, [("统一社会信用代码", "企业名称", "注册资本（万元）"), (CODE, "甲", text)]
    )
    assert facts.attributes == {"registered_capital": yuan * 100}


@pytest.mark.parametrize(
    "text", ["100万美元", "$500", "100万港币", "USD 100", "￥500", "500人民币", "约500万", "5百", "(1,000)"]
)
def test_that_an_amount_that_may_be_something_else_is_refused(path, dictionary, text):
    said = refused(
        path, dictionary, [("统一社会信用代码", "企业名称", "注册资本（万元）"), (CODE, "甲", text)]
    )
    assert "“表”表 C2（注册资本（万元））" in said


# Nothing


@pytest.mark.parametrize(
    "text", ["-", "—", "--", "——", "N/A", "n/a", "/", "/ /", "\\", "无", "空", "暂无", "不详", "null"]
)
def test_that_what_says_nothing_is_not_entered(path, dictionary, text):
    headings = (
        "统一社会信用代码",
        "企业名称",
        "注册资本",
        "2022H1产值",
        "联系电话",
        "统计专业",
        "账号",
        "备注",
    )
    (facts,) = read(path, dictionary, [headings, (CODE, "甲", *[text] * 6)])
    assert (facts.attributes, facts.indicators) == ({}, {})


@pytest.mark.parametrize(("text", "value"), [("-5", -500), ("0", 0), ("-0.5", -50), (0, 0), ("—5", None)])
def test_that_a_figure_is_never_taken_for_nothing(path, dictionary, text, value):
    rows = [("统一社会信用代码", "企业名称", "2022H1产值"), (CODE, "甲", text)]
    if value is None:
        assert "C2" in refused(path, dictionary, rows)
    else:
        assert read(path, dictionary, rows)[0].indicators == {"output_value": {H1: value}}


def test_that_nothing_and_none_differ_for_days_truths_and_lists(path, dictionary):
    headings = ("统一社会信用代码", "企业名称", "迁入日期", "总部企业", "项目")
    (none,) = read(path, dictionary, [headings, (CODE, "甲", "无", "否", "无")])
    assert none.attributes == {"move_in_date": None, "headquarters": False}
    assert none.rows == {"projects": ()}
    (nothing,) = read(path, dictionary, [headings, (CODE, "甲", "-", "/", "—")])
    assert (nothing.attributes, nothing.rows) == ({}, {})
    assert "D2" in refused(path, dictionary, [headings, (CODE, "甲", None, "无")])


# Rows


def test_that_rows_that_are_no_data_are_passed_over_and_said(path, dictionary):
    headings = ("统一社会信用代码", "企业名称", "2022H1产值")
    rows = [
        headings,
        ("甲", "乙", "1"),
        (None, None, "万元"),
        (CODE, "甲公司", 1),
        ("本页小计", None, 1),
        headings,
        (OTHER, "乙公司", 2),
        (None, "合计（2户）", 3),
        ("总计：", None, 3),
        (None, "平均", 1.5),
        ("其中：工业", None, 1),
        ("全区汇总", None, 3),
        ("制表人：张三", None, "审核：李四"),
        ("第 1 页 共 2 页",),
        ("备注：以上为初步统计",),
    ]
    said: list[str] = []
    write_book(path, rows, title="表")
    found = read_facts(path, dictionary, said.append)
    assert [facts.indicators["output_value"][H1] for facts in found] == [1_000_000, 2_000_000]
    assert said == [
        "“表”表 第 2 行是列的编号，没有读取",
        "“表”表 第 3 行是单位，没有读取",
        "“表”表 第 5、8、9、10、11 行等 6 行是合计或平均，没有读取",
        "“表”表 第 6 行是重复的标题或列名，没有读取",
        "“表”表 第 13、14、15 行是说明，没有读取",
    ]


@pytest.mark.parametrize(
    "row",
    [
        (None, "合计科技公司", 5),
        (None, "说明书印刷公司", 5),
        ("9141", "合计", 5),
        ("统一社会信用代码", "企业名称", "2021H1产值"),
        (None, None, 5),
        (None, "单位：万元", 5),
    ],
)
def test_that_a_row_that_may_be_an_enterprises_is_not_passed_over(path, dictionary, row):
    rows = [("统一社会信用代码", "企业名称", "2022H1产值（元）"), (CODE, "甲公司", 1), row]
    assert "“表”表 A3（统一社会信用代码）" in refused(path, dictionary, rows)


@pytest.mark.parametrize("said", ["备注：以上为初步统计", "共2户", "填表人：张三"])
def test_that_a_remark_beside_a_figure_is_said_to_look_like_one(path, dictionary, said):
    rows = [("统一社会信用代码", "企业名称", "2022H1产值（元）"), (CODE, "甲公司", 1), (said, None, 5)]
    found = refused(path, dictionary, rows)
    assert f"这一行像是表里的说明（“{said}”），旁边还填了数。是说明的，勾“不导入这一行”" in found
    assert "应为 18 位" not in found
    assert found.count("第 3 行") + found.count("A3") + found.count("B3") == 1


def test_that_no_column_and_no_sheet_falls_away_unseen(path, dictionary):
    headings = ("统一社会信用代码", "企业名称")
    assert "C1（没有列名）" in refused(path, dictionary, [headings, (CODE, "甲公司", 5)])
    more = [("下半年", [headings, (OTHER, "乙公司")])]
    assert "“下半年”表" in refused(path, dictionary, [headings, (CODE, "甲公司")], more=more)
    said: list[str] = []
    write_book(path, [headings, (CODE, "甲公司")], title="表", more=[("随笔", [("记一下",)])])
    read_facts(path, dictionary, said.append)
    assert said == ["“随笔”表 没有读取"]


# The list of mistakes


def test_that_the_list_of_mistakes_means_what_the_file_meant(path, dictionary):
    rows = [
        ("2022年上半年企业主要指标（单位：万元）",),
        ("统一社会信用代码", "企业名称", "1-6月", None, "注册资本"),
        (None, None, "产值", "销售额（元）", None),
        (CODE, "甲公司", "一点五", 3, 100),
    ]
    merged = [("A2:A3", "统一社会信用代码"), ("B2:B3", "企业名称"), ("C2:D2", "1-6月"), ("E2:E3", "注册资本")]
    source = open_source(write_book(path, rows, title="表", merged=merged))
    planner = Planner(source, dictionary)
    plans = planner.plans()
    for column in plans[0].columns:
        column.choose(
            column.target
            if column.target.factor
            else column.target.with_(period=column.target.period, factor=1)
        )
    write_mistakes(path, CheckedEnterprises(plans, planner, lambda _: {}, Silent()))
    again = Planner(open_source(path), dictionary).plans()[0].columns
    assert [one.target for one in again] == [one.target for one in plans[0].columns]
    assert {one.found for one in again} == {Found.NAMED}


# Other ways in


def test_that_a_row_pasted_is_read_with_the_same_care(dictionary):
    cells = read_pasted(
        f"统一社会信用代码\t企业名称\t联系电话\t注册资本（万美元）\t法人手机\n"
        f"\u200b{CODE}\t甲\u200b公司\t138‑0013‑8000\t5\t13800138001\n",
        dictionary,
        [],
    )
    assert [one.value for one in cells[:3]] == [CODE, "甲公司", "13800138000"]
    assert "万美元" in cells[3].fault
    assert cells[4].is_guess


def test_that_records_are_cleaned_and_refused_with_their_place(path, dictionary):
    target = path.with_suffix(".json")
    target.write_text(
        f'[{{"uscc": "\u200b{CODE}", "name": "甲\u200b\\n公司", "attributes": {{"park": "一\u202d号楼"}}}}]',
        "utf-8",
    )
    (facts,) = read_facts(target, dictionary)
    assert (facts.uscc, facts.name, facts.attributes) == (CODE, "甲公司", {"park": "一号楼"})
    target.write_text(f'[{{"uscc": "{CODE}", "name": "甲\\u0000公司"}}]', "utf-8")
    with pytest.raises(BadInput, match=r"第 1 户.*控制字符（U\+0000）"):
        read_facts(target, dictionary)
