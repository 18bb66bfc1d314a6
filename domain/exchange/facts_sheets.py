"""FACTS from a sheet that nobody has to look at first: every heading says what its column holds."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.exchange.intake.cells import cell_name
from domain.exchange.intake.enterprises import CheckedEnterprises
from domain.exchange.intake.layout import (
    CHOICES_SHEET,
    NAMELESS,
    NOTES_SHEET,
    Column,
    Planner,
    SheetPlan,
    problems,
)
from domain.exchange.intake.rows import passed_sentences
from domain.exchange.intake.sources import open_source
from domain.exchange.intake.targets import NAME, NAME_LABEL, USCC, USCC_LABEL
from domain.exchange.reading import Complaints
from domain.values.errors import BadInput
from domain.values.progress import Silent

Tell = Callable[[str], object]
"""Takes a sentence about what was passed over."""


def untold(_: str) -> None:
    """Tell nobody."""


def read_facts_sheets(path: Path, dictionary: Dictionary, tell: Tell = untold) -> list[EnterpriseFacts]:
    """Read FACTS from the template, or any other sheet with the same headings.

    Args:
        path: The file.
        dictionary: Which facts there are.
        tell: Told what was passed over, and what is to be known of the file.

    Raises:
        BadInput: The file cannot be read, a column is not known, or there are mistakes; every complaint with
            sheet and cell.
    """
    source = open_source(path)
    planner = Planner(source, dictionary)
    every = planner.plans()
    plans = [plan for plan in every if plan.kind is not None and _has_content(plan)]
    if all(plan.kind for plan in plans):
        raise BadInput(f"{path.name}：没有企业的工作表，请用程序导出的模板填写")
    complaints = Complaints()
    for plan in every:
        for complaint in _complaints(plan, planner) if plan in plans else _unread(plan, planner, tell):
            complaints.add(complaint)
    complaints.raise_any()
    file = CheckedEnterprises(plans, planner, _names_of_nobody, Silent())
    for sheet in file.sheets:
        for sentence in passed_sentences(sheet.passed):
            tell(f"{sheet.plan.sheet.place}{sentence}")
    return list(file.entries().facts(dictionary))


def _unread(plan: SheetPlan, planner: Planner, tell: Tell) -> Iterator[str]:
    """Say that a sheet is not read; complain where it looks like another one of enterprises."""
    sheet = plan.sheet
    if plan.kind is not None or sheet.title in (CHOICES_SHEET, NOTES_SHEET) or not any(map(any, sheet.rows)):
        return
    if not sheet.is_hidden and planner.is_of_enterprises(sheet):
        yield f"{sheet.place}也有“{USCC_LABEL}”一列，没有读取；一次只读一张企业的工作表，请把它另存为一个文件"
    else:
        tell(f"{sheet.place}没有读取{'（隐藏的）' if sheet.is_hidden else ''}")


def _complaints(plan: SheetPlan, planner: Planner) -> list[str]:
    place = plan.sheet.place or f"{planner.source.name}："
    targets = {column.target for column in plan.read}
    wanted = (USCC,) if plan.kind else (USCC, NAME)
    if not targets.issuperset(wanted):
        row = plan.heading_row + 1
        if plan.kind:
            return [f"{place}第 {row} 行应有“{USCC_LABEL}”一列"]
        return [f"{place}第 {row} 行应有“{USCC_LABEL}”和“{NAME_LABEL}”两列"]
    unknown = [
        f"{plan.sheet.place}{cell_name(plan.heading_row, column.place)}（{column.heading}）：{why}"
        for column in plan.columns
        if (why := _why_not(column, plan, planner))
    ]
    return unknown or problems(plan, planner)


def _why_not(column: Column, plan: SheetPlan, planner: Planner) -> str:
    """Return why a column cannot be read without being looked at; empty where it can."""
    if column.heading == NAMELESS:
        return "这一列有内容，却没有列名，请补上列名，或删去这一列"
    if column.target is None:
        return "不认识这一列，请核对列名，或删去这一列"
    if not column.is_open:
        return ""
    label = planner.choice_of(plan.kind or "", column.target).label
    period = column.target.period.label if column.target.period else ""
    why = "；".join(column.doubts) or "不知道是哪个期间的数据"
    return f"不认识这一列（是不是“{period}{label}”？）：{why}。请改列名写清楚，或删去这一列"


def _has_content(plan: SheetPlan) -> bool:
    """Whether anything has to be read; a list's sheet may be left as the template has it."""
    below = plan.sheet.rows[plan.heading_row + 1 :]
    return not plan.kind or any(cell != "" for row in below for cell in row)


def _names_of_nobody(_: Sequence[str]) -> dict[str, str]:
    return {}
