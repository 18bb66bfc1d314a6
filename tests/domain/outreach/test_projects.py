from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin
from domain.bin.restoring import restore, take_back
from domain.enterprises.attachments.service import list_attachments, remove_attachments, take_in
from domain.enterprises.facts import as_row, uid_of
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.outreach.charges import assign, hand_over, in_charge_of_project, release
from domain.outreach.ending import end_team
from domain.outreach.entities import Post, TeamKind
from domain.outreach.people import (
    ChangedMeanwhile,
    StillAtWork,
    TeamFields,
    end_cadres,
    list_cadres,
    save_team,
)
from domain.outreach.problems.reading import Light
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.keeping import (
    ROWS,
    ProjectFields,
    delete_projects,
    end_project,
    restore_projects,
    save_project,
)
from domain.outreach.projects.listing import ProjectFilter, list_projects, rows_of, show_project
from domain.outreach.projects.progress import (
    Investment,
    Month,
    PermitFields,
    Stage,
    remove_permit,
    save_permit,
    set_investment,
    set_stages,
)
from domain.outreach.projects.standard import Standard
from domain.values.errors import BadInput, NotFound
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.conftest import RESOURCES
from tests.domain.outreach.conftest import OFFICE, TODAY
from tests.domain.statistics.district import District
from tests.replaying import hold_against_the_trail

STANDARD = Standard.load(RESOURCES / "projects" / "standard.toml")
WAN = 10_000_00


@pytest.fixture
def alone(store):
    """Who does everything, which merging takes."""
    office = District(store, 3)
    office.one = office.seat
    return office


def fields(ledger, *at, **more):
    """Return what is entered of a project of these enterprises."""
    return ProjectFields("智能工厂", {ledger.enterprises[one]: "" for one in at or (0,)}, **more)


def shown(ledger, id_):
    return ledger.store.ask(show_project, id_, ledger.rules)


def listed(ledger, **wanted):
    return ledger.store.ask(list_projects, ProjectFilter(**wanted), ledger.rules)


def with_row(ledger, at, **values):
    """Give an enterprise a project in its own list; return the id of that row."""
    id_ = ledger.enterprises[at]
    facts = ledger.store.ask(facts_of, id_, OFFICE)
    rows = {**facts.rows, ROWS: (*facts.rows.get(ROWS, ()), as_row(values, ""))}
    save_enterprise(ledger.one, replace(facts, rows=rows), OFFICE, id_=id_)
    return ledger.store.ask(rows_of, [id_], OFFICE)[-1].row_uid


def test_that_a_project_of_two_enterprises_is_one_and_stays_with_who_they_become(alone):
    force = save_team(alone.one, TeamFields("智能工厂专班", TeamKind.FORCE))
    entered = fields(alone, 0, 1, team_id=force, total=Fen(500 * WAN), plan="每周调度")
    id_ = save_project(alone.one, entered, alone.rules)
    assert shown(alone, id_).fields == entered
    first, second = alone.enterprises[:2]
    assert [one.id for owner in (first, second) for one in listed(alone, enterprise_id=owner)] == [id_] * 2
    [one] = listed(alone)
    assert (one.row.number, one.team, len(one.enterprises)) == ("XM2022-001", "智能工厂专班", 2)
    kept, gone = read_two(alone.store, first, second, OFFICE)
    merge_two(alone.one, kept, gone, kept.facts, OFFICE)
    [one] = listed(alone, enterprise_id=first)
    assert [owner for owner, _ in one.enterprises] == [first]
    delete_enterprises(alone.one, [first], Silent())
    assert [one.id for one in listed(alone)] == [id_]
    hold_against_the_trail(alone.store, OFFICE)


def test_that_the_project_that_a_clause_pays_for_is_the_same_one(ledger):
    uid = with_row(ledger, 0, name="二期", planned_investment=300 * WAN, start_date=date(2026, 1, 5))
    owner = ledger.enterprises[0]
    entered = ProjectFields("二期扩建", {owner: uid}, total=Fen(300 * WAN), starts_on=date(2026, 1, 5))
    id_ = save_project(ledger.one, entered, ledger.rules)
    [known] = shown(ledger, id_).known
    assert (known.row["name"], shown(ledger, id_).differences) == ("二期", ())
    with pytest.raises(BadInput, match="已登记为 XM2026-001“二期扩建”"):
        save_project(ledger.one, replace(entered, name="又一个"), ledger.rules)
    with pytest.raises(NotFound, match="已没有选定的这个项目"):
        save_project(ledger.one, ProjectFields("别家的", {ledger.enterprises[1]: "x"}), ledger.rules)
    # Renamed and moved in the list of the enterprise it is the same; what differs is said.
    facts = ledger.store.ask(facts_of, owner, OFFICE)
    renamed = [
        as_row({**row, "name": "二期工厂", "planned_investment": 200 * WAN}, uid)
        if uid_of(row) == uid
        else row
        for row in reversed(facts.rows[ROWS])
    ]
    save_enterprise(ledger.one, replace(facts, rows={**facts.rows, ROWS: tuple(renamed)}), OFFICE, id_=owner)
    now = shown(ledger, id_)
    assert now.known[0].row["name"] == "二期工厂"
    assert [one.startswith("总投资和“") for one in now.differences] == [True]
    # Gone from there it is said, and stays as it was chosen.
    facts = ledger.store.ask(facts_of, owner, OFFICE)
    rest = tuple(row for row in facts.rows[ROWS] if uid_of(row) != uid)
    save_enterprise(ledger.one, replace(facts, rows={**facts.rows, ROWS: rest}), OFFICE, id_=owner)
    now = shown(ledger, id_)
    assert "企业资料里已没有这个项目" in now.differences[0]
    save_project(ledger.one, replace(now.fields, plan="照旧"), ledger.rules, now.listed.seen)
    assert shown(ledger, id_).fields.enterprises == {owner: uid}


def test_that_rows_of_one_name_that_a_merge_made_one_are_still_the_project(alone):
    uids = [with_row(alone, at, name="合建", planned_investment=WAN) for at in (0, 1)]
    first, second = alone.enterprises[:2]
    both = ProjectFields("合建", {first: uids[0], second: uids[1]}, total=Fen(WAN))
    id_ = save_project(alone.one, both, alone.rules)
    kept, gone = read_two(alone.store, first, second, OFFICE)
    rows = {**kept.facts.rows, ROWS: tuple(row for row in kept.facts.rows[ROWS] if uid_of(row) == uids[0])}
    merge_two(alone.one, kept, gone, replace(kept.facts, rows=rows), OFFICE)
    now = shown(alone, id_)
    assert [(one.enterprise_id, one.row["name"]) for one in now.known] == [(first, "合建")] * 2
    assert now.differences == ()
    assert now.fields.enterprises == {first: uids[0]}


def test_that_stages_months_and_permits_are_written_and_taken_back(ledger):
    id_ = save_project(ledger.one, fields(ledger), ledger.rules)
    [project] = listed(ledger)
    assert (project.where, project.light) == ("推进中", Light.GREEN)
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    stages = [Stage(STANDARD.stages[0], done=yesterday), Stage(STANDARD.stages[1], planned=yesterday)]
    with pytest.raises(BadInput, match="还没有到"):
        set_stages(ledger.one, project.seen, [Stage("开工", done=tomorrow)], ledger.rules)
    written = set_stages(ledger.one, project.seen, stages, ledger.rules)
    with pytest.raises(ChangedMeanwhile):
        set_stages(ledger.other, project.seen, stages, ledger.rules)
    [project] = listed(ledger)
    assert (project.where, project.due, project.light) == (stages[1].name, yesterday, Light.RED)
    seen = set_stages(ledger.one, written.seen, written.before, ledger.rules).seen
    assert shown(ledger, id_).stages == ()

    january, april = date(2026, 1, 1), date(2026, 4, 1)
    with pytest.raises(BadInput, match="2026年4月还没有到"):
        set_investment(ledger.one, {seen: Investment({april: Month(done=Fen(1))})}, ledger.rules)
    entered = Investment(
        {january: Month(Fen(10 * WAN), Fen(8 * WAN)), april: Month(Fen(2 * WAN))}, {january: Fen(20 * WAN)}
    )
    told = set_investment(ledger.one, {seen: entered}, ledger.rules)
    now = shown(ledger, id_)
    assert (now.months, now.years) == (entered.months, entered.years)
    assert (now.listed.invested.this_year, now.listed.invested.plan) == (8 * WAN, 20 * WAN)
    [seen] = told.seen
    [seen] = set_investment(ledger.one, {seen: told.before[id_]}, ledger.rules).seen
    assert (shown(ledger, id_).months, shown(ledger, id_).years) == ({}, {})

    usual = STANDARD.permits["环评"]
    # A month before, with the Spring Festival in between.
    asked = PermitFields("环评", date(2026, 2, 2), usual.promised, usual.statutory)
    seen = save_permit(ledger.one, seen, asked, ledger.rules)
    [permit] = shown(ledger, id_).permits
    assert (permit.due, permit.light, permit.is_kept) == (date(2026, 2, 14), Light.RED, False)
    assert listed(ledger)[0].light is Light.RED
    given = asked._replace(given_on=date(2026, 2, 14))
    seen = save_permit(ledger.one, seen, given, ledger.rules, permit.id)
    [permit] = shown(ledger, id_).permits
    assert (permit.row.working_days, permit.is_kept, permit.light) == (usual.promised, True, Light.GREEN)
    seen, was = remove_permit(ledger.one, seen, permit.id)
    assert (was, shown(ledger, id_).permits) == (given, ())
    with pytest.raises(BadInput, match="早于受理日期"):
        save_permit(ledger.one, seen, asked._replace(given_on=date(2026, 2, 1)), ledger.rules)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_its_people_problems_and_team_keep_a_project_and_are_handed_over(ledger):
    force = save_team(ledger.one, TeamFields("专班", TeamKind.FORCE))
    id_ = save_project(ledger.one, fields(ledger, team_id=force), ledger.rules)
    with pytest.raises(BadInput, match="是工作组，请选专班"):
        save_project(ledger.one, fields(ledger, team_id=1), ledger.rules)
    with pytest.raises(StillAtWork, match="1 个推进中的项目的专班"):
        end_team(ledger.one, force, TODAY)
    made = assign(ledger.one, [], ledger.li, Post.OFFICER, TODAY, projects=[id_])
    assert assign(ledger.one, [], ledger.li, Post.OFFICER, TODAY, projects=[id_]).known == 1
    with pytest.raises(StillAtWork, match="包联 1 个项目"):
        end_cadres(ledger.one, [ledger.li], TODAY)
    [li] = [one for one in ledger.store.ask(list_cadres) if one.id == ledger.li]
    assert (li.enterprises, li.projects) == (0, 1)
    handed = hand_over(ledger.one, made.ids, ledger.zhang, TODAY, because="调动")
    assert [one.cadre.name for one in ledger.store.ask(in_charge_of_project, id_)] == ["张敏", "李强"]
    project = shown(ledger, id_).listed
    with pytest.raises(BadInput, match="还有 1 人包联"):
        delete_projects(ledger.one, [project.seen])
    release(ledger.one, handed.ids, TODAY, because="竣工")
    with pytest.raises(BadInput, match="不是这户企业的"):
        ledger.raise_("缺电", 1, project_id=id_)
    problem = ledger.raise_("缺电", 0, project_id=id_)
    now = shown(ledger, id_)
    assert ([one.id for one in now.problems], now.listed.problems) == ([problem], 1)
    assert now.problems[0].project == "智能工厂"
    with pytest.raises(BadInput, match="提出过 1 件问题"):
        delete_projects(ledger.one, [now.listed.seen])
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_a_project_ends_is_deleted_and_comes_back(ledger, tmp_path):
    (tmp_path / "方案.pdf").write_bytes(b"a plan")
    taken, _ = take_in(ledger.store, [tmp_path / "方案.pdf"], Silent())
    id_ = save_project(ledger.one, fields(ledger, 0, 1), ledger.rules, files=taken)
    assert [name for _, name in shown(ledger, id_).files] == ["方案.pdf"]
    with ledger.store.read() as session:
        [kept] = list_attachments(session, ledger.enterprises[1])
    with pytest.raises(BadInput, match="依据"):
        remove_attachments(ledger.one, [kept.id])
    seen = shown(ledger, id_).listed.seen
    with pytest.raises(BadInput, match="还没有到"):
        end_project(
            ledger.one, seen, ProjectEnd.DONE, TODAY + timedelta(days=1), ledger.rules, because="验收"
        )
    seen = end_project(ledger.one, seen, ProjectEnd.DONE, TODAY, ledger.rules, because="验收")
    assert (listed(ledger, is_open=True), listed(ledger)[0].where) == ([], "已竣工")
    end_project(ledger.one, seen, ProjectEnd.OPEN, TODAY, ledger.rules, because="登记错了")
    assert [one.id for one in listed(ledger, is_open=True, words=["智能", "XM2026"])] == [id_]
    ids = delete_projects(ledger.one, [shown(ledger, id_).listed.seen])
    [binned] = ledger.store.ask(list_bin, BinFilter(), most=10)
    assert (binned.kind, binned.name, binned.code) == (BinKind.PROJECT, "智能工厂", "XM2026-001")
    restored = restore(ledger.one, [binned], OFFICE, Silent())
    assert not take_back(ledger.one, restored, OFFICE, Silent())
    assert listed(ledger) == []
    restore_projects(ledger.one, ids)
    assert [one.id for one in listed(ledger)] == [id_]
    with pytest.raises(BadInput) as caught:
        save_project(
            ledger.one,
            ProjectFields(" ", {}, total=Fen(-1), starts_on=TODAY, ends_on=TODAY - timedelta(days=1)),
            ledger.rules,
        )
    assert len(caught.value.complaints) == 4
    hold_against_the_trail(ledger.store, OFFICE)
