"""What clauses have together, each way in which each of them may stand: both evaluators."""

from itertools import product

import pytest

from domain.enterprises.records import facts_of
from domain.policies.one.assessment import assess
from domain.policies.trace import Outcome
from tests.domain.policies.conftest import CODE
from tests.domain.policies.test_bulk import compare

NAMES = "甲乙丙"
FACTS = "".join(
    f"[[facts]]\nname = '{at}{name}'\nlabel = '{label}'\nkind = '{kind}'\nmay_be_negative = true\n"
    if kind != "truth"
    else f"[[facts]]\nname = '{at}{name}'\nlabel = '{label}'\nkind = 'truth'\n"
    for at, one in zip("abcx", (*NAMES, "限"), strict=True)
    for name, label, kind in (
        ("sum", f"{one}额", "money"),
        ("by", f"{one}数", "number"),
        ("is", f"{one}可", "truth"),
    )
)
CLAUSES = "".join(
    f"[[clauses]]\nid = '{at}'\ntitle = '{one}'\nwording = '……'\nconditions = ['{one}可 = 是']\n"
    f"award = '''{award}'''\n"
    for at, one, award in zip(
        "abc",
        NAMES,
        ("封顶(甲额 ÷ 甲数, 4万)", "封顶(保底(乙额 ÷ 乙数, 1万), 5万)", "丙额 ÷ 丙数"),
        strict=True,
    )
)
BY_PERSON = """
[[clauses]]
id = 'd'
title = '丁'
wording = '……'
by_person = '由本单位定'
conditions = ['限可 = 是']
"""
CAP = "[[shared_caps]]\ntitle = '合计'\nclauses = [{0}]\ncap = '''{1}'''\n"
GROUP = "[[groups]]\ntitle = '同一事项'\nclauses = [{0}]\n"
STATES = {
    "two": {"sum": "20000", "by": "1", "is": True},
    "four": {"sum": "40000", "by": "1", "is": True},
    "nothing": {"sum": "-1", "by": "1", "is": True},
    "not entered": {"by": "1", "is": True},
    "without a value": {"sum": "20000", "by": "0", "is": True},
    "not met": {"sum": "20000", "by": "1", "is": False},
}
LIMITS = {
    "less": {"sum": "30000", "by": "1", "is": False},
    "just enough": {"sum": "60000", "by": "1", "is": True},
    "nothing": {"sum": "-0.01", "by": "1", "is": False},
    "not entered": {"by": "1", "is": False},
    "without a value": {"sum": "30000", "by": "0", "is": True},
}
"""How much there is for all; beside it, whether what a person decides comes last."""


WAYS = (
    [name for name in STATES if name != "nothing"],
    ["two", "four", "not entered", "not met"],
    ["two", "four", "without a value"],
    list(LIMITS),
)
TURNS_OUT = {"not entered": ("two", "four"), "without a value": ("two", "four")}
LIMIT_TURNS_OUT = {"not entered": ("less", "nothing"), "without a value": ("just enough",)}
"""What an open one may come to, of those that are tried."""


@pytest.mark.parametrize(
    "together",
    [
        CAP.format("'a', 'b', 'c', 'd'", "限额 ÷ 限数"),
        CAP.format("'d', 'c', 'a'", "封顶(保底(限额 ÷ 限数, 2万), 5万)"),
        GROUP.format("'a', 'b', 'c'"),
        GROUP.format("'c', 'd', 'b'") + CAP.format("'a', 'b', 'c'", "限额 ÷ 限数"),
    ],
)
def test_that_what_clauses_have_together_is_certain_only_where_it_is_so_however_open_ones_turn_out(
    trial, together
):
    made = trial(f"{together}{FACTS}{CLAUSES}{BY_PERSON}")
    enterprises = {}
    for names in product(*WAYS):
        parts = [*(STATES[name] for name in names[:3]), LIMITS[names[3]]]
        said = {
            f"{at}{key}": one for at, part in zip("abcx", parts, strict=True) for key, one in part.items()
        }
        record = {"uscc": CODE, "name": "郑州测试有限公司", "attributes": said}
        enterprises[names] = facts_of(record, made.dictionary)
    outcomes = compare(made.policy, made.dictionary, list(enterprises.values()))
    assert set(outcomes) == {*Outcome}
    decided = {
        names: {one.clause_id: one for one in assess(made.policy, facts, made.dictionary)}
        for names, facts in enterprises.items()
    }
    for names, decisions in decided.items():
        ways = [TURNS_OUT.get(name, (name,)) for name in names[:3]]
        for way in product(*ways, LIMIT_TURNS_OUT.get(names[3], names[3:])):
            for id_, one in decisions.items():
                turned = decided[way][id_]
                if one.outcome in (Outcome.GRANTED, Outcome.NOT_MET):
                    assert (turned.outcome, turned.amount) == (one.outcome, one.amount), (names, way, id_)
                elif not one.is_unbounded:
                    assert one.most >= max(turned.amount, turned.most), (names, way, id_)
