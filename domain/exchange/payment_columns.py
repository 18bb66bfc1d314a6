"""A file about payments, of the bank or the finance office: which columns say what, and what a cell says."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from domain.exchange.intake.cells import Cell, Scaled, Unreadable, column_letters, text_of
from domain.exchange.intake.sheets import Sheet, Source
from domain.funds.bank_lists import Unit, read_key
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.money import Fen, read_amount, yuan_text, yuan_unit
from domain.values.texts import one_line

_MOST_LOOKED: Final = 30
"""So far down a heading is looked for."""
_LOST_AT: Final = 10**15
"""From so many digits on Excel has lost the last ones of a number."""


class Role(StrEnum):
    """What a column says."""

    KEY = "key"
    PAYEE = "payee"
    ACCOUNT = "account"
    AMOUNT = "amount"
    PAID = "paid"
    BACK = "back"
    CAME = "came"
    REASON = "reason"
    DAY = "day"
    REMARK = "remark"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Role.KEY: "我方编号",
    Role.PAYEE: "收款人",
    Role.ACCOUNT: "收款账号",
    Role.AMOUNT: "金额",
    Role.PAID: "实付金额",
    Role.BACK: "退回金额",
    Role.CAME: "处理结果",
    Role.REASON: "原因",
    Role.DAY: "日期",
    Role.REMARK: "备注",
}
KEY_HEADING: Final = re.compile("我方编号|企业流水|客户流水|业务编号|我行编号|明细编号|自定义编号|客户参考")
ACCOUNT_HEADING: Final = re.compile("账号|帐号|卡号|收款账户|收款帐户")
_NOT: Final = re.compile("付款(?:人)?账|付款(?:人)?帐|付方|转出|大写|余额")
"""Columns that are about the office's own account, or say an amount once more."""
_TOTAL: Final = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总\s*金\s*额|总\s*额")
_PARTIAL: Final = re.compile(r"小\s*计|成功|失败|退")
"""Such a total is of some rows only."""
_WITHIN: Final = re.compile(
    r"(?<![\d.])[-−]?\d[\d,]*(?:\.\d+)?\s*(?:亿|万)?(?:元|圆)?(?![\d.])|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{3,}"
)
"""What may be an amount within words."""
_COUNTS: Final = re.compile(r"\s*[笔户行条个人家项件年月日号次页%％]")
"""Behind a number that is none."""
_PREPARING: Final = "受理|复核|审批|审核|提交|上传|接收|制单|授权|预约|打印|回单|对账"
"""What is done of a payment before or after it; whether it was paid is another thing."""
_PREFERRED: Final = re.compile("交易|支付|付款|到账")
"""Of several columns that say when, or what came of it, the one of the payment itself counts."""
DAY_HEADING: Final = re.compile(rf"^(?!.*(?:{_PREPARING})).*(?:日期|时间|交易日)")
CAME_HEADING: Final = re.compile(
    rf"^(?!.*(?:{_PREPARING}|[账帐][户号]状态)).*(?:状态|结果|是否成功|处理情况)"
)
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_KEY_WITHIN: Final = re.compile(r"[PpＰ]\s*\d{4}\s*[-－—–_]\s*\d+\s*[-－—–_]\s*\d+")
_HASHES: Final = re.compile("[#＃]{2,}")
_LOST: Final = "账号被 Excel 当成了数字，后几位已经丢失；请要一份账号为文本的文件"


class PaymentRow(Protocol):
    """What every row of such a file says, as far as it could be read; see `BankRow`."""

    @property
    def key(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def amount(self) -> Fen | None: ...

    @property
    def faults(self) -> tuple[str, ...]: ...


Row = TypeVar("Row", bound=PaymentRow)


@dataclass(frozen=True, slots=True)
class Form:
    """What is looked for in a file: roles by what their headings look like, the most telling first.

    Attributes:
        words: What roles are called in it, where that is something else.
        last: Headings that are taken for a role only where no other is.
        lacking: Says what else has to be chosen, given what was found; empty for nothing.
    """

    headings: Mapping[Role, re.Pattern[str]]
    lacking: Callable[[Collection[Role]], str]
    words: Mapping[Role, str] = field(default_factory=dict)
    last: re.Pattern[str] | None = None

    @property
    def roles(self) -> list[Role]:
        return [role for role in Role if role in self.headings]

    def word(self, role: Role) -> str:
        return self.words.get(role, role.word)

    def role_of(self, heading: str) -> Role | None:
        """Return what a column with such a heading says; None for nothing."""
        if not heading or len(heading) > _MOST_LOOKED or _NOT.search(heading):
            return None
        return next((role for role, pattern in self.headings.items() if pattern.search(heading)), None)

    def rank(self, role: Role, heading: str) -> int:
        """Return how telling it is among those of its role; the lowest is the most."""
        if self.last is not None and self.last.search(heading):
            return 2
        return 0 if role in (Role.CAME, Role.DAY) and _PREFERRED.search(heading) else 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sheet is read, where its heading stands (counted from 0), and which columns say what."""

    form: Form
    sheet: int
    heading_row: int
    columns: Mapping[Role, int] = field(default_factory=dict)

    @property
    def lacking(self) -> str:
        """What has to be chosen before it can be read; empty for nothing."""
        return self.form.lacking(self.columns.keys())

    def cell(self, cells: Sequence[Cell], role: Role) -> Cell:
        """Return what a row says of a role; empty for nothing."""
        at = self.columns.get(role)
        return cells[at] if at is not None and at < len(cells) else ""

    def text(self, cells: Sequence[Cell], role: Role) -> str:
        """Return the same as a text."""
        return one_line(text_of(shown(self.cell(cells, role))))

    def units(self, source: Source) -> dict[Role, int]:
        """Return how many fen its columns of amounts count in; 0 where their headings say nothing."""
        heading = source.sheets[self.sheet].rows[self.heading_row]
        return {
            role: _unit_of(text_of(shown(heading[self.columns[role]])))
            for role in (Role.AMOUNT, Role.PAID, Role.BACK)
            if role in self.columns
        }


def plan_of(source: Source, form: Form) -> Plan:
    """Find the sheet and the columns; what is not found is to be chosen."""
    plans = [plan_of_sheet(source, at, form) for at in range(len(source.sheets))]
    return max(plans, key=lambda one: (not one.lacking, len(one.columns)))


def plan_of_sheet(source: Source, at: int, form: Form) -> Plan:
    """Find the columns of one sheet."""
    sheet = source.sheets[at]
    best = Plan(form, at, 0)
    for row, cells in enumerate(sheet.rows[:_MOST_LOOKED]):
        columns = _columns_of(cells, form)
        if len(columns) > len(best.columns):
            best = Plan(form, at, row, columns)
    by_content = _key_column(sheet, best.heading_row)
    if by_content is not None:
        taken = {role: place for role, place in best.columns.items() if place != by_content}
        best = Plan(form, at, best.heading_row, {**taken, Role.KEY: by_content})
    elif Role.KEY in best.columns:
        best = Plan(form, at, best.heading_row, {r: p for r, p in best.columns.items() if r is not Role.KEY})
    return best


def headings_of(source: Source, plan: Plan) -> list[str]:
    """Return what the columns of a sheet are called, by their letters where they have no name."""
    sheet = source.sheets[plan.sheet]
    row = sheet.rows[plan.heading_row] if plan.heading_row < len(sheet.rows) else []
    return [one_line(text_of(shown(cell))) or f"{column_letters(at)} 列" for at, cell in enumerate(row)]


def rows_of(
    source: Source, plan: Plan, read: Callable[[Sequence[Cell], str, Sequence[str]], Row]
) -> tuple[tuple[Row, ...], tuple[str, ...], tuple[Fen, str] | None]:
    """Read what stands below a heading; `read` gets the cells of a row, its place and its texts.

    Returns:
        The rows that are of payments; what is none, in sentences; what the file says they come to, and where.
    """
    sheet = source.sheets[plan.sheet]
    rows, passed, totals = list[Row](), list[str](), list[tuple[Fen, str]]()
    unit = plan.units(source).get(Role.AMOUNT, 0)
    for at in range(plan.heading_row + 1, len(sheet.rows)):
        cells, place = sheet.rows[at], f"{sheet.place}第 {at + 1} 行"
        texts = [text for cell in cells if (text := one_line(text_of(shown(cell))))]
        if not texts:
            continue
        row = read(cells, place, texts)
        total = _total_in(row, texts)
        if not total:
            if row.key or row.account or row.amount is not None or row.faults:
                rows.append(row)
            else:
                passed.append(f"{place}没有编号、账号和金额，没有读取：{'，'.join(texts)[:60]}")
        elif (stated := _stated_in(row, total, texts, unit)) is not None:
            totals.append((stated, place))
            passed.append(f"{place}是合计")
        else:
            passed.append(f"{place}是合计，没有读取：{'，'.join(texts)[:60]}")
    sum_ = sum(row.amount or 0 for row in rows)
    # First, since not all that was passed over is shown.
    passed[:0] = _stated_above(source, plan, unit, sum_)
    for other, one in enumerate(source.sheets):
        if other != plan.sheet and any(text_of(shown(cell)) for line in one.rows for cell in line):
            passed.append(f"{one.place.strip()}没有读取")
    # One that contradicts the rows is the one to say.
    totals.sort(key=lambda one: one[0] != sum_)
    return tuple(rows), tuple(passed), totals[-1] if totals else None


def _stated_in(row: PaymentRow, total: str, texts: Sequence[str], unit: int) -> Fen | None:
    """Return what a row that sums up says all come to: by its column, else by its words; None for nothing."""
    if row.amount is not None:
        return None if _PARTIAL.search(total) else row.amount
    return total_within("　".join(texts), unit)


def _stated_above(source: Source, plan: Plan, unit: int, sum_: int) -> Iterator[str]:
    """Say what stands above the heading about the sum; it may be of more than one file, and refuses none."""
    sheet = source.sheets[plan.sheet]
    for at, cells in enumerate(sheet.rows[: plan.heading_row]):
        texts = [text for cell in cells if (text := one_line(text_of(shown(cell))))]
        stated = total_within("　".join(texts), unit)
        if stated is not None and stated != sum_:
            yield (
                f"{sheet.place}第 {at + 1} 行写的合计是 {yuan_text(stated)} 元，各行相加是"
                f" {yuan_text(Fen(sum_))} 元，请核对文件是不是只有一部分"
            )


def total_within(text: str, unit: int) -> Fen | None:
    """Return what words say that all come to; None where they do not, or say several amounts.

    >>> total_within("合计：123,456.00元", 0), total_within("共 25 笔，总金额：12.5 万元", 0)
    (12345600, 12500000)
    >>> total_within("合计（大写）：壹佰元整　¥100.00", 0), total_within("成功总金额 80 元", 0)
    (10000, None)
    """
    found, is_total = set[Fen](), False
    for part in re.split("[，；;。]", text):
        word = _TOTAL.search(part)
        is_total = is_total or word is not None
        if not is_total or (word is None and found) or _PARTIAL.search(part):
            continue
        for one in _WITHIN.finditer(part, word.end() if word is not None else 0):
            faults = list[str]()
            amount = amount_in(one[0], unit, "", faults, is_signed=True)
            if amount is not None and not faults and not _COUNTS.match(part, one.end()):
                found.add(amount)
    return found.pop() if len(found) == 1 else None


def _total_in(row: PaymentRow, texts: Sequence[str]) -> str:
    """Return the words by which a row says that it is no payment but what others come to; empty for none.

    They may also stand where our number stands in other rows.
    """
    if read_key(row.key) is not None:
        return ""
    words = ["".join(texts[:2]), row.key]
    if not row.account and row.amount is None:
        words += [text for text in texts if total_within(text, 0) is not None]
    return next((text for text in words if _TOTAL.search(text)), "")


def _columns_of(cells: Sequence[Cell], form: Form) -> dict[Role, int]:
    found: dict[Role, int] = {}
    ranks: dict[Role, int] = {}
    for place, cell in enumerate(cells):
        heading = _heading(cell)
        role = form.role_of(heading)
        if role is not None and (role not in found or form.rank(role, heading) < ranks[role]):
            found[role], ranks[role] = place, form.rank(role, heading)
    return found


def alike_columns(source: Source, plan: Plan, role: Role) -> list[tuple[str, int]]:
    """Return the other columns that may say the same as the one read for a role: heading and place."""
    heading = source.sheets[plan.sheet].rows[plan.heading_row]
    named = [(_heading(cell), place) for place, cell in enumerate(heading)]
    taken = set(plan.columns.values())
    return [one for one in named if one[1] not in taken and plan.form.role_of(one[0]) is role]


def _heading(cell: Cell) -> str:
    return re.sub(r"\s", "", text_of(shown(cell)))


def _key_column(sheet: Sheet, heading_row: int) -> int | None:
    """Return the column in which our numbers stand, whatever it is called."""
    counts: dict[int, int] = {}
    for cells in sheet.rows[heading_row + 1 :]:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and _KEY_WITHIN.search(cell):
                counts[place] = counts.get(place, 0) + 1
    return max(counts, key=lambda place: counts[place]) if counts else None


def key_in(text: str) -> str:
    """Return our number out of a text that may say more; the text itself where it is none."""
    found = _KEY_WITHIN.search(text)
    return found[0] if found is not None and read_key(found[0]) is not None else text


def account_in(cell: Cell) -> tuple[str, str]:
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
    if _HASHES.fullmatch(text):
        return "", f"账号写成了“{text}”，列太窄没有导出来；请要一份账号完整的文件"
    return ("", _LOST) if _SCIENTIFIC.fullmatch(text) else (text, "")


def amount_in(cell: Cell, unit: int, word: str, faults: list[str], *, is_signed: bool = False) -> Fen | None:
    """Return an amount in fen; `unit` is how many fen the heading counts in, 0 where it says nothing."""
    if isinstance(cell, Unreadable | Scaled):
        faults.append(f"{word}读不出来：{cell.why}")
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
            faults.append(f"{word}{error}")
            return None
        number, fen = read.number, read.yuan * 100 if read.yuan else unit or 100
    exact = number * fen
    if exact != exact.to_integral_value() or (exact < 0 and not is_signed):
        faults.append(f"{word}“{text_of(cell)}”不是到分的金额")
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


def day_in(cell: Cell, faults: list[str]) -> date | None:
    """Return a day; None for none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = one_line(text_of(shown(cell)))
    if not text:
        return None
    try:
        return parse_date(text)
    except BadInput as error:
        faults.append(f"日期读不出来：{error}")
        return None


def shown(cell: Cell) -> Cell:
    """Return a cell as it is seen, also one that does not read."""
    return cell.text if isinstance(cell, Unreadable | Scaled) else cell
