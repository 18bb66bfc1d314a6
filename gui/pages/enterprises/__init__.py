"""The register: the list of enterprises, and the form of one."""

from gui.pages.enterprises.page import EnterprisesPage

__all__ = ["EnterprisesPage"]
