"""Two records made into one, and that taken back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from domain.enterprises import queries
from domain.enterprises.attachments.service import add_files, list_attachments
from domain.enterprises.codes import check_sign
from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import holders_of, standing_for
from domain.enterprises.merging import (
    Side,
    choices_of,
    merge_two,
    merged_facts,
    read_two,
    undo_merge,
    united,
)
from domain.enterprises.service import delete_enterprises, restore_enterprises, save_enterprise
from domain.enterprises.sql import index
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.meddling import meddling

H1, Q1, Q2 = (Period.parse(period) for period in ("2022H1", "2022Q1", "2022Q2"))
FIRST = EnterpriseFacts(
    "91410100MAYA000162",
    "云图科技有限公司",
    {"contact_phone": "13800001234", "industry_kind": "software", "stat_entry_date": date(2022, 1, 1)},
    {"sales": {Q1: 100, Q2: 200}},
    {"projects": ({"name": "一期", "planned_investment": 500},)},
)
SECOND = EnterpriseFacts(
    "91410100MAYA00024" + check_sign("91410100MAYA00024"),
    "郑州云图科技有限责任公司",
    {"contact_phone": "13900005678", "account_number": "6222021702000000018", "stat_entry_date": None},
    {"sales": {Q2: 250}, "revenue": {H1: 900}},
    {"projects": ({"name": "二期"}, {"name": "一期", "in_statistics": True})},
)


@pytest.fixture
def two(store, dictionary):
    return [save_enterprise(store.seat("王"), facts, dictionary) for facts in (FIRST, SECOND)]


@pytest.fixture
def read(store, dictionary):
    def read_facts(id_):
        with store.read() as session:
            return queries.facts_of(session, id_, dictionary)

    return read_facts


@pytest.fixture
def merge(store, dictionary, two):
    """Merge the second into the first; some sides may be chosen."""

    def act(**sides):
        first, second = read_two(store, *two, dictionary)
        facts = merged_facts(first, second, sides, dictionary)
        return merge_two(store.seat("李"), first, second, facts, dictionary)

    return act


def undo(store, dictionary, id_):
    return undo_merge(store.seat("张"), id_, dictionary)


def test_that_every_field_is_offered_with_what_is_usual(store, dictionary, two):
    choices = {one.key: one for one in choices_of(*read_two(store, *two, dictionary), dictionary)}
    usual = {key: one.usual for key, one in choices.items() if not one.is_list}
    assert usual == {
        "uscc": Side.SECOND,
        "name": Side.SECOND,
        "contact_phone": Side.SECOND,
        "account_number": Side.SECOND,
        "industry_kind": Side.FIRST,
        "stat_entry_date": Side.SECOND,
        "sales[2022Q1]": Side.FIRST,
        "sales[2022Q2]": Side.SECOND,
        "revenue[2022H1]": Side.SECOND,
    }
    assert choices["projects"].first == ["一期"]
    assert choices["contact_phone"].label == "联系电话"
    assert choices["contact_phone"].is_different


def test_that_the_chosen_side_is_taken_and_lists_are_united(merge, read, two, store):
    merge(uscc=Side.FIRST, name=Side.FIRST, contact_phone=Side.FIRST, **{"sales[2022Q2]": Side.FIRST})
    after = read(two[0])
    assert (after.uscc, after.name) == (FIRST.uscc, FIRST.name)
    assert after.attributes == {
        "contact_phone": "13800001234",
        "account_number": "6222021702000000018",
        "industry_kind": "software",
        "stat_entry_date": None,
    }
    assert after.indicators == {"sales": {Q1: 100, Q2: 200}, "revenue": {H1: 900}}
    assert after.rows["projects"] == (
        {"name": "一期", "planned_investment": 500, "in_statistics": True},
        {"name": "二期"},
    )
    with pytest.raises(NotFound):
        read(two[1])
    with store.read() as session:
        assert queries.find_by_uscc(session, SECOND.uscc) is None
        assert standing_for(session, two) == dict.fromkeys(two, two[0])


def test_that_the_code_of_the_one_that_goes_can_be_kept(merge, read, two, store):
    merge()
    assert (read(two[0]).uscc, read(two[0]).name) == (SECOND.uscc, SECOND.name)
    with store.read() as session:
        assert standing_for(session, two) == dict.fromkeys(two, two[0])
        assert holders_of(session, [FIRST.uscc, SECOND.uscc]) == {SECOND.uscc: two[0]}


def test_that_it_is_one_audited_act_of_both(merge, store, two):
    merge(uscc=Side.FIRST, name=Side.FIRST)
    with store.read() as session:
        kept, gone = (audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1] for id_ in two)
        made = session.exec(select(EnterpriseMerge)).one()
    assert "并入本户" in kept.summary
    assert gone.action == "enterprise.merge"
    assert (kept.actor, gone.actor) == ("李", "李")
    assert ([made.kept_id, made.gone_id], made.undone_at) == (two, None)


def test_that_files_tags_and_unknown_facts_go_over_and_come_back(merge, store, dictionary, two, tmp_path):
    first, second = two
    for id_, name in ((first, "甲"), (second, "乙")):
        (tmp_path / f"{name}.pdf").write_text(name, encoding="utf-8")
        (tmp_path / "同.pdf").write_text("同", encoding="utf-8")
        add_files(store.seat("王"), id_, [tmp_path / f"{name}.pdf", tmp_path / "同.pdf"], Silent())
    with meddling(store) as session:
        for id_, tag in ((first, "重点"), (second, "重点"), (second, "失联")):
            session.connection().execute(
                text("INSERT INTO enterprise_tag VALUES (:id, :tag)"), {"id": id_, "tag": tag}
            )
        session.connection().execute(
            text("INSERT INTO enterprise_attribute VALUES (:id, 'of_a_policy_gone', '1')"), {"id": second}
        )

    def hanging(id_):
        with store.read() as session:
            files = sorted(row.file_name for row in list_attachments(session, id_))
            ask = session.connection().execute
            of = {"id": id_}
            tags = set(ask(text("SELECT tag FROM enterprise_tag WHERE enterprise_id = :id"), of).scalars())
            unknown = ask(
                text(
                    "SELECT count(*) FROM enterprise_attribute"
                    " WHERE enterprise_id = :id AND name = 'of_a_policy_gone'"
                ),
                of,
            ).scalar()
        return files, tags, unknown

    before = [hanging(id_) for id_ in two]
    made = merge()
    assert hanging(first) == (["乙.pdf", "同.pdf", "甲.pdf"], {"重点", "失联"}, 1)
    undo(store, dictionary, made)
    assert [hanging(id_) for id_ in two] == before


@pytest.mark.parametrize("sides", [{}, {"uscc": Side.FIRST, "name": Side.FIRST}])
def test_that_undoing_brings_both_back_as_they_were(merge, read, store, dictionary, two, sides):
    index.build(store, Silent())
    made = merge(**sides)
    assert undo(store, dictionary, made) == (FIRST.name, SECOND.name)
    assert [read(id_) for id_ in two] == [FIRST, SECOND]
    with store.read() as session:
        assert standing_for(session, two) == {id_: id_ for id_ in two}
        assert [queries.find_by_uscc(session, one.uscc).id for one in (FIRST, SECOND)] == two
    with pytest.raises(DomainError, match="已经撤销过"):
        undo(store, dictionary, made)


def test_that_undoing_is_refused_once_the_kept_one_was_changed(merge, read, store, dictionary, two):
    made = merge(uscc=Side.FIRST, name=Side.FIRST)
    now = read(two[0])
    changed = replace(now, attributes={**now.attributes, "contact_phone": "13700000000"})
    save_enterprise(store.seat("王"), changed, dictionary, id_=two[0])
    with pytest.raises(DomainError, match="又修改过，不能整体撤销"):
        undo(store, dictionary, made)
    assert read(two[0]) == changed


def test_that_undoing_is_refused_once_one_of_them_was_deleted_or_restored(merge, store, dictionary, two):
    made = merge(uscc=Side.FIRST, name=Side.FIRST)
    delete_enterprises(store.seat("王"), [two[0]])
    with pytest.raises(DomainError, match="请先恢复它"):
        undo(store, dictionary, made)
    restore_enterprises(store.seat("王"), two)
    with pytest.raises(DomainError, match="已恢复过"):
        undo(store, dictionary, made)


def test_that_a_merged_record_that_is_restored_stands_for_itself(merge, store, two):
    merge(uscc=Side.FIRST, name=Side.FIRST)
    restore_enterprises(store.seat("王"), [two[1]])
    with store.read() as session:
        assert standing_for(session, two) == {id_: id_ for id_ in two}


def test_that_undoing_is_refused_where_the_code_was_given_away(merge, store, dictionary):
    made = merge(uscc=Side.FIRST, name=Side.FIRST)
    save_enterprise(store.seat("王"), replace(SECOND, name="第三家"), dictionary)
    with pytest.raises(BadInput, match="第三家"):
        undo(store, dictionary, made)


def test_that_a_record_changed_meanwhile_is_not_merged(store, dictionary, two, read):
    first, second = read_two(store, *two, dictionary)
    save_enterprise(store.seat("王"), replace(SECOND, name="改了名"), dictionary, id_=two[1])
    with pytest.raises(BadInput, match="刚刚被修改"):
        merge_two(store.seat("李"), first, second, merged_facts(first, second, {}, dictionary), dictionary)
    assert read(two[0]) == FIRST


def test_that_merges_can_be_undone_one_after_the_other(merge, store, dictionary, two, read):
    first_made = merge(uscc=Side.FIRST, name=Side.FIRST)
    third = save_enterprise(store.seat("王"), replace(SECOND, name="又录了一次"), dictionary)
    one, other = read_two(store, third, two[0], dictionary)
    facts = merged_facts(one, other, {"uscc": Side.FIRST}, dictionary)
    second_made = merge_two(store.seat("李"), one, other, facts, dictionary)
    with store.read() as session:
        assert standing_for(session, two) == dict.fromkeys(two, third)
    with pytest.raises(DomainError, match="并入别户"):
        undo(store, dictionary, first_made)
    undo(store, dictionary, second_made)
    with pytest.raises(BadInput, match="又录了一次"):
        undo(store, dictionary, first_made)
    delete_enterprises(store.seat("王"), [third])
    undo(store, dictionary, first_made)
    assert [read(id_) for id_ in two] == [FIRST, SECOND]


ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"name": st.sampled_from("甲乙丙"), "cost": st.integers(0, 3)}),
    max_size=5,
)


@given(first=ROWS, second=ROWS)
def test_that_uniting_loses_no_name_and_no_value_of_the_first(first, second):
    found = united(first, second)
    assert list(found[: len(first)]) == [{**row, **found[at], **row} for at, row in enumerate(first)]
    assert {row.get("name") for row in found} == {row.get("name") for row in (*first, *second)}
    assert united(found, second) == found
