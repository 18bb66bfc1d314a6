import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin, look_into
from domain.enterprises.merging import merge_two, read_two, undo_merge
from domain.enterprises.service import delete_enterprises
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.outreach.documents.matching_sheet import compose_event, compose_park
from domain.outreach.matching.events import (
    EVENTS,
    DealFields,
    EventFields,
    Guest,
    find_event,
    list_events,
    remove_deal,
    save_deal,
    save_event,
    took_part,
)
from domain.outreach.matching.needs import (
    NEEDS,
    NeedFields,
    OutcomeFields,
    end_need,
    find_need,
    list_needs,
    remove_outcome,
    save_need,
    save_outcome,
    take_up_again,
)
from domain.outreach.matching.parks import (
    PARKS,
    ParkFields,
    TenantFields,
    Year,
    admit,
    end_park,
    list_parks,
    remove_tenants,
    reopen_park,
    save_park,
    set_year,
    show_park,
    stays_of,
)
from domain.outreach.matching_entities import EventKind, Matter, ParkStage, Signed, Through
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.problems.rules import Rules
from domain.statistics.behind import tell_behind
from domain.statistics.counting import Span, count, count_all, count_by, rows_behind, shares_of
from domain.statistics.figures import Figures
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.store.plain import STORE_NAME
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Silent
from tests.conftest import PASSWORD, RESOURCES
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS, TODAY
from tests.domain.statistics.district import District
from tests.replaying import hold_against_the_trail

FIGURES = Figures.load(RESOURCES / "figures")
BEGAN = date(2025, 6, 1)
"""From when the parks of these tests are; all that happens does so between then and today."""
WAN = 10_000_00
"""Fen of ten thousand yuan."""
OF_YEAR = Span(BEGAN, TODAY, TODAY)


def counted(ledger, *ids, span=OF_YEAR):
    with ledger.store.read() as session:
        return [count(session, FIGURES.figures[id_], span).number for id_ in ids]


def behind(ledger, id_, span=OF_YEAR):
    """Return what stands behind a figure, in words."""
    figure = FIGURES.figures[id_]
    with ledger.store.read() as session:
        ids = rows_behind(session, figure, span)
        return [one.words for one in tell_behind(session, figure, ids, ledger.rules)]


def park_of(ledger, name="金水小微企业园", **more):
    return save_park(ledger.one, ParkFields(name, BEGAN, **more), ledger.rules)


def let_in(ledger, park, *at, since=BEGAN, **more):
    given = [TenantFields(ledger.enterprises[one], since, **more) for one in at]
    return admit(ledger.one, park, given, ledger.rules)


def test_that_15_parks_have_65_enterprises_in_them(ledger):
    owners = ledger.enterprises[:65]
    parks = [park_of(ledger, f"第{number}园") for number in range(15)]
    # One that has ended, and one entered by mistake, are none of them.
    over, wrong = park_of(ledger, "老园"), park_of(ledger, "登错的园")
    over, _ = let_in(ledger, over, 0)
    end_park(ledger.one, over, TODAY, ledger.rules, because="拆迁")
    wrong, _ = let_in(ledger, wrong, 1)
    PARKS.delete(ledger.one, [wrong])
    for number, park in enumerate(parks):
        mine = [TenantFields(owner, BEGAN) for owner in owners[number::15]]
        parks[number], _ = admit(ledger.one, park, mine, ledger.rules)
    # Somebody in two parks is one enterprise, somebody who left is none.
    parks[0], [left] = admit(ledger.one, parks[0], [TenantFields(owners[1], BEGAN)], ledger.rules)
    gone = TenantFields(owners[1], BEGAN, TODAY - timedelta(days=1), "搬走")
    admit(ledger.one, parks[0], [gone], ledger.rules, left)
    assert counted(ledger, "parks", "park-tenants") == [15, 65]
    assert len(behind(ledger, "park-tenants")) == 65
    with ledger.store.read() as session:
        figure = FIGURES.figures["park-tenants"]
        by_park = dict(count_by(session, figure, OF_YEAR, "name", OFFICE))
    assert (sum(by_park.values()), by_park["第0园"]) == (65, len(owners[0::15]))
    assert sum(one.tenants for one in ledger.store.ask(list_parks)) == 65


def test_that_a_park_that_ends_takes_its_tenants_along_and_the_past_stays(ledger):
    park = park_of(ledger, total=Fen(3 * WAN), area=800, stage=ParkStage.BUILDING)
    early = TODAY - timedelta(days=90)
    park, _ = let_in(ledger, park, 0, 1, since=early)
    park, [late] = let_in(ledger, park, 2, since=TODAY - timedelta(days=3))
    ended = TODAY - timedelta(days=10)
    with pytest.raises(BadInput, match="1 户在 2026-02-20 以后才入驻或退出"):
        end_park(ledger.one, park, ended, ledger.rules, because="到期")
    park, was = remove_tenants(ledger.one, park, [late])
    assert [one.enterprise_id for one in was] == [ledger.enterprises[2]]
    with pytest.raises(BadInput, match="终止的理由"):
        end_park(ledger.one, park, ended, ledger.rules, because=" ")
    ended_park = end_park(ledger.one, park, ended, ledger.rules, because="到期")

    then = Span.of(early, ended, ended - timedelta(days=1))
    assert counted(ledger, "parks", "park-tenants", span=then) == [1, 2]
    assert counted(ledger, "parks", "park-tenants", "tenants-left") == [0, 0, 2]
    [listed] = ledger.store.ask(list_parks)
    assert (listed.where, listed.tenants, listed.former) == ("已终止", 0, 2)
    assert [(one.park, one.row.until) for one in ledger.store.ask(stays_of, ledger.enterprises[0])] == [
        ("金水小微企业园", ended)
    ]
    with pytest.raises(BadInput, match="退出日期不能比它晚"):
        let_in(ledger, ended_park, 3)
    with pytest.raises(ChangedMeanwhile):
        end_park(ledger.one, park, ended, ledger.rules, because="到期")

    said = text_of(ledger.store.ask(compose_park, park.id, ledger.rules, datetime(2026, 3, 2, tzinfo=UTC)))
    assert "入驻企业：0 户，已退出 2 户" in said
    assert "阶段：已终止" in said
    # What was taken back is as it was, and only who left with the park is there again.
    back = reopen_park(ledger.one, ended_park, because="续期")
    shown = ledger.store.ask(show_park, back.id)
    assert [(one.is_there, one.row.because) for one in shown.tenants] == [(True, "")] * 2
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_tenants_are_held_against_their_park_each_other_and_the_register(ledger, tmp_path):
    park = park_of(ledger)
    with pytest.raises(BadInput, match="已有园区"):
        park_of(ledger)
    park, [first] = let_in(ledger, park, 0, until=BEGAN + timedelta(days=30), because="搬走")
    again = TenantFields(ledger.enterprises[0], BEGAN + timedelta(days=29))
    with pytest.raises(BadInput, match="在这段时间已经在园区"):
        admit(ledger.one, park, [again], ledger.rules)
    with pytest.raises(BadInput) as refused:
        admit(
            ledger.one,
            park,
            [TenantFields(ledger.enterprises[1], BEGAN - timedelta(days=1), TODAY + timedelta(days=1))],
            ledger.rules,
        )
    assert len(refused.value.complaints) == 2
    park, [second] = admit(ledger.one, park, [replace(again, since=BEGAN + timedelta(days=30))], ledger.rules)
    # An office with a file in between holds to it as well.
    with closing(sqlite3.connect(tmp_path / "ledger" / STORE_NAME)) as raw:
        for wrong in (
            f"UPDATE park_tenant SET until = NULL WHERE id = {first}",
            f"UPDATE park_tenant SET until = '2025-01-01' WHERE id = {second}",
            "UPDATE park_tenant SET park_id = 99",
            "DELETE FROM business_park",
            "INSERT INTO park_year (park_id, first, output) VALUES (99, '2025-01-01', 1)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(wrong)


def test_that_a_park_tells_who_says_to_be_there_and_what_its_years_came_to(ledger):
    with ledger.store.read() as session:
        said = session.connection().exec_driver_sql(
            "SELECT value, enterprise_id FROM enterprise_attribute WHERE name = 'park' ORDER BY enterprise_id"
        )
        name, owner = said.first()
    park = park_of(ledger, name)
    unlisted = [one.id for one in ledger.store.ask(show_park, park.id).unlisted]
    assert owner in unlisted
    park, _ = admit(ledger.one, park, [TenantFields(EnterpriseId(owner), BEGAN)], ledger.rules)
    park, before = set_year(ledger.one, park, 2025, Year(Fen(2 * WAN), Fen(9 * WAN)), ledger.rules)
    park, _ = set_year(ledger.one, park, 2026, Year(Fen(WAN)), ledger.rules)
    assert before == Year()
    shown = ledger.store.ask(show_park, park.id)
    assert (shown.listed.invested, shown.listed.output) == (Fen(3 * WAN), (2025, Fen(9 * WAN)))
    assert owner not in [one.id for one in shown.unlisted]
    assert [one.says for one in shown.tenants] == [name]
    last_year = Span.of(date(2025, 1, 1), date(2025, 12, 31), TODAY)
    assert counted(ledger, "park-invested", "park-output", span=last_year) == [2 * WAN, 9 * WAN]
    assert counted(ledger, "park-invested", "park-output") == [WAN, 0]
    for year, given in ((2027, Year(Fen(1))), (2025, Year(Fen(-1)))):
        with pytest.raises(BadInput):
            set_year(ledger.one, park, year, given, ledger.rules)

    # Who is deleted from the register, and for whom nobody stands, is there no more.
    clerk, _ = open_account(ledger.one, AccountFields(name="赵会", sign_in="zhaoh"), {Role.HANDLE}, PASSWORD)
    delete_enterprises(Seat(ledger.store, Person("赵会", clerk)), [EnterpriseId(owner)], Silent())
    [listed] = ledger.store.ask(list_parks)
    as_of_now = Span(BEGAN, date.today(), date.today())
    assert (listed.tenants, counted(ledger, "park-tenants", span=as_of_now)) == (0, [0])
    assert counted(ledger, "tenants-came", span=as_of_now) == [1]


def event_of(ledger, kind=EventKind.SALES, day=TODAY, guests=(), name="产销对接会"):
    return save_event(ledger.one, EventFields(kind, name, day, guests=tuple(guests)), ledger.rules)


def test_that_sales_of_150_products_come_to_5_6_million(ledger):
    event = event_of(ledger, guests=[Guest(one) for one in ledger.enterprises[:3]])
    for owner, products, wan in zip(ledger.enterprises, (90, 40, 20), (300, 200, 60), strict=False):
        deal = DealFields("某商场", Signed.INTENT, owner, products=products, amount=Fen(wan * WAN))
        event = save_deal(ledger.one, event, deal, ledger.rules)
    # Of banks, and of another year, is something else.
    other = event_of(ledger, EventKind.BANKS, name="银企对接会")
    loan = DealFields("建设银行", Signed.CONTRACT, ledger.enterprises[0], amount=Fen(WAN))
    save_deal(ledger.one, other, loan, ledger.rules)
    before = event_of(ledger, day=BEGAN - timedelta(days=1))
    save_deal(ledger.one, before, replace(loan, products=7), ledger.rules)
    assert counted(ledger, "sales-products", "sales-amount", "banks-amount") == [150, 560 * WAN, WAN]
    assert counted(ledger, "match-events", "event-enterprises", "event-amount") == [2, 3, 561 * WAN]
    assert "90 种产品、3,000,000.00 元" in "".join(behind(ledger, "sales-products"))


def test_that_people_of_no_enterprise_are_kept_at_an_event_and_counted_apart(ledger):
    owner = ledger.enterprises[0]
    guests = [Guest(owner, people=2), Guest(name="建设银行", people=3), Guest(name="郑州大学")]
    event = event_of(ledger, guests=guests)
    event = save_deal(
        ledger.one, event, DealFields("郑州大学", Signed.INTENT, name="某合作社", people=5), ledger.rules
    )
    assert counted(ledger, "event-enterprises", "event-others") == [1, 2]
    shown = ledger.store.ask(find_event, event.id)
    assert [(one.who.id, one.who.name) for one in shown.guests][1:] == [
        (None, "建设银行"),
        (None, "郑州大学"),
    ]
    assert (shown.enterprises, shown.others, len(shown.deals)) == (1, 2, 1)
    assert shown.fields.guests == tuple(guests)
    with pytest.raises(BadInput, match="写了两次"):
        event_of(ledger, guests=[guests[1], guests[1]])
    with pytest.raises(BadInput, match="还没有到"):
        event_of(ledger, day=TODAY + timedelta(days=1))
    for wrong in (
        DealFields("甲", Signed.INTENT),
        DealFields("", Signed.INTENT, owner),
        DealFields("甲", Signed.INTENT, owner, done=Fen(1)),
        DealFields("甲", Signed.INTENT, owner, done=Fen(1), done_on=TODAY - timedelta(days=1)),
        DealFields("甲", Signed.INTENT, owner, products=0),
    ):
        with pytest.raises(BadInput):
            save_deal(ledger.one, event, wrong, ledger.rules)

    said = text_of(ledger.store.ask(compose_event, event.id, ledger.rules, datetime(2026, 3, 2, tzinfo=UTC)))
    assert "到会：企业 1 户，其他单位 2 家" in said
    assert "郑州大学" in said
    # What it came to counts on the day on which it did; a deal taken away comes back as it was.
    [deal] = shown.deals
    done = DealFields("郑州大学", Signed.CONTRACT, owner, amount=Fen(9), done=Fen(5), done_on=TODAY)
    event = save_deal(ledger.one, event, done, ledger.rules, deal.id)
    assert counted(ledger, "event-done") == [5]
    earlier = EventFields(EventKind.SALES, "早些的会", BEGAN, guests=(guests[0],))
    other = save_event(ledger.one, earlier, ledger.rules)
    other = save_deal(ledger.one, other, replace(done, done_on=BEGAN), ledger.rules)
    with pytest.raises(BadInput, match="就有签约落实"):
        save_event(ledger.one, replace(earlier, day=TODAY), ledger.rules, other)
    EVENTS.delete(ledger.one, [other])
    event, was = remove_deal(ledger.one, event, deal.id)
    assert was == done
    assert [(one.row.name, one.deals) for one in ledger.store.ask(took_part, owner)] == [("产销对接会", ())]

    event = save_event(
        ledger.one,
        replace(shown.fields, guests=tuple(guests[1:])),
        ledger.rules,
        event,
    )
    assert ledger.store.ask(took_part, owner) == []
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_what_is_changed_after_a_merge_is_whose_it_was_once_that_is_undone(store):
    one = District(store, 3)
    one.one, (first, second, _) = one.seat, one.enterprises
    one.rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: TODAY)
    need = need_of(one, 1)
    event = event_of(one, guests=[Guest(first, people=2), Guest(second, people=3)])
    event = save_deal(one.one, event, DealFields("甲商场", Signed.INTENT, second, amount=Fen(5)), one.rules)
    park, [other, _] = let_in(one, park_of(one), 0, 1)
    kept, gone = read_two(store, first, second, OFFICE)
    merge = merge_two(one.one, kept, gone, kept.facts, OFFICE)

    save_need(one.one, replace(store.ask(find_need, need.id).fields, title="设备"), one.rules, need)
    shown = store.ask(find_event, event.id)
    assert [one.who.id for one in shown.guests] == [first]
    event = save_event(one.one, replace(shown.fields, name="秋季产销对接会"), one.rules, event)
    [deal] = shown.deals
    given = DealFields("甲商场", Signed.CONTRACT, deal.who.id, amount=Fen(6))
    event = save_deal(one.one, event, given, one.rules, deal.id)
    save_deal(one.one, *remove_deal(one.one, event, deal.id), one.rules)
    park, _ = admit(one.one, park, [TenantFields(first, BEGAN, TODAY, "搬走")], one.rules, other)
    with pytest.raises(BadInput, match="没有重复登记"):
        admit(one.one, park, [TenantFields(second, BEGAN)], one.rules)
    assert counted(one, "event-enterprises", "park-tenants", "event-amount") == [1, 1, 6]

    undo_merge(one.one, merge, OFFICE)
    assert store.ask(find_need, need.id).enterprise.id == second
    shown = store.ask(find_event, event.id)
    assert [(each.who.id, each.row.people) for each in shown.guests] == [(first, 2), (second, 3)]
    assert [(each.who.id, each.row.amount) for each in shown.deals] == [(second, 6)]
    assert [each.park for each in store.ask(stays_of, second)] == ["金水小微企业园"]


def need_of(ledger, at=0, wanted=500 * WAN, **more):
    given = NeedFields(Matter.FINANCING, ledger.enterprises[at], BEGAN, "流动资金", Fen(wanted))
    return save_need(ledger.one, replace(given, **more), ledger.rules)


def test_that_28_enterprises_have_guaranteed_loans_of_140_million(ledger):
    each = 14_000 * WAN // 28
    for at in range(28):
        need = need_of(ledger, at)
        # Two loans of one enterprise are one enterprise; interest is counted apart from loans.
        for part in (each,) if at else (each - WAN, WAN):
            loan = OutcomeFields(Through.GUARANTEE, TODAY, Fen(part), partner="建设银行")
            need = save_outcome(ledger.one, need, loan, ledger.rules)
        save_outcome(ledger.one, need, OutcomeFields(Through.INTEREST, TODAY, Fen(WAN)), ledger.rules)
    patents = OutcomeFields(Through.PATENTS, TODAY, Fen(3 * WAN))
    save_outcome(ledger.one, need_of(ledger, 28), patents, ledger.rules)
    assert counted(ledger, "guaranteed", "guaranteed-amount") == [28, 14_000 * WAN]
    assert counted(ledger, "pledged", "pledged-amount", "interest", "interest-amount") == [
        *(1, 3 * WAN, 28, 28 * WAN)
    ]
    assert counted(ledger, "financing-needs", "financing-wanted", "loans") == [
        *(29, 29 * 500 * WAN, 14_003 * WAN)
    ]
    assert len(behind(ledger, "guaranteed-amount")) == 29
    [first] = ledger.store.ask(list_needs, enterprise_id=ledger.enterprises[1])
    assert (first.where, first.met, first.interest, first.is_open) == ("已满足", each, WAN, False)


def test_that_jobs_are_wanted_filled_and_not_needed_any_more(ledger):
    wanted = NeedFields(Matter.JOBS, ledger.enterprises[0], BEGAN, "车工", people=10)
    need = save_need(ledger.one, wanted, ledger.rules)
    hired = OutcomeFields(Through.FAIR, TODAY, people=4, partner="春季招聘会")
    need = save_outcome(ledger.one, need, hired, ledger.rules)
    assert counted(ledger, "jobs-wanted", "jobs-filled", "hired") == [10, 4, 4]
    values = ledger.store.ask(count_all, FIGURES, OF_YEAR)
    assert shares_of(FIGURES, values)["jobs-filled-rate"].text == "4/10 = 40.0 %"
    listed = ledger.store.ask(find_need, need.id)
    assert (listed.where, listed.is_open) == ("部分落实", True)

    ended = end_need(ledger.one, need, BEGAN, ledger.rules, because="订单减少")
    assert ledger.store.ask(find_need, need.id).where == "不再需要"
    with pytest.raises(BadInput, match="不再需要"):
        save_need(ledger.one, replace(wanted, day=BEGAN + timedelta(days=1)), ledger.rules, ended)
    need = take_up_again(ledger.one, ended)
    with pytest.raises(ChangedMeanwhile):
        take_up_again(ledger.one, ended)
    [outcome] = ledger.store.ask(find_need, need.id).outcomes
    need, was = remove_outcome(ledger.one, need, outcome.id)
    assert (was, ledger.store.ask(find_need, need.id).where) == (hired, "待落实")
    for wrong in (
        replace(hired, through=Through.GUARANTEE),
        replace(hired, people=None, amount=Fen(5)),
        replace(hired, people=0),
        replace(hired, day=BEGAN - timedelta(days=1)),
    ):
        with pytest.raises(BadInput):
            save_outcome(ledger.one, need, wrong, ledger.rules)
    for fields in (replace(wanted, people=None), replace(wanted, wanted=Fen(5)), replace(wanted, title=" ")):
        with pytest.raises(BadInput):
            save_need(ledger.one, fields, ledger.rules)
    hold_against_the_trail(ledger.store, OFFICE)


SQL = {
    "park-tenants": """SELECT count(DISTINCT t.enterprise_id) FROM park_tenant t JOIN business_park p
        ON p.id = t.park_id WHERE p.deleted_at IS NULL AND t.since <= :by
        AND (t.until IS NULL OR t.until > :by)""",
    "tenants-left": """SELECT count(DISTINCT enterprise_id) FROM park_tenant
        WHERE until BETWEEN :first AND :last""",
    "match-events": "SELECT count(*) FROM match_event WHERE day BETWEEN :first AND :last",
    "event-enterprises": """SELECT count(DISTINCT g.enterprise_id) FROM event_guest g JOIN match_event e
        ON e.id = g.event_id WHERE e.day BETWEEN :first AND :last""",
    "event-others": """SELECT count(*) FROM event_guest g JOIN match_event e ON e.id = g.event_id
        WHERE g.enterprise_id IS NULL AND e.day BETWEEN :first AND :last""",
    "sales-products": """SELECT ifnull(sum(d.products), 0) FROM event_deal d JOIN match_event e
        ON e.id = d.event_id AND e.kind = 'sales' WHERE e.day BETWEEN :first AND :last""",
    "event-done": "SELECT ifnull(sum(done), 0) FROM event_deal WHERE done_on BETWEEN :first AND :last",
    "guaranteed": """SELECT count(DISTINCT n.enterprise_id) FROM need_outcome o
        JOIN need n ON n.id = o.need_id WHERE o.through = 'guarantee' AND o.day BETWEEN :first AND :last""",
}
"""Figures, as somebody else would count them."""


def test_that_a_year_of_3_parks_and_20_events_by_chance_comes_to_what_sql_says(ledger):
    chance, days = Random(18), (TODAY - BEGAN).days
    for number in range(3):
        park = park_of(ledger, f"第{number}园")
        given = []
        for owner in chance.sample(ledger.enterprises, 20):
            since = BEGAN + timedelta(days=chance.randrange(days))
            until = chance.choice([None, since + timedelta(days=chance.randrange((TODAY - since).days + 1))])
            given.append(TenantFields(owner, since, until))
        admit(ledger.one, park, given, ledger.rules)
    for _ in range(20):
        day = BEGAN + timedelta(days=chance.randrange(days))
        guests = [Guest(owner) for owner in chance.sample(ledger.enterprises, 3)] + [Guest(name="某银行")]
        event = event_of(ledger, chance.choice([*EventKind]), day, guests)
        products, done = chance.randrange(1, 99), chance.choice([None, Fen(chance.randrange(999))])
        signer, done_on = guests[0].enterprise_id, None if done is None else TODAY
        deal = DealFields("甲", Signed.CONTRACT, signer, products=products, done=done, done_on=done_on)
        save_deal(ledger.one, event, deal, ledger.rules)
        loan = OutcomeFields(chance.choice(Matter.FINANCING.ways), day, Fen(7))
        save_outcome(ledger.one, need_of(ledger, chance.randrange(9)), loan, ledger.rules)
    middle = BEGAN + timedelta(days=days // 2)
    for first, last in ((BEGAN, TODAY), (BEGAN, middle), (middle, TODAY)):
        span = Span.of(first, last, TODAY)
        told = dict(zip(SQL, counted(ledger, *SQL, span=span), strict=True))
        named = {"first": str(first), "last": str(last), "by": str(span.by)}
        with ledger.store.read() as session:
            asked = session.connection().exec_driver_sql
            assert told == {id_: asked(sql, named).scalar() for id_, sql in SQL.items()}
        assert all(told.values()) or (first, last) != (BEGAN, TODAY)


def test_that_parks_events_and_needs_lie_in_the_bin_and_come_back(ledger, tmp_path):
    park, event, need = park_of(ledger), event_of(ledger), need_of(ledger)
    kept = ((PARKS, park, list_parks), (EVENTS, event, list_events), (NEEDS, need, list_needs))
    for records, seen, _ in kept:
        records.delete(ledger.one, [seen])
        with pytest.raises(NotFound):
            records.delete(ledger.one, [seen])
    binned = [
        ledger.store.ask(list_bin, BinFilter(kind), most=9)
        for kind in (BinKind.PARK, BinKind.EVENT, BinKind.NEED)
    ]
    keys = [one.key for found in binned for one in found]
    assert len(keys) == len(ledger.store.ask(look_into, keys, tmp_path)) == 3
    twin = park_of(ledger)
    with pytest.raises(BadInput, match="同名的园区"):
        PARKS.restore(ledger.one, [park.id])
    PARKS.delete(ledger.one, [twin])
    for records, seen, listed in kept:
        records.restore(ledger.one, [seen.id])
        assert [one.id for one in ledger.store.ask(listed)] == [seen.id]
        records.delete_again(ledger.one, [seen.id])
        assert ledger.store.ask(listed) == []
