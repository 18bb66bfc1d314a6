"""Processes that work until they are killed, forked from one that has loaded everything they need."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Victims:
    """Forks one process after the other and kills each; a module runs in them that calls `serve`."""

    def __init__(self, module: str, folder: Path) -> None:
        self._pipe = folder / "said"
        os.mkfifo(self._pipe)
        # One thread, since only that one goes on in a fork.
        self._parent = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> "Victims":
        return self

    def __exit__(self, *_: object) -> None:
        self._parent.communicate()

    def killed_after(self, lines: int, after_s: float, *arguments: object) -> list[str]:
        """Let one work, kill it so long after so many lines, and return the whole lines it wrote."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps([str(self._pipe), *map(str, arguments)]) + "\n")
        self._parent.stdin.flush()
        process = int(self._parent.stdout.readline())
        with self._pipe.open(encoding="utf-8") as pipe:
            assert pipe.readline() == "ready\n"
            said = [pipe.readline() for _ in range(lines)]
            with suppress(subprocess.TimeoutExpired):
                self._parent.wait(after_s)
            os.kill(process, 9)
            said += pipe.readlines()
        assert int(self._parent.stdout.readline()) == -9, "it was still at work"
        return [line for line in said if line.endswith("\n")]


def serve(work: Callable[..., None]) -> None:
    """Fork for each line on stdin a process that calls `work`, its stdout being what is read of it."""
    for line in sys.stdin:
        pipe, *arguments = json.loads(line)
        process = os.fork()
        if not process:
            os.dup2(os.open(pipe, os.O_WRONLY), 1)
            work(*arguments)
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def say(*words: object) -> None:
    """Straight into the pipe: nothing may wait in a buffer of a process that is about to be killed."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())
