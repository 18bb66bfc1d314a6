"""Papers as Word files, to be gone on with."""
