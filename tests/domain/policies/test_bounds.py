"""What a person may grant, held against what each way of judging what is open would come to."""

from itertools import product

import pytest

from domain.policies.one.bounds import Bounds, bounds_of
from domain.policies.one.evaluation import Evaluation
from domain.values.money import MAX_FEN
from tests.domain.policies.test_language import LOANS, loan

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
choices = { good = "优秀", fair = "合格", poor = "不合格" }
[[judgements]]
name = "proved"
label = "验收通过"
kind = "truth"
"""
WAYS = {
    "decided": ("10000", "10000.01", "29999.99", "30000", "30000.01", "49999.99", "50000"),
    "level": ("good", "fair", "poor"),
    "proved": (True, False),
}
WAN = 10_000 * 100
NOTHING = "按规则算出的金额是 0，没有可以给予的；只能认定不给予"
DEFINED = "definitions = [{ term = '基数', formula = '若(验收通过 = 是, 2万, 1万)' }]"
FEW = {
    "若(评审等级 = 优秀, 5万, 3万)": "level",
    "按选项(评审等级, 优秀: 5万, 合格: 3万, 其余: 0)": "level",
    "若(评审等级 = 优秀, 1万 - 1万, 2万 - 3万)": "level",
    "若(评审等级 = 优秀, 5万, 0) + 若(验收通过 = 是, 2万, 1万)": "level proved",
    "若(评审等级 = 优秀, 5万, 3万) - 若(验收通过 = 是, 3万, 4万)": "level proved",
    "分情形(评审等级 = 优秀: 若(验收通过 = 是, 5万, 4万), 1万 > 2万: 9万, 其余: 1万)": "level proved",
    "分情形(评审等级 = 优秀: 5万, 2万 > 1万: 2万, 验收通过 = 是: 9万, 其余: 8万)": "level proved",
    "分档(核定金额, >= 5万: 3万, >= 3万: 2万, 其余: 1万)": "decided",
    "分档(核定金额, >= 6万: 3万, >= 3万: 2万, >= 1万: 1.5万, 其余: 1万)": "decided",
    "分档(核定金额, < 1万: 3万, <= 1万: 2万, <= 5万: 1.5万, 其余: 1万)": "decided",
    "基数": "proved",
    "3万": "",
}
"""Awards that a few amounts can come of, with what they turn on."""
MANY = (
    "核定金额",
    "核定金额 × 50%",
    "核定金额 + 1万",
    "6万 - 核定金额",
    "保底(核定金额, 2万)",
    "封顶(核定金额, 2万)",
)
"""Awards that any amount can come of between the least and the most."""


def bounds(made, **given) -> Bounds:
    found = next(iter(made.policy.clauses.values()))
    return bounds_of(found, Evaluation(made.facts(**given)), made.dictionary)


def amounts_of(made, names: str, **given) -> list[int]:
    """Return what the clause comes to, each way of judging these, ascending; nothing is none of it."""
    found = set()
    judged = names.split()
    for ways in product(*(WAYS[name] for name in judged)):
        said = dict(zip(judged, ways, strict=True))
        found.add(
            made.decide(attributes=said | {f"{one}_reason": "会议纪要" for one in judged}, **given).amount
        )
    return sorted(found - {0})


@pytest.mark.parametrize(("award", "names"), FEW.items(), ids=FEW)
def test_that_just_those_amounts_may_be_granted_that_the_rule_can_come_to(clause, award, names):
    made = clause(award, DEFINED if award == "基数" else "", JUDGED)
    amounts, found = amounts_of(made, names), bounds(made)
    if amounts:
        assert found == Bounds(amounts[0], amounts[-1], tuple(amounts))
    else:
        assert found == Bounds(against=NOTHING)


@pytest.mark.parametrize("count", [8, 9])
def test_that_of_more_than_eight_amounts_none_is_named(clause, count):
    lines = ", ".join(f"< {at + 1}万: {at}万" for at in range(1, count))
    found = bounds(clause(f"分档(核定金额, {lines}, 其余: {count}万)", "", JUDGED.replace("5万", "50万")))
    amounts = tuple(at * WAN for at in range(1, count + 1))
    assert found == Bounds(WAN, count * WAN, amounts if count == 8 else ())


@pytest.mark.parametrize("award", MANY)
def test_that_any_amount_may_be_granted_from_the_least_to_the_most(clause, award):
    made = clause(award, "", JUDGED)
    amounts = amounts_of(made, "decided")
    assert bounds(made) == Bounds(amounts[0], amounts[-1])


@pytest.mark.parametrize(
    ("award", "least", "most"),
    [
        ("核定金额 - 1万", 1, 4 * WAN),
        ("核定金额 - 0.99999万", 10, 4 * WAN + 10),
        ("核定金额 - 5万", None, None),
        ("核定金额 - 6万", None, None),
        ("核定金额 - 49999.99元", 1, 1),
        ("若(核定金额 >= 2万, 核定金额, 0)", 1, 5 * WAN),
        ("核定金额 × 10亿 ÷ 1元", MAX_FEN, MAX_FEN),
        ("核定金额 × 999999999元 ÷ 1元", MAX_FEN - WAN, MAX_FEN),
        ("核定金额 × 1000000001元 ÷ 1元", MAX_FEN + WAN, MAX_FEN),
    ],
)
def test_that_what_may_be_nothing_begins_at_a_fen(clause, award, least, most):
    found = bounds(clause(award, "", JUDGED))
    if least is None:
        assert found == Bounds(against=NOTHING)
    elif least > MAX_FEN:
        assert found == Bounds(against="算出的金额超过 10 万亿元，请先核对数据")
    else:
        assert (found.least, found.most, found.amounts) == (least, most, ())


def test_that_what_is_not_entered_is_entered_first(clause):
    found = bounds(clause("产值[2022] × 1% + 若(评审等级 = 优秀, 5万, 3万)", "", JUDGED))
    assert found.missing == ("output_value[2022]",)
    assert found.against == "金额要用的2022年产值还没有填，先填好再认定给予；现在只能认定不给予"


STAGES = """
[[clauses.stages]]
title = "首期"
share = "50%"
{first}
[[clauses.stages]]
title = "二期"
share = "30%"
conditions = ["评审等级 = 优秀"]
[[clauses.stages]]
title = "尾款"
share = "20%"
conditions = ["{last}"]
"""


@pytest.mark.parametrize("first", ["", "conditions = ['2万 > 3万']", "conditions = ['产值[2022] > 3万']"])
@pytest.mark.parametrize("last", ["验收通过 = 是", "2万 > 3万", "3万 > 2万"])
@pytest.mark.parametrize("award", ["100.01元", "核定金额"])
def test_that_just_those_instalments_may_be_granted_that_can_be_due(clause, award, first, last):
    made = clause(award, STAGES.format(first=first, last=last), JUDGED)
    names = "level proved" if award == "100.01元" else "level proved decided"
    amounts, found = amounts_of(made, names), bounds(made)
    if award == "100.01元":
        assert found == Bounds(amounts[0], amounts[-1], tuple(amounts))
    else:
        is_some_due = not first or last == "3万 > 2万"
        assert (found.least, found.most) == (amounts[0] if is_some_due else 1, amounts[-1])


def test_that_of_instalments_that_are_not_due_nothing_may_be_granted(clause):
    never = "\n[[clauses.stages]]\ntitle = '{0}'\nshare = '50%'\nconditions = ['{1}']\n"
    for one, other in (("2万 > 3万", "2万 > 3万"), ("2万 > 3万", "产值[2022] > 3万")):
        made = clause("核定金额", never.format("甲", one) + never.format("乙", other), JUDGED)
        assert bounds(made).against == "各期的拨付条件还没有达到，没有可以给予的；只能认定不给予"


EACH = """each = "loans"
conditions = ["年利率 >= 4%"]
"""


@pytest.mark.parametrize("total", ["", "total = '封顶(合计, 2.5万)'", "total = '封顶(合计, 0.5万)'"])
@pytest.mark.parametrize(
    "award", ["若(评审等级 = 优秀, 本金 × 1%, 0)", "本金 × 1%", "若(评审等级 = 优秀, 本金, 1万)"]
)
def test_that_of_rows_the_most_is_what_all_open_ones_may_come_to(clause, award, total):
    made = clause(award, EACH + total, JUDGED + LOANS)
    for rates in ("4.5 4.5", "4.5 3.9", "3.9 3.9", "4 4 4"):
        rows = {"loans": [loan(rate=one) for one in rates.split()]}
        found, amounts = bounds(made, rows=rows), amounts_of(made, "level", rows=rows)
        if amounts:
            sure = amounts[0] if award == "本金 × 1%" else 0
            assert (found.least, found.most, found.certain) == (max(sure, 1), amounts[-1], sure)
        else:
            assert found == Bounds(against=NOTHING)
