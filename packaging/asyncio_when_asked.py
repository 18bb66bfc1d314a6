"""Run in the bundle ahead of main.py: asyncio is loaded once something asks for it.

SQLAlchemy imports it, forty modules and 3 MB, for engines that nobody opens here. Of what is in it only
`iscoroutine` is taken at once.
"""

import sys
from importlib import import_module
from types import ModuleType


class _Waiting(ModuleType):
    """Is `asyncio` to whoever imported it before it was asked for anything."""

    def __getattr__(self, name):
        if name.startswith("__"):  # by the import system
            raise AttributeError(name)
        return getattr(self._loaded(), name)

    def iscoroutine(self, one):
        return self._loaded().iscoroutine(one)

    def _loaded(self):
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


sys.modules["asyncio"] = _Waiting("asyncio")
