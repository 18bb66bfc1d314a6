"""Other awards that may be for the same thing: found, what 就高 or 补差 gives, and what was decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Did, Ended
from domain.cases.awards.funding import Funds, lowered_words
from domain.cases.awards.handling import changeable
from domain.cases.awards.reading import Case, Seen, name_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.awards.turning import Turn, write_turns
from domain.enterprises.entities import EnterpriseAttribute
from domain.enterprises.identity import standing_for, stood_for_by
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.texts import one_line


class Likeness(StrEnum):
    """Why another award may be for the same thing."""

    SAME_AWARD = "same_award"
    """Two records were merged that had it each."""
    SAME_CLAUSE = "same_clause"
    OTHER_POLICY = "other_policy"
    SAME_ACCOUNT = "same_account"
    SAME_PERSON = "same_person"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Likeness.SAME_AWARD: "企业记录合并前的同一项",
    Likeness.SAME_CLAUSE: "同一企业、同一条款的另一期",
    Likeness.OTHER_POLICY: "同一企业在另一项政策",
    Likeness.SAME_ACCOUNT: "收款账号相同的另一企业",
    Likeness.SAME_PERSON: "法定代表人同名的另一企业",
}
_BY_FACT: Final = {
    "account_number": Likeness.SAME_ACCOUNT,
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


@dataclass(frozen=True, slots=True)
class Rival:
    """Another award, on its way or granted.

    Attributes:
        amount: What stands of it, in fen; ``granted`` what it was granted at, where that is more.
        amounts: What this case would come to by each settlement, in fen.
        settled: How it was settled; None while it was not.
        because: Why it was settled so.
    """

    case_id: CaseId
    likeness: Likeness
    name: str
    amount: Fen
    is_granted: bool
    amounts: Mapping[Settlement, Fen]
    settled: Settlement | None = None
    because: str = ""
    granted: Fen | None = None

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


def settle_rival(
    seat: Seat, case: Seen, rival_id: CaseId, settlement: Settlement, rules: Rules, *, because: str
) -> str:
    """Decide what becomes of a case beside another; its amount follows.

    Raises:
        BadInput: No reason is given, or the other one is no rival of it.
        NotNow: Its amount cannot be changed where it stands.
        NotPermitted: This person may not do this there.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明这样处理的理由")
    with acting_on(seat, Action.CASE_RIVAL, [case], rules) as (act, [found], now):
        state = changeable(found, now)
        rival = next(
            (one for one in rivals_of(act.session, found, rules.funds) if one.case_id == rival_id), None
        )
        if rival is None:
            raise BadInput(f"{found.name}与那一项没有重复的迹象，请刷新后再看")
        amount = rival.amounts[settlement]
        title = f"与{rival.name}{settlement.word}，核定 {yuan_text(amount)} 元"
        changed = {"amount": amount} if amount != found.row.amount else {}
        turn = Turn(
            found,
            Did.RIVAL,
            state.id,
            title,
            found.standing,
            Action.CASE_RIVAL,
            because,
            rival_id=rival_id,
            settlement=settlement,
            changed=changed,
        )
        return write_turns(act, [turn], now.day, rules.funds)


def rivals_of(session: Session, case: Case, funds: Funds) -> Iterator[Rival]:
    """Yield the other awards that may be for the same thing, as far as this store knows of them.

    Each counts with what stands of it, also where it was lowered after it was paid.

    Instalments of one award are none to each other, nor are clauses of one policy, which says itself how
    they go together.
    """
    settled = {step.rival_id: step for step in case.steps if step.did == Did.RIVAL}
    lowered = funds.lowered(session)
    for row, likeness in _found(session, case.row):
        assert row.id is not None
        step, granted = settled.get(row.id), Fen(row.amount)
        amount, own = lowered.get(row.id, granted), lowered.get(case.id, case.amount)
        if step is not None and step.was_amount is not None and step.amount == own:
            # Settled otherwise, it begins from what it was before.
            own = Fen(step.was_amount)
        yield Rival(
            row.id,
            likeness,
            name_of(row),
            amount,
            row.ended == Ended.GRANTED,
            amounts_beside(own, amount),
            Settlement(step.settlement) if step else None,
            step.remark if step else "",
            granted if row.id in lowered else None,
        )


def _found(session: Session, own: AwardCase) -> Iterator[tuple[AwardCase, Likeness]]:
    now = standing_for(session, [own.enterprise_id]).get(own.enterprise_id, own.enterprise_id)
    records = stood_for_by(session, [now]) | {own.enterprise_id}
    for row in _alive(session, records):
        is_same = row.policy_id == own.policy_id and row.clause_id == own.clause_id
        if is_same and (row.period, row.instalment) == (own.period, own.instalment) and row.id != own.id:
            yield row, Likeness.SAME_AWARD
        elif is_same and row.period != own.period:
            yield row, Likeness.SAME_CLAUSE
        elif row.policy_id != own.policy_id:
            yield row, Likeness.OTHER_POLICY
    others = dict(_alike(session, now))
    for row in _alive(session, set(others) - records):
        if row.policy_id == own.policy_id and row.clause_id == own.clause_id:
            yield row, others[row.enterprise_id]


def _alive(session: Session, ids: set[EnterpriseId]) -> list[AwardCase]:
    found = select(AwardCase).where(
        among(col(AwardCase.enterprise_id), ids),
        col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
    )
    return list(session.exec(found.order_by(col(AwardCase.id))))


def _alike(session: Session, id_: EnterpriseId) -> Iterator[tuple[EnterpriseId, Likeness]]:
    """Yield the other enterprises with a fact in common, the stronger likeness last."""
    fact = EnterpriseAttribute
    for name, likeness in reversed(_BY_FACT.items()):
        value = select(fact.value).where(fact.enterprise_id == id_, fact.name == name, fact.value != "")
        others = select(col(fact.enterprise_id)).where(
            fact.name == name, col(fact.value).in_(value), fact.enterprise_id != id_
        )
        yield from ((other, likeness) for other in session.exec(others))
