"""What was sent is never sent again: after restores, crashes and moves, by whatever store."""

import random
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import CaseFilter
from domain.cases.leaving import lines_since
from domain.cases.numbering import accept_loss, take_in_numbers, unsure_series
from domain.funds.bank_lists import read_list
from domain.funds.documents.paid_by_policy import paid_in
from domain.funds.holds import held_on
from domain.funds.payment_entities import PaymentLine, PaymentList
from domain.funds.payments import (
    Answer,
    add_to_list,
    hold_payment,
    lift_hold,
    lines_of,
    look_again,
    make_list,
    record_answers,
    record_paid_before,
    release_line,
    send_list,
)
from domain.funds.recoveries import Lowering, lower_award, offset, undo_lowering
from domain.funds.sent_lists import (
    LastListUnknown,
    accept_lost_lists,
    clear_list,
    enter_sent,
    state_last_lists,
    take_over_lists,
    unknown_lists,
    unsure_lists,
)
from domain.funds.showing import How, list_payable, list_payment_lists
from domain.office.house_rules import set_four_eyes
from domain.roads.walking import NotNow
from domain.store.backup.archive import read_manifest, write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import SENT_NAME
from domain.store.backup.restoring import finish, papers_since, stage
from domain.store.engine import Store, head_in
from domain.store.numbers.entries import NumberKind
from domain.store.plain import STORE_NAME
from domain.store.problems import StoreProblem
from domain.values.errors import BadInput, DomainError
from domain.values.ids import CaseId, PaymentListId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import grant, listed, paid_before, standing, sum_of
from tests.domain.funds.test_recoveries import later_award, lower, send_held
from tests.domain.funds.test_showing import payables
from tests.replaying import hold_against_the_trail

SILENT = Silent()


@dataclass
class Desk:
    """An office with awards to pay, and backups of it."""

    office: Office
    folder: Path

    @property
    def home(self) -> Path:
        return self.office.store.path.parent

    def back_up(self, name: str) -> Path:
        path = self.folder / f"{name}.zqdbak"
        write_backup(self.home, path, SILENT, occasion=Occasion.BY_HAND, program="0.1.0")
        return path

    def restore(self, path: Path, home: Path | None = None) -> None:
        """Put a backup back, as the program does when it opens again."""
        home = home or self.home
        self.office.store.close()
        stage(home, path, SILENT, program="0.1.0")
        assert finish(home)
        self.open(home)

    def open(self, home: Path) -> None:
        self.office.store = Store.open(home, program="0.1.0")

    def take_over(self) -> list[int]:
        """Take over what the files know, as the program does at its start where they do not agree.

        Return the numbers of the lists.
        """
        store, day = self.office.store, self.office.day
        agrees = store.agrees_with_files()
        numbers, lists = take_in_numbers(self.seat), take_over_lists(self.seat)
        if agrees:
            assert (numbers, lists) == ([], [])
            assert (unsure_series(store, day), unsure_lists(store, day)) == ([], [])
        return [each.number for each in lists]

    def send(self, ids: list[CaseId]) -> tuple[PaymentListId, list[PaymentLine]]:
        list_id, _ = listed(self.office, ids)
        send_list(self.seat, list_id, self.office.rules)
        return list_id, self.office.store.ask(lines_of, list_id)

    def answer(self, list_id: PaymentListId, *said: tuple[PaymentLine, int]) -> None:
        answers = {
            line.id: Answer(Fen(paid), self.office.day, "" if paid == line.amount else "户名不符")
            for line, paid in said
        }
        record_answers(self.seat, list_id, answers, self.office.rules)  # type: ignore[arg-type]

    @property
    def seat(self):  # type: ignore[no-untyped-def]
        return self.office.seat(REVIEWER)

    def states(self, number: int) -> list[tuple[int, str, int]]:
        """Return of a list the case, state and what was paid of each line."""
        with self.office.store.read() as session:
            row = session.exec(select(PaymentList).where(PaymentList.number == number)).one()
            assert row.id is not None
            return [(one.case_id, one.state, one.paid) for one in lines_of(session, row.id)]

    def named(self, name: str) -> PaymentListId:
        """Return the list that sentences call so."""
        with self.office.store.read() as session:
            [row] = [row for row in session.exec(select(PaymentList)) if row.name == name]
            assert row.id is not None
            return row.id

    def kinds(self) -> dict[int, str | None]:
        with self.office.store.read() as session:
            return {row.number: row.kind for row in session.exec(select(PaymentList)) if row.number}


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    return Desk(office, tmp_path)


def test_that_what_was_sent_since_a_backup_is_said_taken_over_and_never_sent_again(
    desk: Desk, granted: list[CaseId]
) -> None:
    office, (one, other, third, last) = desk.office, granted
    before = desk.back_up("before")
    list_id, _ = listed(office, granted[:2])
    unsent = desk.back_up("unsent")
    send_list(desk.seat, list_id, office.rules)
    first, second = office.store.ask(lines_of, list_id)
    desk.answer(list_id, (first, first.amount), (second, 0))
    _, (resent, fourth) = desk.send([other, last])
    assert office.store.agrees_with_files()
    paid = standing(office).paid
    after = desk.back_up("after")
    assert [(end.year, end.serial) for end in read_manifest(after, desk.home).lists] == [(2026, 2)]
    since = papers_since(before, desk.home, SILENT)
    assert [(each.name, len(each.lines), each.total) for each in since.lists.lists] == [
        ("拨付批次〔2026〕1号", 2, first.amount + second.amount),
        ("拨付批次〔2026〕2号", 2, resent.amount + fourth.amount),
    ]
    assert "拨付批次〔2026〕2号" in "\n".join(lines_since(since))
    # Of nothing granted, of a list not sent yet, and of all of it: the bank has the same.
    for path in (unsent, after, before):
        desk.restore(path)
        assert not office.store.agrees_with_files()
        assert desk.take_over() == ([] if path is after else [1, 2])
        assert desk.states(1) == [(one, "paid", first.amount), (other, "returned", 0)]
        assert desk.states(2) == [(other, "sent", 0), (last, "sent", 0)]
        assert standing(office).paid == paid == first.amount
        for id_ in (one, other, last):
            with pytest.raises(NotNow, match=r"已拨付|已送出"):
                make_list(desk.seat, [id_], office.rules)
        hold_against_the_trail(office.store, office.library.dictionary)
    # A backup through which the store had not come may be another machine's; then numbers go on, and results.
    state_last_lists(desk.seat, {2026: 2})
    desk.send([third])
    assert desk.kinds() == {1: NumberKind.BEFORE_RESTORE, 2: NumberKind.BEFORE_RESTORE, 3: None}
    with office.store.read() as session:
        rows = session.exec(select(PaymentLine).where(PaymentLine.state == "sent"))
        lines = {line.case_id: line for line in rows}
    desk.answer(lines[other].list_id, (lines[other], lines[other].amount))
    desk.restore(before)
    take_over_lists(desk.seat)
    assert desk.states(2)[0] == (other, "paid", resent.amount)
    assert desk.states(3) == [(third, "sent", 0)]


def test_that_an_award_not_granted_any_more_waits_with_its_line_until_it_is_again(
    desk: Desk, waiting: list[CaseId]
) -> None:
    office, backup = desk.office, desk.back_up("waiting")
    grant(office, waiting)
    one, other, *_ = waiting
    list_id, (first, _) = desk.send([one, other])
    desk.answer(list_id, (first, first.amount))
    desk.restore(backup)
    assert [each.name for each in take_over_lists(desk.seat)] == ["拨付批次〔2026〕1号"]
    assert desk.states(1) == []
    grant(office, waiting)
    with pytest.raises(NotNow, match=r"已在拨付批次里|已拨付"):
        make_list(desk.seat, [one, other], office.rules)
    assert desk.states(1) == [(one, "paid", first.amount), (other, "sent", 0)]
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_a_crash_left_unsent_may_be_sent_and_what_a_lost_copy_has_may_not(
    desk: Desk, granted: list[CaseId], tmp_path: Path
) -> None:
    office = desk.office
    older = tmp_path / "older"
    shutil.copytree(desk.home, older)
    list_id, _ = listed(office, granted[:2])

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    office.store.sent.path.rename(tmp_path / "aside")
    office.store.sent.path.mkdir()
    with pytest.raises(StoreProblem, match="登记拨付批次的文件位置上不是文件"):
        send_list(desk.seat, list_id, office.rules)
    office.store.sent.path.rmdir()
    (tmp_path / "aside").rename(office.store.sent.path)
    engine = office.store._acting
    event.listen(engine, "commit", fail)
    with pytest.raises(RuntimeError):
        send_list(desk.seat, list_id, office.rules)
    event.remove(engine, "commit", fail)
    # The first was not written down; the second was, and then the program was interrupted.
    assert send_list(desk.seat, list_id, office.rules) == "拨付批次〔2026〕2号"
    assert desk.kinds() == {1: NumberKind.UNUSED, 2: None}
    # A half record, as the power leaves it, belongs to nothing.
    with (desk.home / SENT_NAME).open("ab") as file:
        file.write(b'0123abcd {"sent"')
    desk.send(granted[2:3])
    office.store.close()
    for path in desk.home.glob(f"{STORE_NAME}*"):
        path.unlink()
    for path in older.glob(f"{STORE_NAME}*"):
        shutil.copy(path, desk.home)
    desk.open(desk.home)
    assert office.store.loss is not None
    with pytest.raises(DomainError, match="数据比上次少了"):
        take_over_lists(desk.seat)
    manager = office.seat(MANAGER)
    assert [one.number for one in accept_lost_lists(manager)] == [1, 2, 3]
    accept_loss(manager)
    assert desk.kinds() == {1: NumberKind.UNUSED, 2: NumberKind.LOST, 3: NumberKind.LOST}
    with pytest.raises(NotNow, match="已送出"):
        make_list(desk.seat, granted[2:3], office.rules)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_machine_that_never_saw_the_office_asks_for_the_last_list_on_paper(
    desk: Desk, granted: list[CaseId], tmp_path: Path
) -> None:
    office = desk.office
    desk.send(granted[:1])
    path = desk.back_up("moved")
    desk.send(granted[1:2])
    elsewhere = tmp_path / "elsewhere"
    assert not papers_since(path, elsewhere, SILENT).lists.is_sure
    desk.restore(path, elsewhere)
    take_over_lists(desk.seat)
    assert [(one.series.year, one.known) for one in unsure_lists(office.store, office.day)] == [(2026, 1)]
    list_id, _ = listed(office, granted[2:3])
    with pytest.raises(LastListUnknown, match="（程序里是：拨付批次〔2026〕1号）"):
        send_list(desk.seat, list_id, office.rules)
    for wrong, said in ((0, "不会只到 0 号"), (900, "多出太多")):
        with pytest.raises(BadInput, match=said):
            state_last_lists(desk.seat, {2026: wrong})
    state_last_lists(desk.seat, {2026: 2})
    assert unsure_lists(office.store, office.day) == []
    # What was in it only paper says, so every award waits until somebody has looked.
    look_again(desk.seat, list_id, office.rules)
    (line,) = office.store.ask(lines_of, list_id)
    assert "拨付批次〔2026〕2号里有哪些事项，程序里没有记录" in line.against
    (row,) = office.store.ask(unknown_lists)
    # Nothing more could have been sent of one that is worth less by now than was paid of it.
    (paid,) = office.store.ask(lines_of, 1)
    half = Answer(Fen(paid.amount // 2), office.day, "限额")
    record_answers(desk.seat, 1, {paid.id: half}, office.rules)
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    lowering = Lowering(Fen(1), "申报数据不实", office.day, "区审计局", until=office.day)
    lower_award(office.seat(HANDLER), granted[0], lowering, office.day)
    with pytest.raises(BadInput, match="没有补登"):
        enter_sent(desk.seat, row.id, granted[:1])  # type: ignore[arg-type]
    enter_sent(desk.seat, row.id, granted[1:2])  # type: ignore[arg-type]
    clear_list(desk.seat, row.id, because="按银行回单逐件核对")  # type: ignore[arg-type]
    with pytest.raises(NotNow, match="已送出"):
        make_list(desk.seat, granted[1:2], office.rules)
    look_again(desk.seat, list_id, office.rules)
    if (held := office.store.ask(lines_of, list_id)[0]).against:
        release_line(desk.seat, held.id, office.rules, because="已核对")  # type: ignore[arg-type]
    assert send_list(desk.seat, list_id, office.rules) == "拨付批次〔2026〕3号"
    # The journal is gone: it is begun anew, and asks once more.
    (elsewhere / SENT_NAME).unlink()
    with pytest.raises(LastListUnknown):
        desk.send(granted[3:])
    state_last_lists(desk.seat, {2026: 3})
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_was_lowered_or_held_back_since_a_backup_is_held_back_once_it_is_back(
    desk: Desk, granted: list[CaseId]
) -> None:
    office, (one, other, third, last) = desk.office, granted
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    list_id, lines = desk.send([one, third])
    desk.answer(list_id, *((line, line.amount // 2) for line in lines))
    backup, half = desk.back_up("before"), lines[0].amount // 2
    lower(office, one, half)
    undone = lower(office, third, 1)
    undo_lowering(office.seat(HANDLER), undone, office.day, because="复核无误")
    hold_payment(desk.seat, office.day, case_id=other, because="信访核查")
    owner = office.case(last).row.enterprise_id
    whole = hold_payment(office.seat(HANDLER), office.day, enterprise_id=owner, because="迁出")
    lift_hold(office.seat(MANAGER), whole, because="已核实")
    assert office.store.agrees_with_files()
    for _ in range(2):
        desk.restore(backup)
        assert not office.store.agrees_with_files()
        assert desk.take_over() == []
        assert office.store.agrees_with_files()
        words = rf"李建国已暂缓拨付（恢复备份前，.*由李建国调减为 {yuan_text(Fen(half))} 元.*请先补登追回"
        with pytest.raises(NotNow, match=words):
            make_list(desk.seat, [one], office.rules)
        with pytest.raises(NotNow, match="张敏已暂缓拨付（恢复备份前已暂缓：信访核查）"):
            make_list(desk.seat, [other], office.rules)
        # What was undone or lifted again holds nothing back.
        listed(office, [third, last])
        hold_against_the_trail(office.store, office.library.dictionary)
    holds = {row.case_id: row for row in office.store.ask(held_on, office.day).cases.values()}
    with pytest.raises(NotNow, match="自己暂缓的，要由另一位同事恢复"):
        lift_hold(desk.seat, holds[other].id, because="已核实")  # type: ignore[arg-type]
    lower(office, one, half)
    for row in holds.values():
        lift_hold(office.seat(MANAGER), row.id, because="已补登、已核实")  # type: ignore[arg-type]
    with pytest.raises(NotNow, match="已拨付"):
        make_list(desk.seat, [one], office.rules)
    listed(office, [other])
    # Once it was entered again the journal knows; the next restore says the same of it, and no more.
    desk.restore(backup)
    desk.take_over()
    assert [row.case_id for row in office.store.ask(held_on, office.day).cases.values()] == [one]


def test_that_what_came_back_waits_where_a_backup_has_its_award_lowered_again(
    desk: Desk, granted: list[CaseId]
) -> None:
    office = desk.office
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    list_id, [line] = desk.send(granted[:1])
    desk.answer(list_id, (line, line.amount))
    lowering = lower(office, granted[0], line.amount - 100)
    lowered = desk.back_up("lowered")
    undo_lowering(office.seat(HANDLER), lowering, office.day, because="复核")
    desk.answer(list_id, (line, line.amount - 7))
    desk.restore(lowered)
    # The store takes it back in no other way than as repaid: it says so, once.
    for _ in range(2):
        assert desk.take_over() == []
        assert desk.states(1) == [(granted[0], "paid", line.amount)]
    [hold] = office.store.ask(held_on, office.day).cases.values()
    assert "退回了 0.07 元" in hold.reason
    assert "请先撤销追回" in hold.reason
    undo_lowering(office.seat(HANDLER), lowering, office.day, because="复核")
    desk.take_over()
    assert desk.states(1) == [(granted[0], "paid", line.amount - 7)]
    assert standing(office).paid == line.amount - 7
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_hold_waits_for_its_award_until_that_is_here(desk: Desk, granted: list[CaseId]) -> None:
    office, backup = desk.office, desk.back_up("before")
    wanted = next(
        award
        for award in office.granted()
        if award.enterprise_id == office.case(granted[0]).row.enterprise_id
    )
    [made] = office.make([wanted], period="2025")
    hold_payment(office.seat(HANDLER), office.day, case_id=made, because="信访核查")
    desk.restore(backup)
    assert desk.take_over() == []
    before = office.store.ask(head_in)
    # What it is of is not here: nothing is done, and nobody is bothered at every start.
    assert desk.take_over() == []
    assert office.store.ask(head_in) == before
    [again] = office.make([wanted], period="2025")
    desk.take_over()
    assert [row.case_id for row in office.store.ask(held_on, office.day).cases.values()] == [again]


def test_that_what_was_paid_before_goes_to_nobody_counts_as_paid_and_is_not_paid_again(
    desk: Desk, granted: list[CaseId]
) -> None:
    office, (one, other, *rest) = desk.office, granted
    rules, day = office.rules, office.day - timedelta(days=400)
    backup = desk.back_up("fresh")
    said = {"on": day, "document": "区财政支付〔2024〕18号"}
    for wrong, why in (({"document": " "}, "凭据"), ({"on": office.day + timedelta(days=1)}, "今天以后")):
        with pytest.raises(BadInput, match=why):
            record_paid_before(desk.seat, [one], rules, **(said | wrong))
    id_ = paid_before(office, [one, other], **said)
    assert standing(office).paid == sum_of(office, [one, other])
    rows = office.store.ask(paid_in, day, day)
    assert sum(row.amount for row in rows) == sum_of(office, [one, other])
    with pytest.raises(BadInput, match="以前已付〔2026〕1号没有送过银行"):
        office.store.ask(read_list, id_)

    # An older backup knows nothing of it; the journal does.
    desk.restore(backup)
    [taken] = take_over_lists(desk.seat)
    assert (taken.name, taken.kind, taken.total) == (
        "以前已付〔2026〕1号", NumberKind.PAID_BEFORE, sum_of(office, [one, other]),
    )  # fmt: skip
    with pytest.raises(NotNow, match="已拨付"):
        make_list(desk.seat, [one], rules)
    assert standing(office).paid == sum_of(office, [one, other])

    # Its number is none of those that are sent; what was recorded by mistake is to be paid again.
    list_id, _ = listed(office, rest[:1])
    before = desk.named(taken.name)
    lines = {line.case_id: line for line in office.store.ask(lines_of, before)}
    mistake = {lines[one].id: Answer(Fen(0), office.day, "记错了企业")}
    with pytest.raises(NotNow, match="由张敏登记，要由本人撤销"):
        record_answers(office.seat(MANAGER), before, mistake, rules)
    record_answers(desk.seat, before, mistake, rules)
    assert standing(office).paid == sum_of(office, [other])
    add_to_list(desk.seat, list_id, [one], rules)
    with pytest.raises(NotNow, match=r"没有列入：.*已拨付"):
        add_to_list(desk.seat, list_id, [other], rules)
    for line in office.store.ask(lines_of, list_id):
        if line.state == "held":
            release_line(desk.seat, line.id, office.rules, because="已核对")  # type: ignore[arg-type]
    assert send_list(desk.seat, list_id, rules) == "拨付批次〔2026〕1号"
    assert len(office.store.ask(lines_of, list_id)) == 2
    # Of one only a part was paid then; the rest is still to be.
    half, last = Fen(office.case(rest[1]).amount // 2), rest[1:]
    with pytest.raises(BadInput, match="请核对当时付的金额"):
        paid_before(office, last, **said, part=Fen(half * 3))
    again = paid_before(office, last, **said, part=half)
    assert desk.named("以前已付〔2026〕2号") == again
    found = office.store.ask(list_payable, CaseFilter(Ended.GRANTED), desk.seat.who, rules)
    assert found.amounts == {last[0]: office.case(last[0]).amount - half}
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_was_taken_off_before_it_was_sent_is_asked_for_once_a_backup_is_back(
    desk: Desk, paid: list[CaseId]
) -> None:
    office, owed = desk.office, 12_345
    later = later_award(office, paid[0])
    list_id, [line] = listed(office, [later])
    backup, rest = desk.back_up("before"), Fen(line.amount - owed)
    id_ = lower(office, paid[0], office.case(paid[0]).amount - owed)
    offset(desk.seat, id_, line.id, Fen(owed), office.rules, consent="函")
    send_held(office, list_id)
    desk.restore(backup)
    take_over_lists(desk.seat)
    # The bank has what was sent, not what the list had by then; what was taken off is not paid in silence.
    assert desk.states(2) == [(later, "dropped", 0), (later, "paid", rest)]
    sent = office.store.ask(read_list, desk.named("拨付批次〔2026〕2号"))
    assert [one.amount for one in sent.lines] == [rest]
    again = make_list(desk.seat, [later], office.rules)
    [line] = office.store.ask(lines_of, again)
    assert line.amount == owed
    assert f"在拨付批次〔2026〕2号里送出 {yuan_text(rest)} 元，比应付的少 123.45 元" in line.against
    id_ = lower(office, paid[0], office.case(paid[0]).amount - owed)
    offset(desk.seat, id_, line.id, Fen(owed), office.rules, consent="函")
    # All of it was taken off: nothing is left to send, and the list does not wait for it.
    there = {one.id: one.how for one in office.store.ask(list_payment_lists)}
    assert there[again] is How.OFFSET
    assert (later in payables(office).amounts, standing(office).due) == (False, 0)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_of_two_lists_of_one_number_the_second_stands_aside_whole(
    desk: Desk, granted: list[CaseId], tmp_path: Path
) -> None:
    office, (one, other, *_) = desk.office, granted
    home, elsewhere = desk.home, tmp_path / "elsewhere"
    shutil.copytree(home, elsewhere)
    desk.send([one])
    office.store.close()
    desk.open(elsewhere)
    desk.send([other])
    path = desk.back_up("elsewhere")
    office.store.close()
    desk.open(home)
    since = papers_since(path, home, SILENT)
    assert [each.name for each in since.lists.doubled] == ["拨付批次〔2026〕1号"]
    assert "拨付批次〔2026〕1号" in "\n".join(lines_since(since))
    desk.restore(path)
    [taken] = take_over_lists(desk.seat)
    assert [line.case_uid for line in taken.lines] == [office.case(one).row.uid]
    # Its number is the other's here: neither award is listed again, and nothing of it is booked.
    assert desk.states(1) == [(other, "sent", 0)]
    with pytest.raises(NotNow, match=r"恢复备份前已在拨付批次〔2026〕1号里送出"):
        make_list(desk.seat, [one], office.rules)
    with pytest.raises(NotNow, match=r"已在拨付批次里（已送出）"):
        make_list(desk.seat, [other], office.rules)
    hold_against_the_trail(office.store, office.library.dictionary)


class Bank:
    """What the bank has paid, or is to pay: by number of the list and award, in fen."""

    def __init__(self, desk: Desk, ids: list[CaseId]) -> None:
        self.desk, self.has = desk, dict[tuple[int, str], int]()
        self.uids = {id_: desk.office.case(id_).row.uid for id_ in ids}
        self.granted = {self.uids[id_]: desk.office.case(id_).amount for id_ in ids}

    def take(self, id_: CaseId) -> None:
        """Have an award sent, where the program does."""
        with suppress(NotNow):
            list_id, lines = self.desk.send([id_])
            number = self.number_of(list_id)
            self.has |= {(number, self.uids[line.case_id]): line.amount for line in lines}

    def answer(self, chance: random.Random) -> None:
        """Have one of its lines answered, or something of it come back."""
        with self.desk.office.store.read() as session:
            every = session.exec(select(PaymentLine)).all()
        rows = [one for one in every if one.state == "sent" or one.paid > 1]
        if rows:
            line = chance.choice(rows)
            # What was paid comes back, or a part of it does.
            paid = chance.choice([0, line.amount // 2, line.amount] if not line.paid else [0, line.paid // 3])
            self.desk.answer(line.list_id, (line, paid))
            self.has[self.number_of(line.list_id), self.uids[line.case_id]] = paid

    def number_of(self, list_id: PaymentListId) -> int:
        with self.desk.office.store.read() as session:
            row = session.get(PaymentList, list_id)
            assert row is not None
            assert row.number is not None
            return row.number

    def look(self) -> None:
        told = Counter[str]()
        for (_, uid), amount in self.has.items():
            told[uid] += amount
        assert all(amount <= self.granted[uid] for uid, amount in told.items()), told


def test_that_the_bank_is_never_told_twice_whatever_is_restored(desk: Desk, granted: list[CaseId]) -> None:
    office, chance, bank = desk.office, random.Random(11), Bank(desk, granted)
    backups = [desk.back_up("0")]
    for at in range(1, 21):
        match chance.randrange(6):
            case 0 if len(backups) < 3:
                backups.append(desk.back_up(f"{at}"))
            case 0 | 1:
                desk.restore(chance.choice(backups))
                desk.take_over()
                if unsure := unsure_lists(office.store, office.day):
                    state_last_lists(desk.seat, {one.series.year: one.known for one in unsure})
            case 2 | 3:
                bank.take(chance.choice(granted))
            case _:
                bank.answer(chance)
        bank.look()
        desk.take_over()
    assert len(bank.has) > len(granted)
    hold_against_the_trail(office.store, office.library.dictionary)
