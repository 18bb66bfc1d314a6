"""A generated store of many enterprises, written by plain SQL, for the benchmarks of the register."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from domain.enterprises.register.spelling import spelled
from domain.enterprises.sql import index
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from domain.values.uids import new_uid


def _words(text: str) -> list[str]:
    return text.split()


_SEED: Final = 2022
_PLACES: Final = _words(
    "郑州 河南 郑州郑东新区 河南省 洛阳 开封 新乡 中原 北京 上海 河南中原 郑州市金水区 郑州经开区"
)
_MARKS: Final = (
    "云图华信恒达盛世金鼎鑫源宏远博雅天成万通瑞丰泰和嘉禾星海龙凤祥中科智联创新飞腾永昌德胜广汇聚能昊宇晨曦翔"
    "鹏骏驰捷诚义仁礼勇毅坚强壮美丽乐行重长安都会石车厦"
)
_TRADES: Final = _words(
    "科技 商贸 建筑工程 装饰 物流 餐饮管理 信息技术 软件 机械制造 新能源 医药 食品 文化传媒 供应链管理"
    " 房地产开发 电子商务 ABC智能 环保（中国）"
)
_FORMS: Final = _words("有限公司 有限公司 有限公司 股份有限公司 有限责任公司")
_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_KINDS: Final = _words("industry construction wholesale retail lodging catering software services other")
_SIZES: Final = _words("large medium small micro")
_TAGS: Final = _words("重点培育 专精特新 拟上市 失联 走访")


def make(folder: Path, enterprises: int) -> Path:
    """Make a store with so many enterprises, its search index included, in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    store = Store.open(folder)
    store.close()
    with closing(sqlite3.connect(folder / STORE_NAME)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_enterprise%'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        _fill(connection, enterprises)
        for _, sql in indexes:
            connection.execute(sql)
    store = Store.open(folder)
    index.build(store, Silent())
    store.close()
    return folder


def _fill(connection: sqlite3.Connection, enterprises: int) -> None:
    source = random.Random(_SEED)
    with connection:
        connection.executemany(
            "INSERT INTO enterprise (id, uscc, name, initials, pinyin, created_at, changed_at, uid)"
            " VALUES (?, ?, ?, ?, ?, '2022-05-01 00:00:00', ?, ?)",
            _enterprises(source, enterprises),
        )
        connection.executemany(
            "INSERT INTO enterprise_attribute VALUES (?, ?, ?)", _attributes(source, enterprises)
        )
        connection.executemany(
            "INSERT INTO enterprise_tag VALUES (?, ?)",
            ((id_, tag) for id_ in range(1, enterprises + 1) for tag in _TAGS if source.random() < 0.02),
        )
        connection.executemany(
            "INSERT INTO enterprise_figure VALUES (?, 'sales', '2022Q2', ?)",
            ((id_, source.randrange(10**11)) for id_ in range(1, enterprises + 1) if source.random() < 0.5),
        )


def _enterprises(source: random.Random, count: int) -> Iterator[tuple[Any, ...]]:
    weights = list(accumulate(1 / (place + 1) for place in range(len(_PLACES))))
    for id_ in range(1, count + 1):
        mark = "".join(source.choices(_MARKS, k=source.choice((2, 2, 3, 4))))
        name = "".join(
            (
                *source.choices(_PLACES, cum_weights=weights),
                mark,
                source.choice(_TRADES),
                source.choice(_FORMS),
            )
        )
        day = f"2022-{source.randrange(1, 13):02}-{source.randrange(1, 28):02}"
        time = f"{source.randrange(24):02}:{source.randrange(60):02}:{source.randrange(60):02}"
        code = f"91410100MA{id_ % 10**6:06}{source.choice(_SIGNS)}{_SIGNS[id_ // 10**6 % 31]}"
        yield id_, code, name, *spelled(name), f"{day} {time}.000000", new_uid()


def _attributes(source: random.Random, count: int) -> Iterator[tuple[int, str, str]]:
    for id_ in range(1, count + 1):
        yield id_, "above_scale", source.choice("01")
        yield id_, "industry_kind", source.choice(_KINDS)
        if source.random() < 0.1:
            yield id_, "park", f"园区{source.randrange(100)}号楼"
        if source.random() < 0.5:
            yield id_, "registered_capital", str(source.randrange(10**9))
        yield id_, "size_class", source.choices(_SIZES, (1, 4, 20, 75))[0]
        if source.random() < 0.9:
            day = f"{source.randrange(2000, 2023)}-{source.randrange(1, 13):02}-{source.randrange(1, 28):02}"
            yield id_, "stat_entry_date", day if source.random() < 0.8 else ""
