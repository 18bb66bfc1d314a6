"""A shape → the formula's text."""

import re
from itertools import islice
from typing import Final, assert_never

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.shapes import Condition, Form, Quantity
from domain.policies.language import blanks
from domain.policies.language.tokens import KEYWORDS, tokens_of

_WORD: Final = re.compile(r"[^\W\d]\w*")
_QUOTES: Final = (("“", "”"), ("「", "」"), ('"', '"'))
_KEYWORDS: Final = frozenset(KEYWORDS.values())
_ADDING: Final = frozenset(("PLUS", "MINUS"))
_SUMS: Final = (shapes.Added, shapes.Less, shapes.Shifted)
_SHARES: Final = frozenset("/／÷×*＊")
_CHAINS: Final = (shapes.Rate, shapes.PerUnit, shapes.Steps, shapes.Chain)


def formula_of(form: Form | None) -> str:
    """Return the formula that a shape stands for; blanks stand in it as they are."""
    if form is None or isinstance(form, shapes.Empty):
        return ""
    return _condition(form) if isinstance(form, Condition) else _quantity(form)


# Conditions


def _condition(form: Condition) -> str:
    match form:
        case shapes.Joined(word, parts):
            return f" {word} ".join(_bracketed(part) for part in parts)
        case shapes.Not(part):
            return f"非 ({_condition(part)})"
        case shapes.Compare(left, sign, right):
            return f"{_quantity(left)} {sign} {_quantity(right)}"
        case shapes.Within(of, first, last):
            return f"{_quantity(of)} 在 {first or blanks.PERIOD}{f' 至 {last}' if last else ''}"
        case shapes.Listed(roster):
            return f"列入({roster or blanks.LIST})"
        case shapes.RowsHold(word, rows, condition):
            return _call(word, rows or blanks.LIST, *([] if condition is None else [_condition(condition)]))
        case shapes.Stated(term):
            return term or blanks.CONDITION
        case shapes.Empty():
            return blanks.CONDITION
    return _test(form)


def _bracketed(part: Condition) -> str:
    text = _condition(part)
    return f"({text})" if isinstance(part, shapes.Joined) else text


def _test(form: shapes.OneOf | shapes.Truth | shapes.OfText | shapes.NoDay) -> str:
    fact = _of_fact(form.fact)
    match form:
        case shapes.OneOf(_, labels, negated):
            named = [label_text(label) for label in labels] or [blanks.CHOICE]
            return _one_or_several(fact, "属于", named, negated=negated)
        case shapes.OfText(_, word, texts, negated):
            quoted = [_quoted(text or blanks.TEXT) for text in texts] or [_quoted(blanks.TEXT)]
            if word == "=":
                return _one_or_several(fact, "属于", quoted, negated=negated)
            listed = quoted[0] if len(quoted) == 1 else f"({', '.join(quoted)})"
            return _unless(f"{fact} {word} {listed}", negated=negated)
        case shapes.Truth(_, expected):
            return f"{fact} = {'是' if expected else '否'}"
        case shapes.NoDay(_, negated):
            return f"{fact} {'!=' if negated else '='} 无"
        case _:
            assert_never(form)


def _one_or_several(fact: str, word: str, named: list[str], *, negated: bool) -> str:
    if len(named) == 1:
        return f"{fact} {'!=' if negated else '='} {named[0]}"
    return _unless(f"{fact} {word} ({', '.join(named)})", negated=negated)


def _unless(text: str, *, negated: bool) -> str:
    return f"非 ({text})" if negated else text


def label_text(label: str) -> str:
    """Return an option as formulas write it: in quotation marks where it is no plain word.

    >>> label_text("省级"), label_text("5A级"), label_text("其余")
    ('省级', '“5A级”', '“其余”')
    """
    label = label or blanks.CHOICE
    return label if _WORD.fullmatch(label) and label not in _KEYWORDS else _quoted(label)


def _quoted(text: str) -> str:
    for left, right in _QUOTES:
        if left not in text and right not in text:
            return f"{left}{text}{right}"
    return f"“{re.sub('[“”]', '', text)}”"


# Quantities


def _quantity(form: Quantity) -> str:
    match form:
        case shapes.Value(text):
            return text or blanks.NUMBER
        case shapes.OfFact():
            return _of_fact(form)
        case shapes.Outside(term, on):
            return f"{term or blanks.FACT}[{on or blanks.DAY}]"
        case shapes.Growth(word, of) | shapes.OverPeriods(word, of):
            return _call(word, _of_fact(of))
        case shapes.GrowthFrom(now, base):
            return _call("增长率", _quantity(now), _quantity(base))
        case shapes.Elapsed(word, one, other) | shapes.StepCount(word, one, other):
            return _call(word, _quantity(one), _quantity(other))
        case shapes.Extreme(word, parts):
            return _call(word, *map(_quantity, parts))
        case shapes.Bounded():
            return _bounded(form)
        case shapes.OverRows():
            return _over_rows(form)
    return _arithmetic(form)


def _arithmetic(
    form: shapes.Added
    | shapes.Less
    | shapes.Shifted
    | shapes.Rate
    | shapes.PerUnit
    | shapes.Steps
    | shapes.Chain
    | shapes.ByCase
    | shapes.ByOption
    | shapes.Tiers
    | shapes.Progressive,
) -> str:
    match form:
        case shapes.Added(parts):
            return " + ".join([_quantity(parts[0]), *map(_term, parts[1:])])
        case shapes.Less(of, less):
            return f"{_quantity(of)} - {_term(less)}"
        case shapes.Shifted(of, length, earlier):
            return f"{_quantity(of)} {'-' if earlier else '+'} {length or blanks.LENGTH}"
        case shapes.Rate(of, by) | shapes.PerUnit(of, by):
            return f"{_factor(of)} × {_factor(by)}"
        case shapes.Steps(word, of, size, price):
            return f"{_call(word, _quantity(of), _quantity(size))} × {_factor(price)}"
        case shapes.Chain(first, factors):
            links = (
                f" ÷ {_factor(one.by, divides=True)}" if one.divided else f" × {_factor(one.by)}"
                for one in factors
            )
            return f"{_factor(first)}{''.join(links)}"
    return _table(form)


def _table(form: shapes.ByCase | shapes.ByOption | shapes.Tiers | shapes.Progressive) -> str:
    match form:
        case shapes.ByCase((line,), otherwise):
            return _call("若", _condition(line.condition), _quantity(line.gives), _quantity(otherwise))
        case shapes.ByCase(lines, otherwise):
            said = [f"{_condition(line.condition)}: {_quantity(line.gives)}" for line in lines]
            return _call("分情形", *said, f"其余: {_quantity(otherwise)}")
        case shapes.ByOption(of, options, otherwise):
            said = [f"{label_text(line.label)}: {_quantity(line.gives)}" for line in options]
            return _call("按选项", _of_fact(of), *said, f"其余: {_quantity(otherwise)}")
        case shapes.Tiers(key, tiers, otherwise):
            said = [f"{line.sign} {_quantity(line.bound)}: {_quantity(line.gives)}" for line in tiers]
            return _call("分档", _quantity(key), *said, f"其余: {_quantity(otherwise)}")
        case shapes.Progressive(of, slices, above):
            said = [f"<= {_quantity(line.upto)}: {_quantity(line.rate)}" for line in slices]
            return _call("累进", _quantity(of), *said, f"其余: {_quantity(above)}")
        case _:
            assert_never(form)


def _bounded(form: shapes.Bounded) -> str:
    bounds = [("保底", form.floor), ("封顶", form.cap)]
    text = _quantity(form.of)
    for word, bound in reversed(bounds) if form.floor_stands else bounds:
        if bound is not None:
            text = _call(word, text, _quantity(bound))
    return text


def _over_rows(form: shapes.OverRows) -> str:
    said = [form.rows or blanks.LIST]
    if form.group:
        said.append(form.group)
    said += [_quantity(one) for one in (form.count, form.value) if one is not None]
    if form.condition is not None:
        said.append(_condition(form.condition))
    return _call(form.word, *said)


def _of_fact(fact: shapes.OfFact) -> str:
    span = f"{fact.first} 至 {fact.last}" if fact.last else fact.first
    return f"{fact.term or blanks.FACT}{f'[{span}]' if span else ''}"


def _call(word: str, *arguments: str) -> str:
    return f"{word}({', '.join(arguments)})"


def _term(form: Quantity) -> str:
    """Write what follows a plus or minus."""
    text = _quantity(form)
    return f"({text})" if isinstance(form, _SUMS) or _is_worked_out(form) else text


def _factor(form: Quantity, *, divides: bool = False) -> str:
    """Write a link of a chain; a chain of its own stays one, since money is rounded at the end of each."""
    text = _quantity(form)
    # A price is for each of something, and a share no division.
    is_share = divides and isinstance(form, shapes.Value) and bool(_SHARES & {*text})
    is_own = isinstance(form, (*_SUMS, *_CHAINS)) or _is_worked_out(form)
    return f"({text})" if is_share or is_own else text


def _is_worked_out(form: Quantity) -> bool:
    """Whether a sum was typed where a figure is asked for: 10万 + 5万."""
    if not isinstance(form, shapes.Value):
        return False
    return any(token.type in _ADDING for token in islice(tokens_of(form.text), 1, None))
