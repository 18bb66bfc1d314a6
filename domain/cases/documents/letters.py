"""The letters that a case brought about on its road, written again as they were at their steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from sqlmodel import Session, col, select

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case, as_after, read_cases
from domain.cases.documents.handing_down import compose_handing_down, numbers_of
from domain.cases.documents.kept import LetterKind
from domain.cases.documents.lists import batch_of
from domain.cases.documents.objection import compose_objection
from domain.cases.documents.publicity import compose_publicity
from domain.cases.documents.refusal import compose_refusal
from domain.cases.documents.supplement import compose_supplement
from domain.office.entities import OfficeFields
from domain.office.service import office_at
from domain.papers.occasion import Occasion
from domain.papers.papers import Paper
from domain.papers.wording.kept import Wordings, wordings_in
from domain.roads.library import Roads
from domain.roads.road import Kind
from domain.values.ids import CaseId

Together: TypeAlias = dict[str, tuple[Case, ...]]
"""The cases of acts that were read already, as they stood afterwards: files of a batch have them alike."""
Write: TypeAlias = Callable[[Occasion], Paper]
Found: TypeAlias = tuple[LetterKind, str, Write]


@dataclass(frozen=True, slots=True)
class Letter:
    """One that a step brought about.

    Attributes:
        step: Of the case whose road it is.
        kind: What kind of letter it is.
        word: What it is called.
        office: The office as it was then, and its ``wordings``.
        write: Writes it.
    """

    step: CaseStep
    kind: LetterKind
    word: str
    office: OfficeFields
    wordings: Wordings
    write: Write

    @property
    def mark(self) -> str:
        """What the contents of a file call it."""
        gone = "（后来作废）" if self.step.voided_by is not None else ""
        return f"{self.word}　{self.step.day.isoformat()}{gone}"

    def compose(self, on: Occasion) -> Paper:
        """Write it as of the day of its step; days are counted by the calendar of now."""
        step = self.step
        return self.write(
            replace(on, day=step.day, now=step.done_at, office=self.office, wordings=self.wordings)
        )


def letters_of(session: Session, case: Case, roads: Roads, together: Together) -> Iterator[Letter]:
    """Yield the letters of a case in the order of its steps; a step that was taken back has none."""
    steps = sorted((*case.steps, *case.voided), key=lambda step: step.number)
    taken_back = {step.number for step in steps if step.did == Did.UNDO}
    for step in steps:
        if step.voided_by in taken_back:
            continue
        found = _of_one(case, step) or _of_many(session, case, step, roads, together)
        if found is not None:
            (kind, word, write), then = found, step.done_at
            yield Letter(step, kind, word, office_at(session, then), wordings_in(session, then), write)


def _of_one(case: Case, step: CaseStep) -> Found | None:
    """Return the letter to one enterprise, or to who objected."""
    beside = case.road.beside.get(step.step)
    match step.did, beside.kind if beside is not None else None:
        case Did.BEGIN, Kind.SUPPLEMENT:
            kind = LetterKind.SUPPLEMENT
            return kind, kind.word, partial(compose_supplement, as_after(case, step))
        case Did.BEGIN, Kind.REFUSE:
            word = f"{case.road.title_of(step.to_at)}告知书"
            return LetterKind.REFUSAL, word, partial(compose_refusal, as_after(case, step))
        case Did.OVER, Kind.OBJECT:
            raised = [one for one in case.steps if one.objection == step.objection and one.did == Did.BEGIN]
            kind = LetterKind.OBJECTION
            return kind, kind.word, partial(compose_objection, as_after(case, step), raised[0], step)
    return None


def _of_many(session: Session, case: Case, step: CaseStep, roads: Roads, together: Together) -> Found | None:
    """Return the letter about all cases that were taken along together."""
    if step.did != Did.ONWARD or step.step not in case.road.states:
        return None
    end, approves = case.road.ends.get(step.to_at), case.road.states[step.step].approves
    # Where approving hands down as well, the notice says it.
    is_handed_down = end is not None and end.grants and not approves
    if step.public_from is None and not is_handed_down:
        return None
    cases = together.get(step.act) or _all_of(session, step, roads)
    together[step.act] = cases
    batch = batch_of(session, cases)
    if step.public_from is not None:
        kind = LetterKind.PUBLICITY
        return kind, kind.word, partial(compose_publicity, cases, batch=batch)
    numbers = numbers_of(session, cases)
    kind = LetterKind.HANDING_DOWN
    return kind, kind.word, partial(compose_handing_down, cases, batch=batch, numbers=numbers, lowered={})


def _all_of(session: Session, step: CaseStep, roads: Roads) -> tuple[Case, ...]:
    """Return the cases that were taken the same step in the same act, as they stood after it."""
    same = select(CaseStep.case_id).where(CaseStep.act == step.act, CaseStep.step == step.step)
    ids = [CaseId(id_) for id_ in session.exec(same.order_by(col(CaseStep.case_id)))]
    return tuple(
        as_after(case, next(one for one in (*case.steps, *case.voided) if one.act == step.act))
        for case in read_cases(session, ids, roads)
    )
