"""What the bank says came of a list, held against its lines; every row is accounted for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.funds.bank_lists import BankList, ListLine, account_digits, is_same_account, key_of, read_key
from domain.funds.payment_entities import LineState, PaymentAbsent
from domain.funds.payments import Answer
from domain.store.numbers.sent import LISTS
from domain.values.ids import LineId, PaymentListId
from domain.values.money import NO_MONEY, Fen, yuan_text


class Came(StrEnum):
    """What a row says came of a payment."""

    PAID = "paid"
    PARTLY = "partly"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class BankRow:
    """A row of the bank's file, as far as it could be read.

    Attributes:
        place: Where it stands, such as ``“结果”表第 5 行``.
        text: What it says, for whoever looks.
        key: Our number as it stands there; empty for none.
        account: Empty for none, or where it cannot be read.
        amount: What was to be paid, ``paid`` what was, ``back`` what came back, in fen; None where no column
            says so.
        came: None where no column says so; ``said``: in the bank's words.
        day: None where no column says so.
        faults: What of it cannot be read, or contradicts itself, in sentences without its place; ``notes``:
            what cannot be read and is not needed to know what it says.
    """

    place: str
    text: str
    key: str = ""
    account: str = ""
    amount: Fen | None = None
    paid: Fen | None = None
    back: Fen | None = None
    came: Came | None = None
    said: str = ""
    reason: str = ""
    day: date | None = None
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of the bank.

    Attributes:
        passed: Rows that are none of payments, in sentences.
        stated: What the file itself says its rows come to, in fen, and where; None where it says nothing.
        faults: What is wrong with the file as a whole.
    """

    name: str
    rows: tuple[BankRow, ...]
    passed: tuple[str, ...] = ()
    stated: tuple[Fen, str] | None = None
    faults: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What becomes of a row."""

    PAID = "paid"
    PARTLY = "partly"
    RETURNED = "returned"
    KNOWN = "known"
    WRONG = "wrong"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Verdict.PAID: "已拨付",
    Verdict.PARTLY: "部分拨付",
    Verdict.RETURNED: "退回",
    Verdict.KNOWN: "登记过了",
    Verdict.WRONG: "对不上",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what becomes of it.

    Attributes:
        line: The line that it is about; None where that is not known.
        answer: What is to be recorded; None for nothing.
        sentence: What to know of it, or what is wrong and what to do; may be empty.
    """

    row: BankRow
    verdict: Verdict
    line: ListLine | None = None
    answer: Answer | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """A file held against a list.

    Attributes:
        judged: Every row, in the order of the file.
        faults: Why nothing of the file may be recorded.
        missing: Lines that were sent and that the file says nothing of.
        passed: Rows that are none of payments, in sentences.
    """

    judged: tuple[Judged, ...]
    faults: tuple[str, ...]
    missing: tuple[ListLine, ...]
    passed: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[LineId, Answer]:
        """What is to be recorded, for `payments.record_answers`."""
        return {
            one.line.id: one.answer for one in self.judged if one.line is not None and one.answer is not None
        }

    @property
    def wrong(self) -> list[Judged]:
        return [one for one in self.judged if one.verdict is Verdict.WRONG]

    @property
    def text(self) -> str:
        """What it comes to."""
        counts = dict.fromkeys(Verdict, 0)
        sums = dict.fromkeys(Verdict, 0)
        for one in self.judged:
            counts[one.verdict] += 1
            sums[one.verdict] += one.answer.paid if one.answer is not None else 0
        parts = [
            f"{one.word} {counts[one]} 笔" + (f" {yuan_text(sums[one])} 元" if sums[one] else "")
            for one in Verdict
            if counts[one]
        ]
        missing = f"；这一批还有 {len(self.missing)} 笔文件里没有，仍为已送出" if self.missing else ""
        return f"文件共 {len(self.judged)} 行：{'，'.join(parts) or '没有付款'}{missing}"


@dataclass(frozen=True, slots=True)
class Means:
    """What is known besides the file.

    Attributes:
        today: No payment is of a later day.
        day: The day of rows that name none.
        came: What came of rows that do not say so, where a person has said; else they are wrong.
        aside: Places of lines whose award is not granted here any more (`PaymentAbsent`).
    """

    today: date
    day: date
    came: Came | None = None
    aside: frozenset[int] = frozenset()


def aside_in(session: Session, list_id: PaymentListId) -> frozenset[int]:
    """Return the places of lines that stand aside of a list."""
    found = select(PaymentAbsent.place).where(
        PaymentAbsent.list_id == list_id, col(PaymentAbsent.is_taken).is_(False)
    )
    return frozenset(session.exec(found))


def match(one: BankList, file: ReadFile, means: Means) -> Matching:
    """Hold a file against a list; nothing is recorded."""
    lines = _Lines(one, means)
    judged = [_noted(lines.judge(row)) for row in file.rows]
    of_line: dict[LineId, list[int]] = defaultdict(list)
    for at, each in enumerate(judged):
        if each.line is not None:
            of_line[each.line.id].append(at)
    for places in of_line.values():
        if len(places) > 1:
            _refuse_doubled(judged, places)
    missing = tuple(line for line in one.lines if line.state is LineState.SENT and line.id not in of_line)
    return Matching(tuple(judged), tuple(_faults(file, judged)), missing, file.passed)


def _noted(one: Judged) -> Judged:
    """Return what becomes of a row with what else is to be known of it."""
    return replace(one, sentence="；".join(filter(None, (one.sentence, *one.row.notes))))


@dataclass(slots=True)
class _Lines:
    """The lines of a list, as rows name them."""

    one: BankList
    means: Means
    places: Mapping[int, ListLine] = field(init=False)
    alike: dict[tuple[str, Fen], list[ListLine]] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {line.place: line for line in self.one.lines}
        self.alike = defaultdict(list)
        for line in self.one.lines:
            self.alike[account_digits(line.account), line.amount].append(line)

    def judge(self, row: BankRow) -> Judged:
        found = self._by_key(row) if row.key else self._by_account(row)
        if isinstance(found, str):
            return Judged(row, Verdict.WRONG, sentence=found)
        if row.faults:
            return Judged(row, Verdict.WRONG, found, sentence="；".join(row.faults))
        if row.account and not is_same_account(row.account, found.account):
            said = f"账号 {row.account} 与我方的 {found.account} 不同，请向银行核对是不是同一笔"
            return Judged(row, Verdict.WRONG, found, sentence=said)
        return self._judged(row, found)

    def _by_key(self, row: BankRow) -> ListLine | str:
        key = read_key(row.key)
        if key is None:
            example = key_of(self.one.year, self.one.number or 1, 1)
            return f"编号“{row.key}”不是我方编号（应像 {example}），请核对"
        year, number, place = key
        if (year, number) != (self.one.year, self.one.number):
            return f"是{LISTS}〔{year}〕{number}号的一行，请到那一批登记"
        if place in self.means.aside:
            return "这一笔的事项在恢复备份以后还没有重新下达，下达以后再登记"
        return self.places.get(place) or f"这一批没有编号为 {row.key} 的一行，请向银行核对"

    def _by_account(self, row: BankRow) -> ListLine | str:
        if row.faults:
            return "；".join(row.faults)
        if not row.account or row.amount is None:
            return "没有我方编号，账号或金额也没有，对不上；请在文件里补上编号"
        found = self.alike.get((account_digits(row.account), row.amount), [])
        if len(found) == 1:
            return found[0]
        if found:
            return f"没有我方编号，账号和金额相同的有 {len(found)} 行，分不清是哪一行；请在文件里补上编号"
        wanted = f"账号 {row.account}、金额 {yuan_text(row.amount)} 元的一行"
        return f"没有我方编号，这一批也没有{wanted}，请向银行核对"

    def _judged(self, row: BankRow, line: ListLine) -> Judged:
        # What a person said is of rows that say nothing, and not of those whose words may mean anything.
        came = row.came if row.said else row.came or self.means.came
        if came is None:
            said = f"“{row.said}”看不出是付了还是退了" if row.said else "没有写明是付了还是退了"
            return Judged(row, Verdict.WRONG, line, sentence=f"{said}，请在文件里写明")
        day = row.day or self.means.day
        if day > self.means.today:
            return Judged(row, Verdict.WRONG, line, sentence=f"日期 {day.isoformat()} 在今天以后，请核对")
        if self.one.sent_on is not None and day < self.one.sent_on:
            said = f"日期 {day.isoformat()} 早于送出的 {self.one.sent_on.isoformat()}，请核对"
            return Judged(row, Verdict.WRONG, line, sentence=said)
        paid = _paid_of(row, line, came)
        if isinstance(paid, str):
            return Judged(row, Verdict.WRONG, line, sentence=paid)
        return _against_known(row, line, Answer(paid, day, _reason_of(row, line, paid)))


def _paid_of(row: BankRow, line: ListLine, came: Came) -> Fen | str:
    """Return how much was paid; or what is wrong."""
    if (
        row.amount is not None
        and row.amount != line.amount
        and (came is not Came.PARTLY or row.paid is not None)
    ):
        said = f"金额 {yuan_text(row.amount)} 元与我方的 {yuan_text(line.amount)} 元不同，请向银行核对"
        if came is Came.RETURNED and row.amount < line.amount:
            said += "；确实只退回了这一部分的，请在批次里点“登记退回”，填退回的金额"
        return said
    if row.back:
        return _left_of(row, line, row.back, came)
    if came is Came.RETURNED:
        return NO_MONEY if not row.paid else f"写着退回，却付了 {yuan_text(row.paid)} 元，请向银行核对"
    if row.paid is None and came is Came.PARTLY and "退" in row.said:
        return f"写着“{row.said}”，看不出退了多少，请在文件里写明退回金额"
    paid = row.paid if row.paid is not None else row.amount
    if came is Came.PAID:
        if paid is None or paid == line.amount:
            return line.amount
        if not 0 < paid < line.amount:
            return f"实付 {yuan_text(paid)} 元，我方应付 {yuan_text(line.amount)} 元，请向银行核对"
        return paid if row.reason else f"只付了 {yuan_text(paid)} 元，没有写原因，请在文件里补上"
    if paid is None or not 0 < paid < line.amount:
        return "写着部分支付，看不出付了多少，请在文件里写明实付金额"
    return paid


def _left_of(row: BankRow, line: ListLine, back: Fen, came: Came) -> Fen | str:
    """Return how much is paid where the row says how much came back; or what contradicts that."""
    paid, said = Fen(line.amount - back), f"退回 {yuan_text(back)} 元"
    if paid < 0:
        return f"{said}，我方应付的是 {yuan_text(line.amount)} 元，请向银行核对"
    if row.paid is not None and row.paid != paid:
        own = yuan_text(line.amount)
        return f"{said}、实付 {yuan_text(row.paid)} 元，合起来不是我方的 {own} 元，请向银行核对"
    # Of a part that came back some banks say only that it did.
    if came is Came.PAID or (came is Came.PARTLY and not paid):
        return f"{said}，与写明的结果不符，请向银行核对"
    return paid


def _reason_of(row: BankRow, line: ListLine, paid: Fen) -> str:
    if paid == line.amount:
        return ""
    return row.reason or row.said or ("部分支付" if paid else "退回")


def _against_known(row: BankRow, line: ListLine, answer: Answer) -> Judged:
    """Judge a row beside what is recorded of its line already."""
    verdict = Verdict.PAID
    if answer.paid < line.amount:
        verdict = Verdict.PARTLY if answer.paid else Verdict.RETURNED
    if line.state is LineState.SENT:
        return Judged(row, verdict, line, answer, answer.reason)
    if line.paid == answer.paid:
        return Judged(row, Verdict.KNOWN, line, sentence=f"已登记为{line.state.word}，不再登记")
    if line.state is LineState.PAID and not answer.paid:
        said = f"原来登记为已拨付，改记退回：{answer.reason}"
        return Judged(row, verdict, line, answer, said)
    known = f"{line.state.word} {yuan_text(line.paid)} 元" if line.paid else line.state.word
    if line.state is LineState.PAID and answer.paid < line.paid:
        if row.paid is None and not row.back:
            said = "分不清是付了还是退了这么多，退回一部分的请在批次里点“登记退回”，填退回的金额"
            return Judged(row, Verdict.WRONG, line, sentence=f"已登记为{known}，与这一行不同；{said}")
        back = yuan_text(Fen(line.paid - answer.paid))
        said = f"原来登记为{known}，退回其中 {back} 元：{answer.reason}"
        return Judged(row, verdict, line, answer, said)
    return Judged(row, Verdict.WRONG, line, sentence=f"已登记为{known}，与这一行不同，请向银行核对")


def _refuse_doubled(judged: list[Judged], places: Sequence[int]) -> None:
    """Have no row count of those that are about the same line: which of them is right, nobody here knows."""
    for at in places:
        others = "、".join(judged[other].row.place for other in places if other != at)
        said = f"与{others}是同一笔，不知道以哪一行为准；请在文件里只留一行"
        judged[at] = Judged(judged[at].row, Verdict.WRONG, judged[at].line, sentence=said)


def _faults(file: ReadFile, judged: Sequence[Judged]) -> Sequence[str]:
    found = [*file.faults]
    if not file.rows:
        found.append("文件里没有付款的行，请检查是不是选错了文件或列")
    if file.stated is not None:
        stated, place = file.stated
        total = sum(row.amount or 0 for row in file.rows)
        if stated != total:
            found.append(
                f"{place}写的合计是 {yuan_text(stated)} 元，各行相加是 {yuan_text(total)} 元，"
                "文件可能少了行或被改过，请向银行重新要一份"
            )
    if judged and all(one.verdict is Verdict.WRONG for one in judged):
        found.append("没有一行对得上，请检查是不是选错了文件、批次或列")
    return found
