"""Daily work on the register: search, tags, filters, imports to undo, files; and signed policies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _search_the_register()
    _keep_imports()
    _keep_attachments()
    _keep_merges()
    _keep_signatures()


def _search_the_register() -> None:
    # Filled by the program, since only it can read Chinese names out.
    op.add_column("enterprise", sa.Column("pinyin", sa.String, nullable=False, server_default=""))
    # The register in order, without a look at each enterprise whether it is still there.
    op.drop_index("ix_enterprise_name", "enterprise")
    for name, column in (("name", "name"), ("changed", "changed_at")):
        op.create_index(
            f"ix_enterprise_{name}", "enterprise", [column], sqlite_where=sa.text("deleted_at IS NULL")
        )
    op.create_index(
        "ix_enterprise_deleted", "enterprise", ["id"], sqlite_where=sa.text("deleted_at IS NOT NULL")
    )
    op.create_table(
        "enterprise_tag",
        sa.Column("enterprise_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE")),
        sa.Column("tag", sa.String),
        sa.PrimaryKeyConstraint("enterprise_id", "tag"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_enterprise_tag_tag", "enterprise_tag", ["tag"])
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )


def _keep_imports() -> None:
    op.create_table(
        "import_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undone_by", sa.String),
        sqlite_autoincrement=True,
    )
    # The entries that an import wrote: they say what was there before.
    op.add_column("audit_entry", sa.Column("import_id", sa.Integer))
    op.create_index(
        "ix_audit_entry_import", "audit_entry", ["import_id"], sqlite_where=sa.text("import_id IS NOT NULL")
    )
    op.create_table(
        "heading_choice",
        sa.Column("heading", sa.String, primary_key=True),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("chosen_at", sa.DateTime, nullable=False),
    )


def _keep_attachments() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("enterprise_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE")),
        # The project it belongs to, by name; empty for the enterprise itself.
        sa.Column("project", sa.String, nullable=False, server_default=""),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.Column("removed_at", sa.DateTime),
        sa.Column("removed_by", sa.String),
    )
    op.create_index("ix_attachment_enterprise", "attachment", ["enterprise_id"])


def _keep_merges() -> None:
    # Pairs that look like one enterprise and are two, as somebody decided; the smaller id first.
    op.create_table(
        "distinct_pair",
        sa.Column("first_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE")),
        sa.Column("second_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE")),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enterprise_merge",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("merged_at", sa.DateTime, nullable=False),
        sa.Column("merged_by", sa.String, nullable=False),
        sa.Column("kept_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE"), nullable=False),
        sa.Column("gone_id", sa.Integer, sa.ForeignKey("enterprise.id", ondelete="CASCADE"), nullable=False),
        # JSON: what both were before and what came of it, which undoing it asks for.
        sa.Column("content", sa.String, nullable=False),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undone_by", sa.String),
        sqlite_autoincrement=True,
    )


def _keep_signatures() -> None:
    op.create_table(
        "trusted_issuer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("public_key", sa.String, nullable=False, unique=True),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
    )
    op.add_column("policy_file", sa.Column("signature", sa.LargeBinary))
    # Who signed it, as it was known on the day of the import; empty where nobody did whom the office trusts.
    op.add_column("policy_file", sa.Column("signed_by", sa.String, nullable=False, server_default=""))
    op.add_column("policy_file", sa.Column("accepted_because", sa.String, nullable=False, server_default=""))
