"""对账: a month held against what the finance office paid in it, and signed off.

Nothing is guessed, and every row of either side is accounted for. What is left open needs a word of whoever
signs. A closed month is not changed; the store holds it (migration 0029).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import zip_longest
from typing import Final

from sqlmodel import Session, col, select

from domain.funds.bank_lists import account_digits, is_same_account, key_of, read_key
from domain.funds.calendar_months import around, month_of, month_text
from domain.funds.month_entities import Flow, MonthClose, MonthDifference
from domain.funds.months import Moved, list_months, moved_in, payers_in, sums_of
from domain.funds.payment_entities import LineState, PaymentAbsent, PaymentLine, PaymentList
from domain.roads.walking import NotNow
from domain.store.acts import Act, Action, Person
from domain.store.engine import Seat, is_shared_in
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import MonthId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line

_REACH: Final = 3
"""So many months before and after are looked at for what stands in another one."""


@dataclass(frozen=True, slots=True)
class TheirRow:
    """A row of the finance office, as far as it could be read.

    Attributes:
        place: Where it stands, such as ``“三月”表第 5 行``; ``text`` what it says.
        key: Our number; empty for none.
        amount: In fen, below nothing where it came back; None where it cannot be read.
        faults: What of it cannot be read, in sentences without its place; ``notes`` what cannot be and is not
            needed to know which payment it is.
    """

    place: str
    text: str
    key: str = ""
    payee: str = ""
    account: str = ""
    amount: Fen | None = None
    day: date | None = None
    remark: str = ""
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TheirFile:
    """What the finance office says of a month; see `bank_results.ReadFile`."""

    name: str
    rows: tuple[TheirRow, ...]
    passed: tuple[str, ...] = ()
    stated: tuple[Fen, str] | None = None
    faults: tuple[str, ...] = ()


NOTHING: Final = TheirFile("", ())
"""Where nothing was paid, there is no file."""


class Verdict(StrEnum):
    """What holding both sides against each other came to."""

    SAME = "same"
    DIFFERS = "differs"
    OURS = "ours"
    THEIRS = "theirs"
    UNCLEAR = "unclear"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Verdict.SAME: "一致",
    Verdict.DIFFERS: "不一致",
    Verdict.OURS: "财政没有",
    Verdict.THEIRS: "我方没有",
    Verdict.UNCLEAR: "分不清",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What both sides say of one payment, or one of them.

    ``sentence``: what differs, and what to do; or what could not be compared.
    """

    verdict: Verdict
    ours: Moved | None
    theirs: TheirRow | None
    sentence: str = ""

    @property
    def name(self) -> str:
        if self.ours is not None:
            return self.ours.name
        return self.theirs.payee if self.theirs is not None else ""

    @property
    def our_amount(self) -> Fen | None:
        return self.ours.amount if self.ours is not None else None

    @property
    def their_amount(self) -> Fen | None:
        return self.theirs.amount if self.theirs is not None else None


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of a month.

    Attributes:
        beside: What moved in the months around it.
        others: What became of lines of which nothing moved, by our number.
    """

    month: str
    ours: tuple[Moved, ...]
    beside: tuple[Moved, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A month held against a file.

    Attributes:
        pairs: Every payment of either side, the rows of the file in their order, then what it lacks.
        faults: Why the month cannot be signed off by this file.
        passed: Rows that are none of payments, in sentences.
    """

    known: Known
    file: TheirFile
    pairs: tuple[Pair, ...]
    faults: tuple[str, ...]

    @property
    def differences(self) -> list[Pair]:
        """What is not the same, in the order in which it is numbered from 1."""
        return [one for one in self.pairs if one.verdict is not Verdict.SAME]

    @property
    def our_total(self) -> Fen:
        return Fen(sum(one.amount for one in self.known.ours))

    @property
    def their_total(self) -> Fen:
        return _total(self.file)

    @property
    def text(self) -> str:
        """What it comes to."""
        counts = {verdict: sum(one.verdict is verdict for one in self.pairs) for verdict in Verdict}
        parts = "，".join(f"{verdict.word} {count} 笔" for verdict, count in counts.items() if count)
        unread = sum(one.verdict is Verdict.SAME and bool(one.sentence) for one in self.pairs)
        return (
            f"我方 {len(self.known.ours)} 笔、{yuan_text(self.our_total)} 元，"
            f"财政 {len(self.file.rows)} 笔、{yuan_text(self.their_total)} 元：{parts or '都没有'}"
            + (f"；一致的里有 {unread} 笔的账号没有核对" if unread else "")
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A difference as 对账表 has it."""

    verdict: Verdict
    name: str
    ours: Fen | None
    theirs: Fen | None
    sentence: str
    remark: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What 对账表 says of a month, in fen; ``signed_by`` empty as long as nobody has."""

    month: str
    count: int
    paid: Fen
    returned: Fen
    repaid: Fen
    their_count: int
    their_total: Fen
    file_name: str
    lines: tuple[Line, ...]
    signed_by: str = ""
    signed_on: date | None = None

    @property
    def total(self) -> Fen:
        return Fen(self.paid + self.returned + self.repaid)


def known_of(session: Session, month: str) -> Known:
    """Return what we know of a month, and around it."""
    beside = moved_in(session, around(month, _REACH))
    return Known(month, tuple(moved_in(session, [month])), tuple(beside), dict(_unmoved(session)))


def compare(known: Known, file: TheirFile) -> Comparison:
    """Hold what the finance office says against what we know; nothing is recorded."""
    matching = _Matching(known, file)
    matching.go()
    pairs = [*matching.found.values(), *matching.lacking()]
    return Comparison(known, file, tuple(pairs), tuple(_faults(known, file, pairs)))


def statement_of(compared: Comparison, remarks: Mapping[int, str]) -> Statement:
    """Return what 对账表 would say; ``remarks`` by the number of the difference, as far as there are any."""
    known = compared.known
    lines = (
        Line(one.verdict, one.name, one.our_amount, one.their_amount, _said(one), remarks.get(at, ""))
        for at, one in enumerate(compared.differences, start=1)
    )
    return Statement(
        known.month,
        len(known.ours),
        *sums_of(known.ours),
        len(compared.file.rows),
        compared.their_total,
        compared.file.name,
        tuple(lines),
    )


def statement_in(session: Session, month: str) -> Statement:
    """Return what 对账表 says of a month that was signed off.

    Raises:
        NotFound: It was not, or it was opened again.
    """
    row = session.exec(
        select(MonthClose).where(MonthClose.month == month, col(MonthClose.undone_at).is_(None))
    ).first()
    if row is None:
        raise NotFound(f"{month_text(month)}还没有签认")
    found = session.exec(
        select(MonthDifference)
        .where(MonthDifference.close_id == row.id)
        .order_by(col(MonthDifference.number))
    )
    lines = (
        Line(Verdict(one.verdict), one.name, _fen(one.ours), _fen(one.theirs), one.sentence, one.remark)
        for one in found
    )
    return Statement(
        month,
        row.count,
        Fen(row.paid),
        Fen(row.returned),
        Fen(row.repaid),
        row.their_count,
        Fen(row.their_total),
        row.file_name,
        tuple(lines),
        row.closed_by,
        row.closed_at.astimezone().date(),
    )


def close_month(seat: Seat, seen: Comparison, remarks: Mapping[int, str], today: date) -> MonthId:
    """Sign a month off as it was seen, with a word on each difference that is left (by its number).

    Where several people work here, by another than who paid. From then on what comes in of it counts in the
    first month that is open.

    Raises:
        BadInput: A difference lacks its word, or the file cannot be.
        NotNow: It is not its turn, it was who paid, or something was recorded since it was seen.
        NotPermitted: This person may not do this.
    """
    month, said = seen.known.month, {at: one_line(text) for at, text in remarks.items()}
    lacking = [at for at in range(1, len(seen.differences) + 1) if not said.get(at)]
    complaints = [*seen.faults]
    if lacking:
        complaints.append(f"还有 {len(lacking)} 处差异没有写说明（第 {'、'.join(map(str, lacking[:5]))} 处）")
    if complaints:
        raise BadInput(complaints)
    with seat.act(Action.MONTH_CLOSE) as act:
        _refuse_closing(act, month, today)
        if compare(known_of(act.session, month), seen.file).pairs != seen.pairs:
            raise NotNow("没有签认：对账以后又登记了收支，请重新核对")
        shown = statement_of(seen, said)
        row = MonthClose(
            month=month,
            count=shown.count,
            paid=shown.paid,
            returned=shown.returned,
            repaid=shown.repaid,
            their_count=shown.their_count,
            their_total=shown.their_total,
            file_name=shown.file_name,
            closed_account=act.who.id,
            closed_by=act.who.name,
            closed_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        for at, one in enumerate(shown.lines, start=1):
            act.session.add(
                MonthDifference(
                    close_id=row.id,
                    number=at,
                    verdict=one.verdict.value,
                    name=one.name,
                    ours=one.ours,
                    theirs=one.theirs,
                    sentence=one.sentence,
                    remark=one.remark,
                )
            )
        act.session.flush()
        left = f"，差异 {len(shown.lines)} 处" if shown.lines else "，没有差异"
        act.note(Subject(Kind.MONTH, row.id), f"签认{month_text(month)}对账：{seen.text}{left}")
        return row.id


def reopen_month(seat: Seat, month: str, *, because: str) -> None:
    """Open the last closed month again; what counted elsewhere because it was closed stays there.

    Raises:
        BadInput: No reason is given.
        NotNow: It is not the last one that is closed.
        NotPermitted: This person may not do this.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明撤销签认的理由")
    with seat.act(Action.MONTH_REOPEN) as act:
        row = act.session.exec(
            select(MonthClose)
            .where(col(MonthClose.undone_at).is_(None))
            .order_by(col(MonthClose.month).desc())
            .limit(1)
        ).first()
        if row is None or row.month != month:
            last = f"，最后签认的是{month_text(row.month)}" if row is not None else ""
            raise NotNow(f"没有撤销：只能撤销最后签认的一个月{last}")
        row.undone_by, row.undone_at, row.undo_reason = act.who.name, act.at, because
        act.session.flush()
        act.note(Subject(Kind.MONTH, row.id), f"撤销{month_text(month)}对账的签认：{because}")


def _refuse_closing(act: Act, month: str, today: date) -> None:
    found = next((one for one in list_months(act.session, today) if one.month == month), None)
    if found is None or not found.is_over:
        raise NotNow(f"没有签认：{month_text(month)}还没有结束")
    if found.closed is not None:
        raise NotNow(f"没有签认：{month_text(month)}已由{found.closed.closed_by}签认")
    if not found.is_next:
        raise NotNow("没有签认：请先签认前面的月份")
    payers = {Person(name, id_).key for id_, name in payers_in(act.session, month)}
    if is_shared_in(act.session) and act.who.key in payers:
        raise NotNow(f"没有签认：这个月有{act.who.name}办的拨付，要由另一人签认")


# How both sides are held against each other


@dataclass(slots=True)
class _Matching:
    """Rows and what moved, as far as they have not found each other.

    Attributes:
        rows: Those left, by their places in the file; ``ours`` what of the month is.
        found: What became of rows, by the same.
    """

    known: Known
    file: TheirFile
    rows: dict[int, TheirRow] = field(init=False)
    ours: dict[int, Moved] = field(init=False)
    beside: dict[int, Moved] = field(init=False)
    found: dict[int, Pair] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = dict(enumerate(self.file.rows))
        self.ours = {one.id: one for one in self.known.ours}
        self.beside = {one.id: one for one in self.known.beside}
        self.found = {}

    def go(self) -> None:
        for among, judge in ((self.ours, self._here), (self.beside, self._elsewhere)):
            # Of one line a part may come back, and later another.
            backs = Counter(one.key for one in among.values() if one.key and one.amount < 0)
            parts = {key for key, count in backs.items() if count > 1}
            self._by(among, partial(_part_of_row, parts), partial(_part_of_ours, parts), judge)
            self._by(among, _key_of_row, lambda one: (one.key, one.amount > 0) if one.key else None, judge)
            if among is self.ours:
                self._set_apart()
            for row_says, we_say in _TIERS:
                self._by(among, row_says, we_say, judge)
        for at, row in self.rows.items():
            self.found[at] = Pair(Verdict.THEIRS, None, row, self._not_ours(row))
        self.found = dict(sorted(self.found.items()))

    def lacking(self) -> Iterator[Pair]:
        """Yield what the file does not have."""
        for one in self.ours.values():
            yield Pair(Verdict.OURS, one, None, self._not_theirs(one))

    def _set_apart(self) -> None:
        """Have rows that do not read, and name no line of this month, match nothing else."""
        for at, row in [*self.rows.items()]:
            if row.faults:
                self.found[at] = Pair(Verdict.UNCLEAR, None, row, "；".join(row.faults))
                del self.rows[at]

    def _by(
        self,
        among: dict[int, Moved],
        row_says: Callable[[TheirRow], Hashable],
        we_say: Callable[[Moved], Hashable],
        judge: Callable[[Moved, TheirRow], Pair],
    ) -> None:
        """Have those find each other that say the same; where several do, nobody knows which is which."""
        groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for at, row in self.rows.items():
            if (said := row_says(row)) is not None:
                groups[said][0].append(at)
        for id_, one in among.items():
            if (said := we_say(one)) is not None and said in groups:
                groups[said][1].append(id_)
        for places, ids in groups.values():
            if len(places) == len(ids) == 1:
                self.found[places[0]] = judge(among.pop(ids[0]), self.rows.pop(places[0]))
            if len(places) + len(ids) <= 2 or not ids or among is self.beside:
                continue
            sentence = (
                f"相同的财政有 {len(places)} 笔、我方有 {len(ids)} 笔，分不清哪一笔对哪一笔；"
                "请财政在表里补上我方编号，或删去重复的行"
            )
            for at, id_ in zip_longest(places, ids):
                if at is not None:
                    ours = among.pop(id_) if id_ is not None else None
                    self.found[at] = Pair(Verdict.UNCLEAR, ours, self.rows.pop(at), sentence)

    def _here(self, ours: Moved, row: TheirRow) -> Pair:
        if row.faults:
            return Pair(Verdict.UNCLEAR, ours, row, "；".join((*row.faults, *row.notes)))
        differing = [*_differing(ours, row, self.known.month)]
        verdict = Verdict.DIFFERS if differing else Verdict.SAME
        return Pair(verdict, ours, row, "；".join((*differing, *row.notes)))

    def _elsewhere(self, ours: Moved, row: TheirRow) -> Pair:
        words = [*_differing(ours, row, ours.month), *row.notes]
        late = "，当时它的月份已经签认" if ours.is_late else ""
        words.insert(
            0, f"我方记在{month_text(ours.month)}（{ours.day.isoformat()}{late}），请核对实际付款的日子"
        )
        # What is ours in another month is no part of this one.
        return Pair(Verdict.THEIRS, None, row, "；".join(words))

    def _not_ours(self, row: TheirRow) -> str:
        if (key := read_key(row.key)) is not None:
            state = self.known.others.get(key_of(*key))
            return state or f"我方没有编号为 {row.key} 的收支，请财政核对这一笔"
        same = [
            one
            for one in self.known.ours
            if row.account and account_digits(one.account) == account_digits(row.account)
        ]
        if same:
            amounts = "、".join(yuan_text(one.amount) for one in same[:3])
            return f"这个账号我方记的是 {amounts} 元，请核对金额"
        if row.amount is not None and row.amount > 0 and _BACK.search(f"{row.remark}{row.text}"):
            return "写着退回，金额却是正数；退回的请财政写成负数"
        return "我方没有这一笔：请核对结果有没有漏登记，或是不是经本程序拨付的"

    def _not_theirs(self, one: Moved) -> str:
        same = [
            row
            for row in self.file.rows
            if row.account and one.account and account_digits(row.account) == account_digits(one.account)
        ]
        if len(same) == 1 and same[0].amount is not None and same[0].amount != one.amount:
            return f"这个账号财政记的是 {yuan_text(same[0].amount)} 元（{same[0].place}），请核对金额"
        if one.kind is Flow.PAID:
            return "财政没有这一笔：请核对是不是还没有拨出，或记在别的月份"
        return f"财政没有这一笔{one.kind.word}：请核对钱有没有到财政账上"


def _key_of_row(row: TheirRow) -> Hashable:
    key = read_key(row.key)
    # Where its amount does not read, the number says enough.
    return (key_of(*key), row.amount is None or row.amount > 0) if key is not None else None


def _part_of_row(parts: Collection[str], row: TheirRow) -> Hashable:
    key = read_key(row.key)
    is_part = key is not None and row.amount is not None and row.amount < 0 and key_of(*key) in parts
    return (row.amount, key) if is_part else None


def _part_of_ours(parts: Collection[str], one: Moved) -> Hashable:
    return (one.amount, read_key(one.key)) if one.amount < 0 and one.key in parts else None


def _no_key(row: TheirRow) -> bool:
    return read_key(row.key) is None and row.amount is not None


_TIERS: Final[
    tuple[tuple[Callable[[TheirRow], Hashable], Callable[[Moved], Hashable]], ...]
] = (
    (
        lambda row: (account_digits(row.account), row.amount) if _no_key(row) and row.account else None,
        lambda one: (account_digits(one.account), one.amount) if one.account else None,
    ),
    (
        lambda row: (_plain(row.payee), row.amount) if _no_key(row) and row.payee else None,
        lambda one: (_plain(one.payee), one.amount),
    ),
)  # fmt: skip
"""By what rows without our number find what they are about: account and amount, then name and amount."""


def _differing(ours: Moved, row: TheirRow, month: str) -> Iterator[str]:
    if row.amount is not None and row.amount != ours.amount:
        amounts = f"财政 {yuan_text(row.amount)} 元，我方 {yuan_text(ours.amount)} 元"
        yield f"金额不同：{amounts}，请核对实际拨付的金额"
    if row.account and ours.account and not is_same_account(row.account, ours.account):
        yield f"账号不同：财政 {row.account}，我方 {ours.account}，请查清付到了哪个账户"
    if row.payee and _plain(row.payee) not in (_plain(ours.payee), _plain(ours.name)):
        yield f"收款人不同：财政“{row.payee}”，我方“{ours.payee}”，请核对"
    if row.day is not None and month_of(row.day) != month:
        late = "，我方记入时它的月份已经签认" if month_of(row.day) == month_of(ours.day) else ""
        yield f"日期不在这个月：财政 {row.day.isoformat()}，我方 {ours.day.isoformat()}{late}"


def _faults(known: Known, file: TheirFile, pairs: Sequence[Pair]) -> Iterator[str]:
    yield from file.faults
    if file.name and not file.rows:
        yield "文件里没有付款的行，请检查是不是选错了文件或列"
    if file.stated is not None and file.stated[0] != _total(file):
        stated, place = file.stated
        yield (
            f"{place}写的合计是 {yuan_text(stated)} 元，各行相加是 {yuan_text(_total(file))} 元，"
            "文件可能少了行或被改过，请向财政重新要一份"
        )
    if not file.name and pairs:
        yield "请选择财政部门这个月的拨付明细"
    if known.ours and file.rows and not any(one.ours for one in pairs if one.theirs is not None):
        yield "没有一行对得上，请检查是不是选错了文件、月份或列"


def _unmoved(session: Session) -> Iterator[tuple[str, str]]:
    """Yield the numbers of lines of which nothing moved, with what to know of them."""
    lines = session.exec(
        select(PaymentList.year, PaymentList.number, PaymentLine.place, PaymentLine.state)
        .join(PaymentLine, col(PaymentLine.list_id) == PaymentList.id)
        .where(
            col(PaymentLine.place).is_not(None),
            col(PaymentList.number).is_not(None),
            col(PaymentLine.state).in_([LineState.SENT, LineState.RETURNED]),
        )
    )
    for year, number, place, state in lines:
        assert number is not None
        assert place is not None
        if state == LineState.SENT:
            yield key_of(year, number, place), "我方这一笔还是“已送出”，请先登记银行结果"
        else:
            yield key_of(year, number, place), "我方这一笔登记的是退回，请核对"
    aside = session.exec(
        select(PaymentList.year, PaymentList.number, PaymentAbsent.place)
        .join(PaymentAbsent, col(PaymentAbsent.list_id) == PaymentList.id)
        .where(col(PaymentAbsent.is_taken).is_(False), col(PaymentList.number).is_not(None))
    )
    for year, number, place in aside:
        assert number is not None
        yield key_of(year, number, place), "这一笔的事项在恢复备份以后还没有重新下达，下达以后再对"


_BACK: Final = re.compile("退回|退款|退汇|收回|冲销|冲回")
_BRACKETS: Final = str.maketrans("（）", "()")


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name).translate(_BRACKETS)


def _total(file: TheirFile) -> Fen:
    return Fen(sum(row.amount or 0 for row in file.rows))


def _said(one: Pair) -> str:
    place = one.theirs.place if one.theirs is not None else ""
    return f"{place}：{one.sentence}" if place else one.sentence


def _fen(amount: int | None) -> Fen | None:
    return None if amount is None else Fen(amount)
