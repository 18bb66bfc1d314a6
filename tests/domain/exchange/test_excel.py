"""Workbooks as clerks send them: filled in well, and in every way wrong."""

from datetime import date

import pytest
import xlsxwriter

from domain.enterprises.dictionary import FactKind
from domain.enterprises.quantities import plain_figure
from domain.exchange.facts_sheets import read_facts_sheets
from domain.exchange.samples import load_sample_office
from domain.exchange.template import figure_heading
from domain.values.errors import BadInput
from domain.values.periods import Period

CODE, OTHER = "91410100MAYA000162", "91410100MAYE8C9L7T"
HEADINGS = (
    "统一社会信用代码",
    "企业名称",
    "统计专业",
    "四上（规上/限上/资质内）",
    "统计入库日期",
    "国内运费 2022Q2",
)


@pytest.fixture
def workbook(tmp_path):
    """Write sheets cell by cell; a tuple (formula, value) is a formula."""

    def write(rows, headings=HEADINGS, projects=()):
        path = tmp_path / "企业数据.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for title, lines in (("企业", (headings, *rows)), ("项目", projects)):
                sheet = book.add_worksheet(title)
                for row, cells in enumerate(lines):
                    for column, cell in enumerate(cells):
                        put(book, sheet, row, column, cell)
        return path

    return write


def put(book, sheet, row, column, cell):
    if isinstance(cell, tuple):
        sheet.write_formula(row, column, cell[0], None, cell[1])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
    elif cell is not None:
        sheet.write(row, column, cell)


def refused(path, dictionary):
    with pytest.raises(BadInput) as caught:
        read_facts_sheets(path, dictionary)
    return str(caught.value)


def test_that_a_well_filled_sheet_is_read(workbook, dictionary):
    path = workbook(
        [
            (CODE, "郑州测试有限公司", "工业", "是", date(2022, 1, 1), 300000.1),
            (OTHER, "乙公司", None, None, "无", "３０万"),
        ],
        projects=[("统一社会信用代码", "项目名称", "计划总投资"), (CODE, "二期厂房", "1.2亿")],
    )
    first, second = read_facts_sheets(path, dictionary)
    assert first.attributes == {
        "industry_kind": "industry",
        "above_scale": True,
        "stat_entry_date": date(2022, 1, 1),
    }
    assert first.indicators == {"freight_domestic": {Period.parse("2022Q2"): 300_000_10}}
    assert first.rows["projects"] == ({"name": "二期厂房", "planned_investment": 12_000_000_000},)
    assert second.attributes == {"stat_entry_date": None}
    assert second.indicators["freight_domestic"][Period.parse("2022Q2")] == 30_000_000


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("三十来万", "F2"),
        (-1, "不能小于 0"),
        (1.005, "最多两位小数"),
        (1e14, "10 万亿"),
        (("=1/0", "#DIV/0!"), "#DIV/0!"),
        (date(2022, 1, 1), "F2"),
        (True, "F2"),
    ],
)
def test_that_a_wrong_figure_is_named_with_its_cell(workbook, dictionary, cell, words):
    said = refused(workbook([(CODE, "甲公司", None, None, None, cell)]), dictionary)
    assert words in said
    assert "企业" in said
    assert "F2" in said


def test_that_a_code_lost_to_scientific_notation_is_said_as_such(workbook, dictionary):
    said = refused(workbook([(9.14101e17, "甲公司")]), dictionary)
    assert "当成了数字" in said
    assert "A2" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((CODE[:-1] + "9", "甲公司"), "校验"),
        ((None, "甲公司"), "请填写统一社会信用代码"),
        ((CODE, None), "请填写企业名称"),
        ((CODE, "甲公司", "渔业"), "没有“渔业”这一项"),
        ((CODE, "甲公司", "工业", "对"), "应填“是”或“否”"),
        ((CODE, "甲公司", "工业", "是", "不清楚"), "E2"),
    ],
)
def test_that_other_wrong_cells_are_named(workbook, dictionary, row, words):
    assert words in refused(workbook([row]), dictionary)


def test_that_every_complaint_is_told_at_once(workbook, dictionary):
    said = refused(workbook([("1", "甲", "渔业"), ("2", None, "工业", "对")]), dictionary)
    for cell in ("A2", "C2", "A3", "B3", "D3"):
        assert cell in said


def test_that_headings_unknown_or_twice_are_named(workbook, dictionary):
    assert "不认识这一列" in refused(
        workbook([(CODE, "甲")], headings=("统一社会信用代码", "企业名称", "随便")), dictionary
    )
    twice = ("统一社会信用代码", "企业名称", "统计专业", "统计专业")
    assert "对应了同一项" in refused(workbook([(CODE, "甲")], headings=twice), dictionary)
    assert "应有" in refused(workbook([("甲",)], headings=("企业名称",)), dictionary)


def test_that_a_code_twice_names_both_rows(workbook, dictionary):
    said = refused(workbook([(CODE, "甲"), (CODE, "乙")]), dictionary)
    assert "第 2 行" in said
    assert "A3" in said


def test_that_a_project_of_an_unknown_enterprise_is_named(workbook, dictionary):
    path = workbook([(CODE, "甲")], projects=[("统一社会信用代码", "项目名称"), (OTHER, "二期")])
    assert "没有这户企业" in refused(path, dictionary)


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" + b"\x00" * 600]
)
def test_that_damaged_and_encrypted_files_are_refused(tmp_path, dictionary, content):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    assert "坏.xlsx" in refused(path, dictionary)


@pytest.mark.parametrize("has_text_only", [False, True])
def test_that_the_sample_office_goes_into_sheets_and_comes_back(
    tmp_path, resources, dictionary, has_text_only
):
    """What the headings of the template stand for is what comes back, numbers as numbers or as text."""
    sample = load_sample_office(resources / "samples", dictionary).enterprises
    path = tmp_path / "企业数据.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for title, lines in sheets_of(sample, dictionary, has_text_only):
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    put(book, sheet, row, column, cell)
    assert read_facts_sheets(path, dictionary) == sample


def sheets_of(sample, dictionary, has_text_only):
    """Yield title and lines of a sheet of enterprises, and of one for each list."""
    figures = sorted({(name, period) for one in sample for name, f in one.indicators.items() for period in f})
    headings = [fact.label for fact in dictionary.attributes.values()]
    headings += [row.label for row in dictionary.rows.values()]
    headings += [figure_heading(dictionary.indicators[name], period) for name, period in figures]
    lines = [("统一社会信用代码", "企业名称", *headings)]
    for one in sample:
        attributes = [cell_of(fact, one.attributes, has_text_only) for fact in dictionary.attributes.values()]
        lists = ["无" if one.rows.get(name) == () else None for name in dictionary.rows]
        amounts = [
            cell_of(dictionary.indicators[name], {name: one.indicators.get(name, {}).get(at)}, has_text_only)
            for name, at in figures
        ]
        lines.append((one.uscc, one.name, *attributes, *lists, *amounts))
    yield "企业", lines
    for name, kind in dictionary.rows.items():
        rows = [("统一社会信用代码", *(fact.label for fact in kind.columns.values()))]
        for one in sample:
            for row in one.rows.get(name, ()):
                cells = [cell_of(fact, row, has_text_only) for fact in kind.columns.values()]
                rows.append((one.uscc, *cells))
        yield kind.label, rows


def cell_of(fact, values, has_text_only):
    value = values.get(fact.name)
    if value is None:
        return "无" if fact.name in values and fact.kind is FactKind.DATE else None
    match fact.kind:
        case FactKind.TRUTH:
            return "是" if value else "否"
        case FactKind.CHOICE:
            return fact.choices[value]
        case FactKind.DATE:
            return f"{value:%Y年%m月%d日}" if has_text_only else value
        case FactKind.TEXT:
            return value
    text = plain_figure(fact, value)
    return text if has_text_only else float(text)
