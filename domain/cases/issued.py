"""What was decided beside the notices that were issued: what has one, and what can still be given one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sqlmodel import Session

from domain.cases.queries import ListedNotice, issued_for
from domain.policies.many.numbers import Array
from domain.policies.runs.results import Result, Results
from domain.policies.shelf import reason_against_notices
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.ids import EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text


@dataclass(frozen=True, slots=True)
class IssuedResult(Result):
    """A result with the valid notice that was issued for it; None where there is none."""

    notice: ListedNotice | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What can be issued of some results, and why no more.

    Attributes:
        granted: How many results are granted.
        issued: How many of these have a valid notice.
        zero: How many of the others come to 0.
        amount: What all that is granted comes to, in fen.
        withheld: Whether the policy gives no notices as it is.
    """

    granted: int = 0
    issued: int = 0
    zero: int = 0
    amount: Fen = NO_MONEY
    withheld: bool = False

    @property
    def issuable(self) -> int:
        return 0 if self.withheld else self.granted - self.issued - self.zero

    @property
    def text(self) -> str:
        """How many are granted, and how many of them can be issued.

        >>> Tally(59, 2, 1, Fen(12_345_678)).text
        '符合 59 项，合计 123,456.78 元，其中 2 项已出具、1 项核定金额为 0：可出具 56 项'
        >>> Tally(3, 0, 0, Fen(300)).text
        '符合 3 项，合计 3.00 元，都可出具'
        >>> Tally(3, 0, 0, Fen(300), withheld=True).text
        '符合 3 项，合计 3.00 元，暂不能出具'
        """
        words = f"符合 {self.granted:,} 项，合计 {yuan_text(self.amount)} 元"
        why = [
            f"{count:,} 项{what}"
            for count, what in ((self.issued, "已出具"), (self.zero, "核定金额为 0"))
            if count
        ]
        if self.withheld and self.granted > self.issued:
            words = f"{words}，其中 {'、'.join(why)}" if why else words
            return f"{words}，暂不能出具"
        if why:
            return f"{words}，其中 {'、'.join(why)}：可出具 {self.issuable:,} 项"
        return f"{words}，都可出具" if self.granted else words


@dataclass(frozen=True)
class Standing:
    """The results of a policy beside its valid notices.

    Attributes:
        notices: By cell, see `Results`.
        against: Why the policy gives no notices as it is; empty where it does.
    """

    results: Results
    notices: Mapping[int, ListedNotice]
    against: str

    def result(self, cell: int) -> IssuedResult:
        """Return one result with its notice; the reason begins with what is to be said of that."""
        one, notice = self.results.result(cell), self.notices.get(int(cell))
        return IssuedResult(
            one.enterprise_id,
            one.uscc,
            one.enterprise_name,
            one.clause_id,
            one.outcome,
            one.amount,
            one.most,
            reason_beside(notice, one.outcome, one.amount, one.reason),
            notice,
            is_by_person=one.is_by_person,
        )

    def notices_of(self, enterprise_id: EnterpriseId) -> dict[str, ListedNotice]:
        """Return the notices of one enterprise by clause."""
        clauses = list(self.results.policy.clauses)
        return {
            clauses[int(cell) % len(clauses)]: self.notices[int(cell)]
            for cell in self.results.cells_of(enterprise_id)
            if int(cell) in self.notices
        }

    def noticed(self, cells: Array) -> int:
        """Count those that have a notice, whatever they come to now."""
        return int(self._has_notice[cells].sum())

    def open(self, cells: Array) -> Array:
        """Return those that there is anything to do or to see about: what has a notice and is not met now,
        too.
        """
        return cells[self.results.is_open(cells) | self._has_notice[cells]]

    def issuable(self, cells: Array) -> Array:
        """Return those for which a notice can be issued: there is something to pay, and none yet."""
        return cells[:0] if self.against else self._payable(cells)

    def tally(self, cells: Array) -> Tally:
        """Count what can be issued, and what stands against the rest of what is granted."""
        granted = self.results.having(cells, Outcome.GRANTED)
        issued = self.noticed(granted)
        zero = len(granted) - issued - len(self._payable(granted))
        amount = self.results.totals(granted).amount
        return Tally(len(granted), issued, zero, amount, withheld=bool(self.against))

    def _payable(self, cells: Array) -> Array:
        payable = self.results.payable(cells)
        return payable[~self._has_notice[payable]]

    @cached_property
    def _has_notice(self) -> Array:
        marks = np.zeros(self.results.enterprises * len(self.results.policy.clauses), bool)
        marks[list(self.notices)] = True
        return marks


def standing_of(session: Session, results: Results) -> Standing:
    """Put the valid notices of a policy beside what was decided; those of enterprises not in it are left."""
    notices = issued_for(session, results.policy.id)
    wanted = {enterprise_id for enterprise_id, _ in notices}
    numbers = {id_: number for number, id_ in enumerate(results.policy.clauses)}
    places = (
        {EnterpriseId(int(id_)): at for at, id_ in enumerate(results.ids) if id_ in wanted} if wanted else {}
    )
    by_cell = {
        places[enterprise_id] * len(numbers) + numbers[clause_id]: notice
        for (enterprise_id, clause_id), notice in notices.items()
        if enterprise_id in places and clause_id in numbers
    }
    return Standing(results, by_cell, reason_against_notices(session, results.policy))


def is_other(notice: ListedNotice, outcome: Outcome, amount: Fen) -> bool:
    """Whether what is decided now is not what the notice says."""
    return outcome is not Outcome.GRANTED or amount != notice.amount


def reason_beside(notice: ListedNotice | None, outcome: Outcome, amount: Fen, reason: str) -> str:
    """Return why it was decided so, with the notice and, where it says something else, what it says."""
    if notice is None:
        return reason
    words = f"已出具{notice.number}"
    if is_other(notice, outcome, amount):
        now = yuan_text(amount) + " 元" if outcome is Outcome.GRANTED else OUTCOME_NAMES[outcome]
        words = f"{words}，{yuan_text(notice.amount)} 元，现在是{now}"
    return "；".join(filter(None, (words, reason)))
