"""Other awards that may be for the same thing: found, what 就高 or 补差 gives, and what was decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select

from domain.cases.awards.declared import Declared, declared_in, read_kept
from domain.cases.awards.entities import AwardCase, CaseStep, Did, Ended
from domain.cases.awards.funding import Funds, lowered_words
from domain.cases.awards.reading import Case, name_of
from domain.enterprises.entities import EnterpriseAttribute
from domain.enterprises.identity import standing_for, stood_for_by
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.periods import Period


class Likeness(StrEnum):
    """Why another award may be for the same thing."""

    SAME_AWARD = "same_award"
    """Two records were merged that had it each."""
    SAME_CLAUSE = "same_clause"
    OTHER_POLICY = "other_policy"
    SAME_ACCOUNT = "same_account"
    SAME_ADDRESS = "same_address"
    SAME_PERSON = "same_person"
    DECLARED = "declared"
    """The applicant says that another level gave it."""

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Likeness.SAME_AWARD: "企业记录合并前的同一项",
    Likeness.SAME_CLAUSE: "同一企业、同一条款的另一期",
    Likeness.OTHER_POLICY: "同一企业在另一项政策",
    Likeness.SAME_ACCOUNT: "收款账号相同的另一企业",
    Likeness.SAME_ADDRESS: "注册地址相同的另一企业",
    Likeness.SAME_PERSON: "法定代表人同名的另一企业",
    Likeness.DECLARED: "企业申报的其他层级奖补",
}
BY_FACT: Final = {
    "account_number": Likeness.SAME_ACCOUNT,
    "registered_address": Likeness.SAME_ADDRESS,
    "legal_representative": Likeness.SAME_PERSON,
}


class Settlement(StrEnum):
    """What becomes of a case beside another."""

    BOTH = "both"
    """They are for different things."""
    HIGHER = "higher"
    """就高: only the higher one is given."""
    DIFFERENCE = "difference"
    """补差: what the other one leaves of this one."""

    @property
    def word(self) -> str:
        return _SETTLED[self]


_SETTLED: Final = {
    Settlement.BOTH: "互不冲突，都给",
    Settlement.HIGHER: "就高",
    Settlement.DIFFERENCE: "补差",
}


Beside: TypeAlias = CaseId | Declared
"""What an award is settled beside."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another award, on its way or granted.

    Attributes:
        beside: The other case, or what the applicant declared that another level gave.
        amount: What stands of it, in fen; ``granted`` what it was granted at, where that is more.
        amounts: What this case would come to by each settlement, in fen.
        settled: How it was settled; None while it was not.
        because: Why it was settled so.
    """

    beside: Beside
    likeness: Likeness
    name: str
    amount: Fen
    is_granted: bool
    amounts: Mapping[Settlement, Fen]
    settled: Settlement | None = None
    because: str = ""
    granted: Fen | None = None

    @property
    def case_id(self) -> CaseId | None:
        """The other case; None where another level gave it."""
        return None if isinstance(self.beside, Declared) else self.beside

    @property
    def text(self) -> str:
        """What it is, and what would follow."""
        state = f"{'已给' if self.is_granted else '正在办'} {yuan_text(self.amount)} 元"
        if self.granted is not None:
            state = lowered_words(self.granted, self.amount)
        ways = (Settlement.HIGHER, Settlement.DIFFERENCE)
        proposed = "，".join(f"{one.word} {yuan_text(self.amounts[one])} 元" for one in ways)
        return f"{self.likeness.word}：{self.name}，{state}；本项{proposed}"


def amounts_beside(own: Fen, other: Fen) -> dict[Settlement, Fen]:
    """Return what an award comes to beside another; of two alike, 就高 gives the other one.

    >>> {one.value: fen for one, fen in amounts_beside(Fen(500), Fen(300)).items()}
    {'both': 500, 'higher': 500, 'difference': 200}
    >>> {one.value: fen for one, fen in amounts_beside(Fen(300), Fen(300)).items()}
    {'both': 300, 'higher': 0, 'difference': 0}
    """
    return {
        Settlement.BOTH: own,
        Settlement.HIGHER: own if own > other else NO_MONEY,
        Settlement.DIFFERENCE: Fen(max(own - other, 0)),
    }


def rivals_of(session: Session, case: Case, funds: Funds) -> Iterator[Rival]:
    """Yield the other awards that may be for the same thing, as far as this store knows of them.

    Each counts with what stands of it, also where it was lowered after it was paid.

    Instalments of one award are none to each other, nor are clauses of one policy, which says itself how
    they go together.
    """
    settled, lowered = _settled(case), funds.lowered(session)
    weighed = _weighed(case)
    found: list[tuple[Beside, Likeness, str, Fen, bool]] = [
        (CaseId(row.id), likeness, name_of(row), Fen(row.amount), row.ended == Ended.GRANTED)
        for row, likeness in _found(session, [case.row])[case.id]
        if row.id is not None
    ]
    found += [(one, Likeness.DECLARED, one.name, one.amount, True) for one in declared_in(case.steps)]
    for beside, likeness, name, granted, is_granted in found:
        step = settled.get(beside)
        amount = granted if isinstance(beside, Declared) else lowered.get(beside, granted)
        own = lowered.get(case.id, case.amount)
        if (last := weighed.get(beside)) is not None and last.step.amount == own:
            # Settled otherwise, it begins from what it was before.
            own = last.base
        yield Rival(
            beside,
            likeness,
            name,
            amount,
            is_granted,
            amounts_beside(own, amount),
            Settlement(step.settlement) if step else None,
            step.remark if step else "",
            granted if beside in lowered else None,
        )


def unsettled(session: Session, cases: Sequence[Case]) -> dict[CaseId, str]:
    """Say of cases that go on together which others may be for the same thing, where nobody has settled it.

    The same clause for another period is none here, unless the periods overlap: that comes every quarter.
    """
    found: dict[CaseId, str] = {}
    of_each = _found(session, [case.row for case in cases])
    for case in cases:
        settled = _settled(case)
        left = [
            (likeness, name_of(row))
            for row, likeness in of_each[case.id]
            if CaseId(row.id or 0) not in settled and _may_be_same(case.row, row, likeness)
        ]
        left += [(Likeness.DECLARED, one.name) for one in declared_in(case.steps) if one not in settled]
        if left:
            likeness, first = left[0]
            more = f"等 {len(left)} 件" if len(left) > 1 else ""
            found[case.id] = f"可能重复，还没有处理：{likeness.word}，{first}{more}"
    return found


def beside_of(step: CaseStep) -> Beside | None:
    """Return what a step settled its case beside; None where it settled nothing."""
    if step.did != Did.RIVAL:
        return None
    if step.rival_id is not None:
        return CaseId(step.rival_id)
    return None if step.declared is None else read_kept(step.declared)[0]


def _settled(case: Case) -> dict[Beside, CaseStep]:
    """Return what a case was settled beside, by the step that did it last."""
    found = {beside_of(step): step for step in sorted(case.steps, key=lambda step: step.number)}
    return {beside: step for beside, step in found.items() if beside is not None}


def outdated(session: Session, cases: Sequence[Case], funds: Funds) -> dict[CaseId, str]:
    """Say of which cases what they were settled at beside another does not hold any more.

    An amount decided since stands for itself.
    """
    found: dict[CaseId, str] = {}
    weighed = {case.id: steps for case in cases if (steps := _weighed(case))}
    if not weighed:
        return found
    ids = {beside for steps in weighed.values() for beside in steps if not isinstance(beside, Declared)}
    query = select(AwardCase).where(among(col(AwardCase.id), ids))
    rows = {CaseId(row.id): row for row in session.exec(query) if row.id is not None} if ids else {}
    lowered = funds.lowered(session)
    said = {case.id: declared_in(case.steps) for case in cases}
    for case_id, steps in weighed.items():
        for beside, (step, base) in steps.items():
            if isinstance(beside, Declared):
                name, is_alive, granted = beside.name, beside in said[case_id], beside.amount
            else:
                row = rows[beside]
                name, granted = name_of(row), lowered.get(beside, Fen(row.amount))
                is_alive = row.ended in (Ended.ON_ITS_WAY, Ended.GRANTED)
            other = granted if is_alive else NO_MONEY
            settled = Settlement(step.settlement)
            now = amounts_beside(base, other)[settled]
            if now != step.amount and settled is not Settlement.BOTH:
                stands = f"现在是 {yuan_text(other)} 元" if is_alive else "已经不办了"
                word = settled.word
                found[case_id] = (
                    f"与{name}“{word}”定为 {yuan_text(Fen(step.amount))} 元，那一项{stands}，"
                    f"照此应为 {yuan_text(now)} 元，请重新处理或改核定金额"
                )
    return found


class _Weighed(NamedTuple):
    """How a case was settled last beside another one; ``base`` its amount before the first time, in fen."""

    step: CaseStep
    base: Fen


def _weighed(case: Case) -> dict[Beside, _Weighed]:
    """Return how a case was settled beside others, since its amount was decided otherwise."""
    found: dict[Beside, _Weighed] = {}
    for step in sorted(case.steps, key=lambda step: step.number):
        if step.did in (Did.AMOUNT, Did.TAKE_IN):
            found.clear()
        elif (beside := beside_of(step)) is not None and step.was_amount is not None:
            last = found.get(beside)
            goes_on = last is not None and last.step.amount == step.was_amount
            found[beside] = _Weighed(step, last.base if last and goes_on else Fen(step.was_amount))
    return found


def _may_be_same(own: AwardCase, other: AwardCase, likeness: Likeness) -> bool:
    if likeness is not Likeness.SAME_CLAUSE or not (own.period and other.period):
        return True
    return overlap(own.period, other.period)


def overlap(one: str, other: str) -> bool:
    """Whether two periods have a day in common; what is none of the calendar's may have.

    >>> overlap("2022Q2", "2022"), overlap("2022Q2", "2022Q3"), overlap("2022Q2", "第一批")
    (True, False, True)
    """
    try:
        first, second = Period.parse(one), Period.parse(other)
    except BadInput:
        return True
    return first.first_day <= second.last_day and second.first_day <= first.last_day


def _found(session: Session, own: Sequence[AwardCase]) -> dict[CaseId, list[tuple[AwardCase, Likeness]]]:
    """Return by case the others that may be for the same thing."""
    ids = {row.enterprise_id for row in own}
    now = standing_for(session, ids)
    owners = {id_: now.get(id_, id_) for id_ in ids}
    records = stood_for_by(session, set(owners.values())) | ids
    of_owner: dict[EnterpriseId, list[AwardCase]] = {}
    stands = standing_for(session, records)
    for row in _alive(session, records):
        record = row.enterprise_id
        of_owner.setdefault(stands.get(record, owners.get(record, record)), []).append(row)
    alike = _alike(session, set(owners.values()))
    of_others: dict[EnterpriseId, list[AwardCase]] = {}
    for row in _alive(session, {id_ for others in alike.values() for id_ in others} - records):
        of_others.setdefault(row.enterprise_id, []).append(row)
    found = {}
    for row in own:
        assert row.id is not None
        owner = owners[row.enterprise_id]
        likes = [(one, like) for one in of_owner.get(owner, ()) if (like := _likeness(row, one)) is not None]
        likes += [
            (one, like)
            for other, like in alike.get(owner, {}).items()
            for one in of_others.get(other, ())
            if (one.policy_id, one.clause_id) == (row.policy_id, row.clause_id)
        ]
        found[CaseId(row.id)] = likes
    return found


def _likeness(own: AwardCase, row: AwardCase) -> Likeness | None:
    """Return why another award of the same enterprise may be for the same thing."""
    if row.policy_id != own.policy_id:
        return Likeness.OTHER_POLICY
    if row.clause_id != own.clause_id or row.id == own.id:
        return None
    if (row.period, row.instalment) == (own.period, own.instalment):
        return Likeness.SAME_AWARD
    return Likeness.SAME_CLAUSE if row.period != own.period else None


def _alive(session: Session, ids: set[EnterpriseId]) -> list[AwardCase]:
    found = select(AwardCase).where(
        among(col(AwardCase.enterprise_id), ids),
        col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
    )
    # What they were decided on is large, and not asked for.
    large: Any = (AwardCase.facts, AwardCase.decision)
    return list(session.exec(found.options(*map(defer, large)).order_by(col(AwardCase.id))))


def _alike(session: Session, ids: set[EnterpriseId]) -> dict[EnterpriseId, dict[EnterpriseId, Likeness]]:
    """Return of each enterprise the others with a fact in common, by the strongest likeness."""
    found: dict[EnterpriseId, dict[EnterpriseId, Likeness]] = {}
    own, other = aliased(EnterpriseAttribute), aliased(EnterpriseAttribute)
    for name, likeness in reversed(BY_FACT.items()):
        pairs = (
            select(own.enterprise_id, other.enterprise_id)
            .where(among(own.enterprise_id, ids), own.name == name, own.value != "")
            .where(other.name == name, other.value == own.value, other.enterprise_id != own.enterprise_id)
        )
        for id_, like in session.exec(pairs):
            found.setdefault(EnterpriseId(id_), {})[EnterpriseId(like)] = likeness
    return found
