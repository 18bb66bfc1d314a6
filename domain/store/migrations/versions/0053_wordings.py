"""Texts of papers that the office has in place of the program's: versions follow each other, and stay."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("of", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.String),
        sa.Column("because", sa.String, nullable=False),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("of", "version"),
    )
    _guard("wording_stays", "UPDATE ON wording", "what papers were written by stays")
    _guard("wording_undeleted", "DELETE ON wording", "what papers were written by stays")
    _guard(
        "wording_follows",
        "INSERT ON wording WHEN EXISTS (SELECT 1 FROM wording WHERE id = NEW.id)"
        ' OR NEW.version IS NOT (SELECT ifnull(max(version), 0) + 1 FROM wording WHERE "of" = NEW."of")',
        "versions follow each other",
    )
    op.add_column("notice", sa.Column("wording", sa.String))
    _guard(
        "notice_keeps_wording",
        "UPDATE OF wording ON notice WHEN NEW.wording IS NOT OLD.wording",
        "what was issued stays",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
