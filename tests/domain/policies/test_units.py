"""Sizes of one unit, such as 万美元 and 美元: converted wherever they meet, and never dropped in silence."""

from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from domain.policies.language.units import split
from tests.domain.policies.test_files import ONE, mistakes

SIZES = (("额", "万美元", "f"), ("全额", "美元", "g"), ("电", "万千瓦时", "e"), ("人数", "人", "p"))
BIG = "".join(
    f"[[facts]]\nname = '{name}'\nlabel = '{label}'\nkind = 'number'\nunit = '{unit}'\n"
    for label, unit, name in (*SIZES, ("月数", "个月", "m"), ("货", "吨", "t"), ("小货", "公斤", "k"))
)
GIVEN = {"f": 500, "g": 5_000_000, "e": 3, "p": 20, "m": 6, "t": 2, "k": 500}


@pytest.mark.parametrize(
    ("award", "result"),
    [
        ("若(额 ÷ 全额 = 100%, 1万, 0)", "granted 10000.00"),
        ("若(全额 ÷ 额 = 1, 1万, 0)", "granted 10000.00"),
        ("额 ÷ 100万美元 × 1万", "granted 50000.00"),
        ("100万美元 ÷ 额 × 1万", "granted 2000.00"),
        ("每满(额, 100万美元) × 1万", "granted 50000.00"),
        ("额 ÷ 1万美元 × 1元", "granted 500.00"),
        ("额 ÷ 1美元 × 1元", "granted 5000000.00"),
        ("1元 × 额 ÷ 1美元", "granted 5000000.00"),
        ("(额 + 全额) × 1元", "granted 10000000.00"),
        ("(全额 + 额) × 1元", "granted 10000000.00"),
        ("(全额 + 额 - 1万美元) × 1元", "granted 9990000.00"),
        ("较大(额, 全额) ÷ 1美元 × 1元", "granted 5000000.00"),
        ("(货 + 小货) × 1元", "granted 2500.00"),
        ("(小货 + 货) × 1元", "granted 2500.00"),
        ("货 ÷ 小货 × 1元", "granted 4.00"),
        ("货 × 100元", "granted 200.00"),
        ("电 × 月数 ÷ 1千瓦时 × 1元", "granted 180000.00"),
        ("增长率(额, 全额) × 1万 + 1元", "granted 1.00"),
        ("若(额 ÷ 人数 >= 25万美元, 1万, 0)", "granted 10000.00"),
        ("若(额 ÷ 人数 > 25万美元, 1万, 0)", "granted"),
        ("若(额 × 50% = 250万美元, 1万, 0)", "granted 10000.00"),
        ("分档(全额, >= 额: 1万, 其余: 0)", "granted 10000.00"),
        ("若(四上, 额, 全额) ÷ 100万美元 × 1万", "granted 50000.00"),
        ("累进(额 ÷ 1万美元, <= 100: 1元, 其余: 2元)", "granted 900.00"),
        ("货 × 100元/吨", "granted 200.00"),
        ("100元/公斤 × 货", "granted 200000.00"),
        ("小货 × 1万元/吨", "granted 5000.00"),
        ("额 × 6.5元/美元", "granted 32500000.00"),
        ("额 × 300元/万美元 × 50%", "granted 75000.00"),
        ("人数 × 30元/人/月 × 月数", "granted 3600.00"),
        ("封顶(货 × 100元/吨 + 小货 × 1元/公斤, 600元)", "granted 600.00"),
    ],
)
def test_that_sizes_of_one_unit_meet(clause, award, result):
    given = {**GIVEN, "above_scale": False}
    assert clause(award, before=BIG).result(attributes=given) == result


@pytest.mark.parametrize(
    ("award", "words"),
    [
        ("货 × 100元/亩", "“100元/亩”要乘以以“亩”计的数，“货”以“吨”计"),
        ("100元/吨", "“100元/吨”要乘以以“吨”计的数"),
        ("额 ÷ 1万美元 × 1元/吨", "“1元/吨”要乘以以“吨”计的数"),
        ("货 × 1元/吨/吨", "“1元/吨/吨”要乘以以“吨”计的数"),
        ("100元 × 货/吨", "“吨”是单位：单价紧跟金额写，如 300元/平方米，并与数量相乘"),
        ("货 × 吨", "“吨”是单位，单位紧跟数字写；单价写作 300元 或 300元/吨"),
        (
            "额 × 1元",
            "每万美元多少金额写作 额 ÷ 1万美元 × 金额，每美元多少金额（如汇率）写作 额 ÷ 1美元 × 金额",
        ),
        ("1元 × 额 × 50%", "“额”以“万美元”计，这里看不出金额对应多少"),
        ("电 × 月数 × 1元", "“电”以“万千瓦时”计"),
        ("(电 × 月数) × 1元", "以“万千瓦时”计"),
        ("100万 ÷ 额", "“额”以“万美元”计"),
        ("累进(额, <= 100万美元: 1元, 其余: 2元)", "“额”以“万美元”计"),
        ("(额 + 5) ÷ 1美元 × 1元", "请给“5”写上单位，如 5万美元"),
        ("若(额 ÷ 人数 >= 50%, 1万, 0)", "此处应为比率，这里却以“万美元”计"),
        ("额 × 人数 ÷ (全额 × 月数) × 1元", "乘除各项的单位大小不同"),
        ("若(电 × 月数 >= 100千瓦时, 1万, 0)", "以“万千瓦时×个月”计，这里写的是“千瓦时”"),
        ("若(额 >= 全额 × 月数, 1万, 0)", "以“万美元”计"),
    ],
)
def test_that_a_size_that_leaves_the_amount_open_is_refused(dictionary, award, words):
    assert words in mistakes(f"{BIG}{ONE}award = '''{award}'''\n", dictionary)


def test_that_a_sum_does_not_depend_on_its_order(clause):
    results = {
        clause(f"({' + '.join(order)}) × 1元", before=BIG).result(attributes=GIVEN)
        for order in permutations(("额", "全额", "3万美元", "7美元"))
    }
    assert results == {f"granted {10_030_007}.00"}


@pytest.mark.parametrize("seed", range(3))
def test_that_random_formulas_come_to_what_they_do_in_dollars(clause, seed):
    random = Random(seed)
    in_dollars = {"额": 5_000_000, "全额": 5_000_000, "100万美元": 1_000_000, "7美元": 7}

    def quantity(depth):
        """A number of dollars, and what it is."""
        if not depth:
            return random.choice(list(in_dollars.items()))
        (left, a), (right, b), (third, c) = (quantity(depth - 1) for _ in range(3))
        return random.choice(
            [
                (f"({left} + {right})", a + b),
                (f"较小({left}, {right})", min(a, b)),
                (f"较大({left}, {right})", max(a, b)),
                (f"若({left} >= {right}, {third}, {left})", c if a >= b else a),
                (f"({left} × 50%)", Fraction(a) / 2),
                (f"({left} × {right} ÷ {third})", Fraction(a) * b / c),
                (f"({left} ÷ {right} × {third})", Fraction(a) / b * c),
            ]
        )

    for _ in range(40):
        text, dollars = quantity(random.randint(0, 2))
        found = clause(f"封顶({text} ÷ 1美元 × 1元, 10亿)", before=BIG).decide(attributes=GIVEN)
        fen = min(Fraction(dollars) * 100, 10**11)
        assert (found.outcome, found.amount) == ("granted", int(fen + Fraction(1, 2))), text


@pytest.mark.parametrize(
    ("condition", "found", "required"),
    [
        ("额 >= 550万美元", "500万美元", "不少于 550万美元"),
        ("额 >= 5500000美元", "500万美元", "不少于 550万美元"),
        ("额 >= 550", "500万美元", "不少于 550万美元"),
        ("额 ÷ 全额 >= 1.5", "1（额 500万美元，全额 5,000,000美元）", "不少于 1.5"),
        ("人数 × 2 >= 50人", "40人（人数 20人）", "不少于 50人"),
        ("人数 >= 月数 × 1人", "20人", "不少于 月数 × 1人"),
        ("整月(2022-01-01, 2022-04-01) >= 6", "3个月", "不少于 6个月"),
    ],
)
def test_that_conditions_show_units(clause, condition, found, required):
    one = clause("1万", more=f"conditions = ['{condition}']", before=BIG)
    (check,) = one.decide(attributes=GIVEN).checks
    assert check.found == found
    assert check.required.startswith(required)


def test_that_a_gap_and_the_arithmetic_show_units(clause):
    one = clause("1万", more="conditions = ['额 >= 550万美元']", before=BIG)
    assert one.decide(attributes=GIVEN).checks[0].gap == "差 50万美元"
    steps = clause("(额 + 全额) × 1元", before=BIG).decide(attributes=GIVEN).steps
    assert [(step.text, step.shown) for step in steps] == [
        ("额 500万美元（即 5,000,000美元） + 全额 5,000,000美元", "10,000,000美元"),
        ("10,000,000美元 × 1元", "10,000,000.00 元"),
    ]


def test_that_a_price_is_shown_with_what_it_is_for(clause):
    decision = clause("小货 × 1万元/吨", before=BIG).decide(attributes=GIVEN)
    assert decision.steps[-1].text == "小货 500公斤（即 0.5吨） × 1万元/吨"


def test_that_a_scale_before_a_unit_is_as_large_as_it_says():
    scales = {"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8}
    assert {one: split(f"{one}吨") for one in scales} == {one: (10**at, "吨") for one, at in scales.items()}
