"""The Excel template for FACTS: one sheet of enterprises with their period figures, one for each list."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.periods import Period, PeriodKind
from domain.policies.figures import indicators_of
from domain.policies.policy import Policy

SHEET: Final = "企业"
NOTES_SHEET: Final = "填写说明"
USCC_LABEL: Final = "统一社会信用代码"
NAME_LABEL: Final = "企业名称"
NONE: Final = "无"
YES: Final = "是"
NO: Final = "否"
LAST_ROW: Final = 20_000
_NOTES: Final = (
    "一户企业一行，填在“企业”表；一个项目一行，填在“项目”表，用统一社会信用代码对应企业。",
    "金额一律以元为单位，最多两位小数；比率填百分数，如 4.35 表示 4.35%。"
    "没有的数据留空，留空表示未填，不是 0。",
    "日期写作 2022-05-01。确知没有的（如从未迁入、未入库）填“无”；不清楚的留空。",
    "企业没有项目的，在“企业”表的“项目”一栏填“无”；不清楚的留空。",
    "期间数据的列名是“数据名 期间”，如“产值 2022H1”，可以按此自行加列："
    "2022 为全年，H1、H2 为上、下半年，Q1 至 Q4 为季度，M01 至 M12 为本月，"
    "C01 至 C12 为从 1 月到该月的累计。",
    "同一年里由别的期间能推出来的可以留空：季度可由三个月或两个累计推出，半年可由两个季度推出，全年依此类推；"
    "填了的以填的为准。期末数不相加。",
)


def figure_heading(fact: Fact, period: Period) -> str:
    """Return the heading of a period figure's column.

    >>> figure_heading(Fact("sales", "销售额", FactKind.MONEY), Period.parse("2022Q2"))
    '销售额 2022Q2'
    """
    return f"{fact.label} {period}"


def write_template(path: Path, dictionary: Dictionary, policies: Iterable[Policy]) -> None:
    """Write an empty template with a column for each figure that these policies read.

    Args:
        path: Where to; an existing file is replaced.
        dictionary: Which facts there are.
        policies: Decide which periods have columns; a half-year brings its quarters along.
    """
    facts = [_Column(fact.label, fact) for fact in dictionary.attributes.values()]
    lists = [_Column(row.label, choices=(NONE,)) for row in dictionary.rows.values()]
    figures = list(_figure_columns(dictionary, policies))
    with xlsxwriter.Workbook(path) as workbook:
        look = _Look(workbook)
        columns = [_Column(USCC_LABEL), _Column(NAME_LABEL), *facts, *lists, *figures]
        _write_sheet(workbook.add_worksheet(SHEET), columns, look)
        for row in dictionary.rows.values():
            columns = [_Column(USCC_LABEL), *(_Column(fact.label, fact) for fact in row.columns.values())]
            _write_sheet(workbook.add_worksheet(row.label), columns, look)
        _write_notes(workbook.add_worksheet(NOTES_SHEET), look)


def periods_wanted(policies: Iterable[Policy]) -> dict[str, list[Period]]:
    """Return, by fact, the periods that policies read, and the quarters of the half-years among them."""
    found: dict[str, set[Period]] = {}
    for policy in policies:
        for leaf in indicators_of(policy):
            wanted = found.setdefault(leaf.fact.name, set())
            wanted.add(leaf.period)
            if leaf.period.kind is PeriodKind.HALF:
                wanted.update(leaf.period.quarters)
    return {name: sorted(periods) for name, periods in found.items()}


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its heading, the fact it holds, and what else may stand in it."""

    label: str
    fact: Fact | None = None
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> list[str]:
        if self.fact is None:
            return list(self.choices)
        return [YES, NO] if self.fact.kind is FactKind.TRUTH else list(self.fact.choices.values())


class _Look:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.heading: Format = workbook.add_format(
            {"bold": True, "bg_color": "#E8EEF5", "border": 1, "border_color": "#B9C4D0", "text_wrap": True}
        )
        self.text: Format = workbook.add_format({"num_format": "@"})
        self.money: Format = workbook.add_format({"num_format": "#,##0.00"})
        self.number: Format = workbook.add_format({"num_format": "#,##0.####"})
        self.date: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped: Format = workbook.add_format({"text_wrap": True, "valign": "top"})

    def of(self, fact: Fact | None) -> Format:
        if fact is None or fact.kind in (FactKind.TEXT, FactKind.CHOICE, FactKind.TRUTH):
            return self.text
        if fact.kind is FactKind.DATE:
            return self.date
        return self.money if fact.kind is FactKind.MONEY else self.number


def _figure_columns(dictionary: Dictionary, policies: Iterable[Policy]) -> Iterable[_Column]:
    wanted = periods_wanted(policies)
    for name, fact in dictionary.indicators.items():
        for period in wanted.get(name, []):
            yield _Column(figure_heading(fact, period), fact)


def _write_sheet(sheet: Worksheet, columns: Iterable[_Column], look: _Look) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 36)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label, look.heading)
        width = 22 if column.label in (USCC_LABEL, NAME_LABEL) else max(14, 2 * len(column.label))
        sheet.set_column(place, place, width, look.of(column.fact))
        if column.allowed:
            rule = {"validate": "list", "source": column.allowed}
            sheet.data_validation(1, place, LAST_ROW, place, rule)
        if column.fact is not None and column.fact.hint:
            sheet.write_comment(0, place, column.fact.hint)


def _write_notes(sheet: Worksheet, look: _Look) -> None:
    sheet.set_column(0, 0, 110, look.wrapped)
    for index, note in enumerate(_NOTES):
        sheet.write_string(index, 0, f"{index + 1}. {note}")
