"""A notice says which enterprise it was issued to, not only under which code: codes are corrected."""

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ALWAYS = "9999"


def upgrade() -> None:
    op.add_column("notice", sa.Column("enterprise_id", sa.Integer))
    connection = op.get_bind()
    held = _holders(connection)
    taken = set()
    notices = connection.exec_driver_sql(
        "SELECT id, uscc, policy_id, clause_id, issued_at, voided_at IS NULL AND kind = ''"
        " FROM notice ORDER BY id"
    ).fetchall()
    for id_, uscc, policy, clause, issued_at, is_valid in notices:
        holder = _holder_at(held.get(uscc, []), issued_at)
        award = holder, policy, clause
        # Of two notices for one award, which a corrected code made possible, the later keeps its code alone.
        if holder is None or (is_valid and award in taken):
            continue
        if is_valid:
            taken.add(award)
        connection.exec_driver_sql("UPDATE notice SET enterprise_id = ? WHERE id = ?", (holder, id_))
    op.drop_index("uq_notice_award", "notice")
    op.create_index(
        "uq_notice_award",
        "notice",
        ["enterprise_id", "policy_id", "clause_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND kind = '' AND enterprise_id IS NOT NULL"),
    )
    op.create_index("ix_notice_enterprise", "notice", ["enterprise_id"])


def _holders(connection: sa.Connection) -> dict[str, list[tuple[str, str, int]]]:
    """Return who had each code, from when until when, by what the trail says of codes that were changed."""
    changes = defaultdict(list)
    rows = connection.exec_driver_sql(
        "SELECT subject_id, at, details FROM audit_entry"
        " WHERE kind = 'enterprise' AND subject_id IS NOT NULL AND details LIKE '%\"uscc\"%' ORDER BY id"
    )
    for enterprise, at, details in rows:
        try:
            before, after = json.loads(details)["uscc"]
        except (ValueError, KeyError, TypeError):
            continue  # Damaged, or something else under that name.
        if before is not None:
            changes[enterprise].append((at, before, after))
    held = defaultdict(list)
    for id_, uscc, created_at, deleted_at in connection.exec_driver_sql(
        "SELECT id, uscc, created_at, deleted_at FROM enterprise"
    ):
        since = created_at
        for at, before, _ in changes.get(id_, ()):
            held[before].append((since, at, id_))
            since = at
        held[uscc].append((since, deleted_at or _ALWAYS, id_))
    return held


def _holder_at(holders: list[tuple[str, str, int]], moment: str) -> int | None:
    """Return who had a code at a moment; else who had it last."""
    then = [id_ for since, until, id_ in holders if since <= moment <= until]
    return then[-1] if then else (max(holders)[2] if holders else None)
