"""资金拨付汇总表: every line of a list with account and purpose, its sum in capitals, and places to sign."""

from typing import Final

from domain.funds.bank_lists import Ahead, BankList, Rest
from domain.papers.blocks import Block, Column, Content, Labelled, SealPlaces, Table, Title
from domain.papers.occasion import Occasion, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.values.errors import DomainError
from domain.values.money import Fen, chinese_capital, yuan_text

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
        Title(TITLE, "　".join(filter(None, (one.name, ahead_text(one), when)))),
        lines_table(one),
        Labelled("合计", total),
        *(Labelled("其中", said) for said in parts_text(one)),
        SealPlaces(("经办人：", "复核人：", "批准人：", "（公章）")),
    )
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OF_ALL))
    found = paper(TITLE, (sheet,), on)
    return found if one.number is not None else found.as_sample()


def ahead_text(one: BankList) -> str:
    """Say that a list pays a share ahead; empty of others."""
    return f"预兑现 {one.ahead}%" if one.ahead is not None else ""


def parts_text(one: BankList) -> list[str]:
    """Say what of a list pays but a part of its awards: ahead of their settlement, or after it."""
    found = []
    if ahead := [line.part for line in one.lines if isinstance(line.part, Ahead)]:
        granted, now = (Fen(sum(column)) for column in list(zip(*ahead, strict=True))[1:])
        found.append(
            f"预兑现 {len(ahead)} 笔，先付核定金额的 {ahead[0].share}%（每笔舍到分）："
            f"核定 {yuan_text(granted)} 元，本次拨付 {yuan_text(now)} 元，"
            f"其余 {yuan_text(granted - now)} 元待清算"
        )
    if rest := [line.part for line in one.lines if isinstance(line.part, Rest)]:
        sums = Rest(*(Fen(sum(column)) for column in zip(*rest, strict=True)))
        found.append(f"{len(rest)} 笔{sums.text}")
    return found


def lines_table(one: BankList) -> Table:
    """Return the lines of a list as papers have them, the sum carried from page to page."""
    rows = (
        (
            str(at),
            line.key if one.number is not None else "—",
            line.payee,
            line.bank,
            line.account,
            f"{line.clause}。{line.part.text}" if line.part is not None else line.clause,
            int(line.amount),
        )
        for at, line in enumerate(one.lines, start=1)
    )
    return Table(COLUMNS, tuple(rows), total="合计", carries=True)
