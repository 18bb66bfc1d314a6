"""The approval notices: issued ones with their papers, and issuing new ones."""

from gui.pages.notices.page import NoticesPage

__all__ = ["NoticesPage"]
