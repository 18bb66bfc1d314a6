"""What a draft lacks before it goes to the shelf, and what it does to the register."""

from collections import Counter
from dataclasses import replace

import pytest

from domain.policies.authoring.draft import DraftCap, DraftFact, DraftGroup, DraftList, Line
from domain.policies.authoring.places import Place, unchecked_in, with_open, with_unchecked
from domain.policies.authoring.proving.finishing import Need, lacks_of, put_on_shelf
from domain.policies.authoring.proving.outlook import look_at_register
from domain.policies.authoring.writing import draft_of, file_of
from domain.policies.files.files import PolicyMistakes
from domain.policies.shelf import Disagreeing, import_policy, list_shelf
from domain.policies.trials.trying import try_switch
from domain.values.errors import BadInput
from domain.values.progress import Silent


@pytest.fixture
def draft(zhengdong):
    whole = draft_of(zhengdong.content, "zhengdong-2022.toml")
    alone = tuple(one for one in whole.clauses if one.id == "freight")
    return replace(whole, id="made-2022", clauses=alone)


def changed(draft, **changes):
    return replace(draft, clauses=(replace(draft.clauses[0], **changes),))


def needs(draft, policies):
    return [(one.need, one.place) for one in lacks_of(draft, policies)]


def test_that_a_draft_which_is_whole_goes_to_the_shelf(store, draft, policies, dictionary):
    assert lacks_of(draft, policies) == ()
    id_ = put_on_shelf(store.seat("王小梅"), draft, policies)
    with store.read() as session:
        (shelved,) = list_shelf(session, dictionary)
    assert (shelved.id, shelved.policy_id, shelved.in_force_since) == (id_, "made-2022", None)


def test_that_lines_nobody_looked_at_are_named_with_their_place(store, draft, policies):
    first, second = draft.clauses[0].conditions
    opened = changed(draft, conditions=(first, replace(second, is_open=True)))
    (lack,) = lacks_of(opened, policies)
    assert (lack.need, lack.place) == (Need.OPEN, Place("freight", "conditions", 1))
    assert lack.sentence == (
        "条款“工业企业运费补助”的条件第 2 项“二季度国内运费30万元以上”还没有人核对："
        "请看一遍，对的点“核对过了”，不对的改正"
    )
    with pytest.raises(BadInput, match="还没有人核对"):
        put_on_shelf(store.seat("王小梅"), opened, policies)


def test_that_a_file_of_a_draft_names_what_nobody_looked_at_and_is_not_taken_in(store, zhengdong, policies):
    whole = draft_of(zhengdong.content, "zhengdong-2022.toml")
    assert unchecked_in(whole) == ()
    clauses = tuple(
        replace(
            one,
            who=tuple(replace(line, is_open=True) for line in one.who),
            award=replace(one.award, is_open=True),
        )
        for one in whole.clauses
    )
    ids = (clauses[0].id, clauses[1].id)
    group, cap = DraftGroup("就高", ids, is_open=True), DraftCap("合计", ids, "30万", is_open=True)
    fact = DraftFact("cold_store", "冷库面积", "number", unit="平方米", is_open=True)
    column = DraftFact("area", "面积", "number", is_open=True)
    rows = DraftList("stores", "冷库", (replace(column, name="since", is_open=True), column))
    parts = {"clauses": clauses, "groups": (group,), "shared_caps": (cap,), "lists": (rows,)}
    draft = replace(whole, id="made-2022", facts=(*whole.facts, fact), **parts)

    raw = file_of(draft)

    assert draft_of(raw, "草稿.toml") == draft
    facts = {f"facts {len(draft.facts)}", "lists 1"}
    lines = {f"{ids[0]} who 1", f"{ids[1]} award", "groups 1", "shared_caps 1"}
    assert facts | lines <= set(unchecked_in(draft))
    with pytest.raises(PolicyMistakes) as refused:
        import_policy(store.seat("王小梅"), raw, "草稿.toml", policies, accepted_because="试")
    told = [one for one in refused.value.complaints if "还没有人核对" in one]
    assert len(told) == len(unchecked_in(draft))
    asked = [one.place for one in lacks_of(draft, policies) if one.need is Need.OPEN]
    assert {Place("", "groups", 0), Place("", "shared_caps", 0), Place("", "lists", 0)} <= set(asked)
    for place in asked:
        draft = with_open(draft, place, is_open=False)
    assert unchecked_in(draft) == ()
    assert list(unchecked_in(with_unchecked(draft, ["谁也不知道"]))) == [f"{one.id} award" for one in clauses]


def test_that_a_clause_without_a_complying_case_needs_one_or_a_reason(draft, policies):
    unproved = (Need.UNPROVED, Place("freight", "cases"))
    cases = draft.clauses[0].cases
    assert needs(changed(draft, cases=()), policies) == [unproved]
    failing = tuple(one for one in cases if one.outcome != "granted")
    assert needs(changed(draft, cases=failing), policies) == [unproved]
    assert needs(changed(draft, cases=(), unproved_because="会议逐户议定"), policies) == []


def test_that_a_mistake_and_a_case_that_comes_to_something_else_are_named(draft, policies):
    award = Line(formula="封顶(国内运费[2022Q2] × 6%, 20万)")
    found = lacks_of(changed(draft, award=award), policies)
    wrong = next(one for one in found if one.need is Need.WRONG_CASE)
    assert "应为 符合 15,000.00 元，现在算得 符合 18,000.00 元" in wrong.sentence
    # 6 % stands in no wording.
    assert any(one.need is Need.DISAGREEMENT for one in found)
    (mistake,) = lacks_of(changed(draft, award=Line(formula="封顶(国内运费[2022Q2] ×, 20万)")), policies)
    assert (mistake.need, mistake.place.part) == (Need.MISTAKE, "award")
    asked = (*draft.clauses[0].conditions, Line(formula="国内运费[2022Q2] >"))
    (mistake,) = lacks_of(changed(draft, conditions=asked), policies)
    assert (mistake.place.part, mistake.place.index) == ("conditions", len(asked) - 1)


def test_that_wording_that_differs_is_answered_by_a_reason(store, draft, policies):
    wording = draft.clauses[0].wording.replace("30万元", "40万元")
    differing = changed(draft, wording=wording)
    assert {need for need, _ in needs(differing, policies)} == {Need.DISAGREEMENT}
    with pytest.raises(Disagreeing):
        put_on_shelf(store.seat("王小梅"), differing, policies)
    put_on_shelf(store.seat("王小梅"), differing, policies, despite_disagreement="条文有印刷错误")
    with store.read() as session:
        (shelved,) = list_shelf(session, policies.office)
        assert shelved.disagreement_reason == "条文有印刷错误"


def test_that_the_register_is_looked_at_by_a_draft_beside_another_policy(
    store, sample_office, assessed, zhengdong, dictionary
):
    outlook = look_at_register(store, zhengdong, zhengdong, dictionary, Silent(), most=5)
    assert outlook.switch == try_switch(store, zhengdong, zhengdong, dictionary, Silent())
    sums = sorted((sum(one.amount for one in each.decisions) for each in assessed), reverse=True)
    assert [one.amount for one in outlook.recipients] == sums[:5]
    assert sum(sum(amounts) for amounts in outlook.awards.values()) == sum(sums)
    waiting = Counter(
        key for each in assessed for key in {key for one in each.decisions for key in one.missing}
    )
    # Columns call what is missing of any row by the column, traces by the row.
    lacking = {one.key: one.enterprises for one in outlook.lacking if "." not in one.key}
    assert lacking == {key: count for key, count in waiting.items() if "." not in key}
