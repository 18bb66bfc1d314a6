"""Every page on the screens that offices have, the smallest with the largest type: nothing is cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from gui.forms.dates import OptionalDateEdit
from gui.pages import PAGES
from gui.preferences import FontScale
from tests.gui.pictures.office import Opened, fill
from tests.gui.pictures.pages import scenes
from tests.gui.pictures.sizes import SIZES


@pytest.fixture
def opened(qapp, services, context, open_shell, tmp_path, request):
    size = request.param
    fill(context)
    shell = open_shell(PAGES)
    services.preferences.set_font_scale(size.scale)
    opened = Opened(qapp, services, shell, tmp_path)
    opened.settle()
    shell.window.setMinimumSize(0, 0)
    shell.window.resize(size.room)
    opened.settle()
    yield opened
    services.preferences.set_font_scale(FontScale.STANDARD)
    opened.settle()


@pytest.mark.parametrize("opened", SIZES[:4], indirect=True, ids=lambda size: size.name)
def test_that_no_page_is_wider_than_its_room_and_no_button_is_squeezed(opened):
    wide, squeezed = [], []
    for name, lead in scenes():
        lead(opened)
        page = opened.window.page
        room = next(area for area in opened.window.findChildren(QScrollArea) if area.isAncestorOf(page))
        if page.width() > room.viewport().width():
            wide.append((name, page.width() - room.viewport().width()))
        # What cannot be scrolled sideways must not be wider than what is seen of it.
        wide += [
            (name, type(area).__name__)
            for area in page.findChildren(QScrollArea)
            if area.isVisible()
            and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            and area.widget() is not None
            and area.widget().width() > area.viewport().width()
        ]
        squeezed += [
            (name, one.line.text())
            for one in page.findChildren(OptionalDateEdit)
            if one.isVisible() and one.line.width() < one.line.fontMetrics().horizontalAdvance("2022-12-31")
        ]
        squeezed += [
            (name, one.text())
            for one in page.findChildren(QAbstractButton)
            if one.isVisible() and one.text() and one.width() < one.minimumSizeHint().width()
        ]
    assert (wide, squeezed) == ([], [])
