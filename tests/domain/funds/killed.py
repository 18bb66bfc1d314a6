"""Lists, sends and answers what is to be paid, again and again, until it is killed."""

from datetime import date
from pathlib import Path

from domain.funds.payment_entities import LineState
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.funds.sent_lists import take_over_lists
from domain.funds.showing import How, list_payment_lists
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.values.ids import CaseId
from domain.values.money import Fen
from tests.domain.cases.awards.conftest import REVIEWER
from tests.domain.cases.awards.racing import rules
from tests.domain.store.killing import say, serve

DAY = date(2000, 1, 1)
RULES = rules(today=lambda: DAY)


def work(home: str, day: str, *cases: str) -> None:
    global DAY  # noqa: PLW0603 - of this process alone
    DAY = date.fromisoformat(day)
    store = Store.open(Path(home))
    seat, ids = Seat(store, Person(REVIEWER, 3)), [CaseId(int(one)) for one in cases]
    say("ready")
    take_over_lists(seat)
    while True:
        found = store.ask(list_payment_lists)
        going = next((one for one in found if one.how not in (How.EMPTY, How.DONE)), None)
        if going is None:
            say("made", make_list(seat, ids, RULES))
            continue
        lines = store.ask(lines_of, going.id)
        if going.row.number is not None:
            record_answers(seat, going.id, {one.id: Answer(Fen(0), DAY, "退汇") for one in lines}, RULES)
            say("answered", going.id)
        elif held := [one for one in lines if one.state == LineState.HELD]:
            release_line(seat, held[0].id, RULES, because="已核对")
        else:
            send_list(seat, going.id, RULES)
            say("sent", going.id)


if __name__ == "__main__":
    serve(work)
