"""A policy is written: from its document to a policy in force."""
