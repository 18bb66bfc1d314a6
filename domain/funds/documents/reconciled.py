"""对账表: what a month comes to on both sides, and what differs, with what was said of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.cases.awards.rules import Rules
from domain.funds.calendar_months import month_text
from domain.funds.reconciling import Statement
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, SealPlaces, Table, Title
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.money import Fen, yuan_text

TITLE: Final = "惠企资金对账表"
_DIFFERENCES: Final = (
    Column("序号", Content.WORD, 5),
    Column("企业", share=17),
    Column("结果", Content.WORD, 8),
    Column("我方（元）", Content.WORD, 12),
    Column("财政（元）", Content.WORD, 12),
    Column("差异", share=26),
    Column("说明", share=20),
)


def compose_reconciled(session: Session, shown: Statement, rules: Rules, now: datetime) -> Paper:
    """Put a month on paper; of one that nobody signed it says so. ``now`` in UTC.

    Raises:
        OfficeIncomplete: The office's data lack something.
    """
    return compose_reconciled_on(shown, occasion_in(session, rules, now))


def compose_reconciled_on(shown: Statement, on: Occasion) -> Paper:
    """Put a month on paper for an occasion; see `compose_reconciled`."""
    if shown.signed_on is not None:
        signed = f"{shown.signed_by}于{day_text(shown.signed_on)}签认"
    else:
        signed = "还没有签认"
    blocks = (Title(TITLE, f"{month_text(shown.month)}　{signed}"), *_of(shown))
    sheet = Sheet(Look.LIST, blocks, Footer(on.office.signer, numbering=Numbering.OF_ALL))
    found = paper(TITLE, (sheet,), on)
    return found if shown.signed_on is not None else found.as_sample()


def _of(shown: Statement) -> Iterator[Block]:
    ours = [f"拨付 {yuan_text(shown.paid)} 元"]
    ours += [f"退回 {yuan_text(-shown.returned)} 元"] if shown.returned else []
    ours += [f"还款 {yuan_text(-shown.repaid)} 元（含利息）"] if shown.repaid else []
    yield Figures(
        (
            ("我方", f"{shown.count} 笔，{yuan_text(shown.total)} 元：{'，'.join(ours)}"),
            ("财政部门", f"{shown.their_count} 笔，{yuan_text(shown.their_total)} 元"),
            ("相差", f"{yuan_text(shown.their_total - shown.total)} 元"),
            ("财政部门的文件", shown.file_name or "这个月没有收支"),
        )
    )
    if shown.lines:
        yield Heading(f"差异 {len(shown.lines)} 处")
        yield Table(_DIFFERENCES, tuple(_rows(shown)))
    else:
        yield Paragraph("逐笔一致，没有差异。")
    yield SealPlaces(("拨付人：", "对账人：", "财政部门："))


def _rows(shown: Statement) -> Iterator[tuple[str, ...]]:
    for at, one in enumerate(shown.lines, start=1):
        amounts = _amount(one.ours), _amount(one.theirs)
        yield str(at), one.name or "—", one.verdict.word, *amounts, one.sentence, one.remark or "—"


def _amount(amount: Fen | None) -> str:
    return "—" if amount is None else yuan_text(amount)
