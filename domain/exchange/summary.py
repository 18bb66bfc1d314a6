"""Decisions as a workbook: one line per enterprise and clause, and what each clause comes to."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from domain.enterprises.dictionary import Dictionary
from domain.policies.policy import Policy
from domain.policies.register import Assessed
from domain.policies.trace import OUTCOME_NAMES, Outcome

_HEADINGS: Final = ("统一社会信用代码", "企业名称", "条款", "结果", "金额（元）", "说明")
_WIDTHS: Final = (22, 34, 32, 12, 16, 80)


def write_summary(path: Path, policy: Policy, assessed: Sequence[Assessed], dictionary: Dictionary) -> None:
    """Write what every clause comes to for these enterprises; an existing file is replaced."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#E8EEF5", "bottom": 1})
        money = workbook.add_format({"num_format": "#,##0.00"})
        sheet = workbook.add_worksheet("逐户逐条")
        sheet.freeze_panes(1, 2)
        for place, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            sheet.write_string(0, place, heading, bold)
            sheet.set_column(place, place, width, money if place == 4 else None)
        row = 0
        for entry in assessed:
            for decision in entry.decisions:
                row += 1
                texts = (entry.facts.uscc, entry.facts.name, policy.clauses[decision.clause_id].title)
                for place, text in enumerate((*texts, OUTCOME_NAMES[decision.outcome])):
                    sheet.write_string(row, place, text)
                sheet.write_number(row, 4, decision.amount / 100, money)
                lacking = "、".join(dictionary.label_of(key) for key in decision.missing)
                sheet.write_string(row, 5, f"缺：{lacking}" if lacking else decision.note)
        sheet.autofilter(0, 0, max(row, 1), len(_HEADINGS) - 1)
        totals = workbook.add_worksheet("分条合计")
        headings = ("条款", *OUTCOME_NAMES.values(), "核定金额合计（元）")
        for place, heading in enumerate(headings):
            totals.write_string(0, place, heading, bold)
            totals.set_column(place, place, 32 if place == 0 else 20)
        for line, clause in enumerate(policy.clauses.values(), start=1):
            found = [d for entry in assessed for d in entry.decisions if d.clause_id == clause.id]
            counts = Counter(decision.outcome for decision in found)
            totals.write_string(line, 0, clause.title)
            for place, outcome in enumerate(Outcome, start=1):
                totals.write_number(line, place, counts[outcome])
            totals.write_number(line, len(headings) - 1, sum(d.amount for d in found) / 100, money)
