import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
import tomlkit

from domain.policies.agreement.differences import disagreements_in, disagreements_of, years_of
from domain.policies.agreement.figures import Kind
from domain.policies.agreement.wording import read_wording
from domain.policies.files.files import PolicyMistakes, policy_from
from domain.policies.trials.drafting import Draft
from tests.domain.policies.wordings_shown import COMMAND, READ, lines_of_wordings

WAN = 10_000 * 100
NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}[HQMC]\d+|\d+(?:\.\d+)?")


def day(text):
    return date.fromisoformat(text)


def amounts(text, kind):
    figures = [one for one in read_wording(text, (2022,)).figures if one.kind is kind]
    return [int(value) if value.denominator == 1 else value for one in figures for value in one.amounts]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("补助20万元", [20 * WAN]),
        ("补助二十万元", [20 * WAN]),
        ("产值十亿元（含）以上", [100_000 * WAN]),
        ("补助２０万元、１，０００元", [20 * WAN, 1000 * 100]),
        ("5000万元至1亿元", [5000 * WAN, 10_000 * WAN]),
        ("奖励5至10万元", [5 * WAN, 10 * WAN]),
        ("奖励五至十万元", [5 * WAN, 10 * WAN]),
        ("分别奖励100、50、30万元", [100 * WAN, 50 * WAN, 30 * WAN]),
        ("1亿2000万元", [12_000 * WAN]),
        ("一亿五千万元", [15_000 * WAN]),
        ("1.5亿元以上", [15_000 * WAN]),
        ("最高50万", [50 * WAN]),
        ("每人1500元", [1500 * 100]),
        ("每万元补助5元", [WAN, 500]),
        ("3千元、2百万元", [3000 * 100, 200 * WAN]),
        ("（单位：万元）", []),
        ("上亿元以上的", [10_000 * WAN]),
        ("每吨2元5角、3元零5分、4元2角5分、8角", [250, 305, 425, 80]),
        ("奖励1万5，一万五、2亿5以上", [15 * WAN // 10, 15 * WAN // 10, 25_000 * WAN]),
        # Written as nobody says it: either is right, and neither is taken for sure.
        ("奖励1万5元", sorted([15 * WAN // 10, 10_005 * 100])),
        ("数十万元、二三十万元、十几万元、20余万元、10多万元、三五千元", []),
        ("近百万元、上百万元、逾千万元、上千元", []),
        ("5万元以上百万元以下、附近万元户", [5 * WAN, 100 * WAN]),
        ("员工人数十人以上、长三角", []),
    ],
)
def test_that_amounts_are_read_as_policies_write_them(text, fen):
    assert sorted(amounts(text, Kind.MONEY)) == sorted(fen)


@pytest.mark.parametrize(
    ("text", "fen", "counts"),
    [
        ("达到10万、20万、50万吨", [], [(10**8, "公斤"), (2 * 10**8, "公斤"), (5 * 10**8, "公斤")]),
        ("达到5、10万、20万、100万TEU", [], [(n * 10**4, "标箱") for n in (5, 10, 20, 100)]),
        ("面积2万m2以上、5000 m2", [], [(20_000, "平方米"), (5000, "平方米")]),
        (
            "10万kW、500kW、2MW、50MWh",
            [],
            [(10**8, "瓦"), (500_000, "瓦"), (2 * 10**6, "瓦"), (50_000, "千瓦时")],
        ),
        ("5万kg、20kg、100TEU", [], [(50_000, "公斤"), (20, "公斤"), (100, "标箱")]),
        # What nobody knows the unit of is no money, and what has none is.
        ("10万DWT、100万USD", [], [(100_000, ""), (10**6, "")]),
        ("100万RMB、5000万A轮融资", [100 * WAN, 5000 * WAN], []),
        ("10万、20万、5%", [10 * WAN, 20 * WAN], []),
        ("奖励10万、3年", [10 * WAN], [(36, "个月")]),
        ("5G、4K、CMMI3级、P2P、H100、ISO9001、M2、1GW", [], []),
    ],
)
def test_that_a_number_is_of_the_unit_behind_it_or_behind_its_list(text, fen, counts):
    found = [one for one in read_wording(text, (2022,)).figures if one.kind is Kind.NUMBER]
    assert [(int(value), one.unit) for one in found for value in one.amounts] == counts
    assert amounts(text, Kind.MONEY) == fen


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("按5%补助", [5]),
        ("按５％补助", [5]),
        ("增长百分之十五", [15]),
        ("千分之五", [Fraction(1, 2)]),
        ("百分之五至十，百分之五至百分之十", [5, 10, 5, 10]),
        ("百分之五至十万元", [5]),
        ("5‰", [Fraction(1, 2)]),
        ("10%—15%", [10, 15]),
        ("10—15个百分点", [10, 15]),
        ("两个百分点", [2]),
        ("十个百分点", [10]),
        ("提高2百分点", [2]),
        ("不低于五成", [50]),
        ("3成以上", [30]),
        ("按两成五补助，三成半封顶", [25, 35]),
        ("两成五年内兑现", [20]),
        ("增长一倍半", [150]),
        ("按八五折、8折、10折", [85, 80, 100]),
        ("按1∶1配套", [100]),
        ("增长一倍", [100]),
        ("1.2倍", [120]),
        ("减半，再减为四分之一", [50, 25]),
        ("三分之一", [Fraction(100, 3)]),
        ("前1/3", [Fraction(100, 3)]),
        ("加50个基点", [Fraction(1, 2)]),
        ("翻番、翻两番、翻三番", [100, 300, 700]),
        ("半数以上、占比过半的，半导体企业通过半导体认证、半数据化", [50, 50]),
        ("一次性完成，三成立", []),
    ],
)
def test_that_rates_are_read_as_policies_write_them(text, percent):
    assert [100 * one for one in amounts(text, Kind.RATE)] == percent


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上半年产值", "2022-01-01", "2022-06-30"),
        ("2021年下半年", "2021-07-01", "2021-12-31"),
        ("二季度产值", "2022-04-01", "2022-06-30"),
        ("第二季度产值", "2022-04-01", "2022-06-30"),
        ("2季度", "2022-04-01", "2022-06-30"),
        ("前三季度", "2022-01-01", "2022-09-30"),
        ("一至三季度", "2022-01-01", "2022-09-30"),
        ("1—6月累计", "2022-01-01", "2022-06-30"),
        ("1月至6月", "2022-01-01", "2022-06-30"),
        ("１－６月份", "2022-01-01", "2022-06-30"),
        ("5月份", "2022-05-01", "2022-05-31"),
        ("7月1日", "2022-07-01", "2022-07-01"),
        ("2021年7月1日前", "2021-07-01", "2021-07-01"),
        ("七月一日", "2022-07-01", "2022-07-01"),
        ("2022年底", "2022-12-31", "2022-12-31"),
        ("年末人数", "2022-12-31", "2022-12-31"),
        ("2022年初", "2022-01-01", "2022-01-01"),
        ("2月底", "2022-02-28", "2022-02-28"),
        ("2022-06-30前", "2022-06-30", "2022-06-30"),
        ("2022年7月1日至年底", "2022-07-01", "2022-12-31"),
        ("2022年7月1日至12月31日", "2022-07-01", "2022-12-31"),
        ("7月1日—15日", "2022-07-01", "2022-07-15"),
        ("2020年至2022年", "2020-01-01", "2022-12-31"),
        ("2020—2022年", "2020-01-01", "2022-12-31"),
        ("二〇二二年二季度", "2022-04-01", "2022-06-30"),
        ("上年度缴费", "2021-01-01", "2021-12-31"),
        ("去年上半年", "2021-01-01", "2021-06-30"),
        ("上年末人数", "2021-12-31", "2021-12-31"),
    ],
)
def test_that_days_and_periods_are_read_as_policies_write_them(text, first, last):
    (figure,) = read_wording(text, (2022,)).figures
    assert (day(first), day(last)) in figure.times


@pytest.mark.parametrize(
    "text",
    [
        "一次性给予支持，一户一策，两项增速都提高，四上企业",
        "按《若干措施（2021年修订）》（某政〔2022〕8号）第二条第（一）项执行",
        "（1）（二）第一批5G、A4纸、ISO9001认证企业",
        "当年按全年营业收入计算",
    ],
)
def test_that_what_is_no_figure_is_none(text):
    assert read_wording(text, (2022,)).figures == ()


def test_that_numbers_of_things_are_read_where_something_is_held_against_them():
    found = read_wording("每户不超过十人，取前三名，连续三年，30人（含）以上，两家公司", (2022,)).figures
    assert [one.text for one in found] == ["十人", "三名", "三年", "30人"]


def test_that_so_many_years_are_not_the_year_in_hand_and_half_a_year_more_counts():
    found = read_wording("五年内不迁出，满一年半的，注册满半年，半个月内，两个半月", (2022,))
    assert [(one.text, *one.amounts, one.unit) for one in found.figures] == [
        ("五年", 60, "个月"),
        ("一年半", 18, "个月"),
        ("半年", 6, "个月"),
        ("半个月", Fraction(1, 2), "个月"),
        ("两个半月", Fraction(5, 2), "个月"),
    ]
    assert not found.hints
    (about,) = read_wording("三五年内，两三家门店，半年产值", (2022,)).figures
    assert (about.text, about.is_about) == ("三五年", True)


def test_that_wording_and_formulas_of_what_is_shipped_agree(policies):
    for policy in (*policies.policies.values(), *policies.templates.values()):
        assert [one.sentence for one in disagreements_of(policy)] == []


@pytest.mark.parametrize(
    ("wording", "condition"),
    [
        ("2022年3月31日以前入库", "统计入库日期 < 2022-04-01"),
        ("2022年4月1日前入库", "统计入库日期 <= 2022-03-31"),
        ("2022年3月31日后入库", "统计入库日期 >= 2022-04-01"),
        ("2022年4月1日起入库", "统计入库日期 > 2022-03-31"),
    ],
)
def test_that_a_day_is_the_same_from_either_side(trial, wording, condition):
    clause = f"[[clauses]]\nid = 'one'\ntitle = '一条'\nwording = '{wording}的企业，奖励5万元。'"
    made = trial(f"{clause}\nconditions = ['{condition}']\naward = '5万'\n")
    assert [one.sentence for one in disagreements_of(made.policy)] == []


def test_that_what_nobody_knows_exactly_is_named_and_set_aside_by_its_words(trial):
    clause = "[[clauses]]\nid = 'one'\ntitle = '一条'\nwording = '投资{}的，奖励{}。'\naward = '10万'\n"
    (condition, amount) = disagreements_of(trial(clause.format("不少于二三十家门店", "数十万元")).policy)[:2]
    about = "是约数，公式里写不出；请在本条口径里说明按多少算"
    assert condition.sentence == f"条款“一条”：条文“投资不少于二三十家门店的”里的“二三十家”，{about}"
    assert amount.sentence == f"条款“一条”：条文“奖励数十万元”里的“数十万元”，{about}"
    said = trial(clause.format("很多", "数十万元") + "readings = ['数十万元指10万元']\n")
    assert disagreements_of(said.policy) == []


@pytest.fixture
def changed(office):
    """Return what gives a policy in whose file texts are replaced."""

    def change(policy, *pairs):
        text = policy.content.decode()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        return policy_from(text.encode(), "试.toml", office)

    return change


@pytest.fixture
def office(policies):
    return policies.office


def test_that_a_formula_that_pays_more_than_the_wording_is_named_on_both_sides(zhengdong, changed):
    policy = changed(zhengdong, ("全年租金[2022] × 20%, 50万", "全年租金[2022] × 25%, 80万"))
    assert [one.sentence for one in disagreements_of(policy)] == [
        "条款“建筑业总部企业办公用房租金补助”：条文“按全年租金的20%补助”里的“20%”，公式里没有，口径里也没有说明",
        "条款“建筑业总部企业办公用房租金补助”：条文“单户最高50万元”里的“50万元”，公式里没有，口径里也没有说明",
        "条款“建筑业总部企业办公用房租金补助”：公式（金额）里的“25%”，条文里没有，本条口径里也没有说明",
        "条款“建筑业总部企业办公用房租金补助”：公式（金额）里的“80万元”，条文里没有，本条口径里也没有说明",
    ]


def test_that_nothing_and_one_go_without_saying_and_other_figures_do_not(trial):
    text = """
    [[clauses]]
    id = "only"
    title = "一条"
    wording = "对每 1 家裁员率为{rate}%的企业，按 1:1 给予产值2%的补助。"
    award = "产值[2022] × 2%"
    """
    assert [one.figure for one in disagreements_of(trial(text.format(rate=0)).policy)] == ["2022年"]
    assert "3%" in [one.figure for one in disagreements_of(trial(text.format(rate=3)).policy)]


def test_that_a_figure_is_shown_within_the_words_around_it():
    long = "对在本县注册并依法纳税的各类工业企业按5%以内的标准由县财政部门给予补助"
    for text, places in (
        ("对企业，按5%补助；再奖励2万元", ["按5%补助", "再奖励2万元"]),
        (long, ["…依法纳税的各类工业企业按5%以内的标准由县财政部门给…"]),
    ):
        assert [one.place for one in read_wording(text, (2022,)).figures] == places
    for text in ("2020—2022年产值", "2020至2022年产值"):
        (years,) = read_wording(text, (2022,)).all
        assert [one.text for one in years.parts] == ["2020年", "2021年", "2022年"]


def test_that_a_reading_of_the_clause_names_what_the_wording_is_silent_on(zhengdong, changed):
    silent = changed(zhengdong, ("按二季度国内运费的5%给予一次性补助", "按二季度国内运费给予一次性补助"))
    (one,) = disagreements_of(silent)
    assert one.said == "公式（金额）里的“5%”，条文里没有，本条口径里也没有说明"
    said = '单户最高20万元。"""\nwho'
    named = changed(silent, (said, said.replace("\nwho", '\nreadings = ["比例为百分之五。"]\nwho')))
    assert disagreements_of(named) == []


def test_that_a_figure_of_the_wording_is_set_aside_only_by_a_reading_that_says_so(zhengdong, changed):
    more = changed(zhengdong, ('单户最高20万元。"""\nwho', '单户最高20万元，不少于500元。"""\nwho'))
    assert [one.figure for one in disagreements_of(more)] == ["500元"]
    for reading, left in (("最少500元。", ["500元"]), ("不足500元的由人工核定。", [])):
        text = ('不少于500元。"""\nwho', f'不少于500元。"""\nreadings = ["{reading}"]\nwho')
        assert [one.figure for one in disagreements_of(changed(more, text))] == left


def test_that_a_bound_that_is_paid_as_a_limit_is_no_limit_of_the_wording(zhengdong, changed):
    policy = changed(zhengdong, ("× 20%, 5万)", "× 20%, 5000万)"))
    assert [one.said for one in disagreements_of(policy)] == [
        "公式（金额）里的“5000万元”，是最高限额，条文里没有这个最高限额"
    ]


def test_that_a_figure_of_another_period_than_the_wording_says_is_named(zhengdong, changed):
    policy = changed(zhengdong, ("若(产值[2022Q2] >= 1亿", "若(产值[2022H1] >= 1亿"))
    places = [one.said for one in disagreements_of(policy)]
    assert "公式（金额）里的“2022年上半年产值”，条文里的产值是“二季度”的" in places


@pytest.mark.parametrize(
    ("periods", "figures"),
    [
        ("2020 至 2022", []),
        ("2021 至 2022", ["2020年至2022年", "2021年至2022年"]),
        ("2020 至 2021", ["2020年至2022年", "2020年至2021年"]),
    ],
)
def test_that_several_periods_are_the_stretch_from_the_first_to_the_last(trial, periods, figures):
    text = f"""
    [[clauses]]
    id = "only"
    title = "一条"
    wording = "按2020年至2022年产值的1%补助。"
    award = "产值[{periods}] × 1%"
    """
    assert [one.figure for one in disagreements_of(trial(text).policy)] == figures


def test_that_the_words_of_a_condition_are_held_against_its_own_formula(zhengdong, changed):
    policy = changed(zhengdong, ('text = "二季度国内运费30万元以上"', 'text = "二季度国内运费20万元以上"'))
    said = "条件第 2 项的文字“二季度国内运费20万元以上”里的“20万元”，这一项的公式里没有"
    assert said in [one.said for one in disagreements_of(policy)]


def others(written, said):
    """Numbers to write instead of one; none that the clause has anywhere."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return [one for one in ("2021-03-15", "2022-08-15", "2023-02-01") if one not in said]
    if re.fullmatch(r"\d{4}[HQMC]\d+", written):
        return [f"{int(written[:4]) - 2}{written[4:]}", "2022M11"]
    if re.fullmatch(r"20\d\d", written):
        return ["2019", "2026"]
    return [f"{37 * 10 ** len(written)}", "0.77"]


def clauses_alone(policies, office):
    """Yield policies of one clause each, from what is shipped, so that reading one takes little."""
    for policy in (*policies.policies.values(), *policies.templates.values()):
        for at, clause in enumerate(policy.clauses.values()):
            document = tomlkit.parse(policy.content.decode())
            alone = document["clauses"][at]
            alone.pop("cases", None)
            document.pop("groups", None)
            document["clauses"] = [alone]
            yield policy_from(tomlkit.dumps(document).encode(), "一条.toml", office), clause


def test_that_any_one_number_of_a_formula_changed_is_noticed(policies, office):
    tried = 0
    for policy, clause in clauses_alone(policies, office):
        draft = Draft.of(policy, clause.id, office)
        for place, formula in draft.formulas().items():
            for match in NUMBER.finditer(formula):
                for other in others(match[0], clause.wording)[:1]:
                    new = f"{formula[: match.start()]}{other}{formula[match.end() :]}"
                    try:
                        after = draft.changed(place, new).read()
                    except PolicyMistakes:
                        continue
                    tried += 1
                    found = disagreements_in(after, after.clauses[clause.id], years_of(after))
                    assert found, f"{clause.id}: {new}"
    assert tried > 100


def test_that_any_one_number_of_a_wording_changed_is_noticed(policies, office):
    for policy, clause in clauses_alone(policies, office):
        for match in re.finditer(r"\d+(?:\.\d+)?", clause.wording):
            for other in others(match[0], ""):
                wording = f"{clause.wording[: match.start()]}{other}{clause.wording[match.end() :]}"
                found = disagreements_in(policy, replace(clause, wording=wording), years_of(policy))
                assert found, wording


def test_that_words_of_several_conditions_and_of_lines_are_held_against_all_they_became(zhengdong, changed):
    whole = zhengdong.clauses["freight"]
    at = next(at for at, one in enumerate(whole.conditions) if "30万元" in one.text)
    text = "二季度国内运费30万元至100万元"
    lower = replace(whole.conditions[at], text=text)
    upper = replace(
        changed(zhengdong, ("国内运费[2022Q2] >= 30万", "国内运费[2022Q2] <= 100万"))
        .clauses["freight"]
        .conditions[at],
        text=text,
    )

    def found(*conditions):
        wording = whole.wording.replace("30万元以上", "30万元至100万元")
        clause = replace(whole, wording=wording, conditions=conditions)
        return [one.said for one in disagreements_in(zhengdong, clause, years_of(zhengdong))]

    others = [one for one in whole.conditions if one is not whole.conditions[at]]
    assert found(*others, lower, upper) == []
    place = f"条件第 {len(others) + 1} 项的文字“{text}”里的“100万元”，这一项的公式里没有"
    assert place in found(*others, lower)


def test_that_each_figure_of_a_wording_that_clauses_have_together_stands_in_one_of_them(zhengdong):
    first, second = zhengdong.clauses["output"], zhengdong.clauses["freight"]
    both = first.wording + second.wording

    def found(wording, *clauses):
        kept = {one.id: replace(one, wording=wording) for one in clauses}
        return disagreements_of(replace(zhengdong, clauses=kept))

    alone = {one.figure for one in found(both, first)}
    assert found(both, first, second) == []
    # An amount that is said once more than clauses have it may be lacking in this one.
    again = {one.figure for one in found(both + second.wording, first, second) if one.clause_id == first.id}
    assert again == alone - {"二季度"} == {"30万元", "5%"}


def test_that_one_of_several_places_exchanged_for_another_of_the_wording_is_not_seen(zhengdong, changed):
    """What the check cannot see, stated so that nobody relies on it."""
    policy = changed(zhengdong, ("封顶(2万 + 若", "封顶(10万 + 若"))
    assert disagreements_of(policy) == []


def test_that_figures_of_wordings_are_read_as_was_looked_at():
    now, kept = list(lines_of_wordings()), READ.read_text("utf-8").splitlines()
    assert now == kept, f"look at what changed; where it is right: {COMMAND}"
