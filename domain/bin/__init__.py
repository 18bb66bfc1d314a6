"""What was deleted, of every kind that is: listed, brought back, and let go when its time is over."""
