"""What the office has set: four eyes, imports that need two people, whether budgets must be, which is low."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlmodel import Field, Session, SQLModel, select

from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.proposals import four_eyes_in
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line


class RuleName(StrEnum):
    """What can be set."""

    FOUR_EYES = "four_eyes"
    IMPORT_SIZE = "import_size"
    BUDGETS_NEEDED = "budgets_needed"
    LOW_BALANCE = "low_balance"


class HouseRule(SQLModel, table=True):
    """One thing that was set; what the store makes of it stands in its view ``four_eyes``.

    Attributes:
        number: 0 for off and 1 for on; or so many enterprises, or fen.
        reason: Why.
        set_at: UTC.
    """

    __tablename__ = "house_rule"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    number: int
    reason: str = ""
    set_by: str
    set_at: datetime


class FourEyes(NamedTuple):
    """How it stands with four eyes today.

    Attributes:
        are_on: Whether what matters needs two people.
        import_size: So many enterprises one person imports alone.
        off: Who turned them off, when and why; None where nobody did.
    """

    are_on: bool
    import_size: int
    off: HouseRule | None


USUAL_LOW: Final = Fen(50_000_000)
"""As long as nothing else is set, in fen; see `low_balance`."""

_ONE_LEFT: Final = "只剩一人在岗："
_LEAST: Final = 1
_MOST: Final = 1_000_000
_MOST_FEN: Final = Fen(10**13)


def four_eyes_of(session: Session) -> FourEyes:
    """Return how it stands with four eyes."""
    are_on, size = four_eyes_in(session)
    rule = _rule_of(session, RuleName.FOUR_EYES)
    return FourEyes(are_on, size, rule if rule is not None and not rule.number else None)


def set_four_eyes(seat: Seat, *, on: bool, because: str) -> None:
    """Turn four eyes off, or on again.

    Raises:
        BadInput: They are turned off and no reason is given.
    """
    because = one_line(because)
    if not on and not because:
        raise BadInput("请写明关闭两人复核的理由")
    _set(seat, RuleName.FOUR_EYES, int(on), because, "打开两人复核" if on else f"关闭两人复核：{because}")


def set_import_size(seat: Seat, size: int) -> None:
    """Set how many enterprises one person may import alone.

    Raises:
        BadInput: It is no such number.
    """
    if not _LEAST <= size <= _MOST:
        raise BadInput(f"请填 {_LEAST} 到 {_MOST:,} 之间的户数")
    _set(seat, RuleName.IMPORT_SIZE, size, "", f"一次导入超过 {size:,} 户的要两人办理")


def budgets_needed(session: Session) -> bool:
    """Whether nothing may be approved without a budget (必须有预算); as long as nobody says so it may."""
    rule = _rule_of(session, RuleName.BUDGETS_NEEDED)
    return rule is not None and bool(rule.number)


def set_budgets_needed(seat: Seat, *, on: bool) -> None:
    """Set whether nothing may be approved without a budget."""
    said = "有预算才能批准" if on else "没有预算也能批准"
    _set(seat, RuleName.BUDGETS_NEEDED, int(on), "", said)


def low_balance(session: Session) -> Fen:
    """Return with less than how much left a budget is nearly used up (余额提示线)."""
    rule = _rule_of(session, RuleName.LOW_BALANCE)
    return USUAL_LOW if rule is None else Fen(rule.number)


def set_low_balance(seat: Seat, amount: Fen) -> None:
    """Set with less than how much left a budget is nearly used up; 0 has none ever be.

    Raises:
        BadInput: It is below nothing, or more than a budget can be.
    """
    if not 0 <= amount <= _MOST_FEN:
        raise BadInput(f"请填 0 到 {yuan_text(_MOST_FEN)} 元之间的金额")
    _set(seat, RuleName.LOW_BALANCE, amount, "", f"余额少于 {yuan_text(amount)} 元时提示快用完")


def leave_one(act: Act, because: str) -> None:
    """Turn four eyes off within the act that leaves one person at work, so that pages say since when and why.

    Raises:
        BadInput: No reason is given.
    """
    because = one_line(because)
    if not because:
        raise BadInput("停用后只剩一人，两人办理和登录随之关闭，请写明理由")
    _put(act, RuleName.FOUR_EYES, 0, f"{_ONE_LEFT}{because}", f"关闭两人复核：{_ONE_LEFT}{because}")


def come_together(act: Act) -> None:
    """Turn them on again within the act that brings a second person, where they were off for want of one."""
    rule = _rule_of(act.session, RuleName.FOUR_EYES)
    if rule is not None and not rule.number and rule.reason.startswith(_ONE_LEFT):
        _put(act, RuleName.FOUR_EYES, 1, "", "又有两人在岗，打开两人复核")


def _set(seat: Seat, name: RuleName, number: int, reason: str, summary: str) -> None:
    with seat.act(Action.RULE_SET) as act:
        _put(act, name, number, reason, summary)


def _put(act: Act, name: RuleName, number: int, reason: str, summary: str) -> None:
    rule = _rule_of(act.session, name) or HouseRule(name=name, number=0, set_by="", set_at=act.at)
    rule.number, rule.reason, rule.set_by, rule.set_at = number, reason, act.who.name, act.at
    act.session.add(rule)
    act.session.flush()
    act.note(Subject(Kind.RULE, rule.id), summary, action=Action.RULE_SET)


def _rule_of(session: Session, name: RuleName) -> HouseRule | None:
    return session.exec(select(HouseRule).where(HouseRule.name == name)).first()
