"""What guards people and the trail, where the clock is set back and where statements go past the program.

Who works here counts by the newest day that the trail has seen, so that a clock set back brings nobody back
and sends nobody away. Enterprises with cases need two people to be deleted, as those with notices do. And
what is never changed or deleted is not written over either.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_IMPORT_SIZE = 1_000
_DAY = "max(date('now', 'localtime'), ifnull((SELECT date(max(at), 'localtime') FROM audit_entry), ''))"
_AT_WORK = "SELECT count(*) FROM account, day WHERE since <= day.day AND (until IS NULL OR until > day.day)"
_ON = "(SELECT are_on FROM four_eyes)"
_HAS_AWARD = (
    "(EXISTS (SELECT 1 FROM notice WHERE kind = '' AND voided_at IS NULL AND enterprise_id {0})"
    # Of its own accord SQLite would look through all cases that were granted, for each enterprise.
    " OR EXISTS (SELECT 1 FROM award_case INDEXED BY uq_award_case"
    " WHERE ended IN ('', 'granted') AND enterprise_id {0}))"
)
_NOTICE_STAYS = (
    *("id", "uid", "number_prefix", "number_year", "number_serial", "enterprise_id", "uscc"),
    *("enterprise_name", "policy_id", "policy_sha256", "clause_id", "clause_title", "amount", "facts"),
    *("decision", "paper", "approver", "approved_on", "issued_by", "issued_at", "kind", "part"),
)
_MANAGES = "SELECT 1 FROM account WHERE name = NEW.set_by AND ' ' || roles || ' ' LIKE '% manage %'"
_TURNED_OFF = "NEW.name = 'four_eyes' AND NEW.number = 0"
_NOT_WRITTEN_OVER = ("account", "award_case", "case_step", "notice", "problem_step", "proposal")


def upgrade() -> None:
    op.execute("DROP VIEW four_eyes")
    op.execute(
        f"CREATE VIEW four_eyes AS WITH day AS (SELECT {_DAY} AS day), work AS (SELECT"
        f" ({_AT_WORK}) AS people, EXISTS (SELECT 1 FROM account) AS were_any) SELECT"
        # Where everybody was ended nobody works alone.
        " (people > 1 OR people = 0 AND were_any)"
        " AND NOT EXISTS (SELECT 1 FROM house_rule WHERE name = 'four_eyes' AND number = 0) AS are_on,"
        f" ifnull((SELECT number FROM house_rule WHERE name = 'import_size'), {_IMPORT_SIZE}) AS import_size"
        " FROM work"
    )
    _guard_enterprises()
    _guard_trail()
    _guard_notices()
    _guard_second_persons()


def _guard_enterprises() -> None:
    op.execute("DROP TRIGGER four_eyes_enterprise_delete")
    _needs_two(
        "enterprise_delete",
        "UPDATE OF deleted_at ON enterprise WHEN NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL"
        f" AND {_HAS_AWARD.format('= NEW.id')}",
        ("enterprise.delete", "enterprise.merge"),
    )
    op.execute("DROP TRIGGER four_eyes_enterprise_merge")
    _needs_two(
        "enterprise_merge",
        f"INSERT ON enterprise_merge WHEN {_HAS_AWARD.format('IN (NEW.kept_id, NEW.gone_id)')}",
        ("enterprise.merge",),
    )
    _guard(
        "enterprise_undeleted",
        "DELETE ON enterprise WHEN EXISTS (SELECT 1 FROM notice WHERE enterprise_id = OLD.id)"
        " OR EXISTS (SELECT 1 FROM award_case WHERE enterprise_id = OLD.id)",
        "what was decided of an enterprise keeps it",
    )


def _guard_trail() -> None:
    _guard(
        "audit_entry_follows",
        "INSERT ON audit_entry WHEN NEW.id IS NOT (SELECT ifnull(max(id), 0) + 1 FROM audit_entry)",
        "an entry of the trail follows the last one",
    )
    # To SQLite an INSERT OR REPLACE deletes nothing that a trigger would hear of.
    for table in _NOT_WRITTEN_OVER:
        _guard(
            f"{table}_is_not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
            "what is kept is never written over",
        )


def _guard_notices() -> None:
    now, then = (", ".join(f"{row}.{name}" for name in _NOTICE_STAYS) for row in ("NEW", "OLD"))
    _guard(
        "notice_stays",
        f"UPDATE OF {', '.join(_NOTICE_STAYS)} ON notice WHEN ({now}) IS NOT ({then})",
        "what was issued is never changed, only declared void",
    )
    _guard(
        "notice_is_not_renumbered",
        "INSERT ON notice WHEN EXISTS (SELECT 1 FROM notice WHERE uid = NEW.uid"
        " OR (number_prefix, number_year, number_serial)"
        " = (NEW.number_prefix, NEW.number_year, NEW.number_serial))",
        "a number is given once",
    )
    _guard("notice_undeleted", "DELETE ON notice", "what was issued is never deleted")


def _guard_second_persons() -> None:
    for table, action in (("policy_ruling", "policy.rule"), ("trusted_issuer", "issuer.trust")):
        _needs_two(f"{table}_changes", f"UPDATE ON {table} WHEN 1", (action,))
    _guard("account_undeleted", "DELETE ON account", "nobody is deleted, only ended")
    _guard(
        "account_stays",
        "UPDATE OF id, uid, since ON account"
        " WHEN (NEW.id, NEW.uid, NEW.since) IS NOT (OLD.id, OLD.uid, OLD.since)",
        "who came when is never changed",
    )
    for what in ("INSERT", "UPDATE"):
        _guard(
            f"four_eyes_off_{what.lower()}",
            f"{what} ON house_rule WHEN {_TURNED_OFF} AND {_ON}"
            f" AND (trim(NEW.reason) = '' OR NOT EXISTS ({_MANAGES}))",
            "somebody who manages turns them off, with a reason",
        )


def _needs_two(name: str, before: str, actions: tuple[str, ...]) -> None:
    named = ", ".join(f"'{action}'" for action in actions)
    _guard(
        f"four_eyes_{name}",
        f"{before} AND {_ON}"
        f" AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action IN ({named}))",
        "needs a second person",
    )


def _guard(name: str, before: str, refusal: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
