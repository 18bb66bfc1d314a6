"""Documents: papers of blocks become files."""
