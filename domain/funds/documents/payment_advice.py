"""拨付通知书: asks the finance office to pay a list, by whom each part is borne, the lines annexed.

Payee, bank, account and amount of each are what an application for direct payment asks for
(财库〔2002〕28号, 财政直接支付申请书).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from domain.funds.bank_lists import BankList, key_of
from domain.funds.documents.payment_summary import ahead_text, lines_table, parts_text
from domain.office.entities import USUAL_FINANCE
from domain.papers.blocks import Block, Column, Content, Paragraph, Table, Title, Tone
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, letter
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.values.errors import DomainError
from domain.values.ids import LineId
from domain.values.money import Fen, chinese_capital, yuan_text

TITLE: Final = "拨付补助资金的通知"
LIST: Final = "资金拨付明细表"
_PARTS: Final = (Column("预算"), Column("资金来源"), Column("金额（元）", Content.AMOUNT))


class Part(NamedTuple):
    """What a source of a budget bears of a list, in fen."""

    budget: str
    source: str
    amount: Fen


def compose_payment_advice(
    one: BankList, on: Occasion, parts: Sequence[Part], *, only: Collection[LineId] | None = None
) -> Paper:
    """Write it; ``parts`` come to no more than the list, and to less where awards have no budget.

    It goes to whom the office has entered (``OfficeFields.finance``). Where the annex has but some of the
    lines (``only``), it says so.

    Raises:
        DomainError: The list was not sent.
    """
    if one.number is None or not one.lines:
        raise DomainError(f"{one.name}还没有送出，送出以后才有拨付通知书")
    policies = "、".join(dict.fromkeys(f"《{line.policy}》" for line in one.lines if line.policy))
    enterprises = len({line.uscc for line in one.lines})
    total = f"{yuan_text(one.total)} 元（{chinese_capital(one.total)}）"
    body: list[Block] = [
        Paragraph(
            f"根据{policies or '有关政策'}的规定，经审核、批准，请拨付补助资金 {total}，"
            f"涉及 {enterprises} 户企业、{len(one.lines)} 笔（{one.name}），收款人和账户见附件。"
        ),
        *(Paragraph(f"{said}。" if one.ahead is not None else f"其中，{said}。") for said in parts_text(one)),
        *_borne(one, parts),
        Paragraph(
            "请将款项直接拨付到附件所列账户，并在附言中注明每一笔的编号；"
            "付款结果（含退回的原因）请按编号反馈我单位，以便登记和对账。"
        ),
    ]
    lines = [line for line in one.lines if only is None or line.id in only]
    some = f"摘录：全部 {len(one.lines)} 笔中的 {len(lines)} 笔" if len(lines) < len(one.lines) else ""
    blocks = (
        Paragraph("附件", Tone.ANNEX),
        Title(LIST, "　".join(filter(None, (one.name, ahead_text(one), some)))),
        lines_table(replace(one, lines=tuple(lines))),
    )
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OFFICIAL))
    title = f"关于{TITLE}"
    addressee = on.office.finance or USUAL_FINANCE
    # As our numbers of its lines begin.
    number = key_of(one.year, one.number, 0).rpartition("-")[0]
    return letter(
        title,
        body,
        on,
        addressee=addressee,
        annexes=(LIST,),
        more=(sheet,),
        is_official=True,
        said=Said(CodeKind.PAID, number, on.day, "", one.total),
    )


def _borne(one: BankList, parts: Sequence[Part]) -> list[Block]:
    borne = [part for part in parts if part.amount]
    if not borne:
        return []
    rest = one.total - sum(part.amount for part in borne)
    rows = [(part.budget, part.source, int(part.amount)) for part in borne]
    rows += [("没有在程序里录入预算的事项", "—", rest)] if rest else []
    return [Paragraph("资金来源："), Table(_PARTS, tuple(rows), total="合计")]
