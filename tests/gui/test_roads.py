"""办理程序 in 设置: days of problems are set, a road is taken in, its mistakes are said by line."""

import pytest
from PySide6.QtCore import Qt

from domain.office.calendar.working_days import Term
from gui.targets import ToPage

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "settings"


@pytest.fixture
def card(program, services, idle):
    services.go_to(ToPage("settings"))
    idle()
    return program.settings.roads_card


def test_that_the_days_of_problems_and_the_roads_of_cases_are_the_offices_own(
    card, context, tmp_path, qtbot, idle
):
    qtbot.mouseClick(card.term_buttons["ordinary"], LEFT)
    dialog = card.dialog
    dialog.terms["solving"].number.setText("10")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    begun = context.store.ask(context.problem_rules.begun_in)
    assert begun["ordinary"].states["solving"].within == Term.parse("10个工作日")
    assert begun["ordinary"].states["reply"].within == Term.parse("3个工作日")
    standard = context.store.ask(context.rules.begun_in)["standard"]
    path, text = tmp_path / "本区程序.toml", standard.content.decode()
    path.write_text(text.replace('next = "opinions"', 'next = "opinion"'), "utf-8")
    card.take(path)
    idle()
    said = card.mistakes.label.text()
    assert "没有导入“本区程序.toml”" in said
    line = text[: text.index('next = "opinions"')].count("\n") + 1
    assert f"第 {line} 行" in said
    path.write_text(text.replace("version = 2", "version = 3"), "utf-8")
    card.take(path)
    idle()
    assert [stop.passed.stop.title for stop in card.dialog.picture.stops][:2] == ["受理", "初审"]
    with qtbot.waitSignal(card.dialog.finished):
        qtbot.mouseClick(card.dialog.go_button, LEFT)
    idle()
    assert context.store.ask(context.rules.begun_in)["standard"].version == 3
    own = [one.road.id for one in (*card.read.cases, *card.read.problems) if one.row is not None]
    assert own == ["standard", "ordinary"]
