"""培育库: who is near a threshold, who was taken in, what was printed, and qualifications."""
