"""From a policy file to a policy: its text, its shape, what it declares, its formulas."""
