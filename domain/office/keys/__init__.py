"""The keys by which the office signs its papers."""
