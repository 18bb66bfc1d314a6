"""Rows of projects, their stages and their months."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.exchange.ledgers.columns import (
    PROJECT,
)
from domain.exchange.ledgers.known import Named
from domain.exchange.ledgers.reading import Cells, Reading
from domain.outreach.entities import TeamKind
from domain.outreach.importing import (
    NewProgress,
    NewProject,
)
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.keeping import ProjectFields, complaints_of, wrong_of_end
from domain.outreach.projects.listing import PermitLine
from domain.outreach.projects.progress import (
    Investment,
    Month,
    Stage,
    days_taken,
    month_words,
    with_amount,
    with_month,
    with_stage,
    wrong_of_permit,
)
from domain.outreach.projects.project_lines import read_permits, read_rows
from domain.values.ids import EnterpriseId, ProjectId

_MONTH: Final = re.compile(r"(20\d\d)(?:年?|(?:年|[-./])(\d\d?)(?:月|[-./]0?1)?|(\d\d))")
_MONTHS: Final = 12


class ProjectsReading(Reading):
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
            self._rows(cells, owners),
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
        permits, ended = self._permits(cells), self._ended(cells)
        return NewProject(fields, force, cells.amount("planned"), permits, ended) if owners else None

    def _rows(self, cells: Cells, owners: Sequence[Named]) -> dict[EnterpriseId, str]:
        """Return whose project it is, with the rows of their lists that it is."""
        found = {one.id: "" for one in owners}
        for line in cells.trying("rows", lambda: read_rows(cells.lines("rows"))) or ():
            owner = next((one for one in owners if one.name == line.owner), None)
            if owner is None:
                cells.complain("rows", f"“{line.owner}”不是这一行的企业，请写企业一栏里的全称")
                continue
            if found[owner.id]:
                cells.complain("rows", f"“{owner.name}”写了两行，只能留一行")
            uid = cells.trying("rows", lambda owner=owner, line=line: self.known.project_row(owner, line))  # type: ignore[misc]
            if uid:
                found[owner.id] = uid
                self.is_repeated(cells, "rows", "企业资料里的同一个项目", (uid,))
        return found

    def _permits(self, cells: Cells) -> tuple[PermitLine, ...]:
        permits = cells.trying("permits", lambda: read_permits(cells.lines("permits"))) or ()
        for one in permits:
            said = f"手续“{one.fields.kind}”的"
            for sentence in wrong_of_permit(one.fields, self.today):
                cells.complain("permits", f"{said}{sentence}")
            took = days_taken(one.fields, self.known.rules)
            if one.days not in (None, took):
                counted = "还没有批复" if took is None else f"按日期算是 {took} 个"
                wrong = f"{said}实际用时写的是 {one.days} 个工作日，{counted}；请核对，或空着"
                cells.complain("permits", wrong)
            by = one.department
            cells.trying("permits", lambda by=by, on=one.fields.asked_on: self.known.department(by, on))  # type: ignore[misc]
        return tuple(permits)

    def _ended(self, cells: Cells) -> tuple[ProjectEnd, date, str] | None:
        """Return how, when and why it ended; None where it goes on. Half of it is complained of."""
        said, day, because = cells.text("ended"), cells.day("ended_on"), cells.text("ended_because")
        if not (said or day or because):
            return None
        if not said:
            cells.complain("ended", "写了日期或原因的，要填是竣工还是停建；还在推进的都空着")
        if day is None:
            cells.complain("ended_on", "竣工、停建的，要填日期")
        elif complaint := wrong_of_end(day, self.today):
            cells.complain("ended_on", complaint)
        if not because:
            cells.complain("ended_because", "竣工、停建的，要写原因")
        return None if not said or day is None else (ProjectEnd(said), day, because)

    def _force(self, cells: Cells) -> str:
        name = cells.text("force")
        there = next((one for one in self.known.teams if one.name == name and one.until is None), None)
        if there is not None and there.kind != TeamKind.FORCE:
            cells.complain("force", f"“{name}”登记的是工作组，不是专班，请改成专班的名称")
        return name


class ProgressReading(Reading):
    """Reads rows of a project: what is entered of it already stays."""

    def read(self, cells: Cells) -> NewProgress | None:
        project = self.project(cells, PROJECT, cells.needed(PROJECT, "请填写项目的全称或编号"))
        if project is None or project.id is None:
            return None
        return self.read_of(cells, project.id)

    def read_of(self, cells: Cells, id_: ProjectId) -> NewProgress | None:
        raise NotImplementedError


class StagesReading(ProgressReading):
    def read_of(self, cells: Cells, id_: ProjectId) -> NewProgress | None:
        stage = Stage(cells.needed("stage", "请填写阶段的名称"), cells.day("planned"), cells.day("done"))
        if stage.done is not None and stage.done > self.today:
            cells.complain("done", f"完成日期 {stage.done.isoformat()} 还没有到")
        cells.trying("stage", lambda: with_stage(self.known.stages.get(id_, ()), stage))
        self.is_repeated(cells, "stage", "同一项目、同一阶段", (id_, stage.name))
        return NewProgress(id_, (stage,))


class InvestmentReading(ProgressReading):
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
