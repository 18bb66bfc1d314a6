"""The ten clauses of 郑东新区 2022, computed a second time: plain Python over plain dicts, in whole fen."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tests.reference.facts import (
    Check,
    Decision,
    Sheet,
    all_of,
    any_of,
    certain,
    dated,
    fen,
    flag,
    half_up,
    missing,
)

YUAN = 100
WAN = 10_000 * YUAN
YI = 10_000 * WAN

EVER = date.min
JANUARY_1 = date(2022, 1, 1)
APRIL_1 = date(2022, 4, 1)
JUNE_30 = date(2022, 6, 30)
JULY_1 = date(2022, 7, 1)
SEPTEMBER_30 = date(2022, 9, 30)
YEAR_END = date(2022, 12, 31)


def decide(facts: Mapping[str, Any]) -> dict[str, Decision]:
    """Decide every clause for one enterprise, in the policy's order."""
    sheet = Sheet(facts)
    return {clause: decide_one(sheet) for clause, decide_one in CLAUSES.items()}


def settle(
    *conditions: Check, award: Callable[[], int], award_lacks: frozenset[str] = frozenset()
) -> Decision:
    """Turn conditions that must all hold, and the award in fen, into a decision.

    Args:
        conditions: What must hold.
        award: The amount in fen; called only when everything it reads was entered.
        award_lacks: Facts not entered whose value could still change the amount.
    """
    together = all_of(*conditions)
    if together.truth == "false":
        return Decision("not_met")
    if any(condition.truth == "manual" for condition in conditions):
        award_lacks = frozenset()  # nothing that is entered can lead to an award any more
    lacks = together.lacks | award_lacks
    if lacks:
        return Decision("missing", missing=sorted(lacks))
    return Decision("manual") if together.truth == "manual" else Decision("granted", award())


def rent(sheet: Sheet) -> Decision:
    """建筑业总部企业办公用房租金补助."""
    within_q2 = all_of(
        sheet.dated("move_in_date", APRIL_1, JUNE_30), sheet.dated("stat_entry_date", EVER, JUNE_30)
    )
    later = all_of(
        sheet.dated("move_in_date", JULY_1, YEAR_END), sheet.dated("stat_entry_date", EVER, YEAR_END)
    )
    annual_rent = sheet.figure("annual_rent", "2022")

    def award() -> int:
        percent, cap = (20, 50 * WAN) if within_q2.truth == "true" else (10, 30 * WAN)
        return min(half_up(Fraction(percent * sheet.known("annual_rent", "2022"), 100)), cap)

    return settle(
        sheet.kind("construction"),
        sheet.flag("headquarters"),
        sheet.flag("owns_office", wanted=False),
        any_of(within_q2, later),
        award=award,
        award_lacks=frozenset({"annual_rent[2022]"}) if annual_rent is None else frozenset(),
    )


def freight(sheet: Sheet) -> Decision:
    """工业企业运费补助."""
    return settle(
        sheet.kind("industry"),
        sheet.flag("above_scale"),
        sheet.grew("output_value", "2022H1", "2021H1"),
        sheet.between("freight_domestic", "2022Q2", 30 * WAN),
        award=lambda: min(half_up(Fraction(5 * sheet.known("freight_domestic", "2022Q2"), 100)), 20 * WAN),
    )


def project(sheet: Sheet) -> Decision:
    """新开工项目补助. Each project is decided alone; the ones that qualify are added up."""
    if sheet.projects is None:
        return Decision("missing", missing=["projects"])
    checks = [_project_qualifies(project, f"projects[{i}].") for i, project in enumerate(sheet.projects)]
    lacks = frozenset(name for check in checks for name in check.lacks)
    if lacks:
        return Decision("missing", missing=sorted(lacks))
    awards = [
        _project_award(project)
        for project, check in zip(sheet.projects, checks, strict=True)
        if check.truth == "true"
    ]
    return Decision("granted", sum(awards)) if awards else Decision("not_met")


def _project_qualifies(project: Mapping[str, Any], prefix: str) -> Check:
    planned = fen(project.get("planned_investment"))
    return all_of(
        dated(project, "start_date", JANUARY_1, JUNE_30, prefix=prefix),
        flag(project, "in_statistics", prefix=prefix),
        flag(project, "has_actual_investment", prefix=prefix),
        missing(f"{prefix}planned_investment") if planned is None else certain(planned >= 1 * YI),
    )


def _project_award(project: Mapping[str, Any]) -> int:
    planned = fen(project["planned_investment"])
    assert planned is not None
    if planned >= 20 * YI:
        return 20 * WAN
    if planned >= 10 * YI:
        return 10 * WAN
    if planned >= 5 * YI:
        return 5 * WAN
    return 3 * WAN


def output(sheet: Sheet) -> Decision:
    """工业企业增产补助."""

    def award() -> int:
        increase = sheet.known("output_value", "2022H1") - sheet.known("output_value", "2021H1")
        return min(increase // (1000 * WAN) * 2 * WAN, 20 * WAN)

    return settle(
        sheet.kind("industry"),
        sheet.flag("above_scale"),
        sheet.grew("output_value", "2022H1", "2021H1", 10),
        sheet.grew("revenue", "2022H1", "2021H1"),
        award=award,
    )


def energy(sheet: Sheet) -> Decision:
    """战略性新兴产业用能补助. Only a kind of energy that itself reaches 50,000 yuan counts."""
    least, cap = 5 * WAN, 5 * WAN
    costs = {kind: sheet.figure(kind, "2022Q2") for kind in ("electricity_cost", "gas_cost")}
    counted = sum(cost for cost in costs.values() if cost is not None and cost >= least)
    award = min(half_up(Fraction(20 * counted, 100)), cap)
    # A cost still to be entered can only add, so at the cap it changes nothing any more.
    lacks = frozenset(f"{kind}[2022Q2]" for kind, cost in costs.items() if cost is None and award < cap)
    return settle(
        sheet.kind("industry"),
        sheet.flag("above_scale"),
        sheet.flag("strategic_emerging"),
        sheet.flag("high_energy_consumption", wanted=False),
        sheet.between("output_value", "2022H1", 5000 * WAN),
        sheet.grew("output_value", "2022H1", "2021H1", 10),
        any_of(*(sheet.between(kind, "2022Q2", least) for kind in costs)),
        award=lambda: award,
        award_lacks=lacks,
    )


def software_growth(sheet: Sheet) -> Decision:
    """软件业达产增效补助."""

    def award() -> int:
        year_on_year = sheet.growth("revenue", "2022H1", "2021H1")
        quarter_on_quarter = sheet.growth("revenue", "2022Q3", "2022Q2")
        steps = int(min(year_on_year, quarter_on_quarter) * 10)  # positive, so int() rounds down
        more = steps * 2 * WAN if sheet.known("revenue", "2022H1") >= 1000 * WAN else 0
        return min(2 * WAN + more, 10 * WAN)

    return settle(
        sheet.kind("software"),
        sheet.flag("above_scale"),
        sheet.grew("revenue", "2022H1", "2021H1"),
        sheet.grew("revenue", "2022Q3", "2022Q2"),
        award=award,
    )


def software_new(sheet: Sheet) -> Decision:
    """软件业新入库奖励."""
    entered_in_h1 = sheet.dated("stat_entry_date", JANUARY_1, JUNE_30)
    entered_in_q3 = sheet.dated("stat_entry_date", JULY_1, SEPTEMBER_30)
    return settle(
        sheet.kind("software"),
        any_of(
            all_of(entered_in_h1, sheet.grew("revenue", "2022H1", "2021H1")),
            all_of(entered_in_q3, sheet.grew("revenue", "2022Q3", "2021Q3")),
        ),
        award=lambda: 10 * WAN if entered_in_h1.truth == "true" else 5 * WAN,
    )


def construction(sheet: Sheet) -> Decision:
    """建筑业增产补助."""

    def award() -> int:
        if sheet.known("output_value", "2022Q2") < 1 * YI:
            return 3 * WAN
        return 10 * WAN if sheet.growth("output_value", "2022Q2", "2021Q2") >= Fraction(30, 100) else 5 * WAN

    return settle(
        sheet.kind("construction"),
        sheet.dated("stat_entry_date", EVER, JUNE_30),
        sheet.between("output_value", "2022Q2", 5000 * WAN),
        sheet.grew("output_value", "2022Q2", "2021Q2", 15),
        award=award,
    )


def consumer(sheet: Sheet) -> Decision:
    """零售、住宿、餐饮企业促销补助."""
    return settle(
        sheet.flag("above_scale"),
        any_of(
            all_of(sheet.kind("retail"), sheet.between("sales", "2022Q2", 1 * YI)),
            all_of(sheet.kind("lodging", "catering"), sheet.between("sales", "2022Q2", 200 * WAN)),
        ),
        sheet.grew("sales", "2022Q2", "2021Q2", 15),
        award=lambda: _sales_award(sheet),
    )


def wholesale(sheet: Sheet) -> Decision:
    """批发企业促销补助."""
    return settle(
        sheet.kind("wholesale"),
        sheet.flag("above_scale"),
        sheet.between("sales", "2022Q2", 1 * YI, below=5 * YI),
        sheet.grew("sales", "2022Q2", "2021Q2", 15),
        award=lambda: _sales_award(sheet),
    )


def _sales_award(sheet: Sheet) -> int:
    growth = sheet.growth("sales", "2022Q2", "2021Q2")
    if growth >= Fraction(30, 100):
        return 6 * WAN
    return 4 * WAN if growth >= Fraction(20, 100) else 2 * WAN


CLAUSES: dict[str, Callable[[Sheet], Decision]] = {
    "rent": rent,
    "freight": freight,
    "project": project,
    "output": output,
    "energy": energy,
    "software_growth": software_growth,
    "software_new": software_new,
    "construction": construction,
    "consumer": consumer,
    "wholesale": wholesale,
}
