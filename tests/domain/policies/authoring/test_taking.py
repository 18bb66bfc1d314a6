"""Clauses made of units, and what becomes of them where a doubt is settled."""

from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.documents.opening import of_text
from domain.policies.authoring.draft import DraftCase, DraftClause, Line, PolicyDraft
from domain.policies.authoring.reading.results import Doubt, Reading
from domain.policies.authoring.taking import base_of, doubts_of, proposed, read_again, settled, with_unit
from domain.values.errors import BadInput

WORDING = (
    "对年营业收入1000万元至2000万元、营业收入同比增长10%以上的企业，营业收入每增长1%奖励1万元，最高50万元。"
)


@pytest.fixture
def draft(dictionary: Dictionary) -> PolicyDraft:
    clause = DraftClause("c1", wording=WORDING)
    made = PolicyDraft("a", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), clauses=(clause,))
    return proposed(made, clause, read_again(made, clause, None, dictionary))


@pytest.fixture
def reading(draft: PolicyDraft, dictionary: Dictionary) -> Reading:
    return read_again(draft, draft.clauses[0], None, dictionary)


def edge_of(draft: PolicyDraft, reading: Reading) -> Doubt:
    return next(one for one in doubts_of(draft, draft.clauses[0], reading) if one.options)


def test_that_settling_a_doubt_leaves_open_what_another_one_is_about(draft, reading):
    clause, doubt = draft.clauses[0], edge_of(draft, reading)
    others = doubts_of(draft, clause, reading)
    assert clause.award.is_open

    made = settled(clause, base_of(draft, clause, reading), doubt, doubt.options[1], others)

    assert "营业收入[2026] <= 2000万元" in [line.formula for line in made.conditions]
    assert not any(line.is_open for line in made.conditions)
    assert (made.award, made.readings) == (clause.award, clause.readings)


def test_that_settling_a_doubt_keeps_what_was_written_otherwise_since(draft, reading):
    clause, doubt = draft.clauses[0], edge_of(draft, reading)
    mine = replace(
        clause, award=Line("3万元"), conditions=(*clause.conditions[1:], Line("从业人员人数 >= 10人"))
    )

    made = settled(mine, base_of(draft, clause, reading), doubt, doubt.options[1])

    assert [line.formula for line in made.conditions] == [
        "营业收入[2026] <= 2000万元",
        "同比(营业收入[2026]) >= 10%",
        "从业人员人数 >= 10人",
    ]
    assert made.award == Line("3万元")


def test_that_reading_again_keeps_examples_that_were_confirmed(draft, reading):
    case = DraftCase("正好", {"staff": 10}, amount="1万元")
    clause = replace(draft.clauses[0], cases=(case,))

    assert proposed(replace(draft, clauses=(clause,)), clause, reading).clauses[0].cases == (case,)


def test_that_a_clause_has_the_conditions_that_are_listed_below_its_unit(dictionary):
    lines = (
        "关于扶持茶业的若干政策",
        "第一条 对符合下列条件之一的茶企，给予6万元奖励：",
        "（一）年营业收入达到7000万元以上；",
        "（二）获得茶王称号。",
        "第二条 对新建茶仓的茶企，给予4万元奖励。",
    )
    document = of_text("\n".join(lines))
    unit = next(one for one in document.units if "下列" in one.text)
    empty = PolicyDraft("a", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))

    (clause,) = with_unit(empty, document, unit.id, dictionary).clauses

    asked = [one.formula for one in clause.conditions]
    assert asked == ["营业收入[2026] >= 7000万元 或 获得茶王称号 = 是", "茶企 = 是"]
    assert (clause.wording.count("\n"), clause.award.formula) == (2, "6万元")
    for unsaid in ({"valid_from": None}, {"valid_to": None}):
        with pytest.raises(BadInput, match="请先在“文件”一步填写施行日期和有效期"):
            with_unit(replace(empty, **unsaid), document, unit.id, dictionary)
