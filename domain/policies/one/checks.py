"""The conditions of a clause one by one: what was found, what is required, how it turned out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final, assert_never

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.facts import FactValue
from domain.enterprises.following import SOURCES
from domain.enterprises.records import NO_DAY
from domain.policies.language import nodes, ranges
from domain.policies.language.measures import DATE, RATE, Comparator
from domain.policies.language.measuring import measured_text, unit_text
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.ranges import FAILS, HOLDS, Exact, Range, Verdict
from domain.policies.language.wording import (
    NOT_ENTERED,
    comparison_text,
    condition_text,
    day_text,
    fact_text,
    quantity_text,
    span_text,
    value_text,
)
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Requirement
from domain.policies.trace import Check

UNKNOWN_TEXT: Final = "无法计算"
TO_JUDGE_TEXT: Final = "待认定"
_MOST_SHOWN: Final = 4
_FEW_VALUES: Final = (FactKind.TRUTH, FactKind.CHOICE)
_WITHOUT_GAP: Final = (Comparator.EQUAL, Comparator.NOT_EQUAL)


def explain_requirement(requirement: Requirement, evaluation: Evaluation) -> Check:
    """Say how a condition of a clause turned out, with what was found and what is required."""
    return _check(requirement.condition, evaluation, requirement.text)


def all_hold(requirements: Iterable[Requirement], evaluation: Evaluation) -> Verdict:
    """Say whether all conditions hold."""
    return ranges.all_of([evaluation.condition(requirement.condition) for requirement in requirements])


def row_title(label: str, index: int, row: object) -> str:
    """Return what a row is called: by its name where it has one.

    >>> row_title("项目", 0, {"name": "二期厂房"}), row_title("贷款", 1, {})
    ('项目1“二期厂房”', '贷款2')
    """
    name = row.get("name") if isinstance(row, dict) else None
    return f"{label}{index + 1}“{name}”" if name else f"{label}{index + 1}"


def _check(node: Condition, evaluation: Evaluation, title: str = "") -> Check:
    """Say it under these words, or those that it has itself."""
    key = id(node), title
    known = evaluation.explained.get(key)
    if known is None:
        known = evaluation.explained[key] = node, _explained(node, evaluation, title)
    check: Check = known[1]
    return check


def _explained(node: Condition, evaluation: Evaluation, title: str) -> Check:
    match node:
        case nodes.Compare():
            return _comparison(node, evaluation, title)
        case nodes.Matches():
            return _matching(node, evaluation, title)
        case nodes.Within(quantity):
            found = _found(quantity, evaluation.quantity(quantity), evaluation)
            text = title or f"{quantity_text(quantity)}在规定期间"
            return _simple(text, found, span_text(node), evaluation.condition(node))
        case nodes.Negated(part):
            inner = _check(part, evaluation)
            verdict = evaluation.condition(node)
            return _simple(title or condition_text(node), inner.found, f"不是：{inner.required}", verdict)
        case nodes.NamedCondition(term, part):
            return _check(part, evaluation).titled(title or term)
        case nodes.Both(parts) | nodes.Either(parts):
            checks = tuple([_check(part, evaluation) for part in parts])
            found = "；".join(dict.fromkeys([_summary(check) for check in checks]))
            if isinstance(node, nodes.Both):
                required, verdict = "同时满足", ranges.all_of(checks)
            else:
                required, verdict = "满足其一", ranges.any_of(checks)
            return _simple(title or condition_text(node), found, required, verdict, parts=checks)
        case nodes.RowsHold():
            return _rows(node, evaluation, title)
        case nodes.Listed(term):
            verdict = evaluation.condition(node)
            found = "已列入" if verdict.result is HOLDS else "未列入"
            return _simple(title or term, found, "列入", verdict)
        case _:
            assert_never(node)


def _matching(node: nodes.Matches, evaluation: Evaluation, title: str) -> Check:
    entered, value, _ = evaluation.value(node.fact, in_row=node.in_row)
    if not entered or node.fact.kind not in _FEW_VALUES or node.fact.name in SOURCES:
        return _fact_check(node, evaluation, title)
    known = _of_values(node)
    check = known.get((value, title))
    if check is None:
        check = known[value, title] = _fact_check(node, evaluation, title)
    return check


def _fact_check(node: nodes.Matches, evaluation: Evaluation, title: str) -> Check:
    fact = node.fact
    found = _fact_text(fact, evaluation, in_row=node.in_row)
    required = node.test.required(fact)
    return _simple(title or node.test.heading(fact), found, required, evaluation.condition(node))


@nodes.once_for_each
def _of_values(_: nodes.Matches) -> dict[tuple[FactValue, str], Check]:
    """Return what is said of a fact by its value, of which there are few, and by its title."""
    return {}


def _rows(node: nodes.RowsHold, evaluation: Evaluation, title: str) -> Check:
    """Show each row with how it turned out."""
    verdict = evaluation.condition(node)
    label, rows = node.rows.label, evaluation.on_rows(node.rows)
    text = title or condition_text(node)
    required = f"{'每' if node.all_of_them else '至少一'}个{label}：{condition_text(node.condition)}"
    if not rows:
        found = NOT_ENTERED if rows is None else NO_DAY
        return _simple(text, found, required, verdict)
    checks = tuple(
        replace(_check(node.condition, row), text=row_title(label, index, row.row.values if row.row else {}))
        for index, row in enumerate(rows)
    )
    complying = [check.text for check in checks if check.result is HOLDS]
    found = f"{len(rows)} 个{label}中 {len(complying)} 个符合"
    return _simple(text, found, required, verdict, parts=checks)


def _summary(check: Check) -> str:
    return check.found if check.parts else f"{check.text} {check.found}"


def _simple(
    text: str, found: str, required: str, verdict: Verdict, *, gap: str = "", parts: tuple[Check, ...] = ()
) -> Check:
    result, missing, doubts = verdict
    waiting = tuple(sorted(missing)) if missing else ()
    return Check(text, found, required, result, gap, waiting, parts, tuple(sorted(doubts)) if doubts else ())


def _comparison(node: nodes.Compare, evaluation: Evaluation, title: str) -> Check:
    left, right = evaluation.quantity(node.left), evaluation.quantity(node.right)
    verdict, near = ranges.compare(left, node.comparator, right), right.low if right.is_exact else None
    gap = ""
    if verdict.result is FAILS and near is not None and left.is_exact:
        gap = _gap_text(node, left.low, near)
    found = _found(node.left, left, evaluation, near=near)
    if isinstance(node.right, nodes.Literal):
        required = _written_bound(node)
    else:
        required = comparison_text(node.comparator, _bound_text(node.right, right), node.left.type)
    return _simple(title or quantity_text(node.left), found, required, verdict, gap=gap)


@nodes.once_for_each
def _written_bound(node: nodes.Compare) -> str:
    """Say what is required where it stands in the policy."""
    return comparison_text(node.comparator, quantity_text(node.right), node.left.type)


def _bound_text(node: Quantity, value: Range) -> str:
    """Word a bound that is computed, with its value."""
    if isinstance(node, nodes.Cases) and value.is_exact:
        return quantity_text(nodes.Literal(value.low, node.type, unit_text(node)))
    return (
        f"{quantity_text(node)}（{measured_text(node, value.low)}）"
        if value.is_exact
        else quantity_text(node)
    )


def _gap_text(node: nodes.Compare, left: Exact, right: Exact) -> str:
    if node.comparator in _WITHOUT_GAP:
        return ""
    short = right - left
    if not short:
        return ""
    is_short = short.numerator > 0
    distance, word = (short, "差") if is_short else (-short, "超出")
    if node.left.type is RATE:
        points = value_text(distance, RATE, near=0).removesuffix("%")
        return f"{word}{'' if points.startswith('约') else ' '}{points} 个百分点"
    if node.left.type is DATE:
        return f"{'早' if is_short else '晚'} {distance} 天"
    return f"{word} {measured_text(node.left, distance)}"


def _found(node: Quantity, value: Range, evaluation: Evaluation, *, near: Exact | None = None) -> str:
    """Return what was found for a quantity, with the figures it comes from."""
    if isinstance(node, nodes.Growth):
        return _growth_found(node, value, evaluation, near)
    if value.is_exact:
        shown = measured_text(node, value.low, near=near)
    elif value.is_empty:
        return NO_DAY
    else:
        shown = _open_text(value)
    return f"{shown}{_working(node, evaluation)}"


def _open_text(value: Range) -> str:
    if value.missing:
        return NOT_ENTERED
    return TO_JUDGE_TEXT if any(doubt.key for doubt in value.doubts) else UNKNOWN_TEXT


def _growth_found(node: nodes.Growth, value: Range, evaluation: Evaluation, near: Exact | None) -> str:
    known = evaluation.grown.get(id(node))
    if known is None:
        text = f"{_part(node.now, evaluation)}，{_part(node.base, evaluation)}"
        known = evaluation.grown[id(node)] = node, text
    figures = known[1]
    if value.is_exact:
        return f"{value_text(value.low, RATE, near=near)}（{figures}）"
    if value.doubts:
        return f"基期不大于 0，没有增长率（{figures}）"
    return f"{NOT_ENTERED}（{figures}）"


def _part(node: Quantity, evaluation: Evaluation) -> str:
    """Return a part of a figure with its value; a period figure by its period alone."""
    value = evaluation.quantity(node)
    shown = measured_text(node, value.low) if value.is_exact else _open_text(value)
    way = evaluation.way_text(node) if isinstance(node, nodes.Indicator) else ""
    return f"{_name_of_part(node)} {shown}{way}"


@nodes.once_for_each
def _name_of_part(node: Quantity) -> str:
    return node.period.label if isinstance(node, nodes.Indicator) else quantity_text(node)


def _working(node: Quantity, evaluation: Evaluation) -> str:
    """Return what a figure follows from; of a computed quantity the recorded ones, if they are few."""
    if isinstance(node, nodes.Indicator):
        return evaluation.way_text(node)
    if isinstance(node, nodes.Attribute):
        return ""
    leaves = _leaves_shown(node)
    if not leaves:
        return ""
    parts = [f"{quantity_text(one)} {_found(one, evaluation.quantity(one), evaluation)}" for one in leaves]
    return f"（{'，'.join(parts)}）"


@nodes.once_for_each
def _leaves_shown(node: Quantity) -> list[nodes.Attribute | nodes.Indicator]:
    """Return the recorded figures below a computed quantity, unless they are too many to be shown."""
    if isinstance(node, nodes.Literal | nodes.Attribute | nodes.Indicator | nodes.OverRows):
        return []
    leaves = list(dict.fromkeys(_leaves(node)))
    return leaves if len(leaves) <= _MOST_SHOWN else []


def _leaves(node: nodes.Node) -> list[nodes.Attribute | nodes.Indicator]:
    if isinstance(node, nodes.Attribute | nodes.Indicator):
        return [node]
    if isinstance(node, nodes.OverRows | nodes.RowsHold):
        return []
    return [leaf for part in nodes.parts_of(node) for leaf in _leaves(part)]


def _fact_text(fact: Fact, evaluation: Evaluation, *, in_row: bool) -> str:
    entered, value, _ = evaluation.value(fact, in_row=in_row)
    if not entered:
        return TO_JUDGE_TEXT if fact.is_judged else NOT_ENTERED
    followed = "" if in_row or fact.kind is not FactKind.CHOICE else _followed(fact, value, evaluation)
    return day_text(value) if isinstance(value, date) else f"{fact_text(fact, value)}{followed}"


def _followed(fact: Fact, value: object, evaluation: Evaluation) -> str:
    """Say that a fact follows from a code, or that the code says something else."""
    found = evaluation.following(fact)
    if not found or fact.name not in evaluation.facts.attributes:
        return f"（按{SOURCES[fact.name]}）" if found else ""
    return "" if found == value else f"（按{SOURCES[fact.name]}应为{fact_text(fact, found)}，请核对）"
