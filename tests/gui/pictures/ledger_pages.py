"""问题, 走访, 包联 and 统计."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import col, select

from domain.enterprises.attachments.service import take_in
from domain.enterprises.entities import Enterprise
from domain.outreach.charges import assign
from domain.outreach.entities import Post, Way
from domain.outreach.people import (
    CadreFields,
    DepartmentFields,
    TeamFields,
    departments,
    save_cadre,
    save_department,
    save_team,
)
from domain.outreach.problem_entities import Content, ProblemRow
from domain.outreach.problems.raising import Raised, gather, raise_problem
from domain.outreach.problems.reading import find_problem
from domain.outreach.problems.stepping import Doing, Given, supervise, take_step
from domain.outreach.visits import VisitFields, plan_visits, record_visit
from domain.roads.walking import Move
from domain.statistics.over import Over
from domain.statistics.reporting import make_report
from domain.statistics.telling import Issue
from domain.values.ids import DepartmentId, EnterpriseId, ProblemId
from domain.values.progress import Silent
from gui.pages.figures.page import Shown as Looked
from gui.targets import ToPage, ToProblem, ToVisit
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_ASKED = (
    ("贷款 8 月到期，续贷缺担保", "融资"),
    ("旺季缺一线工人 30 名", "用工"),
    ("厂房外道路积水，货车进不来", "物流"),
    ("规划许可证补办", "手续"),
    ("夜间限电，影响排产", "用能"),
    ("夜间限电，冷库停机", "用能"),
)
_DETAIL = "企业来电反映，希望一周内有答复。"


def ledger_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "problems-empty", lambda o: o.go(ToPage("problems")) and None
    yield "problems", _problems
    yield "problem", partial(_one, 2)
    yield "problem-closing", partial(_one, 1)
    yield "problem-step", _step
    yield "problem-common", partial(_one, 7)
    yield "problem-entering", partial(_pressed, "raise_button")
    yield "problems-desk", lambda o: o.go(ToPage("desk")) and None
    yield "visits-enterprises", _visits
    yield "visits", partial(_chosen, "visits")
    yield "visits-recording", _recording
    yield "visits-recording-one", partial(_of_first, "record_button")
    yield "visits-form", partial(_of_first, "")
    yield "visits-charges", partial(_chosen, "charges")
    yield "visits-changing", _changing
    yield "visits-moving", _moving
    yield "visits-people", partial(_chosen, "people")
    yield "visits-units", _units
    yield "visits-units-ending", _ending
    yield "visits-assigning", _assigning
    yield "visits-month", _month
    yield "visits-importing", partial(_importing, 2)
    yield "visits-importing-last", partial(_importing, 3)
    yield "visits-importing-past", _past
    yield "visits-dossier", _dossier
    yield "figures", lambda o: o.go(ToPage("figures")) and None
    yield "figures-rows", _rows
    yield "figures-paper", _report
    yield "figures-brief", _brief
    yield "figures-reporting", _reporting
    yield "figures-reported", _reported
    yield "figures-reported-rows", _reported_rows
    yield "figures-tables", partial(_table, "problems-open")
    yield "figures-tables-columns", _table_columns
    yield "figures-tables-conditions", _table_conditions


def _problems(opened: Opened) -> None:
    seat, rules, today = opened.context.seat, opened.context.problem_rules, date.today()
    department = DepartmentId(
        save_department(seat, DepartmentFields("区金融服务局", "孙工", "0371-67180000"))
    )
    save_cadre(seat, CadreFields("李强", "副局长", department_id=department))
    with seat.read() as session:
        found = session.exec(select(Enterprise.id).order_by(col(Enterprise.id)).limit(6)).all()
    ids = []
    for at, ((title, kind), enterprise) in enumerate(zip(_ASKED, found, strict=True)):
        assert enterprise is not None
        day = today - timedelta(days=3 * at)
        raised = Raised(
            title, kind, EnterpriseId(enterprise), day, "企业来电反映，希望一周内有答复。", raised_by="刘总"
        )
        ids.append(raise_problem(seat, raised, rules, although_like=True))
    given = {
        "assignment": Given(department_id=department),
        "reply": Given("已约三家银行，周四上门", "孙工"),
        "solving": Given(answer="中原银行续贷 200 万元，8 月 1 日已放款。", handler="孙工"),
        "closing": Given(content=Content.CONTENT),
    }
    for id_, steps in ((ids[0], 3), (ids[1], 2), (ids[2], 4)):
        for step in list(given)[:steps]:
            take_step(seat, [_seen(opened, id_)], Doing(Move.ONWARD, step), given[step], rules)
    supervise(seat, _seen(opened, ids[3]), rules, because="企业多次反映")
    gather(seat, [_seen(opened, id_) for id_ in ids[4:]], "园区夜间限电", rules)
    opened.go(ToPage("problems")).list.every.setCurrentIndex(1)


def _seen(opened: Opened, id_: ProblemId) -> Any:
    rules = opened.context.problem_rules
    with opened.context.seat.read() as session:
        return find_problem(session, id_, rules.roads_in(session)).seen


def _one(id_: int, opened: Opened) -> None:
    opened.go(ToProblem(ProblemId(id_)))


def _step(opened: Opened) -> QWidget | None:
    view = opened.page("problems").problem_view
    view.acts[0].click()
    opened.settle()
    return view.dialog  # type: ignore[no-any-return]


def _pressed(name: str, opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("problems"))
    if page.problem_view.isVisible():
        page.problem_view.left.emit()
    getattr(page, name).click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _visits(opened: Opened) -> None:
    seat, rules, today = opened.context.seat, opened.context.problem_rules, date.today()
    with seat.read() as session:
        found = session.exec(select(Enterprise.id).order_by(col(Enterprise.id)).limit(8)).all()
    ids = [EnterpriseId(id_) for id_ in found if id_ is not None]
    li = save_cadre(seat, CadreFields("王敏", "科长"))
    assign(seat, ids[:6], li, Post.OFFICER, today - timedelta(days=40))
    for at, id_ in enumerate(ids[:4]):
        day, words = today - timedelta(days=12 * at), "订单饱满，缺一线工人；车间扩建等环评批复。"
        fields = VisitFields(Way.ON_SITE, day, (id_,), (li,), "北区一线", met="刘总", found=words)
        record_visit(seat, fields, rules)
    plan_visits(seat, VisitFields(Way.ON_SITE, today + timedelta(days=2), tuple(ids[4:6]), (li,)), rules)
    together = VisitFields(Way.SYMPOSIUM, today, tuple(ids[5:8]), (li,), found="三户都反映招工难。")
    record_visit(seat, together, rules)
    opened.go(ToPage("visits"))


def _chosen(view: str, opened: Opened) -> None:
    opened.go(ToPage("visits")).choice.set_value(view)


def _changing(opened: Opened) -> QWidget | None:
    """Change a visit that has photographs."""
    seat, rules, today = opened.context.seat, opened.context.problem_rules, date.today()
    path = opened.folder / "车间照片.jpg"
    path.write_bytes(b"a picture")
    taken, _ = take_in(seat.store, [path], Silent())
    [enterprise] = _some(opened, 1)
    fields = VisitFields(Way.CALL, today, (enterprise,), found="电话回访，贷款已到账。")
    asked = Raised("缺一线工人 20 名", "用工", enterprise, today)
    done = record_visit(seat, fields, rules, photos=taken, problems=[asked], although_there=True)
    opened.go(ToVisit(done.id))
    opened.settle()
    return opened.page("visits").dialog  # type: ignore[no-any-return]


def _moving(opened: Opened) -> QWidget | None:
    _changing(opened)
    page = opened.page("visits")
    page.dialog.reject()
    page.links["改企业…"].click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _units(opened: Opened) -> None:
    seat = opened.context.seat
    for name in ("区税务局", "区人社局"):
        if name not in [one.name for one in seat.store.ask(departments)]:
            save_department(seat, DepartmentFields(name, "孙工", "0371-67180000"))
            save_team(seat, TeamFields(f"{name}工作组"))
    _chosen("units", opened)


def _ending(opened: Opened) -> QWidget | None:
    _units(opened)
    [department, *_] = opened.context.store.ask(departments)
    rules, seat = opened.context.problem_rules, opened.context.seat
    [enterprise] = _some(opened, 1)
    id_ = raise_problem(
        seat, Raised("发票额度不够", "手续", enterprise, date.today()), rules, although_like=True
    )
    assigning, given = Doing(Move.ONWARD, "assignment"), Given(department_id=DepartmentId(department.id or 0))
    take_step(seat, [_seen(opened, id_)], assigning, given, rules)
    opened.settle()
    page = opened.page("visits")
    page.units.table.select_key(("department", department.id))
    page.links["停用或撤销…"].click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _recording(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("visits"))
    page.record_button.click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _of_first(name: str, opened: Opened) -> QWidget | None:
    """Record a visit to the first enterprise, or show the form that is taken along."""
    _chosen("enterprises", opened)
    page = opened.page("visits")
    page.covered.table.selectRow(0)
    getattr(page, name).click() if name else page._on_forms()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _month(opened: Opened) -> QWidget | None:
    _chosen("enterprises", opened)
    page = opened.page("visits")
    page.month_button.click()
    page.dialog.by.set_value("street")
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _importing(steps: int, opened: Opened) -> QWidget | None:
    """Take a sheet of cadres as far as some step; in the last what was wrong is left out."""
    _chosen("people", opened)
    importer = opened.page("visits").importers["people"]
    path = opened.folder / "包联干部.csv"
    path.write_text(_SHEET, "utf-8")
    importer.read(path)
    opened.settle()
    for step in range(steps):
        if step == 2:
            importer.dialog.check.leave_button.click()
        importer.dialog.next_button.click()
        opened.settle()
    return importer.dialog  # type: ignore[no-any-return]


def _past(opened: Opened) -> QWidget | None:
    _importing(3, opened)
    importer = opened.page("visits").importers["people"]
    importer.dialog.next_button.click()
    opened.settle()
    importer.show_past()
    opened.settle()
    return importer.dialog  # type: ignore[no-any-return]


_SHEET = """姓名,职务,所在单位,工作组,联系电话,离任时间
赵明,局长,区发展局,第一工作组,13803710001,
周岚,科长,区发展局,第一工作组,13803710,
李强,副局长,区金融服务局,,,
吴越,,区税务局,第二工作组,0371-67180001,
"""


def _assigning(opened: Opened) -> QWidget | None:
    _chosen("enterprises", opened)
    page = opened.page("visits")
    page.covered.table.selectAll()
    page.links["分配包联…"].click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _rows(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("figures"))
    page.list.table.select_key("raised")
    page.list.table.opened.emit(page.list.table.current_row())
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _report(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("figures"))
    page.paper_button.click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _brief(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("figures"))
    page.brief_button.click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _reporting(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("figures"))
    page.report_button.click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _reported(opened: Opened) -> None:
    page = opened.go(ToPage("figures"))
    context = opened.context
    make_report(
        context.seat, context.figures, Issue(Over.MONTH, page.first), date.today(), context.problem_rules
    )
    [enterprise] = _some(opened, 1)
    call = VisitFields(Way.CALL, date.today(), (enterprise,))
    record_visit(context.seat, call, context.problem_rules, although_there=True)
    opened.settle()


def _reported_rows(opened: Opened) -> QWidget | None:
    """Look into a number that was reported, and was corrected since."""
    page = opened.go(ToPage("figures"))
    page.list.table.select_key("visits")
    page.list.table.opened.emit(page.list.table.current_row())
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]


def _table(id_: str, opened: Opened) -> None:
    with opened.context.seat.read() as session:
        is_first = not session.exec(select(ProblemRow.id)).all()
    if is_first:
        _problems(opened)
    page = opened.go(ToPage("figures"))
    page.look_at(Looked.TABLES)
    opened.settle()
    page.tables.list.table.select_key(id_)
    opened.settle()


def _table_columns(opened: Opened) -> QWidget | None:
    _table("enterprises-served", opened)
    controls = opened.page("figures").tables.controls
    controls.columns_button.click()
    opened.settle()
    return controls.columns_popup  # type: ignore[no-any-return]


def _table_conditions(opened: Opened) -> QWidget | None:
    _table("problems-open", opened)
    controls = opened.page("figures").tables.controls
    controls.where_button.click()
    opened.settle()
    return controls.where_popup  # type: ignore[no-any-return]


def _some(opened: Opened, count: int) -> list[EnterpriseId]:
    with opened.context.seat.read() as session:
        found = session.exec(select(Enterprise.id).order_by(col(Enterprise.id)).limit(count)).all()
    return [EnterpriseId(id_) for id_ in found if id_ is not None]


def _dossier(opened: Opened) -> QWidget | None:
    _chosen("enterprises", opened)
    page = opened.page("visits")
    [enterprise] = _some(opened, 1)
    page.covered.table.select_key(enterprise)
    page.links["一企一档…"].click()
    opened.settle()
    return page.dialog  # type: ignore[no-any-return]
