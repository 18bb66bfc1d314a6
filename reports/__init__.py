"""Finished facts in, PDF out. Knows nothing of Qt, sessions or queries."""
