"""Wording by rules: what is proposed, from which words, and what is not understood."""
