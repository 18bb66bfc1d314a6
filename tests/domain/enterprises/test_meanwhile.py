"""Two people at the same enterprise: nobody's change is lost, and where they clash it is said."""

from dataclasses import replace

import pytest

from domain.enterprises import queries
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.meanwhile import ChangedMeanwhile, put_together
from domain.enterprises.service import save_enterprise
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.periods import Period

Q2, H1 = Period.parse("2022Q2"), Period.parse("2022H1")
OPENED = EnterpriseFacts(
    "91410100MAYA000162",
    "郑州测试有限公司",
    {"contact_person": "李敏", "notes": "老户"},
    {"sales": {Q2: 100}},
    {"projects": ({"name": "一期"},)},
)


def changed(facts=OPENED, *, name=None, rows=None, figures=None, **attributes):
    known = {key: value for key, value in {**facts.attributes, **attributes}.items() if value is not None}
    return replace(
        facts,
        name=name or facts.name,
        attributes=known,
        indicators={"sales": {**facts.indicators["sales"], **(figures or {})}},
        rows=facts.rows if rows is None else {"projects": rows},
    )


@pytest.fixture
def id_(store, dictionary):
    return save_enterprise(store.seat("王"), OPENED, dictionary)


@pytest.fixture
def save(store, dictionary, id_):
    def save_as(who, facts, opened=OPENED):
        save_enterprise(store.seat(who), facts, dictionary, id_=id_, opened=opened)

    return save_as


@pytest.fixture
def read(store, dictionary, id_):
    def now():
        with store.read() as session:
            return queries.facts_of(session, id_, dictionary)

    return now


def test_that_the_second_to_save_keeps_what_the_first_changed(save, read, store, id_):
    save("李", changed(contact_person="赵强", rows=({"name": "一期"}, {"name": "二期"})))
    save("王", changed(notes="迁入户", figures={H1: 300}, name="郑州更名有限公司"))
    assert read() == changed(
        contact_person="赵强",
        notes="迁入户",
        figures={H1: 300},
        name="郑州更名有限公司",
        rows=({"name": "一期"}, {"name": "二期"}),
    )
    with store.read() as session:
        last = audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1]
    assert (last.actor, "contact_person" in last.details, "notes" in last.details) == ("王", False, True)


def test_that_what_both_changed_alike_is_no_clash(save, read):
    save("李", changed(contact_person="赵强"))
    save("王", changed(contact_person="赵强", figures={Q2: 200}))
    assert read() == changed(contact_person="赵强", figures={Q2: 200})


def test_that_where_they_clash_both_are_told_and_either_can_be_recorded(save, read):
    theirs = changed(contact_person="赵强", notes=None, figures={Q2: 150}, rows=())
    ours = changed(contact_person="钱多", notes="1", figures={Q2: 200, H1: 9}, rows=({"name": "三期"},))
    save("李", theirs)
    with pytest.raises(ChangedMeanwhile, match="4 项在您打开之后被李改成了别的") as told:
        save("王", ours)
    assert read() == theirs
    clashes = {one.part: (one.theirs, one.ours) for one in told.value.together.clashes}
    assert clashes == {
        "contact_person": ({"contact_person": "赵强"}, {"contact_person": "钱多"}),
        "notes": ({}, {"notes": "1"}),
        "projects": ({"projects": 0}, {"projects": 1, "projects[0].name": "三期"}),
        "sales[2022Q2]": ({"sales[2022Q2]": "1.50"}, {"sales[2022Q2]": "2.00"}),
    }
    save("王", told.value.together.theirs, told.value.now)
    assert read() == replace(theirs, indicators={"sales": {Q2: 150, H1: 9}})
    save("王", told.value.together.ours, read())
    assert read() == ours


def test_that_what_one_takes_away_the_other_does_not_bring_back(save, read):
    save("李", changed(contact_person=None, rows=()))
    save("王", changed(notes=None))
    assert read() == changed(contact_person=None, notes=None, rows=())


def test_that_nothing_of_the_other_is_lost_whoever_wins(dictionary):
    theirs, ours = changed(contact_person="赵强", figures={H1: 1}), changed(contact_person="钱多", notes="2")
    together = put_together(OPENED, theirs, ours, dictionary)
    assert together.ours == changed(contact_person="钱多", notes="2", figures={H1: 1})
    assert together.theirs == changed(contact_person="赵强", notes="2", figures={H1: 1})
    assert [one.part for one in together.clashes] == ["contact_person"]
