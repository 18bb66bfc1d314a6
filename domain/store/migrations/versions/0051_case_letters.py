"""Letters of cases are kept as they were printed or saved; what was kept stays."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The paper stands last: it is long, and what is asked stands before it.
    op.create_table(
        "case_letter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("said_sha256", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("cases", sa.String, nullable=False),
        sa.Column("paper", sa.String, nullable=False),
    )
    op.create_index("ix_case_letter_case", "case_letter", ["case_id", "kind"])
    _guard("case_letter_stays", "UPDATE ON case_letter", "what was printed stays")
    _guard("case_letter_undeleted", "DELETE ON case_letter", "what was printed stays")
    _guard(
        "case_letter_is_not_replaced",
        "INSERT ON case_letter WHEN EXISTS (SELECT 1 FROM case_letter WHERE id = NEW.id OR uid = NEW.uid)",
        "what is there is never replaced",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
