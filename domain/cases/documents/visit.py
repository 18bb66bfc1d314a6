"""一企一策: what every policy gives one enterprise, what is on its way, and what is lacking for what.

For whoever visits the enterprise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.funding import lowered_words
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.documents.occasion import clause_of
from domain.cases.queries import ListedNotice, notices_of
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import stood_for_by
from domain.papers.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Figures,
    Heading,
    Paragraph,
    SealPlaces,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.working import failing
from domain.policies.language.ranges import Result
from domain.policies.language.wording import condition_text, day_text
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import assess_enterprises
from domain.policies.trace import Decision, Outcome
from domain.roads.walking import time_left
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import CaseId, EnterpriseId, NoticeId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Part, Reporter

TITLE: Final = "一企一策服务单"
_GRANTED: Final = (
    Column("政策", share=28),
    Column("条款", share=32),
    Column("依据", share=24),
    Column("金额（元）", Content.AMOUNT, 16),
)
_GOING: Final = (
    Column("条款", share=30),
    Column("所在环节", Content.WORD, 14),
    Column("时限", Content.WORD, 18),
    Column("还缺", share=22),
    Column("金额（元）", Content.AMOUNT, 16),
)
_OPEN: Final = (Column("政策", share=24), Column("条款", share=24), Column("差在哪里", share=52))


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of an enterprise by all policies that are decided now.

    Attributes:
        cases: Those that are on their way or granted.
        notices: The valid ones that stand for no case.
        numbers: 发文字号 by the ids of notices.
        decided: Every clause that no case or notice stands for, with what it comes to.
        lowered: What awards were lowered to after they were paid.
    """

    facts: EnterpriseFacts
    cases: tuple[Case, ...]
    notices: tuple[ListedNotice, ...]
    numbers: dict[NoticeId, str]
    decided: tuple[tuple[Policy, Clause, Decision], ...]
    lowered: Mapping[CaseId, Fen]


def read_visit(session: Session, id_: EnterpriseId, rules: Rules, reporter: Reporter) -> Visit:
    """Read what is known of an enterprise, deciding every policy for it.

    Raises:
        NotFound: It is not in the register any more.
        Cancelled: The user stopped it.
    """
    cases = _cases_of(session, id_, rules)
    notices = [one for _, one in notices_of(session, [id_])]
    told = {case.row.notice_id for case in cases}
    alone = tuple(one for one in notices if one.id not in told)
    there = {(case.row.policy_id, case.row.clause_id) for case in cases}
    there |= {(one.policy_id, one.clause_id) for one in alone}
    decided, facts = list[tuple[Policy, Clause, Decision]](), None
    policies = list(rules.policies.values())
    for at, policy in enumerate(policies):
        within = Part(reporter, at, len(policies))
        for entry in assess_enterprises(session, policy, rules.dictionary, within, ids=[id_]):
            facts = entry.facts
            decided += [
                (policy, policy.clauses[one.clause_id], one)
                for one in entry.decisions
                if (policy.id, one.clause_id) not in there
            ]
    if facts is None:
        raise NotFound("这户企业已不在企业库中")
    numbers = {one.id: one.number for one in notices}
    lowered = rules.funds.lowered(session)
    return Visit(facts, tuple(cases), alone, numbers, tuple(decided), lowered)


def compose_visit(visit: Visit, on: Occasion) -> Paper:
    """Write the sheet."""
    facts = visit.facts
    blocks: list[Block] = [Title(TITLE, day_text(on.day))]
    blocks.append(Figures((("企业名称", facts.name), ("信用代码", facts.uscc))))
    parts = (
        ("已经给的", _granted(visit)),
        ("正在办的", _going(visit, on)),
        ("符合条件、还没有办的", _ready(visit)),
        ("还差数据的", _lacking(visit, on)),
        ("还没有达到条件的", _unmet(visit)),
        ("不是支持对象的", _for_others(visit)),
    )
    numerals = iter("一二三四五六七")
    for title, part in parts:
        if found := list(part):
            blocks += [Heading(f"{next(numerals)}、{title}"), *found]
    blocks += [Heading(f"{next(numerals)}、企业反映的情况"), *[Paragraph("　")] * 3]
    asking = f"咨询：{on.office.contact}　{on.office.phone}"
    blocks.append(Paragraph(asking, Tone.NOTE))
    blocks.append(SealPlaces(("走访人：", "企业联系人：", "日期：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=facts.name)


def _cases_of(session: Session, id_: EnterpriseId, rules: Rules) -> list[Case]:
    ids = session.exec(
        select(col(AwardCase.id))
        .where(
            among(col(AwardCase.enterprise_id), stood_for_by(session, [id_])),
            col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
        )
        .order_by(col(AwardCase.id))
    )
    return read_cases(session, [one for one in ids if one is not None], rules.roads_in(session))


def _granted(visit: Visit) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    for case in visit.cases:
        if case.row.ended == Ended.GRANTED:
            row = case.row
            number = visit.numbers.get(row.notice_id, "") if row.notice_id is not None else ""
            amount, clause = visit.lowered.get(case.id, case.amount), clause_of(row)
            if case.id in visit.lowered:
                clause = f"{clause}（{lowered_words(row.amount, amount)}）"
            rows.append((row.policy_title, clause, number or case.where, amount))
    rows += [("", one.clause_title, one.number, one.amount) for one in visit.notices]
    if rows:
        yield Table(_GRANTED, tuple(rows), total="合计")


def _going(visit: Visit, on: Occasion) -> Iterator[Block]:
    rows = tuple(_on_its_way(case, on) for case in visit.cases if case.is_on_its_way)
    if rows:
        yield Table(_GOING, rows, total="合计")


def _on_its_way(case: Case, on: Occasion) -> tuple[Cell, ...]:
    period = time_left(case.road, case.standing)
    until = "—" if period is None else day_text(on.calendar.end_of(period).value)
    running = case.standing.publicity
    if running is not None and on.day <= running.end and case.standing.at in case.road.locked_by_publicity:
        until = f"公示到{day_text(running.end)}"
    lacks = "、".join(case.at_hand.missing) or "—"
    return clause_of(case.row), case.where, until, lacks, case.row.amount


def _ready(visit: Visit) -> Iterator[Block]:
    rows = tuple(
        (policy.title, clause.title, "", int(decision.amount))
        for policy, clause, decision in _with(visit, Outcome.GRANTED)
        if decision.amount
    )
    if rows:
        yield Table(_GRANTED, rows, total="合计")


def _lacking(visit: Visit, on: Occasion) -> Iterator[Block]:
    rows = [
        (
            policy.title,
            clause.title,
            f"没有填报：{'、'.join(map(on.dictionary.label_of, decision.missing))}{_most(decision)}",
        )
        for policy, clause, decision in _with(visit, Outcome.MISSING)
    ]
    rows += [
        (policy.title, clause.title, f"要由人认定：{decision.reason}{_most(decision)}")
        for policy, clause, decision in _with(visit, Outcome.MANUAL)
    ]
    if rows:
        yield Table(_OPEN, tuple(rows))


def _unmet(visit: Visit) -> Iterator[Block]:
    rows = tuple(
        (policy.title, clause.title, "；".join(failing(decision.checks)) or decision.reason)
        for policy, clause, decision in _with(visit, Outcome.NOT_MET)
        if not is_for_others(clause, decision)
    )
    if rows:
        yield Table(_OPEN, rows)


def _for_others(visit: Visit) -> Iterator[Block]:
    of_each: dict[str, list[str]] = {}
    for policy, clause, decision in _with(visit, Outcome.NOT_MET):
        if is_for_others(clause, decision):
            of_each.setdefault(policy.title, []).append(f"“{clause.title}”")
    for title, clauses in of_each.items():
        yield Paragraph(f"《{title}》：{''.join(clauses)}。")


def is_for_others(clause: Clause, decision: Decision) -> bool:
    """Whether a clause is not for such an enterprise at all, whatever its figures may become."""
    whom = {one.text or condition_text(one.condition) for one in clause.who}
    return any(one.text in whom and one.result is Result.FALSE for one in decision.checks)


def _with(visit: Visit, outcome: Outcome) -> Iterator[tuple[Policy, Clause, Decision]]:
    return (one for one in visit.decided if one[2].outcome is outcome)


def _most(decision: Decision) -> str:
    """Say what may come of it, where that is known."""
    return f"；最多 {yuan_text(decision.most)} 元" if decision.most else ""
