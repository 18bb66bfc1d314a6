"""Columns in as few bytes as their values need, which stay the very same values."""

from itertools import product

import numpy as np

from domain.policies.many.columns import Column

BITS = (7, 8, 15, 16, 31, 32, 53, 62)
EDGES = [0, *(sign * 2**bits + more for bits in BITS for sign in (1, -1) for more in (-1, 0, 1))]


def test_that_a_column_of_few_bytes_is_the_same_and_reckoned_with_in_whole_numbers():
    for low, high in product(EDGES, EDGES):
        column = Column(np.array([low, high, 0], np.int64))
        compact = column.compact()
        assert compact.values.dtype.kind in "iu"
        assert compact.values.itemsize <= column.values.itemsize
        assert compact.wide.dtype == np.int64
        assert compact.values.tolist() == compact.wide.tolist() == [low, high, 0]
        assert compact.reach >= max(abs(low), abs(high))


def test_that_numbers_beyond_64_bits_stay_what_they_are():
    column = Column(np.array([2**80, -1], object)).compact()
    assert (list(column.values), list(column.wide)) == ([2**80, -1], [2**80, -1])
