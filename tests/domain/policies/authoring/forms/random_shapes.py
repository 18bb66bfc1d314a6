"""Any shape there is, also half filled in; it need make no sense, but what stands where is of its kind.

Made by a seeded `Random`, as random policies are.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.shapes import Condition, Factor, OfFact, Quantity, Value
from domain.policies.language import blanks
from domain.policies.language.gatherings import GATHERINGS

SIGNS = (">=", ">", "<=", "<", "=", "!=")
PERIODS = ("2022", "2022H1", "2021Q2", "2022M05", blanks.PERIOD)
LABELS = ("A级", "B级", "5A级", "其余", "甲（乙）", blanks.CHOICE)
TEXTS = ("郑东新区", "甲，乙", blanks.TEXT)


class ShapeMaker:
    """Makes shapes; ``depth`` is how far they may stand within one another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def condition(self, depth: int) -> Condition:
        """Return a condition, perhaps joined, and its parts perhaps once more."""
        word, other = self._of(("且", "或"), ("或", "且"))

        def part() -> Condition:
            if self.random.random() < 1 / 4:
                return shapes.Joined(other, self._several(lambda: self.test(depth)))
            return self.test(depth)

        return self.test(depth) if self._perhaps() else shapes.Joined(word, self._several(part))

    def test(self, depth: int) -> Condition:
        """Return a condition that stands by itself."""
        truth = self._of(OfFact("四上"), OfFact("在统", "2022H1"))
        grade, place, rows = OfFact("信用等级"), OfFact("注册地"), "贷款"
        stated = shapes.Stated("增产企业")
        ways: list[Callable[[], Condition]] = [
            lambda: shapes.Compare(self.amount(depth), self._of(*SIGNS), self.amount(depth)),
            lambda: shapes.Compare(self.rate(), self._of(*SIGNS), self.rate()),
            lambda: shapes.OneOf(grade, self._several(lambda: self._of(*LABELS), 1), self._perhaps()),
            lambda: shapes.OfText(
                place,
                self._of("=", "包含", "开头是"),
                self._several(lambda: self._of(*TEXTS), 1),
                self._perhaps(),
            ),
            lambda: shapes.Truth(truth, self._perhaps()),
            lambda: shapes.Not(shapes.Truth(truth)),
            lambda: shapes.NoDay(self._day_fact(), self._perhaps()),
            lambda: shapes.Within(self.day(), self._of(*PERIODS)),
            lambda: shapes.Within(self.day(), self._of("2022-01-01", blanks.DAY), "2022-06-30"),
            lambda: shapes.Listed("失信名单"),
            lambda: self._of(stated, shapes.Not(stated), shapes.Empty()),
            lambda: shapes.RowsHold(self._of("有", "都"), rows, self._of_row()),
            lambda: shapes.RowsHold("有", rows),
        ]
        return self._of(*ways)()

    def amount(self, depth: int) -> Quantity:
        """Return an amount."""
        leaves: list[Callable[[], Quantity]] = [
            lambda: Value(self._of("30万", "500元", "1.2亿", "0", blanks.AMOUNT)),
            self._figure,
            self._span,
            lambda: OfFact(self._of("实际支出", "增加额", blanks.FACT)),
            lambda: shapes.OverPeriods(self._of("平均", "最高", "最低"), self._span()),
            lambda: shapes.PerUnit(self.number(), self.price()),
            lambda: shapes.PerUnit(OfFact("自用面积"), Value("300元/平方米")),
            lambda: shapes.Chain(
                OfFact("自用面积"), (Factor(Value("30元/平方米/月")), Factor(OfFact("租用月数")))
            ),
        ]
        if depth == 0:
            return self._of(*leaves)()

        def inner() -> Quantity:
            return self.amount(depth - 1)

        def unless(kind: type) -> Quantity:
            return next(one for one in iter(inner, None) if not isinstance(one, kind))

        ways: list[Callable[[], Quantity]] = [
            lambda: shapes.Added((unless(shapes.Added), *self._several(inner, 1))),
            lambda: shapes.Less(inner(), inner()),
            lambda: shapes.Rate(inner(), self.rate()),
            lambda: shapes.Steps(self._of("每满", "每档"), inner(), Value("1000万"), self.price()),
            lambda: shapes.Chain(inner(), (Factor(self.rate()), Factor(Value("360"), divided=True))),
            lambda: shapes.Bounded(unless(shapes.Bounded), inner(), self._of(None, inner())),
            lambda: shapes.Bounded(unless(shapes.Bounded), floor=inner()),
            lambda: shapes.Bounded(unless(shapes.Bounded), inner(), inner(), floor_stands=True),
            lambda: shapes.Extreme(self._of("较小", "较大"), self._several(inner)),
            lambda: shapes.ByCase(self._several(lambda: shapes.CaseLine(self.test(0), inner()), 1), inner()),
            lambda: shapes.ByOption(
                OfFact("信用等级"),
                self._several(lambda: shapes.OptionLine(self._of(*LABELS), inner()), 1),
                inner(),
            ),
            lambda: shapes.Tiers(
                inner(),
                self._several(lambda: shapes.TierLine(self._of(*SIGNS), inner(), inner()), 1),
                inner(),
            ),
            lambda: shapes.Progressive(
                inner(), self._several(lambda: shapes.SliceLine(inner(), self.rate()), 1), self.rate()
            ),
            self._over_rows,
        ]
        return self._of(*leaves, *ways)()

    def rate(self) -> Quantity:
        """Return a rate."""
        return self._of(
            Value(self._of("5%", "1/3", "0.5‰", "2个百分点", "-5%", blanks.RATE)),
            OfFact("研发占比"),
            # One of a period that nobody chose yet measures nothing.
            shapes.Growth(self._of("同比", "环比"), OfFact("产值", self._of(*PERIODS[:-1]))),
            shapes.Outside("一年期LPR", "2022-06-30"),
        )

    def number(self) -> Quantity:
        """Return a number."""
        return self._of(
            Value(self._of("3", "20人", blanks.NUMBER)),
            OfFact(self._of("自用面积", "租用月数")),
            OfFact("参保人数", "2022"),
            shapes.Elapsed(self._of("天数", "整月", "整年"), self.day(), self.day()),
            shapes.OverRows("个数", "贷款"),
        )

    def price(self) -> Quantity:
        """Return what is given for each."""
        return Value(self._of("300元", "1.5万", blanks.AMOUNT))

    def day(self) -> Quantity:
        """Return a day."""
        length = self._of("12个月", "30天", "2年", blanks.LENGTH)
        return self._of(
            self._day_fact(),
            Value(self._of("2022-06-30", blanks.DAY)),
            shapes.Shifted(self._day_fact(), length, self._perhaps()),
        )

    def _day_fact(self) -> OfFact:
        return OfFact(self._of("成立日期", "迁入日期"))

    def _figure(self) -> OfFact:
        return OfFact(self._of("产值", "营业收入", "销售额"), self._of(*PERIODS))

    def _span(self) -> OfFact:
        return OfFact("产值", "2020", self._of("2022", blanks.PERIOD))

    def _over_rows(self) -> Quantity:
        gather = self._of(*GATHERINGS.values())
        return shapes.OverRows(
            gather.word,
            "贷款",
            None if gather.is_count else OfFact(self._of("本金", blanks.FACT)),
            self._of(None, self._of_row()),
            Value(self._of("3", blanks.NUMBER)) if gather.is_counted else None,
            "用途" if gather.is_grouped else "",
        )

    def _of_row(self) -> Condition:
        return self._of(
            shapes.Compare(OfFact("本金"), self._of(*SIGNS), self._of(Value("10万"), OfFact("实际支出"))),
            shapes.OneOf(OfFact("用途"), ("生产经营",)),
            shapes.Within(OfFact("放款日期"), "2022"),
            shapes.Compare(OfFact("年利率"), "<=", shapes.Outside("一年期LPR", "放款日期")),
        )

    def _several(self, part: Callable[[], Any], least: int = 2) -> tuple[Any, ...]:
        return tuple(part() for _ in range(self.random.randint(least, 3)))

    def _of(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def _perhaps(self) -> bool:
        return self.random.random() < 1 / 2
