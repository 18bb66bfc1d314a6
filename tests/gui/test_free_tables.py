"""自选表, as a clerk who is asked in the morning for a table by the afternoon."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from python_calamine import CalamineWorkbook
from sqlmodel import select

from domain.enterprises.entities import Enterprise
from domain.enterprises.queries import facts_of as read_facts
from domain.enterprises.service import save_enterprise
from domain.outreach.problems.raising import Raised, raise_problem
from domain.statistics.tables.kept import kept_tables
from domain.statistics.tables.plans import Within
from gui.pages.figures.page import Shown
from gui.targets import ToPage

STREETS = ("商都路街道", "如意湖街道")


@pytest.fixture
def raised(store, sample_office, services):
    """Two problems of this month in one street, one in another, and one of a year ago."""
    seat, context, today = store.seat("王小梅"), services.context, date.today()
    with store.read() as session:
        ids = session.exec(select(Enterprise.id).order_by(Enterprise.id).limit(2)).all()
        facts = [read_facts(session, id_, context.office) for id_ in ids]
    for id_, one, street in zip(ids, facts, STREETS, strict=True):
        now = replace(one, attributes={**one.attributes, "street": street})
        save_enterprise(seat, now, context.office, id_=id_)
    days = (today, today, today, today - timedelta(days=366))
    for id_, day in zip((ids[0], ids[0], ids[1], ids[0]), days, strict=True):
        raise_problem(seat, Raised("贷款到期", "融资", id_, day), context.problem_rules, although_like=True)


def shown_in(tables):
    """The cells as they are seen."""
    model = tables.table.rows_model
    return [
        [model.index(row, at).data() for at in range(model.columnCount())] for row in range(model.rowCount())
    ]


def export_as(page, path, idle):
    """Export what is shown; return the rows of the file."""
    page.export_button.click()
    dialog = page.tables.exporter.dialog
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    idle()
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def put_title_first(controls, qtbot, idle):
    """Have what was asked stand in the first column, and leave out the number, by keyboard."""
    controls.columns_button.click()
    columns = controls.columns_popup.list
    columns.setCurrentItem(columns.item_of("title"))
    for _ in range(5):
        qtbot.keyClick(columns, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(columns, Qt.Key.Key_Down)
    qtbot.keyClick(columns, Qt.Key.Key_Space)
    controls.columns_popup.hide()
    idle()


def ask_for_street(controls, street, idle):
    """Ask for one street alone."""
    controls.where_button.click()
    popup = controls.where_popup
    popup.choose("street")
    idle()
    popup.values.item_of(street).setCheckState(Qt.CheckState.Checked)
    popup.hide()
    idle()


def test_that_problems_of_this_month_by_street_take_three_choices_and_are_kept(
    program, raised, store, services, idle, qtbot, tmp_path
):
    said = []
    services.messages.posted.connect(said.append)
    services.go_to(ToPage("figures"))
    idle()
    page, tables, controls = program.figures, program.figures.tables, program.figures.tables.controls
    page.look_at(Shown.TABLES)
    idle()
    assert tables.list.model.rowCount() == len(services.context.figures.tables)

    tables.new_button.click()
    controls.rows.set_value("problems")
    controls.within.set_value(Within.THIS_MONTH.value)
    controls.by.set_value("street")
    idle()
    assert shown_in(tables) == [[STREETS[0], "2", "1"], [STREETS[1], "1", "1"], ["合计", "3", "2"]]
    assert "提出日期：本月" in tables.asked.text()
    assert export_as(page, tmp_path / "表.xlsx", idle) == [
        ["街道", "件数", "企业户数"],
        *([STREETS[0], 2, 1], [STREETS[1], 1, 1], ["合计", 3, 2]),
    ]
    tables.save_as_button.click()
    tables.dialog.line.setText("本月问题按街道")
    qtbot.keyClick(tables.dialog.line, Qt.Key.Key_Return)
    idle()
    [kept] = store.ask(kept_tables)
    assert (kept.plan.within, kept.plan.by) == (Within.THIS_MONTH, ("street",))
    assert tables.list.table.current_row().id == kept.id

    tables.list.table.select_key("problems-of-month")
    idle()
    assert len(shown_in(tables)) == 3
    put_title_first(controls, qtbot, idle)
    assert tables.plan.columns[:2] == ("title", "raised")
    ask_for_street(controls, STREETS[1], idle)
    assert [row[0] for row in shown_in(tables)] == ["贷款到期"]
    tables.reset_button.click()
    idle()
    assert len(shown_in(tables)) == 3

    tables.list.table.select_key(f"own:{kept.id}")
    idle()
    page.print_button.click()
    idle()
    assert tables.dialog.windowTitle() == "本月问题按街道"
    tables.dialog.reject()
    tables.delete_button.click()
    idle()
    assert store.ask(kept_tables) == []
    said[-1].action[1]()
    idle()
    assert [one.id for one in store.ask(kept_tables)] == [kept.id]
