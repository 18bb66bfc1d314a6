"""Figures in a clause's wording held against those in its formulas."""
