"""补正通知书: what is missing of an application, and by when it has to be there."""

from typing import Final

from domain.cases.awards.entities import Did
from domain.cases.awards.reading import Case
from domain.cases.documents.occasion import award_of, last_step
from domain.office.calendar.working_days import Period
from domain.papers.occasion import Occasion, numbered, written
from domain.papers.papers import Paper
from domain.papers.wording.form import Form, given, maybe, table
from domain.policies.language.wording import day_text
from domain.roads.road import Kind
from domain.roads.walking import time_left

FORM: Final = Form(
    "supplement",
    "补正通知书",
    (
        given("企业名称"),
        given("事项", "政策和条款"),
        table("补正清单", "缺的材料和数据", is_always=True),
        maybe("说明", "退回补正时写的话"),
        maybe("补正截止日", "办理程序定了期限才有"),
        maybe("补正期限", "如“5个工作日”", stands_with="补正截止日"),
        maybe("日期说明", "截止日可能变动时才有"),
    ),
    must=("企业名称", "事项", "补正清单", "说明", "补正截止日", "日期说明"),
    itself="通知书",
)


def compose_supplement(case: Case, on: Occasion) -> Paper:
    """Write what is missing: papers, figures, and what was said when the case was sent back."""
    period = _period(case, on)
    end = on.calendar.end_of(period) if period is not None else None
    fields = {
        "企业名称": case.row.enterprise_name,
        "事项": award_of(case.row),
        "说明": _said(case),
        "补正截止日": day_text(end.value) if end is not None else "",
        "补正期限": period.term.text if period is not None else "",
        "日期说明": end.caveat if end is not None else "",
    }
    return written(FORM, on, fields, {"补正清单": numbered(f"{one}。" for one in lacks(case, on))})


def lacks(case: Case, on: Occasion) -> list[str]:
    """Return what is missing of a case, each as a line."""
    promised = case.at_hand.promised
    found = [
        f"{name}（承诺{day_text(promised[name])}补交）" if name in promised else name
        for name in case.at_hand.missing
    ]
    return [*found, *(f"{on.dictionary.label_of(key)}（没有填报）" for key in case.decision().missing)]


def _said(case: Case) -> str:
    """Return what was said when the case was sent back, as far as it still waits."""
    if not case.standing.waits:
        return ""
    step = last_step(case, Did.BEGIN, [case.standing.waits])
    return step.remark.rstrip("。") if step is not None else ""


def _period(case: Case, on: Occasion) -> Period | None:
    """Return how long the enterprise has: from when it was sent back, or from today where it is not yet."""
    road, waits = case.road, case.standing.waits
    if waits and road.beside[waits].kind is Kind.SUPPLEMENT:
        return time_left(road, case.standing)
    within = next((one.within for one in road.beside.values() if one.kind is Kind.SUPPLEMENT), None)
    return Period(on.day, within) if within is not None else None
