"""Opening, changing and ending accounts; passwords and recovery codes."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, select

from domain.office.accounts.entities import Account, AccountFields
from domain.office.accounts.passwords import is_right, kept, new_recovery_code, plain_code, refuse_weak
from domain.office.accounts.queries import account_of, accounts, at_work, find_account, open_with
from domain.office.accounts.signing_in import has_password
from domain.office.house_rules import come_together, leave_one
from domain.store import drafts
from domain.store.acts import Act, Action
from domain.store.engine import Seat, Store
from domain.store.permits import Role, read_roles, roles_text
from domain.store.proposals import Proposal, State
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import AccountId


class LastManager(DomainError):
    """Nobody would be left who may manage people and settings."""

    def __init__(self) -> None:
        super().__init__("没有办理：至少要留一位有“管理”角色的人。请先给另一位同事“管理”角色")


def open_account(
    seat: Seat, fields: AccountFields, roles: Collection[Role], password: str
) -> tuple[AccountId, str]:
    """Open an account; return it with the recovery code, which is kept nowhere and has to be printed.

    The first one is somebody's who manages. With the second, people have to sign in.

    Raises:
        BadInput: The password is weak, the sign-in name is another's, there is no role, or the first
            account does not manage.
    """
    refuse_weak(password, names=(fields.sign_in, fields.name))
    if not roles:
        raise BadInput("请至少选一个角色")
    secret, code = kept(password), new_recovery_code()
    recovery = kept(code)
    with seat.act(Action.ACCOUNT_OPEN) as act:
        day = act.at.astimezone().date()
        if Role.MANAGE not in roles and not open_with(act.session, Role.MANAGE, day):
            raise BadInput("第一个账户要有“管理”角色，否则以后没有人能管理账户和设置")
        _refuse_taken(act.session, fields.sign_in)
        account = Account(
            **fields.model_dump(),
            roles=roles_text(roles),
            since=day.isoformat(),
            password=secret,
            recovery=recovery,
        )
        act.session.add(account)
        act.session.flush()
        assert account.id is not None
        act.note(_subject(account), f"开设账户“{account.name}”（{_words(roles)}）")
        _welcome(act)
    return account.id, code


def change_account(seat: Seat, id_: AccountId, fields: AccountFields, roles: Collection[Role]) -> None:
    """Change what is entered about a person, and their roles. A role taken away counts from the next act on.

    Raises:
        BadInput: The sign-in name is another's, or there is no role left.
        LastManager: Nobody would be left who manages.
        NotFound: There is no such account.
    """
    if not roles:
        raise BadInput("请至少选一个角色；不再在这里工作的，请用“停用”")
    with seat.act(Action.ACCOUNT_CHANGE) as act:
        account = account_of(act.session, id_)
        if fields.sign_in != account.sign_in:
            _refuse_taken(act.session, fields.sign_in)
        before = account.held
        for name, value in fields.model_dump().items():
            setattr(account, name, value)
        account.roles = roles_text(roles)
        act.session.add(account)
        _require_manager(act)
        told = "" if before == frozenset(roles) else f"，角色由{_words(before)}改为{_words(roles)}"
        act.note(_subject(account), f"修改账户“{account.name}”{told}")


def end_account(
    seat: Seat, id_: AccountId, until: date, to: AccountId | None = None, *, because: str = ""
) -> int:
    """End an account from a day on. Nobody is deleted: what they did keeps their name.

    Args:
        seat: Whose act it is.
        id_: Which account.
        until: The first day on which it counts no more.
        to: Who goes on with what they have typed and not saved.
        because: Why, where one person is left by it: four eyes and signing in go with the second.

    Returns:
        How much stays with the account, since `to` has typed something into the same forms.

    Raises:
        BadInput: The day lies before its first, something lies on the desk and nobody is named to go on with
            it, or whoever is named does not work here; or one is left by it, and there is no reason, or the
            day is still to come.
        LastManager: Nobody would be left who manages.
        NotFound: There is no such account.
    """
    with seat.act(Action.ACCOUNT_END) as act:
        account = account_of(act.session, id_)
        if until.isoformat() < account.since:
            raise BadInput(f"停用日期不能早于启用日期 {account.since}")
        was = len(_staying(act))
        account.until = until.isoformat()
        act.session.add(account)
        _require_manager(act)
        left, told = _hand_over(act, account, to)
        if until <= act.at.astimezone().date():
            told += _let_lapse(act, account)
        act.note(_subject(account), f"停用账户“{account.name}”，自 {until} 起{told}")
        if was > 1 >= len(_staying(act)):
            if until > act.at.astimezone().date():
                raise BadInput("停用后只剩一人，两人办理和登录随之关闭，请在停用的当天办理")
            leave_one(act, because)
    return left


def _hand_over(act: Act, account: Account, to: AccountId | None) -> tuple[int, str]:
    """Hand over what somebody has typed; return how much stays with them, and what the entry says."""
    keys = drafts.keys_of(act.session, account.person.key)
    if not keys:
        return 0, ""
    if to is None or to == account.id:
        raise BadInput(f"“{account.name}”有 {len(keys)} 件未保存的录入，请先选由谁接手")
    heir = account_of(act.session, to)
    if not heir.is_open_on(act.at.astimezone().date()):
        raise BadInput(f"“{heir.name}”的账户已停用，请另选接手的同事")
    left = len(keys) - len(drafts.pass_on(act.session, account.person.key, heir.person.key))
    stays = f"，其中 {left} 件对方也在录，留在原账户下" if left else ""
    return left, f"；未保存的录入 {len(keys)} 件交给“{heir.name}”{stays}"


def _let_lapse(act: Act, account: Account) -> str:
    """End what somebody proposed and nobody has confirmed: it could not be any more. Return what is said."""
    waiting = act.session.exec(
        select(Proposal).where(Proposal.state == State.OPEN, Proposal.made_by == account.id)
    ).all()
    for one in waiting:
        one.state, one.decided_by, one.decided_by_name = State.LAPSED, act.who.id, act.who.name
        one.decided_at, one.remark = act.at, f"提请人“{account.name}”的账户已停用，请由接手的同事重新提请"
        act.session.add(one)
        act.session.flush()
        act.note(
            Subject(Kind.PROPOSAL, one.id),
            f"提请失效：{one.title}；{one.remark}",
            action=Action.PROPOSAL_LAPSE,
        )
    return f"；待确认的提请 {len(waiting)} 件失效" if waiting else ""


def reopen_account(seat: Seat, id_: AccountId) -> None:
    """Let somebody work again whose account was ended.

    Raises:
        NotFound: There is no such account.
    """
    with seat.act(Action.ACCOUNT_CHANGE) as act:
        account = account_of(act.session, id_)
        account.until = None
        act.session.add(account)
        act.note(_subject(account), f"重新启用账户“{account.name}”")
        _welcome(act)


def change_password(seat: Seat, old: str, new: str) -> None:
    """Set a new password for who sits here, who knows the old one.

    Raises:
        BadInput: The old one is wrong, or the new one weak.
        TooEarly: Too many old ones were wrong.
    """
    assert seat.who.id is not None
    account = seat.store.ask(account_of, seat.who.id)
    if not has_password(seat.store, account, old):
        raise BadInput("原来的密码不对，没有修改")
    refuse_weak(new, names=(account.sign_in, account.name))
    secret = kept(new)
    with seat.act(Action.ACCOUNT_PASSWORD) as act:
        account = account_of(act.session, seat.who.id)
        account.password = secret
        act.session.add(account)
        act.note(_subject(account), f"“{account.name}”修改了自己的密码")


def give_recovery_code(seat: Seat, id_: AccountId) -> str:
    """Give out a recovery code for somebody who lost theirs; the one that was out does not count any more.

    Raises:
        NotFound: There is no such account.
    """
    code = new_recovery_code()
    recovery = kept(code)
    with seat.act(Action.ACCOUNT_RECOVERY_CODE) as act:
        account = account_of(act.session, id_)
        account.recovery = recovery
        act.session.add(account)
        act.note(_subject(account), f"给账户“{account.name}”发了新的恢复码")
    return code


def recover(store: Store, sign_in: str, code: str, new: str) -> tuple[AccountId, str]:
    """Set a new password by a recovery code, which is used up by that: who has it is who it was given to.

    Args:
        store: Where.
        sign_in: Whose it is.
        code: As it was printed, however it was typed.
        new: The new password.

    Returns:
        The account, and the code that takes the used one's place.

    Raises:
        BadInput: There is no such account, the code is wrong or used, or the new password weak.
    """
    account = store.ask(find_account, sign_in)
    if account is None or account.id is None or not is_right(plain_code(code), account.recovery):
        raise BadInput("登录名和恢复码对不上；恢复码只能用一次，可以请管理人员重发")
    refuse_weak(new, names=(account.sign_in, account.name))
    secret, following = kept(new), new_recovery_code()
    recovery = kept(following)
    with store.act(account.person, Action.ACCOUNT_PASSWORD) as act:
        now = account_of(act.session, account.id)
        if now.recovery != account.recovery:
            raise BadInput("这个恢复码刚刚被用过了，请用新的")
        now.password, now.recovery = secret, recovery
        act.session.add(now)
        act.note(_subject(now), f"“{now.name}”用恢复码设了新密码")
    return account.id, following


def reset_locally(seat: Seat, sign_in: str) -> str:
    """Give out a recovery code to who has the data folder, where the only one who manages lost theirs.

    It stands in the trail for ever, and is shown until another person confirms it. Where everybody was ended,
    theirs counts again: else nobody would get in any more.

    Raises:
        BadInput: There is no such account.
    """
    code = new_recovery_code()
    recovery = kept(code)
    with seat.act(Action.ACCOUNT_RESET) as act:
        account = find_account(act.session, sign_in)
        if account is None:
            names = "、".join(one.sign_in for one in accounts(act.session)) or "还没有账户"
            raise BadInput(f"没有登录名是“{sign_in}”的账户（现有：{names}）")
        account.recovery = recovery
        at = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
        account.unconfirmed = f"{at} 在本机上直接重置，操作系统用户 {seat.who.name}"
        told = ""
        if not at_work(act.session, act.at.astimezone().date()):
            account.until, told = None, "，并重新启用"
        act.session.add(account)
        act.note(_subject(account), f"在本机上直接重置账户“{account.name}”{told}")
    return code


def confirm_reset(seat: Seat, id_: AccountId) -> None:
    """Confirm that an account was reset on purpose; another person does.

    Raises:
        BadInput: It is their own.
        NotFound: There is no such account.
    """
    if seat.who.id == id_:
        raise BadInput("自己账户的重置要由另一位同事确认")
    with seat.act(Action.ACCOUNT_CONFIRM) as act:
        account = account_of(act.session, id_)
        account.unconfirmed = ""
        act.session.add(account)
        act.note(_subject(account), f"确认账户“{account.name}”的重置")


def _refuse_taken(session: Session, sign_in: str) -> None:
    other = session.exec(select(Account).where(Account.sign_in == sign_in)).first()
    if other is not None:
        raise BadInput(f"登录名“{sign_in}”已是“{other.name}”的，请换一个，如加上数字")


def _require_manager(act: Act) -> None:
    """Refuse what leaves nobody who manages for good: who is ended by a day to come will not be there."""
    if not any(Role.MANAGE in one.held for one in _staying(act)):
        raise LastManager


def _staying(act: Act) -> list[Account]:
    """Return who works here and has no last day."""
    act.session.flush()
    return [one for one in at_work(act.session, act.at.astimezone().date()) if one.until is None]


def _welcome(act: Act) -> None:
    if len(_staying(act)) > 1:
        come_together(act)


def _subject(account: Account) -> Subject:
    return Subject(Kind.ACCOUNT, account.id)


def _words(roles: Collection[Role]) -> str:
    return "、".join(role.word for role in Role if role in read_roles(" ".join(roles)))
