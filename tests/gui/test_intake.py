"""The wizard that takes sheets in, driven as a clerk would."""

import json
from dataclasses import replace

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from python_calamine import CalamineWorkbook

from domain.enterprises import queries
from domain.enterprises.service import save_enterprise
from domain.exchange.intake.cells import text_of
from domain.exchange.intake.checking import Spot
from domain.exchange.intake.targets import Place
from domain.values.periods import Period
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
NEW = "91410100MAYA000162"
Q2, H1 = Period.parse("2022Q2"), Period.parse("2022H1")


def recorded(context, uscc):
    with context.store.read() as session:
        holder = queries.find_by_uscc(session, uscc)
        return queries.facts_of(session, holder.id, context.dictionary)


def count(context):
    with context.store.read() as session:
        return queries.count(session)


def labelled(window, word):
    return next(one for one in window.findChildren(QPushButton) if one.text() == word and one.isVisible())


def shown_question():
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible())


@pytest.fixture
def page(sample_office, program):
    return program.enterprises


@pytest.fixture
def sheet(tmp_path):
    """Write a workbook of sheets, each a list of rows."""

    def write(**sheets):
        path = tmp_path / "企业.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                added = book.add_worksheet(title)
                for at, row in enumerate(rows):
                    added.write_row(at, 0, row)
        return path

    return write


@pytest.fixture
def wizard(page, qtbot, idle):
    """Open the wizard with a file."""

    def open_with(path):
        qtbot.mouseClick(page.import_button, LEFT)
        page.importer.dialog.open_file(path)
        idle()
        return page.importer.dialog

    return open_with


@pytest.fixture
def go_on(qtbot, idle):
    def press(wizard, times=1):
        for _ in range(times):
            qtbot.mouseClick(wizard.next_button, LEFT)
            idle()

    return press


def test_that_the_template_is_saved_from_the_page(page, qtbot, idle, tmp_path):
    qtbot.mouseClick(page.template_button, LEFT)
    template = tmp_path / "模板.xlsx"
    page.importer.dialog.fileSelected.emit(str(template))
    page.importer.dialog.close()
    idle()
    assert CalamineWorkbook.from_path(template).sheet_names[0] == "企业"


def test_that_a_sheet_of_the_offices_own_is_imported_and_taken_back(
    page, wizard, go_on, sheet, idle, context, qtbot
):
    total, known = count(context), page.list.model.row_at(0).found
    path = sheet(
        上半年=[
            ("2022年上半年统计表（单位：万元）",),
            ("序号", "社会信用代码", "单位名称", "1-6月产值", "销售额(元) 2022Q2"),
            (1, known.uscc, "改了名的公司", 1.5, "12,345.67"),
            (2, NEW, "新来的公司", 2, "30万"),
            ("合计", "", "", 3.5, ""),
        ]
    )
    dialog = wizard(path)
    assert dialog.sheets.opened.plans[0].heading_row == 1
    go_on(dialog)
    dialog.columns.table.select_key(3)
    texts = [dialog.columns.model.index(at, 3).data() for at in range(5)]
    assert {dialog.columns.model.index(at, 4).data() for at in range(1, 5)} == {"已对应"}
    assert texts == [
        "不导入",
        "统一社会信用代码",
        "企业名称",
        "2022年上半年产值，万元",
        "2022年二季度销售额",
    ]
    go_on(dialog)
    assert "没有要改的" in dialog.check.summary.text()
    assert "第 5 行" in dialog.check.notes.text()
    go_on(dialog)
    assert dialog.take.counts.text() == "新增 1 户，已登记的 1 户"
    examples = {(one.label, one.after) for one in dialog.take.model.rows}
    assert ("企业名称", "改了名的公司") in examples
    assert ("2022年上半年产值", "15,000.00 元") in examples
    go_on(dialog)
    assert count(context) == total + 1
    assert recorded(context, known.uscc).name == "改了名的公司"
    assert recorded(context, NEW).indicators == {"output_value": {H1: 2_000_000}, "sales": {Q2: 30_000_000}}
    assert "新增 1 户，更新 1 户" in page.window().message_bar.message.text
    qtbot.mouseClick(labelled(page.window(), "撤销"), LEFT)
    idle()
    assert count(context) == total
    assert recorded(context, known.uscc).name == known.name


def test_that_wrong_cells_are_marked_said_and_set_right_in_place(page, wizard, go_on, sheet, context, qtbot):
    total = count(context)
    dialog = wizard(
        sheet(
            企业=[
                ("统一社会信用代码", "企业名称", "统计专业"),
                ("123", "甲公司", "工业"),
                (NEW, "", "渔业"),
            ]
        )
    )
    go_on(dialog, 2)
    step = dialog.check
    assert step.view.currentIndex().data() == "123"
    assert "A2" in step.said.text()
    assert "18 位" in step.said.text()
    assert step.model.data(step.view.currentIndex(), Qt.ItemDataRole.BackgroundRole) is not None
    go_on(dialog)
    assert dialog.stack.currentWidget() is step
    assert "3 处" in step.banner.label.text()
    qtbot.mouseClick(step.next_button, LEFT)
    assert step.model.spot_of(step.view.currentIndex()) == Spot(2, 2)
    assert "没有“渔业”这一项" in step.said.text()
    for spot, text in ((Spot(2, 2), "零售业"), (Spot(2, 1), "乙公司")):
        step.show_spot(spot)
        qtbot.keyClick(step.view, Qt.Key.Key_Return)
        editor = QApplication.focusWidget()
        editor.selectAll()
        type_text(editor, text)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda text=text: step.view.currentIndex().data() == text)
    assert dialog.check.file.fault_count == 1
    step.show_spot(Spot(1, 0))
    qtbot.keyClick(step.leave_row, Qt.Key.Key_Space)
    assert dialog.check.file.fault_count == 0
    go_on(dialog, 2)
    assert count(context) == total + 1
    assert recorded(context, NEW).attributes == {"industry_kind": "retail"}


def test_that_mistakes_leave_as_excel_and_come_back_set_right(wizard, go_on, sheet, context, idle, tmp_path):
    dialog = wizard(
        sheet(
            企业=[
                ("统一社会信用代码", "企业名称", "联系电话", "销售额 2022Q2"),
                (NEW, "甲公司", "1381234", 5),
                ("91410100MAYE8C9L7T", "乙公司", "13812345678", 6.5),
            ]
        )
    )
    go_on(dialog, 2)
    target = tmp_path / "要改的.xlsx"
    dialog.save_mistakes(target)
    idle()
    assert "要改的.xlsx" in dialog.check.banner.label.text()
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert rows[0] == ["统一社会信用代码", "企业名称", "联系电话", "销售额 2022Q2", "要改的地方"]
    assert rows[1][:4] == [NEW, "甲公司", "1381234", 5]
    assert "原第 2 行" in rows[1][4]
    assert len(rows) == 2
    dialog.open_file(target)
    idle()
    go_on(dialog, 2)
    assert dialog.check.file.fault_count == 1
    assert [column.heading for column in dialog.check.model.sheet.plan.columns] == rows[0][:4]


def test_that_a_choice_for_a_heading_is_remembered(wizard, go_on, sheet, idle, qtbot):
    path = sheet(企业=[("统一社会信用代码", "企业名称", "老板", "规模产出"), (NEW, "甲公司", "张三", 2.5)])
    dialog = wizard(path)
    go_on(dialog)
    columns = dialog.columns
    columns.table.select_key(2)
    type_text(columns.editor.search, "法定")
    qtbot.keyClick(columns.editor.search, Qt.Key.Key_Return)
    columns.table.select_key(3)
    figure = next(
        one.target
        for one in dialog.sheets.opened.planner.choices("")
        if one.target.place is Place.FIGURE and one.target.name == "output_value"
    )
    columns.editor.pick(figure)
    go_on(dialog)
    assert "哪个期间" in columns.banner.label.text()
    columns.editor.year.setValue(2022)
    columns.editor.part.set_value("Q2")
    columns.editor.unit.set_value("10000")
    assert columns.model.index(3, 3).data() == "2022年二季度产值，万元"
    go_on(dialog)
    assert dialog.check.file.fault_count == 0
    dialog.open_file(path)
    idle()
    go_on(dialog)
    assert [columns.model.index(at, 3).data() for at in (2, 3)] == ["法定代表人", "（请选期间）产值，万元"]
    assert columns.model.index(2, 4).data() == "记得的"


def test_that_what_is_not_certain_has_to_be_settled_before_going_on(wizard, go_on, sheet, context, qtbot):
    path = sheet(
        指标=[
            ("2022年企业主要指标",),
            (
                "统一社会信用代码",
                "企业名称",
                "1-6月产值（万美元）",
                "上年同期1-6月销售额",
                "本月营业收入",
                "序号",
            ),
            (NEW, "甲公司", 1.5, 2, 3, 1),
            ("合计（1户）", "", 1.5, 2, 3, ""),
        ]
    )
    dialog = wizard(path)
    go_on(dialog)
    columns = dialog.columns
    words = [columns.model.index(at, 4).data() for at in range(6)]
    assert words == ["已对应", "已对应", "请选单位", "请核对", "请选期间", "不导入"]
    # The first to be settled is in hand; what is asked is said, and it cannot be confirmed as it stands.
    assert columns.table.current_row().place == 2
    assert "万美元" in columns.editor.asked.text()
    assert not columns.editor.confirm_button.isVisible()
    go_on(dialog)
    assert dialog.stack.currentWidget() is columns
    columns.editor.pick(None)
    columns.table.select_key(3)
    assert columns.model.index(3, 3).data() == "2021年上半年销售额"
    qtbot.mouseClick(columns.editor.confirm_button, LEFT)
    assert columns.table.current_row().place == 4
    go_on(dialog)
    assert "本月" in columns.banner.label.text()
    columns.editor.year.setValue(2022)
    columns.editor.part.set_value("M06")
    go_on(dialog)
    assert "第 4 行是合计或平均，没有读取" in dialog.check.notes.text()
    go_on(dialog, 2)
    assert recorded(context, NEW).indicators == {
        "sales": {Period.parse("2021H1"): 200},
        "revenue": {Period.parse("2022M06"): 300},
    }


def test_that_enterprises_recorded_can_be_filled_or_skipped(page, wizard, go_on, sheet, context):
    known = page.list.model.row_at(0).found
    before = recorded(context, known.uscc)
    dialog = wizard(
        sheet(企业=[("统一社会信用代码", "企业名称", "开户行"), (known.uscc, "别的名", "某银行")])
    )
    go_on(dialog, 3)
    dialog.take.choice.type_in("跳过，不改动")
    go_on(dialog)
    assert "没有要新增或更新" in dialog.take.banner.label.text()
    dialog.take.choice.type_in("只补没填的")
    assert [(one.label, one.after) for one in dialog.take.model.rows] == [("开户行", "某银行")]
    go_on(dialog)
    attributes = {**before.attributes, "account_bank": "某银行"}
    assert recorded(context, known.uscc) == replace(before, attributes=attributes)


def test_that_a_list_comes_with_its_enterprises(page, wizard, go_on, sheet, context):
    dialog = wizard(
        sheet(
            企业=[("统一社会信用代码", "企业名称"), (NEW, "甲公司")],
            项目=[("统一社会信用代码", "项目名称", "总投资（万元）"), (NEW, "二期", 1.5), ("", "三期", 2)],
            说明=[("随便写的",)],
        )
    )
    assert [plan.kind for plan in dialog.sheets.opened.plans] == ["", "projects", None]
    go_on(dialog, 2)
    assert dialog.check.model.sheet.plan.sheet.title == "项目"
    assert "请填写统一社会信用代码" in dialog.check.said.text()
    dialog.check.model.setData(dialog.check.view.currentIndex(), NEW)
    go_on(dialog, 2)
    rows = recorded(context, NEW).rows["projects"]
    assert rows == (
        {"name": "二期", "planned_investment": 1_500_000},
        {"name": "三期", "planned_investment": 2_000_000},
    )


def test_that_an_import_of_days_ago_is_taken_back_from_the_list(
    page, wizard, go_on, sheet, context, idle, qtbot
):
    known = page.list.model.row_at(0).found
    go_on(wizard(sheet(企业=[("统一社会信用代码", "企业名称"), (known.uscc, "一改"), (NEW, "新来的")])), 4)
    changed = replace(recorded(context, NEW), name="又改了名")
    with context.store.read() as session:
        id_ = queries.find_by_uscc(session, NEW).id
    save_enterprise(context.store.seat("李大力"), changed, context.dictionary, id_=id_)
    qtbot.mouseClick(page.import_button, LEFT)
    qtbot.mouseClick(page.importer.dialog.past_button, LEFT)
    idle()
    past = page.importer.dialog
    assert past.model.row_at(0).source == "企业.xlsx"
    qtbot.mouseClick(past.undo_button, LEFT)
    qtbot.mouseClick(shown_question().buttons["撤销导入"], LEFT)
    idle()
    assert "“又改了名”是这次新增的，后来又改过，没有删除" in past.said.label.text()
    assert recorded(context, known.uscc).name == known.name
    assert recorded(context, NEW).name == "又改了名"
    assert past.model.row_at(0).undone_by == "王小梅"
    assert not past.undo_button.isEnabled()


@pytest.mark.looks
def test_that_what_cannot_be_opened_is_said_and_another_file_can_be_taken(wizard, sheet, idle, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 broken")
    dialog = wizard(broken)
    assert "坏.xlsx" in dialog.problem.label.text()
    assert dialog.stack.currentWidget() is dialog.start
    dialog.open_file(sheet(企业=[("统一社会信用代码", "企业名称"), (NEW, "甲公司")]))
    idle()
    assert dialog.stack.currentWidget() is dialog.sheets
    assert not dialog.problem.isVisible()


@pytest.mark.looks
def test_that_cells_set_right_are_not_given_up_without_a_question(wizard, go_on, sheet, qtbot):
    dialog = wizard(sheet(企业=[("统一社会信用代码", "企业名称"), ("123", "甲公司")]))
    go_on(dialog, 2)
    dialog.check.model.setData(dialog.check.view.currentIndex(), NEW)
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    question = shown_question()
    assert dialog.isVisible()
    qtbot.mouseClick(question.buttons["取消"], LEFT)
    assert dialog.isVisible()
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(shown_question().buttons["放弃"], LEFT)


@pytest.mark.looks
def test_that_going_back_to_the_columns_keeps_what_was_done_in_the_cells(wizard, go_on, sheet, qtbot):
    dialog = wizard(sheet(企业=[("统一社会信用代码", "企业名称"), ("123", "甲公司"), ("456", "乙公司")]))
    go_on(dialog, 2)
    dialog.check.model.setData(dialog.check.view.currentIndex(), NEW)
    qtbot.mouseClick(dialog.check.leave_button, LEFT)
    qtbot.mouseClick(dialog.back_button, LEFT)
    go_on(dialog)
    assert dialog.check.edited == 1
    assert dialog.check.file.sheets[0].left_out == {2}
    assert dialog.check.file.fault_count == 0


def test_that_records_are_compared_and_imported_at_once(wizard, go_on, tmp_path, context, idle):
    path = tmp_path / "企业.json"
    path.write_text(json.dumps([{"uscc": NEW, "name": "甲公司"}]), encoding="utf-8")
    dialog = wizard(path)
    assert dialog.stack.currentWidget() is dialog.take
    dialog.back_button.click()
    assert dialog.stack.currentWidget() is dialog.start
    dialog.open_file(path)
    idle()
    go_on(dialog)
    assert recorded(context, NEW).name == "甲公司"


@pytest.mark.looks
def test_that_the_heading_row_and_the_kind_can_be_changed(wizard, go_on, sheet):
    dialog = wizard(sheet(数据=[("甲", "乙"), ("统一社会信用代码", "企业名称"), (NEW, "甲公司")]))
    step = dialog.sheets
    step.view.doubleClicked.emit(step.model.index(0, 0))
    assert step.opened.plans[0].heading_row == 0
    go_on(dialog, 2)
    assert "统一社会信用代码" in dialog.columns.banner.label.text()
    step.view.doubleClicked.emit(step.model.index(1, 0))
    assert [text_of(column.heading) for column in step.opened.plans[0].columns] == [
        "统一社会信用代码",
        "企业名称",
    ]
    step._rows[0].kind.set_value("-")
    assert step.problems() != []
