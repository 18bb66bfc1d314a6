"""Papers that superiors get."""
