import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.entities import PolicyFile
from domain.policies.files.files import PolicyMistakes
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.shelf import (
    Disagreeing,
    VersionTaken,
    accept_disagreements,
    content_of,
    import_policy,
    library_of,
    list_shelf,
    put_in_force,
    reason_against_notices,
    version_of,
    withdraw,
)
from domain.policies.trials.comparing import compare_versions
from domain.store import audit
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from tests.meddling import forging, meddling

FILE = """
format = 1
id = "{id}"
version = "{version}"
title = "某区政策"
issuer = "某区"
source = "某文件"
official_text = true
valid_from = 2022-01-01
valid_to = 2022-12-31
[[facts]]
name = "patents"
label = "专利数"
kind = "{kind}"
[[clauses]]
id = "patent"
title = "专利奖励"
wording = "专利奖励：{award}"
award = "{award}"
"""


def written(id_="some-2022", version="1", kind="number", award="专利数 × 1000元"):
    return FILE.format(id=id_, version=version, kind=kind, award=award).encode()


@pytest.fixture
def shelf(store, dictionary, policies):
    class Shelf:
        shipped = policies

        def take(self, raw=None, name="某政策.toml", version=""):
            return import_policy(
                store.seat("王小梅"),
                raw or written(),
                name,
                policies,
                accepted_because="核对过",
                version=version,
            )

        def use(self, id_):
            put_in_force(store.seat("王小梅"), id_, policies)

        @property
        def library(self):
            with store.read() as session:
                return library_of(session, policies)

        @property
        def files(self):
            with store.read() as session:
                return list_shelf(session, dictionary)

    return Shelf()


def test_that_an_imported_policy_decides_only_once_in_force(shelf, store):
    id_ = shelf.take()
    assert "some-2022" not in shelf.library.policies
    shelf.use(id_)
    assert shelf.library.policies["some-2022"].clauses["patent"].title == "专利奖励"
    assert "patents" in shelf.library.dictionary.attributes
    withdraw(store.seat("王小梅"), id_)
    assert "some-2022" not in shelf.library.policies
    with store.read() as session:
        actions = [entry.action for entry in audit.entries_of(session, Subject(Kind.POLICY, id_))]
        assert content_of(session, id_) == (written(), None)
    assert sorted(actions) == ["policy.import", "policy.put_in_force", "policy.withdraw"]


def test_that_of_two_versions_one_is_in_force_and_the_other_is_still_read(shelf, store):
    first, second = shelf.take(), shelf.take(written(version="2", award="专利数 × 2000元"))
    shelf.use(first)
    shelf.use(second)
    assert [(one.version, one.in_force_since is not None) for one in shelf.files] == [
        ("2", True),
        ("1", False),
    ]
    assert shelf.library.policies["some-2022"].version == "2"
    with store.read() as session:
        # What was decided by it is shown as it was decided.
        former = version_of(session, shelf.files[1].sha256, shelf.library.dictionary)
        assert former.clauses["patent"].award_formula == "专利数 × 1000元"
        assert version_of(session, "0" * 64, shelf.library.dictionary) is None


def test_that_a_policy_with_mistakes_is_not_taken_in(shelf):
    with pytest.raises(PolicyMistakes, match="专利术"):
        shelf.take(written(award="专利术 × 1000元"))
    assert shelf.files == []


def test_that_the_same_file_and_a_changed_one_with_the_same_version_are_refused(shelf):
    shelf.take()
    with pytest.raises(BadInput, match="已经导入过了"):
        shelf.take(name="同一个.toml")
    with pytest.raises(VersionTaken, match="第 1 版已有（已经导入），与这个文件内容不同") as taken:
        shelf.take(written(award="专利数 × 5000元"))
    assert taken.value.free == "2"
    (clause,) = compare_versions(taken.value.known, taken.value.policy)
    assert ("专利数 × 1000元", "专利数 × 5000元") in {(line.before, line.after) for line in clause.lines}
    assert len(shelf.files) == 1


@pytest.mark.parametrize("version", ["１", " 1", "第1版", "v1"])
def test_that_a_version_written_otherwise_is_the_same_version(shelf, version):
    shelf.take()
    with pytest.raises(VersionTaken):
        shelf.take(written(version=version, award="专利数 × 5000元"))


def test_that_the_office_names_a_file_whose_version_is_taken(shelf):
    first = shelf.take()
    other = written(award="专利数 × 5000元")
    second = shelf.take(other, version="2")
    shelf.use(first)
    shelf.use(second)
    assert [(one.version, one.policy.version, one.in_force_since is not None) for one in shelf.files] == [
        ("2", "2", True),
        ("1", "1", False),
    ]
    assert shelf.library.policies["some-2022"].version == "2"
    with pytest.raises(VersionTaken):
        shelf.take(written(award="专利数 × 6000元"), version="2")
    with pytest.raises(BadInput, match="已经导入过了"):
        shelf.take(other, version="3")


def test_that_a_file_that_calls_itself_the_shipped_version_is_named_otherwise(shelf, resources):
    shipped = (resources / "policies" / "zhengdong-2022.toml").read_bytes()
    changed = shipped.replace("全年租金[2022] × 20%, 50万".encode(), "全年租金[2022] × 25%, 80万".encode())
    with pytest.raises(VersionTaken, match="第 1 版已有（程序自带），与这个文件内容不同") as taken:
        shelf.take(changed)
    assert (taken.value.free, taken.value.known.sha256) != ("1", taken.value.policy.sha256)
    id_ = shelf.take(changed, version=taken.value.free)
    assert [(one.id, one.version) for one in shelf.files] == [(id_, "2")]
    shelf.take(shipped)
    assert [one.version for one in shelf.files] == ["1", "2"]


DISAGREEING = written().replace("专利奖励：专利数 × 1000元".encode(), "每件专利奖励800元".encode())


def test_that_a_version_that_pays_otherwise_than_it_says_needs_a_reason(shelf, store):
    id_ = shelf.take(DISAGREEING)
    with pytest.raises(Disagreeing, match="第 1 版有 2 处条文与公式不一致") as refused:
        shelf.use(id_)
    assert [one.figure for one in refused.value.found] == ["800元", "1000元"]
    for nothing in ("", "  "):
        with pytest.raises(Disagreeing):
            put_in_force(store.seat("王小梅"), id_, shelf.shipped, despite_disagreement=nothing)
    assert "some-2022" not in shelf.library.policies
    put_in_force(store.seat("王小梅"), id_, shelf.shipped, despite_disagreement="发文机关已确认为1000元")
    (one,) = shelf.files
    assert (one.disagreement_reason, one.disagreement_accepted_by) == ("发文机关已确认为1000元", "王小梅")
    assert one.disagreement_accepted_at is not None
    with store.read() as session:
        entries = {entry.action: entry for entry in audit.entries_of(session, Subject(Kind.POLICY, id_))}
    accepted = entries["policy.accept_disagreements"]
    assert "发文机关已确认为1000元" in accepted.summary
    assert "800元" in accepted.details
    assert accepted.actor == "王小梅"
    # Said once, it need not be said again.
    withdraw(store.seat("王小梅"), id_)
    shelf.use(id_)
    assert "some-2022" in shelf.library.policies


def test_that_a_reason_is_given_afterwards_for_what_is_in_force_already(shelf, store, policies):
    id_ = shelf.take(DISAGREEING)
    with meddling(store) as session:
        session.get(PolicyFile, id_).in_force_since = audit.now()
    policy = shelf.library.policies["some-2022"]
    with store.read() as session:
        assert "没有写明理由，不能出具通知书" in reason_against_notices(session, policy)
    with pytest.raises(BadInput, match="理由"):
        accept_disagreements(store.seat("王小梅"), id_, policies.office, because=" ")
    accept_disagreements(store.seat("王小梅"), id_, policies.office, because="条文印刷错误")
    with store.read() as session:
        assert reason_against_notices(session, policy) == ""


def test_that_where_nothing_disagrees_no_reason_is_taken(shelf, store, policies):
    with pytest.raises(BadInput, match="不用写理由"):
        accept_disagreements(store.seat("王小梅"), shelf.take(), policies.office, because="随便")
    with store.read() as session:
        for policy in policies.policies.values():
            assert reason_against_notices(session, replace(policy, official_text=True)) == ""


def test_that_facts_meant_otherwise_keep_a_policy_from_being_put_in_force(shelf):
    shelf.use(shelf.take())
    other = shelf.take(written(id_="other-2022", kind="money", award="专利数 × 5%"))
    with pytest.raises(BadInput, match="同名而内容不同"):
        shelf.use(other)
    assert "other-2022" not in shelf.library.policies


def test_that_an_imported_version_takes_the_place_of_a_shipped_one(shelf, resources):
    shipped = (resources / "policies" / "zhengdong-2022.toml").read_text("utf-8")
    changed = shipped.replace('id = "zhengdong-2022"', 'id = "zhengdong-2022"\nversion = "2"').replace(
        "国内运费[2022Q2] × 5%, 20万", "国内运费[2022Q2] × 6%, 20万"
    )
    changed = changed.replace('"15000.00"', '"18000.00"').replace("国内运费的5%", "国内运费的6%")
    shelf.use(shelf.take(changed.encode()))
    assert "6%" in shelf.library.policies["zhengdong-2022"].clauses["freight"].award_formula


def test_that_what_is_not_there_is_said_so(shelf, store):
    with pytest.raises(NotFound):
        shelf.use(99)
    with pytest.raises(NotFound):
        withdraw(store.seat("王小梅"), 99)


def test_that_a_policy_from_before_the_office_kept_the_same_goes_on_meaning_its_own(shelf):
    text = written(award="若(成立日期 >= 2022-01-01, 2万, 1万)").decode()
    own = """
[[facts]]
name = "set_up_on"
label = "成立日期"
kind = "date"
[[clauses]]"""
    shelf.use(shelf.take(text.replace("[[clauses]]", own, 1).encode()))
    library = shelf.library
    facts = library.dictionary.attributes
    assert (facts["founded"].label, facts["set_up_on"].label) == ("成立日期", "成立日期（政策用）")
    clause = library.policies["some-2022"].clauses["patent"]
    old = {"set_up_on": date(2022, 5, 1), "founded": date(2019, 1, 1)}
    given = decide(clause, Evaluation(EnterpriseFacts("", "甲", old)), library.dictionary)
    assert given.amount == 2_000_000
    of_may = EnterpriseFacts("", "甲", {"founded": date(2022, 5, 1)})
    without = decide(clause, Evaluation(of_may), library.dictionary)
    assert without.missing == ("set_up_on",)


def test_that_a_policy_cannot_give_another_meaning_to_a_word_of_the_office(shelf):
    text = written().decode().replace('label = "专利数"', 'label = "成立日期"').replace("专利数", "成立日期")
    with pytest.raises(PolicyMistakes, match="已有别的意思"):
        shelf.take(text.encode())


def test_that_a_policy_that_cannot_be_read_any_more_does_not_stand_in_the_way(shelf, store):
    old = shelf.take()
    shelf.use(old)
    with forging(store.path) as connection:
        connection.execute("UPDATE policy_file SET content = CAST('format = 99' AS BLOB), sha256 = 'x'")
    new = shelf.take(written(id_="other-2022"))
    shelf.use(new)
    assert "other-2022" in shelf.library.policies
    assert next(one for one in shelf.files if one.id == old).problem


def test_that_a_file_that_was_taken_in_is_never_another_and_no_other_decides_for_it(shelf, store):
    own = shelf.take(written(id_="zhengdong-2022", version="office"))
    shelf.use(own)
    other = written(id_="zhengdong-2022", version="office", award="专利数 × 9000元")
    with closing(sqlite3.connect(store.path)) as connection:
        for statement in (
            "UPDATE policy_file SET content = 'x'",
            "UPDATE policy_file SET version = 'x'",
            "DELETE FROM policy_file",
            "INSERT OR REPLACE INTO policy_file SELECT * FROM policy_file",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    with forging(store.path) as connection:
        connection.execute("UPDATE policy_file SET content = ?", (other,))
    [told] = shelf.files
    assert "与导入时的内容不一样，没有采用" in told.problem
    # Neither does what came with the program, which the office had replaced.
    assert "zhengdong-2022" not in shelf.library.policies
