"""What was deleted is listed with what hangs on it, and comes back as it was, or says why it does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin, look_into
from domain.bin.restoring import clean_up, restore, take_back
from domain.cases.service import Approval, awards_of, issue_notices
from domain.enterprises import queries
from domain.enterprises.attachments.contents import path_of
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import (
    add_files,
    copy_attachment,
    list_attachments,
    remove_attachments,
)
from domain.enterprises.codes import check_sign
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import changes_of
from domain.enterprises.importing.undoing import list_imports, undo_import
from domain.enterprises.merging import Side, merge_again, merge_two, merged_facts, read_two
from domain.enterprises.register.conditions import Tagged
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.register.saved_filters import SavedFilter, delete_filters, save_filter, saved_filters
from domain.enterprises.register.tags import add_tag, known_tags
from domain.enterprises.service import (
    CodesGivenAway,
    delete_enterprises,
    restore_enterprises,
    save_enterprise,
)
from domain.enterprises.sql import index
from domain.enterprises.sql.finding import find_ids
from domain.policies.runs.register import assess_register
from domain.policies.runs.service import delete_runs, list_runs, results_of, take_run
from domain.store import audit
from domain.store.engine import Store
from domain.store.tables import KEPT, Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.domain.store.older import take_back as take_back_schema
from tests.filling import ALONE, take_in
from tests.meddling import forging
from tests.replaying import hold_against_the_trail

FIRST = EnterpriseFacts(
    "91410100MAYA000162",
    "云图科技有限公司",
    {"industry_kind": "software"},
    {"sales": {Period.parse("2022Q1"): 100}},
    {"projects": ({"name": "一期", "planned_investment": 500},)},
)
SECOND = EnterpriseFacts("91410100MAYE8C9L7T", "重庆火锅有限公司", {}, {}, {})
SILENT = Silent()
SIDES = {"uscc": Side.FIRST, "name": Side.FIRST}
BODY = "91410100MA0000003"


@pytest.fixture
def two(store, dictionary):
    return [save_enterprise(store.seat("王"), facts, dictionary) for facts in (FIRST, SECOND)]


def binned(store, *, most=10_000, now=None, **wanted):
    return store.ask(list_bin, BinFilter(**wanted), most=most, now=now)


def names(store, **wanted):
    return [one.name for one in binned(store, **wanted)]


def hanging(store, one):
    return store.ask(look_into, [one.key], store.path.parent)[one.key]


def bring_back(store, dictionary, ones=None, who="王"):
    return restore(store.seat(who), binned(store) if ones is None else ones, dictionary, SILENT)


def found(store, dictionary, text):
    return list(store.ask(find_ids, EnterpriseQuery(text), dictionary))


def scan(folder, name="执照.pdf", content=b"%PDF licence"):
    path = folder / name
    path.write_bytes(content)
    return path


# Enterprises


def test_that_everything_comes_back_however_much_later(store, dictionary, two, tmp_path):
    first, second = two
    index.build(store, SILENT)
    path = scan(tmp_path)
    add_files(store.seat("王"), first, [path], SILENT)
    add_tag(store.seat("王"), [first], "重点", SILENT)
    before = len(store.ask(changes_of, first, dictionary))
    delete_enterprises(store.seat("李"), [first])
    # Years later nothing of it was cleaned away, and other acts went on.
    later = audit.now().replace(year=audit.now().year + 20)
    clean_up(store, now=later)
    save_enterprise(store.seat("王"), replace(SECOND, name="别的名字"), dictionary, id_=second)
    store.close()
    store = Store.open(store.path.parent)
    assert binned(store, now=later) == []
    (one,) = binned(store, is_older=True, now=later)
    assert (one.kind, one.id, one.name, one.act.by) == (BinKind.ENTERPRISE, first, FIRST.name, "李")
    assert one.days_left(later) is None
    assert hanging(store, one) == ("附件 1 个、标签 1 个", "")
    bring_back(store, dictionary, [one])
    assert store.ask(queries.facts_of, first, dictionary) == FIRST
    (file,) = store.ask(list_attachments, first)
    assert store.ask(known_tags) == [("重点", 1)]
    assert len(store.ask(changes_of, first, dictionary)) == before + 2
    assert (
        copy_attachment(store.seat("王小梅"), file.id, tmp_path / "副本.pdf").read_bytes()
        == path.read_bytes()
    )
    assert found(store, dictionary, "云图") == [first]
    assert binned(store) == []
    store.close()


def test_that_the_latest_comes_first_whatever_the_clock_said_and_is_found_by_pinyin(store, two):
    first, second = two
    delete_enterprises(store.seat("李"), [first])
    delete_enterprises(store.seat("赵"), [second])
    with forging(store.path) as connection:
        ahead = "2099-01-01 08:00:00.000000"
        connection.execute("UPDATE enterprise SET deleted_at = ? WHERE id = ?", (ahead, first))
        connection.execute(
            "UPDATE audit_entry SET at = ? WHERE action = 'enterprise.delete' AND subject_id = ?",
            (ahead, first),
        )
    assert [(one.id, one.act.by) for one in binned(store)] == [(second, "赵"), (first, "李")]
    for typed, expected in (("云图", first), ("ytkj", first), ("chongqing", second), ("e8c9", second)):
        assert [one.id for one in binned(store, words=typed)] == [expected]
    assert binned(store, words="没有") == []


def test_that_a_code_given_away_is_told_with_its_holder_and_the_others_come_back(store, dictionary, two):
    first, second = two
    delete_enterprises(store.seat("李"), two)
    save_enterprise(store.seat("王"), replace(FIRST, name="新登记的公司"), dictionary)
    against = {one.id: hanging(store, one).against for one in binned(store)}
    assert against[second] == ""
    assert "“新登记的公司”" in against[first]
    assert FIRST.uscc in against[first]
    with pytest.raises(CodesGivenAway) as caught:
        restore_enterprises(store.seat("王"), two)
    assert caught.value.complaints == (against[first],)
    restored = bring_back(store, dictionary)
    assert [one.id for one in restored.done[BinKind.ENTERPRISE]] == [second]
    assert restored.refused == [against[first]]
    with pytest.raises(BadInput) as caught:
        bring_back(store, dictionary)
    assert caught.value.complaints == (against[first],)


def test_that_of_two_of_one_code_the_last_comes_back(store, dictionary, two):
    delete_enterprises(store.seat("李"), two[:1])
    again = save_enterprise(store.seat("王"), replace(FIRST, name="又登记的"), dictionary)
    delete_enterprises(store.seat("李"), [again])
    with pytest.raises(CodesGivenAway):
        restore_enterprises(store.seat("王"), [two[0], again])
    restored = bring_back(store, dictionary)
    assert "“又登记的”" in restored.refused[0]
    with store.read() as session:
        assert queries.find_by_uscc(session, FIRST.uscc).id == again


@pytest.mark.parametrize("built", [True, False])
def test_that_what_is_there_already_is_neither_restored_nor_deleted_twice(store, dictionary, two, built):
    if built:
        index.build(store, SILENT)
    delete_enterprises(store.seat("李"), two)
    seen = binned(store)
    with pytest.raises(NotFound):
        delete_enterprises(store.seat("李"), two)
    restore_enterprises(store.seat("王"), two[:1])
    restored = bring_back(store, dictionary, seen)
    assert restored.refused == ["“云图科技有限公司”已不在回收站里"]
    with pytest.raises(NotFound):
        restore_enterprises(store.seat("王"), two)
    with store.read() as session:
        entries = [entry.action for entry in audit.entries_of(session, Subject(Kind.ENTERPRISE, two[0]))]
    assert entries == ["enterprise.add", "enterprise.delete", "enterprise.restore"]
    assert found(store, dictionary, "云图") == two[:1]
    # Found twice, it would still be found once it is gone.
    delete_enterprises(store.seat("李"), two[:1])
    assert found(store, dictionary, "云图") == []


def test_that_more_than_a_batch_goes_and_comes_back(store, dictionary):
    codes = [f"91410100MAY{number:07d}" for number in range(5_100)]
    entries = [EnterpriseFacts(code, f"企业{code}", {}, {}, {}) for code in codes]
    ids = take_in(store.seat("王"), entries)
    assert len(delete_enterprises(store.seat("李"), ids)) == len(ids)
    assert len(binned(store)) == len(ids)
    assert [one.id for one in binned(store, most=2)] == [*reversed(ids)][:2]
    restored = bring_back(store, dictionary)
    assert store.ask(queries.count) == len(ids)
    take_back(store.seat("王"), restored, dictionary, SILENT)
    assert store.ask(queries.count) == 0


def test_that_notices_and_merges_are_told_of(store, sample_office, zhengdong, dictionary):
    award = awards_of(assess_register(store, zhengdong, dictionary, SILENT))[0]
    approval = Approval("李主任", date(2026, 3, 2))
    issue_notices(
        store.seat("王"),
        [award],
        SILENT,
        policy=zhengdong,
        dictionary=dictionary,
        approval=approval,
        road=ALONE,
    )
    id_ = award.enterprise_id
    other = save_enterprise(store.seat("王"), FIRST, dictionary)
    one, gone = read_two(store, id_, other, dictionary)
    merge_two(store.seat("王"), one, gone, merged_facts(one, gone, {}, dictionary), dictionary)
    delete_enterprises(store.seat("李"), [id_])
    there, merged = binned(store)
    assert hanging(store, there) == ("通知书 1 份、并入过 1 户", "")
    assert "先恢复那一户" in hanging(store, merged).against


def test_that_what_an_import_had_added_tells_of_the_import_that_was_taken_back(store, dictionary):
    take_in(store.seat("王"), [FIRST, SECOND])
    (imported,) = store.ask(list_imports)
    undo_import(store.seat("李"), imported.id, dictionary, SILENT)
    assert [(one.act.by, one.act.said) for one in binned(store)] == [
        ("李", "撤销“示例”的导入：删除新增的 2 户，还原 0 户")
    ] * 2
    bring_back(store, dictionary)
    assert (store.ask(queries.count), binned(store)) == (2, [])


# Merges


@pytest.fixture
def merged(store, dictionary, two):
    one, other = read_two(store, *two, dictionary)
    return merge_two(store.seat("赵"), one, other, merged_facts(one, other, SIDES, dictionary), dictionary)


def test_that_what_was_merged_comes_out_of_the_merge_and_goes_back_into_it(store, dictionary, two, merged):
    (one,) = binned(store)
    assert (one.kind, one.id, one.name, one.act.by) == (BinKind.MERGED, merged, SECOND.name, "赵")
    assert hanging(store, one) == (f"已并入“{FIRST.name}”", "")
    together = store.ask(queries.facts_of, two[0], dictionary)
    restored = bring_back(store, dictionary)
    assert [store.ask(queries.facts_of, id_, dictionary) for id_ in two] == [FIRST, SECOND]
    take_back(store.seat("王"), restored, dictionary, SILENT)
    assert store.ask(queries.facts_of, two[0], dictionary) == together
    assert [one.kind for one in binned(store)] == [BinKind.MERGED]
    hold_against_the_trail(store, dictionary)


@pytest.mark.parametrize("at", [0, 1])
def test_that_a_merge_is_not_made_again_over_what_was_changed(store, dictionary, two, merged, at):
    bring_back(store, dictionary)
    changed = replace((FIRST, SECOND)[at], name="后来改的")
    save_enterprise(store.seat("王"), changed, dictionary, id_=two[at])
    with pytest.raises(BadInput, match="“后来改的”在撤销合并后又修改过"):
        merge_again(store.seat("王"), merged, dictionary)


def test_that_merges_one_after_the_other_come_apart_the_last_first(store, dictionary, two, merged):
    third = save_enterprise(
        store.seat("王"), EnterpriseFacts(f"{BODY}{check_sign(BODY)}", "第三户", {}, {}, {}), dictionary
    )
    one, other = read_two(store, third, two[0], dictionary)
    merge_two(store.seat("王"), one, other, merged_facts(one, other, SIDES, dictionary), dictionary)
    last, first = binned(store)
    assert (last.name, first.name) == (FIRST.name, SECOND.name)
    assert bring_back(store, dictionary).refused == [
        f"它并入的“{FIRST.name}”也已删除或并入别户：先恢复那一户"
    ]
    bring_back(store, dictionary)
    assert store.ask(queries.count) == 3


# Files


def test_that_a_removed_file_comes_back_while_its_time_lasts(store, dictionary, two, tmp_path):
    (id_,) = add_files(store.seat("王"), two[0], [scan(tmp_path)], SILENT).ids
    remove_attachments(store.seat("李"), [id_])
    (one,) = binned(store)
    assert (one.kind, one.name, one.act.by, one.days_left(audit.now())) == (
        BinKind.ATTACHMENT, "执照.pdf", "李", 90,
    )  # fmt: skip
    assert one.days_left(one.at + KEPT - timedelta(minutes=1)) == 1
    assert one.days_left(one.at + KEPT + timedelta(days=2)) == 0
    assert hanging(store, one) == (f"属于“{FIRST.name}”", "")
    assert names(store, words="ytkj") == names(store, words="执照") == ["执照.pdf"]
    restored = bring_back(store, dictionary)
    assert [file.id for file in store.ask(list_attachments, two[0])] == [id_]
    take_back(store.seat("王"), restored, dictionary, SILENT)
    clean_up(store, now=audit.now() + KEPT + timedelta(hours=1))
    assert binned(store) == binned(store, is_older=True) == []


def test_that_a_file_says_what_is_in_its_way(store, dictionary, two, tmp_path):
    (id_,) = add_files(store.seat("王"), two[0], [scan(tmp_path)], SILENT).ids
    remove_attachments(store.seat("李"), [id_])
    delete_enterprises(store.seat("李"), two[:1])
    enterprise, file = binned(store)
    assert "先恢复那一户" in hanging(store, file).against
    bring_back(store, dictionary, [enterprise])
    assert hanging(store, file).against == ""
    with store.read() as session:
        path_of(store.path.parent, session.get_one(Attachment, id_).sha256).unlink()
    assert "请重新添加" in hanging(store, file).against


# Assessments and filters


def test_that_a_run_and_a_filter_come_back_as_they_were(store, zhengdong, dictionary):
    take_in(store.seat("王"), [FIRST, SECOND])
    run = take_run(store.seat("王"), zhengdong, dictionary, SILENT)
    given = SavedFilter("重点企业", "长" * 600, (Tagged(("重点",)),))
    save_filter(store.seat("王"), given)
    before = store.ask(list_runs), store.ask(results_of, run), store.ask(saved_filters)
    delete_runs(store.seat("李"), [run])
    delete_filters(store.seat("赵"), [given.name])
    of_filter, of_run = binned(store)
    assert (of_filter.kind, of_filter.name, of_filter.act.by) == (BinKind.FILTER, given.name, "赵")
    assert (of_run.kind, of_run.act.by) == (BinKind.RUN, "李")
    taken = before[0][0].local_time
    assert of_run.name == f"《{zhengdong.title}》，{taken:%Y-%m-%d %H:%M} 留存"
    assert hanging(store, of_run).words.startswith(f"{before[0][0].enterprises} 户的结果")
    assert names(store, words="zdqy") == [given.name]
    restored = bring_back(store, dictionary)
    assert (store.ask(list_runs), store.ask(results_of, run), store.ask(saved_filters)) == before
    take_back(store.seat("王"), restored, dictionary, SILENT)
    assert len(binned(store)) == 2
    hold_against_the_trail(store, dictionary)


def test_that_a_filter_whose_name_is_taken_waits_until_it_is_free(store, dictionary):
    old, new = SavedFilter("重点", "旧", ()), SavedFilter("重点", "新", ())
    save_filter(store.seat("王"), old)
    delete_filters(store.seat("王"), ["重点"])
    save_filter(store.seat("王"), new)
    (one,) = binned(store)
    assert "现在有同名的常用筛选“重点”" in hanging(store, one).against
    with pytest.raises(BadInput, match="同名"):
        bring_back(store, dictionary)
    delete_filters(store.seat("王"), ["重点"])
    bring_back(store, dictionary, [one])
    assert store.ask(saved_filters) == [old]


# Of all kinds


def test_that_what_is_older_is_apart_and_each_kind_is_told_from_the_others(store, dictionary, two):
    save_filter(store.seat("王"), SavedFilter("重点", "旧", ()))
    delete_filters(store.seat("王"), ["重点"])
    delete_enterprises(store.seat("李"), two)
    assert names(store) == [SECOND.name, FIRST.name, "重点"]
    assert names(store, kind=BinKind.FILTER) == ["重点"]
    assert names(store, kind=BinKind.RUN) == names(store, is_older=True) == []
    later = audit.now() + KEPT + timedelta(hours=1)
    assert names(store, now=later) == []
    assert len(names(store, is_older=True, now=later)) == 3
    clean_up(store, now=later)
    assert names(store, is_older=True, now=later) == [SECOND.name, FIRST.name]


def test_that_filters_of_an_older_store_are_there_and_can_be_deleted(store, dictionary):
    given = [SavedFilter("重点", "甲", ()), SavedFilter("走访", "长" * 600, (Tagged(("重点",)),))]
    for one in given:
        save_filter(store.seat("王"), one)
    store.close()
    take_back_schema(store.path, "0016")
    store = Store.open(store.path.parent)
    assert sorted(store.ask(saved_filters), key=lambda one: one.name) == sorted(
        given, key=lambda one: one.name
    )
    delete_filters(store.seat("王"), ["重点"])
    save_filter(store.seat("王"), given[0])
    assert names(store) == ["重点"]
    hold_against_the_trail(store, dictionary)
    store.close()
