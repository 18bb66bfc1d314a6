from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QStyleOptionViewItem, QWidget

from domain.values.errors import BadInput
from gui.early.action_row import ActionRow
from gui.early.parts import ElidedLabel, Link, Look, button, icon_button
from gui.formatting import money_text
from gui.forms.editors import ChoiceBox
from gui.messages import Messages, Tone
from gui.tables.data_table import RIGHT, STATUS_ROLE, Column, DataTable, RowsModel
from gui.tables.list_view import SearchBox
from gui.widgets.cards import EmptyState, WhenEmpty
from gui.widgets.dialog import Answer, ask, confirm
from gui.widgets.message_bar import MessageBar
from gui.widgets.placing import FlowLayout
from gui.widgets.status import STATUSES, StatusPill, status_of
from tests.gui.conftest import contrast, type_text


@dataclass(frozen=True)
class Firm:
    id: int
    name: str
    output_fen: int | None
    outcome: str


FIRMS = (
    Firm(1, "丙公司", 30_000, "granted"),
    Firm(2, "甲公司", None, "missing"),
    Firm(3, "乙公司", 10_000, "not_met"),
)

COLUMNS = (
    Column[Firm]("企业", lambda f: f.name, sort_key=lambda f: f.id, stretches=True),
    Column[Firm](
        "产值（元）", lambda f: money_text(f.output_fen), align=RIGHT, sort_key=lambda f: f.output_fen
    ),
    Column[Firm]("结果", lambda f: status_of(f.outcome).word, status=lambda f: status_of(f.outcome)),
)


@pytest.fixture
def model(qapp):
    return RowsModel(COLUMNS, FIRMS, key=lambda firm: firm.id)


@pytest.fixture
def table(qtbot, model):
    table = DataTable(model, several=True)
    qtbot.addWidget(table)
    table.resize(700, 300)
    with qtbot.waitExposed(table):
        table.show()
    return table


def shown(model, column=0):
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_that_the_rows_model_obeys_qt(model, qtmodeltester):
    qtmodeltester.check(model)


def test_that_an_amount_not_entered_sorts_last_either_way(model):
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert shown(model) == ["乙公司", "丙公司", "甲公司"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert shown(model) == ["丙公司", "乙公司", "甲公司"]


def test_that_new_rows_are_sorted_as_the_old_ones_were(model):
    model.sort(1, Qt.SortOrder.AscendingOrder)
    model.replace((*FIRMS, Firm(4, "丁公司", 1, "void")))
    assert shown(model)[0] == "丁公司"


def test_that_a_number_stands_at_the_right_with_its_heading(model):
    index = model.index(0, 1)
    assert index.data() == "300.00"
    assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    heading = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert heading & Qt.AlignmentFlag.AlignRight


def test_that_enter_opens_the_current_row(qtbot, table):
    assert table.select_key(2)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [FIRMS[1]]


def test_that_the_current_row_is_found_again_after_a_reload(table, model):
    table.select_key(3)
    model.replace((Firm(9, "新公司", 5, "manual"), *FIRMS))
    assert table.current_row() == FIRMS[2]


def test_that_a_row_gone_after_a_reload_is_told(qtbot, table, model):
    table.select_key(3)
    with qtbot.waitSignal(table.current_changed, check_params_cb=lambda row: row is None):
        model.replace(FIRMS[:2])
    assert table.current_row() is None


def test_that_ctrl_c_copies_what_excel_takes(qtbot, table):
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "丙公司\t300.00\t符合\n甲公司\t未填\t资料缺失\n乙公司\t100.00\t不符合"
    )


def test_that_a_click_on_a_heading_sorts(qtbot, table, model):
    header = table.horizontalHeader()
    place = header.viewport().rect().topLeft()
    place.setX(header.sectionViewportPosition(1) + 30)
    place.setY(10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown(model) == ["乙公司", "丙公司", "甲公司"]


def test_that_a_name_keeps_its_room_in_a_narrow_window(table):
    table.resize(200, 300)
    assert table.columnWidth(0) >= 200


def test_that_no_cell_is_shortened_beside_room_that_another_column_has_no_use_for(qtbot):
    firms = [
        Firm(1, "郑州经济技术开发区某某某装备制造有限公司", 1, "granted"),
        Firm(2, "乙公司", 2, "granted"),
    ]
    columns = (
        Column[Firm]("企业", lambda f: f.name, width=120, narrowest=80),
        Column[Firm]("条款", lambda f: f"{f.name}的条款", width=120, narrowest=80),
        Column[Firm]("说明", lambda f: "", stretches=True, width=100),
    )
    table = DataTable(RowsModel(columns, firms, key=lambda f: f.id))
    qtbot.addWidget(table)
    needed = [table.fontMetrics().horizontalAdvance(column.text(firms[0])) for column in columns]
    table.resize(sum(needed) + 240, 300)
    table.show()
    assert [table.columnWidth(at) > need for at, need in enumerate(needed)] == [True] * 3
    assert table.horizontalHeader().length() <= table.viewport().width()
    table.resize(300, 300)
    assert table.columnWidth(0) >= 80
    assert table.columnWidth(0) < needed[0]


def test_that_a_column_somebody_has_drawn_stays_as_it_is(qtbot, table):
    table.horizontalHeader().resizeSection(0, 333)
    table.resize(900, 300)
    assert table.columnWidth(0) == 333


def test_that_a_choice_without_room_is_shortened_and_says_all_in_its_tip(qtbot):
    title = "郑东新区2022年助企纾困政策及其实施细则（试行）"
    box = ChoiceBox({"one": title}, unset_word=None)
    qtbot.addWidget(box)
    box.resize(box.minimumSizeHint())
    box.show()
    box.grab()
    assert box.width() < box.sizeHint().width()
    assert box.toolTip() == title
    box.resize(box.sizeHint())
    box.grab()
    assert box.toolTip() == ""


def test_that_an_act_that_matters_most_stays_and_a_choice_beside_it_gives_way(qtbot):
    row = ActionRow()
    qtbot.addWidget(row)
    box = ChoiceBox({"one": "郑东新区2022年助企纾困政策及其实施细则"}, unset_word=None)
    last = button("出具通知书", lambda: None)
    for one in (box, button("历次评定", lambda: None), last):
        row.add(one)
    row.show()
    row.resize(row.minimumSizeHint())
    assert [one.text() for one in row.folded] == ["历次评定"]
    assert last.width() >= last.sizeHint().width()
    assert box.width() < box.sizeHint().width()


def test_that_rows_are_36_px_high(table):
    assert table.rowHeight(0) == 36


def test_that_a_status_is_painted_with_mark_and_word(qtbot, table, model):
    index = model.index(0, 2)
    assert index.data(STATUS_ROLE) == STATUSES["granted"]
    option = QStyleOptionViewItem()
    option.initFrom(table)
    assert table.itemDelegate().sizeHint(option, index).isValid()
    picture = table.grab().toImage()
    assert STATUSES["granted"].fill in {picture.pixelColor(x, 38 + 18).name() for x in range(picture.width())}


def test_that_every_status_has_a_word_a_mark_and_enough_contrast(qtbot):
    for status in STATUSES.values():
        assert status.word
        assert contrast(status.ink, status.fill) >= 4.5, status.word
        pill = StatusPill(status)
        qtbot.addWidget(pill)
        assert pill.accessibleName() == status.word
        assert pill.grab().width() > 40


def test_that_an_empty_table_says_what_belongs_there(qtbot):
    model = RowsModel(COLUMNS, ())
    started, search = [], ["甲"]
    empty = EmptyState("还没有企业", "登记第一家企业。", action=("新增企业", lambda: started.append(1)))
    nothing = EmptyState("没有找到", icon_name="search")
    full = DataTable(model)
    view = WhenEmpty(full, model, empty, nothing_found=nothing, is_filtered=lambda: bool(search))
    qtbot.addWidget(view)
    assert view.currentWidget() is nothing
    search.clear()
    view.refresh()
    assert view.currentWidget() is empty
    qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    assert started == [1]
    model.replace(FIRMS)
    assert view.currentWidget() is full


def test_that_a_search_waits_until_typing_rests(qtbot):
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    said = []
    box.searched.connect(said.append)
    with qtbot.waitSignal(box.searched):
        type_text(box, "郑州")
        type_text(box, "东岳")
    assert said == ["郑州东岳"]


def test_that_enter_searches_at_once_and_escape_empties(qtbot):
    box = SearchBox("搜索")
    qtbot.addWidget(box)
    said = []
    box.searched.connect(said.append)
    type_text(box, "郑州")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert said == ["郑州", ""]


def test_that_a_long_path_is_shortened_and_told_whole_in_its_tip(qtbot):
    label = ElidedLabel("/home/clerk/一个很长很长很长的文件夹/zhuqidui.db")
    qtbot.addWidget(label)
    label.resize(80, 20)
    assert label.minimumSizeHint().width() < 80
    assert label.toolTip() == label.text()
    assert not label.grab().isNull()


def test_that_a_link_is_followed_by_keyboard(qtbot):
    link = Link("去填写")
    qtbot.addWidget(link)
    with qtbot.waitSignal(link.followed):
        qtbot.keyClick(link, Qt.Key.Key_Space)


@pytest.fixture
def bar(qtbot):
    messages = Messages()
    bar = MessageBar(messages)
    qtbot.addWidget(bar)
    return messages, bar


def words(bar):
    return [label.text() for label in bar.findChildren(QLabel) if label.text() and not label.isHidden()]


def test_that_a_message_carries_the_one_act_that_follows(qtbot, bar):
    messages, shown_bar = bar
    undone = []
    messages.success("已删除“甲公司”", action=("撤销", lambda: undone.append(1)))
    assert words(shown_bar) == ["已删除“甲公司”"]
    qtbot.mouseClick(shown_bar.action_button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert shown_bar.isHidden()


def test_that_the_newer_message_replaces_the_older(bar):
    messages, shown_bar = bar
    messages.error("甲")
    messages.warning("乙")
    assert shown_bar.message.tone is Tone.WARNING
    assert words(shown_bar) == ["乙"]
    messages.clear()
    assert shown_bar.isHidden()


def test_that_every_complaint_of_a_file_can_be_read(qtbot, bar):
    messages, shown_bar = bar
    messages.error(BadInput(["第 2 行：金额不对", "第 5 行：没有这个期间"]))
    assert words(shown_bar) == ["第 2 行：金额不对（共 2 处）"]
    qtbot.mouseClick(shown_bar.more_button, Qt.MouseButton.LeftButton)
    assert words(shown_bar)[1] == "第 2 行：金额不对\n第 5 行：没有这个期间"


def test_that_a_question_names_its_answers_and_escape_does_no_harm(qtbot, qapp):
    parent = ElidedLabel("页")
    qtbot.addWidget(parent)
    parent.show()
    answers = []
    question = ask(
        parent,
        "有未保存的内容",
        "要先保存吗？",
        (
            Answer("保存", lambda: answers.append("saved")),
            Answer("留在本页", lambda: answers.append("stayed")),
        ),
    )
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    assert answers == ["stayed"]


def test_that_what_destroys_is_asked_first(qtbot):
    parent = ElidedLabel("页")
    qtbot.addWidget(parent)
    parent.show()
    deleted = []
    question = confirm(
        parent, "作废通知书", "1 号作废后不再使用。", "作废", lambda: deleted.append(1), harms=True
    )
    qtbot.mouseClick(question.buttons["作废"], Qt.MouseButton.LeftButton)
    assert deleted == [1]


def test_that_no_row_is_made_up_for_an_invalid_index(model):
    assert model.data(QModelIndex()) is None


@pytest.fixture
def acts(qtbot):
    room = QWidget()
    row = ActionRow(room)
    pressed = []
    for word in ("删除", "用系统阅读器打开", "存为 PDF", "打印"):
        row.add(button(word, lambda word=word: pressed.append(word)))
    qtbot.addWidget(room)
    row.resize(row.sizeHint())
    with qtbot.waitExposed(room):
        room.show()
    return row, pressed, room


def test_that_buttons_without_room_are_in_a_menu_and_do_the_same_there(acts, qtbot):
    row, pressed, _room = acts
    assert row.folded == []
    row.resize(row.sizeHint().width() - 1, row.height())
    assert [one.text() for one in row.folded] == ["删除"]
    row.resize(row.minimumSizeHint())
    assert [one.text() for one in row.folded] == ["删除", "用系统阅读器打开", "存为 PDF"]
    more = next(one for one in row.findChildren(QPushButton) if one.accessibleName() == "更多")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    action = row.menu.actions()[1]
    action.trigger()
    row.menu.close()
    assert (action.text(), pressed) == ("用系统阅读器打开", ["用系统阅读器打开"])


def test_that_the_primary_button_never_folds(qtbot):
    room = QWidget()
    row = ActionRow(room)
    for one in (button("出具", look=Look.PRIMARY), button("按条款合计"), button("历次评定")):
        row.add(one)
    qtbot.addWidget(room)
    row.resize(row.minimumSizeHint())
    with qtbot.waitExposed(room):
        room.show()
    assert [one.text() for one in row.folded] == ["按条款合计", "历次评定"]


def test_that_a_button_hidden_while_folded_is_in_no_menu_and_takes_no_room(acts):
    row, *_ = acts
    whole = row.sizeHint().width()
    row.resize(row.minimumSizeHint())
    row.folded[1].hide()
    assert [one.text() for one in row.folded] == ["删除", "存为 PDF"]
    assert row.sizeHint().width() < whole


@pytest.mark.parametrize(
    "make", [lambda: button("走"), lambda: Link("走"), lambda: icon_button("close", "走")]
)
def test_that_enter_presses_the_button_that_has_the_focus(make, qtbot):
    one = make()
    qtbot.addWidget(one)
    with qtbot.waitSignal(one.clicked):
        qtbot.keyClick(one, Qt.Key.Key_Return)


@pytest.fixture
def page_with_bar(qtbot):
    room = QWidget()
    room.resize(800, 600)
    messages = Messages()
    below = QPushButton("底下的按钮", room)
    below.setGeometry(20, 540, 300, 50)
    bar = MessageBar(messages, room)
    qtbot.addWidget(room)
    with qtbot.waitExposed(room):
        room.show()
    return messages, bar, below, room


def test_that_a_message_moves_nothing_and_never_lies_on_a_button(page_with_bar, qtbot):
    messages, bar, below, _room = page_with_bar
    place = below.geometry()
    messages.success("已保存")
    assert below.geometry() == place
    assert not bar.geometry().intersects(place)
    below.move(bar.pos())
    qtbot.waitUntil(lambda: not bar.geometry().intersects(below.geometry()))
    assert below.parentWidget().rect().contains(bar.geometry())


def test_that_a_long_message_wraps_within_its_room(page_with_bar):
    messages, bar, *_ = page_with_bar
    messages.error("“河南示例有限公司”的数据刚有改动，请重新评定后再出具。" * 8)
    assert bar.width() < bar.parentWidget().width()
    assert bar.height() >= bar.layout().heightForWidth(bar.width())


def test_that_what_expands_takes_the_rest_of_its_line_and_what_has_no_room_goes_below(qtbot):
    room = QWidget()
    flow = FlowLayout(room, spacing=10)
    search = SearchBox("搜索", room)
    wide = button("很宽很宽很宽很宽的按钮", parent=room)
    for one in (search, wide):
        flow.addWidget(one)
    qtbot.addWidget(room)
    room.resize(900, 200)
    with qtbot.waitExposed(room):
        room.show()
    assert (search.y(), search.width() + 10 + wide.width()) == (wide.y(), 900)
    room.resize(search.sizeHint().width() + 20, 200)
    assert wide.y() > search.y()
    assert search.width() == room.width()
