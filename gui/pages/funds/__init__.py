"""资金: what there is for each policy in a year, how much of it is approved, and what is left."""
