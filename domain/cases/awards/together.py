"""What awards of one policy may come to together, held against what was approved of it before.

A decision sees one day: 就高不重复, caps that clauses or enterprises share, and pots hold among all that is
decided on it. What was approved on an earlier day stays as it is, whatever was entered since; what comes
later must not go past them with it either.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.funding import Funds
from domain.cases.awards.reading import name_of, read_cases
from domain.cases.awards.rules import kept_roads
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.identity import standing_for
from domain.enterprises.queries import facts_of
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Policy, SharedCap
from domain.policies.trace import Decision, Outcome
from domain.store.sql import among
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text


@dataclass(frozen=True, slots=True)
class Approving:
    """What is known where awards are approved; ``funds`` None where nothing was ever paid."""

    session: Session
    dictionary: Dictionary
    funds: Funds | None

    def beyond(self, rows: Sequence[AwardCase], policies: Mapping[str, Policy]) -> dict[CaseId, str]:
        """Say of cases that are to be approved together which go past what there is, and how much is left.

        Counted are what stands of awards that were approved, and of those here the ones that come first.
        """
        found: dict[CaseId, str] = {}
        of_policies: dict[str, list[AwardCase]] = {}
        for row in rows:
            of_policies.setdefault(row.policy_id, []).append(row)
        for policy_id, several in of_policies.items():
            policy = policies.get(policy_id)
            if policy is None or not (bound := _bound_together(policy)):
                continue
            asked = [row for row in several if row.clause_id in bound]
            approved = _Approved.read(self, policy, bound, asked)
            for row in asked:
                assert row.id is not None
                limits = _limits(self, row, approved)
                if past := [one for one in limits if one.left < row.amount]:
                    found[CaseId(row.id)] = min(past, key=lambda one: one.left).words
                else:
                    approved.add(row, Fen(row.amount))
        return found


@dataclass(frozen=True, slots=True)
class _Limit:
    """How much an award may come to beside others, in fen, and by what."""

    left: Fen
    by: str

    @property
    def words(self) -> str:
        return f"{self.by}，{f'本项最多还能给 {yuan_text(self.left)} 元' if self.left else '本项不能再给'}"


@dataclass(frozen=True, slots=True)
class _Approved:
    """What was approved of the clauses of a policy that are bound together, in fen.

    Attributes:
        owners: The record that stands for each enterprise now.
        awards: By the enterprise, as it stands now, and the period.
        of_pots: By clause and period.
        of_alike: By the cap that enterprises share, what they are alike in, and the period.
    """

    policy: Policy
    owners: Mapping[EnterpriseId, EnterpriseId]
    awards: dict[tuple[EnterpriseId, str], list[tuple[AwardCase, Fen]]] = field(default_factory=dict)
    of_pots: Counter[tuple[str, str]] = field(default_factory=Counter)
    of_alike: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @staticmethod
    def read(known: Approving, policy: Policy, clauses: set[str], asked: Sequence[AwardCase]) -> "_Approved":
        session, own = known.session, {row.id for row in asked}
        query = select(AwardCase).where(
            AwardCase.policy_id == policy.id,
            among(col(AwardCase.clause_id), clauses),
            among(col(AwardCase.period), {row.period for row in asked}),
            col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
        )
        rows = {
            CaseId(row.id): row for row in session.exec(query) if row.id is not None and row.id not in own
        }
        for row in rows.values():
            session.expunge(row)
        going = [id_ for id_, row in rows.items() if row.ended == Ended.ON_ITS_WAY]
        cases = read_cases(session, going, kept_roads(session)) if going else []
        waiting = {case.id for case in cases if case.approval is None}
        ids = {row.enterprise_id for row in (*rows.values(), *asked)}
        approved = _Approved(policy, standing_for(session, ids))
        lowered = known.funds.lowered(session) if known.funds is not None else {}
        for id_, row in rows.items():
            if id_ not in waiting:
                approved.add(row, lowered.get(id_, Fen(row.amount)))
        return approved

    def add(self, row: AwardCase, amount: Fen) -> None:
        self.awards.setdefault((self.owner_of(row), row.period), []).append((row, amount))
        self.of_pots[row.clause_id, row.period] += amount
        for cap in self.policy.caps_across:
            if row.clause_id in cap.clauses:
                self.of_alike[cap.title, _alike_in(cap, row), row.period] += amount

    def owner_of(self, row: AwardCase) -> EnterpriseId:
        return self.owners.get(row.enterprise_id, row.enterprise_id)

    def of_owner(self, row: AwardCase) -> Sequence[tuple[AwardCase, Fen]]:
        return self.awards.get((self.owner_of(row), row.period), ())


def _bound_together(policy: Policy) -> set[str]:
    """Return the clauses of which not each stands by itself."""
    found = {id_ for id_ in policy.clauses if _pot_of(policy, id_) is not None}
    return found.union(*(one.clauses for one in policy.groups), *(one.clauses for one in policy.shared_caps))


def _pot_of(policy: Policy, clause_id: str) -> Fen | None:
    contest = policy.clauses[clause_id].contest if clause_id in policy.clauses else None
    return None if contest is None else contest.pot


def _limits(known: Approving, row: AwardCase, approved: _Approved) -> Iterator[_Limit]:
    policy = approved.policy
    for group in policy.groups:
        if row.clause_id in group.clauses:
            others = _within([id_ for id_ in group.clauses if id_ != row.clause_id], approved, row)
            if others:
                yield _highest(row, others, approved, group.title)
    for cap in policy.shared_caps:
        if row.clause_id in cap.clauses:
            yield from _under(known, cap, row, approved)
    if (pot := _pot_of(policy, row.clause_id)) is not None:
        used = Fen(approved.of_pots[row.clause_id, row.period])
        yield _left_of(pot, used, f"“{policy.clauses[row.clause_id].title}”总额")


def _highest(
    row: AwardCase, others: Sequence[tuple[AwardCase, Fen]], approved: _Approved, title: str
) -> _Limit:
    """Return what 就高不重复 leaves: all of the group together come to the highest of them at the most."""
    used, same = _sum(others), _sum(_within([row.clause_id], approved, row))
    highest = max(others, key=lambda one: one[1])[0]
    by = f"与{name_of(highest)}就高不重复（{title}），已批准 {yuan_text(used)} 元"
    return _Limit(Fen(max(max(_entitled(row), used) - used - same, 0)), by)


def _under(known: Approving, cap: SharedCap, row: AwardCase, approved: _Approved) -> Iterator[_Limit]:
    """Yield what a cap leaves that clauses share, or enterprises that are alike in something."""
    limit = cap.limit
    if cap.across is not None:
        alike = _alike_in(cap, row)
        used = Fen(approved.of_alike[cap.title, alike, row.period] if alike else 0)
    else:
        used = _sum(_within(cap.clauses, approved, row))
        if limit is None and used:
            facts = facts_of(known.session, approved.owner_of(row), known.dictionary)
            reach = Evaluation(facts).quantity(cap.cap)
            # Where it is not certain the clauses wait for it, and none is granted.
            limit = Fen(max(int(reach.low), 0)) if reach.is_exact else None
    if limit is not None and used:
        yield _left_of(limit, used, f"“{cap.title}”合计")


def _left_of(limit: Fen, used: Fen, what: str) -> _Limit:
    by = f"{what}不超过 {yuan_text(limit)} 元，已批准 {yuan_text(used)} 元"
    return _Limit(Fen(max(limit - used, 0)), by)


def _within(clauses: Sequence[str], approved: _Approved, row: AwardCase) -> Sequence[tuple[AwardCase, Fen]]:
    """Return what was approved of some clauses for the enterprise of a case."""
    return [one for one in approved.of_owner(row) if one[0].clause_id in clauses]


def _entitled(row: AwardCase) -> Fen:
    """Return what the clause comes to for it: all instalments, and what a person may say at the most."""
    decision = Decision.from_json(row.decision)
    if decision.outcome is Outcome.MANUAL:
        return Fen(row.amount) if decision.is_unbounded else decision.most
    return decision.amount


def _alike_in(cap: SharedCap, row: AwardCase) -> str:
    """Return whose enterprise it is, by the facts that it was decided on; empty where that is not entered."""
    assert cap.across is not None
    return str(json.loads(row.facts).get("attributes", {}).get(cap.across.name) or "")


def _sum(awards: Sequence[tuple[AwardCase, Fen]]) -> Fen:
    return Fen(sum((amount for _, amount in awards), NO_MONEY))
