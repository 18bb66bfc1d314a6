"""The same office as that of the cases."""

from tests.gui.cases.conftest import office, roads, seated, store

__all__ = ["office", "roads", "seated", "store"]
