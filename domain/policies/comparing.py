"""Two versions of a policy beside each other, clause by clause, in the words of the files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from domain.money import short_yuan
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.vocabulary import ParameterTable
from domain.policies.formulas.wording import condition_text, threshold_text
from domain.policies.policy import Clause, Contest, Direction, Policy, Requirement, Stage


class Change(StrEnum):
    """What became of a clause. The value is how people say it."""

    ADDED = "新增"
    REMOVED = "取消"
    CHANGED = "有改动"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that differs: what it is, how it was, how it is; empty where it was not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs in one clause, or in what holds for the whole policy (``clause_id`` empty)."""

    clause_id: str
    title: str
    change: Change
    lines: tuple[Line, ...]


def compare_versions(before: Policy, after: Policy) -> list[Compared]:
    """Say what differs: first in what holds for the whole policy, then in its clauses, in the later order.

    Clauses are told apart by their ids. What is the same is left out.
    """
    whole = tuple(_differing(_of_policy(before), _of_policy(after)))
    found = [Compared("", "全文", Change.CHANGED, whole)] if whole else []
    for id_, clause in after.clauses.items():
        earlier = before.clauses.get(id_)
        lines = tuple(_differing(_of_clause(earlier, before), _of_clause(clause, after)))
        if earlier is None:
            found.append(Compared(id_, clause.title, Change.ADDED, lines))
        elif lines:
            found.append(Compared(id_, clause.title, Change.CHANGED, lines))
    for id_, clause in before.clauses.items():
        if id_ not in after.clauses:
            lines = tuple(_differing(_of_clause(clause, before), _of_clause(None, after)))
            found.append(Compared(id_, clause.title, Change.REMOVED, lines))
    return found


_Said = Sequence[tuple[str, Sequence[str]]]
"""What is said of something: a label, and one text or several."""


def _differing(before: _Said, after: _Said) -> Iterator[Line]:
    earlier, later = dict(before), dict(after)
    for label in dict.fromkeys([*later, *earlier]):
        for old, new in _aligned(earlier.get(label, ()), later.get(label, ())):
            if old != new:
                yield Line(label, old, new)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Pair what changed: texts that both have are left out, the others go side by side in their order."""
    gone = [text for text in before if text not in after]
    new = [text for text in after if text not in before]
    return zip_longest(gone, new, fillvalue="")


def _of_policy(policy: Policy) -> _Said:
    return (
        ("名称", (policy.title,)),
        ("发文机关", (policy.issuer,)),
        ("文号", (policy.document_number,)),
        ("有效期", (f"{policy.valid_from} 至 {policy.valid_to}",)),
        ("通用口径", policy.readings),
        ("定义", [f"{one.term} = {one.formula}" for one in policy.definitions]),
        ("排除情形", _formulas(policy.exclusions)),
        ("就高不重复", [f"{group.title}：{_titles(policy, group.clauses)}" for group in policy.groups]),
        (
            "共用限额",
            [f"{cap.title}：{_titles(policy, cap.clauses)}，{cap.cap_formula}" for cap in policy.shared_caps],
        ),
        ("外部数值", [f"{table.term}：{_values(table)}" for table in policy.parameters]),
        ("名单", [f"{term}（{len(codes)} 户）" for term, codes in policy.rosters.items()]),
    )


def _of_clause(clause: Clause | None, policy: Policy) -> _Said:
    if clause is None:
        return ()
    own = clause.who[len(policy.exclusions) :]
    return (
        ("条款名称", (clause.title,)),
        ("条文", (clause.wording.strip(),)),
        ("定义", [f"{one.term} = {one.formula}" for one in clause.definitions]),
        ("适用对象", _formulas(own)),
        ("条件", _formulas(clause.conditions)),
        ("金额", [one for one in (clause.award_formula, clause.by_person) if one]),
        ("各项相加后", [clause.total_formula] if clause.total_formula else []),
        ("逐个审核", [clause.each] if clause.each else []),
        ("分期", [_stage(stage) for stage in clause.stages]),
        ("名次和总额", [_contest(clause.contest)] if clause.contest else []),
        ("金额为零时", [clause.zero_note] if clause.zero_note else []),
        ("口径", clause.readings),
    )


def _formulas(requirements: Iterable[Requirement]) -> list[str]:
    return [
        f"{one.text or condition_text(one.condition)}\n{one.formula}" if one.text else one.formula
        for one in requirements
    ]


def _titles(policy: Policy, clause_ids: Iterable[str]) -> str:
    return "、".join(policy.clauses[id_].title for id_ in clause_ids)


def _values(table: ParameterTable) -> str:
    return "；".join(f"{one.since} 起 {threshold_text(one.value, table.type)}" for one in table.values)


def _stage(stage: Stage) -> str:
    share = threshold_text(stage.share, Type.RATE)
    return "\n".join([f"{stage.title} {share}", *_formulas(stage.conditions)])


def _contest(contest: Contest) -> str:
    parts = []
    if contest.by:
        order = "从小到大" if contest.direction is Direction.SMALLEST_FIRST else "从大到小"
        parts.append(f"按 {contest.by_formula} {order}排名")
    if contest.places:
        parts.append(f"取前 {contest.places} 名（{contest.ties}）")
    if contest.share is not None:
        parts.append(f"取前 {contest.share}（{contest.ties}）")
    if contest.amounts:
        parts.append(f"各名次 {'、'.join(map(short_yuan, contest.amounts))}（{contest.ties}）")
    if contest.pot is not None:
        way = "按顺序用完为止" if contest.goes_in_order else "超出按比例"
        parts.append(f"资金总额 {short_yuan(contest.pot)}，{way}")
    return "，".join(parts)
