"""What the trail tells: the newest first, a page at a time, filtered."""

from datetime import date, timedelta

import pytest

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.acts import PROGRAM, Action, Person
from domain.store.chain import head_of
from domain.store.engine import Seat, driver_of
from domain.store.permits import Role
from domain.store.problems import Unreadable
from domain.store.tables import Kind, Subject
from domain.store.told import TrailFilter, actors_of, count_of, is_unproved, page_of, whole_of
from domain.store.words import value_text
from domain.values.errors import NotFound
from tests.filling import take_in
from tests.meddling import forging

ALL = TrailFilter()


@pytest.fixture
def told(store, sample):
    """A store in which two people have done things."""
    take_in(store.seat("李建国"), sample.enterprises[:5])
    for number in range(7):
        save_office(store.seat("王小梅"), OfficeFields(name=f"第{number}局", phone=str(number)))
    return store


def test_that_the_newest_come_first_and_the_next_page_goes_on(told):
    first = told.ask(page_of, ALL, before=None, most=4)
    second = told.ask(page_of, ALL, before=first[-1].id, most=1000)
    numbers = [one.id for one in [*first, *second]]
    assert numbers == list(range(told.ask(count_of, ALL), 0, -1))
    assert first[0].summary == "修改本单位信息"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TrailFilter(actor="王小梅"), {"王小梅"}),
        (TrailFilter(kind=Kind.ENTERPRISE), {"李建国"}),
        (TrailFilter(words="本单位"), {"王小梅"}),
        (TrailFilter(words="%"), set()),
        (TrailFilter(actor="李建国", kind=Kind.OFFICE), set()),
        (TrailFilter(first=date.today(), last=date.today()), {"王小梅", "李建国"}),
        (TrailFilter(last=date.today() - timedelta(days=1)), set()),
        (TrailFilter(first=date.today() + timedelta(days=1)), set()),
    ],
)
def test_that_a_filter_shows_what_it_asks_for_and_counts_it(told, wanted, expected):
    rows = told.ask(page_of, wanted, before=None, most=1000)
    assert {one.actor for one in rows} == expected
    assert told.ask(count_of, wanted) == len(rows)


def test_that_everybody_who_did_something_is_named_once(told):
    assert told.ask(actors_of) == sorted({"王小梅", "李建国"})


def test_that_an_entry_is_told_whole_with_the_head_it_leads_to(told):
    last = told.ask(count_of, ALL)
    whole = told.ask(whole_of, last)
    assert {(one.key, one.before, one.after) for one in whole.changes} >= {("name", "第5局", "第6局")}
    with told.read() as session:
        assert whole.head == head_of(driver_of(session))
    assert not whole.told.is_unproved, "nobody has an account"


def test_that_names_of_before_there_were_accounts_are_unproved(told):
    seat = told.seat("root")
    opened, _ = open_account(
        seat, AccountFields(name="王小梅", sign_in="wxm"), {Role.MANAGE}, "白鸽-算盘-雨伞"
    )
    with Seat(told, Person("王小梅", opened)).act(Action.OFFICE_CHANGE) as act:
        act.note(Subject(Kind.OFFICE), "登录后改的")
    with told.act(PROGRAM, Action.STORE_BASELINE) as act:
        act.note(Subject(Kind.STORE), "程序自己做的")
    rows = told.ask(page_of, ALL, before=None, most=4)
    assert [one.who for one in rows] == ["本程序", "王小梅", "root（未证实）", "王小梅（未证实）"]
    assert told.ask(is_unproved, Subject(Kind.ACCOUNT, opened), Action.ACCOUNT_OPEN)
    assert not told.ask(is_unproved, Subject(Kind.ACCOUNT, opened), Action.ACCOUNT_SIGN_IN)


def test_that_an_entry_that_does_not_read_is_said_to_be_so(told):
    with forging(told.path) as trail:
        trail.execute("UPDATE audit_entry SET details = '{' WHERE id = 2")
    with pytest.raises(Unreadable, match="第 2 条操作记录"):
        told.ask(whole_of, 2)
    with pytest.raises(NotFound):
        told.ask(whole_of, 10_000)


def test_that_a_long_value_is_shortened():
    assert len(value_text("长" * 400)) == 201
