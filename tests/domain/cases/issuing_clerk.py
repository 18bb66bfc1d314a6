"""A process that issues notices one by one, for tests that kill it: of ``home how [代字]``.

``how`` is "all", how many at most, or "die" to be gone in the moment between the numbers' being written down
and the commit. With a 代字, a letter of that series leaves with each notice: one of each matter.
"""

import os
from datetime import date
from pathlib import Path

from sqlalchemy import event

from domain.cases.numbered import leave, once
from domain.cases.service import Approval, NotPrintable, awards_of, issue_notices
from domain.enterprises.dictionary import load_dictionary
from domain.papers.awaited import Awaited
from domain.papers.blocks import Head
from domain.papers.papers import Look, Paper, Sheet
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import assess_register
from domain.store.engine import Store
from domain.values.progress import Silent
from tests.domain.store.killing import say, serve
from tests.filling import ALONE

APPROVAL = Approval("李主任", date(2026, 3, 2))
LETTER = "试函"
RESOURCES = Path(__file__).parents[3] / "resources"
DICTIONARY = load_dictionary(RESOURCES / "facts" / "office.toml")
POLICY = PolicyLibrary.load(RESOURCES / "policies", DICTIONARY).find("zhengdong-2022")


def letter_of(prefix: str) -> Paper:
    head = Head("某中心文件", Awaited(prefix, APPROVAL.approved_on.year).text)
    return Paper(LETTER, "", "某中心", "某局", APPROVAL.approved_on, None, (Sheet(Look.LETTER, (head,)),))


def work(home: str, how: str, prefix: str = "") -> None:
    store = Store.open(Path(home), program="0.1.0")
    awards = awards_of(assess_register(store, POLICY, DICTIONARY, Silent()))
    if how == "die":
        event.listen(store._engine, "commit", lambda _: os._exit(9))
    say("ready")
    for award in awards[: int(how) if how.isdigit() else None]:
        if prefix:
            matter = once(f"{award.enterprise_id} {award.clause_id}")
            leave(store.seat("李四"), LETTER, [letter_of(prefix)], [matter])
        try:
            (id_,) = issue_notices(
                store.seat("李四"),
                [award],
                Silent(),
                policy=POLICY,
                dictionary=DICTIONARY,
                approval=APPROVAL,
                road=ALONE,
            )
        except NotPrintable:
            continue  # The other one was quicker.
        say(id_)
    # Gone without a goodbye, so that the log stays.
    os._exit(0)


if __name__ == "__main__":
    serve(work)
