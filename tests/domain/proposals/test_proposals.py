"""Four eyes: what one proposes and another confirms, refused to everybody else, and at the data."""

import sqlite3
from contextlib import closing, suppress
from datetime import date

import pytest

from domain.bin.listing import BinFilter, Binned, list_bin
from domain.bin.restoring import restore, take_back
from domain.cases.awards.making import Wanted, make_cases
from domain.cases.queries import find_notice, list_notices, reasons_against_deleting
from domain.cases.service import awards_of, void_notice
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.merging import read_two
from domain.enterprises.queries import facts_of
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account, end_account
from domain.office.entities import OfficeFields
from domain.office.house_rules import four_eyes_of, set_four_eyes, set_import_size
from domain.office.service import OfficeIncomplete, save_office
from domain.policies.runs.register import assess_register
from domain.proposals.orders import (
    DeleteEnterprises,
    ImportEnterprises,
    IssueNotices,
    Means,
    MergeAgain,
    MergeEnterprises,
    TrustIssuer,
    VoidNotice,
)
from domain.proposals.service import (
    confirm,
    count_waiting_for,
    decided_proposals,
    open_proposals,
    propose,
    refuse,
    rehearse,
    withdraw_proposal,
)
from domain.store.acts import Person
from domain.store.engine import Seat, driver_of
from domain.store.permits import NotPermitted, Role
from domain.store.problems import NeedsSecond
from domain.store.proposals import AlreadyDecided, Lapsed, State
from domain.store.verifying import verify
from domain.values.errors import BadInput, DomainError
from domain.values.progress import Silent
from tests.filling import ROADS

SILENT = Silent()


class Office:
    """Three people at one store."""

    def __init__(self, store, policies, assessed):
        self.store, self._assessed = store, assessed
        self.manager, self.clerk, self.approver = (
            Seat(store, Person(name, number))
            for number, name in enumerate(("王小梅", "李建国", "张敏"), start=1)
        )
        self.means = Means(policies, policies, ROADS)
        self.policy = policies.find("zhengdong-2022")

    def awards(self, count):
        return awards_of(self._assessed)[:count]

    def propose(self, order, seat=None, reason=""):
        return propose(seat or self.clerk, order, self.means, SILENT, reason=reason)

    def confirm(self, id_, seat=None):
        return confirm(seat or self.approver, id_, self.means, SILENT)

    def issue(self, count):
        return self.confirm(self.propose(IssueNotices.of(self.policy, self.awards(count))))

    def notice(self, id_):
        with self.store.read() as session:
            return find_notice(session, id_)

    def notices(self):
        return self.store.ask(list_notices)

    def proposal(self, id_):
        found = [*self.store.ask(open_proposals), *self.store.ask(decided_proposals)]
        return next(one for one in found if one.id == id_)

    def rows(self, statement, *values):
        with closing(sqlite3.connect(self.store.path)) as connection:
            return connection.execute(statement, values).fetchall()


@pytest.fixture
def office(peopled, policies, assessed):
    return Office(peopled, policies, assessed)


def test_that_one_who_confirms_approves_and_one_who_proposed_has_handled_it(office):
    awards = office.awards(3)
    waiting = office.propose(IssueNotices.of(office.policy, awards), reason="二季度第一批")
    assert office.notices() == []
    told = office.proposal(waiting)
    assert (told.state, told.count, told.reason) == (State.OPEN, 3, "二季度第一批")
    assert told.title.startswith("批准并出具通知书 3 份，合计 ")
    ids = office.confirm(waiting)
    notice = office.notice(ids[0])
    assert (notice.issued_by, notice.approver, notice.approved_on) == ("李建国", "张敏", date.today())
    assert [office.notice(id_).amount for id_ in ids] == [one.amount for one in awards]
    assert office.proposal(waiting).state is State.DONE
    assert verify(office.store.path.parent, SILENT, with_rows=True).is_sound


def test_that_a_rehearsal_takes_no_number_and_leaves_no_trace(office):
    before = office.rows("SELECT max(id) FROM audit_entry")
    numbers = office.store.numbers.path.read_bytes()
    rehearse(office.clerk, IssueNotices.of(office.policy, office.awards(2)), office.means, SILENT)
    assert office.rows("SELECT max(id) FROM audit_entry") == before
    assert office.rows("SELECT count(*) FROM proposal") == [(0,)]
    assert office.store.numbers.path.read_bytes() == numbers


def test_that_who_proposed_does_not_confirm_whatever_their_roles(office):
    fields = AccountFields(name="张敏", sign_in="zhangm")
    change_account(office.manager, 3, fields, {Role.HANDLE, Role.REVIEW, Role.APPROVE})
    waiting = office.propose(IssueNotices.of(office.policy, office.awards(1)), office.approver)
    with pytest.raises(NotPermitted, match="自己提请的要由另一位同事确认"):
        office.confirm(waiting)
    assert office.proposal(waiting).state is State.OPEN
    assert office.notices() == []


def test_that_nobody_confirms_without_the_role_for_it(office):
    waiting = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    with pytest.raises(NotPermitted, match="要由有“批准”角色的人确认"):
        office.confirm(waiting, office.manager)
    with pytest.raises(NotPermitted, match="没有提请：这件事要由有“经办”或“批准”角色的人办理"):
        office.propose(IssueNotices.of(office.policy, office.awards(1)), office.manager)


@pytest.fixture
def guarded(office, dictionary):
    """Everything that needs two people, ready to be done by one."""
    [first, second, *_] = ids = office.issue(4)
    holder = office.notice(first).enterprise_id
    other = next(one for one in (office.notice(id_).enterprise_id for id_ in ids) if one != holder)
    return {
        "void": (office.clerk, VoidNotice(notice_id=second, reason="金额录错")),
        "delete": (office.clerk, DeleteEnterprises(ids=(holder,))),
        "merge": (
            office.clerk,
            MergeEnterprises.of(read_two(office.store, holder, other, dictionary), {}, dictionary),
        ),
        "issue": (office.clerk, IssueNotices.of(office.policy, office.awards(9)[8:])),
        "trust": (
            office.manager,
            TrustIssuer(name="市财政局", key="RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"),
        ),
    }


@pytest.mark.parametrize("what", ["void", "delete", "merge", "issue", "trust"])
def test_that_one_alone_is_refused_and_two_are_not(office, guarded, what):
    seat, order = guarded[what]
    before = office.rows("SELECT max(id) FROM audit_entry")
    with pytest.raises(NeedsSecond, match="要由另一位同事确认"):
        order.do(seat, office.means, SILENT)
    assert office.rows("SELECT max(id) FROM audit_entry") == before
    waiting = office.propose(order, seat)
    assert office.proposal(waiting).title
    office.confirm(waiting)
    assert office.proposal(waiting).state is State.DONE
    assert verify(office.store.path.parent, SILENT, with_rows=True).is_sound


def test_that_what_came_out_of_the_bin_goes_back_by_two_where_it_came_there_so(office, guarded, dictionary):
    seat, merged = guarded["merge"]

    def binned() -> list[Binned]:
        return office.store.ask(list_bin, BinFilter(), most=10)

    for order, again in (
        (merged, lambda one: MergeAgain(merge_id=one.id)),
        (guarded["delete"][1], lambda one: DeleteEnterprises(ids=(one.id,))),
    ):
        office.confirm(office.propose(order, seat))
        [one] = binned()
        restored = restore(seat, [one], dictionary, SILENT)
        assert binned() == []
        left = take_back(seat, restored, dictionary, SILENT)
        assert left == [(one.kind, [one])]
        office.confirm(office.propose(again(one), seat))
        [there] = binned()
        assert (there.kind, there.name) == (one.kind, one.name)
        restore(seat, [there], dictionary, SILENT)
    assert verify(office.store.path.parent, SILENT, with_rows=True).is_sound


def test_that_an_enterprise_without_awards_is_deleted_by_one(office):
    with office.store.read() as session:
        [(id_,)] = driver_of(session).execute("SELECT min(id) FROM enterprise").fetchall()
    delete_enterprises(office.clerk, [id_])


DIRECT = {
    "issue": "INSERT INTO notice SELECT NULL, number_prefix, number_year, number_serial + 100, enterprise_id,"
    " uscc, enterprise_name, policy_id, policy_sha256, clause_id, clause_title, amount, facts, decision,"
    " paper, approver, approved_on, issued_by, issued_at, NULL, NULL, NULL, '', 'x', NULL, '', NULL, NULL,"
    " NULL FROM notice LIMIT 1",
    "void": "UPDATE notice SET voided_at = '2022-01-01 00:00:00.000000', voided_by = 'x'",
    "unvoid": "UPDATE notice SET voided_at = NULL WHERE voided_at IS NOT NULL",
    "delete": "UPDATE enterprise SET deleted_at = '2022-01-01 00:00:00.000000'"
    " WHERE id IN (SELECT enterprise_id FROM notice)",
    "rule": "INSERT INTO policy_ruling (policy_id, policy_sha256, policy_title, policy_version, reason,"
    " ruled_by, ruled_at) VALUES ('a', 'b', 'c', '1', 'd', 'e', '2022-01-01 00:00:00.000000')",
    "trust": "INSERT INTO trusted_issuer (name, public_key, added_at, added_by)"
    " VALUES ('a', 'b', '2022-01-01 00:00:00.000000', 'c')",
    "begun": "INSERT INTO proposal (uid, action, content, title, told, expected, reason, made_by,"
    " made_by_name, made_at, state, remark) VALUES ('a', 'notice.void', '', '', '', '', '', 1, 'a',"
    " '2022-01-01 00:00:00.000000', 'in_hand', '')",
    "own": "UPDATE proposal SET state = 'in_hand', decided_by = made_by WHERE state = 'open'",
    "skipped": "UPDATE proposal SET state = 'done', decided_by = made_by + 1 WHERE state = 'open'",
    "changed": "UPDATE proposal SET content = '{}'",
    "reopened": "UPDATE proposal SET state = 'open' WHERE state = 'done'",
    "dropped": "DELETE FROM proposal",
    "written over": "INSERT OR REPLACE INTO proposal SELECT id, uid, action, content, title, told, expected,"
    " reason, 1, made_by_name, made_at, 'open', NULL, NULL, NULL, '' FROM proposal WHERE state = 'done'",
    "raised": "UPDATE notice SET amount = amount + 1",
    "moved": "UPDATE notice SET enterprise_id = enterprise_id + 1",
    "unissued": "DELETE FROM notice",
    "issued over": "INSERT OR REPLACE INTO notice SELECT * FROM notice WHERE id = 1",
    "gone": "DELETE FROM enterprise WHERE id IN (SELECT enterprise_id FROM notice)",
    "said over": "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = 3",
    "said ahead": "INSERT INTO audit_entry (id, at, actor, action, kind, summary, details)"
    " VALUES (99999, '2022-01-01 00:00:00.000000', 'x', 'x', 'store', 'x', '{}')",
    "forgotten": "DELETE FROM account WHERE id = 3",
    "other person": "INSERT OR REPLACE INTO account SELECT id, uid, name, 'x', phone, 'manage', since, until,"
    " password, recovery, '' FROM account WHERE id = 2",
    "come later": "UPDATE account SET since = '2999-01-01'",
    "left by the others": "UPDATE account SET until = '2022-01-01' WHERE id > 1",
    "left later": "UPDATE account SET until = '2999-01-01'",
    "off for no reason": "INSERT INTO house_rule (name, number, reason, set_by)"
    " VALUES ('four_eyes', 0, ' ', '王小梅')",
    "off by a clerk": "INSERT INTO house_rule (name, number, reason, set_by)"
    " VALUES ('four_eyes', 0, '忙', '李建国')",
}


@pytest.mark.parametrize(
    ("change", "table", "columns"),
    [
        ("reason = 'x'", "policy_ruling", "a, b, c, 1, d, e, 2022-01-01 00:00:00.000000"),
        ("public_key = 'x'", "trusted_issuer", "a, b, 2022-01-01 00:00:00.000000, c"),
    ],
)
def test_that_what_two_agreed_on_is_not_changed_by_one(office, change, table, columns):
    set_four_eyes(office.manager, on=False, because="一人在岗")
    with closing(sqlite3.connect(office.store.path)) as connection:
        values = ", ".join(f"'{value}'" for value in columns.split(", "))
        connection.execute(f"INSERT INTO {table} SELECT NULL, {values}")
        connection.commit()
    set_four_eyes(office.manager, on=True, because="")
    with closing(sqlite3.connect(office.store.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"UPDATE {table} SET {change}")


def test_that_an_enterprise_with_a_case_is_deleted_by_two_before_any_notice(office):
    [award] = office.awards(1)
    rules = office.means.rules
    road = next(one for one in ROADS.begun_on(rules.today()).values() if one.people > 1)
    wanted = [Wanted(award.enterprise_id, award.clause_id)]
    made = make_cases(office.clerk, wanted, SILENT, policy=office.policy, road=road, rules=rules)
    assert made.ids
    with office.store.read() as session:
        told = reasons_against_deleting(session, [award.enterprise_id])
    assert told[award.enterprise_id].startswith("有在办或已批准的事项“")
    with pytest.raises(NeedsSecond):
        delete_enterprises(office.clerk, [award.enterprise_id])
    office.confirm(office.propose(DeleteEnterprises(ids=(award.enterprise_id,))))


def test_that_the_store_itself_refuses_a_statement_past_the_program(office):
    ids = office.issue(3)
    office.confirm(office.propose(VoidNotice(notice_id=ids[0], reason="录错")))
    office.propose(VoidNotice(notice_id=ids[1], reason="录错"))
    let_in = []
    with closing(sqlite3.connect(office.store.path)) as connection:
        for what, statement in DIRECT.items():
            with suppress(sqlite3.IntegrityError):
                connection.execute(statement)
                let_in.append(what)
            connection.rollback()
    assert let_in == []


def test_that_it_lapses_when_what_it_rests_on_has_changed(office, dictionary):
    awards = office.awards(1)
    waiting = office.propose(IssueNotices.of(office.policy, awards))
    id_ = awards[0].enterprise_id
    with office.store.read() as session:
        facts = facts_of(session, id_, dictionary)
    renamed = type(facts)(facts.uscc, facts.name + "（更名）", facts.attributes, facts.indicators, facts.rows)
    save_enterprise(office.clerk, renamed, dictionary, id_=id_)
    with pytest.raises(Lapsed, match="情况有变动"):
        office.confirm(waiting)
    told = office.proposal(waiting)
    assert (told.state, told.decided_by_name) == (State.LAPSED, "张敏")
    assert office.notices() == []
    with pytest.raises(DomainError, match="已失效"):
        office.confirm(waiting)


def test_that_it_lapses_when_it_cannot_be_done_any_more(office):
    [id_] = office.issue(1)
    first = office.propose(VoidNotice(notice_id=id_, reason="录错"))
    second = office.propose(VoidNotice(notice_id=id_, reason="重复"))
    office.confirm(first)
    with pytest.raises(Lapsed, match="已经作废。这份提请已失效"):
        office.confirm(second)
    assert office.proposal(second).state is State.LAPSED
    with pytest.raises(AlreadyDecided, match="这份提请已失效"):
        office.confirm(second)


def test_that_what_passes_lets_it_wait(office):
    waiting = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    set_four_eyes(office.manager, on=False, because="填资料")
    save_office(office.manager, OfficeFields(name="只有名称"))
    with pytest.raises(OfficeIncomplete):
        office.confirm(waiting)
    assert office.proposal(waiting).state is State.OPEN


def test_that_it_lapses_when_who_proposed_it_may_not_any_more(office):
    waiting = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    fields = AccountFields(name="李建国", sign_in="lijg")
    change_account(office.manager, 2, fields, {Role.REVIEW})
    with pytest.raises(Lapsed, match="“李建国”现在不能提请"):
        office.confirm(waiting)
    assert office.proposal(waiting).state is State.LAPSED


def test_that_what_somebody_proposed_lapses_with_their_account_and_that_is_said(office):
    waiting = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    end_account(office.manager, 2, date.today())
    told = office.proposal(waiting)
    assert (told.state, told.remark) == (
        State.LAPSED,
        "提请人“李建国”的账户已停用，请由接手的同事重新提请",
    )
    [(said,)] = office.rows("SELECT summary FROM audit_entry WHERE action = 'account.end'")
    assert said.endswith("；待确认的提请 1 件失效")
    assert verify(office.store.path.parent, SILENT, with_rows=True).is_sound


def test_that_an_import_needs_two_from_a_size_on_which_is_settable(office, sample):
    entries = Entries.of(sample.enterprises)
    for one in range(len(entries.names)):
        entries.names[one] += "（新）"
    order = ImportEnterprises.of(entries, Known.UPDATE, "名单.xlsx")
    set_import_size(office.manager, len(entries) - 1)
    with pytest.raises(NeedsSecond):
        order.do(office.clerk, office.means, SILENT)
    waiting = office.propose(order)
    assert office.proposal(waiting).title == f"从名单.xlsx导入：新增 0 户，更新 {len(entries)} 户，未变 0 户"
    done = office.confirm(waiting)
    assert done.changed == len(entries)
    assert verify(office.store.path.parent, SILENT, with_rows=True).is_sound
    set_import_size(office.manager, len(entries))
    for one in range(len(entries.names)):
        entries.names[one] = entries.names[one].replace("新", "再改")
    ImportEnterprises.of(entries, Known.UPDATE, "名单.xlsx").do(office.clerk, office.means, SILENT)


def test_that_it_is_said_no_with_a_reason_and_taken_back_only_by_who_made_it(office):
    first = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    with pytest.raises(BadInput, match="已经提请过同一件事"):
        office.propose(IssueNotices.of(office.policy, office.awards(1)))
    with pytest.raises(BadInput, match="请写明不同意的理由"):
        refuse(office.approver, first, because=" ")
    with pytest.raises(NotPermitted, match="只有本人能撤回"):
        withdraw_proposal(office.manager, first)
    refuse(office.approver, first, because="材料不齐")
    assert office.proposal(first).remark == "材料不齐"
    second = office.propose(IssueNotices.of(office.policy, office.awards(1)))
    withdraw_proposal(office.clerk, second)
    with pytest.raises(DomainError, match="已撤回"):
        office.confirm(second)


def test_that_everybody_is_told_how_many_wait_for_them(office):
    office.propose(IssueNotices.of(office.policy, office.awards(1)))

    seats = (office.manager, office.clerk, office.approver)
    with office.store.read() as session:
        assert [count_waiting_for(session, seat.who, date.today()) for seat in seats] == [0, 0, 1]


def test_that_turned_off_with_a_reason_one_is_enough_and_that_is_said(office):
    [id_] = office.issue(1)
    with pytest.raises(BadInput, match="理由"):
        set_four_eyes(office.manager, on=False, because="")
    with pytest.raises(NotPermitted):
        set_four_eyes(office.clerk, on=False, because="人手不够")
    set_four_eyes(office.manager, on=False, because="人手不够")
    stands = office.store.ask(four_eyes_of)
    assert (stands.are_on, stands.off.reason, stands.off.set_by) == (False, "人手不够", "王小梅")
    void_notice(office.clerk, id_, reason="录错")
    set_four_eyes(office.manager, on=True, because="")
    assert office.store.ask(four_eyes_of).are_on


def test_that_one_person_alone_needs_nobody(store, sample_office, policies, zhengdong):
    means = Means(policies, policies, ROADS)
    awards = awards_of(assess_register(store, zhengdong, means.dictionary, SILENT))[:1]
    [id_] = IssueNotices.of(zhengdong, awards).do(store.seat("root"), means, SILENT)
    void_notice(store.seat("root"), id_, reason="录错")
    assert not store.ask(four_eyes_of).are_on
