"""One enterprise, one clause: which values are possible, what is decided, and why."""
