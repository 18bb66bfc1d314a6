"""Policies that are being written, each with the document that it is made from."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("clauses", sa.Integer, nullable=False),
        sa.Column("draft", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("begun_by", sa.String, nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    # Two who save at once: what the later one did not see is not written over.
    op.execute(
        "CREATE TRIGGER policy_draft_counts BEFORE UPDATE OF draft, document ON policy_draft"
        " WHEN NEW.version IS NOT OLD.version + 1 OR NEW.id IS NOT OLD.id"
        " BEGIN SELECT RAISE(ABORT, 'each saving of a draft counts'); END"
    )
