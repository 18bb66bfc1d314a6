"""When two enterprises look like one: by name, by telephone, by account."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from domain.enterprises.divisions import Divisions
from domain.enterprises.register.spelling import spelled
from domain.enterprises.register.words import folded

LEAST: Final = 4
"""So long a name must be without its place for the place to be left out: 郑州科技 and 东方科技 are two."""

NEAR_FROM: Final = 6
"""From this length on a name that lacks one character may be the same."""

_LONGEST_PLACE: Final = 12
_SIGNS: Final = re.compile(r"[\W_]+")
_FORMS: Final = re.compile("股份有限公司|有限责任公司|有限公司|股份公司|有限合伙|普通合伙")
_COMPANY: Final = re.compile("(?<!分)公司$")
_SPELLED_FORMS: Final = re.compile(
    "gufenyouxiangongsi|youxianzerengongsi|youxiangongsi|gufengongsi|youxianhehuo|putonghehuo"
)
_SPELLED_COMPANY: Final = re.compile("(?<!fen)gongsi$")
_LEVELS: Final = re.compile("(省|市|区|县|自治[区州县]|特别行政区|地区|盟)$")


class Likeness(StrEnum):
    """In what two enterprises are alike; the strongest first."""

    NAME = "name"
    ACCOUNT = "account"
    PHONE = "phone"
    SOUND = "sound"
    NEAR = "near"

    @property
    def words(self) -> str:
        """What people read."""
        return _WORDS[self]


_WORDS: Final = {
    Likeness.NAME: "名称相同",
    Likeness.ACCOUNT: "账号相同",
    Likeness.PHONE: "电话相同",
    Likeness.SOUND: "名称读音相同",
    Likeness.NEAR: "名称只差一个字",
}


@dataclass(frozen=True, slots=True)
class Places:
    """Names of provinces, prefectures and counties, as names of enterprises begin with them."""

    names: frozenset[str]
    beginnings: frozenset[str] = field(init=False)
    """What names of places begin with, two characters each: most names of enterprises do not."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "beginnings", frozenset(name[:2] for name in self.names))

    @staticmethod
    def of(divisions: Divisions) -> "Places":
        """Take the full names of all divisions, and of provinces and prefectures the short ones too."""
        names = set(divisions.names.values())
        larger = {name for code, name in divisions.names.items() if code.endswith("00")}
        names |= {short for name in larger if len(short := _LEVELS.sub("", name)) >= 2}
        return Places(frozenset(names))


def parted(name: str, places: Places) -> tuple[str, str]:
    """Return the place that a name begins with, and the rest without width, brackets, signs and legal form.

    A branch keeps the word: it is not its company.

    >>> few = Places(frozenset(["河南省", "河南", "郑州市", "郑州"]))
    >>> parted("河南省郑州市云图（集团）有限责任公司", few), parted("云图(集团)股份有限公司", few)
    (('河南省郑州市', '云图集团'), ('', '云图集团'))
    >>> parted("郑州云图科技有限公司开封分公司", few)[1], parted("郑州科技有限公司", few)[1]
    ('云图科技开封分公司', '郑州科技')
    """
    whole = _COMPANY.sub("", _FORMS.sub("", _SIGNS.sub("", folded(name))))
    text = whole
    while place := _place_before(text, places):
        text = text[len(place) :]
    return whole[: len(whole) - len(text)], text


def key_of(name: str, places: Places) -> str:
    """Return by what names are compared, see `parted`."""
    return parted(name, places)[1]


def sound_of(pinyin: str, place: str) -> str:
    """Return how a name sounds without its place and legal form, from the whole name in pinyin.

    >>> sound_of("zhengzhoushiyuntukejiyouxianzerengongsi", "郑州市")
    'yuntukeji'
    """
    return _SPELLED_COMPANY.sub("", _SPELLED_FORMS.sub("", pinyin.removeprefix(_spelled(place))))


@lru_cache
def _spelled(place: str) -> str:
    return spelled(place).pinyin if place else ""


def _place_before(text: str, places: Places) -> str:
    if text[:2] not in places.beginnings:
        return ""
    longest = min(_LONGEST_PLACE, len(text) - LEAST)
    return next((text[:length] for length in range(longest, 1, -1) if text[:length] in places.names), "")


def without_one(key: str) -> Iterator[str]:
    """Yield what a long name would be with one of its characters forgotten."""
    if len(key) > NEAR_FROM:
        yield from dict.fromkeys(key[:at] + key[at + 1 :] for at in range(len(key)))


def is_near(one: str, other: str) -> bool:
    """Whether one of two names lacks a single character of the other.

    >>> is_near("云图信息科技", "云图信息科科技"), is_near("云图信息科技服务", "云图信息科技")
    (True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    return len(longer) == len(shorter) + 1 and shorter in without_one(longer)


def numbers_in(text: str) -> list[str]:
    """Return the telephone numbers or accounts that stand in a text.

    >>> numbers_in("13800001234、0371-65001234-801")
    ['13800001234', '0371-65001234-801']
    """
    return [part for part in (part.strip() for part in text.split("、")) if part]


def ordered(found: Iterable[Likeness]) -> tuple[Likeness, ...]:
    """Return each likeness once, the strongest first."""
    return tuple(sorted(set(found), key=list(Likeness).index))
