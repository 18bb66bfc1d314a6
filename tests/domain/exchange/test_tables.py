"""Tables written as Excel and read back by another library."""

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from domain.exchange.cells import CellKind
from domain.exchange.tables import Table, TableColumn, export_table, write_tables
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.store import audit
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.permits import NotPermitted, Role
from domain.store.tables import Kind, Subject
from domain.values.errors import DomainError
from domain.values.money import MAX_FEN
from domain.values.progress import Cancelled, Silent
from domain.values.texts import masked
from tests.conftest import PEOPLE

AWKWARD = [
    "=1+1",
    "+86 371",
    "-5",
    "@SUM(A1)",
    "0371",
    "1e5",
    "'甲",
    "_x0041_",
    "a\nb",
    "\x07铃",
    "𬭎",
    '<&>"',
    "TRUE",
]


def sheets_of(path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def written(path, *columns, rows, **more):
    write_tables(path, [Table("表", columns, rows, len(rows))], **more)
    return next(iter(sheets_of(path).values()))


def test_that_texts_stay_texts_whatever_they_begin_with(tmp_path):
    path = tmp_path / "表.xlsx"
    found = written(path, TableColumn("字"), TableColumn("末"), rows=[(text, "。") for text in AWKWARD])
    assert [row[0] for row in found[1:]] == AWKWARD
    with ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=8))
def test_that_any_text_comes_back(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("any") / "表.xlsx"
    written(path, TableColumn("字"), TableColumn("末"), rows=[(text, "。") for text in texts])
    with ZipFile(path) as parts:
        ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    found = sheets_of(path)["表"][1:]
    assert [_as_excel(row[0]) for row in found] == [_as_excel(text) for text in texts]


def _as_excel(text):
    # XML knows one kind of line end; which control signs come back is the reader's affair.
    return "".join(
        sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign >= " " or sign == "\n"
    )


def test_that_a_text_too_long_for_a_cell_or_broken_is_written_as_far_as_it_goes(tmp_path):
    rows = [("长" * 40_000,), ("半个\ud83d字",)]
    found = written(tmp_path / "表.xlsx", TableColumn("字"), rows=rows)
    assert found[1][0] == "长" * 32_766 + "…"
    assert found[2][0] == "半个\ufffd字"


def test_that_numbers_rates_and_dates_are_what_excel_reckons_with(tmp_path):
    columns = [TableColumn(kind, kind) for kind in CellKind if kind is not CellKind.TEXT]
    moment = datetime(2022, 9, 1, 8, 30, tzinfo=UTC)
    row = (7, 123_456_78, 1_5000, 43_500, date(2022, 5, 1), moment)
    found = written(tmp_path / "表.xlsx", *columns, rows=[row])
    local = moment.astimezone().replace(tzinfo=None)
    assert found[1] == [7, 123_456.78, 1.5, 0.0435, date(2022, 5, 1), local]
    with ZipFile(tmp_path / "表.xlsx") as parts:
        styles = parts.read("xl/styles.xml").decode()
    assert "0.00%" in styles
    assert "yyyy-mm-dd" in styles


@given(fen=st.integers(-MAX_FEN, MAX_FEN))
@settings(max_examples=25, deadline=None)
def test_that_every_amount_comes_back_to_the_fen(tmp_path_factory, fen):
    path = tmp_path_factory.mktemp("fen") / "表.xlsx"
    found = written(path, TableColumn("金额（元）", CellKind.AMOUNT), rows=[(fen,)])
    assert round(Decimal(found[1][0]) * 100) == fen


def test_that_words_and_gaps_may_stand_in_any_column(tmp_path):
    columns = [
        TableColumn("金额（元）", CellKind.AMOUNT),
        TableColumn("日期", CellKind.DATE),
        TableColumn("末"),
    ]
    rows = [("无", None, "1"), (None, "无", "2"), (100, date(1899, 12, 31), "3")]
    found = written(tmp_path / "表.xlsx", *columns, rows=rows)
    assert found[1:] == [["无", "", "1"], ["", "无", "2"], [1, "1899-12-31", "3"]]


def test_that_the_heading_is_frozen_and_filters(tmp_path):
    path = tmp_path / "表.xlsx"
    written(path, TableColumn("企业", width=30), TableColumn("金额（元）"), rows=[("甲", "乙")] * 3)
    with ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'xSplit="1" ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B4"' in sheet
    assert '<col min="1" max="1" width="30' in sheet


def test_that_more_rows_than_a_sheet_holds_go_on_in_another(tmp_path):
    rows = ((f"第{number}行",) for number in range(7))
    write_tables(tmp_path / "表.xlsx", [Table("清单", [TableColumn("字")], rows, 7)], most=3)
    sheets = sheets_of(tmp_path / "表.xlsx")
    assert list(sheets) == ["清单", "清单（续1）", "清单（续2）"]
    assert [row[0] for sheet in sheets.values() for row in sheet[1:]] == [f"第{n}行" for n in range(7)]
    assert all(sheet[0] == ["字"] for sheet in sheets.values())


@pytest.mark.parametrize("name", ["a/b:c*d?", "'引号'", "", "很长的名字" * 10, "[方]"])
def test_that_any_name_makes_a_sheet(tmp_path, name):
    tables = [Table(name, [TableColumn("字")], [("甲",)], 1)] * 2
    write_tables(tmp_path / "表.xlsx", tables)
    assert len(sheets_of(tmp_path / "表.xlsx")) == 2


class StopsAt:
    def __init__(self, done):
        self.done = done

    def step(self, progress):
        if progress.done >= self.done:
            raise Cancelled


def test_that_a_cancelled_export_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"before")
    rows = [("甲",)] * 2_000
    with pytest.raises(Cancelled):
        write_tables(path, [Table("表", [TableColumn("字")], rows, 2_000)], StopsAt(1_000))
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["表.xlsx"]


def test_that_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DomainError, match="不能写入"):
        write_tables(tmp_path / "没有" / "表.xlsx", [Table("表", [TableColumn("字")], [], 0)])


def test_that_it_is_recorded_whether_numbers_left_masked_and_only_who_needs_them_takes_them_whole(
    tmp_path, peopled
):
    table = Table("企业库", [TableColumn("联系电话")], [("13800001234",)], 1)
    at = {name: Seat(peopled, Person(name, at)) for at, name in enumerate(PEOPLE, start=1)}
    manager, handler, reviewer = PEOPLE
    fields = AccountFields(name=reviewer, sign_in=PEOPLE[reviewer][0])
    change_account(at[manager], 3, fields, {Role.REVIEW})
    export_table(at[handler], tmp_path / "一.xlsx", table, Silent())
    export_table(at[reviewer], tmp_path / "二.xlsx", table, Silent(), masked=["联系电话"])
    export_table(at[handler], tmp_path / "三.xlsx", table, Silent(), in_full=["联系电话"])
    with pytest.raises(NotPermitted, match="“经办”或“拨付”"):
        export_table(at[reviewer], tmp_path / "四.xlsx", table, Silent(), in_full=["联系电话"])
    assert not (tmp_path / "四.xlsx").exists()
    with peopled.read() as session:
        found = audit.entries_of(session, Subject(Kind.EXCHANGE))
    assert [(one.actor, one.summary.partition("，")[2]) for one in found] == [
        (reviewer, "联系电话已遮盖"),
        (handler, "联系电话未作遮盖"),
    ]


def test_that_a_file_that_cannot_be_written_leaves_no_record(tmp_path, store):
    table = Table("企业库", [TableColumn("联系电话")], [("13800001234",)], 1)
    with pytest.raises(DomainError):
        export_table(store.seat("王"), tmp_path / "没有" / "二.xlsx", table, Silent(), in_full=["联系电话"])
    with store.read() as session:
        assert audit.entries_of(session, Subject(Kind.EXCHANGE)) == []


@given(text=st.text(max_size=40))
def test_that_masking_hides_at_least_two_signs_of_each_number_and_four_of_a_long_one(text):
    parts = ["".join(part.split()) for part in text.split("、") if part.strip()]
    shown = masked(text).split("、") if parts else []
    assert len(shown) == len(parts)
    for part, left in zip(parts, shown, strict=True):
        assert "****" in left
        signs = left.replace("****", "", 1)
        assert len(signs) <= 7
        assert len(part) - len(signs) >= min(2, len(part))
        if len(part) >= 11:
            assert len(part) - len(signs) >= 4
            assert (left[:3], left[-4:]) == (part[:3], part[-4:])
