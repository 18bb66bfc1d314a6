"""拨付通知书: asks the finance office to pay a list, by whom each part is borne, the lines annexed.

Payee, bank, account and amount of each are what an application for direct payment asks for
(财库〔2002〕28号, 财政直接支付申请书).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from domain.cases.numbered import once
from domain.funds.bank_lists import BankList, key_of
from domain.funds.documents.payment_summary import ahead_text, lines_table, parts_text
from domain.office.entities import USUAL_FINANCE
from domain.papers.blocks import Block, Column, Content, Paragraph, Table, Title, Tone
from domain.papers.codes import CodeKind, Said, vouched
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.wording.form import Form, given, table
from domain.values.errors import DomainError
from domain.values.ids import LineId
from domain.values.money import Fen, chinese_capital, yuan_text

LIST: Final = "资金拨付明细表"
FORM: Final = Form(
    "payment_advice",
    "拨付通知书",
    (
        given("收文单位", "取自设置"),
        given("政策"),
        given("户数", "企业数"),
        given("笔数"),
        given("金额", "合计"),
        given("金额大写"),
        given("批次", "拨付批次的名称"),
        given("附件名称"),
        table("分次拨付说明", "预兑现、清算的才有"),
        table("资金来源", "录入了预算才有"),
    ),
    must=("收文单位", "金额", "笔数", "批次", "附件名称", "分次拨付说明", "资金来源"),
    itself="通知",
)
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
    lines = [line for line in one.lines if only is None or line.id in only]
    some = f"摘录：全部 {len(one.lines)} 笔中的 {len(lines)} 笔" if len(lines) < len(one.lines) else ""
    blocks = (
        Paragraph("附件", Tone.ANNEX),
        Title(LIST, "　".join(filter(None, (one.name, ahead_text(one), some)))),
        lines_table(replace(one, lines=tuple(lines))),
    )
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OFFICIAL))
    fields = {
        "收文单位": on.office.finance or USUAL_FINANCE,
        "政策": "、".join(dict.fromkeys(f"《{line.policy}》" for line in one.lines if line.policy))
        or "有关政策",
        "户数": str(len({line.uscc for line in one.lines})),
        "笔数": str(len(one.lines)),
        "金额": yuan_text(one.total),
        "金额大写": chinese_capital(one.total),
        "批次": one.name,
        "附件名称": LIST,
    }
    told = (f"{said}。" if one.ahead is not None else f"其中，{said}。" for said in parts_text(one))
    tables: dict[str, list[Block]] = {
        "分次拨付说明": [Paragraph(each) for each in told],
        "资金来源": _borne(one, parts),
    }
    # As our numbers of its lines begin.
    number = key_of(one.year, one.number, 0).rpartition("-")[0]
    vouches = vouched(CodeKind.PAID, lines_table(one).printed)
    said = Said(CodeKind.PAID, number, on.day, vouches, one.total)
    return written(FORM, on, fields, tables, more=(sheet,), said=said)


def whose_advice(one: BankList) -> str:
    """Return whose its letter is: there is one for each list."""
    return once(key_of(one.year, one.number or 0, 0))


def _borne(one: BankList, parts: Sequence[Part]) -> list[Block]:
    borne = [part for part in parts if part.amount]
    if not borne:
        return []
    rest = one.total - sum(part.amount for part in borne)
    rows = [(part.budget, part.source, int(part.amount)) for part in borne]
    rows += [("没有在程序里录入预算的事项", "—", rest)] if rest else []
    return [Table(_PARTS, tuple(rows), total="合计")]
