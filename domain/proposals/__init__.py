"""What needs two people: proposed by one, confirmed by another."""
