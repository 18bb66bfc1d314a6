"""A problem is raised: by an enterprise, or put together from several that are alike. Each is one act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import cast, or_
from sqlmodel import Integer, Session, col, func, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.enterprises.text_checks import check_phones
from domain.outreach.problem_entities import KINDS, Did, Ended, Matter, ProblemRow, Source
from domain.outreach.problems.reading import Problem, Seen, find_problem, last_words, read_problems
from domain.outreach.problems.rules import Rules, keep_road
from domain.outreach.problems.turning import Turn, first_step, write_turn
from domain.outreach.project_entities import Project, ProjectEnterprise
from domain.roads.walking import NotNow, beginning
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import EnterpriseId, ImportId, ProblemId, ProjectId, VisitId
from domain.values.texts import clean, one_line
from domain.values.uids import new_uid

ORDINARY = "ordinary"
ALIKE: Final = 30
"""Days within which the same enterprise may have raised the same thing."""
LONGEST = 60
"""Letters of what a problem is called."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What is entered of a problem; see `ProblemRow`.

    Attributes:
        grade: The id of the road that it takes.
        number: What it had elsewhere; empty where it gets the next one of its year.
        import_id: The import that it came with, with which it can go again.
    """

    title: str
    kind: str
    enterprise_id: EnterpriseId | None
    raised_on: date
    detail: str = ""
    source: Source = Source.VISIT
    matter: Matter = Matter.PROBLEM
    raised_by: str = ""
    phone: str = ""
    grade: str = ORDINARY
    visit_id: VisitId | None = None
    number: str = ""
    import_id: ImportId | None = None
    project_id: ProjectId | None = None


def read_asked(text: str) -> list[tuple[str, str]]:
    """Return the problems that were written down at a visit, a line for each: its kind, and what it is.

    Raises:
        BadInput: A line does not begin with a kind.

    >>> read_asked("融资 贷款到期，续贷缺担保")
    [('融资', '贷款到期，续贷缺担保')]
    """
    found = []
    lines = (line.strip() for line in text.splitlines())
    for at, line in enumerate(filter(None, lines), start=1):
        kind, _, title = line.partition(" ")
        if kind not in KINDS or not title.strip():
            raise BadInput(f"第 {at} 行请先写类别，空一格再写问题，如“融资 贷款到期，续贷缺担保”")
        found.append((kind, title.strip()))
    return found


class LikeAnother(DomainError):
    """The enterprise has raised something like it just before; it may be entered all the same."""


def raise_problem(seat: Seat, raised: Raised, rules: Rules, *, although_like: bool = False) -> ProblemId:
    """Enter a problem.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        LikeAnother: The enterprise has raised something like it; ``although_like`` enters it all the same.
        NotFound: Its enterprise is not in the register any more, or there is no such road.
    """
    with seat.act(Action.PROBLEM_RAISE) as act:
        if not although_like:
            refuse_like(act.session, raised)
        return raise_in(act, raised, rules)


def refuse_like(session: Session, raised: Raised) -> None:
    """Refuse what was raised by the same enterprise within `ALIKE` days, of the same kind or name."""
    if raised.enterprise_id is None:
        return
    of: Any = ProblemRow
    about = timedelta(days=ALIKE)
    like = session.exec(
        select(ProblemRow)
        .where(
            among(of.enterprise_id, stood_for_by(session, [raised.enterprise_id])),
            of.matter == raised.matter,
            of.ended != Ended.MISTAKEN,
            of.raised_on.between(raised.raised_on - about, raised.raised_on + about),
            or_(of.kind == one_line(raised.kind), of.title == one_line(raised.title)),
        )
        .order_by(of.raised_on.desc(), of.id.desc())
    ).first()
    if like is not None:
        day = like.raised_on.isoformat()
        raise LikeAnother(f"这户企业 {day} 提出过{like.kind}类的“{like.title}”（编号 {like.number}）")


def raise_in(act: Act, raised: Raised, rules: Rules) -> ProblemId:
    """Enter a problem within an act that does more; see `raise_problem`."""
    today = rules.today()
    fields = checked(raised, today)
    road = rules.begun_in(act.session).get(fields.grade)
    if road is None:
        raise NotFound("找不到所选的办理程序，请重新选择")
    if fields.enterprise_id is not None:
        refuse_gone(act.session, fields.enterprise_id)
    if fields.project_id is not None:
        _refuse_strange(act.session, fields.project_id, fields.enterprise_id)
    keep_road(act, road)
    start = beginning(road, fields.raised_on)
    row = ProblemRow(
        number=_own_number(act.session, fields) or _next_number(act.session, fields.raised_on.year),
        matter=fields.matter,
        kind=fields.kind,
        title=fields.title,
        detail=fields.detail,
        source=fields.source,
        enterprise_id=fields.enterprise_id,
        visit_id=fields.visit_id,
        import_id=fields.import_id,
        project_id=fields.project_id,
        raised_on=fields.raised_on,
        raised_by=fields.raised_by,
        phone=fields.phone,
        grade=road.id,
        road_sha256=road.digest,
        at=start.at,
        since=start.since,
    )
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    act.session.add(first_step(act, row, f"{fields.source.word}提出", today, new_uid()))
    act.note(Subject(Kind.PROBLEM, row.id), f"登记{fields.matter.word} {row.number}“{row.title}”")
    return row.id


def gather(seat: Seat, problems: Sequence[Seen], title: str, rules: Rules) -> ProblemId:
    """Put problems that are alike together as one common one (共性问题), which gets one answer.

    Raises:
        BadInput: There are fewer than two, or no title.
        NotNow: One has ended, is a common one, or was put together with others already.
    """
    if len(problems) < 2:
        raise BadInput("请选两件以上相似的问题，合并成一件共性问题")
    with seat.act(Action.PROBLEM_RAISE) as act:
        found = as_seen(act.session, problems, rules)
        for one in found:
            _refuse_gathering(one)
        first = found[0].row
        kinds = {one.row.kind for one in found}
        raised = Raised(
            title,
            first.kind if len(kinds) == 1 else "其他",
            None,
            min(one.row.raised_on for one in found),
            source=Source(first.source),
            matter=Matter(first.matter),
            grade="hard" if any(one.row.grade == "hard" for one in found) else first.grade,
        )
        id_ = raise_in(act, raised, rules)
        common = act.session.get_one(ProblemRow, id_)
        uid, day = new_uid(), rules.today()
        for one in found:
            _join(act, one, common, day, uid)
        return id_


def join(seat: Seat, problem: Seen, common_id: ProblemId, rules: Rules) -> None:
    """Put a problem together with others that have a common one already.

    Raises:
        MovedOn: Somebody else has just done something of it.
        NotFound: There is no such problem.
        NotNow: It has ended, or was put together with others already; or the other is no common one.
    """
    with seat.act(Action.PROBLEM_CHANGE) as act:
        [one] = as_seen(act.session, [problem], rules)
        _refuse_gathering(one)
        common = find_problem(act.session, common_id, rules.roads_in(act.session))
        if common.row.enterprise_id is not None or not common.is_open:
            raise NotNow(f"{common.name}不是在办的共性问题，不能并入")
        _join(act, one, common.row, rules.today(), new_uid())


class MovedOn(NotNow):
    """Somebody else has just done something of a problem; it says what."""


def as_seen(session: Session, seen: Sequence[Seen], rules: Rules) -> list[Problem]:
    """Return problems that are still as they were seen.

    Raises:
        BadInput: None is given.
        MovedOn: Somebody else has just done something of one of them.
        NotFound: One of them is not there.
    """
    if not seen:
        raise BadInput("没有选中问题")
    ids = list(dict.fromkeys(one.id for one in seen))
    versions = {one.id: one.version for one in seen}
    found = read_problems(session, ids, rules.roads_in(session))
    for one in found:
        if one.row.version != versions[one.id]:
            raise MovedOn(f"没有办理：{one.name}刚有变化，{last_words(one)}；请刷新后再看")
    return found


def checked(raised: Raised, today: date) -> Raised:
    """Return what is entered of a problem as it is stored.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
    """
    complaints = list[str]()
    title, kind = one_line(raised.title), one_line(raised.kind)
    if not title:
        complaints.append("请填写问题是什么")
    elif len(title) > LONGEST:
        complaints.append(f"问题名称最长 {LONGEST} 个字，详细情况写在下面一栏")
    if not kind:
        complaints.append("请选择问题类别")
    if raised.raised_on > today:
        complaints.append(f"提出日期 {raised.raised_on.isoformat()} 还没有到，请改成实际提出的日期")
    phone = raised.phone.strip()
    try:
        phone = check_phones(phone) if phone else ""
    except BadInput as error:
        complaints.append(str(error))
    if complaints:
        raise BadInput(complaints)
    return replace(
        raised,
        title=title,
        kind=kind,
        detail=clean(raised.detail).strip(),
        raised_by=one_line(raised.raised_by),
        phone=phone,
    )


def refuse_gone(session: Session, id_: EnterpriseId) -> None:
    """Refuse an enterprise that is not in the register any more."""
    row = session.get(Enterprise, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这户企业已不在企业库中，请刷新后再选")


def _own_number(session: Session, raised: Raised) -> str:
    """Return the number that a problem brings along.

    Raises:
        BadInput: It is not one of its year, or another problem has it.
    """
    number = raised.number
    if number and not is_number(number, raised.raised_on.year):
        year = raised.raised_on.year
        raise BadInput(f"编号“{number}”不是 {year} 年的，应写如 {year}-0007，或不填编号，由程序编")
    if number and session.exec(select(ProblemRow.id).where(ProblemRow.number == number)).first() is not None:
        raise BadInput(f"编号 {number} 已经是另一件问题的，请不填编号，由程序编")
    return number


def is_number(text: str, year: int) -> bool:
    """Whether a text is how problems of a year are numbered.

    >>> is_number("2022-0007", 2022), is_number("2022-7", 2022), is_number("2021-0007", 2022)
    (True, False, False)
    """
    start, _, serial = text.partition("-")
    is_plain = serial.isascii() and serial.isdigit() and int(serial) > 0
    return is_plain and start == str(year) and serial == f"{int(serial):04d}"


def _refuse_strange(session: Session, id_: ProjectId, enterprise_id: EnterpriseId | None) -> None:
    """Refuse a project that is gone, or is not the enterprise's."""
    row = session.get(Project, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这个项目已经删除，请刷新后再选")
    of = select(ProjectEnterprise.enterprise_id).where(ProjectEnterprise.project_id == id_)
    owners = [EnterpriseId(one) for one in session.exec(of)]
    if enterprise_id not in standing_for(session, owners).values():
        raise BadInput(f"项目“{row.name}”不是这户企业的，请重新选择")


def _next_number(session: Session, year: int) -> str:
    """Return the next number of a year; those of a year are counted in their own order."""
    serial = cast(func.substr(col(ProblemRow.number), 6), Integer)
    last = session.exec(select(func.max(serial)).where(col(ProblemRow.number).startswith(f"{year}-"))).one()
    return f"{year}-{(last or 0) + 1:04d}"


def _refuse_gathering(one: Problem) -> None:
    if not one.is_open:
        raise NotNow(f"{one.name}已经“{one.where}”，不能再并入共性问题")
    if one.row.enterprise_id is None:
        raise NotNow(f"{one.name}本身是共性问题，请选企业提出的问题")
    if one.led is not None:
        raise NotNow(f"{one.name}已并入另一件共性问题")


def _join(act: Act, one: Problem, common: ProblemRow, day: date, uid: str) -> None:
    title = f"并入共性问题 {common.number}“{common.title}”"
    turn = Turn(
        one, Did.JOIN, "", title, one.standing, Action.PROBLEM_CHANGE, changed={"common_id": common.id}
    )
    write_turn(act, turn, day, uid)
