from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gui.widgets.prose import FormulaText

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
    assert {row.clause.id for row in program.assessment.list.model.rows} == {"freight"}
