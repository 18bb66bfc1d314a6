"""A list that was sent, as the bank or the treasury wants to read it, in layouts of the office."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Field as Kept
from sqlmodel import Session, SQLModel, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.documents.occasion import clause_of
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList, PaymentSettlement, share_of
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CaseId, LineId, PaymentListId
from domain.values.money import Fen, chinese_capital, yuan_text
from domain.values.texts import one_line

MOST_COLUMNS: Final = 30
LONGEST: Final = 200


class Field(StrEnum):
    """What a column of a layout holds."""

    NUMBER = "number"
    KEY = "key"
    PAYEE = "payee"
    BANK = "bank"
    ACCOUNT = "account"
    AMOUNT = "amount"
    CAPITAL = "capital"
    PURPOSE = "purpose"
    ENTERPRISE = "enterprise"
    USCC = "uscc"
    FIXED = "fixed"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Field.NUMBER: "序号",
    Field.KEY: "我方编号",
    Field.PAYEE: "户名",
    Field.BANK: "开户行",
    Field.ACCOUNT: "账号",
    Field.AMOUNT: "金额",
    Field.CAPITAL: "大写金额",
    Field.PURPOSE: "用途",
    Field.ENTERPRISE: "企业名称",
    Field.USCC: "统一社会信用代码",
    Field.FIXED: "固定文字",
}
_NEEDED: Final = (Field.KEY, Field.PAYEE, Field.ACCOUNT, Field.AMOUNT)


class Unit(StrEnum):
    """In which amounts are written."""

    YUAN = "yuan"
    WAN = "wan"
    FEN = "fen"

    @property
    def word(self) -> str:
        return {Unit.YUAN: "元", Unit.WAN: "万元", Unit.FEN: "分"}[self]

    @property
    def fen(self) -> int:
        """How many fen one of it is."""
        return {Unit.YUAN: 100, Unit.WAN: 1_000_000, Unit.FEN: 1}[self]


class LayoutColumn(BaseModel):
    """One column; ``text`` is the pattern of a purpose, or what a fixed column says."""

    model_config = ConfigDict(frozen=True)

    field: Field
    title: str
    unit: Unit = Unit.YUAN
    text: str = ""


class Layout(BaseModel):
    """How a list is written.

    Attributes:
        title: Stands above the table; empty for nothing. May hold `WORDS_OF_LIST`.
        closing: Lines below the table, the same.
        has_total: Whether a row sums up.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    title: str = ""
    columns: tuple[LayoutColumn, ...]
    closing: tuple[str, ...] = ()
    has_total: bool = True


WORDS_OF_LIST: Final = ("{批次}", "{日期}", "{笔数}", "{合计}", "{大写}")
"""What title and closing lines may hold."""
WORDS_OF_LINE: Final = ("{政策}", "{条款}", "{企业}", "{批次}", "{编号}")
"""What a purpose may hold."""

COMMON: Final = Layout(
    name="通用格式",
    title="{批次}付款清单",
    columns=(
        LayoutColumn(field=Field.NUMBER, title="序号"),
        LayoutColumn(field=Field.KEY, title="我方编号"),
        LayoutColumn(field=Field.PAYEE, title="收款人户名"),
        LayoutColumn(field=Field.ACCOUNT, title="收款人账号"),
        LayoutColumn(field=Field.BANK, title="收款人开户行"),
        LayoutColumn(field=Field.AMOUNT, title="金额（元）"),
        LayoutColumn(field=Field.PURPOSE, title="用途", text="{条款}"),
    ),
    closing=("共 {笔数} 笔，合计 {合计} 元（{大写}）",),
)
"""What there is before the office has one of its own."""


class PaymentLayout(SQLModel, table=True):
    """A layout that is kept; ``content`` is JSON. Times are UTC."""

    __tablename__ = "payment_layout"

    id: int | None = Kept(default=None, primary_key=True)
    name: str
    content: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list as its papers have it.

    Attributes:
        key: Our number, by which the bank's answer names it.
        clause: What it is for, with instalment and period.
        part: Where the line pays but a part of its award.
    """

    id: LineId
    place: int
    key: str
    payee: str
    bank: str
    account: str
    amount: Fen
    enterprise: str
    uscc: str
    policy: str
    clause: str
    clause_id: str
    state: LineState
    paid: Fen
    part: "Ahead | Rest | None" = None


class Ahead(NamedTuple):
    """A share of an award, in percent, is paid ahead (预兑现), the rest once it is settled; in fen."""

    share: int
    granted: Fen
    amount: Fen

    @property
    def text(self) -> str:
        """Say it in a line.

        >>> Ahead(80, Fen(100_01), Fen(80_00)).text
        '预兑现 80%：核定 100.01 元，其余 20.01 元待清算'
        """
        rest = yuan_text(self.granted - self.amount)
        return f"预兑现 {self.share}%：核定 {yuan_text(self.granted)} 元，其余 {rest} 元待清算"


class Rest(NamedTuple):
    """What is left of an award that was settled (清算): what it was, comes to, was paid by then; in fen."""

    granted: Fen
    final: Fen
    ahead: Fen
    amount: Fen

    @property
    def text(self) -> str:
        """Say it in a line.

        >>> Rest(Fen(100_00), Fen(90_00), Fen(80_00), Fen(10_00)).text
        '清算：核定 100.00 元，清算为 90.00 元，已预兑现 80.00 元，本次拨付 10.00 元'
        >>> Rest(Fen(100_00), Fen(90_00), Fen(80_00), Fen(4_00)).text.rpartition("，")[2]
        '另有 6.00 元已另行拨付或调减'
        """
        amounts = (("核定", self.granted), ("清算为", self.final), ("已预兑现", self.ahead))
        said = "，".join(f"{word} {yuan_text(amount)} 元" for word, amount in amounts)
        # It came back and was paid in part, or the award was lowered once more; or what was paid ahead
        # came back in part after it was settled.
        other = Fen(self.final - self.ahead - self.amount)
        more = f"，另有 {yuan_text(other)} 元已另行拨付或调减" if other > 0 else ""
        if other < 0:
            more = f"，其中 {yuan_text(Fen(-other))} 元是预兑现后来退回、重新拨付的"
        return f"清算：{said}，本次拨付 {yuan_text(self.amount)} 元{more}"


@dataclass(frozen=True, slots=True)
class BankList:
    """A list with its lines in their order; ``sent_on`` is None before it is sent.

    ``ahead`` is the share of its awards that it pays ahead, in percent.
    """

    id: PaymentListId
    name: str
    year: int
    number: int | None
    sent_on: date | None
    lines: tuple[ListLine, ...]
    ahead: int | None = None

    @property
    def total(self) -> Fen:
        return Fen(sum(line.amount for line in self.lines))


def key_of(year: int, number: int, place: int) -> str:
    """Return our number of a line: no date, no number that Excel would take for another.

    >>> key_of(2026, 3, 7)
    'P2026-003-00007'
    """
    return f"P{year}-{number:03d}-{place:05d}"


def read_key(text: str) -> tuple[int, int, int] | None:
    """Return year, number and place of our number, however it was copied; None where it is none.

    >>> read_key("p2026－3－7 "), read_key("P2026-003-00007"), read_key("2026-11-29"), read_key("")
    ((2026, 3, 7), (2026, 3, 7), None, None)
    """
    found = _KEY.fullmatch(re.sub(r"\s", "", text).upper().translate(_HALF))
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


_KEY: Final = re.compile(r"P(\d{4})[-_](\d{1,6})[-_](\d{1,7})", re.ASCII)
_BETWEEN: Final = re.compile(r"[^0-9A-Za-z*]")
_HALF: Final = str.maketrans("Ｐ－—–＿０１２３４５６７８９", "P---_0123456789")


def account_digits(account: str) -> str:
    """Return an account as accounts are compared, however it is written."""
    return _BETWEEN.sub("", account)


def is_same_account(said: str, own: str) -> bool:
    """Whether two accounts are the same, where the bank has covered a part with stars.

    >>> is_same_account("6217 **** 1234", "6217000012341234"), is_same_account("1", "2")
    (True, False)
    """
    shown, whole = account_digits(said), account_digits(own)
    if "*" not in shown:
        return shown == whole
    before, after = shown[: shown.index("*")], shown[shown.rindex("*") + 1 :]
    return whole.startswith(before) and whole.endswith(after)


def read_list(session: Session, list_id: PaymentListId) -> BankList:
    """Return a list as its papers have it: what is sent, or would be.

    Raises:
        BadInput: It is of what was paid before, and went to nobody.
        NotFound: There is none.
    """
    row = session.get(PaymentList, list_id)
    if row is None:
        raise NotFound("没有这个拨付批次")
    if row.is_before:
        raise BadInput(f"{row.name}没有送过银行，没有付款清单")
    # What was never sent has no place, such as what did not go out with the others.
    shown = PaymentLine.state == LineState.OPEN if row.number is None else col(PaymentLine.place).is_not(None)
    query = (
        select(PaymentLine, AwardCase)
        .join(AwardCase, col(AwardCase.id) == PaymentLine.case_id)
        .where(PaymentLine.list_id == list_id, shown)
        .order_by(col(PaymentLine.place), col(PaymentLine.id))
    )
    found = session.exec(query).all()
    settled = _settled_before(session, row, [line.case_id for line, _ in found])
    lines = tuple(
        replace(_list_line(row, line, case, line.place or at), part=_part(row, line, case, settled))
        for at, (line, case) in enumerate(found, start=1)
    )
    return BankList(list_id, row.name, row.year, row.number, row.sent_on, lines, row.ahead)


def _settled_before(
    session: Session, row: PaymentList, case_ids: Collection[CaseId]
) -> dict[CaseId, PaymentSettlement]:
    """Return by which settlement each case was, or is, paid in a list: the last before that was sent."""
    query = select(PaymentSettlement).where(among(col(PaymentSettlement.case_id), case_ids))
    if row.number is not None and row.sent_at is not None:
        query = query.where(PaymentSettlement.made_at <= row.sent_at)
    return {one.case_id: one for one in session.exec(query.order_by(col(PaymentSettlement.id)))}


def _part(
    row: PaymentList, line: PaymentLine, case: AwardCase, settled: Mapping[CaseId, PaymentSettlement]
) -> Ahead | Rest | None:
    amount = Fen(line.amount)
    if row.ahead is not None:
        # One that came back whole may have been granted anew since, with another amount.
        is_share = share_of(Fen(case.amount), row.ahead) == amount
        return Ahead(row.ahead, Fen(case.amount), amount) if is_share else None
    one = settled.get(line.case_id)
    if one is None:
        return None
    return Rest(Fen(one.was_amount), Fen(one.amount), Fen(one.paid), amount)


def _list_line(row: PaymentList, line: PaymentLine, case: AwardCase, place: int) -> ListLine:
    assert line.id is not None
    return ListLine(
        line.id,
        place,
        key_of(row.year, row.number, place) if row.number is not None else "（送出后编号）",
        line.payee,
        line.bank,
        line.account,
        Fen(line.amount),
        line.enterprise_name,
        case.uscc,
        case.policy_title,
        clause_of(case),
        case.clause_id,
        LineState(line.state),
        Fen(line.paid),
    )


def layouts(session: Session) -> list[Layout]:
    """Return the layouts by name; the common one where the office has none."""
    rows = session.exec(select(PaymentLayout).order_by(col(PaymentLayout.name)))
    return [_layout_of(row) for row in rows] or [COMMON]


def save_layout(seat: Seat, given: Layout, *, replaces: str = "") -> None:
    """Keep a layout under its name, in place of what is kept under it or under `replaces`.

    Raises:
        BadInput: Something of it is lacking or cannot be; every complaint at once.
    """
    layout = _checked(given)
    with seat.act(Action.PAYMENT_LAYOUT) as act:
        row = _find(act.session, replaces or layout.name)
        other = _find(act.session, layout.name)
        if other is not None and other is not row:
            raise BadInput(f"已有名为“{layout.name}”的格式，请换一个名字")
        row = row or PaymentLayout(name=layout.name, content="", saved_by="", saved_at=act.at)
        row.name, row.content = layout.name, layout.model_dump_json(exclude_defaults=True)
        row.saved_by, row.saved_at = act.who.name, act.at
        act.session.add(row)
        act.session.flush()
        act.note(Subject(Kind.LAYOUT, row.id), f"保存付款清单格式“{layout.name}”")


def drop_layout(seat: Seat, name: str) -> None:
    """Delete a layout.

    Raises:
        NotFound: There is none of this name.
    """
    with seat.act(Action.PAYMENT_LAYOUT) as act:
        row = _find(act.session, name)
        if row is None:
            raise NotFound(f"没有名为“{name}”的格式")
        id_ = row.id
        act.session.delete(row)
        act.session.flush()
        act.note(Subject(Kind.LAYOUT, id_), f"删除付款清单格式“{name}”")


def complaints_about(layout: Layout) -> list[str]:
    """Say what is wrong with a layout, all of it."""
    found = []
    if not one_line(layout.name):
        found.append("请给格式起个名字")
    fields = [column.field for column in layout.columns]
    lacking = "、".join(field.word for field in _NEEDED if field not in fields)
    if lacking:
        found.append(f"缺少{lacking}：没有它银行付不了，或回来的结果对不上")
    twice = {field for field in fields if field is not Field.FIXED and fields.count(field) > 1}
    found += [f"“{field.word}”列了两次" for field in Field if field in twice]
    titles = [one_line(column.title) for column in layout.columns]
    if not all(titles):
        found.append("每一列都要有列名")
    found += [
        f"列名“{title}”用了两次" for title in dict.fromkeys(titles) if title and titles.count(title) > 1
    ]
    if len(layout.columns) > MOST_COLUMNS:
        found.append(f"最多 {MOST_COLUMNS} 列")
    for text in (layout.title, *layout.closing):
        found += _unknown_words(text, WORDS_OF_LIST)
    for column in layout.columns:
        if column.field is Field.PURPOSE:
            found += _unknown_words(column.text, WORDS_OF_LINE)
            found += ["请写明用途怎么写"] if not one_line(column.text) else []
    if any(len(text) > LONGEST for text in (layout.name, layout.title, *titles, *layout.closing)):
        found.append(f"一处最长 {LONGEST} 个字")
    return found


def heads_of(layout: Layout, one: BankList) -> tuple[str, list[str]]:
    """Return what stands above the table and below it."""
    words = {
        "{批次}": one.name,
        "{日期}": one.sent_on.isoformat() if one.sent_on is not None else "",
        "{笔数}": str(len(one.lines)),
        "{合计}": yuan_text(one.total),
        "{大写}": chinese_capital(one.total),
    }
    return _filled(layout.title, words), [_filled(text, words) for text in layout.closing]


def cells_of(layout: Layout, one: BankList, line: ListLine, at: int) -> list[str | int]:
    """Return a row of the table, amounts in whole fen whatever they are written in; `at` counts from 1."""
    words = {
        "{政策}": line.policy,
        "{条款}": line.clause,
        "{企业}": line.enterprise,
        "{批次}": one.name,
        "{编号}": line.key,
    }
    found: dict[Field, str | int] = {
        Field.NUMBER: str(at),
        Field.KEY: line.key,
        Field.PAYEE: line.payee,
        Field.BANK: line.bank,
        Field.ACCOUNT: line.account,
        Field.AMOUNT: line.amount,
        Field.CAPITAL: chinese_capital(line.amount),
        Field.ENTERPRISE: line.enterprise,
        Field.USCC: line.uscc,
    }
    return [
        _filled(column.text, words) if column.field in (Field.PURPOSE, Field.FIXED) else found[column.field]
        for column in layout.columns
    ]


def _filled(text: str, words: dict[str, str]) -> str:
    return _WORD.sub(lambda found: words.get(found[0], found[0]), text)


_WORD: Final = re.compile(r"\{[^{}]*\}")


def _unknown_words(text: str, known: Sequence[str]) -> list[str]:
    strange = dict.fromkeys(word for word in _WORD.findall(text) if word not in known)
    return [f"不认识{word}，可以用 {' '.join(known)}" for word in strange]


def _checked(layout: Layout) -> Layout:
    if complaints := complaints_about(layout):
        raise BadInput(complaints)
    columns = tuple(
        column.model_copy(update={"title": one_line(column.title), "text": one_line(column.text)})
        for column in layout.columns
    )
    closing = tuple(filter(None, map(one_line, layout.closing)))
    texts = {"name": one_line(layout.name), "title": one_line(layout.title)}
    return layout.model_copy(update={**texts, "columns": columns, "closing": closing})


def _layout_of(row: PaymentLayout) -> Layout:
    with as_stored(f"付款清单格式“{row.name}”"):
        try:
            return Layout.model_validate_json(row.content)
        except ValidationError as error:
            raise ValueError(str(error)) from error


def _find(session: Session, name: str) -> PaymentLayout | None:
    return session.exec(select(PaymentLayout).where(PaymentLayout.name == name)).first()
