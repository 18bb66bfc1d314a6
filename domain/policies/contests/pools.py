"""A cap that enterprises share, such as those of one controller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.pots import Proportion
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Doubt
from domain.policies.language.wording import fact_text, value_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Policy, SharedCap
from domain.policies.trace import Decision, Operation, Outcome, Step
from domain.values.money import NO_MONEY, Fen

_OPEN = (Outcome.MISSING, Outcome.MANUAL)


@dataclass(frozen=True, slots=True)
class Member:
    """One enterprise under a cap: who it belongs to (empty where that is not entered), what it comes to."""

    who: str
    code: str
    decisions: tuple[Decision, ...]

    @property
    def granted(self) -> int:
        return sum(one.amount for one in self.decisions)

    def open(self, limit: Fen) -> int:
        """Return what it may still come to; all that there is where nothing is known of it."""
        return sum(limit if one.is_unbounded else one.most for one in self.decisions if one.outcome in _OPEN)

    @property
    def claims(self) -> list[tuple[Fen, str]]:
        """What is granted to it, each with the order in which fen that remain are given."""
        return [(one.amount, _order(self.code, one)) for one in self.decisions if one.amount]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Enterprises of one controller: how many, what is granted, what may still be, how it is cut down."""

    households: int
    granted: int
    open: int
    cut: Proportion | None

    @staticmethod
    def of(cap: SharedCap, limit: Fen, members: Sequence[Member], unknown: int) -> "Sharing":
        granted, still_open = sum(one.granted for one in members), sum(one.open(limit) for one in members)
        cut = None
        if cap.in_proportion and granted > limit and not (still_open or unknown):
            claims = [claim for one in members for claim in one.claims]
            cut = Proportion.of(limit, [amount for amount, _ in claims], [order for _, order in claims])
        return Sharing(len(members), granted, still_open, cut)


@dataclass(frozen=True, slots=True)
class Pool:
    """What all enterprises under a cap come to; it decides about any of them.

    Attributes:
        groups: By who they belong to.
        unknown: What those of whom that is not entered come to, and may still come to.
        highest: The most that one of the groups may come to.
    """

    cap: SharedCap
    limit: Fen
    groups: Mapping[str, Sharing]
    unknown: int
    highest: int

    @staticmethod
    def of(cap: SharedCap, members: Sequence[Member]) -> "Pool":
        """Add up all enterprises for which anything is granted or open."""
        assert cap.limit is not None
        by_who: dict[str, list[Member]] = {}
        for one in members:
            if one.granted or one.open(cap.limit):
                by_who.setdefault(one.who, []).append(one)
        apart = by_who.pop("", [])
        unknown = sum(one.granted + one.open(cap.limit) for one in apart)
        groups = {who: Sharing.of(cap, cap.limit, group, unknown) for who, group in by_who.items()}
        highest = max((one.granted + one.open for one in groups.values()), default=0)
        return Pool(cap, cap.limit, groups, unknown, highest)

    def settle(self, one: Member, shown: str) -> list[Decision]:
        """Decide what is under the cap for an enterprise; ``shown`` is who it belongs to, in words."""
        if not one.who:
            matters = self.highest + self.unknown > self.limit
            return [self._asking(each) if matters else each for each in one.decisions]
        sharing = self.groups.get(one.who)
        if sharing is None or sharing.granted + sharing.open + self.unknown <= self.limit:
            return list(one.decisions)
        return [self._shared(each, sharing, one.code, shown) for each in one.decisions]

    def _asking(self, decision: Decision) -> Decision:
        """Let what is granted wait for who the enterprise belongs to."""
        assert self.cap.across is not None
        if not decision.amount:
            return decision
        return replace(
            decision,
            outcome=Outcome.MISSING,
            amount=NO_MONEY,
            steps=(),
            missing=(self.cap.across.name,),
            note=f"要与其他企业共用限额（{self.cap.title}）",
            most=decision.amount,
        )

    def _shared(self, decision: Decision, sharing: Sharing, code: str, shown: str) -> Decision:
        if decision.outcome in _OPEN:
            return replace(decision, most=Fen(min(decision.most, self.limit)))
        if not decision.amount:
            return decision
        limit, whole = (value_text(one, Type.MONEY) for one in (self.limit, sharing.granted))
        asked = f"“{shown}”的 {sharing.households} 户合计 {whole}"
        if sharing.cut is None:
            reason = f"{asked}，{self.cap.title}的限额为 {limit}，"
            reason += "尚有企业未定" if sharing.open or self.unknown else "超出的部分由本单位分配"
            return _held(decision, reason, Fen(min(decision.amount, self.limit)))
        amount, claim = sharing.cut.part(decision.amount, _order(code, decision)), decision.amount
        rule = f"{asked}，超过{self.cap.title}的限额 {limit}，按比例分配"
        text = f"{rule}：{value_text(claim, Type.MONEY)} × {limit} ÷ {whole}"
        step = Step(
            text, Operation.TAKE, (Fraction(amount),), Fraction(amount), value_text(amount, Type.MONEY)
        )
        return replace(decision, amount=amount, steps=(*decision.steps, step))


def wait_for_pools(policy: Policy, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Let what is granted to an enterprise alone wait for those it shares a cap with."""
    settled = {one.clause_id: one for one in decisions}
    for cap in policy.caps_across:
        assert cap.across is not None
        for one in (settled[id_] for id_ in cap.clauses):
            if one.amount:
                reason = f"须与同一{cap.across.label}的企业一并核定（{cap.title}）"
                settled[one.clause_id] = _held(one, reason, one.amount)
    return tuple(settled.values())


def member_of(cap: SharedCap, facts: EnterpriseFacts, decisions: Mapping[str, Decision]) -> Member:
    """Return an enterprise as one under a cap."""
    assert cap.across is not None
    _, who, _ = Evaluation(facts).value(cap.across, in_row=False)
    return Member(str(who or ""), facts.uscc, tuple(decisions[id_] for id_ in cap.clauses))


def share(pool: Pool, facts: EnterpriseFacts, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decide what is under a cap for an enterprise, among all its decisions."""
    settled = {one.clause_id: one for one in decisions}
    member = member_of(pool.cap, facts, settled)
    assert pool.cap.across is not None
    shown = fact_text(pool.cap.across, member.who)
    settled |= {one.clause_id: one for one in pool.settle(member, shown)}
    return tuple(settled.values())


def _held(decision: Decision, reason: str, most: Fen) -> Decision:
    return replace(
        decision,
        outcome=Outcome.MANUAL,
        amount=NO_MONEY,
        steps=(),
        most=most,
        doubts=(Doubt(reason),),
        note=reason,
    )


def _order(code: str, decision: Decision) -> str:
    return f"{code} {decision.clause_id}"
