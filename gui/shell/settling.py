"""Doing what was settled in the first-run assistant, once the window is there."""

from functools import partial

from PySide6.QtCore import QTimer

from domain.office.entities import OfficeFields
from domain.values.progress import Reporter
from gui.first_run.assistant import FirstRun
from gui.services import AppContext, Services
from gui.shell.app import Shell


def settle(outcome: FirstRun, services: Services, shell: Shell) -> None:
    """Record the office, load the samples where they are wanted, begin the tour."""
    if outcome.office != OfficeFields() or outcome.with_samples:
        services.jobs.run(
            partial(_record, outcome, services.context),
            partial(_tell, services),
            owner=shell,
            label="正在准备",
        )
    if outcome.with_tour:
        # Once the window has its size.
        QTimer.singleShot(0, shell, shell.start_tour)


def _record(outcome: FirstRun, context: AppContext, reporter: Reporter) -> int:
    """Return how many sample enterprises were added."""
    from domain.enterprises.importing.comparing import Known  # noqa: PLC0415
    from domain.enterprises.importing.entries import Entries  # noqa: PLC0415 - once in a lifetime
    from domain.enterprises.importing.service import merge_enterprises  # noqa: PLC0415
    from domain.exchange.samples import load_sample_office  # noqa: PLC0415
    from domain.office.keys.service import make_first_key  # noqa: PLC0415
    from domain.office.service import save_office  # noqa: PLC0415

    office = outcome.office
    make_first_key(context.seat)
    if not outcome.with_samples:
        save_office(context.seat, office)
        return 0
    sample = load_sample_office(context.resources / "samples", context.dictionary)
    save_office(context.seat, sample.office if office == OfficeFields() else office)
    entries = Entries.of(sample.enterprises)
    return merge_enterprises(
        context.seat, entries, context.dictionary, reporter, known=Known.SKIP, source="随附的示例"
    ).added


def _tell(services: Services, count: int) -> None:
    if count:
        services.messages.success(f"已载入 {count} 户示例企业")
