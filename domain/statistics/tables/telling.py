"""Tables in words: their cells, and what they were asked for."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.enterprises.dictionary import UNITS, Dictionary, FactKind
from domain.statistics.sources import Is
from domain.statistics.tables.columns import column_of
from domain.statistics.tables.plans import TablePlan, Within
from domain.statistics.tables.running import Heading, Value
from domain.values.money import Fen, yuan_text

_FEW = 4


def text_of(heading: Heading, value: Value) -> str:
    """Return a cell as it is shown, without its unit; empty for nothing.

    >>> text_of(Heading("a", "金额", Is.AMOUNT), 123456), text_of(Heading("n", "人数", Is.NUMBER), 12345000)
    ('1,234.56', '1,234.5')
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    match heading.is_:
        case Is.AMOUNT:
            return yuan_text(Fen(value))
        case Is.NUMBER | Is.RATE:
            number = Decimal(value) / UNITS[FactKind.NUMBER]
            return f"{number.normalize():,f}{'%' if heading.is_ is Is.RATE else ''}"
    return f"{value:,}"


def titled(heading: Heading) -> str:
    """Return what stands above a column, with its unit."""
    has_unit = heading.unit and heading.is_ is not Is.RATE and heading.unit not in heading.title
    return f"{heading.title}（{heading.unit}）" if has_unit else heading.title


def days_text(plan: TablePlan, today: date) -> str:
    """Return which days are meant, as a sentence says it; empty where all are."""
    first, last = plan.days(today)
    if plan.within.is_lack:
        return f"{plan.within.word}（{last} 以后没有）"
    if plan.within is Within.DAYS:
        return f"{first or '最早'} 至 {last or '最近'}"
    return "" if first is None else f"{plan.within.word}（{first} 至 {last}）"


def conditions_of(plan: TablePlan, dictionary: Dictionary, today: date) -> Iterator[str]:
    """Yield what a table was asked for, condition by condition."""
    for name, values in plan.where.items():
        column = column_of(plan.source, name, dictionary, today)
        if column is not None:
            words = [(column.words.get(value, value) or column.lacks) for value in values]
            more = f"等 {len(words)} 项" if len(words) > _FEW else ""
            yield f"{column.title}：{'、'.join(words[:_FEW])}{more}"
    if plan.day and (said := days_text(plan, today)):
        column = column_of(plan.source, plan.day, dictionary, today)
        if column is not None:
            yield f"{column.title}：{said}"
