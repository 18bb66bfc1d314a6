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
    conditions_for,
    facts_for,
    labels_for,
    type_of,
    units_for,
)
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.language import blanks
from gui.pages.authoring.board import choices_in
from gui.pages.authoring.quantity_cells import GROWTHS
from gui.pages.authoring.spot import Spot, Writer, fact_called, values_of

_AND_OR: Final = {"且": "同时满足", "或": "满足其一"}
_JOINED: Final = {"或": "或者……（满足其一）", "且": "并且……（同时满足）"}
_ROWS_HOLD: Final = {"有": "至少有一项", "都": "每一项都"}
_TEXTS: Final = {"=": "就是", "包含": "含有", "开头是": "开头是"}
_PARTS: Final = (
    ("", "全年"),
    *((f"H{at}", word) for at, word in ((1, "上半年"), (2, "下半年"))),
    *((f"Q{at}", f"{word}季度") for at, word in enumerate("一二三四", start=1)),
    *((f"M{at:02}", f"{at}月") for at in range(1, 13)),
)


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
    _offer_ways(spot, form)


def _one_of(spot: Spot, form: shapes.OneOf) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "属于", "不属于", form)
    spot.board.ask_labels((*spot.path, "labels"), labels_for(form.fact, spot.scope))
    _offer_ways(spot, form)


def _truth(spot: Spot, form: shapes.Truth) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("expected", "否", "是", form)
    _offer_ways(spot, form)


def _of_text(spot: Spot, form: shapes.OfText) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "符合", "不符合", form)
    spot.ask_choice("word", offered=_TEXTS, called="怎么比")
    spot.board.ask_texts((*spot.path, "texts"))
    _offer_ways(spot, form)


def _no_day(spot: Spot, form: shapes.NoDay) -> None:
    _asked(spot, form.fact, "fact")
    spot.ask_either("negated", "确知没有这一天", "有这一天", form)
    _offer_ways(spot, form)


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
        spans = {f"{year}{part}": f"{year}年{word}" for year in spot.scope.years for part, word in _PARTS}
        spot.ask_choice("first", offered=spans, called="期间")
    _offer_ways(spot, form)


def _listed(spot: Spot, form: shapes.Listed) -> None:
    spot.say("列入名单")
    spot.ask_choice("roster", offered={name: name for name in spot.scope.words.rosters}, called="名单")
    _offer_ways(spot, form)


def _rows_hold(spot: Spot, form: shapes.RowsHold) -> None:
    spot.ask_rows()
    spot.ask_choice("word", offered=_ROWS_HOLD, called="几项")
    if form.condition is not None:
        columns = spot.scope if blanks.is_blank(form.rows) else inside(spot.scope, form.rows)
        spot.part("condition", form=form.condition, scope=columns)
    _offer_ways(spot, form)


def _stated(spot: Spot, form: shapes.Stated) -> None:
    spot.board.ask_term((*spot.path, "term"), facts_for(spot.scope, Wanted.TRUTH))
    _offer_ways(spot, form)


def _not(spot: Spot, form: shapes.Not) -> None:
    spot.say("不是：")
    spot.part("part", form=form.part)
    spot.offer("plain", icon_name="close", tip="不取反了", change=lambda now: now.part)


def _joined(spot: Spot, form: shapes.Joined) -> None:
    spot.ask_choice("word", offered=_AND_OR, called="怎么连起来")
    other = "且" if form.word == "或" else "或"
    acts = {_JOINED[other]: partial(spot.turn, partial(_join, other))}
    spot.board.offer_acts(spot.path, "再连上别的", lambda: acts)
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


def _join(word: str, form: shapes.Condition) -> shapes.Condition:
    return shapes.Joined(word, (form, shapes.Empty()))


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


def _term_of(form: shapes.Condition) -> str | None:
    """Return the fact that a condition asks something of; None where it is about more than one."""
    match form:
        case (
            shapes.Compare(left=shapes.OfFact(term=term))
            | shapes.Compare(left=shapes.Growth(of=shapes.OfFact(term=term)))
        ):
            return term
        case shapes.OneOf() | shapes.Truth() | shapes.OfText() | shapes.NoDay():
            return form.fact.term
        case shapes.Within(of=shapes.OfFact(term=term)):
            return term
    return None


def _period_of(form: shapes.Condition) -> str:
    """Return the one period that a condition asks about; empty where nobody said it yet."""
    match form:
        case shapes.Compare(left=shapes.OfFact() as fact) | shapes.Compare(left=shapes.Growth(of=fact)):
            period = fact.first
        case shapes.OneOf() | shapes.Truth():
            period = form.fact.first
        case _:
            return ""
    return "" if blanks.is_blank(period) else period


def _of_period(form: Any, period: str) -> Any:
    """Return what is asked of a fact, of a period that was said before."""
    match form:
        case shapes.OfFact(first=blanks.PERIOD) if period and not form.last:
            return replace(form, first=period)
        case shapes.Compare():
            return replace(form, left=_of_period(form.left, period))
        case shapes.Growth():
            return replace(form, of=_of_period(form.of, period))
        case shapes.OneOf() | shapes.Truth():
            return replace(form, fact=_of_period(form.fact, period))
    return form


def _asked_so(way: shapes.Condition, now: shapes.Condition) -> shapes.Condition:
    """Return another way to ask something of a fact, of the period that was said before."""
    found: shapes.Condition = _of_period(way, _period_of(now))
    return found


def _offer_ways(spot: Spot, form: shapes.Condition) -> None:
    """Offer what else can be asked of the fact, and what it can be joined with."""
    term = _term_of(form)
    acts: dict[str, Callable[[], object]] = {}
    if term is not None:
        acts = {
            name: partial(spot.turn, partial(_asked_so, way))
            for name, way in conditions_for(term, spot.scope)
        }
    if isinstance(form, shapes.Compare) and isinstance(form.right, shapes.Value):
        against = shapes.OfFact(blanks.FACT)
        acts["与另一项数据比"] = partial(spot.turn, lambda now: replace(now, right=against))
    if isinstance(form, shapes.RowsHold) and form.condition is None:
        acts["加上条件"] = partial(spot.turn, lambda now: replace(now, condition=shapes.Empty()))
    for word, said in _JOINED.items():
        acts[said] = partial(spot.turn, partial(_join, word))
    acts["不是这样（取反）"] = partial(spot.turn, shapes.Not)
    spot.board.offer_acts(spot.path, "换一种问法", lambda: acts)


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
