"""政策明白卡: what a policy gives, to whom and how much, in the words of its text, on one sheet."""

from dataclasses import dataclass
from datetime import date

from domain.office.entities import OfficeFields
from domain.policies.language.wording import condition_text
from domain.policies.policy import Clause, Policy


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause: whom it is for, what it gives, which papers are asked for; empty where it is not said."""

    title: str
    who: str
    what: str
    papers: str


@dataclass(frozen=True, slots=True)
class Leaflet:
    """Every word that stands on the sheet.

    Attributes:
        facts: Issuer, number and validity in one line.
        notes: What holds for all clauses, and what must be said of the text.
        contact: Where to ask; empty where the office has not entered it.
    """

    title: str
    facts: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    contact: str
    made_on: date


def compose_leaflet(policy: Policy, office: OfficeFields, today: date) -> Leaflet:
    """Put a policy into the words of its leaflet."""
    number = f"　{policy.document_number}" if policy.document_number else ""
    facts = f"{policy.issuer}{number}　有效期 {_day(policy.valid_from)}至{_day(policy.valid_to)}"
    notes = []
    if policy.exclusions:
        excluded = "；".join(
            one.text.removeprefix("没有下列情形：") or condition_text(one.condition)
            for one in policy.exclusions
        )
        notes.append(f"有下列情形的不予支持：{excluded}。")
    notes += [f"{group.title}：就高不重复。" for group in policy.groups]
    notes += [policy.caveat] if policy.caveat else []
    return Leaflet(
        policy.title,
        facts,
        tuple(_entry(policy, clause) for clause in policy.clauses.values()),
        tuple(notes),
        _contact(office),
        today,
    )


def _entry(policy: Policy, clause: Clause) -> Entry:
    own = clause.who[len(policy.exclusions) :]
    who = "；".join(one.text or condition_text(one.condition) for one in own)
    return Entry(clause.title, who, " ".join(clause.wording.split()), "；".join(clause.papers))


def _contact(office: OfficeFields) -> str:
    parts = [office.name, office.contact, office.phone]
    return "　".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
