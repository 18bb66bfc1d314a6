"""问题台账: what enterprises ask for, on its road until it is solved."""
