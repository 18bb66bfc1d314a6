"""The people of the office at the window: signing in, locking, accounts."""
