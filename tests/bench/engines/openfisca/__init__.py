"""The ten clauses for openfisca-core, over arrays, amounts in yuan as its float32.

It knows no figure that was not entered: one is 0, no, or 1 January 1970. `as_shipped` leaves it at that;
`with_flags` gives each figure a second variable that says whether it was entered, and reckons with outcomes 0
fails, 1 missing, 2 for a person, 3 holds, as `tests.reference.by_numpy` does.
"""
