"""What the office's papers say, as texts that the office can change: read, checked, filled, kept."""
