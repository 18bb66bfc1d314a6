"""Decisions as a workbook: one line per enterprise and clause, and what each clause comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.workbook import Workbook

from domain.enterprises.dictionary import Dictionary
from domain.money import Fen
from domain.policies.policy import Policy
from domain.policies.register import Assessed
from domain.policies.results import Result
from domain.policies.runs import Run
from domain.policies.summary import reason_of
from domain.policies.trace import OUTCOME_NAMES, Outcome

MOST_ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its heading; more go on in another one."""

_HEADINGS: Final = ("统一社会信用代码", "企业名称", "条款", "结果", "金额（元）", "说明")
_WIDTHS: Final = (22, 34, 32, 12, 16, 80)


def write_summary(path: Path, policy: Policy, assessed: Sequence[Assessed], dictionary: Dictionary) -> None:
    """Write what every clause comes to for these enterprises; an existing file is replaced."""
    titles = {clause.id: clause.title for clause in policy.clauses.values()}
    _write(path, titles, list(_results(assessed, dictionary)))


def write_run(path: Path, run: Run, results: Sequence[Result], *, rows: int = MOST_ROWS) -> None:
    """Write what an assessment that was kept came to; an existing file is replaced.

    ``rows`` is how many stand on one sheet at most.
    """
    _write(path, run.clauses, results, rows=rows)


def _results(assessed: Iterable[Assessed], dictionary: Dictionary) -> Iterator[Result]:
    for entry in assessed:
        for one in entry.decisions:
            yield Result(
                entry.enterprise_id,
                entry.facts.uscc,
                entry.facts.name,
                one.clause_id,
                one.outcome,
                one.amount,
                one.most,
                reason_of(one, dictionary),
            )


def _write(
    path: Path, titles: Mapping[str, str], results: Sequence[Result], *, rows: int = MOST_ROWS
) -> None:
    # Row by row: a million of them do not fit into memory as cells.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(path, options) as workbook:
        for number, start in enumerate(range(0, max(len(results), 1), rows), start=1):
            name = "逐户逐条" if number == 1 else f"逐户逐条（续{number - 1}）"
            _write_results(workbook, name, titles, results[start : start + rows])
        _write_totals(workbook, titles, results)


def _write_results(
    workbook: Workbook, name: str, titles: Mapping[str, str], results: Sequence[Result]
) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1})
    money = workbook.add_format({"num_format": "#,##0.00"})
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, width, money if place == 4 else None)
    for row, one in enumerate(results, start=1):
        texts = (one.uscc, one.enterprise_name, titles[one.clause_id], OUTCOME_NAMES[one.outcome])
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text)
        sheet.write_number(row, 4, one.amount / 100, money)
        sheet.write_string(row, 5, one.reason)
    sheet.autofilter(0, 0, max(len(results), 1), len(_HEADINGS) - 1)


def _write_totals(workbook: Workbook, titles: Mapping[str, str], results: Sequence[Result]) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1})
    money = workbook.add_format({"num_format": "#,##0.00"})
    sheet = workbook.add_worksheet("分条合计")
    headings = ("条款", *OUTCOME_NAMES.values(), "核定金额合计（元）")
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
        sheet.set_column(place, place, 32 if place == 0 else 20)
    counts = Counter((one.clause_id, one.outcome) for one in results)
    amounts: Counter[str] = Counter()
    for one in results:
        amounts[one.clause_id] += one.amount
    for line, (id_, title) in enumerate(titles.items(), start=1):
        sheet.write_string(line, 0, title)
        for place, outcome in enumerate(Outcome, start=1):
            sheet.write_number(line, place, counts[id_, outcome])
        sheet.write_number(line, len(headings) - 1, Fen(amounts[id_]) / 100, money)
