"""On which line of a file things stand."""

import pytest

from domain.values.toml.places import Places

FILE = '''format = 1
[[facts]]
name = "a"  # [not a table]
choices = { a = "甲=", b.c = "x" }
[facts.more]
z = 1.5
when = 2022-01-01 10:00:00
[[clauses]]
id = "c"
award = """
1万 ""
 + \\"2万"""
conditions = [ # hi ]
  "x\\"]", { text = "y", formula = 'z' },
  """w""",
]
[[clauses.stages]]
title = "a"
conditions = ["q",
 "r"]
[[clauses.stages]]
title = 'b'
[clauses.contest]
by = "x"
[[clauses]]
id = "d"
award = \'\'\'z\'\'\'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("format",), 1),
        (("facts", 0), 2),
        (("facts", 0, "choices", "b", "c"), 4),
        (("facts", 0, "more", "z"), 6),
        (("clauses", 0, "award"), 11),
        (("clauses", 0, "conditions", 0, "formula"), 14),
        (("clauses", 0, "conditions", 1, "formula"), 14),
        (("clauses", 0, "conditions", 2), 15),
        (("clauses", 0, "stages", 0, "conditions", 1), 20),
        (("clauses", 0, "stages", 1, "title"), 22),
        (("clauses", 0, "contest", "by"), 24),
        (("clauses", 1, "award"), 27),
        (("clauses", 1, "definitions", 3), 25),
        (("nothing",), None),
    ],
)
def test_that_a_value_is_found_by_its_keys(path, line):
    assert Places(FILE).line(path) == line


def test_that_what_is_left_out_makes_the_rest_move_up():
    places = Places(FILE)
    places.forget(("clauses", 0, "conditions", 1))
    places.forget(("clauses", 0, "stages", 0))
    assert places.line(("clauses", 0, "conditions", 1)) == 15
    assert places.line(("clauses", 0, "stages", 0, "title")) == 22
