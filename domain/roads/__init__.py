"""The road of an award as data: its file, where a case stands on it, and what may be done there."""
