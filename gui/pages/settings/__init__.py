"""The settings: the office, the window, where the records lie, what this program is."""

from gui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
