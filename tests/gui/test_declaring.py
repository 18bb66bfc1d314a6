"""What a draft brings along, called otherwise by the dialogs: formulas follow, and what is used stays."""

import pytest

from domain.policies.authoring.draft import DraftClause, DraftFact, DraftList, Line, PolicyDraft
from domain.values.errors import BadInput
from gui.pages.authoring.declaring import changed_list

COLUMNS = (
    DraftFact("principal", "本金", "money"),
    DraftFact("grade", "级别", "choice", choices={"a": "甲", "b": "乙"}),
)
DRAFT = PolicyDraft(
    lists=(DraftList("loans", "贷款", COLUMNS),),
    clauses=(DraftClause("c", each="loans", conditions=(Line("级别 = 甲"),), award=Line("本金 × 5%")),),
)


def test_that_formulas_follow_a_column_and_what_is_used_stays(dictionary):
    shown = ["本金 金额", "级别 甲、乙"]
    assert changed_list(DRAFT, "loans", "贷款", shown, dictionary) == DRAFT
    draft = changed_list(
        DRAFT, "loans", "新贷款", ["放款额 金额", *shown[1:], "用款天数 数量（天）"], dictionary
    )
    assert draft.clauses[0].award.formula == "放款额 × 5%"
    assert [one.name for one in draft.lists[0].columns] == ["principal", "grade", "column_1"]
    with pytest.raises(BadInput, match="还在用"):
        changed_list(DRAFT, "loans", "贷款", shown[:1], dictionary)
