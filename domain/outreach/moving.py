"""A visit that was recorded at the wrong enterprise goes to the right one with its problems, in one act."""

import json
from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from domain.enterprises.attachments.contents import Content
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import Taken, let_go
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import stood_for_by
from domain.outreach.entities import Visit, VisitEnterprise
from domain.outreach.problem_entities import Did, Ended, ProblemRow
from domain.outreach.problems.raising import refuse_gone
from domain.outreach.problems.reading import Problem, read_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import beside, written
from domain.outreach.visits import SeenVisit, as_seen, keep_photos, refuse_twice
from domain.store.acts import Act, Action, Person
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, ProblemId
from domain.values.texts import reason_of


def move_visit(
    seat: Seat,
    seen: SeenVisit,
    wrong: EnterpriseId,
    right: EnterpriseId,
    rules: Rules,
    *,
    because: str,
    although_there: bool = False,
) -> int:
    """Have a visit be of another enterprise than it was recorded at, and the problems that were raised there.

    What the wrong one was told does not go along: it was said of that one. Photographs go along: those
    that came with the visit are taken away from the wrong one, but where something else rests on them.

    Returns:
        How many problems went along.

    Raises:
        BadInput: No reason is given, it was not of the one, or is of the other already; or a problem cannot
            go along, each with what to do.
        ChangedMeanwhile, NotFound: As `visits.change_visit`; the right one is not in the register.
        SameVisit: The right one has such a visit already; ``although_there`` moves it all the same.
    """
    because = reason_of(because, "改为另一户")
    with seat.act(Action.VISIT_RECORD) as act:
        session, row = act.session, as_seen(act.session, seen)
        if not (there := _there(session, seen, wrong)):
            raise BadInput("这次走访没有登记在这一户，请刷新后再看")
        if _there(session, seen, right):
            raise BadInput("这次走访已经登记在所选的企业，不用再改")
        refuse_gone(session, right)
        if not although_there:
            refuse_twice(session, row, [right])
        problems = _raised_there(session, seen, wrong, rules)
        name = session.get_one(Enterprise, right).name
        if complaints := [said for one in problems for said in _against(one, act.who, name)]:
            raise BadInput(complaints)
        former = session.get_one(Enterprise, there[0].enterprise_id).name
        for one in there:
            session.delete(one)
        row.version += 1
        session.add(row)
        session.flush()
        session.add(VisitEnterprise(visit_id=seen.id, enterprise_id=right))
        session.flush()
        said = f"{row.day.isoformat()} 的走访由“{former}”改为“{name}”：{because}"
        act.note(Subject(Kind.VISIT, seen.id), said)
        _move_photos(act, seat, row, said)
        title = f"走访登记错了企业，改为“{name}”提出"
        turns = [beside(one, Did.CHANGE, title, because, {"enterprise_id": right}) for one in problems]
        written(act, turns, rules.now(session, act.who))
        return len(problems)


def _there(session: Session, seen: SeenVisit, id_: EnterpriseId) -> Sequence[VisitEnterprise]:
    """Return that an enterprise was visited: once for each of its records that came together."""
    records = stood_for_by(session, [id_])
    return session.exec(
        select(VisitEnterprise).where(
            VisitEnterprise.visit_id == seen.id, among(col(VisitEnterprise.enterprise_id), records)
        )
    ).all()


def _raised_there(session: Session, seen: SeenVisit, id_: EnterpriseId, rules: Rules) -> list[Problem]:
    """Return the problems that an enterprise raised at a visit; those entered by mistake are none."""
    query = select(ProblemRow.id).where(
        ProblemRow.visit_id == seen.id,
        among(col(ProblemRow.enterprise_id), stood_for_by(session, [id_])),
        ProblemRow.ended != Ended.MISTAKEN,
    )
    ids = [ProblemId(one) for one in session.exec(query.order_by(col(ProblemRow.id))) if one is not None]
    return read_problems(session, ids, rules.roads_in(session))


def _against(problem: Problem, who: Person, name: str) -> Iterator[str]:
    """Say why a problem cannot go along with its visit, and what to do."""
    if problem.row.project_id is not None:
        yield f"{problem.name}是项目的问题，不能改到另一户；请先办“登记有误”，再来改走访"
    elif not problem.is_open:
        yield f"{problem.name}已经“{problem.where}”，不能改到另一户；请先“重新办理”或“撤回”，再来改走访"
    else:
        others = [
            one
            for one in problem.steps
            if one.did not in (Did.RAISED, Did.UNDO) and Person(one.by_name, one.account_id).key != who.key
        ]
        if others:
            last = others[-1]
            yield (
                f"{problem.name}已由{last.by_name}办过“{last.title}”；请先和{last.by_name}商量，"
                f"在这件问题里用“修改”改为“{name}”，再来改走访"
            )


def _move_photos(act: Act, seat: Seat, row: Visit, said: str) -> None:
    """Keep the photographs of a visit with whoever it is of now, and with nobody else for its sake."""
    before = {one["id"] for one in json.loads(row.photos or "[]")}
    files = act.session.exec(select(Attachment).where(among(col(Attachment.id), before))).all()
    taken = {one.sha256: Taken(one.file_name, Content(one.sha256, one.size)) for one in files}
    row.photos = None
    keep_photos(act, seat, row, list(taken.values()))
    let_go(act, before - {one["id"] for one in json.loads(row.photos or "[]")}, said)
