"""The records behind a figure, each in the words of its own ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.documents.occasion import clause_of
from domain.enterprises.entities import Enterprise
from domain.funds.month_entities import Flow, PaidFlow
from domain.outreach.cultivation.qualifications import target_word
from domain.outreach.cultivation_entities import CityCount, Cultivated, Stage
from domain.outreach.entities import Cadre, Charge, Post, Team, TeamKind
from domain.outreach.guides.calls import list_calls
from domain.outreach.matching.events import list_events
from domain.outreach.matching.kept import owners_named
from domain.outreach.matching.needs import amount_text, list_needs
from domain.outreach.matching.parks import list_parks
from domain.outreach.matching_entities import (
    EventDeal,
    MatchEvent,
    Need,
    NeedOutcome,
    Park,
    ParkTenant,
    Through,
)
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.listing import tell_projects
from domain.outreach.visits import VisitFilter, list_visits
from domain.statistics.figures import Figure
from domain.store.sql import among
from domain.store.tables import Kind
from domain.values.ids import CallId, EventId, NeedId, ParkId, ProblemId, ProjectId, VisitId
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
    [told] = tell_all_behind(session, [(figure, ids)], rules)
    return told


def tell_all_behind(
    session: Session, wanted: Sequence[tuple[Figure, Sequence[int]]], rules: Rules
) -> list[list[Behind]]:
    """Tell the records behind several figures, one that is behind many of them once."""
    asked = dict[tuple[Kind, bool], dict[int, None]]()
    for figure, ids in wanted:
        asked.setdefault(_told_as(figure), {}).update(dict.fromkeys(ids))
    told = {as_: _tell(session, *as_, [*ids], rules) for as_, ids in asked.items()}
    return [[told[_told_as(figure)][id_] for id_ in ids] for figure, ids in wanted]


def _told_as(figure: Figure) -> tuple[Kind, bool]:
    return figure.source.kind, figure.source.each is not None


def _tell(
    session: Session, kind: Kind, is_each: bool, ids: Sequence[int], rules: Rules
) -> Mapping[int, Behind]:
    if is_each:
        return dict(zip(ids, _EACH[kind](session, ids), strict=True))
    return {id_: Behind(kind, id_, words) for id_, words in _TOLD[kind](session, ids, rules)}


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


def _projects(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    yield from tell_projects(session, [ProjectId(id_) for id_ in ids])


def _calls(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_calls(session, ids=[CallId(id_) for id_ in ids]):
        about = "、".join(title for _, title in one.topics) or one.row.asked
        yield one.seen.id, "　".join((f"{one.row.day} {one.row.time}", one.enterprise or "—", about))


def _cultivated(session: Session, ids: Sequence[int], rules: Rules) -> _Words:
    rows = session.exec(select(Cultivated).where(among(col(Cultivated.id), ids))).all()
    names = owners_named(session, [one.enterprise_id for one in rows])
    for one in rows:
        assert one.id is not None
        target = target_word(one.target, rules.dictionary)
        said = names[one.enterprise_id].name, target, Stage(one.stage).word, f"{one.since} 入库"
        yield one.id, "　".join(said)


def _city_counts(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in session.exec(select(CityCount).where(among(col(CityCount.id), ids))):
        assert one.id is not None
        yield one.id, f"{one.day}　{one.count:,} 户　{one.source}"


def _parks(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_parks(session, ids=[ParkId(id_) for id_ in ids]):
        yield one.id, "　".join((one.row.name, one.where, f"入驻 {one.tenants} 户"))


def _tenants(session: Session, ids: Sequence[int]) -> Iterator[Behind]:
    """Yield who is or was where, from when until when; the park of each is what is opened."""
    query = select(ParkTenant, Park.name).where(
        col(Park.id) == ParkTenant.park_id, among(col(ParkTenant.id), ids)
    )
    found: dict[int | None, tuple[ParkTenant, str]] = {
        row.id: (row, name) for row, name in session.exec(query)
    }
    names = owners_named(session, [row.enterprise_id for row, _ in found.values()])
    for id_ in ids:
        row, park = found[id_]
        until = f"，{row.until} 退出" if row.until else ""
        words = f"{names[row.enterprise_id].name}　{park}（{row.since} 入驻{until}）"
        yield Behind(Kind.PARK, row.park_id, words)


def _events(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_events(session, ids=[EventId(id_) for id_ in ids]):
        came = f"到会企业 {one.enterprises} 户" + (f"、其他单位 {one.others} 家" if one.others else "")
        yield one.id, "　".join((str(one.row.day), one.kind.word, one.row.name, came))


def _deals(session: Session, ids: Sequence[int]) -> Iterator[Behind]:
    """Yield what was signed; the event of each is what is opened."""
    query = select(EventDeal, MatchEvent).where(
        col(MatchEvent.id) == EventDeal.event_id, among(col(EventDeal.id), ids)
    )
    found: dict[int | None, tuple[EventDeal, MatchEvent]] = {
        row.id: (row, of) for row, of in session.exec(query)
    }
    names = owners_named(session, [row.enterprise_id for row, _ in found.values()])
    for id_ in ids:
        row, event = found[id_]
        who = names[row.enterprise_id].name if row.enterprise_id else row.name
        parts = [f"{row.products} 种产品"] if row.products else []
        parts += [f"{row.people} 人"] if row.people else []
        parts += [f"{yuan_text(Fen(row.amount))} 元"] if row.amount is not None else []
        words = "　".join((str(event.day), event.name, f"{who}和{row.partner}", "、".join(parts)))
        yield Behind(Kind.EVENT, row.event_id, words)


def _needs(session: Session, ids: Sequence[int], _: Rules) -> _Words:
    for one in list_needs(session, ids=[NeedId(id_) for id_ in ids]):
        row = one.row
        said = amount_text(row.wanted, row.people)
        yield one.id, "　".join((str(row.day), one.enterprise.name, row.title, said, one.where))


def _outcomes(session: Session, ids: Sequence[int]) -> Iterator[Behind]:
    """Yield what came of needs; the need of each is what is opened."""
    query = select(NeedOutcome, Need).where(
        col(Need.id) == NeedOutcome.need_id, among(col(NeedOutcome.id), ids)
    )
    found: dict[int | None, tuple[NeedOutcome, Need]] = {row.id: (row, of) for row, of in session.exec(query)}
    names = owners_named(session, [need.enterprise_id for _, need in found.values()])
    for id_ in ids:
        row, need = found[id_]
        said = f"{Through(row.through).word} {amount_text(row.amount, row.people)}"
        words = "　".join(filter(None, (str(row.day), names[need.enterprise_id].name, said, row.partner)))
        yield Behind(Kind.NEED, row.need_id, words)


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
    Kind.PARK: _parks,
    Kind.EVENT: _events,
    Kind.NEED: _needs,
    Kind.ENTERPRISE: _enterprises,
}
_EACH: Final[Mapping[Kind, Callable[[Session, Sequence[int]], Iterator[Behind]]]] = {
    Kind.CASE: _payments,
    Kind.PARK: _tenants,
    Kind.EVENT: _deals,
    Kind.NEED: _outcomes,
}
"""The rows of records that have several; see `Rows.each`."""
