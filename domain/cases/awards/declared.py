"""What an applicant says that it received for the same matter from other levels (国家, 省, 市)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from domain.cases.awards.entities import CaseStep, Did
from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line

_FIRST_YEAR: Final = 2000


class Level(StrEnum):
    """Who gave it."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {Level.NATION: "国家级", Level.PROVINCE: "省级", Level.CITY: "市级"}


@dataclass(frozen=True, slots=True)
class Declared:
    """One award of another level.

    Attributes:
        policy: What it was given by.
        amount: In fen.
        year: For which it was given.
        on: The day of the paper that shows it.
    """

    level: Level
    policy: str
    amount: Fen
    year: int
    on: date

    @property
    def name(self) -> str:
        """What sentences call it."""
        return f"{self.level.word}“{self.policy}”（{self.year} 年，{self.on.isoformat()} 的文件）"

    @property
    def text(self) -> str:
        return f"{self.name} {yuan_text(self.amount)} 元"

    @staticmethod
    def of(told: Any) -> "Declared":
        """Return what `told` has kept."""
        day = date.fromisoformat(told["on"])
        return Declared(Level(told["level"]), told["policy"], Fen(told["amount"]), told["year"], day)

    @property
    def told(self) -> dict[str, Any]:
        """It as plain JSON values."""
        return {
            "level": self.level.value,
            "policy": self.policy,
            "amount": self.amount,
            "year": self.year,
            "on": self.on.isoformat(),
        }


def kept(declared: Iterable[Declared]) -> str:
    """Return awards as a step keeps them."""
    return json.dumps([one.told for one in declared], ensure_ascii=False, sort_keys=True)


def read_kept(text: str) -> tuple[Declared, ...]:
    """Return what `kept` has written."""
    return tuple(Declared.of(one) for one in json.loads(text))


def declared_in(steps: Sequence[CaseStep]) -> tuple[Declared, ...]:
    """Return what an applicant said last, all of it, by the steps of its case that count."""
    said = [s for s in steps if s.did in (Did.MADE, Did.DECLARE) and s.declared is not None]
    last = max(said, key=lambda step: step.number, default=None)
    return () if last is None or last.declared is None else read_kept(last.declared)


def cleaned(declared: Iterable[Declared], today: date) -> tuple[Declared, ...]:
    """Return what was entered as it is kept.

    Raises:
        BadInput: Something of it cannot be.
    """
    found = tuple(Declared(one.level, one_line(one.policy), one.amount, one.year, one.on) for one in declared)
    if complaints := [said for one in found for said in _complaints(one, today)]:
        raise BadInput(complaints)
    if len({*found}) < len(found):
        raise BadInput("其他层级的奖补有两行完全相同，请去掉一行")
    return found


def _complaints(one: Declared, today: date) -> Iterator[str]:
    if not one.policy:
        yield f"请填写{one.level.word}奖补的政策名称"
        return
    if one.amount <= 0:
        yield f"“{one.policy}”的金额应大于 0"
    if not _FIRST_YEAR <= one.year <= today.year:
        yield f"“{one.policy}”的年度应在 {_FIRST_YEAR} 到 {today.year} 之间"
    if one.on > today:
        yield f"“{one.policy}”的文件日期不能在今天以后"
