"""FACTS from a sheet that nobody has to look at first: every heading says what its column holds."""

from collections.abc import Sequence
from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.errors import BadInput
from domain.exchange.intake.cells import cell_name
from domain.exchange.intake.checking import CheckedFile
from domain.exchange.intake.layout import Found, Planner, SheetPlan, problems
from domain.exchange.intake.sources import open_source
from domain.exchange.intake.targets import NAME, NAME_LABEL, USCC, USCC_LABEL
from domain.exchange.reading import Complaints
from domain.progress import Silent


def read_facts_sheets(path: Path, dictionary: Dictionary) -> list[EnterpriseFacts]:
    """Read FACTS from the template, or any other sheet with the same headings.

    Raises:
        BadInput: The file cannot be read, a column is not known, or there are mistakes; every complaint with
            sheet and cell.
    """
    source = open_source(path)
    planner = Planner(source, dictionary)
    plans = [plan for plan in planner.plans() if plan.kind is not None and _has_content(plan)]
    if all(plan.kind for plan in plans):
        raise BadInput(f"{path.name}：没有企业的工作表，请用程序导出的模板填写")
    complaints = Complaints()
    for plan in plans:
        for complaint in _complaints(plan, planner):
            complaints.add(complaint)
    complaints.raise_any()
    file = CheckedFile(plans, planner, _names_of_nobody, Silent())
    return list(file.entries().facts(dictionary))


def _complaints(plan: SheetPlan, planner: Planner) -> list[str]:
    place = plan.sheet.place or f"{planner.source.name}："
    targets = {column.target for column in plan.read}
    wanted = (USCC,) if plan.kind else (USCC, NAME)
    if not targets.issuperset(wanted):
        row = plan.heading_row + 1
        if plan.kind:
            return [f"{place}第 {row} 行应有“{USCC_LABEL}”一列"]
        return [f"{place}第 {row} 行应有“{USCC_LABEL}”和“{NAME_LABEL}”两列"]
    unknown = []
    for column in plan.columns:
        if column.found is Found.NOT:
            guess = ""
        elif column.found is Found.GUESSED and column.target is not None:
            label = planner.choice_of(plan.kind or "", column.target).label
            guess = f"（是不是“{label}”？）"
        else:
            continue
        at = f"{plan.sheet.place}{cell_name(plan.heading_row, column.place)}（{column.heading}）"
        unknown.append(f"{at}：不认识这一列{guess}，请核对列名，或删去这一列")
    return unknown or problems(plan, planner)


def _has_content(plan: SheetPlan) -> bool:
    """Whether anything has to be read; a list's sheet may be left as the template has it."""
    below = plan.sheet.rows[plan.heading_row + 1 :]
    return not plan.kind or any(cell != "" for row in below for cell in row)


def _names_of_nobody(_: Sequence[str]) -> dict[str, str]:
    return {}
