"""Papers read, drawn and written; everything here runs in jobs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Final

from domain.cases.awards.funding import Funds
from domain.cases.candidates import Candidate
from domain.cases.entities import Notice
from domain.cases.finding import Sought, sought_of
from domain.cases.issued import with_lowered
from domain.cases.queries import (
    ChangedFact,
    ListedNotice,
    changes_since,
    find_notice,
    list_notices,
    paper_of,
    papers_of,
)
from domain.cases.service import sample_notice
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.queries import spellings_of
from domain.funds.documents.rewording import spoken
from domain.office.service import find_office
from domain.papers.papers import Paper
from domain.papers.wording.kept import wordings_in
from domain.papers.working import Worked
from domain.policies.policy import Policy
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.store.told import is_unproved
from domain.values.errors import DomainError
from domain.values.ids import NoticeId
from domain.values.money import parse_yuan, yuan_text
from gui.files.paper_desk import Batch, draw, safe_file_name
from gui.services import AppContext

_LOT: Final = 200
_PLAIN_AMOUNT: Final = re.compile(r"-?\d+\.\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice to look at: its paper as a PDF, or why there is none; and what changed since."""

    pdf: bytes
    refusal: str
    changes: tuple[ChangedFact, ...] = ()
    is_unproved: bool = False
    """Whether nobody had signed in who issued it."""
    wording: str = ""
    """By which of the office's texts it was written; empty for the program's own."""


def all_notices(session: Session, funds: Funds) -> tuple[list[ListedNotice], dict[NoticeId, Sought]]:
    """Return every notice, newest first, and what each is found by."""
    notices = list(with_lowered(session, list_notices(session), funds))
    spellings = spellings_of(session, {notice.enterprise_name for notice in notices})
    return notices, sought_of(notices, spellings)


def look_at_notice(context: AppContext, id_: NoticeId) -> Shown:
    """Draw a notice as it was issued, and compare what it was decided on with what is recorded now."""
    notice, changes, is_unproved = context.store.ask(_with_changes, id_, context.dictionary)
    enter_looks(context.seat, _look(id_, notice.number))
    try:
        shown = _drawn(context, paper_of(notice))
    except DomainError as error:
        return Shown(b"", str(error), is_unproved=is_unproved)
    worded = tuple(_worded(change, context.dictionary) for change in changes)
    wording = spoken(notice.wording or "")
    return replace(shown, changes=worded, is_unproved=is_unproved, wording=wording)


def _with_changes(
    session: Session, id_: NoticeId, dictionary: Dictionary
) -> tuple[Notice, list[ChangedFact], bool]:
    notice = find_notice(session, id_)
    is_from_nobody = is_unproved(session, Subject(Kind.NOTICE, id_), Action.NOTICE_ISSUE)
    return notice, changes_since(session, notice, dictionary), is_from_nobody


def look_at_sample(context: AppContext, policy: Policy, candidate: Candidate) -> Shown:
    """Draw the sample of what would be issued, or say what stands against it."""
    if candidate.reason:
        return Shown(b"", candidate.reason)
    try:
        (paper,) = samples_of(context, policy, [candidate])
    except DomainError as error:
        return Shown(b"", str(error))
    return _drawn(context, paper)


def samples_of(context: AppContext, policy: Policy, candidates: Sequence[Candidate]) -> list[Paper]:
    """Compose samples, dated today.

    Raises:
        NotPrintable: One of them gives no notice.
        OfficeIncomplete: The office's data lack something.
    """
    office, today, now = find_office(context.store), date.today(), datetime.now(UTC)
    wordings = context.store.ask(wordings_in)
    return [
        sample_notice(
            Worked(policy, one.clause, one.facts, one.decision, context.dictionary),
            office=office,
            wordings=wordings,
            today=today,
            now=now,
        )
        for one in candidates
    ]


def batch_of_issued(context: AppContext, notices: Sequence[ListedNotice]) -> Batch:
    """Return these notices as one file, by number."""
    ordered = sorted(notices, key=lambda n: (n.number_prefix, n.number_year, n.number_serial))
    load = partial(_read_in_lots, context, ordered)
    of = [_look(one.id, one.number) for one in ordered]
    return Batch(context, load, len(ordered), _name_of(ordered), f"{len(ordered)} 份通知书", of=of)


def batch_of_samples(context: AppContext, policy: Policy, candidates: Sequence[Candidate]) -> Batch:
    """Return samples as one file."""
    first = candidates[0].facts.name
    name = first if len(candidates) == 1 else f"{len(candidates)} 份"
    file_name = safe_file_name(f"通知书样张 {name}")
    load = partial(samples_of, context, policy, candidates)
    return Batch(context, load, len(candidates), file_name, f"{len(candidates)} 份样张")


def _look(id_: NoticeId, number: str) -> Seen:
    return Seen(Subject(Kind.NOTICE, id_), f"通知书“{number}”")


def _read_in_lots(context: AppContext, notices: Sequence[ListedNotice]) -> Iterator[Paper]:
    """Yield papers in this order; nothing of them changes once they are issued."""
    enter_looks(context.seat, *(_look(one.id, one.number) for one in notices))
    ids = [one.id for one in notices]
    for start in range(0, len(ids), _LOT):
        yield from context.store.ask(papers_of, ids[start : start + _LOT])


def _name_of(notices: Sequence[ListedNotice]) -> str:
    first, last = notices[0], notices[-1]
    if len(notices) == 1:
        number = f"{first.number_prefix}{first.number_year}-{first.number_serial}号"
        return safe_file_name(f"{number} {first.enterprise_name}")
    is_one_series = (first.number_prefix, first.number_year) == (last.number_prefix, last.number_year)
    if is_one_series and last.number_serial - first.number_serial == len(notices) - 1:
        return safe_file_name(f"通知书 {first.number_serial}—{last.number_serial}号")
    return safe_file_name(f"通知书 {len(notices)} 份")


def _drawn(context: AppContext, paper: Paper) -> Shown:
    try:
        return Shown(draw(context, paper), "")
    except DomainError as error:
        return Shown(b"", str(error))


def _worded(change: ChangedFact, dictionary: Dictionary) -> ChangedFact:
    """Return a change as people read it: choices by their label, amounts with separators and unit."""
    choices = next(
        (fact.choices for fact in dictionary.attributes.values() if fact.label == change.label), {}
    )

    def word(text: str) -> str:
        if _PLAIN_AMOUNT.fullmatch(text):
            return yuan_text(parse_yuan(text))
        return choices.get(text, text)

    return ChangedFact(change.label, word(change.then), word(change.now))
