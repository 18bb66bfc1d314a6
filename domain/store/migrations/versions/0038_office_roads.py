"""Roads of the office's own, and what applicants say that they received from other levels.

What cases lack, and which may be for the same thing, is found among hundreds of thousands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

# What a partial index is of stands in it as well: else the whole row is read, which is large.
_COUNTS = "did, voided_by"
_INDEXES = {
    "ix_award_case_papers": "award_case (waits, id, papers, ended) WHERE ended = '' AND papers <> '[]'",
    "ix_award_case_as_of": "award_case (enterprise_id, as_of, policy_id, policy_sha256, ended)"
    " WHERE ended = ''",
    "ix_award_case_beside": "award_case (enterprise_id, policy_id, clause_id, period, ended)"
    " WHERE ended IN ('', 'granted')",
    "ix_case_step_papers": "case_step (case_id, number, papers, voided_by)"
    " WHERE papers <> '{}' AND voided_by IS NULL",
    "ix_case_step_opinion": f"case_step (case_id, step, answered_on, in_favour, {_COUNTS})"
    " WHERE did = 'opinion' AND voided_by IS NULL",
    "ix_case_step_rival": f"case_step (case_id, rival_id, {_COUNTS})"
    " WHERE did = 'rival' AND voided_by IS NULL",
    "ix_case_step_declared": "case_step (case_id, declared, voided_by)"
    " WHERE declared IS NOT NULL AND voided_by IS NULL",
}
_SECOND = (
    " ON office_road WHEN (SELECT are_on FROM four_eyes) AND NOT EXISTS"
    " (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action = 'road.take')"
    " BEGIN SELECT RAISE(ABORT, 'needs a second person'); END"
)


def upgrade() -> None:
    op.create_table(
        "office_road",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("of", sa.String, nullable=False),
        sa.Column("road_id", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("taken_by", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("of", "road_id", "version"),
    )
    op.execute(f"CREATE TRIGGER four_eyes_road_take BEFORE INSERT{_SECOND}")
    op.execute(
        "CREATE TRIGGER office_road_stays BEFORE UPDATE ON office_road"
        " BEGIN SELECT RAISE(ABORT, 'a road that was taken in is never changed'); END"
    )
    op.add_column("case_step", sa.Column("declared", sa.String))
    op.execute(
        "CREATE TRIGGER case_step_keeps_declared BEFORE UPDATE ON case_step"
        " WHEN NEW.declared IS NOT OLD.declared"
        " BEGIN SELECT RAISE(ABORT, 'a step that was taken is never changed'); END"
    )
    for name, of in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON {of}")
