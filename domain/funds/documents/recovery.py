"""追回通知书 and 催缴通知书: what is to be paid back and why, by when, to where, and how to object."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.rules import Rules
from domain.cases.documents.occasion import award_of
from domain.cases.entities import Notice
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.recovered import Recovered, find_recovery, recoveries_of
from domain.funds.recovery_entities import Recovery, Way
from domain.office.entities import NEEDED_TO_BE_PAID, lacking
from domain.office.service import OfficeIncomplete
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, letter, occasion_in, remedies
from domain.papers.papers import Paper
from domain.policies.language.wording import day_text
from domain.values.errors import DomainError
from domain.values.ids import RecoveryId
from domain.values.money import Fen, chinese_capital, chinese_number, yuan_text
from domain.values.uids import short_uid


class RecoveryPaper(StrEnum):
    """A letter of a recovery."""

    NOTICE = "notice"
    REMINDER = "reminder"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {RecoveryPaper.NOTICE: "追回通知书", RecoveryPaper.REMINDER: "催缴通知书"}
_AMOUNTS: Final = (Column("项目", share=60), Column("金额（元）", Content.AMOUNT, 40))
_PLAN: Final = (
    Column("期次", Content.WORD),
    Column("退回期限（含当日）", Content.WORD),
    Column("金额（元）", Content.AMOUNT),
)
_OBJECT: Final = (
    "对上述事实和金额有异议的，可以在收到本通知书后向本单位书面陈述、申辩，"
    "并附上有关材料；本单位收到后核查答复。"
)
_ELSE: Final = (
    "已经退回的，请与本单位核对；退回有困难的，请在收到本通知书后书面说明。逾期不退回的，依法处理。"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a letter is about; ``number`` is that of the notice of the award.

    ``paid`` is what was paid when it was lowered, ``before`` what was to be paid back already, in fen.
    """

    found: Recovered
    paid: Fen
    before: Fen
    number: str
    on: Occasion


def compose_recovery(
    session: Session, id_: RecoveryId, kind: RecoveryPaper, rules: Rules, now: datetime
) -> Paper:
    """Compose a letter of a recovery; ``now`` in UTC.

    Raises:
        DomainError: Nothing is to be paid back any more, so there is nothing to remind of.
        NotFound: There is no such recovery.
        OfficeIncomplete: The office's data lack something, such as its account.
    """
    return _composed(session, find_recovery(session, id_), kind, occasion_in(session, rules, now))


def compose_ordered(session: Session, id_: RecoveryId, on: Occasion) -> Paper:
    """Compose 追回通知书 as of the day on which it was ordered, whatever came of it since.

    Instalments are those that count now. Raises as `compose_recovery`.
    """
    found = find_recovery(session, id_)
    return _composed(
        session, replace(found, receipts=()), RecoveryPaper.NOTICE, replace(on, day=found.row.day)
    )


def _composed(session: Session, found: Recovered, kind: RecoveryPaper, on: Occasion) -> Paper:
    if found.row.due and (missing := lacking(on.office, NEEDED_TO_BE_PAID)):
        raise OfficeIncomplete(missing)
    notice_id = found.case.notice_id
    notice = session.get(Notice, notice_id) if notice_id is not None else None
    others = recoveries_of(session, [found.row.case_id])
    before = Fen(sum(one.row.due for one in others if one.id < found.id))
    told = _Told(
        found, _paid_by(session, found, before), before, notice.number if notice is not None else "", on
    )
    if kind is RecoveryPaper.REMINDER:
        if not _owed(told):
            raise DomainError(f"{found.name}已没有要退回的，不用催缴")
        title, body = "补助资金催缴通知书", _reminder(told)
        code, amount = CodeKind.REMINDED, found.left
    else:
        title, body = _title(found), _notice(told)
        code, amount = CodeKind.RECOVERED, Fen(found.row.due)
    said = Said(code, short_uid(found.row.uid), on.day, found.case.uscc, amount)
    return letter(title, body, on, addressee=found.case.enterprise_name, is_official=True, said=said)


def _paid_by(session: Session, found: Recovered, before: Fen) -> Fen:
    """Return what had been paid when an award was lowered; ``before``: what was to be paid back by then."""
    row = found.row
    if row.due:
        return Fen(row.due + before + row.new_amount)
    # Nothing had been paid too much; what was sent later was not paid yet.
    lines = session.exec(
        select(PaymentLine, PaymentList)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id)
        .where(PaymentLine.case_id == row.case_id, PaymentLine.state == LineState.PAID)
    )
    return Fen(sum(line.paid for line, list_ in lines if _was_paid(line, list_, row)))


def _was_paid(line: PaymentLine, list_: PaymentList, row: Recovery) -> bool:
    if line.done_on is not None and line.done_on > row.day:
        return False
    return line.place is None or list_.sent_at is None or list_.sent_at <= row.made_at


def _title(found: Recovered) -> str:
    if not found.row.due:
        return "补助资金调减通知书"
    return "补助资金追回通知书" if found.row.new_amount else "撤销并追回补助资金通知书"


def _notice(told: _Told) -> Iterator[Block]:
    row, what = told.found.row, award_of(told.found.case)
    number = f"（{told.number}）" if told.number else ""
    yield Paragraph(
        f"你单位的{what}一项{number}，原核定补助 {yuan_text(row.was_amount)} 元。"
        f"{day_text(row.found_on)}，{row.found_by}发现：{row.reason.rstrip('。')}。"
    )
    verb = f"核定金额调整为 {yuan_text(row.new_amount)} 元" if row.new_amount else "不再给予补助"
    yield Paragraph(f"经研究，决定对该项{verb}。具体如下：")
    yield Table(_AMOUNTS, tuple(_amounts(told)))
    headings = (f"{chinese_number(at)}、" for at in range(1, 9))
    if row.due:
        yield Heading(f"{next(headings)}退回的金额和期限")
        yield from _due(told)
        yield Heading(f"{next(headings)}退回的账户")
        yield from _account(told)
    yield Heading(f"{next(headings)}陈述、申辩和救济途径")
    yield Paragraph(_OBJECT)
    yield Paragraph(remedies("通知书"))


def _amounts(told: _Told) -> Iterator[tuple[str, int]]:
    row = told.found.row
    yield "原核定金额", row.was_amount
    yield "已拨付金额", told.paid
    yield "调整后的核定金额", row.new_amount
    if row.unpaid:
        yield "不再拨付的金额", row.unpaid
    if row.due and told.before:
        yield "以前已通知退回的金额", told.before
    if row.due:
        yield "应退回的金额", row.due


def _due(told: _Told) -> Iterator[Block]:
    found, plan = told.found, told.found.plan
    until = f"于{day_text(plan[-1].day)}前（含当日）" if len(plan) == 1 else ""
    yield Paragraph(f"请你单位{until}退回 {_in_words(Fen(found.row.due))}{'' if until else '，分期如下'}。")
    if len(plan) > 1:
        rows = ((str(at), day_text(one.day), one.amount) for at, one in enumerate(plan, start=1))
        yield Table(_PLAN, tuple(rows), total="合计")
    if settled := _settled(told):
        yield Paragraph(settled)
    yield from _interest(told)


def _reminder(told: _Told) -> Iterator[Block]:
    found, on = told.found, told.on
    overdue, next_due = found.overdue(on.day), found.next_due
    yield Paragraph(
        f"你单位的{award_of(found.case)}一项，本单位于{day_text(found.row.day)}决定追回"
        f" {yuan_text(found.row.due)} 元（{found.row.reason.rstrip('。')}）。"
    )
    if settled := _settled(told):
        yield Paragraph(settled)
    if overdue:
        yield Paragraph(f"按退回期限，其中 {_in_words(overdue)}已经逾期，请立即退回。")
    elif next_due is not None:
        yield Paragraph(f"请于{day_text(next_due.day)}前（含当日）退回 {_in_words(next_due.amount)}。")
    yield from _interest(told)
    yield Heading("退回的账户")
    yield from _account(told)
    yield Paragraph(
        "已经退回的，请与本单位核对；退回有困难的，请在收到本通知书后书面说明。逾期不退回的，依法处理。"
    )


def _settled(told: _Told) -> str:
    """Say how much is settled by today, and how much is left; empty as long as nothing is."""
    found = told.found
    parts = [
        f"{word} {yuan_text(amount)} 元"
        for word, way in (("退回", Way.REPAID), ("抵扣", Way.OFFSET), ("核销", Way.WAIVED))
        if (amount := found.settled(way))
    ]
    if not parts:
        return ""
    left = f"还应退回 {yuan_text(found.left)} 元" if found.left else "本金已经结清"
    return f"截至{day_text(told.on.day)}，已{'、'.join(parts)}，{left}。"


def _interest(told: _Told) -> Iterator[Block]:
    found, day = told.found, told.on.day
    if found.row.rate is None or found.row.interest_from is None:
        return
    yield Paragraph(
        f"根据{found.row.rate_source.rstrip('。')}，自{day_text(found.row.interest_from)}起至退回的前一日止，"
        f"按年利率 {found.rate_text}和没有退回的本金计收利息，一年按 365 天、按实际天数计算，"
        f"四舍五入到分。算到{day_text(day)}（不含当日）还应付利息 "
        f"{yuan_text(found.interest_left(day))} 元，汇款时与本金分开注明。"
    )


def _account(told: _Told) -> Iterator[Block]:
    office = told.on.office
    yield Paragraph(f"户　名：{office.account_name}")
    yield Paragraph(f"开户行：{office.account_bank}")
    yield Paragraph(f"账　号：{office.account_number}")
    yield Paragraph("汇款时请注明“退回补助资金”和你单位的全称。")


def _owed(told: _Told) -> bool:
    return bool(told.found.left or told.found.interest_left(told.on.day))


def _in_words(amount: Fen) -> str:
    return f"{yuan_text(amount)} 元（{chinese_capital(amount)}）"
