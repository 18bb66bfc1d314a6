"""The bank's answer to a list, read from its file: which columns say what, and what each row says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final

from domain.exchange.intake.cells import Cell, Scaled, Unreadable, column_letters, text_of
from domain.exchange.intake.sheets import Sheet, Source
from domain.exchange.intake.sources import open_source
from domain.funds.bank_lists import Unit, read_key
from domain.funds.bank_results import BankRow, Came, ReadFile
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.money import Fen, read_amount, yuan_unit
from domain.values.texts import one_line

_MOST_LOOKED: Final = 30
"""So far down a heading is looked for."""
_LOST_AT: Final = 10**15
"""From so many digits on Excel has lost the last ones of a number."""


class Role(StrEnum):
    """What a column of the bank's file says."""

    KEY = "key"
    ACCOUNT = "account"
    AMOUNT = "amount"
    PAID = "paid"
    CAME = "came"
    REASON = "reason"
    DAY = "day"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Role.KEY: "我方编号",
    Role.ACCOUNT: "收款账号",
    Role.AMOUNT: "应付金额",
    Role.PAID: "实付金额",
    Role.CAME: "处理结果",
    Role.REASON: "原因",
    Role.DAY: "日期",
}
_HEADINGS: Final[Mapping[Role, re.Pattern[str]]] = {
    Role.KEY: re.compile("我方编号|企业流水|客户流水|业务编号|我行编号|明细编号|自定义编号|客户参考"),
    Role.PAID: re.compile("实付|实际支付|成功金额|到账金额|入账金额"),
    Role.ACCOUNT: re.compile("账号|帐号|卡号|收款账户|收款帐户"),
    Role.REASON: re.compile("原因|失败说明|退回说明|附加信息|返回信息|错误信息"),
    Role.CAME: re.compile("状态|结果|是否成功|处理情况"),
    Role.DAY: re.compile("日期|时间|交易日"),
    Role.AMOUNT: re.compile("金额|发生额"),
}
_NOT: Final = re.compile("付款(?:人)?账|付款(?:人)?帐|付方|转出|大写|余额")
"""Columns that are about the office's own account, or say an amount once more."""
_TOTAL: Final = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计)")
_RETURNED: Final = re.compile("失败|退|拒|未付|未成功|不成功|未入账|冲正|撤销|作废|无效|异常")
_PARTLY: Final = re.compile("部分")
_PAID: Final = re.compile("成功|已付|已支付|已入账|已到账|已清算|完成|支付完毕|^是$|^付讫$")
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_KEY_WITHIN: Final = re.compile(r"[PpＰ]\s*\d{4}\s*[-－—–_]\s*\d+\s*[-－—–_]\s*\d+")
_LOST: Final = "账号被 Excel 当成了数字，后几位已经丢失；请向银行要账号为文本的文件"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sheet is read, where its heading stands (counted from 0), and which columns say what."""

    sheet: int
    heading_row: int
    columns: Mapping[Role, int] = field(default_factory=dict)

    @property
    def lacking(self) -> str:
        """What has to be chosen before it can be read; empty for nothing."""
        if Role.KEY in self.columns or {Role.ACCOUNT, Role.AMOUNT} <= self.columns.keys():
            return ""
        return "请选择“我方编号”在哪一列；没有编号的，选择账号和金额在哪一列"


def open_results(path: Path) -> Source:
    """Open a file of the bank.

    Raises:
        BadInput: It cannot be read.
    """
    return open_source(path)


def plan_of(source: Source) -> Plan:
    """Find the sheet and the columns; what is not found is to be chosen."""
    plans = [_plan_of_sheet(at, sheet) for at, sheet in enumerate(source.sheets)]
    return max(plans, key=lambda one: (not one.lacking, len(one.columns)))


def plan_of_sheet(source: Source, at: int) -> Plan:
    """Find the columns of one sheet."""
    return _plan_of_sheet(at, source.sheets[at])


def headings_of(source: Source, plan: Plan) -> list[str]:
    """Return what the columns of a sheet are called, by their letters where they have no name."""
    sheet = source.sheets[plan.sheet]
    row = sheet.rows[plan.heading_row] if plan.heading_row < len(sheet.rows) else []
    return [one_line(text_of(_shown(cell))) or f"{column_letters(at)} 列" for at, cell in enumerate(row)]


def read_results(source: Source, plan: Plan) -> ReadFile:
    """Read the rows of a plan; what cannot be read is said with its row."""
    if plan.lacking:
        return ReadFile(source.name, (), faults=(plan.lacking,))
    sheet = source.sheets[plan.sheet]
    heading = sheet.rows[plan.heading_row]
    units = {
        role: _unit_of(text_of(_shown(heading[plan.columns[role]])))
        for role in (Role.AMOUNT, Role.PAID)
        if role in plan.columns
    }
    rows, passed, stated = [], list[str](), None
    for at in range(plan.heading_row + 1, len(sheet.rows)):
        cells, place = sheet.rows[at], f"{sheet.place}第 {at + 1} 行"
        texts = [text for cell in cells if (text := one_line(text_of(_shown(cell))))]
        if not texts:
            continue
        row = _row(cells, place, texts, plan, units)
        if row.key or not _TOTAL.search("".join(texts[:2])):
            if row.key or row.account or row.amount is not None or row.faults:
                rows.append(row)
            else:
                passed.append(f"{place}没有编号、账号和金额，没有读取：{'，'.join(texts)[:60]}")
        elif row.amount is not None and "小计" not in texts[0]:
            stated = (row.amount, place)
            passed.append(f"{place}是合计")
        else:
            passed.append(f"{place}是合计，没有读取")
    for other, one in enumerate(source.sheets):
        if other != plan.sheet and any(text_of(_shown(cell)) for line in one.rows for cell in line):
            passed.append(f"{one.place.strip()}没有读取")
    return ReadFile(source.name, tuple(rows), tuple(passed), stated)


def _plan_of_sheet(at: int, sheet: Sheet) -> Plan:
    best = Plan(at, 0)
    for row, cells in enumerate(sheet.rows[:_MOST_LOOKED]):
        columns = _columns_of(cells)
        if len(columns) > len(best.columns):
            best = Plan(at, row, columns)
    by_content = _key_column(sheet, best.heading_row)
    if by_content is not None:
        taken = {role: place for role, place in best.columns.items() if place != by_content}
        best = Plan(at, best.heading_row, {**taken, Role.KEY: by_content})
    elif Role.KEY in best.columns:
        best = Plan(at, best.heading_row, {r: p for r, p in best.columns.items() if r is not Role.KEY})
    return best


def _columns_of(cells: Sequence[Cell]) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for place, cell in enumerate(cells):
        text = re.sub(r"\s", "", text_of(_shown(cell)))
        if not text or len(text) > _MOST_LOOKED or _NOT.search(text):
            continue
        role = next((role for role, pattern in _HEADINGS.items() if pattern.search(text)), None)
        if role is not None and role not in found:
            found[role] = place
    return found


def _key_column(sheet: Sheet, heading_row: int) -> int | None:
    """Return the column in which our numbers stand, whatever it is called."""
    counts: dict[int, int] = {}
    for cells in sheet.rows[heading_row + 1 :]:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and _KEY_WITHIN.search(cell):
                counts[place] = counts.get(place, 0) + 1
    return max(counts, key=lambda place: counts[place]) if counts else None


def _row(
    cells: Sequence[Cell], place: str, texts: Sequence[str], plan: Plan, units: Mapping[Role, int]
) -> BankRow:
    faults: list[str] = []

    def cell_of(role: Role) -> Cell:
        at = plan.columns.get(role)
        return cells[at] if at is not None and at < len(cells) else ""

    account, lost = _account(cell_of(Role.ACCOUNT))
    key = _key(one_line(text_of(_shown(cell_of(Role.KEY)))))
    if lost and not key:
        faults.append(lost)
    amounts: dict[Role, Fen | None] = {}
    for role in (Role.AMOUNT, Role.PAID):
        amounts[role] = _amount(cell_of(role), units.get(role, 0), role, faults)
    said = one_line(text_of(_shown(cell_of(Role.CAME))))
    return BankRow(
        place,
        "，".join(texts),
        key,
        account,
        amounts[Role.AMOUNT],
        amounts[Role.PAID],
        came_of(said),
        said,
        one_line(text_of(_shown(cell_of(Role.REASON)))),
        _day(cell_of(Role.DAY), faults),
        tuple(faults),
    )


def came_of(said: str) -> Came | None:
    """Return what the bank's words mean; None where they may mean anything.

    >>> came_of("交易成功"), came_of("未成功"), came_of("部分成功"), came_of("处理中"), came_of("")
    (<Came.PAID: 'paid'>, <Came.RETURNED: 'returned'>, <Came.PARTLY: 'partly'>, None, None)
    """
    if _PARTLY.search(said):
        return Came.PARTLY
    if _RETURNED.search(said):
        return Came.RETURNED
    return Came.PAID if _PAID.search(said) else None


def _key(text: str) -> str:
    """Return our number out of a text that may say more; the text itself where it is none."""
    found = _KEY_WITHIN.search(text)
    return found[0] if found is not None and read_key(found[0]) is not None else text


def _account(cell: Cell) -> tuple[str, str]:
    """Return an account, and what is wrong with it."""
    if isinstance(cell, bool):
        return "", "账号不是账号"
    if isinstance(cell, int | float):
        if abs(cell) >= _LOST_AT or cell != int(cell):
            return "", _LOST
        return str(int(cell)), ""
    if isinstance(cell, Unreadable | Scaled):
        return "", cell.why
    text = re.sub(r"\s", "", text_of(cell))
    return ("", _LOST) if _SCIENTIFIC.fullmatch(text) else (text, "")


def _amount(cell: Cell, unit: int, role: Role, faults: list[str]) -> Fen | None:
    """Return an amount in fen; `unit` is how many fen the heading counts in, 0 where it says nothing."""
    if isinstance(cell, Unreadable | Scaled):
        faults.append(f"{role.word}读不出来：{cell.why}")
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number, fen = Decimal(f"{cell:.15g}"), unit or 100
    else:
        text = text_of(cell)
        if not text or text in ("-", "—", "/"):
            return None
        try:
            read = read_amount(text)
        except BadInput as error:
            faults.append(f"{role.word}{error}")
            return None
        number, fen = read.number, read.yuan * 100 if read.yuan else unit or 100
    exact = number * fen
    if exact != exact.to_integral_value() or exact < 0:
        faults.append(f"{role.word}“{text_of(cell)}”不是到分的金额")
        return None
    return Fen(int(exact))


def _unit_of(heading: str) -> int:
    """Return how many fen one of what a heading counts in has; 0 where it says nothing.

    >>> _unit_of("金额（万元）"), _unit_of("金额(分)"), _unit_of("金额")
    (1000000, 1, 0)
    """
    inside = re.findall(r"[(（]([^()（）]*)[)）]", heading)
    for text in inside:
        if text.strip() == Unit.FEN.word:
            return 1
        if (yuan := yuan_unit(text)) is not None:
            return yuan * 100
    return 0


def _day(cell: Cell, faults: list[str]) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = one_line(text_of(_shown(cell)))
    if not text:
        return None
    try:
        return parse_date(text)
    except BadInput as error:
        faults.append(f"日期读不出来：{error}")
        return None


def _shown(cell: Cell) -> Cell:
    return cell.text if isinstance(cell, Unreadable | Scaled) else cell
