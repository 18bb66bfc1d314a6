"""Putting a backup back: choosing one, seeing what is in it, proving it, and starting anew with it."""
