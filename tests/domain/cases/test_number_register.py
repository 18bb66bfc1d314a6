"""发文登记簿: no number is missing, and each says what became of it."""

from datetime import UTC, date, datetime

from domain.cases.number_register import compose_register
from domain.cases.numbering import state_last_numbers
from domain.cases.service import Approval, void_notice
from domain.papers.blocks import Paragraph, Table
from domain.store.numbers.entries import Series

TODAY, NOW = date(2023, 2, 1), datetime(2023, 2, 1, tzinfo=UTC)


def register_of(store):
    with store.read() as session:
        return compose_register(session, TODAY, NOW)


def rows_of(sheet):
    return next(block for block in sheet.blocks if isinstance(block, Table)).rows


def test_that_every_number_stands_in_it_with_what_became_of_it(desk):
    first, second, third = desk.issue(desk.awards[:3])
    void_notice(desk.store.seat("李主任"), second, reason="金额录错")
    series = Series("郑东企服示", 2022)
    state_last_numbers(desk.store.seat("王小梅"), {series: 5})
    (sheet,) = register_of(desk.store).sheets
    rows = rows_of(sheet)
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row[7].partition(" ")[2] or row[7] for row in rows] == [
        "有效",
        "作废：金额录错",
        "有效",
        "纸质登记",
        "纸质登记",
    ]
    # What is void is shown and not summed up.
    assert rows[0][5] == desk.awards[0].amount
    assert isinstance(rows[1][5], str)
    assert rows[1][5].startswith("（")
    assert rows[3][2:6] == ("", "", "", "")
    assert first != third


def test_that_each_year_has_a_sheet_of_its_own(desk):
    desk.issue(desk.awards[:2])
    desk.issue(desk.awards[2:3], approval=Approval("王局长", date(2023, 1, 3)))
    before, after = register_of(desk.store).sheets
    assert before.blocks[0].below == "郑东企服示〔2022〕　1 号至 2 号"
    assert after.blocks[0].below == "郑东企服示〔2023〕　1 号至 1 号"


def test_that_an_office_without_numbers_is_told_so(store):
    (sheet,) = register_of(store).sheets
    assert Paragraph("还没有编过号。") in sheet.blocks
