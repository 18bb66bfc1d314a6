from dataclasses import dataclass
from datetime import date

import pytest

from domain.cases.service import Approval, Award, issue_notices, reason_against_notice
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


@pytest.fixture
def desk(store, zhengdong, dictionary, sample_office, assessed):
    awards = [
        Award(entry.enterprise_id, decision.clause_id, decision.amount)
        for entry in assessed
        for decision in entry.decisions
        if not reason_against_notice(decision)
    ]
    return Desk(store, zhengdong, dictionary, awards, [*assessed])
