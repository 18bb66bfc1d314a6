"""What a window offers at places of a form, whole: kept in ``offered.txt``, so that any change of it is seen.

A block for each place, named after what stands there; in it each way that is offered and the formula that it
begins with.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import (
    Choice,
    Wanted,
    awards,
    bases,
    comparisons_for,
    condition_ways,
    conditions_for,
    facts_for,
    labels_for,
    lists_for,
    periods_for,
    spans_for,
    units_for,
    ways,
)
from domain.policies.authoring.forms.reading import condition_form, quantity_form
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.authoring.forms.writing import formula_of

OFFERED: Final = Path(__file__).with_name("offered.txt")
_QUANTITIES: Final = (
    "国内运费[2022Q2] × 5%",
    "封顶(国内运费[2022Q2] × 5%, 20万)",
    "产值[2022] - 产值[2021]",
    "实际支出 + 国内运费[2022Q2]",
    "分档(产值[2022], >= 20亿: 20万, 其余: 0)",
    "每满(产值[2022], 100万) × 1万",
    "若(四上 = 是, 2万, 1万)",
    "20万",
    "同比(产值[2022])",
    "平均(产值[2021 至 2022])",
    "产值[2021 至 2022]",
    "整月(成立日期, 2022-12-31)",
    "一年期LPR[2022-06-30]",
    "合计(贷款, 本金)",
    "较小(国内运费[2022Q2], 20万)",
    "按选项(信用等级, A级: 2万, 其余: 1万)",
    "自用面积 × 30元",
    "产值[2022] × 5% ÷ 2",
    "累进(产值[2022], <= 1亿: 1%, 其余: 2%)",
    "增长率(实际支出, 全年租金[2022])",
    "每满(产值[2022], 100万)",
    "待填金额",
    "国内运费[2022Q2] + 实际支出 + 产值[2022] × 5%",
    "成立日期 + 12个月",
)
_CONDITIONS: Final = (
    "产值[2022H1] >= 5000万",
    "产值[2022] > 产值[2021]",
    "四上 = 是",
    "统计专业 = 工业",
    "非 四上 = 是 且 产值[2022] >= 1亿",
    "迁入日期 >= 2022-01-01",
    "同比(产值[2022]) >= 5%",
    "平均(产值[2021 至 2022]) >= 1万",
    "产值[2022] - 产值[2021] >= 1万",
    "产值[待填期间] >= 1万",
    "产值[2022] + 产值[2021] >= 1万",
    "研发占比 >= 5%",
    "迁入日期 在 2022Q2",
    "注册地 包含 “甲”",
    "迁入日期 = 无",
    "列入(失信名单)",
    "有(贷款)",
    "都(贷款, 本金 > 1万)",
    "非 (四上 = 是)",
    "增产企业",
    "在统[2022] = 是",
    "四上 = 是 且 总部企业 = 是",
    "四上 = 是 且 (总部企业 = 是 或 高耗能 = 否)",
)


def lines_of_offered(scope: Scope) -> Iterator[str]:
    """Yield the lines of ``offered.txt``."""
    for wanted in Wanted:
        yield from _block(f"{wanted.name} 可以是", bases(scope, wanted))
    yield from _block("金额可以是", awards(scope))
    yield from _block("金额可以取自 国内运费", awards(scope, shapes.OfFact("国内运费", "2022Q2")))
    for formula in _QUANTITIES:
        yield from _block(formula, ways(quantity_form(formula, scope), scope, Wanted.AMOUNT))
        for wanted in (Wanted.RATE, Wanted.NUMBER, Wanted.DAY):
            yield from _block(f"{wanted.name} {formula}", ways(quantity_form(formula, scope), scope, wanted))
        yield from _choices(f"比较 {formula}", comparisons_for(quantity_form(formula, scope), scope))
        yield from _choices(f"单位 {formula}", units_for(quantity_form(formula, scope), scope))
    for formula in _CONDITIONS:
        for joined in (0, 1, 2):
            way = condition_form(formula, scope)
            yield from _block(f"{formula} {joined}", condition_ways(way, scope, joined))
    yield from _choices_at(scope)
    for one in facts_for(scope):
        yield from _block(one.value, conditions_for(one.value, scope))
    for one in facts_for(inside(scope, "贷款")):
        if one.value not in scope.words.terms:
            yield from _block(f"贷款 {one.value}", conditions_for(one.value, inside(scope, "贷款")))


def _choices_at(scope: Scope) -> Iterator[str]:
    for wanted in Wanted:
        yield from _choices(f"{wanted.name} 数据", facts_for(scope, wanted))
        yield from _choices(f"{wanted.name} 贷款的数据", facts_for(inside(scope, "贷款"), wanted))
    yield from _choices("期间", periods_for("产值", scope))
    yield from _choices("日期在", spans_for(scope))
    yield from _choices("清单", lists_for(scope))
    for term in ("信用等级", "产值", "在统", "没有的"):
        yield from _choices(f"{term} 的选项", labels_for(shapes.OfFact(term), scope))


def _block(name: str, offered: Iterable[tuple[str, shapes.Quantity | shapes.Condition]]) -> Iterator[str]:
    yield f"@{name}"
    for said, form in offered:
        yield f"{said}　{formula_of(form)}"


def _choices(name: str, offered: Iterable[Choice]) -> Iterator[str]:
    yield f"@{name}"
    for one in offered:
        yield f"{one.value}　{one.label}　{one.hint}".rstrip()
