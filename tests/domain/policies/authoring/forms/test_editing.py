"""Steps on a draft: what is called otherwise is so everywhere, and what is used does not go."""

from dataclasses import replace
from datetime import date

import pytest

from domain.policies.authoring.draft import (
    DraftCap,
    DraftCase,
    DraftClause,
    DraftContest,
    DraftDefinition,
    DraftFact,
    DraftGroup,
    DraftList,
    DraftStage,
    Line,
    PolicyDraft,
)
from domain.policies.authoring.forms.editing import (
    Use,
    add_clause,
    add_fact,
    add_list,
    capped,
    change_choices,
    grouped,
    remove_clause,
    remove_fact,
    rename_fact,
    shares_left,
    uses,
    uses_of,
)
from domain.values.errors import BadInput

LOANS = DraftList(
    "loans",
    "贷款",
    (
        DraftFact("principal", "本金", "money"),
        DraftFact("use", "用途", "choice", choices={"work": "经营", "own": "本金"}),
    ),
)
DRAFT = PolicyDraft(
    id="trial",
    valid_from=date(2022, 1, 1),
    valid_to=date(2022, 12, 31),
    lists=(LOANS,),
    facts=(
        DraftFact("capital", "本金", "money"),
        DraftFact("freight", "运费", "money", by_period=True),
        DraftFact("level", "等级", "choice", choices={"a": "甲", "b": "运费"}),
        DraftFact("idle", "没用上的", "money"),
    ),
    definitions=(DraftDefinition("增加额", Line("运费[2022] - 运费[2021]")),),
    exclusions=(Line("运费[2022] > 1亿", text="运费超过一亿元的"),),
    shared_caps=(DraftCap("合计", ("rows", "whole"), "运费[2022] × 1%", across="等级"),),
    groups=(DraftGroup("从高", ("rows", "whole")),),
    clauses=(
        DraftClause(
            "rows",
            title="逐笔",
            each="loans",
            conditions=(Line("本金 >= 10万"), Line("用途 = 本金")),
            award=Line("本金 × 5%"),
            cases=(DraftCase("甲", {"capital": 1, "idle": 2, "loans": [{"principal": 1, "use": "work"}]}),),
        ),
        DraftClause(
            "whole",
            title="整户",
            who=(Line("等级 属于 (甲, 运费)"),),
            conditions=(Line("合计(贷款, 本金, 用途 = 经营) >= 本金"), Line("运费[2022 >= 1万")),
            award=Line("按选项(等级, 运费: 运费[2022], 其余: 增加额)"),
            stages=(DraftStage("一期", "60%", (Line("运费[2022] > 0"),)), DraftStage("二期", "1/3")),
            contest=DraftContest(by="运费[2022]", places="3"),
        ),
    ),
)


def formulas(draft):
    """Return every formula of the two clauses."""
    return [
        line.formula
        for clause in draft.clauses
        for line in (
            *clause.who,
            *clause.conditions,
            clause.award,
            *(s for one in clause.stages for s in one.conditions),
        )
    ]


def test_that_a_fact_is_called_otherwise_by_every_formula_and_nothing_else_is(dictionary):
    draft = rename_fact(DRAFT, "freight", "国内货运费（不含税）", dictionary)
    assert draft.facts[1] == replace(DRAFT.facts[1], label="国内货运费（不含税）", term="国内货运费不含税")
    assert formulas(draft) == [
        "本金 >= 10万",
        "用途 = 本金",
        "本金 × 5%",
        "等级 属于 (甲, 运费)",
        "合计(贷款, 本金, 用途 = 经营) >= 本金",
        "国内货运费不含税[2022 >= 1万",
        "按选项(等级, 运费: 国内货运费不含税[2022], 其余: 增加额)",
        "国内货运费不含税[2022] > 0",
    ]
    assert draft.definitions[0].line.formula == "国内货运费不含税[2022] - 国内货运费不含税[2021]"
    assert draft.exclusions == (Line("国内货运费不含税[2022] > 1亿", text="运费超过一亿元的"),)
    assert draft.shared_caps[0].cap == "国内货运费不含税[2022] × 1%"
    assert draft.clauses[1].contest.by == "国内货运费不含税[2022]"
    assert rename_fact(draft, "freight", "运费", dictionary) == DRAFT


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        (
            "capital",
            "自有资金",
            ["本金 >= 10万", "用途 = 本金", "本金 × 5%", "合计(贷款, 本金, 用途 = 经营) >= 自有资金"],
        ),
        (
            "loans.principal",
            "贷款额",
            ["贷款额 >= 10万", "用途 = 本金", "贷款额 × 5%", "合计(贷款, 贷款额, 用途 = 经营) >= 本金"],
        ),
        (
            "loans",
            "借款",
            ["本金 >= 10万", "用途 = 本金", "本金 × 5%", "合计(借款, 本金, 用途 = 经营) >= 本金"],
        ),
    ],
)
def test_that_of_two_things_called_alike_only_the_one_that_is_meant_is_called_otherwise(
    dictionary, name, label, expected
):
    found = formulas(rename_fact(DRAFT, name, label, dictionary))
    assert [*found[:3], found[4]] == expected


def test_that_a_definition_and_what_goes_by_a_fact_are_called_otherwise_too(dictionary):
    draft = rename_fact(rename_fact(DRAFT, "增加额", "增量", dictionary), "level", "评级", dictionary)
    assert (draft.definitions[0].term, draft.shared_caps[0].across) == ("增量", "评级")
    assert formulas(draft)[6] == "按选项(评级, 运费: 运费[2022], 其余: 增量)"


@pytest.mark.parametrize("label", ["产值", "运费", "增加额", "合计", "待填数据", " "])
def test_that_a_name_that_means_something_else_is_refused(dictionary, label):
    with pytest.raises(BadInput):
        rename_fact(DRAFT, "capital", label, dictionary)
    with pytest.raises(BadInput):
        add_fact(DRAFT, DraftFact("", label, "money"), dictionary)


@pytest.mark.parametrize(("name", "label"), [("idle", "用途"), ("loans.use", "运费"), ("loans.use", "本金")])
def test_that_nothing_is_called_so_that_formulas_would_mean_something_else(dictionary, name, label):
    with pytest.raises(BadInput):
        rename_fact(DRAFT, name, label, dictionary)


def test_that_what_is_used_does_not_go_and_where_is_said(dictionary):
    assert uses_of(DRAFT, "capital", dictionary) == (Use("whole", "条件第 1 项"),)
    assert uses_of(DRAFT, "loans.use", dictionary) == (
        Use("rows", "条件第 2 项"),
        Use("whole", "条件第 1 项"),
    )
    names = ("idle", "loans", "增加额")
    assert uses(DRAFT, names, dictionary) == {name: uses_of(DRAFT, name, dictionary) for name in names}
    assert [len(found) for found in uses(DRAFT, names, dictionary).values()] == [0, 2, 1]
    with pytest.raises(BadInput) as caught:
        remove_fact(DRAFT, "freight", dictionary)
    assert str(caught.value) == (
        "“运费”还在用：定义“增加额”、排除情形第 1 项、共同限额“合计”、整户条件第 2 项、整户补助金额、"
        "整户第 1 期的条件第 1 项、整户排名的依据。请先改掉这些地方，再移除"
    )


def test_that_options_are_called_otherwise_by_formulas_and_one_that_is_used_does_not_go(dictionary):
    draft = change_choices(DRAFT, "level", ("甲", "其余"), dictionary)
    assert draft.facts[2].choices == {"a": "甲", "b": "其余"}
    assert (formulas(draft)[3], formulas(draft)[6]) == (
        "等级 属于 (甲, “其余”)",
        "按选项(等级, “其余”: 运费[2022], 其余: 增加额)",
    )
    changed = change_choices(DRAFT, "loans.use", ("生产", "本金"), dictionary)
    assert formulas(changed)[4] == "合计(贷款, 本金, 用途 = 生产) >= 本金"
    columns = {one.name: list((one.choices or {}).values()) for of in changed.lists for one in of.columns}
    assert columns["use"] == ["生产", "本金"]
    longer = change_choices(DRAFT, "level", ("乙", "运费", "甲"), dictionary)
    assert longer.facts[2].choices == {"o1": "乙", "b": "运费", "a": "甲"}
    with pytest.raises(BadInput, match="选项“运费”还在用：整户对象第 1 项、整户补助金额"):
        change_choices(DRAFT, "level", ("甲",), dictionary)
    with pytest.raises(BadInput):
        change_choices(DRAFT, "level", (" ",), dictionary)


def test_that_what_is_not_used_goes_and_examples_say_nothing_of_it(dictionary):
    draft = remove_fact(DRAFT, "idle", dictionary)
    assert draft.facts == tuple(one for one in DRAFT.facts if one.name != "idle")
    parts = ("judgements", "lists", "parameters", "rosters", "definitions", "clauses")
    for part in parts[:-1]:
        assert getattr(draft, part) == getattr(DRAFT, part), part
    assert [one.definitions for one in draft.clauses] == [one.definitions for one in DRAFT.clauses]
    assert draft.clauses[0].cases[0].facts == {"capital": 1, "loans": [{"principal": 1, "use": "work"}]}


def test_that_what_is_added_has_a_name_that_nothing_else_has(dictionary):
    draft = add_fact(DRAFT, DraftFact("", "研发费用（不含税）", "money"), dictionary)
    draft = add_fact(
        draft, DraftFact("", "核定金额", "money", least="1万", most="5万"), dictionary, judged=True
    )
    draft = add_list(draft, DraftList("", "设备"), dictionary)
    draft = add_fact(draft, DraftFact("", "单价", "money"), dictionary, "rows_1")
    assert [(one.name, one.term) for one in draft.facts[-1:]] == [("own_1", "研发费用不含税")]
    assert [one.name for one in draft.judgements] == ["own_2"]
    assert [(one.name, [column.name for column in one.columns]) for one in draft.lists[1:]] == [
        ("rows_1", ["column_1"])
    ]


def test_that_clauses_are_followed_by_what_goes_by_them():
    left = remove_clause(DRAFT, "rows")
    assert (left.groups, [one.clauses for one in left.shared_caps]) == ((), [("whole",)])
    assert [one.id for one in add_clause(left, DraftClause("whole"), 0).clauses] == ["whole-2", "whole"]
    assert len(grouped(DRAFT, DraftGroup("从高", ("whole", "rows"))).groups) == 1
    assert len(capped(DRAFT, DraftCap("另一项", ("whole",))).shared_caps) == 2


def test_that_what_instalments_lack_is_said():
    clause = DRAFT.clauses[1]
    assert shares_left(clause) == "各期合计 约 93.33%，还差 约 6.67%"
    whole = replace(clause, stages=(DraftStage("一期", "2/3"), DraftStage("二期", "1/3")))
    assert shares_left(whole) == ""
    assert shares_left(replace(clause, stages=(DraftStage("一期", "六成"),))) == (
        "第 1 期“六成”不是比例，写作 60% 或 1/3"
    )
