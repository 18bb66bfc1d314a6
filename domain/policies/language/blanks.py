"""Words that stand in a formula where something is still to be filled in.

Such a formula has a shape, and no meaning: forms write and read it, nothing else takes it.
"""

from typing import Final

FACT: Final = "待填数据"
PERIOD: Final = "待填期间"
AMOUNT: Final = "待填金额"
RATE: Final = "待填比例"
NUMBER: Final = "待填数"
DAY: Final = "待填日期"
LENGTH: Final = "待填期限"
CHOICE: Final = "待填选项"
TEXT: Final = "待填文字"
LIST: Final = "待填清单"
CONDITION: Final = "待填条件"
BLANKS: Final = frozenset((FACT, PERIOD, AMOUNT, RATE, NUMBER, DAY, LENGTH, CHOICE, TEXT, LIST, CONDITION))


def is_blank(text: str) -> bool:
    """Whether a word is one of these."""
    return text in BLANKS


def still_to_fill(word: str) -> str:
    """Say what is missing where a blank stands.

    >>> still_to_fill(AMOUNT)
    '这里还没有填金额'
    """
    return f"这里还没有填{word.removeprefix('待填')}"
