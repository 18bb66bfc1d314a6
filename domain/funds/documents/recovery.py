"""追回通知书 and 催缴通知书: what is to be paid back and why, by when, to where, and how to object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.rules import Rules
from domain.cases.documents.occasion import award_of
from domain.cases.entities import Notice
from domain.cases.numbered import left_before, once
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.recovered import Recovered, find_recovery, recoveries_of
from domain.funds.recovery_entities import Recovery, Way
from domain.office.entities import NEEDED_TO_BE_PAID, lacking
from domain.office.service import OfficeIncomplete
from domain.papers.blocks import Block, Column, Content, Table
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, occasion_in, written
from domain.papers.papers import Paper
from domain.papers.wording.form import Form, Item, given, maybe, table
from domain.papers.wording.kept import wordings_in
from domain.policies.language.wording import day_text
from domain.values.errors import DomainError
from domain.values.ids import RecoveryId
from domain.values.money import Fen, chinese_capital, yuan_text
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
_OF_BOTH: Final = (
    given("企业名称"),
    given("事项", "政策和条款"),
    given("理由", "追回、调减的理由"),
)


def _settled_items(only_with: str = "") -> tuple[Item, ...]:
    """Return what may be said of what came back already, and of interest; ``only_with`` see `Item`."""
    borne = (maybe(name, stands_with="应付利息") for name in ("计息依据", "计息起日", "年利率"))
    return (
        maybe("已退情况", "到今天退了多少、还应退多少", only_with=only_with),
        maybe("应付利息", "算到今天，计息的才有", only_with=only_with),
        *borne,
    )


_ACCOUNT: Final = ("收款户名", "收款开户行", "收款账号")
NOTICE: Final = Form(
    "recovery",
    "追回通知书",
    (
        *_OF_BOTH,
        maybe("通知书文号"),
        given("原核定金额"),
        given("发现日期"),
        given("发现单位"),
        maybe("保留金额", "调整后还给多少；全部不给的没有"),
        table("金额", "各项金额的表", is_always=True),
        maybe("退回金额", "应退回多少；只调减、不用退的没有"),
        maybe("退回金额大写", stands_with="退回金额"),
        maybe("一次退回日", "一次退清的才有", only_with="退回金额"),
        table("分期退回", "分期的才有", only_with="退回金额"),
        *_settled_items("退回金额"),
        *(maybe(name, "取自设置", stands_with="退回金额") for name in _ACCOUNT),
    ),
    must=(
        *("企业名称", "事项", "理由", "原核定金额", "保留金额", "金额", "退回金额", "一次退回日", "分期退回"),
        *("已退情况", "应付利息", "年利率", *_ACCOUNT, "段：救济途径"),
    ),
    itself="通知书",
)
REMINDER: Final = Form(
    "reminder",
    "催缴通知书",
    (
        *_OF_BOTH,
        *_settled_items(),
        given("决定日期"),
        given("退回金额", "决定追回多少"),
        maybe("逾期金额"),
        maybe("逾期金额大写", stands_with="逾期金额"),
        maybe("下期金额", "没有逾期、下一期要退的"),
        maybe("下期金额大写", stands_with="下期金额"),
        maybe("下期退回日", stands_with="下期金额"),
        *(given(name, "取自设置") for name in _ACCOUNT),
    ),
    must=(
        *(
            "企业名称",
            "事项",
            "退回金额",
            "已退情况",
            "应付利息",
            "年利率",
            "逾期金额",
            "下期金额",
            "下期退回日",
        ),
        *_ACCOUNT,
    ),
    itself="通知书",
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
    return compose_recovery_on(session, find_recovery(session, id_), kind, occasion_in(session, rules, now))


def compose_ordered(session: Session, id_: RecoveryId, on: Occasion) -> Paper:
    """Compose 追回通知书 as of the day on which it was ordered, whatever came of it since.

    Instalments are those that count now. Raises as `compose_recovery`.
    """
    found = find_recovery(session, id_)
    then = replace(on, day=found.row.day, wordings=wordings_in(session, found.row.made_at))
    return compose_recovery_on(session, replace(found, receipts=()), RecoveryPaper.NOTICE, then)


def left_ordered(session: Session, id_: RecoveryId, on: Occasion) -> Paper:
    """Return 追回通知书 as it left with its number, else as `compose_ordered`."""
    paper = compose_ordered(session, id_, on)
    whose = whose_letter(find_recovery(session, id_), RecoveryPaper.NOTICE)
    return left_before(session, NOTICE.word, paper, whose) or paper


def whose_letter(found: Recovered, kind: RecoveryPaper) -> str:
    """Return whose a letter is: one 追回通知书 of a recovery, reminders for all that differs."""
    return once(found.row.uid) if kind is RecoveryPaper.NOTICE else found.row.uid


def compose_recovery_on(session: Session, found: Recovered, kind: RecoveryPaper, on: Occasion) -> Paper:
    """Compose a letter of a recovery that is in hand; as `compose_recovery`."""
    if found.row.due and (missing := lacking(on.office, NEEDED_TO_BE_PAID)):
        raise OfficeIncomplete(missing)
    notice_id = found.case.notice_id
    notice = session.get(Notice, notice_id) if notice_id is not None else None
    others = recoveries_of(session, [found.row.case_id])
    before = Fen(sum(one.row.due for one in others if one.id < found.id))
    told = _Told(
        found, _paid_by(session, found, before), before, notice.number if notice is not None else "", on
    )
    number = short_uid(found.row.uid)
    if kind is RecoveryPaper.REMINDER:
        if not _owed(told):
            raise DomainError(f"{found.name}已没有要退回的，不用催缴")
        said = Said(CodeKind.REMINDED, number, on.day, found.case.uscc, found.left)
        return written(REMINDER, on, _reminder(told), said=said)
    said = Said(CodeKind.RECOVERED, number, on.day, found.case.uscc, Fen(found.row.due))
    tables: dict[str, Sequence[Block]] = {"金额": [Table(_AMOUNTS, tuple(_amounts(told)))], **_plan(found)}
    return written(NOTICE, on, _notice(told), tables, said=said)


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


def _of_both(told: _Told) -> dict[str, str]:
    found, day = told.found, told.on.day
    row = found.row
    bears = row.rate is not None and row.interest_from is not None
    return {
        "企业名称": found.case.enterprise_name,
        "事项": award_of(found.case),
        "理由": row.reason.rstrip("。"),
        "已退情况": _settled(told),
        "应付利息": yuan_text(found.interest_left(day)) if bears else "",
        "计息依据": row.rate_source.rstrip("。") if bears else "",
        "计息起日": day_text(row.interest_from) if bears and row.interest_from is not None else "",
        "年利率": found.rate_text if bears else "",
    }


def _notice(told: _Told) -> dict[str, str]:
    found, office = told.found, told.on.office
    row, plan = found.row, found.plan
    account = (office.account_name, office.account_bank, office.account_number)
    return {
        **_of_both(told),
        "通知书文号": told.number,
        "原核定金额": yuan_text(row.was_amount),
        "发现日期": day_text(row.found_on),
        "发现单位": row.found_by,
        "保留金额": yuan_text(row.new_amount) if row.new_amount else "",
        "退回金额": yuan_text(row.due) if row.due else "",
        "退回金额大写": chinese_capital(Fen(row.due)) if row.due else "",
        "一次退回日": day_text(plan[-1].day) if row.due and len(plan) == 1 else "",
        **{name: text if row.due else "" for name, text in zip(_ACCOUNT, account, strict=True)},
    }


def _plan(found: Recovered) -> dict[str, list[Block]]:
    plan = found.plan if found.row.due else ()
    rows = tuple((str(at), day_text(one.day), one.amount) for at, one in enumerate(plan, start=1))
    return {"分期退回": [Table(_PLAN, rows, total="合计")] if len(rows) > 1 else []}


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


def _reminder(told: _Told) -> dict[str, str]:
    found, office = told.found, told.on.office
    overdue, due = found.overdue(told.on.day), found.next_due
    following = due if due is not None and not overdue else None
    account = (office.account_name, office.account_bank, office.account_number)
    return {
        **_of_both(told),
        "决定日期": day_text(found.row.day),
        "退回金额": yuan_text(found.row.due),
        "逾期金额": yuan_text(overdue) if overdue else "",
        "逾期金额大写": chinese_capital(overdue) if overdue else "",
        "下期金额": yuan_text(following.amount) if following is not None else "",
        "下期金额大写": chinese_capital(following.amount) if following is not None else "",
        "下期退回日": day_text(following.day) if following is not None else "",
        **dict(zip(_ACCOUNT, account, strict=True)),
    }


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
    return f"截至{day_text(told.on.day)}，已{'、'.join(parts)}，{left}"


def _owed(told: _Told) -> bool:
    return bool(told.found.left or told.found.interest_left(told.on.day))
