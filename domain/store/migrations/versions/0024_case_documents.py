"""A notice that tells what a case was granted needs no second proposal: its road had two people sign already.

It may be no more and nobody else's than what was granted, and one of those who signed is its approver. A case
gets its notice by the step that grants it, and never another one. Each instalment and period of an award gets
one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_SIGNERS = "FROM case_step WHERE case_id = one.id AND did = 'onward' AND voided_by IS NULL"
_GRANTED_BY_TWO = (
    "SELECT 1 FROM award_case one WHERE one.notice_id = NEW.id AND one.ended = 'granted'"
    " AND (one.amount, one.enterprise_id, one.uscc, one.policy_id, one.clause_id)"
    " = (NEW.amount, NEW.enterprise_id, NEW.uscc, NEW.policy_id, NEW.clause_id)"
    f" AND (SELECT count(DISTINCT account_id) {_SIGNERS}) > 1"
    f" AND NEW.approver IN (SELECT by_name {_SIGNERS})"
)
_GRANTS_NOW = (
    "SELECT 1 FROM case_step WHERE case_id = NEW.id AND did = 'onward' AND number = NEW.version"
    " AND NEW.version = OLD.version + 1"
)


def upgrade() -> None:
    op.add_column("notice", sa.Column("part", sa.String))
    op.drop_index("uq_notice_award", "notice")
    op.create_index(
        "uq_notice_award",
        "notice",
        ["enterprise_id", "policy_id", "clause_id", sa.text("ifnull(part, '')")],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND kind = '' AND enterprise_id IS NOT NULL"),
    )
    op.execute("DROP TRIGGER four_eyes_notice_issue")
    op.execute(
        "CREATE TRIGGER four_eyes_notice_issue BEFORE INSERT ON notice WHEN NEW.kind = ''"
        " AND (SELECT are_on FROM four_eyes)"
        " AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action IN ('notice.issue'))"
        f" AND NOT EXISTS ({_GRANTED_BY_TWO})"
        " BEGIN SELECT RAISE(ABORT, 'needs a second person'); END"
    )
    op.execute(
        "CREATE TRIGGER award_case_noticed BEFORE UPDATE OF notice_id ON award_case"
        " WHEN NEW.notice_id IS NOT OLD.notice_id"
        f" AND (OLD.notice_id IS NOT NULL OR NEW.ended <> 'granted' OR NOT EXISTS ({_GRANTS_NOW}))"
        " BEGIN SELECT RAISE(ABORT, 'a case gets one notice, by the step that grants it'); END"
    )
