"""Deciding row by row for many enterprises, from the store: time and memory, in a program alone."""

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

from domain.enterprises.dictionary import load_dictionary
from domain.policies.files.files import policy_from
from domain.policies.runs.register import decide_register
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from domain.values.uids import new_uid
from tests.bench.measuring import Measurement

RESOURCES = Path(__file__).parents[2] / "resources"
ENTERPRISES = int(os.environ.get("ENTERPRISES", "20000"))
ROWS = 20
GAPS = 0.02
FOLDER = Path("build/bench-rows")
SECONDS = 6
MEMORY_MB = 300
FIRST_DAY = date(2021, 6, 1).toordinal()
POLICY = """
format = 1
id = "rows"
title = "逐笔"
issuer = "某区"
source = "试验"
official_text = true
valid_from = 2022-01-01
valid_to = 2022-12-31
[[lists]]
name = "loans"
label = "贷款"
columns = [
    { name = "name", label = "贷款银行", kind = "text" },
    { name = "principal", label = "本金", kind = "money" },
    { name = "rate", label = "年利率", kind = "rate" },
    { name = "start", label = "放款日期", kind = "date" },
    { name = "end", label = "还款日期", kind = "date" },
    { name = "use", label = "用途", kind = "choice", choices = { work = "生产经营", other = "其他" } },
]
[[clauses]]
id = "each"
title = "逐笔贴息"
wording = "……"
each = "loans"
conditions = ["用途 = 生产经营", "放款日期 在 2022", "年利率 <= 8%"]
award = "封顶(本金 × 年利率 × 50% × 天数(放款日期, 还款日期) ÷ 360, 3万)"
total = "封顶(合计, 50万)"
[[clauses]]
id = "sum"
title = "合计贴息"
wording = "……"
award = "最高几合计(贷款, 5, 本金 × 1%, 用途 = 生产经营)"
"""


def make_store(folder: Path) -> None:
    """Make a store whose enterprises have so many loans each."""
    shutil.rmtree(folder, ignore_errors=True)
    Store.open(folder).close()
    with sqlite3.connect(folder / STORE_NAME) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            "INSERT INTO enterprise (id, uscc, name, initials, created_at, changed_at, uid)"
            " VALUES (?, ?, ?, 'zz', '2022-01-01 00:00:00', '2022-01-01 00:00:00', ?)",
            (
                (id_, f"91410100M{id_:09d}", f"郑州第{id_}有限公司", new_uid())
                for id_ in range(1, ENTERPRISES + 1)
            ),
        )
        connection.executemany(
            "INSERT INTO enterprise_attribute VALUES (?, 'loans', '')",
            ((id_,) for id_ in range(1, ENTERPRISES + 1)),
        )
        connection.executemany(
            "INSERT INTO enterprise_row (enterprise_id, kind, position, content, uid)"
            " VALUES (?, 'loans', ?, ?, ?)",
            _loans(),
        )
    connection.close()


def _loans() -> Iterator[tuple[int, int, str, str]]:
    chance = random.Random(2022)
    for id_ in range(1, ENTERPRISES + 1):
        for position in range(ROWS):
            start = FIRST_DAY + chance.randrange(580)
            loan = {
                "name": chance.choice(("农业银行", "建设银行", "工商银行")),
                "principal": str(chance.randrange(10**11)),
                "rate": str(chance.randrange(30_000, 100_000)),
                "start": date.fromordinal(start).isoformat(),
                "end": date.fromordinal(start + chance.randrange(400)).isoformat(),
                "use": chance.choice(("work", "work", "other")),
            }
            entered = {name: value for name, value in loan.items() if chance.random() >= GAPS}
            yield id_, position, json.dumps(entered, ensure_ascii=False), new_uid()


def decide(folder: Path) -> tuple[float, float]:
    """Decide the store in this program; return the seconds it takes and the most memory held (MB)."""
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = policy_from(POLICY.encode(), "rows.toml", office)
    store = Store.open(folder)
    began = perf_counter()
    results = decide_register(store, policy, office.extended(policy.facts), Silent())
    seconds = perf_counter() - began
    assert results.enterprises == ENTERPRISES
    store.close()
    held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("utf-8"))
    assert held is not None
    return seconds, int(held[1]) * 1024 / 1e6


def measure() -> list[Measurement]:
    make_store(FOLDER)
    program = (
        "import sys; from pathlib import Path; from tests.bench.rows import decide;"
        " print(*decide(Path(sys.argv[1])))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(FOLDER)], capture_output=True, text=True, check=True
    )
    seconds, held = map(float, found.stdout.split())
    shutil.rmtree(FOLDER)
    name = f"rows: {ENTERPRISES:,} enterprises of {ROWS} rows decided row by row"
    return [
        Measurement(name, seconds, "s", goal=SECONDS),
        Measurement("rows: memory of it", held, "MB", goal=MEMORY_MB),
    ]
