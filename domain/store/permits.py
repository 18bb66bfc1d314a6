"""Who may do what. A role decides acts, not pages; asked once, at the beginning of every act.

As long as one person works here alone nothing is asked: there is no account, or a single one.
"""

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from domain.store.acts import PROGRAM, Action, Person
from domain.store.plain import moment_of
from domain.values.errors import DomainError


class Role(StrEnum):
    """What a person does in the office. Several of one person go together."""

    HANDLE = "handle"
    REVIEW = "review"
    APPROVE = "approve"
    PAY = "pay"
    LEDGER = "ledger"
    MANAGE = "manage"
    AUDIT = "audit"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Role.HANDLE: "经办",
    Role.REVIEW: "复核",
    Role.APPROVE: "批准",
    Role.PAY: "拨付",
    Role.LEDGER: "台账",
    Role.MANAGE: "管理",
    Role.AUDIT: "审计",
}


class NotPermitted(DomainError):
    """This person may not do this."""


_EVERYBODY: Final = frozenset(Role)
_AT_WORK: Final = _EVERYBODY - {Role.AUDIT}
"""审计 reads everything and changes nothing."""
_HANDLING: Final = frozenset({Role.HANDLE})
_REGISTER: Final = frozenset({Role.HANDLE, Role.LEDGER})
_LEDGER: Final = frozenset({Role.LEDGER, Role.MANAGE})
_DECIDING: Final = frozenset({Role.HANDLE, Role.REVIEW, Role.APPROVE})
_JUDGING: Final = frozenset({Role.REVIEW, Role.APPROVE})
_MANAGING: Final = frozenset({Role.MANAGE})
_PAYING: Final = frozenset({Role.PAY})
_NEED_PERSONAL: Final = frozenset({Role.HANDLE, Role.PAY})

MAY: Final[Mapping[Action, frozenset[Role]]] = {
    Action.ACCOUNT_CHANGE: _MANAGING,
    Action.ACCOUNT_CONFIRM: _AT_WORK,
    Action.ACCOUNT_END: _MANAGING,
    Action.ACCOUNT_OPEN: _MANAGING,
    Action.ACCOUNT_PASSWORD: _EVERYBODY,
    Action.ACCOUNT_RECOVERY_CODE: _MANAGING,
    Action.ACCOUNT_RESET: _EVERYBODY,
    Action.ACCOUNT_SIGN_IN: _EVERYBODY,
    Action.ASSESSMENT_DELETE: _HANDLING,
    Action.ASSESSMENT_FORGET: _AT_WORK,
    Action.ASSESSMENT_RESTORE: _HANDLING,
    Action.ASSESSMENT_TAKE: _DECIDING,
    Action.ATTACHMENT_ADD: _REGISTER | _JUDGING,
    Action.ATTACHMENT_FORGET: _AT_WORK,
    Action.ATTACHMENT_REMOVE: _REGISTER,
    Action.ATTACHMENT_RESTORE: _REGISTER,
    Action.CALENDAR_DROP: _MANAGING,
    Action.CALENDAR_TAKE: _MANAGING,
    Action.CADRE_CHANGE: _LEDGER,
    Action.CALL_DELETE: _REGISTER,
    Action.CALL_RECORD: _AT_WORK,
    Action.CALL_RESTORE: _REGISTER,
    Action.CANDIDATES_KEEP: _REGISTER,
    Action.CASE_AMOUNT: _DECIDING,
    Action.CASE_APPLY: _HANDLING,
    Action.CASE_APPROVE: _AT_WORK,
    Action.CASE_BATCH: _DECIDING,
    Action.CASE_DECLARE: _HANDLING,
    Action.CASE_HOLD: _AT_WORK,
    Action.CASE_KEEP: _DECIDING,
    Action.CASE_LETTER: _AT_WORK,
    Action.CASE_MAKE: _HANDLING,
    Action.CASE_OBJECT: _AT_WORK,
    Action.CASE_ONWARD: _AT_WORK,
    Action.CASE_OPINION: _HANDLING,
    Action.CASE_PAPERS: _HANDLING,
    Action.CASE_PROLONG: _AT_WORK,
    Action.CASE_REFUSE: _AT_WORK,
    Action.CASE_RIVAL: _DECIDING,
    Action.CASE_SEND_BACK: _AT_WORK,
    Action.CASE_SUPPLEMENT: _AT_WORK,
    Action.CASE_TAKE_IN: _DECIDING,
    Action.CASE_UNDO: _AT_WORK,
    Action.CASE_WITHDRAW: _AT_WORK,
    Action.CHARGE_CHANGE: _LEDGER,
    Action.CITY_COUNT_ENTER: _LEDGER,
    Action.CULTIVATED_DELETE: _REGISTER,
    Action.CULTIVATED_RESTORE: _REGISTER,
    Action.CULTIVATED_SAVE: _REGISTER,
    Action.DEPARTMENT_CHANGE: _LEDGER,
    Action.ENTERPRISE_ADD: _REGISTER,
    Action.ENTERPRISE_CHANGE: _REGISTER,
    Action.ENTERPRISE_DELETE: _HANDLING,
    Action.ENTERPRISE_DISTINCT: _REGISTER,
    Action.ENTERPRISE_IMPORT: _REGISTER,
    Action.ENTERPRISE_IMPORT_UNDO: _REGISTER,
    Action.ENTERPRISE_MERGE: _HANDLING,
    Action.ENTERPRISE_RESTORE: _HANDLING,
    Action.ENTERPRISE_TAG: _AT_WORK,
    Action.ENTERPRISE_UNDISTINCT: _REGISTER,
    Action.ENTERPRISE_UNMERGE: _HANDLING,
    Action.ENTERPRISE_UNTAG: _AT_WORK,
    Action.EVENT_DELETE: _REGISTER,
    Action.EVENT_RESTORE: _REGISTER,
    Action.EVENT_SAVE: _REGISTER,
    Action.FILTER_DELETE: _AT_WORK,
    Action.FILTER_FORGET: _AT_WORK,
    Action.FILTER_RESTORE: _AT_WORK,
    Action.FILTER_SAVE: _AT_WORK,
    Action.FREE_TABLE_DELETE: _AT_WORK,
    Action.FREE_TABLE_FORGET: _AT_WORK,
    Action.FREE_TABLE_RESTORE: _AT_WORK,
    Action.FREE_TABLE_SAVE: _AT_WORK,
    Action.FUND_ADJUST: _MANAGING,
    Action.FUND_CARRY: _MANAGING,
    Action.FUND_CHANGE: _MANAGING,
    Action.FUND_ENTER: _MANAGING,
    Action.ISSUER_DISTRUST: _MANAGING,
    Action.ISSUER_TRUST: _MANAGING,
    Action.KEY_MAKE: _MANAGING,
    Action.MANUAL_DECIDE: _JUDGING,
    Action.MANUAL_WITHDRAW: _JUDGING,
    Action.MONTH_CLOSE: frozenset({Role.APPROVE, Role.MANAGE}),
    Action.MONTH_REOPEN: _MANAGING,
    Action.NEED_DELETE: _REGISTER,
    Action.NEED_RESTORE: _REGISTER,
    Action.NEED_SAVE: _REGISTER,
    Action.NOTICE_ISSUE: frozenset({Role.HANDLE, Role.APPROVE}),
    Action.NOTICE_LAST_NUMBER: frozenset({Role.HANDLE, Role.APPROVE, Role.MANAGE}),
    Action.NOTICE_NUMBER: _EVERYBODY,
    Action.NOTICE_VOID: frozenset({Role.HANDLE, Role.APPROVE}),
    Action.OFFICE_CHANGE: _MANAGING,
    Action.PARK_DELETE: _REGISTER,
    Action.PARK_RESTORE: _REGISTER,
    Action.PARK_SAVE: _REGISTER,
    Action.PAYMENT_BEFORE: _PAYING,
    Action.PAYMENT_CLEAR: _PAYING,
    Action.PAYMENT_HOLD: _AT_WORK,
    Action.PAYMENT_LAST_LIST: frozenset({Role.PAY, Role.MANAGE}),
    Action.PAYMENT_LAYOUT: frozenset({Role.PAY, Role.MANAGE}),
    Action.PAYMENT_LIFT: frozenset({Role.APPROVE, Role.PAY, Role.MANAGE}),
    Action.PAYMENT_LIST: _PAYING,
    Action.PAYMENT_RESULT: _PAYING,
    Action.PAYMENT_SEND: _PAYING,
    Action.PAYMENT_SETTLE: frozenset({Role.HANDLE, Role.APPROVE, Role.PAY}),
    Action.PAYMENT_TAKE_OVER: _EVERYBODY,
    Action.POLICY_ACCEPT_DISAGREEMENTS: _MANAGING,
    Action.POLICY_IMPORT: _MANAGING,
    Action.POLICY_PUT_IN_FORCE: _MANAGING,
    Action.POLICY_RULE: _MANAGING,
    Action.POLICY_WITHDRAW: _MANAGING,
    Action.PROBLEM_CHANGE: _REGISTER,
    Action.PROBLEM_CLOSE: _AT_WORK,
    Action.PROBLEM_HAND_OUT: _REGISTER,
    Action.PROBLEM_ONWARD: _AT_WORK,
    Action.PROBLEM_RAISE: _AT_WORK,
    Action.PROBLEM_UNDO: _AT_WORK,
    Action.PROJECT_DELETE: _REGISTER,
    Action.PROJECT_PROGRESS: _REGISTER,
    Action.PROJECT_RESTORE: _REGISTER,
    Action.PROJECT_SAVE: _REGISTER,
    Action.PROPOSAL_CONFIRM: _AT_WORK,
    Action.PROPOSAL_LAPSE: _AT_WORK,
    Action.PAPER_PRINT: _EVERYBODY,
    Action.PROPOSAL_MAKE: _AT_WORK,
    Action.PROPOSAL_REFUSE: _AT_WORK,
    Action.PROPOSAL_WITHDRAW: _AT_WORK,
    Action.RECORD_LOOK: _EVERYBODY,
    Action.RECOVERY_LOWER: frozenset({Role.HANDLE, Role.APPROVE, Role.PAY}),
    Action.RECOVERY_OFFSET: _PAYING,
    Action.RECOVERY_PLAN: frozenset({Role.HANDLE, Role.PAY}),
    Action.RECOVERY_REPAY: _PAYING,
    Action.RECOVERY_REVERSE: frozenset({Role.APPROVE, Role.PAY}),
    Action.RECOVERY_UNDO: frozenset({Role.HANDLE, Role.APPROVE, Role.PAY}),
    Action.RECOVERY_WAIVE: frozenset({Role.APPROVE}),
    Action.REPORT_MAKE: _LEDGER,
    Action.ROAD_DROP: _MANAGING,
    Action.ROAD_TAKE: _MANAGING,
    Action.RULE_SET: _MANAGING,
    Action.STORE_BACKUP: _MANAGING,
    Action.STORE_BASELINE: _EVERYBODY,
    Action.STORE_CHAIN: _EVERYBODY,
    Action.STORE_COMMAND: _EVERYBODY,
    Action.STORE_LOSS: _MANAGING,
    Action.STORE_RESTORE: _EVERYBODY,
    Action.STORE_STAGE: _MANAGING,
    Action.TABLE_EXPORT: _EVERYBODY,
    Action.TABLE_EXPORT_WHOLE: _NEED_PERSONAL,
    Action.TEAM_CHANGE: _LEDGER,
    Action.THRESHOLD_SET: _LEDGER,
    Action.TOPIC_DELETE: _REGISTER,
    Action.TOPIC_RESTORE: _REGISTER,
    Action.TOPIC_SAVE: _REGISTER,
    Action.TRAIL_EXPORT: frozenset({Role.MANAGE, Role.AUDIT}),
    Action.TRAIL_STUB: _EVERYBODY,
    Action.UNCLAIMED_EXPLAIN: _REGISTER,
    Action.UNCLAIMED_WITHDRAW: _REGISTER,
    Action.VISIT_DELETE: _REGISTER,
    Action.VISIT_PLAN: _REGISTER,
    Action.VISIT_RECORD: _REGISTER,
    Action.VISIT_RESTORE: _REGISTER,
    Action.WORDING_SAVE: _MANAGING,
}
"""The roles that may do each of them; any one of them will do. A test holds it complete."""


UNASKED: Final = frozenset(
    {
        Action.ACCOUNT_RESET,
        Action.NOTICE_NUMBER,
        Action.PAYMENT_TAKE_OVER,
        Action.STORE_COMMAND,
        Action.STORE_RESTORE,
    }
)
"""What is done before anybody can sign in: by who has the data folder, and after a restore."""


BY_ITSELF: Final = frozenset(
    {Action.ASSESSMENT_FORGET, Action.ATTACHMENT_FORGET, Action.FILTER_FORGET, Action.FREE_TABLE_FORGET}
)
"""What the program does that is due, without anybody."""


def day_reached(connection: sqlite3.Connection, day: date) -> date:
    """Return the day by which accounts count: this one, or the newest that the trail has seen.

    A clock that was set back brings nobody back who was ended, and sends nobody away who came.
    """
    (newest,) = connection.execute("SELECT max(at) FROM audit_entry").fetchone()
    try:
        return max(day, moment_of(newest).astimezone().date()) if newest else day
    except (ValueError, TypeError, OverflowError):
        return day  # No moment: what forged it is found by its hash.


def is_shared(connection: sqlite3.Connection, day: date) -> bool:
    """Whether several people work here on a day, so that who does something has to be proved.

    Where everybody was ended nobody works alone: else a clock set forward would let in whoever is there.
    """
    row = connection.execute(
        f"SELECT count(*), total({_AT_WORK_ON}) FROM account", _on(connection, day)
    ).fetchone()
    return bool(row[0] and row[1] != 1)


def roles_on(connection: sqlite3.Connection, who: Person, day: date) -> frozenset[Role]:
    """Return the roles that somebody has on a day; none for who has no account, or had one."""
    row = connection.execute(
        f"SELECT roles FROM account WHERE {_AT_WORK_ON} AND id = ?", (*_on(connection, day), who.id)
    ).fetchone()
    return read_roles(row[0]) if row else frozenset()


def permit(connection: sqlite3.Connection, who: Person, action: Action, day: date) -> None:
    """Ask whether this person may do this.

    Raises:
        NotPermitted: They may not; it says what is lacking.
    """
    if reason := refusal(connection, who, action, day):
        raise NotPermitted(f"没有办理：{reason}")


def _who_may(connection: sqlite3.Connection, action: Action, day: date) -> str:
    """Return who can be asked to do something."""
    rows = connection.execute(
        f"SELECT name, roles FROM account WHERE {_AT_WORK_ON} ORDER BY id", _on(connection, day)
    )
    names = [name for name, roles in rows if MAY[action] & read_roles(roles)]
    more = f"等 {len(names)} 人" if len(names) > _NAMED else ""
    return f"，可以请{'、'.join(names[:_NAMED])}{more}办理" if names else "，现在没有这样的人，请管理人员安排"


def sees_personal(connection: sqlite3.Connection, who: Person, day: date) -> bool:
    """Whether somebody needs telephone and account numbers whole for what they do."""
    return not is_shared(connection, day) or bool(roles_on(connection, who, day) & _NEED_PERSONAL)


def refusal(connection: sqlite3.Connection, who: Person, action: Action, day: date) -> str:
    """Say why this person may not do this, for what offers it; empty where they may."""
    # The program itself, not whoever is called so.
    if (who is PROGRAM and action in BY_ITSELF) or action in UNASKED or not is_shared(connection, day):
        return ""
    roles = roles_on(connection, who, day)
    if not roles:
        return _why_not_at_work(connection, who, day)
    reason = reason_against(roles, action)
    return f"{reason}{_who_may(connection, action, day)}" if reason else ""


def _why_not_at_work(connection: sqlite3.Connection, who: Person, day: date) -> str:
    to_come = "SELECT since FROM account WHERE id = ? AND since > ?"
    row = connection.execute(to_come, (who.id, day_reached(connection, day).isoformat())).fetchone()
    if row:
        return f"“{who.name}”的账户自 {row[0]} 起启用"
    return f"“{who.name}”没有登录，或账户已停用，请登录后再试"


def reason_against(roles: Collection[Role], action: Action) -> str:
    """Say why somebody with these roles may not do something; empty where they may.

    >>> reason_against({Role.AUDIT}, Action.NOTICE_ISSUE)
    '这件事要由有“经办”或“批准”角色的人办理'
    """
    needed = MAY[action]
    if needed & set(roles):
        return ""
    named = "或".join(f"“{role.word}”" for role in Role if role in needed)
    return f"这件事要由有{named}角色的人办理"


def read_roles(text: str) -> frozenset[Role]:
    """Read roles as the store keeps them; what a newer program wrote is passed over."""
    known = {role.value for role in Role}
    return frozenset(Role(one) for one in text.split() if one in known)


def roles_text(roles: Collection[Role]) -> str:
    """Return roles as the store keeps them, in one order."""
    return " ".join(role for role in Role if role in roles)


_NAMED: Final = 3
_AT_WORK_ON: Final = "since <= ? AND (until IS NULL OR until > ?)"


def _on(connection: sqlite3.Connection, day: date) -> tuple[str, str]:
    reached = day_reached(connection, day).isoformat()
    return reached, reached
