"""Cases: an award on its way, one for each enterprise, clause and instalment, with every step it takes.

Every notice that was issued until now becomes a case that was decided and granted in one step (单人办理).

What the service holds is held here too: no award twice, no step past the one that was just taken, nothing of
a case altered without a step that says so, and no step by who must be another.
"""

import hashlib
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ALIVE = "ended IN ('', 'granted')"
_FIRST = "ifnull(NEW.number - (SELECT version FROM award_case WHERE id = NEW.case_id), -1) NOT IN (0, 1)"
_SIGNED_BY_SAME = (
    "SELECT 1 FROM award_case one JOIN case_road road ON road.sha256 = one.road_sha256,"
    " json_each(road.apart, '$.\"' || NEW.did || ':' || NEW.step || '\"') other"
    " JOIN case_step done ON done.case_id = one.id AND done.did = 'onward' AND done.voided_by IS NULL"
    " AND done.step = other.value WHERE one.id = NEW.case_id AND done.account_id = NEW.account_id"
)
_SIGNERS = (
    "SELECT count(DISTINCT account_id) FROM case_step"
    " WHERE case_id = NEW.id AND did = 'onward' AND voided_by IS NULL"
)
_MOVED = ("at", "since", "waits", "ended", "amount", "version")
_DECIDED = ("enterprise_name", "uscc", "policy_sha256", "facts", "decision", "computed", "bound")
_FIXED = ("id", "uid", "enterprise_id", "policy_id", "clause_id", "instalment", "period", "origin", "asked")
_STEP = (
    *("id", "case_id", "number", "did", "step", "title", "was_at", "was_since", "was_waits", "to_at"),
    *("account_id", "by_name", "done_at", "day", "remark", "objection", "public_from", "public_to"),
    *(
        "answered_on",
        "in_favour",
        "papers",
        "was_amount",
        "amount",
        "former",
        "rival_id",
        "settlement",
        "act",
    ),
)


def upgrade() -> None:
    _create_tables()
    op.create_index(
        "uq_award_case",
        "award_case",
        ["enterprise_id", "policy_id", "clause_id", "instalment", "period"],
        unique=True,
        sqlite_where=sa.text(_ALIVE),
    )
    op.create_index("ix_award_case_ended", "award_case", ["ended", "at", "since"])
    op.create_index("ix_award_case_batch", "award_case", ["batch_id"])
    op.create_index("ix_award_case_notice", "award_case", ["notice_id"])
    op.create_index("uq_case_step", "case_step", ["case_id", "number"], unique=True)
    op.create_index("ix_case_step_act", "case_step", ["act"])
    _make_cases_of_notices(op.get_bind())
    _create_guards()


def _create_tables() -> None:
    op.create_table(
        "case_road",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("road_id", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("apart", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "case_batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "award_case",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_title", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("clause_title", sa.String, nullable=False),
        sa.Column("instalment", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("applicant", sa.String, nullable=False),
        sa.Column("asked", sa.Integer),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("computed", sa.Integer, nullable=False),
        sa.Column("bound", sa.Integer),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("as_of", sa.Integer, nullable=False),
        sa.Column("papers", sa.String, nullable=False),
        sa.Column("road_sha256", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("waits", sa.String, nullable=False),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("batch_id", sa.Integer),
        sa.Column("notice_id", sa.Integer),
    )
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("did", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("was_at", sa.String, nullable=False),
        sa.Column("was_since", sa.Date),
        sa.Column("was_waits", sa.String, nullable=False),
        sa.Column("to_at", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("objection", sa.Integer, nullable=False),
        sa.Column("public_from", sa.Date),
        sa.Column("public_to", sa.Date),
        sa.Column("answered_on", sa.Date),
        sa.Column("in_favour", sa.Integer),
        sa.Column("papers", sa.String, nullable=False),
        sa.Column("was_amount", sa.Integer),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("former", sa.String, nullable=False),
        sa.Column("rival_id", sa.Integer),
        sa.Column("settlement", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("voided_by", sa.Integer),
    )


def _create_guards() -> None:
    _guard(
        "case_step_four_eyes",
        "INSERT ON case_step WHEN (SELECT are_on FROM four_eyes)"
        f" AND (NEW.did = 'onward' AND NEW.account_id IS NULL OR EXISTS ({_SIGNED_BY_SAME}))",
        "needs another person",
    )
    _guard(
        "award_case_four_eyes",
        "UPDATE OF ended ON award_case WHEN NEW.ended = 'granted' AND OLD.ended <> 'granted'"
        f" AND (SELECT are_on FROM four_eyes) AND ({_SIGNERS}) < 2 AND NOT EXISTS"
        " (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action = 'notice.issue')",
        "needs another person",
    )
    _guard("case_step_follows", f"INSERT ON case_step WHEN {_FIRST}", "somebody was first")
    _guard(
        "case_step_stays",
        f"UPDATE ON case_step WHEN {_differ(_STEP)}",
        "a step that was taken is never changed",
    )
    _guard("case_step_undeleted", "DELETE ON case_step", "a step that was taken is never deleted")
    for name, columns, did in (
        ("moves", _MOVED, ""),
        ("is_decided", _DECIDED, " AND did IN ('take_in', 'undo')"),
    ):
        _guard(
            f"award_case_{name}",
            f"UPDATE OF {', '.join(columns)} ON award_case WHEN {_differ(columns)}"
            " AND NOT EXISTS (SELECT 1 FROM case_step WHERE case_id = NEW.id"
            f" AND NEW.version = OLD.version + 1 AND number = NEW.version"
            f" AND to_at = NEW.at AND amount = NEW.amount{did})",
            "a case is only changed by a step",
        )
    _guard(
        "award_case_stays",
        f"UPDATE ON award_case WHEN {_differ(_FIXED)}",
        "what a case is about is never changed",
    )
    for name, before in (("begins", "INSERT"), ("is_bounded", "UPDATE OF amount, bound")):
        _guard(
            f"award_case_{name}",
            f"{before} ON award_case WHEN NEW.amount < 0 OR NEW.amount > NEW.bound",
            "an amount is within its bounds",
        )
    _guard("award_case_is_new", "INSERT ON award_case WHEN NEW.ended <> ''", "a case begins on its way")
    _guard("award_case_undeleted", "DELETE ON award_case", "a case is never deleted")
    _guard("case_road_stays", "UPDATE ON case_road", "a road that a case began is never changed")


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")


def _make_cases_of_notices(connection: sa.Connection) -> None:
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    notices = connection.exec_driver_sql(
        "SELECT id, enterprise_id, uscc, enterprise_name, policy_id, policy_sha256, clause_id, clause_title,"
        " amount, facts, decision, approved_on, issued_by, issued_at, voided_by, voided_at, void_reason,"
        " number_prefix || '〔' || number_year || '〕' || number_serial || '号' AS number"
        " FROM notice WHERE kind = '' AND enterprise_id IS NOT NULL ORDER BY id"
    ).mappings()
    trail, step_id = _Trail(connection, now), 0
    for id_, notice in enumerate(notices.all(), start=1):
        if id_ == 1:
            trail.begin_road()
        steps = list(_steps_of(notice, id_, step_id))
        step_id += len(steps)
        case = _case_of(notice, id_, trail.last, steps[-1])
        _insert(connection, "award_case", [case])
        _insert(connection, "case_step", steps)
        told = _told_of({name: value for name, value in case.items() if name != "id"})
        for step in steps:
            told |= _told_of(step, f"case_step[{step['id']}].")
        trail.note("award_case", id_, told)


def _case_of(notice: Any, id_: int, as_of: int, last: dict[str, Any]) -> dict[str, Any]:
    parts = (notice["policy_sha256"], notice["uscc"], notice["enterprise_name"], notice["decision"])
    return {
        "id": id_,
        "uid": _new_uid(),
        **{name: notice[name] for name in ("enterprise_id", "uscc", "enterprise_name", "policy_id")},
        "policy_title": "",
        **{name: notice[name] for name in ("policy_sha256", "clause_id", "clause_title")},
        "instalment": "",
        "period": "",
        "origin": "assessed",
        "applicant": "",
        "asked": None,
        "facts": notice["facts"],
        "decision": notice["decision"],
        "computed": notice["amount"],
        "bound": notice["amount"],
        "amount": notice["amount"],
        "seen": hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest(),
        "as_of": as_of,
        "papers": "[]",
        "road_sha256": _ALONE_SHA256,
        "at": last["to_at"],
        "since": last["day"],
        "waits": "",
        "ended": "otherwise" if last["to_at"] == "revoked" else "granted",
        "version": last["number"],
        "batch_id": None,
        "notice_id": notice["id"],
    }


def _steps_of(notice: Any, case_id: int, last: int) -> Any:
    """Yield the steps of a notice that was issued, and of one that was declared void."""
    issued = (notice["issued_by"], notice["issued_at"])
    said = f"出具{notice['number']}"
    taken = [
        ("made", "", "单人办理", "", "decision", *issued, ""),
        ("onward", "decision", "批准并下达", "decision", "done", *issued, said),
    ]
    if notice["voided_at"] is not None:
        voided = (notice["voided_by"] or "", notice["voided_at"], notice["void_reason"])
        taken.append(("begin", "", "撤销", "done", "revoked", *voided))
    was_since = None
    for number, (did, step, title, was_at, to_at, by_name, at, remark) in enumerate(taken, start=1):
        day = str(at)[:10]
        yield {
            "id": last + number,
            "case_id": case_id,
            "number": number,
            "did": did,
            "step": step,
            "title": title,
            "was_at": was_at,
            "was_since": was_since,
            "was_waits": "",
            "to_at": to_at,
            "account_id": None,
            "by_name": by_name,
            "done_at": at,
            "day": day,
            "remark": remark,
            "objection": 0,
            "public_from": None,
            "public_to": None,
            "answered_on": None,
            "in_favour": None,
            "papers": "{}",
            "was_amount": None if number == 1 else notice["amount"],
            "amount": notice["amount"],
            "former": "{}",
            "rival_id": None,
            "settlement": "",
            "act": _new_uid(),
            "voided_by": None,
        }
        was_since = day


class _Trail:
    """Entries of the trail, each linked to the one before."""

    def __init__(self, connection: sa.Connection, at: str) -> None:
        self._connection, self._at = connection, at
        query = "SELECT id, sha256 FROM audit_entry ORDER BY id DESC LIMIT 1"
        found = connection.exec_driver_sql(query).first()
        self.last, self._previous = (int(found[0]), str(found[1])) if found else (0, "0" * 64)

    def begin_road(self) -> None:
        row = {"id": 1, "sha256": _ALONE_SHA256, "road_id": "alone", "title": "单人办理", "apart": "{}"}
        row["content"] = _ALONE.encode("utf-8")
        _insert(self._connection, "case_road", [row])
        self.note("case_road", 1, _told_of({name: value for name, value in row.items() if name != "id"}))

    def note(self, kind: str, id_: int, told: dict[str, Any]) -> None:
        details = json.dumps(told, ensure_ascii=False, sort_keys=True)
        said = "数据升级时为已出具的通知书补记事项"
        number = self.last + 1
        row = (
            number,
            self._previous,
            self._at,
            "本程序",
            None,
            "store.baseline",
            kind,
            id_,
            said,
            details,
            None,
        )
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        self.last, self._previous = number, hashlib.sha256(text.encode("utf-8")).hexdigest()
        self._connection.exec_driver_sql(
            "INSERT INTO audit_entry (id, previous, at, actor, account_id, action, kind, subject_id, summary,"
            " details, import_id, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, self._previous),
        )


def _told_of(row: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    return {prefix + name: [None, _told(value)] for name, value in row.items() if value is not None}


def _told(value: Any) -> Any:
    """Return a value as the trail keeps it: a large one by its hash."""
    if isinstance(value, bytes) or (isinstance(value, str) and len(value) > _LARGE):
        content = value.encode("utf-8") if isinstance(value, str) else value
        return {"sha256": hashlib.sha256(content).hexdigest()}
    return value


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def _new_uid() -> str:
    """Return a UUID of version 7 (RFC 9562)."""
    value = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_LARGE = 500
_ALONE = """\
# 单人办理：一个人一步办完，评定、批准、出通知书；一个人使用本程序时的走法。
# 写法见 docs/roads.md；改动以后用 check-road 检查。
format = 1
id = "alone"
version = 1
title = "单人办理"
summary = "一个人一步办完：核定、批准、下达；不分初审和复核，不另公示。"
since = 2022-01-01
people = 1

[[states]]
id = "decision"
title = "办理"
does = "批准并下达"
by = ["经办", "批准"]
approves = true
next = "done"

[[ends]]
id = "done"
title = "已下达"
grants = true

[[ends]]
id = "refused"
title = "不予通过"

[[ends]]
id = "revoked"
title = "已撤销"

[[beside]]
id = "refuse"
kind = "refuse"
title = "不予通过"
by = ["经办", "批准"]
to = ["refused"]
at = ["decision"]

[[beside]]
id = "hold"
kind = "hold"
title = "暂缓"
over = "恢复办理"
by = ["经办", "批准"]

[[beside]]
id = "revoke"
kind = "withdraw"
title = "撤销"
by = ["经办", "批准"]
at = ["decision", "done"]
to = ["revoked"]
"""
_ALONE_SHA256 = hashlib.sha256(_ALONE.encode("utf-8")).hexdigest()
