"""What newspapers told of funds, from awards and payments that come to it."""

import re
from dataclasses import replace
from datetime import date, timedelta

from domain.cases.awards.making import Wanted
from domain.cases.awards.undoing import undo
from domain.enterprises.dictionary import UNITS, FactKind
from domain.funds.payments import Answer, lines_of, make_list, record_answers, send_list
from domain.funds.recoveries import Lowering, lower_award, record_repayment
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.outreach.problems.rules import Rules
from domain.policies.files.files import policy_from
from domain.roads.library import Roads
from domain.roads.walking import Move
from domain.statistics.behind import tell_behind
from domain.statistics.counting import Span, count, count_all, rows_behind, shares_of, wan_text
from domain.statistics.dossier import Happened, dossier_of
from domain.statistics.figures import Figures
from domain.statistics.over import Over, period_of
from domain.statistics.sentences import sentences
from domain.store.permits import Role
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen
from tests.conftest import PEOPLE, RESOURCES
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import approve, bank, enter, release_later
from tests.domain.statistics.district import facts_of
from tests.filling import take_in

FIGURES = Figures.load(RESOURCES / "figures")
OF_AWARDS = ("awarded", "awarded-amount", "revoked-amount")
POLICY = """
format = 1
id = "newspaper-2026"
version = "1"
title = "助企政策"
issuer = "某区"
source = "某文件"
official_text = true
valid_from = 2026-01-01
valid_to = 2026-12-31
[[facts]]
name = "people"
label = "返还人数"
kind = "number"
[[clauses]]
id = "each"
title = "达标奖励"
wording = "每家5万元。"
award = "5万"
[[clauses]]
id = "stable"
title = "稳岗返还"
wording = "每人9120元。"
award = "返还人数 × 9120元"
"""


def granted(office: Office, clause: str, people: list[int]) -> list[CaseId]:
    """Return awards of a clause that enterprises of so many people each were granted."""
    policy = policy_from(POLICY.encode(), "助企.toml", office.library.office)
    office.library, office.policy = office.library.with_policies([policy]), policy
    facts = [
        replace(
            one,
            attributes={
                "people": number * UNITS[FactKind.NUMBER],
                "account_number": f"1702020509200{at:06d}",
            },
        )
        for at, (one, number) in enumerate(zip(facts_of(len(people)), people, strict=True))
    ]
    seat, dictionary = office.seat(HANDLER), office.library.dictionary
    ids = [EnterpriseId(id_) for id_ in take_in(seat, facts, dictionary=dictionary)]
    amounts = {"each": [5_0000_00] * len(people), "stable": [number * 9_120_00 for number in people]}
    wanted = [Wanted(id_, clause, amount=Fen(n)) for id_, n in zip(ids, amounts[clause], strict=True)]
    enter(office, *[sum(amounts[clause])] * 2)
    cases = office.make(wanted)
    office.bring(cases, "approval")
    office.ready(cases, "approval")
    approve(office, cases)
    office.onward(HANDLER, cases, "notice")
    return cases


def told(office: Office) -> tuple[dict[str, int], str]:
    """Return what the figures of the year come to, and the last sentence of a report."""
    span = Span.of(date(2026, 1, 1), date(2026, 12, 31), office.day)
    with office.store.read() as session:
        values = count_all(session, FIGURES, span)
    *_, last = sentences(values, shares_of(FIGURES, values))
    return {id_: one.number for id_, one in values.items()}, last


def test_that_36_enterprises_were_granted_180_wan_also_where_one_is_revoked_later(office: Office):
    cases = granted(office, "each", [1] * 36)
    numbers, sentence = told(office)
    assert (numbers["awarded"], numbers["awarded-amount"]) == (36, 180_0000_00)
    assert sentence == "奖补获批 36 户、180 万元；拨付 0 户、0.00 元。"
    # What is revoked in a later month is an event of that month, and what is taken back never was.
    granted_on, office.day = office.day, office.day + timedelta(days=40)
    before = Span.of(*period_of(Over.MONTH, granted_on), office.day)
    later = Span.of(*period_of(Over.MONTH, office.day), office.day)
    revoking, amount = "", office.case(cases[0]).amount
    for revoked in (amount, 0):
        if revoking:
            undo(office.seat(MANAGER), revoking, office.rules)
        else:
            revoking = office.do(MANAGER, cases[:1], Move.BEGIN, "revoke", remark="不符合条件")
        with office.store.read() as session:
            of_then, of_now = (
                {id_: count(session, FIGURES.figures[id_], span).number for id_ in OF_AWARDS}
                for span in (before, later)
            )
        assert of_then == {"awarded": 36, "awarded-amount": 180_0000_00, "revoked-amount": 0}
        assert of_now == {"awarded": 0, "awarded-amount": 0, "revoked-amount": revoked}
        assert told(office)[0]["awarded-amount"] == 180_0000_00 - revoked
        with office.store.read() as session:
            owner = office.case(cases[0]).row.enterprise_id
            events = dossier_of(
                session, owner, office.library.office, Rules(Roads({}), office.library.office)
            ).events
        of_award = [(one.day, one.words.split("，")[-1]) for one in events if one.what is Happened.AWARD]
        assert of_award == [(office.day, "撤销")] * bool(revoked) + [(granted_on, "下达")]


def test_that_20_were_granted_and_5_of_3327_people_were_paid_what_each_row_says(office: Office):
    people = [1_000, 900, 800, 500, 127]
    assert sum(people) == 3_327
    cases = granted(office, "stable", [*people, *[10] * 15])
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), office.numbers[REVIEWER], fields, {Role.REVIEW, Role.PAY})
    for id_ in cases[:6]:
        bank(office, id_)
    list_id = make_list(office.seat(REVIEWER), cases[:6], office.rules)
    release_later(office, list_id)
    send_list(office.seat(REVIEWER), list_id, office.rules)
    lines, day = office.store.ask(lines_of, list_id), office.day
    answers = {one.id: Answer(Fen(one.amount), day) for one in lines}
    record_answers(office.seat(REVIEWER), list_id, answers, office.rules)
    # One comes back from the bank, and of another a part is paid back.
    office.day += timedelta(days=2)
    back = {lines[-1].id: Answer(Fen(0), office.day, "账户销户")}
    record_answers(office.seat(REVIEWER), list_id, back, office.rules)
    numbers, sentence = told(office)
    assert (numbers["awarded"], numbers["paid"]) == (20, 5)
    assert wan_text(numbers["paid-amount"]) == "3,034.224 万元"
    assert sentence.endswith("拨付 5 户、3,034.224 万元。")
    lowering = Lowering(
        Fen(office.case(cases[0]).amount - 1_000_00), "多报", office.day, "审计", until=office.day
    )
    recovery = lower_award(office.seat(HANDLER), cases[0], lowering, office.day)
    seat = office.seat(REVIEWER)
    record_repayment(seat, recovery, office.day, office.day, principal=Fen(1_000_00), how="回单")
    assert told(office)[1].endswith("拨付 5 户、3,034.224 万元；收回 1,000.00 元。")
    # The rows behind are what moved, and come to the figure.
    span, rules = (
        Span.of(date(2026, 1, 1), date(2026, 12, 31), office.day),
        Rules(Roads({}), office.library.office),
    )
    with office.store.read() as session:
        for id_, rows in (("paid-amount", 7), ("recovered-amount", 1)):
            figure = FIGURES.figures[id_]
            found = tell_behind(session, figure, rows_behind(session, figure, span), rules)
            assert len(found) == rows
            amounts = [yuan_of(one.words) for one in found]
            assert abs(sum(amounts)) == numbers["paid-amount"] if rows == 7 else amounts == [-1_000_00]
        dossier = dossier_of(
            session, office.case(cases[0]).row.enterprise_id, office.library.dictionary, rules
        )
    moved = [one for one in dossier.events if one.what is Happened.PAYMENT]
    assert [one.words.split("　")[0] for one in moved] == [
        "还款 1,000.00 元", "追回：应退回 1,000.00 元", "拨付 9,120,000.00 元",
    ]  # fmt: skip


def yuan_of(words: str) -> int:
    """Return the amount that a row says, in fen."""
    [amount] = re.findall(r"　(-?[\d,]+\.\d\d) 元", words)
    return round(float(amount.replace(",", "")) * 100)
