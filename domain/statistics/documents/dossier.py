"""一企一档 on paper."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session

from domain.enterprises.dictionary import FactKind
from domain.outreach.cultivation_entities import Stage
from domain.outreach.entities import Post
from domain.outreach.problem_entities import Ended, Matter
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Figures, Heading, Paragraph, Table, Title
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.statistics.dossier import Dossier, dossier_of
from domain.values.ids import EnterpriseId
from domain.values.money import yuan_text

TITLE: Final = "一企一档"
_EVENTS: Final = (Column("日期", Content.WORD, 20), Column("事", Content.WORD, 12), Column("内容", share=68))
_PROBLEMS: Final = (
    Column("编号", Content.WORD, 14),
    Column("问题", share=34),
    Column("承办", share=20),
    Column("状态", Content.WORD, 12),
    Column("结果", share=20),
)


def compose_dossier(session: Session, id_: EnterpriseId, rules: Rules, now: datetime) -> Paper:
    """Write everything that has to do with an enterprise; ``now`` in UTC.

    Raises:
        NotFound: It is not in the register.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    found = dossier_of(session, id_, rules.dictionary, rules)
    blocks: list[Block] = [Title(TITLE, f"截至{day_text(on.day)}"), Figures(tuple(_facts(found, on)))]
    if found.problems:
        rows = tuple(
            (one.row.number, one.row.title, one.handler or "—", one.where, one.row.answer or "—")
            for one in found.problems
        )
        blocks += [Heading("一、提出的问题"), Table(_PROBLEMS, rows)]
    blocks.append(Heading(f"{'二' if found.problems else '一'}、按时间"))
    events = tuple((day_text(one.day), one.what.word, one.words) for one in found.events)
    blocks.append(Table(_EVENTS, events) if events else Paragraph("还没有走访、问题和奖补的记录。"))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=found.facts.name)


def _facts(found: Dossier, on: Occasion) -> Iterator[tuple[str, str]]:
    facts, totals = found.facts, found.received.totals
    yield "企业名称", facts.name
    yield "信用代码", facts.uscc
    for name, fact in on.dictionary.attributes.items():
        value = facts.attributes.get(name)
        if fact.kind is FactKind.TEXT and value and not fact.is_personal:
            yield fact.label, str(value)
    yield "领导包联", found.now_in_charge(Post.LEADER) or "没有"
    yield "包联", found.now_in_charge(Post.OFFICER, Post.CADRE) or "没有人包联"
    yield "专班服务", "、".join(found.forces) or "没有"
    yield "最近走访", day_text(found.visited) if found.visited else "没有走访过"
    open_ = [one for one in found.problems if one.is_open]
    watched = "、".join(one.row.number for one in open_ if one.row.supervised_since is not None)
    yield "跟踪督办", watched or "没有督办的问题"
    if found.projects:
        yield "项目", "、".join(f"{one.row.name}（{one.where}）" for one in found.projects)
    if there := [one.park for one in found.stays if one.row.until is None]:
        yield "入驻园区", "、".join(there)
    if open_needs := [one for one in found.needs if one.is_open]:
        yield "还要落实的需求", "、".join(f"{one.matter.word}“{one.row.title}”" for one in open_needs)
    if going := [(word, row) for word, row in found.cultivated if Stage(row.stage) is not Stage.DROPPED]:
        yield "培育", "、".join(f"{word}（{Stage(row.stage).word}）" for word, row in going)
    raised = [one for one in found.problems if one.matter is Matter.PROBLEM]
    solved, still = (sum(one.row.ended == end for one in raised) for end in (Ended.SOLVED, Ended.OPEN))
    yield "问题销号", f"提出 {len(raised)} 件，销号 {solved} 件，在办 {still} 件"
    if others := len(found.problems) - len(raised):
        yield "代办和接诉", f"登记 {others} 件，在办 {len(open_) - still} 件"
    yield "已获资金", f"{yuan_text(totals.net)} 元" if found.received.awards else "没有"
