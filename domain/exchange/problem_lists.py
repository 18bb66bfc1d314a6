"""问题交办单 as Excel: what goes to a department that has no program, and its answers as they come back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from domain.exchange.cells import Cell, CellKind
from domain.exchange.intake.cells import Cell as ReadCell
from domain.exchange.intake.cells import Unreadable, text_of
from domain.exchange.intake.sheets import Sheet
from domain.exchange.intake.sources import open_source
from domain.exchange.tables import Table, TableColumn
from domain.outreach.problem_entities import ProblemRow
from domain.outreach.problems.answering import Answered, next_step, takes_remark
from domain.outreach.problems.listing import ListedProblem
from domain.outreach.problems.reading import Problem, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import is_solving
from domain.roads.walking import Now
from domain.store.acts import Person
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import ProblemId
from domain.values.texts import one_line

_MOST_LOOKED: Final = 30
"""So far down the headings are looked for."""
_NUMBER: Final = re.compile(r"(20\d\d)\s*[-－—–]\s*(\d{1,6})")
_REMARK, _ANSWER, _HANDLER = "反馈情况", "办理结果", "办理人"
_HEADINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "number": re.compile("编号|序号"),
    "title": re.compile("^问题$|问题名称"),
    "remark": re.compile("反馈"),
    "answer": re.compile("结果|办结|答复"),
    "handler": re.compile("办理人|承办人|经办人"),
}
_COLUMNS: Final = (
    TableColumn("问题编号", width=12),
    TableColumn("企业", width=30),
    TableColumn("类别", width=8),
    TableColumn("问题", width=36),
    TableColumn("详细情况", width=40),
    TableColumn("企业联系人", width=12),
    TableColumn("电话", width=16),
    TableColumn("提出日期", CellKind.DATE, 12),
    TableColumn("期限", CellKind.DATE, 12),
    TableColumn(_REMARK, width=30),
    TableColumn(_ANSWER, width=36),
    TableColumn(_HANDLER, width=12),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A row that answers something: which problem, where it stands in the file, and what it says."""

    place: str
    name: str
    answered: Answered

    @property
    def words(self) -> str:
        """What will be recorded."""
        told = [f"反馈：{self.answered.remark}"] if self.answered.remark else []
        told += [f"办结：{self.answered.answer}"] if self.answered.answer else []
        return "；".join(told)


@dataclass(frozen=True, slots=True)
class Replies:
    """What a file says.

    Attributes:
        replies: What can be recorded.
        said: A sentence for whatever cannot, or was changed, each with its row.
        unanswered: How many rows say nothing.
    """

    name: str
    replies: tuple[Reply, ...]
    said: tuple[str, ...]
    unanswered: int


def hand_out(title: str, problems: Sequence[ListedProblem]) -> Table:
    """Return the list for a department, with room for its answers."""
    return Table(title, _COLUMNS, [_row(one) for one in problems], len(problems), frozen=2)


def read_replies(
    session: Session, path: Path, expected: Sequence[ProblemId], who: Person, rules: Rules
) -> Replies:
    """Read what a department answered; nothing is recorded.

    Args:
        session: Of the store.
        path: The file.
        expected: What was handed out, of which each that the file does not name is said.
        who: Who reads it.
        rules: By which problems are taken along.

    Raises:
        BadInput: It cannot be read, or no column says which problem a row is of.
    """
    source = open_source(path)
    now = rules.now(session, who)
    sheet, heading, columns = _plan(source.sheets, source.name)
    rows = list(_rows(sheet, heading, columns))
    problems = _problems(session, [row.number for row in rows], rules)
    replies, said, seen, unanswered = list[Reply](), list[str](), set[str](), 0
    for row in rows:
        problem = problems.get(row.number)
        if problem is None:
            said.append(f"{row.place}：没有编号是“{row.number}”的问题，没有读取")
        elif row.number in seen:
            said.append(f"{row.place}：{problem.name}前面已有一行，这一行没有读取")
        elif not (row.remark or row.answer):
            unanswered += 1
        else:
            reply, sentence = _reply(row, problem, now)
            replies += [reply] if reply is not None else []
            said += [sentence] if sentence else []
        seen.add(row.number)
    there = {problem.id for problem in problems.values()}
    for problem in read_problems(
        session, [id_ for id_ in expected if id_ not in there], rules.roads_in(session)
    ):
        said.append(f"文件里没有{problem.name}，交办过、没有答复")
    return Replies(source.name, tuple(replies), tuple(said), unanswered)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    number: str
    title: str
    remark: str
    answer: str
    handler: str


def _row(one: ListedProblem) -> tuple[Cell, ...]:
    row = one.row
    known = (row.number, one.enterprise, row.kind, row.title, row.detail, row.raised_by, row.phone)
    return (*known, row.raised_on, one.due, "", row.answer, "")


def _plan(sheets: Sequence[Sheet], name: str) -> tuple[Sheet, int, Mapping[str, int]]:
    for sheet in sheets:
        for at, cells in enumerate(sheet.rows[:_MOST_LOOKED]):
            columns = _columns(cells)
            if "number" in columns and {"remark", "answer"} & columns.keys():
                return sheet, at, columns
    raise BadInput(
        f"{name}：找不到“问题编号”和“{_REMARK}”或“{_ANSWER}”这几列，请用导出的交办单填写，不要改列名"
    )


def _columns(cells: Sequence[ReadCell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        text = re.sub(r"\s", "", _text(cell))
        role = next((role for role, heading in _HEADINGS.items() if heading.search(text)), None)
        if role is not None and role not in found:
            found[role] = at
    return found


def _rows(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> Iterator[_Row]:
    for at in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[at]
        told = {role: _text(cells[place]) if place < len(cells) else "" for role, place in columns.items()}
        if not any(told.values()):
            continue
        number = _NUMBER.search(told["number"])
        yield _Row(
            f"{sheet.place}第 {at + 1} 行",
            f"{number[1]}-{int(number[2]):04d}" if number else told["number"] or "（空）",
            told.get("title", ""),
            told.get("remark", ""),
            told.get("answer", ""),
            told.get("handler", ""),
        )


def _problems(session: Session, numbers: Sequence[str], rules: Rules) -> dict[str, Problem]:
    query = select(ProblemRow.id).where(among(col(ProblemRow.number), set(numbers)))
    ids = [ProblemId(id_) for id_ in session.exec(query) if id_ is not None]
    return {one.row.number: one for one in read_problems(session, ids, rules.roads_in(session))}


def _reply(row: _Row, problem: Problem, now: Now) -> tuple[Reply | None, str]:
    """Return what a row comes to, and what is to be said of it."""
    step = next_step(problem, now)
    if step is None or step.missing:
        why = "；".join(step.missing) if step is not None else f"现在“{problem.where}”"
        return None, f"{row.place}：{problem.name}{why}，没有读取"
    remark, answer = row.remark, row.answer
    said = ""
    if is_solving(problem, step):
        said = f"{row.place}：{problem.name}已经反馈过，只读取办理结果" if remark and answer else ""
        remark = ""
        if not answer:
            return None, f"{row.place}：{problem.name}已经反馈过，等办理结果，没有读取"
    elif not takes_remark(problem, step):
        return None, f"{row.place}：{problem.name}现在“{problem.where}”，不到反馈这一步，没有读取"
    elif not remark:
        return None, f"{row.place}：{problem.name}没有填“{_REMARK}”，先反馈再办结，没有读取"
    if row.title and row.title != problem.row.title:
        changed = f"{row.place}：问题写成了“{row.title}”，登记的是“{problem.row.title}”，按登记的算"
        said = f"{said}；{changed}" if said else changed
    return Reply(row.place, problem.name, Answered(problem.seen, remark, answer, row.handler)), said


def _text(cell: ReadCell) -> str:
    return "" if isinstance(cell, Unreadable) else one_line(text_of(cell))
