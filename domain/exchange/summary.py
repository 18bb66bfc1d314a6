"""Decisions as a workbook: one line per enterprise and clause, and what each clause comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.exchange.cells import Cell, CellKind
from domain.exchange.tables import MOST_ROWS, Table, TableColumn, write_tables
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed
from domain.policies.runs.results import Result
from domain.policies.runs.service import Run
from domain.policies.runs.summary import reason_of
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.progress import Reporter

_COLUMNS: Final = (
    TableColumn("统一社会信用代码", width=22),
    TableColumn("企业名称", width=34),
    TableColumn("条款", width=32),
    TableColumn("结果", width=12),
    TableColumn("金额（元）", CellKind.AMOUNT, width=16),
    TableColumn("说明", width=80),
)
_TOTALS: Final = (
    TableColumn("条款", width=32),
    *(TableColumn(name, CellKind.COUNT, width=20) for name in OUTCOME_NAMES.values()),
    TableColumn("核定金额合计（元）", CellKind.AMOUNT, width=20),
)


def write_summary(path: Path, policy: Policy, assessed: Sequence[Assessed], dictionary: Dictionary) -> None:
    """Write what every clause comes to for these enterprises; an existing file is replaced."""
    titles = {clause.id: clause.title for clause in policy.clauses.values()}
    _write(path, titles, list(_results(assessed, dictionary)))


def write_run(
    path: Path,
    run: Run,
    results: Sequence[Result],
    reporter: Reporter | None = None,
    *,
    rows: int = MOST_ROWS,
) -> None:
    """Write what an assessment that was kept came to; an existing file is replaced.

    ``rows`` is how many stand on one sheet at most.
    """
    _write(path, run.clauses, results, reporter, rows=rows)


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
    path: Path,
    titles: Mapping[str, str],
    results: Sequence[Result],
    reporter: Reporter | None = None,
    *,
    rows: int = MOST_ROWS,
) -> None:
    lines = (
        (
            one.uscc,
            one.enterprise_name,
            titles[one.clause_id],
            OUTCOME_NAMES[one.outcome],
            one.amount,
            one.reason,
        )
        for one in results
    )
    totals = list(_totals(titles, results))
    tables = (
        Table("逐户逐条", _COLUMNS, lines, len(results), frozen=2),
        Table("分条合计", _TOTALS, totals, len(totals)),
    )
    write_tables(path, tables, reporter, most=rows)


def _totals(titles: Mapping[str, str], results: Sequence[Result]) -> Iterator[Sequence[Cell]]:
    counts = Counter((one.clause_id, one.outcome) for one in results)
    amounts: Counter[str] = Counter()
    for one in results:
        amounts[one.clause_id] += one.amount
    for id_, title in titles.items():
        yield (title, *(counts[id_, outcome] for outcome in Outcome), amounts[id_])
