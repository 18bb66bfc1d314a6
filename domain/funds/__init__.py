"""The money: what there is for each policy and year, and where it has gone."""
