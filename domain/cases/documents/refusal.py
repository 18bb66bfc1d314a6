"""不予通过告知书: why an award is not given, condition by condition, and how to have it looked at again."""

from collections.abc import Iterator
from typing import Final

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of, last_step
from domain.papers.blocks import Block, Heading, Paragraph
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, letter, numbered, remedies
from domain.papers.papers import Paper
from domain.papers.working import failing
from domain.roads.road import Kind
from domain.values.money import NO_MONEY
from domain.values.uids import short_uid

_AGAIN: Final = "有新的材料或数据，或认为核查有误的，可以向本单位书面说明，或重新申报；本单位收到后重新核查。"


def refusing_step(case: Case) -> CaseStep | None:
    """Return the step by which a case was refused; None where it was not."""
    refusals = [one for one in case.road.beside.values() if one.kind is Kind.REFUSE]
    if case.standing.at not in {to for one in refusals for to in one.to}:
        return None
    return last_step(case, Did.BEGIN, [one.id for one in refusals])


def compose_refusal(case: Case, on: Occasion) -> Paper:
    """Write it for a case that was refused."""
    title = f"{case.road.title_of(case.standing.at)}告知书"
    said = Said(CodeKind.REFUSED, short_uid(case.row.uid), on.day, case.row.uscc, NO_MONEY)
    return letter(title, _body(case, on), on, addressee=case.row.enterprise_name, said=said)


def unmet(case: Case, on: Occasion) -> list[str]:
    """Return what is not met of a case: conditions, papers, figures, and what departments said."""
    decision = case.decision()
    found = list(failing(decision.checks))
    found += [f"缺少材料：{name}" for name in case.at_hand.missing]
    found += [f"没有填报：{on.dictionary.label_of(key)}" for key in decision.missing]
    against = (id_ for id_, answer in case.at_hand.answers.items() if not answer.in_favour)
    opinions = (case.road.opinions[id_] for id_ in against)
    return found + [f"{one.department}的“{one.title}”没有通过" for one in opinions]


def _body(case: Case, on: Occasion) -> Iterator[Block]:
    step, what = refusing_step(case), award_of(case.row)
    said = f"：{step.remark.rstrip('。')}" if step is not None and step.remark else ""
    verb = case.road.title_of(case.standing.at)
    yield Paragraph(f"你单位的{what}一项，经审核，{verb}{said}。")
    if found := unmet(case, on):
        yield Heading("一、没有达到的条件")
        yield from numbered(f"{one}。" for one in found)
    yield Heading(f"{'二' if found else '一'}、怎样再次核查")
    yield Paragraph(_AGAIN)
    yield Paragraph(remedies("告知书"))
