"""Drafts as the store keeps them, each with its document and its owner."""
