import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from domain.enterprises.service import delete_enterprises
from domain.policies.rulings import ruling_of
from domain.policies.runs.register import decide_register
from domain.policies.shelf import import_policy, list_shelf
from domain.policies.signatures import (
    check_of,
    make_keys,
    read_public_key,
    sign,
    signature_beside,
    trust_issuer,
)
from domain.policies.trace import Outcome
from domain.values.progress import Silent
from gui.early.page_entries import PAGES
from gui.early.theme import px
from gui.formatting import money_text
from gui.targets import ToPage, ToPolicy, ToPolicyFiles
from gui.widgets.cards import Card
from gui.widgets.formula_text import FormulaFold
from gui.widgets.prose import ChangedText, FormulaText
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "policies"


def in_words(text):
    """Whether a text has nothing that only formulas write."""
    return not re.search(r"[<>≤≥‹›]=?|\[\d{4}|\d{4}[HQM]\d|\d{4}-\d\d-\d\d", text.removesuffix("›"))


@pytest.mark.looks
def test_that_a_clause_is_told_in_words_and_its_formulas_are_one_click_away(program, services, zhengdong):
    services.go_to(ToPolicy(zhengdong.id, "energy"))
    page = program.policies
    clause = zhengdong.clauses["energy"]
    texts = program.texts(page.clause_view)
    assert clause.wording in texts
    assert zhengdong.caveat in texts
    said = [label.text() for label in page.clause_view.findChildren(QLabel) if label.isVisible()]
    assert [text for text in said if not in_words(text)] == []
    assert "2022年上半年产值 不少于 5000万元" in said
    folds = page.clause_view.findChildren(FormulaFold)
    assert [fold.formulas for fold in folds] == [[]] * len(folds)
    for fold in folds:
        fold.link.click()
    formulas = {formula for fold in folds for formula in fold.formulas}
    assert formulas == {*(one.formula for one in clause.requirements), clause.award_formula}
    for reading in (*clause.readings, *zhengdong.readings):
        assert f"· {reading}" in texts


def blank_below(view):
    """How far a view can be scrolled past its last card."""
    content = view.widget()
    return content.height() - content.findChildren(Card)[-1].geometry().bottom()


@pytest.mark.looks
def test_that_a_clause_can_be_scrolled_to_its_last_card_and_no_further(program, services, zhengdong, qtbot):
    view = program.policies.clause_view
    for clause_id in zhengdong.clauses:
        services.go_to(ToPolicy(zhengdong.id, clause_id))
        qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
        assert 0 <= blank_below(view) <= px(16)


def test_that_clauses_are_searched(program, qtbot):
    page = program.policies
    page.search.setText("运费")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert [row.id for row in page.model.rows] == ["freight"]


@pytest.mark.looks
def test_that_ctrl_k_finds_a_clause_and_leads_there(program):
    (hit,) = program.policies.hits("运费")
    hit.open()
    assert program.window.page is program.policies
    assert program.policies.table.current_row().id == "freight"


@pytest.mark.looks
def test_that_a_clause_leads_to_its_assessment(sample_office, program, services, qtbot, idle):
    services.go_to(ToPolicy("", "freight"))
    page = program.policies
    assess = next(b for b in page.header.findChildren(QPushButton) if "评定" in b.text())
    qtbot.mouseClick(assess, LEFT)
    idle()
    assert {row.clause_id for row in program.assessment.list.model.rows} == {"freight"}


def test_that_a_policy_file_is_imported_put_in_force_and_withdrawn(
    open_shell, services, resources, idle, qtbot, tmp_path
):
    shell = open_shell(PAGES)
    page = shell.window.built("policies")
    page.open_target(ToPolicyFiles(0))
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
    qtbot.mouseClick(question.take_button, LEFT)
    assert question.isVisible()
    assert not page.shelf.model.rows
    type_text(question.editor, "与纸质文件核对过")
    qtbot.mouseClick(question.take_button, LEFT)
    idle()
    (one,) = page.shelf.model.rows
    assert (one.in_force_since, one.accepted_because) == (None, "与纸质文件核对过")
    qtbot.mouseClick(page.shelf.use_button, LEFT)
    idle()
    assert "这是新的政策，共 1 条：流动资金贷款贴息。" in [
        label.text() for label in page.shelf.dialog.findChildren(QLabel)
    ]
    qtbot.mouseClick(page.shelf.dialog.take_button, LEFT)
    idle()
    qtbot.waitUntil(lambda: shell.window.built("policies") is not page)
    idle()
    page = shell.window.built("policies")
    assert "loans-2022" in page._policies
    assert "loans" in shell.window.built("enterprises").form.lists
    assert "loans-2022" in shell.window.built("assessment")._policies
    page.open_target(ToPolicyFiles(one.id))
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
    qtbot.waitUntil(lambda: shell.window.built("policies") is not page)
    assert "loans-2022" not in shell.window.built("policies")._policies


def test_that_an_imported_version_is_compared_with_the_one_in_force(
    sample_office, program, context, services, qtbot, idle, zhengdong
):
    text = zhengdong.content.decode().replace("format = 1", 'format = 1\nversion = "2"', 1)
    text = text.replace("国内运费[2022Q2] × 5%", "国内运费[2022Q2] × 6%").replace('"15000.00"', '"18000.00"')
    import_policy(
        context.store.seat("王小梅"),
        text.encode(),
        "第2版.toml",
        context.shipped,
        accepted_because="核对过",
    )
    services.go_to(ToPage("policies"))
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
    assert whole.partition("（")[2].startswith(said.partition("（")[2])
    assert "结果或金额有变化的企业" in whole
    assert page.header.title == "版本比较"


def pays_more(zhengdong):
    """The shipped policy, paying more rent than its wording says."""
    return zhengdong.content.replace(
        "全年租金[2022] × 20%, 50万".encode(), "全年租金[2022] × 25%, 80万".encode()
    )


def test_that_a_file_that_calls_itself_a_version_there_is_gets_another_number(
    sample_office, program, services, qtbot, idle, zhengdong, tmp_path
):
    path = tmp_path / "改过.toml"
    path.write_bytes(pays_more(zhengdong))
    services.go_to(ToPage("policies"))
    page = program.policies
    qtbot.mouseClick(page.shelf_button, LEFT)
    page.shelf.take(path)
    idle()
    asking = page.shelf.dialog
    said = [label.text() for label in asking.findChildren(QLabel)]
    assert any("第 1 版已有（程序自带）" in text for text in said)
    marked = [text for label in asking.findChildren(ChangedText) for text in label.marked]
    assert marked == ["20%", "50", "25%", "80"]
    formulas = [label.formula for label in asking.findChildren(FormulaText)]
    assert [formula for formula in formulas if "25%, 80万" in formula]
    assert asking.editor.text() == "2"
    asking.editor.setText("1")
    qtbot.mouseClick(asking.take_button, LEFT)
    assert asking.isVisible()
    asking.editor.setText("2")
    qtbot.mouseClick(asking.take_button, LEFT)
    idle()
    why = page.shelf.dialog
    type_text(why.editor, "与纸质文件核对过")
    qtbot.mouseClick(why.take_button, LEFT)
    idle()
    assert [(one.version, one.policy.version) for one in page.shelf.model.rows] == [("2", "2")]


def test_that_a_version_that_pays_otherwise_than_it_says_is_put_in_force_only_for_a_reason(
    sample_office, open_shell, context, services, qtbot, idle, zhengdong
):
    import_policy(
        context.store.seat("王小梅"),
        pays_more(zhengdong),
        "改过.toml",
        context.shipped,
        accepted_because="核对过",
        version="2",
    )
    shell = open_shell(PAGES)
    services.go_to(ToPage("policies"))
    page = shell.window.page
    qtbot.mouseClick(page.shelf_button, LEFT)
    idle()
    assert page.shelf.standing.text().endswith("第 1 版（程序自带）")
    assert "公式（金额）里的“25%”" in page.shelf.disagreements.label.text()
    qtbot.mouseClick(page.shelf.use_button, LEFT)
    idle()
    asking = page.shelf.dialog
    said = "\n".join(label.text() for label in asking.findChildren(QLabel))
    assert "条文与公式有 4 处不一致" in said
    assert "条款：新增 0 条，取消 0 条，有改动 1 条。" in said
    assert "现行第 1 版停用，改按第 2 版评定。" in said
    assert "以前的版本没有出具过有效的通知书。" in said
    qtbot.mouseClick(asking.take_button, LEFT)
    assert asking.isVisible()
    type_text(asking.editor, "发文机关已更正，按公式执行")
    qtbot.mouseClick(asking.take_button, LEFT)
    idle()
    qtbot.waitUntil(lambda: shell.window.page is not page)
    idle()
    page = shell.window.page
    assert "第 2 版（" in page.shelf.standing.text()
    assert page.header.title == "政策文件"
    page.open_target(ToPolicy("zhengdong-2022", "rent"))
    idle()
    assert "仍要使用的理由：发文机关已更正，按公式执行（王小梅" in page.disagreements.label.text()
    assert any("“25%”，条文里没有" in text for text in (b.text() for b in page.findChildren(QLabel)))


def test_that_a_clause_says_what_it_comes_to_for_the_register_and_leads_there(
    sample_office, program, context, services, qtbot, idle, zhengdong
):
    services.go_to(ToPolicy("zhengdong-2022", "freight"))
    idle()
    page = program.policies
    results = decide_register(context.store, zhengdong, context.dictionary, Silent())
    totals = results.totals(results.cells(clause_id="freight"))
    assert (
        f"符合 {totals.count(Outcome.GRANTED)} 户、{money_text(totals.amount)} 元"
        in page.clause_view.touched.text()
    )
    delete_enterprises(context.store.seat("王小梅"), results.ids.tolist())
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
    services.go_to(ToPage("settings"))
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
    services.go_to(ToPage("policies"))
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
    trust_issuer(context.store.seat("王小梅"), "省工信厅", public.read_text("utf-8"))
    services.go_to(ToPage("settings"))
    idle()
    card = program.settings.issuers_card
    remove = next(b for b in card.findChildren(QPushButton) if b.accessibleName() == "移除省工信厅")
    qtbot.mouseClick(remove, LEFT)
    idle()
    assert not card.issuers
    qtbot.mouseClick(program.window.message_bar.action_button, LEFT)
    idle()
    assert [issuer.name for issuer in card.issuers] == ["省工信厅"]


def test_that_a_wording_that_is_not_the_official_text_says_so_and_is_let_out_once(
    program, services, idle, context, zhengdong
):
    services.go_to(ToPolicy(zhengdong.id))
    idle()
    ruling = program.policies.ruling
    assert "不是正式文本" in ruling.label.text()
    assert "还没有定可以据此出具通知书" in ruling.label.text()
    ruling.rule.followed.emit()
    dialog = ruling.dialog
    dialog.take_button.click()
    assert dialog.isVisible()
    dialog.editor.set_value("已与正式文件逐条核对")
    dialog.take_button.click()
    idle()
    assert "已定可以出具通知书：已与正式文件逐条核对（王小梅" in ruling.label.text()
    assert ruling.rule.isHidden()
    with context.store.read() as session:
        assert ruling_of(session, zhengdong) is not None


def test_that_the_papers_of_a_clause_are_set_as_a_new_version(
    program, context, services, zhengdong, qtbot, idle
):
    clause = zhengdong.clauses["energy"]
    services.go_to(ToPolicy(zhengdong.id, clause.id))
    page = program.policies
    qtbot.mouseClick(page.clause_view.papers_button, LEFT)
    page.dialog.papers.setPlainText("营业执照\n 审计报告 \n\n营业执照")
    with qtbot.waitSignal(page.dialog.finished):
        qtbot.mouseClick(page.dialog.go_button, LEFT)
    idle()
    [kept] = context.store.ask(list_shelf, context.shipped.office)
    found = kept.policy.clauses[clause.id]
    assert (found.papers, kept.in_force_since) == (("营业执照", "审计报告"), None)
    assert (found.award_formula, found.wording) == (clause.award_formula, clause.wording)
    assert kept.accepted_because == f"本单位在第 {zhengdong.version} 版上定申报材料"
