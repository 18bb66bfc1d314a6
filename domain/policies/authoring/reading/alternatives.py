"""Conditions of which one is enough: what 或 joins, be it figures, words or whole phrases."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from domain.policies.authoring.reading.conditions import KIND, OR, Condition, Place, joined
from domain.policies.authoring.reading.shorthand import Shorthand

_BETWEEN: Final = re.compile(r"的?(?:企业|单位|项目)?[，、]?的?(?:或者?|或是)")
_LED: Final = re.compile(r"[，、]?(?:或者?|或是)|(?<=[业位构目的])，以及")
_BARS: Final = "，；。：\n"


def with_alternatives(
    short: Shorthand, start: int, end: int, conditions: Sequence[Condition]
) -> list[Condition]:
    """Return what a stretch asks for with one condition for several of which one is enough.

    Args:
        conditions: What was read of the stretch, in the order of the words.
    """
    found = _phrases(short, start, end, _with_less_for_some(short, list(conditions)), fewest=2)
    found = _side_by_side(short, found)
    found = _phrases(short, start, end, found)
    return _of_kinds(_besides(short, found))


def _with_less_for_some(short: Shorthand, conditions: list[Condition]) -> list[Condition]:
    """Join a bound with that of some in brackets behind it: 年薪30万元以上（院所年薪20万元以上）."""
    done = list(conditions)
    for first, some, own in zip(conditions, conditions[1:], conditions[2:], strict=False):
        opened = first.places[-1][1]
        is_aside = short.text[opened : opened + 1] == "（" and some.places[0][0] == opened + 1
        is_aside = is_aside and not short.text.startswith("其中", opened + 1)
        ends = own.places[-1][1]
        is_alike = bool(first.axis) and first.axis == own.axis and first.comparator == own.comparator
        if is_aside and is_alike and some.is_said and short.text[ends : ends + 1] == "）":
            places = [(first.places[0][0], ends + 1)]
            formula = f"{first.formula} 或 ({some.formula} 且 {own.formula})"
            done[done.index(first)] = Condition(formula, short.said(*places[0]), places, is_open=True)
            done = [one for one in done if one is not some and one is not own]
    return done


def either(asked: Sequence[Sequence[Condition]]) -> str:
    """Make one formula of several groups of conditions of which one is enough."""
    return " 或 ".join(f"({joined(some)})" if len(some) > 1 else joined(some) for some in asked)


def _side_by_side(short: Shorthand, conditions: list[Condition]) -> list[Condition]:
    """Join what stands beside each other with 或 between: 产值1亿元以上或获得国家级奖的."""
    done: list[Condition] = []
    for one in conditions:
        before = done[-1] if done else None
        if before is None or not (before.axis or one.axis) or before.is_who or one.is_who:
            done.append(one)
            continue
        begins, ends = before.places[-1][1], one.places[0][0]
        led = OR.match(short.text, ends)
        gap = short.text[begins : ends + (len(led[0]) if led else 0)]
        if not _BETWEEN.fullmatch(gap) or before.other or one.other:
            done.append(one)
            continue
        done.pop()
        first = max(short.text.rfind(sign, 0, before.places[0][0]) for sign in "，；。：") + 1
        # Of three, nobody says which of them 或 is between.
        is_one_of_more = re.search("且|并|、|或", short.text[first:begins]) is not None
        places = [*before.places, (begins, one.places[-1][1])]
        formula = f"{before.formula} 或 {one.formula}"
        is_open = before.is_open or one.is_open or is_one_of_more
        said = short.said(before.places[0][0], places[-1][1])
        done.append(Condition(formula, said, places, is_open=is_open))
    return done


def _phrases(
    short: Shorthand, start: int, end: int, conditions: list[Condition], *, fewest: int = 1
) -> list[Condition]:
    """Join whole phrases of which one is enough: 产值1亿元以上且获得甲奖的，或销售额2亿元以上的.

    Args:
        fewest: How many conditions one of the phrases has at least.
    """
    done = list(conditions)
    for group in _groups(short.text, start, end, conditions):
        asked = [[one for one in done if begins <= one.places[0][0] < ends] for begins, ends in group]
        if not all(any(one.is_who for one in some) for some in asked):
            # Who stands before the figures of one of them holds for all.
            asked = [_without_leading(some) for some in asked]
        asked = _without_common(short.text, group, asked)
        if max(map(len, asked)) < fewest:
            continue
        if not all(asked):
            # Something of it is not read: then each must not be asked for all the same.
            done = [replace(one, is_open=True) if any(one in some for some in asked) else one for one in done]
            continue
        merged = [one for some in asked for one in some]
        formula = either(asked)
        places = [place for one in merged for place in one.places]
        places += [
            (begins, begins + len(led[0])) for begins, _ in group if (led := _LED.match(short.text, begins))
        ]
        said = short.said(min(places)[0], max(places)[1])
        row = next((one.row for one in merged if one.row), "")
        what = next((one.what for one in merged if one.what is not None and one.what.unit), None)
        at = done.index(merged[0])
        done = [one for one in done if one not in merged]
        done.insert(at, Condition(formula, said, sorted(places), is_open=True, row=row, what=what))
    return done


def _without_leading(asked: Sequence[Condition]) -> list[Condition]:
    """Return what a phrase asks for without whom it is for, where that stands before its figures."""
    first = next((one.places[0] for one in asked if one.axis), None)
    return [one for one in asked if not one.is_who or (first is not None and one.places[0] > first)]


def _without_common(text: str, group: Sequence[Place], asked: list[list[Condition]]) -> list[list[Condition]]:
    """Return what phrases ask for without who stands behind them all: 资产1亿元以上或收入2亿元以上的|企业."""
    is_one_phrase = not any(text[begins] in _BARS for begins, _ in group[1:])
    if not is_one_phrase or not all(all(one.axis for one in some) for some in asked[:-1]):
        return asked
    return [*asked[:-1], [one for one in asked[-1] if one.axis]]


def _groups(text: str, start: int, end: int, conditions: Sequence[Condition]) -> Iterator[list[Place]]:
    """Yield stretches that 或 stands between, several together."""
    group: list[Place] = []
    for place in _stretches(text, start, end, conditions):
        if _LED.match(text, *place) and group:
            group.append(place)
            continue
        if len(group) > 1:
            yield group
        group = [place]
    if len(group) > 1:
        yield group


def _stretches(text: str, start: int, end: int, conditions: Sequence[Condition]) -> Iterator[Place]:
    """Yield phrases between commas, those taken apart in which 或 stands between two figures."""
    used = {at for one in conditions for first, last in one.places for at in range(first + 1, last)}
    compared = sorted(one.places[0][0] for one in conditions if one.axis)
    for begins, ends in pairwise((*_bars(text, start, end), end)):
        at = begins
        for led in re.finditer("或", text[begins + 1 : ends]):
            here = begins + 1 + led.start()
            is_between = any(at <= one < here for one in compared) and any(
                here <= one < ends for one in compared
            )
            if here not in used and is_between:
                yield at, here
                at = here
        yield at, ends


def _bars(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where phrases begin, commas in brackets being none."""
    depth = 0
    yield start
    for at in range(start, end):
        depth = max(0, depth + (text[at] == "（") - (text[at] == "）"))
        if text[at] in _BARS and not depth and at > start:
            yield at


def _besides(short: Shorthand, conditions: list[Condition]) -> list[Condition]:
    """Join phrases of which one is enough: …的，以及…的."""
    done: list[Condition] = []
    for one in conditions:
        is_beside = short.text.startswith("以及", one.places[0][0])
        if done and done[-1].is_said and one.is_said and is_beside:
            before = done.pop()
            formula = f"{before.formula} 或 {one.formula}"
            places = [*before.places, *one.places]
            done.append(Condition(formula, f"{before.text}，{one.text}", places, is_open=True))
        else:
            done.append(one)
    return done


def _of_kinds(conditions: list[Condition]) -> list[Condition]:
    """Make alternatives of what is asked of several kinds of enterprises one beside the other.

    零售企业销售额1亿元以上、住宿企业销售额200万元以上的: each kind has its own bound.
    """
    kinds = [at for at, one in enumerate(conditions) if one.is_who and one.formula.startswith(KIND)]
    if len(kinds) < 2:
        return conditions
    runs = [conditions[first:last] for first, last in zip(kinds, [*kinds[1:], len(conditions)], strict=True)]
    before = conditions[: kinds[0]]
    if any(len(run) < 2 for run in runs):
        return [*before, *(replace(one, is_open=True) for run in runs for one in run)]
    own = [[one for one in run if one.axis or one.formula.startswith(KIND)] for run in runs]
    used = [one for run in own for one in run]
    rest = [replace(one, is_open=True) for run in runs for one in run if one not in used]
    places = [place for run in own for one in run for place in one.places]
    formula = " 或 ".join(f"({joined(run)})" for run in own)
    # What stands before the first kind may be meant of the others too, or not.
    return [*before, Condition(formula, "", places, is_open=True), *rest]
