"""清算: the final figures of an award of which a share was paid ahead (预兑现).

What an award finally comes to is decided on its enterprise's facts as they are by then, by a person with a
paper and a reason: as much as was granted, or less. What is left of it is paid next; what was paid too much
is to be paid back as any other (`recoveries.lower`). What it would come to beyond what was granted is never
paid on this award. The store holds all of that (migration 0030).
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.cases.awards.changed import Change, changes_of, obstacle_to
from domain.cases.awards.deciding import Worth, worth_of
from domain.cases.awards.entities import Ended
from domain.cases.awards.reading import Case, find_case
from domain.cases.awards.rules import Rules
from domain.enterprises.identity import standing_for
from domain.funds.payment_entities import LineState, PaymentSettlement
from domain.funds.recoveries import Lowering, lower
from domain.funds.recovery_entities import Recovery
from domain.funds.sent_lists import tell_journal
from domain.funds.sql import awaiting_of, lowered_of, paid_of
from domain.policies.texts import keep_text
from domain.policies.trace import Decision, Outcome
from domain.roads.walking import NotNow
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import CaseId, RecoveryId, SettlementId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an award that was paid ahead comes to now, before somebody settles it.

    Attributes:
        granted: What the award is until then, in fen.
        paid: What of it was paid, ``share`` by which share of it, in percent.
        change: What is otherwise since it was granted; None where nothing is.
        decision: As the clause is decided now.
        worth: What that comes to for the award.
        obstacle: Why it cannot be settled now; empty where it can.
        seen: What tells whether it would be decided so again.
    """

    case: Case
    granted: Fen
    paid: Fen
    share: int
    change: Change | None
    decision: Decision
    worth: Worth
    obstacle: str
    seen: str

    @property
    def most(self) -> Fen:
        """What it can be settled at, at the most."""
        bound = self.worth.bound
        return self.granted if bound is None else Fen(min(self.granted, bound))

    @property
    def beyond(self) -> Fen:
        """What it comes to beyond what was granted; that is never paid on this award."""
        return Fen(max(self.worth.computed - self.granted, 0))

    @property
    def is_by_person(self) -> bool:
        """Whether the clause leaves the amount to a person."""
        return _outcome_of(self.decision, self.case.row.instalment) is Outcome.MANUAL


@dataclass(frozen=True, slots=True)
class Settling:
    """What an award is settled at.

    Attributes:
        amount: What it finally comes to, in fen; 0 where nothing of it stays.
        document, reason: By which paper, and why.
        seen: Of the `Prospect` that somebody looked at.
        until: By when what was paid too much is to be paid back.
    """

    amount: Fen
    document: str
    reason: str
    seen: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement; it counts no more where the lowering that came of it was undone."""

    row: PaymentSettlement
    is_undone: bool


def prospect_of(session: Session, case_id: CaseId, rules: Rules) -> Prospect:
    """Return what an award that was paid ahead comes to now.

    Raises:
        NotFound: There is no such case.
        NotNow: It waits for no settlement.
    """
    case = find_case(session, case_id, rules.roads_in(session))
    share = awaiting_of(session, [case_id]).get(case_id)
    paid, state = paid_of(session, [case_id]).get(case_id, (0, ""))
    if share is None or case.row.ended != Ended.GRANTED:
        raise NotNow(f"没有办理：{case.name}没有预兑现过，或已清算")
    change = changes_of(session, [case], rules).get(case_id)
    decision, seen = case.decision(), case.row.seen
    worth = worth_of(decision, case.row.instalment)
    if change is not None and change.now is not None:
        decision, worth, seen = Decision.from_json(change.now.decision), change.now.worth, change.now.seen
    obstacle = f"在拨付批次里（{LineState(state).word}），请先移出或登记结果" if state else ""
    return Prospect(
        case,
        Fen(lowered_of(session, [case_id]).get(case_id, case.amount)),
        Fen(paid),
        share,
        change,
        decision,
        worth,
        obstacle or _obstacle(session, case, decision, rules),
        seen,
    )


def settle_award(seat: Seat, case_id: CaseId, final: Settling, rules: Rules) -> SettlementId:
    """Settle an award that was paid ahead; lowering it takes a second person where four eyes are on.

    Raises:
        BadInput: Something of it cannot be.
        NotFound: There is no such case.
        NotNow: It waits for no settlement, cannot be settled, or comes to something else than was seen.
        NotPermitted: This person may not do this.
        NeedsSecond: Another person must confirm it.
    """
    before = seat.store.ask(prospect_of, case_id, rules)
    is_less = final.amount < before.granted
    with seat.act(Action.RECOVERY_LOWER if is_less else Action.PAYMENT_SETTLE) as act:
        found = prospect_of(act.session, case_id, rules)
        name, today = found.case.name, rules.today()
        if found.obstacle:
            raise NotNow(f"没有清算：{name}，{found.obstacle}")
        if found.seen != final.seen or found.granted != before.granted:
            raise NotNow(f"没有清算：{name}的数据刚有改动，请重新核对")
        _refuse(found, final)
        document, reason = one_line(final.document), one_line(final.reason)
        recovery_id: RecoveryId | None = None
        if is_less:
            words = f"清算（{document}）：{reason}"
            lowering = Lowering(final.amount, words, today, "本单位清算时", until=final.until)
            recovery_id = lower(act, case_id, lowering, today)
        now = found.change.now if found.change is not None else None
        if now is not None:
            keep_text(act, now.policy)
        row = PaymentSettlement(
            case_id=case_id,
            was_amount=found.granted,
            computed=found.worth.computed,
            amount=final.amount,
            paid=found.paid,
            recovery_id=recovery_id,
            policy_sha256=found.case.row.policy_sha256 if now is None else now.policy.sha256,
            facts=found.case.row.facts if now is None else now.facts,
            decision=found.case.row.decision if now is None else now.decision,
            seen=found.seen,
            changed=found.change.text if found.change is not None else "",
            document=document,
            reason=reason,
            day=today,
            made_account=act.handler.id,
            made_by=act.handler.name,
            made_at=act.at,
            confirmed_by=act.who.name if act.who.key != act.handler.key else "",
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        act.note(Subject(Kind.SETTLEMENT, row.id), f"清算：{name}，{outcome_text(row)}；{document}；{reason}")
    tell_journal(seat.store)
    return row.id


def settlements_of(session: Session, case_id: CaseId) -> list[Settled]:
    """Return the settlements of an award, the earliest first."""
    query = (
        select(PaymentSettlement, Recovery)
        .join(Recovery, col(Recovery.id) == PaymentSettlement.recovery_id, isouter=True)
        .where(PaymentSettlement.case_id == case_id)
        .order_by(col(PaymentSettlement.id))
    )
    rows = session.exec(query)
    return [Settled(row, recovery is not None and recovery.undone_at is not None) for row, recovery in rows]


def outcome_text(row: PaymentSettlement) -> str:
    """Say what an award was settled at, and what comes of that.

    >>> row = PaymentSettlement(was_amount=1000_00, computed=900_00, amount=900_00, paid=800_00)
    >>> outcome_text(row)
    '核定 1,000.00 元，现算 900.00 元，清算为 900.00 元；已付 800.00 元，再付 100.00 元'
    """
    left = row.amount - row.paid
    rest = f"再付 {yuan_text(left)} 元" if left > 0 else f"应退回 {yuan_text(-left)} 元" if left else "已付清"
    amounts = [("核定", row.was_amount), ("现算", row.computed), ("清算为", row.amount)]
    said = "，".join(f"{word} {yuan_text(amount)} 元" for word, amount in amounts)
    return f"{said}；已付 {yuan_text(row.paid)} 元，{rest}"


def beyond_text(prospect: Prospect) -> str:
    """Say what becomes of what an award comes to beyond what was granted; empty where it does not."""
    if not prospect.beyond:
        return ""
    more = yuan_text(prospect.beyond)
    return (
        f"现在算出的比核定的多 {more} 元，这一件不能多付。差额要另立一件：在“事项”里受理一件申报，"
        f"期间填要补的期间，申请金额填 {more} 元，说明里写“清算补差”，另行审核、批准。"
    )


def _obstacle(session: Session, case: Case, decision: Decision, rules: Rules) -> str:
    """Say why nobody knows what an award finally comes to; empty where it is known."""
    own, instalment = case.row.enterprise_id, case.row.instalment
    if said := obstacle_to(case, standing_for(session, [own]).get(own), rules):
        return f"{said}，不能重新核算"
    if _outcome_of(decision, instalment) is not Outcome.MISSING:
        return ""
    names = "、".join(rules.dictionary.label_of(key) for key in _missing_of(decision, instalment))
    return f"没有填报{names}，算不出最后的金额；请先补齐企业资料"


def _refuse(found: Prospect, final: Settling) -> None:
    complaints = []
    if not 0 <= final.amount <= found.most:
        complaints.append(f"清算的金额请填 0 到 {yuan_text(found.most)} 元之间")
    if not one_line(final.document):
        complaints.append("请填写清算依据的文号或材料")
    if not one_line(final.reason):
        complaints.append("请写明清算的理由")
    if complaints:
        raise BadInput(complaints)


def _outcome_of(decision: Decision, instalment: str) -> Outcome:
    """Return what a decision comes to for an instalment; for the whole award where it is empty."""
    own = (one.outcome for one in decision.instalments if one.title == instalment)
    return next(own, decision.outcome) if instalment else decision.outcome


def _missing_of(decision: Decision, instalment: str) -> tuple[str, ...]:
    own = (one.missing for one in decision.instalments if one.title == instalment)
    return next(own, decision.missing) if instalment else decision.missing
