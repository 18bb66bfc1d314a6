"""What people write out of habit, and how formulas say it."""

import re
from collections.abc import Callable
from typing import Final

_QUOTED: Final = re.compile(r"“[^“”]*”|「[^「」]*」|\"[^\"]*\"")
_THOUSANDS: Final = re.compile(r"(?<![\w.])\d{1,3},\d{3}(?!\d)")
_DAY: Final = re.compile(r"(\d{4})[年./](\d{1,2})[月./](\d{1,2})日?")
_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\]")
_DIGITS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_YEAR: Final = r"(\d{4})\s*年?度?"
_MONTH: Final = r"(\d{1,2})月(?:份)?"
_PERIODS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"(\d{4}(?:[HQ]\d|[MC]\d{2}))"), ""),
    (re.compile(_YEAR), ""),
    (re.compile(rf"{_YEAR}([上下])半年"), "H"),
    (re.compile(rf"{_YEAR}第?([一二三四1-4])季度?"), "Q"),
    (re.compile(rf"{_YEAR}{_MONTH}"), "M"),
    (re.compile(rf"{_YEAR}1月?[-—~至到]{_MONTH}"), "C"),
)
_TWO: Final = re.compile(r"([^-—~至到]+)[-—~至到](\s*\d{4}[^-—~至到]*)")
FOR_RANGE: Final = "一次只比较两项，请写成两个条件，如 占比 >= 3% 且 占比 < 5%"
_FROM: Final = "请写 >=（含）或 >（不含），如 占比 >= 5%"
_UPTO: Final = "请写 <=（含）或 <（不含），如 占比 <= 5%"
_HABITS: Final[tuple[tuple[str, str], ...]] = (
    (r"(最高|不超过|上限|封顶)\s*\d", "上限写作 封顶(金额, 20万)；比较请写 <="),
    (r"(最低|下限|保底)\s*\d", "下限写作 保底(金额, 1万)；比较请写 >="),
    (r"介于|之间", FOR_RANGE),
    # What says no to another word, or adds an equal, stands before that word.
    (r"(?:不|未|没有|不得|不能|非)(?:超过|高于|大于|多于|突破)", _UPTO),
    (r"(?:不|不得|不能|非)(?:低于|小于|少于|足于)", _FROM),
    (r"(?:未|没有|不)(?:达到|达|满|足)", "请写 <，如 占比 < 5%"),
    (r"(?:大|高|多)于(?:或|或者)?(?:等于|=)", _FROM),
    (r"(?:小|低|少)于(?:或|或者)?(?:等于|=)", _UPTO),
    (r"不等于|不为|不是|<>", "不相等写作 !=；条件不成立写作 非 (条件)"),
    (r"以上|达到|至少|起(?!始|止)", _FROM),
    (r"超过|高于|大于|多于|突破", "请写 >，如 占比 > 5%"),
    (r"以下|以内|至多", _UPTO),
    (r"低于|小于|不足|少于|未满", "请写 <，如 占比 < 5%"),
    (r"==|等于", "相等写一个 ="),
    (
        r"开头(?!是)|打头|开始是|开始为|前缀",
        "写作 行业代码 开头是 “51”，几个写作 开头是 (“51”, “52”)",
    ),
    (r"&&|\band\b|并且|同时|而且", "两个条件之间写“且”"),
    (r"\|\||\bor\b|或者", "两个条件之间写“或”"),
    (r"块|圆|元整|[￥¥]", "金额写作 500元、20万"),
    (r"百分之|千分之", "比率写作 5%、5‰"),
    (r"\d\s*[wW]\b", "“W”请写“万”"),
)
_NO: Final = ("不是", "没有", "并非", "非", "未", "不", "无")
_DENYING: Final = "非未不无没免"
_OPPOSITES: Final = (
    "进出",
    "增减",
    "升降",
    "上下",
    "前后",
    "内外",
    "收支",
    "借贷",
    "入出",
    "高低",
    "大小",
    "多少",
    "正负",
)


def of_thousands(text: str) -> int | None:
    """Return the column of a comma within a figure, such as in 10,000; None if there is none."""
    found = _THOUSANDS.search(_unquoted(text)) if "," in text else None
    return None if found is None else found.start() + 1


def for_text(text: str) -> str:
    """Return how a formula that cannot be read should perhaps be written; empty if nothing is known of it."""
    plain = _unquoted(text)
    if day := _DAY.search(plain):
        year, month, number = day.groups()
        return f"日期写作 {year}-{int(month):02}-{int(number):02}"
    for brackets in _BRACKETS.finditer(plain):
        if (period := _period(brackets[1])) and period != brackets[1].strip():
            return f"期间写作 [{period}]"
    return for_word(plain)


def for_word(word: str) -> str:
    """Return what to write instead of a word that people use out of habit; empty if none is known."""
    return next((advice for pattern, advice in _HABITS if re.search(pattern, word)), "")


def for_spaces(word: str, is_known: Callable[[str], bool]) -> str:
    """Return how a word that holds several is written, with blanks between them; empty if it does not.

    >>> known = {"四上", "总部企业"}.__contains__
    >>> for_spaces("非四上", known), for_spaces("四上且总部企业", known), for_spaces("非在统", known)
    ('非 四上', '四上 且 总部企业', '')
    """
    for sign in ("且", "或"):
        parts = word.split(sign)
        if len(parts) > 1 and all(_is_stated(part, is_known) for part in parts):
            return f" {sign} ".join(map(_negated, parts))
    return _negated(word) if not is_known(word) and _is_stated(word, is_known) else ""


def _is_stated(word: str, is_known: Callable[[str], bool]) -> bool:
    return is_known(word) or any(word.startswith(no) and is_known(word.removeprefix(no)) for no in _NO)


def _negated(word: str) -> str:
    no = next((no for no in _NO if word.startswith(no)), "")
    return f"非 {word.removeprefix(no)}" if no else word


def opposes(word: str, other: str) -> bool:
    """Whether two words that look alike say the opposite of one another.

    >>> opposes("出口额", "进口额"), opposes("出口总额", "出口额")
    (True, False)
    """
    only, others = set(word) - set(other), set(other) - set(word)
    return bool(only & set(_DENYING)) != bool(others & set(_DENYING)) or any(
        (a in only and b in others) or (b in only and a in others) for a, b in _OPPOSITES
    )


def after(message: str, advice: str) -> str:
    """Put a piece of advice behind a complaint."""
    return f"{message}。{advice}" if advice else message


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def _period(text: str) -> str:
    """Write a period, or two of them, as formulas do; empty if it is none.

    >>> _period("2024年上半年"), _period("2024年1-6月"), _period("2022年至2024年"), _period("放款日期")
    ('2024H1', '2024C06', '2022 至 2024', '')
    """
    for pattern, letter in _PERIODS:
        if (found := pattern.fullmatch(text.strip())) is not None:
            if not letter:
                return found[1]
            number = _DIGITS.get(found[2]) or int(found[2])
            return f"{found[1]}{letter}{number:02}" if letter in "MC" else f"{found[1]}{letter}{number}"
    if (found := _TWO.fullmatch(text.strip())) is None:
        return ""
    both = _period(found[1]), _period(found[2])
    return " 至 ".join(both) if all(both) else ""
