"""Rows of cadres, charges, visits and problems."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.exchange.ledgers.columns import (
    ENTERPRISE,
    LATE,
    NUMBER,
    OF_PROJECT,
    USCC,
)
from domain.exchange.ledgers.known import Known, Named, Of
from domain.exchange.ledgers.reading import Cells, Reading, parts_of
from domain.outreach.charges import against_charge, overlap
from domain.outreach.entities import Charge, Post, TeamKind, VisitState, Way
from domain.outreach.importing import (
    NewCadre,
    NewProblem,
    NewVisit,
)
from domain.outreach.people import CadreFields
from domain.outreach.problem_entities import Matter as ProblemMatter
from domain.outreach.problem_entities import Source
from domain.outreach.problems.raising import ORDINARY, Raised, checked, is_number, read_asked
from domain.outreach.visits import VisitFields
from domain.values.ids import CadreId, DepartmentId

_WITH_UNIT: Final = re.compile(r"(.+?)\s*[(（](.+)[)）]")


class CadresReading(Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        names = known.department_names
        self._there = {(one.name, names.get(one.department_id, ""), one.until) for one in known.cadres}

    def read(self, cells: Cells) -> NewCadre | None:
        name = cells.needed("name", "请填写姓名")
        department, until = cells.text("department"), cells.day("until")
        if department and until is None:
            cells.trying("department", lambda: self.known.department(department, self.today))
        same = (name, department, until)
        if same in self._there:
            where = f"“{department}”" if department else "这里"
            cells.complain("name", f"{where}已经登记过“{name}”，没有重复登记；要改的请在“干部”里改")
        self.is_repeated(cells, "name", "同一单位、同一姓名", same)
        fields = CadreFields(name, cells.text("duty"), cells.text("phone"))
        kind = TeamKind(cells.text("team_kind") or TeamKind.GROUP)
        return NewCadre(fields, department, cells.text("team"), kind, until)


class ChargesReading(Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._charges: dict[tuple[Of, CadreId, str], list[tuple[Charge, int]]] = {}

    def read(self, cells: Cells) -> Charge | None:
        of, since = self._of(cells), cells.needed_day("since")
        name = cells.needed("cadre", "请填写干部姓名")
        post = cells.needed("post", "请填写身份，如包联干部")
        if of is None or since is None or not name or not post:
            return None
        cadre = cells.trying("cadre", lambda: self.known.cadre(name, cells.text("department"), since))
        if cadre is None or cadre.id is None:
            return None
        charge = Charge(
            enterprise_id=of.enterprise_id,
            project_id=of.project_id,
            cadre_id=cadre.id,
            post=Post(post),
            since=since,
            until=cells.day("until"),
            because=cells.text("because"),
        )
        if against := against_charge(charge, cadre):
            cells.complain("until", against)
        same = self.known.charges_of(of, cadre.id)
        if any(overlap(one, charge) for one in same):
            said = f"{cadre.name}在这段时间已经是“{of.name}”的{Post(post).word}，没有重复登记"
            cells.complain("cadre", said)
        key = (of, cadre.id, post)
        for before, row in self._charges.setdefault(key, []):
            if overlap(before, charge):
                what = "企业" if of.project_id is None else "项目"
                cells.complain("cadre", f"与第 {row + 1} 行重复：同一{what}、同一干部、同一身份，时间重叠")
        self._charges[key].append((charge, cells.row))
        return charge

    def _of(self, cells: Cells) -> Of | None:
        said = cells.text(ENTERPRISE)
        if not said.startswith(OF_PROJECT):
            enterprise = self.enterprise(cells)
            return None if enterprise is None else Of(enterprise.id, None, enterprise.name)
        if cells.text(USCC):
            cells.complain(USCC, "包联的是项目，不填信用代码，请清空这一格")
        project = self.project(cells, ENTERPRISE, said.removeprefix(OF_PROJECT))
        return None if project is None else Of(None, project.id, project.name)


class VisitsReading(Reading):
    def read(self, cells: Cells) -> NewVisit | None:
        day, way = cells.needed_day("day"), cells.needed("way", "请填写方式，如现场走访")
        if day is None or not way:
            return None
        said = cells.text("state")
        state = VisitState.PLANNED if said == LATE else VisitState(said or VisitState.DONE)
        if state is VisitState.DONE and day > self.today:
            cells.complain("day", f"走访日期 {day.isoformat()} 还没有到；还没去的，状态填“计划”")
        dropped = cells.text("dropped")
        if state is VisitState.DROPPED and not dropped:
            cells.complain("state", "取消的走访，要在“取消的理由”里写明为什么没有去")
        enterprises = self._enterprises(cells, Way(way))
        cadres = self._cadres(cells, day)
        asked = cells.trying("asked", lambda: read_asked(cells.lines("asked"))) or []
        if asked and (len(enterprises) > 1 or state is not VisitState.DONE):
            cells.complain("asked", "几户一起座谈的，或还没有去的，提出的问题请填在问题台账里，一户一行")
        for one in enterprises:
            self._refuse_twice(cells, one, (day, way, state.value))
        if not enterprises:
            return None
        met = cells.text("met")
        fields = VisitFields(
            Way(way),
            day,
            tuple(one.id for one in enterprises),
            tuple(cadres),
            cells.text("route"),
            cells.text("place"),
            met,
            cells.lines("found"),
        )
        raised = [Raised(title, kind, enterprises[0].id, day, raised_by=met) for kind, title in asked]
        for problem in raised:
            cells.trying("asked", lambda one=problem: checked(one, max(self.today, day)))  # type: ignore[misc]
        return NewVisit(fields, state, dropped, tuple(raised))

    def _enterprises(self, cells: Cells, way: Way) -> list[Named]:
        if way is Way.SYMPOSIUM:
            return self.enterprises(cells, "请填写来座谈的企业，几户的用顿号隔开")
        found = self.enterprise(cells)
        return [] if found is None else [found]

    def _cadres(self, cells: Cells, day: date) -> Iterator[CadreId]:
        for part in parts_of(cells.text("cadres")):
            with_unit = _WITH_UNIT.fullmatch(part)
            name, unit = (with_unit[1], with_unit[2]) if with_unit else (part, "")
            found = cells.trying("cadres", lambda name=name, unit=unit: self.known.cadre(name, unit, day))  # type: ignore[misc]
            if found is not None and found.id is not None:
                yield found.id

    def _refuse_twice(self, cells: Cells, one: Named, of: tuple[date, str, str]) -> None:
        day, way, state = of
        at = "day"
        if (one.id, day, way, state) in self.known.visits:
            word = f"{VisitState(state).word}的{Way(way).word}"
            cells.complain(at, f"“{one.name}”在 {day.isoformat()} 已有一次{word}，没有重复登记")
        self.is_repeated(cells, at, "同一企业、同一天、同一方式", (one.id, *of))


class ProblemsReading(Reading):
    def read(self, cells: Cells) -> NewProblem | None:
        enterprise, day = self.enterprise(cells), cells.needed_day("raised_on")
        title = cells.needed("title", "请填写问题是什么")
        kind = cells.needed("kind", "请填写问题类别，如融资")
        source = cells.needed("source", "请填写来源，如走访、热线")
        if enterprise is None or day is None or not (title and kind and source):
            return None
        if day > self.today:
            cells.complain("raised_on", f"提出日期 {day.isoformat()} 还没有到，请改成实际提出的日期")
        there = self.known.problems.get((enterprise.id, day, title), "")
        raised = Raised(
            title,
            kind,
            enterprise.id,
            day,
            cells.lines("detail"),
            Source(source),
            ProblemMatter(cells.text("matter") or ProblemMatter.PROBLEM),
            cells.text("raised_by"),
            cells.text("phone"),
            self._grade(cells),
            number=self._number(cells, day, there),
        )
        cells.trying("title", lambda: checked(raised, max(self.today, day)))
        handed = self._handed(cells)
        self._refuse_under_way(cells, raised.grade, is_handed=any(handed))
        if there:
            cells.complain("title", f"这户企业 {day.isoformat()} 提出的这件问题已经登记，编号 {there}")
        self.is_repeated(cells, "title", "同一企业、同一天、同一问题", (enterprise.id, day, title))
        return NewProblem(raised, *handed)

    def _grade(self, cells: Cells) -> str:
        title = cells.text("grade")
        if not title:
            return ORDINARY
        road = self.known.roads.get(title)
        if road is None:
            cells.complain("grade", f"没有办理程序“{title}”，可填：{'、'.join(self.known.roads)}")
        return ORDINARY if road is None else road.id

    def _number(self, cells: Cells, day: date, there: str) -> str:
        """Return the number that a problem brings along; ``there`` is that of the same one."""
        number = cells.text(NUMBER)
        if number == there:
            return number
        if number and not is_number(number, day.year):
            cells.complain(
                NUMBER, f"编号应写如 {day.year}-0007，年份和提出的日期一致；或清空这一格，由程序编号"
            )
        elif number and self.known.is_taken(number):
            cells.complain(NUMBER, f"编号 {number} 已经是另一件问题的；不是同一件的，清空这一格，由程序编号")
        elif number:
            self.is_repeated(cells, NUMBER, "同一编号", (number,))
        return number

    def _handed(self, cells: Cells) -> tuple[DepartmentId | None, CadreId | None]:
        """Return to whom it was handed: a department, one of its people, or somebody by themselves."""
        said = cells.text("handler")
        if not said:
            return None, None
        department = cells.trying("handler", lambda: self.known.department(said, self.today))
        if department is not None or cells.faults.get("handler"):
            return department, None
        unit, _, name = said.rpartition(" ")
        if unit:
            department = cells.trying("handler", lambda: self.known.department(unit, self.today))
        if unit and department is None:
            cells.complain("handler", f"没有登记过部门“{unit}”，先在“部门和工作组”里登记，或改成登记的名称")
            return None, None
        if not unit and all(one.name != name for one in self.known.cadres):
            cells.complain("handler", f"没有登记过部门或干部“{said}”，先在“走访”页登记，或改成登记的名称")
            return None, None
        cadre = cells.trying("handler", lambda: self.known.cadre(name, unit, self.today))
        return department, None if cadre is None or cadre.id is None else cadre.id

    def _refuse_under_way(self, cells: Cells, grade: str, *, is_handed: bool) -> None:
        """Refuse what has gone further elsewhere: here it would begin anew, and count as open."""
        said = cells.text("state")
        road = next(one for one in self.known.roads.values() if one.id == grade)
        first, second = (one.title for one in road.way[:2])
        if said and said != (second if is_handed else first):
            cells.complain(
                "state",
                f"状态写着“{said}”。导入的问题从“{first}”办起，写了承办的从“{second}”办起："
                "已经办结的请不导入这一行；要从头办的，清空这一格",
            )
