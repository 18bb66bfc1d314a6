"""A sheet of a ledger held against the register, the cadres and what the ledger has already, row by row."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import UNITS, FactKind
from domain.exchange.intake.cells import text_of
from domain.exchange.intake.checking import CheckedFile, CheckedSheet, Spot
from domain.exchange.intake.layout import Planner, SheetPlan
from domain.exchange.intake.targets import Target
from domain.exchange.intake.values import Value
from domain.exchange.ledgers.columns import (
    ENTERPRISE,
    LATE,
    OF_PROJECT,
    PROJECT,
    USCC,
    LedgerForm,
    target_of,
)
from domain.exchange.ledgers.known import Known, Named, Of
from domain.outreach.charges import against_charge, overlap
from domain.outreach.cultivation.keeping import EntryFields, HelpFields, entry_complaints
from domain.outreach.cultivation_entities import Stage as Growth
from domain.outreach.entities import Charge, Post, TeamKind, VisitState, Way
from domain.outreach.guides.topics import TopicFields
from domain.outreach.guides.topics import complaints_of as complaints_of_topic
from domain.outreach.importing import (
    Ledger,
    NewCadre,
    NewGuest,
    NewNeed,
    NewProblem,
    NewProgress,
    NewProject,
    NewTenant,
    NewVisit,
    Row,
)
from domain.outreach.matching.events import DealFields, EventFields, Guest, deal_complaints
from domain.outreach.matching.events import complaints_of as event_complaints
from domain.outreach.matching.needs import NeedFields, OutcomeFields, outcome_complaints
from domain.outreach.matching.needs import complaints_of as need_complaints
from domain.outreach.matching.parks import ParkFields, TenantFields, wrong_of_tenant
from domain.outreach.matching.parks import complaints_of as park_complaints
from domain.outreach.matching.parks import overlap as overlap_in_park
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed, Through
from domain.outreach.people import CadreFields
from domain.outreach.problem_entities import Matter as ProblemMatter
from domain.outreach.problem_entities import Source
from domain.outreach.problems.raising import ORDINARY, Raised, checked, is_number, read_asked
from domain.outreach.project_entities import Project
from domain.outreach.projects.keeping import ProjectFields, complaints_of
from domain.outreach.projects.progress import (
    Investment,
    Month,
    Stage,
    month_words,
    with_amount,
    with_month,
    with_stage,
)
from domain.outreach.visits import VisitFields
from domain.values.errors import BadInput
from domain.values.ids import CadreId, DepartmentId, EnterpriseId, ProjectId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Reporter
from domain.values.texts import one_line

T = TypeVar("T")

_SEVERAL: Final = re.compile(r"[、，,;；/\n]+")
_WITH_UNIT: Final = re.compile(r"(.+?)\s*[(（](.+)[)）]")
_NUMBER: Final = "number"
_MONTH: Final = re.compile(r"(20\d\d)(?:年?|(?:年|[-./])(\d\d?)(?:月|[-./]0?1)?|(\d\d))")
_MONTHS: Final = 12
_ONE: Final = UNITS[FactKind.NUMBER]
_LEAST: Final = Fen(1_000_00)
"""No park costs less, and no loan is smaller."""
_LOOKED_UP: Final = {target_of(name): name for name in (ENTERPRISE, USCC, _NUMBER)}


class CheckedLedger(CheckedFile):
    """A file of one ledger.

    Attributes:
        ledger: Which.
        known: What it is held against.
    """

    def __init__(
        self, plans: Sequence[SheetPlan], planner: Planner, known: Known, reporter: Reporter
    ) -> None:
        """Read and check; see `CheckedFile`."""
        assert isinstance(planner.form, LedgerForm)
        self._form = planner.form
        self.ledger = planner.form.ledger
        self.known = known
        self._rows: dict[int, Row] = {}
        super().__init__(plans, planner, reporter)

    def rows(self) -> list[Row]:
        """Return what is taken in, in the order of the file.

        Raises:
            BadInput: Something is wrong still; every complaint with its place.
        """
        self.raise_any()
        return [self._rows[row] for sheet in self.sheets for _, row in sheet.taken()]

    def words(self) -> list[tuple[int, str]]:
        """Return of every row that is taken in its number in the sheet, and what it says in short."""
        names = {fact.name for fact in self._form.facts if not (fact.is_long or fact.is_personal)}
        return [
            (row + 1, "　".join(texts))
            for sheet in self.sheets
            for _, row in sheet.taken()
            if (
                texts := [
                    text
                    for column in sheet.plan.read
                    if column.target is not None and column.target.name in names
                    if (text := " ".join(text_of(sheet.plan.sheet.rows[row][column.place]).split()))
                ]
            )
        ]

    def new_names(self) -> tuple[list[str], list[str]]:
        """Return the departments and the teams that are entered along."""
        rows = self._rows.values()
        cadres = [row for row in rows if isinstance(row, NewCadre)]
        named = [*(one.team for one in cadres), *(row.force for row in rows if isinstance(row, NewProject))]
        there = {one.name for one in self.known.departments if one.until is None}
        teams = {one.name for one in self.known.teams if one.until is None}
        return (
            list(dict.fromkeys(one.department for one in cadres if one.department not in ("", *there))),
            list(dict.fromkeys(name for name in named if name not in ("", *teams))),
        )

    def is_looked_up(self, target: Target) -> bool:
        return target in _LOOKED_UP

    def look_up(self, values: Sequence[tuple[Target, Value]]) -> None:
        said: dict[str, set[str]] = {name: set() for name in _LOOKED_UP.values()}
        for target, value in values:
            if (name := _LOOKED_UP.get(target)) is not None:
                said[name] |= {one_line(str(value)), *_parts(str(value))}
        self.known.learn(said[USCC], said[ENTERPRISE], said[_NUMBER])

    def find_faults(self, sheet: CheckedSheet) -> Iterator[tuple[Spot, str]]:
        reading = _READINGS[self.ledger](self.known)
        self._rows = {}
        # By their names: an amount is the same column in whatever unit it is written.
        placed = {column.target.name: column.place for column in sheet.plan.read if column.target is not None}
        columns = {name: placed[name] for name in self.planner.dictionary.attributes if name in placed}
        facts = self.planner.dictionary.attributes
        for at, row in sheet.taken():
            cells = Cells(
                row,
                {
                    name: decode(facts[name], str(value))
                    for name, place in columns.items()
                    if (value := sheet.values[place][at]) is not None
                },
            )
            found = reading.read(cells)
            first = next(iter(columns.values()), 0)
            for name, sentence in cells.faults.items():
                yield Spot(row, columns.get(name, first)), sentence
            if found is not None and not cells.faults:
                self._rows[row] = found


class Cells:
    """The cells of one row, by what they hold; what is wrong with them is gathered.

    Attributes:
        row: Which row of the sheet, counted from 0.
        faults: What is wrong, by the cell.
    """

    def __init__(self, row: int, values: Mapping[str, object]) -> None:
        self.row, self._values = row, values
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return what a cell says in one line; empty where it says nothing."""
        return one_line(self.lines(name))

    def lines(self, name: str) -> str:
        """The same, in as many lines as there are."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        value = self._values.get(name)
        return value if isinstance(value, date) else None

    def amount(self, name: str) -> Fen | None:
        value = self._values.get(name)
        return Fen(value) if isinstance(value, int) else None

    def number(self, name: str) -> int | None:
        """Return a whole number of things."""
        value = self._values.get(name)
        return value // _ONE if isinstance(value, int) else None

    def large(self, name: str) -> Fen | None:
        """Return an amount of which nobody has so little: where it is, its unit is most likely missing."""
        amount = self.amount(name)
        if amount is not None and 0 < amount < _LEAST:
            said = f"这里是 {yuan_text(amount)} 元，是不是没有写单位？请在表头写明，如（万元）"
            self.complain(name, said)
        return amount

    def needed_day(self, name: str) -> date | None:
        """Return a day that there must be."""
        day = self.day(name)
        if day is None:
            self.complain(name, "请填写日期")
        return day

    def needed(self, name: str, sentence: str) -> str:
        """Return a text that there must be; ``sentence`` is said where there is none."""
        text = self.text(name)
        if not text:
            self.complain(name, sentence)
        return text

    def complain(self, name: str, sentence: str) -> None:
        """Say what is wrong with a cell; the first of several complaints stands."""
        self.faults.setdefault(name, sentence)

    def trying(self, name: str, do: Callable[[], T]) -> T | None:
        """Return what something comes to; where it is refused, say so at a cell."""
        try:
            return do()
        except BadInput as error:
            self.complain(name, str(error))
            return None


class _Reading:
    """Makes rows of a ledger from cells; remembers what came before in the same sheet."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.today = known.rules.today()
        self._before: dict[tuple[object, ...], int] = {}

    def read(self, cells: Cells) -> Row | None:
        raise NotImplementedError

    def enterprise(self, cells: Cells) -> Named | None:
        at = USCC if cells.text(USCC) else ENTERPRISE
        return cells.trying(at, lambda: self.known.enterprise(cells.text(USCC), cells.text(ENTERPRISE)))

    def enterprises(self, cells: Cells, missing: str) -> list[Named]:
        """Return several enterprises that stand in one row; ``missing`` is said where there is none."""
        codes, names = _parts(cells.text(USCC)), _parts(cells.text(ENTERPRISE))
        if codes and names and len(codes) != len(names):
            cells.complain(USCC, f"企业有 {len(names)} 户，信用代码有 {len(codes)} 个，请填成一样多")
            return []
        count = max(len(codes), len(names))
        if not count:
            cells.complain(ENTERPRISE, missing)
        at, enterprises = USCC if codes else ENTERPRISE, []
        for code, name in zip(codes or [""] * count, names or [""] * count, strict=True):
            named = cells.trying(at, lambda code=code, name=name: self.known.enterprise(code, name))  # type: ignore[misc]
            enterprises += [] if named is None else [named]
        return enterprises

    def project(self, cells: Cells, at: str, said: str) -> Project | None:
        """Return the project that a cell names; that there is none, or which, is said there."""
        return cells.trying(at, lambda: self.known.project(said))

    def is_repeated(self, cells: Cells, at: str, what: str, key: tuple[object, ...]) -> bool:
        """Whether an earlier row says the same; then that is said."""
        before = self._before.setdefault(key, cells.row)
        if before != cells.row:
            cells.complain(at, f"与第 {before + 1} 行重复：{what}，只能留一行")
        return before != cells.row


class _Cadres(_Reading):
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


class _Charges(_Reading):
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


class _Visits(_Reading):
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
        for part in _parts(cells.text("cadres")):
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


class _Problems(_Reading):
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
        number = cells.text(_NUMBER)
        if number == there:
            return number
        if number and not is_number(number, day.year):
            cells.complain(
                _NUMBER, f"编号应写如 {day.year}-0007，年份和提出的日期一致；或清空这一格，由程序编号"
            )
        elif number and self.known.is_taken(number):
            cells.complain(_NUMBER, f"编号 {number} 已经是另一件问题的；不是同一件的，清空这一格，由程序编号")
        elif number:
            self.is_repeated(cells, _NUMBER, "同一编号", (number,))
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


class _Projects(_Reading):
    def read(self, cells: Cells) -> NewProject | None:
        name = cells.needed("name", "请填写项目名称")
        owners = self.enterprises(cells, "请填写项目的企业，几户合办的用顿号隔开")
        force = self._force(cells)
        for one in owners:
            if number := self.known.projects.get((one.id, name)):
                cells.complain("name", f"“{one.name}”的这个项目已经登记，编号 {number}，没有重复登记")
            self.is_repeated(cells, "name", "同一企业、同一项目", (one.id, name))
        fields = ProjectFields(
            name,
            {one.id: "" for one in owners},
            cells.text("kind"),
            cells.text("street"),
            cells.text("park"),
            total=cells.amount("total"),
            starts_on=cells.day("starts_on"),
            ends_on=cells.day("ends_on"),
            plan=cells.lines("plan"),
        )
        for at, sentence in complaints_of(fields):
            cells.complain(at, sentence)
        return NewProject(fields, force, cells.amount("planned")) if owners else None

    def _force(self, cells: Cells) -> str:
        name = cells.text("force")
        there = next((one for one in self.known.teams if one.name == name and one.until is None), None)
        if there is not None and there.kind != TeamKind.FORCE:
            cells.complain("force", f"“{name}”登记的是工作组，不是专班，请改成专班的名称")
        return name


class _Progress(_Reading):
    """Reads rows of a project: what is entered of it already stays."""

    def read(self, cells: Cells) -> NewProgress | None:
        project = self.project(cells, PROJECT, cells.needed(PROJECT, "请填写项目的全称或编号"))
        if project is None or project.id is None:
            return None
        return self.read_of(cells, project.id)

    def read_of(self, cells: Cells, id_: ProjectId) -> NewProgress | None:
        raise NotImplementedError


class _Stages(_Progress):
    def read_of(self, cells: Cells, id_: ProjectId) -> NewProgress | None:
        stage = Stage(cells.needed("stage", "请填写阶段的名称"), cells.day("planned"), cells.day("done"))
        if stage.done is not None and stage.done > self.today:
            cells.complain("done", f"完成日期 {stage.done.isoformat()} 还没有到")
        cells.trying("stage", lambda: with_stage(self.known.stages.get(id_, ()), stage))
        self.is_repeated(cells, "stage", "同一项目、同一阶段", (id_, stage.name))
        return NewProgress(id_, (stage,))


class _Investment(_Progress):
    def read_of(self, cells: Cells, id_: ProjectId) -> NewProgress | None:
        said = cells.needed("month", "请填写月份，如 2026-03")
        planned, done = cells.amount("planned"), cells.amount("done")
        found = _MONTH.fullmatch(said.replace(" ", ""))
        month = 0 if found is None else int(found[2] or found[3] or 0)
        is_year = found is not None and found[2] is None and found[3] is None
        if found is None or not (is_year or 1 <= month <= _MONTHS):
            cells.complain("month", f"月份“{said}”看不懂，请写成 2026-03；全年的计划写 2026年")
            return None
        for name, amount in (("planned", planned), ("done", done)):
            if amount is not None and amount < 0:
                cells.complain(name, "投资不能小于 0")
        first = date(int(found[1]), month or 1, 1)
        self.is_repeated(cells, "month", "同一项目、同一月份", (id_, first, is_year))
        if is_year:
            return self._year(cells, id_, first)
        if done is not None and first > self.today:
            cells.complain("done", f"{month_words(first)}还没有到，不能填完成投资")
        there, new = self.known.months.get((id_, first), Month()), Month(planned, done)
        cells.trying("month", lambda: with_month(there, new, month_words(first)))
        return NewProgress(id_, investment=Investment({first: new}))

    def _year(self, cells: Cells, id_: ProjectId, first: date) -> NewProgress | None:
        planned, there = cells.amount("planned"), self.known.years.get((id_, first))
        if cells.amount("done") is not None:
            cells.complain("done", "全年的只填计划，完成投资按月份填")
        if planned is None:
            cells.complain("planned", "请填写全年的计划投资")
            return None
        cells.trying("planned", lambda: with_amount(there, planned, f"{first.year}年计划投资"))
        return NewProgress(id_, investment=Investment(years={first: planned}))


class _Topics(_Reading):
    def read(self, cells: Cells) -> TopicFields | None:
        title = cells.needed("title", "请填写办事指南的标题")
        cells.needed("answer", "请填写怎么答复，每行一步")
        said = cells.text("days").removesuffix("个工作日").removesuffix("天").strip()
        if said and not (said.isascii() and said.isdigit()):
            cells.complain("days", f"承诺期限“{said}”看不懂，请只写几个工作日，如 5")
            return None
        topic = TopicFields(
            title,
            cells.lines("asks"),
            cells.lines("answer"),
            cells.lines("papers"),
            cells.text("place"),
            cells.text("phone"),
            cells.text("hours"),
            days=int(said) if said else None,
            valid_from=cells.day("valid_from"),
            valid_until=cells.day("valid_until"),
            keeper=cells.text("keeper"),
            checked_on=cells.day("checked_on"),
        )
        for sentence in () if cells.faults else complaints_of_topic(topic):
            cells.complain("title", sentence)
        if title in self.known.topics:
            cells.complain("title", f"已有办事指南“{title}”，没有重复登记；要改的请在“办事指南”页改")
        self.is_repeated(cells, "title", "同一标题", (title,))
        return topic


class _Parks(_Reading):
    def read(self, cells: Cells) -> ParkFields | None:
        name, since = cells.needed("name", "请填写园区名称"), cells.needed_day("since")
        if not name or since is None:
            return None
        if name in self.known.parks:
            cells.complain("name", f"已经登记过园区“{name}”，没有重复登记")
        self.is_repeated(cells, "name", "同一园区", (name,))
        texts = {one: cells.text(one) for one in ("kind", "street", "place", "operator", "contact", "phone")}
        given = ParkFields(
            name,
            since,
            ParkStage(cells.text("stage") or ParkStage.OPEN),
            **texts,
            total=cells.large("total"),
            area=cells.number("area"),
        )
        for at, sentence in park_complaints(given, self.today):
            cells.complain(at, sentence)
        return given


class _Tenants(_Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._stays: dict[tuple[int, EnterpriseId], list[tuple[TenantFields, int]]] = {}

    def read(self, cells: Cells) -> NewTenant | None:
        enterprise, since = self.enterprise(cells), cells.needed_day("since")
        name = cells.needed("park", "请填写园区名称")
        park = self.known.parks.get(name)
        if name and park is None:
            cells.complain("park", f"没有登记过园区“{name}”：先登记或导入园区，或改成登记的名称")
        if enterprise is None or since is None or park is None or park.id is None:
            return None
        given = TenantFields(
            enterprise.id, since, cells.day("until"), cells.text("because"), cells.number("area")
        )
        for at, sentence in wrong_of_tenant(given, enterprise.name, park, self.today):
            cells.complain(at, sentence)
        key = (park.id, enterprise.id)
        if any(overlap_in_park(one, given) for one in self.known.tenants.get(key, ())):
            cells.complain("since", f"“{enterprise.name}”在这段时间已经在园区“{name}”，没有重复登记")
        for before, row in self._stays.setdefault(key, []):
            if overlap_in_park(before, given):
                cells.complain("since", f"与第 {row + 1} 行重复：同一园区、同一企业，时间重叠")
        self._stays[key].append((given, cells.row))
        return NewTenant(park.id, given)


class _Events(_Reading):
    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._held: dict[tuple[date, str], tuple[EventFields, int]] = {}
        self._came: dict[object, tuple[Guest, int]] = {}

    def read(self, cells: Cells) -> NewGuest | None:
        day, kind = cells.needed_day("day"), cells.needed("kind", "请填写种类，如产销对接")
        name = cells.needed("name", "请填写活动名称")
        other = cells.text("other")
        owner = None if other else self.enterprise(cells)
        if day is None or not kind or not name or (owner is None and not other):
            return None
        if other and (cells.text(ENTERPRISE) or cells.text(USCC)):
            cells.complain("other", "一行写一家：企业和其他单位只能填一栏")
        if (day, name) in self.known.events:
            cells.complain("name", f"{day.isoformat()} 的“{name}”已经登记，没有重复登记；请在“对接”页里加")
        event = EventFields(EventKind(kind), name, day, cells.text("place"), cells.text("host"))
        guest = Guest(None if owner is None else owner.id, other, cells.number("came"))
        for at, sentence in event_complaints(replace(event, guests=(guest,)), self.today):
            cells.complain("came" if at == "guests" else at, sentence)
        self._refuse_other(cells, event, guest)
        return NewGuest(event, guest, self._deal(cells, event, guest))

    def _refuse_other(self, cells: Cells, event: EventFields, guest: Guest) -> None:
        """Refuse the same event, or the same guest of it, said otherwise in an earlier row."""
        key, who = (event.day, event.name), guest.enterprise_id or guest.name
        before, row = self._held.setdefault(key, (event, cells.row))
        if before != event:
            cells.complain("name", f"与第 {row + 1} 行是同一场活动，种类、地点、主办要写得一样")
        same, row = self._came.setdefault((key, who), (guest, cells.row))
        if same != guest:
            cells.complain("came", f"与第 {row + 1} 行是同一家，到会人数要写得一样")

    def _deal(self, cells: Cells, event: EventFields, guest: Guest) -> DealFields | None:
        """Return what was signed; None for nothing. Half of it is complained of."""
        partner, signed, what = cells.text("partner"), cells.text("signed"), cells.text("what")
        amount, products = cells.large("amount"), cells.number("products")
        if not (partner or signed or what or amount or products):
            return None
        if not signed:
            cells.complain("signed", "签了约的，要填签的是合同还是意向")
        if not partner or not signed:
            cells.complain("partner", "签了约的，要填和谁签")
            return None
        deal = DealFields(
            partner, Signed(signed), guest.enterprise_id, guest.name, what, products, amount=amount
        )
        for at, sentence in deal_complaints(deal, event.day, self.today):
            cells.complain(at, sentence)
        return deal


class _Needs(_Reading):
    matter = Matter.FINANCING

    def read(self, cells: Cells) -> NewNeed | None:
        enterprise = self.enterprise(cells)
        is_money = self.matter is Matter.FINANCING
        title = cells.needed("title", "请填写用途" if is_money else "请填写岗位")
        outcome = self._outcome(cells)
        day = cells.day("day") or cells.day("met_on")
        if day is None:
            cells.complain("day", "请填写提出日期")
        if enterprise is None or not title or day is None:
            return None
        wanted = cells.large("wanted") or cells.amount("amount") if is_money else None
        people = None if is_money else cells.number("people") or cells.number("hired")
        given = NeedFields(self.matter, enterprise.id, day, title, wanted, people, cells.lines("detail"))
        for at, sentence in need_complaints(given, self.today):
            cells.complain(at, sentence)
        if outcome is not None:
            for at, sentence in outcome_complaints(outcome, self.matter, day, self.today):
                cells.complain({"day": "met_on", "people": "hired"}.get(at, at), sentence)
        if (enterprise.id, self.matter.value, day, title) in self.known.needs:
            cells.complain("title", f"“{enterprise.name}”{day.isoformat()} 的这项需求已经登记，没有重复登记")
        self.is_repeated(cells, "title", "同一企业、同一天、同一项需求", (enterprise.id, day, title))
        return NewNeed(given, outcome)

    def _outcome(self, cells: Cells) -> OutcomeFields | None:
        """Return what came of it already; None for nothing. Half of it is complained of."""
        through, day = cells.text("through"), cells.day("met_on")
        is_loan = through not in ("", Through.INTEREST)
        amount = cells.large("amount") if is_loan else cells.amount("amount")
        people = cells.number("hired")
        if not (through or day or amount or people):
            return None
        if not through:
            cells.complain("through", "写了落实的，要填方式，如担保贷款、招聘会")
        if day is None:
            cells.complain("met_on", "写了落实的，要填落实日期")
        if not through or day is None:
            return None
        return OutcomeFields(Through(through), day, amount, people, cells.text("partner"))


class _Jobs(_Needs):
    matter = Matter.JOBS


class _Cultivated(_Reading):
    def read(self, cells: Cells) -> EntryFields | None:
        enterprise, since = self.enterprise(cells), cells.needed_day("since")
        named = cells.needed("target", "请填写目标，如四上、专精特新中小企业")
        target = cells.trying("target", lambda: self.known.target(named)) if named else None
        name, cadre_id = cells.text("cadre"), None
        if name:
            unit = cells.text("department")
            cadre = cells.trying("cadre", lambda: self.known.cadre(name, unit, self.today))
            cadre_id = None if cadre is None or cadre.id is None else cadre.id
        if enterprise is None or since is None or target is None:
            return None
        given = EntryFields(
            enterprise.id,
            target,
            since,
            Growth(cells.text("stage") or Growth.SOUGHT),
            HelpFields(cadre_id, cells.day("planned_on"), cells.lines("remark")),
            cells.day("reached_on"),
            cells.day("lost_on"),
            cells.text("because"),
        )
        for at, sentence in entry_complaints(given, self.today):
            cells.complain(at, sentence)
        if given.stage is not Growth.DROPPED:
            if (enterprise.id, target) in self.known.cultivated:
                cells.complain("target", f"“{enterprise.name}”已经以“{named}”入了培育库，没有重复登记")
            self.is_repeated(cells, "target", "同一企业、同一目标", (enterprise.id, target))
        return given


_READINGS: Final[Mapping[Ledger, type[_Reading]]] = {
    Ledger.CADRES: _Cadres,
    Ledger.CHARGES: _Charges,
    Ledger.VISITS: _Visits,
    Ledger.PROBLEMS: _Problems,
    Ledger.PROJECTS: _Projects,
    Ledger.STAGES: _Stages,
    Ledger.INVESTMENT: _Investment,
    Ledger.TOPICS: _Topics,
    Ledger.PARKS: _Parks,
    Ledger.TENANTS: _Tenants,
    Ledger.EVENTS: _Events,
    Ledger.FINANCING: _Needs,
    Ledger.JOBS: _Jobs,
    Ledger.CULTIVATED: _Cultivated,
}


def _parts(text: str) -> list[str]:
    """Return several things that stand in one cell."""
    return [part for each in _SEVERAL.split(text) if (part := one_line(each))]
