"""Puts the window together around a context, and keeps it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from domain.office.accounts.signing_in import adopt_drafts
from domain.office.service import find_office
from domain.store import drafts
from domain.store.acts import Person
from domain.store.engine import Session, is_shared_in
from domain.store.permits import Role
from domain.store.tables import Kind
from domain.values.progress import Reporter
from gui.early.main_window import MainWindow
from gui.early.page import Hit
from gui.early.page_entries import DESK, PAGES, Entry
from gui.early.preferences import Preferences
from gui.early.theme import apply_theme
from gui.jobs import Jobs
from gui.messages import Messages
from gui.services import AppContext, Changes, Frame, Permits, Services
from gui.shell.own_files import OwnFiles
from gui.targets import ToPage

if TYPE_CHECKING:
    from domain.store.engine import Seat
    from gui.early.start import Early
    from gui.first_run.tour import Tour
    from gui.people.locking import Lock
    from gui.shell.crash import CrashReporter

_EVERY_MS: Final = 3_000
_LANE: Final = "elsewhere"


class Elsewhere(QObject):
    """Looks into the trail every few seconds for entries that were not made here, such as a command's.

    Pages hear of them as of their own.
    """

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._is_looking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look from now on."""
        self._timer.start()

    def look(self) -> None:
        """Have the pages reload what was changed since it was last looked."""
        if self._is_looking:
            return
        self._is_looking = True
        store = self._services.context.store
        self._services.jobs.read(
            lambda _: store.done_elsewhere(), self._on_read, on_failed=self._on_failed, owner=self, lane=_LANE
        )

    def _on_read(self, kinds: frozenset[Kind]) -> None:
        self._is_looking = False
        if kinds:
            self._services.changes.announce(kinds)

    def _on_failed(self, _: Exception) -> None:
        # Whoever needs the store is told; this only looks again.
        self._is_looking = False


def build_services(
    app: QApplication, context: AppContext, preferences: Preferences | None = None
) -> Services:
    """Return what the pages are handed. The caller ends `services.jobs` by `shut_down`."""
    services = Services(
        context=context,
        jobs=Jobs(app),
        changes=Changes(app),
        messages=Messages(app),
        frame=Frame(app),
        preferences=preferences or Preferences(context.home, app),
        permits=Permits(app),
    )
    services.jobs.complained.connect(services.messages.error)
    services.jobs.changed.connect(services.changes.announce)
    context.store.listen(services.jobs.take_note)
    return services


_LOOK_AGAIN_MS: Final = 10
_TOUR_WORDS: Final = "看一遍介绍 帮助 教程 怎么用 入门 新手"
"""What Ctrl+K finds the tour by."""


class _Standing(NamedTuple):
    """How somebody stands in the office: their roles, None where one person works alone; how many proposals
    wait for them; whether there is anything on a desk.
    """

    roles: frozenset[Role] | None = None
    waiting: int = 0
    has_desk: bool = True


def _standing_of(who: Person, session: Session) -> _Standing:
    if not is_shared_in(session):
        from domain.cases.sql import has_cases  # noqa: PLC0415 - not ahead of the window

        return _Standing(has_desk=has_cases(session, on_their_way=True))
    from domain.proposals.service import count_waiting_for  # noqa: PLC0415 - one alone does without
    from domain.store.proposals import roles_in  # noqa: PLC0415

    day = date.today()
    return _Standing(roles_in(session, who, day), count_waiting_for(session, who, day))


class _Away(NamedTuple):
    """Where somebody sat, with their dialogs, until they come back."""

    window: MainWindow
    services: Services
    lock: Lock


class Shell(QObject):
    """Keeps the window; builds it anew when 字号 or the policies change, which everything in it follows."""

    def __init__(
        self,
        app: QApplication,
        services: Services,
        entries: Sequence[Entry] = PAGES,
        early: MainWindow | None = None,
    ) -> None:
        """Build the window with the pages of `entries`; `early` is one that is shown already."""
        super().__init__(app)
        self._app = app
        self._services = services
        self._entries = entries
        self._lock: Lock | None = None
        self._away: dict[str, _Away] = {}
        """Windows of people with dialogs open, whose place a colleague has taken."""
        self.window = self._built() if early is None else self._completed(early)
        # Later, not within the act of the page that asked for it: that page goes too.
        services.preferences.font_scale_changed.connect(self._build_anew, Qt.ConnectionType.QueuedConnection)
        services.frame.policies_changed.connect(self._on_policies_changed, Qt.ConnectionType.QueuedConnection)
        services.frame.lock_requested.connect(self._on_lock)
        services.frame.sit_down_requested.connect(self._on_sit_down)

    @property
    def lock(self) -> Lock:
        """What locks the window; there once it is needed."""
        if self._lock is None:
            from gui.people.locking import Lock  # noqa: PLC0415 - few offices lock within their first second

            self._lock = Lock(self._services, self.window, self._take_over)
        return self._lock

    def _on_lock(self) -> None:
        self.lock.lock()

    def _on_sit_down(self) -> None:
        self.lock.sit_down()

    def start_tour(self) -> Tour:
        """Lead the user through the pages."""
        from gui.first_run.tour import Tour  # noqa: PLC0415 - seldom taken

        tour = Tour(self.window)
        tour.start()
        return tour

    def _hits(self, text: str) -> list[Hit]:
        is_found = text in _TOUR_WORDS
        return [Hit("看一遍介绍", "两分钟，各页是做什么的", self.start_tour, "help")] if is_found else []

    def close(self) -> None:
        """Take the window away without asking: another one follows, or none."""
        self._services.preferences.keep_geometry(self.window.saveGeometry())
        for window in (self.window, *(one.window for one in self._away.values())):
            window.hide()
            window.deleteLater()
        self.deleteLater()

    def _built(self) -> MainWindow:
        services, context = self._services, self._services.context
        apply_theme(self._app, context.resources, services.preferences.font_scale)
        window = MainWindow(
            self._entries,
            services.preferences,
            resources=context.resources,
            store=context.store.path,
            who=context.seat.who.name,
        )
        return self._served(window)

    def _completed(self, early: MainWindow) -> MainWindow:
        """Serve a window that is shown already; its stand-in goes once the first list is read."""
        early.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, True)
        QTimer.singleShot(0, self, self._end_stand_in_when_read)
        return self._served(early)

    def _end_stand_in_when_read(self) -> None:
        if self._services.jobs.is_idle:
            self.window.end_stand_in()
        else:
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._end_stand_in_when_read)

    def _served(self, window: MainWindow) -> MainWindow:
        services = self._services
        if services.context.store.ask(is_shared_in):
            window.start_with(DESK)
        window.serve(services)
        window.add_provider(self._hits)
        services.changes.on({Kind.OFFICE}, self._show_office, owner=window)
        self._show_office()
        look = partial(self._look_at_people, window)
        services.changes.on({Kind.ACCOUNT, Kind.PROPOSAL, Kind.CASE}, look, owner=window)
        look()
        services.jobs.read(self._with_drafts, lambda found: _build_all(window, found), owner=window)
        QTimer.singleShot(0, window, partial(_say_how_it_stands, services, window))
        self._lock = None
        if services.context.seat.who.id is not None:
            QTimer.singleShot(0, window, lambda: self.lock)
        return window

    def _show_office(self) -> None:
        context = self._services.context
        self._services.jobs.read(lambda _: find_office(context.store).name, self._services.frame.show_office)

    def _look_at_people(self, window: MainWindow) -> None:
        """Show what is for several people and waits for who sits here; keep grey what they may not."""
        show = partial(self._show_standing, window)
        self._services.ask(partial(_standing_of, self._services.context.seat.who), show, owner=window)

    def _show_standing(self, window: MainWindow, standing: _Standing) -> None:
        self._services.permits.follow(standing.roles)
        for entry in self._entries:
            if entry.is_of_several:
                is_shown = standing.has_desk if entry.page_id == DESK else standing.roles is not None
                count = standing.waiting if entry.has_count else 0
                window.navigation.show_page(entry.page_id, is_shown=is_shown, count=count)

    def _with_drafts(self, _: Reporter) -> list[str]:
        """Return the pages that keep something typed which was not saved; they say so."""
        seat = self._services.context.seat
        return [one.page_id for one in self._entries if one.draft and drafts.find(seat, one.draft)]

    def _on_policies_changed(self) -> None:
        """Take the policies in force now, and the facts they ask for, into every page."""
        # A context of the same parts, which has not read them yet.
        self._services = replace(self._services, context=replace(self._services.context))
        self._build_anew()

    def _take_over(self, seat: Seat) -> None:
        """Have somebody else at the window; what was typed is kept as drafts of who typed it."""
        self.window.keep_typing()
        before = self._services.context.seat.who
        if before.id is not None:
            self._sit_down(seat)
            return

        # Behind what is being kept; who signed in finds the window whatever came of that.
        def on_failed(error: Exception) -> None:
            self._services.messages.error(error)
            self._sit_down(seat)

        self._services.jobs.run(
            lambda _: adopt_drafts(before, seat),
            lambda _: self._sit_down(seat),
            on_failed=on_failed,
            owner=self,
        )

    def _sit_down(self, seat: Seat) -> None:
        before, lock, who = self.window, self._lock, self._services.context.seat.who
        stays = who.id is not None and lock is not None and lock.has_dialogs
        if lock is not None and stays:
            # What is typed in a dialog is no draft: it waits with all its window for who typed it.
            self._away[who.key] = _Away(before, self._services, lock)
        there = self._away.pop(seat.who.key, None)
        if there is None:
            self._services = replace(self._services, context=replace(self._services.context, seat=seat))
            self.window = self._built()
            self.window.go_to(before.page.place() or ToPage(before.page.page_id))
            self._show_in_place_of(before)
        else:
            self.window, self._services, self._lock = there
            self.window.step_back()
            self._show_in_place_of(before)
            there.lock.uncover()
            self._look_at_people(self.window)
        if stays:
            before.step_aside()
        else:
            before.hide()
            before.deleteLater()

    def _build_anew(self) -> None:
        before = self.window
        self.window = self._built()
        self.window.go_to(before.page.place() or ToPage(before.page.page_id))
        self._show_in_place_of(before)
        before.hide()
        before.deleteLater()

    def _show_in_place_of(self, before: MainWindow) -> None:
        self.window.setWindowState(before.windowState())
        self.window.setGeometry(before.geometry())
        self.window.show()


def run(
    app: QApplication,
    context: AppContext,
    *,
    crash: CrashReporter,
    early: Early | None = None,
    on_shown: Callable[[Services, Shell], object] | None = None,
) -> int:
    """Show the window until it is closed; return the exit status, or an `Ending`.

    `early` is a window shown already, which is completed. `on_shown` gets the window when it is there, for
    what must wait until then.
    """
    services = build_services(app, context, early.preferences if early else None)
    services.jobs.broke.connect(crash.report)
    shell = Shell(app, services, early=early.window if early else None)
    shell.window.show()
    own_files = OwnFiles(Path(sys.executable), shell)
    if getattr(sys, "frozen", False):
        own_files.watch(services.messages, shell.window.close)
    if on_shown is not None:
        on_shown(services, shell)
    try:
        return app.exec()
    finally:
        own_files.end()
        services.jobs.shut_down()
        shell.close()


def _say_how_it_stands(services: Services, window: MainWindow) -> None:
    from gui.people.standing import Standing  # noqa: PLC0415 - after the first paint

    Standing(services, window)


def _build_all(window: MainWindow, page_ids: Sequence[str]) -> None:
    for page_id in page_ids:
        window.built(page_id)
