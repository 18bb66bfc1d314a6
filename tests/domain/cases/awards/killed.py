"""Takes a whole batch along, again and again, until it is killed."""

from pathlib import Path

from domain.cases.awards.batches import cases_of
from domain.cases.awards.reading import read_cases
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.values.ids import BatchId
from tests.domain.cases.awards.racing import hold, rules
from tests.domain.store.killing import say, serve

RULES = rules()


def work(home: str, batch: str) -> None:
    store = Store.open(Path(home))
    seat = Seat(store, Person("张敏", 3))
    say("ready")
    while True:
        with store.read() as session:
            ids = cases_of(session, BatchId(int(batch)))
            cases = read_cases(session, ids, RULES.roads_in(session))
        move = Move.OVER if cases[0].standing.waits else Move.BEGIN
        assert hold(seat, [case.seen for case in cases], move.value, RULES) == ""
        say(move.value, cases[0].row.version + 1)


if __name__ == "__main__":
    serve(work)
