"""What was decided beside the notices that were issued: what has one, and what can still be given one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.funding import Funds, lowered_words
from domain.cases.awards.reading import awards_in_cases
from domain.cases.queries import ListedNotice, issued_for
from domain.policies.many.numbers import Array
from domain.policies.runs.results import Result, Results
from domain.policies.shelf import reason_against_notices
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.store.sql import among
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text

IN_CASE: Final = "已有事项"
"""What is said of what a case is on its way for, or was granted by one: its notice is issued there."""


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
        in_cases: How many of the rest have a case on its way, where their notice will be issued.
        amount: What all that is granted comes to, in fen.
        withheld: Whether the policy gives no notices as it is.
    """

    granted: int = 0
    issued: int = 0
    zero: int = 0
    in_cases: int = 0
    amount: Fen = NO_MONEY
    withheld: bool = False

    @property
    def issuable(self) -> int:
        return 0 if self.withheld else self.granted - self.issued - self.zero - self.in_cases

    @property
    def text(self) -> str:
        """How many are granted, and how many of them can be issued.

        >>> Tally(59, 2, 1, 6, Fen(12_345_678)).text
        '符合 59 项，合计 123,456.78 元，其中 2 项已出具、6 项已有事项、1 项核定金额为 0：可出具 50 项'
        >>> Tally(3, amount=Fen(300)).text
        '符合 3 项，合计 3.00 元，都可出具'
        >>> Tally(3, amount=Fen(300), withheld=True).text
        '符合 3 项，合计 3.00 元，暂不能出具'
        """
        words = f"符合 {self.granted:,} 项，合计 {yuan_text(self.amount)} 元"
        why = [
            f"{count:,} 项{what}"
            for count, what in (
                (self.issued, "已出具"),
                (self.in_cases, IN_CASE),
                (self.zero, "核定金额为 0"),
            )
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
        cases: The cells that have a case on its way, or granted, and no notice.
        against: Why the policy gives no notices as it is; empty where it does.
    """

    results: Results
    notices: Mapping[int, ListedNotice]
    cases: Collection[int]
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
            self.reason_of(int(cell), one.outcome, one.amount, one.reason),
            notice,
            is_by_person=one.is_by_person,
        )

    def reason_of(self, cell: int, outcome: Outcome, amount: Fen, reason: str) -> str:
        """Return why it was decided so, with the notice or the case that there is."""
        if cell in self.cases:
            return "；".join(filter(None, (IN_CASE, reason)))
        return reason_beside(self.notices.get(cell), outcome, amount, reason)

    def cells_of(self, enterprise_id: EnterpriseId) -> dict[str, int]:
        """Return the cells of one enterprise by clause."""
        clauses = list(self.results.policy.clauses)
        return {clauses[int(cell) % len(clauses)]: int(cell) for cell in self.results.cells_of(enterprise_id)}

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
        payable = self._without_notice(granted)
        in_cases = int(self._has_case[payable].sum())
        zero = len(granted) - issued - len(payable)
        amount = self.results.totals(granted).amount
        return Tally(len(granted), issued, zero, in_cases, amount, withheld=bool(self.against))

    def beginnable(self, cells: Array) -> Array:
        """Return those that a case can be made for, so far: granted, and neither a notice nor a case."""
        return self._payable(cells)

    def _payable(self, cells: Array) -> Array:
        payable = self._without_notice(cells)
        return payable[~self._has_case[payable]]

    def _without_notice(self, cells: Array) -> Array:
        payable = self.results.payable(cells)
        return payable[~self._has_notice[payable]]

    @cached_property
    def _has_notice(self) -> Array:
        return self._marked(self.notices)

    @cached_property
    def _has_case(self) -> Array:
        return self._marked(self.cases)

    def _marked(self, cells: Collection[int]) -> Array:
        marks = np.zeros(self.results.enterprises * len(self.results.policy.clauses), bool)
        marks[list(cells)] = True
        return marks


def standing_of(session: Session, results: Results, funds: Funds) -> Standing:
    """Put a policy's valid notices and cases beside what was decided; enterprises not in it are left out."""
    found, cases = issued_for(session, results.policy.id), awards_in_cases(session, results.policy.id)
    notices = dict(zip(found, with_lowered(session, found.values(), funds), strict=True))
    wanted = {enterprise_id for enterprise_id, _ in (*notices, *cases)}
    numbers = {id_: number for number, id_ in enumerate(results.policy.clauses)}
    places = (
        {EnterpriseId(int(id_)): at for at, id_ in enumerate(results.ids) if id_ in wanted} if wanted else {}
    )

    def cell_of(key: tuple[EnterpriseId, str]) -> int | None:
        if key[0] not in places or key[1] not in numbers:
            return None
        return places[key[0]] * len(numbers) + numbers[key[1]]

    by_cell = {cell: one for key, one in notices.items() if (cell := cell_of(key)) is not None}
    in_cases = {cell for key in cases if (cell := cell_of(key)) is not None and cell not in by_cell}
    return Standing(results, by_cell, in_cases, reason_against_notices(session, results.policy))


def with_lowered(session: Session, notices: Iterable[ListedNotice], funds: Funds) -> Iterator[ListedNotice]:
    """Yield notices with what their awards were lowered to after they were paid, where they were."""
    lowered = funds.lowered(session)
    query = select(AwardCase.notice_id, AwardCase.id).where(among(col(AwardCase.id), lowered))
    of_notice = {told: lowered[CaseId(id_)] for told, id_ in session.exec(query) if id_ is not None}
    for one in notices:
        yield replace(one, lowered=of_notice[one.id]) if one.id in of_notice else one


def is_other(notice: ListedNotice, outcome: Outcome, amount: Fen) -> bool:
    """Whether what is decided now is not what stands of what the notice says."""
    return outcome is not Outcome.GRANTED or amount != notice.stands


def reason_beside(notice: ListedNotice | None, outcome: Outcome, amount: Fen, reason: str) -> str:
    """Return why it was decided so, with the notice and, where it says something else, what it says."""
    if notice is None:
        return reason
    words = [f"已出具{notice.number}"]
    is_same = not is_other(notice, outcome, amount)
    if notice.lowered is not None:
        words.append(lowered_words(notice.amount, notice.lowered))
    elif not is_same:
        words.append(f"{yuan_text(notice.amount)} 元")
    if not is_same:
        now = yuan_text(amount) + " 元" if outcome is Outcome.GRANTED else OUTCOME_NAMES[outcome]
        words.append(f"现在是{now}")
    return "；".join(filter(None, ("，".join(words), reason)))
