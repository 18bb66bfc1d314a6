from dataclasses import dataclass
from datetime import date

import pytest

from domain.cases.service import Approval, Award, issue_notices, reason_against_notice
from domain.enterprises.service import import_enterprises
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.policies.register import assess_register
from domain.progress import Silent

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
            self.store,
            awards,
            reporter or Silent(),
            policy=self.policy,
            dictionary=self.dictionary,
            approval=approval,
            actor=actor,
        )


@pytest.fixture
def desk(store, zhengdong, dictionary, resources):
    sample = load_sample_office(resources / "samples", dictionary)
    import_enterprises(store, sample.enterprises, Silent(), actor="王小梅", source="示例")
    save_office(store, sample.office, actor="王小梅")
    assessed = assess_register(store, zhengdong, dictionary, Silent())
    awards = [
        Award(entry.enterprise_id, decision.clause_id, decision.amount)
        for entry in assessed
        for decision in entry.decisions
        if not reason_against_notice(decision)
    ]
    return Desk(store, zhengdong, dictionary, awards, assessed)
