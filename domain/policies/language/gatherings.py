"""How the rows of a list are gathered into one value: a row here for each word says all of it.

Which rows are taken and what they come to is the same for one enterprise and on columns; what columns cannot
come to (`many.gathering`) is worked out enterprise by enterprise.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from domain.policies.language.ranges import Exact


class Reduce(Enum):
    """What the rows that are taken come to."""

    SUM = auto()
    GREATEST = auto()
    LEAST = auto()
    MEAN = auto()
    MEDIAN = auto()


class Order(Enum):
    """Which rows are taken first where not all of them are."""

    AS_ENTERED = auto()
    BEST_FIRST = auto()


@dataclass(frozen=True, slots=True)
class Words:
    """What a gathering is named by: the rows, what is taken of each, how many, alike in which column."""

    rows: str
    value: str
    count: str
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Gathering:
    """How rows are gathered.

    Attributes:
        word: As formulas write it.
        reduce: What those taken come to.
        text: Names it in words.
        order: None where every row that counts is taken.
        is_counted: Whether the formula says how many are taken; else it is one, where not all are.
        is_grouped: Whether so many are taken of each group of rows that are alike in a column.
        is_count: Whether each row counts one, so that no value is asked for.
        instead: What people write for it out of habit.
    """

    word: str
    reduce: Reduce
    text: Callable[[Words], str]
    order: Order | None = None
    is_counted: bool = False
    is_grouped: bool = False
    is_count: bool = False
    instead: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """What stands between the list and the condition, as messages say it."""
        asked = (self.is_grouped, "按哪一列分组"), (self.is_counted, "几个"), (not self.is_count, "数额")
        return tuple(said for is_asked, said in asked if is_asked)

    @property
    def shape(self) -> str:
        """How it is written.

        >>> GATHERINGS["最高几合计"].shape, GATHERINGS["个数"].shape
        ('最高几合计（清单, 几个, 数额, 条件）', '个数（清单, 条件）')
        """
        return f"{self.word}（{', '.join(('清单', *self.takes, '条件'))}）"

    @property
    def takes_days(self) -> bool:
        """Whether its value may be a day."""
        return self.reduce in (Reduce.GREATEST, Reduce.LEAST)

    @property
    def adds_any_number(self) -> bool:
        """Whether any number of rows may add up."""
        return self.reduce is Reduce.SUM and (self.order is None or self.is_grouped)

    def taken(self, entries: Sequence[tuple[Hashable, Exact]], count: int) -> Sequence[int]:
        """Return the places of those taken, ascending, of the rows that count: each by group and value."""
        if self.order is None:
            return range(len(entries))
        most = count if self.is_counted else 1
        order: Sequence[int] = range(len(entries))
        if self.order is Order.BEST_FIRST:
            order = sorted(order, key=lambda at: -entries[at][1])
        of_group: Counter[Hashable] = Counter()
        found = []
        for at in order:
            group = entries[at][0] if self.is_grouped else None
            of_group[group] += 1
            if of_group[group] <= most:
                found.append(at)
        return sorted(found)


def _among(which: str) -> Callable[[Words], str]:
    return lambda said: f"各{said.rows}中{which}的{said.value}"


GATHERINGS: Final = {
    row.word: row
    for row in (
        Gathering(
            "合计", Reduce.SUM, lambda said: f"各{said.rows}的{said.value}合计", instead=("sum", "求和")
        ),
        Gathering(
            "个数", Reduce.SUM, lambda said: f"{said.rows}的个数", is_count=True, instead=("count", "计数")
        ),
        Gathering("最高", Reduce.GREATEST, _among("最高")),
        Gathering("最低", Reduce.LEAST, _among("最低")),
        Gathering(
            "平均",
            Reduce.MEAN,
            lambda said: f"各{said.rows}的{said.value}的平均数",
            instead=("avg", "average"),
        ),
        Gathering("中位数", Reduce.MEDIAN, lambda said: f"各{said.rows}的{said.value}的中位数"),
        Gathering(
            "前几合计",
            Reduce.SUM,
            lambda said: f"前 {said.count} 个{said.rows}的{said.value}合计",
            order=Order.AS_ENTERED,
            is_counted=True,
        ),
        Gathering(
            "最高几合计",
            Reduce.SUM,
            lambda said: f"最高的 {said.count} 个{said.rows}的{said.value}合计",
            order=Order.BEST_FIRST,
            is_counted=True,
        ),
        Gathering(
            "各组最高合计",
            Reduce.SUM,
            lambda said: f"{said.rows}同一{said.group}只取最高的{said.value}，各{said.group}合计",
            order=Order.BEST_FIRST,
            is_grouped=True,
        ),
        Gathering(
            "各组前几合计",
            Reduce.SUM,
            lambda said: f"{said.rows}同一{said.group}只取前 {said.count} 个{said.value}，各{said.group}合计",
            order=Order.AS_ENTERED,
            is_counted=True,
            is_grouped=True,
        ),
    )
}
COUNT: Final = GATHERINGS["个数"]
