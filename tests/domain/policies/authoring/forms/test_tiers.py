"""A tariff as a table from–to: what it says at each edge, what does not fit together, and what was pasted."""

import operator
import re
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.policies.authoring.draft import DraftBand
from domain.policies.authoring.forms.pasting import pasted
from domain.policies.authoring.forms.reading import quantity_form
from domain.policies.authoring.forms.shapes import Locked, OfFact, Tiers
from domain.policies.authoring.forms.tiers import (
    bands_of,
    faults_of,
    laddered,
    range_text,
    settled,
    tiers_of,
)
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language.checking import check_award
from tests.domain.policies.authoring.forms.test_two_ways import MANY

OUTPUT = OfFact("产值", "2022")
PEOPLE = OfFact("参保人数", "2022")
SIGNS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


@st.composite
def tables(draw):
    """Return a table in any order without anything open, with gaps, perhaps with a line for the rest."""
    cuts = sorted(draw(st.sets(st.integers(1, 50), min_size=2, max_size=6)))
    ends = [None, *cuts, None]
    bands, before = [], False
    for at, (low, high) in enumerate(pairwise(ends)):
        after = draw(st.booleans())
        if draw(st.integers(0, 3)):
            bands.append(
                DraftBand(_text(low), low is not None and not before, _text(high), after, f"{at + 1}万")
            )
        before = after
    if draw(st.booleans()) or not bands:
        bands.append(
            DraftBand("", True, _text(cuts[0]), before, "9万") if not bands else DraftBand(gives="9万")
        )
    return tuple(draw(st.permutations(bands)))


def _text(bound):
    return "" if bound is None else f"{10 * bound}万"


def _value(text):
    return int(text.removesuffix("万")) * 10_000


def _given_by(bands, amount):
    """Return what a table gives, line by line as it is read."""
    rest = "0"
    for band in bands:
        if band.is_rest:
            rest = band.gives
            continue
        above = not band.low or amount > _value(band.low) or (amount == _value(band.low) and band.low_counts)
        below = (
            not band.high or amount < _value(band.high) or (amount == _value(band.high) and band.high_counts)
        )
        if above and below:
            return band.gives
    return rest


def _given_by_tariff(tiers, amount):
    for line in tiers.lines:
        if SIGNS[line.sign](amount, _value(line.bound.text)):
            return line.gives.text
    return tiers.otherwise.text


@given(tables())
@settings(max_examples=MANY)
def test_that_a_tariff_gives_at_each_edge_what_its_table_says(scope, bands):
    tiers = tiers_of(bands, OUTPUT, scope)
    assert isinstance(tiers, Tiers), tiers
    check_award(formula_of(tiers), scope.words)
    amounts = [
        _value(text) + more for band in bands for text in (band.low, band.high) if text for more in (-1, 0, 1)
    ]
    for amount in amounts:
        assert _given_by_tariff(tiers, amount) == _given_by(bands, amount)
    assert tiers_of(bands_of(tiers, scope), OUTPUT, scope) == tiers


@st.composite
def rough_tables(draw):
    """Return a table as somebody may type it: edges unsaid, lines apart, over one another, turned around."""
    bounds = st.sampled_from(["", "100万", "200万", "300万", "300.01万", "400万"])
    counts = st.sampled_from([None, True, False])
    lines = st.builds(DraftBand, bounds, counts, bounds, counts, st.just("1万")).filter(
        lambda one: not one.is_rest
    )
    return tuple(draw(st.lists(lines, min_size=1, max_size=4)))


@given(rough_tables())
@settings(max_examples=MANY)
def test_that_answering_what_is_asked_comes_to_a_tariff(scope, bands):
    for _ in range(30):
        tiers = tiers_of(bands, OUTPUT, scope)
        if isinstance(tiers, Tiers):
            break
        if not tiers[0].ways:
            # Of nothing between 200万 and 200万 only who typed it knows what is meant.
            assert "同一个数" in tiers[0].text
            break
        bands = tiers[0].ways[-1][1]
    else:
        raise AssertionError(bands)


@pytest.mark.parametrize(
    "formula",
    [
        "分档(产值[2022], >= 20亿: 20万, > 10亿: 10万, 其余: 0)",
        "分档(产值[2022], >= 20亿: 20万, 其余: 1万)",
        "分档(整年(成立日期, 2022-12-31), < 1: 100%, <= 2: 50%, 其余: 25%)",
        "分档(同比(产值[2022]), > 10%: 5万, >= -5%: 1万, 其余: 0)",
    ],
)
def test_that_a_tariff_shown_as_a_table_is_the_same_tariff(scope, formula):
    tiers = quantity_form(formula, scope)
    bands = bands_of(tiers, scope)
    assert formula_of(tiers_of(bands, tiers.key, scope)) == formula
    assert not [fault for fault in faults_of(bands, tiers.key, scope) if fault.is_open]


@pytest.mark.parametrize(
    "formula",
    ["分档(产值[2022], >= 20亿: 2万, < 1亿: 1万, 其余: 0)", "分档(产值[2022], >= 产值[2021]: 2万, 其余: 0)"],
)
def test_that_a_tariff_that_is_no_table_says_so(scope, formula):
    assert isinstance(bands_of(quantity_form(formula, scope), scope), Locked)


def _band(text, gives="1万"):
    """Read ``100万含 200万``: what is 含 counts, what is 不 does not, of the rest nobody said."""
    found = []
    for one in text.split(" "):
        bound = one.removesuffix("含").removesuffix("不").strip("_")
        found += [bound, {"含": True, "不": False}.get(one[-1:])]
    return DraftBand(*found, gives)


BESIDE = (("100万含 200万不", "1"), ("200万含 _", "2"), ("200万含 _", "2万"))
FAULTS = {
    "100万含 200万|200万 300万不": ["正好 200万 算第 1 行，还是第 2 行？条文没有写，请选含或不含"],
    "100万含 200万不|300万 400万不": ["正好 300万 算不算第 2 行？条文没有写，请选含或不含"],
    "100万含 200万含|200万含 300万不": ["第 1 行和第 2 行都含 200万：正好 200万 只能算一行"],
    "100万含 200万不|200万不 300万不": ["正好 200万 第 1 行和第 2 行都不含：算哪一行？"],
    "100万含 500万含|501万含 _": [
        "大于 500万、小于 501万 的，第 1 行和第 2 行都不含：是不是第 2 行应从 500万（不含）起？"
    ],
    "100万含 400万不|300万含 _": ["第 1 行和第 2 行重叠：300万 到 400万的算哪一行？请改其中一行"],
    "100万含 _|300万含 _": [
        "第 1 行没有写到多少：第 2 行从 300万（含）起另给，第 1 行应到 300万（不含）吧？"
    ],
    "_ 100万含|_ 300万含": [
        "第 2 行没有写从多少起：第 1 行到 100万（含）为止另给，第 2 行应从 100万（不含）起吧？"
    ],
    "300万含 200万不": ["第 1 行（300万（含）至 200万（不含））“从”比“到”大，请对调"],
    "100万含 500万不|200万含 300万不": [
        "第 2 行（200万（含）至 300万（不含））整个在第 1 行（100万（含）至 500万（不含））里，"
        "永远轮不到，或者两行都算：请改其中一行的范围，或去掉一行"
    ],
    "100万不 500万不|100万不 300万不": [
        "第 2 行（100万（不含）至 300万（不含））整个在第 1 行（100万（不含）至 500万（不含））里，"
        "永远轮不到，或者两行都算：请改其中一行的范围，或去掉一行"
    ],
    "100万不 500万不|100万含 300万不": ["第 2 行和第 1 行重叠：100万 到 300万的算哪一行？请改其中一行"],
    "100万 300万含": ["正好 100万 算不算第 1 行？条文没有写，请选含或不含"],
    "100万含 300万": ["正好 300万 算不算第 1 行？条文没有写，请选含或不含"],
    "100含 _": ["第 1 行的“从”：“100”没写单位，请写成 100万 或 100元"],
    "5%含 _": ["第 1 行的“从”：“5%”是比率，分档的依据却是金额"],
    "_ _": ["还没有一档：请写明从多少到多少给多少"],
}


WAYS = {
    "100万含 200万|200万 300万不": [
        "算第 1 行：100万（含）至 200万（含）；200万（不含）至 300万（不含）",
        "算第 2 行：100万（含）至 200万（不含）；200万（含）至 300万（不含）",
    ],
    "100万含 200万不|300万 400万不": [
        "含：100万（含）至 200万（不含）；300万（含）至 400万（不含）",
        "不含：100万（含）至 200万（不含）；300万（不含）至 400万（不含）",
    ],
    "100万含 200万含|200万含 300万不": [
        "算第 1 行：100万（含）至 200万（含）；200万（不含）至 300万（不含）",
        "算第 2 行：100万（含）至 200万（不含）；200万（含）至 300万（不含）",
    ],
    "100万含 200万不|200万不 300万不": [
        "算第 1 行：100万（含）至 200万（含）；200万（不含）至 300万（不含）",
        "算第 2 行：100万（含）至 200万（不含）；200万（含）至 300万（不含）",
    ],
    "100万含 500万含|501万含 _": [
        "第 2 行从 500万（不含）起：100万（含）至 500万（含）；500万（不含）以上",
    ],
    "100万含 400万不|300万含 _": [
        "算第 1 行：100万（含）至 400万（不含）；400万（含）以上",
        "算第 2 行：100万（含）至 300万（不含）；300万（含）以上",
    ],
    "100万含 _|300万含 _": [
        "到 300万（不含）：100万（含）至 300万（不含）；300万（含）以上",
    ],
    "_ 100万含|_ 300万含": [
        "从 100万（不含）：100万（含）以下；100万（不含）至 300万（含）",
    ],
    "100万 300万含": ["含：100万（含）至 300万（含）", "不含：100万（不含）至 300万（含）"],
    "100万含 300万": ["含：100万（含）至 300万（含）", "不含：100万（含）至 300万（不含）"],
    "300万含 200万不": [
        "对调：200万（含）至 300万（不含）",
    ],
    "100万含 500万不|200万含 300万不": [
        "去掉第 2 行：100万（含）至 500万（不含）",
    ],
    "100万不 500万不|100万不 300万不": [
        "去掉第 2 行：100万（不含）至 500万（不含）",
    ],
    "100万不 500万不|100万含 300万不": [
        "算第 2 行：300万（含）至 500万（不含）；100万（含）至 300万（不含）",
        "算第 1 行：100万（不含）至 500万（不含）；100万（含）至 100万（含）",
    ],
}
"""What each table comes to by what may be done about it."""


def test_that_a_figure_without_a_unit_is_asked_about_only_beside_amounts(scope):
    plain, other, amount = (_band(text, gives) for text, gives in BESIDE)
    assert not [fault for fault in faults_of([plain, other], OUTPUT, scope) if fault.side == "gives"]
    [asked] = [fault for fault in faults_of([plain, amount], OUTPUT, scope) if fault.side == "gives"]
    assert asked.text == "第 1 行给的“1”没写单位，金额写作 5万 或 5000元"
    told = [fault for fault in faults_of([amount, _band("300万含 _", "2万 +")], OUTPUT, scope) if fault.line]
    assert [fault.text.partition("：")[0] for fault in told] == ["第 2 行给的“2万 +”看不懂"]
    told = [fault for fault in faults_of([amount, _band("300万含 _", " ")], OUTPUT, scope) if fault.line]
    assert [fault.text for fault in told] == ["第 2 行还没有写给多少"]


@pytest.mark.parametrize(("table", "faults"), FAULTS.items(), ids=FAULTS)
def test_that_what_does_not_fit_together_is_asked_and_not_guessed(scope, table, faults):
    bands = [_band(line) for line in table.split("|")]
    found = [fault for fault in faults_of(bands, OUTPUT, scope) if fault.is_open]
    assert [fault.text for fault in found] == faults
    assert tiers_of(bands, OUTPUT, scope) == tuple(found)
    said = [f"{name}：{'；'.join(map(range_text, way))}" for fault in found for name, way in fault.ways]
    assert said == WAYS.get(table, [])


@pytest.mark.parametrize("table", [one for one in FAULTS if not one.startswith("_")])
def test_that_below_another_line_the_same_is_asked_of_the_lines_that_follow(scope, table):
    bands = [_band(line) for line in table.split("|")]
    lower = _band("1元含 2元不", "1元")

    def told(lines):
        return [
            (one.line, one.text, one.side, one.is_open, [(name, list(way)) for name, way in one.ways])
            for one in faults_of(lines, OUTPUT, scope)
            if one.is_open
        ]

    def later(text):
        return re.sub("第 ([0-9]+) 行", lambda match: f"第 {int(match[1]) + 1} 行", text)

    assert told([lower, *bands]) == [
        (line + 1, later(text), side, is_open, [(later(name), [lower, *way]) for name, way in ways])
        for line, text, side, is_open, ways in told(bands)
    ]


EDGES = (None, 1, 3, 4, 6)
POINTS = [at / 2 for at in range(15)]


def _holds(line, figure):
    low, low_counts, high, high_counts = line
    above = low is None or figure > low or (figure == low and low_counts)
    return above and (high is None or figure < high or (figure == high and high_counts))


def _expected(lines, has_rest, *, whole):
    """Whether anything is asked of a table, and how often something is only told, figure by figure."""
    if any(sum(_holds(one, figure) for one in lines) > 1 for figure in POINTS):
        return True, 0
    if any(not any(_holds(one, figure) for figure in POINTS) for one in lines):
        return True, 0
    gaps = []
    for (_, _, high, below), (low, above, _, _) in pairwise(sorted(lines, key=lambda one: one[0] or 0)):
        if low == high and not below and not above:
            return True, 0
        if low > high and not (whole and low - high == 1 and below and above):
            gaps.append(low - high)
    if not whole and 1 in gaps:
        return True, 0
    is_open_above = any(high is None for _, _, high, _ in lines)
    is_all = not gaps and is_open_above and any(low is None for low, *_ in lines)
    return False, is_all if has_rest else len(gaps) + (not is_open_above)


@pytest.mark.parametrize(("key", "unit"), [(OUTPUT, "万"), (PEOPLE, "人")], ids=["amounts", "people"])
def test_that_a_table_is_asked_about_where_a_figure_has_two_lines_or_an_edge_has_none(scope, key, unit):
    random, seen = Random(5), Counter()
    for _ in range(300):
        lines = [
            (random.choice(EDGES), random.random() < 0.5, random.choice(EDGES), random.random() < 0.5)
            for _ in range(random.choice((1, 2, 2, 3)))
        ]
        has_rest = random.random() < 0.3
        lines = [one for one in lines if one[0] or one[2]] or [(1, True, 3, False)]
        bands = [
            DraftBand(f"{low}{unit}" if low else "", below, f"{high}{unit}" if high else "", above, "1万")
            for low, below, high, above in lines
        ]
        faults = faults_of([*bands, *[DraftBand(gives="2万")] * has_rest], key, scope)
        is_asked, told = _expected(lines, has_rest, whole=unit == "人")
        assert any(one.is_open for one in faults) == is_asked, (bands, faults)
        if not is_asked:
            assert len(faults) == told, (bands, faults)
        seen[is_asked, told] += 1
    assert min(seen[False, told] for told in range(3)) > 0


def test_that_an_edge_goes_to_the_line_that_is_chosen_and_leaves_the_other(scope):
    table = [_band("100万含 200万"), _band("200万 300万不", "2万")]
    (asked,) = (fault for fault in faults_of(table, OUTPUT, scope) if fault.is_open)
    edges = [(lower.high_counts, upper.low_counts) for _, (lower, upper) in asked.ways]
    assert edges == [(True, False), (False, True)]
    formulas = {name: formula_of(tiers_of(bands, OUTPUT, scope)) for name, bands in asked.ways}
    assert formulas == {
        "算第 1 行": "分档(产值[2022], >= 300万: 0, > 200万: 2万, >= 100万: 1万, 其余: 0)",
        "算第 2 行": "分档(产值[2022], >= 300万: 0, >= 200万: 2万, >= 100万: 1万, 其余: 0)",
    }


def test_that_what_two_lines_have_goes_to_either(scope):
    table = [_band("100万含 400万不"), _band("300万含 _", "2万")]
    (asked,) = (fault for fault in faults_of(table, OUTPUT, scope) if fault.is_open)
    formulas = {name: formula_of(tiers_of(bands, OUTPUT, scope)) for name, bands in asked.ways}
    assert formulas == {
        "算第 1 行": "分档(产值[2022], >= 400万: 2万, >= 100万: 1万, 其余: 0)",
        "算第 2 行": "分档(产值[2022], >= 300万: 2万, >= 100万: 1万, 其余: 0)",
    }


def test_that_a_gap_is_told_and_what_is_counted_whole_has_none_between_two_numbers(scope):
    apart = [_band("100万含 200万含"), _band("300万含 _", "2万")]
    assert [(one.text, one.is_open) for one in faults_of(apart, OUTPUT, scope)] == [
        ("200万 与 300万 之间没有写：按不给计", False)
    ]
    assert formula_of(tiers_of(apart, OUTPUT, scope)) == (
        "分档(产值[2022], >= 300万: 2万, > 200万: 0, >= 100万: 1万, 其余: 0)"
    )
    whole = [_band("1人含 500人含"), _band("501人含 _", "2万")]
    assert faults_of(whole, PEOPLE, scope) == ()
    years = quantity_form("整年(成立日期, 2022-12-31)", scope)
    assert faults_of([_band("1含 2含"), _band("3含 _", "2万")], years, scope) == ()
    assert (
        formula_of(tiers_of(whole, PEOPLE, scope))
        == "分档(参保人数[2022], >= 501人: 2万, >= 1人: 1万, 其余: 0)"
    )


def test_that_an_edge_left_open_is_what_the_line_beside_it_leaves():
    lower, upper = settled([_band("100万含 200万"), _band("200万含 300万不")])
    assert (lower.high_counts, upper.low_counts) == (False, True)


def test_that_lines_that_only_say_from_where_end_where_the_next_begins(scope):
    lines = laddered([_band("300万不 _", "2万"), _band("100万含 _")], OUTPUT, scope)
    assert [range_text(line) for line in lines] == ["300万（不含）以上", "100万（含）至 300万（含）"]


PASTED = {
    "columns with units in their heads": (
        "档次\t从（万元）\t到（万元）\t奖励（万元）\n一档\t100\t500\t5\n二档\t500\t1,000\t10",
        ["100万至 500万: 5万", "500万至 1000万: 10万"],
    ),
    "edges in columns of their own": (
        "100万\t含\t200万\t不含\t1万\n200万\t含\t300万\t不含\t2万",
        ["100万（含）至 200万（不含）: 1万", "200万（含）至 300万（不含）: 2万"],
    ),
    "a range in one cell": (
        "100万（含）—500万元\t5万元\n500万（含500万）—1000万\t10万元\n1000万元以上\t20万元",
        ["100万（含）至 500万（不含）: 5万", "500万（含）至 1000万（不含）: 10万", "1000万（含）以上: 20万"],
    ),
    "wording": (
        "20亿元以上的20万元，\n10亿元以上不足20亿元的10万元。",
        ["20亿（含）以上: 20万", "10亿（含）至 20亿（不含）: 10万"],
    ),
    "reaching and passing": (
        "达到一亿五千万元的，奖励二十万元\n突破3亿元，奖励50万元",
        ["1.5亿（含）至 3亿（含）: 20万", "3亿（不含）以上: 50万"],
    ),
    "passing and reaching denied": (
        "未达到100万元的，奖励1万元\n达到100万元、不突破500万元的，奖励5万元",
        ["100万（不含）以下: 1万", "100万（含）至 500万（含）: 5万"],
    ),
    "rates and the rest": (
        "≥30%\t6万\n20%—30%\t4万\n其余\t1万",
        ["30%（含）以上: 6万", "20%至 30%（不含）: 4万", "其余: 1万"],
    ),
    "a day among the amounts": ("2022年1月1日起：100万元以上\t5万元", ["100万（含）以上: 5万"]),
    "a unit that only the second figure has": ("100-200人 500元/人", ["100人至 200人: 500元/人"]),
    "what falls is not taken for what it may mean": ("同比下降不超过5%\t1万", ["其余: 同比下降不超过5% 1万"]),
}


@pytest.mark.parametrize(("text", "lines"), PASTED.values(), ids=PASTED)
def test_what_is_read_of_lines_that_are_pasted(scope, text, lines):
    assert [f"{range_text(band)}: {band.gives}" for band in pasted(text, scope, OUTPUT)] == lines


READ = {
    "一档\t100万以下\t1万\n二档\t100万（不含）—200万（含）\t2万\n其余\t\t3万": [
        "100万（含）以下: 1万",
        "100万（不含）至 200万（含）: 2万",
        "其余: 3万",
    ],
    "营业收入\t到\t奖励\n/\t100万\t1万\n100万\t—\t2万": ["100万以下: 1万", "100万以上: 2万"],
    "不足100万元的1万元\n100万元以上、不足200万元的2万元\n200万元及以上的3万元": [
        "100万（不含）以下: 1万",
        "100万（含）至 200万（不含）: 2万",
        "200万（含）以上: 3万",
    ],
    "低于5%\t1万\n达到5%但低于10%\t2万\n10%及以上\t3万": [
        "5%（不含）以下: 1万",
        "5%（含）至 10%（不含）: 2万",
        "10%（含）以上: 3万",
    ],
    "-5%—0%\t1万\n0%—5%\t2万": ["-5%至 0%: 1万", "0%至 5%: 2万"],
    "增速-5%以上\t1万": ["其余: 增速-5%以上 1万"],
    "100万—200万—300万\t1万": ["其余: 100万—200万—300万 1万"],
    "100万—200万\t300万\t1万": ["其余: 100万—200万 300万 1万"],
    "甲类\t乙类\t100万\t200万\t1万": ["100万至 200万: 1万"],
    "100万\t200万\t300万\t1万": ["其余: 100万 200万 300万 1万"],
    "人数（人）\t奖励（元/人）\n10—20\t500\n21以上\t1,000": ["10至 20: 500元/人", "21（含）以上: 1000元/人"],
    "人数（单位：人）\t奖励（万元）\n10\t5\n20人\t6万": ["其余: 10人 5万元", "其余: 20人 6万"],
    "100亩以上 1000元/亩": ["100亩（含）以上: 1000元/亩"],
    "至多100万元\t1万\n≤200万\t2万\n>200万\t3万\n＞300万\t4万": [
        "100万（含）以下: 1万",
        "200万（含）以下: 2万",
        "200万（不含）以上: 3万",
        "300万（不含）以上: 4万",
    ],
    "100万元之内\t1万\n100万元起\t2万": ["100万（含）以下: 1万", "100万（含）以上: 2万"],
    "100万以上\t200万以下\t1万": ["100万（含）至 200万（含）: 1万"],
    "100万\t200万\t奖励5万元": ["100万至 200万: 奖励5万元"],
    "其余企业\t1万\n其他\t2万": ["其余: 1万", "其余: 2万"],
    "其他企业 1万元": ["其余: 1万"],
    "\n \n1,234.5万元以上 1.5万元\n": ["1234.5万元（含）以上: 1.5万元"],
    "33.33%以上\t1万": ["33.33%（含）以上: 1万"],
    "50万元以上的，最高不超过5万元": ["50万（含）以上: 5万"],
    "没有数\t一档": [],
    "100万元以上\t": ["其余: 100万元以上"],
    "100万—\t1万\n—100万\t1万": ["其余: 100万— 1万", "其余: —100万 1万"],
    "100万以上200万以上\t1万": ["其余: 100万以上200万以上 1万"],
    "100万以上\t200万\t\t\t": ["100万（含）以上: 200万"],
    "100万（不包含）\t200万（包含）\t1万": ["100万（不含）至 200万（含）: 1万"],
    "100万\t（含）\t200万\t（不含）\t1万": ["100万（含）至 200万（不含）: 1万"],
    "含\t100万\t200万\t1万": ["100万至 200万: 1万"],
    "超过100万元未达到200万元的 1万元\n高于200万元不大于300万元的 2万元": [
        "100万（不含）至 200万（不含）: 1万",
        "200万（不含）至 300万（含）: 2万",
    ],
    "下降5%以内\t1万": ["其余: 下降5%以内 1万"],
    "1亿元（含1亿元）以上的，30万元\n5000万元—1亿元（不含1亿元）的，10万元": [
        "1亿（含）以上: 30万",
        "5000万至 1亿（不含）: 10万",
    ],
    "增速：-5%以上\t1万": ["-5%（含）以上: 1万"],
    "增速-5%\t0%\t1万": ["其余: 增速-5% 0% 1万"],
    "增速－5%以上\t1万": ["其余: 增速－5%以上 1万"],
    "100万（含）-200万\t1万": ["100万（含）至 200万: 1万"],
}


@pytest.mark.parametrize(("text", "lines"), READ.items(), ids=map(str, range(len(READ))))
def test_that_a_line_is_read_as_it_is_meant_or_left_whole(scope, text, lines):
    assert [f"{range_text(band)}: {band.gives}" for band in pasted(text, scope, OUTPUT)] == lines
