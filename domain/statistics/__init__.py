"""Figures that superiors ask for: each a definition that people can read, counted from the rows behind it."""
