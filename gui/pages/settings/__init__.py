"""The settings: the office, the window, where the records lie, what this program is."""
