"""Four eyes at the data: what needs a second person is refused to every statement without a proposal in hand.

They are on once two people work here, unless somebody who manages has turned them off.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_IMPORT_SIZE = 1_000
"""Enterprises that one person imports alone, where the office has not said otherwise."""
_VALID_NOTICE = "SELECT 1 FROM notice WHERE kind = '' AND voided_at IS NULL AND enterprise_id"
_GUARDED = (
    # Name, before what, on condition that, and by which proposals it may be all the same.
    ("notice_issue", "INSERT ON notice", "NEW.kind = ''", ("notice.issue",)),
    (
        "notice_void",
        "UPDATE OF voided_at ON notice",
        "NEW.voided_at IS NOT OLD.voided_at",
        ("notice.void",),
    ),
    (
        "enterprise_delete",
        "UPDATE OF deleted_at ON enterprise",
        f"NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL AND EXISTS ({_VALID_NOTICE} = NEW.id)",
        ("enterprise.delete", "enterprise.merge"),
    ),
    (
        "enterprise_merge",
        "INSERT ON enterprise_merge",
        f"EXISTS ({_VALID_NOTICE} IN (NEW.kept_id, NEW.gone_id))",
        ("enterprise.merge",),
    ),
    (
        "enterprise_import",
        "UPDATE OF added, changed ON import_act",
        "NEW.added + NEW.changed > (SELECT import_size FROM four_eyes)",
        ("enterprise.import",),
    ),
    (
        "policy_put_in_force",
        "UPDATE OF in_force_since ON policy_file",
        "NEW.in_force_since IS NOT NULL AND NEW.in_force_since IS NOT OLD.in_force_since",
        ("policy.put_in_force",),
    ),
    ("policy_come_in_force", "INSERT ON policy_file", "NEW.in_force_since IS NOT NULL", ()),
    (
        "policy_accept_disagreements",
        "UPDATE OF disagreement_reason ON policy_file",
        "NEW.disagreement_reason <> '' AND NEW.disagreement_reason IS NOT OLD.disagreement_reason",
        ("policy.accept_disagreements", "policy.put_in_force"),
    ),
    ("policy_rule", "INSERT ON policy_ruling", "1", ("policy.rule",)),
    ("issuer_trust", "INSERT ON trusted_issuer", "1", ("issuer.trust",)),
)


def upgrade() -> None:
    op.create_table(
        "house_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("told", sa.String, nullable=False),
        sa.Column("expected", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=False),
        sa.Column("made_by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("decided_by", sa.Integer),
        sa.Column("decided_by_name", sa.String),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("remark", sa.String, nullable=False),
        sa.CheckConstraint("state IN ('open', 'in_hand', 'done', 'refused', 'withdrawn', 'lapsed')"),
        sa.CheckConstraint("state NOT IN ('in_hand', 'done') OR decided_by <> made_by"),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"])
    op.execute(
        "CREATE VIEW four_eyes AS SELECT"
        " (SELECT count(*) FROM account WHERE since <= date('now', 'localtime')"
        " AND (until IS NULL OR until > date('now', 'localtime'))) > 1"
        " AND NOT EXISTS (SELECT 1 FROM house_rule WHERE name = 'four_eyes' AND number = 0) AS are_on,"
        f" ifnull((SELECT number FROM house_rule WHERE name = 'import_size'), {_IMPORT_SIZE}) AS import_size"
    )
    for name, before, condition, actions in _GUARDED:
        named = ", ".join(f"'{action}'" for action in actions)
        op.execute(
            f"CREATE TRIGGER four_eyes_{name} BEFORE {before} WHEN {condition}"
            " AND (SELECT are_on FROM four_eyes)"
            f" AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action IN ({named}))"
            " BEGIN SELECT RAISE(ABORT, 'needs a second person'); END"
        )
    op.execute(
        "CREATE TRIGGER proposal_begins BEFORE INSERT ON proposal WHEN NEW.state <> 'open'"
        " BEGIN SELECT RAISE(ABORT, 'a proposal begins open'); END"
    )
    op.execute(
        "CREATE TRIGGER proposal_stays BEFORE UPDATE ON proposal WHEN"
        " (NEW.id, NEW.uid, NEW.action, NEW.content, NEW.title, NEW.told, NEW.expected, NEW.reason,"
        " NEW.made_by, NEW.made_by_name, NEW.made_at) IS NOT"
        " (OLD.id, OLD.uid, OLD.action, OLD.content, OLD.title, OLD.told, OLD.expected, OLD.reason,"
        " OLD.made_by, OLD.made_by_name, OLD.made_at)"
        " OR NOT (OLD.state = 'open' AND NEW.state <> 'done' OR OLD.state = 'in_hand' AND NEW.state = 'done')"
        " BEGIN SELECT RAISE(ABORT, 'what was proposed is never changed, nor what was decided of it'); END"
    )
    op.execute(
        "CREATE TRIGGER proposal_undeleted BEFORE DELETE ON proposal"
        " BEGIN SELECT RAISE(ABORT, 'a proposal is never deleted'); END"
    )
