"""Each construct of the language, with its edges."""

import pytest

from domain.policies.language.wording import quantity_text
from domain.policies.one.figures import keys_of
from domain.values.errors import BadInput

NUMBERS = """
[[facts]]
name = "employees"
label = "参保人数"
kind = "number"
unit = "人"
is_whole = true
by_period = true
is_stock = true
[[facts]]
name = "area"
label = "自用面积"
kind = "number"
unit = "平方米"
[[facts]]
name = "months"
label = "租用月数"
kind = "number"
unit = "个月"
[[facts]]
name = "exports"
label = "出口额"
kind = "number"
unit = "美元"
[[facts]]
name = "rd_share"
label = "研发占比"
kind = "rate"
[[facts]]
name = "founded"
label = "成立日期"
kind = "date"
[[facts]]
name = "grade"
label = "信用等级"
kind = "choice"
[facts.choices]
a = "A级"
b = "B级"
[[facts]]
name = "place"
label = "注册地"
kind = "text"
[[facts]]
name = "spent"
label = "实际支出"
kind = "money"
"""
LOANS = """
[[lists]]
name = "loans"
label = "贷款"
[[lists.columns]]
name = "name"
label = "贷款银行"
kind = "text"
[[lists.columns]]
name = "principal"
label = "本金"
kind = "money"
[[lists.columns]]
name = "rate"
label = "年利率"
kind = "rate"
[[lists.columns]]
name = "start"
label = "放款日期"
kind = "date"
[[lists.columns]]
name = "end"
label = "还款日期"
kind = "date"
[[lists.columns]]
name = "use"
label = "用途"
kind = "choice"
choices = { work = "生产经营", other = "其他" }
"""
LPR = """
[[parameters]]
term = "一年期LPR"
kind = "rate"
source = "全国银行间同业拆借中心"
values = [{ since = 2022-01-20, value = "3.7%" }, { since = 2022-08-22, value = "3.65%" }]
[[parameters]]
term = "美元汇率"
kind = "money"
source = "中国外汇交易中心"
values = [{ since = 2022-12-30, value = "6.9646" }]
"""
OUTPUT = {"output_value": {"2022": "12000000", "2021": "10000000", "2020": "9000000"}}


def loan(principal="1000000", rate="4.5", start="2022-01-01", end="2022-07-01", use="work", **more):
    return {"principal": principal, "rate": rate, "start": start, "end": end, "use": use, **more}


@pytest.mark.parametrize(
    ("award", "given", "result"),
    [
        ("3万", {}, "granted 30000.00"),
        ("自用面积 × 30元 × 租用月数", {"attributes": {"area": "120.5", "months": "6"}}, "granted 21690.00"),
        ("参保人数[2022] × 1000元", {"indicators": {"employees": {"2022": "12"}}}, "granted 12000.00"),
        ("封顶(实际支出 × 50%, 10万)", {"attributes": {"spent": "300000"}}, "granted 100000.00"),
        ("较小(实际支出, 5万)", {"attributes": {"spent": "49999.99"}}, "granted 49999.99"),
        # What is taken off, or added to nothing, is worked out last and comes to nothing itself.
        (
            "产值[2022] × 1% - 较小(实际支出, 5万)",
            {"attributes": {"spent": "0"}, "indicators": OUTPUT},
            "granted 120000.00",
        ),
        (
            "较小(实际支出, 5万) + 产值[2022]",
            {"attributes": {"spent": "0"}, "indicators": OUTPUT},
            "granted 12000000.00",
        ),
        ("保底(实际支出 × 1%, 1万)", {"attributes": {"spent": "5000"}}, "granted 10000.00"),
        ("(产值[2022] - 产值[2021]) × 1%", {"indicators": OUTPUT}, "granted 20000.00"),
        ("产值[2020 至 2022] × 0.1%", {"indicators": OUTPUT}, "granted 31000.00"),
        ("平均(产值[2020 至 2022]) × 0.1%", {"indicators": OUTPUT}, "granted 10333.33"),
        ("(产值[2022] - 最高(产值[2020 至 2021])) × 1%", {"indicators": OUTPUT}, "granted 20000.00"),
        # Which of two lines is met first is not known where they are figures themselves.
        (
            "分档(产值[2022], >= 产值[2021] × 2: 3万, >= 产值[2021]: 2万, 其余: 0)",
            {"indicators": OUTPUT},
            "granted 20000.00",
        ),
        ("每满(产值[2022] - 产值[2021], 300万) × 1万", {"indicators": OUTPUT}, "granted"),
        ("每档(产值[2022] - 产值[2021], 300万) × 1万", {"indicators": OUTPUT}, "granted 10000.00"),
        (
            "累进(产值[2022], <= 500万: 1%, <= 1000万: 0.5%, 其余: 0.1%)",
            {"indicators": OUTPUT},
            "granted 77000.00",
        ),
        ("按选项(信用等级, A级: 5万, B级: 3万, 其余: 0)", {"attributes": {"grade": "b"}}, "granted 30000.00"),
        (
            "分情形(信用等级 = A级 且 研发占比 >= 5%: 5万, 研发占比 >= 5%: 3万, 其余: 1万)",
            {"attributes": {"grade": "b", "rd_share": "5"}},
            "granted 30000.00",
        ),
        (
            "产值[2022] × 分档(研发占比, >= 10%: 2%, >= 5%: 1%, 其余: 0)",
            {"attributes": {"rd_share": "9.9999"}, "indicators": OUTPUT},
            "granted 120000.00",
        ),
        ("实际支出 × 50% × (100% + 20%)", {"attributes": {"spent": "1000"}}, "granted 600.00"),
        ("实际支出 × (5% + 2个百分点)", {"attributes": {"spent": "1000"}}, "granted 70.00"),
        ("实际支出 × 5‰", {"attributes": {"spent": "1000"}}, "granted 5.00"),
        (
            "实际支出 × 整年(成立日期, 2022-12-31)",
            {"attributes": {"spent": "100", "founded": "2020-01-01"}},
            "granted 200.00",
        ),
        ("100万 × 4.5% × 天数(2022-01-01, 2022-07-01) ÷ 360", {}, "granted 22625.00"),
        ("1万 × 整月(2022-01-31, 2022-03-01)", {}, "granted 10000.00"),
        # A month without such a day is complete on its last one (民法典 第二百零二条).
        ("1万 × 整月(2022-01-31, 2022-02-28)", {}, "granted 10000.00"),
        ("1万 × 整月(2022-01-31, 2022-02-27)", {}, "granted"),
        ("1万 × 整年(2020-02-29, 2021-02-28)", {}, "granted 10000.00"),
        (
            "若(统计入库日期 <= 迁入日期 + 12个月, 1万, 2万)",
            {"attributes": {"move_in_date": "2022-03-15", "stat_entry_date": "2023-03-15"}},
            "granted 10000.00",
        ),
        (
            "若(统计入库日期 <= 迁入日期 + 12个月, 1万, 2万)",
            {"attributes": {"move_in_date": "2022-03-15", "stat_entry_date": "2023-03-16"}},
            "granted 20000.00",
        ),
        (
            "若(统计入库日期 <= 迁入日期 + 12个月, 1万, 2万)",
            {"attributes": {"move_in_date": None, "stat_entry_date": "2023-03-16"}},
            "granted 20000.00",
        ),
        (
            "若(统计入库日期 > 2022-01-31 + 1个月, 1万, 2万)",
            {"attributes": {"stat_entry_date": "2022-02-28"}},
            "granted 20000.00",
        ),
        (
            "若(统计入库日期 >= 成立日期 - 1年, 1万, 2万)",
            {"attributes": {"founded": "2024-02-29", "stat_entry_date": "2023-02-28"}},
            "granted 10000.00",
        ),
        (
            "累进(参保人数[2022], <= 10: 100元, <= 30: 50元, 其余: 10元)",
            {"indicators": {"employees": {"2022": "32"}}},
            "granted 2020.00",
        ),
        # Up to the year before nothing, up to 110 % of it 1 %, above that 2 %.
        (
            "累进(产值[2022], <= 产值[2021]: 0, <= 产值[2021] × 110%: 1%, 其余: 2%)",
            {"indicators": OUTPUT},
            "granted 30000.00",
        ),
        ("实际支出 ÷ 3", {"attributes": {"spent": "100"}}, "granted 33.33"),
        ("若(列入(名单), 1万, 2万)", {}, "granted 10000.00"),
        ("若(注册地 包含 “郑东”, 1万, 2万)", {"attributes": {"place": "郑州市郑东新区"}}, "granted 10000.00"),
        ("若(注册地 = “郑东新区”, 1万, 2万)", {"attributes": {"place": "中原区"}}, "granted 20000.00"),
        ("出口额 × 美元汇率 × 1%", {"attributes": {"exports": "100000"}}, "granted 6964.60"),
        ("100万 × 一年期LPR[2022-06-30]", {}, "granted 37000.00"),
        ("100万 × 一年期LPR[成立日期]", {"attributes": {"founded": "2022-08-22"}}, "granted 36500.00"),
        ("100万 × 一年期LPR[成立日期]", {"attributes": {"founded": "2022-01-19"}}, "manual"),
        ("100万 × 一年期LPR[成立日期]", {"attributes": {"founded": None}}, "manual"),
        (
            "实际支出 ÷ 参保人数[2022]",
            {"attributes": {"spent": "100"}, "indicators": {"employees": {"2022": "0"}}},
            "manual",
        ),
        ("实际支出 - 1万", {"attributes": {"spent": "100"}}, "granted"),
        ("实际支出", {}, "missing"),
    ],
)
def test_that_an_award_comes_to(clause, award, given, result):
    roster = "\n[[rosters]]\nterm = '名单'\nsource = '某文件'\ncodes = ['91410100MAYA000162']\n"
    assert clause(award, before=NUMBERS + LPR + roster).result(**given) == result


@pytest.mark.parametrize(
    ("condition", "given", "holds"),
    [
        ("实际支出 ÷ 产值[2022] >= 5%", {"attributes": {"spent": "600000"}, "indicators": OUTPUT}, True),
        ("实际支出 ÷ 产值[2022] >= 5%", {"attributes": {"spent": "599999.99"}, "indicators": OUTPUT}, False),
        ("增长率(产值[2022], 产值[2020]) > 33%", {"indicators": OUTPUT}, True),
        ("同比(产值[2021 至 2022]) > 0", {"indicators": {"output_value": {**OUTPUT["output_value"]}}}, True),
        ("整月(成立日期, 2022-06-30) >= 12", {"attributes": {"founded": "2021-06-30"}}, True),
        ("整月(成立日期, 2022-06-30) >= 12", {"attributes": {"founded": "2021-07-01"}}, False),
        ("整月(成立日期, 2022-06-30) >= 12", {"attributes": {"founded": None}}, False),
        ("非 列入(名单)", {}, True),
        ("同比(参保人数[2022]) >= 0", {"indicators": {"employees": {"2022": "10", "2021": "10"}}}, True),
        (
            "参保人数[2022] ÷ 参保人数[2021] >= 90%",
            {"indicators": {"employees": {"2022": "9", "2021": "10"}}},
            True,
        ),
        (
            "参保人数[2022] >= 参保人数[2021] × 90%",
            {"indicators": {"employees": {"2022": "8", "2021": "10"}}},
            False,
        ),
        ("达标", {"indicators": OUTPUT}, True),
        ("在统", {"attributes": {"above_scale": True}}, True),
        ("在统", {"attributes": {"above_scale": False}}, False),
        ("支出 >= 1万", {"attributes": {"spent": "10000"}}, True),
        ("信用等级 != A级", {"attributes": {"grade": "a"}}, False),
        ("有(贷款, 用途 = 生产经营 且 本金 >= 100万)", {"rows": {"loans": [loan()]}}, True),
        ("有(贷款, 本金 > 100万)", {"rows": {"loans": [loan()]}}, False),
        ("都(贷款, 用途 = 生产经营)", {"rows": {"loans": [loan(), loan(use="other")]}}, False),
        # A row that is open does not lower the highest, nor raise the lowest; the mean stays among its rows.
        ("平均(贷款, 本金, 用途 = 生产经营) >= 50万", {"rows": {"loans": [loan(), loan(use=None)]}}, True),
        ("最高(贷款, 本金) >= 100万", {"rows": {"loans": [loan(), loan(principal=None)]}}, True),
        ("最低(贷款, 本金) <= 100万", {"rows": {"loans": [loan(), loan(principal=None)]}}, True),
        ("个数(贷款, 用途 = 其他) = 1", {"rows": {"loans": [loan(), loan(use="other")]}}, True),
    ],
)
def test_that_a_condition_holds(clause, condition, given, holds):
    before = (
        NUMBERS
        + LOANS
        + """
[[rosters]]
term = "名单"
source = "某文件"
codes = []
[[definitions]]
term = "增加额"
formula = "产值[2022] - 产值[2021]"
[[definitions]]
term = "达标"
formula = "增加额 >= 200万"
[[definitions]]
term = "在统"
formula = "四上"
[[definitions]]
term = "支出"
formula = "实际支出"
"""
    )
    one = clause("1万", more=f"conditions = ['''{condition}''']", before=before)
    assert one.result(**given) == ("granted 10000.00" if holds else "not_met")


INTEREST = "封顶(本金 × (年利率 - 一年期LPR[放款日期]) × 天数(放款日期, 还款日期) ÷ 360, 3000元)"
TWO_LOANS = [loan(name="甲行"), loan(principal="200000", name="乙行"), loan(use="other", name="丙行")]


@pytest.mark.parametrize(
    ("award", "result"),
    [
        # 100万 × 0.8 % × 181 ÷ 360 = 4022.22, capped at 3000; 20万: 804.44.
        (f"合计(贷款, {INTEREST}, 用途 = 生产经营)", "granted 3804.44"),
        (f"封顶(合计(贷款, {INTEREST}), 5000元)", "granted 5000.00"),
        (f"最高(贷款, {INTEREST})", "granted 3000.00"),
        (f"最低(贷款, {INTEREST})", "granted 804.44"),
        (f"前几合计(贷款, 1, {INTEREST})", "granted 3000.00"),
        (f"最高几合计(贷款, 2, {INTEREST})", "granted 6000.00"),
        ("个数(贷款) × 100元", "granted 300.00"),
        ("前几合计(贷款, 本金合计 ÷ 100万元, 本金 × 1%)", "granted 12000.00"),
        ("最高几合计(贷款, 个数(贷款, 用途 = 其他), 本金 × 1%)", "granted 10000.00"),
        ("平均(贷款, 本金)", "granted 733333.33"),
        ("中位数(贷款, 本金)", "granted 1000000.00"),
        ("中位数(贷款, 本金, 用途 = 生产经营)", "granted 600000.00"),
        ("平均(贷款, 本金, 本金 > 1亿)", "granted"),
        ("各组最高合计(贷款, 用途, 本金 × 1%)", "granted 20000.00"),
        ("各组最高合计(贷款, 贷款银行, 本金 × 1%)", "granted 22000.00"),
        ("各组前几合计(贷款, 用途, 1, 本金 × 1%)", "granted 20000.00"),
        ("各组前几合计(贷款, 贷款银行, 2, 本金 × 1%, 用途 = 生产经营)", "granted 12000.00"),
        ("各组前几合计(贷款, 用途, 本金合计 ÷ 100万元, 本金 × 1%)", "granted 22000.00"),
        ("若(有(贷款), 1万, 0)", "granted 10000.00"),
    ],
)
def test_that_rows_come_to(clause, award, result):
    late = [{**row, "start": "2022-02-01", "end": "2022-08-01"} for row in TWO_LOANS]
    total = "[[definitions]]\nterm = '本金合计'\nformula = '合计(贷款, 本金)'\n"
    assert clause(award, before=LOANS + LPR + total).result(rows={"loans": late}) == result


def test_that_a_row_whose_group_is_not_entered_is_asked_for(clause):
    one = clause("封顶(各组最高合计(贷款, 用途, 本金 × 1%), 1.5万)", before=LOANS)
    rows = [loan(), {**loan(), "use": None}]
    assert one.decide(rows={"loans": rows}).missing == ("loans[1].use",)
    assert one.result(rows={"loans": [*rows, loan(use="other")]}) == "granted 15000.00"


def test_that_of_each_group_the_first_so_many_are_taken_and_shown(clause):
    one = clause("各组前几合计(贷款, 用途, 2, 本金 × 1%)", before=LOANS)
    loans = [loan(principal="100"), loan(principal="200"), loan(principal="300"), loan(use="other")]
    decision = one.decide(rows={"loans": loans})
    assert decision.amount == 10_003_00
    assert decision.steps[-1].text == "取 3 个，合计 贷款1 1.00 元 + 贷款2 2.00 元 + 贷款4 10,000.00 元"
    # It may be the first of the one or of the other, or stand behind two of the same.
    unknown = {"principal": "400"}
    waiting = one.decide(rows={"loans": [unknown, *loans]})
    assert (waiting.missing, waiting.most) == (("loans[0].use",), 10_009_00)


def test_that_a_clause_reads_single_figures_and_not_what_it_gathers(clause):
    one = clause("合计(贷款, 本金) + 参保人数[2022] × 1元", before=NUMBERS + LOANS)
    assert keys_of(one.policy.clauses["only"], one.facts(rows={"loans": [loan()]})) == ["employees[2022]"]


def test_that_how_many_rows_are_taken_may_be_open(clause):
    one = clause("最高几合计(贷款, 参保人数[2022] × 10%, 本金 × 1%)", before=NUMBERS + LOANS)
    rows = {"loans": [loan(), loan(principal="2000000"), loan(principal="3000000")]}
    waiting = one.decide(rows=rows)
    assert (waiting.missing, waiting.most) == (("employees[2022]",), 6_000_000)
    for employees, result in (("29", "50000.00"), ("9", ""), ("300", "60000.00")):
        found = one.result(rows=rows, indicators={"employees": {"2022": employees}})
        assert found == f"granted {result}".strip()


def test_that_an_open_row_matters_to_the_highest_only_where_it_could_be_among_them(clause):
    one = clause("最高几合计(贷款, 1, 本金 × 1%, 用途 = 生产经营)", before=LOANS)
    known = loan(principal="3000000")
    assert one.result(rows={"loans": [known, {**loan(), "use": None}]}) == "granted 30000.00"
    waiting = one.decide(rows={"loans": [known, {**loan(principal="6000000"), "use": None}]})
    assert (waiting.missing, waiting.most) == (("loans[1].use",), 6_000_000)


@pytest.mark.parametrize(
    ("award", "words"),
    [
        ("封顶(实际支出 + 1万, 20万)", "实际支出 + 1万元，不超过 20万元"),
        ("每满(实际支出 + 1万, 20万) × 1万", "（实际支出 + 1万元）每满 20万元的档数 × 1万元"),
        ("实际支出 + 1万 - 自用面积 × 10元", "实际支出 + 1万元 − 自用面积 × 10元"),
        ("实际支出 - (1万 - 2万)", "实际支出 − （1万元 − 2万元）"),
        ("实际支出 - (自用面积 × 10元 + 2万)", "实际支出 − （自用面积 × 10元 + 2万元）"),
        ("实际支出 ÷ (租用月数 × 12)", "实际支出 ÷ （租用月数 × 12）"),
        ("实际支出 ÷ 租用月数 × 12", "实际支出 × 12 ÷ 租用月数"),
        ("实际支出 × (研发占比 - 3%)", "实际支出 × （研发占比 − 3%）"),
        ("较大(实际支出, 1万) × 2", "（实际支出、1万元的较大者） × 2"),
        ("封顶(实际支出 + 1万, 20万) - 3万", "（实际支出 + 1万元，不超过 20万元） − 3万元"),
        ("封顶(保底(实际支出 × 10%, 1万), 20万)", "实际支出 × 10%，不低于 1万元，不超过 20万元"),
        (
            "累进(产值[2022], <= 500万: 1%, <= 1000万: 0.5%, 其余: 0.1%)",
            "2022年产值分段累进：500万元以内的部分1%，1000万元以内的部分0.5%，再往上的部分0.1%",
        ),
        (
            "累进(参保人数[2022], <= 10: 100元, <= 30: 50元, 其余: 10元)",
            "2022年参保人数分段累进：10人以内的部分每一100元，30人以内的部分每一50元，再往上的部分每一10元",
        ),
        (
            "分档(产值[2022], >= 2000万: 3万, > 1000万: 2万, 其余: 0)",
            "按2022年产值分档：不少于 2000万元为3万元，多于 1000万元为2万元，其余0元",
        ),
        (
            "分档(自用面积, <= 100: 1万, < 200: 2万, 其余: 实际支出)",
            "按自用面积分档：不超过 100平方米为1万元，少于 200平方米为2万元，其余实际支出",
        ),
        ("若(信用等级 = A级, 3万, 1万) + 实际支出", "（信用等级为A级时3万元，否则1万元） + 实际支出"),
        (
            "若(非(信用等级 = A级 且 自用面积 <= 100), 3万, 1万)",
            "不是（信用等级为A级，且自用面积 不超过 100平方米）时3万元，否则1万元",
        ),
        (
            "若((成立日期 < 2022-01-01 或 自用面积 <= 100) 且 研发占比 >= 3%, 3万, 1万)",
            "（成立日期 早于 2022年1月1日；或自用面积 不超过 100平方米），且研发占比 不低于 3%时3万元，"
            "否则1万元",
        ),
        (
            "若(成立日期 < 2022-01-01 或 (自用面积 <= 100 且 研发占比 >= 3%), 3万, 1万)",
            "成立日期 早于 2022年1月1日；或自用面积 不超过 100平方米，且研发占比 不低于 3%时3万元，否则1万元",
        ),
        (
            "分情形(信用等级 = A级: 3万, 自用面积 > 100: 2万, 其余: 0)",
            "信用等级为A级时3万元，自用面积 多于 100平方米时2万元，否则0元",
        ),
        (
            "按选项(信用等级, A级: 3万, B级: 1万, 其余: 0)",
            "信用等级为A级时3万元，信用等级为B级时1万元，否则0元",
        ),
        ("每满(自用面积 - 100, 50) × 1万", "（自用面积 − 100平方米）每满 50平方米的档数 × 1万元"),
        ("同比(产值[2022]) × 100万", "2022年产值同比增长率 × 100万元"),
        ("若(注册地 包含 “郑东”, 1万, 2万)", "注册地含有“郑东”时1万元，否则2万元"),
        (
            "若(成立日期 + 3年 >= 2025-01-01, 1万, 2万)",
            "成立日期后 3 年 不早于 2025年1月1日时1万元，否则2万元",
        ),
    ],
)
def test_that_an_award_is_worded_so_that_no_other_could_be_meant(clause, award, words):
    made = clause(award, before=NUMBERS).policy.clauses["only"]
    assert quantity_text(made.award) == words


def test_that_rows_decide_nothing_while_they_are_not_entered(clause):
    one = clause("合计(贷款, 本金 × 1%)", before=LOANS)
    assert one.decide().missing == ("loans",)
    assert one.result(rows={"loans": []}) == "granted"
    assert one.decide(rows={"loans": [{"rate": "4"}]}).missing == ("loans[0].principal",)


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("个数(贷款) >= 1", "missing"),
        ("合计(贷款, 较小(本金, 10万)) <= 20万", "missing"),
        ("最高几合计(贷款, 2, 较小(本金, 10万)) <= 20万", "granted 10000.00"),
        ("最高几合计(贷款, 2, 较小(本金, 10万)) < 20万", "missing"),
        ("最高(贷款, 较小(本金, 10万)) <= 10万", "granted 10000.00"),
    ],
)
def test_that_of_rows_that_are_not_entered_it_is_known_how_many_count(clause, condition, result):
    assert clause("1万", f"conditions = ['{condition}']", LOANS).result() == result


@pytest.mark.parametrize("word", ["平均", "中位数"])
def test_that_a_mean_may_be_nothing_where_perhaps_no_row_counts(clause, word):
    one = clause("1万", f"conditions = ['{word}(贷款, 本金, 用途 = 生产经营) >= 0.01元']", LOANS)
    assert one.result(rows={"loans": [loan(use=None)]}) == "missing"
    assert one.result(rows={"loans": [loan(use=None), loan()]}) == "granted 10000.00"


def test_that_an_open_row_keeps_the_amount_open_only_where_it_matters(clause):
    capped = clause("封顶(合计(贷款, 本金 × 1%, 用途 = 生产经营), 1万)", before=LOANS)
    unknown = {"principal": "5000000"}
    assert capped.decide(rows={"loans": [unknown]}).missing == ("loans[0].use",)
    assert capped.result(rows={"loans": [loan(principal="1000000"), unknown]}) == "granted 10000.00"


def test_that_rows_decided_one_by_one_are_capped_together(clause):
    more = """each = "loans"
total = "封顶(合计, 1.5万)"
conditions = ["用途 = 生产经营"]"""
    one = clause("封顶(本金 × 1%, 1万)", more=more, before=LOANS)
    assert one.result(rows={"loans": [loan(), loan(), loan(use="other")]}) == "granted 15000.00"
    assert one.result(rows={"loans": [loan(use="other")]}) == "not_met"


JUDGED = """
[[judgements]]
name = "decided"
label = "核定金额"
kind = "money"
least = "1万"
most = "5万"
[[judgements]]
name = "level"
label = "评审等级"
kind = "choice"
choices = { good = "优秀", fair = "合格" }
"""


def test_that_what_the_office_decides_waits_for_it_within_its_bounds(clause, trial):
    one = clause("核定金额", before=JUDGED)
    waiting = one.decide()
    assert (waiting.outcome, waiting.most, [doubt.key for doubt in waiting.doubts]) == (
        "manual",
        5_000_000,
        ["decided"],
    )
    assert one.result(attributes={"decided": "30000", "decided_reason": "专家评审"}) == "granted 30000.00"
    graded = clause("3万", more="conditions = ['评审等级 = 优秀']", before=JUDGED)
    assert graded.result() == "manual"
    assert graded.result(attributes={"level": "fair", "level_reason": "会议纪要"}) == "not_met"


def test_that_a_judgement_out_of_bounds_or_without_reason_is_refused(clause):
    from domain.values.errors import BadInput

    one = clause("核定金额", before=JUDGED)
    with pytest.raises(BadInput, match="不能大于"):
        one.facts(attributes={"decided": "50000.01", "decided_reason": "……"})
    with pytest.raises(BadInput, match="理由"):
        one.facts(attributes={"decided": "30000"})


def test_that_a_part_that_cannot_be_computed_goes_to_a_person(trial):
    one = trial("""
[[clauses]]
id = "only"
title = "一条"
wording = "……"
by_person = "按专家评审意见确定"
conditions = ["四上 = 是"]
""")
    assert one.decide(attributes={"above_scale": True}).doubts[0].text == "按专家评审意见确定"
    assert one.result(attributes={"above_scale": False}) == "not_met"


STAGES = """
[[clauses.stages]]
title = "首期"
share = "50%"
[[clauses.stages]]
title = "二期"
share = "30%"
conditions = ["产值[2022] >= 1000万"]
[[clauses.stages]]
title = "尾款"
share = "20%"
conditions = ["产值[2022] >= 1亿"]
"""


def test_that_instalments_are_due_one_by_one_and_add_up(clause):
    one = clause("100.01元", more=STAGES)
    first = one.decide()
    assert (first.outcome, first.amount) == ("granted", 50_01)
    assert [part.outcome for part in first.instalments] == ["granted", "missing", "missing"]
    assert one.result(indicators={"output_value": {"2022": "10000000"}}) == "granted 80.01"
    assert one.result(indicators={"output_value": {"2022": "100000000"}}) == "granted 100.01"


TWO = """
[[clauses]]
id = "a"
title = "甲"
wording = "……"
award = "产值[2022] × 1%"
[[clauses]]
id = "b"
title = "乙"
wording = "……"
award = "营业收入[2022] × 1%"
"""


def figures(output=None, revenue=None):
    given = {"output_value": output, "revenue": revenue}
    return {name: {"2022": value} for name, value in given.items() if value is not None}


@pytest.mark.parametrize(
    ("output", "revenue", "a", "b"),
    [
        ("100", "200", "not_met", "granted 2.00"),
        ("200", "100", "granted 2.00", "not_met"),
        ("100", "100", "granted 1.00", "not_met"),
        ("100", None, "missing", "missing"),
        (None, None, "missing", "missing"),
    ],
)
def test_that_of_a_group_only_the_highest_is_granted(trial, output, revenue, a, b):
    one = trial(f"[[groups]]\ntitle = '同一事项'\nclauses = ['a', 'b']\n{TWO}")
    given = {"indicators": figures(output, revenue)}
    assert (one.result("a", **given), one.result("b", **given)) == (a, b)
    if a == "not_met":
        assert "乙" in one.decide("a", **given).checks[-1].found


@pytest.mark.parametrize(
    ("output", "revenue", "a", "b"),
    [
        ("10000", "5000", "granted 100.00", "granted 50.00"),
        ("10000", "10000", "granted 100.00", "granted 50.00"),
        ("20000", "10000", "granted 150.00", "granted"),
        (None, "1000", "missing", "missing"),
    ],
)
def test_that_a_shared_cap_is_used_up_in_the_order_of_the_clauses(trial, output, revenue, a, b):
    one = trial(f"[[shared_caps]]\ntitle = '两条合计'\nclauses = ['a', 'b']\ncap = '150元'\n{TWO}")
    given = {"indicators": figures(output, revenue)}
    assert (one.result("a", **given), one.result("b", **given)) == (a, b)


def test_that_an_exclusion_holds_for_every_clause(trial):
    one = trial(f"exclusions = [{{ text = '高耗能企业', formula = '高耗能 = 是' }}]\n{TWO}")
    given = {"indicators": figures("100", "100")}
    excluded = {**given, "attributes": {"high_energy_consumption": True}}
    assert [one.result(id_, **excluded) for id_ in "ab"] == ["not_met", "not_met"]
    assert one.result("a", **given) == "missing"


def test_that_a_trace_names_how_a_figure_follows(clause):
    of = clause("产值[2022Q2] × 1%", "conditions = ['产值[2022Q2] >= 100万']")
    decision = of.decide(indicators={"output_value": {"2022C03": "3000000", "2022C06": "5000000"}})
    assert decision.amount == 20_000_00
    assert "1—6月累计 − 1—3月累计" in decision.checks[0].found
    assert "2022年二季度产值 2,000,000.00 元（1—6月累计 − 1—3月累计）" in decision.steps[0].text


def test_that_a_policy_may_ask_for_a_cumulative_figure(clause):
    of = clause("1万", "conditions = ['同比(产值[2022C05]) > 0']")
    before = {"2021C05": "100"}
    assert of.result(indicators={"output_value": {**before, "2022C05": "101"}}) == "granted 10000.00"
    assert of.result(indicators={"output_value": {**before, "2022C04": "60", "2022M05": "40"}}) == "not_met"
    assert of.decide(indicators={"output_value": before}).missing == ("output_value[2022C05]",)


@pytest.mark.parametrize(
    ("award", "sentence"),
    [
        ("1万 × 环比(产值[2022C05])", "没有上一期，累计数请用 同比"),
        ("产值[2022C01 至 2022C05]", "累计数互相重叠，不能逐期相加"),
    ],
)
def test_that_cumulative_figures_have_no_period_before_and_no_sum(clause, award, sentence):
    with pytest.raises(BadInput, match=sentence):
        clause(award)
