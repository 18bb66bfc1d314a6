"""Why an award is another amount than was computed, in words that papers take."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.declared import Declared, declared_in
from domain.cases.awards.entities import AwardCase, CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.awards.rivals import Settlement, beside_of
from domain.cases.documents.occasion import clause_of, part_of
from domain.papers.working import Decided
from domain.store.sql import among
from domain.values.ids import CaseId
from domain.values.money import Fen

_SHORT: Final = 40
"""So long a reason stands in a letter; a longer one in its annex."""


def rivals_in(session: Session, cases: Iterable[Case]) -> dict[CaseId, AwardCase]:
    """Return the awards that cases were settled beside."""
    ids = {step.rival_id for case in cases for step in case.steps if step.rival_id is not None}
    found = session.exec(select(AwardCase).where(among(col(AwardCase.id), ids))) if ids else ()
    return {CaseId(row.id): row for row in found if row.id is not None}


def decided_of(case: Case, rivals: Mapping[CaseId, AwardCase]) -> Decided:
    """Return what was decided of a case as its papers say it to the enterprise; see `rivals_in`."""
    because, short = ("", "") if case.row.amount == case.row.computed else _because(case, rivals)
    beside = tuple(beside_others(case))
    return Decided(Fen(case.row.computed), case.amount, because, short, part_of(case.row), beside)


def beside_others(case: Case) -> list[str]:
    """Say what the applicant received from other levels, each with what was decided beside it."""
    settled = {beside_of(step): step for step in sorted(case.steps, key=lambda step: step.number)}
    found = []
    for one in declared_in(case.steps):
        step = settled.get(one)
        outcome = "还没有处理" if step is None else Settlement(step.settlement).word
        because = f"（{_plain(step.remark)}）" if step is not None and step.remark else ""
        found.append(f"{one.text}：{outcome}{because}")
    return found


def why_another(case: Case) -> str:
    """Say within the house why another amount was decided than computed; empty where it is the same."""
    step = _deciding(case.row, case.steps)
    if step is None:
        return "" if case.row.amount == case.row.computed else "没有写明理由"
    title = step.title if step.did == Did.RIVAL else ""
    return "；".join(filter(None, (title, _plain(step.remark))))


def _because(case: Case, rivals: Mapping[CaseId, AwardCase]) -> tuple[str, str]:
    """Return why, and why in short."""
    step = _deciding(case.row, case.steps)
    said = "" if step is None else _plain(step.remark)
    if step is None or (step.did == Did.AMOUNT and not said):
        return "经审核", "经审核"
    in_full = f"（{said}）" if said else ""
    if step.did == Did.MADE:
        return f"按申请的金额{in_full}", "按申请的金额"
    beside = beside_of(step)
    if isinstance(beside, Declared):
        word = Settlement(step.settlement).word
        return f"与你单位已得的{beside.name}{word}{in_full}", f"与已得的{beside.level.word}奖补{word}"
    other = rivals.get(beside) if beside is not None else None
    if other is not None:
        is_own = other.uscc == case.row.uscc
        # What another enterprise is given is not this one's to read.
        name = f"你单位的“{clause_of(other)}”" if is_own else "另一企业的同一项"
        settled = f"与{name}{Settlement(step.settlement).word}"
        return f"{settled}{in_full}", settled
    return said, said if len(said) <= _SHORT else "经审核调整，理由见附件"


def _deciding(row: AwardCase, steps: Sequence[CaseStep]) -> CaseStep | None:
    """Return the step by which the amount became what it is; None where it is the one computed."""
    if row.amount == row.computed:
        return None
    changed = [step for step in steps if step.did in (Did.AMOUNT, Did.RIVAL) and step.amount == row.amount]
    asked = [step for step in steps if step.did == Did.MADE and step.amount == row.amount]
    return (*asked, *changed)[-1] if asked or changed else None


def _plain(text: str) -> str:
    return text.rstrip("。；; ")
