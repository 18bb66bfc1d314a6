"""发文登记簿: every number that was given, and what became of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final

from sqlmodel import Session

from domain.cases.queries import ListedNotice, list_notices
from domain.cases.wording import FORM as NOTICE
from domain.office.service import office_of
from domain.papers.blocks import Cell, Column, Content, Paragraph, Table, Title, Tone
from domain.papers.occasion import foot
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.store.numbers.entries import NumberKind, Series
from domain.store.told import head_of
from domain.values.money import yuan_text

TITLE: Final = "发文登记簿"
_COLUMNS: Final = (
    Column("序号", Content.WORD, 5),
    Column("日期", Content.WORD, 11),
    Column("文种", share=17),
    Column("发往", share=24),
    Column("事由", share=17),
    Column("金额（元）", Content.AMOUNT, 12),
    Column("批准人", Content.WORD, 8),
    Column("状况", share=20),
)
_WITHOUT_PAPER: Final = {
    NumberKind.ISSUED: "有效",
    NumberKind.LETTER: "有效",
    NumberKind.UNUSED: "未使用：编号后程序中断，没有发出",
    NumberKind.BEFORE_RESTORE: "恢复备份前已发出，正文在纸上",
    NumberKind.LOST: "可能已发出，请对照纸质登记簿",
    NumberKind.ON_PAPER: "纸质登记",
}
_NOTE: Final = "金额加括号的已经作废，不计入合计。号码一经编出不再使用，未使用的和作废的都在内。"


def compose_register(session: Session, today: date, now: datetime) -> Paper:
    """Put every number that was given on paper, a sheet for each prefix and year; ``now`` in UTC."""
    office = office_of(session)
    notices = sorted(list_notices(session), key=lambda one: (*_series_of(one), one.number_serial))
    said = f"{day_text(today)}印　{foot(str(head_of(session) or ''), is_alone=False)}".rstrip()
    sheets = [
        _sheet(series, list(of_series), Footer(office.name, said, Numbering.OF_ALL))
        for series, of_series in groupby(notices, _series_of)
    ]
    empty = Sheet(Look.LIST, (Title(TITLE), Paragraph("还没有编过号。")))
    return Paper(TITLE, "", office.name, "", today, now, tuple(sheets or [empty]))


def _series_of(notice: ListedNotice) -> Series:
    return Series(notice.number_prefix, notice.number_year)


def _sheet(series: Series, notices: Sequence[ListedNotice], footer: Footer) -> Sheet:
    last = notices[-1].number_serial
    below = f"{series.prefix}〔{series.year}〕　1 号至 {last} 号"
    table = Table(_COLUMNS, tuple(_rows(notices)), total="合计", carries=True)
    return Sheet(Look.LIST, (Title(TITLE, below), table, Paragraph(_NOTE, Tone.NOTE)), footer)


def _rows(notices: Sequence[ListedNotice]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each number from 1 on; one that the register does not have is said."""
    expected = 1
    for notice in notices:
        for absent in range(expected, notice.number_serial):
            yield str(absent), "", "", "", "", "", "", "没有登记，请对照纸质登记簿"
        expected = notice.number_serial + 1
        yield _row(notice)


def _row(notice: ListedNotice) -> tuple[Cell, ...]:
    is_known = notice.letter is None and bool(notice.enterprise_name)
    return (
        str(notice.number_serial),
        notice.approved_on.isoformat(),
        notice.letter or (NOTICE.word if is_known else ""),
        notice.enterprise_name,
        notice.clause_title,
        (f"（{yuan_text(notice.amount)}）" if notice.is_void else notice.amount) if is_known else "",
        notice.approver,
        _standing(notice),
    )


def _standing(notice: ListedNotice) -> str:
    if notice.voided_at is not None:
        return f"{notice.voided_at.astimezone():%Y-%m-%d} 作废：{notice.void_reason}"
    return _WITHOUT_PAPER[NumberKind(notice.kind)]
