"""Numbers are given once: a small file beside the store outlives restores, lost logs and older copies."""
