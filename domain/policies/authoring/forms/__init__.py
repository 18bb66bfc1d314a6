"""Formulas as lines of choices, two ways."""
