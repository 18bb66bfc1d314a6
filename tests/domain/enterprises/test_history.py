"""Every change of a field can be read again, and taken back as an act of its own."""

from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises import queries
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import changes_of, go_back
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.enterprises.service import DuplicateCode, delete_enterprises, restore_enterprises, save_enterprise
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.periods import Period
from domain.values.progress import Silent

CODE = "91410100MAYE8C9L7T"
OTHER = "91410100MAYJ7QJT31"
Q1 = Period.parse("2022Q1")
FIRST = EnterpriseFacts(
    CODE,
    "郑州甲有限公司",
    {"above_scale": True, "legal_representative": "张三", "move_in_date": None},
    {"sales": {Q1: 10_000}},
    {"projects": ({"name": "一期"}, {"name": "二期", "planned_investment": 500_00})},
)


@pytest.fixture
def save(store, dictionary):
    def save(facts, id_=None, actor="王小梅"):
        return save_enterprise(store.seat(actor), facts, dictionary, id_=id_)

    return save


@pytest.fixture
def recorded(store, dictionary):
    def recorded(id_):
        with store.read() as session:
            return queries.facts_of(session, id_, dictionary)

    return recorded


@pytest.fixture
def history(store, dictionary):
    def history(id_, part=""):
        with store.read() as session:
            return changes_of(session, id_, dictionary, part=part)

    return history


def told(changes):
    return [(one.who.name, one.label, one.before, one.after) for one in changes]


def test_that_each_field_tells_who_changed_it_from_what_to_what(save, history):
    id_ = save(FIRST)
    save(replace(FIRST, attributes={"above_scale": False, "move_in_date": date(2022, 5, 1)}), id_, "李科员")
    assert told(history(id_))[:3] == [
        ("李科员", "四上（规上/限上/资质内）", "是", "否"),
        ("李科员", "法定代表人", "张三", "未填"),
        ("李科员", "迁入日期", "无", "2022-05-01"),
    ]
    assert [(one.key, one.after) for one in history(id_)[3:]] == [("", "填了 10 项")]
    assert told(history(id_, "above_scale")) == [
        ("李科员", "四上（规上/限上/资质内）", "是", "否"),
        ("王小梅", "四上（规上/限上/资质内）", "未填", "是"),
    ]


def test_that_a_list_and_a_figure_have_a_history_too(save, history):
    id_ = save(FIRST)
    save(replace(FIRST, indicators={"sales": {Q1: 20_000}}, rows={"projects": ({"name": "一期"},)}), id_)
    assert told(history(id_, "sales[2022Q1]"))[0][1:] == ("2022年一季度销售额", "100.00 元", "200.00 元")
    labels = {one.label: (one.before, one.after) for one in history(id_, "projects") if one.entry > 1}
    assert labels["项目"] == ("2 项", "1 项")
    assert labels["项目2的项目名称"] == ("二期", "未填")


def test_that_not_entered_and_known_not_to_exist_are_told_apart(save, history, store, dictionary, recorded):
    id_ = save(FIRST)
    save(replace(FIRST, attributes={}), id_)
    latest = history(id_, "move_in_date")[0]
    assert (latest.before, latest.after) == ("无", "未填")
    go_back(store.seat("王小梅"), id_, latest.entry, dictionary)
    assert recorded(id_) == FIRST


def test_that_everything_goes_back_and_forth_and_both_are_in_the_trail(save, store, dictionary, recorded):
    id_ = save(FIRST)
    second = replace(FIRST, name="郑州乙有限公司", attributes={}, indicators={}, rows={"projects": ()})
    third = replace(second, attributes={"headquarters": True})
    save(second, id_)
    save(third, id_)
    with store.read() as session:
        entries = audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))
    made = go_back(store.seat("李科员"), id_, entries[1].id, dictionary)
    assert recorded(id_) == FIRST
    go_back(store.seat("李科员"), id_, made, dictionary)
    assert recorded(id_) == third
    with store.read() as session:
        trail = audit.entries_of(session, Subject(Kind.ENTERPRISE, id_))
    assert [one.actor for one in trail] == ["王小梅"] * 3 + ["李科员"] * 2
    assert "全部内容恢复到" in trail[3].summary


def test_that_one_part_goes_back_alone(save, store, dictionary, history, recorded):
    id_ = save(FIRST)
    changed = replace(
        FIRST,
        attributes={"above_scale": False, "legal_representative": "李四"},
        indicators={"sales": {Q1: 1}},
        rows={"projects": ({"name": "三期"},)},
    )
    save(changed, id_)
    for part, expected in (
        ("legal_representative", {"above_scale": False, "legal_representative": "张三"}),
        ("projects", FIRST.rows["projects"]),
        ("sales[2022Q1]", {Q1: 10_000}),
    ):
        entry = next(one for one in history(id_, part) if one.entry == 2)
        go_back(store.seat("王小梅"), id_, entry.entry, dictionary, part=entry.part)
        found = recorded(id_)
        assert expected in (found.attributes, found.rows["projects"], found.indicators["sales"])
    assert recorded(id_).attributes["above_scale"] is False


def test_that_deletion_and_return_are_told_and_change_no_field(save, store, history, dictionary, recorded):
    id_ = save(FIRST)
    delete_enterprises(store.seat("王小梅"), [id_])
    restore_enterprises(store.seat("王小梅"), [id_])
    assert [one.label[:2] for one in history(id_)] == ["恢复", "删除", "新增"]


def test_that_going_back_is_refused_where_it_cannot_be(save, store, dictionary, history):
    id_ = save(FIRST)
    with pytest.raises(BadInput, match="之前没有内容"):
        go_back(store.seat("王小梅"), id_, history(id_)[0].entry, dictionary)
    with pytest.raises(NotFound):
        go_back(store.seat("王小梅"), id_, 99, dictionary)
    save(replace(FIRST, uscc=OTHER), id_)
    moved = history(id_)[0]
    save(replace(FIRST, name="占了代码的公司"))
    with pytest.raises(DuplicateCode):
        go_back(store.seat("王小梅"), id_, moved.entry, dictionary)


def test_that_what_is_the_same_is_not_written_again(save, store, dictionary, history):
    id_ = save(FIRST)
    save(replace(FIRST, name="乙"), id_)
    entry = history(id_)[0].entry
    go_back(store.seat("王小梅"), id_, entry, dictionary, part="name")
    with pytest.raises(BadInput, match="一样"):
        go_back(store.seat("王小梅"), id_, entry, dictionary, part="name")


def test_that_what_an_import_changed_is_told_and_goes_back(save, store, dictionary, history, recorded):
    id_ = save(FIRST)
    entry = replace(FIRST, attributes={"move_in_date": date(2022, 5, 1)}, rows={"projects": ()})
    merge_enterprises(
        store.seat("李科员"), Entries.of([entry]), dictionary, Silent(), known=Known.UPDATE, source="表.xlsx"
    )
    assert told(history(id_, "move_in_date"))[0] == ("李科员", "迁入日期", "无", "2022-05-01")
    imported = history(id_, "projects")[0]
    go_back(store.seat("王小梅"), id_, imported.entry, dictionary)
    assert recorded(id_) == FIRST
