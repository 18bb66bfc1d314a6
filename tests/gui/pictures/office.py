"""The open window of a filled office, and how it is led from place to place."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.reading import alive_by_award
from domain.cases.numbering import state_last_numbers
from domain.cases.service import Approval, awards_of, issue_notices
from domain.enterprises.dictionary import load_dictionary
from domain.exchange.samples import load_sample_office
from domain.office.keys.service import make_first_key
from domain.office.service import office_of, save_office
from domain.policies.files.library import PolicyLibrary
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed, assess_enterprises
from domain.roads.road import Road
from domain.store.audit import changed_since
from domain.store.engine import Store, head_in
from domain.store.numbers.entries import Series
from domain.store.tables import Kind
from domain.values.ids import CaseId, EntryId
from domain.values.progress import Silent
from gui.early.main_window import MainWindow
from gui.early.page import Page
from gui.first_run.tour import Tour
from gui.services import AppContext, Services
from gui.shell.app import Shell, build_services
from gui.targets import Target, page_of
from reports.sheet.fonts import FontBook
from tests.filling import ALONE, let_notices_out, take_in

RESOURCES: Final = Path(__file__).parent.parent.parent.parent / "resources"
_PATIENCE_S: Final = 120
_DECIDED_BY: Final = (Kind.ENTERPRISE, Kind.FIGURES, Kind.MANUAL)

W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True)
class Opened:
    """The open window of a filled office; `folder` is for files that scenes need."""

    app: QApplication
    services: Services
    shell: Shell
    folder: Path

    @property
    def window(self) -> MainWindow:
        return self.shell.window

    @property
    def context(self) -> AppContext:
        return self.services.context

    def page(self, page_id: str) -> Any:
        return self.window.built(page_id)

    def go(self, target: Target) -> Any:
        self.services.go_to(target)
        self.settle()
        return self.page(page_of(target))

    def settle(self) -> None:
        """Let everything that was asked for come."""
        for _ in range(3):
            self.app.processEvents()
            while not self.services.jobs.is_idle:
                # Waited for: asking without an end would take the interpreter from the job.
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def wait(self, until: Callable[[], object]) -> None:
        """Let the window go on until something is so."""
        end = time.monotonic() + _PATIENCE_S
        while not until():
            assert time.monotonic() < end, "it never came"
            self.app.processEvents()
        self.settle()

    def top(self, kind: type[W], name: str = "") -> W:
        """Return what is open of this kind, beside the window or over it."""
        self.wait(lambda: self._tops(kind, name))
        return self._tops(kind, name)[-1]

    def close_all(self) -> None:
        """Close every dialog and popup, the uppermost first; what was typed is given up unasked."""
        for one in reversed(self._tops(QWidget)):
            if isinstance(one, QDialog):
                one.done(0)
            elif one is not self.window:
                one.close()
        for tour in self.window.findChildren(Tour):
            tour.end()
        for page in self.window.findChildren(Page):
            if page.has_unsaved():
                page.discard()
        self.settle()

    def _tops(self, kind: type[W], name: str = "") -> list[W]:
        return [
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, kind) and one.isVisible() and name in ("", one.objectName())
        ]


def fill(context: AppContext) -> None:
    """Put the sample office into the store, and issue the first notices."""
    sample = load_sample_office(context.resources / "samples", context.dictionary)
    save_office(context.seat, sample.office)
    take_in(context.seat, sample.enterprises)
    let_notices_out(context.seat, context.policies.find("zhengdong-2022"))
    issue_first(context)


def issue_first(context: AppContext) -> None:
    """Issue the first notices of the sample office, whose numbers begin with them."""
    make_first_key(context.seat)
    prefix = context.store.ask(office_of).number_prefix
    state_last_numbers(context.seat, {Series(prefix, 2022): 0})
    issue(context, 0, 5)


_assessed: Final[dict[Path, tuple[Policy, EntryId, Sequence[Assessed]]]] = {}


def assessed(context: AppContext) -> Sequence[Assessed]:
    """Return what the register comes to; decided anew only where what it follows from has changed."""
    place, policy = context.store.path, context.policies.find("zhengdong-2022")
    with context.store.read() as session:
        if place in _assessed:
            decided, at, found = _assessed[place]
            if decided is policy and not any(changed_since(session, kind, at) for kind in _DECIDED_BY):
                return found
        found = assess_enterprises(session, policy, context.dictionary, Silent())
        _assessed[place] = (policy, EntryId(head_in(session).acts), found)
    return found


def issue(context: AppContext, first: int, last: int) -> None:
    """Issue some of the notices that the sample office can give."""
    policy = context.policies.find("zhengdong-2022")
    awards = awards_of(assessed(context))
    issue_notices(
        context.seat,
        awards[first:last],
        Silent(),
        policy=policy,
        dictionary=context.dictionary,
        approval=Approval("王建军", date(2022, 11, 1)),
        road=ALONE,
    )


def cases_of(context: AppContext, road: Road, first: int) -> list[CaseId]:
    """Return the cases of three awards from the ``first`` on that no notice was issued for."""
    policy, rules = context.policies.find("zhengdong-2022"), context.rules
    awards = awards_of(assessed(context))[first:][:3]
    with context.store.read() as session:
        ids = {one.enterprise_id for one in awards}
        alive = [row for rows in alive_by_award(session, ids, policy.id).values() for row in rows]
    if there := [CaseId(row.id) for row in alive if row.road_sha256 == road.digest and row.id is not None]:
        return there
    wanted = [Wanted(one.enterprise_id, one.clause_id) for one in awards]
    return list(make_cases(context.seat, wanted, Silent(), policy=policy, road=road, rules=rules).ids)


def open_office(app: QApplication, home: Path) -> Opened:
    """Open the window on a filled store in `home`."""
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    policies = PolicyLibrary.load(RESOURCES / "policies", office)
    folder = home / "文件"
    folder.mkdir(parents=True)
    data = home / "数据"
    context = AppContext(
        seat=Store.open(data).seat("王小梅"),
        office=office,
        load_shipped=lambda: policies,
        resources=RESOURCES,
        home=data,
        fonts=lambda: FontBook.load(RESOURCES / "fonts"),
    )
    fill(context)
    services = build_services(app, context)
    return Opened(app, services, Shell(app, services), folder)
