"""Results as a workbook, read back."""

from dataclasses import replace
from datetime import UTC, datetime

from python_calamine import CalamineWorkbook

from domain.exchange.summary import MOST_ROWS, write_run
from domain.policies.runs.results import Result
from domain.policies.runs.service import Run
from domain.policies.trace import Outcome
from domain.values.money import Fen

RUN = Run(
    1,
    "some",
    "某政策",
    "1",
    "0" * 64,
    {"a": "甲条", "b": "乙条"},
    datetime(2022, 9, 1, tzinfo=UTC),
    "王",
    5,
    5,
    Fen(0),
)
ONE = Result(1, "91410100MAYA000162", "甲公司", "a", Outcome.GRANTED, Fen(1_234_56), Fen(0), "=1+1")


def results(count):
    return [replace(ONE, enterprise_id=number, enterprise_name=f"第{number}户") for number in range(count)]


def sheets_of(path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_that_more_results_than_a_sheet_holds_go_on_in_another(tmp_path):
    write_run(tmp_path / "评定.xlsx", RUN, results(7), rows=3)
    sheets = sheets_of(tmp_path / "评定.xlsx")
    assert list(sheets) == ["逐户逐条", "逐户逐条（续1）", "逐户逐条（续2）", "分条合计"]
    found = [row for name in list(sheets)[:3] for row in sheets[name][1:]]
    assert [row[1] for row in found] == [f"第{number}户" for number in range(7)]
    assert all(sheets[name][0][0] == "统一社会信用代码" for name in list(sheets)[:3])
    assert sheets["分条合计"][1][-1] == 7 * 1234.56


def test_that_figures_and_words_are_as_they_were(tmp_path):
    write_run(tmp_path / "评定.xlsx", RUN, [ONE])
    (row,) = sheets_of(tmp_path / "评定.xlsx")["逐户逐条"][1:]
    assert row == ["91410100MAYA000162", "甲公司", "甲条", "符合", 1234.56, "=1+1"]


def test_that_a_run_without_results_is_written_all_the_same(tmp_path):
    write_run(tmp_path / "评定.xlsx", RUN, [])
    assert len(sheets_of(tmp_path / "评定.xlsx")["逐户逐条"]) == 1
    assert MOST_ROWS == 2**20 - 1
