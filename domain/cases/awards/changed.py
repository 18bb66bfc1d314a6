"""数据已变更: what a case was decided on held against what there is now, figure by figure."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, func, select

from domain.cases.awards.deciding import Frozen, facts_kept, result_text, seen_of
from domain.cases.awards.entities import Did
from domain.cases.awards.reading import Case
from domain.cases.awards.rules import Rules
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.differences import is_known
from domain.enterprises.history import label_of, masked_text_of
from domain.enterprises.identity import standing_for
from domain.enterprises.records import flat_record
from domain.policies.runs.register import decide_some
from domain.store.audit import AuditEntry
from domain.store.engine import head_in
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.progress import Reporter, Silent

_MOST_NAMED: Final = 3
_SILENT: Final = Silent()


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is otherwise now, in words."""

    label: str
    before: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.label}由 {self.before} 变为 {self.after}"


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise since a case was decided.

    Attributes:
        figures: What is entered otherwise now.
        before, after: What it came to, and comes to now, in words.
        was, amount: What is given as it stands, and would be given on what there is now, in fen.
        now: What it would be decided on; None where it cannot be decided any more, and ``obstacle`` says why.
        as_of: The entry of the trail up to which that is.
    """

    figures: tuple[FigureChange, ...]
    before: str
    after: str
    now: Frozen | None
    as_of: int
    policy_note: str = ""
    obstacle: str = ""
    was: Fen = NO_MONEY
    amount: Fen = NO_MONEY

    @property
    def result(self) -> str:
        """What it comes to now, and what would be given of it."""
        said = [f"结果由{self.before}变为{self.after}"] if self.before != self.after else []
        if self.was != self.amount:
            said.append(f"核定金额由 {yuan_text(self.was)} 元变为 {yuan_text(self.amount)} 元")
        elif said:
            said.append(f"核定金额仍为 {yuan_text(self.amount)} 元")
        return "，".join(said) or "金额不变"

    @property
    def text(self) -> str:
        """All of it in one sentence."""
        if self.obstacle:
            return f"数据已变更：{self.obstacle}"
        named = [one.text for one in self.figures[:_MOST_NAMED]]
        more = len(self.figures) - len(named)
        parts = [*filter(None, [self.policy_note]), *named, *([f"另有 {more} 项数据不同"] if more else [])]
        return f"数据已变更：{'；'.join((*parts, self.result))}"


def changes_of(
    session: Session, cases: Sequence[Case], rules: Rules, reporter: Reporter = _SILENT
) -> dict[int, Change]:
    """Return, by the ids of cases, what is otherwise now; what would be decided alike again is left out.

    Of enterprises that nobody has changed since, only the policy is looked at.
    """
    as_of = head_in(session).acts
    standing = standing_for(session, {case.row.enterprise_id for case in cases})
    suspects = [case for case in cases if _is_suspect(case, standing.get(case.row.enterprise_id), rules)]
    quiet = [case for case in cases if case not in suspects]
    suspects += _touched(session, quiet, rules)
    found: dict[int, Change] = {}
    by_policy: dict[str, list[Case]] = defaultdict(list)
    for case in suspects:
        if obstacle := obstacle_to(case, standing.get(case.row.enterprise_id), rules):
            # Kept as it was decided in spite of it, it is not told again.
            if obstacle != case.row.seen:
                found[case.id] = Change((), "", "", None, as_of, obstacle=obstacle)
        else:
            by_policy[case.row.policy_id].append(case)
    for policy_id, several in by_policy.items():
        policy = rules.policies[policy_id]
        asked = [(standing[case.row.enterprise_id], case.row.clause_id) for case in several]
        of_each: dict[EnterpriseId, list[Case]] = defaultdict(list)
        for case in several:
            of_each[standing[case.row.enterprise_id]].append(case)
        for entry in decide_some(session, policy, asked, rules.dictionary, reporter):
            facts = entry.facts
            for case in of_each[entry.enterprise_id]:
                decision, instalment = entry.decision(case.row.clause_id), case.row.instalment
                if seen_of(policy.sha256, facts.uscc, facts.name, decision.to_json()) == case.row.seen:
                    continue
                kept = facts_kept(facts, rules.dictionary)
                now = Frozen.of(policy, facts, decision, kept, instalment=instalment)
                found[case.id] = _change(case, now, rules.dictionary, as_of)
    return found


def _is_suspect(case: Case, now: EnterpriseId | None, rules: Rules) -> bool:
    policy = rules.policies.get(case.row.policy_id)
    is_same_text = policy is not None and policy.sha256 == case.row.policy_sha256
    return now != case.row.enterprise_id or not is_same_text


def _touched(session: Session, cases: Sequence[Case], rules: Rules) -> list[Case]:
    """Return the cases of enterprises that were changed since; of a contested policy, of any one."""
    if not cases:
        return []
    ids = {case.row.enterprise_id for case in cases}
    first = min(case.row.as_of for case in cases)
    entries = select(col(AuditEntry.subject_id), func.max(AuditEntry.id)).where(
        AuditEntry.kind == Kind.ENTERPRISE, col(AuditEntry.id) > first
    )
    of_them = entries.where(among(col(AuditEntry.subject_id), ids)).group_by(col(AuditEntry.subject_id))
    last = dict(session.exec(of_them).all())
    of_any = select(func.max(AuditEntry.id)).where(
        AuditEntry.kind == Kind.ENTERPRISE, col(AuditEntry.id) > first
    )
    last_of_any = 0
    if any(rules.policies[case.row.policy_id].is_contested for case in cases):
        last_of_any = session.exec(of_any).one() or 0
    return [
        case
        for case in cases
        if (
            last_of_any
            if rules.policies[case.row.policy_id].is_contested
            else last.get(case.row.enterprise_id) or 0
        )
        > case.row.as_of
    ]


def obstacle_to(case: Case, now: EnterpriseId | None, rules: Rules) -> str:
    """Say why a case cannot be decided again; ``now`` is the record that stands for its enterprise."""
    policy = rules.policies.get(case.row.policy_id)
    if now is None:
        return "企业已不在企业库中"
    if policy is None:
        return f"政策《{case.row.policy_title}》现在没有启用"
    if case.row.clause_id not in policy.clauses:
        return f"现在启用的《{policy.title}》没有“{case.row.clause_title}”这一条"
    return ""


def _change(case: Case, now: Frozen, dictionary: Dictionary, as_of: int) -> Change:
    row = case.row
    with as_stored(case.name):
        before = flat_record(json.loads(row.facts))
    after = flat_record(json.loads(now.facts))
    figures = tuple(_figures(before, after, dictionary))
    note = "" if now.policy.sha256 == row.policy_sha256 else f"《{now.policy.title}》已换成另一版"
    was = result_text(case.decision().outcome, Fen(row.computed))
    given = _given(case, now.worth.computed)
    return Change(figures, was, now.result, now, as_of, note, was=case.amount, amount=given)


def _given(case: Case, computed: Fen) -> Fen:
    """Return what would be given on what there is now: no more than was asked for, or decided with a reason.

    What it was weighed against another award is weighed again, on the new amount.
    """
    row, decided = case.row, Fen(case.row.computed)
    for step in sorted(case.steps, key=lambda step: step.number):
        if step.did in (Did.AMOUNT, Did.TAKE_IN):
            decided = Fen(step.amount)
    given = min(decided, computed) if decided < row.computed else computed
    return given if row.asked is None else min(Fen(row.asked), given)


def _figures(
    before: dict[str, object], after: dict[str, object], dictionary: Dictionary
) -> Iterator[FigureChange]:
    for key in {**before, **after}:
        if before.get(key) != after.get(key) and is_known(key, dictionary):
            words = (masked_text_of(dictionary, key, _plain(values, key)) for values in (before, after))
            yield FigureChange(label_of(dictionary, key), *words)


def _plain(values: dict[str, object], key: str) -> object:
    """Return a value as differences have it: a date that is known not to exist is an empty text."""
    return "" if key in values and values[key] is None else values.get(key)
