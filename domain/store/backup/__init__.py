"""Backups: one file holds everything an office has, and proves itself before it replaces anything."""
