"""What people are told of accounts that were reset, and of four eyes turned off."""

from collections.abc import Sequence

from domain.office.accounts.entities import Account
from domain.office.house_rules import FourEyes
from gui.formatting import date_text


def resets_text(reset: Sequence[Account]) -> str:
    """Say which accounts were reset; nothing where none was."""
    return "；".join(f"“{one.name}”的账户 {one.unconfirmed}，还没有另一位同事确认" for one in reset)


def off_text(stands: FourEyes) -> str:
    """Say who turned four eyes off, and why; nothing where nobody did."""
    off = stands.off
    if off is None:
        return ""
    return f"两人办理已关闭（{off.set_by}，{date_text(off.set_at.astimezone())}）：{off.reason}"
