"""Projects with their stages, investment by month, permits and problems; people in charge of projects."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_FIXED = ("id", "uid", "number", "made_at", "by_name")


def upgrade() -> None:
    _create_projects()
    _create_investment()
    _create_permits()
    _widen_charges()
    op.add_column("problem", sa.Column("project_id", sa.Integer))
    op.create_index("ix_problem_project", "problem", ["project_id"])
    _create_guards()


def _create_projects() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("number", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("street", sa.String, nullable=False),
        sa.Column("park", sa.String, nullable=False),
        sa.Column("team_id", sa.Integer),
        sa.Column("total", sa.Integer),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("plan", sa.String, nullable=False),
        sa.Column("plan_files", sa.String),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_because", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    op.create_index("ix_project_team", "project", ["team_id", "ended"])
    op.create_table(
        "project_enterprise",
        sa.Column("project_id", sa.Integer, primary_key=True),
        sa.Column("enterprise_id", sa.Integer, primary_key=True),
        sa.Column("row_uid", sa.String, nullable=False),
    )
    op.create_index("ix_project_enterprise", "project_enterprise", ["enterprise_id", "project_id"])
    op.create_table(
        "project_stage",
        sa.Column("project_id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("planned", sa.Date),
        sa.Column("done", sa.Date),
    )


def _create_investment() -> None:
    op.create_table(
        "project_month",
        sa.Column("project_id", sa.Integer, primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("planned", sa.Integer),
        sa.Column("done", sa.Integer),
    )
    op.create_index("ix_project_month", "project_month", ["month", "done"])
    op.create_table(
        "project_year",
        sa.Column("project_id", sa.Integer, primary_key=True),
        sa.Column("first", sa.Date, primary_key=True),
        sa.Column("planned", sa.Integer, nullable=False),
    )


def _create_permits() -> None:
    op.create_table(
        "permit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("project_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("given_on", sa.Date),
        sa.Column("statutory", sa.Integer),
        sa.Column("promised", sa.Integer, nullable=False),
        sa.Column("working_days", sa.Integer),
        sa.Column("remark", sa.String, nullable=False),
    )
    op.create_index("ix_permit_project", "permit", ["project_id"])


def _widen_charges() -> None:
    """Let a charge be of a project instead of an enterprise: of exactly one of them."""
    op.execute("ALTER TABLE charge RENAME TO former_charge")
    for index in ("ix_charge_enterprise", "ix_charge_cadre", "uq_charge"):
        op.drop_index(index)
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("enterprise_id", sa.Integer),
        sa.Column("project_id", sa.Integer),
        sa.Column("cadre_id", sa.Integer, nullable=False),
        sa.Column("post", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("because", sa.String, nullable=False),
    )
    op.execute(
        "INSERT INTO charge (id, uid, enterprise_id, cadre_id, post, since, until, because)"
        " SELECT id, uid, enterprise_id, cadre_id, post, since, until, because FROM former_charge"
    )
    op.drop_table("former_charge")
    op.create_index("ix_charge_cadre", "charge", ["cadre_id", "until"])
    for of, name in (("enterprise_id", "enterprise"), ("project_id", "project")):
        op.create_index(f"ix_charge_{name}", "charge", [of, "until"])
        op.create_index(
            "uq_charge" if name == "enterprise" else "uq_charge_project",
            "charge",
            [of, "cadre_id", "post"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
        )
    _guard("charge_ends", "UPDATE OF until ON charge WHEN NEW.until < NEW.since", "it ends before it began")


_HOLDS = {
    "project": (
        "NEW.total < 0 OR NEW.ends_on < NEW.starts_on OR NEW.ended NOT IN ('', 'done', 'dropped')"
        " OR (NEW.ended = '') <> (NEW.ended_on IS NULL)"
    ),
    "project_month": "strftime('%d', NEW.month) <> '01' OR NEW.planned < 0 OR NEW.done < 0",
    "project_year": "strftime('%m-%d', NEW.first) <> '01-01' OR NEW.planned < 0",
    "permit": (
        "NEW.given_on < NEW.asked_on OR (NEW.given_on IS NULL) <> (NEW.working_days IS NULL)"
        " OR NEW.promised < 1 OR NEW.statutory < 1"
    ),
    "charge": "(NEW.enterprise_id IS NULL) = (NEW.project_id IS NULL)",
}
"""What no row of these tables may be."""


def _create_guards() -> None:
    for table, wrong in _HOLDS.items():
        for verb in ("INSERT", "UPDATE"):
            _guard(f"{table}_holds_{verb.lower()}", f"{verb} ON {table} WHEN {wrong}", "this cannot be")
    _guard("project_stays", f"UPDATE ON project WHEN {_differ(_FIXED)}", "which project it is never changes")
    _guard("project_undeleted", "DELETE ON project", "a project is never deleted")
    _guard(
        "project_is_not_replaced",
        "INSERT ON project WHEN EXISTS (SELECT 1 FROM project WHERE id = NEW.id)",
        "what is there is never replaced",
    )
    for table in ("project_stage", "project_month", "project_year", "permit"):
        _guard(
            f"{table}_has_its_project",
            f"INSERT ON {table} WHEN NOT EXISTS"
            " (SELECT 1 FROM project WHERE id = NEW.project_id AND deleted_at IS NULL)",
            "it belongs to a project",
        )


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
