"""The policy file against the ten clauses computed a second time by hand, on facts made to lie at edges."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.enterprises.records import facts_of
from domain.policies.one.assessment import assess
from tests.reference.zhengdong_2022 import decide as decide_by_hand

KINDS = ("industry", "construction", "wholesale", "retail", "lodging", "catering", "software", "other")
DAYS = (
    None,
    "2021-12-31",
    "2022-01-01",
    "2022-03-31",
    "2022-04-01",
    "2022-06-30",
    "2022-07-01",
    "2022-09-30",
)
DAYS = (*DAYS, "2022-10-01", "2022-12-31", "2023-01-01")
ROUND_YUAN = (0, 50_000, 250_000, 300_000, 2_000_000, 10_000_000, 50_000_000, 100_000_000, 500_000_000)
GROWTHS = (0, 10, 15, 20, 30, 50)
PERIODS = {
    "output_value": ("2021H1", "2022H1", "2021Q1", "2021Q2", "2022Q1", "2022Q2"),
    "revenue": ("2021H1", "2022H1", "2022Q1", "2022Q2", "2022Q3", "2021Q3"),
    "sales": ("2021Q2", "2022Q2"),
    "freight_domestic": ("2022Q2",),
    "electricity_cost": ("2022Q2",),
    "gas_cost": ("2022Q2",),
    "annual_rent": ("2022",),
}
MAY_BE_NEGATIVE = ("output_value", "revenue", "sales")


@st.composite
def amounts(draw: st.DrawFn, *, negative: bool) -> str:
    """An amount at, or a fen beside, a round figure, perhaps grown by exactly a rate that clauses name."""
    base = draw(st.sampled_from(ROUND_YUAN)) * 100
    grown = Fraction(base) * (100 + draw(st.sampled_from(GROWTHS))) / 100
    fen = int(grown) + draw(st.sampled_from((-1, 0, 0, 0, 1)))
    fen = -fen if negative and draw(st.integers(0, 9)) == 0 else fen
    fen = fen if negative else max(fen, 0)
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(values, values, values, st.just(...))


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    attributes = {
        "industry_kind": draw(maybe(st.sampled_from(KINDS))),
        "stat_entry_date": draw(maybe(st.sampled_from(DAYS))),
        "move_in_date": draw(maybe(st.sampled_from(DAYS))),
    }
    for flag in ("above_scale", "headquarters", "strategic_emerging"):
        attributes[flag] = draw(maybe(st.sampled_from((True, True, True, False))))
    for flag in ("owns_office", "high_energy_consumption"):
        attributes[flag] = draw(maybe(st.sampled_from((False, False, False, True))))
    indicators = {
        name: {period: draw(maybe(amounts(negative=name in MAY_BE_NEGATIVE))) for period in periods}
        for name, periods in PERIODS.items()
    }
    record: dict[str, Any] = {
        "uscc": "91410100MAYA000162",
        "name": "郑州测试有限公司",
        "attributes": without_gaps(attributes),
        "indicators": {name: without_gaps(figures) for name, figures in indicators.items()},
    }
    projects = draw(maybe(st.lists(project(), max_size=3)))
    return record if projects is ... else {**record, "projects": projects}


@st.composite
def project(draw: st.DrawFn) -> dict[str, Any]:
    investment = st.sampled_from((99_999_999.99, 10**8, 5 * 10**8, 10**9 - 1, 10**9, 2 * 10**9))
    return without_gaps(
        {
            "planned_investment": draw(maybe(investment.map(lambda yuan: f"{yuan:.2f}"))),
            "start_date": draw(maybe(st.sampled_from(DAYS))),
            "in_statistics": draw(maybe(st.sampled_from((True, True, False)))),
            "has_actual_investment": draw(maybe(st.sampled_from((True, True, False)))),
        }
    )


def without_gaps(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not ...}


@given(records())
def test_that_the_policy_file_and_the_reference_always_agree(zhengdong, dictionary, record):
    by_hand = decide_by_hand(record)
    for decision in assess(zhengdong, facts_of(record, dictionary), dictionary):
        expected = by_hand[decision.clause_id]
        assert (decision.outcome, decision.amount, list(decision.missing)) == (
            expected.outcome,
            expected.amount_fen,
            list(expected.missing),
        ), decision.clause_id
