"""A place of a form on a board, and what may be named there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from domain.policies.authoring.forms.choices import Choice, Wanted, bases, facts_for, periods_for
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import OfFact
from domain.policies.language import blanks
from gui.pages.authoring.board import Board, Path, carried, choices_in, key_of

UNITS: Final[Mapping[Wanted, Sequence[str]]] = {Wanted.AMOUNT: ("万", "元", "亿"), Wanted.RATE: ("%",)}
"""In which units a figure is likeliest written where nothing says more."""


@dataclass(frozen=True)
class Spot:
    """Where something is laid out.

    Attributes:
        writers: How each shape is laid out.
        wanted: What is asked for there.
        units: In which a bare figure may be written.
        depth: How far lines that come below are moved in.
    """

    board: Board
    writers: "Mapping[type, Writer]"
    path: Path
    scope: Scope
    wanted: Wanted = Wanted.ANY
    units: Sequence[str] = ()
    depth: int = 0

    def write(self, form: Any) -> None:
        """Lay out what stands here."""
        self.writers[type(form)](self, form)

    def part(
        self,
        *steps: str | int,
        form: Any,
        wanted: Wanted = Wanted.ANY,
        scope: Scope | None = None,
        units: Sequence[str] = (),
    ) -> None:
        """Lay out a part of what stands here; a quantity with the other ways to say it."""
        spot = replace(self, path=(*self.path, *steps), wanted=wanted, scope=scope or self.scope, units=units)
        spot.write(form)

    def say(self, text: str) -> None:
        self.board.say(text)

    def begin_line(self) -> None:
        self.board.begin_line(self.depth + 1)

    def ask_value(self, *steps: str | int, wanted: Wanted, units: Sequence[str] = ()) -> None:
        self.board.ask_value((*self.path, *steps), wanted, units or self.units or UNITS.get(wanted, ()))

    def ask_choice(
        self,
        *steps: str | int,
        offered: Mapping[str, str],
        called: str,
        take: Callable[[str], None] | None = None,
        chosen: str | None = None,
    ) -> None:
        self.board.ask_choice((*self.path, *steps), offered, called, take, chosen=chosen)

    def ask_either(self, step: str | int, word: str, other: str, form: Any) -> None:
        """Ask for a truth of what stands here by two words: that of False first."""

        def take(value: str) -> None:
            self.board.set((*self.path, step), value == "yes")

        chosen = "yes" if getattr(form, str(step)) else "no"
        offered = {"no": word, "yes": other}
        self.ask_choice(step, offered=offered, called=f"{word}或{other}", take=take, chosen=chosen)

    def ask_fact(self, fact: OfFact, *steps: str | int, swap: Callable[[str], None] | None = None) -> None:
        """Ask for a fact and, where it has such, for its period."""
        at = (*self.path, *steps)

        def take(term: str) -> None:
            self.board.swap(at, fact_called(term, fact, self.scope))

        self.board.ask_term((*at, "term"), facts_for(self.scope, self.wanted), swap or take)
        if periods := choices_in(periods_for(fact.term, self.scope)):
            self.board.ask_choice((*at, "first"), periods, "期间")
            if fact.last:
                self.say("至")
                self.board.ask_choice((*at, "last"), periods, "到哪一期")

    def swap(self, *steps: str | int, form: Any) -> None:
        """Say something otherwise here."""
        self.board.swap((*self.path, *steps), form)

    def ask_rows(self) -> None:
        """Ask for the list whose rows are meant."""

        def take(rows: str) -> None:
            self.swap("rows", form=rows)

        self.ask_choice("rows", offered=choices_in(lists_for(self.scope)), called="清单", take=take)

    def offer(
        self, *steps: str | int, icon_name: str, tip: str, form: Any, of: tuple[str | int, ...] = ()
    ) -> None:
        """Offer one act by its picture: to have ``form`` at ``of``, seen from here."""
        act = partial(self.board.swap, (*self.path, *of), form)
        self.board.offer((*self.path, *steps), icon_name, tip, act)

    def offer_kinds(self, form: Any) -> None:
        """Offer the other kinds of quantity that may stand here."""
        acts: dict[str, Callable[[], object]] = {
            name: partial(self.board.swap, self.path, carried(form, begin))
            for name, begin in bases(self.scope, self.wanted)
            if key_of(begin) != key_of(form)
        }
        if acts:
            self.board.offer_acts(self.path, "换一种写法", acts)

    def offer_drop(self, lines: Sequence[Any], at: int) -> None:
        """Offer to take away one of several lines."""
        if len(lines) > 1:
            rest = (*lines[:at], *lines[at + 1 :])
            self.offer("lines", at, "drop", icon_name="close", tip="去掉这一行", form=rest, of=("lines",))

    def offer_more(self, lines: Sequence[Any]) -> None:
        """Offer one more line, which begins as the last one is."""
        self.begin_line()
        more = (*lines, lines[-1])
        self.offer("more", icon_name="plus", tip="再加一行", form=more, of=("lines",))


Writer = Callable[[Spot, Any], None]


def fact_called(term: str, before: OfFact, scope: Scope) -> OfFact:
    """Return another fact, of the same period where it has such."""
    offered = [one.value for one in periods_for(term, scope)]
    if not offered:
        return OfFact(term)
    return replace(before, term=term) if before.first in offered else OfFact(term, blanks.PERIOD)


def values_of(offered: Sequence[Choice]) -> list[str]:
    """Return what choices put into a formula."""
    return [one.value for one in offered]
