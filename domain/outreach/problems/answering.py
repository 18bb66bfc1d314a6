"""What departments answer, of many problems at once: written in one act, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.outreach.problems.raising import as_seen
from domain.outreach.problems.reading import Problem, Seen
from domain.outreach.problems.rules import Rules
from domain.outreach.problems.stepping import Doing, Given, is_closing, is_solving, steps_of, turn_of
from domain.outreach.problems.turning import write_turn
from domain.roads.walking import Move, NotNow, Now, Step
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.values.uids import new_uid


@dataclass(frozen=True, slots=True)
class Answered:
    """What a department says of a problem: what it did so far, what came of it, and who."""

    problem: Seen
    remark: str = ""
    answer: str = ""
    handler: str = ""


def next_step(problem: Problem, now: Now) -> Step | None:
    """Return the step that leads a problem on; None where it has ended or waits."""
    return next((one for one in steps_of(problem, now) if one.move is Move.ONWARD), None)


def takes_remark(problem: Problem, step: Step) -> bool:
    """Whether a step is where a department says what it did so far."""
    is_first = step.id == problem.road.way[0].id
    return not (is_first or is_solving(problem, step) or is_closing(problem, step))


def record_answers(seat: Seat, answers: Sequence[Answered], rules: Rules) -> str:
    """Take problems along by what departments answered; each as far as it was.

    Returns:
        What it is undone by.

    Raises:
        MovedOn: Somebody else has just done something of one of them.
        NotFound: One of them is not there.
        NotNow: One is not where its answer is waited for; it says which.
    """
    with seat.act(Action.PROBLEM_ONWARD) as act:
        now, uid = rules.now(act.session, act.who), new_uid()
        for one in answers:
            given = Given(remark=one.remark, answer=one.answer, handler=one.handler)
            [problem] = as_seen(act.session, [one.problem], rules)
            for _ in filter(None, (one.remark, one.answer)):
                step = next_step(problem, now)
                if step is None or not (takes_remark(problem, step) or is_solving(problem, step)):
                    raise NotNow(f"没有登记：{problem.name}现在“{problem.where}”，不到反馈或办结这一步")
                if is_solving(problem, step) and not one.answer:
                    break
                turn = turn_of(act, problem, Doing(step.move, step.id, step.to), given, now)
                write_turn(act, turn, now.day, uid)
                act.session.flush()
                [problem] = as_seen(act.session, [Seen(problem.id, problem.row.version)], rules)
        return uid
