"""The first store: enterprises with their facts, the office, notices, drafts and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_enterprises()
    _create_office()
    _create_notices()
    _create_records_of_acts()


def _create_enterprises() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("initials", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    # A deleted enterprise may be entered anew; two live ones never share a code.
    op.create_index(
        "uq_enterprise_uscc", "enterprise", ["uscc"], unique=True, sqlite_where=sa.text("deleted_at IS NULL")
    )
    op.create_index("ix_enterprise_name", "enterprise", ["name"])
    op.create_table(
        "enterprise_attribute",
        _owner(),
        sa.Column("name", sa.String),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_enterprise_attribute_value", "enterprise_attribute", ["name", "value"])
    op.create_table(
        "enterprise_figure",
        _owner(),
        sa.Column("name", sa.String),
        sa.Column("period", sa.String),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "name", "period"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enterprise_row",
        _owner(),
        sa.Column("kind", sa.String),
        sa.Column("position", sa.Integer),
        sa.Column("content", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "kind", "position"),
        sqlite_with_rowid=False,
    )


def _owner() -> sa.Column[int]:
    return sa.Column("enterprise_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE"))


def _create_office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("number_prefix", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("signer", sa.String, nullable=False),
    )


def _create_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number_prefix", sa.String, nullable=False),
        sa.Column("number_year", sa.Integer, nullable=False),
        sa.Column("number_serial", sa.Integer, nullable=False),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("clause_title", sa.String, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("paper", sa.String, nullable=False),
        sa.Column("approver", sa.String, nullable=False),
        sa.Column("approved_on", sa.Date, nullable=False),
        sa.Column("issued_by", sa.String, nullable=False),
        sa.Column("issued_at", sa.DateTime, nullable=False),
        sa.Column("voided_by", sa.String),
        sa.Column("voided_at", sa.DateTime),
        sa.Column("void_reason", sa.String, nullable=False, server_default=""),
        sa.UniqueConstraint("number_prefix", "number_year", "number_serial", name="uq_notice_number"),
    )
    # One award, one valid paper: a second one could be paid twice.
    op.create_index(
        "uq_notice_award",
        "notice",
        ["uscc", "policy_id", "clause_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
    )


def _create_records_of_acts() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("summary", sa.String, nullable=False),
        sa.Column("details", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject"])
    op.create_table(
        "draft",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )
