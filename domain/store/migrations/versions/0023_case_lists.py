"""Lists of cases, batches and the desk are read from indexes: a case holds all that it was decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Everything that a list is filtered, sorted and added up by, in the order in which the desk counts.
    op.drop_index("ix_award_case_ended", "award_case")
    op.create_index(
        "ix_award_case_list",
        "award_case",
        [
            *("ended", "road_sha256", "at", "waits", "since", "policy_id", "clause_id", "batch_id", "amount"),
            *("enterprise_id", "enterprise_name", "uscc"),
        ],
    )
    op.drop_index("ix_award_case_batch", "award_case")
    op.create_index("ix_award_case_batch", "award_case", ["batch_id", "ended", "amount"])
    # What is asked of it stands in the index, too, or each row would be fetched for that alone.
    counts = "voided_by IS NULL"
    op.create_index(
        "ix_case_step_public",
        "case_step",
        ["case_id", "number", "public_to", "voided_by"],
        sqlite_where=sa.text(f"public_to IS NOT NULL AND {counts}"),
    )
    op.create_index(
        "ix_case_step_objection",
        "case_step",
        ["case_id", "objection", "did", "step", "day", "voided_by"],
        sqlite_where=sa.text(f"objection > 0 AND {counts}"),
    )
    op.create_index(
        "ix_case_step_signed",
        "case_step",
        ["case_id", "step", "account_id", "by_name", "did", "voided_by"],
        sqlite_where=sa.text(f"did = 'onward' AND {counts}"),
    )
    op.create_index(
        "ix_case_step_pace",
        "case_step",
        ["day", "step", "title", "was_since", "did", "voided_by"],
        sqlite_where=sa.text(f"did = 'onward' AND {counts}"),
    )
