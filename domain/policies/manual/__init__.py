"""What persons decide where a rule leaves it to one (人工认定): read, decided, withdrawn, listed."""
