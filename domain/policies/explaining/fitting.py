"""How a clause fits an enterprise: granted, one condition short, open, or not met by more."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.language.ranges import Result
from domain.policies.one.checks import explain_requirement, row_title
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause
from domain.policies.trace import Check, Decision, Outcome


class Fit(StrEnum):
    """How a clause fits an enterprise, what is nearest to money first."""

    GRANTED = "granted"
    SHORT = "short"
    MISSING = "missing"
    MANUAL = "manual"
    NOT_MET = "not_met"

    @property
    def word(self) -> str:
        return _FITS[self]

    @property
    def rank(self) -> int:
        """Its place, the nearest to money first."""
        return _ORDER.index(self)


_FITS: Final = {
    Fit.GRANTED: "可享受",
    Fit.SHORT: "差一条",
    Fit.MISSING: "缺资料",
    Fit.MANUAL: "待认定",
    Fit.NOT_MET: "不符合",
}
_ORDER: Final = tuple(Fit)
_OPEN: Final = {Outcome.MISSING: Fit.MISSING, Outcome.MANUAL: Fit.MANUAL}


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a clause fits; ``short`` is the condition that is failed alone."""

    fit: Fit
    short: Check | None = None

    @property
    def words(self) -> str:
        """What is lacking of one that is one condition short: found, asked for, and by how much.

        >>> check = Check("营业收入增长", "9.2%", "不低于 10%", Result.FALSE, "差 0.8 个百分点")
        >>> Fitted(Fit.SHORT, check).words
        '营业收入增长：现在 9.2%，要求不低于 10%，差 0.8 个百分点'
        """
        if self.short is None:
            return ""
        one = self.short
        said = "，".join(filter(None, (f"现在 {one.found}", f"要求{one.required}", one.gap)))
        return f"{one.text}：{said}"

    @property
    def briefly(self) -> str:
        """The same without the figures."""
        return "，".join(filter(None, (self.short.text, self.short.gap))) if self.short else ""


def fitting(clause: Clause, decision: Decision, evaluation: Evaluation, dictionary: Dictionary) -> Fitted:
    """Say how a clause fits the enterprise of an evaluation, for which it was decided so."""
    if decision.outcome is Outcome.GRANTED:
        # With nothing to pay it is nothing that one could apply for.
        return Fitted(Fit.GRANTED if decision.amount else Fit.NOT_MET)
    if decision.outcome is not Outcome.NOT_MET:
        return Fitted(_OPEN[decision.outcome])
    # What a person decided stands, whatever the figures.
    short = None if decision.by_person else short_of(clause, evaluation, dictionary)
    return Fitted(Fit.NOT_MET if short is None else Fit.SHORT, short)


def short_of(clause: Clause, evaluation: Evaluation, dictionary: Dictionary) -> Check | None:
    """Say which condition an enterprise fails alone, or a row of its list; None where there is none."""
    if not clause.each:
        at = only_failure(clause, evaluation)
        return None if at is None else explain_requirement(clause.conditions[at], evaluation)
    kind = dictionary.rows[clause.each]
    for number, row in enumerate(evaluation.on_rows(kind) or ()):
        if (at := only_failure(clause, row)) is not None:
            check = explain_requirement(clause.conditions[at], row)
            title = row_title(kind.label, number, row.row.values if row.row else {})
            return replace(check, text=f"{title}：{check.text}")
    return None


def only_failure(clause: Clause, evaluation: Evaluation) -> int | None:
    """Return which condition an enterprise fails alone that the clause is for; None where it is not so."""
    if any(evaluation.condition(one.condition).result is not Result.TRUE for one in clause.who):
        return None
    results = [evaluation.condition(one.condition).result for one in clause.conditions]
    fails = [at for at, result in enumerate(results) if result is not Result.TRUE]
    return fails[0] if len(fails) == 1 and results[fails[0]] is Result.FALSE else None
