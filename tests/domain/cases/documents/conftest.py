"""The office of the cases."""

from tests.domain.cases.awards.conftest import office, roads

__all__ = ["office", "roads"]
