"""The program in a process of its own, forked from one that has imported already what every start imports.

Starting the interpreter and importing take longer than most commands do. What is said of the start itself,
and of the locale that it is in, has to start an interpreter.
"""

import atexit
import gc
import io
import json
import os
import runpy
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen
from typing import Final, TextIO

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE_S: Final = 300
_KEPT: Final = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")
_IMPORTED: Final = (
    "domain.cases.service",
    "domain.enterprises.importing.service",
    "domain.exchange.decisions",
    "domain.exchange.facts_files",
    "domain.exchange.samples",
    "domain.exchange.summary",
    "domain.exchange.template",
    "domain.office.accounts.service",
    "domain.policies.agreement.differences",
    "domain.policies.runs.service",
    "domain.policies.signatures",
    "domain.store.backup.restoring",
    "domain.store.upgrading",
    "reports.documents.papers",
    "typer",
)


def run_program(
    arguments: Sequence[object], environment: Mapping[str, str], *, typed: bytes = b""
) -> CompletedProcess[bytes]:
    """Run the program with arguments as a person would; see `run_script`."""
    return run_script("main", arguments, environment, typed=typed)


def run_script(
    module: str,
    arguments: Sequence[object],
    environment: Mapping[str, str],
    *,
    typed: bytes = b"",
    imported: tuple[str, ...] = _IMPORTED,
) -> CompletedProcess[bytes]:
    """Run a module at the top of the project; see `subprocess.run`.

    Args:
        module: Its name.
        arguments: What it is told.
        environment: All there is of it but for where programs, the user and temporary files are.
        typed: Into its standard input.
        imported: What it finds imported.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    words = [module, *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("in", "out", "err")]
        for path in streams:
            path.write_bytes(typed if path is streams[0] else b"")
        server = _server(imported)
        assert server.stdin is not None
        assert server.stdout is not None
        asked = {"words": words, "environment": {**kept, **environment}, "streams": [*map(str, streams)]}
        server.stdin.write(f"{json.dumps(asked)}\n")
        server.stdin.flush()
        return CompletedProcess(
            words, int(server.stdout.readline()), *(path.read_bytes() for path in streams[1:])
        )


@cache
def _server(imported: tuple[str, ...]) -> "Popen[str]":
    command = [sys.executable, "-m", __name__, *imported]
    server = Popen(command, cwd=_ROOT, stdin=PIPE, stdout=PIPE, encoding="utf-8")
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    """Run the program as often as is asked for, each time in a process of its own, and say how it ended."""
    # Before numpy is there, as the program has it: with threads nothing can be forked.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in (*sys.argv[1:], "tests.running.efforts"):
        import_module(name)
    # What is there already is never looked through for garbage, so that it stays shared.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(words: list[str], environment: dict[str, str], streams: list[str]) -> None:
    signal.alarm(_PATIENCE_S)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDWR), number)
    sys.stdin, sys.stdout, sys.stderr = map(_stream, range(3))
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = words
    code = 1
    try:
        runpy.run_module(words[0], run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _stream(number: int) -> TextIO:
    raw = open(number, "rb" if number == 0 else "wb", closefd=False)  # noqa: SIM115 - ends with the process
    return io.TextIOWrapper(raw, "utf-8", line_buffering=number == 2)


if __name__ == "__main__":
    _serve()
