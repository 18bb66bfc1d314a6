"""Facts as records of plain JSON values: the form of files, of what a case keeps, and of interfaces.

``{"uscc", "name", "attributes": {…}, "indicators": {name: {period: figure}}, "projects": [{…}]}``; lists may
stand under ``"rows"`` as well. Amounts are yuan, rates percent, both numbers or strings; dates YYYY-MM-DD.
A row may have its id beside its columns, as ``"uid"``.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeGuard

from domain.enterprises.codes import check_uscc
from domain.enterprises.dictionary import REASON, Dictionary, Fact, FactKind
from domain.enterprises.facts import UID, EnterpriseFacts, FactValue, Row, as_row, uid_of
from domain.enterprises.quantities import figure_from_decimal, plain_figure
from domain.enterprises.text_checks import check_text
from domain.values.errors import BadInput
from domain.values.periods import Period
from domain.values.texts import clean, one_line, safe_text
from domain.values.uids import is_uid

NO_DAY: Final = "无"
"""What a date may be written as that is known not to exist, where there is no null."""
MAX_NAME: Final = 100
MAX_TEXT: Final = 500
MAX_LONG_TEXT: Final = 5000
MAX_ROWS: Final = 10_000
_MAX_DIGITS: Final = 40

Record = Mapping[str, Any]


def record_of(facts: EnterpriseFacts, dictionary: Dictionary) -> dict[str, Any]:
    """Write facts as a record, in an order that does not depend on how they were entered."""
    return {
        "uscc": facts.uscc,
        "name": facts.name,
        "attributes": _plain(facts.attributes, dictionary.attributes),
        "indicators": {
            name: _plain_figures(dictionary.indicators[name], figures)
            for name, figures in sorted(facts.indicators.items())
            if figures
        },
        **{
            name: [_plain_row(row, dictionary.rows[name].columns) for row in rows]
            for name, rows in sorted(facts.rows.items())
        },
    }


def flat_record(record: Record) -> dict[str, Any]:
    """Return a record with the keys that traces use: ``sales[2022Q2]``, ``projects[0].name``."""
    flat: dict[str, Any] = {"uscc": record["uscc"], "name": record["name"], **record["attributes"]}
    for name, figures in record["indicators"].items():
        flat |= {f"{name}[{period}]": amount for period, amount in figures.items()}
    for kind, rows in record.items():
        if isinstance(rows, list):
            flat[kind] = len(rows)
            for index, row in enumerate(rows):
                flat |= {f"{kind}[{index}].{name}": value for name, value in row.items() if name != UID}
    return flat


def facts_of(record: object, dictionary: Dictionary, *, place: str = "") -> EnterpriseFacts:
    """Read a record.

    Args:
        record: Plain JSON values; numbers as int or Decimal, never float.
        dictionary: Which facts there are.
        place: What complaints begin with, e.g. ``第 3 户``.

    Raises:
        BadInput: With every complaint found in the record.
    """
    return _Reader(dictionary, place).read(record)


def read_value(fact: Fact, value: object) -> FactValue:
    """Read the value of one fact.

    Raises:
        BadInput: It is of another kind, out of bounds, or no choice.
    """
    match fact.kind:
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            return read_figure(fact, value)
        case FactKind.TRUTH:
            if isinstance(value, bool):
                return value
            raise BadInput(f"“{fact.label}”应为 true 或 false，却是{_shown(value)}")
        case FactKind.DATE:
            return _read_date(fact, value)
        case FactKind.CHOICE:
            if isinstance(value, str) and value in fact.choices:
                return value
            raise BadInput(f"“{fact.label}”没有{_shown(value)}这一项，可填：{'、'.join(fact.choices)}")
        case FactKind.TEXT:
            return _read_text(fact, value)


def read_figure(fact: Fact, value: object) -> int:
    """Read an amount in yuan, a number, or a rate in percent, and hold it against what the fact allows.

    Raises:
        BadInput: It is no number, not exact in the units of its kind, or out of bounds.
    """
    try:
        return figure_from_decimal(fact, _decimal(fact, value))
    except BadInput as error:
        raise BadInput(
            f"“{fact.label}”{error}" if str(error).startswith("不能") else f"“{fact.label}”：{error}"
        ) from error


def most_letters(fact: Fact) -> int:
    """Return how long a text may be."""
    return MAX_LONG_TEXT if fact.is_long else MAX_TEXT


def _read_text(fact: Fact, value: object) -> str:
    if not isinstance(value, str) or len(value) > most_letters(fact):
        raise BadInput(f"“{fact.label}”应为文字，最多 {most_letters(fact)} 字，却是{_shown(value)}")
    try:
        text = clean(value).strip() if fact.is_long else one_line(value)
        return text if fact.check is None or not text else check_text(fact.check, text)
    except BadInput as error:
        raise BadInput(f"“{fact.label}”：{error}") from error


def _decimal(fact: Fact, value: object) -> Decimal:
    if isinstance(value, str) and len(value) <= _MAX_DIGITS and value.isascii() and "_" not in value:
        try:
            return Decimal(value.strip())
        except InvalidOperation:
            pass
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    unit = f"（{fact.unit}）" if fact.unit else ""
    beside = f"；这里只写数值，理由写在旁边的“{fact.name}{REASON}”里" if fact.is_judged else ""
    raise BadInput(f"应为数字{unit}，却是{_shown(value)}{beside}")


def _read_date(fact: Fact, value: object) -> date | None:
    if value is None or value == NO_DAY:
        return None
    if value == "":
        raise BadInput(f"“{fact.label}”是空的：没有这一天写 null（或“{NO_DAY}”），还没有填就不写这一项")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == len("2022-01-01"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadInput(f"“{fact.label}”应为日期，如 2022-05-01，却是{_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "一组内容（花括号）"
    if isinstance(value, list | tuple):
        return "一个列表（方括号）"
    text = {True: "true", False: "false", None: "null"}[value] if _is_constant(value) else str(value)
    return f"“{text[:30]}{'…' if len(text) > 30 else ''}”"


def _is_constant(value: object) -> TypeGuard[bool | None]:
    return value is None or isinstance(value, bool)


def _plain(values: Row, facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: _plain_value(facts[name], value) for name, value in sorted(values.items())}


def _plain_row(row: Row, facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {**_plain(row, facts), **({UID: uid_of(row)} if uid_of(row) else {})}


def _plain_figures(fact: Fact, figures: Mapping[Period, int]) -> dict[str, str]:
    return {str(period): plain_figure(fact, figures[period]) for period in sorted(figures)}


def _plain_value(fact: Fact, value: FactValue) -> str | bool | None:
    match value:
        case bool() | str() | None:
            return value
        case date():
            return value.isoformat()
        case int():
            return plain_figure(fact, value)


class _Reader:
    """Reads one record, gathering complaints so that a clerk sees all of them at once."""

    def __init__(self, dictionary: Dictionary, place: str) -> None:
        self._dictionary = dictionary
        self._place = place
        self._complaints: list[str] = []

    def read(self, record: object) -> EnterpriseFacts:
        if not isinstance(record, Mapping):
            raise BadInput(f"{self._at()}应为一户企业的数据（花括号），却是{_shown(record)}")
        self._place = self._named(record)
        known = {"uscc", "name", "attributes", "indicators", "rows", *self._dictionary.rows}
        self._refuse_unknown(record, known, "")
        lists = self._lists(record)
        facts = EnterpriseFacts(
            uscc=self._uscc(record),
            name=self._name(record),
            attributes=self._values(record.get("attributes", {}), self._dictionary.attributes, "attributes"),
            indicators=self._indicators(record.get("indicators", {})),
            rows={name: self._rows(name, rows) for name, rows in lists.items()},
        )
        if self._complaints:
            raise BadInput(self._complaints)
        return facts

    def _named(self, record: Record) -> str:
        name = record.get("name")
        if not (self._place and isinstance(name, str)):
            return self._place
        return f"{self._place}（{' '.join(safe_text(name).split())[:30]}）"

    def _at(self, *keys: str) -> str:
        return "".join(f"{part}：" for part in (self._place, *keys) if part)

    @contextmanager
    def _complaining(self, *keys: str) -> Iterator[None]:
        try:
            yield
        except BadInput as error:
            self._complaints.append(f"{self._at(*keys)}{error}")

    def _refuse_unknown(self, values: Record, known: set[str], key: str) -> None:
        for name in values:
            if name not in known:
                self._complaints.append(f"{self._at(key)}不认识{_shown(name)}这一项，请检查拼写")

    def _uscc(self, record: Record) -> str:
        value = record.get("uscc")
        if not isinstance(value, str):
            self._complaints.append(f"{self._at('uscc')}缺少统一社会信用代码")
            return ""
        with self._complaining("uscc"):
            return check_uscc(value)
        return ""

    def _name(self, record: Record) -> str:
        value = record.get("name")
        name = ""
        with self._complaining("name"):
            name = one_line(value) if isinstance(value, str) else ""
            if not name:
                raise BadInput("缺少企业名称")
            if len(name) > MAX_NAME:
                raise BadInput(f"企业名称最多 {MAX_NAME} 字")
        return name

    def _values(self, values: object, known: Mapping[str, Fact], key: str) -> dict[str, FactValue]:
        """Read values by name; null is not entered, save for a date, which it says does not exist."""
        if not isinstance(values, Mapping):
            self._complaints.append(f"{self._at(key)}应为各项数据（花括号），却是{_shown(values)}")
            return {}
        self._refuse_unknown(values, set(known), key)
        found: dict[str, FactValue] = {}
        for name, fact in known.items():
            if name in values and (values[name] is not None or fact.kind is FactKind.DATE):
                with self._complaining(key, name):
                    found[name] = read_value(fact, values[name])
        for name in found:
            if known[name].is_judged and not found.get(name + REASON):
                self._complaints.append(
                    f"{self._at(key, name)}“{known[name].label}”是本单位的认定，要写明理由："
                    f"在旁边加一项“{name}{REASON}”，写上理由"
                )
        return found

    def _indicators(self, values: object) -> dict[str, dict[Period, int]]:
        if not isinstance(values, Mapping):
            self._complaints.append(f"{self._at('indicators')}应为各项数据（花括号），却是{_shown(values)}")
            return {}
        self._refuse_unknown(values, set(self._dictionary.indicators), "indicators")
        return {
            name: self._figures(fact, values[name])
            for name, fact in self._dictionary.indicators.items()
            if values.get(name) is not None
        }

    def _figures(self, fact: Fact, figures: object) -> dict[Period, int]:
        key = f"indicators.{fact.name}"
        if not isinstance(figures, Mapping):
            self._complaints.append(f"{self._at(key)}应按期间填写，如 2022H1，却是{_shown(figures)}")
            return {}
        found: dict[Period, int] = {}
        for period, amount in figures.items():
            with self._complaining(f"{key}[{period}]"):
                when = Period.parse(period)
                if amount is not None:
                    found[when] = read_figure(fact, amount)
        return found

    def _lists(self, record: Record) -> dict[str, object]:
        """Return the lists of a record; they stand under ``rows`` or beside it."""
        under = record.get("rows", {})
        if not isinstance(under, Mapping):
            self._complaints.append(f"{self._at('rows')}应为各项清单（花括号），却是{_shown(under)}")
            under = {}
        self._refuse_unknown(under, set(self._dictionary.rows), "rows")
        for name in under:
            if record.get(str(name)) is not None:
                self._complaints.append(f"{self._at('rows')}清单“{name}”写了两次")
        lists = {name: record.get(name, under.get(name)) for name in self._dictionary.rows}
        return {name: rows for name, rows in lists.items() if rows is not None}

    def _rows(self, kind: str, rows: object) -> tuple[Row, ...]:
        if not isinstance(rows, list | tuple) or len(rows) > MAX_ROWS:
            self._complaints.append(
                f"{self._at(kind)}应为列表（方括号），最多 {MAX_ROWS} 项，却是{_shown(rows)}"
            )
            return ()
        columns = self._dictionary.rows[kind].columns
        return tuple(self._row(row, columns, f"{kind}[{index}]") for index, row in enumerate(rows))

    def _row(self, row: object, columns: Mapping[str, Fact], key: str) -> Row:
        if not (isinstance(row, Mapping) and UID in row):
            return self._values(row, columns, key)
        uid = row[UID]
        if not is_uid(uid):
            place = self._at(key, UID)
            self._complaints.append(f"{place}应为这一行的编号（UUID 第 7 版），却是{_shown(uid)}")
        values = {name: value for name, value in row.items() if name != UID}
        return as_row(self._values(values, columns, key), str(uid))
