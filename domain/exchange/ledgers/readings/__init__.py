"""What rows of each ledger are made of, by subjects."""
