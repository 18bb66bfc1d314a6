"""Policy cases as data that a clerk could read, and how they are read."""
