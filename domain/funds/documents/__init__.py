"""What is written of payments: each a module that composes blocks."""
