"""First days of accounts change until they have come; files of policies that something was decided by stay.

A version of a policy that came with the program goes with
the program: what something was decided by stays here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_DAY = "max(date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), ''))"
_STAYS = "a policy that something was decided by stays"


def upgrade() -> None:
    op.execute("DROP TRIGGER account_stays")
    _guard(
        "account_stays",
        "UPDATE OF id, uid, since ON account WHEN (NEW.id, NEW.uid) IS NOT (OLD.id, OLD.uid)"
        f" OR NEW.since IS NOT OLD.since AND OLD.since <= {_DAY}",
        "who came when is never changed",
    )
    op.create_table(
        "policy_text",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _guard("policy_text_stays", "UPDATE ON policy_text", _STAYS)
    _guard("policy_text_undeleted", "DELETE ON policy_text", _STAYS)
    _guard(
        "policy_text_is_not_replaced",
        "INSERT ON policy_text WHEN EXISTS"
        " (SELECT 1 FROM policy_text WHERE id = NEW.id OR sha256 = NEW.sha256)",
        _STAYS,
    )


def _guard(name: str, before: str, refusal: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
