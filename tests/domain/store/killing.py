"""Processes that work until they are killed, forked from one that has loaded everything they need."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Victim:
    """A process at work, what it says and how it ends."""

    def __init__(self, process: int, pipe: Path, ended: Callable[[int], int]) -> None:
        self._process = process
        self._said = pipe.open(encoding="utf-8")
        self._ended = ended

    def line(self) -> str:
        """Wait for what it says next; "" where it has ended."""
        return self._said.readline()

    def kill(self) -> None:
        os.kill(self._process, 9)

    def end(self) -> tuple[list[str], int]:
        """Wait until it has ended, and return the whole lines that were left and how it ended."""
        with self._said:
            rest = [line for line in self._said if line.endswith("\n")]
        return rest, self._ended(self._process)


class Victims:
    """Forks processes, to be killed one after the other or not; a module runs in them that calls `serve`."""

    def __init__(self, module: str, folder: Path) -> None:
        self._folder = folder
        self._count = 0
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

    def begin(self, *arguments: object) -> Victim:
        """Let one begin to work."""
        self._count += 1
        pipe = self._folder / f"said {self._count}"
        os.mkfifo(pipe)
        return Victim(self._asked([str(pipe), *map(str, arguments)]), pipe, self._asked)

    def killed_after(self, lines: int, after_s: float, *arguments: object) -> list[str]:
        """Let one work, kill it so long after so many lines, and return the whole lines it wrote."""
        victim = self.begin(*arguments)
        assert victim.line() == "ready\n"
        said = [victim.line() for _ in range(lines)]
        with suppress(subprocess.TimeoutExpired):
            self._parent.wait(after_s)
        victim.kill()
        rest, ended = victim.end()
        assert ended == -9, "it was still at work"
        return [line for line in [*said, *rest] if line.endswith("\n")]

    def _asked(self, what: object) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(what) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())


def serve(work: Callable[..., None]) -> None:
    """Do what each line on stdin asks for.

    For a list, a process is forked that calls `work`, its stdout being what is read of it, and its number is
    said; for such a number, once it has ended, how.
    """
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            print(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]), flush=True)
            continue
        process = os.fork()
        if not process:
            pipe, *arguments = asked
            os.dup2(os.open(pipe, os.O_WRONLY), 1)
            work(*arguments)
        print(process, flush=True)


def say(*words: object) -> None:
    """Straight into the pipe: nothing may wait in a buffer of a process that is about to be killed."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())
