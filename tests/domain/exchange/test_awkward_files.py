"""Whatever is wrong with a file is said in a clear sentence with its place, and nothing is taken in."""

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from struct import pack

import pytest
import xlsxwriter

from domain.exchange.facts_files import read_facts
from domain.exchange.intake.enterprises import CheckedEnterprises
from domain.exchange.intake.layout import Planner
from domain.exchange.intake.sources import open_source
from domain.values.errors import BadInput
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.domain.exchange.awkward import (
    CODE,
    GOOD,
    HEADINGS,
    OTHER,
    bomb,
    edited,
    lying_bomb,
    mutants,
    with_member,
    write_book,
)

Q2 = Period.parse("2022Q2")
READ = (
    CODE,
    "甲公司",
    {"industry_kind": "industry", "stat_entry_date": date(2022, 1, 1)},
    {"sales": {Q2: 30_000_010}},
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "企业.xlsx"


def refused(path, dictionary):
    with pytest.raises(BadInput) as caught:
        read_facts(path, dictionary)
    return str(caught.value)


def taken(path, dictionary):
    return [
        (one.uscc, one.name, dict(one.attributes), dict(one.indicators))
        for one in read_facts(path, dictionary)
    ]


def checked(path, dictionary):
    planner = Planner(open_source(path), dictionary)
    return CheckedEnterprises(planner.plans(), planner, lambda _: {}, Silent())


# Files that cannot be read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\x00" * 5000, "空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("﻿<?xml version='1.0'?><Workbook/>".encode(), "网页"),
        (b"PK\x03\x04 broken", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xff\xfe\x01\x02\xff\x00\xd8\x00\xd8", "不是文本"),
        (b"\x80\xff\x00\x01" * 50, "不是文本"),
    ],
)
def test_that_what_is_no_table_is_told_as_what_it_is(path, dictionary, content, words):
    path.write_bytes(content)
    said = refused(path, dictionary)
    assert words in said
    assert said.startswith("企业.xlsx：")


def test_that_a_file_cut_off_is_refused(path, dictionary):
    write_book(path, [HEADINGS, *[GOOD] * 300])
    path.write_bytes(path.read_bytes()[:-700])
    assert "损坏" in refused(path, dictionary)


def test_that_other_packages_are_told_from_workbooks(path, dictionary):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是表格" in refused(path, dictionary)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", "")
    assert ".xlsb" in refused(path, dictionary)


def test_that_an_open_document_with_a_password_is_refused(path, dictionary):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
        archive.writestr("content.xml", b"\x01\x02")
    assert "密码" in refused(path, dictionary)


def test_that_macros_are_passed_over_and_that_is_said(path, dictionary):
    with_member(write_book(path, [HEADINGS, GOOD]), "xl/vbaProject.bin", b"\x01")
    assert taken(path, dictionary) == [READ]
    (note,) = open_source(path).notes
    assert "宏不会运行" in note


def test_that_whatever_is_damaged_is_refused_or_read_but_never_breaks(path, dictionary):
    write_book(path, [HEADINGS, GOOD], merged=[("A4:E4", "合计")], more=[("项目", [("统一社会信用代码",)])])
    outcomes = set()
    for raw in mutants(path.read_bytes(), 250, seed=2022):
        path.write_bytes(raw)
        try:
            read_facts(path, dictionary)
        except BadInput:
            outcomes.add("refused")
        else:
            outcomes.add("read")
    assert outcomes == {"refused", "read"}


# Files that would fill the memory


def test_that_a_bomb_is_refused_by_what_it_declares(path, dictionary):
    bomb(path, 1_001)
    words = refused(path, dictionary)
    assert "1 GB" in words
    assert path.name in words


def test_that_a_bomb_that_lies_about_its_size_is_refused(path, dictionary):
    lying_bomb(path)
    assert "损坏" in refused(path, dictionary)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (b'r="XFD1048576"', "工作表太大"),
        (b"r='XFD1048576'", "工作表太大"),
        (b'r="AAA200000"', "工作表太大"),
        (b'r="AMM2"', "1,000 列"),
    ],
)
def test_that_a_single_cell_far_away_is_refused(path, dictionary, cell, words):
    """The reader lays out everything up to it."""
    edited(write_book(path, [HEADINGS, GOOD]), b'r="E2"', cell)
    assert words in refused(path, dictionary)


def test_that_styled_empty_cells_far_away_do_no_harm(path, dictionary):
    write_book(path, [HEADINGS, GOOD])
    edited(path, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert taken(path, dictionary) == [READ]


def test_that_a_sheet_hidden_under_another_name_is_looked_at_too(path, dictionary):
    write_book(path, [HEADINGS, GOOD])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'r="E2"', b'r="XFD1048576"')
    with_member(path, "xl/media/picture.png", sheet)
    edited(path, b"worksheets/sheet1.xml", b"media/picture.png", "xl/_rels/workbook.xml.rels")
    assert "工作表太大" in refused(path, dictionary)


def test_that_many_small_sheets_are_no_large_one(path, dictionary):
    write_book(path, [HEADINGS, GOOD], more=[(f"第{at}张", [("说明",)]) for at in range(30)])
    assert taken(path, dictionary) == [READ]


def test_that_what_excel_leaves_beside_an_open_file_is_told(path, dictionary):
    target = path.with_name("~$企业.xlsx")
    target.write_bytes(b"\x05Clerk" + b" " * 160)
    assert "临时文件" in refused(target, dictionary)


def test_that_a_text_of_a_million_columns_is_refused(path, dictionary):
    path.write_text("统一社会信用代码,企业名称" + "," * 1_000_000 + "\n", encoding="utf-8")
    assert "1,000,002 列" in refused(path, dictionary)


def test_that_an_open_document_that_unfolds_is_refused(path, dictionary):
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
        '<table:table table:name="企业"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="900" office:value-type="string"><text:p>甲</text:p>'
        "</table:table-cell></table:table-row></table:table></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert "工作表太大" in refused(path, dictionary)


def test_that_entities_in_an_open_document_are_refused(path, dictionary):
    content = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    assert "损坏" in refused(path, dictionary)


# Cells


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        (0, 9.14101e17, "当成了数字"),
        (0, "9.14101E+17", "当成了数字"),
        (0, ("=1/0", "#DIV/0!"), "#DIV/0!"),
        (1, ("=A9", "#REF!"), "#REF!"),
        (3, 44562, "可能是 2022-01-01 的日期格式丢失"),
        (3, "2022年13月1日", "没有"),
        (4, ("=1/0", "#DIV/0!"), "#DIV/0!"),
        (4, "#N/A", "#N/A"),
        (4, "约三十万", "不是金额"),
        (4, True, "应为数字"),
    ],
)
def test_that_a_wrong_cell_is_said_with_sheet_row_and_column(path, dictionary, column, cell, words):
    row = [*GOOD]
    row[column] = cell
    said = refused(write_book(path, [HEADINGS, row]), dictionary)
    assert words in said
    assert f"“企业”表 {'ABCDE'[column]}2（{HEADINGS[column]}）" in said


def test_that_a_formula_that_was_never_worked_out_is_said(path, dictionary):
    write_book(path, [HEADINGS, (*GOOD[:4], ("=1+1", 99))])
    edited(path, b"<v>99</v>", b"<v></v>")
    said = refused(path, dictionary)
    assert "E2" in said
    assert "还没有算出结果" in said


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (0, f"'{CODE}"),
        (0, "９１４１０１００ＭＡＹＡ０００１６２"),
        (0, f" {CODE.lower()} "),
        (1, "  甲公司\n"),
        (3, "2022.1.1"),
        (3, "20220101"),
        (3, 20220101),
        (3, "2022年1月1日"),
        (3, "'2022-01-01 00:00:00"),
        (4, "300,000.10"),
        (4, "３０００００．１０元"),
        (4, "'300000.1"),
        (4, "30.00001万"),
        (4, ("=A1", 300000.1)),
    ],
)
def test_that_other_ways_of_writing_come_to_the_same(path, dictionary, column, cell):
    row = [*GOOD]
    row[column] = cell
    assert taken(write_book(path, [HEADINGS, row]), dictionary) == [READ]


def test_that_merged_cells_count_for_headings_and_are_said_for_data(path, dictionary):
    rows = [
        ("2022年企业统计表（单位：万元）",),
        ("统一社会信用代码", "企业名称", None, None, "统计专业"),
        (None, None, "上半年", "二季度", None),
        (CODE, "甲公司", 1.5, 2, "工业"),
        (OTHER, "乙公司", 1, 2, None),
    ]
    areas = [
        ("A1:E1", "2022年企业统计表（单位：万元）"),
        ("A2:A3", "统一社会信用代码"),
        ("B2:B3", "企业名称"),
    ]
    areas += [("C2:D2", "产值"), ("E2:E3", "统计专业")]
    write_book(path, rows, merged=areas)
    first, second = read_facts(path, dictionary)
    assert first.indicators == {"output_value": {Period.parse("2022H1"): 1_500_000, Q2: 2_000_000}}
    assert second.attributes == {}
    write_book(path, rows, merged=[*areas, ("E4:E5", "工业")])
    said = refused(path, dictionary)
    assert "E5" in said
    assert "合并单元格 E4:E5" in said


def test_that_merged_headings_with_nothing_below_are_read(path, dictionary):
    areas = [("A1:A3", HEADINGS[0]), ("B1:B3", HEADINGS[1]), ("C20:D22", "")]
    write_book(path, [HEADINGS[:2]], merged=areas)
    assert read_facts(path, dictionary) == []


def test_that_hidden_rows_are_counted_and_hidden_sheets_passed_over(path, dictionary):
    write_book(
        path,
        [HEADINGS, GOOD, (OTHER, "乙公司")],
        title="数据",
        hidden_rows=[2],
        more=[
            ("企业", [HEADINGS, (OTHER, "旧")]),
            ("项目", [("统一社会信用代码", "项目名称"), (OTHER, "旧")]),
        ],
        hidden_sheets=["企业", "项目"],
    )
    file = checked(path, dictionary)
    (sheet,) = file.sheets
    assert sheet.plan.sheet.title == "数据"
    assert sheet.plan.sheet.hidden_rows == {2}
    assert len(sheet.rows) == 2
    planner = Planner(open_source(path), dictionary)
    plans = planner.plans()
    plans[0].skips_hidden = True
    assert CheckedEnterprises(plans, planner, lambda _: {}, Silent()).entries().codes == [CODE]


def test_that_totals_remarks_and_examples_are_no_data(path, dictionary):
    rows = [
        HEADINGS,
        ("示例（本行不读取）", "某公司"),
        GOOD,
        (None, "合计", None, None, 5),
        (None, "注：单位为元"),
        ("合 计",),
        (None, "合计科技公司"),
    ]
    file = checked(write_book(path, rows), dictionary)
    (sheet,) = file.sheets
    assert sheet.passed == {1: "示例", 3: "合计或平均", 4: "说明", 5: "合计或平均"}
    assert list(sheet.at_odds.values()) == ["请填写统一社会信用代码"]
    file.leave_out(sheet, [6], is_left_out=True)
    assert file.entries().codes == [CODE]


# Text


TEXT = (
    '统一社会信用代码,企业名称,统计专业,统计入库日期,销售额 2022Q2\n{},甲公司,工业,2022-01-01,"300,000.10"\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_that_the_encoding_of_a_text_is_found(path, dictionary, encoding):
    target = path.with_suffix(".csv")
    target.write_bytes(TEXT.format(CODE).encode(encoding))
    assert taken(target, dictionary) == [READ]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_that_the_separator_of_a_text_is_found(path, dictionary, separator):
    target = path.with_suffix(".csv")
    text = TEXT.format(CODE).replace('"300,000.10"', "300000.1").replace(",", separator)
    target.write_text(text, encoding="utf-8")
    assert taken(target, dictionary) == [READ]


def test_that_a_text_kept_as_text_for_excel_is_read(path, dictionary):
    target = path.with_suffix(".csv")
    target.write_text(TEXT.format(f'="{CODE}"'), encoding="utf-8")
    assert taken(target, dictionary) == [READ]


def test_that_a_quotation_mark_not_closed_is_said_with_its_row(path, dictionary):
    target = path.with_suffix(".csv")
    target.write_text(TEXT.format(CODE) + f'{OTHER},"乙公司,工业\n' + "x,y\n" * 50, encoding="utf-8")
    said = refused(target, dictionary)
    assert "第 3 行" in said
    assert "引号" in said


def test_that_a_wrong_cell_of_a_text_is_said_with_row_and_column(path, dictionary):
    target = path.with_suffix(".csv")
    target.write_text(TEXT.format("9.14101E+17"), encoding="utf-8")
    assert "第 2 行 A 列（统一社会信用代码）：统一社会信用代码被 Excel 当成了数字" in refused(
        target, dictionary
    )


def test_that_a_text_called_xls_is_read_as_what_it_is(path, dictionary):
    target = path.with_suffix(".xls")
    text = TEXT.format(CODE).replace('"300,000.10"', "300000.1").replace(",", "\t")
    target.write_bytes(text.encode("gb18030"))
    assert taken(target, dictionary) == [READ]


# Written by another program


@pytest.fixture(scope="session")
def converted(tmp_path_factory):
    """Have LibreOffice write a workbook in another format."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    # Its parts are installed one by one; this library is what reads and writes sheets.
    if program is None or not Path(program).resolve().with_name("libsclo.so").exists():
        pytest.skip("LibreOffice Calc is not installed")

    def convert(path, suffix):
        profile = tmp_path_factory.mktemp("profile")
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                suffix,
                "--outdir",
                str(path.parent),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return path.with_suffix(f".{suffix}")

    return convert


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_that_old_excel_and_open_document_are_read_as_well(path, dictionary, converted, suffix):
    rows = [
        ("2022年统计表",),
        HEADINGS,
        GOOD,
        (OTHER, "乙公司", "工业", "无", ("=1/0", "#DIV/0!")),
        (9.14101e17, "丙公司"),
    ]
    write_book(
        path,
        rows,
        merged=[("A1:E1", "2022年统计表"), ("B5:B6", "丙公司")],
        hidden_rows=[3],
        more=[("旧", [HEADINGS])],
        hidden_sheets=["旧"],
    )
    file = checked(converted(path, suffix), dictionary)
    (sheet,) = file.sheets
    assert sheet.plan.sheet.hidden_rows == {3}
    complaints = list(file.complaints())
    assert any("E4" in one and "#DIV/0!" in one for one in complaints)
    assert any("A5" in one and "当成了数字" in one for one in complaints)
    file.leave_out(sheet, [3, 4], is_left_out=True)
    (facts,) = file.entries().facts(dictionary)
    assert (facts.uscc, facts.name, facts.attributes, facts.indicators) == READ


def test_that_what_an_old_sheet_claims_to_span_is_not_believed(path, dictionary, converted):
    target = converted(write_book(path, [HEADINGS, GOOD]), "xls")
    raw = target.read_bytes()
    said = b"\x00\x02\x0e\x00" + pack("<IIHH", 0, 2, 0, 5)
    assert said in raw
    for spans in ((0x120000, 1, 0, 5), (0, 0xFFFFFF, 0, 256)):
        target.write_bytes(raw.replace(said, said[:4] + pack("<IIHH", *spans)))
        assert taken(target, dictionary) == [READ]


def test_that_an_old_sheet_with_a_password_is_refused(path, dictionary, converted):
    target = converted(write_book(path, [HEADINGS, GOOD]), "xls")
    raw = target.read_bytes()
    # The record that begins the interface's part becomes the one that says how it is encrypted.
    assert b"\xe1\x00\x02\x00" in raw
    target.write_bytes(raw.replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1))
    assert "密码" in refused(target, dictionary)


def test_that_an_old_sheet_with_a_cell_far_away_is_refused(path, dictionary, converted):
    rows = [HEADINGS, GOOD]
    far = [(title, [("",)]) for title in "甲乙"]
    with xlsxwriter.Workbook(path) as book:
        for title, lines in (("企业", rows), *far):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, [cell for cell in lines[0] if isinstance(cell, str)])
            if title != "企业":
                sheet.write(65_535, 255, "远")
    assert "工作表太大" in refused(converted(path, "xls"), dictionary)


def test_that_a_template_filled_elsewhere_comes_back(path, dictionary, policies, converted):
    from domain.exchange.template import write_template

    write_template(path, dictionary, policies.policies.values())
    again = converted(path, "ods")
    assert read_facts(again, dictionary.extended(policies.dictionary)) == []
