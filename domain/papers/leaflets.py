"""政策明白卡: what a policy gives, to whom and how much, in the words of its text; and many of them bound."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.office.entities import OfficeFields
from domain.papers.blocks import Block, Contents, Heading, Labelled, Paragraph, Rule, Title, Tone
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import condition_text, day_text
from domain.policies.policy import Clause, Policy
from domain.values.money import chinese_number


def compose_leaflet(policy: Policy, office: OfficeFields, today: date) -> Paper:
    """Put a policy into the words of its leaflet."""
    return _paper(policy.title, office, today, (_sheet(policy, office, today, Look.LEAFLET),))


def compose_compendium(title: str, policies: Sequence[Policy], office: OfficeFields, today: date) -> Paper:
    """Bind several policies together after their contents, each beginning on a page of its own."""
    contents = Sheet(Look.BOUND, (Title(title), Title("目录"), Contents()))
    bound = (_sheet(policy, office, today, Look.BOUND) for policy in policies)
    return _paper(title, office, today, (contents, *bound))


def _paper(title: str, office: OfficeFields, today: date, sheets: tuple[Sheet, ...]) -> Paper:
    return Paper(title, "", office.name, "", today, None, sheets)


def _sheet(policy: Policy, office: OfficeFields, today: date, look: Look) -> Sheet:
    asking = "　".join(part for part in (office.name, office.contact, office.phone) if part)
    is_bound = look is Look.BOUND
    footer = Footer(
        left=f"咨询：{asking}" if asking else "",
        right=f"{day_text(today)}印",
        numbering=Numbering.CENTRED if is_bound else Numbering.OF_ALL,
    )
    return Sheet(look, tuple(_blocks(policy)), footer, policy.title if is_bound else "")


def _blocks(policy: Policy) -> Iterator[Block]:
    number = f"　{policy.document_number}" if policy.document_number else ""
    validity = f"有效期 {day_text(policy.valid_from)}至{day_text(policy.valid_to)}"
    yield Title(policy.title, f"{policy.issuer}{number}　{validity}")
    yield Rule(is_red=True)
    for at, clause in enumerate(policy.clauses.values(), start=1):
        yield Heading(f"{chinese_number(at)}、{clause.title}")
        yield from _clause(policy, clause)
    notes = list(_notes(policy))
    if notes:
        yield Rule()
    yield from (Paragraph(note, Tone.NOTE) for note in notes)


def _clause(policy: Policy, clause: Clause) -> Iterator[Block]:
    own = clause.who[len(policy.exclusions) :]
    said = (
        ("给谁", "；".join(one.text or condition_text(one.condition) for one in own)),
        ("给多少", " ".join(clause.wording.split())),
        ("要材料", "；".join(clause.papers)),
    )
    yield from (Labelled(label, text) for label, text in said if text)


def _notes(policy: Policy) -> Iterator[str]:
    """Yield what holds for all clauses, and what must be said of the text."""
    if policy.exclusions:
        excluded = "；".join(
            one.text.removeprefix("没有下列情形：") or condition_text(one.condition)
            for one in policy.exclusions
        )
        yield f"有下列情形的不予支持：{excluded}。"
    yield from (f"{group.title}：就高不重复。" for group in policy.groups)
    if policy.caveat:
        yield policy.caveat
