"""Paying, through the window."""
