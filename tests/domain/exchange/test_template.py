"""The template: made by the program, filled by a clerk, read back."""

import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.industries import industry_section
from domain.exchange.facts_files import read_facts
from domain.exchange.intake.sources import open_source
from domain.exchange.template import template_headings, write_template
from domain.values.periods import Period, PeriodKind

CODE = "91410100MAYJ7QJT31"


@pytest.fixture
def template(tmp_path, policies):
    path = tmp_path / "模板.xlsx"
    write_template(path, policies.dictionary, policies.policies.values())
    return path


def test_that_it_has_a_sheet_for_enterprises_and_one_for_each_list(template, policies):
    names = CalamineWorkbook.from_path(template).sheet_names
    lists = [row.label for row in policies.dictionary.rows.values()]
    assert names[: len(lists) + 2] == ["企业", *lists, "填写说明"]


def test_that_sections_headings_and_the_example_stand_above(template, policies):
    rows = CalamineWorkbook.from_path(template).get_sheet_by_name("企业").to_python()
    sections = [cell for cell in rows[0] if cell]
    wanted = dict.fromkeys(fact.section or "其他" for fact in policies.dictionary.attributes.values())
    assert sections == ["企业", *wanted, "清单", "期间数据"]
    assert rows[1][:2] == ["统一社会信用代码", "企业名称"]
    assert "产值 2022H1" in rows[1]
    assert rows[2][0].startswith("示例")
    assert len(rows) == 3


def test_that_choices_are_drop_downs(template):
    with zipfile.ZipFile(template) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '"是,否"' in sheet
    assert re.search(r'<pane [^>]*ySplit="2"[^>]*state="frozen"', sheet)


def test_that_choices_too_long_for_a_rule_stand_on_a_hidden_sheet(tmp_path):
    choices = {str(at): f"第{at}种很长很长的选择" for at in range(60)}
    fact = Fact("long", "哪一种", FactKind.CHOICE, choices=choices)
    path = tmp_path / "模板.xlsx"
    write_template(path, Dictionary({"long": fact}, {}, {}), [])
    hidden = next(sheet for sheet in open_source(path).sheets if sheet.title == "选项")
    assert hidden.is_hidden
    assert [row[0] for row in hidden.rows] == list(choices.values())
    with zipfile.ZipFile(path) as archive:
        assert "选项!$A$1:$A$60" in archive.read("xl/worksheets/sheet1.xml").decode()


def test_that_the_example_row_would_be_taken_as_it_is_and_contradicts_itself_nowhere(
    template, policies, tmp_path
):
    rows = CalamineWorkbook.from_path(template).get_sheet_by_name("企业").to_python()
    filled = tmp_path / "示例.csv"
    filled.write_text("\n".join(",".join(row) for row in (rows[1], [CODE, *rows[2][1:]])), "utf-8")
    (facts,) = read_facts(filled, policies.dictionary)
    assert facts.attributes["industry_section"] == industry_section(facts.attributes["industry_code"])
    typed = facts.indicators
    sums = {
        (name, period): [figures[quarter] for quarter in period.quarters]
        for name, figures in typed.items()
        for period in figures
        if period.kind is PeriodKind.HALF
    }
    assert sums
    assert {place: sum(parts) for place, parts in sums.items()} == {
        (name, period): typed[name][period] for name, period in sums
    }


def test_that_it_comes_back_empty_as_it_is(template, policies):
    assert read_facts(template, policies.dictionary) == []


def test_that_a_truth_of_a_period_that_a_policy_asks_for_is_a_column_and_comes_back(tmp_path, dictionary):
    fact = Fact("still", "规上企业", FactKind.TRUTH).of_period(Period.parse("2022"))
    known = dictionary.extended(Dictionary({fact.name: fact}, {}, {}))
    assert "2022年规上企业" in template_headings(known, ())
    sheet = tmp_path / "企业.csv"
    sheet.write_text(f"统一社会信用代码,企业名称,2022年规上企业\n{CODE},甲公司,否\n", "utf-8-sig")
    assert read_facts(sheet, known)[0].attributes == {"still_2022": False}
