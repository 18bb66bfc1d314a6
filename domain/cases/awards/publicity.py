"""What becomes of a publicity that runs. Broken off it is by sending the case back to it (重新公示)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.cases.awards.entities import Did
from domain.cases.awards.reading import FURTHEST, Case, Seen
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.awards.turning import Turn, write_turns
from domain.policies.language.wording import day_text
from domain.roads.road import State, named_roles
from domain.roads.walking import NotNow, Now, Running
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.permits import NotPermitted
from domain.values.errors import BadInput
from domain.values.texts import one_line


def prolong(seat: Seat, cases: Sequence[Seen], until: date, rules: Rules, *, because: str) -> str:
    """Have the publicity of cases run longer (延长公示), of all of them or of none.

    Raises:
        BadInput: No reason is given, or ``until`` is not after the day on which it would end.
        MovedOn: Somebody else has just done something of one of them.
        NotNow: One is not publicised, or its publicity is over.
        NotPermitted: This person may not do this.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明延长公示的理由")
    with acting_on(seat, Action.CASE_PROLONG, cases, rules) as (act, found, now):
        return write_turns(act, [_longer(case, until, now, because) for case in found], now.day, rules.funds)


def _longer(case: Case, until: date, now: Now, because: str) -> Turn:
    state, running = _running(case, now)
    if until <= running.end:
        raise BadInput(f"{case.name}公示到{day_text(running.end)}，延长后的最后一天要在这以后")
    if until > running.end + FURTHEST:
        raise BadInput(f"延长到{day_text(until)}太远，请核对年份")
    if now.roles is not None and not now.roles & state.by:
        raise NotPermitted(f"没有延长：{case.name}的公示要由有{named_roles(state.by)}角色的人延长")
    title = f"公示由{day_text(running.end)}延长到{day_text(until)}"
    after = replace(case.standing, publicity=Running(running.start, until))
    return Turn(case, Did.PROLONG, state.id, title, after, Action.CASE_PROLONG, because)


def _running(case: Case, now: Now) -> tuple[State, Running]:
    running = case.standing.publicity
    if running is None or not case.is_on_its_way:
        raise NotNow(f"没有延长：{case.name}没有在公示")
    if not case.is_publicised_on(now.day):
        raise NotNow(f"没有延长：{case.name}的公示{day_text(running.end)}已经期满；要再公示，请办“重新公示”")
    return next(_public_states(case)), running


def _public_states(case: Case) -> Iterator[State]:
    return (case.road.states[id_] for id_ in case.standing.signed if case.road.states[id_].publicity)
