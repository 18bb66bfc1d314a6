"""Measures a bundle as a clerk meets it, against an empty PySide6 window bundled alike.

    python packaging/bench.py BUNDLES INSTALLER

Both are started in turns under Xvfb, whose picture lies in a file, so that both are watched from outside: the
first paint is the first pixel that is not black, the rows are there once the middle of the first page looks
as it will stay. `make bench-package` runs it and leaves ``build/bench-package.json``.
"""

import json
import mmap
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from stdnum.cn import uscc

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.store.backup.keeping import back_up_if_changed
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from main import VERSION
from tests.bench.measuring import Measurement, as_record, table

ROUNDS: Final = int(os.environ.get("ROUNDS", "7"))
ENTERPRISES: Final = 10_000
SETTLED_S: Final = 5.0
MEMORY_AFTER_S: Final = 10.0
STORE: Final = Path("build/bench-package-store")
RESULT: Final = Path("build/bench-package.json")

WIDTH: Final = 1366
HEIGHT: Final = 768
PIXEL_BYTES: Final = 4
TABLE: Final = (300, 250, 800, 600)
"""Left, top, right, bottom of a part of the first page that holds nothing but rows (px)."""


class Start(NamedTuple):
    """What one start took, in ms from the call."""

    first_paint_ms: float
    rows_ms: float
    settled_ms: float
    memory_mb: float


class Screen:
    """A virtual screen whose pixels can be read while a program paints on it."""

    def __init__(self, number: int, pixels: mmap.mmap) -> None:
        self.name = f":{number}"
        self._pixels = pixels
        self._start = len(pixels) - WIDTH * HEIGHT * PIXEL_BYTES

    def is_painted(self) -> bool:
        """Tell whether anything has been painted: every 16th row is looked at."""
        row = WIDTH * PIXEL_BYTES
        lines = (self._start + y * row for y in range(0, HEIGHT, 16))
        return any(any(self._pixels[at : at + row : PIXEL_BYTES]) for at in lines)

    def table(self) -> bytes:
        """Return the pixels of `TABLE`."""
        left, top, right, bottom = TABLE
        starts = (self._start + (y * WIDTH + left) * PIXEL_BYTES for y in range(top, bottom))
        return b"".join(self._pixels[at : at + (right - left) * PIXEL_BYTES] for at in starts)


@contextmanager
def opened_screen() -> Iterator[Screen]:
    """Start Xvfb with its picture in a file, without the pointer, which is there before any window."""
    with TemporaryDirectory() as folder:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
        server = subprocess.Popen(
            [*command, "-fbdir", folder, "-nolisten", "tcp", "-nocursor"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        try:
            os.close(write)
            with os.fdopen(read) as pipe:
                number = int(pipe.readline())
            with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                yield Screen(number, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ))
        finally:
            server.terminate()
            server.wait()


def start(program: Path, home: Path, *, is_memory_wanted: bool = False) -> Start:
    """Start a program on a screen of its own, watch it until it has settled, and end it."""
    with opened_screen() as screen:
        environ = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DISPLAY": screen.name,
            "ZHUQIDUI_HOME": str(home),
        }
        began_s = time.perf_counter()
        process = subprocess.Popen([program], env=environ, stderr=subprocess.DEVNULL)
        try:
            while not screen.is_painted():
                if time.perf_counter() - began_s > 60:
                    raise SystemExit(f"{program} shows no window")
                time.sleep(0.001)
            first_s = time.perf_counter() - began_s
            looks = [(first_s, screen.table())]
            while time.perf_counter() - began_s < SETTLED_S:
                time.sleep(0.002)
                if (now := screen.table()) != looks[-1][1]:
                    looks.append((time.perf_counter() - began_s, now))
            settled = looks[-1][1]
            rows_s = next(at_s for at_s, look in looks if look == settled)
            if is_memory_wanted:
                time.sleep(max(0.0, MEMORY_AFTER_S - (time.perf_counter() - began_s)))
            memory_mb = resident_mb(process.pid)
        finally:
            process.terminate()
            process.wait()
            tidy(home)
    return Start(first_s * 1000, rows_s * 1000, looks[-1][0] * 1000, memory_mb)


def tidy(home: Path) -> None:
    """Leave the folder as a program leaves it that was closed, not killed."""
    for lock in home.glob("*.lock"):
        lock.unlink()
    if (home / STORE_NAME).exists():
        sqlite3.connect(home / STORE_NAME).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()


def resident_mb(pid: int) -> float:
    """Return the memory that a process holds in RAM (MB of 10^6 bytes)."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    kb = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kb * 1024 / 1e6


def prepare_store(resources: Path) -> Path:
    """Return a folder with a store of `ENTERPRISES` enterprises; made once."""
    if (STORE / "made").exists():
        return STORE
    dictionary = load_dictionary(resources / "facts" / "office.toml")
    sample = load_sample_office(resources / "samples", dictionary)
    entries = []
    for number in range(ENTERPRISES):
        model = sample.enterprises[number % len(sample.enterprises)]
        code = f"91410100MB{number:07d}"
        name = model.name.replace("有限公司", f"第{number}有限公司")
        entries.append(replace(model, uscc=code + uscc.calc_check_digit(code), name=name))
    store = Store.open(STORE)
    try:
        seat = store.seat("bench")
        save_office(seat, sample.office)
        taken = Entries.of(entries)
        merge_enterprises(seat, taken, dictionary, Silent(), known=Known.SKIP, source="bench")
    finally:
        store.close()
    (STORE / "made").touch()
    return STORE


def megabytes(path: Path) -> float:
    """Return the size of a file or of all files of a folder (MB of 10^6 bytes)."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def fonts_packed_mb(fonts: Path) -> float:
    """Return what the fonts take in an installer (MB)."""
    archive = subprocess.Popen(["tar", "-cf", "-", fonts], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    packed = subprocess.run(["xz", "-T0"], stdin=archive.stdout, capture_output=True, check=True).stdout
    archive.wait()
    return len(packed) / 1e6


def measure(bundles: Path, installer: Path) -> list[Measurement]:
    program, empty = bundles / "zhuqidui/zhuqidui", bundles / "empty/empty"
    home = prepare_store(Path("resources"))
    with TemporaryDirectory() as nowhere:
        # The first round warms the disk's cache and is not counted.
        pairs = [(start(program, home), start(empty, Path(nowhere))) for _ in range(ROUNDS + 1)][1:]
        # As a program leaves it that was closed; else the memory would be that of making the backup.
        back_up_if_changed(home, Silent(), program=VERSION)
        full = start(program, home, is_memory_wanted=True)
        bare = start(empty, Path(nowhere), is_memory_wanted=True)
    fonts = bundles / "zhuqidui/_internal/resources/fonts"
    return [
        Measurement("empty window, first paint", median(e.first_paint_ms for _, e in pairs), "ms"),
        Measurement("first paint", median(p.first_paint_ms for p, _ in pairs), "ms"),
        Measurement("rows of the first page", median(p.rows_ms for p, _ in pairs), "ms"),
        Measurement(
            "first paint over the empty window's",
            median(p.first_paint_ms / e.first_paint_ms for p, e in pairs),
            "ratio",
            1.3,
        ),
        Measurement(
            "rows of 10,000 enterprises over the empty window's first paint",
            median(p.rows_ms / e.first_paint_ms for p, e in pairs),
            "ratio",
            1.8,
        ),
        Measurement("nothing moves any more", median(p.settled_ms for p, _ in pairs), "ms"),
        Measurement("memory of the empty window", bare.memory_mb, "MB"),
        Measurement("memory 10 s after the start", full.memory_mb, "MB", 135),
        Measurement("bundle without its fonts", megabytes(program.parent) - megabytes(fonts), "MB", 160),
        Measurement("fonts", megabytes(fonts), "MB"),
        Measurement("installer without its fonts", megabytes(installer) - fonts_packed_mb(fonts), "MB", 65),
        Measurement("installer", megabytes(installer), "MB"),
    ]


if __name__ == "__main__":
    measurements = measure(Path(sys.argv[1]), Path(sys.argv[2]))
    print(table(measurements))
    RESULT.write_text(
        json.dumps(as_record(measurements), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
