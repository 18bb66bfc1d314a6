"""Conditions that a sentence announces and a list below it says: 同时符合下列条件的企业…：（1）…；（2）…."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_KINDS: Final = "(?:条件|情形|标准|要求|规定|情况)"
ANNOUNCES: Final = re.compile(
    "(?:应当?|须|需|必须|且|并)?(?:同时|均)?(?:符合|满足|具备|达到|具有|属于|有)"
    "(?:以下|下列|如下|下述)(?:[一二三四五六七八九两#])?(?:个|项|种|方面)?(?:基本|全部|所有|相关|任意?一?[个项]?|其中之?一[个项]?)?的?"
    f"{_KINDS}(?:(?:中的?)?(?:之一|任意?一[个项]?|其中?一[个项]?|[一1]项以上))?"
    "|(?:应当?|须|需|必须)?同时(?:符合|满足|具备)(?=：)"
)
_ANY_OF: Final = re.compile("之一|任意?一|其一|其中一|中一|[一1]项以上")
_NUMBER: Final = re.compile(
    r"\s*(?:（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.、．）]|[①-⑳]|[一二三四五六七八九十]{1,2}、|[一二三四五]是)"
)
_FEWEST: Final = 2
_GIVES_NOTHING: Final = re.compile(
    "不(?:予|再|得|能|可|给予|享受|列入|纳入|属于|在)[^，。；]{0,10}(?:奖励|奖补|补助|补贴|支持|资助|扶持|申报|申请|享受|范围|受理)|取消[^，。；]{0,8}资格"
)


@dataclass(frozen=True, slots=True)
class Announced:
    """A list of conditions.

    Attributes:
        place: Where the words stand that announce it.
        items: Where each of its items stands, without its number.
        region: Where the whole list stands, with the colon before it.
        is_any: Whether one of them is enough.
        is_of_none: Whether who fulfils one of them is given nothing: 有下列情形之一的，不予支持：.
    """

    place: tuple[int, int]
    items: tuple[tuple[int, int], ...]
    region: tuple[int, int]
    is_any: bool
    is_of_none: bool = False


def lists_in(text: str) -> Iterator[Announced]:
    """Yield the lists of conditions of a short text.

    >>> text = "对符合下列条件之一的企业，奖励¥：1.获得甲奖；2.产值达到¥。"
    >>> [([text[first:last] for first, last in one.items], one.is_any) for one in lists_in(text)]
    [(['获得甲奖', '产值达到¥'], True)]
    """
    for match in ANNOUNCES.finditer(text):
        between = re.compile("[^。；\n：]*(?=：)").match(text, match.end())
        if between is None:
            continue
        colon = between.end()
        items, ends = _items(text, colon + len("："))
        if len(items) >= _FEWEST:
            is_of_none = _GIVES_NOTHING.search(between[0]) is not None
            place = (match.start(), colon) if is_of_none else match.span()
            is_any = _ANY_OF.search(match[0]) is not None
            yield Announced(place, tuple(items), (colon, ends), is_any, is_of_none)


def _items(text: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """Return the items of a list that begins at a place, and where it ends."""
    items: list[tuple[int, int]] = []
    at = start
    is_numbered = _NUMBER.match(text, start) is not None
    while at < len(text):
        number = _NUMBER.match(text, at)
        if is_numbered and number is None:
            break
        begins = number.end() if number is not None else at
        mark = re.compile("[；。\n]+").search(text, begins)
        ends = mark.start() if mark is not None else len(text)
        if begins < ends:
            items.append((begins, ends))
        at = mark.end() if mark is not None else len(text)
        if mark is not None and mark[0][0] == "。" and not is_numbered:
            break
    return items, at
