"""Two versions of a policy beside each other, clause by clause, in words; the formulas stand beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from domain.policies.language.measures import Type
from domain.policies.language.nodes import Quantity
from domain.policies.language.vocabulary import Definition, ParameterTable
from domain.policies.language.wording import (
    condition_text,
    day_text,
    definition_text,
    quantity_text,
    threshold_text,
)
from domain.policies.policy import Clause, Contest, Direction, Policy, Requirement, SharedCap, Stage
from domain.values.money import short_yuan


class Change(StrEnum):
    """What became of a clause. The value is how people say it."""

    ADDED = "新增"
    REMOVED = "取消"
    CHANGED = "有改动"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that differs: what it is, how it was, how it is; empty where it was not there.

    The formulas are those that the words tell of, empty where nothing is computed.
    """

    label: str
    before: str
    after: str
    before_formula: str = ""
    after_formula: str = ""


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


_Passage = tuple[str, str]
"""Words, and the formula they tell of."""

_Said = Sequence[tuple[str, Sequence[_Passage]]]
"""What is said of something: a label, and one passage or several."""


def _differing(before: _Said, after: _Said) -> Iterator[Line]:
    earlier, later = dict(before), dict(after)
    for label in dict.fromkeys([*later, *earlier]):
        for old, new in _aligned(earlier.get(label, ()), later.get(label, ())):
            if old != new:
                yield Line(label, old[0], new[0], old[1], new[1])


def _aligned(before: Sequence[_Passage], after: Sequence[_Passage]) -> Iterable[tuple[_Passage, _Passage]]:
    """Pair what changed: passages that both have are left out, the others go side by side in their order."""
    gone = [one for one in before if one not in after]
    new = [one for one in after if one not in before]
    return zip_longest(gone, new, fillvalue=("", ""))


def _of_policy(policy: Policy) -> _Said:
    groups = [f"{group.title}：{_titles(policy, group.clauses)}" for group in policy.groups]
    rosters = [f"{term}（{len(codes)} 户）" for term, codes in policy.rosters.items()]
    return (
        ("名称", _plain([policy.title])),
        ("发文机关", _plain([policy.issuer])),
        ("文号", _plain([policy.document_number])),
        ("有效期", _plain([f"{day_text(policy.valid_from)}至{day_text(policy.valid_to)}"])),
        ("通用口径", _plain(policy.readings)),
        ("定义", _defined(policy.definitions)),
        ("排除情形", _required(policy.exclusions)),
        ("就高不重复", _plain(groups)),
        (
            "共用限额",
            [
                (f"{cap.title}：{_titles(policy, cap.clauses)}，{_cap_text(cap)}", cap.cap_formula)
                for cap in policy.shared_caps
            ],
        ),
        ("外部数值", _plain(f"{table.term}：{_values(table)}" for table in policy.parameters)),
        ("名单", _plain(rosters)),
    )


def _cap_text(cap: SharedCap) -> str:
    if cap.across is None:
        return quantity_text(cap.cap)
    exceeded = "超过的按比例分配" if cap.in_proportion else "超过的由本单位分配"
    return f"同一{cap.across.label}的企业共用 {quantity_text(cap.cap)}，{exceeded}"


def _of_clause(clause: Clause | None, policy: Policy) -> _Said:
    if clause is None:
        return ()
    own = clause.who[len(policy.exclusions) :]
    return (
        ("条款名称", _plain([clause.title])),
        ("条文", _plain([clause.wording.strip()])),
        ("定义", _defined(clause.definitions)),
        ("适用对象", _required(own)),
        ("条件", _required(clause.conditions)),
        ("金额", _computed(clause.award, clause.award_formula) or _plain([clause.by_person])),
        ("各项相加后", _computed(clause.total, clause.total_formula)),
        ("逐个审核", _plain([clause.each])),
        ("分期", [_stage(stage) for stage in clause.stages]),
        ("名次和总额", [_contest(clause.contest)] if clause.contest else []),
        ("金额为零时", _plain([clause.zero_note])),
        ("口径", _plain(clause.readings)),
    )


def _plain(texts: Iterable[str]) -> list[_Passage]:
    return [(text, "") for text in texts if text]


def _computed(node: Quantity | None, formula: str) -> list[_Passage]:
    return [(quantity_text(node), formula)] if node is not None else []


def _defined(definitions: Iterable[Definition]) -> list[_Passage]:
    return [
        (f"{one.term}：{definition_text(one.node)}", f"{one.term} = {one.formula}") for one in definitions
    ]


def _required(requirements: Iterable[Requirement]) -> list[_Passage]:
    return [(_words_of(one), one.formula) for one in requirements]


def _words_of(requirement: Requirement) -> str:
    computed = condition_text(requirement.condition)
    return f"{requirement.text}：{computed}" if requirement.text else computed


def _titles(policy: Policy, clause_ids: Iterable[str]) -> str:
    return "、".join(policy.clauses[id_].title for id_ in clause_ids)


def _values(table: ParameterTable) -> str:
    return "；".join(
        f"{day_text(one.since)}起 {threshold_text(one.value, table.type)}" for one in table.values
    )


def _stage(stage: Stage) -> _Passage:
    share = threshold_text(stage.share, Type.RATE)
    words = [f"{stage.title} {share}", *map(_words_of, stage.conditions)]
    return "\n".join(words), "\n".join(one.formula for one in stage.conditions)


def _contest(contest: Contest) -> _Passage:
    parts = []
    if contest.by is not None:
        order = "从小到大" if contest.direction is Direction.SMALLEST_FIRST else "从大到小"
        parts.append(f"按{quantity_text(contest.by)}{order}排名")
    if contest.places:
        parts.append(f"取前 {contest.places} 名（{contest.ties}）")
    if contest.share is not None:
        parts.append(f"取前 {contest.share}（{contest.ties}）")
    if contest.amounts:
        parts.append(f"各名次 {'、'.join(map(short_yuan, contest.amounts))}（{contest.ties}）")
    if contest.pot is not None:
        way = "按顺序用完为止" if contest.goes_in_order else "超出按比例"
        parts.append(f"资金总额 {short_yuan(contest.pot)}，{way}")
    return "，".join(parts), contest.by_formula
