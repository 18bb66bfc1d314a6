"""The cells of a row of a ledger, and what makes a row of it: the ground that the readings stand on."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, TypeVar

from domain.enterprises.dictionary import UNITS, FactKind
from domain.exchange.ledgers.columns import (
    ENTERPRISE,
    USCC,
)
from domain.exchange.ledgers.known import Known, Named
from domain.outreach.importing import (
    Row,
)
from domain.outreach.project_entities import Project
from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line

T = TypeVar("T")

_SEVERAL: Final = re.compile(r"[、，,;；/\n]+")
_ONE: Final = UNITS[FactKind.NUMBER]
_LEAST: Final = Fen(1_000_00)
"""No park costs less, and no loan is smaller."""


class Cells:
    """The cells of one row, by what they hold; what is wrong with them is gathered.

    Attributes:
        row: Which row of the sheet, counted from 0.
        faults: What is wrong, by the cell.
    """

    def __init__(self, row: int, values: Mapping[str, object]) -> None:
        self.row, self._values = row, values
        self.faults: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return what a cell says in one line; empty where it says nothing."""
        return one_line(self.lines(name))

    def lines(self, name: str) -> str:
        """The same, in as many lines as there are."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        value = self._values.get(name)
        return value if isinstance(value, date) else None

    def amount(self, name: str) -> Fen | None:
        value = self._values.get(name)
        return Fen(value) if isinstance(value, int) else None

    def number(self, name: str) -> int | None:
        """Return a whole number of things."""
        value = self._values.get(name)
        return value // _ONE if isinstance(value, int) else None

    def large(self, name: str) -> Fen | None:
        """Return an amount of which nobody has so little: where it is, its unit is most likely missing."""
        amount = self.amount(name)
        if amount is not None and 0 < amount < _LEAST:
            said = f"这里是 {yuan_text(amount)} 元，是不是没有写单位？请在表头写明，如（万元）"
            self.complain(name, said)
        return amount

    def needed_day(self, name: str) -> date | None:
        """Return a day that there must be."""
        day = self.day(name)
        if day is None:
            self.complain(name, "请填写日期")
        return day

    def needed(self, name: str, sentence: str) -> str:
        """Return a text that there must be; ``sentence`` is said where there is none."""
        text = self.text(name)
        if not text:
            self.complain(name, sentence)
        return text

    def complain(self, name: str, sentence: str) -> None:
        """Say what is wrong with a cell; the first of several complaints stands."""
        self.faults.setdefault(name, sentence)

    def trying(self, name: str, do: Callable[[], T]) -> T | None:
        """Return what something comes to; where it is refused, say so at a cell."""
        try:
            return do()
        except BadInput as error:
            self.complain(name, str(error))
            return None


class Reading:
    """Makes rows of a ledger from cells; remembers what came before in the same sheet."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.today = known.rules.today()
        self._before: dict[tuple[object, ...], int] = {}

    def read(self, cells: Cells) -> Row | None:
        raise NotImplementedError

    def enterprise(self, cells: Cells) -> Named | None:
        at = USCC if cells.text(USCC) else ENTERPRISE
        return cells.trying(at, lambda: self.known.enterprise(cells.text(USCC), cells.text(ENTERPRISE)))

    def enterprises(self, cells: Cells, missing: str) -> list[Named]:
        """Return several enterprises that stand in one row; ``missing`` is said where there is none."""
        codes, names = parts_of(cells.text(USCC)), parts_of(cells.text(ENTERPRISE))
        if codes and names and len(codes) != len(names):
            cells.complain(USCC, f"企业有 {len(names)} 户，信用代码有 {len(codes)} 个，请填成一样多")
            return []
        count = max(len(codes), len(names))
        if not count:
            cells.complain(ENTERPRISE, missing)
        at, enterprises = USCC if codes else ENTERPRISE, []
        for code, name in zip(codes or [""] * count, names or [""] * count, strict=True):
            named = cells.trying(at, lambda code=code, name=name: self.known.enterprise(code, name))  # type: ignore[misc]
            enterprises += [] if named is None else [named]
        return enterprises

    def project(self, cells: Cells, at: str, said: str) -> Project | None:
        """Return the project that a cell names; that there is none, or which, is said there."""
        return cells.trying(at, lambda: self.known.project(said))

    def is_repeated(self, cells: Cells, at: str, what: str, key: tuple[object, ...]) -> bool:
        """Whether an earlier row says the same; then that is said."""
        before = self._before.setdefault(key, cells.row)
        if before != cells.row:
            cells.complain(at, f"与第 {before + 1} 行重复：{what}，只能留一行")
        return before != cells.row


def parts_of(text: str) -> list[str]:
    """Return several things that stand in one cell."""
    return [part for each in _SEVERAL.split(text) if (part := one_line(each))]
