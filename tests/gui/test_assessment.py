from datetime import date

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from python_calamine import CalamineWorkbook

from domain.cases.issued import standing_of
from domain.cases.service import Approval, Award, issue_notices
from domain.enterprises import queries
from domain.enterprises.dictionary import FactKey
from domain.enterprises.records import facts_of
from domain.enterprises.register.spelling import spelled
from domain.enterprises.service import save_enterprise
from domain.funds.approving import Treasury
from domain.policies.runs.register import assess_register, decide_register
from domain.policies.trace import Outcome
from domain.values.money import parse_yuan
from domain.values.periods import Period
from domain.values.progress import Silent
from gui.early.parts import Link
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.formatting import money_text
from gui.pages.assessment.decision_list import ORDER
from gui.pages.assessment.detail import EnterpriseView
from gui.targets import ToDecided, ToPage
from gui.widgets.cards import Card
from gui.widgets.prose import Paragraph
from tests.filling import ALONE
from tests.gui.conftest import list_decisions

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "assessment"


@pytest.fixture
def page(sample_office, program, services, idle):
    services.go_to(ToPage("assessment"))
    idle()
    list_decisions(program.assessment)
    return program.assessment


@pytest.fixture
def everything(page):
    """The page with what is not met listed too."""
    page.list.outcome.set_value("all")
    return page


def row_of(page, outcome, clause=""):
    return next(
        row for row in page.list.model.rows if row.outcome == outcome and clause in ("", row.clause_id)
    )


@pytest.fixture
def open_row(page, idle):
    """Open a row of the list; gives the row of the enterprise's own page, with its trace."""

    def opening(row):
        page.list.table.opened.emit(row)
        idle()
        assert page.header.title == row.enterprise_name
        return page.detail.table.current_row()

    return opening


def recorded(context, row):
    with context.store.read() as session:
        return queries.facts_of(session, row.enterprise_id, context.dictionary)


def said(program, page):
    return program.texts(page.detail.explanation)


@pytest.mark.looks
def test_that_the_list_opens_on_what_there_is_to_do_and_the_rest_is_one_click_away(
    page, sample_office, zhengdong, qtbot
):
    rows = list(page.list.model.rows)
    assert Outcome.NOT_MET not in {row.outcome for row in rows}
    granted = [row.amount for row in rows if row.outcome is Outcome.GRANTED]
    zero, paid = granted.count(0), sum(granted)
    assert zero
    assert page.list.foot.text().endswith(
        f"符合 {len(granted)} 项，合计 {money_text(paid)} 元，其中 {zero} 项核定金额为 0："
        f"可出具 {len(granted) - zero} 项"
    )
    assert page.issue_button.text() == f"出具通知书（{len(granted) - zero} 份）"
    count = len(sample_office.enterprises) * len(zhengdong.clauses)
    segment = page.list.outcome.segment(Outcome.NOT_MET)
    assert segment.text() == f"不符合 {count - len(rows)}"
    qtbot.mouseClick(segment, LEFT)
    assert len(page.list.model.rows) == count - len(rows)
    assert not page.issue_button.isEnabled()
    page.list.outcome.set_value("all")
    assert len(page.list.model.rows) == count


@pytest.mark.looks
@pytest.mark.parametrize("typed", ["name", "initials", "code"])
def test_that_enterprises_are_found_as_in_the_register(everything, idle, sample_office, typed):
    name, code = sample_office.enterprises[7].name, sample_office.enterprises[7].uscc
    text = {"name": name[2:6], "initials": spelled(name).initials[:6], "code": code.lower()}[typed]
    everything.list.search.setText(text)
    everything.list.search.searched.emit(text)
    idle()
    names = {row.enterprise_name for row in everything.list.model.rows}
    assert name in names
    assert len(names) < len(sample_office.enterprises)


@pytest.mark.looks
def test_that_filters_narrow_the_list_and_the_totals(page, idle):
    page.list.outcome.set_value(Outcome.MISSING)
    assert {row.outcome for row in page.list.model.rows} == {Outcome.MISSING}
    page.list.outcome.set_value("all")
    page.list.clause_box.set_value("rent")
    assert {row.clause_id for row in page.list.model.rows} == {"rent"}
    page.list.search.setText("不存在的企业")
    page.list.search.searched.emit("不存在的企业")
    idle()
    assert not page.list.model.rows


@pytest.mark.looks
def test_that_a_granted_clause_shows_conditions_and_arithmetic(page, program, open_row):
    row = open_row(row_of(page, Outcome.GRANTED, "output"))
    texts = said(program, page)
    assert "满足" in texts
    assert any("只计整档" in text for text in texts)
    assert texts.count(f"＝ {row.decision.steps[-1].shown}") >= 1
    assert row.clause.wording in texts


@pytest.mark.looks
def test_that_an_explanation_can_be_scrolled_to_its_last_card_and_no_further(page, program, qtbot, open_row):
    program.window.resize(1366, 768)
    view = page.detail.explanation
    for clause_id in ("output", "energy", "software_growth"):
        open_row(row_of(page, Outcome.GRANTED, clause_id))
        qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
        content = view.widget()
        last = content.findChildren(Card)[-1]
        assert 0 <= content.height() - last.geometry().bottom() <= px(16)


@pytest.mark.looks
def test_that_what_is_missing_is_a_link_to_its_field(page, program, qtbot, idle, open_row):
    row = open_row(row_of(page, Outcome.MISSING))
    links = [link for link in page.detail.explanation.findChildren(Link) if "去填写" in link.text()]
    assert len(links) == len(row.decision.missing)
    qtbot.mouseClick(links[0], LEFT)
    idle()
    assert program.window.page is program.enterprises
    assert program.enterprises.header.title == row.entry.facts.name


@pytest.mark.looks
def test_that_what_if_changes_the_result_and_stores_nothing(page, program, context, qtbot, open_row):
    row = open_row(row_of(page, Outcome.GRANTED, "freight"))
    with context.store.read() as session:
        before = queries.facts_of(session, row.entry.enterprise_id, context.dictionary)
    qtbot.mouseClick(page.detail.what_if_button, LEFT)
    panel = page.detail.what_if
    panel.form.binding.set_value("freight_domestic[2022Q2]", parse_yuan("299999.99"))
    texts = said(program, page)
    assert "不符合" in page.detail.banner.label.text()
    assert any("差 0.01 元" in text for text in texts)
    assert not page.issue_button.isEnabled()
    qtbot.mouseClick(panel.reset_button, LEFT)
    assert page.detail.banner.label.text().count("符合 ") == 2
    qtbot.mouseClick(panel.end_button, LEFT)
    assert not page.detail.is_trying
    with context.store.read() as session:
        assert queries.facts_of(session, row.entry.enterprise_id, context.dictionary) == before


@pytest.mark.looks
def test_that_a_figure_emptied_in_a_what_if_is_missing(page, program, qtbot, open_row):
    open_row(row_of(page, Outcome.GRANTED, "freight"))
    qtbot.mouseClick(page.detail.what_if_button, LEFT)
    page.detail.what_if.form.binding.focus("freight_domestic[2022Q2]")
    QApplication.focusWidget().clear()
    assert "资料缺失" in page.detail.banner.label.text()


@pytest.mark.looks
def test_that_a_what_if_is_worked_by_keyboard(page, qtbot, open_row):
    row = open_row(row_of(page, Outcome.GRANTED, "freight"))
    page.detail.what_if_button.setFocus()
    qtbot.keyClick(page.detail.what_if_button, Qt.Key.Key_Space)
    panel = page.detail.what_if
    panel.form.binding.focus("freight_domestic[2022Q2]")
    editor = QApplication.focusWidget()
    editor.selectAll()
    qtbot.keyClicks(editor, "300000")
    assert page.detail.banner.label.text().endswith("试算结果：符合 15,000.00 元")
    panel.end_button.setFocus()
    qtbot.keyClick(panel.end_button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is page.detail.table
    assert page.detail.table.current_row() == row
    assert not page.detail.banner.isVisible()


@pytest.mark.looks
def test_that_a_what_if_begins_in_its_first_figure(page, qtbot, open_row):
    open_row(row_of(page, Outcome.GRANTED, "freight"))
    qtbot.mouseClick(page.detail.what_if_button, LEFT)
    assert QApplication.focusWidget().accessibleName() == "统计专业"


@pytest.mark.looks
def test_that_the_figures_of_one_project_stand_together_in_a_what_if(page, qtbot, open_row):
    page.list.clause_box.set_value("project")
    for row in page.list.model.rows:
        if len(open_row(row).entry.facts.rows.get("projects", ())) > 1:
            break
    qtbot.mouseClick(page.detail.what_if_button, LEFT)
    projects = [FactKey.parse(key).row for key in page.detail.what_if.form.binding.typed()]
    assert len(set(projects)) > 1
    assert projects == sorted(projects)


@pytest.mark.looks
@pytest.mark.parametrize("column", range(4))
def test_that_the_list_is_sorted_and_what_was_selected_stays_so(everything, column):
    page = everything
    chosen = row_of(page, Outcome.GRANTED, "freight")
    page.list.table.select_key(chosen.key)
    key = page.list.model.columns[column].sort_key
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.list.table.sortByColumn(column, order)
        found = [key(row) for row in page.list.model.rows]
        known = [one for one in found if one is not None]
        assert known == sorted(known, reverse=order == Qt.SortOrder.DescendingOrder)
        assert found[len(known) :] == [None] * (len(found) - len(known))
        assert page.list.table.selected_rows() == [chosen]


@pytest.mark.looks
def test_that_totals_by_clause_lead_to_the_rows_behind_them(everything, qtbot, zhengdong):
    page = everything
    rows = list(page.list.model.rows)
    page.list.outcome.set_value(Outcome.MANUAL)
    page.list.search.setText("不存在的企业")
    qtbot.mouseClick(page.totals_button, LEFT)
    view = page.by_clause
    assert page.header.title == "按条款合计"
    assert not page.issue_button.isVisible()
    shown = [[column.text(row) for column in view.model.columns] for row in view.model.rows]
    assert [line[0] for line in shown] == [*(clause.title for clause in zhengdong.clauses.values()), "合计"]
    freight = [row for row in rows if row.clause_id == "freight"]
    granted = [row.amount for row in freight if row.outcome is Outcome.GRANTED]
    line = next(line for line in shown if line[0] == zhengdong.clauses["freight"].title)
    assert line[1] == str(len(granted))
    assert line[-1] == money_text(sum(granted))
    whole = money_text(sum(row.amount for row in rows))
    assert whole in view.said.text()
    assert shown[-1] == [
        "合计",
        *(str(sum(row.outcome is outcome for row in rows)) for outcome in ORDER),
        "0",
        whole,
    ]
    view.table.select_key("freight")
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert page.header.title == "评定"
    assert {row.key for row in page.list.model.rows} == {row.key for row in freight}


@pytest.mark.looks
def test_that_totals_by_clause_are_sorted_with_their_sum_below(page, qtbot):
    qtbot.mouseClick(page.totals_button, LEFT)
    model = page.by_clause.model
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        model.sort(len(model.columns) - 1, order)
        *amounts, whole = [row.totals.amount for row in model.rows]
        assert amounts == sorted(amounts, reverse=order == Qt.SortOrder.DescendingOrder)
        assert whole == sum(amounts)
        assert model.rows[-1].title == "合计"


def saved_sheet(page, idle, exporter, target):
    """Export as the button does; give back the lines as texts."""
    exporter.dialog.fileSelected.emit(str(target))
    exporter.dialog.close()
    idle()
    return CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()


@pytest.mark.looks
def test_that_totals_by_clause_are_exported_with_their_sum(page, qtbot, idle, tmp_path):
    qtbot.mouseClick(page.totals_button, LEFT)
    button = next(one for one in page.by_clause.findChildren(QPushButton) if "导出" in one.text())
    qtbot.mouseClick(button, LEFT)
    lines = saved_sheet(page, idle, page.findChild(Exporter), tmp_path / "合计.xlsx")
    assert lines[-1][0] == "合计"
    for at in range(1, len(lines[0])):
        assert lines[-1][at] == pytest.approx(sum(line[at] for line in lines[1:-1]))


@pytest.fixture
def issue(page, context, zhengdong, services, idle):
    """Issue notices for some rows, as the notices page does, and let the pages know."""

    def act(rows):
        issue_notices(
            context.seat,
            [Award(row.enterprise_id, row.clause_id, row.amount) for row in rows],
            Silent(),
            policy=zhengdong,
            dictionary=context.dictionary,
            approval=Approval("王建军", date(2022, 11, 1)),
            road=ALONE,
        )
        idle()

    return act


def paid_rows(page):
    return [row for row in page.list.model.rows if row.outcome is Outcome.GRANTED and row.amount]


def test_that_what_is_issued_is_marked_and_not_issued_again(page, issue, qtbot, idle, tmp_path):
    before = paid_rows(page)
    granted = sum(row.outcome is Outcome.GRANTED for row in page.list.model.rows)
    issue(before[:2])
    assert page.issue_button.text() == f"出具通知书（{len(before) - 2} 份）"
    said = page.list.foot.text()
    assert f"符合 {granted} 项" in said
    zero = granted - len(before)
    assert f"其中 2 项已出具、{zero} 项核定金额为 0：可出具 {len(before) - 2} 项" in said
    marked = [row for row in page.list.model.rows if row.notice is not None]
    assert [row.key for row in marked] == [row.key for row in before[:2]]
    assert [row.reason for row in marked] == [f"已出具{row.notice.number}" for row in marked]
    page.list.table.selectRow(page.list.model.position_of(marked[0].key))
    assert not page.issue_button.isEnabled()
    qtbot.mouseClick(page.export_button, LEFT)
    lines = saved_sheet(page, idle, page.findChild(Exporter), tmp_path / "评定.xlsx")
    at, outcome = lines[0].index("通知书文号"), lines[0].index("结果")
    written = {line[at]: line[outcome] for line in lines[1:] if line[at]}
    assert written == {row.notice.number: "符合，已出具" for row in marked}
    qtbot.mouseClick(page.totals_button, LEFT)
    assert page.by_clause.model.rows[-1].issued == 2


def test_that_a_notice_that_says_something_else_than_now_is_seen(page, issue, context, services, idle):
    row = next(one for one in paid_rows(page) if one.clause_id == "freight")
    issue([row])
    for put, word in (("400000", "20,000.00 元"), ("1", "不符合")):
        facts = recorded(context, row)
        figures = {**facts.indicators, "freight_domestic": {Period.parse("2022Q2"): parse_yuan(put)}}
        changed = type(facts)(facts.uscc, facts.name, facts.attributes, figures, facts.rows)
        save_enterprise(context.store.seat("王小梅"), changed, context.dictionary, id_=row.enterprise_id)
        idle()
        shown = next(one for one in page.list.model.rows if one.key == row.key)
        assert shown.reason.startswith(
            f"已出具{shown.notice.number}，{money_text(row.amount)} 元，现在是{word}"
        )
        (status,) = {
            column.status(shown).word for column in page.list.model.columns if column.status is not None
        }
        assert status == "数据已变"


def test_that_one_enterprise_shows_what_is_issued_to_it(page, program, issue, open_row):
    row = paid_rows(page)[0]
    issue([row])
    shown = open_row(row)
    assert shown.notice.number in shown.reason
    assert any(shown.notice.number in text for text in said(program, page))
    assert shown.clause.id not in {one.clause.id for one in page.detail.selected()}
    assert "1 项已出具" in page.detail.totals.text()


@pytest.mark.looks
@pytest.mark.parametrize("width", [1024, 1366])
def test_that_the_reason_is_in_sight(page, program, qtbot, width):
    program.window.resize(width, 600)
    table = page.list.table
    qtbot.waitUntil(lambda: program.window.width() == width)
    at = next(at for at, column in enumerate(page.list.model.columns) if column.title == "说明")
    assert table.columnViewportPosition(at) + table.columnWidth(at) <= table.viewport().width()
    assert table.columnWidth(at) >= px(250)


@pytest.mark.looks
def test_that_one_enterprise_opens_on_what_it_is_granted(page, open_row, qtbot, services, idle, zhengdong):
    row = row_of(page, Outcome.GRANTED, "consumer")
    services.go_to(ToDecided(row.uscc))
    idle()
    view = page.detail
    assert view.table.current_row().decision.outcome is Outcome.GRANTED
    own = [one.clause.id for one in view.model.rows]
    outcomes = [ORDER.index(one.decision.outcome) for one in view.model.rows]
    assert outcomes == sorted(outcomes)
    industries = {"rent", "freight", "output", "software_growth", "wholesale"} & set(zhengdong.clauses)
    assert industries.isdisjoint(own)
    left = len(zhengdong.clauses) - len(own)
    assert view.fold.text() == f"不属于本企业行业的 {left} 条　展开"
    qtbot.mouseClick(view.fold, LEFT)
    assert len(view.model.rows) == len(zhengdong.clauses)
    assert [one.clause.id for one in view.model.rows][: len(own)] == own
    qtbot.mouseClick(view.fold, LEFT)
    assert [one.clause.id for one in view.model.rows] == own


@pytest.mark.looks
def test_that_a_folded_clause_that_is_asked_for_is_unfolded(page, services, idle):
    row = row_of(page, Outcome.GRANTED, "consumer")
    services.go_to(ToDecided(row.uscc, "freight"))
    idle()
    assert page.detail.table.current_row().clause.id == "freight"


def test_that_a_clause_that_waits_for_another_says_so(store, policies, qtbot):
    policy = policies.templates["template-step-up"]
    dictionary = policies.dictionary.extended(policy.facts)
    record = {"uscc": "91410100MAYA000162", "name": "郑州测试有限公司"}
    record["attributes"] = {
        "first_entry": True,
        "stat_entry_date": "2022-03-01",
        "awards_in_three_years": "0",
    }
    save_enterprise(store.seat("王小梅"), facts_of(record, dictionary), dictionary)
    (entry,) = assess_register(store, policy, dictionary, Silent())
    results = decide_register(store, policy, dictionary, Silent())
    view = EnterpriseView(dictionary)
    qtbot.addWidget(view)
    with store.read() as session:
        view.show_entry(policy, entry, standing_of(session, results, Treasury()), clause_id="first")
    assert entry.decision("first").outcome is Outcome.MISSING
    texts = [label.text() for label in view.explanation.findChildren(Paragraph)]
    assert entry.decision("first").note in texts
    assert any("还缺 1 项" in text for text in texts)


@pytest.mark.looks
def test_that_a_zero_award_says_why_there_is_no_notice(page, program, open_row):
    row = next(row for row in page.list.model.rows if row.outcome is Outcome.GRANTED and not row.amount)
    open_row(row)
    assert any("不出具通知书" in text for text in said(program, page))


def test_that_a_change_elsewhere_is_decided_anew(page, program, context, services, idle):
    row = row_of(page, Outcome.GRANTED, "freight")
    facts = recorded(context, row)
    figures = {**facts.indicators, "freight_domestic": {Period.parse("2022Q2"): 1}}
    changed = type(facts)(facts.uscc, facts.name, facts.attributes, figures, facts.rows)
    save_enterprise(context.store.seat("王小梅"), changed, context.dictionary, id_=row.enterprise_id)
    idle()
    page.list.outcome.set_value("all")
    after = next(one for one in page.list.model.rows if one.key == row.key)
    assert after.outcome is Outcome.NOT_MET


@pytest.mark.looks
def test_that_selected_awards_are_taken_to_the_notices(page, program, qtbot, idle):
    page.list.outcome.set_value(Outcome.GRANTED)
    page.list.table.selectRow(0)
    qtbot.mouseClick(page.issue_button, LEFT)
    idle()
    assert program.window.page is program.notices
    assert len(program.notices.issuing.ticked()) == 1


@pytest.mark.looks
def test_that_one_enterprise_is_shown_by_its_code(page, services, idle, sample_office):
    facts = sample_office.enterprises[3]
    services.go_to(ToDecided(facts.uscc, "energy"))
    idle()
    assert page.header.title == facts.name
    assert page.detail.table.current_row().clause.id == "energy"


def test_that_an_empty_register_leads_to_the_enterprises(program, services, idle, qtbot):
    services.go_to(ToPage("assessment"))
    idle()
    assert program.assessment.list.empty.isVisible()
    qtbot.mouseClick(program.assessment.list.empty.button, LEFT)
    assert program.window.page is program.enterprises


def test_that_kept_assessments_tell_what_changed(
    page, program, context, services, idle, qtbot, tmp_path, zhengdong
):
    qtbot.mouseClick(page.history_button, LEFT)
    idle()
    history = page.history
    qtbot.mouseClick(history.take_button, LEFT)
    idle()
    assert "没有可比的" in history.said.text()
    row = row_of(page, Outcome.GRANTED, "freight")
    facts = recorded(context, row).cleared(FactKey("freight_domestic", period="2022Q2"))
    save_enterprise(context.store.seat("王小梅"), facts, context.dictionary, id_=row.enterprise_id)
    qtbot.mouseClick(history.take_button, LEFT)
    idle()
    assert len(history.model.rows) == 2
    (changed,) = history.differences.rows
    assert changed.difference.gain == -row.amount
    assert changed.clause == zhengdong.clauses["freight"].title
    assert "缺" in changed.difference.after.reason
    qtbot.mouseClick(history.export_button, LEFT)
    target = tmp_path / "评定.xlsx"
    history.dialog.fileSelected.emit(str(target))
    history.dialog.close()
    idle()
    assert "逐户逐条" in CalamineWorkbook.from_path(target).sheet_names
    qtbot.mouseClick(history.delete_button, LEFT)
    idle()
    assert len(history.model.rows) == 1
    take_back = next(b for b in page.window().findChildren(QPushButton) if b.text() == "撤销")
    qtbot.mouseClick(take_back, LEFT)
    idle()
    assert len(history.model.rows) == 2


@pytest.mark.looks
def test_that_what_is_not_met_is_put_on_paper_with_what_it_lacks(everything, open_row, idle, tmp_path):
    row = open_row(row_of(everything, Outcome.NOT_MET, "freight"))
    everything.detail.working_button.click()
    dialog = everything.working_dialog
    idle()
    assert dialog.preview.view.page_count == 1
    dialog.save_button.click()
    target = tmp_path / "核定过程单.pdf"
    dialog.desk.dialog.fileSelected.emit(str(target))
    dialog.desk.dialog.close()
    idle()
    (page,) = PdfReader(target).pages
    text = "".join(page.extract_text().split())
    assert "".join(row.entry.facts.name.split()) in text
    assert "不符合条件，不予补助：" in text
    assert "单人办理" in text
    dialog.close()
