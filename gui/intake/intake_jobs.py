"""What the wizard has done in jobs: opening, checking, comparing, importing. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from domain.values.ids import ImportId
from domain.values.progress import Reporter
from gui.services import AppContext

if TYPE_CHECKING:
    from domain.enterprises.importing.comparing import Known
    from domain.enterprises.importing.entries import Entries
    from domain.enterprises.importing.service import Imported, Preview
    from domain.enterprises.importing.undoing import Undone
    from domain.exchange.intake.checking import CheckedFile
    from domain.exchange.intake.enterprises import CheckedEnterprises
    from domain.exchange.intake.layout import Planner, SheetPlan
    from domain.exchange.ledgers.checking import CheckedLedger
    from domain.outreach.importing import Ledger, Row, TakenIn


# What reads and writes Excel is imported only once a file is.


@dataclass(slots=True)
class Opened:
    """A file that was opened, and how it is to be read."""

    path: Path
    planner: Planner
    plans: list[SheetPlan]
    notes: list[str]


@dataclass(slots=True)
class Compared:
    """What comes in, held against the register."""

    entries: Entries
    preview: Preview

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class LedgerCompared:
    """Rows of a ledger that come in.

    Attributes:
        words: Of each its number in the sheet, and what it says in short.
        departments, teams: What is entered along.
    """

    ledger: Ledger
    rows: Sequence[Row]
    words: Sequence[tuple[int, str]]
    departments: Sequence[str]
    teams: Sequence[str]

    def __len__(self) -> int:
        return len(self.rows)

    @staticmethod
    def of(file: CheckedLedger) -> LedgerCompared:
        return LedgerCompared(file.ledger, file.rows(), file.words(), *file.new_names())


def open_file(context: AppContext, path: Path, _: Reporter) -> Opened:
    """Read a file's sheets and plan how to take them in."""
    from domain.exchange.intake.choices import remembered_choices  # noqa: PLC0415
    from domain.exchange.intake.layout import Planner  # noqa: PLC0415
    from domain.exchange.intake.sources import open_source  # noqa: PLC0415

    source = open_source(path)
    planner = Planner(source, context.dictionary, remembered_choices(context.store))
    return Opened(path, planner, planner.plans(), source.notes)


def open_ledger(context: AppContext, ledger: Ledger, path: Path) -> Opened:
    """Read a file's sheets and plan how to take them into a ledger."""
    from domain.exchange.intake.choices import remembered_choices  # noqa: PLC0415
    from domain.exchange.intake.layout import Planner  # noqa: PLC0415
    from domain.exchange.intake.sources import open_source  # noqa: PLC0415
    from domain.exchange.ledgers.columns import form_of  # noqa: PLC0415

    source, form = open_source(path), form_of(ledger)
    planner = Planner(source, form.dictionary, remembered_choices(context.store), form)
    return Opened(path, planner, planner.plans(), source.notes)


def check_ledger(
    context: AppContext, planner: Planner, plans: Sequence[SheetPlan], reporter: Reporter
) -> CheckedLedger:
    """Check rows of a ledger cell by cell, beside one another and beside the store; remember the choices."""
    from domain.exchange.intake.choices import remember_choices  # noqa: PLC0415
    from domain.exchange.ledgers.checking import CheckedLedger  # noqa: PLC0415
    from domain.exchange.ledgers.known import Known  # noqa: PLC0415

    remember_choices(context.store, plans)
    return CheckedLedger(plans, planner, Known(context.store, context.problem_rules), reporter)


def take_in_ledger(context: AppContext, compared: LedgerCompared, source: str, reporter: Reporter) -> TakenIn:
    """Enter rows of a ledger, as one act."""
    from domain.outreach import importing  # noqa: PLC0415

    rules = context.problem_rules
    return importing.take_in(
        context.seat, compared.ledger, compared.rows, rules, source=source, reporter=reporter
    )


def write_ledger_template(ledger: Ledger, target: Path) -> None:
    from domain.exchange import template  # noqa: PLC0415
    from domain.exchange.ledgers.columns import form_of  # noqa: PLC0415

    template.write_ledger_template(target, form_of(ledger))


def check_file(
    context: AppContext, planner: Planner, plans: Sequence[SheetPlan], reporter: Reporter
) -> CheckedEnterprises:
    """Check the sheets cell by cell, beside one another and beside the register; remember the choices."""
    from domain.enterprises.importing.comparing import names_by_code  # noqa: PLC0415
    from domain.exchange.intake.choices import remember_choices  # noqa: PLC0415
    from domain.exchange.intake.enterprises import CheckedEnterprises  # noqa: PLC0415

    remember_choices(context.store, plans)
    return CheckedEnterprises(plans, planner, lambda codes: names_by_code(context.store, codes), reporter)


def compare_file(context: AppContext, file: CheckedEnterprises, reporter: Reporter) -> Compared:
    """See what taking a checked file in would change."""
    from domain.enterprises.importing.service import preview_import  # noqa: PLC0415

    entries = file.entries()
    return Compared(entries, preview_import(context.store, entries, context.dictionary, reporter))


def compare_records(context: AppContext, path: Path, reporter: Reporter) -> Compared:
    """See what taking in a file of records (JSON) would change."""
    from domain.enterprises.importing.entries import Entries  # noqa: PLC0415
    from domain.enterprises.importing.service import preview_import  # noqa: PLC0415
    from domain.exchange.facts_json import read_facts_json  # noqa: PLC0415

    entries = Entries.of(read_facts_json(path, context.dictionary))
    return Compared(entries, preview_import(context.store, entries, context.dictionary, reporter))


def take_in(context: AppContext, entries: Entries, known: Known, source: str, reporter: Reporter) -> Imported:
    """Import, as one act."""
    from domain.enterprises.importing.service import merge_enterprises  # noqa: PLC0415

    return merge_enterprises(context.seat, entries, context.dictionary, reporter, known=known, source=source)


def take_back(context: AppContext, import_id: ImportId, reporter: Reporter) -> Undone:
    """Take an import back, but for what notices were issued for, and what was gone on with."""
    from domain.cases.queries import reasons_against_deleting  # noqa: PLC0415
    from domain.enterprises.importing.undoing import is_of_ledger, undo_import  # noqa: PLC0415
    from domain.outreach import importing  # noqa: PLC0415

    if context.store.ask(is_of_ledger, import_id):
        return importing.take_back(context.seat, import_id)
    return undo_import(
        context.seat, import_id, context.dictionary, reporter, find_reasons=reasons_against_deleting
    )


def write_template(context: AppContext, target: Path, _: Reporter) -> None:
    from domain.exchange import template  # noqa: PLC0415

    template.write_template(target, context.dictionary, context.policies.policies.values())


def write_mistakes(file: CheckedFile, target: Path, _: Reporter) -> int:
    from domain.exchange.intake import mistakes  # noqa: PLC0415

    return mistakes.write_mistakes(target, file)
