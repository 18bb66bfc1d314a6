"""The Excel template for FACTS: one sheet of enterprises with their period figures, one for each list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, Nature
from domain.exchange.intake.cells import column_letters
from domain.exchange.intake.forms import ENTERPRISES
from domain.exchange.intake.layout import CHOICES_SHEET, NOTES_SHEET
from domain.exchange.intake.rows import EXAMPLE, EXAMPLE_ROW
from domain.exchange.intake.targets import GENERAL, NAME_LABEL, USCC_LABEL
from domain.exchange.intake.values import NO, NONE, YES
from domain.exchange.ledgers.columns import LedgerForm
from domain.policies.explaining.needs import read_figures
from domain.policies.policy import Policy
from domain.values.files import replacing
from domain.values.periods import Period

LAST_ROW: Final = 20_000

_FIRST_ROW: Final = 3
_MOST_INLINE: Final = 250
"""Letters of choices that Excel takes inside a rule (255); more stand on a sheet of their own."""

_NOTES: Final = (
    "一户企业一行，填在“企业”表；项目、资质等清单一行一项，填在各自的表，用统一社会信用代码对应企业。",
    "灰色的示例行只作参考，导入时不读取，不用删。点到某一列的单元格，会显示这一列怎么填。",
    "金额以元为单位，最多两位小数，也可以写 30万、1.2亿；整列用万元的，在列名后写“（万元）”。"
    "比率填百分数，如 4.35 表示 4.35%。没有的数据留空，留空表示未填，不是 0。",
    "日期写作 2022-05-01、2022.5.1 或 20220501。确知没有的（如从未迁入、未入库）填“无”；不清楚的留空。",
    "企业没有项目的，在“企业”表的“项目”一栏填“无”；不清楚的留空。其他清单也是这样。",
    "期间数据的列名是“数据名 期间”，如“产值 2022H1”或“2022年上半年产值”，可以按此自行加列："
    "2022 为全年，H1、H2 为上、下半年，Q1 至 Q4 为季度，M01 至 M12 为本月，"
    "C01 至 C12 为从 1 月到该月的累计。",
    "同一年里由别的期间能推出来的可以留空：季度可由三个月或两个累计推出，半年可由两个季度推出，全年依此类推；"
    "填了的以填的为准。期末数不相加。",
    "统一社会信用代码、账号等长数字已设为文本格式；从别处粘贴时请选“只粘贴值”，以免变成 9.14E+17。",
)
_EXAMPLES: Final = {
    FactKind.TEXT: "文字",
    FactKind.TRUTH: YES,
    FactKind.DATE: "2022-05-01",
    FactKind.MONEY: "300000",
    FactKind.NUMBER: "120",
    FactKind.RATE: "4.35",
}
_EXAMPLE_YEAR: Final = 2022
_A_YEAR: Final = Decimal("0.1")
"""`Fact.example` speaks of this year; the year before has a tenth less."""


def figure_heading(fact: Fact, period: Period) -> str:
    """Return the heading of a period figure's column.

    >>> figure_heading(Fact("sales", "销售额", FactKind.MONEY), Period.parse("2022Q2"))
    '销售额 2022Q2'
    """
    return f"{fact.label} {period}"


def write_template(path: Path, dictionary: Dictionary, policies: Iterable[Policy]) -> None:
    """Write an empty template with a column for each figure that these policies read.

    Args:
        path: Where to; an existing file is replaced, whole.
        dictionary: Which facts there are.
        policies: Decide which periods have columns; a half-year brings its quarters along.

    Raises:
        DomainError: It cannot be written.
    """
    identity = [
        _Column(USCC_LABEL, "企业", hint="18 位，每户必填；程序靠它认企业", example=EXAMPLE_ROW),
        _Column(NAME_LABEL, "企业", hint="新企业必填", example="示例有限公司"),
    ]
    facts = [_of(fact, fact.section or GENERAL) for fact in dictionary.attributes.values()]
    lists = [
        _Column(row.label, "清单", choices=(NONE,), hint=f"没有{row.label}的填“无”；有的填在“{row.label}”表")
        for row in dictionary.rows.values()
    ]
    figures = list(_figure_columns(dictionary, policies))
    with (
        replacing(path, is_public=True) as target,
        xlsxwriter.Workbook(target, {"in_memory": True}) as workbook,
    ):
        sheets = _Sheets(workbook, _NOTES)
        sheets.add(ENTERPRISES.title, [*identity, *_gathered(facts), *lists, *figures])
        for row in dictionary.rows.values():
            columns = [_of(fact, f"{row.label}：一行一项") for fact in row.columns.values()]
            owner = _Column(USCC_LABEL, f"{row.label}：一行一项", hint="这一项属于哪户企业", example=EXAMPLE)
            sheets.add(row.label, [owner, *columns])
        sheets.finish()


def write_ledger_template(path: Path, form: LedgerForm) -> None:
    """Write an empty sheet of a ledger.

    Raises:
        DomainError: It cannot be written.
    """
    with (
        replacing(path, is_public=True) as target,
        xlsxwriter.Workbook(target, {"in_memory": True}) as workbook,
    ):
        sheets = _Sheets(workbook, form.notes)
        sheets.add(form.title, [_of(fact, form.title) for fact in form.facts])
        sheets.finish()


def template_headings(dictionary: Dictionary, policies: Iterable[Policy]) -> list[str]:
    """Return the headings of the sheet of enterprises, in their order."""
    facts = [_of(fact, fact.section or GENERAL) for fact in dictionary.attributes.values()]
    return [
        USCC_LABEL,
        NAME_LABEL,
        *(column.label for column in _gathered(facts)),
        *(row.label for row in dictionary.rows.values()),
        *(column.label for column in _figure_columns(dictionary, policies)),
    ]


def periods_wanted(policies: Iterable[Policy]) -> dict[str, list[Period]]:
    """Return, by fact, the periods that policies read, and the quarters of the half-years among them."""
    found: dict[str, set[Period]] = {}
    for name, period in read_figures(policies):
        found.setdefault(name, set()).add(period)
    return {name: sorted(periods) for name, periods in found.items()}


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its heading, the section it stands in, and what may be filled in."""

    label: str
    section: str
    kind: FactKind = FactKind.TEXT
    choices: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""

    @property
    def message(self) -> str:
        """What is shown while a cell of it is current."""
        how = {
            FactKind.DATE: "日期，如 2022-05-01；确知没有的填“无”",
            FactKind.MONEY: "金额，单位：元",
            FactKind.RATE: "百分数，如 4.35 表示 4.35%",
        }.get(self.kind, "")
        return "\n".join(part for part in (self.hint, "从下拉表里选" if self.choices else how) if part)


class _Sheets:
    """The sheets of one workbook; long lists of choices are gathered on a hidden one."""

    def __init__(self, workbook: Workbook, notes: Sequence[str]) -> None:
        self._workbook = workbook
        self._notes = notes
        self._section = self._format(bold=True, bg_color="#DCE6F1", align="left")
        self._heading = self._format(bold=True, bg_color="#E8EEF5", text_wrap=True, valign="top")
        self._wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._formats: dict[str, tuple[Format, Format]] = {}
        self._long: list[tuple[str, ...]] = []

    def add(self, title: str, columns: Sequence[_Column]) -> None:
        sheet = self._workbook.add_worksheet(title)
        sheet.freeze_panes(_FIRST_ROW - 1, min(2, len(columns) - 1))
        sheet.set_row(1, 36)
        self._write_sections(sheet, columns)
        for place, column in enumerate(columns):
            entered, example = self._format_of(column)
            sheet.write_string(1, place, column.label, self._heading)
            sheet.write_string(2, place, column.example, example)
            sheet.set_column(place, place, _width(column), entered)
            rule = self._rule(column)
            if rule:
                sheet.data_validation(_FIRST_ROW, place, LAST_ROW, place, rule)
            if column.message:
                sheet.write_comment(1, place, column.message, {"x_scale": 1.4})

    def finish(self) -> None:
        """Add the sheets that explain, and the choices that found no room in their rules."""
        notes = self._workbook.add_worksheet(NOTES_SHEET)
        notes.set_column(0, 0, 110, self._wrapped)
        for index, note in enumerate(self._notes):
            notes.write_string(index, 0, f"{index + 1}. {note}")
        if self._long:
            sheet = self._workbook.add_worksheet(CHOICES_SHEET)
            sheet.hide()
            for place, choices in enumerate(self._long):
                sheet.write_column(0, place, choices)

    def _write_sections(self, sheet: Worksheet, columns: Sequence[_Column]) -> None:
        place = 0
        for section, members in groupby(columns, key=lambda column: column.section):
            last = place + len(list(members)) - 1
            if last > place:
                sheet.merge_range(0, place, 0, last, section, self._section)
            else:
                sheet.write_string(0, place, section, self._section)
            place = last + 1

    def _rule(self, column: _Column) -> dict[str, object]:
        """Return what a cell may hold, and what is said while one stands in it."""
        said: dict[str, object] = {}
        if column.message:
            said = {"input_title": column.label[:32], "input_message": column.message[:255]}
        if not column.choices:
            return {"validate": "any", **said} if said else {}
        source: object = list(column.choices)
        if len(",".join(column.choices)) > _MOST_INLINE:
            self._long.append(column.choices)
            letters = column_letters(len(self._long) - 1)
            source = f"={CHOICES_SHEET}!${letters}$1:${letters}${len(column.choices)}"
        wrong = {"error_title": "请从下拉表里选", "error_message": "这一列只能填下拉表里的项，或留空。"}
        return {"validate": "list", "source": source, **wrong, **said}

    def _format_of(self, column: _Column) -> tuple[Format, Format]:
        """Return the formats of what is filled in, and of the example."""
        shown = {FactKind.MONEY: "#,##0.00", FactKind.NUMBER: "#,##0.####", FactKind.RATE: "#,##0.####"}
        number = shown.get(column.kind, "yyyy-mm-dd" if column.kind is FactKind.DATE else "@")
        if number not in self._formats:
            grey = {"italic": True, "font_color": "#808A95", "bg_color": "#F4F6F8", "num_format": "@"}
            aligned = {"align": "right"} if column.kind in shown else {}
            self._formats[number] = (
                self._workbook.add_format({"num_format": number}),
                self._workbook.add_format({**grey, **aligned}),
            )
        return self._formats[number]

    def _format(self, **look: object) -> Format:
        return self._workbook.add_format({"border": 1, "border_color": "#B9C4D0", **look})


def _of(fact: Fact, section: str, label: str = "") -> _Column:
    choices = (YES, NO) if fact.kind is FactKind.TRUTH else tuple(fact.choices.values())
    example = fact.example or (choices[0] if choices else _EXAMPLES.get(fact.kind, ""))
    return _Column(label or fact.label, section, fact.kind, choices, fact.hint, example)


def _gathered(columns: Sequence[_Column]) -> list[_Column]:
    """Bring the columns of a section together, sections in the order in which they first appear."""
    order = {section: at for at, section in enumerate(dict.fromkeys(column.section for column in columns))}
    return sorted(columns, key=lambda column: order[column.section])


def _figure_columns(dictionary: Dictionary, policies: Iterable[Policy]) -> Iterator[_Column]:
    wanted = periods_wanted(policies)
    for name, fact in dictionary.indicators.items():
        for period in wanted.get(name, []):
            column = _of(fact, "期间数据", figure_heading(fact, period))
            yield replace(column, example=_example_figure(fact, column.example, period))


def _example_figure(fact: Fact, quarterly: str, period: Period) -> str:
    """Return a figure that goes together with those of the other periods.

    >>> sales = Fact("sales", "销售额", FactKind.MONEY)
    >>> [_example_figure(sales, "300000", Period.parse(text)) for text in ("2022Q2", "2022H1", "2021M05")]
    ['300000', '600000', '90000']
    """
    if fact.nature is not Nature.FLOW:
        return quarterly
    of_a_month = Decimal(quarterly) / 3
    share = max(_A_YEAR, 1 - (_EXAMPLE_YEAR - period.year) * _A_YEAR)
    return f"{(of_a_month * period.months * share).quantize(Decimal(1)):f}"


def _width(column: _Column) -> int:
    if column.label in (USCC_LABEL, NAME_LABEL):
        return 24
    return min(30, max(14, 2 * len(column.label), *(2 * len(choice) for choice in ("", *column.choices))))
