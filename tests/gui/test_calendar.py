"""工作日历: a year entered by hand or from a file; what is wrong is said and nothing is lost."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from domain.office.calendar.service import calendar_of, years_of
from gui.targets import ToPage
from tests.domain.office.calendar.test_year_files import YEAR_2025

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "settings"
ENTERED = (
    ("元旦", "2027-01-01", "2027-01-03", ""),
    ("春节", "2027年2月5日", "20270213", "2-14、2月20日"),
    ("清明节", "2027-04-03", "2027-04-05", ""),
    ("劳动节", "2027-05-01", "2027-05-05", "5.8"),
    ("端午节", "2027-06-09", "2027-06-09", ""),
    ("中秋节", "2027-09-15", "2027-09-15", ""),
    ("国庆节", "2027-10-01", "2027-10-07", "9-26, 10-9"),
)


@pytest.fixture
def card(program, services, idle):
    services.go_to(ToPage("settings"))
    card = program.settings.calendar_card
    idle()
    return card


def enter(dialog, rows, source="国办发明电〔2026〕12号"):
    dialog.year.set_value("2027")
    dialog.source.set_value(source)
    for editors, texts in zip(dialog.rows, rows, strict=True):
        for editor, text in zip(editors, texts, strict=True):
            (editor.line if hasattr(editor, "line") else editor).setText(text)


def test_that_a_year_is_entered_as_the_notice_has_it(card, context, qtbot, idle):
    qtbot.mouseClick(card.enter_button, LEFT)
    dialog = card.dialog
    enter(dialog, ENTERED)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    calendar = context.store.ask(calendar_of)
    days = [date(2027, 2, day) for day in (4, 5, 14, 15, 20)]
    assert [calendar.is_working_day(day) for day in days] == [True, False, True, True, True]
    assert [one.year for one in card.known.taken] == [2027]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("国庆节", "2027-10-01", "", ""), "“国庆节”：请把节日、第一天、最后一天都填上"),
        (("国庆节", "2027-10-01", "2027-10-07", "9-26、13-9"), "“国庆节”的调休上班“13-9”不是日子"),
        (("国庆节", "", "", ""), "这一年不完整，没有写“国庆节”"),
        (("国庆节", "2027-10-01", "2027-10-08", "9-26, 10-9"), "占用了 6 个周一至周五"),
    ],
)
def test_that_what_is_wrong_is_said_and_what_was_typed_stays(card, context, qtbot, idle, row, said):
    qtbot.mouseClick(card.enter_button, LEFT)
    dialog = card.dialog
    enter(dialog, (*ENTERED[:-1], row))
    qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert said in dialog.problem.label.text()
    assert "worked" not in dialog.problem.label.text()
    assert "行，" not in dialog.problem.label.text()
    assert dialog.isVisible()
    assert dialog.rows[1][1].line.text() == "2027年2月5日"
    assert context.store.ask(years_of, date(2026, 11, 29)).taken == []
    dialog.reject()


def test_that_a_file_is_taken_in_and_goes_again(card, tmp_path, idle):
    path = tmp_path / "2025.toml"
    path.write_text(YEAR_2025, encoding="utf-8")
    card._take_file(path)
    idle()
    assert [one.year for one in card.known.taken] == [2025]
    card._drop(2025)
    idle()
    assert card.known.taken == []
