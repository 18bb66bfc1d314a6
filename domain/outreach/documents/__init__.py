"""Papers of the ledgers."""
