"""Taking in a sheet, from the file to the committed store, against merely reading and inserting it."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from domain.enterprises.codes import check_sign
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.importing.comparing import Known, names_by_code
from domain.enterprises.importing.service import merge_enterprises, preview_import
from domain.enterprises.sql import index
from domain.exchange.intake.enterprises import CheckedEnterprises
from domain.exchange.intake.layout import Planner
from domain.exchange.intake.sources import open_source
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from tests.bench.measuring import Measurement, ratio

RESOURCES = Path(__file__).parents[2] / "resources"
ROWS = int(os.environ.get("ROWS", "100000"))
FOLDER = Path("build/bench-intake")
SEED = 2022
MEMORY_MB = 600
TABLES = ("enterprise", "enterprise_attribute", "enterprise_figure")
SIGNS = "郑州恒源华远机械科技信息软件贸易实业建筑工程设备电子新能源汽车重银行"
CHOICES = ("工业", "建筑业", "批发业", "零售业", "其他")
TRUTHS = ("总部企业", "区内自有办公用房", "战略性新兴产业", "高耗能")
FIGURES = [
    f"{name} {period}" for period in ("2021Q2", "2022Q1", "2022Q2") for name in ("产值", "营业收入", "销售额")
]
HEADINGS = (
    "统一社会信用代码",
    "企业名称",
    "统计专业",
    "四上",
    "统计入库日期",
    "迁入日期",
    *TRUTHS,
    *FIGURES,
    "国内运费 2022Q2",
)


def make_sheet(path: Path, rows: int) -> None:
    """Write a workbook of random enterprises, 20 columns."""
    chance = random.Random(SEED)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("企业")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, rows + 1):
            code = f"91410100M{row:08d}"
            name = "".join(chance.choices(SIGNS, k=6))
            truths = [chance.choice("是否") for _ in (*TRUTHS, "四上")]
            sheet.write_row(
                row, 0, [code + check_sign(code), f"郑州{name}第{row}有限公司", chance.choice(CHOICES)]
            )
            sheet.write_string(row, 3, truths[0])
            sheet.write_datetime(row, 4, date(2021, 1, 1) + timedelta(chance.randrange(700)), day)
            sheet.write_row(row, 5, ["无", *truths[1:]])
            sheet.write_row(row, 10, [round(10 ** chance.uniform(4, 9), 2) for _ in range(10)])


def take_in(path: Path, folder: Path) -> None:
    """Take a sheet into a new store, as the wizard does; the search index is there and kept up."""
    store = new_store(folder)
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    planner = Planner(open_source(path), dictionary)
    file = CheckedEnterprises(planner.plans(), planner, lambda codes: names_by_code(store, codes), Silent())
    entries = file.entries()
    preview_import(store, entries, dictionary, Silent())
    done = merge_enterprises(
        store.seat("bench"), entries, dictionary, Silent(), known=Known.UPDATE, source=path.name
    )
    assert done.added == len(entries) > 0
    store.close()


def new_store(folder: Path) -> Store:
    shutil.rmtree(folder, ignore_errors=True)
    store = Store.open(folder)
    index.build(store, Silent())
    return store


def merely_read(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def merely_insert(rows: dict[str, list[tuple[Any, ...]]], folder: Path) -> None:
    """Insert the same enterprises, attributes and figures into the same tables, in one transaction."""
    shutil.rmtree(folder, ignore_errors=True)
    Store.open(folder).close()
    with sqlite3.connect(folder / STORE_NAME) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        for table, found in rows.items():
            marks = ", ".join("?" * len(found[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", found)
    connection.close()


def rows_of(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(folder / STORE_NAME)
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    connection.close()
    return found


def memory_mb(path: Path, folder: Path) -> float:
    """Return the most memory that a program takes which only takes a sheet in (MB of 10^6 bytes)."""
    # The peak of this very program: what getrusage gives is never below what its parent held.
    program = (
        "import re, sys; from pathlib import Path; from tests.bench.intake import take_in;"
        " take_in(Path(sys.argv[1]), Path(sys.argv[2]));"
        " print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(path), str(folder)], capture_output=True, text=True, check=True
    )
    return int(found.stdout) * 1024 / 1e6


def measure() -> list[Measurement]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{ROWS}.xlsx"
    if not path.exists():
        make_sheet(path, ROWS)
    store, other = FOLDER / "store", FOLDER / "other"
    take_in(path, store)
    rows = rows_of(store)

    def by_hand() -> None:
        merely_read(path)
        merely_insert(rows, other)

    whole = ratio(
        f"intake: {ROWS:,} rows from sheet to store / calamine reading + SQLite inserting",
        lambda: take_in(path, store),
        by_hand,
        goal=3,
    )
    memory = Measurement("intake: memory of it", memory_mb(path, store), "MB", goal=MEMORY_MB)
    for folder in (store, other):
        shutil.rmtree(folder, ignore_errors=True)
    return [whole, memory]
