"""Which documents there are of a case where it stands, and their composition from the store."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session

from domain.cases.awards.entities import Ended
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.documents.approval_form import compose_approval_form
from domain.cases.documents.file import compose_file, read_file
from domain.cases.documents.handing_down import compose_handing_down, is_approved, numbers_of
from domain.cases.documents.kept import LetterKind
from domain.cases.documents.lists import batch_of
from domain.cases.documents.objection import compose_objections, decided_objections
from domain.cases.documents.opinion_request import compose_requests, open_opinions
from domain.cases.documents.publicity import compose_publicity
from domain.cases.documents.receipt import compose_receipt, is_received
from domain.cases.documents.refusal import compose_refusal, refusing_step
from domain.cases.documents.supplement import compose_supplement
from domain.cases.documents.visit import compose_visit, read_visit
from domain.enterprises.identity import standing_for
from domain.papers.occasion import Occasion, occasion_in
from domain.papers.papers import Paper
from domain.roads.road import Kind
from domain.values.errors import DomainError
from domain.values.ids import CaseId
from domain.values.progress import Silent


class CasePaper(StrEnum):
    """A document of cases."""

    RECEIPT = LetterKind.RECEIPT.value
    SUPPLEMENT = LetterKind.SUPPLEMENT.value
    OPINIONS = LetterKind.OPINIONS.value
    APPROVAL = "approval"
    PUBLICITY = LetterKind.PUBLICITY.value
    OBJECTION = LetterKind.OBJECTION.value
    REFUSAL = LetterKind.REFUSAL.value
    HANDING_DOWN = LetterKind.HANDING_DOWN.value
    FILE = "file"
    VISIT = "visit"

    @property
    def word(self) -> str:
        letter = self.letter
        return _WORDS[self] if letter is None else letter.word

    @property
    def letter(self) -> LetterKind | None:
        """As what letter it leaves; None for what stays in the house."""
        return LetterKind(self.value) if self.value in set(LetterKind) else None

    @property
    def is_of_all(self) -> bool:
        """Whether one document is of several cases together; else each has its own."""
        letter = self.letter
        return letter is not None and letter.is_of_all


_WORDS: Final = {
    CasePaper.APPROVAL: "审批表",
    CasePaper.FILE: "案卷",
    CasePaper.VISIT: "一企一策服务单",
}
"""Of those that are no letters."""


def papers_of(case: Case) -> list[CasePaper]:
    """Return the documents that make sense of a case where it stands, in the order of the road."""
    return [one for one in CasePaper if _MAKES_SENSE[one](case)]


def compose_papers(
    session: Session,
    ids: Sequence[CaseId],
    kind: CasePaper,
    rules: Rules,
    now: datetime,
    *,
    public_from: date | None = None,
) -> list[Paper]:
    """Compose the documents of a kind for cases, in their order; see `CasePaper.is_of_all`.

    A file is without what is enclosed, which `compose_file` takes.

    Args:
        session: Of the store.
        ids: Which cases.
        kind: Which document.
        rules: By which they are taken along.
        now: In UTC.
        public_from: The first day of a publicity that has not begun; None for today.

    Raises:
        DomainError: One of them has no such document where it stands; it says which.
        NotFound: One of them is not there.
        OfficeIncomplete: The office's data lack something.
    """
    cases = read_cases(session, ids, rules.roads_in(session))
    if bare := next((case for case in cases if not _MAKES_SENSE[kind](case)), None):
        raise DomainError(f"{bare.name}现在在“{bare.where}”，没有{kind.word}")
    return composed(session, cases, kind, rules, occasion_in(session, rules, now), public_from=public_from)


def composed(
    session: Session,
    cases: Sequence[Case],
    kind: CasePaper,
    rules: Rules,
    on: Occasion,
    *,
    public_from: date | None = None,
) -> list[Paper]:
    """Compose the documents of a kind that these cases have on an occasion; for the rest see above.

    Raises:
        DomainError: As `compose_papers`.
    """
    match kind:
        case CasePaper.OPINIONS:
            return [compose_requests(cases, on, batch=batch_of(session, cases))]
        case CasePaper.PUBLICITY:
            return [compose_publicity(cases, on, batch=batch_of(session, cases), first=public_from)]
        case CasePaper.HANDING_DOWN:
            numbers, lowered = numbers_of(session, cases), rules.funds.lowered(session)
            batch = batch_of(session, cases)
            return [compose_handing_down(cases, on, batch=batch, numbers=numbers, lowered=lowered)]
        case CasePaper.FILE:
            return [compose_file(read_file(session, case.id, rules), on, ()) for case in cases]
        case CasePaper.VISIT:
            owners = standing_for(session, {case.row.enterprise_id for case in cases})
            ids_now = (owners.get(case.row.enterprise_id, case.row.enterprise_id) for case in cases)
            return [compose_visit(read_visit(session, id_, rules, Silent()), on) for id_ in ids_now]
    return [_SINGLE[kind](case, on) for case in cases]


def _is_lacking(case: Case) -> bool:
    waits = case.standing.waits
    is_sent_back = bool(waits) and case.road.beside[waits].kind is Kind.SUPPLEMENT
    return case.is_on_its_way and (is_sent_back or bool(case.at_hand.missing or case.decision().missing))


def _is_public(case: Case) -> bool:
    """Whether it is public, was and came to what was made public, or is to be next."""
    if case.row.ended == Ended.OTHERWISE:
        return False
    state = case.road.states.get(case.standing.at)
    return case.standing.publicity is not None or (state is not None and state.publicity is not None)


_MAKES_SENSE: Final[Mapping[CasePaper, Callable[[Case], bool]]] = {
    CasePaper.RECEIPT: is_received,
    CasePaper.SUPPLEMENT: _is_lacking,
    CasePaper.OPINIONS: lambda case: bool(open_opinions(case)),
    CasePaper.APPROVAL: lambda _: True,
    CasePaper.PUBLICITY: _is_public,
    CasePaper.OBJECTION: lambda case: bool(decided_objections(case)),
    CasePaper.REFUSAL: lambda case: refusing_step(case) is not None,
    CasePaper.HANDING_DOWN: is_approved,
    CasePaper.FILE: lambda _: True,
    CasePaper.VISIT: lambda _: True,
}
_SINGLE: Final[Mapping[CasePaper, Callable[[Case, Occasion], Paper]]] = {
    CasePaper.RECEIPT: compose_receipt,
    CasePaper.SUPPLEMENT: compose_supplement,
    CasePaper.APPROVAL: compose_approval_form,
    CasePaper.OBJECTION: compose_objections,
    CasePaper.REFUSAL: compose_refusal,
}
