"""The units that headings, and lines around a table, speak of; what is not understood is kept to be asked."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from domain.enterprises.dictionary import Fact, FactKind
from domain.exchange.intake.targets import RATES
from domain.policies.language.units import Unit, is_known, split
from domain.values.money import is_foreign, yuan_unit

_BRACKETS: Final = re.compile(r"[(\[{【〔]([^()\[\]{}【】〔〕]*)[)\]}】〕]")
_LISTED: Final = re.compile(r"[、,;，；|\s]+|(?<=元)[和及与或]")
_LABEL: Final = r"(?:计量|金额|货币|计价|数据)?(?:单位|币种)\s*(?:均?为|是)?\s*[:：]?\s*"
_LABELLED: Final = re.compile(rf"^{_LABEL}(?=\S)")
_LABEL_LEFT: Final = re.compile("(?:计量|金额|货币)?单位$")
_STATED: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?:计量|金额|货币|计价|数据)?(?:单位|币种)\s*(?:(?:均?为|是)\s*|[:：]\s*)(?P<units>[^()。;；]*)"
)
_PURE: Final = re.compile(r"人民币|rmb|cny|本币")
_SCALE: Final = "千万|百万|十万|亿|万|千|百"
_MENTIONED: Final = re.compile(
    rf"(?<![\d.一二三四五六七八九十百千两几数多])(?<!\d\s)(?:人民币|rmb)?(?:{_SCALE})元|以元为|均为元|(?:{_SCALE})?(?:[美欧港日]元|英镑|usd|eur|hkd)"
)
_ENDING: Final = re.compile(
    rf"(?:[/,、:\s_-]+(?P<apart>[^/,、:\s_()-]+)|(?P<joined>(?:人民币|rmb)?(?:{_SCALE})(?:元|[美港日欧]元)|人民币元))\s*$"
)
_INSIDE: Final = re.compile(rf"(?:{_SCALE})[元圆]|[美欧港日]元|英镑|人民币|rmb|usd|eur|hkd")
_LIKE: Final = re.compile(r"[元圆币镑]$|元[/每]|^[¥$€£]|^(?:[角分千百]|‰|百分点|个百分点)$")
_ORGANISATION: Final = re.compile("局|公司|办|委|会$|所|中心|厅|院|部|处|科|街道|镇|乡|区|县|市|厂|集团|银行")
_MOST_LETTERS: Final = 8


_ONLY_MENTIONED: Final = "?"


class UnitFound(NamedTuple):
    """How many of a fact's own unit one is; 0 and a sentence where that has to be asked."""

    factor: int
    doubt: str = ""


def part_units(text: str) -> tuple[tuple[str, ...], str]:
    """Part the units that a heading names from the rest of it; half-width small letters are given.

    >>> part_units("产值(百万元)"), part_units("销售额(含税,万元)"), part_units("四上(规上/限上/资质内)")
    ((('百万元',), '产值 '), (('万元',), '销售额 含税'), ((), '四上(规上/限上/资质内)'))
    """
    if is_understood(text.strip()):
        return (text.strip(),), ""
    found: list[str] = []
    bare = text
    for bracket in _BRACKETS.finditer(text):
        inside = _LABELLED.sub("", bracket[1].strip())
        whole = "".join(inside.split())
        parts = [whole] if is_understood(whole) else [part for part in _LISTED.split(inside) if part]
        units = [part for part in parts if is_unit(part) or inside != bracket[1].strip()]
        if units or _PURE.fullmatch(inside):
            found += units
            rest = " ".join(part for part in parts if part not in units and not _PURE.fullmatch(part))
            bare = bare.replace(bracket[0], f" {rest}", 1)
    ending = _ENDING.search(bare)
    if ending is not None and bare[: ending.start()].strip():
        unit = ending["joined"] or ending["apart"]
        if is_unit(unit):
            found.append(unit)
            bare = _LABEL_LEFT.sub("", bare[: ending.start()])
    return tuple(unit for unit in found if not _PURE.fullmatch(unit)), bare


def inner_units(text: str) -> tuple[str, ...]:
    """Return what looks like a unit of money within the words of a heading."""
    return tuple(_INSIDE.findall(text))


def stated_units(text: str) -> tuple[str, ...]:
    """Return the units that a title or a line around a table declares or only mentions.

    >>> stated_units("2022年企业主要指标（单位：户、万元）"), stated_units("单位：郑东新区统计局")
    (('户', '万元'), ())
    """
    plain = unicodedata.normalize("NFKC", text[:400]).lower().strip()
    found = [unit for stated in _STATED.finditer(plain) for unit in _declared(stated["units"])]
    if not found:
        found = [unit for bracket in _BRACKETS.finditer(plain) for unit in _all_units(bracket[1])]
    if not found and ":" not in plain and is_unit(plain):
        found = [plain]
    if not found:
        found = [f"{mention[0]}{_ONLY_MENTIONED}" for mention in _MENTIONED.finditer(plain)]
    return tuple(unit for unit in found if not _PURE.fullmatch(unit))


def _declared(text: str) -> list[str]:
    """Return the units that follow 单位：, up to what is none; the first may be one not understood."""
    parts = [part for part in _LISTED.split(text) if part]
    units = list(takewhile(lambda part: is_unit(part) or _PURE.fullmatch(part), parts))
    if not units and parts and len(parts[0]) <= _MOST_LETTERS and not _ORGANISATION.search(parts[0]):
        return parts[:1]
    return units


def _all_units(text: str) -> list[str]:
    """Return the units in brackets that hold nothing else."""
    parts = [part for part in _LISTED.split(text) if part]
    return parts if all(is_unit(part) or _PURE.fullmatch(part) for part in parts) else []


def is_unit(text: str) -> bool:
    """Whether a text is a unit, or looks like one that is not understood."""
    plain = text.strip().lower()
    if not plain or len(plain) > _MOST_LETTERS + 2 or _PURE.fullmatch(plain):
        return False
    return is_understood(plain) or _LIKE.search(plain) is not None or (is_foreign(plain) and len(plain) <= 5)


def is_understood(plain: str) -> bool:
    """Whether a text is a unit that is known; half-width small letters are given."""
    return yuan_unit(plain) is not None or plain in RATES or is_known(split(plain)[1] or "?", ())


def unit_for(fact: Fact, near: Sequence[str], around: Sequence[str]) -> UnitFound:
    """Return in which unit a column of a fact is.

    Args:
        fact: A figure.
        near: Units named by its heading, the groups above it, and a row of units below.
        around: Units named for the whole table.
    """
    if near:
        return _told(fact, tuple(dict.fromkeys(near)), is_near=True)
    return _told(fact, tuple(dict.fromkeys(around)), is_near=False)


def _told(fact: Fact, units: tuple[str, ...], *, is_near: bool) -> UnitFound:
    factors: set[int] = set()
    other: list[str] = []
    for unit in units:
        factor = _factor(fact, unit)
        if factor:
            factors.add(factor)
        else:
            other.append(unit)
    named = "、".join(unit.removesuffix(_ONLY_MENTIONED) for unit in units)
    is_amount = fact.kind is FactKind.MONEY
    if not units or (not is_near and not factors and not is_amount and not _concerns(fact, other)):
        return UnitFound(1)
    if any(unit.endswith(_ONLY_MENTIONED) for unit in units):
        return UnitFound(0, f"表里提到“{named}”，说不准是不是这一列的单位")
    if len(factors) > 1:
        return UnitFound(0, f"写了不同的单位（{named}）")
    if not factors or _concerns(fact, other):
        wanted = f"，不是{fact.unit}" if fact.unit else ""
        return UnitFound(0, f"单位写的是“{named}”{wanted}，不能照数导入")
    return UnitFound(factors.pop())


def _factor(fact: Fact, unit: str) -> int:
    """Return how many of a fact's unit one is; 0 where it is another one, or not understood."""
    match fact.kind:
        case FactKind.MONEY:
            return yuan_unit(unit) or 0
        case FactKind.RATE:
            return RATES.get(unit, 0)
        case FactKind.NUMBER if not is_foreign(unit) or is_foreign(fact.unit):
            scale, name = split(unit)
            if not name or not fact.unit:
                return scale
            times = Unit.of(unit).in_units_of(Unit.of(fact.unit))
            return int(times) if times is not None and times.denominator == 1 else 0
    return 0


def _concerns(fact: Fact, units: Sequence[str]) -> bool:
    """Whether units that a fact does not count in leave it open what its figures are."""
    if fact.kind is FactKind.MONEY:
        # 户、% and the like may stand beside the unit of amounts; what is not understood may not.
        return any(is_foreign(unit) or not (unit in RATES or is_known(unit, ())) for unit in units)
    if is_foreign(fact.unit):
        return any(yuan_unit(unit) is not None or is_foreign(unit) for unit in units)
    return False
