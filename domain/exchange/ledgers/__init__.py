"""Ledgers of 万人助万企 in and out by Excel."""
