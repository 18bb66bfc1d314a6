"""核定过程单: met or not, it says what was found, what is required, and by how much it falls short."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.papers.blocks import Figures, Heading, Paragraph, SealPlaces, Table, Title
from domain.papers.working import Worked, working_sheet
from domain.policies.one.assessment import assess
from domain.policies.one.by_person import read_of
from domain.policies.trace import ByPerson, Outcome

DAY = date(2022, 11, 1)


@pytest.fixture(scope="module")
def all_worked(sample, dictionary, zhengdong):
    return [
        Worked(zhengdong, zhengdong.clauses[decision.clause_id], facts, decision, dictionary)
        for facts in sample.enterprises
        for decision in assess(zhengdong, facts, dictionary)
    ]


def of_outcome(all_worked, outcome):
    return [one for one in all_worked if one.decision.outcome is outcome]


def texts(sheet):
    """Every word of a sheet, a table's row on a line."""
    lines = []
    for block in sheet.blocks:
        if isinstance(block, Table):
            lines += ["|".join(map(str, row)) for row in block.rows]
        elif isinstance(block, Figures):
            lines += [f"{name}={value}" for name, value in block.pairs]
        elif isinstance(block, Title | Heading | Paragraph):
            lines.append(block.text)
    return lines


def test_that_what_is_granted_shows_figures_conditions_and_arithmetic(all_worked):
    one = next(
        one for one in of_outcome(all_worked, Outcome.GRANTED) if one.clause.title == "工业企业运费补助"
    )
    lines = texts(working_sheet(one, DAY, number="甲〔2022〕1号", is_annex=True))
    assert lines[:2] == ["附件", "核定过程单"]
    assert f"企业名称={one.facts.name}" in lines
    assert "通知书文号=甲〔2022〕1号" in lines
    # The growth rate that decided it stands there with its figures.
    growth = next(line for line in lines if line.startswith("上半年产值同比增长|"))
    assert "%（2022年上半年" in growth
    assert growth.endswith("|符合")
    assert any("× 5%" in line for line in lines)
    assert lines[-2].startswith("核定补助资金 ")
    assert lines[-1].startswith("注：条文据")


def test_that_what_is_not_met_says_by_how_much(all_worked):
    short = [
        one
        for one in of_outcome(all_worked, Outcome.NOT_MET)
        if any(check.gap for check in one.decision.checks)
    ]
    assert short
    for one in short:
        sheet = working_sheet(one, DAY)
        lines = texts(sheet)
        said = next(line for line in lines if line.startswith("不符合条件，不予补助："))
        for check in one.decision.checks:
            if check.gap:
                assert f"查得{check.found}，{check.gap}" in said
                assert any(line.endswith(f"不符合，{check.gap}") for line in lines)
        assert "核定金额=—" in lines
        assert isinstance(sheet.blocks[-1], SealPlaces)


def test_that_every_outcome_gives_a_sheet(all_worked):
    for one in all_worked:
        lines = texts(working_sheet(one, DAY))
        assert lines[0] == "核定过程单"
        said = [line for line in lines if not line.startswith("注：")][-1]
        match one.decision.outcome:
            case Outcome.GRANTED:
                assert said.startswith(("核定补助资金", "符合条件，核定金额为 0.00 元"))
            case Outcome.NOT_MET:
                assert said.startswith("不符合条件")
            case Outcome.MISSING:
                assert said.startswith("资料缺失，不能核定。还缺：")
                assert all(one.dictionary.label_of(key) in said for key in one.decision.missing)
            case Outcome.MANUAL:
                assert said == f"待人工认定：{one.decision.reason}。"


def test_that_an_official_text_needs_no_note(all_worked):
    one = all_worked[0]
    official = replace(one, policy=replace(one.policy, official_text=True))
    assert not any(line.startswith("注：") for line in texts(working_sheet(official, DAY)))


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.NOT_MET])
def test_that_what_a_person_decided_has_a_part_with_reason_evidence_and_person(all_worked, outcome):
    open_ = next(one for one in of_outcome(all_worked, Outcome.MANUAL) if one.clause.id == "consumer")
    read = tuple(sorted(read_of(open_.clause, open_.facts).items()))
    amount = 20000_00 if outcome is Outcome.GRANTED else 0
    moment = datetime(2022, 10, 30, 3, tzinfo=UTC)
    given = ByPerson(outcome, amount, "上年同期停业装修", "会议纪要：第9次办公会", "李主任", moment, read)
    decided = assess(open_.policy, open_.facts, open_.dictionary, {"consumer": given})
    one = replace(open_, decision=next(each for each in decided if each.clause_id == "consumer"))
    lines = texts(working_sheet(one, DAY))
    assert "四、人工认定" in lines
    assert "理由|上年同期停业装修" in lines
    assert "依据|会议纪要：第9次办公会" in lines
    assert "认定人|李主任　2022年10月30日" in lines
    assert not any(line.startswith("人工认定|") for line in lines)
    said = "经人工认定，核定补助资金 20,000.00 元" if amount else "经人工认定，不予补助：上年同期停业装修。"
    assert any(line.startswith(said) for line in lines)
