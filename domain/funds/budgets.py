"""Budgets: entered, adjusted, changed and carried over, and how each stands. Each function is one act."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.rules import Rules
from domain.funds.approving import take_up
from domain.funds.books import Budget, Movement, Order, Source, book, read_budgets
from domain.funds.entities import (
    AccountKind,
    FundAccount,
    FundBudget,
    FundShare,
    FundSource,
    Shortage,
    What,
)
from domain.funds.payments import take_up_paid
from domain.funds.recoveries import take_up_recovered
from domain.funds.sql import balances, under_review
from domain.office.house_rules import low_balance
from domain.policies.policy import Policy
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import BudgetId, SourceId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.texts import one_line

_YEARS = range(2000, 2100)
_FROM_THE_START: Final = (
    AccountKind.GIVEN,
    AccountKind.FREE,
    AccountKind.APPROVED,
    AccountKind.PAID,
    AccountKind.CARRIED,
)
"""The accounts that every source has; the others are opened once they are needed."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one source gives: name, amount in fen, and how many parts of every award it bears.

    Attributes:
        clauses: The parts of awards of some clauses, where they are others.
    """

    name: str
    amount: Fen
    parts: int = 1
    clauses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A budget about to be entered; ``frees`` as `FundBudget` has it."""

    policy: Policy
    given: Sequence[Given]
    shortage: Shortage = Shortage.REFUSE
    frees: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget stands, in fen.

    Attributes:
        allotted: With what was carried over to it, and all adjustments.
        reserved: What cases under review come to; of the current year alone, since those are approved in it.
        approved: Whether paid or not; ``paid`` what of it was.
        carried: What was carried over to the next year.
        left: What may still be approved.
        low: With less than that left it is nearly used up; the office sets it.
        due: What was paid and has to be paid back; ``returned`` what was, and may not be approved again.
        waived: What was to be paid back, and will not be any more.

    All of them but ``reserved`` and ``paid`` add up to what is allotted.
    """

    id: BudgetId
    policy_id: str
    policy_title: str
    year: int
    shortage: Shortage
    allotted: Fen
    reserved: Fen
    approved: Fen
    paid: Fen
    carried: Fen
    left: Fen
    low: Fen
    due: Fen
    returned: Fen
    waived: Fen

    @property
    def is_low(self) -> bool:
        """Whether little is left of what was more."""
        return self.left < min(self.low, self.allotted)

    @property
    def open(self) -> Fen:
        """What is left once all under review are approved; below nothing where they are too many."""
        return Fen(self.left - self.reserved)


def list_budgets(session: Session, today: date) -> list[Standing]:
    """Return how every budget stands, the latest year first."""
    known: Counter[tuple[int, str]] = Counter()
    for budget_id, kind, balance in balances(session):
        known[budget_id, kind] = balance
    reserved, low = under_review(session), low_balance(session)
    order = (col(FundBudget.year).desc(), col(FundBudget.policy_title), col(FundBudget.id))
    columns = (FundBudget.id, FundBudget.policy_id, FundBudget.policy_title, FundBudget.year)
    rows = session.execute(select(*columns, FundBudget.shortage).order_by(*order))  # type: ignore[call-overload]
    return [
        Standing(
            BudgetId(id_),
            policy_id,
            title,
            year,
            Shortage(shortage),
            allotted=Fen(-known[id_, AccountKind.GIVEN]),
            reserved=Fen(reserved.get(policy_id, 0) if year == today.year else 0),
            approved=Fen(known[id_, AccountKind.APPROVED] + known[id_, AccountKind.PAID]),
            paid=Fen(known[id_, AccountKind.PAID]),
            carried=Fen(known[id_, AccountKind.CARRIED]),
            left=Fen(known[id_, AccountKind.FREE]),
            low=low,
            due=Fen(known[id_, AccountKind.DUE]),
            returned=Fen(known[id_, AccountKind.RETURNED]),
            waived=Fen(known[id_, AccountKind.WAIVED]),
        )
        for id_, policy_id, title, year, shortage in rows
    ]


def find_budget(session: Session, id_: BudgetId) -> Budget:
    """Return one budget as it stands.

    Raises:
        NotFound: There is none with this id.
    """
    found = read_budgets(session, FundBudget.id == id_)
    if not found:
        raise NotFound("没有这项预算")
    return found[0]


def enter_budget(
    seat: Seat,
    policy: Policy,
    year: int,
    given: Sequence[Given],
    rules: Rules,
    *,
    document: str,
    shortage: Shortage = Shortage.REFUSE,
) -> BudgetId:
    """Enter what there is for a policy in a year; what was approved in it already is booked at once.

    Raises:
        BadInput: Something of it cannot be, or there is one already.
        NotEnough: More was approved already.
        NotPermitted: This person may not do this.
    """
    with seat.act(Action.FUND_ENTER) as act:
        return _enter(act, Wanted(policy, given, shortage), year, rules, document)


def enter_budgets(
    seat: Seat, wanted: Sequence[Wanted], year: int, rules: Rules, *, document: str
) -> list[BudgetId]:
    """Enter what there is for several policies in a year, in one act: all of them or none.

    Raises:
        BadInput, NotEnough, NotPermitted: As `enter_budget`.
    """
    if not wanted:
        raise BadInput("没有要录入的预算")
    with seat.act(Action.FUND_ENTER) as act:
        return [_enter(act, one, year, rules, document) for one in wanted]


def adjust_budget(
    seat: Seat,
    id_: BudgetId,
    by: Mapping[SourceId, Fen],
    day: date,
    *,
    document: str,
    because: str,
    joining: Sequence[Given] = (),
) -> None:
    """Adjust what sources give, each by so much, up or down; it takes a second person where four eyes are on.

    Args:
        joining: Sources that join the budget, e.g. 省级追加 in the middle of a year. They bear what is
            approved from then on, by their parts beside those of the others; of clauses that have shares of
            their own nothing, unless they say so.

    Raises:
        BadInput: No document or reason is given, nothing is adjusted, more is cut than is left, or a source
            cannot join.
        NotFound: There is no such budget, or no such source of it.
        NotPermitted: This person may not do this.
        NeedsSecond: Another person must confirm it.
    """
    document, because = one_line(document), one_line(because)
    if not document or not because:
        raise BadInput("请填写调整预算的文号和理由")
    if not any(by.values()) and not joining:
        raise BadInput("没有要调整的金额")
    with seat.act(Action.FUND_ADJUST) as act:
        budget = find_budget(act.session, id_)
        if unknown := by.keys() - {source.id for source in budget.sources}:
            raise NotFound(f"{budget.name}没有这个资金来源（{min(unknown)}）")
        movements, words = list[Movement](), list[str]()
        for source in budget.sources:
            if amount := by.get(source.id, NO_MONEY):
                movements.append(_adjusted(budget, source, amount))
                words.append(f"{source.name}{'增' if amount > 0 else '减'} {yuan_text(abs(amount))} 元")
        for source, one in _join(act, budget, joining):
            if one.amount:
                movements.append(_adjusted(budget, source, one.amount))
            words.append(f"新增资金来源“{source.name}” {yuan_text(one.amount)} 元，分担 {one.parts} 份")
        said = f"调整{budget.name}：{'，'.join(words)}；{document}；{because}"
        if book(act, id_, movements, Order(What.ADJUST, day, document, because), said) is None:
            act.note(Subject(Kind.BUDGET, id_), said)


def change_budget(
    seat: Seat,
    id_: BudgetId,
    *,
    shortage: Shortage | None = None,
    shares: Mapping[str, Sequence[int]] | None = None,
    frees: bool | None = None,
    because: str,
) -> None:
    """Change what happens when there is not enough, and how many parts each source bears from now on.

    ``frees`` is whether what is paid back from now on may be approved again.

    Raises:
        BadInput: No reason is given, nothing is changed, or parts are none.
        NotFound: There is no such budget.
        NotPermitted: This person may not do this.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请填写改动的理由")
    with seat.act(Action.FUND_CHANGE) as act:
        budget = find_budget(act.session, id_)
        row = act.session.get_one(FundBudget, id_)
        words = []
        if shortage is not None and shortage is not budget.shortage:
            row.shortage = shortage.value
            words.append(f"资金不足时{shortage.word}")
        if shares is not None and {key: tuple(parts) for key, parts in shares.items()} != budget.shares:
            if complaints := [*_share_complaints(shares, len(budget.sources))]:
                raise BadInput(complaints)
            for one in act.session.exec(select(FundShare).where(FundShare.budget_id == id_)):
                act.session.delete(one)
            act.session.flush()
            _add_shares(act, id_, [source.id for source in budget.sources], shares)
            words.append(f"此后批准的由{'、'.join(source.name for source in budget.sources)}按新的比例分担")
        if frees is not None and frees is not budget.frees:
            row.frees = frees
            words.append("此后追回的资金可以再批" if frees else "此后追回的资金不再批，留作已退回")
        if not words:
            raise BadInput("没有改动")
        act.session.flush()
        act.note(Subject(Kind.BUDGET, id_), f"改动{budget.name}：{'；'.join(words)}；{because}")


def carry_over(seat: Seat, id_: BudgetId, today: date, *, document: str) -> Fen:
    """Carry what is left of a year over to the next, whose budget of the same policy must be there.

    Returns:
        How much it was, in fen.

    Raises:
        BadInput: The year is not over, nothing is left, or the next year lacks a budget or a source.
        NotFound: There is no such budget.
        NotPermitted: This person may not do this.
    """
    document = one_line(document)
    if not document:
        raise BadInput("请填写结转的文号")
    with seat.act(Action.FUND_CARRY) as act:
        budget = find_budget(act.session, id_)
        if today.year <= budget.year:
            raise BadInput(f"没有结转：{budget.year} 年还没有结束")
        if not budget.free:
            raise BadInput(f"没有结转：{budget.name}没有余额")
        found = read_budgets(
            act.session,
            FundBudget.policy_id == budget.policy_id,
            FundBudget.year == budget.year + 1,
        )
        if not found:
            raise BadInput(f"没有结转：请先录入《{budget.policy_title}》{budget.year + 1} 年预算")
        after = {source.name: source for source in found[0].sources}
        out, into = list[Movement](), list[Movement]()
        for source in budget.sources:
            if not source.free:
                continue
            if source.name not in after:
                raise BadInput(
                    f"没有结转：{found[0].name}没有“{source.name}”这个资金来源；"
                    "请先选中那一项点“调整”，把它加进去（金额可以填 0），再结转"
                )
            own, there = source.accounts, after[source.name].accounts
            out.append(Movement(own[AccountKind.FREE], own[AccountKind.CARRIED], source.free))
            into.append(Movement(there[AccountKind.GIVEN], there[AccountKind.FREE], source.free))
        for one, movements, what in ((budget, out, What.CARRY_OUT), (found[0], into, What.CARRY_IN)):
            said = f"{one.name}：{what.word} {yuan_text(budget.free)} 元；{document}"
            book(act, one.id, movements, Order(what, today, document), said)
        return budget.free


def _enter(act: Act, wanted: Wanted, year: int, rules: Rules, document: str) -> BudgetId:
    document, policy = one_line(document), wanted.policy
    given = [Given(one_line(one.name), one.amount, one.parts, one.clauses) for one in wanted.given]
    if complaints := [*_complaints(policy, year, given, document)]:
        raise BadInput(complaints)
    budget = _begin(act, wanted, year, given)
    movements = [
        Movement(source.accounts[AccountKind.GIVEN], source.accounts[AccountKind.FREE], one.amount)
        for source, one in zip(budget.sources, given, strict=True)
        if one.amount
    ]
    day = rules.today()
    parts = "，".join(f"{one.name} {yuan_text(one.amount)} 元" for one in given)
    said = f"录入{budget.name}：{parts}；资金不足时{wanted.shortage.word}；{document}"
    book(act, budget.id, movements, Order(What.ENTER, day, document), said)
    if not movements:
        act.note(Subject(Kind.BUDGET, budget.id), said)
    take_up(act, find_budget(act.session, budget.id), rules.roads_in(act.session), day)
    take_up_paid(act, budget, day)
    take_up_recovered(act, budget.id, day)
    return budget.id


def _begin(act: Act, wanted: Wanted, year: int, given: Sequence[Given]) -> Budget:
    policy = wanted.policy
    there = select(FundBudget.id).where(FundBudget.policy_id == policy.id, FundBudget.year == year)
    if act.session.exec(there).first() is not None:
        raise BadInput(f"《{policy.title}》已有 {year} 年预算；增减请办“调整预算”")
    row = FundBudget(
        policy_id=policy.id,
        policy_title=policy.title,
        year=year,
        shortage=wanted.shortage.value,
        frees=wanted.frees,
        made_by=act.who.name,
        made_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    ids = _add_sources(act, row.id, given)
    _add_shares(act, row.id, ids, _shares_of(given))
    act.session.flush()
    return find_budget(act.session, row.id)


def _adjusted(budget: Budget, source: Source, amount: Fen) -> Movement:
    """Return what adjusts a source by so much; below nothing where it gives less."""
    if source.free + amount < 0:
        raise BadInput(
            f"没有调整：{budget.name}中“{source.name}”已批 {yuan_text(source.approved)} 元，"
            f"最多调减 {yuan_text(source.free)} 元"
        )
    ends = source.accounts[AccountKind.GIVEN], source.accounts[AccountKind.FREE]
    return Movement(*(ends if amount > 0 else ends[::-1]), Fen(abs(amount)))


def _join(act: Act, budget: Budget, joining: Sequence[Given]) -> list[tuple[Source, Given]]:
    """Have sources join a budget; return each with what it gives, not booked yet."""
    joining = [replace(one, name=one_line(one.name)) for one in joining]
    names = [source.name for source in budget.sources] + [one.name for one in joining]
    if complaints := [*_source_complaints(names, joining)]:
        raise BadInput(complaints)
    ids = _add_sources(act, budget.id, joining)
    for clause in budget.shares:
        parts = [one.clauses.get(clause, 0) if clause else one.parts for one in joining]
        _add_shares(act, budget.id, ids, {clause: parts})
    found = {source.id: source for source in find_budget(act.session, budget.id).sources}
    return [(found[id_], one) for id_, one in zip(ids, joining, strict=True)]


def _add_sources(act: Act, id_: BudgetId, given: Sequence[Given]) -> list[SourceId]:
    """Add sources to a budget, with the accounts that each has; return their ids."""
    ids = []
    for one in given:
        source = FundSource(budget_id=id_, name=one.name)
        act.session.add(source)
        act.session.flush()
        assert source.id is not None
        ids.append(source.id)
        act.session.add_all(
            FundAccount(budget_id=id_, source_id=source.id, kind=kind.value) for kind in _FROM_THE_START
        )
    act.session.flush()
    return ids


def _add_shares(
    act: Act, id_: BudgetId, source_ids: Sequence[SourceId], shares: Mapping[str, Sequence[int]]
) -> None:
    act.session.add_all(
        FundShare(budget_id=id_, source_id=source_id, clause_id=clause, parts=part)
        for clause, parts in shares.items()
        for source_id, part in zip(source_ids, parts, strict=True)
    )
    act.session.flush()


def _complaints(policy: Policy, year: int, given: Sequence[Given], document: str) -> Iterator[str]:
    if year not in _YEARS:
        yield "年度请填四位数，如 2026"
    if not document:
        yield "请填写预算的文号"
    if not given:
        yield "请至少填写一个资金来源"
    yield from _source_complaints([one.name for one in given], given)
    shares = _shares_of(given)
    unknown = shares.keys() - {"", *policy.clauses}
    yield from (f"《{policy.title}》没有“{one}”这一条款" for one in sorted(unknown))
    yield from _share_complaints(shares, len(given))


def _source_complaints(names: Sequence[str], given: Sequence[Given]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if not name:
            yield "请填写资金来源的名称"
        elif count > 1:
            yield f"资金来源“{name}”重复"
    yield from (f"“{one.name}”的金额不能小于 0" for one in given if one.amount < 0)
    if any(part < 0 for one in given for part in (one.parts, *one.clauses.values())):
        yield "分担比例请填 0 或正整数"


def _shares_of(given: Sequence[Given]) -> dict[str, list[int]]:
    clauses = dict.fromkeys(["", *(clause for one in given for clause in one.clauses)])
    return {clause: [one.clauses.get(clause, one.parts) for one in given] for clause in clauses}


def _share_complaints(shares: Mapping[str, Sequence[int]], count: int) -> Iterator[str]:
    if "" not in shares:
        yield "请填写一般的分担比例"
    for parts in shares.values():
        if len(parts) != count or any(part < 0 for part in parts) or (parts and not any(parts)):
            yield "分担比例请填 0 或正整数，不能都是 0，每个资金来源一个"
            return
