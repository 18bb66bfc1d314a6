from datetime import date, timedelta

import pytest

from domain.outreach.charges import (
    assign,
    charges_of,
    hand_over,
    in_charge_now,
    in_charge_of,
    in_charge_on,
    release,
    take_back,
)
from domain.outreach.ending import end_department, end_team
from domain.outreach.entities import Cadre, Department, Post, Team, TeamKind
from domain.outreach.people import (
    CadreFields,
    ChangedMeanwhile,
    DepartmentFields,
    StillAtWork,
    TeamFields,
    departments,
    end_cadres,
    list_cadres,
    resume,
    save_cadre,
    save_department,
    save_team,
    teams,
)
from domain.outreach.project_entities import Project
from domain.outreach.projects.keeping import ProjectFields, save_project
from domain.roads.walking import NotNow
from domain.values.errors import BadInput
from domain.values.ids import TeamId
from tests.domain.outreach.conftest import OFFICE, TODAY
from tests.replaying import hold_against_the_trail

LATER = TODAY + timedelta(days=10)


def test_that_cadres_are_put_in_charge_and_a_list_is_handed_over(ledger):
    first, second, third = ledger.enterprises[:3]
    assigned = assign(ledger.one, [first, second], ledger.li, Post.OFFICER, TODAY)
    again = assign(ledger.one, [second, third], ledger.li, Post.OFFICER, TODAY)
    assert (len(assigned.ids), again.known, len(again.ids)) == (2, 1, 1)
    with pytest.raises(StillAtWork, match="李强还包联 3 户企业，先移交"):
        end_cadres(ledger.one, [ledger.li], TODAY)
    charges = [one.id for one in ledger.store.ask(charges_of, ledger.li)]
    with pytest.raises(BadInput, match="请写明移交的理由"):
        hand_over(ledger.one, charges, ledger.zhang, LATER, because=" ")
    with pytest.raises(BadInput, match="不能在 2026-02-01 就结束"):
        hand_over(ledger.one, charges, ledger.zhang, date(2026, 2, 1), because="工作调动")
    hand_over(ledger.one, charges, ledger.zhang, LATER, because="工作调动")
    for day, name in ((TODAY, "李强"), (LATER, "张敏")):
        assert {one.cadre.name for one in ledger.store.ask(in_charge_now, day)} == {name}
    with pytest.raises(StillAtWork, match="李强还包联 3 户企业"):
        end_cadres(ledger.one, [ledger.li], TODAY)
    end_cadres(ledger.one, [ledger.li], LATER)
    who = [(one.cadre.name, one.post) for one in ledger.store.ask(in_charge_on, [first], LATER)]
    assert who == [("张敏", Post.OFFICER)]
    assert [one.cadre.name for one in ledger.store.ask(in_charge_on, [first], TODAY)] == ["李强"]
    assert [one.cadre.name for one in ledger.store.ask(in_charge_of, first)] == ["张敏", "李强"]
    with pytest.raises(BadInput, match="从 2026-03-12 起不再包联企业"):
        assign(ledger.one, [first], ledger.li, Post.CADRE, LATER)


def test_that_leaders_come_first_and_charges_end_with_a_reason(ledger):
    first = ledger.enterprises[0]
    assign(ledger.one, [first], ledger.zhang, Post.CADRE, TODAY)
    leader = assign(ledger.one, [first], ledger.li, Post.LEADER, TODAY)
    posts = [one.post for one in ledger.store.ask(in_charge_on, [first], TODAY)]
    assert posts == [Post.LEADER, Post.CADRE]
    release(ledger.one, leader.ids, LATER, because="换届")
    [ended] = [one for one in ledger.store.ask(in_charge_of, first) if one.row.until]
    assert (ended.row.until, ended.row.because) == (LATER, "换届")
    more = assign(ledger.one, [first], ledger.li, Post.LEADER, LATER)
    take_back(ledger.one, more)
    assert len(ledger.store.ask(in_charge_of, first)) == 2


def test_that_what_was_handed_over_or_released_is_taken_back_unless_somebody_went_on(ledger):
    first, second = ledger.enterprises[:2]
    assigned = assign(ledger.one, [first, second], ledger.li, Post.OFFICER, TODAY)

    def stands():
        charges = ledger.store.ask(in_charge_now, LATER)
        return sorted((one.enterprise_id, one.cadre.name, one.row.because) for one in charges)

    before = stands()
    take_back(ledger.one, hand_over(ledger.one, assigned.ids, ledger.zhang, LATER, because="工作调动"))
    assert stands() == before
    take_back(ledger.one, release(ledger.one, assigned.ids, TODAY, because="写错了"))
    assert stands() == before
    released = release(ledger.one, assigned.ids[:1], TODAY, because="到期")
    again = assign(ledger.other, [first], ledger.li, Post.OFFICER, LATER)
    with pytest.raises(NotNow, match="李强后来又重新包联"):
        take_back(ledger.one, released)
    # Over by now as well, it still would be one person twice at a time.
    gone = LATER + timedelta(days=1)
    release(ledger.one, [*again.ids, *assigned.ids[1:]], gone, because="离任")
    with pytest.raises(NotNow, match="李强后来又重新包联"):
        take_back(ledger.one, released)
    end_cadres(ledger.one, [ledger.li], gone)
    with pytest.raises(BadInput, match=f"李强从 {gone} 起不再包联企业，请另分配别人"):
        take_back(ledger.one, released)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_what_lies_with_a_department_or_a_team_goes_to_another_before_it_ends(ledger):
    other = save_department(ledger.one, DepartmentFields("区发展改革局"))
    id_ = ledger.raise_()
    ledger.solve(id_, "reply")
    with pytest.raises(StillAtWork, match="还有 1 件没有办结的问题，请选移交给哪个部门"):
        end_department(ledger.one, ledger.department, TODAY, ledger.rules)
    with pytest.raises(BadInput, match="请写明移交的理由"):
        end_department(ledger.one, ledger.department, TODAY, ledger.rules, to=other)
    because = "机构改革"
    assert end_department(ledger.one, ledger.department, TODAY, ledger.rules, to=other, because=because) == 1
    problem = ledger.problem(id_)
    assert (problem.row.department_id, problem.last.title) == (other, "改由区发展改革局承办")
    forces = [save_team(ledger.one, TeamFields(f"{at}专班", TeamKind.FORCE)) for at in "甲乙"]
    fields = ProjectFields("新能源产业园", {ledger.enterprises[0]: ""}, team_id=forces[0])
    project = save_project(ledger.one, fields, ledger.rules)
    member = save_cadre(ledger.one, CadreFields("王芳", team_id=forces[0]))
    with pytest.raises(StillAtWork, match="还是 1 个推进中的项目的专班，请选转给哪个专班"):
        end_team(ledger.one, forces[0], TODAY)
    with pytest.raises(BadInput, match="请选另一个专班"):
        end_team(ledger.one, forces[0], TODAY, to=TeamId(1))
    end_team(ledger.one, forces[0], TODAY, to=forces[1])
    with ledger.store.read() as session:
        assert session.get_one(Project, project).team_id == forces[1]
        assert session.get_one(Cadre, member).team_id == forces[1]
    assert {one.id for one in ledger.store.ask(teams, TODAY)} == {TeamId(1), forces[1]}
    # That it ended is taken back, unless another one has its name by now.
    resume(ledger.one, Team, [forces[0]])
    assert forces[0] in {one.id for one in ledger.store.ask(teams, TODAY)}
    save_department(ledger.one, DepartmentFields("区金融服务局"))
    with pytest.raises(BadInput, match="已有部门“区金融服务局”"):
        resume(ledger.one, Department, [ledger.department])
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_a_department_that_was_renamed_is_the_same_and_nobody_overwrites_anybody(ledger):
    with ledger.store.read() as session:
        opened = session.get_one(Department, ledger.department)
    save_department(ledger.one, DepartmentFields("区财政金融局", "孙工", "0371-67180000"), opened)
    with pytest.raises(ChangedMeanwhile, match="“区财政金融局”在您打开之后别人改过"):
        save_department(ledger.other, DepartmentFields("区金融办"), opened)
    with pytest.raises(BadInput, match="已有部门“区财政金融局”"):
        save_department(ledger.one, DepartmentFields("区财政金融局"))
    assert [one.name for one in ledger.store.ask(departments)] == ["区财政金融局"]


def test_that_two_of_one_name_are_told_apart_by_their_departments(ledger):
    with pytest.raises(BadInput, match="这个部门已有同名的干部“李强”"):
        save_cadre(ledger.one, CadreFields("李强", department_id=ledger.department))
    save_cadre(ledger.one, CadreFields("李强"))
    names = [(one.row.name, one.department) for one in ledger.store.ask(list_cadres)]
    assert sorted(names) == [("张敏", "区金融服务局"), ("李强", ""), ("李强", "区金融服务局")]
    with pytest.raises(BadInput, match="手机号应为 11 位"):
        save_cadre(ledger.one, CadreFields("赵六", phone="12"))
