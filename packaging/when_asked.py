"""Run in the bundle ahead of main.py: what is imported and hardly ever used is loaded once it is asked for.

SQLAlchemy imports asyncio, forty modules and 3 MB, for engines that nobody opens here; pydantic and
SQLAlchemy the lists of installed packages, of which there are none; libshiboken, ahead of everything, what it
unpacks the modules with that packaging/signatures stands in for.
"""

import sys
from importlib import import_module
from types import ModuleType


class _Waiting(ModuleType):
    """Is a module to whoever imported it before it was asked for anything."""

    def __init__(self, name, *functions):
        """Stand in for a module; `functions` are of those in it that are taken by name, and called later."""
        super().__init__(name)
        for one in functions:
            setattr(self, one, self._calling(one))

    def __getattr__(self, name):
        if name.startswith("__"):  # by the import system
            raise AttributeError(name)
        return getattr(self._loaded(), name)

    def _calling(self, function):
        def call(*given, **named):
            return getattr(self._loaded(), function)(*given, **named)

        return call

    def _loaded(self):
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return import_module(self.__name__)


class _Dataclasses(_Waiting):
    """Is `dataclasses`, whose first user waits for no `inspect`.

    Of classes without docstrings, as all are in the bundle, it would note the signature instead: for nobody,
    and in a fifth of the time that the class takes.
    """

    def _loaded(self):
        if sys.modules.get(self.__name__) is not self:
            return super()._loaded()
        before = sys.modules.get("inspect")
        sys.modules["inspect"] = _LightInspect("inspect")
        try:
            return super()._loaded()
        finally:
            del sys.modules["inspect"]
            if before is not None:
                sys.modules["inspect"] = before


class _LightInspect(ModuleType):
    """What `dataclasses` asks of `inspect` for each class; all else is asked of that itself."""

    def get_annotations(self, one):
        return dict(vars(one).get("__annotations__", ()))

    def signature(self, one):
        raise ValueError(one)

    def __getattr__(self, name):
        return getattr(import_module("inspect"), name)


for _one in (
    _Waiting("asyncio", "iscoroutine"),
    _Waiting("importlib.metadata", "version", "entry_points"),
    *map(_Waiting, ("base64", "tempfile", "traceback", "zipfile")),
    _Dataclasses("dataclasses"),
):
    sys.modules[_one.__name__] = _one
sys.modules["importlib"].metadata = sys.modules["importlib.metadata"]
