"""走访记录表: what is known of an enterprise filled in, and room for what is found there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import facts_of
from domain.outreach.charges import in_charge_on
from domain.outreach.problem_entities import KINDS
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.telling import worth_telling
from domain.outreach.visits import Told, last_visits
from domain.papers.blocks import (
    Block,
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
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.files.library import PolicyLibrary
from domain.policies.language.wording import day_text
from domain.values.ids import EnterpriseId

TITLE: Final = "走访记录表"
_KNOWN: Final = (
    "legal_representative",
    "registered_address",
    "business_address",
    "contact_person",
    "contact_phone",
)
_ABOUT: Final = (
    ("走访日期", ""),
    ("方式", "□现场　□电话　□座谈"),
    ("走访人", ""),
    ("接待人、职务", ""),
)
_ROOM: Final = 5
"""Rows for problems, and lines for what is found."""
_OPEN: Final = (
    Column("编号", Content.WORD, 14),
    Column("问题", share=40),
    Column("承办", share=22),
    Column("状态", Content.WORD, 12),
    Column("期限", Content.WORD, 12),
)
_TOLD: Final = (Column("条款，现在的评定", share=86), Column("已宣讲", Content.WORD, 14))
_MOST_TOLD: Final = 6
_ASKED: Final = (Column("类别", Content.WORD, 14), Column("提出的问题、希望怎样解决", share=86))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an enterprise before it is visited."""

    facts: EnterpriseFacts
    in_charge: str
    visited: date | None
    problems: tuple[ListedProblem, ...]
    told: tuple[Told, ...]


def compose_visit_forms(
    session: Session, ids: Sequence[EnterpriseId], library: PolicyLibrary, rules: Rules, now: datetime
) -> list[Paper]:
    """Write a form for each of some enterprises, in their order.

    Raises:
        NotFound: One of them is not in the register any more.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    visited, told = last_visits(session, ids), worth_telling(session, ids, library)
    charges: dict[EnterpriseId, list[str]] = {}
    for one in in_charge_on(session, ids, on.day):
        assert one.enterprise_id is not None
        charges.setdefault(one.enterprise_id, []).append(f"{one.cadre.name}（{one.post.word}）")
    return [
        _form(
            Known(
                facts_of(session, id_, rules.dictionary),
                "、".join(charges.get(id_, ())) or "—",
                visited.get(id_),
                tuple(list_problems(session, ProblemFilter(is_open=True, enterprise_id=id_), rules)),
                told[id_],
            ),
            on,
        )
        for id_ in ids
    ]


def _form(known: Known, on: Occasion) -> Paper:
    facts = known.facts
    blocks: list[Block] = [Title(TITLE), Figures(tuple(_known(known, on)))]
    numerals = iter("一二三四五")
    if known.problems:
        rows = tuple(_problem(one) for one in known.problems)
        blocks += [Heading(f"{next(numerals)}、还在办的问题"), Table(_OPEN, rows)]
    if known.told:
        tell = tuple((one.words, "□") for one in known.told[:_MOST_TOLD])
        blocks += [Heading(f"{next(numerals)}、可以宣讲的政策"), Table(_TOLD, tell)]
    blocks += [Heading(f"{next(numerals)}、这次走访"), Figures(_ABOUT)]
    blocks += [Heading(f"{next(numerals)}、了解的情况（经营、订单、用工、融资）"), *[Paragraph("　")] * _ROOM]
    blocks += [Heading(f"{next(numerals)}、企业提出的问题"), Table(_ASKED, (("　", "　"),) * _ROOM)]
    blocks.append(Paragraph(f"类别：{'、'.join(KINDS)}。", Tone.NOTE))
    asking = f"咨询：{on.office.contact}　{on.office.phone}"
    blocks.append(Paragraph(asking, Tone.NOTE))
    blocks.append(SealPlaces(("走访人：", "企业代表：", "日期：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=facts.name)


def _known(known: Known, on: Occasion) -> Iterator[tuple[str, str]]:
    facts = known.facts
    yield "企业名称", facts.name
    yield "信用代码", facts.uscc
    for name in _KNOWN:
        if (fact := on.dictionary.attributes.get(name)) is not None:
            yield fact.label, str(facts.attributes.get(name) or "")
    yield "包联", known.in_charge
    yield "上次走访", day_text(known.visited) if known.visited else "没有走访过"


def _problem(one: ListedProblem) -> tuple[str, ...]:
    return one.row.number, one.row.title, one.handler or "—", one.where, day_text(one.due) if one.due else "—"
