"""问题交办单 as Excel: what goes to a department that has no program, and its answers as they come back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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
from domain.outreach.entities import Department
from domain.outreach.problem_entities import Ended, ProblemRow
from domain.outreach.problems.answering import Answered, next_step, takes_remark
from domain.outreach.problems.listing import ListedProblem
from domain.outreach.problems.reading import Problem, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import is_solving
from domain.roads.walking import Now, Step
from domain.store.acts import Person
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import ProblemId
from domain.values.texts import one_line

_MOST_LOOKED: Final = 30
"""So far down the headings are looked for."""
_NUMBER: Final = re.compile(r"(20\d\d)\s*[-－—–]\s*(\d{1,6})")
_REMARK, _ANSWER, _HANDLER = "反馈情况", "办理结果", "办理人"
_ASIDE: Final = "(?!.*(?:日期|时间|期限|电话|满意))"
"""Headings of what is told beside an answer are none of it."""
_HEADINGS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "number": (re.compile("编号"), re.compile("序号")),
    "title": (re.compile("^问题$|问题名称"),),
    "is_solved": (re.compile("是否.*(?:办结|完成|解决|办好)"),),
    "remark": (re.compile(f"^{_ASIDE}(?!是否).*反馈"),),
    "answer": (re.compile(f"^{_ASIDE}(?!是否).*(?:结果|办结|答复)"),),
    "handler": (re.compile(f"^{_ASIDE}.*(?:办理人|承办人|经办人)"),),
}
"""What each column is called, the surest first."""
_YES: Final = re.compile("是|已.*|√|办结|完成|解决|有")
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
    department: str
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


def read_replies(session: Session, path: Path, who: Person, rules: Rules) -> Replies:
    """Read what a department answered; nothing is recorded.

    What waits for an answer of the same department and is not in the file is said, too.

    Args:
        session: Of the store.
        path: The file.
        who: Who reads it.
        rules: By which problems are taken along.

    Raises:
        BadInput: It cannot be read, or no column says which problem a row is of.
    """
    source = open_source(path)
    now = rules.now(session, who)
    rows, said = _read(source.sheets, source.name)
    problems = _problems(session, [row.number for row in rows], rules)
    names = _departments(session, problems.values())
    replies, seen, unanswered = list[Reply](), set[str](), 0
    for row in rows:
        problem = problems.get(row.number)
        if problem is None:
            said.append(f"{row.place}：没有编号是“{row.number}”的问题，没有读取")
        elif row.number in seen:
            said.append(f"{row.place}：{problem.name}前面已有一行，这一行没有读取")
        elif not (row.remark or row.answer):
            unanswered += 1
        elif problem.row.department_id is None:
            said.append(f"{row.place}：{problem.name}没有交给部门办，没有读取")
        else:
            reply, sentences = _reply(row, problem, names[problem.row.department_id], now)
            replies += [reply] if reply is not None else []
            said += sentences
        seen.add(row.number)
    if len(names) > 1:
        said.append(f"文件里有 {len(names)} 个部门的问题（{'、'.join(names.values())}），请核对是谁的答复")
    said += _missing(session, names.keys(), {one.id for one in problems.values()}, now, rules)
    return Replies(source.name, tuple(replies), tuple(said), unanswered)


@dataclass(frozen=True, slots=True)
class _Row:
    place: str
    number: str
    title: str
    remark: str
    answer: str
    handler: str
    is_solved: str


def _row(one: ListedProblem) -> tuple[Cell, ...]:
    row = one.row
    known = (row.number, one.enterprise, row.kind, row.title, row.detail, row.raised_by, row.phone)
    # What was answered before stays out: it would come back as if it were answered anew.
    return (*known, row.raised_on, one.due, "", "", "")


def _read(sheets: Sequence[Sheet], name: str) -> tuple[list[_Row], list[str]]:
    """Return the rows of every sheet, and a sentence for each sheet that has none to be read."""
    rows, said, is_any = list[_Row](), list[str](), False
    for sheet in sheets:
        found = _plan(sheet)
        if found is not None:
            is_any = True
            rows += _rows(sheet, *found)
        elif any(_text(cell) for cells in sheet.rows for cell in cells):
            said.append(f"{sheet.place}里没有“问题编号”和“{_REMARK}”或“{_ANSWER}”这几列，没有读取")
    if not is_any:
        raise BadInput(
            f"{name}：找不到“问题编号”和“{_REMARK}”或“{_ANSWER}”这几列，请用导出的交办单填写，不要改列名"
        )
    return rows, said


def _plan(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """Return the row of the headings, and which column says what."""
    for at, cells in enumerate(sheet.rows[:_MOST_LOOKED]):
        columns = _columns(cells)
        if "number" in columns and {"remark", "answer"} & columns.keys():
            return at, columns
    return None


def _columns(cells: Sequence[ReadCell]) -> dict[str, int]:
    texts, found = [re.sub(r"\s", "", _text(cell)) for cell in cells], dict[str, int]()
    for role, headings in _HEADINGS.items():
        matching = (at for heading in headings for at, text in enumerate(texts) if heading.search(text))
        if (at := next((at for at in matching if at not in found.values()), None)) is not None:
            found[role] = at
    return found


def _rows(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> Iterator[_Row]:
    for at in range(heading + 1, len(sheet.rows)):
        cells = sheet.rows[at]
        told = {role: _text(cells[place]) if place < len(cells) else "" for role, place in columns.items()}
        if not any(told.values()):
            continue
        number = _NUMBER.search(told["number"])
        rest = (told.get(role, "") for role in ("title", "remark", "answer", "handler", "is_solved"))
        yield _Row(
            f"{sheet.place}第 {at + 1} 行",
            f"{number[1]}-{int(number[2]):04d}" if number else told["number"] or "（空）",
            *rest,
        )


def _problems(session: Session, numbers: Sequence[str], rules: Rules) -> dict[str, Problem]:
    query = select(ProblemRow.id).where(among(col(ProblemRow.number), set(numbers)))
    ids = [ProblemId(id_) for id_ in session.exec(query) if id_ is not None]
    return {one.row.number: one for one in read_problems(session, ids, rules.roads_in(session))}


def _departments(session: Session, problems: Iterable[Problem]) -> dict[int, str]:
    """Return which departments some problems were handed to, and what they are called."""
    ids = {one.row.department_id for one in problems if one.row.department_id is not None}
    query = select(Department.id, Department.name).where(among(col(Department.id), ids))
    return {id_: name for id_, name in session.exec(query) if id_ is not None}


def _missing(
    session: Session, departments: Set[int], there: Set[ProblemId], now: Now, rules: Rules
) -> Iterator[str]:
    """Say what these departments have not answered, and the file does not name."""
    waiting = among(col(ProblemRow.department_id), departments), col(ProblemRow.ended) == Ended.OPEN
    ids = [ProblemId(id_) for id_ in session.exec(select(ProblemRow.id).where(*waiting)) if id_ is not None]
    left = [id_ for id_ in ids if id_ not in there]
    for problem in read_problems(session, left, rules.roads_in(session)):
        step = next_step(problem, now)
        if step is not None and not step.missing and _answers(problem, step):
            yield f"文件里没有{problem.name}，交办过、没有答复"


def _answers(problem: Problem, step: Step) -> bool:
    return takes_remark(problem, step) or is_solving(problem, step)


def _reply(row: _Row, problem: Problem, department: str, now: Now) -> tuple[Reply | None, list[str]]:
    """Return what a row comes to, and what is to be said of it."""
    step, said = next_step(problem, now), list[str]()

    def unread(why: str) -> tuple[None, list[str]]:
        return None, [*said, f"{row.place}：{problem.name}{why}，没有读取"]

    if step is None or step.missing:
        return unread("；".join(step.missing) if step is not None else f"现在“{problem.where}”")
    remark, answer = row.remark, row.answer
    if answer and row.is_solved and _YES.fullmatch(row.is_solved) is None:
        said.append(f"{row.place}：{problem.name}办结一栏写的是“{row.is_solved}”，办理结果没有读取")
        answer = ""
    if is_solving(problem, step):
        if not answer:
            return unread("已经反馈过，等办理结果")
        said += [f"{row.place}：{problem.name}已经反馈过，只读取办理结果"] if remark else []
        remark = ""
    elif not takes_remark(problem, step):
        return unread(f"现在“{problem.where}”，不到反馈这一步")
    elif not remark:
        return unread(f"没有填“{_REMARK}”，先反馈再办结")
    if row.title and row.title != problem.row.title:
        said.append(f"{row.place}：问题写成了“{row.title}”，登记的是“{problem.row.title}”，按登记的算")
    answered = Answered(problem.seen, remark, answer, row.handler)
    return Reply(row.place, problem.name, department, answered), said


def _text(cell: ReadCell) -> str:
    return "" if isinstance(cell, Unreadable) else one_line(text_of(cell))
