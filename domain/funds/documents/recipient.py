"""企业兑现明细, which auditors ask for; and the list of what was paid, for everybody to read."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.cases.awards.rules import Rules
from domain.funds.documents.enclosed import enclosed_of
from domain.funds.recipients import Published, Received, Recipient, published, received_by
from domain.papers.binding import Binding
from domain.papers.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Contents,
    Figures,
    Heading,
    Paragraph,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.errors import DomainError
from domain.values.ids import EnterpriseId
from domain.values.money import Fen, chinese_capital, short_yuan, yuan_text

TITLE: Final = "企业兑现明细"
LIST: Final = "惠企资金兑现情况公开表"
_AWARDS: Final = (
    Column("序号", Content.WORD, 5),
    Column("年度", Content.WORD, 6),
    Column("政策", share=19),
    Column("条款", share=18),
    Column("通知书文号", share=13),
    Column("核定（元）", Content.AMOUNT, 11),
    Column("已付（元）", Content.AMOUNT, 11),
    Column("追回（元）", Content.AMOUNT, 10),
    Column("净额（元）", Content.AMOUNT, 11),
)
_BORNE: Final = (
    Column("序号", Content.WORD, 6),
    Column("资金来源", share=34),
    Column("已付（元）", Content.AMOUNT, 20),
    Column("追回（元）", Content.AMOUNT, 20),
    Column("净额（元）", Content.AMOUNT, 20),
)
_PAPERS: Final = (Column("序号", Content.WORD, 6), Column("凭据", share=94))
_ENCLOSED: Final = (
    "通知书是出具时的原文。拨付通知书和追回通知书按程序里的记录重新生成，日期是送出、追回的那一天；"
    "拨付通知书的附件只摘录这户企业的各笔。与存档的正式文书不一致的，以正式文书为准。"
)
_PUBLIC: Final = (
    Column("序号", Content.WORD, 6),
    Column("姓名（企业名称）", share=34),
    Column("统一社会信用代码", Content.WORD, 20),
    Column("事项", share=26),
    Column("金额（元）", Content.AMOUNT, 14),
)


def compose_received(session: Session, id_: EnterpriseId, rules: Rules, now: datetime) -> Paper:
    """Put on paper what an enterprise has received; ``now`` in UTC.

    Raises:
        DomainError: Nothing was paid to it.
        NotFound: It is not in the register.
        OfficeIncomplete: The office's data lack something.
    """
    return compose_received_on(*_received(session, id_, rules, now))


def compose_received_on(found: Recipient, on: Occasion) -> Paper:
    """Put it on paper from what there is of it; see `compose_received`."""
    return paper(TITLE, (_sheet([*_own(found, on)], on),), on, addressee=found.name)


def compose_received_with_papers(session: Session, id_: EnterpriseId, rules: Rules, now: datetime) -> Paper:
    """Put the papers that it names behind it, each with a line in the contents; as `compose_received`.

    What cannot be enclosed is named with the reason.
    """
    found, on = _received(session, id_, rules, now)
    bound, enclosed = Binding(f"{TITLE}　{found.name}"), enclosed_of(session, found, on)
    blocks = [*_own(found, on), Heading("四、附后的文书"), Paragraph(_ENCLOSED, Tone.NOTE)]
    blocks += [Paragraph(f"没有附：{one.mark}。{one.reason}") for one in enclosed if not one.sheets]
    own = Sheet(Look.LIST, (*blocks, Contents()), bound.footer)
    parts = ((one.mark, one.sheets) for one in enclosed if one.sheets)
    return paper(TITLE, (own, *bound.sheets(parts)), on, addressee=found.name)


def compose_published(
    session: Session, first: date, last: date, rules: Rules, now: datetime, *, least: Fen
) -> Paper:
    """Put on paper, for everybody, who received so much or more in a period; ``now`` in UTC.

    Raises:
        DomainError: Nobody did.
        OfficeIncomplete: The office's data lack something.
    """
    rows, on = published(session, first, last, least=least), occasion_in(session, rules, now)
    if not rows:
        raise DomainError("这段时间没有要公开的，请换一段时间或改小金额")
    table = Table(_PUBLIC, tuple(_public(rows)), total="合计", carries=True)
    said = said_of(first, last, least)
    blocks = (Title(LIST, said), table, Paragraph(f"联系电话：{on.office.phone}", Tone.NOTE))
    return paper(LIST, (_sheet(blocks, on),), on)


def said_of(first: date, last: date, least: Fen) -> str:
    """Say what the list for everybody has on it."""
    most = f"，合计 {short_yuan(least)}以上的" if least > 0 else ""
    return f"{day_text(first)}至{day_text(last)}{most}，已扣除同期退回的"


def _received(session: Session, id_: EnterpriseId, rules: Rules, now: datetime) -> tuple[Recipient, Occasion]:
    found, on = received_by(session, id_), occasion_in(session, rules, now)
    if not found.awards:
        raise DomainError(f"“{found.name}”还没有拨付过资金")
    return found, on


def _own(found: Recipient, on: Occasion) -> Iterator[Block]:
    yield Title(TITLE, f"截至{day_text(on.day)}")
    yield from _of_one(found)


def _sheet(blocks: Sequence[Block], on: Occasion) -> Sheet:
    return Sheet(Look.LIST, tuple(blocks), Footer(on.office.signer, numbering=Numbering.OF_ALL))


def _public(rows: Sequence[Published]) -> Iterator[tuple[Cell, ...]]:
    for at, one in enumerate(rows, start=1):
        yield str(at), one.name, one.code, one.award, int(one.amount)


def _of_one(found: Recipient) -> Iterator[Block]:
    totals = found.totals
    pairs = [("企业名称", found.name), ("统一社会信用代码", found.uscc)]
    if found.merged_from:
        pairs.append(("合并自", "；".join(found.merged_from)))
    pairs += [
        ("已付合计", f"{yuan_text(totals.gross)} 元"),
        ("追回合计", f"{yuan_text(totals.recovered)} 元"),
        ("净额", f"{yuan_text(totals.net)} 元（{chinese_capital(totals.net)}）"),
    ]
    pairs += [("还应退回", f"{yuan_text(totals.left)} 元")] if totals.left else []
    pairs += [("已核销", f"{yuan_text(totals.waived)} 元")] if totals.waived else []
    pairs += [("已核定未拨付", f"{yuan_text(found.waiting)} 元")] if found.waiting else []
    yield Figures(tuple(pairs))
    yield Heading("一、各项补助")
    yield Table(_AWARDS, tuple(_awards(found.awards)), total="合计", carries=True)
    yield Heading("二、资金来源")
    yield Table(_BORNE, tuple(_borne(found.awards)), total="合计")
    yield Heading("三、凭据")
    yield Table(_PAPERS, tuple((str(at), "；".join(one.papers)) for at, one in _numbered(found.awards)))
    yield Paragraph("净额是已付减去追回；追回包括退回的和从其他补助中抵扣的，不含利息。", Tone.NOTE)


def _awards(awards: Sequence[Received]) -> Iterator[tuple[Cell, ...]]:
    for at, one in _numbered(awards):
        case, totals = one.case, one.totals
        amounts = (int(totals.granted), int(totals.gross), int(totals.recovered), int(totals.net))
        yield str(at), str(one.year), case.policy_title, one.award, one.number or "—", *amounts


def _borne(awards: Sequence[Received]) -> Iterator[tuple[Cell, ...]]:
    for at, one in _numbered(awards):
        for part in one.borne:
            yield str(at), part.source, int(part.gross), int(part.recovered), int(part.net)
        if not one.borne:
            totals = one.totals
            yield str(at), one.borne_text, int(totals.gross), int(totals.recovered), int(totals.net)


def _numbered(awards: Sequence[Received]) -> Iterator[tuple[int, Received]]:
    return iter(enumerate(awards, start=1))
