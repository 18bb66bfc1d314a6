"""The register of a million in the real window: first rows, a key in the search, sorting, scrolling, memory.

The generated store stays in ``build/`` for the next time; making it takes two or three minutes.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql import index
from domain.enterprises.sql.finding import find_first
from domain.enterprises.sql.first_rows import read_first_rows
from domain.enterprises.sql.rows import read_rows
from domain.store.plain import SCHEMA, STORE_NAME, opened
from tests.bench import million
from tests.bench.measuring import Measurement, milliseconds, ratio

ENTERPRISES: Final = int(os.environ.get("LISTED", "1000000"))
FOLDER: Final = Path("build/bench-list")
RESOURCES: Final = Path(__file__).parents[2] / "resources"

SEARCHED: Final = (
    "郑",
    "郑州",
    "云图",
    "科技",
    "郑州云图",
    "z",
    "zz",
    "zzyt",
    "9141",
    "MA0012",
    "zhengzhou",
    "重 zz",
)
GOALS: Final = {
    "first rows": 150,
    "a key in the search": 50,
    "sorting": 300,
    "sorting, the slowest column": 300,
    "scrolling, a frame": 16,
    "all selected": 100,
    "memory of the window": 400,
}


def measure() -> list[Measurement]:
    path = _store() / STORE_NAME
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    title = f"list: {ENTERPRISES:,} enterprises,"

    def search() -> None:
        with closing(opened(path)) as connection:
            for text in SEARCHED:
                found = find_first(connection, EnterpriseQuery(text), dictionary, 100)
                read_rows(connection, found.ids[:100], dictionary)

    def scan() -> None:
        with closing(opened(path)) as connection:
            for text in SEARCHED:
                connection.execute(_BY_LIKE, (f"%{text}%",)).fetchall()

    def sort() -> None:
        with closing(opened(path)) as connection:
            for name in ("industry_kind", "stat_entry_date", "registered_capital"):
                find_first(connection, EnterpriseQuery(order_by=name), dictionary, 100)

    def sort_plainly() -> None:
        with closing(opened(path)) as connection:
            for name in ("industry_kind", "stat_entry_date", "registered_capital"):
                connection.execute(_BY_ATTRIBUTE, (name,)).fetchall()

    early = milliseconds(lambda: read_first_rows(path, dictionary))
    seen = _seen_in_the_window(path.parent)
    return [
        Measurement(f"{title} first rows read before the program is there", early, "ms", goal=50),
        *(
            Measurement(f"{title} {name}", value, "MB" if "memory" in name else "ms", GOALS.get(name))
            for name, value in seen.items()
        ),
        ratio(f"{title} searching / LIKE over the names", search, scan, goal=0.5),
        ratio(f"{title} sorting / ORDER BY without an index", sort, sort_plainly, goal=0.5),
    ]


def _seen_in_the_window(folder: Path) -> dict[str, float]:
    """Run the window in a process of its own, whose memory is nobody else's."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window_of_list", str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _store() -> Path:
    """Return the generated store, made anew where it would be another one now."""
    made_by = hashlib.sha256(Path(million.__file__).read_bytes()).hexdigest()
    mark = f"{made_by} {SCHEMA} {index.VERSION} {ENTERPRISES}"
    note = FOLDER / "made-by.txt"
    if not note.exists() or note.read_text("utf-8") != mark:
        print(f"making {ENTERPRISES:,} enterprises ...", file=sys.stderr)
        million.make(FOLDER, ENTERPRISES)
        note.write_text(mark, "utf-8")
    with closing(sqlite3.connect(FOLDER / STORE_NAME)) as connection:
        assert index.is_ready(connection)
    return FOLDER


_BY_LIKE: Final = "SELECT id FROM enterprise WHERE deleted_at IS NULL AND name LIKE ? ORDER BY name"
_BY_ATTRIBUTE: Final = """
SELECT e.id FROM enterprise e LEFT JOIN enterprise_attribute a ON a.enterprise_id = e.id AND a.name = ?
WHERE e.deleted_at IS NULL ORDER BY a.value LIMIT 100
"""
