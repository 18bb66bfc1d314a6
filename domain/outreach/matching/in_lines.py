"""What years of parks came to, what came of needs, who came to events and what was signed, in one cell.

So a list has all of it in a row, and comes in again as it went out.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from domain.outreach.lines import (
    BETWEEN,
    NONE,
    in_lines,
    number,
    one_of,
    parts_of_lines,
    read_lines,
    whole,
    yuan,
)
from domain.outreach.matching.events import DealFields, Guest, ListedDeal, ListedGuest
from domain.outreach.matching.kept import Named
from domain.outreach.matching.needs import Outcome, OutcomeFields, amount_text
from domain.outreach.matching.parks import Year
from domain.outreach.matching_entities import Signed, Through
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.money import parse_yuan

Find: TypeAlias = Callable[[str, str], EnterpriseId]
"""Returns the enterprise of a code and a name; raises `BadInput` where there is none."""

YEAR: Final = BETWEEN.join(("年份", "完成投资", "产值"))
OUTCOME: Final = BETWEEN.join(("日期", "方式", "金额或人数", "银行、担保或来源", "说明"))
GUEST: Final = BETWEEN.join(("单位", "信用代码", "人数"))
DEAL: Final = BETWEEN.join(
    ("单位", "信用代码", "和谁签", "合同或意向", "内容", "金额", "产品种数", "人数", "落实金额", "落实日期")
)
"""What the lines are made of; of whoever is not in the register the code is empty."""
_THROUGH: Final = {one.word: one for one in Through}
_SIGNED: Final = {one.word: one for one in Signed}


def year_lines(years: Mapping[date, Year]) -> str:
    """Return what a park came to in each year, a line for each."""
    return in_lines((str(first.year), yuan(one.invested), yuan(one.output)) for first, one in years.items())


def outcome_lines(outcomes: Sequence[Outcome]) -> str:
    """Return what came of a need, a line for each."""
    return in_lines(
        (
            one.day.isoformat(),
            Through(one.through).word,
            amount_text(one.amount, one.people),
            one.partner,
            one.remark,
        )
        for one in outcomes
    )


def guest_lines(guests: Sequence[ListedGuest]) -> str:
    """Return who came to an event, a line for each."""
    return in_lines((one.who.name, one.who.uscc, number(one.row.people, "人")) for one in guests) or NONE


def deal_lines(deals: Sequence[ListedDeal]) -> str:
    """Return what was signed at an event, a line for each."""
    return in_lines(_deal(one.who, one) for one in deals)


def read_years(text: str) -> dict[int, Year]:
    """Read what `year_lines` wrote; see `read_outcomes`."""

    def read(year: str, invested: str, output: str) -> tuple[int, Year]:
        amounts = (parse_yuan(one) if one else None for one in (invested, output))
        return whole(year, "年") or 0, Year(*amounts)

    found = read_lines(text, 3, read, YEAR)
    if len({year for year, _ in found}) < len(found):
        raise BadInput("同一年写了两行，只能留一行")
    return dict(found)


def read_outcomes(text: str) -> list[OutcomeFields]:
    """Read what `outcome_lines` wrote.

    Raises:
        BadInput: A line does not read; which, and how it is written.
    """

    def read(day: str, through: str, much: str, partner: str, remark: str) -> OutcomeFields:
        is_people = much.endswith("人")
        return OutcomeFields(
            one_of(_THROUGH, through, "方式"),
            parse_date(day),
            None if is_people else parse_yuan(much),
            whole(much, "人") if is_people else None,
            partner,
            remark,
        )

    return read_lines(text, 5, read, OUTCOME)


def read_guests(text: str, find: Find) -> list[Guest]:
    """Read what `guest_lines` wrote; see `read_outcomes`."""

    def read(name: str, code: str, people: str) -> Guest:
        came = whole(people, "人")
        return Guest(find(code, name), people=came) if code else Guest(name=name, people=came)

    return read_lines(text, 3, read, GUEST)


def read_deals(text: str, find: Find) -> list[DealFields]:
    """Read what `deal_lines` wrote; see `read_outcomes`."""

    def read(name: str, code: str, partner: str, signed: str, what: str, *rest: str) -> DealFields:
        amount, products, people, done, day = rest
        return DealFields(
            partner,
            one_of(_SIGNED, signed, "合同或意向"),
            find(code, name) if code else None,
            "" if code else name,
            what,
            whole(products, "种"),
            whole(people, "人"),
            parse_yuan(amount) if amount else None,
            parse_yuan(done) if done else None,
            parse_date(day) if day else None,
        )

    return read_lines(text, 10, read, DEAL)


def parts_in(text: str) -> set[str]:
    """Return all that stands in the lines of a cell, where enterprises may be named among others."""
    return {part for line in parts_of_lines(text) for part in line}


def _deal(who: Named, one: ListedDeal) -> tuple[str, ...]:
    row = one.row
    return (
        who.name,
        who.uscc,
        row.partner,
        Signed(row.signed).word,
        row.what,
        yuan(row.amount),
        number(row.products, "种"),
        number(row.people, "人"),
        yuan(row.done),
        row.done_on.isoformat() if row.done_on else "",
    )
