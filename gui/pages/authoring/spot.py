"""A place of a form on a board, and what may be named there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from domain.policies.authoring.forms.choices import Choice, Wanted, facts_for, lists_for, periods_for, ways
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import OfFact
from domain.policies.language import blanks
from gui.pages.authoring.board import Board, Change, Kinds, Path, choices_in, part_of

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
        is_top: Whether its kind is chosen elsewhere.
    """

    board: Board
    writers: "Mapping[type, Writer]"
    path: Path
    scope: Scope
    wanted: Wanted = Wanted.ANY
    units: Sequence[str] = ()
    depth: int = 0
    is_top: bool = False

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
        path = (*self.path, *steps)
        known = scope or self.scope
        spot = replace(self, path=path, wanted=wanted, scope=known, units=units, is_top=False)
        spot.write(form)

    def say(self, text: str) -> None:
        self.board.say(text)

    def begin_line(self) -> None:
        self.board.begin_line(self.depth + 1)

    def ask_value(
        self, *steps: str | int, wanted: Wanted, units: Sequence[str] = (), kinds: Kinds | None = None
    ) -> None:
        units = units or self.units or UNITS.get(wanted, ())
        self.board.ask_value((*self.path, *steps), wanted, units, kinds)

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

    def ask_fact(
        self,
        fact: OfFact,
        *steps: str | int,
        swap: Callable[[str], None] | None = None,
        kinds: Kinds | None = None,
    ) -> None:
        """Ask for a fact and, where it has such, for its period."""
        at = (*self.path, *steps)

        def take(term: str) -> None:
            self.turn(lambda now: fact_called(term, now, self.scope), *steps)

        self.board.ask_term((*at, "term"), facts_for(self.scope, self.wanted), swap or take, kinds)
        if periods := choices_in(periods_for(fact.term, self.scope)):
            self.board.ask_choice((*at, "first"), periods, "期间")
            if fact.last:
                self.say("至")
                self.board.ask_choice((*at, "last"), periods, "到哪一期")

    def turn(self, change: Change, *steps: str | int) -> None:
        """Say something here otherwise than it is said by then."""
        self.board.turn((*self.path, *steps), change)

    def ask_rows(self) -> None:
        """Ask for the list whose rows are meant."""

        def take(rows: str) -> None:
            self.turn(lambda _: rows, "rows")

        self.ask_choice("rows", offered=choices_in(lists_for(self.scope)), called="清单", take=take)

    def offer(self, *steps: str | int, icon_name: str, tip: str, change: Change) -> None:
        """Offer one act by its picture: to say what stands here otherwise."""
        self.board.offer((*self.path, *steps), icon_name, tip, partial(self.turn, change))

    def kinds(self) -> Mapping[str, Callable[[], object]]:
        """Return what else may stand here, each with what puts it there."""
        now = part_of(self.board.form, self.path)
        return {
            name: partial(self.board.turn, self.path, partial(always, form))
            for name, form in ways(now, self.scope, self.wanted)
        }

    def offer_kinds(self) -> None:
        """Offer that beside what stands here; an award has its kind at the head of its line."""
        if not self.is_top:
            self.board.offer_acts(self.path, "换一种写法", self.kinds)

    def offer_drop(self, field: str, at: int, tip: str = "去掉这一行") -> None:
        """Offer to take away one of several parts."""

        def drop(now: Any) -> Any:
            parts = getattr(now, field)
            return replace(now, **{field: (*parts[:at], *parts[at + 1 :])})

        self.offer(field, at, "drop", icon_name="close", tip=tip, change=drop)

    def offer_more(self, field: str, tip: str = "再加一行", part: Any = None) -> None:
        """Offer one more part, which begins as the last one is where it is not said how."""

        def add(now: Any) -> Any:
            parts = getattr(now, field)
            return replace(now, **{field: (*parts, parts[-1] if part is None else part)})

        self.offer("more", icon_name="plus", tip=tip, change=add)


def always(form: Any, _: Any) -> Any:
    """Return what shall stand somewhere, whatever stands there."""
    return form


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
