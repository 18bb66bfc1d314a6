"""What enterprises may get: of one who calls, and as lists over 100,000 with an assessment that was kept."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Final

from domain.enterprises.dictionary import load_dictionary
from domain.outreach.problems.rules import Rules
from domain.policies.files.library import PolicyLibrary
from domain.roads.library import Roads
from domain.statistics.counting import Span, count_all
from domain.statistics.figures import Figures
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Means, make
from domain.store.engine import Store
from domain.takeup.listing import assess_all, list_entitlements, list_short
from domain.takeup.one import take_up_of
from domain.values.ids import EnterpriseId
from domain.values.progress import Silent
from tests.bench.measuring import Measurement, milliseconds
from tests.bench.register import ENTERPRISES, RESOURCES, Made

FOLDER: Final = Path("build/bench-takeup")
ONE: Final = EnterpriseId(4711 % ENTERPRISES + 1)
NEAREST: Final = 300
SHOWN: Final = 500


def measure() -> Iterator[Measurement]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    library = PolicyLibrary.load(RESOURCES / "policies", dictionary)
    rules = Rules(Roads.load(RESOURCES / "roads" / "problems"), dictionary)
    figures = Figures.load(RESOURCES / "figures")
    policy = library.find("zhengdong-2022")
    store, today = Store.open(Made(dictionary, policy, ENTERPRISES).store(FOLDER)), date.today()
    started = perf_counter()
    assess_all(store.seat("王小梅"), library, Silent())
    yield Measurement("takeup: assessed and kept", 1000 * (perf_counter() - started), "ms")
    policies = list(library.policies.values())
    span = Span.of(today.replace(day=1), today, today)
    means = Means(library.dictionary, rules)
    listed = TablePlan("", "", "entitlements", ("enterprise", "street", "clause", "amount"), sort="-amount")
    by_clause = replace(listed, by=("clause",), sort="")
    asked: tuple[tuple[str, float, Callable[[], object]], ...] = (
        (
            "what one enterprise may get",
            300,
            lambda: store.ask(take_up_of, ONE, policies, library.dictionary, rules),
        ),
        ("entitled and not applied", 2000, lambda: store.ask(list_entitlements, today)),
        ("one condition short", 10000, lambda: list_short(store, library, Silent(), most=NEAREST)),
        ("every figure of a month", 2000, lambda: store.ask(count_all, figures, span)),
        ("a table of what is entitled, by clause", 2000, lambda: store.ask(make, by_clause, means, SHOWN)),
        ("a table of what is entitled, a list", 2000, lambda: store.ask(make, listed, means, SHOWN)),
    )
    for name, goal, work in asked:
        yield Measurement(f"takeup: {name}", milliseconds(work), "ms", goal)
    store.close()
    shutil.rmtree(FOLDER)
