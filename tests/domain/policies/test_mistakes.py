"""What is said of mistakes that people make: with the line, with the right form, all at once."""

import re

import pytest

from tests.domain.policies.conftest import HEAD
from tests.domain.policies.test_files import ONE, mistakes

LISTS = """
[[lists]]
name = "loans"
label = "贷款"
columns = [
  { name = "principal", label = "本金", kind = "money" },
  { name = "start", label = "放款日期", kind = "date" },
]
"""
CONTAINER = """
[[facts]]
name = "containers"
label = "箱量"
kind = "number"
unit = "标箱"
[[facts]]
name = "spots"
label = "景区等级"
kind = "choice"
choices = { a = "5A级", b = "4A级", c = "A级" }
"""


@pytest.mark.parametrize(
    ("award", "words"),
    [
        ("国内运费[2022Q2] × 5% + 10,000元", "数字里不写千位逗号"),
        ("国内运费[2022Q2] × 5% + 010000元", "“010000”以 0 开头"),
        ("封顶(国内运费[2022Q2] × 5%, 20万, 30万)", "封顶应有 2 项，却有 3 项"),
        ("若(3% <= 同比(产值[2022]) < 5%, 1万, 0)", "请写成两个条件"),
        ("若(同比(产值[2022]) 介于 3% 和 5%, 1万, 0)", "请写成两个条件"),
        ("若(同比(产值[2022]) 5%以上, 1万, 0)", "请写 >=（含）或 >（不含）"),
        ("若(产值[2022] > 5万元以上, 1万, 0)", "请写 >=（含）或 >（不含）"),
        ("产值[2022] × 5% 且最高20万", "上限写作 封顶(金额, 20万)"),
        ("若(迁入日期 > 2022年1月1日, 1万, 0)", "日期写作 2022-01-01"),
        ("产值[2022年上半年] × 1%", "期间写作 [2022H1]"),
        ("产值[2021年至2022年] × 1%", "期间写作 [2021 至 2022]"),
        ("产值[2022年1-6月] × 1%", "期间写作 [2022C06]"),
        ("产值[2022] × 百分之五", "比率写作 5%"),
        # What says no to a word is not answered as that word is.
        ("若(同比(产值[2022]) 不高于 增幅, 1万, 0)", "请写 <=（含）或 <（不含）"),
        ("若(同比(产值[2022]) 不超过 增幅, 1万, 0)", "请写 <=（含）或 <（不含）"),
        ("若(同比(产值[2022]) 未超过 增幅, 1万, 0)", "请写 <=（含）或 <（不含）"),
        ("若(同比(产值[2022]) 不大于 增幅, 1万, 0)", "请写 <=（含）或 <（不含）"),
        ("若(同比(产值[2022]) 不小于 5%, 1万, 0)", "请写 >=（含）或 >（不含）"),
        ("若(同比(产值[2022]) 大于等于 5%, 1万, 0)", "请写 >=（含）或 >（不含）"),
        ("若(同比(产值[2022]) 小于或等于 5%, 1万, 0)", "请写 <=（含）或 <（不含）"),
        ("若(同比(产值[2022]) 未达到 5%, 1万, 0)", "请写 <，如 占比 < 5%"),
        ("若(同比(产值[2022]) 不等于 5%, 1万, 0)", "不相等写作 !="),
        ("若(非四上, 1万, 0)", "词与词之间要空一格，写作 非 四上"),
        ("若(四上且总部企业, 1万, 0)", "写作 四上 且 总部企业"),
        ("若(四上或非总部企业, 1万, 0)", "写作 四上 或 非 总部企业"),
        ("若(四上 或者 总部企业, 1万, 0)", "两个条件之间写“或”"),
        ("若(箱量 >= 3标箱, 1万)", "若应有 3 项，却有 2 项"),
        ("分档(箱量, >= 3标箱: 1万)", "其余: 0)：最后缺少“其余”，各档都不符合时给多少也要写明"),
        ("分情形(四上: 1万, 总部企业: 2万)", "最后缺少“其余”"),
        ("按选项(景区等级, 5A级: 1万)", "最后缺少“其余”"),
        ("累进(产值[2022], <= 100万: 1%)", "最后缺少“其余”"),
        ("分档(箱量, 其余: 0, >= 3标箱: 1万)", "“其余”要写在分档的最后"),
        ("5W", "“W”请写“万”"),
        ("max(产值[2022], 1万)", "是不是“较大”"),
        ("若(箱量 >= 100公吨, 1万, 0)", "不认识的单位“公吨”，可用：标箱"),
        ("若(箱量 >= 100吨, 1万, 0)", "“箱量”以“标箱”计，这里写的是“吨”"),
        ("若(整年(迁入日期, 2022-12-31) >= 18个月, 1万, 0)", "以“年”计，这里写的是“个月”"),
        ("若(景区等级 = 3A级, 1万, 0)", "没有“3A级”这一项，可选：5A级、4A级"),
        ("3A级 × 1万", "选项的名称，请写在引号里"),
        ("各组最高合计(贷款, 本金, 本金 × 1%)", "按哪一列分组"),
        ("放款日期", "“放款日期”是清单“贷款”的一列，只能用在 合计(贷款, …)"),
        ("分档(箱量, >= 1标箱: 1万, >= 3标箱: 2万, 其余: 0)", "“>= 3标箱”这一档永远轮不到"),
        ("分档(箱量, <= 3标箱: 1万, < 3标箱: 2万, 其余: 0)", "“< 3标箱”这一档永远轮不到"),
        ("分档(箱量, <= 3标箱: 1万, < 1标箱: 2万, 其余: 0)", "“< 1标箱”这一档永远轮不到"),
        ("分档(箱量, >= 3标箱: 1万, = 5标箱: 2万, 其余: 0)", "“= 5标箱”这一档永远轮不到"),
    ],
)
def test_that_habits_are_answered_with_the_right_form(dictionary, award, words):
    assert words in mistakes(f"{LISTS}{CONTAINER}{ONE}award = '''{award}'''\n", dictionary)


def test_that_a_formula_is_shown_where_it_is_wrong_and_of_a_long_one_the_beginning(dictionary):
    never = "[[exclusions]]\ntext = '停业'\nformula = '停业月数 > 3'\n"
    told = mistakes(f"{never}{ONE}award = '1万'\n", dictionary)
    assert "exclusions 第 1 项" in told
    assert told.rstrip("。").endswith("公式：停业月数 > 3")
    long = "停业月数 × 1万" + " + 1万" * 100
    assert f"公式：{long[:50]}" in (told := mistakes(f"{ONE}award = '{long}'\n", dictionary))
    assert long not in told


def test_that_no_name_that_says_the_opposite_is_offered(dictionary):
    facts = "".join(
        f"[[facts]]\nname = 'f{at}'\nlabel = '{label}'\nkind = 'money'\n"
        for at, label in enumerate(("进口总额", "含税收入"))
    )
    for word in ("出口总额", "不含税收入"):
        told = mistakes(f"{facts}{ONE}award = '{word}'\n", dictionary)
        assert f"不认识的名称“{word}”" in told
        assert "进口总额" not in told
        assert "含税收入”？" not in told


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("cap = '20万'", "一条的上限写在 award 里，如 封顶(金额, 20万)"),
        ("places = 3", "名次写在 contest 里"),
        ("codes = []", "它不写在这里。这里可写：id、title、wording"),
        ("condition = '四上'", "条件写在 conditions 里"),
        ("zero_notes = '无'", "（是不是“zero_note”？）"),
    ],
)
def test_that_a_key_at_the_wrong_place_is_told_where_it_goes(dictionary, key, words):
    told = mistakes(f"{ONE}award = '1万'\n{key}\n", dictionary)
    assert words in told
    assert f"是不是“{key.split(' ')[0]}”" not in told


@pytest.mark.parametrize(
    ("definitions", "words"),
    [
        ([("甲", "乙 + 1万"), ("乙", "1万")], "“乙”在后面才有定义"),
        ([("甲", "甲 + 1万")], "“甲”的定义里又用到它自己"),
        ([("甲", "丙 + 1万")], "“丙”只在条款 only 里有定义"),
    ],
)
def test_that_a_name_that_is_defined_elsewhere_is_no_unknown_one(dictionary, definitions, words):
    lines = "".join(f"[[definitions]]\nterm = '{term}'\nformula = '{text}'\n" for term, text in definitions)
    own = "definitions = [{ term = '丙', formula = '2万' }]"
    assert words in mistakes(f"{lines}{ONE}{own}\naward = '丙'", dictionary)


def test_that_what_follows_from_a_wrong_definition_is_not_told(dictionary):
    own = "definitions = [{ term = '甲', formula = '1万 §' }, { term = '乙', formula = '甲 + 1万' }]"
    said = mistakes(f"{ONE}{own}\naward = '乙'\nconditions = ['乙 > 0', '丁 > 0']", dictionary)
    assert said.count("条款 only：") == 2
    assert "不认识的名称“丁”" in said


def test_that_mistakes_of_keys_and_of_formulas_are_told_together(dictionary):
    fact = "[[facts]]\nname = 'paid'\nlabel = '已获奖励'\nkind = 'amount'\n"
    text = (
        f"{fact}{ONE}awrad = '1万'\nconditions = ['已获奖励 > 0', 5, '产值 > 1万']\n"
        f"{ONE.replace('only', 'other')}award = 5\nwho = ['四上 > 是']"
    )
    said = mistakes(text, dictionary).splitlines()
    assert len(said) == 6, said
    for words in ("“kind”：应为其中之一", "“awrad”：不认识这一项（是不是“award”？）", "“conditions”第 2 项"):
        assert sum(words in one for one in said) == 1, said
    assert sum("conditions 第 3 项：第 1 列：“产值”按期间填报" in one for one in said) == 1
    assert not any("至少要有一项" in one or "已获奖励" in one or "只写一个" in one for one in said)


def test_that_a_key_of_the_whole_file_below_a_clause_is_told_where_it_goes(dictionary):
    text = f"{ONE}award = '1万'\nshared_caps = []"
    assert "“shared_caps”：不认识这一项；它要写在文件开头" in mistakes(text, dictionary)


def test_that_each_mistake_has_the_line_on_which_it_stands(dictionary):
    wrong = "1万 §"
    text = f"""[[clauses]]
id = "a"
title = "{wrong}"
wording = "……"
award = "1万"
conditions = [
  "四上 = 是", # {wrong}
  {{ text = "{wrong}", formula = "四上 = 是" }},
  {{ text = "……", formula = "{wrong}" }},
]
[[clauses]]
id = "b"
title = "……"
wording = "……"
definitions = [
  {{ term = "甲", formula = "1万" }},
  {{ term = "乙", formula = '''
甲 +
{wrong}''' }},
]
award = "{wrong}"
[clauses.contest]
places = 3
by = "{wrong}"
"""
    start = HEAD.count("\n")
    lines = [int(line) - start for line in re.findall(r"第 (\d+) 行", mistakes(text, dictionary))]
    assert lines == [9, 19, 21, 24]


def test_that_a_mistake_of_what_is_declared_has_its_line(dictionary):
    text = f"""[[facts]]
name = "a"
label = "甲"
kind = "number"
[[facts]]
name = "b"
label = "乙"
kind = "number"
least = "abc"
[[rosters]]
term = "产值"
source = "……"
codes = ["123"]
{ONE}award = "1万"
"""
    start = HEAD.count("\n")
    said = mistakes(text, dictionary).splitlines()
    assert [int(re.search(r"第 (\d+) 行", one)[1]) - start for one in said] == [5, 10, 10]


@pytest.mark.parametrize(
    ("conditions", "amount"),
    [
        ("出口额 >= 20万美元", 20),
        ("出口额 >= 200000美元", 20),
        ("出口额 >= 0.002亿美元", 20),
        ("出口额 × 50% >= 10万美元", 20),
        ("较大(出口额, 5万美元) >= 20万美元", 20),
        ("出口额 + 进口额 >= 30万美元", 20),
        ("进口额 + 出口额 >= 300000美元", 20),
        ("每满(出口额, 5万美元) >= 4", 20),
        ("用电量 >= 500万千瓦时", 500),
        ("用电量 >= 5000兆瓦时", 500),
        ("装机 >= 2000千瓦", 2),
        ("面积 >= 20公顷", 200000),
        ("箱量 >= 20万TEU", 200000),
        ("箱量 >= 20 万标准箱", 200000),
    ],
)
def test_that_figures_are_compared_in_the_unit_of_the_fact(trial, conditions, amount):
    units = (
        *(("出口额", "万美元", "a"), ("进口额", "美元", "b"), ("用电量", "万千瓦时", "c")),
        *(("装机", "兆瓦", "d"), ("面积", "平米", "e"), ("箱量", "标箱", "f")),
    )
    facts = "".join(
        f"[[facts]]\nname = '{name}'\nlabel = '{label}'\nkind = 'number'\nunit = '{unit}'\n"
        for label, unit, name in units
    )
    read = trial(f"{facts}{ONE}award = '1万'\nconditions = ['{conditions}']")
    at_edge = {name: amount for *_, name in units} | {"b": 100_000}
    assert read.result(attributes=at_edge) == "granted 10000.00"
    assert read.result(attributes={name: value - 1 for name, value in at_edge.items()}) == "not_met"


@pytest.mark.parametrize(
    ("award", "result"),
    [
        ("1万 × （1＋20%）", "granted 12000.00"),
        ("1万 × (1 - 20% - 5%)", "granted 7500.00"),
        ("1万 × (20% + 1)", "granted 12000.00"),
        ("1万 × 1.2倍", "granted 12000.00"),
        ("1万 × (1 + 5‰)", "granted 10050.00"),
        ("按选项(景区等级, 5A级: 3百万元, 4A级: 2万, 其余: 0)", "granted 3000000.00"),
        ("若(景区等级 属于 (5A级, “4A级”), 1万, 0)", "granted 10000.00"),
    ],
)
def test_that_common_ways_of_writing_work(clause, award, result):
    assert clause(award, before=CONTAINER).result(attributes={"spots": "a"}) == result
