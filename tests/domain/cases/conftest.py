import shutil
from dataclasses import dataclass
from datetime import date

import pytest

from domain.cases.service import Approval, Award, issue_notices, reason_against_notice
from domain.policies.runs.register import assess_register
from domain.store.engine import Store
from domain.values.progress import Silent
from tests.filling import ALONE

APPROVAL = Approval("王局长", date(2022, 11, 1))


@dataclass(frozen=True)
class Desk:
    """A clerk's desk: a filled store, and the awards that may be issued in it."""

    store: object
    policy: object
    dictionary: object
    awards: list
    assessed: list

    def issue(self, awards, *, reporter=None, approval=APPROVAL, actor="王小梅"):
        return issue_notices(
            self.store.seat(actor),
            awards,
            reporter or Silent(),
            policy=self.policy,
            dictionary=self.dictionary,
            approval=approval,
            road=ALONE,
        )


@pytest.fixture(scope="session")
def assessed(filled_store, zhengdong, dictionary, tmp_path_factory):
    """What the sample office comes to."""
    store = Store.open(shutil.copytree(filled_store, tmp_path_factory.mktemp("assessed") / "store"))
    yield assess_register(store, zhengdong, dictionary, Silent())
    store.close()


@pytest.fixture
def desk(store, zhengdong, dictionary, sample_office, assessed):
    awards = [
        Award(entry.enterprise_id, decision.clause_id, decision.amount)
        for entry in assessed
        for decision in entry.decisions
        if not reason_against_notice(decision)
    ]
    return Desk(store, zhengdong, dictionary, awards, [*assessed])
