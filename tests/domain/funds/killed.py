"""Pays, lowers, has paid back and takes off, as chance has it, again and again, until it is killed."""

import random
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import select

from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.funds.recovered import Recovered, recoveries_of
from domain.funds.recoveries import (
    Lowering,
    lines_to_take_off,
    lower_award,
    offset,
    record_repayment,
    reverse_receipt,
    undo_lowering,
    waive,
)
from domain.funds.recovery_entities import RecoveryReceipt
from domain.funds.sent_lists import take_over_lists
from domain.funds.showing import How, ListedList, list_payment_lists
from domain.store.acts import Person
from domain.store.engine import Seat, Store
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.money import Fen
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER
from tests.domain.cases.awards.racing import rules
from tests.domain.store.killing import say, serve

DAY = date(2000, 1, 1)
RULES = rules(today=lambda: DAY)


class Payer:
    """Who pays, and what they do next by chance."""

    def __init__(self, store: Store, chance: random.Random, ids: list[CaseId]) -> None:
        self.store, self.chance, self.ids = store, chance, ids
        self.seat = Seat(store, Person(REVIEWER, 3))

    def go(self) -> None:
        """Do something, where it can be done."""
        found = self.store.ask(list_payment_lists)
        going = next((one for one in found if one.how not in (How.EMPTY, How.DONE)), None)
        try:
            if going is not None and self.chance.random() < 0.6:
                self.go_on_with(going)
            else:
                self.begin_something()
        except DomainError:
            # By chance it cannot be done now.
            say("refused")
        else:
            say("done")

    def go_on_with(self, going: ListedList) -> None:
        """Send a list, or record what came of all that was sent: paid whole, in part, or returned."""
        lines = self.store.ask(lines_of, going.id)
        if going.row.number is not None:
            sent = [one for one in lines if one.state == LineState.SENT]
            answers = {one.id: self.answer(one) for one in sent}
            record_answers(self.seat, going.id, answers, RULES)  # type: ignore[arg-type]
            say("answered", going.id)
        elif held := [one for one in lines if one.state == LineState.HELD]:
            assert held[0].id is not None
            release_line(self.seat, held[0].id, RULES, because="已核对")
        else:
            send_list(self.seat, going.id, RULES)
            say("sent", going.id)

    def answer(self, line: PaymentLine) -> Answer:
        return Answer(Fen(line.amount * self.chance.randint(0, 3) // 3), DAY, "退汇")

    def begin_something(self) -> None:
        """List an award, have one that was paid come back, lower it, or have something come of that."""
        id_ = self.chance.choice(self.ids)
        with self.store.read() as session:
            paid = session.exec(
                select(PaymentLine).where(PaymentLine.case_id == id_, PaymentLine.state == LineState.PAID)
            ).all()
            recoveries = recoveries_of(session, [id_])
        match self.chance.randrange(6):
            case 0 | 1:
                say("made", make_list(self.seat, [id_], RULES))
            case 2 if paid:
                back = {paid[0].id: Answer(Fen(0), DAY, "账户已销户")}
                record_answers(self.seat, paid[0].list_id, back, RULES)  # type: ignore[arg-type]
            case 3 if paid:
                # By little, so that there is something left to be lowered, and to be paid.
                amount = Fen(sum(one.paid for one in paid) * self.chance.randint(6, 9) // 10)
                lowering = Lowering(amount, "不实", DAY, "审计局", DAY + timedelta(days=9))
                lower_award(Seat(self.store, Person(HANDLER, 2)), id_, lowering, DAY)
                say("lowered", id_)
            case _ if recoveries:
                self.have_something_come_of(recoveries[-1])

    def have_something_come_of(self, one: Recovered) -> None:
        lines = [line.id for line, _ in self.store.ask(lines_to_take_off, one.id)]
        part = Fen(max(one.left * self.chance.randint(1, 2) // 2, 1))
        receipts: tuple[RecoveryReceipt, ...] = one.receipts
        handler, manager = (Seat(self.store, who) for who in (Person(HANDLER, 2), Person(MANAGER, 1)))
        match self.chance.randrange(6):
            case 0 | 1 | 2 if lines and one.left:
                offset(self.seat, one.id, lines[-1], part, RULES, consent="函")  # type: ignore[arg-type]
                say("offset", one.id)
            case 0 | 1 | 2 | 3 if receipts:
                assert receipts[-1].id is not None
                reverse_receipt(self.seat, receipts[-1].id, DAY, because="记错")
            case 0 | 1 | 2:
                undo_lowering(handler, one.id, DAY, because="复核")
            case 4:
                waive(manager, one.id, DAY, principal=part, minutes="1号", because="破产")
            case _:
                record_repayment(self.seat, one.id, DAY, DAY, principal=part, how="回单")


def work(home: str, day: str, seed: str, *cases: str) -> None:
    global DAY  # noqa: PLW0603 - of this process alone
    DAY = date.fromisoformat(day)
    payer = Payer(Store.open(Path(home)), random.Random(int(seed)), [CaseId(int(one)) for one in cases])
    say("ready")
    take_over_lists(payer.seat)
    while True:
        payer.go()


if __name__ == "__main__":
    serve(work)
