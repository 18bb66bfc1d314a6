"""How each kind of condition is laid out as choices."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import (
    Wanted,
    comparisons_for,
    condition_on,
    condition_ways,
    facts_for,
    labels_for,
    spans_for,
    type_of,
    units_for,
)
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.language import blanks
from gui.pages.authoring.board import choices_in, part_of
from gui.pages.authoring.quantity_cells import GROWTHS
from gui.pages.authoring.spot import Spot, Writer, always, fact_called, values_of

_AND_OR: Final = {"且": "同时满足", "或": "满足其一"}
_ROWS_HOLD: Final = {"有": "至少有一项", "都": "每一项都"}
_TEXTS: Final = {"=": "就是", "包含": "含有", "开头是": "开头是"}


def _empty(spot: Spot, _: shapes.Empty) -> None:
    spot.board.ask_first(
        spot.path, facts_for(spot.scope), lambda term: spot.turn(lambda _: condition_on(term, spot.scope))
    )


def _compare(spot: Spot, form: shapes.Compare) -> None:
    match form.left:
        case shapes.OfFact():
            _asked(spot, form.left, "left")
        case shapes.Growth(of=fact):
            _asked(spot, fact, "left", "of")
            spot.ask_choice("left", "versus", offered=GROWTHS, called="增长率")
        case _:
            spot.part("left", form=form.left, wanted=Wanted.FIGURE)
    spot.ask_choice("sign", offered=choices_in(comparisons_for(form.left, spot.scope)), called="比较")
    units = values_of(units_for(form.left, spot.scope))
    if isinstance(form.right, shapes.Value):
        spot.ask_value("right", "text", wanted=Wanted.FIGURE, units=units)
    else:
        spot.part("right", form=form.right, wanted=Wanted.FIGURE, units=units)
    _offer_ways(spot)


def _one_of(spot: Spot, form: shapes.OneOf) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "属于", "不属于", form)
    spot.board.ask_labels((*spot.path, "labels"), labels_for(form.fact, spot.scope))
    _offer_ways(spot)


def _truth(spot: Spot, form: shapes.Truth) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("expected", "否", "是", form)
    _offer_ways(spot)


def _of_text(spot: Spot, form: shapes.OfText) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "符合", "不符合", form)
    spot.ask_choice("word", offered=_TEXTS, called="怎么比")
    spot.board.ask_texts((*spot.path, "texts"))
    _offer_ways(spot)


def _no_day(spot: Spot, form: shapes.NoDay) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "确知没有这一天", "有这一天", form)
    _offer_ways(spot)


def _within(spot: Spot, form: shapes.Within) -> None:
    if isinstance(form.of, shapes.OfFact):
        _asked(spot, form.of, "of")
    else:
        spot.part("of", form=form.of, wanted=Wanted.DAY)
    spot.say("在")
    if form.last:
        spot.ask_value("first", wanted=Wanted.DAY)
        spot.say("至")
        spot.ask_value("last", wanted=Wanted.DAY)
        spot.say("（含首尾）")
    else:
        spot.ask_choice("first", offered=choices_in(spans_for(spot.scope)), called="期间")
    _offer_ways(spot)


def _listed(spot: Spot, form: shapes.Listed) -> None:
    spot.say("列入名单")
    spot.ask_choice("roster", offered={name: name for name in spot.scope.words.rosters}, called="名单")
    _offer_ways(spot)


def _rows_hold(spot: Spot, form: shapes.RowsHold) -> None:
    spot.ask_rows()
    spot.ask_choice("word", offered=_ROWS_HOLD, called="几项")
    if form.condition is not None:
        columns = spot.scope if blanks.is_blank(form.rows) else inside(spot.scope, form.rows)
        spot.part("condition", form=form.condition, scope=columns)
    _offer_ways(spot)


def _stated(spot: Spot, form: shapes.Stated) -> None:
    spot.board.ask_term((*spot.path, "term"), facts_for(spot.scope, Wanted.TRUTH))
    _offer_ways(spot)


def _not(spot: Spot, form: shapes.Not) -> None:
    spot.say("不是：")
    spot.part("part", form=form.part)
    spot.offer("plain", icon_name="close", tip="不取反了", change=lambda now: now.part)


def _joined(spot: Spot, form: shapes.Joined) -> None:
    spot.ask_choice("word", offered=_AND_OR, called="怎么连起来")
    _offer_ways(spot)
    below = replace(spot, depth=spot.depth + 1)
    for at, part in enumerate(form.parts):
        spot.begin_line()
        below.part("parts", at, form=part)
        spot.offer("parts", at, "drop", icon_name="close", tip="去掉这一项", change=partial(_without, at))
    spot.begin_line()
    spot.offer_more("parts", "再加一项", shapes.Empty())


def _without(at: int, form: shapes.Joined) -> shapes.Condition:
    """Return a joined condition without one of its parts; of two the other one."""
    rest = (*form.parts[:at], *form.parts[at + 1 :])
    return rest[0] if len(rest) == 1 else replace(form, parts=rest)


def _asked(spot: Spot, fact: shapes.OfFact, *steps: str) -> None:
    """Ask which fact a condition is about; of another one other things are asked."""
    spot.ask_fact(fact, *steps, swap=lambda term: spot.turn(lambda now: asked_of(term, now, spot.scope)))


def asked_of(term: str, form: shapes.Condition, scope: Scope) -> shapes.Condition:
    """Return what is asked of another fact: the same where both are of one kind."""
    begun = condition_on(term, scope)
    if isinstance(form, shapes.Compare) and isinstance(form.left, shapes.OfFact):
        left = fact_called(term, form.left, scope)
        kind = type_of(left, scope)
        if kind is not None and kind == type_of(form.left, scope) and isinstance(begun, shapes.Compare):
            return replace(form, left=left)
    return begun


def _offer_ways(spot: Spot) -> None:
    """Offer what else can be asked of the fact, and what it can be joined with."""

    def acts() -> Mapping[str, Callable[[], object]]:
        above = [part_of(spot.board.form, spot.path[:at]) for at in range(len(spot.path))]
        joined = sum(isinstance(one, shapes.Joined) for one in above)
        now = part_of(spot.board.form, spot.path)
        return {
            name: partial(spot.turn, partial(always, way))
            for name, way in condition_ways(now, spot.scope, joined)
        }

    spot.board.offer_acts(spot.path, "换一种问法", acts)


CONDITIONS: Final[Mapping[type[Any], Writer]] = {
    shapes.Empty: _empty,
    shapes.Compare: _compare,
    shapes.OneOf: _one_of,
    shapes.Truth: _truth,
    shapes.OfText: _of_text,
    shapes.NoDay: _no_day,
    shapes.Within: _within,
    shapes.Listed: _listed,
    shapes.RowsHold: _rows_hold,
    shapes.Stated: _stated,
    shapes.Not: _not,
    shapes.Joined: _joined,
}
"""How each is laid out."""
