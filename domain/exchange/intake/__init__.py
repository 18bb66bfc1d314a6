"""Sheets of any kind into the register: opening, matching headings, checking, saying what is wrong."""
