"""What the approval notice (补助资金审批通知书) says."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.cases.papers import Figures, Paper, Text, TextStyle
from domain.enterprises.facts import EnterpriseFacts
from domain.office.entities import OfficeFields
from domain.policies.language.nodes import Indicator
from domain.policies.language.ranges import Result
from domain.policies.one.evaluation import Evaluation, RowInHand
from domain.policies.one.figures import leaf_text, leaves_in
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Decision
from domain.values.money import chinese_capital, yuan_text

TITLE: Final = "补助资金审批通知书"
_HEADING: Final = ("审核项目", "期间", "数据")
_STEPS_HEADING: Final = ("计算步骤", "结果")


def compose_notice(
    *,
    policy: Policy,
    clause: Clause,
    facts: EnterpriseFacts,
    decision: Decision,
    office: OfficeFields,
    number: str,
    signed_on: date,
    is_sample: bool,
) -> Paper:
    """Write the notice of one granted award.

    ``number`` may be empty on a sample. The amount must be above 0.
    """
    body: list[Text | Figures] = [
        Text(
            f"根据{_quoted(policy)}中“{clause.title}”的规定，经审核，你单位符合补助条件，"
            "现将核定结果通知如下。"
        ),
        Text("一、政策规定", TextStyle.HEADING),
        Text(clause.wording.strip()),
        Text("二、审核依据", TextStyle.HEADING),
        *_basis(clause, facts, decision),
        Text("三、核定金额", TextStyle.HEADING),
        Figures(_STEPS_HEADING, tuple((step.text, step.shown) for step in decision.steps)),
        Text(f"核定一次性补助资金 {yuan_text(decision.amount)} 元（{chinese_capital(decision.amount)}）。"),
        Text("对上述数据或金额有疑问的，请与本单位联系。"),
    ]
    if policy.caveat:
        body.append(Text(f"注：{policy.caveat}", TextStyle.NOTE))
    return Paper(
        mark=office.mark,
        number=number,
        title=TITLE,
        addressee=facts.name,
        body=tuple(body),
        signer=office.signer,
        signed_on=signed_on,
        contact=f"（联系人：{office.contact}　电话：{office.phone}）",
        is_sample=is_sample,
    )


def _quoted(policy: Policy) -> str:
    number = f"（{policy.document_number}）" if policy.document_number else ""
    return f"《{policy.title}》{number}"


def _basis(clause: Clause, facts: EnterpriseFacts, decision: Decision) -> Iterator[Text | Figures]:
    """Yield what the award was decided on; of a list, only the rows that are granted."""
    if not clause.each:
        yield from _facts_of(clause, Evaluation(facts), "企业情况")
        return
    for index, (row, check) in enumerate(zip(facts.rows[clause.each], decision.checks, strict=True)):
        if check.result is Result.TRUE:
            yield from _facts_of(clause, Evaluation(facts, RowInHand(clause.each, index, row)), check.text)


def _facts_of(clause: Clause, evaluation: Evaluation, title: str) -> Iterator[Text | Figures]:
    """Yield what kind of enterprise or row it is as a sentence, and its period figures as a table."""
    qualities, figures = [], []
    for leaf in leaves_in(clause.formulas):
        text = leaf_text(leaf, evaluation)
        if text is None:
            continue
        if isinstance(leaf, Indicator):
            figures.append(text)
        else:
            qualities.append(f"{text[0]}：{text[2]}")
    if qualities:
        yield Text(f"{title}：{'；'.join(qualities)}。")
    if figures:
        yield Figures(_HEADING, tuple(figures))
