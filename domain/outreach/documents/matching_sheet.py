"""园区情况 and 对接活动情况: all of a park, or of an event, on paper."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.matching.events import ListedEvent, find_event
from domain.outreach.matching.parks import KINDS, ShownPark, show_park
from domain.outreach.matching_entities import Signed
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, Table, Title
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.values.ids import EventId, ParkId
from domain.values.money import Fen, yuan_text

PARK: Final = "园区情况"
EVENT: Final = "对接活动情况"
_TENANTS: Final = (
    Column("企业", share=36),
    Column("入驻", Content.WORD, 23),
    Column("退出", Content.WORD, 23),
    Column("退出原因", share=18),
)
_YEARS: Final = (
    Column("年份", Content.WORD, 20),
    Column("完成投资（元）", Content.FIGURE, 40),
    Column("产值（元）", Content.FIGURE, 40),
)
_GUESTS: Final = (
    Column("到会的", share=60),
    Column("哪里的", Content.WORD, 24),
    Column("人数", Content.WORD, 16),
)
_DEALS: Final = (
    Column("签约方", share=25),
    Column("和谁签", share=21),
    Column("签的", Content.WORD, 8),
    Column("产品、人数", Content.WORD, 12),
    Column("签约（元）", Content.FIGURE, 17),
    Column("落实（元）", Content.FIGURE, 17),
)


def compose_park(session: Session, id_: ParkId, rules: Rules, now: datetime) -> Paper:
    """Write all of one park; ``now`` in UTC.

    Raises:
        NotFound: There is none with this id.
        OfficeIncomplete: The office's data lack something.
    """
    on, shown = occasion_in(session, rules, now), show_park(session, id_)
    tenants = tuple(
        (
            one.enterprise.name,
            day_text(one.row.since),
            day_text(one.row.until) if one.row.until else "—",
            one.row.because or "—",
        )
        for one in shown.tenants
    )
    years = tuple(
        (f"{first.year} 年", _amount(one.invested), _amount(one.output))
        for first, one in sorted(shown.years.items())
    )
    blocks: list[Block] = [
        Title(PARK, f"{shown.listed.row.name}　截至{day_text(on.day)}"),
        Figures(tuple(_park_facts(shown))),
        Heading("一、入驻企业"),
        Table(_TENANTS, tenants) if tenants else Paragraph("还没有登记入驻的企业。"),
        Heading("二、每年的投资和产值"),
        Table(_YEARS, years) if years else Paragraph("还没有填投资和产值。"),
    ]
    return _paper(PARK, blocks, on)


def compose_event(session: Session, id_: EventId, rules: Rules, now: datetime) -> Paper:
    """Write all of one event; ``now`` in UTC.

    Raises:
        NotFound: There is none with this id.
        OfficeIncomplete: The office's data lack something.
    """
    on, shown = occasion_in(session, rules, now), find_event(session, id_)
    deals = tuple(
        (
            one.who.name,
            one.row.partner,
            Signed(one.row.signed).word,
            _counted((one.row.products, "种"), (one.row.people, "人")),
            _amount(one.row.amount),
            _amount(one.row.done),
        )
        for one in shown.deals
    )
    guests = tuple(
        (
            one.who.name,
            "其他单位" if one.who.id is None else "企业",
            _counted((one.row.people, "人")),
        )
        for one in shown.guests
    )
    blocks: list[Block] = [
        Title(EVENT, shown.row.name),
        Figures(tuple(_event_facts(shown))),
        Heading("一、签约和落实"),
        Table(_DEALS, deals) if deals else Paragraph("没有登记签约。"),
        Heading("二、到会的"),
        Table(_GUESTS, guests) if guests else Paragraph("没有登记到会的单位。"),
    ]
    if found := shown.row.found:
        blocks += [Heading("三、活动情况"), *map(Paragraph, found.splitlines())]
    return _paper(EVENT, blocks, on)


def _paper(title: str, blocks: Sequence[Block], on: Occasion) -> Paper:
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(title, (sheet,), on)


def _park_facts(shown: ShownPark) -> Iterator[tuple[str, str]]:
    one, row = shown.listed, shown.listed.row
    yield "类别", row.kind or KINDS[0]
    yield "阶段", one.where
    until = f"至{day_text(row.until)}，{row.ended_because}" if row.until else "起"
    yield "起止", f"{day_text(row.since)}{until}"
    yield "地点", "　".join(filter(None, (row.street, row.place))) or "—"
    yield "运营单位", row.operator or "—"
    yield "总投资", _with_unit(row.total)
    yield "累计完成投资", _with_unit(one.invested)
    yield "建筑面积", "—" if row.area is None else f"{row.area:,} 平方米"
    yield "入驻企业", f"{one.tenants:,} 户，已退出 {one.former:,} 户"


def _event_facts(one: ListedEvent) -> Iterator[tuple[str, str]]:
    row = one.row
    yield "种类", one.kind.word
    yield "日期", day_text(row.day)
    yield "地点", row.place or "—"
    yield "主办", row.host or "—"
    yield "到会", f"企业 {one.enterprises:,} 户，其他单位 {one.others:,} 家"
    yield "签约", f"{len(one.deals):,} 笔，{yuan_text(one.amount)} 元"
    if one.products:
        yield "产品", f"{one.products:,} 种"
    yield "落实", f"{yuan_text(one.done)} 元"


def _counted(*parts: tuple[int | None, str]) -> str:
    return "、".join(f"{number:,} {unit}" for number, unit in parts if number) or "—"


def _amount(amount: int | None) -> str:
    return "—" if amount is None else yuan_text(Fen(amount))


def _with_unit(amount: int | None) -> str:
    return "—" if amount is None else f"{yuan_text(Fen(amount))} 元"
