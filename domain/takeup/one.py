"""What one enterprise may get of each clause now, what it lacks for the others, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.reading import counts_on, period_text
from domain.cases.queries import notices_of
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import stood_for_by
from domain.enterprises.queries import facts_of
from domain.funds.recipients import Recipient, received_by
from domain.outreach.charges import InCharge, in_charge_of
from domain.outreach.entities import VisitState
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.visits import VisitFilter, list_visits
from domain.policies.explaining.fitting import Fit, Fitted, fitting
from domain.policies.language.ranges import Result
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import assess_enterprises
from domain.policies.runs.summary import reason_of
from domain.policies.trace import Decision
from domain.store.sql import among
from domain.takeup.entities import Unclaimed
from domain.takeup.explaining import reasons_ever
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.progress import Silent


@dataclass(frozen=True, slots=True)
class Telling:
    """That an enterprise was told of a clause: when, how, by whom, and in which words."""

    day: date
    way: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A case for a clause: which one, for which part, how it stands, and what of it was paid, in fen.

    A valid notice that no case stands for counts as one; ``number`` is its 发文字号. ``is_former`` is one for
    a period when what is granted now is for a later one.
    """

    id: CaseId | None
    part: str
    ended: Ended
    paid: Fen = NO_MONEY
    number: str = ""
    is_former: bool = False

    @property
    def words(self) -> str:
        """How it stands, as lists show it."""
        if self.number:
            state = f"已有通知书{self.number}"
        elif self.ended is Ended.GRANTED:
            state = f"已付 {yuan_text(self.paid)} 元" if self.paid else "已下达，未拨付"
        else:
            state = _ENDS[self.ended]
        return f"{self.part}{state}"


_ENDS: Final = {Ended.ON_ITS_WAY: "在办", Ended.OTHERWISE: "办过，未给予"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A clause for an enterprise.

    Attributes:
        failing: How many conditions it fails; 0 where it is not refused.
        missing: What is not entered and could still change it, in words.
        reason: Why in one line, where it is neither granted nor one condition short.
        told, applied: The latest first.
        reasons: Why it was not applied for: what holds first, then what was said before.
    """

    policy: Policy
    clause: Clause
    decision: Decision
    fitted: Fitted
    failing: int
    missing: tuple[str, ...]
    reason: str
    told: tuple[Telling, ...] = ()
    applied: tuple[Applied, ...] = ()
    reasons: tuple[Unclaimed, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.policy.id, self.clause.id

    @property
    def fit(self) -> Fit:
        return self.fitted.fit

    @property
    def amount(self) -> Fen:
        """What it comes to now, in fen; 0 where it is not granted."""
        return self.decision.amount

    @property
    def is_claimed(self) -> bool:
        """Whether there is a case for it as it is now that is on its way or was granted."""
        return any(one.ended is not Ended.OTHERWISE and not one.is_former for one in self.applied)

    @property
    def unclaimed(self) -> Unclaimed | None:
        """Why it is not applied for; None where nobody said, or that is over."""
        return next((one for one in self.reasons if one.ended_at is None), None)

    @property
    def needs(self) -> str:
        """What is still needed for it, in one sentence; of what is granted what is to be brought along."""
        match self.fit:
            case Fit.GRANTED:
                papers = f"申报材料：{'、'.join(self.clause.papers)}" if self.clause.papers else ""
                return "；".join(filter(None, (self.reason, papers)))
            case Fit.SHORT:
                return self.fitted.words
            case Fit.MISSING:
                most = self.decision.most
                up_to = f"；补齐后最多 {yuan_text(most)} 元" if most else ""
                return f"还要这些资料：{'、'.join(self.missing)}{up_to}"
            case Fit.MANUAL:
                return f"要由本单位认定：{self.reason}"
        more = f"{self.failing} 条不符合，" if self.failing > 1 else ""
        return f"{more}{self.reason or '不符合'}"


@dataclass(frozen=True, slots=True)
class TakeUp:
    """All that there is to say of what one enterprise may get and has got.

    Attributes:
        in_charge: Who looks after it now, leaders first.
        offers: Of the policies that were asked for, what is nearest to money first.
        problems: What it asked for and is still open.
    """

    id: EnterpriseId
    facts: EnterpriseFacts
    in_charge: tuple[InCharge, ...]
    offers: tuple[Offer, ...]
    received: Recipient
    problems: tuple[ListedProblem, ...]

    def of(self, fit: Fit) -> list[Offer]:
        """Return the clauses that fit so."""
        return [one for one in self.offers if one.fit is fit]

    def with_offers(self, offers: Iterable[Offer]) -> "TakeUp":
        """Return it with further offers."""
        every = sorted((*self.offers, *offers), key=_nearness)
        return TakeUp(self.id, self.facts, self.in_charge, tuple(every), self.received, self.problems)


def quick_and_slow(policies: Iterable[Policy]) -> tuple[list[Policy], list[Policy]]:
    """Return the policies that are decided for one enterprise alone, and those that ask all of them."""
    found = list(policies)
    return [one for one in found if not one.is_contested], [one for one in found if one.is_contested]


def take_up_of(
    session: Session, id_: EnterpriseId, policies: Iterable[Policy], dictionary: Dictionary, rules: Rules
) -> TakeUp:
    """Return what one enterprise may get of some policies, and what it got.

    Raises:
        NotFound: It is not in the register.
    """
    facts = facts_of(session, id_, dictionary)
    received = received_by(session, id_)
    offers = offers_of(session, id_, policies, dictionary, received, today=rules.today())
    return TakeUp(
        id_,
        facts,
        tuple(one for one in in_charge_of(session, id_) if one.row.until is None),
        tuple(offers),
        received,
        tuple(list_problems(session, ProblemFilter(is_open=True, enterprise_id=id_), rules)),
    )


def offers_of(
    session: Session,
    id_: EnterpriseId,
    policies: Iterable[Policy],
    dictionary: Dictionary,
    received: Recipient,
    *,
    today: date,
) -> list[Offer]:
    """Return each clause of some policies for one enterprise, what is nearest to money first."""
    told, applied = _told(session, id_), _applied(session, id_, received, today)
    reasons = reasons_ever(session, [id_])
    found = []
    for policy in policies:
        [assessed] = assess_enterprises(session, policy, dictionary, Silent(), ids=[id_])
        evaluation = Evaluation(assessed.facts)
        for decision in assessed.decisions:
            key = policy.id, decision.clause_id
            became = (
                tuple(told.get(key, ())),
                tuple(applied.get(key, ())),
                tuple(reasons.get((id_, *key), ())),
            )
            found.append(_offer(policy, decision, evaluation, dictionary, became))
    return sorted(found, key=_nearness)


def _nearness(offer: Offer) -> tuple[int, int]:
    return offer.fit.rank, -max(offer.amount, offer.decision.most)


def _offer(
    policy: Policy,
    decision: Decision,
    evaluation: Evaluation,
    dictionary: Dictionary,
    became: tuple[tuple[Telling, ...], tuple[Applied, ...], tuple[Unclaimed, ...]],
) -> Offer:
    clause = policy.clauses[decision.clause_id]
    fitted = fitting(clause, decision, evaluation, dictionary)
    failing = sum(one.result is Result.FALSE for one in decision.checks)
    missing = tuple(dictionary.label_of(key) for key in decision.missing)
    reason = reason_of(decision, dictionary)
    return Offer(policy, clause, decision, fitted, failing, missing, reason, *became)


def _told(session: Session, id_: EnterpriseId) -> Mapping[tuple[str, str], Sequence[Telling]]:
    found: dict[tuple[str, str], list[Telling]] = {}
    for visit in list_visits(session, VisitFilter(VisitState.DONE, enterprise_id=id_)):
        who = "、".join(name for _, name in visit.cadres) or visit.row.by_name
        for one in visit.told.get(id_, ()):
            telling = Telling(visit.row.day, visit.way.word, who, one.words)
            found.setdefault((one.policy_id, one.clause_id), []).append(telling)
    return found


def _applied(
    session: Session, id_: EnterpriseId, received: Recipient, today: date
) -> Mapping[tuple[str, str], Sequence[Applied]]:
    paid = {one.case.id: one.totals.net for one in received.awards}
    records = stood_for_by(session, [id_])
    # A case is large, and of it this alone is asked for.
    asked: tuple[Any, ...] = (
        *(AwardCase.id, AwardCase.policy_id, AwardCase.clause_id, AwardCase.instalment, AwardCase.period),
        *(AwardCase.ended, AwardCase.notice_id),
    )
    query: Any = select(*asked).where(among(col(AwardCase.enterprise_id), records))
    found: dict[tuple[str, str], list[Applied]] = {}
    with_case = set()
    rows = session.exec(query.order_by(col(AwardCase.id).desc()))
    for case_id, policy_id, clause_id, instalment, period, ended, notice_id in rows:
        part = "".join(f"{each} " for each in (instalment, period_text(period)) if each)
        is_former = not counts_on(period, today)
        one = Applied(CaseId(case_id), part, Ended(ended), paid.get(case_id, NO_MONEY), is_former=is_former)
        found.setdefault((policy_id, clause_id), []).append(one)
        with_case |= {notice_id} if one.ended is Ended.GRANTED else set()
    for _, notice in notices_of(session, [id_]):
        if notice.id not in with_case:
            told = Applied(None, "", Ended.GRANTED, number=notice.number)
            found.setdefault((notice.policy_id, notice.clause_id), []).append(told)
    return found
