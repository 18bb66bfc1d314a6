"""培育: candidates, who was taken in, qualifications and their share, lists, thresholds."""
