"""What pages show of payments: what is to be paid, the lists, the lines of one, what came of a case."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.listing import CaseFilter, ListedCase, find_cases, listed
from domain.cases.awards.reading import Case, period_text, read_cases
from domain.cases.awards.rules import Rules
from domain.enterprises.identity import standing_for, stood_for_by
from domain.funds.ahead import Settled, settlements_of
from domain.funds.holds import ListedHold, held_on, holds_on
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList, word_of
from domain.funds.payments import (
    GONE,
    against_account,
    against_paying,
    against_taking_back,
    approved_here,
    lines_of,
)
from domain.funds.sql import (
    Payable,
    awaiting_of,
    last_lines,
    lines_by_list,
    located_at,
    lowered_of,
    paid_of,
    payable,
)
from domain.store.acts import Person
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import CaseId, LineId, PaymentListId
from domain.values.money import Fen, yuan_text


class Which(StrEnum):
    """Which of what is to be paid is asked for."""

    ALL = ""
    BACK = "back"
    """What came back, or was not paid whole."""
    OLD = "old"
    """Of old notices: what may have been paid before."""
    AWAITING = "awaiting"
    """待清算: a share was paid ahead; nothing else is, until it is settled."""


@dataclass(frozen=True, slots=True)
class Payables:
    """What is to be paid and neither held back nor in a list.

    Attributes:
        amounts: What is to be paid of each case, in fen, in the order of the list.
        own: Those that who asks approved, and so may not pay.
        held: How many are held back, whatever is asked for; ``awaiting`` how many are still to be settled.
        old: Those of old notices, which may have been paid before, whatever is asked for.
        which: What was asked for.
    """

    amounts: Mapping[CaseId, Fen]
    own: Collection[int]
    held: int
    old: Collection[int]
    awaiting: int
    which: Which


@dataclass(frozen=True, slots=True)
class PayableCase:
    """A case that is to be paid, as lists show it.

    Attributes:
        amount: What is still to be paid, in fen.
        before: What became of it in the last list it was in; empty for none.
    """

    case: ListedCase
    amount: Fen
    before: str


class How(StrEnum):
    """How far a list is."""

    EMPTY = "empty"
    OFFSET = "offset"
    """All of it was taken off for what is owed (抵扣): nothing is left to send."""
    OPEN = "open"
    SENT = "sent"
    PARTLY = "partly"
    DONE = "done"
    BEFORE = "before"
    """It was paid before the office paid by this program."""
    UNKNOWN = "unknown"
    """It was sent, and only paper says what stands in it."""

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    How.EMPTY: "已清空",
    How.OFFSET: "已全部抵扣",
    How.OPEN: "未送出",
    How.SENT: "已送出",
    How.PARTLY: "部分有结果",
    How.DONE: "全部有结果",
    How.BEFORE: "以前已付",
    How.UNKNOWN: "要查纸质清单",
}


@dataclass(frozen=True, slots=True)
class ListedList:
    """A list of payments with what it comes to; what was taken out of it is not counted.

    Attributes:
        counts: How many lines there are by their states.
        amount, paid: What is to be paid, and what was, in fen.
    """

    row: PaymentList
    counts: Mapping[LineState, int]
    amount: Fen
    paid: Fen

    @property
    def id(self) -> PaymentListId:
        assert self.row.id is not None
        return self.row.id

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def how(self) -> How:
        waiting = self.counts.get(LineState.SENT, 0)
        if self.row.is_unknown:
            return How.UNKNOWN
        if self.row.is_before:
            return How.BEFORE
        if self.row.number is None and not self.counts.keys() & {LineState.OPEN, LineState.HELD}:
            return How.OFFSET if self.counts.get(LineState.PAID) else How.EMPTY
        if self.row.number is None:
            return How.OPEN
        if not self.count:
            return How.EMPTY
        if not waiting:
            return How.DONE
        return How.SENT if waiting == self.count else How.PARTLY


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a list.

    Attributes:
        line: As it is stored.
        award: What it is for.
        is_own: Whether who looks approved it, so that another must send it.
        obstacle: Why nobody may send it now; empty where they may, or it was sent.
        later: What became of the case after this line: which list it is in now; empty for none.
        is_owed: Whether something of its case is to be paid, and is in no list.
        is_gone: Whether its enterprise is not in the register any more.
        own_account: Why who looks may neither release nor send it; another may.
        word: What people call its state.
        is_before: Whether it is of what was paid before.
    """

    line: PaymentLine
    award: str
    is_own: bool
    obstacle: str
    later: str
    is_owed: bool
    is_gone: bool
    own_account: str
    word: str
    is_before: bool

    @property
    def id(self) -> LineId:
        assert self.line.id is not None
        return self.line.id

    @property
    def state(self) -> LineState:
        return LineState(self.line.state)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list with its lines.

    Attributes:
        against: Why who looks may not take back what was recorded as paid before.
    """

    listed: ListedList
    lines: Sequence[ShownLine]
    against: str


@dataclass(frozen=True, slots=True)
class OfCase:
    """What was paid of one case.

    Attributes:
        lines: The lines it has or had, each with its list, the earliest first.
        owed: What is still to be paid, in fen; 0 of what was not granted.
        holds: What holds it back, or did, by case or by enterprise.
        obstacle: Why who looks may not pay it now.
        awaiting: By which share it was paid ahead, in percent, where it is still to be settled; else 0.
        settlements: What it was settled at, the earliest first.
    """

    lines: Sequence[tuple[PaymentLine, PaymentList]]
    owed: Fen
    holds: Sequence[ListedHold]
    obstacle: str
    awaiting: int
    settlements: Sequence[Settled]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for who pays: how many and how much is to be paid, how many came back, or are doubtful.

    Attributes:
        old: Of the first those that may have been paid before.
        doubtful_in: The lists that have doubtful lines.
        awaiting, awaited: How many were paid ahead and are to be settled, and what is left of them, in fen.
    """

    count: int
    amount: Fen
    old: int
    returned: int
    doubtful: int
    doubtful_in: Sequence[PaymentListId]
    awaiting: int
    awaited: Fen


def list_payable(
    session: Session, wanted: CaseFilter, who: Person, rules: Rules, *, which: Which = Which.ALL
) -> Payables:
    """Return what is to be paid, or what of it is still to be settled before.

    Words may stand in the enterprise's name and code, or in where it is: its park, its addresses.
    """
    every = _payable(session, rules)
    old = {one.case_id for one in every if _is_meant(one, Which.OLD)}
    found = {one.case_id: Fen(one.amount) for one in every if _is_meant(one, which)}
    wanted = replace(wanted, ended=Ended.GRANTED)
    ids = find_cases(session, wanted, who, rules).ids
    if there := located_at(session, list(found), wanted.words.split()):
        there.update(ids)
        ids = [id_ for id_ in find_cases(session, replace(wanted, words=""), who, rules).ids if id_ in there]
    amounts = {id_: found[id_] for id_ in ids if id_ in found}
    own = approved_here(session, who, rules.roads_in(session), list(amounts))
    held = sum(one.is_held and not one.awaits for one in every)
    return Payables(amounts, own, held, old, sum(one.awaits for one in every), which)


def payable_by(session: Session, who: Person, rules: Rules) -> list[Payable]:
    """Return what somebody may pay, or record as paid before."""
    return _mine(session, who, rules, _payable(session, rules))


def _mine(session: Session, who: Person, rules: Rules, every: Sequence[Payable]) -> list[Payable]:
    found = [one for one in every if _is_meant(one, Which.ALL)]
    own = approved_here(session, who, rules.roads_in(session), [CaseId(one.case_id) for one in found])
    return [one for one in found if one.case_id not in own]


def payable_cases(
    session: Session, ids: Sequence[CaseId], who: Person, rules: Rules
) -> dict[CaseId, PayableCase]:
    """Return these cases as the list of what is to be paid shows them."""
    paid, lowered, last = paid_of(session, ids), lowered_of(session, ids), last_lines(session, ids)
    before = {
        line.case_id: _became(line, row)
        for line, row in _lines_in_lists(session, among(col(PaymentLine.id), last.values()))
    }
    return {
        id_: PayableCase(
            case,
            Fen(lowered.get(id_, case.amount) - paid.get(id_, (0, ""))[0]),
            before.get(id_, "" if case.policy_title else _OLD),
        )
        for id_, case in listed(session, ids, who, rules).items()
    }


def list_payment_lists(session: Session) -> list[ListedList]:
    """Return every list: those that were not sent, then the others, the latest first."""
    counts: dict[int, Counter[LineState]] = {}
    amounts, paid = Counter[int](), Counter[int]()
    for list_id, state, count, amount, was_paid in lines_by_list(session):
        if state != LineState.DROPPED:
            counts.setdefault(list_id, Counter())[LineState(state)] = count
            amounts[list_id] += amount
            paid[list_id] += was_paid
    rows = session.exec(select(PaymentList).order_by(col(PaymentList.id).desc()))
    found = [
        ListedList(row, counts.get(row.id or 0, {}), Fen(amounts[row.id or 0]), Fen(paid[row.id or 0]))
        for row in rows
    ]
    return sorted(found, key=_latest)


def show_list(session: Session, id_: PaymentListId, who: Person, rules: Rules) -> ShownList:
    """Return a list with its lines.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(PaymentList, id_)
    if row is None:
        raise NotFound("没有这个拨付批次")
    lines = lines_of(session, id_)
    ids = list(dict.fromkeys(line.case_id for line in lines))
    cases = {case.id: case for case in read_cases(session, ids, rules.roads_in(session))}
    # What was sent is no more in anybody's way.
    going = [line.case_id for line in lines if row.number is None and line.state != LineState.DROPPED]
    own = approved_here(session, who, rules.roads_in(session), going)
    others = [cases[id_] for id_ in going if id_ not in own]
    there_now = standing_for(session, [line.enterprise_id for line in lines])
    gone = {line.case_id for line in lines if line.enterprise_id not in there_now}
    against = dict.fromkeys(gone.intersection(going), GONE) | against_paying(session, others, who, rules)
    paid, lowered, awaiting = paid_of(session, ids), lowered_of(session, ids), awaiting_of(session, ids)
    later = {
        line.case_id: (line.id, f"{its.name}（{word_of(line, its)}）")
        for line, its in _lines_in_lists(
            session, among(col(PaymentLine.id), last_lines(session, ids).values())
        )
    }
    shown = [
        ShownLine(
            line,
            _award(cases[line.case_id].row),
            line.case_id in own,
            against.get(line.case_id, ""),
            later[line.case_id][1] if later[line.case_id][0] != line.id else "",
            line.case_id not in awaiting
            and _is_owed(cases[line.case_id], lowered.get(line.case_id), *paid[line.case_id]),
            line.case_id in gone,
            against_account(session, line, cases[line.case_id], who, rules),
            word_of(line, row),
            row.is_before,
        )
        for line in lines
    ]
    there = [line for line in lines if line.state != LineState.DROPPED]
    counts = Counter(LineState(line.state) for line in there)
    amount, was_paid = sum(line.amount for line in there), sum(line.paid for line in there)
    listed = ListedList(row, counts, Fen(amount), Fen(was_paid))
    return ShownList(listed, shown, against_taking_back(session, row, who))


def paid_of_case(session: Session, id_: CaseId, who: Person, rules: Rules) -> OfCase:
    """Return what was paid of a case, and what holds it back."""
    [case] = read_cases(session, [id_], rules.roads_in(session))
    lines = _lines_in_lists(session, col(PaymentLine.case_id) == id_)
    paid, _ = paid_of(session, [id_]).get(id_, (0, ""))
    due = lowered_of(session, [id_]).get(id_, case.amount)
    own = case.row.enterprise_id
    now = standing_for(session, [own])
    records = stood_for_by(session, {now.get(own, own)}) | {own}
    return OfCase(
        lines,
        Fen(max(due - paid, 0) if case.row.ended == Ended.GRANTED else 0),
        holds_on(session, id_, records, who, rules.today()),
        against_paying(session, [case], who, rules).get(id_, "" if own in now else GONE),
        awaiting_of(session, [id_]).get(id_, 0),
        settlements_of(session, id_),
    )


def waiting(session: Session, who: Person, rules: Rules) -> Waiting:
    """Return what waits for who pays."""
    every = _payable(session, rules)
    mine, awaiting = _mine(session, who, rules, every), [one for one in every if one.awaits]
    query = (
        select(PaymentLine.list_id, func.count())
        .where(PaymentLine.state == LineState.HELD)
        .group_by(col(PaymentLine.list_id))
    )
    doubtful = {PaymentListId(id_): count for id_, count in session.exec(query)}
    return Waiting(
        len(mine),
        Fen(sum(one.amount for one in mine)),
        sum(one.is_old for one in mine),
        sum(one.was_sent for one in mine),
        sum(doubtful.values()),
        sorted(doubtful),
        len(awaiting),
        Fen(sum(one.amount for one in awaiting)),
    )


def _payable(session: Session, rules: Rules) -> list[Payable]:
    held = held_on(session, rules.today())
    return payable(session, held.cases, held.enterprises)


def _is_meant(one: Payable, which: Which) -> bool:
    if which is Which.AWAITING:
        return one.awaits
    if one.is_held or one.awaits:
        return False
    return which is Which.ALL or (one.is_old if which is Which.OLD else one.was_sent)


def _latest(one: ListedList) -> tuple[Any, ...]:
    if one.row.number is None:
        return (one.how is not How.OPEN, 0, 0, -one.id)
    return (True, -one.row.year, -one.row.number, -one.id)


def _award(row: AwardCase) -> str:
    return "，".join(filter(None, (row.clause_title, row.instalment, period_text(row.period))))


def _is_owed(case: Case, lowered: int | None, paid: int, state: str) -> bool:
    due = case.amount if lowered is None else lowered
    return case.row.ended == Ended.GRANTED and paid < due and not state


def _became(line: PaymentLine, row: PaymentList) -> str:
    """Say what became of a line that is under way no more."""
    if row.ahead is not None and line.state == LineState.PAID:
        return f"预兑现 {row.ahead}%，已付 {yuan_text(line.paid)} 元"
    word = "付了一部分" if line.state == LineState.PAID else word_of(line, row)
    return f"{word}（{line.reason}）" if line.reason else word


def _lines_in_lists(
    session: Session, condition: ColumnElement[bool]
) -> list[tuple[PaymentLine, PaymentList]]:
    """Return lines, each with its list, in their order."""
    query = (
        select(PaymentLine, PaymentList)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id)
        .where(condition)
        .order_by(col(PaymentLine.id))
    )
    return [(line, row) for line, row in session.exec(query)]


_OLD = "可能以前已付过"
