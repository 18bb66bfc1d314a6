"""Pictures of everything a clerk sees, to be looked at: ``python -m tests.gui.pictures build/pictures``."""
