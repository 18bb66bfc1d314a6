"""Opening the store, and the two ways of using it: reading, and one act written whole or not at all."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import Session as Session  # noqa: PLC0414 - from here to the window, which knows no SQL

from domain.store.acts import Act, Action, Person, Under, Watch
from domain.store.derived import forget_all, take_down
from domain.store.numbers.beginning import sure, unsure
from domain.store.numbers.entries import Head
from domain.store.numbers.file import Numbers, NumbersFile
from domain.store.numbers.reading import (
    FIRST_SCHEMA,
    FIRST_WITH_LISTS,
    agrees,
    first_of,
    has_passed,
    head_of,
    known_by,
    known_to,
)
from domain.store.numbers.sent import Said, SentFile
from domain.store.permits import Role, day_reached, is_shared, permit, refusal, roles_on, sees_personal
from domain.store.plain import SCHEMA, STORE_NAME, schema_of
from domain.store.problems import StoreBroken, StoreProblem, reason_of, translated
from domain.store.tables import HANGING_ON, Kind

T = TypeVar("T")
P = ParamSpec("P")

_BUSY_S: Final = 5
_WRITES: Final = "zhuqidui_writes"
_ACTS: Final = "zhuqidui_acts"
_TAKES_DOWN: Final = "zhuqidui_takes_down"
_MOST_COMPILED: Final = 3_000

NUMBERED: Final = "numbered"
"""Mark in `Session.info`: the act in hand has taken numbers."""


class _Compiled(dict[Any, Any]):
    """Statements as SQLite takes them, for whatever store: each by itself would compile all of them anew.

    SQLAlchemy's keys begin with the store's own dialect, which all have alike.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= _MOST_COMPILED:
            self.clear()
        super().__setitem__(key[1:], value)


_COMPILED: Final = _Compiled()


@dataclass(frozen=True, slots=True)
class Loss:
    """The store is not the one that was left: its log is gone, or an older copy lies in its place.

    Attributes:
        acts: So many entries of its trail are missing; 0 where it has others in their place.
        then: The time of the last act that was there (UTC, as the store keeps it).
    """

    acts: int
    then: str


class Store:
    """One office's data in one SQLite file. Sessions are opened per act and per thread."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writing = engine.execution_options(**{_WRITES: True})
        self._acting = engine.execution_options(**{_WRITES: True, _ACTS: True})
        self.numbers = NumbersFile(path.parent)
        self.sent = SentFile(path.parent)
        self.loss: Loss | None = None
        """What was found lost when it was opened, until `domain.cases.numbering` has it registered."""
        self._listeners: list[Callable[[frozenset[Kind]], None]] = []
        self._come: Head | None = None
        """How far it had come when this program looked last; another copy in its place has not been there."""
        # Entries of the trail: up to which all have been told of, and those behind it that were made here.
        self._seen: int | None = None
        self._own: list[range] = []

    @staticmethod
    def open(folder: Path, *, program: str = "", migrations: Path | None = None) -> "Store":
        """Open the store in this folder; create it, or bring it up to date, where needed.

        Args:
            folder: Where it lies.
            program: This program's version, kept with a store that is created or upgraded.
            migrations: Alembic's folder; the program's own where none is given.

        Raises:
            StoreProblem: It cannot be opened, is damaged, was written by a newer version, or could not be
                brought up to date.
            BackupProblem: It is to be brought up to date and no backup can be made before.
        """
        path = folder / STORE_NAME
        _make_private(folder, path)
        with translated(path):
            # What is stored never stands in a message, which may reach a log.
            engine = create_engine(
                f"sqlite:///{path}",
                connect_args={"timeout": _BUSY_S},
                execution_options={"compiled_cache": _COMPILED},
                hide_parameters=True,
            )
            event.listen(engine, "connect", _on_connect)
            event.listen(engine, "begin", _on_begin)
            try:
                if not path.stat().st_size:
                    _begin_numbers(path, "")  # what is empty is older than anything
                # The one that sessions use from here on: each connection reads the whole schema first.
                with engine.connect() as connection:
                    schema = schema_of(_driver_under(connection))
                if migrations is not None or schema != SCHEMA:
                    if schema is not None:
                        _begin_numbers(path, schema)
                    _bring_up_to_date(path, engine, program, migrations)
                store = Store(path, engine)
                store._hold_against_numbers()
            except BaseException:
                engine.dispose()
                raise
        return store

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one state of the store throughout.

        Raises:
            StoreProblem: The store cannot be read.
        """
        with translated(self.path), Session(self._engine, expire_on_commit=False) as session:
            yield session

    def ask(self, query: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query finds, in a session of its own: ``store.ask(list_runs, policy_id)``.

        Raises:
            StoreProblem: The store cannot be read.
        """
        with self.read() as session:
            return query(session, *args, **kwargs)

    @contextmanager
    def act(self, who: Person, action: Action, under: Under | None = None) -> Iterator[Act]:
        """Open an act. It is committed at the end, with its entries in the trail, or nothing of it is kept.

        `under` is what stands behind an act that needs a second person: its rehearsal, or a proposal.

        Raises:
            StoreProblem: The store cannot be written, or another one lies in its place.
            NotPermitted: This person may not do this.
            NeedsSecond: Another person must confirm it.
            Lapsed: It does not come to what was proposed any more.
            Unrecorded: What it changed has no entry.
        """
        with translated(self.path), Session(self._acting, expire_on_commit=False) as session:
            act, watch = Act(session, who, action), Watch()
            with session.begin() as transaction:
                driver = driver_of(session)
                before = self._come_by(driver, action)
                (under.permit if under else permit)(driver, who, action, act.at.astimezone().date())
                with watch.over(driver), act.changes.over(session), act.derived.over(driver, watch.written):
                    if under is not None:
                        under.begin(act)
                    yield act
                    session.flush()
                    if under is not None:
                        under.end(act)
                if act.is_rehearsal:
                    transaction.rollback()
                    return
                watch.require(action, act)
                head = head_in(session) if act.is_recorded else None
            self._come = head or before
            if head is not None:
                self._own.append(range(before.acts + 1, head.acts + 1))
            if head is not None and self.loss is None:
                self.numbers.advance(head, must_stay=NUMBERED in session.info)
        if watch.kinds:
            for tell in self._listeners:
                tell(watch.kinds)

    @contextmanager
    def upkeep(self, *kinds: Kind) -> Iterator[Session]:
        """Open a session for what needs no entry in the trail; see `tables.ASIDE`.

        ``kinds`` are told to whoever listens, after the commit.

        Raises:
            StoreProblem: The store cannot be written.
            Unrecorded: It changed what matters.
        """
        with translated(self.path), Session(self._writing, expire_on_commit=False) as session:
            watch = Watch()
            with session.begin():
                with watch.over(driver_of(session)):
                    yield session
                    session.flush()
                watch.require("upkeep")
                # It sees itself to what is derived.
                if _TAKES_DOWN in session.connection().info:
                    forget_all(driver_of(session))
        for tell in self._listeners if kinds else ():
            tell(frozenset(kinds))

    def listen(self, tell: Callable[[frozenset[Kind]], None]) -> None:
        """Have the kinds that an act changed told after its commit, on the thread of the act."""
        self._listeners.append(tell)

    def done_elsewhere(self) -> frozenset[Kind]:
        """Return the kinds that others have changed since this was asked last; one asks at a time."""
        with self.read() as session:
            connection = driver_of(session)
            last = head_of(connection).acts if self._seen is None else self._seen
            own, kinds = list(self._own), set[Kind]()
            rows = connection.execute("SELECT id, kind FROM audit_entry WHERE id > ? ORDER BY id", (last,))
            for id_, kind in rows:
                last = id_
                if not any(id_ in entries for entries in own):
                    kinds.add(Kind(kind))
        self._seen = last
        self._own = [entries for entries in self._own if entries.stop > last + 1]
        return frozenset(kinds).union(*(HANGING_ON.get(kind, ()) for kind in kinds))

    def seat(self, name: str) -> "Seat":
        """Return the place from which a person does things."""
        return Seat(self, Person(name))

    def loss_in(self, session: Session, numbers: Numbers) -> Loss | None:
        """Return what is lost of the acts that the file has seen; None for nothing."""
        return self.loss or _loss_in(driver_of(session), numbers)

    def numbers_in(self, session: Session) -> Numbers:
        """Return what the file beside the store says, for an act that writes.

        Where it is gone or damaged it is begun anew with what the store knows; papers may know more.

        Raises:
            StoreProblem: It cannot be read, or begun.
        """
        numbers = self.numbers.read()
        if numbers is None:
            numbers = unsure(known_by(driver_of(session)))
            self.numbers.write(numbers)
        return numbers

    def agrees_with_files(self) -> bool:
        """Whether the files beside it know nothing that it does not, and no number has to be asked for.

        Raises:
            StoreProblem: It, or one of them, cannot be read.
        """
        if self.loss is not None:
            return False
        # Ahead of the store, see `agrees`.
        numbers, journal = self.numbers.read(), self.sent.read()
        with self.read() as session:
            return agrees(driver_of(session), numbers, journal.sent if journal is not None else None)

    def _come_by(self, driver: sqlite3.Connection, action: Action) -> Head:
        """Return how far the store has come, which is never less than it was.

        Raises:
            StoreProblem: Its file was replaced while it was open; going on would say that nothing is missing.
        """
        head = head_of(driver)
        if self._come is None or head == self._come or has_passed(driver, self._come):
            return head
        self.loss = Loss(max(self._come.acts - head.acts, 0), self._come.at)
        # To go on with what is there is what somebody may decide.
        if action != Action.STORE_LOSS:
            raise StoreProblem(
                "数据文件在打开以后被换成了另一份（如较早的复制件），没有办理。"
                f"请关闭助企兑再打开，按提示恢复备份或登记后继续（{self.path}）"
            )
        return head

    def _hold_against_numbers(self) -> None:
        """Find out whether acts were lost; say in the file how far the store is, or that there was none."""
        with suppress(StoreProblem):  # Whoever takes a number is told.
            # Before the store, which another process may be writing: then it is ahead, which is no loss.
            numbers = self.numbers.read()
            if numbers is None:
                with self.upkeep() as session:
                    self.numbers_in(session)
                return
            with Session(self._engine) as session:
                connection = driver_of(session)
                self.loss = _loss_in(connection, numbers)
                head, first = head_of(connection), first_of(connection)
            self._seen, self._come = head.acts, head
            if self.loss is None and numbers.first != first:
                self._begin_history(first)
            elif self.loss is None and numbers.head != head:
                self.numbers.advance(head)

    def _begin_history(self, first: str) -> None:
        """The file was begun before the store's first act."""
        with self.upkeep() as session:
            numbers = self.numbers.read()
            if numbers is not None:
                head = head_in(session)
                self.numbers.write(numbers.model_copy(update={"first": first, "head": head}))

    def close(self) -> None:
        """Let go of the file; no session may be open."""
        self._engine.dispose()


@dataclass(frozen=True, slots=True)
class Seat:
    """A person at work on a store: whatever is done from here is done by them.

    `under` is what stands behind what they do here, where that needs a second person.
    """

    store: Store
    who: Person
    under: Under | None = None

    def act(self, action: Action) -> AbstractContextManager[Act]:
        """Open an act of theirs; see `Store.act`."""
        return self.store.act(self.who, action, self.under)

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that only reads; see `Store.read`."""
        return self.store.read()


def driver_of(session: Session) -> sqlite3.Connection:
    """Return the connection under a session, for plain SQL; it sees what the act has written so far."""
    session.flush()
    return _driver_under(session.connection())


def _driver_under(opened: Connection) -> sqlite3.Connection:
    connection = opened.connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def head_in(session: Session) -> Head:
    """Return how far the store has come, the act in hand included."""
    return head_of(driver_of(session))


def day_reached_in(session: Session, day: date) -> date:
    """Return the day by which accounts count on one; see `permits.day_reached`."""
    return day_reached(driver_of(session), day)


def is_shared_in(session: Session) -> bool:
    """Whether several people work here today, so that they sign in."""
    return is_shared(driver_of(session), date.today())


def refusal_in(session: Session, who: Person, action: Action) -> str:
    """Say why somebody may not do something today; empty where they may."""
    return refusal(driver_of(session), who, action, date.today())


def permit_in(session: Session, who: Person, action: Action) -> None:
    """Ask ahead of an act, for what it does past the store.

    Raises:
        NotPermitted: They may not do this today.
    """
    permit(driver_of(session), who, action, date.today())


def sees_personal_in(session: Session, who: Person) -> bool:
    """Whether somebody may see telephone and account numbers whole today; see `permits`."""
    return sees_personal(driver_of(session), who, date.today())


def is_auditing_in(session: Session, who: Person) -> bool:
    """Whether what somebody looks at today is an entry."""
    return is_shared_in(session) and Role.AUDIT in roles_on(driver_of(session), who, date.today())


def has_passed_in(session: Session, head: Head) -> bool:
    """Whether the store came by here; one that lost acts, or lies in another's place, may not have."""
    return has_passed(driver_of(session), head)


def first_in(session: Session) -> str:
    """Return the time of the store's first act; empty before it."""
    return first_of(driver_of(session))


def _make_private(folder: Path, path: Path) -> None:
    """Create folder and file so that only the user can read them: they hold phone numbers and accounts.

    What is there already keeps its rights: somebody may share the folder on purpose, and touching the file
    would look like a change to the backups.
    """
    if path.exists() and not path.is_file():
        raise StoreBroken(f"数据文件的位置上不是文件，数据可能被移走了；请用备份恢复（{path}）")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise StoreProblem(f"不能在这里保存数据：{reason_of(error)}（{folder}）") from error


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    # Transactions are begun below, not by the driver's guess at which statements need one.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_ACTS) and _TAKES_DOWN not in connection.info:
        take_down(_driver_under(connection))
        connection.info[_TAKES_DOWN] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES) else "BEGIN")


def _loss_in(connection: sqlite3.Connection, numbers: Numbers) -> Loss | None:
    if numbers.head is None or has_passed(connection, numbers.head):
        return None
    return Loss(max(numbers.head.acts - head_of(connection).acts, 0), numbers.head.at)


def _begin_numbers(path: Path, before: str) -> None:
    """Write the file of numbers for a store that is new, or of before there was one: it knows them all."""
    numbers, sent = NumbersFile(path.parent), SentFile(path.parent)
    if before < FIRST_SCHEMA and not numbers.path.exists():
        numbers.write(sure(known_to(path)))
    if before < FIRST_WITH_LISTS and not sent.path.exists():
        sent.add(Said(is_sure=True))


def _bring_up_to_date(path: Path, engine: Engine, program: str, migrations: Path | None) -> None:
    # Alembic only where it is needed
    from domain.store.upgrading import MIGRATIONS, upgrade  # noqa: PLC0415

    writing = engine.execution_options(**{_WRITES: True})
    upgrade(path, writing, program=program, migrations=migrations or MIGRATIONS)
