"""What a cell shows is what is read; what was never worked out, torn apart or is no table at all is said."""

import zipfile
from datetime import date

import pytest
import xlsxwriter

from domain.exchange.facts_files import read_facts
from domain.exchange.intake.cells import Scaled, Unreadable
from domain.exchange.intake.checking import Spot
from domain.exchange.intake.enterprises import CheckedEnterprises
from domain.exchange.intake.formats import format_of, format_or_day
from domain.exchange.intake.layout import Planner
from domain.exchange.intake.sources import open_source
from domain.values.errors import BadInput
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.domain.exchange.awkward import CODE, GOOD, HEADINGS, OTHER, edited, with_member, write_book
from tests.domain.exchange.old_books import BIFF5, BIFF8, formula, old_book, record

Q2 = Period.parse("2022Q2")
HEAD = "统一社会信用代码,企业名称,统计专业,四上,产值 2021H1,产值 2022H1,国内运费 2022Q2"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "企业.xlsx"


def refused(path, dictionary):
    with pytest.raises(BadInput) as caught:
        read_facts(path, dictionary)
    return str(caught.value)


def rows(path):
    return open_source(path).sheets[0].rows


def written(path, raw):
    path.write_bytes(raw)
    return path


def freight_book(path, value, code, heading="国内运费 2022Q2"):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, ("统一社会信用代码", "企业名称", heading))
        sheet.write_row(1, 0, (CODE, "甲公司"))
        sheet.write_number(1, 2, value, book.add_format({"num_format": code}))
    return path


def freight(path, dictionary):
    (facts,) = read_facts(path, dictionary)
    return facts.indicators["freight_domestic"][Q2]


# Number formats


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0.00%", 0.0435, "4.35%"),
        (r"0.00\%", 4.35, "4.35%"),
        ("[<1]0.00%;0.00", 0.0435, "4.35%"),
        ("[<1]0.00%;0.00", 4.35, 4.35),
        ('0.00"万元"', 12.5, "12.5万元"),
        ('G/通用格式"万元"', 12.5, "12.5万元"),
        ("[$$-409]#,##0.00", 5.0, "$5"),
        ("[$€-2] #,##0", -5.0, "-€5"),
        ('#,##0"户"', 5.0, "5户"),
        ("0000", 371.0, "0371"),
        ('####"年"##"月"##"日"', 20220501.0, "2022年05月01日"),
        ('yyyy"年"m"月"', 44682.0, "2022年5月"),
        ('m"月"d"日"', 44682.0, "5月1日"),
        ("[h]:mm", 1.5, "1 day, 12:00:00"),
        ('"是";;"否"', 1.0, "是"),
        ('"是";;"否"', 0.0, "否"),
        ('0!.0,"万"', 123456.0, Scaled(123456.0, "12.3万", is_named=True)),
        ('#,##0,"千"', 123456.0, Scaled(123456.0, "123千", is_named=True)),
        ('0.00,,"百万"', 123456789.0, Scaled(123456789.0, "123.46百万", is_named=True)),
        ('0!.0000"万元"', 123456.0, Scaled(123456.0, "12.3456万元", is_named=True)),
        ('[>=10000]0!.0,"万";0', 123456.0, Scaled(123456.0, "12.3万", is_named=True)),
        ('[>=10000]0!.0,"万";0', 1234.0, 1234.0),
        ('0.00,"万"', 123456.0, Scaled(123456.0, "123.46万", is_named=False)),
        ("#,##0,", 123456.0, Scaled(123456.0, "123", is_named=False)),
        ('0"万"0000"元"', 123456.0, Scaled(123456.0, "12万3456元", is_named=False)),
    ],
)
def test_that_a_format_says_what_a_number_is(code, number, shown):
    assert format_of(code).shown(number) == shown


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "",
        "@",
        "0",
        "#,##0.00",
        "0.00E+00",
        "0E+0",
        "# ?/?",
        "[DBNum2]0",
        "0;-0;;@",
        "0.00_);[Red]\\(0.00\\)",
        "[$¥-804]#,##0.00",
        '_ "￥"* #,##0.00_ ;_ "￥"* -#,##0.00_ ;_ "￥"* "-"??_ ;_ @_ ',
        "yyyy/m/d",
        'yyyy"年"m"月"d"日"',
    ],
)
def test_that_an_ordinary_format_changes_nothing(code):
    assert format_of(code) is None


def test_that_a_hidden_number_is_said_and_no_value():
    cell = format_of(";;;").shown(5.0)
    assert isinstance(cell, Unreadable)
    assert "存的是 5" in cell.why


def test_that_days_are_counted_from_1904_where_a_workbook_says_so():
    assert format_or_day("yyyy/m/d").shown(44682.0) == date(2022, 5, 1)
    assert format_or_day("yyyy/m/d").shown(43220.0, is_1904=True) == date(2022, 5, 1)


@pytest.mark.parametrize("number", [27, 31, 36, 50, 58])
def test_that_days_in_the_formats_of_chinese_editions_are_days(path, number):
    """Files hold nothing of these formats but their number."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number(0, 0, 44682, book.add_format({"num_format": number}))
    assert rows(path) in ([[date(2022, 5, 1)]], [["5月1日"]])


@pytest.mark.parametrize(
    ("number", "code", "heading", "fen"),
    [
        (400000, "#,##0.00", "国内运费 2022Q2", 40_000_000),
        (400000, '0!.0,"万"', "国内运费 2022Q2", 40_000_000),
        (400000, '0!.0,"万元"', "国内运费 2022Q2（元）", 40_000_000),
        (40, '0.00"万元"', "国内运费 2022Q2", 40_000_000),
        (40, '0.00"万元"', "国内运费 2022Q2（万元）", 40_000_000),
        (400000, '0.00"元"', "国内运费 2022Q2（万元）", 40_000_000),
    ],
)
def test_that_an_amount_is_what_its_cell_says(path, dictionary, number, code, heading, fen):
    assert freight(freight_book(path, number, code, heading), dictionary) == fen


@pytest.mark.parametrize(
    ("code", "heading", "words"),
    [
        ('0!.0,"万"', "国内运费 2022Q2（万元）", "显示的是“40.0万”，存的却是 400,000"),
        ("#,##0,", "国内运费 2022Q2", "显示的是“400”，存的却是 400,000"),
        ('0.00,"万"', "国内运费 2022Q2", "显示的是“400.00万”，存的却是 400,000"),
        ("[$$-409]#,##0", "国内运费 2022Q2", "$400000"),
        ("0.00%", "国内运费 2022Q2", "40000000%"),
    ],
)
def test_that_an_amount_that_shows_something_else_is_refused(path, dictionary, code, heading, words):
    said = refused(freight_book(path, 400000, code, heading), dictionary)
    assert said.startswith("“企业”表 C2（")
    assert words in said


def test_that_a_rate_shown_as_percent_is_that_many_percent(path, dictionary, policies):
    whole = dictionary.extended(policies.find("template-loan-interest").facts)
    loan = next(
        row for row in whole.rows.values() if any(c.label == "合同利率" for c in row.columns.values())
    )
    labels = ["统一社会信用代码", *(fact.label for fact in loan.columns.values())]
    rate = labels.index("合同利率")
    with xlsxwriter.Workbook(path) as book:
        first, loans = book.add_worksheet("企业"), book.add_worksheet(loan.label)
        first.write_row(0, 0, ("统一社会信用代码", "企业名称"))
        first.write_row(1, 0, (CODE, "甲公司"))
        loans.write_row(0, 0, labels)
        loans.write(1, 0, CODE)
        loans.write_number(1, rate, 0.0435, book.add_format({"num_format": "0.00%"}))
    planner = Planner(open_source(path), whole)
    file = CheckedEnterprises(planner.plans(), planner, lambda _: {}, Silent())
    assert file.sheets[1].values[rate] == ["43500"]


@pytest.mark.parametrize("version", [BIFF5, BIFF8])
def test_that_old_excel_is_read_with_its_letters_and_formats(path, version):
    """Excel 5.0 and 95 write Chinese in the code page of their machine."""
    cells = [["企业名称", None, "利率"], ["甲公司", 1.5, (0.0435, 1)], [(123456.0, 2)], [(44682.0, 3)]]
    formats = ["0.00%", '0!.0,"万"', "yyyy/m/d"]
    written(path, old_book(cells, version=version, formats=formats))
    first, second, third, fourth = rows(path)
    assert first == ["企业名称", "", "利率"]
    assert second == ["甲公司", 1.5, "4.35%"]
    assert third[0] == Scaled(123456.0, "12.3万", is_named=True)
    assert fourth[0] == date(2022, 5, 1)


def test_that_an_old_sheet_without_the_file_around_it_is_read(path):
    raw = old_book([["企业名称"], ["甲公司"]], version=BIFF5)
    stream = raw[raw.index(b"\x09\x08\x08\x00\x00\x05") :]
    assert rows(written(path, stream)) == [["企业名称"], ["甲公司"]]


def open_document(path, cells, styles=""):
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:number="n"'
        f' xmlns:style="s" xmlns:calcext="c"><office:automatic-styles>{styles}</office:automatic-styles>'
        f'<table:table table:name="企业"><table:table-row>{cells}</table:table-row></table:table>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


@pytest.mark.parametrize(
    ("about", "text", "cell"),
    [
        ('office:value-type="float" office:value="1.5"', "1.5", 1.5),
        ('office:value-type="percentage" office:value="0.0435"', "4.35%", "4.35%"),
        ('office:value-type="currency" office:currency="USD" office:value="5"', "$5", "USD 5"),
        ('office:value-type="currency" office:currency="CNY" office:value="5"', "￥5", 5.0),
        ('office:value-type="date" office:date-value="2022-05-01"', "1日", date(2022, 5, 1)),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", True),
        ('office:value-type="float" office:value="12.5" table:style-name="unit"', "12.5万元", "12.5万元"),
        ('office:value-type="float" office:value="0.0435" table:style-name="rate"', "4.35%", "4.35%"),
        (
            'office:value-type="float" office:value="123456" table:style-name="small"',
            "123千",
            Scaled(123456.0, "123千", is_named=True),
        ),
    ],
)
def test_that_an_open_document_is_read_by_what_it_shows(path, about, text, cell):
    styles = (
        '<number:number-style style:name="N1"><number:number number:decimal-places="2"'
        ' number:min-integer-digits="1"/><number:text>万元</number:text></number:number-style>'
        '<number:number-style style:name="N2"><number:number number:min-integer-digits="1"'
        ' number:display-factor="1000"/><number:text>千</number:text></number:number-style>'
        '<number:percentage-style style:name="N3P0"><number:number number:decimal-places="2"'
        ' number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>'
        '<number:number-style style:name="N3"><number:number number:min-integer-digits="1"/>'
        '<style:map style:condition="value()&lt;1" style:apply-style-name="N3P0"/></number:number-style>'
        '<style:style style:name="unit" style:data-style-name="N1"/>'
        '<style:style style:name="small" style:data-style-name="N2"/>'
        '<style:style style:name="rate" style:data-style-name="N3"/>'
    )
    cells = f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>"
    assert rows(open_document(path, cells, styles)) == [[cell]]


def test_that_remarks_and_drawings_of_an_open_document_are_no_part_of_a_cell(path):
    cells = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>注</text:p>'
        "</office:annotation><text:p>甲<text:s text:c='2'/>公司</text:p><text:p>二</text:p>"
        "</table:table-cell>"
    )
    assert rows(open_document(path, cells)) == [["甲  公司\n二"]]


# Formulas never worked out


def unsolved(cell):
    return isinstance(cell, Unreadable) and "还没有算出结果" in cell.why


def test_that_a_zero_of_a_workbook_that_asks_to_be_worked_out_is_none(path, dictionary):
    """The same figure follows from the quarters, which is no excuse."""
    headings = ("统一社会信用代码", "企业名称", "产值 2022Q1", "产值 2022Q2", "产值 2022H1")
    write_book(path, [headings, (CODE, "甲公司", 20000000, 24000000, ("=C2+D2", 0))])
    said = refused(path, dictionary)
    assert said == (
        "“企业”表 E2（产值 2022H1）：公式还没有算出结果，请用 Excel 打开后保存一次再试，或直接填数值"
    )
    edited(path, b' fullCalcOnLoad="1"', b"", "xl/workbook.xml")
    (facts,) = read_facts(path, dictionary)
    assert facts.indicators["output_value"][Period.parse("2022H1")] == 0


@pytest.mark.parametrize(
    ("result", "calculation", "is_unsolved"),
    [
        (b"<v>0</v>", b'<calcPr calcId="1"/>', False),
        (b"<v>0</v>", b"", True),
        (b"<v>0.0</v>", b'<calcPr calcId="1"/>', True),
        (b"", b'<calcPr calcId="1"/>', True),
        (b"<v/>", b'<calcPr calcId="1"/>', True),
        (b"<v>5</v>", b'<calcPr calcId="1" fullCalcOnLoad="1"/>', False),
        (b"<v>5</v>", b'<calcPr calcId="1" calcCompleted="0"/>', True),
    ],
)
@pytest.mark.parametrize("is_usual", [True, False])
def test_that_what_is_said_of_calculation_counts(path, result, calculation, is_unsolved, is_usual):
    write_book(path, [("x",), (("=1+1", 7),)])
    edited(path, b'<calcPr calcId="124519" fullCalcOnLoad="1"/>', calculation, "xl/workbook.xml")
    edited(path, b"<v>7</v>", result)
    if not is_usual:
        edited(path, b'<c r="A2">', b"<c  r='A2'>")
    assert unsolved(rows(path)[1][0]) is is_unsolved


def test_that_a_long_formula_across_pieces_of_a_file_is_seen(path):
    lines = [(number,) for number in range(100_000, 125_000)]
    write_book(path, [*lines, (("=" + "A1+" * 30_000 + "A1", 7),)])
    edited(path, b"<v>7</v>", b"")
    assert unsolved(rows(path)[-1][0])


@pytest.mark.parametrize(
    ("result", "options", "has_engine", "is_unsolved"),
    [
        (5.0, 0, True, False),
        (0.0, 0, True, False),
        (0.0, 2, True, True),
        (0.0, 0, False, True),
        (b"\x03\x00\x00\x00\x00\x00\xff\xff", 0, False, True),
        (b"\x03\x00\x00\x00\x00\x00\xff\xff", 0, True, False),
    ],
)
def test_that_formulas_of_old_excel_are_looked_at(path, result, options, has_engine, is_unsolved):
    cells = [["x"], [formula(1, 0, result, options)]]
    (cell,) = rows(written(path, old_book(cells, has_engine=has_engine)))[1]
    assert unsolved(cell) is is_unsolved


def test_that_an_old_sheet_that_was_not_worked_out_is_none(path):
    cells = [["x"], [formula(1, 0, 5.0)]]
    assert unsolved(rows(written(path, old_book(cells, more=record(0x5E, b"\x00\x00"))))[1][0])


@pytest.mark.parametrize(
    ("inside", "is_unsolved"), [("", True), ("<text:p/>", False), ("<text:p>x</text:p>", False)]
)
def test_that_formulas_of_open_documents_are_looked_at(path, inside, is_unsolved):
    cells = (
        '<table:table-cell office:value-type="float" office:value="1"/>'
        f'<table:table-cell table:formula="of:=[.A1]">{inside}</table:table-cell>'
    )
    cell = rows(open_document(path, cells))[0][1:]
    assert [unsolved(one) for one in cell] == ([is_unsolved] if cell else [])


# Formats that Excel opens, and what is no table


def test_that_a_package_with_backslashes_is_read(path, dictionary):
    write_book(path, [HEADINGS, GOOD])
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            raw = raw.replace(name.encode(), name.replace("/", "\\").encode())
    (facts,) = read_facts(written(path, raw), dictionary)
    assert (facts.uscc, facts.attributes["stat_entry_date"]) == (CODE, date(2022, 1, 1))


def test_that_a_workbook_written_with_prefixes_is_read_all_the_same(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_number(0, 0, 0.0435, book.add_format({"num_format": "0.00%"}))
        sheet.write_formula(0, 1, "=1+1", None, 7)
    with zipfile.ZipFile(path) as archive:
        raw = archive.read("xl/worksheets/sheet1.xml")
    for name in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f"):
        for before in (b"<", b"</"):
            for after in (b">", b" "):
                raw = raw.replace(before + name + after, before + b"x:" + name + after)
    raw = raw.replace(b"xmlns=", b"xmlns:x=").replace(b"<x:v>7</x:v>", b"").replace(b' r="A1"', b"")
    with_member(path, "xl/worksheets/sheet1.xml", raw)
    ((rate, formula_cell),) = rows(path)
    assert rate == "4.35%"
    assert unsolved(formula_cell)


PAGE = "<table><tr><td>统一社会信用代码</td></tr></table>"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (f"<div>{PAGE}</div>".encode("gb18030"), "其实是网页"),
        (f"\ufeff\r\n <style>td{{}}</style>{PAGE}".encode(), "其实是网页"),
        (f"<!-- 导出 -->{PAGE}".encode(), "其实是网页"),
        (f"<HTML>{PAGE}".encode("utf-16"), "其实是网页"),
        (f"<html>{PAGE}".encode("utf-16-le"), "其实是网页"),
        (f"企业名单{PAGE}".encode(), "其实是网页"),
        (b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x', "其实是网页"),
        (b"From: a\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", "其实是网页"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML 电子表格"),
        (b"{\\rtf1\\ansi }", "RTF"),
        (b'[{"uscc": "91"}]', "JSON"),
        (b'{"a": 1}', "JSON"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "Excel 4.0"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
    ],
)
def test_that_what_only_looks_like_a_table_is_told_with_what_to_do(path, dictionary, raw, words):
    said = refused(written(path.with_suffix(".xls"), raw), dictionary)
    assert words in said
    assert "请" in said


# Text


def text_file(path, text, encoding="gb18030"):
    return written(path.with_suffix(".csv"), text if isinstance(text, bytes) else text.encode(encoding))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (f"{CODE},甲公司,工业,是,40000000,44000000,400,000.00", "G2（国内运费 2022Q2）"),
        (f"{CODE},甲公司,工业,是,40000000,44,000,000,400000", "A2"),
        (f"{CODE},甲公司,工业,是,40000000,44000000", "G2（国内运费 2022Q2）"),
        (f"{CODE},甲公司,工业,是", "E2（产值 2021H1）"),
    ],
)
def test_that_a_row_longer_or_shorter_than_its_headings_is_refused(path, dictionary, row, column):
    said = refused(text_file(path, f"{HEAD}\n{row}\n"), dictionary)
    assert f"这一行{'有' if row.count(',') > 6 else '只有'} {row.count(',') + 1} 格" in said
    assert f"第 2 行 {column[0]} 列" in said


@pytest.mark.parametrize("end", ["", ",,", ", ,"])
def test_that_empty_cells_beyond_the_headings_do_no_harm(path, dictionary, end):
    row = f"{CODE},甲公司,工业,是,40000000,44000000,400000{end}"
    assert freight(text_file(path, f"2022年统计表\n{HEAD}\n{row}\n合计,1\n"), dictionary) == 40_000_000


def test_that_a_torn_figure_can_be_set_right(path, dictionary):
    text_file(path, f"{HEAD}\n{CODE},甲公司,工业,是,40000000,44000000,400,000.00\n")
    planner = Planner(open_source(path.with_suffix(".csv")), dictionary)
    file = CheckedEnterprises(planner.plans(), planner, lambda _: {}, Silent())
    (sheet,) = file.sheets
    assert sheet.faults() == [Spot(1, 6)]
    file.edit(sheet, Spot(1, 6), "400,000.00")
    assert file.entries().figures["freight_domestic", "2022Q2"] == [40_000_000]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("{head}\n{code},甲公司\n{other},乙@\n{code2},丙公司\n", "gb18030"),
        ("{head}\n{code},甲公司\n{other},乙@\n{code2},丙公司\n", "utf-8"),
        ("{head}\n{code},甲公司\n{other},乙@\n{code2},丙公司\n", "utf-8-sig"),
    ],
)
def test_that_one_broken_character_is_named_and_not_the_file(path, dictionary, text, encoding):
    said = text.format(head="统一社会信用代码,企业名称", code=CODE, other=OTHER, code2="91410100MA000004XQ")
    half = "公".encode(encoding.removesuffix("-sig"))[:-1]
    raw = said.encode(encoding).replace(b"@", half)
    complaint = refused(text_file(path, raw), dictionary)
    assert complaint.startswith("第 3 行 B 列（企业名称）：这一格里有坏掉的字符")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_that_wide_text_is_read_with_or_without_its_mark(path, dictionary, encoding):
    text_file(path, f"统一社会信用代码,企业名称\n{CODE},甲公司\n", encoding)
    (facts,) = read_facts(path.with_suffix(".csv"), dictionary)
    assert facts.name == "甲公司"


def test_that_rows_swallowed_by_a_quotation_mark_are_said(path, dictionary):
    text = f'统一社会信用代码,企业名称,统计专业\n{CODE},"甲公司,工业\n{OTHER},乙公司","工业"\n'
    said = refused(text_file(path, text), dictionary)
    assert "第 2 行 B 列" in said
    assert "引号没有成对" in said


def test_that_a_separator_named_in_the_file_is_taken(path, dictionary):
    text_file(path, f"sep=;\r\n统一社会信用代码;企业名称\r\n{CODE};甲,乙公司\r\n")
    (facts,) = read_facts(path.with_suffix(".csv"), dictionary)
    assert facts.name == "甲,乙公司"
