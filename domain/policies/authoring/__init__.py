"""From a published document to a policy file: read, built by choices, proved, handed over to the shelf."""
