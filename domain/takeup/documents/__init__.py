"""Papers of what enterprises may get."""
