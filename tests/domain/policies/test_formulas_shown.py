"""What formulas are read as, worded as and come to, against what was looked at, and both evaluators alike."""

from random import Random

from tests.domain.policies.formulas_shown import (
    COMMAND,
    READ,
    enterprises_like,
    lines_of_formulas,
    policy_of_formulas,
)
from tests.domain.policies.test_bulk import compare


def test_that_formulas_are_read_and_come_to_what_was_looked_at():
    now, kept = list(lines_of_formulas()), READ.read_text("utf-8").splitlines()
    assert now == kept, f"look at what changed; where it is right: {COMMAND}"


def test_that_both_evaluators_agree_on_each_formula(dictionary):
    policy = policy_of_formulas(dictionary)
    enterprises = enterprises_like(policy, dictionary, Random(8), 16)
    known = dictionary.extended(policy.facts)
    compare(policy, known, enterprises)
    # Where nothing is open, and where nothing is known, columns go other ways.
    for one in enterprises[:4]:
        compare(policy, known, [one])
