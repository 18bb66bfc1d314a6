"""What was sent is sent once, whatever happens to the store.

The journal beside the store (`domain.store.numbers.sent`) is on the disk before an act that sends a list is
committed. What it knows and the store does not is taken over: lists with their numbers, lines, and what came
of them. A line whose award is not granted here any more stands aside (`PaymentAbsent`) until it is again; its
award is not listed before. What was lowered or held back and is not any more, since a backup was put back, is
held back until somebody has looked.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.numbering import ActsLost, Unsure, sentence_of
from domain.enterprises.entities import Enterprise
from domain.funds.entities import What
from domain.funds.payment_entities import (
    LineState,
    PaymentAbsent,
    PaymentHold,
    PaymentLine,
    PaymentList,
    share_of,
)
from domain.funds.settling import book_paid
from domain.funds.sql import (
    TAKEN_OVER,
    every_lowered,
    is_anything_aside,
    is_anything_taken_over,
    lists_in,
    lowered_of,
    paid_of,
)
from domain.policies.language.wording import day_text
from domain.store.acts import Act, Action
from domain.store.engine import NUMBERED, Seat, Store
from domain.store.numbers.carrying_lists import untold_by
from domain.store.numbers.entries import NumberKind, Series
from domain.store.numbers.sent import (
    LISTS,
    OUT,
    Journal,
    Mark,
    Said,
    Sent,
    SentLine,
    SentList,
    is_behind,
)
from domain.store.problems import StoreProblem
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import CaseId, EnterpriseId, PaymentListId
from domain.values.money import Fen, yuan_text
from domain.values.uids import new_uid

logger = logging.getLogger(__name__)

MOST_STATED: Final = 200
"""So many lists more than are known here may be said to stand on paper; beyond it is a slip of the key."""

_UNDER_WAY: Final = (LineState.OPEN, LineState.HELD, LineState.SENT)


class LastListUnknown(DomainError):
    """Later lists than are known here may have been sent; somebody must look at the office's papers."""

    def __init__(self, year: int, known: int) -> None:
        self.series, self.known = Series(LISTS, year), known
        last = f"{LISTS}〔{year}〕{known}号" if known else "还没有送过"
        super().__init__(f"送出前要先核对纸质记录上 {year} 年最后送出的一个拨付批次（程序里是：{last}）")


class ListBook:
    """The numbers of lists within one act: read under the store's lock, written down before its commit."""

    def __init__(self, store: Store, act: Act) -> None:
        """Take over what only the journal knows.

        Raises:
            ActsLost: Acts are lost, and it has not been said what to do.
            StoreProblem: The journal cannot be read.
        """
        self._store, self._act = store, act
        numbers = store.numbers_in(act.session)
        if (loss := store.loss_in(act.session, numbers)) is not None:
            raise ActsLost(f"{sentence_of(loss)}没有送出；请重新打开程序，选择恢复备份，或登记后继续")
        self._journal = _journal_in(store, is_rehearsal=act.is_rehearsal)
        # Where the file of numbers has been gone, nobody can tell what was interrupted from what was lost.
        unsure_up_to = numbers.unsure_up_to
        self.added = _take_over(
            act,
            self._journal.sent,
            lambda year: NumberKind.LOST if year <= unsure_up_to else NumberKind.UNUSED,
        )

    def next_number(self, year: int) -> int:
        """Return the number of the next list.

        Raises:
            LastListUnknown: Later ones may have been sent.
        """
        sent = self._journal.sent
        known = lists_in(self._act.session).last
        for one in _asked(sent, known, year):
            if not sent.is_sure_of(one):
                raise LastListUnknown(one, known.get(one, 0))
        return max(known.get(year, 0), sent.last.get(year, 0)) + 1

    def next_before(self, year: int) -> int:
        """Return the number of the next list of what was paid before: below 0, where nothing is sent."""
        there = lists_in(self._act.session).lists.values()
        return min((one.number for one in there if one.year == year and one.number < 0), default=0) - 1

    def write(self) -> None:
        """Write down a list before it is sent: once this returns it is on the disk.

        Raises:
            StoreProblem: It cannot be written down; the act must not be committed.
        """
        if self._act.is_rehearsal:
            return
        store = lists_in(self._act.session)
        self._act.session.info[NUMBERED] = True
        size: int | None = self._journal.size
        # With it whatever else is not said yet, such as what was interrupted the last time.
        for said in untold_by(self._journal.sent, store):
            self._store.sent.add(said, size=size)
            size = None


def take_over_lists(seat: Seat) -> list[SentList]:
    """Take over what only the journal knows, e.g. after a restore, and what was waiting for its award.

    Returns:
        The lists that were not known here.

    Raises:
        ActsLost: Acts are lost, and it has not been said what to do.
        StoreProblem: The journal cannot be read.
    """
    if not seat.store.ask(_has_to_take_over, seat.store):
        return []
    with seat.act(Action.PAYMENT_TAKE_OVER) as act:
        added = ListBook(seat.store, act).added
        _take_up(act, act.session.exec(select(PaymentAbsent).where(_WAITS)).all())
    tell_journal(seat.store)
    return added


def accept_lost_lists(seat: Seat) -> list[SentList]:
    """Take over the lists that were lost with acts of the store; call it before the loss is accepted."""
    store = seat.store
    with seat.act(Action.STORE_LOSS) as act:
        if store.loss_in(act.session, store.numbers_in(act.session)) is None:
            return []
        return _take_over(act, _journal_in(store).sent, lambda _: NumberKind.LOST)


def tell_journal(store: Store) -> None:
    """Have the journal say what the store knows, after an act. It is said again later where that fails."""
    try:
        with store.upkeep() as session:
            journal = _journal_in(store)
            size: int | None = journal.size
            for said in untold_by(journal.sent, lists_in(session)):
                store.sent.add(said, size=size)
                size = None
    except StoreProblem as error:
        logger.warning("cannot tell the journal of lists: %s", error)


def unsure_lists(store: Store, today: date) -> list[Unsure]:
    """Return the years of which the last list on paper must be asked for, where anything was ever paid."""
    with store.upkeep() as session:
        sent = _journal_in(store).sent
        known = lists_in(session).last
    years = _asked(sent, known, today.year) if known or sent.last else ()
    return [Unsure(Series(LISTS, year), known.get(year, 0)) for year in years if not sent.is_sure_of(year)]


def state_last_lists(seat: Seat, stated: Mapping[int, int]) -> None:
    """Take down the last list of years that the office has on paper, 0 for none.

    What is not known here is entered as sent; until somebody has gone through it (`clear_list`) it is a
    doubt of every award.

    Raises:
        BadInput: One is below what is known here, or so far beyond it that it must be a slip.
        ActsLost, StoreProblem: As `ListBook`.
    """
    with seat.act(Action.PAYMENT_LAST_LIST) as act:
        ListBook(seat.store, act)
        for year, number in stated.items():
            known = lists_in(act.session).last.get(year, 0)
            if number < known:
                raise BadInput(
                    f"{year} 年在程序里已送到 {known} 号，纸质记录上不会只到 {number} 号，请再核对"
                )
            if number > known + MOST_STATED:
                raise BadInput(f"{number} 号比程序里的最后一个（{known} 号）多出太多，请再核对有没有输错")
            for one in range(known + 1, number + 1):
                _enter_unknown(act, year, one)
            act.note(Subject(Kind.NUMBERS), f"核对纸质记录：{year} 年最后送出的拨付批次是 {number} 号")
    with seat.store.upkeep():
        journal = _journal_in(seat.store)
        seat.store.sent.add(Said(stated=tuple(stated)), size=journal.size)
    tell_journal(seat.store)


def unknown_lists(session: Session) -> list[PaymentList]:
    """Return lists that were sent and of which only paper says what was in them."""
    return list(
        session.exec(
            select(PaymentList)
            .where(PaymentList.kind == NumberKind.ON_PAPER, col(PaymentList.cleared_at).is_(None))
            .order_by(col(PaymentList.year), col(PaymentList.number))
        )
    )


def enter_sent(seat: Seat, list_id: PaymentListId, case_ids: Sequence[CaseId]) -> None:
    """Enter awards that stand in such a list, as its paper says, so that their results can be recorded.

    Raises:
        BadInput: It is no such list, or one of them is not granted, or is in another list.
    """
    with seat.act(Action.PAYMENT_CLEAR) as act:
        row = _unknown(act, list_id)
        there = act.session.exec(select(col(PaymentLine.place)).where(PaymentLine.list_id == list_id)).all()
        place = max((one or 0 for one in there), default=0)
        for case_id in dict.fromkeys(case_ids):
            case = act.session.get(AwardCase, case_id)
            if case is None or case.ended != Ended.GRANTED:
                raise BadInput("没有补登：只能补登已下达的事项")
            free = _free_of(act.session, case)
            if free <= 0:
                raise BadInput(f"没有补登：“{case.enterprise_name}”已在别的拨付批次里，或已拨付")
            place += 1
            act.session.add(_line(row, case, _known_of(case, place, free)))
        act.session.flush()
        act.note(Subject(Kind.PAYMENT, list_id), f"{row.name}：按纸质清单补登 {len(case_ids)} 件")
    tell_journal(seat.store)


def clear_list(seat: Seat, list_id: PaymentListId, *, because: str) -> None:
    """Say that such a list was gone through: what is not entered of it is no award of this store.

    Raises:
        BadInput: No reason is given, or it is no such list.
    """
    if not (because := because.strip()):
        raise BadInput("请写明是怎样核对的")
    with seat.act(Action.PAYMENT_CLEAR) as act:
        row = _unknown(act, list_id)
        row.cleared_account, row.cleared_by, row.cleared_at = act.who.id, act.who.name, act.at
        row.cleared_because = because
        act.note(Subject(Kind.PAYMENT, list_id), f"{row.name}：已按纸质清单核对（{because}）")


def absent_of(session: Session, case: AwardCase) -> list[PaymentAbsent]:
    """Return lines aside in which the money of this award has left, or may have."""
    if not is_anything_aside(session):
        return []
    return list(session.exec(select(PaymentAbsent).where(_WAITS, _is_of(case), _IS_OUT)))


def sent_before(session: Session, case: AwardCase, account: str) -> Iterator[str]:
    """Say why an award may have been sent or settled before, as far as only a person can tell."""
    for line, row, left in _short(session, col(PaymentLine.case_id) == case.id):
        sent = yuan_text(Fen(line.amount))
        yield (
            f"恢复备份前在{row.name}里送出 {sent} 元，比应付的少 {yuan_text(left)} 元："
            "可能抵扣过，抵扣的记录没有恢复；请先补登追回，再从这一件抵扣"
        )
    if not is_anything_aside(session):
        return
    alike = select(PaymentAbsent).where(
        _WAITS,
        _IS_OUT,
        PaymentAbsent.account == account,
        PaymentAbsent.uscc != case.uscc,
        PaymentAbsent.policy_id == case.policy_id,
        PaymentAbsent.clause_id == case.clause_id,
        PaymentAbsent.instalment == case.instalment,
        PaymentAbsent.period == case.period,
    )
    for one in session.exec(alike):
        name = _name_of(session, one)
        yield f"{name}给同一账号送出过同一条款的 {yuan_text(Fen(one.amount))} 元，请核对是不是同一件"
    names = "、".join(one.name for one in unknown_lists(session))
    if names:
        yield f"{names}里有哪些事项，程序里没有记录，请先查纸质清单"


def _short(session: Session, condition: ColumnElement[bool]) -> list[tuple[PaymentLine, PaymentList, Fen]]:
    """Return lines taken over that paid less than was left, or than their share, and how much less, in fen.

    Something was taken off them before they were sent (抵扣), which the journal does not tell.
    """
    if not is_anything_taken_over(session):
        return []
    query = (
        select(PaymentLine, PaymentList, AwardCase.amount)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id)
        .join(AwardCase, col(AwardCase.id) == PaymentLine.case_id)
        .where(
            condition,
            col(PaymentList.kind).in_(TAKEN_OVER),
            or_(PaymentLine.state == LineState.SENT, _IS_PAID_WHOLE),
        )
    )
    rows = session.exec(query).all()
    ids = {line.case_id for line, *_ in rows}
    paid, lowered = paid_of(session, ids), lowered_of(session, ids)
    found = []
    for line, row, amount in rows:
        gone = paid[line.case_id][0] + (line.amount if line.state == LineState.SENT else 0)
        due = lowered.get(line.case_id, amount)
        if row.ahead is not None:
            due = min(due, share_of(Fen(amount), row.ahead))
        if due > gone:
            found.append((line, row, Fen(due - gone)))
    return found


def said_of(session: Session, absent: PaymentAbsent) -> str:
    """Say that an award was sent before."""
    return f"恢复备份前已在{_name_of(session, absent)}里送出 {yuan_text(Fen(absent.amount))} 元"


_IS_PAID_WHOLE: Final = and_(PaymentLine.state == LineState.PAID, PaymentLine.paid == PaymentLine.amount)
_WAITS: Final = col(PaymentAbsent.is_taken).is_(False)
_IS_OUT: Final = col(PaymentAbsent.state).in_(OUT)


def _is_of(case: AwardCase) -> ColumnElement[bool]:
    same = and_(
        PaymentAbsent.uscc == case.uscc,
        PaymentAbsent.policy_id == case.policy_id,
        PaymentAbsent.clause_id == case.clause_id,
        PaymentAbsent.instalment == case.instalment,
        PaymentAbsent.period == case.period,
    )
    return or_(col(PaymentAbsent.case_uid) == case.uid, same)


def _name_of(session: Session, absent: PaymentAbsent) -> str:
    row = session.get(PaymentList, absent.list_id)
    return row.name if row is not None else LISTS


def _journal_in(store: Store, *, is_rehearsal: bool = False) -> Journal:
    """Return what the journal says; where it is gone it is begun anew, and lists may be out unknown to it."""
    journal = store.sent.read()
    if journal is None:
        begun = Said(is_sure=False)
        if not is_rehearsal:
            store.sent.add(begun)
        journal = store.sent.read() or Journal(Sent(is_sure=False), 0)
    return journal


def _has_to_take_over(session: Session, store: Store) -> bool:
    """Whether the journal may know more; it is looked at once more under the store's lock."""
    journal = store.sent.read()
    if journal is None or is_anything_aside(session):
        return True
    if any(_untold(session, journal.sent)):
        return True
    own, sent = lists_in(session), _as_far_as_may_be(session, journal.sent)
    return not own.has_all_of(sent) or any(_lost_marks(session, own, sent))


def _stuck(session: Session, sent: Sent) -> Iterator[tuple[PaymentLine, str, SentLine]]:
    """Yield lines of which the journal knows more, that cannot come to it here, with the id of their list.

    They came back after a lowering was undone, which stands here again: what is lowered is only paid back.
    """
    query = (
        select(PaymentLine, PaymentList)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id)
        .where(PaymentLine.state == LineState.PAID, col(PaymentLine.place).is_not(None))
        .where(among(col(PaymentLine.case_id), [case_id for case_id, _ in every_lowered(session)]))
    )
    for line, row in session.exec(query):
        id_ = f"{row.uid}/{row.year}/{row.number}"
        told = {one.place: one for one in sent.lists[id_].lines} if id_ in sent.lists else {}
        if line.place in told and is_behind(line, told[line.place]):
            yield line, id_, told[line.place]


def _as_far_as_may_be(session: Session, sent: Sent) -> Sent:
    """Return what the journal says, but for lines that cannot come to it here, which it has as they are."""
    lists = dict(sent.lists)
    for line, id_, told in _stuck(session, sent):
        here = told.model_copy(update={name: getattr(line, name) for name in ("state", "paid", "back_on")})
        rest = tuple(here if one.place == told.place else one for one in lists[id_].lines)
        lists[id_] = lists[id_].model_copy(update={"lines": rest})
    return replace(sent, lists=lists)


def _untold(session: Session, sent: Sent) -> Iterator[tuple[CaseId, str]]:
    """Yield the cases of such lines that were not held back for it yet, and why they are to be."""
    for line, id_, told in _stuck(session, sent):
        back = yuan_text(Fen(line.paid - told.paid))
        reason = (
            f"恢复备份前，{sent.lists[id_].name}的这一笔退回了 {back} 元，那时追回已经撤销，现在追回又在；"
            "请先撤销追回，程序再照旧登记退回"
        )
        was = select(PaymentHold).where(PaymentHold.case_id == line.case_id, PaymentHold.reason == reason)
        if session.exec(was).first() is None:
            yield line.case_id, reason


def _asked(sent: Sent, known: Mapping[int, int], year: int) -> range:
    """Return the years of which lists may be out: from the last one known of, three at the most."""
    last = max((*known, *sent.last), default=year)
    return range(max(min(last, year), year - 2), year + 1)


@dataclass(slots=True)
class _Taking:
    """What is being taken over in one act."""

    act: Act
    paid: dict[str, dict[CaseId, Fen]] = field(default_factory=dict)
    returned: dict[str, dict[CaseId, Fen]] = field(default_factory=dict)

    def book(self) -> None:
        """Book what was paid, or came back, by the names of lists."""
        day = self.act.at.astimezone().date()
        for name, amounts in self.returned.items():
            book_paid(self.act, amounts, What.RETURN, day, name, under=[name])
        for name, amounts in self.paid.items():
            book_paid(self.act, amounts, What.PAY, day, name)

    def come_to(self, row: PaymentList, line: PaymentLine, sent: SentLine) -> None:
        """Have a line say what came of it, and remember what is to be booked."""
        if line.state == LineState.PAID:
            self.returned.setdefault(row.name, {})[line.case_id] = Fen(line.paid - sent.paid)
        elif sent.state == LineState.PAID:
            self.paid.setdefault(row.name, {})[line.case_id] = Fen(sent.paid)
        back_on = sent.back_on
        if line.state != sent.state:
            line.done_on = sent.done_on
        elif line.done_on is not None:
            # Each told the other's account of it; the store has none come back before it was paid.
            back_on = max(line.done_on, sent.back_on or line.done_on)
        line.state, line.paid, line.back_on = sent.state, sent.paid, back_on
        line.reason = sent.reason or line.reason


def _take_over(act: Act, journal: Sent, kind_of: Callable[[int], NumberKind]) -> list[SentList]:
    """Have the store know what the journal says; `kind_of` says what of a year only stands there came to."""
    session, store = act.session, lists_in(act.session)
    sent = _as_far_as_may_be(session, journal)
    added, taking = [], _Taking(act)
    freed = {one.key for one in store.lists.values() if one.kind is NumberKind.UNUSED}
    for one in sorted(sent.lists.values(), key=lambda one: (one.at, one.key)):
        own = store.lists.get(one.id)
        if own is not None and not own.is_behind(one):
            continue
        kind = own.kind if own is not None else _kind_of(one, sent, kind_of)
        if kind is NumberKind.UNUSED and one.key in freed:
            continue
        taken = one.model_copy(update={"kind": kind})
        _take_list(taking, taken)
        if own is None:
            added.append(taken)
    for year, last in sent.last.items():
        there = {one.number for one in lists_in(session).lists.values() if one.year == year}
        more = range(store.last.get(year, 0) + 1, last + 1)
        added += [_enter_unknown(act, year, number) for number in more if number not in there]
    taking.book()
    _hold_lost(act, sent)
    for at, (case_id, reason) in enumerate([*_untold(session, journal)]):
        # The journal knows a hold by its moment.
        moment = act.at + timedelta(microseconds=at)
        _hold(act, PaymentHold(case_id=case_id, reason=reason, held_by=act.who.name, held_at=moment))
    return added


def _hold(act: Act, row: PaymentHold) -> None:
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    act.note(Subject(Kind.HOLD, row.id), f"照旧暂缓拨付：{row.reason}")


def _hold_lost(act: Act, sent: Sent) -> None:
    """Hold back what the journal knows to be lowered or held back, and the store does not.

    A lowering that was lost cannot be made up here: it takes papers, and a second person. Until it has been
    entered again nothing more may be paid of its award, which the store takes for worth more.
    """
    for one, case_id, enterprise_id in [*_lost_marks(act.session, lists_in(act.session), sent)]:
        reason = f"恢复备份前已暂缓：{one.reason}"
        if one.lowered_to is not None:
            day, amount = day_text(one.at.astimezone().date()), yuan_text(Fen(one.lowered_to))
            reason = (
                f"恢复备份前，{day}由{one.by}调减为 {amount} 元（{one.reason}），这次调减没有恢复；"
                "请先补登追回，再恢复拨付"
            )
        row = PaymentHold(
            case_id=case_id,
            enterprise_id=enterprise_id,
            reason=reason,
            until=one.until,
            held_by=one.by,
            held_at=one.at,
        )
        _hold(act, row)


def _lost_marks(
    session: Session, own: Sent, sent: Sent
) -> Iterator[tuple[Mark, CaseId | None, EnterpriseId | None]]:
    """Yield what is to be held back, with the case or the enterprise that it is of; others are not here."""
    lost = own.lacks(sent)
    cases = _cases_of(session, [one for one in lost if one.case_uid])
    codes = [one.uscc for one in lost if not one.case_uid]
    there = select(Enterprise).where(among(col(Enterprise.uscc), codes), col(Enterprise.deleted_at).is_(None))
    enterprises = {row.uscc: row.id for row in session.exec(there)}
    for one in lost:
        case = cases.get(one.case_uid)
        if case is not None:
            yield one, case.id, None
        elif not one.case_uid and one.uscc in enterprises:
            yield one, None, enterprises[one.uscc]


def _kind_of(one: SentList, sent: Sent, kind_of: Callable[[int], NumberKind]) -> NumberKind:
    if one.id in sent.unused:
        return NumberKind.UNUSED
    if one.kind is not NumberKind.ISSUED:
        return one.kind
    return NumberKind.BEFORE_RESTORE if one.id in sent.out else kind_of(one.year)


def _take_list(taking: _Taking, one: SentList) -> None:
    """Have a list stand in the store as the journal says it was sent."""
    act, session = taking.act, taking.act.session
    row = _row_of(session, one)
    if row is None:
        uid = one.uid if one.kind is not NumberKind.UNUSED else new_uid()
        row = PaymentList(uid=uid, year=one.year, made_by=one.by, made_at=one.at, ahead=one.ahead)
        session.add(row)
    if row.number is None:
        row.year, row.number, row.kind = one.year, one.number, one.kind.value
        row.sent_by, row.sent_at = one.by, one.at
    session.flush()
    lines = () if one.kind is NumberKind.UNUSED else one.lines
    aside = _take_lines(taking, row, one, lines)
    assert row.id is not None
    what = (
        "编了号没有送出"
        if one.kind is NumberKind.UNUSED
        else f"照旧登记 {len(lines)} 件，{yuan_text(Fen(one.total))} 元"
    )
    rest = f"，其中 {aside} 件的事项现在没有下达" if aside else ""
    rest += "".join(
        f"；“{line.enterprise_name}”送出的比应付的少 {yuan_text(left)} 元，可能抵扣或清算过，请核对"
        for line, _, left in _short(session, col(PaymentLine.list_id) == row.id)
    )
    act.note(Subject(Kind.PAYMENT, row.id), f"{one.name}：{what}{rest}")


def _row_of(session: Session, one: SentList) -> PaymentList | None:
    """Return the row that a list has, or is to have; where its number is another's, that one."""
    has_number = select(PaymentList).where(PaymentList.year == one.year, PaymentList.number == one.number)
    unsent = select(PaymentList).where(PaymentList.uid == one.uid, col(PaymentList.number).is_(None))
    found = session.exec(has_number).first()
    return found if found is not None or one.kind is NumberKind.UNUSED else session.exec(unsent).first()


def _take_lines(taking: _Taking, row: PaymentList, one: SentList, lines: Sequence[SentLine]) -> int:
    """Have the lines of a list stand in the store; return how many stand aside."""
    session = taking.act.session
    own = _own_lines(session, row) if row.uid == one.uid else {}
    aside_of = select(PaymentAbsent).where(PaymentAbsent.list_uid == one.id)
    waiting = {each.place: each for each in session.exec(aside_of)}
    cases = _cases_of(session, lines)
    aside, new = 0, list[SentLine]()
    for sent in lines:
        case = cases.get(sent.case_uid)
        line = own.get(case.id) if case is not None else None
        # A line that was sent with another amount, since something was taken off it, makes way below.
        if line is not None and line.amount == sent.amount:
            del own[line.case_id]
            _bring(taking, row, line, sent)
        elif (absent := waiting.get(sent.place)) is not None:
            aside += _follow(absent, sent)
        else:
            new.append(sent)
    # What the list did not have when it was sent.
    for line in own.values():
        if line.state in (LineState.OPEN, LineState.HELD):
            line.state, line.reason = LineState.DROPPED.value, "没有随这一批送出"
    session.flush()
    return aside + _add_lines(taking, row, one, new, cases)


def _follow(absent: PaymentAbsent, sent: SentLine) -> bool:
    """Have a line aside say what came of it; return whether it still stands aside."""
    if not absent.is_taken and is_behind(absent, sent):
        absent.state, absent.paid, absent.reason = sent.state, sent.paid, sent.reason
        absent.done_on, absent.back_on = sent.done_on, sent.back_on
    return not absent.is_taken


def _add_lines(
    taking: _Taking,
    row: PaymentList,
    one: SentList,
    lines: Sequence[SentLine],
    cases: Mapping[str, AwardCase],
) -> int:
    """Add lines to a list, or aside where they cannot stand in it; return how many stand aside."""
    session, aside = taking.act.session, 0
    for sent in lines:
        case = cases.get(sent.case_uid)
        if row.uid == one.uid and case is not None and _may_stand(taking.act, case, sent, row.name):
            line = _line(row, case, sent)
            session.add(line)
            if sent.state == LineState.PAID:
                taking.paid.setdefault(row.name, {})[line.case_id] = Fen(sent.paid)
        else:
            if case is not None and sent.state in OUT:
                _drop_unsent(taking.act, case, row.name)
            session.add(_absent(row, one, sent))
            aside += 1
    session.flush()
    return aside


def _bring(taking: _Taking, row: PaymentList, line: PaymentLine, sent: SentLine) -> None:
    """Have a line that is here be as far as the journal says; the store lets it go step by step."""
    session = taking.act.session
    if line.state == LineState.HELD:
        line.state = LineState.OPEN.value
        session.flush()
    if line.state == LineState.OPEN:
        line.payee, line.bank, line.account, line.place = sent.payee, sent.bank, sent.account, sent.place
        line.state = LineState.SENT.value
        session.flush()
    if is_behind(line, sent):
        taking.come_to(row, line, sent)
        session.flush()


def _take_up(act: Act, waiting: Iterable[PaymentAbsent]) -> None:
    """Put lines aside into their lists whose awards are granted again."""
    taking = _Taking(act)
    for absent in waiting:
        row = act.session.get(PaymentList, absent.list_id)
        sent = _state_of(absent)
        case = _cases_of(act.session, [sent]).get(sent.case_uid)
        if row is None or not absent.list_uid.startswith(f"{row.uid}/") or case is None:
            continue
        if not _may_stand(act, case, sent, row.name):
            continue
        absent.is_taken = True
        act.session.flush()
        act.session.add(_line(row, case, sent))
        if sent.state == LineState.PAID and case.id is not None:
            taking.paid.setdefault(row.name, {})[case.id] = Fen(sent.paid)
        act.session.flush()
        act.note(
            Subject(Kind.PAYMENT, absent.list_id), f"{row.name}：“{case.enterprise_name}”已下达，照旧登记"
        )
    taking.book()


def _own_lines(session: Session, row: PaymentList) -> dict[CaseId | None, PaymentLine]:
    # Those that were sent, or are to be.
    there = or_(
        col(PaymentLine.place).is_not(None), col(PaymentLine.state).in_([LineState.OPEN, LineState.HELD])
    )
    lines = session.exec(select(PaymentLine).where(PaymentLine.list_id == row.id, there))
    return {line.case_id: line for line in lines}


def _cases_of(session: Session, lines: Sequence[SentLine | Mark]) -> dict[str, AwardCase]:
    """Return the cases of lines by the uid that these have: the very one, else that of the same award.

    Of one that ended otherwise it is the one that was made anew, where there is one.
    """
    uids = [line.case_uid for line in lines]
    found = {row.uid: row for row in session.exec(select(AwardCase).where(among(col(AwardCase.uid), uids)))}
    ended = {uid for uid, row in found.items() if row.ended == Ended.OTHERWISE}
    lost = [line for line in lines if line.case_uid not in found or line.case_uid in ended]
    if lost:
        codes = {line.uscc for line in lost}
        alive = select(AwardCase).where(among(col(AwardCase.uscc), codes), AwardCase.ended != Ended.OTHERWISE)
        again = {_award_of(row): row for row in session.exec(alive)}
        for line in lost:
            if (row := again.get(_award_of(line))) is not None:
                found[line.case_uid] = row
    return found


def _award_of(one: AwardCase | SentLine | Mark) -> tuple[str, ...]:
    return one.uscc, one.policy_id, one.clause_id, one.instalment, one.period


def _may_stand(act: Act, case: AwardCase, sent: SentLine, name: str) -> bool:
    """Whether the store takes a line for a case; what it has in a list that was not sent makes way."""
    if case.ended != Ended.GRANTED:
        return False
    if sent.state in OUT:
        _drop_unsent(act, case, name)
    if sent.state == LineState.RETURNED:
        return True
    goes = sent.paid if sent.state == LineState.PAID else sent.amount
    return goes <= _free_of(act.session, case)


def _drop_unsent(act: Act, case: AwardCase, name: str) -> None:
    for line in _lines_of_case(act.session, case):
        if line.state in (LineState.OPEN, LineState.HELD):
            line.state, line.reason = LineState.DROPPED.value, f"已在{name}里送出"
            act.session.flush()
            act.note(Subject(Kind.PAYMENT, line.list_id), f"移出“{line.enterprise_name}”：{line.reason}")


def _free_of(session: Session, case: AwardCase) -> int:
    """Return what may still be sent of a case, in fen; nothing while a line is under way."""
    lines = _lines_of_case(session, case)
    if any(line.state in _UNDER_WAY for line in lines):
        return 0
    assert case.id is not None
    stands = lowered_of(session, [case.id]).get(case.id, case.amount)
    return stands - sum(line.paid for line in lines if line.state == LineState.PAID)


def _lines_of_case(session: Session, case: AwardCase) -> list[PaymentLine]:
    session.flush()
    return list(session.exec(select(PaymentLine).where(PaymentLine.case_id == case.id)))


def _line(row: PaymentList, case: AwardCase, sent: SentLine) -> PaymentLine:
    assert row.id is not None
    assert case.id is not None
    return PaymentLine(
        list_id=row.id,
        case_id=case.id,
        enterprise_id=case.enterprise_id,
        enterprise_name=sent.enterprise_name,
        **sent.model_dump(include={"amount", "payee", "bank", "account", "place"}),
        **sent.model_dump(include={"state", "paid", "reason", "done_on", "back_on"}),
    )


def _known_of(case: AwardCase, place: int, amount: int) -> SentLine:
    """Return a line of which only paper says where it went."""
    return SentLine(
        place=place,
        case_uid=case.uid,
        uscc=case.uscc,
        enterprise_name=case.enterprise_name,
        policy_id=case.policy_id,
        clause_id=case.clause_id,
        instalment=case.instalment,
        period=case.period,
        amount=amount,
        payee="",
        bank="",
        account="",
    )


def _absent(row: PaymentList, one: SentList, sent: SentLine) -> PaymentAbsent:
    assert row.id is not None
    return PaymentAbsent(list_id=row.id, list_uid=one.id, **sent.model_dump())


def _state_of(absent: PaymentAbsent) -> SentLine:
    return SentLine(**{name: getattr(absent, name) for name in SentLine.model_fields})


def _enter_unknown(act: Act, year: int, number: int) -> SentList:
    """Enter a number under which a list went out, nobody here knows with what."""
    row = PaymentList(
        year=year,
        number=number,
        kind=NumberKind.ON_PAPER.value,
        made_by=act.who.name,
        made_at=act.at,
        sent_by="",
        sent_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    act.note(Subject(Kind.PAYMENT, row.id), f"{row.name}：登记为已送出，里面的事项要查纸质清单")
    return SentList(uid=row.uid, year=year, number=number, at=act.at, by="", kind=NumberKind.ON_PAPER)


def _unknown(act: Act, list_id: PaymentListId) -> PaymentList:
    row = act.session.get(PaymentList, list_id)
    if row is None or not row.is_unknown:
        raise BadInput("没有办理：这一批不用按纸质清单核对")
    return row
