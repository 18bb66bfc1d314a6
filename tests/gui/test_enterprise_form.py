"""The form as a clerk works it: sections, checks while typing, what the codes say, history."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QScrollArea

from domain.enterprises import queries
from domain.enterprises.codes import check_sign
from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.service import save_enterprise
from domain.store import drafts
from domain.values.periods import Period
from domain.values.texts import masked
from gui.forms.editors import UNSET
from gui.forms.form import FormBinding
from gui.pages.enterprises.form.fields import FieldsCard, missing_reasons
from gui.pages.enterprises.form.row_paste import Pasting
from gui.tables.data_table import DataTable
from gui.targets import ToEnterprise
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NEW_CODE = "9141010500000000A" + check_sign("9141010500000000A")


def focused():
    return QApplication.focusWidget()


def retype(form, field, text):
    form.fields.focus(field)
    focused().selectAll()
    type_text(focused(), text)


def title_at(form):
    return form.body.contents.tabText(form.body.contents.currentIndex())


def hint_of(form, field):
    cards = form.cards.values()
    card = next(card for card in cards if field in card.fields)
    return " ".join(label.text() for label in card.findChildren(QLabel))


def identity_of(form):
    return {field: value for field, value in form.fields.values().items() if field in form.identity.fields}


def button_named(page, word):
    return next(b for b in page.window().findChildren(QPushButton) if b.text() == word and b.isVisible())


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def opened(page, idle, listed, request):
    first, others = listed
    page.open_target(ToEnterprise(next(others) if request.node.get_closest_marker("apart") else first))
    idle()
    return page


@pytest.fixture
def form(opened):
    return opened.form


@pytest.fixture
def new_form(program, idle, qtbot):
    page = program.enterprises
    qtbot.mouseClick(page.list.empty.button, LEFT)
    idle()
    return page.form


@pytest.fixture
def recorded(opened, context):
    def recorded():
        with context.store.read() as session:
            return queries.facts_of(session, opened.desk.id, context.dictionary)

    return recorded


@pytest.mark.looks
def test_that_the_sections_stand_in_the_order_of_the_work(form):
    titles = [form.body.contents.tabText(at) for at in range(form.body.contents.count())]
    assert titles == [
        "基本信息", "登记与迁入", "行业与类别", "联系方式", "银行账户",
        "资质荣誉", "项目", "期间数据", "备注", "附件", "已获资金", "项目台账",
    ]  # fmt: skip
    assert title_at(form) == "基本信息"


@pytest.mark.looks
def test_that_keys_go_from_section_to_section_and_the_tabs_follow_the_eye(form, qtbot):
    for title in ("登记与迁入", "行业与类别", "联系方式"):
        qtbot.keyClick(focused(), Qt.Key.Key_PageDown, CTRL)
        assert title_at(form) == title
        assert form.cards[title].isAncestorOf(focused())
    qtbot.keyClick(focused(), Qt.Key.Key_PageUp, CTRL)
    assert title_at(form) == "行业与类别"
    form.fields.focus("account_number")
    assert title_at(form) == "银行账户"


@pytest.mark.looks
def test_that_tab_walks_through_a_section_and_enter_goes_to_the_next_field(form, qtbot):
    form.fields.focus("contact_person")
    type_text(focused(), "刘女士")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    focused().selectAll()
    qtbot.keyClicks(focused(), "0371 67880000-801")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert form.attributes()["contact_phone"] == "0371-67880000-801"
    assert form.fields.typed()["contact_phone"] == "0371-67880000-801"
    assert form.cards["银行账户"].isAncestorOf(focused())


def test_that_a_code_fills_kind_and_place_and_a_corrected_code_corrects_them(new_form):
    retype(new_form, "uscc", "91410100MAYE8C9L7T")
    assert new_form.attributes() == {"entity_type": "enterprise", "registration_place": "河南省郑州市"}
    retype(new_form, "uscc", "92410105MAYE8C9L7B"[:17])
    retype(new_form, "uscc", code_with("9241010500000000A"))
    assert new_form.attributes() == {
        "entity_type": "sole_trader",
        "registration_place": "河南省郑州市金水区",
    }


def code_with(first_17):

    return first_17 + check_sign(first_17)


def test_that_what_was_typed_is_never_filled_over(new_form):
    retype(new_form, "registration_place", "郑东新区市场监管局")
    retype(new_form, "uscc", "91410100MAYE8C9L7T")
    assert new_form.attributes()["registration_place"] == "郑东新区市场监管局"
    assert new_form.attributes()["entity_type"] == "enterprise"


def test_that_an_unknown_division_is_said_and_what_is_known_is_filled(new_form):
    retype(new_form, "uscc", code_with("91410199000000000"))
    assert new_form.attributes()["registration_place"] == "河南省郑州市"
    said = " ".join(label.text() for label in new_form.identity.findChildren(QLabel))
    assert "410199 不在本程序的区划表内" in said


@pytest.mark.apart
def test_that_a_recorded_enterprise_is_filled_only_when_asked(form, opened, qtbot, recorded, idle):
    form.fields.set_value("entity_type", UNSET)
    assert opened.save()
    idle()
    opened.open_target(ToEnterprise(opened.desk.id))
    idle()
    assert not opened.has_unsaved()
    assert "entity_type" not in form.attributes()
    qtbot.mouseClick(button_named(opened, "按代码填写机构类型和登记机关所在地"), LEFT)
    assert form.attributes()["entity_type"] == "enterprise"
    assert opened.has_unsaved()


@pytest.mark.looks
def test_that_an_industry_says_its_name_and_fills_its_section(form, qtbot):
    form.fields.set_value("industry_section", UNSET)
    form.fields.focus("industry_code")
    focused().selectAll()
    qtbot.keyClicks(focused(), "c3921")
    assert form.attributes()["industry_code"] == "3921"
    assert form.attributes()["industry_section"] == "C"
    assert "39 计算机、通信和其他电子设备制造业" in hint_of(form, "industry_code")
    retype(form, "industry_code", "6513")
    assert form.attributes()["industry_section"] == "I"
    retype(form, "industry_code", "9899")
    assert "没有 98 这个行业大类" in form.fields.error_text("industry_code")


@pytest.mark.looks
def test_that_a_card_with_a_wrong_digit_is_refused_and_an_office_account_only_shown(form, qtbot):
    form.fields.focus("account_number")
    focused().selectAll()
    qtbot.keyClicks(focused(), "6217 0024 2000 1234 567")
    assert "校验位不对" in form.fields.error_text("account_number")
    retype(form, "account_number", "６２１７００２４２０００１２３４５６８")
    assert form.fields.error_text("account_number") == ""
    assert "校验位正确" in hint_of(form, "account_number")
    retype(form, "account_number", "1702 0205 0920 0123 456")
    assert "请逐位核对：1702 0205 0920 0123 456" in hint_of(form, "account_number")


@pytest.mark.looks
def test_that_saving_goes_to_the_first_fault_and_the_tabs_show_where_the_others_are(form, opened, qtbot):
    opened.window().resize(1100, 600)
    retype(form, "account_number", "12")
    retype(form, "contact_phone", "67880000")
    form.lists["qualifications"].state.set_value("some")
    form.body.verticalScrollBar().setValue(form.body.verticalScrollBar().maximum())
    assert not opened.save()
    assert focused().text() == "67880000"
    assert title_at(form) == "联系方式"
    wrong = [
        form.body.contents.tabText(at)
        for at in range(form.body.contents.count())
        if not icon_is_null(form, at)
    ]
    assert wrong == ["联系方式", "银行账户", "资质荣誉"]
    retype(form, "contact_phone", "0371-67880000")
    assert icon_is_null(form, 3)


def icon_is_null(form, at):
    return form.body.contents.tabIcon(at).isNull()


@pytest.mark.looks
@pytest.mark.parametrize("text", ["20220501", "2022.5.1", "2022/5/1", "2022年5月1日", "２０２２－５－１"])
def test_that_a_date_is_typed_in_any_usual_way(form, qtbot, text):
    retype(form, "founded", text)
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert form.attributes()["founded"] == date(2022, 5, 1)
    assert form.fields.typed()["founded"] == "2022-05-01"


@pytest.mark.looks
def test_that_the_new_sections_are_part_of_what_is_kept_and_offered_again(form, opened, idle, context, qtbot):
    id_ = opened.desk.id
    retype(form, "contact_phone", "138 0000 123")
    retype(form, "notes", "上门两次\n门锁着")
    form.lists["qualifications"].state.set_value("some")
    form.lists["qualifications"]._lines[0].binding.set_value("kind", "gazelle")
    opened.desk.keeper.keep_now()
    idle()
    assert drafts.find(context.seat, f"enterprise:{id_}") is not None
    form.accept()
    opened.open_target(ToEnterprise(id_))
    idle()
    qtbot.mouseClick(form.offer.take_button, LEFT)
    assert form.fields.typed()["contact_phone"] == "138 0000 123"
    assert form.attributes()["notes"] == "上门两次\n门锁着"
    assert form.lists["qualifications"].rows() == ({"kind": "gazelle"},)
    assert opened.has_unsaved()


def test_that_a_narrow_window_breaks_rows_into_lines_and_nothing_is_out_of_reach(form, qtbot):
    card = form.lists["qualifications"]
    card.state.set_value("some")
    form.setFixedWidth(1100)
    qtbot.waitUntil(lambda: len({cell.mapTo(card, QPoint()).y() for cell in card._lines[0]._cells}) == 1)
    form.setFixedWidth(700)
    qtbot.waitUntil(lambda: len({cell.mapTo(card, QPoint()).y() for cell in card._lines[0]._cells}) > 1)
    qtbot.waitUntil(lambda: form.body.horizontalScrollBar().maximum() == 0)
    assert all(cell.name.isVisible() for cell in card._lines[0]._cells)


def save_another_phone(opened, idle, *phones):
    for phone in phones:
        retype(opened.form, "contact_phone", phone)
        assert opened.save()
        idle()


@pytest.mark.apart
def test_that_a_field_tells_its_history_from_its_menu_and_goes_back(opened, form, idle, qtbot, recorded):
    before = recorded().attributes["contact_phone"]
    save_another_phone(opened, idle, "13800000001", "13800000002")
    form.fields.focus("contact_phone")
    line = focused()
    at = line.rect().center()
    QApplication.sendEvent(
        line, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, line.mapToGlobal(at))
    )
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    next(action for action in menu.actions() if action.text() == "修改历史…").trigger()
    menu.close()
    idle()
    dialog = opened.desk.history.dialog
    assert [(one.before, one.after) for one in dialog.model.rows] == [
        (masked("13800000001"), masked("13800000002")),
        (masked(before), masked("13800000001")),
        ("未填", masked(before)),
    ]
    qtbot.mouseClick(dialog.part_button, LEFT)
    idle()
    assert recorded().attributes["contact_phone"] == "13800000001"
    assert form.attributes()["contact_phone"] == "13800000001"
    qtbot.mouseClick(button_named(opened, "撤销"), LEFT)
    idle()
    assert form.attributes()["contact_phone"] == "13800000002"
    assert not opened.has_unsaved()


@pytest.mark.apart
def test_that_a_cell_of_the_grid_tells_its_history_from_its_menu(opened, form, idle, qtbot):
    place = ("sales", Period.parse("2022Q1"))
    for text in ("111", "222"):
        form.figures.model.put({place: text})
        assert opened.save()
        idle()
    grid = form.figures.grid
    grid.go_to(place)
    grid.customContextMenuRequested.emit(grid.visualRect(grid.currentIndex()).center())
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    next(action for action in menu.actions() if action.text() == "修改历史…").trigger()
    menu.close()
    idle()
    dialog = opened.desk.history.dialog
    first = dialog.model.row_at(0)
    assert (first.label, first.before, first.after) == ("2022年一季度销售额", "111.00 元", "222.00 元")
    qtbot.mouseClick(dialog.part_button, LEFT)
    idle()
    assert form.figures.model.sheet.entry(place) == 11_100


@pytest.mark.apart
def test_that_everything_goes_back_to_before_a_change(opened, form, idle, qtbot, recorded):
    before = recorded()
    form.figures.model.put({("sales", Period.parse("2022Q1")): "12345"})
    save_another_phone(opened, idle, "13800000001", "13800000002")
    qtbot.mouseClick(form.history_button, LEFT)
    idle()
    dialog = opened.desk.history.dialog
    dialog.search.setText("销售额")
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1)
    dialog.table.select_key(dialog.model.key(dialog.model.row_at(0)))
    qtbot.mouseClick(dialog.all_button, LEFT)
    idle()
    assert recorded() == before


@pytest.mark.apart
def test_that_nothing_goes_back_over_what_is_not_saved(opened, form, idle, qtbot):
    save_another_phone(opened, idle, "13800000001")
    retype(form, "contact_phone", "13800000002")
    qtbot.mouseClick(form.history_button, LEFT)
    idle()
    dialog = opened.desk.history.dialog
    assert not dialog.part_button.isEnabled()
    assert not dialog.all_button.isEnabled()
    assert "先保存" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.close()


def test_that_a_new_enterprise_has_a_history_once_it_is_recorded(new_form, program, idle):
    assert not new_form.history_button.isVisible()
    assert not new_form.lists["projects"].history_button.isVisible()
    retype(new_form, "uscc", NEW_CODE)
    retype(new_form, "name", "郑州甲有限公司")
    assert program.enterprises.save()
    idle()
    assert new_form.history_button.isVisible()
    assert new_form.lists["projects"].history_button.isVisible()


def copied(text):
    QGuiApplication.clipboard().setText(text)


ROW = (
    "统一社会信用代码\t企业名称\t法定代表人\t联系电话\t成立日期\t四上\t项目\t销售额 2022Q1\t上年排名\n"
    f"{NEW_CODE}\t郑州甲有限公司\t张三\t67880000\t2022.5.1\t是\t无\t30万\t3\n"
)


def test_that_a_row_from_excel_is_shown_taken_and_taken_back(new_form, qtbot, idle):
    retype(new_form, "legal_representative", "李四")
    copied(ROW)
    new_form.fields.focus("uscc")
    qtbot.keyClick(focused(), Qt.Key.Key_V, CTRL)
    dialog = new_form.findChild(Pasting).dialog
    shown = [[column.text(row) for column in dialog.model.columns] for row in dialog.model.rows]
    assert shown[2] == ["法定代表人", "张三", "法定代表人", "李四", "填入", ""]
    assert [row[4:] for row in shown if row[4] != "填入"] == [
        ["不填", "座机请写上区号，如 0371-67880000"],
        ["不填", "认不出这一列，不填"],
    ]
    assert new_form.fields.typed()["uscc"] == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert identity_of(new_form) == {"uscc": NEW_CODE, "name": "郑州甲有限公司"}
    assert new_form.attributes() == {
        "entity_type": "enterprise",
        "registration_place": "河南省郑州市金水区",
        "legal_representative": "张三",
        "founded": date(2022, 5, 1),
        "above_scale": True,
    }
    assert new_form.lists["projects"].rows() == ()
    assert new_form.figures.model.sheet.figures() == {"sales": {Period.parse("2022Q1"): 30_000_000}}
    qtbot.mouseClick(button_named(new_form, "撤销"), LEFT)
    assert identity_of(new_form) == {}
    assert new_form.attributes() == {"legal_representative": "李四"}
    assert new_form.lists["projects"].rows() is None
    assert new_form.figures.model.sheet.figures() == {}


@pytest.mark.looks
def test_that_taking_back_a_row_does_nothing_once_another_enterprise_is_shown(page, idle, qtbot):
    page.desk.open(None)
    idle()
    copied(ROW)
    qtbot.mouseClick(page.form.paste_button, LEFT)
    qtbot.mouseClick(page.form.findChild(Pasting).dialog.take_button, LEFT)
    undo = button_named(page, "撤销")
    page.form.accept()
    page.desk.open(page.list.model.row_at(0).id)
    idle()
    before = page.form.typed()
    qtbot.mouseClick(undo, LEFT)
    assert page.form.typed() == before


@pytest.mark.looks
def test_that_nothing_is_pasted_while_older_typing_is_on_offer(form, opened, idle, qtbot):
    retype(form, "name", "改了一半")
    opened.desk.keeper.keep_now()
    idle()
    form.accept()
    opened.open_target(ToEnterprise(opened.desk.id))
    idle()
    assert form.is_offering
    assert not form.paste_button.isEnabled()
    assert not form.history_button.isEnabled()
    qtbot.mouseClick(form.offer.refuse_button, LEFT)
    assert form.paste_button.isEnabled()


def test_that_a_row_given_up_changes_nothing(new_form, qtbot):
    copied(ROW)
    qtbot.mouseClick(new_form.paste_button, LEFT)
    dialog = new_form.findChild(Pasting).dialog
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not new_form.is_dirty()


@pytest.mark.looks
def test_that_the_row_of_another_enterprise_is_refused(form, opened, qtbot):
    copied(ROW)
    qtbot.mouseClick(form.paste_button, LEFT)
    assert "不是现在打开的企业" in opened.window().message_bar.message.text
    assert form.findChild(Pasting).dialog is None
    assert not opened.has_unsaved()


@pytest.mark.looks
def test_that_what_is_no_row_is_told_and_plain_text_is_pasted_as_ever(form, opened, qtbot):
    copied("刘女士")
    qtbot.mouseClick(form.paste_button, LEFT)
    assert "请在 Excel 里选中一户企业的整行" in opened.window().message_bar.message.text
    form.fields.focus("contact_person")
    focused().selectAll()
    qtbot.keyClick(focused(), Qt.Key.Key_V, CTRL)
    assert form.attributes()["contact_person"] == "刘女士"


@pytest.mark.looks
def test_that_the_least_window_shows_the_form_without_scrolling_sideways(opened, qtbot):
    window = opened.window()
    window.resize(window.minimumSize())
    rooms = [area for area in window.findChildren(QScrollArea) if area.isAncestorOf(opened)]
    assert rooms
    qtbot.waitUntil(lambda: all(area.horizontalScrollBar().maximum() == 0 for area in rooms))
    assert opened.form.body.horizontalScrollBar().maximum() == 0


def test_that_a_judgement_of_the_office_needs_its_reason(qapp, qtbot):
    judged = Fact("decided", "核定金额", FactKind.MONEY, is_judged=True)
    reason = Fact("decided_reason", "核定金额的认定理由", FactKind.TEXT)
    binding = FormBinding(qapp, lambda values: missing_reasons([judged, reason], values))
    with qtbot.waitExposed(card := FieldsCard("认定", binding)):
        qtbot.addWidget(card)
        card.add_facts([judged, reason])
        card.show()
    assert binding.submit() is not None
    binding.set_value("decided", 100_00)
    assert binding.submit() is None
    assert binding.error_text("decided_reason") == "请写明理由：“核定金额”是本单位的认定"
    assert card.wrong_count == 1
    binding.set_value("decided_reason", "主任办公会议定")
    assert binding.submit() is not None


def meanwhile(opened, context, recorded, **attributes):
    """Somebody else saves the enterprise that stands in the form."""
    facts = recorded()
    changed = replace(facts, attributes={**facts.attributes, **attributes})
    save_enterprise(context.store.seat("李大力"), changed, context.dictionary, id_=opened.desk.id)


@pytest.mark.apart
def test_that_what_somebody_else_saved_meanwhile_stays_beside_what_is_typed(
    opened, form, context, recorded, idle, qtbot
):
    meanwhile(opened, context, recorded, notes="李大力写的")
    form.fields.set_value("contact_person", "赵强")
    qtbot.mouseClick(opened.save_button, LEFT)
    idle()
    assert opened.desk.question is None
    assert (recorded().attributes["notes"], recorded().attributes["contact_person"]) == ("李大力写的", "赵强")
    assert form.attributes()["notes"] == "李大力写的"
    assert not opened.desk.is_dirty()
    form.fields.set_value("notes", "再改")
    qtbot.mouseClick(opened.save_button, LEFT)
    idle()
    assert opened.desk.question is None
    assert recorded().attributes["notes"] == "再改"


@pytest.mark.apart
@pytest.mark.parametrize("whose", ["以我填的为准", "以李大力的为准", "回到表单"])
def test_that_where_two_changed_the_same_it_is_asked_whose_stands(
    opened, form, context, recorded, idle, qtbot, whose
):
    meanwhile(opened, context, recorded, notes="李大力写的", contact_person="钱多")
    form.fields.set_value("notes", "我写的")
    form.fields.set_value("registered_address", "商务外环路 9 号")
    qtbot.mouseClick(opened.save_button, LEFT)
    idle()
    question = opened.desk.question
    table = question.findChild(DataTable)
    shown = [[table.model().index(0, at).data() for at in range(3)]]
    assert (shown, table.model().rowCount()) == ([["备注", "李大力写的", "我写的"]], 1)
    before = recorded()
    qtbot.mouseClick(question.buttons[whose], LEFT)
    idle()
    if whose == "回到表单":
        assert recorded() == before
        assert form.attributes()["notes"] == "我写的"
        assert opened.desk.is_dirty()
        return
    ours = "我写的" if whose == "以我填的为准" else "李大力写的"
    assert recorded().attributes["notes"] == form.attributes()["notes"] == ours
    assert recorded().attributes["contact_person"] == "钱多"
    assert recorded().attributes["registered_address"] == "商务外环路 9 号"
    assert not opened.desk.is_dirty()
