"""What the office knows and decides. Knows nothing of Qt and nothing of PDF."""
