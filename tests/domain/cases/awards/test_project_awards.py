from datetime import UTC, date, datetime

from domain.outreach.documents.project_sheet import compose_progress, compose_project
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.keeping import ProjectFields, SeenProject, save_project
from domain.outreach.projects.listing import rows_of
from domain.outreach.projects.progress import (
    Investment,
    Month,
    PermitFields,
    Stage,
    save_permit,
    set_investment,
    set_stages,
)
from domain.policies.language.ranges import Result
from domain.policies.trace import Outcome
from domain.statistics.project_awards import project_awards
from domain.values.money import Fen, yuan_text
from tests.domain.cases.awards.conftest import HANDLER
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_that_a_project_knows_the_award_that_was_decided_on_it_and_stands_on_paper(office):
    wanted = office.granted(clause="project")[0]
    [case] = office.make([wanted])
    rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: office.day)
    seat, owner = office.seat(HANDLER), wanted.enterprise_id
    [entry] = [one for one in office.assessed() if one.enterprise_id == owner]
    [decision] = [one for one in entry.decisions if one.clause_id == "project"]
    assert decision.outcome is Outcome.GRANTED
    told = {}
    for known in office.store.ask(rows_of, [owner], OFFICE):
        fields = ProjectFields(known.row["name"], {owner: known.row_uid})
        told[known.row_uid] = save_project(seat, fields, rules)
    met = []
    for id_ in told.values():
        [award] = office.store.ask(project_awards, id_, {office.policy.id: office.policy})
        assert (award.case_id, award.amount) == (case, wanted.amount)
        met.append(award.is_met)
    assert met == [check.result is Result.TRUE for check in decision.checks]
    assert office.store.ask(project_awards, told[known.row_uid], {}) == []

    plain = save_project(seat, ProjectFields("没有选定的", {owner: ""}, plan="每周调度"), rules)
    assert office.store.ask(project_awards, plain, {office.policy.id: office.policy}) == []
    seen, year = SeenProject(plain, 1), date(2026, 1, 1)
    stages = [Stage("开工", date(2026, 1, 5), date(2026, 1, 9)), Stage("投产", date(2026, 2, 1))]
    seen = set_stages(seat, seen, stages, rules).seen
    entered = Investment({year: Month(done=Fen(589_00))}, {year: Fen(1000_00)})
    [seen] = set_investment(seat, {seen: entered}, rules).seen
    save_permit(seat, seen, PermitFields("环评", date(2026, 2, 2), 10, 30), rules)
    said = text_of(office.store.ask(compose_project, plain, rules, NOW))
    for words in (
        "每周调度",
        "开工 | 2026年1月5日 | 2026年1月9日 | 晚 4 天",
        "投产 | 2026年2月1日 | — | 已超期",
        "本年完成 589.00 元，年度计划 1,000.00 元，占 58.9 %；累计完成 589.00 元。",
        "2026年1月 | — | 589.00",
        "在办，最迟 2026年2月14日",
        "没有提出问题。",
    ):
        assert words in said
    several = text_of(office.store.ask(compose_progress, [plain, *told.values()], rules, NOW))
    assert f"共 {len(told) + 1} 个项目，0 个专班；2026年计划投资 {yuan_text(Fen(1000_00))} 元" in several
    assert "其中 1 个有到期没有办完的" in several
