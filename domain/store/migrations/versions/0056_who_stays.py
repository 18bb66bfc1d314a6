"""Four eyes go with the second person at work only by who manages, with a reason, however an account ends."""

from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_DAY = "max(date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), ''))"


def upgrade() -> None:
    op.execute(
        "CREATE TRIGGER account_leaves_two BEFORE UPDATE OF until ON account"
        f" WHEN NEW.until IS NOT NULL AND OLD.until IS NULL AND OLD.since <= {_DAY}"
        " AND (SELECT are_on FROM four_eyes)"
        " AND (SELECT count(*) FROM account WHERE id <> OLD.id AND until IS NULL"
        f" AND since <= {_DAY}) < 2"
        " BEGIN SELECT RAISE(ABORT, 'four eyes are turned off first, with a reason'); END"
    )
