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


def open_file(context: AppContext, path: Path, _: Reporter) -> Opened:
    """Read a file's sheets and plan how to take them in."""
    from domain.exchange.intake.choices import remembered_choices  # noqa: PLC0415
    from domain.exchange.intake.layout import Planner  # noqa: PLC0415
    from domain.exchange.intake.sources import open_source  # noqa: PLC0415

    source = open_source(path)
    planner = Planner(source, context.dictionary, remembered_choices(context.store))
    return Opened(path, planner, planner.plans(), source.notes)


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
    """Take an import back, but for what notices were issued for."""
    from domain.cases.queries import reasons_against_deleting  # noqa: PLC0415
    from domain.enterprises.importing.undoing import undo_import  # noqa: PLC0415

    return undo_import(
        context.seat, import_id, context.dictionary, reporter, find_reasons=reasons_against_deleting
    )


def write_template(context: AppContext, target: Path, _: Reporter) -> None:
    from domain.exchange import template  # noqa: PLC0415

    template.write_template(target, context.dictionary, context.policies.policies.values())


def write_mistakes(file: CheckedFile, target: Path, _: Reporter) -> int:
    from domain.exchange.intake import mistakes  # noqa: PLC0415

    return mistakes.write_mistakes(target, file)
