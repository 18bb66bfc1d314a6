"""What the documents of cases have in common: how cases and what they are for are called."""

from collections.abc import Iterable

from domain.cases.awards.entities import AwardCase, CaseStep, Did
from domain.cases.awards.reading import Case
from domain.values.errors import BadInput
from domain.values.periods import Period


def part_of(row: AwardCase) -> str:
    """Say which instalment and period a case is for; empty for the whole."""
    return "，".join(filter(None, (row.instalment, _period(row.period))))


def _period(text: str) -> str:
    """Name a period as people do; what is none of the calendar's stands as it was entered."""
    try:
        return Period.parse(text).label if text else ""
    except BadInput:
        return text


def clause_of(row: AwardCase) -> str:
    """Name the clause of a case, with its instalment and period.

    It is what columns of a table hold.
    """
    part = part_of(row)
    return f"{row.clause_title}（{part}）" if part else row.clause_title


def award_of(row: AwardCase) -> str:
    """Name what a case is for within a sentence."""
    return f"{policy_of(row)}“{clause_of(row)}”"


def policy_of(row: AwardCase) -> str:
    """Name the policy of a case; of notices from before there were cases only the clause is known."""
    return f"《{row.policy_title}》" if row.policy_title else ""


def last_step(case: Case, did: Did, ids: Iterable[str]) -> CaseStep | None:
    """Return the last step that counts and did this with one of these."""
    wanted = set(ids)
    found = [step for step in case.steps if step.did == did and step.step in wanted]
    return found[-1] if found else None
