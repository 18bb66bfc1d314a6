"""What formulas are read as, worded as and come to, against what was looked at."""

from tests.domain.policies.formulas_shown import COMMAND, READ, lines_of_formulas


def test_that_formulas_are_read_and_come_to_what_was_looked_at():
    now, kept = list(lines_of_formulas()), READ.read_text("utf-8").splitlines()
    assert now == kept, f"look at what changed; where it is right: {COMMAND}"
