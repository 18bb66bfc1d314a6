"""Figures of many enterprises written in one act: whole, with a trail for each, never over another's."""

import json

import pytest
from sqlmodel import func, select

from domain.enterprises import queries
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.figure_sheets import ChangedMeanwhile, read_rows, save_figures
from domain.enterprises.history import changes_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.periods import Period
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in

MAY, TO_MAY = Period.parse("2022M05"), Period.parse("2022C05")
FIGURES = {"sales": {MAY: 100}, "revenue": {MAY: 7}}


class Impatient:
    """Stops at the second step."""

    def step(self, progress):
        if progress.done == 2:
            raise Cancelled


@pytest.fixture
def ids(store):
    field = [
        EnterpriseFacts(
            "91410100MAYA000162", "甲公司", indicators={"sales": {MAY: 100}, "revenue": {MAY: 7}}
        ),
        EnterpriseFacts("91410100MAYK7ED06D", "乙公司"),
    ]
    return take_in(store.seat("tester"), field)


@pytest.fixture
def sales(dictionary):
    return dictionary.indicators["sales"]


def stored(store, ids):
    with store.read() as session:
        return {id_: dict(row.figures) for id_, row in read_rows(session, ids, "sales").items()}


def save(store, fact, changes, reporter=None):
    return save_figures(store.seat("王小梅"), fact, changes, reporter or Silent())


def test_that_changes_of_many_are_one_act_with_an_entry_for_each(store, ids, sales, dictionary):
    first, second = ids
    changes = {first: {MAY: (100, None), TO_MAY: (None, 500)}, second: {MAY: (None, 250)}}
    assert save(store, sales, changes) == 2
    assert stored(store, ids) == {first: {TO_MAY: 500}, second: {MAY: 250}}
    with store.read() as session:
        entry = audit.entries_of(session, Subject(Kind.ENTERPRISE, second))[-1]
        history = changes_of(session, first, dictionary, part="sales")
        assert queries.facts_of(session, first, dictionary).indicators["revenue"] == {MAY: 7}
    assert (entry.actor, entry.action) == ("王小梅", "enterprise.change")
    assert json.loads(entry.details) == {"sales[2022M05]": [None, "2.50"]}
    assert {(one.label, one.before, one.after) for one in history} >= {
        ("2022年1—5月累计销售额", "未填", "5.00 元"),
        ("2022年5月销售额", "1.00 元", "未填"),
    }


def test_that_what_somebody_else_changed_is_not_written_over(store, ids, sales, dictionary):
    first, second = ids
    facts = EnterpriseFacts("91410100MAYA000162", "甲公司", indicators={"sales": {MAY: 300}})
    save_enterprise(store.seat("李四"), facts, dictionary, id_=first)
    with pytest.raises(ChangedMeanwhile, match="“甲公司”的 1 个数") as caught:
        save(store, sales, {first: {MAY: (100, 200)}, second: {MAY: (None, 5)}})
    assert caught.value.places == ((first, MAY),)
    assert caught.value.rows[first].figures == {MAY: 300}
    assert stored(store, ids) == {first: {MAY: 300}, second: {}}
    assert save(store, sales, {first: {MAY: (300, 200)}}) == 1
    assert stored(store, [first]) == {first: {MAY: 200}}


def test_that_the_same_figure_typed_twice_is_no_quarrel(store, ids, sales):
    assert save(store, sales, {ids[0]: {MAY: (None, 100)}}) == 1


def test_that_a_deleted_enterprise_stops_the_act(store, ids, sales):
    delete_enterprises(store.seat("李四"), [ids[1]])
    with pytest.raises(NotFound, match="1 户"):
        save(store, sales, {ids[0]: {MAY: (100, 1)}, ids[1]: {MAY: (None, 1)}})
    assert stored(store, ids) == {ids[0]: {MAY: 100}}


def test_that_a_cancelled_act_writes_nothing(store, ids, sales):
    with pytest.raises(Cancelled):
        save(store, sales, {id_: {TO_MAY: (None, 9)} for id_ in ids}, Impatient())
    assert stored(store, ids) == {ids[0]: {MAY: 100}, ids[1]: {}}


def test_that_nothing_to_write_is_no_act(store, sales):
    with store.read() as session:
        before = session.exec(select(func.count(audit.AuditEntry.id))).one()
    assert save(store, sales, {}) == 0
    with store.read() as session:
        assert session.exec(select(func.count(audit.AuditEntry.id))).one() == before
