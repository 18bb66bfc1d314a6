"""Enterprises that may be recorded twice."""

import pytest

from domain.enterprises import queries
from domain.enterprises.codes import check_sign
from domain.enterprises.divisions import Divisions
from domain.enterprises.duplicates.finding import (
    SHARED_BY,
    find_alike,
    find_duplicates,
    mark_distinct,
    unmark_distinct,
)
from domain.enterprises.duplicates.likeness import Likeness, Places, key_of, sound_of
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register.spelling import spelled
from domain.enterprises.service import delete_enterprises
from domain.enterprises.sql import index
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.progress import Cancelled, Silent
from tests.filling import take_in

ACCOUNT_NUMBER = "6222021702000000018"
NAME, SOUND, NEAR, PHONE, ACCOUNT = (
    Likeness.NAME, Likeness.SOUND, Likeness.NEAR, Likeness.PHONE, Likeness.ACCOUNT
)  # fmt: skip


@pytest.fixture(scope="session")
def places(resources):
    return Places.of(Divisions.load(resources / "facts" / "divisions.tsv"))


def code(number):
    body = f"91410100MA{number:07d}"
    return body + check_sign(body)


def firm(number, name, **facts):
    return EnterpriseFacts(code(number), name, facts)


@pytest.fixture
def register(store):
    """Record enterprises by their names, or as facts; give back their ids."""

    def record(*entries):
        facts = [firm(at, one) if isinstance(one, str) else one for at, one in enumerate(entries)]
        return take_in(store.seat("王"), facts)

    return record


@pytest.fixture
def found(store, dictionary, places):
    """Look through the register; give back pairs of ids with what they are alike in."""

    def look(**more):
        result = find_duplicates(store, dictionary, places, Silent(), **more)
        return {pair.key: pair.likenesses for pair in result.pairs}

    return look


@pytest.mark.parametrize(
    "other",
    [
        "郑州云图科技有限公司",
        "云图科技有限责任公司",
        "河南省郑州市云图科技股份有限公司",
        "郑州 云图科技 有限公司",
        "云图（科技）有限公司",
        "云图(科技)公司",
    ],
)
def test_that_names_are_the_same_but_for_place_form_brackets_and_width(places, other):
    assert key_of(other, places) == key_of("云图科技有限公司", places)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("郑州科技有限公司", "东方科技有限公司"),
        ("云图科技有限公司", "云图科技有限公司郑州分公司"),
        ("云图科技有限公司", "云图科技集团有限公司"),
        ("华宇科技有限公司", "华信科技有限公司"),
    ],
)
def test_that_names_of_two_enterprises_stay_two(places, one, other):
    assert key_of(one, places) != key_of(other, places)


def test_that_sound_leaves_out_place_and_legal_form():
    one, other = spelled("郑州云图科技有限公司").pinyin, spelled("云途科技股份有限公司").pinyin
    assert sound_of(one, "郑州") == sound_of(other, "") == sound_of(spelled("云图科技公司").pinyin, "")


def test_that_every_kind_of_pair_is_found_and_the_strongest_comes_first(register, found):
    ids = register(
        firm(1, "郑州云图信息科技有限公司", contact_phone="13800001234", account_number=ACCOUNT_NUMBER),
        firm(2, "云图信息科技有限责任公司"),
        firm(3, "云途信息科技有限公司"),
        firm(4, "云图信息科科技有限公司"),
        firm(5, "别的实业有限公司", contact_phone="0371-65001234、13800001234"),
        firm(6, "再一家贸易有限公司", account_number=ACCOUNT_NUMBER),
    )
    one, two, three, four, five, six = ids
    pairs = found()
    assert pairs[one, two] == (NAME,)
    assert pairs[two, three] == (SOUND,)
    assert pairs[two, four] == (NEAR,)
    assert pairs[one, five] == (PHONE,)
    assert pairs[one, six] == (ACCOUNT,)
    assert next(iter(pairs)) == (one, two)
    assert (five, six) not in pairs


def test_that_a_number_of_many_is_passed_over_and_counted(register, store, dictionary, places):
    register(*(firm(n, f"第{n}家各不相同企业", contact_phone="13800001234") for n in range(SHARED_BY + 1)))
    result = find_duplicates(store, dictionary, places, Silent())
    assert (result.pairs, result.shared) == ((), 1)


def test_that_many_of_one_name_are_bounded(register, store, dictionary, places):
    register(*(["云图信息科技有限公司"] * 300))
    result = find_duplicates(store, dictionary, places, Silent(), most=50)
    assert (len(result.pairs), result.left_out) == (50, 249)


def test_that_deleted_ones_and_decided_ones_are_left_out(register, found, store):
    one, two, three = register("云图科技有限公司", "郑州云图科技有限公司", "云图科技公司")
    delete_enterprises(store.seat("王"), [three])
    assert list(found()) == [(one, two)]
    mark_distinct(store.seat("李"), [(two, one)])
    assert found() == {}
    unmark_distinct(store.seat("李"), [(one, two)])
    assert list(found()) == [(one, two)]
    with store.read() as session:
        acts = [entry.action for entry in audit.entries_of(session, Subject(Kind.ENTERPRISE, one))]
    assert acts[-2:] == ["enterprise.distinct", "enterprise.undistinct"]
    with pytest.raises(NotFound):
        mark_distinct(store.seat("李"), [(one, three)])


def test_that_only_pairs_of_those_just_imported_can_be_asked_for(register, found):
    one, two, _, four = register("云图科技有限公司", "云图科技公司", "星河实业有限公司", "星河实业公司")
    assert list(found(among=[four])) == [(four - 1, four)]
    assert list(found(among=[one])) == [(one, two)]


def test_that_looking_can_be_stopped(register, store, dictionary, places):
    register("云图科技有限公司")

    class Stops:
        def step(self, progress):
            raise Cancelled

    with pytest.raises(Cancelled):
        find_duplicates(store, dictionary, places, Stops())


@pytest.mark.parametrize("is_indexed", [True, False])
def test_that_what_is_typed_finds_its_like(register, store, dictionary, places, is_indexed):
    one, two, three, four, five = register(
        firm(1, "郑州云图信息科技有限公司", contact_phone="13800001234、13900005678"),
        firm(2, "云途信息科技有限公司"),
        firm(3, "云图信息科科技有限公司"),
        firm(4, "别的实业有限公司", account_number=ACCOUNT_NUMBER),
        firm(5, "云图文化传媒有限公司"),
    )
    if is_indexed:
        index.build(store, Silent())
    typed = {"contact_phone": "13800001234", "account_number": "6222021702000000018"}
    with store.read() as session:
        likes = find_alike(session, dictionary, places, name="云图信息科技公司", numbers=typed)
        others = find_alike(session, dictionary, places, name="云图信息科技公司", numbers=typed, but=one)
        assert queries.count(session) == 5
    assert [(like.id, like.likenesses) for like in likes] == [
        (one, (NAME, PHONE)),
        (four, (ACCOUNT,)),
        (two, (SOUND,)),
        (three, (NEAR,)),
    ]
    assert [like.id for like in others] == [four, two, three]
    assert likes[0].name == "郑州云图信息科技有限公司"
    mark_distinct(store.seat("王"), [(one, four)])
    with store.read() as session:
        left = find_alike(session, dictionary, places, name="别的", numbers=typed, but=one)
    assert left == []
    assert five


def test_that_nothing_typed_finds_nothing(register, store, dictionary, places):
    register("云图科技有限公司")
    with store.read() as session:
        for name in ("", "有限公司", "云", "（）"):
            assert find_alike(session, dictionary, places, name=name, numbers={}) == []
