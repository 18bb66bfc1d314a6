"""Lists: their models and their views."""
