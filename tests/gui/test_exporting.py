"""Any table as an Excel file: what is shown is what stands in it, telephone numbers masked."""

from dataclasses import dataclass, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from python_calamine import CalamineWorkbook

from domain.exchange.cells import CellKind
from domain.store import audit
from domain.store.tables import Kind, Subject
from gui.files.exporting import WORD, ExportDialog, Exporter
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.targets import ToPage


@dataclass(frozen=True)
class Firm:
    name: str
    phone: str
    amount: int | None
    since: date | None


FIRMS = (
    Firm("甲公司", "13800001234", 1_234_50, date(2022, 5, 1)),
    Firm("=乙公司", "", None, None),
    Firm("丙公司", "0371-65001234", -100, date(1998, 1, 2)),
)
COLUMNS = (
    Column[Firm]("企业", lambda firm: firm.name, sorts=True, stretches=True),
    Column[Firm]("联系电话", lambda firm: firm.phone or "未填", is_personal=True),
    Column[Firm](
        "金额（元）",
        lambda firm: "未填" if firm.amount is None else f"{firm.amount / 100:,.2f}",
        align=RIGHT,
        sort_key=lambda firm: firm.amount,
        kind=CellKind.AMOUNT,
        value=lambda firm: firm.amount,
    ),
    Column[Firm](
        "入库日期",
        lambda firm: "无" if firm.since is None else f"{firm.since}",
        kind=CellKind.DATE,
        value=lambda firm: firm.since,
    ),
    Column[Firm]("备考", lambda firm: f"备 {firm.name}", only_exported=True),
)
PLAIN = tuple(replace(column, is_personal=False) for column in COLUMNS)


@pytest.fixture
def over(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def listed(qtbot, over, services):
    """Show a table that can be exported; give back the table, its exporter and the act."""

    def show(columns=COLUMNS, firms=FIRMS, **more):
        model = RowsModel(columns, firms, key=lambda firm: firm.name, parent=over)
        table = DataTable(model, over, several=True)
        exporter = Exporter(services, over)
        return table, exporter, exporter.offer(table, "企业库", **more)

    return show


def rows_of(path):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def save(exporter, path, idle):
    """Name the file in the dialog, and wait until it is written."""
    dialog = exporter.dialog
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    idle()


def entries(services):
    with services.context.store.read() as session:
        return audit.entries_of(session, Subject(Kind.EXCHANGE))


def test_that_a_table_is_written_as_it_is_shown(listed, tmp_path, idle):
    table, exporter, act = listed(PLAIN)
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    table.horizontalHeader().moveSection(3, 1)
    table.setColumnHidden(1, True)
    act()
    save(exporter, tmp_path / "企业.xlsx", idle)
    assert rows_of(tmp_path / "企业.xlsx") == [
        ["企业", "备考", "入库日期", "金额（元）"],
        ["丙公司", "备 丙公司", date(1998, 1, 2), -1],
        ["甲公司", "备 甲公司", date(2022, 5, 1), 1234.5],
        ["=乙公司", "备 =乙公司", "无", ""],
    ]


def test_that_telephone_numbers_are_masked_unless_asked_for_each_time_anew(
    listed, tmp_path, idle, services, qtbot
):
    _, exporter, act = listed()
    act()
    assert isinstance(exporter.dialog, ExportDialog)
    assert exporter.dialog.in_full.text() == "联系电话完整导出"
    qtbot.mouseClick(exporter.dialog.next_button, Qt.MouseButton.LeftButton)
    save(exporter, tmp_path / "一.xlsx", idle)
    assert [row[2] for row in rows_of(tmp_path / "一.xlsx")[1:]] == ["138****1234", "", "037****1234"]
    assert "联系电话已遮盖" in entries(services)[0].summary

    act()
    exporter.dialog.in_full.click()
    qtbot.mouseClick(exporter.dialog.next_button, Qt.MouseButton.LeftButton)
    save(exporter, tmp_path / "二.xlsx", idle)
    assert [row[2] for row in rows_of(tmp_path / "二.xlsx")[1:]] == ["13800001234", "", "0371-65001234"]
    (_, entry) = entries(services)
    assert entry.actor == "王小梅"
    assert "联系电话未作遮盖" in entry.summary

    act()
    assert not exporter.dialog.in_full.isChecked()
    exporter.dialog.reject()


def test_that_the_selected_rows_alone_can_be_exported(listed, tmp_path, idle, qtbot):
    table, exporter, act = listed(PLAIN)
    table.selectRow(0)
    table.selectionModel().select(
        table.model().index(2, 0),
        table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
    )
    act()
    exporter.dialog.which.set_value(True)
    assert not exporter.dialog.in_full.isVisible()
    qtbot.mouseClick(exporter.dialog.next_button, Qt.MouseButton.LeftButton)
    save(exporter, tmp_path / "企业.xlsx", idle)
    assert [row[0] for row in rows_of(tmp_path / "企业.xlsx")] == ["企业", "甲公司", "丙公司"]


def test_that_rows_may_come_from_elsewhere_than_the_window(listed, tmp_path, idle):
    asked = []

    def rows_at(places):
        asked.append(list(places))
        yield from (FIRMS[at] for at in places)

    _, exporter, act = listed(PLAIN, rows=lambda: rows_at)
    act()
    save(exporter, tmp_path / "企业.xlsx", idle)
    assert asked == [[0, 1, 2]]
    assert len(rows_of(tmp_path / "企业.xlsx")) == 4


def test_that_what_the_window_shows_meanwhile_changes_nothing(listed, tmp_path, idle):
    table, exporter, act = listed(PLAIN)
    act()
    table.rows_model.replace(FIRMS[:1])
    save(exporter, tmp_path / "企业.xlsx", idle)
    assert len(rows_of(tmp_path / "企业.xlsx")) == 4


def test_that_an_export_can_be_stopped_and_leaves_nothing(listed, tmp_path, services, idle):
    jobs = []
    services.jobs.started.connect(jobs.append)

    def rows_at(places):
        for at in places:
            if at == 1_000:
                jobs[-1].cancel()
            yield FIRMS[0]

    _, exporter, act = listed(
        PLAIN, [replace(FIRMS[0], name=f"{n}") for n in range(5_000)], rows=lambda: rows_at
    )
    posted = []
    services.messages.posted.connect(posted.append)
    act()
    save(exporter, tmp_path / "企业.xlsx", idle)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert posted == []


def test_that_a_folder_that_cannot_be_written_is_said(listed, tmp_path, services, idle):
    posted = []
    services.messages.posted.connect(posted.append)
    _, exporter, act = listed(PLAIN)
    act()
    save(exporter, tmp_path / "没有" / "企业.xlsx", idle)
    assert "不能写入" in posted[-1].text


def test_that_an_empty_table_says_so(listed, services):
    posted = []
    services.messages.posted.connect(posted.append)
    _, exporter, act = listed(PLAIN, ())
    act()
    assert exporter.dialog is None
    assert posted[-1].text == "表里没有内容可以导出"


def test_that_the_menu_of_a_table_offers_it(listed, qtbot):
    table, exporter, _ = listed(PLAIN)
    table.customContextMenuRequested.emit(table.rect().center())
    (menu,) = table.findChildren(QMenu)
    (act,) = [action for action in menu.actions() if action.text() == WORD]
    act.trigger()
    assert isinstance(exporter.dialog, QFileDialog)
    menu.close()
    exporter.dialog.close()


def test_that_assessment_and_notices_have_the_button(program, sample_office, services, idle, tmp_path, qtbot):
    services.go_to(ToPage("assessment"))
    idle()
    page = program.assessment
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    save(page.findChildren(Exporter)[-1], tmp_path / "评定.xlsx", idle)
    found = rows_of(tmp_path / "评定.xlsx")
    assert found[0] == ["企业", "统一社会信用代码", "通知书文号", "条款", "结果", "金额（元）", "说明"]
    assert len(found) - 1 == page.list.model.rowCount()
    granted = [row for row in found if row[4] == "符合"]
    assert granted
    assert all(isinstance(row[5], float) for row in granted)
