"""公示: what a batch is to be given, for everybody to read, with how long and how to object."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.cases.awards.reading import Case
from domain.cases.documents.lists import OF_LIST, list_sheet, refuse_none, sums_of
from domain.office.calendar.working_days import Period, Reckoned
from domain.papers.occasion import Occasion, written
from domain.papers.papers import Paper
from domain.papers.wording.form import Form, given, maybe
from domain.policies.language.wording import day_text
from domain.roads.road import Publicity
from domain.values.errors import DomainError

LIST: Final = "拟补助企业名单"
FORM: Final = Form(
    "publicity",
    "公示",
    (
        *OF_LIST,
        given("公示期", "起止日期和天数"),
        given("附件名称"),
        maybe("批次"),
        maybe("日期说明", "截止日可能变动时才有"),
    ),
    must=("政策", "户数", "金额", "公示期", "附件名称", "日期说明"),
    itself="公示",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How long something is public: from its first day to its last, and by which rule."""

    first: date
    last: Reckoned[date]
    rule: Publicity

    @property
    def text(self) -> str:
        how = "首日计入" if self.rule.counts_first else "自次日起算"
        days = f"{day_text(self.first)}至{day_text(self.last.value)}"
        return f"{days}（{self.rule.runs.text}，{how}）"


def compose_publicity(
    cases: Sequence[Case], on: Occasion, *, batch: str = "", first: date | None = None
) -> Paper:
    """Write the text with its list.

    Args:
        cases: Of a batch, or chosen.
        on: On what it is written.
        batch: What the batch is called; empty for none.
        first: The first day, where it has not begun; today where that is not said.

    Raises:
        DomainError: There are none, one comes to nothing, or they are not public for the same time.
    """
    refuse_none(cases)
    if bare := next((case for case in cases if not case.amount), None):
        raise DomainError(f"{bare.name}核定金额为 0，不能公示；请先改金额、退回或不予通过")
    shown = shown_of(cases, on, first or on.day)
    sheet = list_sheet(LIST, cases, on, amount="拟补助金额", below=batch, is_public=True)
    fields = {
        **sums_of(cases),
        "公示期": shown.text,
        "附件名称": LIST,
        "批次": batch,
        "日期说明": shown.last.caveat,
    }
    return written(FORM, on, fields, more=(sheet,))


def shown_of(cases: Sequence[Case], on: Occasion, first: date) -> Shown:
    """Return how long cases are public: as was begun, else as it would be from a first day.

    Raises:
        DomainError: They are not public for the same time, or never.
    """
    found: dict[tuple[date, date], Shown] = {}
    for case in cases:
        rule = next((one.publicity for one in case.road.way if one.publicity is not None), None)
        if rule is None:
            raise DomainError(f"{case.name}走的“{case.road.title}”不公示")
        running = case.standing.publicity
        start = running.start if running is not None else first
        end = on.calendar.end_of(Period(start, rule.runs, rule.counts_first))
        if running is not None:
            # What was written down then holds, whatever the calendar says by now.
            end = Reckoned(running.end)
        found.setdefault((start, end.value), Shown(start, end, rule))
    if len(found) > 1:
        days = "，".join(sorted(one.text for one in found.values()))
        raise DomainError(f"选中的事项公示期不同，请分开公示：{days}")
    return next(iter(found.values()))
