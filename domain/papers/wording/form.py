"""What a text may name: the fields and tables that a document has, and what it is void without."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.papers.papers import Look


@dataclass(frozen=True, slots=True)
class Item:
    """A field or a table that a document gives its text.

    Attributes:
        name: As texts name it.
        hint: What it is; empty where its name says it.
        is_always: Whether it is there in each document of the kind.
        is_table: Whether it stands on lines of its own, such as a table or a list.
        stands_with: The name of another one that is there whenever this one is, and the other way round.
        only_with: The name of another one without which this one is never there.
    """

    name: str
    hint: str = ""
    is_always: bool = True
    is_table: bool = False
    stands_with: str = ""
    only_with: str = ""


def given(name: str, hint: str = "") -> Item:
    """Return a field that is always there."""
    return Item(name, hint)


def maybe(name: str, hint: str = "", *, stands_with: str = "", only_with: str = "") -> Item:
    """Return a field that may have nothing in it."""
    return Item(name, hint, is_always=False, stands_with=stands_with, only_with=only_with)


def table(name: str, hint: str = "", *, is_always: bool = False, only_with: str = "") -> Item:
    """Return a table, or a list, which may have nothing in it."""
    return Item(name, hint, is_always=is_always, is_table=True, only_with=only_with)


NUMBER: Final = "文号"
"""The field of a document that is numbered as it is issued; others get theirs as they leave."""

COMMON: Final = (
    given("发文机关标志", "取自设置"),
    given("署名", "取自设置"),
    given("联系人", "取自设置"),
    given("联系电话", "取自设置"),
    given("日期", "成文日期"),
    given("本文书", "如“通知书”，用在“本通知书”里"),
)
"""What every text may name."""


# Without slots: what is gathered once is kept in the instance.
@dataclass(frozen=True)
class Form:
    """A kind of document, or a piece of text that several have in common.

    Attributes:
        id: Its name in the store, and that of its text among those that came with the program.
        word: What people call it.
        items: Its fields and tables, besides `COMMON`.
        must: What it is void without: names of items; of pieces behind ``段：``.
        itself: What it calls itself, e.g. 通知书.
        look: What kind of sheet it is.
        is_piece: Whether it stands within others.
    """

    id: str
    word: str
    items: tuple[Item, ...] = ()
    must: tuple[str, ...] = ()
    itself: str = ""
    look: Look = Look.LETTER
    is_piece: bool = False

    @cached_property
    def named(self) -> Mapping[str, Item]:
        """Every item there is, by its name."""
        return {one.name: one for one in self._all()}

    def there_with(self, name: str) -> frozenset[str]:
        """Return what is there whenever an item is, itself as well."""
        return self._there_with.get(name, frozenset({name}))

    @cached_property
    def _there_with(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(self._closed({name})) for name in self.named}

    def _closed(self, names: set[str]) -> set[str]:
        leads = {self.named[name].stands_with or name for name in names}
        found = {one.name for one in self._all() if (one.stands_with or one.name) in leads}
        found |= {self.named[name].only_with for name in found} - {""}
        return found if found == names else self._closed(found)

    def _all(self) -> Iterator[Item]:
        yield from self.items
        yield from COMMON


PIECES: Final = (
    Form("contact", "联系方式", is_piece=True),
    Form("remedies", "救济途径", is_piece=True),
)
"""Written once for every document that names them.

The program's 救济途径: sixty days by 行政复议法 (2023 修订) 第二十条第一款, six months by 行政诉讼法
(2017 修正) 第四十六条第一款, both from the day on which somebody knew of it, which is that of the letter.
"""

PIECE: Final = "段："
"""Before the name of a piece, in texts and in `Form.must`."""


def piece_called(word: str) -> Form | None:
    """Return the piece of a name; None where there is none."""
    return next((one for one in PIECES if one.word == word), None)
