from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.money import Fen
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import (
    UNSET,
    ChoiceBox,
    LongTextEdit,
    MoneyEdit,
    SegmentedChoice,
    TextEdit,
    TriStateChoice,
)
from gui.forms.form import Form
from tests.gui.conftest import type_text


class Fields(BaseModel):
    code: str = Field(pattern=r"^\d{4}$", title="编号")
    name: str = Field(min_length=2, title="名称")
    rent: int | None = Field(default=None, ge=0)


@pytest.fixture
def page(qtbot):
    page = QWidget()
    QVBoxLayout(page)
    qtbot.addWidget(page)
    return page


@pytest.fixture
def form(qtbot, page):
    form = Form(Fields.model_validate)
    form.add_section("基本情况")
    form.add("code", "编号", TextEdit(), required=True, hint="四位数字")
    form.add("name", "名称", TextEdit(), required=True)
    form.add("rent", "租金", MoneyEdit(may_be_negative=False))
    page.layout().addWidget(form)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return form


def editor(form, field):
    return next(w for w in form.findChildren(QWidget) if w.accessibleName() == field)


def test_that_a_form_complains_beside_touched_fields_only(qtbot, form):
    qtbot.keyClicks(editor(form, "编号"), "12")
    assert form.binding.error_text("code") == "格式不对"
    assert form.binding.error_text("name") == ""


def test_that_submitting_shows_every_complaint_and_goes_to_the_first(qtbot, form):
    qtbot.keyClicks(editor(form, "编号"), "1234")
    assert form.submit() is None
    assert form.binding.error_text("name") == "请填写"
    assert form.window().focusWidget() is editor(form, "名称")


def test_that_a_right_form_becomes_the_model(qtbot, form):
    qtbot.keyClicks(editor(form, "编号"), "1234")
    type_text(editor(form, "名称"), "甲公司")
    type_text(editor(form, "租金"), "30万")
    assert form.submit() == Fields(code="1234", name="甲公司", rent=30_000_000)


def test_that_what_cannot_be_read_is_told_in_the_words_of_its_kind(form):
    type_text(editor(form, "租金"), "约三十")
    assert "不是金额" in form.binding.error_text("rent")
    assert "rent" not in form.values()
    assert not form.binding.is_valid


def test_that_a_cost_below_zero_is_refused(form):
    type_text(editor(form, "租金"), "-1")
    assert form.binding.error_text("rent") == "不能小于 0"


def test_that_a_form_is_dirty_only_while_it_differs_from_what_was_loaded(qtbot, form):
    form.load({"code": "1234", "name": "甲公司"})
    assert not form.is_dirty()
    with qtbot.waitSignal(form.dirty_changed):
        type_text(editor(form, "名称"), "乙")
    assert form.is_dirty()
    assert form.binding.dirty_fields() == ["name"]
    form.binding.set_value("name", "甲公司")
    assert not form.is_dirty()


def test_that_a_complaint_of_the_service_stays_until_the_field_is_changed(form):
    form.load({"code": "1234", "name": "甲公司"})
    form.binding.complain({"code": "该编号已由乙公司登记"})
    assert form.binding.error_text("code") == "该编号已由乙公司登记"
    form.binding.set_value("code", "1235")
    assert form.binding.error_text("code") == ""


def test_that_enter_goes_to_the_next_field(qtbot, form):
    editor(form, "编号").setFocus()
    qtbot.keyClick(editor(form, "编号"), Qt.Key.Key_Return)
    assert form.window().focusWidget() is editor(form, "名称")
    qtbot.keyClick(editor(form, "名称"), Qt.Key.Key_Return)
    assert form.window().focusWidget() is editor(form, "租金")


def test_that_a_draft_brings_back_even_what_cannot_be_read(form):
    form.load({"code": "1234"})
    type_text(editor(form, "租金"), "约三十")
    kept = form.binding.typed()
    form.load({"code": "1234"})
    assert not form.is_dirty()
    form.binding.restore(kept)
    assert editor(form, "租金").text() == "约三十"
    assert form.is_dirty()


def test_that_a_check_may_return_complaints_by_field(page):
    form = Form(lambda values: {} if "name" in values else {"name": "请填写企业名称"})
    form.add("name", "名称", TextEdit())
    page.layout().addWidget(form)
    assert form.submit() is None
    assert form.binding.error_text("name") == "请填写企业名称"
    form.binding.set_value("name", "甲")
    assert form.submit() == {"name": "甲"}


@pytest.mark.parametrize(
    "typed", ["2022-05-01", "20220501", "2022.5.1", "2022/5/1", "2022年5月1日", "２０２２－０５－０１"]
)
def test_that_a_date_is_read_as_people_write_it(qtbot, typed):
    edit = OptionalDateEdit()
    qtbot.addWidget(edit)
    type_text(edit.line, typed)
    assert edit.value() == date(2022, 5, 1)
    qtbot.keyClick(edit.line, Qt.Key.Key_Return)
    assert edit.line.text() == "2022-05-01"


@pytest.mark.parametrize("typed", ["2022-02-30", "五月", "2022", "2022051", "0001-01-01"])
def test_that_what_is_no_date_is_named(qtbot, typed):
    edit = OptionalDateEdit()
    qtbot.addWidget(edit)
    type_text(edit.line, typed)
    with pytest.raises(BadInput):
        edit.value()


def test_that_never_is_told_from_not_entered(qtbot):
    edit = OptionalDateEdit(none_word="未入库")
    qtbot.addWidget(edit)
    assert edit.value() is UNSET
    type_text(edit.line, "未入库")
    assert edit.value() is None
    edit.set_value(UNSET)
    assert edit.line.text() == ""
    edit.set_value(None)
    assert edit.line.text() == "未入库"


@given(st.dates(min_value=date(1900, 1, 1)))
def test_that_every_date_comes_back_as_it_was_written(day):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day


def test_that_an_amount_shows_what_was_understood(qtbot, page):
    edit, other = MoneyEdit(), TextEdit()
    page.layout().addWidget(edit)
    page.layout().addWidget(other)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    edit.setFocus()
    type_text(edit, "1.2亿")
    other.setFocus()
    assert edit.text() == "120,000,000.00"
    assert edit.value() == Fen(12_000_000_000)
    assert edit.alignment() & Qt.AlignmentFlag.AlignRight


def test_that_an_empty_amount_is_not_zero(qtbot):
    edit = MoneyEdit()
    qtbot.addWidget(edit)
    assert edit.value() is UNSET
    edit.set_value(0)
    assert edit.value() == 0
    edit.set_value(UNSET)
    assert edit.text() == ""


@pytest.mark.parametrize(
    ("key", "value"), [(Qt.Key.Key_Y, True), (Qt.Key.Key_N, False), (Qt.Key.Key_Right, True)]
)
def test_that_a_truth_is_answered_by_one_key(qtbot, key, value):
    choice = TriStateChoice()
    qtbot.addWidget(choice)
    assert choice.value() is UNSET
    with qtbot.waitSignal(choice.value_changed):
        qtbot.keyClick(choice, key)
    assert choice.value() is value
    qtbot.keyClick(choice, Qt.Key.Key_Delete)
    assert choice.value() is UNSET


def test_that_a_truth_is_answered_by_a_click(qtbot):
    choice = TriStateChoice()
    qtbot.addWidget(choice)
    qtbot.mouseClick(choice.segment(False), Qt.MouseButton.LeftButton)
    assert choice.value() is False


def test_that_the_ends_of_a_row_of_choices_hold(qtbot):
    unit = SegmentedChoice({"yuan": "元", "wan": "万元"})
    qtbot.addWidget(unit)
    for _ in range(3):
        qtbot.keyClick(unit, Qt.Key.Key_Right)
    assert unit.value() == "wan"


def test_that_a_choice_may_be_left_open(qtbot):
    box = ChoiceBox({"industry": "工业", "retail": "零售"})
    qtbot.addWidget(box)
    assert (box.value(), box.currentText()) == (UNSET, "未填")
    box.set_value("retail")
    assert box.currentText() == "零售"
    box.offer({"retail": "零售", "other": "其他"})
    assert box.value() == "retail"


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (TextEdit, "甲"),
        (TextEdit, "𠮷" * 300),
        (LongTextEdit, "甲\n乙"),
        (MoneyEdit, Fen(123)),
        (OptionalDateEdit, date(2022, 5, 1)),
        (OptionalDateEdit, None),
        (TriStateChoice, False),
        (lambda: ChoiceBox({"a": "甲"}), "a"),
    ],
)
def test_that_every_editor_gives_back_what_it_was_given(qtbot, make, value):
    one, other = make(), make()
    qtbot.addWidget(one)
    qtbot.addWidget(other)
    one.set_value(value)
    assert one.value() == value
    other.type_in(one.typed())
    assert other.value() == value
    one.set_value(UNSET)
    assert one.value() is UNSET


@pytest.fixture
def days(qtbot, page):
    form = Form(lambda _: {})
    form.add("moved_in", "迁入日期", OptionalDateEdit())
    form.add("name", "名称", TextEdit())
    page.layout().addWidget(form)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return form


def test_that_enter_leaves_a_date_for_the_next_field(qtbot, days):
    days.binding.focus("moved_in")
    line = QApplication.focusWidget()
    qtbot.keyClicks(line, "20220501")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is editor(days, "名称")
    assert line.text() == "2022-05-01"


def test_that_no_such_day_is_one_click_away(qtbot, days):
    moved_in = editor(days, "迁入日期")
    qtbot.mouseClick(moved_in.none_button, Qt.MouseButton.LeftButton)
    assert days.values() == {"moved_in": None}


def test_that_the_week_of_the_calendar_begins_on_monday(qtbot, days):
    qtbot.mouseClick(editor(days, "迁入日期").findChild(QToolButton), Qt.MouseButton.LeftButton)
    calendar = days.findChild(QCalendarWidget)
    assert calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
    menu = calendar.parentWidget()
    menu.close()
