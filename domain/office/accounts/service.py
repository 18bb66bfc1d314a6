"""Opening, changing and ending accounts; passwords and recovery codes."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlmodel import Session, select

from domain.office.accounts.entities import Account, AccountFields
from domain.office.accounts.passwords import is_right, kept, new_recovery_code, plain_code, refuse_weak
from domain.office.accounts.queries import account_of, accounts, at_work, find_account, open_with
from domain.office.accounts.signing_in import has_password
from domain.office.house_rules import come_together, leave_one
from domain.store import drafts
from domain.store.acts import Act, Action
from domain.store.engine import Seat, Store, day_reached_in
from domain.store.permits import Role, read_roles, roles_text
from domain.store.proposals import Proposal, State
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError
from domain.values.ids import AccountId

_NOT_MANAGING = (
    "没有重置：“{0}”没有“管理”角色，新的恢复码由管理人员在“设置”的“人员”里发，可以找：{1}；"
    "管理人员自己也都不能登录时，重置其中一位的账户"
)
_OTHERS_MANAGE = (
    "没有重置：还有别的管理人员可以给“{0}”发新的恢复码（“设置”的“人员”里），请找：{1}。"
    "他们也都忘了密码又没有恢复码时，加上 --others-lost 再办一次；操作记录和起始页上会写明"
)


class LastManager(DomainError):
    """Nobody would be left who may manage people and settings."""

    def __init__(self) -> None:
        super().__init__("没有办理：至少要留一位有“管理”角色的人。请先给另一位同事“管理”角色")


def open_account(
    seat: Seat, fields: AccountFields, roles: Collection[Role], password: str
) -> tuple[AccountId, str]:
    """Open an account; return it with the recovery code, which is kept nowhere and has to be printed.

    The first one is somebody's who manages, from today on. With the second, people have to sign in, from its
    first day on.

    Raises:
        BadInput: The password is weak, the sign-in name is another's, there is no role, its first day has
            passed, or the first account does not manage, or not yet.
    """
    refuse_weak(password, names=(fields.sign_in, fields.name))
    if not roles:
        raise BadInput("请至少选一个角色")
    secret, code = kept(password), new_recovery_code()
    recovery = kept(code)
    with seat.act(Action.ACCOUNT_OPEN) as act:
        day, since = _today(act), _first_day(act, fields.since)
        if not open_with(act.session, Role.MANAGE, day):
            if Role.MANAGE not in roles:
                raise BadInput("第一个账户要有“管理”角色，否则以后没有人能管理账户和设置")
            if since > day:
                raise BadInput("第一个账户要从今天起启用，否则在那以前没有人能进入")
        _refuse_taken(act.session, fields.sign_in)
        account = Account(
            **fields.model_dump(exclude={"since"}),
            roles=roles_text(roles),
            since=since.isoformat(),
            password=secret,
            recovery=recovery,
        )
        act.session.add(account)
        act.session.flush()
        assert account.id is not None
        told = f"，自 {since} 起启用" if since > day else ""
        act.note(_subject(account), f"开设账户“{account.name}”（{_words(roles)}）{told}")
        _welcome(act)
    return account.id, code


def change_account(seat: Seat, id_: AccountId, fields: AccountFields, roles: Collection[Role]) -> None:
    """Change what is entered about a person, and their roles. A role taken away counts from the next act on.

    The first day is changed until it has come.

    Raises:
        BadInput: The sign-in name is another's, there is no role left, the first day has come already, the
            new one has passed, or it lies behind the last.
        LastManager: Nobody would be left who manages.
        NotFound: There is no such account.
    """
    if not roles:
        raise BadInput("请至少选一个角色；不再在这里工作的，请用“停用”")
    with seat.act(Action.ACCOUNT_CHANGE) as act:
        account = account_of(act.session, id_)
        if fields.sign_in != account.sign_in:
            _refuse_taken(act.session, fields.sign_in)
        before, told = account.held, _begin(act, account, fields.since)
        for name, value in fields.model_dump(exclude={"since"}).items():
            setattr(account, name, value)
        account.roles = roles_text(roles)
        act.session.add(account)
        _require_manager(_staying(act))
        if before != frozenset(roles):
            told += f"，角色由{_words(before)}改为{_words(roles)}"
        act.note(_subject(account), f"修改账户“{account.name}”{told}")
        _welcome(act)


def _begin(act: Act, account: Account, since: date | None) -> str:
    """Have an account begin on another day; return what the entry says of it."""
    if since is None or since.isoformat() == account.since:
        return ""
    if not account.begins_after(day_reached_in(act.session, _today(act))):
        raise BadInput(f"“{account.name}”的账户自 {account.since} 起已经启用，启用日期不能再改")
    if account.until is not None and since.isoformat() > account.until:
        raise BadInput(f"启用日期不能晚于停用日期 {account.until}")
    before, account.since = account.since, _first_day(act, since).isoformat()
    return f"，启用日期由 {before} 改为 {account.since}"


def _first_day(act: Act, since: date | None) -> date:
    """Return the first day of an account, today where none was entered."""
    today = _today(act)
    if since is not None and since < today:
        raise BadInput(f"启用日期不能早于今天 {today}：账户开设以后才能用")
    return since or today


def end_account(
    seat: Seat, id_: AccountId, until: date, to: AccountId | None = None, *, because: str = ""
) -> int:
    """End an account from a day on. Nobody is deleted: what they did keeps their name.

    Args:
        seat: Whose act it is.
        id_: Which account.
        until: The first day on which it counts no more; of one that has not begun at most its first.
        to: Who goes on with what they have typed and not saved.
        because: Why, where one person is left by it: four eyes and signing in go with the second.

    Returns:
        How much stays with the account, since `to` has typed something into the same forms.

    Raises:
        BadInput: The day has passed or lies before its first, something lies on the desk and nobody is named
            to go on with it, or whoever is named does not work here; or one is left by it, and there is no
            reason, or the day is still to come.
        LastManager: Nobody would be left who manages.
        NotFound: There is no such account.
    """
    with seat.act(Action.ACCOUNT_END) as act:
        account = account_of(act.session, id_)
        if until.isoformat() < account.since:
            raise BadInput(f"停用日期不能早于启用日期 {account.since}")
        if until < _today(act):
            raise BadInput(f"停用日期不能早于今天 {_today(act)}：在那以前办的事仍在这个名字下")
        staying = _staying(act)
        others = [one for one in staying if one.id != id_]
        _require_manager(others)
        left, told = _hand_over(act, account, to)
        if len(staying) > 1 >= len(others):
            if until > _today(act):
                raise BadInput("停用后只剩一人，两人办理和登录随之关闭，请在停用的当天办理")
            # Before: the store lets nobody go that four eyes need.
            leave_one(act, because)
        account.until = until.isoformat()
        act.session.add(account)
        act.session.flush()
        if until <= _today(act):
            told += _let_lapse(act, account)
        act.note(_subject(account), f"停用账户“{account.name}”，自 {until} 起{told}")
    return left


def _hand_over(act: Act, account: Account, to: AccountId | None) -> tuple[int, str]:
    """Hand over what somebody has typed; return how much stays with them, and what the entry says."""
    keys = drafts.keys_of(act.session, account.person.key)
    if not keys:
        return 0, ""
    if to is None or to == account.id:
        raise BadInput(f"“{account.name}”有 {len(keys)} 件未保存的录入，请先选由谁接手")
    heir = account_of(act.session, to)
    if not heir.is_open_on(_today(act)):
        raise BadInput(f"“{heir.name}”的账户现在不能用，请另选接手的同事")
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


def reset_locally(seat: Seat, sign_in: str, *, others_lost: bool = False) -> str:
    """Give out a recovery code to who has the data folder, where the only one who manages lost theirs.

    It stands in the trail for ever, and is shown until another person confirms it. Where nobody who manages
    is left, theirs counts again: else nobody would get in any more.

    Args:
        seat: Of the operating system's user.
        sign_in: Whose.
        others_lost: Said to be so: whoever else manages cannot sign in either. It is entered and shown.

    Raises:
        BadInput: There is no such account, it does not manage, or others do that can give out a code.
    """
    code = new_recovery_code()
    recovery = kept(code)
    with seat.act(Action.ACCOUNT_RESET) as act:
        account = find_account(act.session, sign_in)
        if account is None:
            names = "、".join(one.sign_in for one in accounts(act.session)) or "还没有账户"
            raise BadInput(f"没有登录名是“{sign_in}”的账户（现有：{names}）")
        managing = open_with(act.session, Role.MANAGE, _today(act))
        others = _called(one for one in managing if one.id != account.id)
        if Role.MANAGE not in account.held:
            managed = [one for one in accounts(act.session) if Role.MANAGE in one.held]
            raise BadInput(_NOT_MANAGING.format(account.name, others or _called(managed)))
        if others and not others_lost:
            raise BadInput(_OTHERS_MANAGE.format(account.name, others))
        account.recovery = recovery
        told = f"，称其他管理人员也不能登录：{others}" if others else ""
        at = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
        account.unconfirmed = f"{at} 在本机上直接重置，操作系统用户 {seat.who.name}{told}"
        if not managing:
            account.until, told = None, "，并重新启用"
        act.session.add(account)
        act.note(_subject(account), f"在本机上直接重置账户“{account.name}”{told}")
    return code


def _called(people: Iterable[Account]) -> str:
    return "、".join(f"{one.name}（登录名 {one.sign_in}）" for one in people)


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


def _require_manager(staying: Iterable[Account]) -> None:
    """Refuse what leaves nobody who manages for good: who is ended by a day to come will not be there."""
    if not any(Role.MANAGE in one.held for one in staying):
        raise LastManager


def _staying(act: Act) -> list[Account]:
    """Return who works here and has no last day."""
    act.session.flush()
    return [one for one in at_work(act.session, _today(act)) if one.until is None]


def _today(act: Act) -> date:
    return act.at.astimezone().date()


def _welcome(act: Act) -> None:
    if len(_staying(act)) > 1:
        come_together(act)


def _subject(account: Account) -> Subject:
    return Subject(Kind.ACCOUNT, account.id)


def _words(roles: Collection[Role]) -> str:
    return "、".join(role.word for role in Role if role in read_roles(" ".join(roles)))
