"""A process that saves enterprises, issues and voids notices and makes backups until it is killed.

After each commit it says on stdout what was committed, so whatever it said must be found again. It begins by
completing whatever the one before it was killed in.
"""

import dataclasses
import os
import random
import sys
from datetime import date
from pathlib import Path

from stdnum.cn import uscc

from domain.cases.service import Approval, awards_of, issue_notices, void_notice
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.service import save_enterprise
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.policies.library import PolicyLibrary
from domain.policies.register import assess_register
from domain.progress import Silent
from domain.store.backup.keeping import back_up_if_changed
from domain.store.backup.restoring import finish
from domain.store.engine import Store

RESOURCES = Path(__file__).parents[3] / "resources"
APPROVAL = Approval("李主任", date(2026, 3, 2))
SILENT = Silent()


def say(*words: object) -> None:
    """Straight into the pipe: nothing may wait in a buffer of a process that is about to be killed."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


def new_code(chance: random.Random) -> str:
    body = f"91410100{chance.randrange(10**9):09d}"
    return body + str(uscc.calc_check_digit(body))


def work(home: Path, chance: random.Random) -> None:
    """Save, issue, void and back up in turn, for ever."""
    finish(home)
    store = Store.open(home, program="0.1.0")
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = PolicyLibrary.load(RESOURCES / "policies", dictionary).find("zhengdong-2022")
    sample = load_sample_office(RESOURCES / "samples", dictionary)
    save_office(store, sample.office, actor="a")
    say("ready")
    while True:
        code = new_code(chance)
        facts = dataclasses.replace(chance.choice(sample.enterprises), uscc=code, name=f"企业{code}")
        id_ = save_enterprise(store, facts, dictionary, actor="a")
        say("enterprise", code, sum(len(figures) for figures in facts.indicators.values()))
        awards = awards_of(assess_register(store, policy, dictionary, SILENT, ids=[id_]))
        if awards:
            issued = issue_notices(
                store, awards, SILENT, policy=policy, dictionary=dictionary, approval=APPROVAL, actor="a"
            )
            say("notices", *issued)
            if chance.random() < 0.3:
                void_notice(store, issued[0], reason="重报", actor="a")
                say("void", issued[0])
        if chance.random() < 0.2:
            backup = back_up_if_changed(home, SILENT, program="0.1.0")
            if backup is not None:
                say("backup", backup.path.name, backup.manifest.enterprises)


if __name__ == "__main__":
    work(Path(sys.argv[1]), random.Random(int(sys.argv[2])))
