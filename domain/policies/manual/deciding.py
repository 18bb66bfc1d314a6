"""A person decides a clause for one enterprise where the rule leaves it to one, or takes that back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlmodel import Session, select

from domain.enterprises import queries
from domain.enterprises.attachments.service import hold_as_evidence
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import NOT_ENTERED
from domain.policies.entities import ManualDecision
from domain.policies.manual.queries import Evidence, as_given, by_persons, last_rows
from domain.policies.one.assessment import assess, decide
from domain.policies.one.bounds import Bounds, bounds_of
from domain.policies.one.by_person import is_for_person, lay_over, read_of, why_idle, why_lapsed
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.figures import leaf_key, leaf_text, leaves_in
from domain.policies.policy import Clause, Policy
from domain.policies.texts import keep_text
from domain.policies.trace import OUTCOME_NAMES, ByPerson, Decision, Outcome
from domain.store.acts import Act, Action
from domain.store.audit import now
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import AttachmentId, EnterpriseId, ManualId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.texts import one_line

MOST_LETTERS: Final = 300
"""Of a reason, and of what it rests on: both stand on paper, and in the trail word by word."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to a person: a clause of one enterprise, what the rule says of it, and what may be granted.

    Attributes:
        alone: What the rule says, the clause by itself.
        against: Why it is not for a person to decide here; empty where it is.
        given: What a person decided already and that was not withdrawn; None for nothing.
        lapsed: Why that does not count any more; empty where it does.
        others: What persons decided of other clauses.
    """

    policy: Policy
    clause: Clause
    dictionary: Dictionary
    enterprise_id: EnterpriseId
    facts: EnterpriseFacts
    alone: Decision
    bounds: Bounds
    against: str = ""
    given: ByPerson | None = None
    given_id: ManualId | None = None
    lapsed: str = ""
    others: Mapping[str, ByPerson] = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        """What the clause comes to by itself, with what a person decided."""
        if self.given is None:
            return self.alone
        return lay_over(self.clause, self.alone, self.given, Evaluation(self.facts), self.dictionary)

    @property
    def known(self) -> list[tuple[str, str, str]]:
        """What the clause reads of the enterprise itself: label, period, value; what is not entered, too."""
        evaluation = Evaluation(self.facts)
        leaves = leaves_in(self.clause.formulas) if not self.clause.each else []
        found = [(leaf_text(leaf, evaluation), leaf_key(leaf)) for leaf in leaves]
        return [text or (self.dictionary.label_of(key), "", NOT_ENTERED) for text, key in found]

    @property
    def is_decided(self) -> bool:
        """Whether what a person decided counts."""
        return self.given is not None and not self.lapsed

    @property
    def read(self) -> dict[str, str]:
        """What the clause reads, as it is kept with a decision."""
        return read_of(self.clause, self.facts)

    def effect(self, outcome: Outcome, amount: Fen) -> str:
        """Say what a decision would come to, among the clauses of the enterprise."""
        decided = self._with(ByPerson(outcome, amount, "", "", "", now(), tuple(sorted(self.read.items()))))
        own = decided[self.clause.id]
        parts = []
        if self.clause.contest is not None and outcome is Outcome.GRANTED:
            parts.append("本条还要与全部企业一并评定后确定")
        elif (own.outcome, own.amount) != (outcome, amount):
            note = f"（{_why(own)}）" if _why(own) else ""
            parts.append(f"本条为{_result(own)}{note}")
        before = self._with(None)
        parts += [
            f"《{self.policy.clauses[id_].title}》由{_result(before[id_])}变为{_result(one)}"
            for id_, one in decided.items()
            if id_ != self.clause.id and _result(one) != _result(before[id_])
        ]
        return "；".join(parts)

    def _with(self, given: ByPerson | None) -> dict[str, Decision]:
        by_person = {**self.others, **({} if given is None else {self.clause.id: given})}
        decided = assess(self.policy, self.facts, self.dictionary, by_person)
        return {one.clause_id: one for one in decided}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why somebody decides so, and what that rests on.

    Attributes:
        evidence: In words; may be empty where files say it.
        attachments: Files of the enterprises.
    """

    reason: str
    kind: Evidence
    evidence: str = ""
    attachments: tuple[AttachmentId, ...] = ()

    @property
    def complaints(self) -> dict[str, str]:
        """What is lacking, by field."""
        found = {}
        if not _sentence(self.reason):
            found["reason"] = "请写明理由"
        if self.kind is Evidence.FILE and not self.attachments:
            found["attachments"] = "请选定作为依据的附件"
        if self.kind is not Evidence.FILE and not _sentence(self.evidence):
            found["evidence"] = "请写明依据，如会议纪要的名称和日期"
        for name in ("reason", "evidence"):
            if len(one_line(getattr(self, name))) > MOST_LETTERS:
                found[name] = f"最多 {MOST_LETTERS} 字，详细的请放在附件里"
        return found

    def recorded(
        self, act: Act, policy: Policy, ids: Sequence[EnterpriseId]
    ) -> Callable[..., ManualDecision]:
        """Return how a row is made that rests on this, of these enterprises; from now on its files stay.

        Raises:
            NotTaken: A file is not there any more.
        """
        keep_text(act, policy)
        return partial(
            ManualDecision,
            policy_id=policy.id,
            policy_sha256=policy.sha256,
            policy_version=policy.version,
            reason=_sentence(self.reason),
            evidence_kind=self.kind,
            evidence=_sentence(self.evidence),
            attachments=_files(act, ids, self.attachments),
            decided_by=act.who.name,
            account_id=act.who.id,
            decided_at=act.at,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to decide.

    Attributes:
        amount: In fen; 0 unless granted.
        reason, kind, evidence, attachments: As `Grounds` has them.
    """

    outcome: Outcome
    amount: Fen
    reason: str
    kind: Evidence
    evidence: str = ""
    attachments: tuple[AttachmentId, ...] = ()

    @property
    def grounds(self) -> Grounds:
        return Grounds(self.reason, self.kind, self.evidence, self.attachments)

    def complaints(self, bounds: Bounds) -> dict[str, str]:
        """Return what is wrong with it, by field."""
        found = {}
        if self.outcome is Outcome.GRANTED:
            if complaint := bounds.complaint(self.amount):
                found["amount"] = complaint
        elif bounds.certain:
            found["outcome"] = (
                f"清单里已有符合条件的，合计 {yuan_text(bounds.certain)} 元，不能认定不给予；"
                "其余的不给予，就按这个金额认定给予"
            )
        return found | self.grounds.complaints


class NotTaken(BadInput):
    """A decision that cannot be taken as it is; ``fields`` has what is wrong, by field of `Wanted`."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("；".join(fields.values()))
        self.fields = fields


def question_of(
    session: Session, policy: Policy, dictionary: Dictionary, enterprise_id: EnterpriseId, clause_id: str
) -> Question:
    """Put a clause of an enterprise to a person.

    Raises:
        NotFound: The enterprise is not in the register any more.
    """
    facts = queries.facts_of(session, enterprise_id, dictionary)
    clause, evaluation = policy.clauses[clause_id], Evaluation(facts)
    alone = decide(clause, evaluation, dictionary)
    others = by_persons(session, policy, [enterprise_id]).get(enterprise_id, {})
    row = last_rows(session, policy, [enterprise_id]).get((enterprise_id, clause_id))
    given = others.pop(clause_id, None)
    is_for, lapsed = is_for_person(alone), ""
    if given is not None:
        lapsed = why_idle(alone) or why_lapsed(clause, given, facts, dictionary)
    return Question(
        policy,
        clause,
        dictionary,
        enterprise_id,
        facts,
        alone,
        bounds_of(clause, evaluation, dictionary) if is_for else Bounds(),
        _against(policy, alone, facts, dictionary, others),
        given,
        row.id if row is not None else None,
        lapsed,
        others,
    )


def decide_by_person(seat: Seat, question: Question, wanted: Wanted) -> ManualId:
    """Record what a person decides, as one act.

    Args:
        seat: Who decides, and where.
        question: As it was put to them; what the clause reads must be the same still.
        wanted: What they decide.

    Raises:
        NotTaken: The reason or what it rests on is lacking, or the amount is beyond what the rule allows.
        BadInput: It is not for a person to decide, was decided already, or something has changed meanwhile.
        NotFound: The enterprise is not in the register any more.
        NotPermitted: They may not.
    """
    policy, clause = question.policy, question.clause
    with seat.act(Action.MANUAL_DECIDE) as act:
        session = act.session
        fresh = question_of(session, policy, question.dictionary, question.enterprise_id, clause.id)
        if fresh.read != question.read:
            raise BadInput("这户企业的数据刚有改动，没有记录；请再看一遍后认定")
        if fresh.against:
            raise BadInput(fresh.against)
        if fresh.given is not None and fresh.is_decided:
            raise BadInput(f"这一条已经认定过（{fresh.given.who}，{fresh.given.word}）；要改的，请先撤销")
        if complaints := wanted.complaints(fresh.bounds):
            raise NotTaken(complaints)
        is_granted = wanted.outcome is Outcome.GRANTED
        row = wanted.grounds.recorded(act, policy, [question.enterprise_id])(
            enterprise_id=question.enterprise_id,
            clause_id=clause.id,
            outcome=wanted.outcome,
            amount=wanted.amount if is_granted else NO_MONEY,
            doubt=fresh.alone.reason,
            facts=json.dumps(fresh.read, ensure_ascii=False, sort_keys=True),
        )
        session.add(row)
        session.flush()
        given = as_given(row, policy)
        act.note(
            Subject(Kind.ENTERPRISE, question.enterprise_id),
            f"人工认定“{fresh.facts.name}”的“{clause.title}”：{given.word}。"
            f"理由：{given.reason}。依据：{given.evidence}",
        )
        assert row.id is not None
        return row.id


def withdraw_decision(seat: Seat, id_: ManualId, *, because: str) -> None:
    """Take back what a person decided, of several enterprises as a whole; it is for a person again.

    Raises:
        BadInput: No reason is given, or it was withdrawn already.
        NotFound: There is none.
        NotPermitted: They may not.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明撤销的理由")
    with seat.act(Action.MANUAL_WITHDRAW) as act:
        row = act.session.get(ManualDecision, id_)
        if row is None:
            raise NotFound("没有这次人工认定")
        if row.withdrawn_at is not None:
            raise BadInput("这次人工认定已经撤销过了")
        whole = select(ManualDecision).where(ManualDecision.joint == row.joint)
        for one in [row] if row.joint is None else act.session.exec(whole).all():
            one.withdrawn_by, one.withdrawn_at, one.withdrawal_reason = act.who.name, act.at, because
            when, word = f"{one.decided_at.astimezone():%Y-%m-%d}", _word(one)
            act.note(
                Subject(Kind.ENTERPRISE, one.enterprise_id),
                f"撤销 {one.decided_by} {when} 的人工认定（{word}）：{because}",
            )


def _against(
    policy: Policy,
    alone: Decision,
    facts: EnterpriseFacts,
    dictionary: Dictionary,
    others: Mapping[str, ByPerson],
) -> str:
    """Say why a clause is not for a person to decide here; empty where it is."""
    if alone.claim is not None:
        return (
            "这一条的条件和金额已经算清，名次和资金分配由全部企业一并评定，不能一户一户认定；"
            "并列的，在“人工认定”的列表里一并认定次序"
        )
    if alone.outcome is Outcome.MANUAL and not is_for_person(alone):
        names = "、".join(sorted({f"“{dictionary.label_of(one.key)}”" for one in alone.doubts}))
        return f"这一条只等本单位认定{names}：请在企业资料里填写认定结果和理由，就会自动得出"
    final = next(one for one in assess(policy, facts, dictionary, others) if one.clause_id == alone.clause_id)
    if final.outcome is Outcome.MANUAL and is_for_person(alone):
        return ""
    if final.outcome is Outcome.MANUAL:
        own = f"这一条自己已经算清（{_result(alone)}）"
        return f"{own}，只等别的条款或企业，那边定下后会自动得出：{final.reason}"
    if final.outcome is Outcome.MISSING:
        names = "、".join(dictionary.label_of(key) for key in final.missing)
        return f"这一条还缺{names}，填好后再看要不要人工认定"
    return f"这一条按规则就能判定（{_result(final)}），不能人工认定"


def _files(act: Act, whose: Sequence[EnterpriseId], ids: tuple[AttachmentId, ...]) -> str:
    """Return files of enterprises as they are kept with a decision; from now on they are not removed.

    Raises:
        NotTaken: One of them is not there any more.
    """
    try:
        return hold_as_evidence(act, whose, ids) or "[]"
    except BadInput as error:
        raise NotTaken({"attachments": str(error)}) from error


def _sentence(text: str) -> str:
    """Return a text as it stands within a sentence."""
    return one_line(text).rstrip("。；")


def _word(row: ManualDecision) -> str:
    if row.place is not None:
        return f"并列中排第 {row.place}"
    return f"给予 {yuan_text(row.amount)} 元" if row.outcome == Outcome.GRANTED else "不给予"


def _result(decision: Decision) -> str:
    amount = f" {yuan_text(decision.amount)} 元" if decision.outcome is Outcome.GRANTED else ""
    return f"{OUTCOME_NAMES[decision.outcome]}{amount}"


def _why(decision: Decision) -> str:
    """Say what of the other clauses changed what was decided."""
    if decision.outcome is Outcome.GRANTED:
        return decision.steps[-1].text if decision.steps else decision.note
    if decision.outcome is Outcome.NOT_MET:
        return f"{decision.checks[-1].text}：{decision.checks[-1].found}" if decision.checks else ""
    return decision.reason
