"""政策兑现汇总表: what was paid in a period, by policy and clause: enterprises, payments, sum."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.funds.payment_entities import LineState, PaymentLine
from domain.papers.blocks import (
    Block,
    Column,
    Content,
    Heading,
    Labelled,
    Paragraph,
    SealPlaces,
    Table,
    Title,
)
from domain.papers.occasion import Occasion, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.errors import BadInput
from domain.values.money import Fen, chinese_capital, yuan_text

TITLE: Final = "政策兑现汇总表"
_COLUMNS: Final = (
    Column("条款", share=46),
    Column("企业（户）", Content.FIGURE, 14),
    Column("拨付（笔）", Content.FIGURE, 14),
    Column("金额（元）", Content.AMOUNT, 20),
)


class PaidClause(NamedTuple):
    """What was paid for a clause, in fen; ``codes`` of the enterprises that got it."""

    policy: str
    clause: str
    codes: frozenset[str]
    payments: int
    amount: Fen


def paid_in(session: Session, first: date, last: date) -> list[PaidClause]:
    """Return what was paid from one day to another and did not come back, by policy and clause.

    Raises:
        BadInput: The last day is before the first.
    """
    if last < first:
        raise BadInput("截止日期早于起始日期，请核对")
    found = session.exec(
        select(AwardCase.policy_title, AwardCase.clause_title, AwardCase.uscc, PaymentLine.paid)
        .join(PaymentLine, col(PaymentLine.case_id) == AwardCase.id)
        .where(
            PaymentLine.state == LineState.PAID,
            col(PaymentLine.done_on) >= first,
            col(PaymentLine.done_on) <= last,
        )
        .order_by(col(AwardCase.policy_title), col(AwardCase.clause_id), col(AwardCase.clause_title))
    )
    rows = []
    for (policy, clause), each in groupby(found, lambda row: (row[0], row[1])):
        some = list(each)
        codes = frozenset(code for *_, code, _ in some)
        rows.append(PaidClause(policy, clause, codes, len(some), Fen(sum(paid for *_, paid in some))))
    return rows


def compose_paid_by_policy(rows: Sequence[PaidClause], first: date, last: date, on: Occasion) -> Paper:
    """Write it."""
    when = f"{day_text(first)}至{day_text(last)}"
    blocks: list[Block] = [Title(TITLE, when)]
    for policy, each in groupby(rows, lambda row: row.policy):
        own = list(each)
        cells = ((row.clause, str(len(row.codes)), str(row.payments), int(row.amount)) for row in own)
        blocks += [
            # Notices from before there were cases did not keep what their policy was called.
            Heading(f"{f'《{policy}》' if policy else '升级前的通知书'}　{len(_codes(own))} 户"),
            Table(_COLUMNS, tuple(cells), total="小计"),
        ]
    if rows:
        total = sum(row.amount for row in rows)
        count = sum(row.payments for row in rows)
        said = f"{len(_codes(rows))} 户企业、{count} 笔，{yuan_text(total)} 元（{chinese_capital(total)}）"
        blocks.append(Labelled("合计", said))
    else:
        blocks.append(Paragraph("这一段时间没有拨付。"))
    blocks.append(SealPlaces(("制表人：", "复核人：", "负责人：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.signer, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on)


def _codes(rows: Sequence[PaidClause]) -> frozenset[str]:
    return frozenset[str]().union(*(row.codes for row in rows))
