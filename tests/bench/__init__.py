"""The benchmarks: every module here with a ``measure`` function, run by ``make bench``."""
