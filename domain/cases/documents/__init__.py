"""The documents of a case and of a batch: from a case as it stands to a paper, a module for each."""
