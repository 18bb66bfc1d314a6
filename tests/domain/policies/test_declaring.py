"""What a policy declares: nothing that is written there means nothing, and every name can be written."""

import pytest

from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import table_of
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.policies.test_files import ONE, mistakes

WHO = "who = ['''{}''']\naward = '1万'\n"


def fact(**keys):
    written = {"name": "x", "label": "投入", "kind": "money", **keys}
    lines = [
        f"{key} = {str(one).lower() if isinstance(one, bool) else repr(one)}" for key, one in written.items()
    ]
    return "[[facts]]\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"unit": "万元"}, '金额一律以元填报（可填 20万），不能写 unit = "万元"，请删去'),
        ({"kind": "number", "unit": "万元"}, '以“万元”计的是金额：请写 kind = "money"'),
        ({"kind": "number", "unit": "元"}, "以“元”计的是金额"),
        ({"kind": "rate", "unit": "‰"}, "比率一律以 % 填报"),
        ({"kind": "number", "unit": "%"}, '以“%”计的是比率：请写 kind = "rate"'),
        ({"kind": "number", "unit": "万"}, "“unit”里的“万”没说是多少什么，请写全，如 万人、万件"),
        ({"kind": "date", "unit": "天"}, "只有数（number）写“unit”"),
        ({"is_whole": True}, "只有数（number）写“is_whole”"),
        ({"kind": "text", "may_be_negative": True}, "只有金额、数、比率写“may_be_negative”"),
        ({"is_stock": True}, "“is_stock”只用于按期间填报"),
        ({"may_be_negative": True, "least": "0"}, "两者只写一个"),
        ({"least": "5万", "most": "1万"}, "“least”大于“most”"),
        ({"kind": "date", "by_period": True}, "只有金额、数、比率、是非和选项可以按期间填报"),
        ({"label": "研发费用（不含税）"}, '请另写“term”：公式里怎么称呼它，如 term = "研发费用不含税"'),
        ({"name": "street"}, "本单位已有同名数据“街道”，内容不同"),
        ({"label": "收入/支出"}, '如 term = "收入支出"'),
        ({"label": "5G基站数"}, '如 term = "数据5G基站数"'),
        ({"label": "产品 收入"}, '如 term = "产品收入"'),
    ],
)
def test_that_a_key_that_means_nothing_is_refused(dictionary, keys, words):
    assert words in mistakes(fact(**keys) + ONE + "award = '1万'\n", dictionary)


def test_that_a_unit_that_is_the_kinds_own_may_be_written(clause):
    assert clause("投入 × 10%", before=fact(unit="元")).result(attributes={"x": "1000"}) == "granted 100.00"


def test_that_a_label_that_no_formula_can_write_is_told_once(dictionary, clause):
    told = mistakes(fact(label="费用（不含税）") + ONE + "award = '费用（不含税） × 1%'\n", dictionary)
    assert told.count("\n") == 0
    named = clause("费用 × 1%", before=fact(label="费用（不含税）", term="费用"))
    assert named.result(attributes={"x": "100"}) == "granted 1.00"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "条\\u0000一"', "“title”：第 2 个字是看不见的控制字符（U+0000）"),
        ('wording = "条\\u001b一"', "“wording”：第 2 个字是看不见的控制字符"),
    ],
)
def test_that_a_control_character_is_refused_with_its_place(dictionary, text, told):
    key = text.split(" ")[0]
    body = "\n".join(line for line in ONE.splitlines() if not line.startswith(key))
    assert told in mistakes(f"{body}\n{text}\naward = '1万'\n", dictionary)


def test_that_what_nobody_can_see_falls_away_from_names_and_formulas(trial):
    read = trial(
        "[[clauses]]\nid = 'a'\ntitle = '''甲\u202e条\n款\u200b'''\n"
        "wording = '''一\n二'''\naward = '1\u200b万'\n"
    )
    clause = read.policy.clauses["a"]
    assert (clause.title, clause.wording) == ("甲条款", "一\n二")
    assert read.result() == "granted 10000.00"


# Days, and what follows from codes


def test_that_a_day_that_is_not_is_null_and_an_empty_one_is_refused(clause):
    one = clause(
        "1万", more="conditions = ['非 到期日 <= 2022-12-31']", before=fact(kind="date", label="到期日")
    )
    for none in (None, "无"):
        assert one.result(attributes={"x": none}) == "granted 10000.00"
    assert one.decide().missing == ("x",)
    with pytest.raises(BadInput, match="“到期日”是空的：没有这一天写 null"):
        one.facts(attributes={"x": ""})


@pytest.mark.parametrize(
    ("formula", "given", "result", "found"),
    [
        ("机构类型 = 企业", {}, "granted 10000.00", "企业（按统一社会信用代码）"),
        ("机构类型 = 事业单位", {}, "not_met", "企业（按统一社会信用代码）"),
        (
            "机构类型 = 个体工商户",
            {"entity_type": "sole_trader"},
            "granted 10000.00",
            "个体工商户（按统一社会信用代码应为企业，请核对）",
        ),
        ("机构类型 = 企业", {"entity_type": "enterprise"}, "granted 10000.00", "企业"),
        (
            "行业门类 = 批发和零售业",
            {"industry_code": "5151"},
            "granted 10000.00",
            "批发和零售业（按行业代码）",
        ),
        ("行业门类 = 批发和零售业", {"industry_code": "3921"}, "not_met", "制造业（按行业代码）"),
        ("行业门类 = 批发和零售业", {}, "missing", "未填"),
        (
            "行业门类 = 制造业",
            {"industry_code": "5151", "industry_section": "C"},
            "granted 10000.00",
            "制造业（按行业代码应为批发和零售业，请核对）",
        ),
        ("行业代码 开头是 “51”", {"industry_code": "5151"}, "granted 10000.00", "5151"),
        ("行业代码 开头是 “51”", {"industry_code": "1351"}, "not_met", "1351"),
        ("行业代码 包含 “1351”", {"industry_code": "1351"}, "granted 10000.00", "1351"),
        ("行业代码 开头是 (“51”, “52”)", {"industry_code": "5231"}, "granted 10000.00", "5231"),
        ("行业代码 开头是 (“51”, “521”)", {"industry_code": "5231"}, "not_met", "5231"),
        ("行业代码 包含 (“1351”, “1352”)", {"industry_code": "1352"}, "granted 10000.00", "1352"),
        ("行业代码 开头是 “51”", {}, "missing", "未填"),
    ],
)
def test_that_what_follows_from_codes_is_known_and_said(trial, formula, given, result, found):
    read = trial(ONE + WHO.format(formula))
    decision = read.decide(attributes=given)
    assert read.result(attributes=given) == result
    assert decision.checks[0].found == found
    facts = [read.facts(attributes=given)]
    columns = decide_table(read.policy, table_of(facts, read.dictionary), read.dictionary, Silent())
    assert OUTCOMES[columns["only"].outcome[0]] == decision.outcome


def test_that_part_of_a_code_is_not_looked_for_anywhere_in_it(dictionary):
    told = mistakes(ONE + WHO.format("行业代码 包含 “51”"), dictionary)
    assert "请写 行业代码 开头是 “51”" in told


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("行业代码 开头是 “F51”", "没有以“F51”开头的行业代码"),
        ("行业代码 开头是 (“51”, “98”)", "没有以“98”开头的行业代码"),
        ("行业代码 开头是 (“51” “52”)", "应为：）、，"),
        ("行业代码 开头 “51”", "写作 行业代码 开头是 “51”"),
        ("统计专业 开头是 “51”", "“统计专业”不是文字，不能用“开头是”"),
    ],
)
def test_that_a_beginning_of_no_code_is_refused(dictionary, formula, told):
    assert told in mistakes(ONE + WHO.format(formula), dictionary)


def test_that_it_is_said_how_a_code_must_begin(trial):
    check = trial(ONE + WHO.format("行业代码 开头是 (“51”, “52”)")).decide().checks[0]
    assert (check.text, check.required) == ("行业代码以“51”或“52”开头", "以“51”或“52”开头")


BY_PERIOD = """
[[facts]]
name = "still"
label = "规上企业"
kind = "truth"
by_period = true
[[facts]]
name = "level"
label = "类别"
kind = "choice"
by_period = true
choices = { a = "甲", b = "乙" }
"""


@pytest.mark.parametrize(
    ("formula", "given", "result"),
    [
        ("规上企业[2022]", {"still_2022": True}, "granted 10000.00"),
        ("规上企业[2022]", {"still_2022": False}, "not_met"),
        ("规上企业[2022]", {}, "missing"),
        (
            "非 规上企业[2021] 且 规上企业[2022] = 是",
            {"still_2021": False, "still_2022": True},
            "granted 10000.00",
        ),
        ("规上企业[2022H1] = 否", {"still_2022h1": False}, "granted 10000.00"),
        ("类别[2022] = 甲", {"level_2022": "a"}, "granted 10000.00"),
        ("类别[2022] != 甲", {"level_2022": "a"}, "not_met"),
        ("类别[2022] 属于 (甲, 乙)", {"level_2022": "b"}, "granted 10000.00"),
        ("按选项(类别[2022], 甲: 1, 其余: 0) > 0", {"level_2022": "a"}, "granted 10000.00"),
    ],
)
def test_that_truths_and_choices_may_be_by_period(trial, formula, given, result):
    read = trial(BY_PERIOD + ONE + WHO.format(formula))
    assert read.result(attributes=given) == result
    facts = [read.facts(attributes=given)]
    columns = decide_table(read.policy, table_of(facts, read.dictionary), read.dictionary, Silent())
    assert OUTCOMES[columns["only"].outcome[0]] == read.decide(attributes=given).outcome


def test_that_each_period_that_is_read_is_a_fact_of_its_own(trial):
    read = trial(BY_PERIOD + ONE + WHO.format("规上企业[2022] 且 类别[2021H1] = 甲"))
    own = read.policy.facts.attributes
    assert {name: fact.label for name, fact in own.items()} == {
        "still_2022": "2022年规上企业",
        "level_2021h1": "2021年上半年类别",
    }
    check = read.decide(attributes={"still_2022": False}).checks[0]
    assert (check.parts[0].text, check.parts[0].found) == ("2022年规上企业", "否")


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("规上企业 = 是", "“规上企业”按期间填报，应写明期间，如 规上企业[2022H1]"),
        ("规上企业[2022] > 0", "“2022年规上企业”只能用 = 或 != 比较"),
        ("类别[2022]", "“类别”是选项，要和其中一项比较，如 类别[2022] = …"),
        ("类别[2022] = 丙", "“2022年类别”没有“丙”这一项，可选：甲、乙"),
        ("规上企业[2022Q5]", "2022Q5"),
        ("规上企业[2022] + 1 > 0", "“规上企业”不是数额，不能用来计算或比大小"),
        ("四上[2022]", "“四上”不按期间填报；要按期间，在声明里写 by_period = true，这里写 四上[2022]"),
    ],
)
def test_that_mistakes_with_a_truth_by_period_are_told(dictionary, formula, told):
    assert told in mistakes(BY_PERIOD + ONE + WHO.format(formula), dictionary)


def test_that_a_period_takes_no_name_of_another_fact(dictionary):
    other = fact(kind="truth", name="still_2022")
    told = mistakes(BY_PERIOD + other + ONE + WHO.format("规上企业[2022] 且 投入"), dictionary)
    assert "“2022年规上企业”在数据里叫“still_2022”，另有数据也叫这个名称，请改名" in told


# Nothing is granted at 0 without a reason


@pytest.mark.parametrize(
    ("award", "given", "reason"),
    [
        ("若(投入 >= 100万, 5万, 0)", "999999", "不满足“投入 不少于 100万元”，按其余情形计，金额为 0"),
        ("若(投入 < 100万, 0, 5万)", "999999", "投入 少于 100万元，适用这一档，金额为 0"),
        (
            "分情形(投入 >= 9万: 5万, 投入 >= 5万: 1万, 其余: 0)",
            "1",
            "不满足“投入 不少于 9万元；投入 不少于 5万元”",
        ),
        (
            "分档(投入, >= 9万: 5万, >= 5万: 1万, 其余: 0)",
            "1",
            "投入 1.00 元，不在各档（不少于 9万元、不少于 5万元）之内",
        ),
        ("1万 × 若(投入 >= 100万, 5%, 0)", "999999", "不满足“投入 不少于 100万元”，按其余情形计，金额为 0"),
        ("投入 × 5%", "0", "投入 0.00 元 × 5%，金额为 0"),
        ("投入 - 1万", "1", "-9,999.00 元 低于 0，按 0 计，金额为 0"),
        ("每满(投入, 1万) × 1万", "1", "投入 1.00 元 ÷ 1万元，只计整档，金额为 0"),
        ("投入 × 0.1%", "1", "投入 1.00 元 × 0.1%，四舍五入到分，金额为 0"),
    ],
)
def test_that_an_amount_of_0_has_its_reason(clause, award, given, reason):
    decision = clause(award, before=fact()).decide(attributes={"x": given})
    assert (decision.outcome, decision.amount) == ("granted", 0)
    assert decision.reason.startswith(reason)


def test_that_the_policys_own_reason_for_0_goes_before(clause):
    one = clause("投入 × 5%", more="zero_note = '增量不足一档'", before=fact())
    assert one.decide(attributes={"x": "0"}).reason == "增量不足一档"
