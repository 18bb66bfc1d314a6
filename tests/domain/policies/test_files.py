"""Mistakes in policy files: each is named with its place, nothing crashes or hangs."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.files.files import MAX_BYTES, PolicyMistakes, load_policy, policy_from
from domain.policies.language.checking import check_award, check_condition
from domain.policies.language.parsing import FormulaError
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.one.assessment import assess
from domain.values.periods import Period
from tests.domain.policies.bombs import BOMBS
from tests.domain.policies.conftest import HEAD

ONE = """
[[clauses]]
id = "only"
title = "一条"
wording = "……"
"""


BROKEN = (
    *("a=1\na=2", "[a]\n[a]", "x.y=1\n[x.y]", "a={b=1,b=2}", "a='x", 'a="x\ny"', 'a="\\p"', "a=x", "a="),
    *("a 1", "a=1 2", "=1", "a=[1", "a=[1 2]", "a={b=1", "a={b=1 c=2}", "[a", "[[a]", "a=2022-02-30", "\x01"),
)


def mistakes(text, dictionary, head=HEAD):
    with pytest.raises(PolicyMistakes) as caught:
        policy_from((head + text).encode(), "某政策.toml", dictionary)
    return str(caught.value)


@pytest.mark.parametrize(
    ("award", "column", "words"),
    [
        ("封顶(国内运费[2022Q2] × 5%, 20)", 23, "应为金额，却是数；金额请写单位"),
        ("国内运费 × 5%", 1, "按期间填报，应写明期间"),
        ("国内运废[2022Q2] × 5%", 1, "是不是“国内运费”"),
        ("国内运费[2022Q5] × 5%", 6, "没有“2022Q5”这个期间"),
        ("国内运费[2022Q2] × 国内运费[2022Q2]", 16, "金额不能乘以金额"),
        ("国内运费[2022Q2] + 5%", 16, "应为金额，却是比率"),
        ("统计专业 × 5%", 1, "不能用来计算"),
        ("封顶(国内运费[2022Q2] × 5%)", 1, "封顶应有 2 项，却有 1 项"),
        ("上限(国内运费[2022Q2], 1万)", 1, "没有“上限”这个算法"),
        ("国内运费[2022Q2] × 5% 元", 19, "应为"),
        ("国内运费[2022Q2] × (5%", 19, "应为"),
        ("12.345元", 1, "精确到分"),
        ("国内运费[2022Q2] ÷ 0", 16, "不能除以 0"),
        ("若(迁入日期 >= 100万, 1万, 2万)", 11, "应为日期，却是金额"),
        ("若(迁入日期 >= 2022-02-30, 1万, 2万)", 11, "没有 2022-02-30 这一天"),
        ("若(统计专业 = 渔业, 1万, 2万)", 10, "没有“渔业”这一项"),
        ("合计(项目, 计划总投资 × 5%, 开工日期)", 20, "不是条件"),
        ("合计(专利, 1万)", 4, "没有名为“专利”的清单"),
        ("分档(同比(产值[2022H1]), >= 10%: 1万)", 1, "分档应写作"),
        ("累进(产值[2022H1], <= 500万: 1%, <= 100万: 2%, 其余: 0)", 29, "从小到大"),
        ("一年期LPR[2022-06-30] × 1万", 1, "没有名为“一年期LPR”的外部参数"),
        ("产值[2022H2 至 2022H1] × 1%", 13, "先早后晚"),
        ("1万 §", 4, "不认识的符号"),
        ("", 0, "应写而且只写一个"),
    ],
)
def test_that_a_mistake_in_an_award_is_named_with_its_column(dictionary, award, column, words):
    said = mistakes(f"{ONE}award = '''{award}'''\n", dictionary)
    assert words in said
    assert "某政策.toml：条款 only：" in said
    if column:
        assert f"第 {column} 列" in said
        assert "第 15 行" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{ONE}award = '1万'\naword = '1万'", "条款 only：第 16 行，“aword”：不认识这一项"),
        ("[[clauses]]\naward = '1万'", "条款 第 1 条：第 10 行，“id”：缺少这一项"),
        (f"{ONE}award = '1万'\naward = '2万'", "TOML"),
        (f"{ONE}award = 1", "“award”：应为文字"),
        (f"{ONE}award = '1万'\nconditions = '四上 = 是'", "“conditions”：应为列表"),
        (f"{ONE}award = '1万'\n{ONE}award = '1万'", "编号重复"),
        (f"{ONE}award = '1万'\neach = 'patents'", "没有名为“patents”的清单"),
        (f"{ONE}award = '1万'\ntotal = '合计'", "“total”只用于逐行审核"),
        (f"{ONE}award = '1万'\nby_person = '专家评审'", "只写一个"),
        (f"{ONE}award = '1万'\n[[clauses.stages]]\ntitle='首期'\nshare='50%'", "之和应为 100%"),
        (f"{ONE}award = '1万'\n[clauses.contest]\nplaces = 3", "要写“by”"),
        (
            f"groups = [{{ title = '同一事项', clauses = ['only', 'other'] }}]\n{ONE}award = '1万'",
            "没有编号为“other”的条款",
        ),
        (f"[[definitions]]\nterm = '产值'\nformula = '1万'\n{ONE}award = '1万'", "已有别的意思"),
        (
            f"[[facts]]\nname = 'output_value'\nlabel = '产值'\nkind = 'number'\n{ONE}award = '1万'",
            "内容不同",
        ),
        (f"[[facts]]\nname = 'kind'\nlabel = '类别'\nkind = 'choice'\n{ONE}award = '1万'", "要写“choices”"),
        (f"[[facts]]\nname = 'kind'\nlabel = '类别'\nkind = 'numbers'\n{ONE}award = '1万'", "应为其中之一"),
        (
            f"[[judgements]]\nname = 'sum'\nlabel = '核定额'\nkind = 'money'\n{ONE}award = '核定额'",
            "最低（least）和最高（most）",
        ),
        (f"[[rosters]]\nterm = '名单'\nsource = '……'\ncodes = ['123']\n{ONE}award = '1万'", "第 1 项"),
        (
            "[[parameters]]\nterm = '汇率'\nkind = 'money'\nsource = '……'\n"
            "values = [{ since = 2022-02-01, value = '6.9' }, { since = 2022-01-01, value = '6.8' }]\n"
            f"{ONE}award = '1万'",
            "从早到晚",
        ),
        ("", "“clauses”：缺少这一项"),
        ("clauses = []", "至少要有一项"),
    ],
)
def test_that_a_mistake_in_the_file_is_named(dictionary, text, words):
    assert words in mistakes(text, dictionary)


def test_that_every_mistake_is_told_at_once(dictionary):
    said = mistakes(f"{ONE}award = '不知道'\nconditions = ['也不知道', '四上 > 是']", dictionary)
    assert said.count("条款 only：") == 3


def test_that_a_newer_format_and_other_encodings_are_refused(dictionary, tmp_path):
    assert "更高的格式" in mistakes(ONE, dictionary, head=HEAD.replace("format = 1", "format = 2"))
    path = tmp_path / "gb.toml"
    path.write_bytes((HEAD + ONE).encode("gb18030"))
    with pytest.raises(PolicyMistakes, match="UTF-8"):
        load_policy(path, dictionary)
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(PolicyMistakes, match="超过"):
        load_policy(path, dictionary)
    with pytest.raises(PolicyMistakes, match="打不开"):
        load_policy(tmp_path / "none.toml", dictionary)


def test_that_templates_stand_apart_from_what_is_in_force(policies):
    assert policies.policies
    assert policies.templates
    assert not any(one.is_template for one in policies.policies.values())
    assert all(one.is_template for one in policies.templates.values())


def test_that_a_policy_may_say_which_road_its_cases_begin(dictionary):
    text = HEAD.replace("official_text", 'road = "simple"\nofficial_text', 1) + ONE + "award = '1万'\n"
    assert policy_from(text.encode(), "某政策.toml", dictionary).road == "simple"
    said = mistakes(
        ONE + "award = '1万'\n", dictionary, HEAD.replace("official_text", 'road = "简易"\nofficial_text', 1)
    )
    assert "road" in said


def test_that_windows_line_ends_and_a_byte_order_mark_are_taken(dictionary):
    text = (HEAD + ONE + "award = '1万'\n").replace("\n", "\r\n")
    policy = policy_from(b"\xef\xbb\xbf" + text.encode(), "某政策.toml", dictionary)
    assert list(policy.clauses) == ["only"]


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 500 + "1万" + ")" * 500,
        "-" * 500 + "1万",
        "1万" + " + 1万" * 5000,
        "封顶(" * 60 + "1万",
        "9" * 1900 + "万",
    ],
)
def test_that_deep_and_long_formulas_are_refused(dictionary, formula):
    with pytest.raises(FormulaError):
        check_award(formula, Vocabulary.of(dictionary))


def test_that_many_brackets_beside_each_other_are_not_deep(clause):
    assert clause(" + ".join(["(1元)"] * 50)).result() == "granted 50.00"


def test_that_definitions_that_multiply_are_refused(dictionary):
    lines = ["[[definitions]]\nterm = '甲0'\nformula = '产值[2022H1] + 产值[2021H1]'"]
    lines += [f"[[definitions]]\nterm = '甲{n}'\nformula = '甲{n - 1} + 甲{n - 1}'" for n in range(1, 40)]
    assert "太长" in mistakes("\n".join(lines) + f"\n{ONE}award = '甲39'", dictionary)


def test_that_nested_tables_are_refused(dictionary):
    assert "某政策.toml" in mistakes("x = " + "[" * 200 + "]" * 200, dictionary)
    assert "某政策.toml" in mistakes("a" + ".a" * 5000 + " = 1", dictionary)


TAKEN = {"as many clauses as there may be", "one long text"}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_that_no_file_takes_all_time_or_memory():
    program = [sys.executable, "-m", "tests.domain.policies.bombs"]
    found = json.loads(subprocess.run(program, capture_output=True, check=True, timeout=300).stdout)
    assert set(found["said"]) == set(BOMBS)
    for name, said in found["said"].items():
        assert bool(said) == (name not in TAKEN), name
        assert not said or said.startswith("某政策.toml：")
    assert found["more_mb"] < 150


def test_that_what_is_wrong_with_the_toml_is_said_in_chinese(dictionary):
    for text in BROKEN:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)
        with pytest.raises(PolicyMistakes) as caught:
            policy_from(text.encode(), "某政策.toml", dictionary)
        place, reason = str(caught.value).removeprefix("某政策.toml：").split("：不是正确的 TOML 写法：")
        assert re.fullmatch(r"第 \d 行第 \d+ 列|文件末尾", place)
        assert re.search("[a-zA-Z]", reason) is None


def test_that_a_sum_as_deep_as_may_be_is_decided_and_worded(dictionary):
    long = " + ".join(["产值[2022H1]"] * 100)
    shorter = long.removesuffix(" + 产值[2022H1]")
    text = f"{HEAD}{ONE}award = '{long}'\nconditions = ['{shorter} > 1元']\n"
    policy = policy_from(text.encode(), "某政策.toml", dictionary)
    facts = EnterpriseFacts(
        "91410100MAYA000162", "甲", indicators={"output_value": {Period.parse("2022H1"): 12345}}
    )
    (decision,) = assess(policy, facts, dictionary)
    assert decision.amount == 100 * 12345
    assert "100" in mistakes(f"{ONE}award = '{long} + 1元'", dictionary)


def complaint_about(check, text, words):
    try:
        check(text, words)
    except FormulaError as error:
        return error
    return None


SIGNS = "()[],:+-×÷<>=≥≤%．（）“”\n\t 0123456789𬭎é\u202e\x00"
WORDS = "产值 [2022H1] 万 元 且 或 非 在 至 属于 其余 封顶 分档 若 合计 项目 四上 是 2022-06-30"
PIECES = st.sampled_from([*SIGNS, *WORDS.split()])


@settings(derandomize=True, max_examples=8 * settings.default.max_examples, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_that_any_text_is_a_formula_or_a_mistake_with_its_place(dictionary, text):
    words = Vocabulary.of(dictionary)
    for check in (check_award, check_condition):
        complaint = complaint_about(check, text, words)
        assert complaint is None or 1 <= complaint.column <= len(text) + 1


@settings(derandomize=True, max_examples=8 * settings.default.max_examples, deadline=None)
@given(st.binary(max_size=400))
def test_that_any_bytes_are_refused_as_a_policy_with_the_file_named(dictionary, raw):
    with pytest.raises(PolicyMistakes, match=r"某政策\.toml"):
        policy_from(raw, "某政策.toml", dictionary)
