"""What is said of several: the first few by name, the rest counted; and amounts, by what the rule allows."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from domain.policies.contests.together import Part, Together, settled
from domain.policies.language.ranges import Doubt
from domain.policies.manual.listing import names_text
from domain.policies.one.bounds import Bounds
from domain.policies.runs.summary import missing_text, reason_of
from domain.policies.trace import ByPerson, Check, Decision, Operation, Outcome, Result, Step
from domain.values.money import MAX_FEN, NO_MONEY, Fen

KEYS = ("freight_domestic[2022Q2]", "output_value[2022]", "sales[2022]", "electricity_cost[2022]")
NAMES = "甲乙丙丁戊"


def order_of(count: int, *, is_withdrawn: bool = False, lapsed: str = "", number: int = 1) -> Together:
    """An order of the first so many, who are level at 7."""
    when = datetime(2022, 7, 1, 12, tzinfo=UTC)
    parts = {
        name: Part(name, Fraction(7), ByPerson(Outcome.MANUAL, NO_MONEY, "", "", "王", when, (), lapsed, at))
        for at, name in enumerate(NAMES[:count], 1)
    }
    return Together(number, parts, is_withdrawn)


@pytest.mark.parametrize("count", range(1, 6))
def test_that_of_an_order_three_are_named_and_the_others_counted(count):
    named = "、".join(f"{name}并列中排第 {at}" for at, name in enumerate(NAMES[: min(count, 3)], 1))
    assert order_of(count).word == named + (f" 等 {count} 项" if count > 3 else "")
    gone = "、".join(f"“{name}”" for name in NAMES[: min(count, 3)])
    more = "等" if count > 3 else ""
    assert order_of(count).why_lapsed({}) == f"之后{gone}{more}已不在其中"


def test_that_an_order_counts_for_the_very_same_at_the_very_same():
    order, same = order_of(3), dict.fromkeys("甲乙丙", Fraction(7))
    assert order.why_lapsed(same) == ""
    assert order.why_lapsed({**same, "丁": Fraction(7)}) == "之后多了 1 项"
    assert order.why_lapsed({**same, "丙": Fraction(8)}) == "之后数据有变动"
    both = {"甲": Fraction(7), "乙": Fraction(8), "丁": Fraction(7), "戊": Fraction(7)}
    assert order.why_lapsed(both) == "之后“丙”已不在其中、多了 2 项、数据有变动"
    assert order_of(3, lapsed="政策换了").why_lapsed(same) == "政策换了"


def test_that_the_last_order_that_any_of_them_has_part_in_is_the_only_one_that_may_count():
    same, order = dict.fromkeys("甲乙丙", Fraction(7)), order_of(3)
    others = Together(2, {"己": order.parts["甲"]})
    assert settled([others, order], same) == (order, "")
    assert settled([], same) == settled([others], same) == (None, "")
    assert settled([order_of(3, is_withdrawn=True, number=2), order], same) == (None, "")
    last, why = settled([order_of(2, number=2), order], same)
    assert last is None
    assert why.endswith("认定甲并列中排第 1、乙并列中排第 2，之后多了 1 项，不再作数，须重新认定")


@pytest.mark.parametrize("count", range(1, 5))
def test_that_of_what_is_missing_or_doubted_two_are_named(dictionary, count):
    names = [dictionary.label_of(key) for key in KEYS[:count]]
    more = f"等 {count} 项" if count > 2 else ""
    assert missing_text(KEYS[:count], dictionary) == f"缺{'、'.join(names[:2])}{more}"
    doubts = tuple(Doubt(name) for name in NAMES[:count])
    decision = Decision("c", Outcome.MANUAL, NO_MONEY, (), doubts=doubts)
    assert reason_of(decision, dictionary) == "；".join(NAMES[: min(count, 2)])


@pytest.mark.parametrize(("length", "is_shown"), [(39, True), (40, True), (41, False)])
def test_that_what_was_found_is_said_where_it_is_no_long_list(dictionary, length, is_shown):
    def said(*checks: Check) -> str:
        return reason_of(Decision("c", Outcome.NOT_MET, NO_MONEY, checks), dictionary)

    found = "一" * length
    failed = Check("行业", found, "应为工业", Result.FALSE)
    assert said(Check("四上", "是", "是", Result.TRUE), failed) == f"行业：{found if is_shown else '不满足'}"
    gap = Check("产值", found, "不少于 1万元", Result.FALSE, "差 1元")
    assert said(gap) == f"产值：{f'{found}，' if is_shown else ''}差 1元"
    row = Check("第 1 项", "", "", Result.FALSE, parts=(Check("其一", "", "是", Result.TRUE), failed))
    assert said(row) == said(failed)
    assert said(Check("第 1 项", "", "", Result.FALSE)) == "第 1 项不符合"
    assert said() == said(Check("四上", "是", "是", Result.TRUE)) == ""


def test_that_enterprises_are_named_once_and_counted():
    assert [names_text(names) for names in (["甲"], ["甲", "甲"], ["甲", "乙", "甲"], "丙甲乙")] == [
        *("甲", "甲", "甲 等 2 户", "丙 等 3 户")
    ]


@pytest.mark.parametrize(
    ("bounds", "text", "taken", "refused"),
    [
        (Bounds(), "规则没有给出上限", (1, 2, MAX_FEN), (MAX_FEN + 1,)),
        (Bounds(Fen(2)), "不少于 0.02 元，规则没有给出上限", (2, MAX_FEN), (1, MAX_FEN + 1)),
        (Bounds(Fen(1), Fen(300)), "最多 3.00 元", (1, 2, 299, 300), (301,)),
        (Bounds(Fen(2), Fen(300)), "0.02 元到 3.00 元", (2, 300), (1, 301)),
        (Bounds(Fen(300), Fen(300), (Fen(300),)), "按规则就是 3.00 元", (300,), (299, 301)),
        (
            Bounds(Fen(100), Fen(300), (Fen(100), Fen(300))),
            "按规则只可能是 1.00、3.00 元",
            (100, 300),
            (99, 101, 200, 299, 301),
        ),
    ],
)
def test_that_all_that_the_rule_allows_is_taken_and_nothing_else(bounds, text, taken, refused):
    assert bounds.text == text
    assert [bounds.complaint(Fen(fen)) for fen in taken] == [""] * len(taken)
    for fen in refused:
        assert bounds.complaint(Fen(fen)).endswith(f" 元不在规则许可的范围内：{text}")
    for fen in (0, -1):
        assert bounds.complaint(Fen(fen)) == "给予的金额必须大于 0；不给予的，请选“不给予”"
    against = Bounds(against="先填好")
    assert against.text == against.complaint(Fen(1)) == "先填好"


def test_that_each_line_of_a_trace_is_told_under_the_row_that_it_is_of():
    part = Check("本金", "1 元", "不少于 2 元", Result.FALSE)
    bare, either = (
        Check("第 2 项", "", "", Result.TRUE),
        Check("甲；或乙", "否", "满足其一", Result.TRUE, parts=(part,)),
    )
    row = Check("第 1 项", "", "", Result.FALSE, parts=(part, either, bare))
    step = Step("1 元 + 1 元", Operation.ADD, (Fraction(100), Fraction(100)), Fraction(200), "2.00 元")
    told = Decision("c", Outcome.NOT_MET, NO_MONEY, (row, either, part, bare), (step,)).as_json()
    assert [tuple(one.values()) for one in told] == [
        ("第 1 项：本金", "1 元", "不少于 2 元", False),
        ("第 1 项：甲；或乙", "否", "满足其一", True),
        ("第 1 项：第 2 项", "", "", True),
        ("甲；或乙", "否", "满足其一", True),
        ("本金", "1 元", "不少于 2 元", False),
        ("第 2 项", "", "", True),
        ("1 元 + 1 元", "2.00 元", "", True),
    ]


def test_that_it_is_said_where_an_amount_came_to_nothing():
    def step(text: str, value: int, *operands: int) -> Step:
        return Step(text, Operation.MULTIPLY, tuple(map(Fraction, operands)), Fraction(value), "")

    def note(*steps: Step) -> str:
        return Decision("c", Outcome.GRANTED, NO_MONEY, (), steps).note

    came, went_on = step("较小", 0, 3, 5), step("乘", 0, 0, 7)
    assert note() == "算出的金额为 0"
    assert note(step("加", 9, 4, 5)) == "算出的金额为 0"
    assert note(came) == note(came, went_on) == note(came, went_on, went_on) == "较小，金额为 0"
    assert note(went_on) == note(step("加", 9, 4, 5), went_on) == "乘，金额为 0"
    assert note(went_on, came) == "较小，金额为 0"
    assert Decision("c", Outcome.GRANTED, Fen(1), (), (came,)).note == ""
    assert Decision("c", Outcome.NOT_MET, NO_MONEY, (), (came,)).note == ""
    assert Decision("c", Outcome.GRANTED, NO_MONEY, (), (came,), note="说过").note == "说过"
