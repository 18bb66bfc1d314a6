"""What two people agreed on stays so: policy files as they were taken in, and that there are two.

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
    new, old = (", ".join(f"{one}.{name}" for name in _TAKEN_IN) for one in ("NEW", "OLD"))
    _guard(
        "policy_file_stays",
        f"UPDATE ON policy_file WHEN ({new}) IS NOT ({old})",
        "a policy file stays what it is",
    )
    _guard("policy_file_undeleted", "DELETE ON policy_file", "a policy file stays")
    _guard(
        "policy_file_is_not_replaced",
        "INSERT ON policy_file"
        " WHEN EXISTS (SELECT 1 FROM policy_file WHERE id = NEW.id OR sha256 = NEW.sha256)",
        "what is there is never replaced",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
