"""The assessment page: every clause decided for every enterprise, with the reason."""
