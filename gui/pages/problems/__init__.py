"""问题台账: what enterprises ask for, taken along until it is solved."""
