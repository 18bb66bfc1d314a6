"""One act: who does what. Written whole, with what it leaves in the trail, or not at all."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlmodel import Session

from domain.store.audit import COLUMNS, FIRST, now, sha256_of
from domain.store.changes import Changes
from domain.store.derived import Derived
from domain.store.plain import moment_of
from domain.store.tables import ASIDE, DERIVED, OF_KIND, Kind, Subject
from domain.values.ids import AccountId, ImportId

_WRITES: Final = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_OK: Final = sqlite3.SQLITE_OK
_OWN: Final = "sqlite_"
_TEMPORARY: Final = "temp"
_MANY: Final = 5_000
"""After how many entries what is derived follows within the act: at the end it would keep people waiting who
were told that it is nearly done, and what was changed would lie in no cache any more."""
_ADD_ENTRY: Final = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}, sha256) VALUES ({'?, ' * len(COLUMNS)}?)"
_LAST_ENTRY: Final = "SELECT id, sha256, at FROM audit_entry ORDER BY id DESC LIMIT 1"
CLOCK_PLAY: Final = timedelta(minutes=2)
"""So much a clock may be set back without a word, as time servers do."""

CLOCK_ASKED: Final = timedelta(days=1)
"""So much behind the last act it is asked, not only said, whether that is right."""


class Action(StrEnum):
    """What can be done, as the trail keeps it."""

    ACCOUNT_CHANGE = "account.change"
    ACCOUNT_CONFIRM = "account.confirm"
    ACCOUNT_END = "account.end"
    ACCOUNT_OPEN = "account.open"
    ACCOUNT_PASSWORD = "account.password"
    ACCOUNT_RECOVERY_CODE = "account.recovery_code"
    ACCOUNT_RESET = "account.reset"
    ACCOUNT_SIGN_IN = "account.sign_in"
    ASSESSMENT_DELETE = "assessment.delete"
    ASSESSMENT_FORGET = "assessment.forget"
    ASSESSMENT_RESTORE = "assessment.restore"
    ASSESSMENT_TAKE = "assessment.take"
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_FORGET = "attachment.forget"
    ATTACHMENT_REMOVE = "attachment.remove"
    ATTACHMENT_RESTORE = "attachment.restore"
    CALENDAR_DROP = "calendar.drop"
    CALENDAR_TAKE = "calendar.take"
    CADRE_CHANGE = "cadre.change"
    CALL_DELETE = "call.delete"
    CALL_RECORD = "call.record"
    CALL_RESTORE = "call.restore"
    CANDIDATES_KEEP = "candidates.keep"
    CASE_AMOUNT = "case.amount"
    CASE_APPLY = "case.apply"
    CASE_APPROVE = "case.approve"
    CASE_BATCH = "case.batch"
    CASE_DECLARE = "case.declare"
    CASE_HOLD = "case.hold"
    CASE_KEEP = "case.keep"
    CASE_LETTER = "case.letter"
    CASE_MAKE = "case.make"
    CASE_OBJECT = "case.object"
    CASE_ONWARD = "case.onward"
    CASE_OPINION = "case.opinion"
    CASE_PAPERS = "case.papers"
    CASE_REFUSE = "case.refuse"
    CASE_PROLONG = "case.prolong"
    CASE_RIVAL = "case.rival"
    CASE_SEND_BACK = "case.send_back"
    CASE_SUPPLEMENT = "case.supplement"
    CASE_TAKE_IN = "case.take_in"
    CASE_UNDO = "case.undo"
    CASE_WITHDRAW = "case.withdraw"
    CHARGE_CHANGE = "charge.change"
    CITY_COUNT_ENTER = "city_count.enter"
    CULTIVATED_DELETE = "cultivated.delete"
    CULTIVATED_RESTORE = "cultivated.restore"
    CULTIVATED_SAVE = "cultivated.save"
    DEPARTMENT_CHANGE = "department.change"
    ENTERPRISE_ADD = "enterprise.add"
    ENTERPRISE_CHANGE = "enterprise.change"
    ENTERPRISE_DELETE = "enterprise.delete"
    ENTERPRISE_DISTINCT = "enterprise.distinct"
    ENTERPRISE_IMPORT = "enterprise.import"
    ENTERPRISE_IMPORT_UNDO = "enterprise.import.undo"
    ENTERPRISE_MERGE = "enterprise.merge"
    ENTERPRISE_RESTORE = "enterprise.restore"
    ENTERPRISE_TAG = "enterprise.tag"
    ENTERPRISE_UNDISTINCT = "enterprise.undistinct"
    ENTERPRISE_UNMERGE = "enterprise.unmerge"
    ENTERPRISE_UNTAG = "enterprise.untag"
    EVENT_DELETE = "event.delete"
    EVENT_RESTORE = "event.restore"
    EVENT_SAVE = "event.save"
    FILTER_DELETE = "filter.delete"
    FILTER_FORGET = "filter.forget"
    FILTER_RESTORE = "filter.restore"
    FILTER_SAVE = "filter.save"
    FREE_TABLE_DELETE = "free_table.delete"
    FREE_TABLE_FORGET = "free_table.forget"
    FREE_TABLE_RESTORE = "free_table.restore"
    FREE_TABLE_SAVE = "free_table.save"
    FUND_ADJUST = "fund.adjust"
    FUND_CARRY = "fund.carry"
    FUND_CHANGE = "fund.change"
    FUND_ENTER = "fund.enter"
    ISSUER_DISTRUST = "issuer.distrust"
    ISSUER_TRUST = "issuer.trust"
    KEY_MAKE = "key.make"
    MANUAL_DECIDE = "manual.decide"
    MANUAL_WITHDRAW = "manual.withdraw"
    MONTH_CLOSE = "month.close"
    MONTH_REOPEN = "month.reopen"
    NEED_DELETE = "need.delete"
    NEED_RESTORE = "need.restore"
    NEED_SAVE = "need.save"
    NOTICE_ISSUE = "notice.issue"
    NOTICE_LAST_NUMBER = "notice.last_number"
    NOTICE_NUMBER = "notice.number"
    NOTICE_VOID = "notice.void"
    OFFICE_CHANGE = "office.change"
    PARK_DELETE = "park.delete"
    PARK_RESTORE = "park.restore"
    PARK_SAVE = "park.save"
    PAYMENT_BEFORE = "payment.before"
    PAYMENT_CLEAR = "payment.clear"
    PAYMENT_HOLD = "payment.hold"
    PAYMENT_LAST_LIST = "payment.last_list"
    PAYMENT_LAYOUT = "payment.layout"
    PAYMENT_LIFT = "payment.lift"
    PAYMENT_LIST = "payment.list"
    PAYMENT_RESULT = "payment.result"
    PAYMENT_SEND = "payment.send"
    PAYMENT_SETTLE = "payment.settle"
    PAYMENT_TAKE_OVER = "payment.take_over"
    POLICY_ACCEPT_DISAGREEMENTS = "policy.accept_disagreements"
    POLICY_IMPORT = "policy.import"
    POLICY_PUT_IN_FORCE = "policy.put_in_force"
    POLICY_RULE = "policy.rule"
    POLICY_WITHDRAW = "policy.withdraw"
    PROBLEM_CHANGE = "problem.change"
    PROBLEM_CLOSE = "problem.close"
    PROBLEM_HAND_OUT = "problem.hand_out"
    PROBLEM_ONWARD = "problem.onward"
    PROBLEM_RAISE = "problem.raise"
    PROBLEM_UNDO = "problem.undo"
    PROJECT_DELETE = "project.delete"
    PROJECT_PROGRESS = "project.progress"
    PROJECT_RESTORE = "project.restore"
    PROJECT_SAVE = "project.save"
    PROPOSAL_CONFIRM = "proposal.confirm"
    PROPOSAL_LAPSE = "proposal.lapse"
    PAPER_PRINT = "paper.print"
    PROPOSAL_MAKE = "proposal.make"
    PROPOSAL_REFUSE = "proposal.refuse"
    PROPOSAL_WITHDRAW = "proposal.withdraw"
    RECORD_LOOK = "record.look"
    RECOVERY_LOWER = "recovery.lower"
    RECOVERY_OFFSET = "recovery.offset"
    RECOVERY_PLAN = "recovery.plan"
    RECOVERY_REPAY = "recovery.repay"
    RECOVERY_REVERSE = "recovery.reverse"
    RECOVERY_UNDO = "recovery.undo"
    RECOVERY_WAIVE = "recovery.waive"
    REPORT_MAKE = "report.make"
    ROAD_DROP = "road.drop"
    ROAD_TAKE = "road.take"
    RULE_SET = "rule.set"
    STORE_BACKUP = "store.backup"
    STORE_BASELINE = "store.baseline"
    STORE_CHAIN = "store.chain"
    STORE_COMMAND = "store.command"
    STORE_LOSS = "store.loss"
    STORE_RESTORE = "store.restore"
    STORE_STAGE = "store.stage"
    TABLE_EXPORT = "table.export"
    TABLE_EXPORT_WHOLE = "table.export_whole"
    TEAM_CHANGE = "team.change"
    THRESHOLD_SET = "threshold.set"
    TOPIC_DELETE = "topic.delete"
    TOPIC_RESTORE = "topic.restore"
    TOPIC_SAVE = "topic.save"
    TRAIL_EXPORT = "trail.export"
    TRAIL_STUB = "trail.stub"
    UNCLAIMED_EXPLAIN = "unclaimed.explain"
    UNCLAIMED_WITHDRAW = "unclaimed.withdraw"
    VISIT_DELETE = "visit.delete"
    VISIT_PLAN = "visit.plan"
    VISIT_RECORD = "visit.record"
    VISIT_RESTORE = "visit.restore"
    WORDING_SAVE = "wording.save"


CHANGE_NOTHING: Final = frozenset(
    {
        Action.PAPER_PRINT,
        Action.RECORD_LOOK,
        Action.STORE_BACKUP,
        Action.STORE_BASELINE,
        Action.STORE_COMMAND,
        Action.STORE_STAGE,
    }
)
"""What has an entry and left everything as it was."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as the trail names them; with the id of the account, where there is one."""

    name: str
    id: AccountId | None = None

    @property
    def key(self) -> str:
        """What tells them from everybody else, also from others of their name."""
        return self.name if self.id is None else f"#{self.id}"


PROGRAM: Final = Person("本程序")
"""Does what is due by itself, without anybody asking for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an act leaves in the trail of one subject.

    Attributes:
        summary: One Chinese sentence.
        details: What statements changed, as ``{key: [before, after]}`` of plain JSON values; what became of
            objects needs no saying. See `domain.store.changes`. As a text where it is JSON already.
        action: Where it is not what the whole act is.
    """

    subject: Subject
    summary: str
    details: Mapping[str, Any] | str | None = None
    action: Action | None = None


class Telling(Protocol):
    """Hears the entries of an act as they are noted, `audit.COLUMNS` from ``at`` on."""

    def hear(self, rows: Sequence[tuple[str | int | None, ...]], act: "Act") -> None: ...


class Unrecorded(AssertionError):
    """An act changed what matters and left no entry: a defect, and nothing of it is kept."""


class Watch:
    """Which tables were written to, as SQLite itself says, by whatever statement."""

    def __init__(self) -> None:
        self.written: set[str] = set()
        """Every table of the store that was."""
        self._touched: set[str] = set()

    @contextmanager
    def over(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Look at what is done on a connection.

        SQLite asks as it prepares a statement, and setting an authorizer has it prepare anew those it kept.
        """
        connection.set_authorizer(self._see)
        try:
            yield
        finally:
            connection.set_authorizer(None)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of records that were changed."""
        return frozenset(OF_KIND[table] for table in self._touched if table in OF_KIND)

    def require(self, what: str, act: "Act | None" = None) -> None:
        """Hold what was changed against what an act recorded.

        Raises:
            Unrecorded: Something that matters was changed, and nothing recorded, or not what it was.
        """
        unknown = {table for table in self._touched if table not in OF_KIND and not table.startswith(ASIDE)}
        if unknown:
            raise Unrecorded(f"not in domain/store/tables.py: {', '.join(sorted(unknown))}")
        if self.kinds and not (act and act.is_recorded):
            raise Unrecorded(f"{what} changed {', '.join(sorted(self._touched))} and left no entry")
        if act is None:
            return
        if untold := act.changes.untold:
            raise Unrecorded(f"{what} changed {untold[0]} and no entry tells of it")
        by_statement = {table for table in self._touched & OF_KIND.keys() if table not in act.changes.tables}
        if by_statement and not act.is_detailed:
            raise Unrecorded(f"{what} changed {', '.join(sorted(by_statement))}; no entry says how")

    def _see(self, code: int, table: str | None, column: str | None, database: str | None, _: object) -> int:
        # Asked of each column that is read as well, and of those that triggers read: those first.
        if code in _WRITES and table and database != _TEMPORARY and not table.startswith(_OWN):
            self.written.add(table)
            if (table, column) not in DERIVED:
                self._touched.add(table)
        return _OK


class Act:
    """An act in hand. Nobody writes beside it, so what it reads it may rely on when it writes."""

    def __init__(self, session: Session, who: Person, action: Action) -> None:
        self.session, self.who, self.action = session, who, action
        self.at = now()
        """The moment of the act, in UTC."""
        self.stored_at = self.at.replace(tzinfo=None).isoformat(" ", "microseconds")
        """The same as SQLAlchemy writes it, which reads it again."""
        self.is_recorded = False
        self.is_detailed = False
        """Whether an entry says itself what was changed."""
        self.changes = Changes()
        self.derived = Derived()
        self.telling: Telling | None = None
        """Hears what is noted, where somebody has to know beforehand, or to hold it against that."""
        self.handler = who
        """Whose work it is: who proposed it, where `who` only confirms."""
        self.import_id: ImportId | None = None
        """The import that everything noted from then on is part of."""
        self.is_rehearsal = False
        """Whether nothing of it will be kept: what goes past the store must not be touched."""
        self._noted = 0
        self._last: tuple[int, str] | None = None
        self._clock = ""
        """What every entry says besides where the clock was set back: numbers go on all the same."""

    def note(
        self,
        subject: Subject,
        summary: str,
        details: Mapping[str, Any] | None = None,
        *,
        action: Action | None = None,
    ) -> None:
        """Add an entry to the trail; see `Entry`."""
        self.note_all([Entry(subject, summary, details, action)], import_id=self.import_id)

    def note_all(self, entries: Iterable[Entry], *, import_id: ImportId | None = None) -> None:
        """Add entries to the trail, with the import that they are part of."""
        self.session.flush()
        self._head()
        rows = [
            (
                self.stored_at,
                self.who.name,
                self.who.id,
                one.action or self.action,
                one.subject.kind.value,
                one.subject.id,
                one.summary + self._clock,
                self._details_of(one),
                import_id,
            )
            for one in entries
        ]
        if rows:
            self.is_recorded = True
            if self.telling is not None:
                self.telling.hear(rows, self)
            self.session.connection().exec_driver_sql(_ADD_ENTRY, self._linked(rows))
        self._noted += len(rows)
        if self._noted >= _MANY:
            self._noted = 0
            self.derived.keep_up()

    def _linked(self, rows: Iterable[tuple[str | int | None, ...]]) -> list[tuple[str | int | None, ...]]:
        """Return entries with their numbers, each with the hash of the one before and its own."""
        number, previous = self._head()
        told: list[tuple[str | int | None, ...]] = []
        for row in rows:
            number += 1
            sha256 = sha256_of(number, previous, *row)
            told.append((number, previous, *row, sha256))
            previous = sha256
        self._last = number, previous
        return told

    def _head(self) -> tuple[int, str]:
        """Return number and hash of the last entry there is; hear from it whether the clock was set back."""
        if self._last is None:
            found = self.session.connection().exec_driver_sql(_LAST_ENTRY).first()
            self._last = (found[0], found[1]) if found else (0, FIRST)
            if found and self.at + CLOCK_PLAY < (newest := moment_of(found[2])):
                self._clock = f"（电脑时钟比上一条记录的 {newest.astimezone():%Y-%m-%d %H:%M} 还早）"
        return self._last

    def _details_of(self, entry: Entry) -> str:
        pairs = self.changes.take(entry.subject)
        if entry.details is not None:
            self.is_detailed = True
            if isinstance(entry.details, str):
                assert not pairs, "what became of objects would be lost"
                return entry.details
            pairs |= entry.details
        return json.dumps(pairs, ensure_ascii=False, sort_keys=True) if pairs else "{}"


def is_clock_far_behind(session: Session, now: datetime) -> bool:
    """Whether the clock runs so far behind the last act that it is asked about. `now` in UTC."""
    found = session.connection().exec_driver_sql(_LAST_ENTRY).first()
    return found is not None and now + CLOCK_ASKED < moment_of(found[2])


def clock_doubt(session: Session, now: datetime) -> str:
    """Say that the clock runs behind the last act recorded; empty where it does not. `now` in UTC."""
    found = session.connection().exec_driver_sql(_LAST_ENTRY).first()
    if found is None or now + CLOCK_PLAY >= (last := moment_of(found[2])):
        return ""
    here, before = (f"{at.astimezone():%Y-%m-%d %H:%M}" for at in (now, last))
    return (
        f"电脑的时钟是 {here}，比上一次操作的时间 {before} 还早。请先校准时钟，否则通知书和备份的日期会错。"
    )


class Under(Protocol):
    """What stands behind an act that needs a second person; see `domain.store.proposals`."""

    def permit(self, connection: sqlite3.Connection, who: Person, action: Action, day: date) -> None:
        """Ask whether it may be done; see `permits.permit`."""

    def begin(self, act: Act) -> None:
        """Called before anything of the act is done."""

    def end(self, act: Act) -> None:
        """Called once all of it is."""
