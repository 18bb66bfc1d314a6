"""Duplicates over a whole register and beside what is typed, a register as Excel, and automatic backups."""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from domain.enterprises.attachments.service import add_files
from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.enterprises.divisions import Divisions
from domain.enterprises.duplicates.finding import find_alike, find_duplicates
from domain.enterprises.duplicates.likeness import Places
from domain.enterprises.sql import index
from domain.exchange.cells import CellKind
from domain.exchange.tables import Table, TableColumn, write_tables
from domain.store.backup.archive import write_backup
from domain.store.backup.keeping import keep_backup
from domain.store.backup.manifest import Occasion
from domain.store.engine import Store, driver_of
from domain.values.progress import Silent
from domain.values.uids import new_uid
from tests.bench.measuring import Measurement, ratio
from tests.domain.store.offices import fill
from tests.meddling import meddling

RESOURCES: Final = Path(__file__).parents[2] / "resources"
ENTERPRISES: Final = int(os.environ.get("ENTERPRISES", "100000"))
SEED: Final = 2022
PLACES: Final = ("郑州", "河南", "", "河南省郑州市")
SIGNS: Final = "云图星河华信中原金水嵩岳锦绣瑞丰德隆恒泰博远创新智汇众联永安百川千禧万象"
TRADES: Final = ("科技", "实业", "贸易", "信息技术", "建设工程", "文化传媒", "生物医药", "机械制造")
SCANS: Final = 100
SCAN_BYTES: Final = 2_000_000
TYPED: Final = ("郑州云图星河科技有限公司", "锦绣中原信息技术有限公司", "百川")
COLUMNS: Final = (
    TableColumn("企业名称", width=36),
    TableColumn("统一社会信用代码", width=22),
    TableColumn("统计专业"),
    TableColumn("联系电话"),
    TableColumn("登记日期", CellKind.DATE),
    TableColumn("金额（元）", CellKind.AMOUNT),
)


def measure() -> list[Measurement]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    places = Places.of(Divisions.load(RESOURCES / "facts" / "divisions.tsv"))
    with tempfile.TemporaryDirectory() as folder, _filled(Path(folder)) as store:
        count = f"{ENTERPRISES:,} enterprises"
        looking, _ = _timed(lambda: find_duplicates(store, dictionary, places, Silent()))
        index.build(store, Silent())
        typing = median(_typing(store, dictionary, places, name) for name in TYPED for _ in range(5))
        writing, _ = _timed(lambda: _write(Path(folder) / "企业库.xlsx"))
    return [
        Measurement(f"duplicates, {count}", looking, "s"),
        Measurement(f"duplicates of what is typed, {count}", typing * 1000, "ms"),
        Measurement(f"Excel, {ENTERPRISES:,} rows of {len(COLUMNS)} columns", writing, "s"),
        _keeping(),
    ]


def _keeping() -> Measurement:
    """Time an automatic backup to which no attachment is new over a whole one, as all once were."""
    with tempfile.TemporaryDirectory() as folder:
        home, whole = Path(folder) / "data", Path(folder) / "whole.zqdbak"
        store = Store.open(home)
        fill(store)
        chance = random.Random(SEED)
        scans = [Path(folder) / f"{number}.jpg" for number in range(SCANS)]
        for scan in scans:
            scan.write_bytes(chance.randbytes(SCAN_BYTES))
        add_files(store.seat("a"), 1, scans, Silent())
        store.close()
        return ratio(
            f"automatic backup over a whole one, {SCANS} attachments",
            lambda: keep_backup(home, Silent(), occasion=Occasion.AUTOMATIC, program=""),
            lambda: write_backup(home, whole, Silent(), occasion=Occasion.BY_HAND, program=""),
            goal=0.5,
        )


@contextmanager
def _filled(folder: Path) -> Iterator[Store]:
    store = Store.open(folder)
    chance = random.Random(SEED)
    moment = "2022-01-01 00:00:00.000000"
    try:
        with meddling(store) as session:
            connection = driver_of(session)
            connection.executemany(
                "INSERT INTO enterprise (id, uscc, name, initials, pinyin, created_at, changed_at, uid)"
                " VALUES (?, ?, ?, '', ?, ?, ?, ?)",
                (
                    (id_, f"{id_:018d}", _name(chance), f"x{id_}", moment, moment, new_uid())
                    for id_ in range(1, ENTERPRISES + 1)
                ),
            )
            for fact, digits in (("contact_phone", 11), ("account_number", 19)):
                connection.executemany(
                    "INSERT INTO enterprise_attribute VALUES (?, ?, ?)",
                    (
                        (id_, fact, f"{chance.randrange(10**digits):0{digits}d}")
                        for id_ in range(1, ENTERPRISES + 1)
                    ),
                )
        yield store
    finally:
        store.close()


def _name(chance: random.Random) -> str:
    own = "".join(chance.choice(SIGNS) for _ in range(4))
    return f"{chance.choice(PLACES)}{own}{chance.choice(TRADES)}有限公司"


def _typing(store: Store, dictionary: Dictionary, places: Places, name: str) -> float:
    numbers = {"contact_phone": "13800001234", "account_number": "6222021702000000018"}
    with store.read() as session:
        return _timed(lambda: find_alike(session, dictionary, places, name=name, numbers=numbers))[0]


def _write(target: Path) -> None:
    rows = (
        (
            f"企业{at}",
            f"91410100MA{at:08d}",
            "软件和信息技术服务业",
            "138****1234",
            date(2022, 5, 1),
            at * 100,
        )
        for at in range(ENTERPRISES)
    )
    write_tables(target, [Table("企业库", COLUMNS, rows, ENTERPRISES)])


def _timed(work):
    began = perf_counter()
    result = work()
    return perf_counter() - began, result
