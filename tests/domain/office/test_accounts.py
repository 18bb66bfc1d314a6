"""Accounts: who may do what, passwords and codes, and the one person who works alone."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from domain.office.accounts import passwords, signing_in
from domain.office.accounts.entities import AccountFields, SignInAttempt
from domain.office.accounts.passwords import plain_code, refuse_weak
from domain.office.accounts.queries import account_of, at_work, find_account, unconfirmed
from domain.office.accounts.service import (
    LastManager,
    change_account,
    change_password,
    confirm_reset,
    end_account,
    give_recovery_code,
    open_account,
    recover,
    reopen_account,
    reset_locally,
)
from domain.office.accounts.signing_in import (
    NotBegun,
    SignInRefused,
    TooEarly,
    delay_s,
    seat_without_proof,
    sign_in,
)
from domain.office.entities import OfficeFields
from domain.office.house_rules import four_eyes_of, set_four_eyes
from domain.office.service import save_office
from domain.store import acts, audit, drafts, engine
from domain.store.acts import PROGRAM, Action, Entry, Person
from domain.store.audit import AuditEntry, now
from domain.store.engine import Seat, Store, is_shared_in
from domain.store.looking import Seen, enter_looks
from domain.store.permits import MAY, NotPermitted, Role, reason_against
from domain.store.tables import Kind, Subject
from domain.store.told import last_of
from domain.values.errors import BadInput
from tests.meddling import forging
from tests.running.efforts import OFFICES_EFFORT

FIRST = "白鸽-算盘-雨伞"
THIRD = "石榴-风筝-木桥"
SECOND = "芦苇-铜铃-纸船"
COMMONEST = """
    trustno1 starwars whatever michelle jennifer qq123456 a123456789 123456789a zaq12wsx 1qazxsw2 hello123
    taobao123 xiaoming zhang123 wang1990 zhengdong Zhang@1990 li19880808 zhengzhou2024 wangxiaoming henan2023!
    qwe123!@# 1q2w3e4r 1qaz2wsx Hello_2024 lijianguo1975 iloveyou520 Admin@123 asdf1234 liu.1990 hellohello1
"""
STRONG = """
    白鸽-算盘-雨伞 大桥下的三只白鸽 baige-suanpan-yusan correct-horse-battery kettle7umbrella Xk9#vQ2m!t
    gT7-plmo-93w stone.lantern.42 tugboat_marmalade wx7Lq0Zt 38-violet-quarry hedgehog-plinth vb83kqpz
"""
MANAGER = AccountFields(name="王小梅", sign_in="WangXM")
CLERK = AccountFields(name="李建国", sign_in="lijg", phone="0371-67179000")


@pytest.fixture
def alone(store):
    """One person who has an account: nobody is asked for it."""
    open_account(store.seat("root"), MANAGER, {Role.MANAGE, Role.HANDLE}, FIRST)
    return store


@pytest.fixture(scope="module")
def shared_folder(empty_store, tmp_path_factory):
    """Two people, so that both sign in; made once."""
    folder = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("shared") / "store"))
    store = Store.open(folder)
    open_account(store.seat("root"), MANAGER, {Role.MANAGE, Role.HANDLE}, FIRST)
    open_account(store.seat("root"), CLERK, {Role.HANDLE}, SECOND)
    store.close()
    return folder


@pytest.fixture
def shared(shared_folder, tmp_path):
    store = Store.open(Path(shutil.copytree(shared_folder, tmp_path / "shared")))
    yield store
    store.close()


@pytest.fixture
def manager(shared):
    return sign_in(shared, "wangxm", FIRST)


@pytest.fixture
def clerk(shared):
    return sign_in(shared, " LIJG ", SECOND)


def test_that_one_person_alone_is_asked_for_nothing(store, alone):
    assert not alone.ask(is_shared_in)
    save_office(store.seat("谁都行"), OfficeFields(name="甲局"))


def test_that_who_works_alone_does_so_by_the_name_of_the_only_account(store):
    assert seat_without_proof(store, "root").who == Person("root")
    open_account(store.seat("root"), MANAGER, {Role.MANAGE}, FIRST)
    assert seat_without_proof(store, "root").who == Person("王小梅"), "nothing is proved by that"


def test_that_what_was_typed_follows_whose_it_is_into_signing_in_and_out_of_it(alone):
    named = seat_without_proof(alone, "root")
    drafts.keep(named, "office", {"name": "没有保存的"})
    second, _ = open_account(named, CLERK, {Role.HANDLE, Role.MANAGE}, SECOND)
    assert drafts.find(sign_in(alone, "lijg", SECOND), "office") is None
    signed_in = sign_in(alone, "wangxm", FIRST)
    assert drafts.find(signed_in, "office")[0] == {"name": "没有保存的"}
    end_account(signed_in, second, date.today(), because="调离")
    assert drafts.find(seat_without_proof(alone, "root"), "office")[0] == {"name": "没有保存的"}


def test_that_what_the_other_has_typed_is_not_written_over(store):
    mine, yours = store.seat("甲"), store.seat("乙")
    for seat in (mine, yours):
        drafts.keep(seat, "office", {"name": seat.who.name})
    drafts.keep(mine, "enterprise", {"name": "甲"})
    with store.upkeep() as session:
        assert drafts.pass_on(session, "甲", "乙") == ["enterprise"]
    assert drafts.find(yours, "office")[0] == {"name": "乙"}
    assert drafts.find(mine, "office")[0] == {"name": "甲"}
    assert drafts.find(yours, "enterprise")[0] == {"name": "甲"}


def test_that_with_a_second_person_who_did_not_sign_in_may_do_nothing(shared):
    assert shared.ask(is_shared_in)
    with pytest.raises(NotPermitted, match="没有登录"):
        save_office(shared.seat("谁都行"), OfficeFields(name="甲局"))


@pytest.fixture
def put_clock(monkeypatch):
    """Set the clock of the machine to a day, as the program reads it."""

    def put(day):
        class Day(date):
            @classmethod
            def today(cls):
                return cls(day.year, day.month, day.day)

        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        for module in (acts, signing_in):
            monkeypatch.setattr(module, "now", lambda: at)
        monkeypatch.setattr(engine, "date", Day)

    return put


def test_that_a_clock_set_back_sends_nobody_away(shared, put_clock):
    put_clock(date(2020, 1, 1))
    # What is done by then leaves entries of that day, after which it counts no less.
    seat = sign_in(shared, "wangxm", FIRST)
    with pytest.raises(NotPermitted, match="没有登录"):
        set_four_eyes(shared.seat("root"), on=False, because="一人在岗")
    assert shared.ask(is_shared_in)
    save_office(seat, OfficeFields(name="甲局"))


def test_that_a_clock_set_back_brings_nobody_back(shared, manager, put_clock):
    end_account(manager, 2, date.today(), because="调离")
    put_clock(date.today() - timedelta(days=1))
    with pytest.raises(SignInRefused):
        sign_in(shared, "lijg", SECOND)
    assert [one.sign_in for one in shared.ask(at_work, date.today() - timedelta(days=1))] == ["wangxm"]


def test_that_a_clock_set_forward_past_everybody_lets_nobody_in(shared, put_clock):
    until = (date.today() + timedelta(days=30)).isoformat()
    with forging(shared.path) as connection:
        connection.execute("UPDATE account SET until = ?", (until,))
    put_clock(date.today() + timedelta(days=31))
    assert shared.ask(is_shared_in)
    with pytest.raises(NotPermitted, match="没有登录"):
        save_office(shared.seat("谁都行"), OfficeFields(name="甲局"))
    # Who has the data folder helps, and it is said.
    code = reset_locally(shared.seat("root"), "wangxm")
    recover(shared, "wangxm", code, THIRD)
    save_office(sign_in(shared, "wangxm", THIRD), OfficeFields(name="甲局"))
    assert [one.name for one in shared.ask(unconfirmed)] == ["王小梅"]


def test_that_a_role_decides_what_somebody_may_do(manager, clerk):
    save_office(manager, OfficeFields(name="甲局"))
    with pytest.raises(NotPermitted, match="要由有“管理”角色的人办理"):
        save_office(clerk, OfficeFields(name="乙局"))


def test_that_the_trail_names_the_account(manager, shared):
    save_office(manager, OfficeFields(name="甲局"))
    with shared.read() as session:
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.actor, entry.account_id) == ("王小梅", manager.who.id)


def test_that_the_trail_has_no_password_and_no_code(shared):
    with shared.read() as session:
        told = "".join(entry.details for entry in session.exec(select(AuditEntry)))
        [kept] = {one.password for one in [account_of(session, 1)]}
    assert kept.startswith(b"$argon2id$")
    assert "argon2id" not in told


def test_that_a_secret_takes_so_much_to_try(monkeypatch):
    monkeypatch.setattr(passwords, "EFFORT", OFFICES_EFFORT)
    assert passwords.kept("白鸽-算盘-雨伞").startswith(b"$argon2id$v=19$m=32768,t=3,p=1$")


def test_that_it_is_said_of_every_act_who_may_do_it():
    assert [action for action in Action if not MAY[action]] == []
    changes_nothing = {
        Action.PAPER_PRINT,
        Action.RECORD_LOOK,
        Action.TABLE_EXPORT,
        Action.TRAIL_EXPORT,
        Action.TRAIL_STUB,
        Action.ACCOUNT_SIGN_IN,
        Action.ACCOUNT_PASSWORD,
    }
    itself = ("store.", "notice.number", "payment.take_over", "account.reset")
    by_itself = {one for one in Action if one.startswith(itself)}
    changing = {*Action} - changes_nothing - by_itself
    assert {one for one in changing if not reason_against({Role.AUDIT}, one)} == set(), "审计 changes nothing"


def test_that_what_is_due_by_itself_is_asked_of_nobody(shared):
    with shared.act(PROGRAM, Action.FILTER_FORGET) as act:
        act.note_all([Entry(Subject(Kind.STORE), "无事")])


def test_that_a_role_taken_away_counts_from_the_next_act_on(manager, clerk):
    change_account(manager, clerk.who.id, CLERK, {Role.AUDIT})
    with pytest.raises(NotPermitted, match="“经办”"), clerk.act(Action.NOTICE_ISSUE):
        pass


def test_that_what_an_auditor_looks_at_is_entered_once_a_sitting_in_one_act(manager, clerk, shared):
    seen = Seen(Subject(Kind.CASE, 7), "事项“甲”"), Seen(Subject(Kind.NOTICE, 7), "通知书“1号”")
    change_account(manager, clerk.who.id, CLERK, {Role.AUDIT, Role.REVIEW})

    def entered():
        with shared.read() as session:
            return [one.summary for one in audit.entries_of(session, seen[0].subject)]

    before = shared.ask(last_of)[0].number
    for seat in (manager, clerk, clerk):
        enter_looks(seat, *seen, seen[0])
    assert shared.ask(last_of)[0].number == before + 2
    enter_looks(clerk, seen[0]._replace(what="“受理单”"))
    assert entered() == ["查看事项“甲”", "查看“受理单”"]
    enter_looks(sign_in(shared, "lijg", SECOND), seen[0])
    assert entered()[2:] == ["查看事项“甲”"], "who signs in again looks again"


def test_that_an_ended_account_may_do_nothing_and_can_be_opened_again(manager, clerk, shared):
    open_account(manager, AccountFields(name="赵", sign_in="zhao"), {Role.REVIEW}, FIRST)
    end_account(manager, clerk.who.id, date.today())
    with pytest.raises(NotPermitted, match="已停用"), clerk.act(Action.ENTERPRISE_ADD):
        pass
    with pytest.raises(SignInRefused):
        sign_in(shared, "lijg", SECOND)
    reopen_account(manager, clerk.who.id)
    assert sign_in(shared, "lijg", SECOND).who.id == clerk.who.id


def test_that_an_account_ends_on_its_day_and_not_before(manager, clerk):
    open_account(manager, AccountFields(name="赵", sign_in="zhao"), {Role.REVIEW}, FIRST)
    end_account(manager, clerk.who.id, date.today() + timedelta(days=1))
    with clerk.act(Action.TABLE_EXPORT) as act:
        act.note(Subject(Kind.EXCHANGE), "导出")


def test_that_nobody_signs_in_before_their_first_day_which_is_changed_until_it_has_come(
    manager, clerk, shared, monkeypatch
):
    today = date.today()
    soon, later = today + timedelta(days=3), today + timedelta(days=5)

    def zhao(since):
        return AccountFields(name="赵", sign_in="zhao", since=since)

    with pytest.raises(BadInput, match="启用日期不能早于今天"):
        open_account(manager, zhao(today - timedelta(days=1)), {Role.MANAGE}, THIRD)
    id_, _ = open_account(manager, zhao(soon), {Role.MANAGE}, THIRD)
    with pytest.raises(LastManager):
        end_account(manager, manager.who.id, today + timedelta(days=9))
    change_account(manager, id_, zhao(later), {Role.MANAGE})
    with shared.read() as session:
        *_, last = audit.entries_of(session, Subject(Kind.ACCOUNT, id_))
    assert last.summary == f"修改账户“赵”，启用日期由 {soon} 改为 {later}"
    with pytest.raises(NotBegun, match=f"“赵”的账户自 {later} 起启用，在那以前不能登录"):
        sign_in(shared, "zhao", THIRD)
    with pytest.raises(SignInRefused):
        sign_in(shared, "zhao", FIRST)
    with (
        pytest.raises(NotPermitted, match=f"自 {later} 起启用"),
        Seat(shared, Person("赵", id_)).act(Action.OFFICE_CHANGE),
    ):
        pass
    # One is left, then the day of the other comes.
    end_account(manager, clerk.who.id, today, because="调离")
    assert not shared.ask(four_eyes_of).are_on
    moment = datetime.combine(later, datetime.min.time()).astimezone()
    for module in (acts, signing_in):
        monkeypatch.setattr(module, "now", lambda: moment.astimezone(UTC))
    assert sign_in(shared, "zhao", THIRD).who.id == id_
    assert shared.ask(four_eyes_of) == (True, 1_000, None)
    with pytest.raises(BadInput, match=f"停用日期不能早于今天 {later}"):
        end_account(manager, clerk.who.id, later - timedelta(days=1))
    with pytest.raises(BadInput, match=f"“赵”的账户自 {later} 起已经启用，启用日期不能再改"):
        change_account(manager, id_, zhao(later + timedelta(days=1)), {Role.MANAGE})
    with shared.read() as session, pytest.raises(IntegrityError, match="who came when"):
        session.execute(text("UPDATE account SET since = '2020-01-01' WHERE id = 1"))


def test_that_what_lies_on_a_desk_is_handed_to_somebody_named(manager, clerk, shared):
    for key in ("office", "enterprise:new"):
        drafts.keep(clerk, key, {"name": key})
    ended = clerk.who.id, date.today()
    with pytest.raises(BadInput, match="“李建国”有 2 件未保存的录入，请先选由谁接手"):
        end_account(manager, *ended)
    with pytest.raises(BadInput, match="请先选由谁接手"):
        end_account(manager, *ended, clerk.who.id)
    assert end_account(manager, *ended, manager.who.id, because="调离") == 0
    assert drafts.find(manager, "enterprise:new")[0] == {"name": "enterprise:new"}
    with shared.read() as session:
        *_, last = audit.entries_of(session, Subject(Kind.ACCOUNT, clerk.who.id))
    assert last.summary.endswith("；未保存的录入 2 件交给“王小梅”")


def test_that_what_both_have_typed_stays_with_the_ended_account(manager, clerk):
    for seat in (manager, clerk):
        drafts.keep(seat, "office", {"name": seat.who.name})
    assert end_account(manager, clerk.who.id, date.today(), manager.who.id, because="调离") == 1
    assert drafts.find(manager, "office")[0] == {"name": "王小梅"}
    assert drafts.find(clerk, "office")[0] == {"name": "李建国"}


def test_that_who_manages_till_a_day_to_come_does_not_count_as_who_stays(manager, clerk):
    change_account(manager, clerk.who.id, CLERK, {Role.MANAGE})
    open_account(manager, AccountFields(name="赵", sign_in="zhao"), {Role.REVIEW}, FIRST)
    end_account(manager, clerk.who.id, date.today() + timedelta(days=1))
    with pytest.raises(LastManager):
        end_account(manager, manager.who.id, date.today() + timedelta(days=2))


def test_that_one_is_left_for_a_reason_which_is_shown_till_there_are_two_again(manager, clerk, shared):
    with pytest.raises(BadInput, match="停用后只剩一人，两人办理和登录随之关闭，请写明理由"):
        end_account(manager, clerk.who.id, date.today(), because=" ")
    with pytest.raises(BadInput, match="请在停用的当天办理"):
        end_account(manager, clerk.who.id, date.today() + timedelta(days=1), because="调离")
    assert shared.ask(four_eyes_of).are_on
    end_account(manager, clerk.who.id, date.today(), because="调离")
    stands = shared.ask(four_eyes_of)
    assert (stands.are_on, stands.off.reason) == (False, "只剩一人在岗：调离")
    reopen_account(manager, clerk.who.id)
    assert shared.ask(four_eyes_of) == (True, 1_000, None)
    # What was turned off on purpose stays off.
    set_four_eyes(manager, on=False, because="一人在岗")
    open_account(manager, AccountFields(name="赵", sign_in="zhao"), {Role.REVIEW}, FIRST)
    assert not shared.ask(four_eyes_of).are_on


def test_that_a_refusal_says_who_can_be_asked(manager, clerk):
    with pytest.raises(NotPermitted, match="“管理”角色的人办理，可以请王小梅办理"):
        open_account(clerk, AccountFields(name="张三", sign_in="zhangsan"), {Role.HANDLE}, FIRST)
    change_account(manager, clerk.who.id, CLERK, {Role.REVIEW})
    change_account(manager, manager.who.id, MANAGER, {Role.MANAGE})
    unstaffed = "“经办”或“台账”角色的人办理，现在没有这样的人，请管理人员安排"
    with pytest.raises(NotPermitted, match=unstaffed), clerk.act(Action.ENTERPRISE_ADD):
        pass


@pytest.mark.parametrize(
    "go",
    [
        lambda seat: end_account(seat, seat.who.id, date.today()),
        lambda seat: end_account(seat, seat.who.id, date.today() + timedelta(days=1)),
        lambda seat: end_account(seat, seat.who.id, date(2999, 1, 1)),
        lambda seat: change_account(seat, seat.who.id, MANAGER, {Role.HANDLE}),
    ],
)
def test_that_the_last_who_manages_cannot_go(manager, go):
    with pytest.raises(LastManager, match="请先给另一位同事“管理”角色"):
        go(manager)
    save_office(manager, OfficeFields(name="还能办"))


def test_that_the_first_account_manages(store):
    with pytest.raises(BadInput, match="第一个账户要有“管理”角色"):
        open_account(store.seat("root"), CLERK, {Role.HANDLE}, FIRST)
    to_come = CLERK.model_copy(update={"since": date.today() + timedelta(days=1)})
    with pytest.raises(BadInput, match="第一个账户要从今天起启用"):
        open_account(store.seat("root"), to_come, {Role.MANAGE}, FIRST)


def test_that_two_of_one_name_have_two_names_to_sign_in_by(manager):
    with pytest.raises(BadInput, match="已是“李建国”的"):
        open_account(manager, CLERK, {Role.HANDLE}, FIRST)
    other = AccountFields(name="李建国", sign_in="lijg2")
    open_account(manager, other, {Role.HANDLE}, FIRST)


@pytest.mark.parametrize("typed", ["", "   ", "li jg", "很" * 31])
def test_that_a_name_to_sign_in_by_is_one_short_word(typed):
    with pytest.raises(ValidationError):
        AccountFields.model_validate({"name": "李", "sign_in": typed})


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("短", "至少 8 个字"),
        ("12345678901", "太常见"),
        ("20220618", "太常见"),
        ("abababab", "太常见"),
        ("Password2022!", "太常见"),
        ("P@ssw0rd!!", "太常见"),
        ("1q2w3e4r5t", "太常见"),
        ("woaini1314", "太常见"),
        ("aaaaaaaaab", "太常见"),
        ("lijg-2022-x", "不能有登录名"),
        ("我是李建国我最大", "不能有登录名或姓名"),
    ],
)
def test_that_a_password_that_somebody_would_try_is_refused(password, said):
    with pytest.raises(BadInput, match=said):
        refuse_weak(password, names=("lijg", "李建国"))


def test_that_the_commonest_passwords_are_refused_and_what_nobody_would_try_is_taken():
    assert [one for one in COMMONEST.split() if "太常见" not in refusal_of(one)] == []
    assert [one for one in STRONG.split() if refusal_of(one)] == []


def refusal_of(password):
    try:
        refuse_weak(password, names=("lijg", "李建国"))
    except BadInput as refusal:
        return str(refusal)
    return ""


def test_that_wrong_old_passwords_make_the_next_wait_too(clerk):
    for _ in range(signing_in.FREE + 1):
        with pytest.raises(BadInput, match="原来的密码不对"):
            change_password(clerk, FIRST, "竹篮-风车-瓦片")
    with pytest.raises(TooEarly):
        change_password(clerk, SECOND, "竹篮-风车-瓦片")


def test_that_nobody_is_called_as_the_program_is_and_its_name_lets_nobody_in(shared):
    with pytest.raises(ValidationError, match="在操作记录里指程序自己"):
        AccountFields(name="本程序", sign_in="x")
    with pytest.raises(NotPermitted, match="没有登录"), shared.act(Person("本程序"), Action.FILTER_FORGET):
        pass
    with pytest.raises(NotPermitted, match="没有登录"), shared.act(PROGRAM, Action.OFFICE_CHANGE):
        pass


def test_that_fullwidth_letters_sign_in_as_those_they_look_like(manager, shared):
    assert sign_in(shared, "ｌｉｊｇ", SECOND).who.name == "李建国"
    with pytest.raises(BadInput, match="已是“李建国”的"):
        open_account(manager, AccountFields(name="赵", sign_in="ｌｉｊｇ"), {Role.REVIEW}, FIRST)


def test_that_a_new_password_counts_at_once_and_the_old_no_more(clerk, shared):
    with pytest.raises(BadInput, match="原来的密码不对"):
        change_password(clerk, FIRST, "竹篮-风车-瓦片")
    change_password(clerk, SECOND, "竹篮-风车-瓦片")
    sign_in(shared, "lijg", "竹篮-风车-瓦片")
    with pytest.raises(SignInRefused):
        sign_in(shared, "lijg", SECOND)


def test_that_nobody_learns_from_a_refusal_which_accounts_there_are(shared):
    said = set()
    for name, password in (("niemand", SECOND), ("lijg", FIRST)):
        with pytest.raises(SignInRefused) as refusal:
            sign_in(shared, name, password)
        said.add(str(refusal.value))
    assert said == {"登录名或密码不对"}


def test_that_after_some_slips_each_try_waits_longer_and_the_right_one_ends_that(shared, monkeypatch):
    moment = now()
    monkeypatch.setattr(signing_in, "now", lambda: moment)
    for wrong in range(1, 11):
        with pytest.raises(SignInRefused):
            sign_in(shared, "lijg", "不是这个密码呀")
        if delay_s(wrong):
            with pytest.raises(TooEarly) as early:
                sign_in(shared, "lijg", SECOND)
            assert early.value.seconds == delay_s(wrong)
        moment += timedelta(seconds=delay_s(wrong))
    assert sign_in(shared, "lijg", SECOND).who.name == "李建国"
    with shared.read() as session:
        assert session.exec(select(SignInAttempt)).all() == []


def test_that_a_clock_set_back_shortens_no_waiting(shared, monkeypatch):
    moment = now()
    monkeypatch.setattr(signing_in, "now", lambda: moment)
    for _ in range(4):
        with pytest.raises(SignInRefused):
            sign_in(shared, "lijg", "不是这个密码呀")
    moment -= timedelta(days=1)
    with pytest.raises(TooEarly):
        sign_in(shared, "lijg", SECOND)


def test_that_a_code_opens_an_account_once_and_another_takes_its_place(manager, clerk, shared):
    code = give_recovery_code(manager, clerk.who.id)
    id_, following = recover(shared, "lijg", code.lower().replace("-", " "), "竹篮-风车-瓦片")
    assert id_ == clerk.who.id
    sign_in(shared, "lijg", "竹篮-风车-瓦片")
    with pytest.raises(BadInput, match="只能用一次"):
        recover(shared, "lijg", code, "铁锚-麦穗-石桥")
    recover(shared, "lijg", following, "铁锚-麦穗-石桥")


def test_that_the_code_of_the_opening_counts(store):
    id_, code = open_account(store.seat("root"), MANAGER, {Role.MANAGE}, FIRST)
    assert plain_code(code) == code
    assert recover(store, "wangxm", code, SECOND)[0] == id_


def test_that_a_reset_past_everybody_is_shown_until_another_confirms(manager, clerk, shared):
    code = reset_locally(shared.seat("administrator"), "wangxm")
    [shown] = shared.ask(unconfirmed)
    assert "操作系统用户 administrator" in shown.unconfirmed
    recover(shared, "wangxm", code, "竹篮-风车-瓦片")
    again = sign_in(shared, "wangxm", "竹篮-风车-瓦片")
    with pytest.raises(BadInput, match="另一位同事确认"):
        confirm_reset(again, again.who.id)
    confirm_reset(clerk, manager.who.id)
    assert shared.ask(unconfirmed) == []


def test_that_a_reset_names_who_gives_out_a_code_unless_they_are_said_to_be_lost_too(manager, clerk, shared):
    own = shared.seat("administrator")
    with pytest.raises(BadInput, match=r"“李建国”没有“管理”角色，.*可以找：王小梅（登录名 wangxm）；"):
        reset_locally(own, "lijg", others_lost=True)
    change_account(manager, clerk.who.id, CLERK, {Role.MANAGE})
    with pytest.raises(
        BadInput, match=r"给“李建国”发新的恢复码.*请找：王小梅（登录名 wangxm）。.*--others-lost"
    ):
        reset_locally(own, "lijg")
    reset_locally(own, "lijg", others_lost=True)
    [shown] = shared.ask(unconfirmed)
    said = "，称其他管理人员也不能登录：王小梅（登录名 wangxm）"
    assert shown.unconfirmed.endswith(f"操作系统用户 administrator{said}")
    with shared.read() as session:
        *_, last = audit.entries_of(session, Subject(Kind.ACCOUNT, clerk.who.id))
    assert last.summary == f"在本机上直接重置账户“李建国”{said}"


def test_that_a_reset_of_nobody_names_who_there_is(shared):
    with pytest.raises(BadInput, match="现有：wangxm、lijg"):
        reset_locally(shared.seat("administrator"), "wang")


def test_that_an_account_is_found_however_its_name_is_typed(shared):
    assert shared.ask(find_account, " WANGXM ").name == "王小梅"
