"""Numbers of other documents than notices; a key says why it ended as it ends; what was void stays so."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_OF_LETTERS = ("letter", "letter_of", "letter_said")


def upgrade() -> None:
    for name in _OF_LETTERS:
        op.add_column("notice", sa.Column(name, sa.String))
    is_letter = sa.text("letter_said IS NOT NULL")
    op.create_index("ix_notice_letter", "notice", ["letter_said"], sqlite_where=is_letter)
    new, old = (", ".join(f"{row}.{name}" for name in _OF_LETTERS) for row in ("NEW", "OLD"))
    _guard(
        "notice_keeps_letter",
        f"UPDATE OF {', '.join(_OF_LETTERS)} ON notice WHEN ({new}) IS NOT ({old})",
        "what was issued stays",
    )
    _guard(
        "paper_key_ends",
        "UPDATE ON paper_key WHEN NEW.ended_at IS NULL"
        " AND (NEW.ended_by, NEW.end_reason) IS NOT (OLD.ended_by, OLD.end_reason)"
        " OR NEW.ended_at IS NOT NULL AND (trim(ifnull(NEW.ended_by, '')) = '' OR trim(NEW.end_reason) = '')",
        "who ended a key and why is said as it ends",
    )
    _guard(
        "paper_key_begins_in_use",
        "INSERT ON paper_key WHEN NEW.ended_by IS NOT NULL OR NEW.end_reason <> ''",
        "a key begins whole",
    )
    # What was void by two before a backup was put back is void again without, once the trail tells of that.
    op.execute("DROP TRIGGER four_eyes_notice_void")
    _guard(
        "four_eyes_notice_void",
        "UPDATE OF voided_at ON notice WHEN NEW.voided_at IS NOT OLD.voided_at"
        " AND (SELECT are_on FROM four_eyes)"
        " AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action IN ('notice.void'))"
        " AND NOT (OLD.voided_at IS NULL AND NEW.voided_at <= ifnull("
        "(SELECT max(at) FROM audit_entry WHERE action = 'store.restore'), ''))",
        "needs a second person",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
