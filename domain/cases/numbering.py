"""Which number a notice gets: each is given once, whatever happens to the store.

The file beside the store (`domain.store.numbers`) is on the disk before an act that takes numbers is
committed. What it knows and the store does not is taken into the register of notices, so that no number is
missing there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.cases.awards.funding import Funds
from domain.cases.awards.noticed import revoke_noticed
from domain.cases.entities import Notice, document_number
from domain.cases.leaving import keys_text
from domain.cases.wording import prefix_of
from domain.enterprises.identity import holders_of
from domain.office.accounts.entities import Account
from domain.office.service import office_of
from domain.papers.wording.kept import wordings_in
from domain.store.acts import Act, Action, Entry, Person, clock_doubt
from domain.store.chain import GIVEN_UP, GIVEN_UP_AFTER
from domain.store.engine import NUMBERED, Loss, Seat, Store, first_in, head_in
from domain.store.numbers.entries import Numbered, NumberKind, Restored, Series, without_paper
from domain.store.numbers.file import KEPT_PAPERS, Numbers, ends_of
from domain.store.plain import moment_of
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError

MOST_STATED: Final = 2_000
"""So many numbers more than are known here may be said to stand on paper; beyond it is a slip of the key."""


class ActsLost(DomainError):
    """Acts of the store are lost, and nobody has said yet what to do about it."""


class LastNumberUnknown(DomainError):
    """Papers may have later numbers than are known here; somebody must look at the office's register."""

    def __init__(self, series: Series, known: int) -> None:
        self.series, self.known = series, known
        last = document_number(*series, known) if known else "还没有编过号"
        super().__init__(
            f"出具前要先核对纸质登记簿上“{series.prefix}”{series.year} 年的最后一个文号（程序里是：{last}）"
        )


@dataclass(frozen=True, slots=True)
class Unsure:
    """A series whose last number on paper nobody has said; ``known`` is the last one here, 0 for none."""

    series: Series
    known: int


class NumberBook:
    """The numbers within one act: read under the store's lock, and written down before its commit."""

    def __init__(self, store: Store, act: Act, funds: Funds | None = None) -> None:
        """Take what only the file knows into the register.

        Raises:
            ActsLost: Acts are lost, and it has not been said what to do.
            StoreProblem: The file cannot be read.
        """
        self._store, self._session = store, act.session
        self._is_rehearsal = act.is_rehearsal
        self._numbers = store.numbers_in(act.session)
        if (loss := store.loss_in(act.session, self._numbers)) is not None:
            raise ActsLost(f"{sentence_of(loss)}没有编号；请重新打开程序，选择恢复备份，或登记后继续")
        self.added = _take_in(act, self._numbers, NumberKind.UNUSED, funds)

    def last_of(self, series: Series) -> int:
        """Return the last number taken of a series; 0 for none.

        Raises:
            LastNumberUnknown: Papers may have later ones.
        """
        known = last_number(self._session, series)
        if not self._numbers.is_sure_of(series):
            raise LastNumberUnknown(series, known)
        return known

    def take(self, notices: Sequence[Notice]) -> None:
        """Write down numbers before they are used: once this returns they are on the disk.

        Raises:
            StoreProblem: They cannot be written down; the act must not be committed.
        """
        if self._is_rehearsal:
            return
        taken = tuple(_numbered(notice) for notice in notices)
        last = {one.series: one.number_serial for one in taken}
        changes = {
            "first": first_in(self._session),
            "ends": ends_of(self._numbers.last, last),
            "papers": (*self._numbers.papers, *taken)[-max(KEPT_PAPERS, len(taken)) :],
        }
        self._session.info[NUMBERED] = True
        self._store.numbers.write(self._numbers.model_copy(update=changes))


def take_in_numbers(seat: Seat, funds: Funds | None = None) -> list[Numbered]:
    """Take numbers into the register that only the file knows, e.g. after a restore; return them.

    Raises:
        ActsLost: Acts are lost, and it has not been said what to do.
        StoreProblem: The file cannot be read.
    """
    store, numbers = seat.store, seat.store.numbers.read()
    # First, since it says that what was declared void by two people before is void again.
    if numbers is not None and numbers.restored is not None:
        _tell_of_restore(store, numbers.restored)
    with seat.act(Action.NOTICE_NUMBER) as act:
        added = NumberBook(store, act, funds).added
    numbers = store.numbers.read()
    if numbers is not None and (numbers.pending or numbers.restored):
        # They are in the store for good.
        _rewrite(store, lambda *_: {"pending": (), "restored": None})
    return added


def _tell_of_restore(store: Store, restored: Restored) -> None:
    """Enter a restore as done by who did it, whoever opens the store after it."""
    with store.read() as session:
        account = session.get(Account, restored.account_id) if restored.account_id is not None else None
    # In the backup they may have no account yet, or it may be somebody else's.
    is_same = account is not None and account.name == restored.by
    who = Person(restored.by, restored.account_id if is_same else None)
    heads = "、".join(restored.given_up)
    told = f"：放弃的操作记录到 {heads} 为止" if heads else "，没有放弃操作记录"
    with store.act(who, Action.STORE_RESTORE) as act:
        act.note(
            Subject(Kind.STORE),
            f"{restored.at.astimezone():%Y-%m-%d %H:%M} 恢复了备份{told}",
            {
                GIVEN_UP: [None, list(restored.given_up)],
                GIVEN_UP_AFTER: [None, list(restored.given_up_after)],
            },
        )
        if restored.keys:
            act.note(Subject(Kind.KEY), f"恢复的备份里没有{keys_text(restored.keys)}")


def accept_loss(seat: Seat, funds: Funds | None = None) -> list[Numbered]:
    """Go on with a store that has lost acts; return the numbers whose papers were lost with them.

    They stand in the register from now on, with what the file knows of them.
    """
    store = seat.store
    with seat.act(Action.STORE_LOSS) as act:
        numbers = store.numbers_in(act.session)
        loss = store.loss_in(act.session, numbers)
        if loss is None:
            return []
        added = _take_in(act, numbers, NumberKind.LOST, funds)
        act.note(Subject(Kind.STORE), f"登记后继续：{sentence_of(loss)}")
    store.loss = None
    _rewrite(
        store,
        lambda session, _: {"head": head_in(session), "first": first_in(session), "pending": ()},
    )
    return added


def state_last_numbers(seat: Seat, stated: Mapping[Series, int], funds: Funds | None = None) -> None:
    """Take down the last numbers that the office's register on paper has, 0 for none.

    Numbers that are not known here are entered as used on paper.

    Raises:
        BadInput: One is below what is known here, or so far beyond it that it must be a slip.
        ActsLost, StoreProblem: As `NumberBook`.
    """
    store = seat.store
    with seat.act(Action.NOTICE_LAST_NUMBER) as act:
        session, at = act.session, act.at
        NumberBook(store, act, funds)
        entries = []
        for series, serial in stated.items():
            known = last_number(session, series)
            _refuse_unlikely(series, serial, known)
            entries += [
                without_paper(series, one, NumberKind.ON_PAPER, at) for one in range(known + 1, serial + 1)
            ]
            act.note(
                Subject(Kind.NUMBERS),
                f"核对纸质登记簿：“{series.prefix}”{series.year} 年最后编到 {serial} 号",
            )
        _enter(act, entries)
    _rewrite(
        store,
        lambda _, numbers: {
            "ends": ends_of(numbers.last, stated),
            "stated": tuple(dict.fromkeys((*numbers.stated, *stated))),
            "pending": (),
        },
    )


def unsure_series(store: Store, today: date) -> list[Unsure]:
    """Return the series whose last number on paper must be asked for, newest first."""
    with store.upkeep() as session:
        numbers = store.numbers_in(session)
        pairs = session.exec(select(Notice.number_prefix, Notice.number_year).distinct())
        wanted = {Series(*pair) for pair in pairs}
        said = wordings_in(session)
        prefixes = {prefix_of(office_of(session), said), *said.prefixes().values()}
        wanted |= {Series(prefix, today.year) for prefix in prefixes if prefix}
        return [
            Unsure(series, last_number(session, series))
            for series in sorted(wanted, key=lambda one: (-one.year, one.prefix))
            if not numbers.is_sure_of(series)
        ]


def doubts_about(store: Store, approved_on: date, now: datetime) -> list[str]:
    """Return what to say before notices are issued with this day of approval, in sentences; `now` in UTC."""
    with store.read() as session:
        prefix = prefix_of(office_of(session), wordings_in(session))
        last = session.exec(
            select(Notice)
            .where(Notice.number_prefix == prefix, Notice.kind == NumberKind.ISSUED)
            .order_by(col(Notice.id).desc())
            .limit(1)
        ).first()
        clock = clock_doubt(session, now)
    doubts = [clock] if clock else []
    if last is not None and approved_on < last.approved_on:
        doubts.append(
            f"批准日期 {approved_on.isoformat()} 早于上一份{last.number}的批准日期 "
            f"{last.approved_on.isoformat()}，文号和日期的先后会不一致。"
        )
    return doubts


def sentence_of(loss: Loss) -> str:
    """Say what was lost."""
    then = f"{moment_of(loss.then).astimezone():%Y-%m-%d %H:%M}" if loss.then else "上次"
    if loss.acts:
        return (
            f"数据比上次少了 {loss.acts} 步操作（上次做到 {then}），可能丢了日志文件，或被换成了较早的副本。"
        )
    return f"数据不是上次那一份（上次做到 {then}），可能被换成了别的副本。"


def _rewrite(store: Store, changes: Callable[[Session, Numbers], dict[str, Any]]) -> None:
    """Change the file after an act, under the lock; should that fail, the act is asked for again."""
    with store.upkeep() as session:
        numbers = store.numbers_in(session)
        store.numbers.write(numbers.model_copy(update=changes(session, numbers)))


def _take_in(act: Act, numbers: Numbers, kind: NumberKind, funds: Funds | None) -> list[Numbered]:
    """Enter what waits for the register, then as `kind` every number that only the file knows."""
    session = act.session
    there = _keys_in(session) if numbers.pending else set()
    added = [one for one in numbers.pending if one.key not in there]
    _void_again(act, [one for one in numbers.pending if one.key in there and one.is_void], funds)
    _enter(act, added)
    papers = {one.key: one for one in numbers.papers}
    beyond = [
        papers.get((series, serial), without_paper(series, serial, kind, act.at)).of_kind(kind)
        for series, last in numbers.last.items()
        for serial in range(last_number(session, series) + 1, last + 1)
    ]
    _enter(act, beyond)
    added += beyond
    if added:
        act.note(
            Subject(Kind.NUMBERS),
            f"在通知书台账中登记 {len(added)} 个文号",
            action=Action.NOTICE_NUMBER,
        )
    return added


def _void_again(act: Act, voided: Sequence[Numbered], funds: Funds | None) -> None:
    """Declare void what was void before a restore took that back."""
    for one in voided:
        notice = act.session.exec(
            select(Notice).where(
                Notice.number_prefix == one.number_prefix,
                Notice.number_year == one.number_year,
                Notice.number_serial == one.number_serial,
                col(Notice.voided_at).is_(None),
            )
        ).first()
        if notice is not None:
            notice.voided_by, notice.voided_at, notice.void_reason = (
                one.voided_by,
                one.voided_at,
                one.void_reason,
            )
            act.note(
                Subject(Kind.NOTICE, notice.id),
                f"恢复备份后照旧作废{notice.number}：{one.void_reason}",
                action=Action.NOTICE_VOID,
            )
            assert notice.id is not None
            revoke_noticed(act, notice.id, f"作废通知书{notice.number}：{one.void_reason}", funds)


def _enter(act: Act, entries: Sequence[Numbered]) -> None:
    known = holders_of(act.session, {entry.uscc for entry in entries if entry.uscc})
    notices = [
        Notice(**entry.model_dump(), enterprise_id=known.get(entry.uscc), facts="{}", decision="", paper="")
        for entry in entries
    ]
    act.session.add_all(notices)
    act.session.flush()
    act.note_all(
        Entry(Subject(Kind.NOTICE, one.id), f"登记文号{one.number}", action=Action.NOTICE_NUMBER)
        for one in notices
    )


def _numbered(notice: Notice) -> Numbered:
    return Numbered.model_validate({name: getattr(notice, name) for name in Numbered.model_fields})


def _keys_in(session: Session) -> set[tuple[Series, int]]:
    rows = session.exec(select(Notice.number_prefix, Notice.number_year, Notice.number_serial))
    return {(Series(prefix, year), serial) for prefix, year, serial in rows}


def last_number(session: Session, series: Series) -> int:
    """Return the last number of a series that the register has; 0 for none."""
    statement = select(func.max(Notice.number_serial)).where(
        Notice.number_prefix == series.prefix, Notice.number_year == series.year
    )
    return session.exec(statement).one() or 0


def _refuse_unlikely(series: Series, serial: int, known: int) -> None:
    if serial < known:
        raise BadInput(
            f"“{series.prefix}”{series.year} 年在程序里已编到 {known} 号，"
            f"纸质登记簿上不会只到 {serial} 号，请再核对"
        )
    if serial > known + MOST_STATED:
        raise BadInput(
            f"{serial} 号比程序里的最后一个（{known} 号）多出 {serial - known} 个，请再核对有没有输错"
        )
