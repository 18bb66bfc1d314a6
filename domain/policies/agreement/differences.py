"""What a policy's wording says and its formulas do not, and the other way round."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.policies.agreement.figures import Figure, Kind, all_of, stands_in
from domain.policies.agreement.formulas import AWARD, Found, PeriodOfFact, figures_in, figures_of
from domain.policies.agreement.wording import Reading, read_wording, times_before
from domain.policies.policy import Clause, Policy, Requirement

_NOT_IN_FORMULAS: Final = "公式里没有，口径里也没有说明"
_NOT_IN_TEXT: Final = "条文里没有，本条口径里也没有说明"
_NOT_IN_OWN: Final = "这一项的公式里没有"
_NOT_IN_OWN_TEXT: Final = "这一项的文字里没有"
_ABOUT: Final = "是约数，公式里写不出；请在本条口径里说明按多少算"
_NO_LIMIT: Final = "是最高限额，条文里没有这个最高限额"
_SETS_ASIDE: Final = re.compile("不|未|另|人工|认定|指|即|折合|换算|相当于|等于|视为")
"""How a reading says of a figure of the wording that no formula has it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One figure on which wording and formulas differ.

    Attributes:
        clause_id: Empty for what holds for the whole policy.
        clause_title: As people call it.
        place: Where the figure stands, in words.
        figure: As it stands there.
        problem: What is wrong with it.
    """

    clause_id: str
    clause_title: str
    place: str
    figure: str
    problem: str

    @property
    def said(self) -> str:
        """What differs, without the name of the clause."""
        return f"{self.place}里的“{self.figure}”，{self.problem}"

    @property
    def sentence(self) -> str:
        """What differs, with its place."""
        return f"条款“{self.clause_title}”：{self.said}" if self.clause_title else self.said


def disagreements_of(policy: Policy) -> list[Disagreement]:
    """Return every figure on which wording and formulas differ, clause by clause.

    Each figure of a clause's wording must stand in its formulas or be set aside by one of its readings; each
    one of the formulas must stand in the wording or such a reading. What the words of a condition say must
    stand in its own formula and the other way round, a limit must be one in the wording, and a figure of the
    enterprises must be of the period that the wording names before it.

    What it cannot see: figures that two places exchange; one that stands in several places and is changed in
    one of them to another of the wording; whether a bound itself counts; what a figure is held against.
    Readings for the whole policy hold for every clause and so name no figure of one.
    """
    return [*_found_in(_Itself(policy))]


class _Itself:
    """A policy that is equal to itself alone: each act that gives notices asks the same one anew."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.policy is other.policy

    def __hash__(self) -> int:
        return id(self.policy)


@lru_cache(maxsize=8)
def _found_in(itself: _Itself) -> tuple[Disagreement, ...]:
    policy = itself.policy
    years = years_of(policy)
    found = [*_of_exclusions(policy, years)]
    for clause in policy.clauses.values():
        found += disagreements_in(policy, clause, years)
    return tuple(found)


def years_of(policy: Policy) -> tuple[int, ...]:
    """Return which years a period means that names none: those of the policy."""
    named = [
        start.year for one in read_wording(policy.title, ()).all for start, _ in one.times if one.is_year
    ]
    return tuple(dict.fromkeys((*named, *range(policy.valid_from.year, policy.valid_to.year + 1))))


def disagreements_in(policy: Policy, clause: Clause, years: tuple[int, ...]) -> list[Disagreement]:
    """Return what differs in one clause.

    Of clauses that have one wording together, each figure of it has to stand in one of them.
    """
    kin = (
        one
        for one in policy.clauses.values()
        if one.id != clause.id and one.wording == clause.wording and one.wording
    )
    side = _Sides(
        clause,
        read_wording(clause.wording, years),
        figures_of(clause, policy, years),
        [figure for text in clause.readings for figure in read_wording(text, years).all],
        years,
        [_known(one, figures_of(one, policy, years), years) for one in kin],
    )
    problems = dict.fromkeys(
        (*_of_wording(side), *_of_formulas(side), *_of_periods(side), *_of_texts(side, policy))
    )
    return [Disagreement(clause.id, clause.title, *one) for one in problems]


@dataclass(frozen=True, slots=True)
class _Sides:
    """One clause: what its wording says, what its formulas hold, what its readings name."""

    clause: Clause
    wording: Reading
    formulas: Found
    readings: Sequence[Figure]
    years: tuple[int, ...]
    kin: Sequence[Sequence[Figure]]
    """What each other clause of the same wording has of it."""


_Problem = tuple[str, str, str]
"""Place, figure, what is wrong."""


def _of_wording(side: _Sides) -> Iterator[_Problem]:
    clause = side.clause
    known = _known(clause, side.formulas, side.years)
    for figure in side.wording.figures:
        # What a person decides by stands in no formula.
        if clause.award is None and figure.kind is not Kind.TIME:
            continue
        is_known = _goes_without_saying(figure) or stands_in(figure, known) or _is_of_kin(figure, side)
        if not is_known:
            yield f"条文“{figure.place}”", figure.text, _ABOUT if figure.is_about else _NOT_IN_FORMULAS


def _known(clause: Clause, formulas: Found, years: tuple[int, ...]) -> list[Figure]:
    """Return the figures that a clause computes with, and those of which it says why not."""
    return [*formulas.all, *_set_aside((*clause.readings, clause.by_person), years)]


def _is_of_kin(figure: Figure, side: _Sides) -> bool:
    """Whether a figure belongs to other clauses of the wording.

    As many of them have it as times it is said; a period is said again and again.
    """
    held = sum(stands_in(figure, known) for known in side.kin)
    said = sum(stands_in(figure, [one]) for one in side.wording.figures)
    return held >= (1 if figure.kind is Kind.TIME else said)


def _set_aside(readings: Iterable[str], years: tuple[int, ...]) -> Iterator[Figure]:
    """Yield the figures of which readings say that they are not computed with, or what else they mean."""
    for reading in readings:
        for sentence in re.split("[。；]", reading):
            if _SETS_ASIDE.search(sentence):
                yield from read_wording(sentence, years).all


def _goes_without_saying(figure: Figure) -> bool:
    """Return whether a figure of the wording says only 没有, 每一个 or 同样多 (1:1)."""
    is_even = figure.kind is Kind.RATE and figure.amounts == {1} and figure.text[-1:] == "1"
    return (
        figure.amounts == {0}
        or is_even
        or (figure.kind is Kind.NUMBER and figure.amounts == {1} and figure.unit != "个月")
    )


def _of_formulas(side: _Sides) -> Iterator[_Problem]:
    named = [*side.wording.all, *side.readings]
    limits = [one for one in all_of(named) if one.is_limit]
    for figure in side.formulas.figures:
        if not stands_in(figure, named):
            yield f"公式（{figure.place}）", figure.text, _NOT_IN_TEXT
        elif figure.is_limit and not stands_in(figure, limits):
            yield f"公式（{figure.place}）", figure.text, _NO_LIMIT


def _of_periods(side: _Sides) -> Iterator[_Problem]:
    """Yield figures of enterprises that are of another period than the wording says right before them."""
    for one in side.formulas.periods:
        said = times_before(side.clause.wording, one.labels, side.years)
        if not said or _is_base(one, side.formulas.periods):
            continue
        if not stands_in(one.figure, [*said, *side.readings]):
            words = "、".join(dict.fromkeys(figure.text for figure in said))
            what = f"{one.figure.text}{one.labels[0]}"
            yield f"公式（{one.figure.place}）", what, f"条文里的{one.labels[0]}是“{words}”的"


def _is_base(one: PeriodOfFact, others: Iterable[PeriodOfFact]) -> bool:
    """Return whether another is compared with it: 增量 is this year's less that of the year before."""
    return any(other.fact == one.fact and one.period in other.bases for other in others)


def _of_texts(side: _Sides, policy: Policy) -> Iterator[_Problem]:
    """Yield what conditions say in words and do not ask for in their formulas, and the other way round.

    Words that several conditions have together (1万至3万平方米) are asked for by all of these, and of those
    that count up lines (300万、500万以上的) a condition asks for the lowest and the award for the rest.
    """
    clause, shared = side.clause, len(policy.exclusions)
    lines = [figure for figure in side.formulas.all if figure.place == AWARD]
    stages = [(f"分期“{stage.title}”的条件", stage.conditions) for stage in clause.stages]
    for name, requirements in (("适用对象", clause.who[shared:]), ("条件", clause.conditions), *stages):
        for at, one in enumerate(requirements, start=1):
            kin = [other for other in requirements if other is not one and other.text == one.text]
            elsewhere = [figure for other in kin for figure in figures_in(other, side.years).all]
            kinds = [figure.kind for figure in read_wording(one.text, side.years).figures]
            elsewhere += lines if len(set(kinds)) < len(kinds) else ()
            yield from _of_text(one, f"{name}第 {at} 项", side.readings, side.years, elsewhere)


def _of_text(
    one: Requirement,
    place: str,
    readings: Sequence[Figure],
    years: tuple[int, ...],
    elsewhere: Sequence[Figure] = (),
) -> Iterator[_Problem]:
    text, asked = read_wording(one.text, years), figures_in(one, years)
    for figure in text.figures:
        if not _goes_without_saying(figure) and not stands_in(figure, [*asked.all, *elsewhere]):
            yield f"{place}的文字“{one.text}”", figure.text, _ABOUT if figure.is_about else _NOT_IN_OWN
    kinds = {figure.kind for figure in text.all}
    for figure in asked.figures:
        if figure.kind in kinds and not stands_in(figure, [*text.all, *readings]):
            yield f"公式（{place}“{one.text}”）", figure.text, _NOT_IN_OWN_TEXT


def _of_exclusions(policy: Policy, years: tuple[int, ...]) -> Iterator[Disagreement]:
    texts = [*policy.readings, *(clause.wording for clause in policy.clauses.values())]
    named = [figure for text in texts for figure in read_wording(text, years).all]
    for at, one in enumerate(policy.exclusions, start=1):
        place = f"排除情形第 {at} 项"
        own = read_wording(one.text, years).all
        for figure in figures_in(one, years).figures:
            if not stands_in(figure, [*own, *named]):
                yield Disagreement("", "", f"公式（{place}）", figure.text, _NOT_IN_TEXT)
        for problem in _of_text(one, place, named, years):
            yield Disagreement("", "", *problem)
