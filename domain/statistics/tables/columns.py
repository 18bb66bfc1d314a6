"""Which columns a table may name: those of its rows, and what is entered of their enterprises."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Integer, cast, func
from sqlmodel import Session, col, select

from domain.enterprises.derivation import figure_from
from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.entities import EnterpriseAttribute, EnterpriseFigure
from domain.statistics.sources import ROWS, Column, Is, Rows
from domain.statistics.tables.plans import TablePlan, Within
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.periods import Period, PeriodKind
from domain.values.toml.places import Path as Keys
from domain.values.toml.shapes import meant_by

FACT: Final = "fact:"
"""What the name of a column begins with that is a fact of the enterprise, as ``fact:founded``."""
FIGURE: Final = "figure:"
"""And of one that is a figure of a period, as ``figure:sales[2022Q2]`` or ``figure:sales[last-year]``."""
LATELY: Final = {
    "last-year": "去年",
    "last-half": "上一个半年",
    "last-quarter": "上季度",
    "last-month": "上月",
    "to-last-month": "今年到上月累计",
}
"""Periods that are told from the day on which a table is made."""
_KINDS: Final = {
    FactKind.DATE: Is.DAY,
    FactKind.MONEY: Is.AMOUNT,
    FactKind.NUMBER: Is.NUMBER,
    FactKind.RATE: Is.RATE,
}
_TRUTH: Final = {"1": "是", "0": "否"}
_PERIODS: Final = {
    "last-half": PeriodKind.HALF,
    "last-quarter": PeriodKind.QUARTER,
    "last-month": PeriodKind.MONTH,
}


def columns_of(rows: Rows, dictionary: Dictionary) -> dict[str, Column]:
    """Return every column but figures of periods, by names: its own first, then facts of its enterprise."""
    found = {name: _worded(column, dictionary) for name, column in rows.columns.items()}
    if rows.enterprise is not None:
        known = {column.fact for column in found.values()}
        for name, fact in dictionary.attributes.items():
            if name not in known:
                found[FACT + name] = _fact(rows, fact)
    return found


def column_of(rows: Rows, name: str, dictionary: Dictionary, today: date) -> Column | None:
    """Return the column of a name; None where there is none."""
    if (column := rows.columns.get(name)) is not None:
        return _worded(column, dictionary)
    if name.startswith(FACT) and rows.enterprise is not None:
        fact = dictionary.attributes.get(name.removeprefix(FACT))
        return None if fact is None else _fact(rows, fact)
    if name.startswith(FIGURE) and rows.is_register:
        figure, _, period = name.removeprefix(FIGURE).removesuffix("]").partition("[")
        fact = dictionary.indicators.get(figure)
        return None if fact is None or not is_period(period) else _figure(fact, period_named(period, today))
    return None


def is_period(text: str) -> bool:
    """Whether something names a period."""
    if text in LATELY:
        return True
    try:
        Period.parse(text)
    except BadInput:
        return False
    return True


def period_named(text: str, today: date) -> Period:
    """Return the period of a name, on a day.

    >>> period_named("last-quarter", date(2022, 2, 7)), period_named("to-last-month", date(2022, 6, 1))
    (Period(2021Q4), Period(2022C05))
    """
    if text == "last-year":
        return Period.of(today.year - 1, PeriodKind.YEAR)
    if text == "to-last-month":
        last = Period.of(today.year, PeriodKind.MONTH, today.month).before
        return Period.of(last.year, PeriodKind.CUMULATIVE, last.last_month)
    if (kind := _PERIODS.get(text)) is not None:
        months = 12 // {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}[kind]
        return Period.of(today.year, kind, (today.month - 1) // months + 1).before
    return Period.parse(text)


def strange_in(
    plan: TablePlan, dictionary: Dictionary | None, today: date
) -> Iterator[tuple[Keys, str, str]]:
    """Yield what of a table cannot be: where it stands, the column, and a complaint.

    Without a dictionary nothing is said of what enterprises have.
    """
    rows = ROWS.get(plan.rows)
    if rows is None:
        yield ("rows",), "", f"没有“{plan.rows}”{meant_by(plan.rows, ROWS)}"
        return
    if not plan.columns and not plan.by:
        yield (), "", "至少要有一列"
    if plan.within is not Within.ALL and not plan.day:
        yield ("within",), "", "写了 within（哪些天的），也要写 day（哪一列的日期）"
    for path, name in plan.named:
        if name.startswith((FACT, FIGURE)) and dictionary is None:
            continue
        column = column_of(rows, name, dictionary or _NO_FACTS, today)
        if column is None:
            yield path, name, f"{rows.title}没有“{name}”这一列{meant_by(name, rows.columns)}"
        elif complaint := _against(plan, path, column):
            yield path, name, complaint
        else:
            yield from ((place, name, said) for place, said in _unknown_in(plan, path, column))
    if plan.sorted_by and not plan.by and plan.sorted_by not in plan.columns:
        yield ("sort",), plan.sorted_by, f"按“{plan.sorted_by}”排序，它也要在 columns 里"


_NO_FACTS: Final = Dictionary({}, {}, {})


def _against(plan: TablePlan, path: Keys, column: Column) -> str:
    match path[0]:
        case "day" if column.is_ is not Is.DAY:
            return f"“{column.title}”不是日期"
        case "by" if not column.parts and column.is_ is not Is.ENTERPRISE:
            return f"不能按“{column.title}”分组"
        case "where" if column.is_ is Is.DAY and column.looked is None:
            given = plan.where[str(path[1])]
            return "" if given == ("",) else f"“{column.title}”是日期，条件只能写空的（没有填的）"
        case "where" if not column.parts:
            return f"“{column.title}”不能作条件"
    return ""


def _unknown_in(plan: TablePlan, path: Keys, column: Column) -> Iterator[tuple[Keys, str]]:
    """Yield the values of a condition that a column never has."""
    if path[0] == "where" and column.words:
        known = {"": "", **column.words}
        for at, value in enumerate(plan.where[str(path[1])]):
            if value not in known:
                yield (*path, at), f"“{value}”不是“{column.title}”的值{meant_by(value, known)}"


def _worded(column: Column, dictionary: Dictionary) -> Column:
    return replace(column, words=column.words_in(dictionary))


def _fact(rows: Rows, fact: Fact) -> Column:
    row = EnterpriseAttribute
    entered: Any = (
        select(row.value).where(row.enterprise_id == rows.enterprise, row.name == fact.name).scalar_subquery()
    )
    is_ = _KINDS.get(fact.kind, Is.TEXT if fact.is_long or fact.is_personal else Is.WORD)
    if is_ is Is.DAY:
        # Empty for one that is known not to exist.
        entered = func.nullif(entered, "", type_=Date)
    elif is_ is not Is.WORD and is_ is not Is.TEXT:
        entered = cast(entered, Integer)
    words = _TRUTH if fact.kind is FactKind.TRUTH else fact.choices
    return Column(
        fact.label,
        entered,
        is_,
        words=words,
        unit=fact.unit,
        fact=fact.name,
        is_personal=fact.is_personal,
        is_added=rows.is_register,
    )


def _figure(fact: Fact, period: Period) -> Column:
    is_ = _KINDS.get(fact.kind, Is.NUMBER)
    return Column(
        f"{period.label}{fact.label}",
        is_=is_,
        unit=fact.unit,
        looked=lambda session: _figures(session, fact, period),
    )


def _figures(session: Session, fact: Fact, period: Period) -> Mapping[EnterpriseId, int]:
    """Return a figure of a period by enterprises: what was typed, or follows from what was."""
    row = EnterpriseFigure
    typed = session.exec(
        select(row.enterprise_id, row.period, row.amount).where(
            row.name == fact.name, col(row.period).startswith(str(period.year))
        )
    )
    known: defaultdict[EnterpriseId, dict[Period, int]] = defaultdict(dict)
    for id_, text, amount in typed:
        known[EnterpriseId(id_)][Period.parse(text)] = amount
    found = {id_: figure_from(fact, period, figures) for id_, figures in known.items()}
    return {id_: figure.amount for id_, figure in found.items() if figure is not None}
