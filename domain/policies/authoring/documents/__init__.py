"""Published documents: from a file to units in a tree, with what holds for all of them."""
