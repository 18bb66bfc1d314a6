"""Stands in for what libshiboken imports at every start to word wrong arguments and signatures.

libshiboken embeds these modules as source and compiles them each time PySide6 is imported: a quarter of an
empty window's start, for what a program that passes the right arguments never calls. They also put a function
before every import of the program, which looks for ``from __feature__ import …``. Where there is a folder
``shiboken6/files.dir`` (``SBK_EMBED=0`` makes one), libshiboken takes its modules instead; these here load
the embedded ones once one is asked for. In them is what libshiboken 6.9.3 looks up by name; zhuqidui.spec
refuses any other.
"""

import sys
from functools import cache

import signature_bootstrap


@cache
def embedded():
    """Return libshiboken's own `shibokensupport.signature.loader`."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "shibokensupport"]:
        del sys.modules[name]
    finders, finder = signature_bootstrap.prepare_zipfile()
    finders.insert(0, finder)
    try:
        from shibokensupport.signature import loader  # noqa: PLC0415 - not the one beside this
    finally:
        finders.remove(finder)
    return loader
