"""What libshiboken calls; it keeps these very functions for good."""

from shibokensupport import embedded
from shibokensupport.signature import mapping  # noqa: F401 - looked up in sys.modules


def pyside_type_init(*arguments):
    return embedded().pyside_type_init(*arguments)


def create_signature(*arguments):
    return embedded().create_signature(*arguments)


def seterror_argument(*arguments):
    return embedded().seterror_argument(*arguments)


def make_helptext(function):
    """Return a docstring; libshiboken has those of Python's own types asked for here, too.

    Whoever wraps one, as pydantic and SQLAlchemy do when they are imported, asks for it.
    """
    owner = getattr(function, "__objclass__", None) or getattr(function, "__self__", None)
    if isinstance(owner, type) and owner.__module__ == "builtins":
        return function.__doc__
    return embedded().make_helptext(function)


def finish_import(_module):
    """Do nothing: nothing in PySide6.support.deprecated is left to be put in place."""


def feature_import(*_arguments, **_keywords):
    """Do nothing: the import is an ordinary one."""


def feature_imported(_module):
    """Do nothing: no module uses ``__feature__``."""


def post_init():
    """Leave `builtins.__import__` alone."""
