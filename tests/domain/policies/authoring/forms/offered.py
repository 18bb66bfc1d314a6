"""What a window offers at places of a form, whole: kept in ``offered.txt``, so that any change of it is seen.

A block for each place, named after what stands there; in it each way that is offered and the formula that it
begins with.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import (
    Wanted,
    awards,
    bases,
    condition_ways,
    conditions_for,
    facts_for,
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
)
_CONDITIONS: Final = (
    "产值[2022H1] >= 5000万",
    "产值[2022] > 产值[2021]",
    "四上 = 是",
    "统计专业 = 工业",
    "非 四上 = 是 且 产值[2022] >= 1亿",
    "迁入日期 >= 2022-01-01",
)


def lines_of_offered(scope: Scope) -> Iterator[str]:
    """Yield the lines of ``offered.txt``."""
    for wanted in Wanted:
        yield from _block(f"{wanted.name} 可以是", bases(scope, wanted))
    yield from _block("金额可以是", awards(scope))
    yield from _block("金额可以取自 国内运费", awards(scope, shapes.OfFact("国内运费", "2022Q2")))
    for formula in _QUANTITIES:
        yield from _block(formula, ways(quantity_form(formula, scope), scope, Wanted.AMOUNT))
    for formula in _CONDITIONS:
        yield from _block(formula, condition_ways(condition_form(formula, scope), scope))
    for one in facts_for(scope):
        yield from _block(one.value, conditions_for(one.value, scope))
    for one in facts_for(inside(scope, "贷款")):
        if one.value not in scope.words.terms:
            yield from _block(f"贷款 {one.value}", conditions_for(one.value, inside(scope, "贷款")))


def _block(name: str, offered: Iterable[tuple[str, shapes.Quantity | shapes.Condition]]) -> Iterator[str]:
    yield f"@{name}"
    for said, form in offered:
        yield f"{said}　{formula_of(form)}"
