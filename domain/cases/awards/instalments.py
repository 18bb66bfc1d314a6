"""Instalments that are due: those after a granted one whose own conditions hold by now, without a case yet.

They are decided as making cases decides them, so that what is said to be due is what can be made.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.funding import Funds
from domain.cases.awards.making import Wanted, look_at, payable
from domain.cases.awards.rules import Rules
from domain.enterprises.identity import standing_for
from domain.policies.policy import Policy
from domain.store.sql import among
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Reporter

MOST: Final = 1_000
"""So many of a policy and a period are decided, those granted first; nobody waits for thousands of them."""


@dataclass(frozen=True, slots=True)
class DueInstalments:
    """Instalments of a policy that are due for one period, and have no case.

    Attributes:
        wanted: What cases can be made of.
        amount: What they come to together, in fen.
        unseen: How many more may be due, beyond those that were looked at.
        lowered: Of how many an instalment before was lowered after it was paid: what is due now may be less.
    """

    policy: Policy
    period: str
    wanted: Sequence[Wanted]
    amount: Fen
    unseen: int
    lowered: int

    @property
    def titles(self) -> str:
        """Which instalments they are, in words."""
        return "、".join(dict.fromkeys(one.instalment for one in self.wanted))


def due_instalments(session: Session, rules: Rules, reporter: Reporter) -> list[DueInstalments]:
    """Return the instalments that are due, by policy and period.

    Raises:
        Cancelled: The user stopped it.
    """
    return [
        found
        for policy in rules.policies.values()
        for period, wanted in _candidates(session, policy).items()
        if (found := _due(session, (policy, period), wanted, rules, reporter)).wanted
    ]


def _due(
    session: Session,
    of: tuple[Policy, str],
    candidates: Sequence[Wanted],
    rules: Rules,
    reporter: Reporter,
) -> DueInstalments:
    policy, period = of
    looked_at = candidates[:MOST]
    found = look_at(session, looked_at, reporter, policy=policy, rules=rules, period=period)
    due = [one for one in map(payable, found) if not one.reason]
    amount = Fen(sum(one.amount for one in due))
    unseen = len(candidates) - len(looked_at)
    lowered = _lowered(session, rules.funds, policy, period) if due else set()
    less = sum((one.wanted.enterprise_id, one.wanted.clause_id) in lowered for one in due)
    return DueInstalments(policy, period, [one.wanted for one in due], amount, unseen, less)


def _lowered(
    session: Session, funds: Funds, policy: Policy, period: str
) -> set[tuple[EnterpriseId | None, str]]:
    """Return the awards of which an instalment was lowered after it was paid."""
    rows = session.exec(
        select(AwardCase).where(
            among(col(AwardCase.id), funds.lowered(session)),
            AwardCase.policy_id == policy.id,
            AwardCase.period == period,
            AwardCase.instalment != "",
        )
    ).all()
    owners = standing_for(session, {row.enterprise_id for row in rows})
    return {(owners.get(row.enterprise_id), row.clause_id) for row in rows}


def _candidates(session: Session, policy: Policy) -> Mapping[str, Sequence[Wanted]]:
    """Return by period what comes after an instalment that was granted, and has no case."""
    titles = {
        clause.id: [stage.title for stage in clause.stages]
        for clause in policy.clauses.values()
        if clause.stages
    }
    wanted: dict[str, list[Wanted]] = defaultdict(list)
    for (owner, clause_id, period), begun in _begun(session, policy, titles).items():
        wanted[period] += (
            Wanted(owner, clause_id, title)
            for title in _after(titles[clause_id], begun)
            if title not in begun
        )
    return {period: some for period, some in wanted.items() if some}


def _begun(
    session: Session, policy: Policy, titles: Mapping[str, Sequence[str]]
) -> Mapping[tuple[EnterpriseId, str, str], Mapping[str, str]]:
    """Return of awards that are paid in instalments how those ended, or are going, that have a case."""
    if not titles:
        return {}
    columns = (AwardCase.enterprise_id, AwardCase.clause_id, AwardCase.period, AwardCase.instalment)
    query = (
        select(*columns, AwardCase.ended)  # type: ignore[call-overload]
        .where(
            AwardCase.policy_id == policy.id,
            among(col(AwardCase.clause_id), titles),
            AwardCase.instalment != "",
            col(AwardCase.ended).in_([Ended.GRANTED, Ended.ON_ITS_WAY]),
        )
        .order_by(col(AwardCase.id))
    )
    rows = session.execute(query).all()
    owners = standing_for(session, {EnterpriseId(row.enterprise_id) for row in rows})
    begun: dict[tuple[EnterpriseId, str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        if (owner := owners.get(row.enterprise_id)) is not None:
            begun[owner, row.clause_id, row.period][row.instalment] = row.ended
    return begun


def _after(titles: Sequence[str], begun: Mapping[str, str]) -> Iterator[str]:
    """Yield the instalments after the first that was granted."""
    granted = (at for at, title in enumerate(titles) if begun.get(title) == Ended.GRANTED)
    yield from titles[next(granted, len(titles)) + 1 :]
