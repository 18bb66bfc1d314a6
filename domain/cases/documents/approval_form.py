"""审批表: one award on one sheet, for who signs it: figures, conditions, amount, and what each step said."""

from collections.abc import Iterator
from typing import Final

from domain.cases.awards.entities import CaseStep, Did
from domain.cases.awards.reading import Case
from domain.cases.documents.amounts import beside_others, why_another
from domain.cases.documents.occasion import clause_of
from domain.papers.blocks import (
    Block,
    Column,
    Content,
    Figures,
    Heading,
    Paragraph,
    SealPlaces,
    Table,
    Title,
    Tone,
)
from domain.papers.occasion import Occasion, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.papers.working import CHECKS, STEPS, lines_of
from domain.policies.language.ranges import Result
from domain.policies.language.wording import day_text
from domain.policies.trace import OUTCOME_NAMES, Check, Decision, Outcome
from domain.values.money import chinese_capital, yuan_text

TITLE: Final = "补助资金审批表"
_STATES: Final = (
    Column("环节", share=17),
    Column("办理人", Content.WORD, 13),
    Column("日期", Content.WORD, 20),
    Column("意见", share=50),
)


def compose_approval_form(case: Case, on: Occasion) -> Paper:
    """Write the form; what was not done yet is left blank."""
    decision = case.decision()
    blocks: list[Block] = [Title(TITLE, case.road.title), Figures(tuple(_what(case)))]
    if rows := tuple(lines_of(_counting(decision))):
        blocks += [Heading("一、审核条件"), Table(CHECKS, rows)]
    blocks.append(Heading(f"{'二' if rows else '一'}、核定金额"))
    if decision.steps:
        blocks.append(Table(STEPS, tuple((step.text, step.shown) for step in decision.steps)))
    blocks += _amounts(case)
    blocks += [Heading(f"{'三' if rows else '二'}、各步意见"), Table(_STATES, tuple(_signed(case)))]
    blocks.append(SealPlaces(("经办人：", "复核人：", "批准人：", "日期：")))
    sheet = Sheet(Look.FORM, tuple(blocks), Footer(on.office.name, numbering=Numbering.OF_ALL))
    return paper(TITLE, (sheet,), on, addressee=case.row.enterprise_name)


def _counting(decision: Decision) -> list[Check]:
    """Return the conditions that count: where something is granted, of a list only the rows it is for."""
    is_granted = decision.outcome is Outcome.GRANTED
    return [one for one in decision.checks if not (is_granted and one.parts and one.result is Result.FALSE)]


def _what(case: Case) -> Iterator[tuple[str, str]]:
    row = case.row
    yield "企业名称", row.enterprise_name
    yield "信用代码", row.uscc
    yield "政策", row.policy_title
    yield "条款", clause_of(row)
    yield "审核结论", OUTCOME_NAMES[case.decision().outcome]
    yield "所在环节", case.where


def _amounts(case: Case) -> Iterator[Block]:
    row = case.row
    pairs = [("算出金额", f"{yuan_text(row.computed)} 元"), ("核定金额", f"{yuan_text(row.amount)} 元")]
    if row.asked is not None:
        pairs.append(("申请金额", f"{yuan_text(row.asked)} 元"))
    pairs.append(("核定（大写）", chinese_capital(case.amount)))
    yield Figures(tuple(pairs))
    if why := why_another(case):
        yield Paragraph(f"核定与算出的不同：{why}。", Tone.NOTE)
    yield from (Paragraph(f"其他层级已得：{one}。", Tone.NOTE) for one in beside_others(case))


def _signed(case: Case) -> Iterator[tuple[str, str, str, str]]:
    """Yield a line for each state and each opinion in the order of the road."""
    for state in case.road.way:
        for id_ in state.opinions:
            opinion = case.road.opinions[id_]
            yield _line(f"{opinion.department}：{opinion.title}", _last(case, Did.OPINION, id_))
        yield _line(state.title, _last(case, Did.ONWARD, state.id))


def _last(case: Case, did: Did, id_: str) -> CaseStep | None:
    return next((step for step in reversed(case.steps) if step.did == did and step.step == id_), None)


def _line(title: str, step: CaseStep | None) -> tuple[str, str, str, str]:
    if step is None:
        return title, "", "", ""
    if step.answered_on is not None:
        said = "；".join(filter(None, ("通过" if step.in_favour else "不通过", step.remark)))
        return title, step.by_name, day_text(step.answered_on), said
    return title, step.by_name, day_text(step.day), step.remark or step.title
