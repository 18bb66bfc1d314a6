"""The policies page: what each clause says, and how it is computed."""

from gui.pages.policies.page import PoliciesPage

__all__ = ["PoliciesPage"]
