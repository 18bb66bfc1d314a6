"""企业政策明白卡: what one enterprise may get, how much, what is missing, till when, and whom to call."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.explaining.fitting import Fit
from domain.policies.files.library import PolicyLibrary
from domain.policies.language.wording import day_text
from domain.policies.policy import Policy
from domain.takeup.one import Offer, TakeUp, take_up_of
from domain.values.ids import EnterpriseId
from domain.values.money import chinese_number

TITLE: Final = "企业政策明白卡"
_GRANTED: Final = (
    Column("可以享受", share=38),
    Column("金额（元）", Content.AMOUNT, 18),
    Column("办到哪一步", share=22),
    Column("政策有效期至", Content.WORD, 22),
)
_PAPERS: Final = (Column("申报", share=38), Column("要带的材料", share=62))
_LACKING: Final = (Column("条款", share=30), Column("现在怎样，还要什么", share=70))
_MORE: Final = {
    Fit.SHORT: "差一条就可以享受",
    Fit.MISSING: "补齐资料后可能享受",
    Fit.MANUAL: "要由本单位认定",
}
_NOTE: Final = "以上按本单位现有资料评定，以正式核定的结果为准。"


def compose_cards(
    session: Session, ids: Sequence[EnterpriseId], library: PolicyLibrary, rules: Rules, now: datetime
) -> list[Paper]:
    """Write a card for each of some enterprises, in their order; ``now`` in UTC.

    Raises:
        NotFound: One of them is not in the register any more.
        OfficeIncomplete: The office's data lack something.
    """
    on = occasion_in(session, rules, now)
    policies = list(library.policies.values())
    return [_card(take_up_of(session, id_, policies, library.dictionary, rules), on) for id_ in ids]


def _card(found: TakeUp, on: Occasion) -> Paper:
    name, numbers = found.facts.name, iter(range(1, 9))
    blocks: list[Block] = [Title(TITLE, f"{name}　{day_text(on.day)}")]
    granted = found.of(Fit.GRANTED)
    if granted:
        rows = tuple(
            (one.clause.title, one.amount, _state(one), _till(one.policy, on.day)) for one in granted
        )
        blocks += [_heading(numbers, "现在可以享受"), Table(_GRANTED, rows, "合计" if len(rows) > 1 else "")]
        blocks += _papers(granted)
    for fit, title in _MORE.items():
        if offers := found.of(fit):
            blocks.append(_heading(numbers, title))
            blocks.append(Table(_LACKING, tuple((one.clause.title, f"{one.needs}。") for one in offers)))
    if len(blocks) == 1:
        blocks.append(Paragraph("按现有资料，现行政策里还没有可以享受的条款。情况有变化，请告诉我们。"))
    blocks.append(_heading(numbers, "问谁"))
    blocks += _asking(found, on)
    blocks.append(Paragraph(_NOTE, Tone.NOTE))
    footer = Footer(on.office.name, numbering=Numbering.OF_ALL)
    return paper(TITLE, (Sheet(Look.LEAFLET, tuple(blocks), footer),), on, addressee=name)


def _heading(numbers: Iterator[int], title: str) -> Heading:
    return Heading(f"{chinese_number(next(numbers))}、{title}")


def _state(one: Offer) -> str:
    going = [each.words for each in one.applied if one.is_claimed]
    return "；".join(going) or "还没有申报"


def _till(policy: Policy, today: date) -> str:
    till = day_text(policy.valid_to)
    return f"{till}（已满）" if policy.valid_to < today else till


def _papers(granted: Sequence[Offer]) -> Iterator[Block]:
    """Yield what is to be brought along for what nobody has applied for yet."""
    asked = [one for one in granted if not one.is_claimed and one.clause.papers]
    if asked:
        yield Table(_PAPERS, tuple((one.clause.title, f"{'、'.join(one.clause.papers)}。") for one in asked))


def _asking(found: TakeUp, on: Occasion) -> Iterator[Block]:
    for one in found.in_charge:
        known = (one.cadre.name, one.cadre.duty, one.cadre.phone)
        yield Paragraph(f"{one.post.word}：{'　'.join(part for part in known if part)}")
    office = on.office
    yield Paragraph(f"{office.name}：{'　'.join(part for part in (office.contact, office.phone) if part)}")
