"""Values as the user reads them."""

from datetime import date, datetime
from typing import Final

from domain.values.money import Fen, yuan_text

NOT_ENTERED: Final = "未填"
NONE: Final = "无"
DASH: Final = "—"
EMPTY: Final = frozenset({NOT_ENTERED, DASH, "…", ""})
"""What stands in a cell that has nothing, or not yet."""

_FEN_PER_WAN: Final = 10**6


def money_text(amount: Fen | int | None) -> str:
    """Return an amount in 元; one that was not entered as 未填.

    >>> money_text(12_345_678), money_text(None)
    ('123,456.78', '未填')
    """
    return NOT_ENTERED if amount is None else yuan_text(amount)


def wan_text(amount: Fen | int | None) -> str:
    """Return an amount in 万元, exact: as many decimals as it needs, two at least.

    >>> wan_text(12_345_678), wan_text(3_000_000_000)
    ('12.345678', '3,000.00')
    """
    if amount is None:
        return NOT_ENTERED
    wan, rest = divmod(abs(amount), _FEN_PER_WAN)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{'-' if amount < 0 else ''}{wan:,}.{decimals}"


def account_text(account: str) -> str:
    """Return an account number as cards and papers have it, which can be compared by the eye.

    >>> account_text("6217002420001234567")
    '6217 0024 2000 1234 567'
    """
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4)) or DASH


def date_text(day: date | None) -> str:
    """Return a date as papers carry it.

    >>> date_text(date(2022, 5, 1))
    '2022年5月1日'
    """
    return NOT_ENTERED if day is None else f"{day.year}年{day.month}月{day.day}日"


def time_text(moment: datetime) -> str:
    """Return a moment to the minute, in the machine's own time.

    >>> time_text(datetime(2022, 5, 1, 9, 3).astimezone())
    '2022-05-01 09:03'
    """
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


_MOST_ON_A_BUTTON: Final = 16


def shortened(name: str) -> str:
    """Return a name that fits on a button.

    >>> shortened("郑州某某科技股份有限公司二七路分公司")
    '郑州某某科技股份有限公司二七路…'
    """
    return name if len(name) <= _MOST_ON_A_BUTTON else f"{name[: _MOST_ON_A_BUTTON - 1]}…"


def count_text(count: int, unit: str = "") -> str:
    """Return a number of things.

    >>> count_text(1234567, "家")
    '1,234,567 家'
    """
    return f"{count:,} {unit}".rstrip()


def size_text(size: int) -> str:
    """Return how much room bytes take.

    >>> size_text(1), size_text(21_340_000), size_text(5_210_000_000)
    ('0.1 MB', '21.3 MB', '5.2 GB')
    """
    megabytes = max(size / 1_000_000, 0.1)
    return f"{megabytes:,.1f} MB" if megabytes < 1_000 else f"{megabytes / 1_000:,.1f} GB"


def file_size_text(size: int) -> str:
    """Return the size of a file, of which many are small.

    >>> file_size_text(512), file_size_text(20_480), file_size_text(5_452_595)
    ('1 KB', '20 KB', '5.2 MB')
    """
    if size < 1024**2:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024**2:,.1f} MB"


def duration_text(seconds: float) -> str:
    """Return a rough length of time, for progress.

    >>> duration_text(4), duration_text(75), duration_text(4000)
    ('5 秒', '2 分钟', '1 小时 7 分钟')
    """
    if seconds < 50:
        return f"{max(5, round(seconds / 5) * 5)} 秒"
    minutes = -(-int(seconds) // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时 {rest} 分钟" if hours else f"{minutes} 分钟"
