"""办事指南 on a page, for somebody to take along."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from domain.outreach.guide_entities import Topic
from domain.outreach.guides.topics import lines_of, standing_text, topic_there
from domain.outreach.problems.rules import Rules
from domain.papers.blocks import Block, Heading, Labelled, Paragraph, Rule, Title, Tone
from domain.papers.occasion import occasion_in
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.files.library import PolicyLibrary
from domain.policies.language.wording import day_text
from domain.values.ids import TopicId


def compose_topic(
    session: Session, id_: TopicId, policies: PolicyLibrary, rules: Rules, now: datetime
) -> Paper:
    """Write what a topic says; what the office has not filled in is left out.

    Raises:
        NotFound: It is not there.
        OfficeIncomplete: The office's data lack something.
    """
    on, row = occasion_in(session, rules, now), topic_there(session, id_)
    blocks: list[Block] = [Title(row.title, on.office.name), Rule(is_red=True)]
    if said := standing_text(row, on.day):
        blocks.append(Paragraph(f"注意：{said}。"))
    blocks += [Heading("怎么办"), *_numbered(row.answer)]
    if row.papers:
        blocks += [Heading("要带的材料"), *_numbered(row.papers)]
    blocks += [Heading("到哪里办"), *(Labelled(label, text) for label, text in _where(row))]
    if basis := _basis(row, policies):
        blocks += [Rule(), *(Paragraph(note, Tone.NOTE) for note in basis)]
    asking = "　".join(part for part in (on.office.name, on.office.contact, on.office.phone) if part)
    footer = Footer(f"咨询：{asking}", f"{day_text(on.day)}印", Numbering.OF_ALL)
    sheet = Sheet(Look.LEAFLET, tuple(blocks), footer)
    return Paper(row.title, "", on.office.name, "", on.day, None, (sheet,))


def _numbered(text: str) -> list[Block]:
    return [Paragraph(f"{at}. {line}") for at, line in enumerate(lines_of(text), start=1)]


def _where(row: Topic) -> Iterator[tuple[str, str]]:
    labelled = (("地点", row.place), ("电话", row.phone), ("时间", row.hours))
    yield from ((label, text) for label, text in labelled if text)
    if row.days:
        yield "期限", f"{row.days} 个工作日"


def _basis(row: Topic, policies: PolicyLibrary) -> list[str]:
    """Say on what it rests, and what must be said of that text."""
    policy = policies.policies.get(row.policy_id)
    if policy is None:
        return []
    clause = policy.clauses.get(row.clause_id)
    said = f"依据：《{policy.title}》{f'“{clause.title}”' if clause else ''}"
    return [said, policy.caveat] if policy.caveat else [said]
