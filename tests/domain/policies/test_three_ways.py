"""The policy three ways: its traces, its columns, and plain SQL over the same store."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from stdnum.cn import uscc

from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.records import facts_of
from domain.policies.files.files import policy_from
from domain.policies.one.assessment import assess
from domain.policies.runs.register import decide_register
from domain.store.engine import Store
from domain.store.packing import OUTCOMES
from domain.values.progress import Silent
from tests.cases.loading import load_cases
from tests.domain.policies.boundaries import edges
from tests.reference import by_sql

CASES = [case for case in load_cases("zhengdong-2022") if case.outcome == "granted"]
MISTAKES = {
    "an edge that is left out": ("国内运费[2022Q2] >= 30万", "国内运费[2022Q2] > 30万"),
    "a rate a little off": ("全年租金[2022] × 20%", "全年租金[2022] × 20.0000001%"),
}


def numbered(enterprises):
    """The same enterprises under codes of their own."""
    for number, facts in enumerate(enterprises):
        code = f"91410100MC{number:07d}"
        yield replace(facts, uscc=code + uscc.calc_check_digit(code), name=f"第{number:07d}户")


@pytest.fixture(scope="module")
def variants(zhengdong, dictionary):
    """Enterprises at every edge of every clause."""
    found = {}
    for case in CASES:
        base = facts_of(case.facts, dictionary)
        for facts in edges(zhengdong.clauses[case.clause], base, dictionary):
            found[repr((facts.attributes, facts.indicators, facts.rows))] = facts
    return list(numbered(found.values()))


@pytest.fixture(scope="module")
def filled(empty_store, tmp_path_factory, variants, dictionary):
    store = Store.open(Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("edges") / "store")))
    entries = Entries.of(variants)
    merge_enterprises(store.seat("tester"), entries, dictionary, Silent(), known=Known.UPDATE, source="边界")
    yield store
    store.close()


@pytest.fixture(scope="module")
def by_hand(filled):
    """What SQL that was written by hand makes of them."""
    with closing(sqlite3.connect(filled.path)) as connection:
        return by_sql.decide(connection)


def by_columns(store, policy, dictionary):
    results = decide_register(store, policy, dictionary, Silent())
    ids = results.ids.tolist()
    return {
        (id_, clause_id): (OUTCOMES[outcome], amount)
        for clause_id, column in results.columns.items()
        for id_, outcome, amount in zip(ids, column.outcome.tolist(), column.amount.tolist(), strict=True)
    }


def test_that_traces_columns_and_sql_agree_at_every_edge(filled, by_hand, variants, zhengdong, dictionary):
    columns = by_columns(filled, zhengdong, dictionary)
    assert by_hand == columns
    with closing(sqlite3.connect(filled.path)) as connection:
        ids = {code: id_ for id_, code in connection.execute("SELECT id, uscc FROM enterprise")}
    # The traces are held against the hand-written clauses at every edge elsewhere.
    for facts in variants[::20]:
        for decision in assess(zhengdong, facts, dictionary):
            place = ids[facts.uscc], decision.clause_id
            assert columns[place] == (decision.outcome, decision.amount), (facts, decision)
    assert {outcome for outcome, _ in columns.values()} == {"granted", "not_met", "missing", "manual"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_that_a_planted_mistake_is_caught(filled, by_hand, resources, dictionary, mistake):
    text = (resources / "policies" / "zhengdong-2022.toml").read_text("utf-8")
    wrong = policy_from(text.replace(*MISTAKES[mistake]).encode(), "wrong.toml", dictionary)
    assert wrong.sha256 != ""
    assert by_hand != by_columns(filled, wrong, dictionary)
