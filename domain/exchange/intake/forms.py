"""What a file is read as: what one row of its main sheet is, what columns can hold, which there must be."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.exchange.intake.targets import USCC, Choice, Target, choices_of


class Form(ABC):
    """One kind of thing that comes in.

    Attributes:
        key: What choices for headings are remembered under besides; of enterprises nothing.
        title: What the main sheet of its template is called.
        row: What one row of that sheet is, in words.
    """

    key: str
    title: str
    row: str

    @abstractmethod
    def choices(self, dictionary: Dictionary, kind: str) -> list[Choice]:
        """Return what columns can hold: of the main sheet, or of one of its lists ``kind``."""

    @abstractmethod
    def lacking(self, targets: Collection[Target], kind: str) -> Iterator[str]:
        """Yield what a sheet with columns for these lacks, each a sentence to be said of the sheet."""


class _Enterprises(Form):
    """Enterprises with their lists."""

    key, title, row = "", "企业", "一户企业"

    def choices(self, dictionary: Dictionary, kind: str) -> list[Choice]:
        return choices_of(dictionary, kind)

    def lacking(self, targets: Collection[Target], kind: str) -> Iterator[str]:
        if USCC not in targets:
            yield "还没有一列对应“统一社会信用代码”，程序靠它认企业"
        if kind and len(targets) < 2:
            yield "除统一社会信用代码外还没有对应任何一列"


ENTERPRISES: Final = _Enterprises()
