"""Any acts by two people: what holds of problems whatever they do."""

import os
from datetime import timedelta

from domain.outreach.problem_entities import Content, Did, Ended
from domain.outreach.problems.stepping import (
    Doing,
    Given,
    extend,
    hand_on,
    regrade,
    reopen,
    steps_of,
    supervise,
    take_step,
)
from domain.outreach.problems.undoing import undo
from domain.values.errors import DomainError
from tests.domain.outreach.conftest import rows_of
from tests.replaying import hold_against_the_trail

ACTS = int(os.environ.get("ZHUQIDUI_SOAK_PROBLEMS", "120"))


def test_that_whatever_two_people_do_nobody_closes_what_they_solved(ledger, chance, dictionary):
    ids = [ledger.raise_(f"问题{at}", at) for at in range(4)]
    done = 0
    for _ in range(ACTS):
        ledger.today += timedelta(days=chance.randrange(2))
        seat, problem = chance.choice([ledger.one, ledger.other]), ledger.problem(chance.choice(ids))
        given = Given("说明", "孙工", ledger.department, None, "已解决", chance.choice(list(Content)))
        with ledger.store.read() as session:
            steps = steps_of(problem, ledger.rules.now(session, seat.who))
        try:
            if steps and chance.random() < 0.7:
                step = chance.choice(steps)
                take_step(seat, [problem.seen], Doing(step.move, step.id, step.to), given, ledger.rules)
            else:
                chance.choice(beside(ledger, seat, problem, chance))()
        except DomainError:
            continue
        done += 1
    assert done > ACTS // 8
    for id_ in ids:
        problem = ledger.problem(id_)
        numbers = sorted(step.number for step in (*problem.steps, *problem.voided))
        assert numbers == list(range(1, problem.row.version + 1))
        onward = {step.step: step for step in problem.steps if step.did == Did.ONWARD}
        assert problem.row.at == (problem.road.way[len(onward)].id if problem.is_open else problem.row.at)
        if problem.row.ended == Ended.SOLVED:
            assert onward["closing"].account_id != onward["solving"].account_id
            assert problem.row.content in (Content.CONTENT, Content.FAIRLY)
    assert len({row.number for row in rows_of(ledger.store)}) == len(ids)
    hold_against_the_trail(ledger.store, dictionary)


def beside(ledger, seat, problem, chance):
    """Return what can be done of a problem beside its road."""
    rules, seen, until = ledger.rules, problem.seen, ledger.today + timedelta(days=90)
    grade, to = chance.choice(["hard", "ordinary"]), Given(department_id=ledger.department)
    return (
        lambda: extend(seat, seen, until, rules, because="等批复"),
        lambda: supervise(seat, seen, rules, because="多次反映"),
        lambda: regrade(seat, seen, grade, rules, because="跨部门"),
        lambda: hand_on(seat, [seen], to, rules, because="归口"),
        lambda: reopen(seat, seen, rules, because="又发生了"),
        lambda: undo(seat, problem.last.act, [seen], rules),
    )
