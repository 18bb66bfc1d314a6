"""Papers that are gone on with, as Excel files."""
