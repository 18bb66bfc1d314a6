"""Formulas: text to tree to values, each step in a module of its own."""
