"""年终资金情况表: how the budgets of a year stand, what was paid in its months, and what is still open."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.cases.awards.rules import Rules
from domain.funds.calendar_months import month_text
from domain.funds.year_end import YearEnd, year_end_of
from domain.papers.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Heading,
    Paragraph,
    SealPlaces,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.store.acts import Person
from domain.values.money import yuan_text

TITLE: Final = "年终资金情况表"
_BUDGETS: Final = (
    Column("政策", share=20),
    Column("安排（元）", Content.AMOUNT, 11),
    Column("已批", Content.AMOUNT, 11),
    Column("已付", Content.AMOUNT, 11),
    Column("未付", Content.AMOUNT, 10),
    Column("已追回", Content.AMOUNT, 9),
    Column("还应退回", Content.AMOUNT, 9),
    Column("结转下年", Content.AMOUNT, 10),
    Column("余额", Content.AMOUNT, 11),
)
_MONTHS: Final = (
    Column("月份", Content.WORD, 16),
    Column("拨付（元）", Content.AMOUNT, 18),
    Column("退回", Content.AMOUNT, 14),
    Column("还款（含利息）", Content.AMOUNT, 16),
    Column("合计", Content.AMOUNT, 18),
    Column("对账", Content.WORD, 18),
)
_TO_DO: Final = (
    Column("事项", share=26),
    Column("数量", Content.WORD, 10),
    Column("金额（元）", Content.WORD, 20),
    Column("怎么办", share=44),
)


def compose_year_end(session: Session, year: int, who: Person, rules: Rules, now: datetime) -> Paper:
    """Put a year on paper as it stands; ``now`` in UTC.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    found = year_end_of(session, year, who, rules)
    return compose_year_end_on(found, occasion_in(session, rules, now))


def compose_year_end_on(found: YearEnd, on: Occasion) -> Paper:
    """Put a year on paper from what there is of it; see `compose_year_end`."""
    blocks = (Title(f"{found.year}年{TITLE}", f"截至{day_text(on.day)}"), *_of(found))
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on)


def _of(found: YearEnd) -> Iterator[Block]:
    yield Heading("一、预算")
    if found.budgets:
        yield Table(_BUDGETS, tuple(_budgets(found)), total="合计", carries=True)
        yield Paragraph("已批、已付不含追回的；未付是已批还没有付的。余额不结转的，以后不再使用。", Tone.NOTE)
    else:
        yield Paragraph("这一年没有录入预算。")
    yield Heading("二、各月收支")
    if found.months:
        yield Table(_MONTHS, tuple(_months(found)), total="合计")
    else:
        yield Paragraph("这一年没有拨付。")
    yield Heading("三、还要办的")
    if found.to_do:
        yield Table(_TO_DO, tuple(_to_do(found)))
    else:
        yield Paragraph("没有。")
    yield SealPlaces(("制表人：", "复核人：", "负责人："))


def _budgets(found: YearEnd) -> Iterator[tuple[Cell, ...]]:
    for one in found.budgets:
        sums = one.sums
        amounts = (sums.allotted, sums.approved, sums.paid, sums.open, sums.recovered, sums.due)
        yield f"《{one.policy_title}》", *map(int, (*amounts, sums.carried, sums.left))


def _months(found: YearEnd) -> Iterator[tuple[Cell, ...]]:
    for one in found.months:
        amounts = (one.paid, one.returned, one.repaid, one.total)
        yield month_text(one.month), *map(int, amounts), one.word


def _to_do(found: YearEnd) -> Iterator[tuple[Cell, ...]]:
    for one in found.to_do:
        amount = yuan_text(one.amount) if one.amount else "—"
        yield one.task.word, f"{one.count:,}", amount, one.task.advice
