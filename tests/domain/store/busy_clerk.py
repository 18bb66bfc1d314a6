"""A process that takes enterprises and files in, issues and voids notices and makes backups until killed.

Before each act it says on stdout what the act is made of, so that half of one can be told; after its
commit it says so, and what it said must be found again. It begins by completing what the one
before it was killed in.
"""

import dataclasses
import itertools
import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from stdnum.cn import uscc

from domain.cases.service import Approval, awards_of, issue_notices, void_notice
from domain.enterprises.attachments.service import add_files
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.service import save_enterprise
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import assess_register
from domain.store.backup.keeping import back_up_if_changed
from domain.store.backup.restoring import finish
from domain.store.engine import Store
from domain.values.progress import Silent
from tests.domain.store.killing import say, serve
from tests.filling import ALONE, let_notices_out, take_in

RESOURCES = Path(__file__).parents[3] / "resources"
DICTIONARY = load_dictionary(RESOURCES / "facts" / "office.toml")
POLICY = PolicyLibrary.load(RESOURCES / "policies", DICTIONARY).find("zhengdong-2022")
SAMPLE = load_sample_office(RESOURCES / "samples", DICTIONARY)
MANY = 12
"""Any twelve of the sample that follow each other are granted something three times or more."""
APPROVAL = Approval("李主任", date(2026, 3, 2))
SILENT = Silent()


def new_code(chance: random.Random) -> str:
    body = f"91410100{chance.randrange(10**9):09d}"
    return body + str(uscc.calc_check_digit(body))


class Clerk:
    """Does one act at a time on a store, and says so."""

    def __init__(self, store: Store, chance: random.Random, say: Callable[..., object]) -> None:
        self._store, self._chance, self._say = store, chance, say
        save_office(store.seat("a"), SAMPLE.office)
        let_notices_out(store.seat("a"), POLICY)

    def take_in(self, count: int) -> list[int]:
        """Save one new enterprise, or import several; return their ids."""
        codes = [new_code(self._chance) for _ in range(count)]
        first = self._chance.randrange(len(SAMPLE.enterprises))
        kinds = itertools.islice(itertools.cycle(SAMPLE.enterprises), first, None)
        entries = [
            dataclasses.replace(one, uscc=code, name=f"企业{code}")
            for one, code in zip(kinds, codes, strict=False)
        ]
        parts = [sum(len(figures) for figures in one.indicators.values()) for one in entries]
        self._say("taking", *(f"{code}:{part}" for code, part in zip(codes, parts, strict=True)))
        if count == 1:
            ids = [save_enterprise(self._store.seat("a"), entries[0], DICTIONARY)]
        else:
            ids = take_in(self._store.seat("a"), entries)
        self._say("taken", *codes)
        return ids

    def attach(self, id_: int, folder: Path) -> None:
        """Add a file to an enterprise."""
        scan = folder / "scan.jpg"
        scan.write_bytes(self._chance.randbytes(self._chance.randrange(1, 3_000_000)))
        add_files(self._store.seat("a"), id_, [scan], SILENT)
        self._say("attached", id_)

    def issue(self, ids: Sequence[int]) -> list[int]:
        """Issue in one batch whatever these enterprises are granted; return the notices' ids."""
        assessed = assess_register(self._store, POLICY, DICTIONARY, SILENT, ids=ids)
        awards = awards_of(assessed)
        if not awards:
            return []
        self._say("issuing", len(awards), *(one.facts.uscc for one in assessed))
        issued = issue_notices(
            self._store.seat("a"),
            awards,
            SILENT,
            policy=POLICY,
            dictionary=DICTIONARY,
            approval=APPROVAL,
            road=ALONE,
        )
        self._say("issued", *issued)
        return issued

    def void(self, notice: int) -> None:
        void_notice(self._store.seat("a"), notice, reason="重报")
        self._say("void", notice)


def work(folder: str, seed: str) -> None:
    """Take in, issue, void and back up in turn, for ever."""
    home, chance = Path(folder), random.Random(int(seed))
    finish(home)
    clerk = Clerk(Store.open(home, program="0.1.0"), chance, say)
    say("ready")
    while True:
        ids = clerk.take_in(chance.choice((1, 1, MANY)))
        if chance.random() < 0.4:
            clerk.attach(ids[0], home.parent)
        issued = clerk.issue(ids)
        if issued and chance.random() < 0.3:
            clerk.void(issued[0])
        if chance.random() < 0.2:
            backup = back_up_if_changed(home, SILENT, program="0.1.0")
            if backup is not None:
                say("backup", backup.path.name, backup.manifest.enterprises)


if __name__ == "__main__":
    serve(work)
