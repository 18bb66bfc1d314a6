"""Every page and dialog on the screens of offices, the smallest in the largest type too: nothing is cut."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLabel, QMenu, QScrollArea

from domain.store.damage import Condition, Finding
from gui.early.action_row import is_within_reach
from gui.early.page_entries import PAGES
from gui.early.preferences import FontScale
from gui.early.theme import apply_theme
from gui.first_run.assistant import Assistant
from gui.forms.date_edits import OptionalDateEdit
from gui.restoring.recovery import RecoveryDialog
from gui.widgets.job_panel import JobPanel
from tests.gui.pictures.dialogs import PARTS, dialogs_of
from tests.gui.pictures.office import Opened, issue_first
from tests.gui.pictures.pages import scenes
from tests.gui.pictures.sizes import SIZES

SMALLEST = SIZES[:2]
ROUNDED = 2
"""By so much, in px, a pressed button and one that is not may differ in large type."""


@pytest.fixture
def opened(qapp, services, context, open_shell, tmp_path, request):
    """The window on a screen of this size; on the sample office, where the test asks for that."""
    size = request.param
    if "sample_office" in request.fixturenames:
        issue_first(context)
    services.preferences.set_font_scale(size.scale)
    apply_theme(qapp, context.resources, size.scale)
    shell = open_shell(PAGES)
    opened = Opened(qapp, services, shell, tmp_path)
    opened.settle()
    shell.window.setMinimumSize(0, 0)
    shell.window.resize(size.room)
    opened.settle()
    yield opened
    opened.close_all()
    # Not waited for: the window is to go, not to be built once more.
    services.preferences.set_font_scale(FontScale.STANDARD)


def squeezed_in(shown):
    """The buttons and dates in it that are narrower than what stands on them."""
    dates = [
        one.line.text()
        for one in shown.findChildren(OptionalDateEdit)
        if one.isVisible() and one.line.width() < one.line.fontMetrics().horizontalAdvance("2022-12-31")
    ]
    return dates + [
        one.text()
        for one in shown.findChildren(QAbstractButton)
        if one.isVisible() and one.text() and one.width() < one.minimumSizeHint().width() - ROUNDED
    ]


def wider_than_seen(shown):
    """What cannot be scrolled sideways, or should not have to be, and is wider than what is seen of it."""
    return [
        type(area).__name__
        for area in shown.findChildren(QScrollArea)
        if area.isVisible() and area.widget() is not None and area.widget().width() > area.viewport().width()
    ]


def cut_in(shown):
    """The sentences in it whose last lines are not seen."""
    return [
        one.text()
        for one in shown.findChildren(QLabel)
        if one.isVisible()
        and one.wordWrap()
        and one.text()
        and one.height() < one.heightForWidth(one.width())
    ]


def out_of_reach_in(shown):
    """The buttons in it that are outside of it; what is in a part that scrolls can be scrolled to."""
    scrolled = [area.widget() for area in shown.findChildren(QScrollArea) if area.widget() is not None]
    return [
        one.text()
        for one in shown.findChildren(QAbstractButton)
        if one.isVisible()
        and is_within_reach(one)
        and not any(content.isAncestorOf(one) for content in scrolled)
        and not shown.rect().contains(QRect(one.mapTo(shown, QPoint(0, 0)), one.size()))
    ]


def too_wide_of(window):
    """By how much the page shown is wider than its room, and what of it is that cannot be scrolled."""
    page = window.page
    room = next(area for area in window.findChildren(QScrollArea) if area.isAncestorOf(page))
    over = page.width() - room.viewport().width()
    return [over] * (over > 0) + [
        type(area).__name__
        for area in page.findChildren(QScrollArea)
        if area.isVisible()
        and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.widget() is not None
        and area.widget().width() > area.viewport().width()
    ]


@pytest.mark.parametrize("opened", SIZES[1:3], indirect=True, ids=lambda size: size.name)
def test_that_no_page_is_wider_than_its_room_and_no_button_is_squeezed(sample_office, opened):
    wide, squeezed = [], []
    for name, lead in scenes():
        lead(opened)
        wide += [(name, what) for what in too_wide_of(opened.window)]
        squeezed += [(name, text) for text in squeezed_in(opened.window.page)]
    assert (wide, squeezed) == ([], [])


# What finds room in 特大 finds it in 标准; each size takes a minute. Two workers share the parts.
@pytest.mark.timeout(1200)  # for a part that takes a quarter of a minute where nothing else is done
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("opened", SMALLEST[1:], indirect=True, ids=lambda size: size.name)
def test_that_every_dialog_lies_within_the_window_with_its_buttons_in_reach_and_nothing_cut(
    sample_office, opened, part
):
    faults = []
    for name, lead in dialogs_of(part):
        shown = lead(opened)
        opened.settle()
        # Built anew where somebody else sat down.
        window = opened.window
        if shown is None:
            faults += [(name, "page too wide", what) for what in too_wide_of(window)]
            faults += [(name, "squeezed", text) for text in squeezed_in(window.page)]
        inside = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
        # What Qt or the system draws is not ours; what has no window below it is bounded by the screen.
        if shown is not None and shown.parentWidget() is not None and not isinstance(shown, QFileDialog):
            for panel in shown.findChildren(JobPanel):
                panel.show()
            opened.settle()
            if shown.width() > window.width() or shown.height() > window.height():
                faults.append((name, "too large", shown.size().toTuple()))
            # Menus are kept on the screen by Qt, whatever that is here.
            is_popup = shown.isWindow() and not isinstance(shown, QDialog | QMenu)
            if is_popup and not inside.contains(shown.geometry()):
                faults.append((name, "outside", shown.geometry().getRect()))
            faults += [(name, "out of reach", text) for text in out_of_reach_in(shown)]
            faults += [(name, "squeezed", text) for text in squeezed_in(shown)]
            faults += [(name, "wider than seen", text) for text in wider_than_seen(shown)]
            faults += [(name, "cut", text) for text in cut_in(shown)]
        opened.close_all()
        opened.services.messages.clear()
    assert "\n".join(map(str, faults)) == ""


@pytest.mark.parametrize("opened", SMALLEST, indirect=True, ids=lambda size: size.name)
def test_that_what_stands_in_place_of_the_window_has_its_buttons_in_reach(opened, resources, tmp_path):
    faults = []
    for one in (
        RecoveryDialog(opened.context.home, Finding(Condition.DAMAGED, "…"), opened.window),
        Assistant(tmp_path / "数据", resources, opened.window),
    ):
        one.show()
        opened.settle()
        if one.width() > opened.window.width() or one.height() > opened.window.height():
            faults.append((type(one).__name__, one.size().toTuple()))
        faults += [*out_of_reach_in(one), *squeezed_in(one), *wider_than_seen(one), *cut_in(one)]
        one.done(0)
    assert "\n".join(map(str, faults)) == ""
