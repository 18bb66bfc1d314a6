"""资金拨付汇总表: every line of a list with account and purpose, its sum in capitals, and places to sign."""

from typing import Final

from domain.cases.documents.occasion import Occasion, paper
from domain.funds.bank_lists import BankList
from domain.papers.blocks import Block, Column, Content, Labelled, SealPlaces, Table, Title
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.values.errors import DomainError
from domain.values.money import chinese_capital, yuan_text

TITLE: Final = "资金拨付汇总表"
COLUMNS: Final = (
    Column("序号", Content.WORD, 5),
    Column("编号", Content.WORD, 13),
    Column("户名", share=22),
    Column("开户行", share=20),
    Column("账号", Content.WORD, 19),
    Column("用途", share=20),
    Column("金额（元）", Content.AMOUNT, 13),
)


def compose_payment_summary(one: BankList, on: Occasion) -> Paper:
    """Write it; of a list that was not sent it says so.

    Raises:
        DomainError: Nothing is, or would be, sent.
    """
    if not one.lines:
        raise DomainError(f"{one.name}没有可以拨付的")
    when = f"{one.sent_on.isoformat()} 送出" if one.sent_on is not None else "还没有送出，编号在送出后生成"
    total = f"{len(one.lines)} 笔，{yuan_text(one.total)} 元（{chinese_capital(one.total)}）"
    blocks: tuple[Block, ...] = (
        Title(TITLE, f"{one.name}　{when}"),
        lines_table(one),
        Labelled("合计", total),
        SealPlaces(("经办", "复核", "批准", "单位盖章")),
    )
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, on.said, Numbering.OF_ALL))
    found = paper(TITLE, (sheet,), on)
    return found if one.number is not None else found.as_sample()


def lines_table(one: BankList) -> Table:
    """Return the lines of a list as papers have them, the sum carried from page to page."""
    rows = (
        (
            str(at),
            line.key if one.number is not None else "—",
            line.payee,
            line.bank,
            line.account,
            line.clause,
            int(line.amount),
        )
        for at, line in enumerate(one.lines, start=1)
    )
    return Table(COLUMNS, tuple(rows), total="合计", carries=True)
