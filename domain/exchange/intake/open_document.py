"""Open documents (.ods; OASIS OpenDocument 1.2), read element by element."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from domain.exchange.intake.cells import Area, Cell
from domain.exchange.intake.formats import Format, exact, format_of
from domain.exchange.intake.packages import Workbook
from domain.exchange.intake.sheets import (
    MOST_MERGED,
    Grid,
    Sheet,
    Source,
    damaged,
    formula_error,
    formula_without_value,
)

_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
_STYLES: Final = (
    "number:number-style",
    "number:percentage-style",
    "number:currency-style",
    "number:date-style",
    "number:time-style",
    "number:text-style",
)
_DAYS: Final = {
    "number:year": "y",
    "number:month": "m",
    "number:day": "d",
    "number:hours": "h",
    "number:seconds": "s",
}
_ERROR: Final = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|(?:Err|错误):\s?\d+", re.IGNORECASE
)
_CONDITION: Final = re.compile(r"value\(\)\s*([<>=!]+)\s*(-?[\d.]+)")
_OWN: Final = ("", "CNY", "RMB", "¥", "￥")
_MOST_ROWS: Final = 1_048_576


def read_open_document(package: Workbook) -> Source:
    """Read every sheet.

    Raises:
        BadInput: Its sheets span more cells than fit, or the file is damaged.
    """
    styles = _Styles()
    reader = _Reader(styles)
    for member in ("styles.xml", "content.xml"):
        name = package.find(member)
        if name:
            package.parse_xml(
                name,
                StartElementHandler=reader.start,
                EndElementHandler=reader.end,
                CharacterDataHandler=reader.say,
            )
    return Source("", reader.sheets, package.notes)


@dataclass(slots=True)
class _Styles:
    """The styles of cells and sheets, and the number formats they name, written as Excel writes formats.

    Attributes:
        codes: Of a number format: its own, and those it gives numbers that fulfil a condition.
        formats: Name of each cell style's number format.
        hidden: Styles of sheets that are not shown.
    """

    codes: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    _found: dict[str, Format | None] = field(default_factory=dict)

    def format_of(self, style: str) -> Format | None:
        """Return the format that a style gives to numbers; None where they are what they are."""
        if style not in self._found:
            self._found[style] = self._format_of(style)
        return self._found[style]

    def _format_of(self, style: str) -> Format | None:
        for _ in range(20):
            if style in self.formats:
                own, others = self.codes.get(self.formats[style], ("", []))
                parts = [
                    f"[{condition}]{self.codes[name][0]}" for condition, name in others if name in self.codes
                ]
                return format_of(";".join([*parts[:2], own]))
            style = self.parents.get(style, "")
        return None


class _Reader:
    """Follows the elements of a document, in which rows and cells are repeated by a number."""

    def __init__(self, styles: _Styles) -> None:
        self.sheets: list[Sheet] = []
        self._styles = styles
        self._grid = Grid()
        self._style = self._number_style = ""
        self._code: list[str] = []
        self._maps: list[tuple[str, str]] = []
        self._embedded = 0
        self._is_said = self._has_paragraph = self._is_percent = False
        self._said = ""
        self._depth = self._cell_depth = 0
        self._about: dict[str, str] = {}
        self._begin({})

    def start(self, name: str, about: dict[str, str]) -> None:
        self._depth += 1
        if name in _CELLS:
            self._about, self._cell_depth, self._said = about, self._depth, ""
            self._has_paragraph = False
        elif name == "table:table-row":
            self._cells: list[tuple[int, Cell]] = []
            self._column = 0
            self._rows = _times(about, "table:number-rows-repeated")
            self._row_style = about.get("table:default-cell-style-name", "")
            if about.get("table:visibility", "visible") != "visible":
                self._hidden.update(range(self._row, min(self._row + self._rows, _MOST_ROWS)))
        elif name == "table:table-column":
            times = _times(about, "table:number-columns-repeated")
            self._column_styles.append((times, about.get("table:default-cell-style-name", "")))
        elif name == "table:table":
            self._begin(about)
        elif self._cell_depth:
            self._text_begins(name, about)
        elif name.startswith("style:"):
            self._style_begins(name, about)
        elif name in _STYLES:
            self._number_style, self._code, self._maps = about.get("style:name", ""), [], []
            self._is_percent = name == "number:percentage-style"
        elif self._number_style and name.startswith("number:"):
            self._format_begins(name, about)

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self.sheets.append(
                self._grid.sheet(
                    is_hidden=self._is_hidden, merged=tuple(self._merged), hidden_rows=frozenset(self._hidden)
                )
            )
        elif name == "text:p" and self._depth == self._cell_depth + 1:
            self._is_said = False
        elif name in _STYLES:
            self._styles.codes[self._number_style] = "".join(self._code), self._maps
            self._number_style = ""
        elif name in ("number:text", "number:currency-symbol", "number:embedded-text"):
            self._literal_ends(name)
        self._depth -= 1

    def say(self, text: str) -> None:
        if self._is_said:
            self._said += text

    def _begin(self, about: dict[str, str]) -> None:
        self._grid.begin(about.get("table:name", ""))
        self._is_hidden = about.get("table:style-name", "") in self._styles.hidden
        self._row = self._column = 0
        self._rows = 1
        self._row_style = ""
        self._column_styles: list[tuple[int, str]] = []
        self._hidden: set[int] = set()
        self._merged: list[Area] = []

    def _text_begins(self, name: str, about: dict[str, str]) -> None:
        """Take what a cell says itself; remarks and drawings have paragraphs too, but further inside."""
        if name == "text:p" and self._depth == self._cell_depth + 1:
            self._said += "\n" if self._has_paragraph else ""
            self._is_said = self._has_paragraph = True
        elif self._is_said and name == "text:s":
            self._said += " " * min(_times(about, "text:c"), 1000)
        elif self._is_said and name in ("text:tab", "text:line-break"):
            self._said += "\t" if name == "text:tab" else "\n"

    def _end_cell(self) -> None:
        about, self._cell_depth, self._is_said = self._about, 0, False
        times = _times(about, "table:number-columns-repeated")
        value = self._value(about)
        if value != "":
            if self._column + times > self._grid.most_columns:
                self._grid.refuse_width()
            self._cells.extend((self._column + at, value) for at in range(times))
        down, across = (
            _times(about, "table:number-rows-spanned"),
            _times(about, "table:number-columns-spanned"),
        )
        if down > 1 or across > 1:
            self._merged.append(
                Area(self._row, self._column, self._row + down - 1, self._column + across - 1)
            )
            if len(self._merged) > MOST_MERGED:
                raise damaged()
        self._column += times

    def _end_row(self) -> None:
        if self._cells:
            self._grid.put_rows(self._row, self._rows, self._cells)
        self._row += self._rows

    def _value(self, about: dict[str, str]) -> Cell:
        kind = about.get("office:value-type", "")
        has_formula = "table:formula" in about
        if about.get("calcext:value-type") == "error" or (has_formula and _ERROR.fullmatch(self._said)):
            return formula_error(self._said or "#VALUE!")
        if not kind and has_formula and not self._has_paragraph:
            # One that came to an empty text has a paragraph.
            return formula_without_value()
        if kind in ("float", "percentage", "currency"):
            return self._number(kind, about)
        if kind == "date":
            return self._day(about)
        if kind == "boolean":
            return about.get("office:boolean-value") == "true"
        if kind == "string":
            return about.get("office:string-value", self._said)
        return self._said

    def _number(self, kind: str, about: dict[str, str]) -> Cell:
        text = about.get("office:value", "")
        if not text:
            return formula_without_value()
        number = float(text)
        if kind == "percentage":
            return f"{(exact(number) * 100).normalize():f}%"
        currency = about.get("office:currency", "")
        if currency not in _OWN:
            return f"{currency} {exact(number):f}"
        found = self._styles.format_of(self._style_of(about))
        return number if found is None else found.shown(number)

    def _day(self, about: dict[str, str]) -> Cell:
        text = about.get("office:date-value", "")
        try:
            day = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text[:19])
        except ValueError:
            return text
        found = self._styles.format_of(self._style_of(about))
        return day if found is None else found.shown_day(day)

    def _style_of(self, about: dict[str, str]) -> str:
        style = about.get("table:style-name") or self._row_style
        at = self._column
        for times, default in self._column_styles:
            if style or at < times:
                return style or default
            at -= times
        return style

    def _style_begins(self, name: str, about: dict[str, str]) -> None:
        """Take what styles are called, and which format they give to numbers."""
        styles = self._styles
        if name == "style:style":
            self._style = about.get("style:name", "")
            styles.parents[self._style] = about.get("style:parent-style-name", "")
            if "style:data-style-name" in about:
                styles.formats[self._style] = about["style:data-style-name"]
        elif name == "style:table-properties" and about.get("table:display") == "false":
            styles.hidden.add(self._style)
        elif name == "style:map" and self._number_style:
            condition = _CONDITION.fullmatch(about.get("style:condition", ""))
            if condition is not None:
                sign = condition[1].replace("!=", "<>")
                self._maps.append((sign + condition[2], about.get("style:apply-style-name", "")))

    def _format_begins(self, name: str, about: dict[str, str]) -> None:
        """Take what a format shows: digits, days, and texts around them."""
        if name in ("number:text", "number:currency-symbol", "number:embedded-text"):
            self._embedded = _times(about, "number:position") if name == "number:embedded-text" else 0
            self._said, self._is_said = "", True
        elif name in ("number:number", "number:fraction", "number:scientific-number"):
            self._code.append(_digits(about))
        elif name in _DAYS:
            self._code.append(_DAYS[name])

    def _literal_ends(self, name: str) -> None:
        text, self._is_said = self._said.replace('"', ""), False
        if not self._number_style or not text:
            return
        if name != "number:embedded-text":
            self._code.append("%" if self._is_percent and text.strip() == "%" else f'"{text}"')
            return
        digits = self._code[-1]
        at = max(len(digits.rstrip(",")) - self._embedded, 1)
        self._code[-1] = f'{digits[:at]}"{text}"{digits[at:]}'


def _digits(about: dict[str, str]) -> str:
    """Return the places for digits; a comma behind them for every thousand that a number is divided by."""
    factor = float(about.get("number:display-factor", "1"))
    commas = 0
    while factor >= 1000 and commas < 4:
        factor, commas = factor / 1000, commas + 1
    whole = "0" * min(max(_times(about, "number:min-integer-digits", 0), 1), 30)
    decimals = min(_times(about, "number:decimal-places", 0), 20)
    return whole + ("." + "0" * decimals if decimals else "") + "," * commas


def _times(about: dict[str, str], name: str, default: int = 1) -> int:
    """Return how often something is repeated."""
    number = int(about.get(name, default))
    if not 0 <= number < 10**9:
        raise damaged()
    return number
