"""The records behind a figure, each in the words of its own ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.documents.occasion import clause_of
from domain.enterprises.entities import Enterprise
from domain.funds.month_entities import Flow, PaidFlow
from domain.outreach.cultivation_entities import CityCount, Cultivated, Stage
from domain.outreach.entities import Cadre, Charge, Post, Team, TeamKind
from domain.outreach.guides.calls import list_calls
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.listing import ProjectFilter, list_projects
from domain.outreach.visits import VisitFilter, list_visits
from domain.statistics.figures import Figure
from domain.store.sql import among
from domain.store.tables import Kind
from domain.values.ids import CallId, ProblemId, ProjectId, VisitId
from domain.values.money import Fen, yuan_text

_Words: TypeAlias = Iterator[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure: what is opened for it, and what people know it by."""

    kind: Kind
    id: int
    words: str


def tell_behind(session: Session, figure: Figure, ids: Sequence[int], rules: Rules) -> list[Behind]:
    """Tell the records with these ids, in their order; see `rows_behind`."""
    kind = figure.source.kind
    if figure.source.each is not None:
        return list(_payments(session, ids))
    words = dict(_TOLD[kind](session, ids, rules))
    return [Behind(kind, id_, words[id_]) for id_ in ids]


def _problems(session: Session, ids: Sequence[int], rules: Rules) -> _Words:
    wanted = ProblemFilter(ids=[ProblemId(id_) for id_ in ids])
    for one in list_problems(session, wanted, rules):
        yield one.id, "　".join((one.row.number, one.enterprise, one.row.title, one.where))


def _visits(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_visits(session, VisitFilter(ids=[VisitId(id_) for id_ in ids])):
        names = "、".join(name for _, name in one.enterprises)
        yield one.seen.id, f"{one.row.day}　{one.way.word}　{names}"


def _cases(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in session.exec(select(AwardCase).where(among(col(AwardCase.id), ids))):
        assert one.id is not None
        yield one.id, f"{one.enterprise_name}　{clause_of(one)}　{yuan_text(Fen(one.amount))} 元"


def _payments(session: Session, ids: Sequence[int]) -> Iterator[Behind]:
    """Yield what moved, each with its day and amount; the case of each is what is opened."""
    rows = session.exec(
        select(PaidFlow, AwardCase)
        .join(AwardCase, col(AwardCase.id) == PaidFlow.case_id)
        .where(among(col(PaidFlow.id), ids))
    )
    found = {flow.id: (flow, case) for flow, case in rows}
    for id_ in ids:
        flow, case = found[id_]
        said = f"{flow.day}　{Flow(flow.kind).word}　{yuan_text(Fen(flow.amount))} 元"
        yield Behind(Kind.CASE, flow.case_id, f"{said}　{case.enterprise_name}　{clause_of(case)}")


def _charges(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    of_those = among(col(Charge.id), ids), col(Cadre.id) == Charge.cadre_id
    query = select(Charge, Cadre.name, Enterprise.name).where(
        *of_those, col(Enterprise.id) == Charge.enterprise_id
    )
    for one, cadre, enterprise in session.exec(query):
        assert one.id is not None
        yield one.id, f"{enterprise}　{cadre}（{Post(one.post).word}，{one.since} 起）"


def _teams(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in session.exec(select(Team).where(among(col(Team.id), ids))):
        assert one.id is not None
        yield one.id, f"{TeamKind(one.kind).word}　{one.name}"


def _projects(session: Session, ids: Sequence[int], rules: Rules) -> _Words:
    wanted = ProjectFilter(ids=[ProjectId(id_) for id_ in ids])
    for one in list_projects(session, wanted, rules):
        yield one.id, "　".join((one.row.number, one.owners, one.row.name, one.where))


def _calls(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_calls(session, ids=[CallId(id_) for id_ in ids]):
        about = "、".join(title for _, title in one.topics) or one.row.asked
        yield one.seen.id, "　".join((f"{one.row.day} {one.row.time}", one.enterprise or "—", about))


def _cultivated(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    query = select(Cultivated, Enterprise.name).where(
        among(col(Cultivated.id), ids), col(Enterprise.id) == Cultivated.enterprise_id
    )
    for one, name in session.exec(query):
        assert one.id is not None
        yield one.id, f"{name}　{Stage(one.stage).word}　{one.since} 入库"


def _city_counts(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in session.exec(select(CityCount).where(among(col(CityCount.id), ids))):
        assert one.id is not None
        yield one.id, f"{one.day}　{one.count:,} 户　{one.source}"


def _enterprises(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in session.exec(select(Enterprise).where(among(col(Enterprise.id), ids))):
        assert one.id is not None
        yield one.id, f"{one.name}　{one.uscc}"


_TOLD: Final[Mapping[Kind, Callable[[Session, Sequence[int], Rules], _Words]]] = {
    Kind.PROBLEM: _problems,
    Kind.VISIT: _visits,
    Kind.CASE: _cases,
    Kind.CHARGE: _charges,
    Kind.TEAM: _teams,
    Kind.PROJECT: _projects,
    Kind.CALL: _calls,
    Kind.CULTIVATED: _cultivated,
    Kind.CITY_COUNT: _city_counts,
    Kind.ENTERPRISE: _enterprises,
}
