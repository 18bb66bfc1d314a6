"""A cap that enterprises share, such as those of one controller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.pots import Proportion
from domain.policies.contests.together import Together, settled
from domain.policies.language.measures import Type
from domain.policies.language.ranges import Doubt
from domain.policies.language.wording import fact_text, value_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Policy, SharedCap
from domain.policies.trace import Decision, Operation, Outcome, Scope, Step
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
        return [(one.amount, claim_key(self.code, one.clause_id)) for one in self.decisions if one.amount]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Enterprises of one controller: how many, what is granted, what may still be, how it is cut down.

    Attributes:
        cut: In proportion, where the policy says so.
        by_person: What a person gives each of them, where one must say and that counts.
        lapsed: Why what one said does not count any more.
        claims: What is granted to each, where a person must say: amounts by `claim_key`.
    """

    households: int
    granted: int
    open: int
    cut: Proportion | None = None
    by_person: Together | None = None
    lapsed: str = ""
    claims: Mapping[str, Fen] = field(default_factory=dict)

    @staticmethod
    def of(
        cap: SharedCap, limit: Fen, members: Sequence[Member], unknown: int, decided: Sequence[Together]
    ) -> "Sharing":
        granted, still_open = sum(one.granted for one in members), sum(one.open(limit) for one in members)
        sharing = Sharing(len(members), granted, still_open)
        if granted <= limit or still_open or unknown:
            return sharing
        claims = {key: amount for one in members for amount, key in one.claims}
        if cap.in_proportion:
            return replace(sharing, cut=Proportion.of(limit, [*claims.values()], [*claims]))
        by_person, lapsed = settled(decided, {key: Fraction(amount) for key, amount in claims.items()})
        return replace(sharing, by_person=by_person, lapsed=lapsed, claims={} if by_person else claims)


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
    def of(cap: SharedCap, members: Sequence[Member], decided: Sequence[Together] = ()) -> "Pool":
        """Add up all enterprises for which anything is granted or open.

        ``decided`` is what persons gave each of those who exceed it together, the latest first.
        """
        assert cap.limit is not None
        by_who: dict[str, list[Member]] = {}
        for one in members:
            if one.granted or one.open(cap.limit):
                by_who.setdefault(one.who, []).append(one)
        apart = by_who.pop("", [])
        unknown = sum(one.granted + one.open(cap.limit) for one in apart)
        groups = {who: Sharing.of(cap, cap.limit, group, unknown, decided) for who, group in by_who.items()}
        highest = max((one.granted + one.open for one in groups.values()), default=0)
        return Pool(cap, cap.limit, groups, unknown, highest)

    def settle(self, one: Member) -> list[Decision]:
        """Decide what is under the cap for an enterprise."""
        if not one.who:
            matters = self.highest + self.unknown > self.limit
            return [self._asking(each) if matters else each for each in one.decisions]
        sharing = self.groups.get(one.who)
        if sharing is None or sharing.granted + sharing.open + self.unknown <= self.limit:
            return list(one.decisions)
        return [self._shared(each, sharing, one) for each in one.decisions]

    def asked(self, who: str, sharing: Sharing) -> str:
        """Say what enterprises of one controller come to together."""
        assert self.cap.across is not None
        whole = value_text(sharing.granted, Type.MONEY)
        return f"“{fact_text(self.cap.across, who)}”的 {sharing.households} 户合计 {whole}"

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

    def _shared(self, decision: Decision, sharing: Sharing, member: Member) -> Decision:
        if decision.outcome in _OPEN:
            return replace(decision, most=Fen(min(decision.most, self.limit)))
        if not decision.amount:
            return decision
        limit, whole = (value_text(one, Type.MONEY) for one in (self.limit, sharing.granted))
        asked, key = self.asked(member.who, sharing), claim_key(member.code, decision.clause_id)
        exceeded = f"{asked}，超过{self.cap.title}的限额 {limit}"
        if sharing.by_person is not None:
            given = sharing.by_person.parts[key].given
            step = _taken(f"{exceeded}，{given.who} 认定分配给本户的金额", given.amount)
            return replace(decision, amount=given.amount, steps=(*decision.steps, step), by_person=given)
        if sharing.cut is not None:
            amount = sharing.cut.part(decision.amount, key)
            text = f"{exceeded}，按比例分配：{value_text(decision.amount, Type.MONEY)} × {limit} ÷ {whole}"
            return replace(decision, amount=amount, steps=(*decision.steps, _taken(text, amount)))
        reason, most = f"{asked}，{self.cap.title}的限额为 {limit}，", Fen(min(decision.amount, self.limit))
        if sharing.open or self.unknown:
            return _held(decision, f"{reason}尚有企业未定", most)
        left = _held(decision, f"{reason}超出的部分由本单位分配", most)
        doubts = (*([Doubt(sharing.lapsed)] if sharing.lapsed else []), *left.doubts)
        return replace(left, doubts=doubts, together=Scope.SHARE)


def wait_for_pools(policy: Policy, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Let what is granted to an enterprise alone wait for those it shares a cap with."""
    by_clause = {one.clause_id: one for one in decisions}
    for cap in policy.caps_across:
        assert cap.across is not None
        for one in (by_clause[id_] for id_ in cap.clauses):
            if one.amount:
                reason = f"须与同一{cap.across.label}的企业一并核定（{cap.title}）"
                by_clause[one.clause_id] = _held(one, reason, one.amount)
    return tuple(by_clause.values())


def member_of(cap: SharedCap, facts: EnterpriseFacts, decisions: Mapping[str, Decision]) -> Member:
    """Return an enterprise as one under a cap."""
    assert cap.across is not None
    _, who, _ = Evaluation(facts).value(cap.across, in_row=False)
    return Member(str(who or ""), facts.uscc, tuple(decisions[id_] for id_ in cap.clauses))


def share(pool: Pool, facts: EnterpriseFacts, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decide what is under a cap for an enterprise, among all its decisions."""
    by_clause = {one.clause_id: one for one in decisions}
    member = member_of(pool.cap, facts, by_clause)
    by_clause |= {one.clause_id: one for one in pool.settle(member)}
    return tuple(by_clause.values())


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


def _taken(text: str, amount: Fen) -> Step:
    shown = value_text(amount, Type.MONEY)
    return Step(text, Operation.TAKE, (Fraction(amount),), Fraction(amount), shown)


def claim_key(code: str, clause_id: str) -> str:
    """Return what a claim on a cap is known by; fen that remain are given in the order of these."""
    return f"{code} {clause_id}"
