"""拨付: what is to be paid, the lists that are sent to the bank, and what is held back."""
