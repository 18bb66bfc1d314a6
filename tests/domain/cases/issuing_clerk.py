"""A process that issues notices one by one, for tests that kill it: ``-m … home how [enterprises]``.

``how`` is "all", how many at most, or "die" to be gone in the moment between the numbers' being written down
and the commit.
"""

import os
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import event

from domain.cases.service import Approval, NotPrintable, awards_of, issue_notices
from domain.enterprises.dictionary import load_dictionary
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import assess_register
from domain.store.engine import Store
from domain.values.progress import Silent
from tests.filling import ALONE

RESOURCES = Path(__file__).parents[3] / "resources"


def say(*words: object) -> None:
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


def work(home: Path, how: str) -> None:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = PolicyLibrary.load(RESOURCES / "policies", dictionary).find("zhengdong-2022")
    store = Store.open(home, program="0.1.0")
    awards = awards_of(assess_register(store, policy, dictionary, Silent()))
    if how == "die":
        event.listen(store._engine, "commit", lambda _: os._exit(9))
    say("ready")
    for award in awards[: int(how) if how.isdigit() else None]:
        try:
            (id_,) = issue_notices(
                store.seat("李四"),
                [award],
                Silent(),
                policy=policy,
                dictionary=dictionary,
                approval=Approval("李主任", date(2026, 3, 2)),
                road=ALONE,
            )
        except NotPrintable:
            continue  # The other one was quicker.
        say(id_)
    # Gone without a goodbye, so that the log stays.
    os._exit(0)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
