"""The arithmetic of an amount as people read it: every operand can be calculated with."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest

from domain.policies.language.ranges import Result
from domain.policies.trace import Check, Decision, Outcome
from domain.values.money import NO_MONEY

STAFF = """
[[facts]]
name = "disabled"
label = "安置人数"
kind = "number"
unit = "人"
[[facts]]
name = "staff"
label = "职工人数"
kind = "number"
unit = "人"
[[facts]]
name = "due"
label = "应补"
kind = "money"
may_be_negative = true
[[facts]]
name = "interest"
label = "利率"
kind = "rate"
"""
LOANS = """
[[lists]]
name = "loans"
label = "贷款"
columns = [{ name = "principal", label = "本金", kind = "money", may_be_negative = true }]
"""
FIGURE = re.compile(r"(约 )?(-?[\d,.]+)(%|万元|亿元)?")

UNITS = {"%": Decimal("0.01"), "万元": 10_000, "亿元": 100_000_000, "": 1}


def product_of(text):
    """Multiply and divide the figures of a step as a reader would, to the fen."""
    with localcontext(prec=60):
        found = Decimal(1)
        factors, *divisors = text.split("，")[0].split(" ÷ ")
        for part in (factors, *divisors):
            for _, figure, unit in FIGURE.findall(part):
                value = Decimal(figure.replace(",", "")) * UNITS[unit]
                found = found * value if part is factors else found / value
        return found.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("disabled", "staff", "base"),
    [
        (50, 340, "1万"),
        (1, 3, "1万"),
        (1, 7, "9000亿"),
        (2, 3, "90000亿"),
        (17, 340, "1万"),
        (1, 340, "3333.33元"),
    ],
)
def test_that_the_operands_shown_come_to_the_amount_shown(clause, disabled, staff, base):
    trial = clause(f"安置人数 ÷ 职工人数 × {base}", before=STAFF)
    more = "definitions = [{ term = '占比', formula = '100% × 安置人数 ÷ 职工人数' }]"
    named, divided = (clause(award, more, STAFF) for award in (f"占比 × {base}", "1万 ÷ 占比"))
    given = {"attributes": {"disabled": disabled, "staff": staff}}
    for one in (named, divided):
        step = one.decide(**given).steps[-1]
        assert product_of(step.text) == Decimal(step.shown.removesuffix(" 元").replace(",", ""))
    assert trial.result(**given) == named.result(**given)


def test_that_a_rate_without_end_is_marked_and_one_with_an_end_is_exact(clause):
    trial = clause("1万 × (安置人数 ÷ 职工人数 + 利率)", before=STAFF)
    steps = trial.decide(attributes={"disabled": 50, "staff": 340, "interest": "4.3555"}).steps
    assert "约 14.7059%" in steps[0].shown
    assert any("利率 4.3555%" in step.text for step in steps)


@pytest.mark.parametrize(
    ("award", "given"),
    [
        ("应补 × 20% ÷ (合计(贷款, 本金) ÷ 1万)", {"due": 0}),
        ("应补 × (1万 ÷ 合计(贷款, 本金)) × 20%", {"due": 0}),
        ("封顶(1万 + 保底(应补, 0), 5000元)", {}),
        ("保底(较小(应补, 0) + 应补 × 0%, 1万)", {}),
        ("封顶(保底(应补 + 1万, 2万), 2万)", {}),
    ],
)
def test_that_a_bound_that_says_nothing_is_never_shown(clause, award, given):
    decision = clause(award, before=STAFF + LOANS).decide(attributes=given, rows={"loans": []})
    assert not re.search(r"\d{1,3}(,\d{3}){4}", decision.to_json())
    for entry in decision.as_json():
        assert not re.search(r"\d{1,3}(,\d{3}){4}", f"{entry}"), entry


@pytest.mark.parametrize(
    ("award", "given", "said"),
    [
        ("应补", {"due": "120.5"}, "取 应补 120.50 元"),
        ("1万", {}, "定额补助"),
        ("平均(贷款, 本金)", {}, "没有要计入的贷款，按 0 计"),
        ("合计(贷款, 本金, 本金 > 100元)", {}, "没有要计入的贷款（本金 多于 100元），按 0 计"),
    ],
)
def test_that_what_is_entered_is_no_fixed_amount_and_that_no_row_counts_is_said(clause, award, given, said):
    decision = clause(award, before=STAFF + LOANS).decide(attributes=given, rows={"loans": []})
    assert decision.steps[-1].text == said
    assert bool(decision.amount) or decision.reason == f"{said}，金额为 0"


def test_that_every_condition_has_a_line_of_its_own_and_rows_say_whose_they_are():
    single = Check("产值", "5万元", "不低于 3万元", Result.TRUE)
    plain = Check("已公示", "是", "", Result.MISSING)
    either = Check("甲或乙", "无", "有其一", Result.FALSE, parts=(single, plain))
    row = Check("第 1 笔贷款", "", "", Result.UNDECIDABLE, parts=(single, plain))
    decision = Decision("c", Outcome.NOT_MET, NO_MONEY, (single, plain, either, row))
    assert [(one["text"], one["found"], one["required"], one["result"]) for one in decision.as_json()] == [
        ("产值", "5万元", "不低于 3万元", True),
        ("已公示", "是", "", "missing"),
        ("甲或乙", "无", "有其一", False),
        ("第 1 笔贷款：产值", "5万元", "不低于 3万元", True),
        ("第 1 笔贷款：已公示", "是", "", "missing"),
    ]
