"""The first day of an account can be changed until it has come; who came when is never changed afterwards."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_DAY = "max(date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), ''))"


def upgrade() -> None:
    op.execute("DROP TRIGGER account_stays")
    op.execute(
        "CREATE TRIGGER account_stays BEFORE UPDATE OF id, uid, since ON account"
        " WHEN (NEW.id, NEW.uid) IS NOT (OLD.id, OLD.uid)"
        f" OR NEW.since IS NOT OLD.since AND OLD.since <= {_DAY}"
        " BEGIN SELECT RAISE(ABORT, 'who came when is never changed'); END"
    )
