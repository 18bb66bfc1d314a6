"""A word of the language is one row: what follows from rows is whole, what is not known is not guessed."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.policies.contests.field import Entrant, settle_contests
from domain.policies.explaining.needs import needed_figures, read_figures
from domain.policies.language import nodes
from domain.policies.language.calls import CONDITIONS, QUANTITIES
from domain.policies.language.functions import FUNCTIONS, Function
from domain.policies.language.gatherings import GATHERINGS, Reduce
from domain.policies.language.tokens import KEYWORDS
from domain.policies.many.codes import OUTCOMES
from domain.policies.many.deciding import decide_table
from domain.policies.many.functions import ON_COLUMNS
from domain.policies.many.gathering import REDUCED
from domain.policies.many.reading import wanted_figures
from domain.policies.many.table import table_of
from domain.policies.one.assessment import decide_each
from domain.policies.trace import Operation
from domain.values.progress import Silent
from tests.domain.policies.test_language import LOANS

MANUAL = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text("utf-8")
CODES = ("91410100MAYA000162", "91410100MAYE8C9L7T")
STAGED = """[[clauses]]
id = 'a'
title = '一条'
wording = '……'
award = '国内运费[2022Q2]'
[[clauses.stages]]
title = '一期'
share = '50%'
[[clauses.stages]]
title = '二期'
share = '50%'
conditions = ['产值[2023H1] > 0']
"""
RANKED = """[[clauses]]
id = 'b'
title = '二条'
wording = '……'
award = '1万'
who = ['四上 = 是']
contest = { by = '销售额[2022]', places = 3 }
[[shared_caps]]
title = '合计'
clauses = ['a', 'b']
cap = '营业收入[2021] × 50%'
"""


HALVED = Function(
    "折半",
    (1, 1),
    exact=lambda amount: amount // 2,
    text=lambda parts: f"{parts[0]}折半",
    step=lambda texts, _: f"{texts[0]}折半",
)


def held_equal(policy, dictionary, enterprises):
    """What each clause comes to for each of them; both evaluators agree."""
    table = table_of(enterprises, dictionary)
    columns = decide_table(policy, table, dictionary, Silent())
    field = [Entrant(facts, decide_each(policy, facts, dictionary)) for facts in enterprises]
    settled = settle_contests(policy, field)
    for place, decisions in enumerate(settled):
        for one in decisions:
            column = columns[one.clause_id]
            found = OUTCOMES[column.outcome[place]], column.amount[place], column.most[place]
            assert found == (one.outcome, one.amount, one.most)
    return settled


@pytest.mark.parametrize("word", [*QUANTITIES, *CONDITIONS, *KEYWORDS.values()])
def test_that_the_manual_names_every_word(word):
    assert f"`{word}" in MANUAL or f" {word} " in MANUAL or f"{word}: " in MANUAL


def test_that_every_row_can_be_called_and_shown():
    assert {*FUNCTIONS, *GATHERINGS} <= {*QUANTITIES}
    assert {row.operation for row in FUNCTIONS.values() if row.operation} <= {*Operation}


def test_that_it_is_known_what_columns_do_not_come_to():
    assert {*ON_COLUMNS} == {*FUNCTIONS}
    assert {*Reduce} - {*REDUCED} == {Reduce.MEAN, Reduce.MEDIAN}


def test_that_the_parts_of_a_node_are_the_nodes_it_holds(clause):
    award = clause("分档(产值[2022], >= 较小(1万, 销售额[2022]): 若(四上, 1万, 2万), 其余: 3万)").policy
    tree = award.clauses["only"].award
    below = "Tiers Indicator Call Literal Indicator Cases Matches Literal Literal Literal"
    assert " ".join(type(one).__name__ for one in nodes.walk(tree)) == below


def test_that_formulas_that_say_the_same_share_their_nodes(clause):
    condition = "同比(产值[2022]) >= 10% 且 四上"
    read = clause("若(四上, 产值[2022] × 5%, 1万)", f"who = ['四上']\nconditions = ['{condition}']").policy
    who, growth = (one.condition for one in read.clauses["only"].requirements)
    award = read.clauses["only"].award
    assert award.cases[0].condition is who is growth.parts[1]
    assert award.cases[0].gives.factors[0] is growth.parts[0].left.now


def test_that_each_of_many_figures_that_is_not_entered_is_named_also_to_who_waits_for_it(trial):
    """In a group the lower clause waits for the higher one, and for each figure that may be wanting there."""
    periods = [f"{year}M{month:02}" for year in range(2018, 2023) for month in range(1, 13)]
    conditions = [f"产值[{period}] > 0" for period in periods]
    one, other = (f"[[clauses]]\nid = '{id_}'\ntitle = '{id_}'\nwording = '……'\n" for id_ in "ab")
    group = "[[groups]]\ntitle = '从高'\nclauses = ['a', 'b']\n"
    read = trial(f"{one}award = '2万'\nconditions = {conditions}\n{other}award = '1万'\n{group}")
    enterprises = [
        read.facts(indicators={"output_value": {one: "1" for one in periods if one != lacking}})
        for lacking in periods
    ]
    settled = held_equal(read.policy, read.dictionary, enterprises)
    columns = decide_table(read.policy, table_of(enterprises, read.dictionary), read.dictionary, Silent())
    for place, lacking in enumerate(periods):
        for decision in settled[place]:
            assert decision.missing == (f"output_value[{lacking}]",)
            assert columns[decision.clause_id].missing_at(place) == [*decision.missing]


def test_that_a_function_not_on_columns_is_left_to_the_evaluator_of_one_enterprise(clause):
    read = clause("产值[2022]")
    whole = read.policy.clauses["only"]
    call = nodes.Call(HALVED, (whole.award,), whole.award.type)
    policy = replace(read.policy, clauses={"only": replace(whole, award=call)})
    enterprises = [read.facts(indicators={"output_value": {"2022": amount}}) for amount in ("30000", "7")]
    table = table_of(enterprises, read.dictionary)
    columns = decide_table(policy, table, read.dictionary, Silent())["only"]
    assert columns.amount.tolist() == [15_000_00, 3_50]


def test_that_who_is_ranked_by_what_columns_do_not_come_to_has_the_same_place(trial):
    ranked = "contest = { by = '平均(贷款, 本金)', places = 1 }\n"
    read = trial(f"{LOANS}[[clauses]]\nid = 'a'\ntitle = '一条'\nwording = '……'\naward = '1万'\n{ranked}")
    enterprises = [
        read.facts(rows={"loans": [{"principal": one} for one in loans]}, code=code)
        for code, loans in zip(CODES, (["5", "5", "5"], ["9"]), strict=True)
    ]
    settled = held_equal(read.policy, read.dictionary, enterprises)
    assert [row[0].outcome for row in settled] == ["not_met", "granted"]


def test_that_a_total_that_columns_do_not_come_to_is_worked_out_one_by_one(trial):
    read = trial(
        f"{LOANS}[[clauses]]\nid = 'a'\ntitle = '一条'\nwording = '……'\neach = 'loans'\naward = '本金'\n"
        "total = '合计'\n"
    )
    whole = read.policy.clauses["a"]
    total = nodes.Call(HALVED, (whole.total,), whole.total.type)
    policy = replace(read.policy, clauses={"a": replace(whole, total=total)})
    enterprises = [read.facts(rows={"loans": [{"principal": "5"}, {"principal": "4"}]})]
    columns = decide_table(policy, table_of(enterprises, read.dictionary), read.dictionary, Silent())
    assert columns["a"].amount.tolist() == [4_50]


def test_that_all_that_asks_for_figures_asks_for_those_of_stages_places_and_caps(trial):
    read = trial(STAGED + RANKED)
    asked = {(name, str(period)) for name, period in read_figures([read.policy])}
    everything = {("freight_domestic", "2022Q2"), ("sales", "2022"), ("revenue", "2021")}
    everything |= {("output_value", period) for period in ("2023H1", "2023Q1", "2023Q2")}
    assert asked == everything
    assert asked <= {(name, str(period)) for name, period in wanted_figures(read.policy)}


def test_that_only_the_figures_of_clauses_that_may_apply_are_needed(trial):
    read = trial(STAGED + RANKED)
    facts = read.facts({"above_scale": False})
    needed = {name for name, _ in needed_figures([read.policy], facts, read.dictionary)}
    assert needed == {"freight_domestic", "output_value", "revenue"}
