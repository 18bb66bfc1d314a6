"""What enterprises may get, whether they were told, whether they have it, and why not."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.rules import Rules
from domain.enterprises.merging import merge_two, read_two
from domain.funds.approving import Treasury
from domain.outreach.charges import assign
from domain.outreach.entities import Post, Way
from domain.outreach.telling import worth_telling
from domain.outreach.visits import last_visits, record_visit
from domain.policies.explaining.fitting import Fit
from domain.policies.language.wording import day_text
from domain.policies.runs.register import assess_enterprises, decide_register
from domain.policies.trace import Outcome
from domain.roads.library import Roads
from domain.statistics.counting import Span, count_all, count_by, rows_behind, shares_of
from domain.statistics.figures import Figures
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Means, make
from domain.store.plain import STORE_NAME
from domain.takeup.documents.card import compose_cards
from domain.takeup.entities import Why
from domain.takeup.explaining import (
    Entitled,
    explain,
    reasons_ever,
    reasons_of,
    resume,
    take_back,
    withdraw,
)
from domain.takeup.listing import assess_all, list_entitlements, list_short
from domain.takeup.one import take_up_of
from domain.takeup.standing import Claim
from domain.values.errors import BadInput, NotFound
from domain.values.money import yuan_text
from domain.values.periods import Period, PeriodKind
from domain.values.progress import Silent
from tests.conftest import RESOURCES
from tests.domain.cases.documents.test_documents import text_of

FIGURES = Figures.load(RESOURCES / "figures")
_THERE = "entitled", "entitled-told", "entitled-claimed", "unclaimed"


@pytest.fixture
def library(policies):
    return policies


def of_one(ledger, library, at=0):
    id_ = ledger.enterprises[at]
    return ledger.store.ask(take_up_of, id_, library.policies.values(), library.dictionary, ledger.rules)


def entitled(offer, id_):
    return Entitled(id_, *offer.key, offer.clause.title)


def tell(ledger, library, id_, way=Way.CALL, most=1):
    told = {id_: ledger.store.ask(worth_telling, [id_], library)[id_][:most]}
    fields = ledger.visit(way=way)
    record_visit(ledger.one, type(fields)(way, ledger.today, (id_,), (ledger.li,), told=told), ledger.rules)
    return told[id_]


def begin(ledger, library, policy, wanted, period=""):
    """Have a case begun for what somebody claims."""
    roads = Roads.load(RESOURCES / "roads")
    rules = Rules(roads, library.policies, library.dictionary, Treasury())
    road = next(one for one in roads.by_digest.values() if one.id == "unasked")
    make_cases(ledger.one, [wanted], Silent(), policy=policy, road=road, rules=rules, period=period)


def test_that_every_clause_of_every_enterprise_fits_as_it_is_decided(ledger, library, zhengdong):
    ids = ledger.enterprises = ledger.enterprises[::2]
    decided = ledger.store.ask(assess_enterprises, zhengdong, library.dictionary, Silent(), ids=ids)
    near = {(one.id, one.clause_id): one for one in list_short(ledger.store, library, Silent(), most=99).rows}
    seen = set()
    for at, entry in enumerate(decided):
        found = of_one(ledger, library, at)
        assert {one.clause.id for one in found.offers} == set(zhengdong.clauses)
        ranks = [one.fit.rank for one in found.offers]
        assert ranks == sorted(ranks)
        for offer in found.offers:
            decision = entry.decision(offer.clause.id)
            assert offer.decision == decision
            is_granted = decision.outcome is Outcome.GRANTED and decision.amount > 0
            assert (offer.fit is Fit.GRANTED) is is_granted
            assert (offer.fit is Fit.MISSING) is (decision.outcome is Outcome.MISSING)
            assert (offer.fit is Fit.MANUAL) is (decision.outcome is Outcome.MANUAL)
            # Both evaluators say who is one condition short; row by row only the one of one enterprise does.
            if not offer.clause.each:
                short = near.get((found.id, offer.clause.id))
                assert (offer.fit is Fit.SHORT) is (short is not None)
            if offer.fit is Fit.SHORT and not offer.clause.each:
                assert (offer.fitted.short.text, offer.fitted.short.gap) == (
                    short.one.condition,
                    short.one.gap,
                )
                assert short.one.gap in offer.needs
            if offer.fit is Fit.MISSING:
                assert all(library.dictionary.label_of(key) in offer.needs for key in decision.missing)
            seen.add(offer.fit)
    assert seen == set(Fit)


def check_tables(ledger, library, unclaimed, by_clause):
    """Hold what is listed, and grouped, in tables against the same rows."""
    means = Means(library.dictionary, ledger.rules)
    asked = TablePlan("", "", "entitlements", ("amount", "since"), where={"claimed": ("no",)}, sort="-amount")
    table = ledger.store.ask(make, asked, means)
    assert table.rows == [(one.amount, ledger.today) for one in unclaimed]
    assert table.enterprises == len({one.standing.enterprise_id for one in unclaimed})
    grouped = ledger.store.ask(make, replace(asked, columns=("amount",), by=("clause",), sort=""), means)
    assert {row[0]: row[1] for row in grouped.rows} == by_clause
    assert grouped.totals[-1] == sum(one.amount for one in unclaimed)
    # A call is a visit, a message none.
    visits = ledger.store.ask(make, TablePlan("", "", "enterprises", ("visits",)), means)
    assert visits.totals == (1,)


def test_that_what_became_of_it_is_told_applied_for_or_why_not_and_counted(ledger, library, zhengdong):
    own, other = ledger.enterprises[0], ledger.enterprises[3]
    assert ledger.store.ask(list_entitlements, ledger.today).rows == ()
    offers = of_one(ledger, library).of(Fit.GRANTED)
    results = decide_register(ledger.store, zhengdong, library.dictionary, Silent())
    granted = results.payable(results.having(results.cells(), Outcome.GRANTED))
    with_case = Wanted(own, offers[0].clause.id, amount=offers[0].amount)

    assess_all(ledger.one, library, Silent())
    [said] = tell(ledger, library, own)
    assert said.clause_id == offers[0].clause.id
    tell(ledger, library, other, Way.MESSAGE)
    assert other not in ledger.store.ask(last_visits, [own, other])
    begin(ledger, library, zhengdong, with_case)
    explain(ledger.one, [entitled(offers[1], own)], Why.PAPERS, "差发票")

    found = ledger.store.ask(list_entitlements, ledger.today)
    assert len(found.rows) == len(granted)
    assert sum(one.amount for one in found.rows) == results.totals(granted).amount
    by_key = {one.standing.key: one for one in found.rows}
    first, second = (by_key[own, *one.key] for one in offers[:2])
    assert (first.state, first.told, first.amount) == ("在办", ledger.today, offers[0].amount)
    assert (second.state, second.told, second.standing.reason.words) == ("未申报", None, "材料不齐：差发票")
    now = of_one(ledger, library).of(Fit.GRANTED)
    assert [one.is_claimed for one in now[:2]] == [True, False]
    assert [(one.day, one.way, one.by) for one in now[0].told] == [(ledger.today, "电话", "李强")]
    assert now[1].unclaimed.words == "材料不齐：差发票"

    # Counted of the same rows, in whatever period.
    span = Span.of(ledger.today.replace(day=1), ledger.today, ledger.today)
    values = ledger.store.ask(count_all, FIGURES, span)
    count = len(found.rows)
    assert [values[one].number for one in _THERE] == [count, 2, 1, count - 1]
    assert values["entitled-enterprises"].number == len({one.standing.enterprise_id for one in found.rows})
    assert values["entitled-amount"].number == results.totals(granted).amount
    assert values["visited"].number == 1
    shares = shares_of(FIGURES, values)
    assert shares["unclaimed-rate"].text.startswith(f"{count - 1}/{count} = ")
    unclaimed = FIGURES.figures["unclaimed"]
    by_clause = dict(ledger.store.ask(count_by, unclaimed, span, "clause", library.dictionary))
    assert sum(by_clause.values()) == count - 1
    assert set(ledger.store.ask(rows_behind, unclaimed, span)) == {
        one.standing.enterprise_id for one in found.rows if one.standing.claim is None
    }
    check_tables(ledger, library, [one for one in found.rows if one.standing.claim is None], by_clause)
    before = Span.of(*[ledger.today - timedelta(days=1)] * 2, ledger.today)
    assert ledger.store.ask(count_all, FIGURES, before)["entitled"].number == 0


def test_that_what_was_claimed_for_one_quarter_is_not_claimed_for_the_next(ledger, library, zhengdong):
    own, today = ledger.enterprises[0], ledger.today
    last = Period.of(today.year, PeriodKind.QUARTER, (today.month - 1) // 3 + 1).before
    old, new = of_one(ledger, library).of(Fit.GRANTED)[:2]
    assess_all(ledger.one, library, Silent())
    # The quarter after the one before the last is over; what comes after the last is not to be claimed yet.
    for offer, period in ((old, last.before), (new, last)):
        begin(ledger, library, zhengdong, Wanted(own, offer.clause.id, amount=offer.amount), str(period))

    def rows():
        found = ledger.store.ask(list_entitlements, today).rows
        return {row.standing.key[1:]: row for row in found if row.standing.enterprise_id == own}

    assert [rows()[one.key].state for one in (old, new)] == ["未申报", "在办"]
    offers = {one.key: one for one in of_one(ledger, library).offers}
    assert [offers[one.key].is_claimed for one in (old, new)] == [False, True]
    [former] = offers[old.key].applied
    assert (former.is_former, former.words) == (True, f"{last.before.label} 在办")
    # For the last one as well it is claimed.
    begin(ledger, library, zhengdong, Wanted(own, old.clause.id, amount=old.amount), str(last))
    assert rows()[old.key].standing.claim == Claim(today, is_granted=False)


def test_that_a_merged_enterprise_keeps_what_it_was_told_and_why_it_did_not_apply(ledger, library):
    kept, gone = ledger.enterprises[0], ledger.enterprises[3]
    offer = next(one for one in of_one(ledger, library, 3).of(Fit.GRANTED) if one.clause.id == "freight")
    tell(ledger, library, gone, most=9)
    explain(ledger.one, [entitled(offer, gone)], Why.UNWILLING, "")
    one, other = read_two(ledger.store, kept, gone, library.dictionary)
    merge_two(ledger.one, one, other, one.facts, library.dictionary)
    assess_all(ledger.one, library, Silent())
    rows = {row.standing.key: row for row in ledger.store.ask(list_entitlements, ledger.today).rows}
    assert not any(id_ == gone for id_, _, _ in rows)
    row = rows[kept, *offer.key]
    assert (row.told, row.standing.reason.why) == (ledger.today, Why.UNWILLING)
    now = next(one for one in of_one(ledger, library).offers if one.key == offer.key)
    assert now.told
    assert now.unclaimed.words == "不愿申报"


def test_that_a_reason_takes_the_place_of_another_and_both_stay_for_good(ledger, library):
    own = ledger.enterprises[0]
    wanted = [entitled(of_one(ledger, library).of(Fit.GRANTED)[0], own)]
    key = wanted[0].key

    def words():
        holds = ledger.store.ask(reasons_of, [own])
        return holds[key].words if key in holds else ""

    with pytest.raises(BadInput, match="写明"):
        explain(ledger.one, wanted, Why.OTHER, " ")
    with pytest.raises(BadInput, match="没有选中"):
        explain(ledger.one, [], Why.LATER, "")
    explain(ledger.one, wanted, Why.LATER, "")
    second = explain(ledger.other, wanted, Why.ELSEWHERE, "市级同类")
    assert words() == "已享受其他政策：市级同类"
    take_back(ledger.other, second)
    assert words() == "正在准备，稍后申报"
    holds = [ledger.store.ask(reasons_of, [own])[key].id]
    withdraw(ledger.one, holds)
    with pytest.raises(NotFound, match="改过"):
        withdraw(ledger.other, holds)
    resume(ledger.one, holds)
    explain(ledger.other, wanted, Why.UNREACHED, "")
    with pytest.raises(NotFound, match="别人又填过"):
        resume(ledger.one, holds)
    ever = ledger.store.ask(reasons_ever, [own])[key]
    assert [one.ended_at is None for one in ever] == [True, False, False]

    with closing(sqlite3.connect(ledger.store.path.parent / STORE_NAME)) as connection:
        for statement in (
            "DELETE FROM unclaimed",
            "UPDATE unclaimed SET why = 'other'",
            "UPDATE unclaimed SET ended_by = 'x' WHERE ended_at IS NOT NULL",
            "UPDATE unclaimed SET ended_at = NULL",
            "INSERT OR REPLACE INTO unclaimed SELECT * FROM unclaimed",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


def test_that_a_card_says_what_how_much_what_lacks_till_when_and_whom_to_call(ledger, library, zhengdong):
    own = ledger.enterprises[1]
    assign(ledger.one, [own], ledger.li, Post.OFFICER, ledger.today)
    found = of_one(ledger, library, 1)
    [card] = ledger.store.ask(compose_cards, [own], library, ledger.rules, datetime.now(UTC))
    words = text_of(card)
    [granted], [short] = found.of(Fit.GRANTED), found.of(Fit.SHORT)
    till = f"{day_text(zhengdong.valid_to)}（已满）"
    for said in (
        f"# 企业政策明白卡　{found.facts.name}　{day_text(ledger.today)}",
        f"{granted.clause.title} | {yuan_text(granted.amount)} | 还没有申报 | {till}",
        f"{short.clause.title} | {short.needs}。",
        "首席服务员：李强　副局长　13803711234",
    ):
        assert said in words
    refused = [one.clause.title for one in found.of(Fit.NOT_MET)]
    assert not any(title in words for title in refused)
