"""Opens the window on a store and works in its list as a clerk would; prints what that took, as JSON."""

import json
import os
import random
import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from domain.enterprises.dictionary import load_dictionary
from domain.policies.files.library import PolicyLibrary
from domain.store.engine import Store
from gui.early.application import begin_app, speak_chinese
from gui.early.preferences import FontScale
from gui.early.theme import apply_theme
from gui.pages.enterprises.register.register_list import RegisterList
from gui.services import AppContext, Services
from gui.shell.app import Shell, build_services
from reports.sheet.fonts import FontBook

RESOURCES: Final = Path(__file__).parents[2] / "resources"
ROUNDS: Final = 5
TYPED: Final = ("zzyt", "hnhx", "zhengzhouyun", "MA0012", "9141", "abc", "cqz")
SORTED: Final = (
    "uscc",
    "changed_at",
    "industry_kind",
    "size_class",
    "above_scale",
    "stat_entry_date",
    "registered_capital",
    "park",
    "name",
)
JUMPS: Final = 60


class Clerk:
    """Works in the list and looks at the clock."""

    def __init__(self, app: QApplication, services: Services, listing: RegisterList) -> None:
        self._app, self._services, self._list = app, services, listing
        self._random = random.Random(2022)

    def wait(self, until: Callable[[], bool]) -> float:
        """Let the window live until something is so; return how many ms that took."""
        began = time.perf_counter()
        while not until():
            # Not in a busy loop, which would keep the worker from its turn.
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            assert time.perf_counter() - began < 60
        self._list.table.viewport().repaint()
        return (time.perf_counter() - began) * 1000

    def rest(self) -> None:
        """Wait until the whole list is there and nothing is under way."""
        self.wait(lambda: self._list.is_whole and self._services.jobs.is_idle)

    def first_rows(self) -> float:
        shown = self._listing
        self._list.look()
        took = self.wait(lambda: self._listing is not shown)
        self.rest()
        return took

    def type(self, text: str) -> list[float]:
        """Type a text; return how long after each key its first rows stood there."""
        self._list.search.setFocus()
        took = []
        for key in text:
            shown, began = self._listing, time.perf_counter()
            QTest.keyClick(self._list.search, key)
            self.wait(lambda shown=shown: self._listing is not shown)
            took.append((time.perf_counter() - began) * 1000)
        self.rest()
        self._list.search.clear()
        QTest.keyClick(self._list.search, Qt.Key.Key_Return)
        self.rest()
        return took

    def sort(self, name: str, order: Qt.SortOrder) -> float:
        shown = self._listing
        self._list.table.sortByColumn(self._list.model.names.index(name), order)
        took = self.wait(lambda: self._listing is not shown)
        self.rest()
        return took

    def scroll(self) -> tuple[list[float], list[float]]:
        """Jump about in the list; return how long each frame took, and the rows there to be read."""
        bar, table = self._list.table.verticalScrollBar(), self._list.table
        frames, rows = [], []
        for _ in range(JUMPS):
            began = time.perf_counter()
            bar.setValue(self._random.randrange(bar.maximum()))
            table.viewport().repaint()
            frames.append((time.perf_counter() - began) * 1000)
            rows.append(self.wait(lambda: self._list.model.row_at(table.rowAt(0)).found is not None))
        return frames, rows

    def select_all(self) -> float:
        self._list.table.setFocus()
        began = time.perf_counter()
        QTest.keyClick(self._list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._list.table.viewport().repaint()
        took = (time.perf_counter() - began) * 1000
        assert self._list.selected_count() == len(self._list.model.ids)
        self._list.table.clearSelection()
        return took

    @property
    def _listing(self) -> object:
        return self._list.model._listing


def work(folder: Path) -> dict[str, float]:
    """Return what took how long, in ms, and how much memory there was in the end, in MB of 10^6 bytes."""
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    app = begin_app(["zhuqidui"])
    speak_chinese(app)
    apply_theme(app, RESOURCES, FontScale.STANDARD)
    store = Store.open(folder)
    context = AppContext(
        seat=store.seat("bench"),
        office=office,
        load_shipped=cache(lambda: PolicyLibrary.load(RESOURCES / "policies", office)),
        resources=RESOURCES,
        home=folder,
        fonts=cache(lambda: FontBook.load(RESOURCES / "fonts")),
    )
    services = build_services(app, context)
    shell = Shell(app, services)
    shell.window.resize(1366, 768)
    shell.window.show()
    page = shell.window.page
    beat = QTimer()
    beat.start(20)
    clerk = Clerk(app, services, page.list)  # type: ignore[attr-defined]
    began = time.perf_counter()
    clerk.rest()
    whole = (time.perf_counter() - began) * 1000
    first = median([clerk.first_rows() for _ in range(ROUNDS + 1)][1:])
    rounds = [[took for text in TYPED for took in clerk.type(text)] for _ in range(ROUNDS)]
    keys = [median(one) for one in zip(*rounds, strict=True)]
    orders = (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder)
    took = [[[clerk.sort(name, order) for order in orders] for name in SORTED] for _ in range(ROUNDS)]
    sorts = [median(one[at][way] for one in took) for at in range(len(SORTED)) for way in range(len(orders))]
    frames, rows = clerk.scroll()
    chosen = median([clerk.select_all() for _ in range(ROUNDS)])
    memory = _resident_mb()
    services.jobs.shut_down()
    store.close()
    return {
        "first rows": first,
        "every enterprise in order, beside": whole,
        "a key in the search": median(keys),
        "a key in the search, the slowest": max(keys),
        "sorting": median(sorts),
        "sorting, the slowest column": max(sorts),
        "scrolling, a frame": median(frames),
        "scrolling, the slowest frame": max(frames),
        "scrolling, until the rows are read": median(rows),
        "all selected": chosen,
        "memory of the window": memory,
    }


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps(work(Path(sys.argv[1]))))
    sys.stdout.flush()
    QCoreApplication.processEvents()
    os._exit(0)
