from datetime import date

import pytest
from PySide6.QtCore import Qt

from domain.outreach.entities import TeamKind
from domain.outreach.people import CadreFields, TeamFields, save_cadre, save_team
from domain.outreach.projects.listing import ProjectFilter, list_projects, rows_of, show_project
from domain.outreach.projects.progress import Month
from gui.targets import ToEnterprise, ToPage, ToProject
from tests.domain.outreach.conftest import ids_of
from tests.gui.test_figures import type_across
from tests.gui.test_ledgers import fill_in

WAN = 10_000_00


@pytest.fixture
def staffed(store, sample_office):
    """A 专班 and a cadre."""
    seat = store.seat("王小梅")
    return save_team(seat, TeamFields("二期专班", TeamKind.FORCE)), save_cadre(seat, CadreFields("李强"))


def press(view, word, idle):
    """Press an act of a project; return the dialog that it opens."""
    [one] = [act for act in view.acts if act.text() == f"{word}…"]
    one.click()
    idle()
    return view.dialog


def test_that_a_project_is_entered_typed_up_month_by_month_and_seen_everywhere(
    program, staffed, store, services, idle, qtbot
):
    every, office, rules = store.ask(ids_of), services.context.office, services.context.problem_rules
    known = next(one for one in store.ask(rows_of, every, office) if one.row.get("start_date"))
    other = next(id_ for id_ in every if id_ != known.enterprise_id)
    services.go_to(ToPage("projects"))
    idle()
    page = program.projects
    assert page.list.empty.isVisible()
    page.enter_button.click()
    idle()
    enter(page.dialog, known, other, idle)
    fill_in(page.dialog, {"team": str(staffed[0]), "kind": "工业", "plan": "每周调度"}, idle)
    [project] = page.list.model.rows
    found = (len(project.enterprises), project.team, project.row.total)
    assert found == (2, "二期专班", known.row["planned_investment"])

    services.go_to(ToProject(project.id))
    idle()
    view = page.project_view
    type_months(press(view, "填报投资", idle), qtbot, idle)
    first = date(date.today().year, 1, 1)
    shown = store.ask(show_project, project.id, rules)
    assert (shown.years, len(shown.months)) == ({first: 120 * WAN}, 2)
    assert shown.months[first] == Month(10 * WAN, 95 * WAN // 10)
    dialog = press(view, "填阶段", idle)
    dialog.lines[0][2].line.setText("2022-03-01")
    dialog.go_button.click()
    idle()
    assert view.road.lines()[:2] == [services.context.project_standard.stages[0], "2022年3月1日完成"]
    fill_in(press(view, "登记手续", idle), {"kind": "环评", "asked_on": date(2022, 3, 1)}, idle)
    fill_in(press(view, "登记问题", idle), {"title": "限电", "kind": "用能"}, idle)
    [permit], [problem] = view.project.permits, view.project.problems
    usual = services.context.project_standard.permits["环评"]
    assert (permit.row.promised, permit.row.statutory) == (usual.promised, usual.statutory)
    assert problem.project == project.row.name
    view.assign_button.click()
    idle()
    fill_in(view.dialog, {"cadre": str(staffed[1])}, idle)
    assert [one.cadre.name for one in view.project.in_charge] == ["李强"]

    services.go_to(ToEnterprise(other))
    idle()
    [link] = program.enterprises.desk.projects.links
    link.click()
    idle()
    assert (page.project_view.id, len(page.hits(project.row.number))) == (project.id, 1)
    fill_in(press(view, "竣工", idle), {"because": "通过验收"}, idle)
    assert store.ask(list_projects, ProjectFilter(is_open=True), rules) == []


def enter(dialog, known, other, idle):
    """Choose two enterprises, and which row of the one's list it is; what that says is taken over."""
    dialog.go_button.click()
    assert dialog.form.binding.error_text("owners") == "请选定项目的企业"
    for id_ in (known.enterprise_id, other):
        dialog.owners.search.choose(id_, "企业（代码）")
        idle()
    dialog.owners.lines[known.enterprise_id].type_in(known.row_uid)
    assert dialog.form.values()["name"] == known.row["name"]


def type_months(dialog, qtbot, idle):
    """Type the year's plan, two months of it, and what was done in the first."""
    grid, model = dialog.grid, dialog.model
    assert grid.current_place()[1].number == date.today().month
    grid.setCurrentIndex(model.index(0, 0))
    type_across(qtbot, dialog, ["120", "10", "10"])
    grid.setCurrentIndex(model.index(1, 0))
    assert not model.flags(grid.currentIndex()) & Qt.ItemFlag.ItemIsEditable
    grid.setCurrentIndex(model.index(1, 1))
    type_across(qtbot, dialog, ["9.5"])
    assert not dialog.year.isEnabled()
    dialog.save_button.click()
    idle()
