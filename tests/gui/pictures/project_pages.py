"""项目: the list, one of them, and what is asked for."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from domain.outreach.charges import assign
from domain.outreach.entities import Post, TeamKind
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problems.raising import Raised, raise_problem
from domain.outreach.projects.keeping import ProjectFields, SeenProject, save_project
from domain.outreach.projects.listing import ProjectFilter, list_projects, rows_of
from domain.outreach.projects.progress import (
    Investment,
    Month,
    PermitFields,
    Stage,
    save_permit,
    set_investment,
    set_stages,
)
from domain.values.ids import ProjectId
from domain.values.money import Fen
from gui.targets import ToPage, ToProject
from tests.domain.outreach.conftest import ids_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_WAN = 10_000_00
_NAMES = ("智能制造车间二期", "冷链物流分拨中心", "园区道路及管网配套", "生物医药中试基地")


def project_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "projects-empty", lambda o: o.go(ToPage("projects")) and None
    yield "projects", _projects
    yield "projects-one", _one
    yield "projects-two", lambda o: o.go(ToProject(ProjectId(2))) and None
    yield "projects-entering", partial(_pressed, "enter_button")
    yield "projects-investing-many", partial(_pressed, "invest_button")
    yield "projects-paper", partial(_pressed, "paper_button")
    for word in ("填报投资", "填阶段", "登记手续", "登记问题", "竣工", "一项目一方案"):
        yield f"projects-act-{word}", partial(_act, word)


def _projects(opened: Opened) -> None:
    context, today = opened.context, date.today()
    seat, rules, year = context.seat, context.problem_rules, date.today().year
    first, second, third, *_ = context.store.ask(ids_of)
    department = save_department(seat, DepartmentFields("区生态环境局"))
    forces = [save_team(seat, TeamFields(f"{name}专班", TeamKind.FORCE)) for name in _NAMES[:3]]
    cadre = save_cadre(seat, CadreFields("周岚", "主任", team_id=forces[0]))
    known = {
        one.enterprise_id: one.row_uid for one in context.store.ask(rows_of, [first, second], context.office)
    }
    owners = [{first: known.get(first, ""), second: ""}, {second: ""}, {third: ""}, {third: ""}]
    for at, name in enumerate(_NAMES):
        fields = ProjectFields(
            name,
            owners[at],
            "工业" if at != 2 else "基础设施",
            "商都路街道",
            "智慧产业园",
            forces[at] if at < 3 else None,
            Fen((5 + at) * 6000 * _WAN),
            date(year - 1, 3, 1),
            date(year + 1, 6, 30),
            "目标：今年主体完工。\n难点：夜间限电影响安装，由专班每周协调一次。",
        )
        seen = SeenProject(save_project(seat, fields, rules), 1)
        stages = [
            Stage("备案或核准", date(year - 1, 2, 1), date(year - 1, 2, 10)),
            Stage("环评", date(year - 1, 4, 1), date(year - 1, 3, 22)),
            Stage("施工许可", today + timedelta(days=(-9, 1, 60, 30)[at])),
            Stage("主体完工", date(year + 1, 1, 30)),
            Stage("投产", date(year + 1, 6, 30)),
        ]
        seen = set_stages(seat, seen, stages, rules).seen
        months = {
            date(year, month, 1): Month(Fen(800 * _WAN), Fen((500 + 45 * month + at) * _WAN))
            for month in range(1, today.month + 1)
        }
        months[date(year - 1, 12, 1)] = Month(done=Fen(320 * _WAN))
        [seen] = set_investment(
            seat, {seen: Investment(months, {date(year, 1, 1): Fen(9600 * _WAN)})}, rules
        ).seen
        asked = PermitFields("环评", date(year - 1, 3, 4), 10, 30, date(year - 1, 3, 22), department)
        seen = save_permit(seat, seen, asked, rules)
        if at == 0:
            late = PermitFields("施工许可", today - timedelta(days=30), 7, 7, None, department)
            seen = save_permit(seat, seen, late, rules)
            raised = Raised("夜间限电，设备不能连续调试", "用能", second, today, project_id=seen.id)
            raise_problem(seat, raised, rules, although_like=True)
    assign(seat, [], cadre, Post.OFFICER, today - timedelta(days=90), projects=[ProjectId(1), ProjectId(2)])
    opened.go(ToPage("projects"))


def _one(opened: Opened) -> None:
    rules = opened.context.problem_rules
    assert opened.context.store.ask(list_projects, ProjectFilter(), rules)
    opened.go(ToProject(ProjectId(1)))


def _pressed(name: str, opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("projects"))
    if page.project_view.isVisible():
        page.project_view.left.emit()
    page.list.table.selectAll()
    opened.settle()
    getattr(page, name).click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _act(word: str, opened: Opened) -> QWidget | None:
    view = opened.go(ToProject(ProjectId(1))).project_view
    opened.settle()
    [one] = [act for act in view.acts if act.text() == f"{word}…"]
    one.click()
    opened.settle()
    return view.dialog  # type: ignore[no-any-return]
