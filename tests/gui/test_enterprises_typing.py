"""Nothing typed is lost, and nothing is recorded that was not meant to be."""

from contextlib import closing
from dataclasses import replace
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from domain.enterprises import queries
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.service import save_enterprise
from domain.enterprises.sql.finding import find_ids
from domain.store import drafts
from domain.store.engine import Store
from domain.values.periods import Period
from gui.early.page_entries import PAGES
from gui.messages import Tone
from gui.shell.app import Shell, build_services
from gui.targets import ToEnterprise
from tests.gui.conftest import PATIENCE_S, type_text

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NEW_CODE = "91410100MAYE8C9L7T"


def retype(page, field, text):
    page.form.fields.focus(field)
    QApplication.focusWidget().selectAll()
    type_text(QApplication.focusWidget(), text)


def recorded(context, id_):
    with context.store.read() as session:
        return queries.facts_of(session, id_, context.dictionary)


def named(context, name):
    with context.store.read() as session:
        return find_ids(session, EnterpriseQuery(text=name), context.office)


def another(page):
    """Return an enterprise of the list other than the one that is open."""
    rows = (page.list.model.row_at(at) for at in range(2))
    return next(row.found for row in rows if row.id != page.desk.id)


def button_named(page, word):
    return next(b for b in page.window().findChildren(QPushButton) if b.text() == word and b.isVisible())


def button_named_in_question(word):
    windows = QApplication.topLevelWidgets()
    return next(w for w in windows if w.objectName() == "question" and w.isVisible()).buttons[word]


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def opened(page, idle, listed, request):
    """An enterprise of the sample office, open."""
    first, others = listed
    page.open_target(ToEnterprise(next(others) if request.node.get_closest_marker("apart") else first))
    idle()
    return page


@pytest.fixture
def with_draft(opened, idle, context):
    """The same, closed and opened again with older typing on offer."""
    id_ = opened.desk.id
    retype(opened, "name", "上次没保存的名字")
    opened.desk.keeper.keep_now()
    idle()
    opened.form.accept()
    opened.open_target(ToEnterprise(id_))
    idle()
    assert opened.form.offer.isVisible()
    return opened


def test_that_saving_twice_in_a_row_records_a_new_enterprise_once(program, idle, context, qtbot):
    page = program.enterprises
    qtbot.mouseClick(page.list.empty.button, LEFT)
    idle()
    retype(page, "uscc", NEW_CODE)
    retype(page, "name", "郑州新设有限公司")
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    qtbot.keyClick(page.window(), Qt.Key.Key_S, CTRL)
    idle()
    assert page.window().message_bar.message.tone is Tone.SUCCESS
    assert len(named(context, "郑州新设")) == 1
    assert not page.has_unsaved()


@pytest.mark.apart
def test_that_what_is_typed_while_saving_stays_unsaved(opened, idle, context):
    id_ = opened.desk.id
    retype(opened, "name", "甲公司")
    assert opened.save()
    type_text(QApplication.focusWidget(), "二分店")
    idle()
    assert recorded(context, id_).name == "甲公司"
    assert opened.has_unsaved()
    assert opened.save()
    idle()
    assert recorded(context, id_).name == "甲公司二分店"
    assert not opened.has_unsaved()


@pytest.mark.apart
def test_that_a_save_given_up_in_the_queue_can_be_made_again(opened, idle, context, services):
    id_, waiting, ahead = opened.desk.id, [], Event()
    retype(opened, "name", "甲公司")
    services.jobs.run(lambda _: ahead.wait(PATIENCE_S))
    services.jobs.started.connect(waiting.append)
    assert opened.save()
    waiting[0].cancel()
    ahead.set()
    idle()
    assert opened.has_unsaved()
    assert recorded(context, id_).name != "甲公司"
    assert opened.save()
    idle()
    assert recorded(context, id_).name == "甲公司"


@pytest.mark.looks
def test_that_older_typing_is_not_dropped_by_saving_before_it_is_answered(with_draft, idle, context, qtbot):
    before = recorded(context, with_draft.desk.id)
    qtbot.keyClick(with_draft.window(), Qt.Key.Key_S, CTRL)
    idle()
    assert drafts.find(context.seat, f"enterprise:{with_draft.desk.id}") is not None
    assert "继续" in with_draft.window().message_bar.message.text
    assert recorded(context, with_draft.desk.id) == before
    qtbot.keyClick(with_draft.form.offer.take_button, Qt.Key.Key_Space)
    assert with_draft.form.fields.values()["name"] == "上次没保存的名字"
    assert not with_draft.window().message_bar.isVisible()


@pytest.mark.apart
def test_that_older_typing_takes_nothing_back_that_others_have_recorded_since(opened, idle, context, qtbot):
    id_ = opened.desk.id
    retype(opened, "name", "上次没保存的名字")
    opened.desk.keeper.keep_now()
    idle()
    opened.form.accept()
    before = recorded(context, id_)
    attributes = {**before.attributes, "contact_phone": "13700000000"}
    save_enterprise(
        context.store.seat("李"), replace(before, attributes=attributes), context.dictionary, id_=id_
    )
    opened.open_target(ToEnterprise(id_))
    idle()
    qtbot.keyClick(opened.form.offer.take_button, Qt.Key.Key_Space)
    assert opened.save()
    idle()
    after = recorded(context, id_)
    assert (after.name, after.attributes) == ("上次没保存的名字", attributes)
    assert after.indicators == before.indicators


@pytest.mark.looks
def test_that_older_typing_can_be_refused(with_draft, idle, context, qtbot):
    qtbot.mouseClick(with_draft.form.offer.refuse_button, LEFT)
    idle()
    assert drafts.find(context.seat, f"enterprise:{with_draft.desk.id}") is None
    assert not with_draft.has_unsaved()


@pytest.mark.looks
def test_that_an_open_cell_counts_as_unsaved_and_is_taken_in(opened, qtbot):
    place = ("sales", Period.parse("2022Q1"))
    grid = opened.form.figures.grid
    grid.go_to(place)
    qtbot.keyClick(grid, "7")
    assert grid.is_editing
    assert opened.has_unsaved()
    assert opened.form.figures.model.sheet.entry(place) == 700


@pytest.mark.looks
def test_that_the_way_to_the_holder_of_a_code_goes_with_the_code(opened, idle, qtbot):
    other = another(opened)
    retype(opened, "uscc", other.uscc)
    idle()
    assert button_named(opened, f"打开“{other.name}”")
    retype(opened, "uscc", "9141")
    idle()
    words = [b.text() for b in opened.form.identity.findChildren(QPushButton) if b.isVisible()]
    assert not [word for word in words if word.startswith("打开")]
    assert "18 位" in opened.form.fields.error_text("uscc")


@pytest.mark.looks
def test_that_the_holder_of_a_code_is_opened_by_the_link(opened, idle, qtbot):
    other = another(opened)
    retype(opened, "uscc", other.uscc)
    idle()
    qtbot.mouseClick(button_named(opened, f"打开“{other.name}”"), LEFT)
    qtbot.mouseClick(button_named_in_question("不保存"), LEFT)
    idle()
    assert opened.header.title == other.name


def test_that_typing_outlives_the_program(opened, idle, context, services, qapp, qtbot):
    id_ = opened.desk.id
    retype(opened, "name", "没来得及保存有限公司")
    grid = opened.form.figures.grid
    grid.go_to(("sales", Period.parse("2022Q1")))
    qtbot.keyClick(grid, "1")
    qtbot.keyClick(QApplication.focusWidget(), "2")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    kept = f"enterprise:{id_}"
    # By itself, about a second after the last key.
    qtbot.waitUntil(lambda: drafts.find(context.seat, kept) is not None)
    idle()
    services.jobs.shut_down()
    context.store.close()
    with closing(Store.open(context.home)) as store:
        later = build_services(qapp, replace(context, seat=store.seat("王小梅")))
        shell = Shell(qapp, later, PAGES)
        page = shell.window.built("enterprises")
        shell.window.show()
        page.open_target(ToEnterprise(id_))
        qtbot.waitUntil(lambda: later.jobs.is_idle)
        qtbot.mouseClick(page.form.offer.take_button, LEFT)
        assert page.form.fields.values()["name"] == "没来得及保存有限公司"
        assert page.form.figures.model.sheet.figures()["sales"][Period.parse("2022Q1")] == 1200
        later.jobs.shut_down()
        shell.close()


@pytest.mark.looks
def test_that_a_row_of_figures_is_typed_with_tab_and_enter(opened, qtbot):
    grid, sheet = opened.form.figures.grid, opened.form.figures.model.sheet
    first, second = opened.form.figures.model.periods[:2]
    grid.go_to(("sales", first))
    for text, key in (("1", Qt.Key.Key_Tab), ("2", Qt.Key.Key_Return)):
        qtbot.keyClick(grid, text)
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert (sheet.entry(("sales", first)), sheet.entry(("sales", second))) == (100, 200)
    row = opened.form.figures.model.row_of("sales")
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (row + 1, 1)


def test_that_a_block_goes_out_as_excel_takes_it_and_comes_back_in_wan(opened, qtbot):
    card = opened.form.figures
    quarter = Period.parse("2022Q1")
    card.grid.go_to(("sales", quarter))
    QGuiApplication.clipboard().setText("12,345.67\n")
    qtbot.keyClick(card.grid, Qt.Key.Key_V, CTRL)
    card.choice.unit.set_value(type(card.model.unit)("万元"))
    qtbot.keyClick(card.grid, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1.234567"
    qtbot.keyClick(card.grid, Qt.Key.Key_Delete)
    assert card.model.sheet.entry(("sales", quarter)) is None
    qtbot.keyClick(card.grid, Qt.Key.Key_V, CTRL)
    assert card.model.sheet.entry(("sales", quarter)) == 1_234_567


@pytest.mark.apart
def test_that_one_is_deleted_from_its_form_and_brought_back(opened, idle, context, qtbot):
    id_, before = opened.desk.id, recorded(context, opened.desk.id)
    qtbot.mouseClick(opened.delete_button, LEFT)
    idle()
    assert opened.header.title == "企业"
    assert id_ not in [row.id for row in opened.list.model.rows]
    qtbot.mouseClick(button_named(opened, "撤销"), LEFT)
    idle()
    assert recorded(context, id_) == before
    assert id_ in [row.id for row in opened.list.model.rows]


@pytest.mark.apart
def test_that_no_projects_and_not_entered_are_told_apart(opened, idle, context, qtbot):
    card = opened.form.lists["projects"]
    for state, rows in (("none", ()), ("absent", None)):
        card.state.set_value(state)
        assert opened.save()
        idle()
        assert recorded(context, opened.desk.id).rows.get("projects") == rows
    card.state.set_value("some")
    card.restore({"state": "some", "rows": [{}]})
    assert not opened.save()


def is_in_sight(opened, widget, area):
    """Whether the whole of an area of a widget can be seen in the form's window."""
    return widget.visibleRegion().contains(area) and opened.form.isAncestorOf(widget)


@pytest.mark.looks
def test_that_a_complaint_out_of_sight_is_brought_into_sight(opened, qtbot):
    opened.window().resize(1100, 600)
    bar = opened.form.body.verticalScrollBar()
    retype(opened, "uscc", "9141")
    bar.setValue(bar.maximum())
    assert not is_in_sight(opened, opened.form.identity._code, opened.form.identity._code.rect())
    assert not opened.save()
    assert is_in_sight(opened, opened.form.identity._code, opened.form.identity._code.rect())


@pytest.mark.looks
def test_that_a_wrong_figure_out_of_sight_is_brought_into_sight(opened, qtbot):
    opened.window().resize(1100, 600)
    place = ("annual_rent", Period.parse("2022"))
    opened.form.figures.model.put({place: "约三十万"})
    grid, bar = opened.form.figures.grid, opened.form.body.verticalScrollBar()
    bar.setValue(0)
    assert not opened.save()
    assert is_in_sight(opened, grid.viewport(), grid.visualRect(grid.currentIndex()))


def test_that_a_narrow_window_has_one_column_and_everything_in_reach(opened, qtbot):
    form = opened.form
    form.lists["projects"].state.set_value("some")
    form.lists["projects"].add_row()
    left, right = next(iter(form.cards.values())).columns
    form.setFixedWidth(1100)
    qtbot.waitUntil(lambda: right.y() == left.y())
    # What the least window leaves: 960 less its navigation and margins.
    form.setFixedWidth(840)
    qtbot.waitUntil(lambda: right.y() > left.y())
    qtbot.waitUntil(lambda: form.body.horizontalScrollBar().maximum() == 0)
