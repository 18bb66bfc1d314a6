"""What stood behind each figure is kept with its report; roads say which of their ends grant an award."""

import json
import tomllib

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _name_grants()
    op.create_table(
        "reported_figure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report_id", sa.Integer, nullable=False),
        sa.Column("figure_id", sa.String, nullable=False),
        sa.Column("behind", sa.String, nullable=False),
        sa.UniqueConstraint("report_id", "figure_id"),
    )
    for verb in ("UPDATE", "DELETE"):
        _guard(
            f"reported_figure_stays_{verb.lower()}", f"{verb} ON reported_figure", "what was reported stays"
        )
    _guard(
        "reported_figure_has_its_report",
        "INSERT ON reported_figure WHEN NOT EXISTS (SELECT 1 FROM figure_report WHERE id = NEW.report_id)"
        " OR EXISTS (SELECT 1 FROM reported_figure WHERE id = NEW.id"
        " OR report_id = NEW.report_id AND figure_id = NEW.figure_id)",
        "it belongs to a report, once",
    )


def _name_grants() -> None:
    op.add_column("case_road", sa.Column("grants", sa.String, nullable=False, server_default="[]"))
    op.execute("DROP TRIGGER case_road_stays")
    connection = op.get_bind()
    for id_, content in connection.execute(sa.text("SELECT id, content FROM case_road")).all():
        connection.execute(
            sa.text("UPDATE case_road SET grants = :ends WHERE id = :id"),
            {"ends": json.dumps(_grants(content)), "id": id_},
        )
    _guard("case_road_stays", "UPDATE ON case_road", "a road that a case began is never changed")


def _grants(content: bytes) -> list[str]:
    """Return the ends of a road that grant; none where its file does not read any more."""
    try:
        # As the program reads it: editors on Windows write byte order marks and \\r.
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        ends = tomllib.loads(text).get("ends", [])
        return [str(one["id"]) for one in ends if one.get("grants")]
    except (ValueError, KeyError, AttributeError, TypeError):
        return []


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
