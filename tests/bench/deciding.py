"""Deciding clauses: one enterprise with its full trace, against the same ten clauses written by hand."""

from pathlib import Path

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.records import record_of
from domain.exchange.samples import load_sample_office
from domain.policies.files.files import load_policy
from domain.policies.one.assessment import assess
from tests.bench.measuring import Measurement, milliseconds, ratio
from tests.reference.zhengdong_2022 import decide

RESOURCES = Path(__file__).parents[2] / "resources"
ONE_MS = 0.5
LOAD_MS = 5.0


def measure() -> list[Measurement]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    path = RESOURCES / "policies" / "zhengdong-2022.toml"
    policy = load_policy(path, dictionary)
    office = load_sample_office(RESOURCES / "samples", dictionary).enterprises
    records = [record_of(facts, dictionary) for facts in office]
    for facts, record in zip(office, records, strict=True):
        by_hand = decide(record)
        for decision in assess(policy, facts, dictionary):
            assert decision.amount == by_hand[decision.clause_id].amount_fen, (facts.name, decision.clause_id)

    def assess_all() -> None:
        for facts in office:
            assess(policy, facts, dictionary)

    return [
        Measurement(
            "deciding: one enterprise, ten clauses, full trace",
            milliseconds(assess_all) / len(office),
            "ms",
            goal=ONE_MS,
        ),
        Measurement(
            "deciding: a policy loaded and checked",
            milliseconds(lambda: load_policy(path, dictionary)),
            "ms",
            goal=LOAD_MS,
        ),
        ratio(
            "deciding: with trace / by hand without",
            assess_all,
            lambda: [decide(record) for record in records],
            goal=20,
        ),
    ]
