"""The keys by which the office signs its papers. None is deleted; what is secret of one goes when it ends."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_MADE = ("id", "uid", "public", "made_account", "made_by", "made_at")


def upgrade() -> None:
    op.create_table(
        "paper_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("public", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("made_account", sa.Integer),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("ended_by", sa.String),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("end_reason", sa.String, nullable=False),
    )
    op.create_index(
        "uq_paper_key_in_use",
        "paper_key",
        [sa.text("(ended_at IS NULL)")],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    new, old = (", ".join(f"{one}.{name}" for name in _MADE) for one in ("NEW", "OLD"))
    _guard(
        "paper_key_stays",
        f"UPDATE ON paper_key WHEN ({new}) IS NOT ({old}) OR OLD.ended_at IS NOT NULL"
        " OR NEW.secret IS NOT OLD.secret AND NEW.secret IS NOT NULL"
        " OR (NEW.secret IS NULL) IS NOT (NEW.ended_at IS NOT NULL)",
        "a key stays what it is",
    )
    _guard("paper_key_undeleted", "DELETE ON paper_key", "a key stays")
    _guard(
        "paper_key_is_not_replaced",
        "INSERT ON paper_key WHEN EXISTS (SELECT 1 FROM paper_key WHERE id = NEW.id OR uid = NEW.uid"
        " OR public = NEW.public OR ended_at IS NULL AND NEW.ended_at IS NULL)",
        "what is there is never replaced",
    )
    _guard(
        "paper_key_begins",
        "INSERT ON paper_key WHEN length(NEW.public) IS NOT 32 OR length(NEW.secret) IS NOT 32"
        " OR NEW.ended_at IS NOT NULL",
        "a key begins whole",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
