"""What was approved on an earlier day counts against what a policy gives together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from domain.cases.awards.handling import decide_amount
from domain.cases.awards.making import Wanted
from domain.cases.awards.stepping import NotAll, Verdict
from domain.cases.awards.together import Approving
from domain.funds.approving import Treasury
from domain.office.house_rules import set_four_eyes
from domain.policies.language.checking import check_quantity
from domain.policies.language.measures import Type
from domain.policies.language.nodes import Literal
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.policy import Contest, Group, SharedCap, Ties
from domain.roads.walking import Move, NotNow
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text
from domain.values.periods import Period
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, Office


def two_granted(office: Office, *, same_clause: bool) -> list[Wanted]:
    """Return two awards of one enterprise, or of one clause; the larger first."""
    of: dict[object, list[Wanted]] = {}
    for one in office.granted():
        of.setdefault(one.clause_id if same_clause else one.enterprise_id, []).append(one)
    return next(sorted(found[:2], key=_amount, reverse=True) for found in of.values() if len(found) > 1)


def _amount(wanted: Wanted) -> int:
    return wanted.amount or 0


def at_approval(office: Office, *, same_clause: bool) -> list[CaseId]:
    """Return cases of them that wait for their approval."""
    ids = office.make(two_granted(office, same_clause=same_clause))
    office.bring(ids, "approval")
    office.ready(ids, "approval")
    return ids


def amounts(office: Office, ids: Sequence[CaseId]) -> list[Fen]:
    return [office.case(id_).amount for id_ in ids]


def clauses(office: Office, ids: Sequence[CaseId]) -> tuple[str, ...]:
    return tuple(office.case(id_).row.clause_id for id_ in ids)


def approve(office: Office, *ids: CaseId) -> None:
    office.do(MANAGER, ids, Move.ONWARD, "approval")


def refused(office: Office, id_: CaseId, words: str) -> None:
    [line] = office.foresee(MANAGER, [id_], "approval").lines
    assert line.verdict is Verdict.LACKS
    assert words in line.words
    with pytest.raises(NotAll, match=re.escape(words)):
        approve(office, id_)


def cap_of(office: Office, ids: Sequence[CaseId], fen: int) -> SharedCap:
    return SharedCap("两项", clauses(office, ids), Literal(Fraction(fen), Type.MONEY), "")


def test_that_of_a_group_the_highest_is_all_there_is(office: Office):
    higher, lower = ids = at_approval(office, same_clause=False)
    office.policy = replace(office.policy, groups=(Group("奖励", clauses(office, ids)),))
    most, less = amounts(office, ids)
    approve(office, lower)
    left = yuan_text(Fen(most - less))
    refused(office, higher, f"就高不重复（奖励），已批准 {yuan_text(less)} 元，本项最多还能给 {left} 元")


def test_that_the_difference_to_the_highest_of_a_group_is_given(office: Office):
    higher, lower = ids = office.make(two_granted(office, same_clause=False))
    office.policy = replace(office.policy, groups=(Group("奖励", clauses(office, ids)),))
    most, less = amounts(office, ids)
    seen = office.seen(higher)[0]
    decide_amount(office.seat(HANDLER), seen, Fen(most - less), office.rules, because="补差")
    for id_ in (lower, higher):
        office.bring([id_], "approval")
        office.ready([id_], "approval")
        approve(office, id_)


def test_that_nothing_is_given_beside_the_highest_of_a_group(office: Office):
    higher, lower = ids = at_approval(office, same_clause=False)
    office.policy = replace(office.policy, groups=(Group("奖励", clauses(office, ids)),))
    approve(office, higher)
    refused(office, lower, "本项不能再给")


def test_that_a_shared_cap_holds_over_days_and_within_one_act(office: Office):
    first, second = ids = at_approval(office, same_clause=False)
    whole = sum(amounts(office, ids))
    office.policy = replace(office.policy, shared_caps=(cap_of(office, ids, whole - 1),))
    verdicts = [line.verdict for line in office.foresee(MANAGER, ids, "approval").lines]
    assert verdicts == [Verdict.PASSES, Verdict.LACKS]
    approve(office, first)
    left = yuan_text(Fen(amounts(office, [second])[0] - 1))
    refused(office, second, f"“两项”合计不超过 {yuan_text(Fen(whole - 1))} 元")
    refused(office, second, f"本项最多还能给 {left} 元")
    # To the fen it is given.
    office.policy = replace(office.policy, shared_caps=(cap_of(office, ids, whole),))
    approve(office, second)


def test_that_a_shared_cap_follows_what_the_enterprise_has_entered(office: Office):
    wanted = two_granted(office, same_clause=False)
    whole = sum(map(_amount, wanted))
    office.enter_figure(wanted[0].enterprise_id, "freight_domestic", Period.parse("2019"), whole - 1)
    first, second = ids = at_approval(office, same_clause=False)

    def cap_at(formula: str) -> SharedCap:
        words = Vocabulary.of(office.library.dictionary)
        return replace(cap_of(office, ids, 0), cap=check_quantity(formula, words))

    office.policy = replace(office.policy, shared_caps=(cap_at("国内运费[2019]"),))
    approve(office, first)
    refused(office, second, f"“两项”合计不超过 {yuan_text(Fen(whole - 1))} 元")
    # A cap that is not known holds nothing here: then no clause is granted.
    for formula in ("国内运费[2018]", "国内运费[2019] + 1元"):
        office.policy = replace(office.policy, shared_caps=(cap_at(formula),))
        [line] = office.foresee(MANAGER, [second], "approval").lines
        assert line.verdict is Verdict.PASSES
    approve(office, second)


def test_that_enterprises_that_share_a_cap_are_held_to_it(office: Office):
    for one in two_granted(office, same_clause=True):
        office.enter(one.enterprise_id, legal_representative="孙某")
    ids = at_approval(office, same_clause=True)
    name = office.library.dictionary.attributes["legal_representative"]
    whole = sum(amounts(office, ids))
    office.policy = replace(
        office.policy, shared_caps=(replace(cap_of(office, ids, whole - 1), across=name),)
    )
    # Whose they are by now does not count: they were decided on what it was.
    with office.store.read() as session:
        here = Approving(session, office.rules.dictionary, office.rules.funds)
        rows = [office.case(id_).row for id_ in ids]
        assert set(here.beyond(rows, office.rules.policies)) == {ids[1]}
        assert here.beyond(rows[:1], office.rules.policies) == {}
        office.policy = replace(
            office.policy, shared_caps=(replace(cap_of(office, ids, whole), across=name),)
        )
        assert here.beyond(rows, office.rules.policies) == {}


def test_that_a_pot_is_not_given_twice(office: Office):
    first, second = ids = at_approval(office, same_clause=True)
    clause_id, whole = clauses(office, ids)[0], sum(amounts(office, ids))
    contest = Contest(None, "", 0, Ties.MANUAL, Fen(whole - 1))
    clause = replace(office.policy.clauses[clause_id], contest=contest)
    office.policy = replace(office.policy, clauses={**office.policy.clauses, clause_id: clause})
    approve(office, first)
    refused(office, second, f"总额不超过 {yuan_text(Fen(whole - 1))} 元")


def test_that_a_notice_is_held_to_it_too(office: Office):
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    higher, lower = two_granted(office, same_clause=False)

    office.issue(lower, funds=Treasury())
    office.policy = replace(office.policy, groups=(Group("奖励", (higher.clause_id, lower.clause_id)),))
    with pytest.raises(NotNow, match=r"没有出具：.*就高不重复（奖励），已批准 .* 元，本项最多还能给 .* 元"):
        office.issue(higher, funds=Treasury())


def test_that_another_period_is_another_award(office: Office):
    wanted = two_granted(office, same_clause=False)
    [first], [second] = office.make(wanted[:1]), office.make(wanted[1:], period="2023")
    ids = [first, second]
    for id_ in ids:
        office.bring([id_], "approval")
        office.ready([id_], "approval")
    office.policy = replace(office.policy, shared_caps=(cap_of(office, ids, max(amounts(office, ids))),))
    approve(office, first)
    approve(office, second)
