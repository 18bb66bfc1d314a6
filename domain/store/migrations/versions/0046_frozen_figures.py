"""What was reported is kept with its words, teams have a first day, and visits are counted without a join.

When an enterprise was visited stands with it (`done_on`, which follows from the visit), and indices have what
problems are counted by, so that a year of very many is counted from an index alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0044"
branch_labels = None
depends_on = None

_COUNTED = ("matter", "ended", "enterprise_id", "content", "kind", "source", "department_id", "cadre_id")
_DONE = "(SELECT day FROM visit WHERE id = {} AND state = 'done' AND deleted_at IS NULL)"


def upgrade() -> None:
    op.add_column("figure_report", sa.Column("told", sa.String))
    op.add_column("team", sa.Column("since", sa.Date))
    op.add_column("visit_enterprise", sa.Column("done_on", sa.Date))
    op.execute(f"UPDATE visit_enterprise SET done_on = {_DONE.format('visit_id')}")
    op.execute("CREATE INDEX ix_visit_enterprise_done ON visit_enterprise (done_on, enterprise_id, visit_id)")
    op.execute("CREATE INDEX ix_problem_step_reopen ON problem_step (problem_id, day) WHERE did = 'reopen'")
    for name in ("raised", "ended"):
        op.drop_index(f"ix_problem_{name}", "problem")
    op.create_index("ix_problem_raised", "problem", ["raised_on", *_COUNTED, "ended_on"])
    op.create_index("ix_problem_ended", "problem", ["ended_on", *_COUNTED, "raised_on"])
    op.execute(
        "CREATE TRIGGER visit_enterprise_done AFTER INSERT ON visit_enterprise BEGIN UPDATE visit_enterprise"
        f" SET done_on = {_DONE.format('NEW.visit_id')}"
        " WHERE visit_id = NEW.visit_id AND enterprise_id = NEW.enterprise_id; END"
    )
    op.execute(
        "CREATE TRIGGER visit_done AFTER UPDATE OF state, day, deleted_at ON visit BEGIN"
        f" UPDATE visit_enterprise SET done_on = {_DONE.format('NEW.id')} WHERE visit_id = NEW.id; END"
    )
    op.execute(
        "CREATE TRIGGER team_begins BEFORE UPDATE OF since, until ON team WHEN NEW.until < NEW.since"
        " BEGIN SELECT RAISE(ABORT, 'it ends before it began'); END"
    )
