"""不予通过告知书: why an award is not given, condition by condition, and how to have it looked at again."""

from typing import Final

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of, last_step
from domain.papers.codes import CodeKind, Said
from domain.papers.occasion import Occasion, numbered, written
from domain.papers.papers import Paper
from domain.papers.wording.form import Form, given, maybe, table
from domain.papers.working import failing
from domain.roads.road import Kind
from domain.values.money import NO_MONEY
from domain.values.uids import short_uid

FORM: Final = Form(
    "refusal",
    "不予通过告知书",
    (
        given("企业名称"),
        given("事项", "政策和条款"),
        given("结论", "办理程序里的说法，如“不予通过”"),
        maybe("理由", "不予通过时写的话"),
        table("没有达到的条件"),
    ),
    must=("企业名称", "事项", "结论", "理由", "没有达到的条件", "段：救济途径"),
    itself="告知书",
)


def refusing_step(case: Case) -> CaseStep | None:
    """Return the step by which a case was refused; None where it was not."""
    refusals = [one for one in case.road.beside.values() if one.kind is Kind.REFUSE]
    if case.standing.at not in {to for one in refusals for to in one.to}:
        return None
    return last_step(case, Did.BEGIN, [one.id for one in refusals])


def compose_refusal(case: Case, on: Occasion) -> Paper:
    """Write it for a case that was refused."""
    step = refusing_step(case)
    fields = {
        "企业名称": case.row.enterprise_name,
        "事项": award_of(case.row),
        "结论": case.road.title_of(case.standing.at),
        "理由": step.remark.rstrip("。") if step is not None else "",
    }
    tables = {"没有达到的条件": numbered(f"{one}。" for one in unmet(case, on))}
    said = Said(CodeKind.REFUSED, short_uid(case.row.uid), on.day, case.row.uscc, NO_MONEY)
    return written(FORM, on, fields, tables, said=said)


def unmet(case: Case, on: Occasion) -> list[str]:
    """Return what is not met of a case: conditions, papers, figures, and what departments said."""
    decision = case.decision()
    found = list(failing(decision.checks))
    found += [f"缺少材料：{name}" for name in case.at_hand.missing]
    found += [f"没有填报：{on.dictionary.label_of(key)}" for key in decision.missing]
    against = (id_ for id_, answer in case.at_hand.answers.items() if not answer.in_favour)
    opinions = (case.road.opinions[id_] for id_ in against)
    return found + [f"{one.department}的“{one.title}”没有通过" for one in opinions]
