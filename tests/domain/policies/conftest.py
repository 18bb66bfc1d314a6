from dataclasses import dataclass

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import facts_of
from domain.policies.files.files import policy_from
from domain.policies.one.assessment import assess
from domain.policies.policy import Policy
from domain.policies.trace import Decision
from domain.values.money import plain_yuan
from tests.domain.policies.reading_traces import hold

HEAD = """
format = 1
id = "trial"
title = "试行政策"
issuer = "某区"
source = "试验"
official_text = true
valid_from = 2022-01-01
valid_to = 2022-12-31
"""
CODE = "91410100MAYA000162"


@dataclass(frozen=True)
class Trial:
    """A policy written for a test, with the dictionary it is decided by."""

    policy: Policy
    dictionary: Dictionary

    def facts(self, attributes=None, indicators=None, rows=None, code=CODE) -> EnterpriseFacts:
        record = {"uscc": code, "name": "郑州测试有限公司"}
        record |= {"attributes": attributes or {}, "indicators": indicators or {}, "rows": rows or {}}
        return facts_of(record, self.dictionary)

    def decide(self, clause="", **given) -> Decision:
        decisions = {one.clause_id: one for one in assess(self.policy, self.facts(**given), self.dictionary)}
        decision = decisions[clause] if clause else next(iter(decisions.values()))
        hold(decision)
        return decision

    def result(self, clause="", **given) -> str:
        """The outcome, and the amount where there is one: ``granted 1234.00``."""
        decision = self.decide(clause, **given)
        return decision.outcome + (f" {plain_yuan(decision.amount)}" if decision.amount else "")


@pytest.fixture(scope="session")
def trial(dictionary):
    """Read a policy from what a test adds to the usual head."""

    def read(text: str) -> Trial:
        policy = policy_from((HEAD + text).encode(), "trial.toml", dictionary)
        return Trial(policy, dictionary.extended(policy.facts))

    return read


@pytest.fixture(scope="session")
def clause(trial):
    """Read a policy of one clause: its award, and what else stands in the clause or before it."""

    def read(award: str, more: str = "", before: str = "") -> Trial:
        head = "[[clauses]]\nid = 'only'\ntitle = '一条'\nwording = '……'"
        return trial(f"{before}\n{head}\naward = '''{award}'''\n{more}")

    return read
