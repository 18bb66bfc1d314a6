"""What the whole field decides, held against every way in which what is open in it may turn out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

from domain.policies.contests.claims import Contender
from domain.policies.contests.places import ranking_of
from domain.policies.contests.pools import Member, Pool
from domain.policies.contests.pots import pot_of
from domain.policies.contests.ties import Orders, open_ties
from domain.policies.contests.together import Part, Together
from domain.policies.language.measures import MONEY, NUMBER
from domain.policies.language.nodes import Literal
from domain.policies.language.ranges import Doubt
from domain.policies.policy import Contest, SharedCap, Ties
from domain.policies.trace import ByPerson, Decision, Outcome, Scope
from domain.values.money import NO_MONEY, Fen

BY = Literal(0, NUMBER)
BETTER, WORSE = 9, -9


def claim_of(at: int, measure: int, fen: int = 100) -> Contender:
    """A claim that waits for nothing but the field."""
    waits = (Doubt("等全部企业"),)
    decision = Decision("c", Outcome.MANUAL, NO_MONEY, (), claim=Fen(fen), doubts=waits)
    return Contender(at, f"企业{at}", decision, Fraction(measure))


def open_one(at: int, most: int = 100) -> Contender:
    """One that may claim so much still."""
    return Contender(at, f"企业{at}", Decision("c", Outcome.MISSING, NO_MONEY, (), most=Fen(most)), None)


class OpenFacts:
    """Of who is undecided nothing but the name is said."""

    def __init__(self, at: int) -> None:
        self.name = f"第{at}户"


def completions(measures: Sequence[int], undecided: int) -> Iterator[list[int]]:
    """Yield every field that it may come to: who is open claims nothing, or comes first, last or between."""
    for others in product((None, BETTER, WORSE, *sorted({*measures})), repeat=undecided):
        yield [*measures, *(one for one in others if one is not None)]


def placed(mine: int, everybody: Iterable[int], places: int, ties: Ties) -> str:
    """How a claim fares in a field where nothing is open."""
    order = sorted(everybody, reverse=True)
    own = [at for at, one in enumerate(order) if one == mine]
    inside = [at < places for at in own]
    if all(inside) or not any(inside):
        return "in" if all(inside) else "out"
    return {Ties.ALL_IN: "in", Ties.ALL_OUT: "out", Ties.MANUAL: "tie"}[ties]


def told(decision: Decision) -> str:
    if decision.outcome is Outcome.NOT_MET:
        return "out"
    if decision.checks:
        return "in"
    return "tie" if decision.together is Scope.TIE else "open"


@pytest.mark.parametrize("ties", Ties)
def test_that_a_place_is_sure_only_where_it_is_whatever_becomes_of_who_is_undecided(ties):
    for measures, undecided in product(combinations_with_replacement(range(3), 3), range(3)):
        field = [claim_of(at, one) for at, one in enumerate(measures)]
        field += [open_one(at) for at in range(3, 3 + undecided)]
        for places, share in ((1, None), (2, None), (3, None), (4, None), (0, Fraction(1, 2))):
            contest = Contest(BY, "", places, ties, None, share=share)
            found = ranking_of(contest, field, Orders()).rank(field[:3], OpenFacts)
            for mine, decision in zip(measures, found, strict=True):
                ways = {
                    placed(mine, every, places or len(every) // 2, ties)
                    for every in completions(measures, undecided)
                }
                said = told(decision)
                now = placed(mine, measures, places, ties)
                case = measures, undecided, places, share, mine
                if not undecided or said in ("in", "out"):
                    assert ways == {said}, case
                elif places and now == "tie":
                    assert said == "tie", case
                elif places and ties is not Ties.ALL_IN:
                    assert (said, len(ways) > 1) == ("open", True), case


def test_that_what_is_said_of_a_place_names_it_the_few_undecided_and_counts_them():
    contest = Contest(BY, "", 2, Ties.MANUAL, None)
    for undecided in (1, 2, 3, 4):
        field = [claim_of(0, 5), claim_of(1, 5), claim_of(2, 7)]
        field += [open_one(at) for at in range(3, 3 + undecided)]
        best, *_ = reversed(ranking_of(contest, field, Orders()).rank(field[:3], OpenFacts))
        named = "；".join(f"“第{at}户”资料缺失" for at in range(3, 3 + min(undecided, 3)))
        more = " 等" if undecided > 3 else ""
        said = f"0 7，第 1 名；目前名次，还有 {undecided} 户未定，可能影响名次（{named}{more}）"
        assert (best.note if undecided > 1 else said) == said
    [level, _, first] = ranking_of(contest, field[:3], Orders()).rank(field[:3], OpenFacts)
    assert level.note == "0 5，第 2 名（2 户并列），并列者超过名额，由本单位认定"
    assert (first.checks[-1].found, first.checks[-1].required) == ("0 7，第 1 名", "前 2 名")


def test_that_a_share_of_many_is_sure_for_the_first_though_one_more_may_come_before_them():
    contest = Contest(BY, "", 0, Ties.MANUAL, None, share=Fraction(1, 2))
    field = [*(claim_of(at, -at) for at in range(7)), open_one(7)]
    found = ranking_of(contest, field, Orders()).rank(field[:7], OpenFacts)
    assert [told(one) for one in found] == ["in", "in", "open", "open", "out", "out", "out"]
    assert found[3].note.startswith("0 -3，第 4 名；目前名次，还有 1 户未定")


@pytest.mark.parametrize("ties", Ties)
def test_that_each_place_has_its_amount_unless_it_may_still_be_another(ties):
    amounts = tuple(map(Fen, (300, 200, 200)))
    for measures, undecided in product(combinations_with_replacement(range(3), 3), range(2)):
        field = [claim_of(at, one) for at, one in enumerate(measures)]
        field += [open_one(at) for at in range(3, 3 + undecided)]
        contest = Contest(BY, "", 0, ties, None, amounts=amounts)
        for mine, found in zip(
            measures, ranking_of(contest, field, Orders()).rank(field[:3], OpenFacts), strict=True
        ):
            ways = set()
            for every in completions(measures, undecided):
                order = sorted(every, reverse=True)
                own = [at for at, one in enumerate(order) if one == mine]
                given = [amounts[at] if at < len(amounts) else 0 for at in own]
                ways.add(given[0] if ties is Ties.ALL_IN or len({*given}) == 1 else -1)
            if found.steps:
                assert ways == {found.claim} == {found.steps[-1].value}
            elif found.outcome is not Outcome.NOT_MET:
                assert (found.together is Scope.TIE) == (not undecided)
                # Where all who are level at the last place get in, more is left open than has to be.
                assert len(ways) > 1 or ways == {-1} or (undecided and ties is Ties.ALL_IN)
            else:
                assert ways <= {0, -1}


def paid(mine: int, claims: Sequence[tuple[int, int]], pot: int, ties: Ties) -> int | str:
    """What a pot that is used up in order gives to a claim, in fen, where nothing is open."""
    level = [fen for measure, fen in claims if measure == mine]
    left = pot - sum(fen for measure, fen in claims if measure > mine)
    if left <= 0 or sum(level) <= left:
        return 0 if left <= 0 else level[0]
    if len(level) == 1:
        return left
    return {Ties.ALL_IN: "tie", Ties.ALL_OUT: 0, Ties.MANUAL: "tie"}[ties]


@pytest.mark.parametrize("ties", Ties)
def test_that_a_pot_is_used_up_in_order_and_waits_for_who_may_come_before(ties):
    contest_of = {
        pot: Contest(BY, "", 0, ties, Fen(pot), goes_in_order=True)
        for pot in (0, 1, 50, 100, 150, 200, 201, 400)
    }
    for measures, undecided in product(combinations_with_replacement(range(3), 3), (0, 50, 100)):
        claims = [(one, 100) for one in measures]
        field = [claim_of(at, one) for at, one in enumerate(measures)]
        field += [open_one(9, undecided)] if undecided else []
        for pot, contest in contest_of.items():
            purse = pot_of(contest, field, [one.decision for one in field], Orders())
            assert purse is not None
            for mine, one in zip(measures, field, strict=False):
                later = [(at, undecided) for at in (BETTER, WORSE)] if undecided else []
                ways = {paid(mine, [*claims, *more], pot, ties) for more in ([], *([way] for way in later))}
                found = purse.pay(one)
                case = measures, undecided, pot, mine
                if found.outcome is Outcome.MANUAL:
                    assert ways == {"tie"} or (undecided and len(ways) > 1), case
                    assert (found.together is Scope.TIE) == (not undecided), case
                else:
                    assert ways == {found.amount}, case
                    assert (found.outcome is Outcome.GRANTED) == (found.amount > 0), case


def held_claim(at: int, measure: int, fen: int = 100) -> Contender:
    """A claim that waits for a person, too."""
    one = claim_of(at, measure, fen)
    return replace(one, decision=replace(one.decision, doubts=(*one.decision.doubts, Doubt("待核"))))


def out_of_it(at: int, measure: int) -> Contender:
    """One that ranking left without a place."""
    return Contender(at, f"企业{at}", Decision("c", Outcome.NOT_MET, NO_MONEY, ()), Fraction(measure))


def parts_of(pot: int, claims: Sequence[int]) -> list[int]:
    """Share a pot in proportion: whole fen first, those that remain to the largest remainders."""
    exact = [Fraction(pot * one, sum(claims)) for one in claims]
    parts = [int(one) for one in exact]
    by_remainder = sorted(range(len(claims)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: pot - sum(parts)]:
        parts[at] += 1
    return parts


def test_that_a_pot_is_shared_once_claims_exceed_it_and_waits_for_whoever_may_still_claim():
    for claims, undecided, held in product(product((50, 100, 130), repeat=2), (0, 50), (0, 100)):
        field = [claim_of(at, at, fen) for at, fen in enumerate(claims)]
        field += [open_one(2, undecided)] if undecided else []
        field += [held_claim(3, 3, held)] if held else []
        field += [out_of_it(4, 4)]
        for pot in (99, 100, 130, 150, 199, 200, 250, 330, 400):
            contest = Contest(None, "", 0, Ties.MANUAL, Fen(pot))
            purse = pot_of(contest, field, [one.decision for one in field], Orders())
            assert purse is not None
            found = [purse.pay(one) for one in field]
            asked, case = sum(claims) + undecided + held, (claims, undecided, held, pot)
            if asked <= pot and not held:
                expected = list(claims)
            else:
                expected = [0, 0] if undecided or held else parts_of(pot, claims)
            assert [one.amount for one in found[:2]] == expected, case
            assert {one.outcome for one in found[:2]} == {
                Outcome.MANUAL if expected == [0, 0] else Outcome.GRANTED
            }
            assert all(one.amount == 0 for one in found[2:])
            assert found[-1] is field[-1].decision


def test_that_who_must_be_put_in_order_waits_for_nobody_else():
    tied = replace(claim_of(0, 1), decision=replace(claim_of(0, 1).decision, together=Scope.TIE))
    field = [tied, claim_of(1, 2), open_one(2)]
    purse = pot_of(
        Contest(None, "", 0, Ties.MANUAL, Fen(100)), field, [one.decision for one in field], Orders()
    )
    assert purse is not None
    assert [purse.pay(one).note for one in field[:2]] == [
        "",
        "还有企业未定，申报总额可能超过资金总额，待定后分配",
    ]


def test_that_a_claim_left_to_a_person_may_come_first_where_a_pot_is_used_up_and_one_without_a_place_not():
    contest = Contest(BY, "", 0, Ties.MANUAL, Fen(250), goes_in_order=True)
    unmeasured = replace(claim_of(5, 0), measure=None)
    for held in (50, 51):
        field = [claim_of(0, 3), claim_of(1, 2), out_of_it(2, 9), out_of_it(3, 2), held_claim(4, 1, held)]
        purse = pot_of(contest, field, [one.decision for one in field], Orders())
        assert purse is not None
        found = [purse.pay(one) for one in field]
        if held == 50:
            assert [one.amount for one in found] == [100, 100, 0, 0, 0]
        else:
            said = "0 2，第 2 名，前面已用 1.00 元；还有企业未定，可能排在前面"
            assert [one.note for one in found[:2]] == ["", said]
        assert [now is one.decision for now, one in zip(found, field, strict=True)][2:] == [True] * 3
        assert purse.pay(unmeasured) is unmeasured.decision


def order_of(number: int, *places: int, stake: int = 1) -> Together:
    """What somebody decided of the first ones of a field, who were level at the stake."""
    decided_at = datetime(2026, 11, 20, tzinfo=UTC)
    parts = {}
    for at, place in enumerate(places):
        if place:
            given = ByPerson(Outcome.MANUAL, NO_MONEY, "抽签", "记录", "甲", decided_at, place=place)
            parts[f"企业{at}"] = Part(f"第{at}户", Fraction(stake), given)
    return Together(number, parts)


ORDERS = (
    order_of(1, 2, 1),
    order_of(2, 3, 1, 2),
    order_of(3, 0, 1, 2),
    order_of(4, 1),
    order_of(5, 1, 2, stake=2),
    replace(order_of(6, 1, 2), is_withdrawn=True),
)


def test_that_an_order_counts_for_exactly_those_who_are_level_and_only_the_latest_of_any_of_them():
    decisions = [*([one] for one in ORDERS), *([later, first] for later in ORDERS for first in ORDERS), []]
    for measures, decided in product(product((1, 2, None), repeat=3), decisions):
        field = [claim_of(at, one) if one is not None else open_one(at) for at, one in enumerate(measures)]
        found = Orders.of(field, decided)
        places, lapsed, counting = {}, set(), set()
        for value in {1, 2} & {*measures}:
            level = {one.code for one in field if one.measure == value}
            last = next((one for one in decided if level & one.parts.keys()), None)
            if last is None or last.is_withdrawn or len(level) < 2:
                continue
            if {(key, one.stake) for key, one in last.parts.items()} == {(one, value) for one in level}:
                places |= {key: one.given.place for key, one in last.parts.items()}
                counting.add(last.number)
            else:
                lapsed.add(value)
        assert {one.code: found.place(one.code) for one in field} == {
            one.code: places.get(one.code, 0) for one in field
        }
        assert (set(found.lapsed), found.counting) == (lapsed, counting)
        for one, told in zip(field, found.told(field), strict=True):
            assert (told == one) == (one.code not in places)
            if one.code in places:
                assert told.decision.checks[-1].found.endswith("理由：抽签。依据：记录")


def test_that_those_put_in_order_use_up_a_pot_one_after_the_other():
    field = [claim_of(0, 1), claim_of(1, 1), claim_of(2, 3)]
    for pot, expected in ((100, [0, 0, 100]), (150, [0, 50, 100]), (250, [50, 100, 100])):
        contest = Contest(BY, "", 0, Ties.MANUAL, Fen(pot), goes_in_order=True)
        for ties, orders in ((Ties.MANUAL, [ORDERS[0]]), (Ties.ALL_IN, [ORDERS[0]])):
            told = replace(contest, ties=ties)
            purse = pot_of(told, field, [one.decision for one in field], Orders.of(field, orders))
            assert purse is not None
            assert [purse.pay(one).amount for one in field] == expected
    # Where all who are level go without, nobody is asked who comes first, and what was said does not count.
    none = replace(contest, ties=Ties.ALL_OUT, pot=Fen(250))
    purse = pot_of(none, field, [one.decision for one in field], Orders.of(field, [ORDERS[0]]))
    assert purse is not None
    assert [purse.pay(one).outcome for one in field] == [Outcome.NOT_MET, Outcome.NOT_MET, Outcome.GRANTED]


def test_that_those_put_in_order_take_places_and_amounts_in_it():
    field = [claim_of(0, 1), claim_of(1, 1), claim_of(2, 3)]
    orders = Orders.of(field, [ORDERS[0]])
    for places, expected in ((1, ["out", "out", "in"]), (2, ["out", "in", "in"]), (3, ["in", "in", "in"])):
        contest = Contest(BY, "", places, Ties.MANUAL, None)
        assert [told(one) for one in ranking_of(contest, field, orders).rank(field, OpenFacts)] == expected
    for decided in ([ORDERS[1]], []):
        now = Orders.of(field, decided)
        contest = Contest(BY, "", 2, Ties.MANUAL, None)
        [level, *_] = ranking_of(contest, field, now).rank(field[:1], OpenFacts)
        lapsed = [now.lapsed[Fraction(1)]] if decided else []
        assert [one.text for one in level.doubts] == [*lapsed, level.note]
    amounts = tuple(map(Fen, (300, 200, 100)))
    contest = Contest(BY, "", 0, Ties.MANUAL, None, amounts=amounts)
    assert [one.claim for one in ranking_of(contest, field, orders).rank(field, OpenFacts)] == [100, 200, 300]


def test_that_who_is_level_is_found_whole_where_one_of_them_must_be_put_in_order():
    for measures, asked in product(product((1, 2, None), repeat=3), product((False, True), repeat=3)):
        field = [claim_of(at, one) if one is not None else open_one(at) for at, one in enumerate(measures)]
        decided = [
            replace(one.decision, together=Scope.TIE if is_asked else Scope.ALONE)
            for one, is_asked in zip(field, asked, strict=True)
        ]
        values = {one for one, is_asked in zip(measures, asked, strict=True) if is_asked and one is not None}
        level = {value: [at for at, one in enumerate(measures) if one == value] for value in values}
        assert open_ties(field, decided) == level


@pytest.fixture
def cap(dictionary):
    name = dictionary.attributes["legal_representative"]
    return SharedCap("一人一份", ("c",), Literal(200, MONEY), "2元", across=name)


def member(number: int, who: str, amount: int, still: int) -> Member:
    """One that is granted an amount, or may still be."""
    if still:
        return Member(who, f"{number}", (Decision("c", Outcome.MISSING, NO_MONEY, (), most=Fen(still)),))
    outcome = Outcome.GRANTED if amount else Outcome.NOT_MET
    return Member(who, f"{number}", (Decision("c", outcome, Fen(amount), ()),))


def test_that_a_cap_of_several_waits_exactly_where_it_may_still_be_exceeded(cap):
    kinds = [(100, 0), (200, 0), (250, 0), (0, 100), (0, 0)]
    for owners, given in product(("甲甲乙", "甲甲", "甲乙", "甲"), product(kinds, repeat=3)):
        whose = owners.ljust(3, " ").replace(" ", "\0")
        members = [
            member(at, who.strip("\0"), *one) for at, (who, one) in enumerate(zip(whose, given, strict=True))
        ]
        pool, limit = Pool.of(cap, members), cap.limit
        in_proportion = Pool.of(replace(cap, in_proportion=True), members)
        for who, sharing in pool.groups.items():
            others = [one for one in members if one.who in ("", who)]
            is_open = any(one.open(limit) or (one.granted and not one.who) for one in others)
            is_over = sum(one.granted for one in others) > limit and not is_open
            assert sharing.claims == (dict(claims_of(others)) if is_over else {})
            assert (in_proportion.groups[who].cut is not None) == is_over
            assert sharing.households == sum(one.granted + one.open(limit) > 0 for one in others if one.who)
        for mine in members:
            [found], [before] = pool.settle(mine), mine.decisions
            if not before.amount:
                continue
            most = exceeding(mine, members)
            if most <= limit:
                assert found == before
            elif not mine.who:
                assert (found.outcome, found.missing) == (Outcome.MISSING, ("legal_representative",))
                assert found.most == before.amount
            else:
                others = [one for one in members if one.who in ("", mine.who)]
                is_open = any(one.who == "" and one.granted for one in others) or any(
                    one.open(limit) for one in others
                )
                assert (found.outcome, found.amount) == (Outcome.MANUAL, 0)
                assert found.most == min(before.amount, limit)
                assert (found.together is Scope.SHARE) == (not is_open)
                assert ("尚有企业未定" in found.note) == is_open


def test_that_what_a_person_gave_of_a_cap_counts_for_what_was_at_stake_and_else_is_asked_anew(cap):
    members = [member(0, "甲", 150, 0), member(1, "甲", 120, 0)]
    decided_at = datetime(2026, 11, 20, tzinfo=UTC)

    def decided(*stakes: int) -> Together:
        given = [ByPerson(Outcome.GRANTED, Fen(fen), "协商", "纪要", "甲", decided_at) for fen in (90, 110)]
        named = zip("01", stakes, given, strict=True)
        return Together(1, {f"{at} c": Part(f"第{at}户", Fraction(fen), one) for at, fen, one in named})

    pool = Pool.of(cap, members, [decided(150, 120)])
    found = [pool.settle(one)[0] for one in members]
    assert [(one.outcome, one.amount) for one in found] == [(Outcome.GRANTED, 90), (Outcome.GRANTED, 110)]
    assert [one.steps[-1].value for one in found] == [90, 110]
    assert all(one.by_person is not None and one.by_person.reason == "协商" for one in found)
    assert pool.groups["甲"].claims == {}
    pool = Pool.of(cap, members, [decided(150, 121)])
    [again] = pool.settle(members[0])
    lapsed, asked = (one.text for one in again.doubts)
    assert lapsed.endswith("之后数据有变动，不再作数，须重新认定")
    assert asked == "“甲”的 2 户合计 2.70 元，一人一份的限额为 2.00 元，超出的部分由本单位分配"
    pool = Pool.of(cap, members)
    assert [one.text for one in pool.settle(members[0])[0].doubts] == [asked]


def test_that_somebody_of_whom_nothing_is_known_may_take_all_of_a_cap(cap):
    unknown = Member("甲", "1", (Decision("c", Outcome.MANUAL, NO_MONEY, ()),))
    assert unknown.open(Fen(200)) == 200
    mine = member(0, "甲", 1, 0)
    [found] = Pool.of(cap, [mine, unknown]).settle(mine)
    assert (found.outcome, found.amount, found.most) == (Outcome.MANUAL, 0, 1)
    granted = Member("甲", "1", (Decision("c", Outcome.GRANTED, NO_MONEY, (), note="为零"),))
    assert granted.open(Fen(200)) == 0


def test_that_several_are_named_and_more_are_counted():
    for count in range(1, 6):
        one = order_of(1, *range(1, count + 1))
        named = "、".join(f"第{at}户并列中排第 {at + 1}" for at in range(min(count, 3)))
        assert one.word == named + (f" 等 {count} 项" if count > 3 else "")
        gone = "、".join(f"“第{at}户”" for at in range(min(count, 3))) + "等" * (count > 3)
        assert one.why_lapsed({}) == f"之后{gone}已不在其中"
        level = {f"企业{at}": Fraction(1) for at in range(count)}
        assert one.why_lapsed(level) == ""
        assert one.why_lapsed({**level, "企业8": Fraction(1), "企业9": Fraction(1)}) == "之后多了 2 项"
        assert one.why_lapsed({**level, "企业0": Fraction(2)}) == "之后数据有变动"


def claims_of(members: Iterable[Member]) -> Iterator[tuple[str, int]]:
    """Yield what is granted to each of several, by its code and clause."""
    for one in members:
        yield from ((f"{one.code} c", decision.amount) for decision in one.decisions if decision.amount)


def exceeding(mine: Member, members: Sequence[Member]) -> int:
    """The most that those who may prove to belong to one with it come to together."""
    known = {one.who for one in members if one.who}
    worst = 0
    for who in [mine.who] if mine.who else [*known, ""]:
        worst = max(worst, sum(one.granted + one.open(Fen(200)) for one in members if one.who in ("", who)))
    return worst
