"""Drafts as policy files, and back."""
