"""The clauses computed a second time, by hand, to hold the program's answers against."""
