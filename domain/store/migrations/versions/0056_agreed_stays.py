"""What was agreed on stays so: that there are two, policy files as they were taken in, what persons decided.

Ending accounts until one is left turns four eyes off, which is for who manages, with a reason.
"""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_DAY = "max(date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), ''))"
_TAKEN_IN = (
    *("id", "policy_id", "version", "title", "sha256", "content", "file_name"),
    *("imported_at", "imported_by", "signature", "signed_by", "accepted_because"),
)
_DECIDED = (
    *(
        "id",
        "enterprise_id",
        "policy_id",
        "policy_sha256",
        "policy_version",
        "clause_id",
        "outcome",
        "amount",
    ),
    *("reason", "doubt", "facts", "evidence_kind", "evidence", "attachments", "decided_by", "account_id"),
    *("decided_at", "joint", "place"),
)


def upgrade() -> None:
    _guard(
        "account_leaves_two",
        "UPDATE OF until ON account"
        f" WHEN NEW.until IS NOT NULL AND OLD.until IS NULL AND OLD.since <= {_DAY}"
        " AND (SELECT are_on FROM four_eyes)"
        " AND (SELECT count(*) FROM account WHERE id <> OLD.id AND until IS NULL"
        f" AND since <= {_DAY}) < 2",
        "four eyes are turned off first, with a reason",
    )
    _keep("policy_file", _TAKEN_IN, "id = NEW.id OR sha256 = NEW.sha256")
    _keep("manual_decision", _DECIDED, "id = NEW.id")
    _guard(
        "manual_decision_is_withdrawn_once",
        "UPDATE ON manual_decision WHEN OLD.withdrawn_at IS NOT NULL",
        "what was withdrawn stays so",
    )


def _keep(table: str, columns: tuple[str, ...], same: str) -> None:
    """Have rows stay what they are, but for what becomes of them later."""
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    _guard(f"{table}_stays", f"UPDATE ON {table} WHEN ({new}) IS NOT ({old})", "it stays what it is")
    _guard(f"{table}_undeleted", f"DELETE ON {table}", "it is never deleted")
    _guard(
        f"{table}_is_not_replaced",
        f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        "what is there is never replaced",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
