"""The approval notices: issued ones with their papers, and issuing new ones."""
