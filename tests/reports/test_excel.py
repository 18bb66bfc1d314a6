"""An Excel file has every word of its paper, and numbers that Excel reckons with."""

from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineWorkbook

from domain.papers.blocks import Bars, Chart, Column, Content, Picture, Table
from domain.papers.papers import Paper
from reports.excel.papers import write_excel
from tests.reports.reading import squeezed, with_block, words_of

SERIES = Bars("收集", (1204, 2), ("1,204", "2")), Bars("办结", (3, 1), ("3", "1"))
CHART = Chart("收集的问题", "件", ("融资", "用工"), SERIES)
COLUMNS = Column("事项"), Column("本期", Content.FIGURE), Column("金额", Content.AMOUNT)
ROWS = ("办结率", "40/43 = 93.0 %", 1_234_50), ("=走访", "1,500.25", -1)


def read(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_path(path)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def without_tables(paper: Paper) -> Paper:
    """Leave out what does not stand in a worksheet as it does on paper: amounts."""
    return replace(
        paper,
        sheets=tuple(
            replace(sheet, blocks=tuple(one for one in sheet.blocks if not isinstance(one, Table)))
            for sheet in paper.sheets
        ),
    )


def test_that_every_word_is_there_and_numbers_are_numbers(paper: Paper, tmp_path: Path):
    table = Table(COLUMNS, ROWS, "合计")
    written = with_block(paper, CHART, table, Picture("no such file", 10, 10, "现场照片"))
    write_excel(written, tmp_path / "月报.xlsx")
    rows = read(tmp_path / "月报.xlsx")
    text = squeezed("".join(str(cell) for row in rows for cell in row))
    for said in (*words_of(without_tables(paper)), *CHART.labels, "收集的问题（件）", "现场照片"):
        assert squeezed(said) in text, said
    cells = [[cell for cell in row if cell != ""] for row in rows]
    for row in (
        ["融资", 1204.0, 3.0],
        ["办结率", "40/43 = 93.0 %", 1234.5],
        ["=走访", 1500.25, -0.01],
        ["合计", 1234.49],
    ):
        assert row in cells, row


def test_that_the_same_paper_is_the_same_file(paper: Paper, tmp_path: Path):
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    for target in (first, second):
        write_excel(paper, target)
    assert first.read_bytes() == second.read_bytes()
