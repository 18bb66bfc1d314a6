from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from domain.enterprises.service import delete_enterprises
from domain.policies.register import decide_register
from domain.policies.shelf import import_policy
from domain.policies.signatures import (
    check_of,
    make_keys,
    read_public_key,
    sign,
    signature_beside,
    trust_issuer,
)
from domain.policies.trace import Outcome
from domain.progress import Silent
from gui.changes import Kind
from gui.formatting import money_text
from gui.pages import PAGES
from gui.theme import px
from gui.widgets.cards import Card
from gui.widgets.prose import FormulaText
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton


def test_that_a_clause_shows_wording_formulas_and_readings(program, services, zhengdong):
    services.go_to("policies", policy_id=zhengdong.id, clause_id="energy")
    page = program.policies
    clause = zhengdong.clauses["energy"]
    texts = program.texts(page.clause_view)
    assert clause.wording in texts
    assert zhengdong.caveat in texts
    formulas = {label.formula for label in page.clause_view.findChildren(FormulaText)}
    assert formulas == {*(one.formula for one in clause.requirements), clause.award_formula}
    for reading in (*clause.readings, *zhengdong.readings):
        assert f"· {reading}" in texts


def blank_below(view):
    """How far a view can be scrolled past its last card."""
    content = view.widget()
    return content.height() - content.findChildren(Card)[-1].geometry().bottom()


def test_that_a_clause_can_be_scrolled_to_its_last_card_and_no_further(program, services, zhengdong, qtbot):
    view = program.policies.clause_view
    for clause_id in zhengdong.clauses:
        services.go_to("policies", policy_id=zhengdong.id, clause_id=clause_id)
        qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
        assert 0 <= blank_below(view) <= px(16)


def test_that_clauses_are_searched(program, qtbot):
    page = program.policies
    page.search.setText("运费")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert [row.id for row in page.model.rows] == ["freight"]


def test_that_ctrl_k_finds_a_clause_and_leads_there(program):
    (hit,) = program.policies.hits("运费")
    hit.open()
    assert program.window.page is program.policies
    assert program.policies.table.current_row().id == "freight"


def test_that_a_clause_leads_to_its_assessment(sample_office, program, services, qtbot, idle):
    services.go_to("policies", clause_id="freight")
    page = program.policies
    assess = next(b for b in page.header.findChildren(QPushButton) if "评定" in b.text())
    qtbot.mouseClick(assess, LEFT)
    idle()
    assert {row.clause_id for row in program.assessment.list.model.rows} == {"freight"}


def test_that_a_policy_file_is_imported_put_in_force_and_withdrawn(
    open_shell, services, resources, idle, qtbot, tmp_path
):
    shell = open_shell(PAGES)
    idle()
    page = shell.window.pages[1]
    qtbot.mouseClick(page.shelf_button, LEFT)
    idle()
    text = (resources / "policies" / "template-loan-interest.toml").read_text("utf-8")
    text = text.replace("is_template = true\n", "").replace("template-loan-interest", "loans-2022")
    path = tmp_path / "贴息.toml"
    path.write_text(text.replace("用途 = 生产经营", "用途 = 经营"), encoding="utf-8")
    page.shelf.take(path)
    idle()
    assert "没有“经营”这一项" in page.shelf.mistakes.label.text()
    assert not page.shelf.model.rows
    path.write_text(text, encoding="utf-8")
    page.shelf.take(path)
    idle()
    assert not page.shelf.mistakes.isVisible()
    question = page.shelf.dialog
    qtbot.mouseClick(question.accept_button, LEFT)
    assert question.isVisible()
    assert not page.shelf.model.rows
    type_text(question.reason, "与纸质文件核对过")
    qtbot.mouseClick(question.accept_button, LEFT)
    idle()
    (one,) = page.shelf.model.rows
    assert (one.in_force_since, one.accepted_because) == (None, "与纸质文件核对过")
    qtbot.mouseClick(page.shelf.use_button, LEFT)
    idle()
    qtbot.waitUntil(lambda: shell.window.pages[1] is not page)
    idle()
    window = shell.window
    assert "loans-2022" in window.pages[1]._policies
    assert "loans" in window.pages[0].form.lists
    assert "loans-2022" in window.pages[2]._policies
    page = window.pages[1]
    qtbot.mouseClick(page.shelf_button, LEFT)
    idle()
    target = tmp_path / "导出.toml"
    qtbot.mouseClick(page.shelf.export_button, LEFT)
    page.shelf.dialog.fileSelected.emit(str(target))
    page.shelf.dialog.close()
    idle()
    assert target.read_bytes() == path.read_bytes()
    qtbot.mouseClick(page.shelf.withdraw_button, LEFT)
    question = next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "question" and w.isVisible()
    )
    qtbot.mouseClick(question.buttons["停用"], LEFT)
    idle()
    qtbot.waitUntil(lambda: shell.window.pages[1] is not page)
    idle()
    assert "loans-2022" not in shell.window.pages[1]._policies


def test_that_an_imported_version_is_compared_with_the_one_in_force(
    sample_office, program, context, services, qtbot, idle, zhengdong
):
    text = zhengdong.content.decode().replace("format = 1", 'format = 1\nversion = "2"', 1)
    text = text.replace("国内运费[2022Q2] × 5%", "国内运费[2022Q2] × 6%").replace('"15000.00"', '"18000.00"')
    import_policy(
        context.store,
        text.encode(),
        "第2版.toml",
        context.shipped,
        actor="王小梅",
        accepted_because="核对过",
    )
    services.go_to("policies")
    page = program.policies
    qtbot.mouseClick(page.shelf_button, LEFT)
    idle()
    qtbot.mouseClick(page.shelf.compare_button, LEFT)
    idle()
    (clause,) = page.versions.compared
    assert clause.clause_id == "freight"
    texts = program.texts(page.versions)
    assert clause.change == "有改动"
    assert "现行第 1 版 → 第 2 版：条款新增 0 条，取消 0 条，有改动 1 条。" in texts
    results = decide_register(context.store, zhengdong, context.dictionary, Silent())
    granted = results.totals(results.cells(clause_id="freight"))
    before = f"符合 {granted.count(Outcome.GRANTED)} 项、{money_text(granted.amount)} 元 → "
    said, whole = page.versions.sums["freight"].text(), page.versions.sums[""].text()
    assert said.startswith(before)
    assert said.partition("（")[2] == whole.partition("（")[2]
    assert page.header.title == "版本比较"


def test_that_a_clause_says_what_it_comes_to_for_the_register_and_leads_there(
    sample_office, program, context, services, qtbot, idle, zhengdong
):
    services.go_to("policies", policy_id="zhengdong-2022", clause_id="freight")
    idle()
    page = program.policies
    results = decide_register(context.store, zhengdong, context.dictionary, Silent())
    totals = results.totals(results.cells(clause_id="freight"))
    assert (
        f"符合 {totals.count(Outcome.GRANTED)} 户、{money_text(totals.amount)} 元"
        in page.clause_view.touched.text()
    )
    delete_enterprises(context.store, results.ids.tolist(), actor="王小梅")
    services.changes.announce({Kind.ENTERPRISE})
    idle()
    assert not page.clause_view.touched.isVisible()
    page.table.select_key("output")
    idle()
    assert not page.clause_view.touched.isVisible()
    page.table.select_key("freight")
    page.clause_view.touched.followed.emit()
    idle()
    assert program.window.page is program.assessment


def test_that_a_file_signed_by_an_issuer_of_the_settings_is_imported_at_once(
    program, context, services, resources, qtbot, idle, tmp_path
):
    secret, public = make_keys("省厅", tmp_path, "")
    services.go_to("settings")
    card = program.settings.issuers_card
    qtbot.mouseClick(card.add_button, LEFT)
    card.dialog.take(public)
    type_text(card.dialog.name, "省工信厅")
    check = check_of(read_public_key(public.read_text("utf-8")))
    assert check in card.dialog.check.text()
    qtbot.mouseClick(card.dialog.add_button, LEFT)
    idle()
    assert [issuer.name for issuer in card.issuers] == ["省工信厅"]
    text = (resources / "policies" / "template-loan-interest.toml").read_text("utf-8")
    text = text.replace("is_template = true\n", "").replace("template-loan-interest", "loans-2022")
    path = tmp_path / "贴息.toml"
    path.write_text(text, encoding="utf-8")
    sign(path, path.read_bytes(), secret, "")
    services.go_to("policies")
    page = program.policies
    qtbot.mouseClick(page.shelf_button, LEFT)
    page.shelf.take(path)
    idle()
    (one,) = page.shelf.model.rows
    assert one.signed_by == "省工信厅"
    qtbot.mouseClick(page.shelf.export_button, LEFT)
    page.shelf.dialog.fileSelected.emit(str(tmp_path / "导出.toml"))
    page.shelf.dialog.close()
    idle()
    assert signature_beside(tmp_path / "导出.toml") == signature_beside(path)
    path.write_text(text.replace("format = 1", 'format = 1\nversion = "2"', 1), encoding="utf-8")
    page.shelf.take(path)
    idle()
    assert any("签名与文件对不上" in label for label in program.texts(page.shelf.dialog))
    qtbot.keyClick(page.shelf.dialog, Qt.Key.Key_Escape)
    assert [row.id for row in page.shelf.model.rows] == [one.id]


def test_that_an_issuer_is_removed_and_brought_back(program, context, services, qtbot, idle, tmp_path):
    _, public = make_keys("省厅", tmp_path, "")
    trust_issuer(context.store, "省工信厅", public.read_text("utf-8"), actor="王小梅")
    services.go_to("settings")
    idle()
    card = program.settings.issuers_card
    remove = next(b for b in card.findChildren(QPushButton) if b.accessibleName() == "移除省工信厅")
    qtbot.mouseClick(remove, LEFT)
    idle()
    assert not card.issuers
    qtbot.mouseClick(program.window.message_bar.action_button, LEFT)
    idle()
    assert [issuer.name for issuer in card.issuers] == ["省工信厅"]
