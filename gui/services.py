"""What every page is handed: the domain, and the window's own facilities."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from domain.store.acts import Action
from domain.store.permits import Role, reason_against
from domain.store.plain import PRACTICE
from domain.store.tables import Kind
from gui.early.parts import PushButton
from gui.early.preferences import Preferences
from gui.jobs import READS, Job, Jobs
from gui.messages import Messages
from gui.targets import Target

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from domain.cases.awards.rules import Rules
    from domain.enterprises.dictionary import Dictionary
    from domain.outreach.cultivation_standards import Standards
    from domain.outreach.problems.rules import Rules as ProblemRules
    from domain.outreach.projects.standard import Standard
    from domain.policies.files.library import PolicyLibrary
    from domain.roads.library import Roads
    from domain.statistics.figures import Figures
    from domain.store.engine import Seat, Session, Store
    from domain.store.looking import Seen
    from domain.values.progress import Reporter
    from reports.sheet.fonts import FontBook


# Without slots: what is read once is kept in the instance.
@dataclass(frozen=True)
class AppContext:
    """The domain as one running program sees it. Policies are read when the first page asks for them.

    Attributes:
        seat: The office's records, open and of the current version, and who works on them.
        office: The office's own facts by their names, which lists show.
        load_shipped: Returns the policies that came with the program, read once; takes a fifth of a second.
        resources: Folder shipped beside the code.
        home: The user's own folder: store, logs, drafts, window settings.
        fonts: Returns the fonts papers are set in; the first call takes about a second, so call it in a job.
    """

    seat: Seat
    office: Dictionary
    load_shipped: Callable[[], PolicyLibrary]
    resources: Path
    home: Path
    fonts: Callable[[], FontBook]

    @property
    def store(self) -> Store:
        """The office's records."""
        return self.seat.store

    @property
    def is_practice(self) -> bool:
        """Whether it is the practice store, in which everything is invented."""
        return (self.home / PRACTICE).exists()

    @property
    def shipped(self) -> PolicyLibrary:
        """The policies that came with the program."""
        return self.load_shipped()

    @cached_property
    def policies(self) -> PolicyLibrary:
        """The policies that can be decided: shipped ones, and imported ones that were in force when asked."""
        from domain.policies.shelf import library_of  # noqa: PLC0415

        return self.store.ask(library_of, self.shipped)

    @cached_property
    def roads(self) -> Roads:
        """The roads that came with the program."""
        from domain.roads.library import Roads  # noqa: PLC0415

        return Roads.load(self.resources / "roads")

    @property
    def rules(self) -> Rules:
        """By what cases are taken along, with the calendar as it is now; reads the store."""
        from domain.cases.awards.rules import Rules  # noqa: PLC0415
        from domain.funds.approving import Treasury  # noqa: PLC0415
        from domain.office.calendar.service import calendar_of  # noqa: PLC0415

        calendar = self.store.ask(calendar_of)
        return Rules(self.roads, self.policies.policies, self.dictionary, Treasury(), calendar)

    @cached_property
    def problem_roads(self) -> Roads:
        """The roads of problems that came with the program."""
        from domain.roads.library import Roads  # noqa: PLC0415

        return Roads.load(self.resources / "roads" / "problems")

    @cached_property
    def project_standard(self) -> Standard:
        """What is offered where projects are entered, as it came with the program."""
        from domain.outreach.projects.standard import Standard  # noqa: PLC0415

        return Standard.load(self.resources / "projects" / "standard.toml")

    @cached_property
    def cultivation_standards(self) -> Standards:
        """Who becomes a candidate of 培育库, as it came with the program."""
        from domain.outreach.cultivation_standards import Standards  # noqa: PLC0415

        return Standards.load(self.resources / "cultivation" / "standards.toml")

    @cached_property
    def figures(self) -> Figures:
        """What is counted, as it came with the program."""
        from domain.statistics.figures import Figures  # noqa: PLC0415

        return Figures.load(self.resources / "figures")

    @property
    def problem_rules(self) -> ProblemRules:
        """By what problems are taken along, with the calendar as it is now; reads the store."""
        from domain.office.calendar.service import calendar_of  # noqa: PLC0415
        from domain.outreach.problems.rules import Rules  # noqa: PLC0415

        return Rules(self.problem_roads, self.office, self.store.ask(calendar_of))

    @property
    def dictionary(self) -> Dictionary:
        """Every fact by its name: the office's own, and those that policies ask for."""
        return self.policies.dictionary


class Changes(QObject):
    """Announced once an act has ended, with the kinds it changed; pages that show them reload themselves."""

    announced = Signal(frozenset)

    def announce(self, kinds: Set[Kind]) -> None:
        """Say that records of these kinds were added, changed or removed."""
        self.announced.emit(frozenset(kinds))

    def on(self, kinds: Set[Kind], reload: Callable[[], None], owner: QObject) -> None:
        """Call `reload` whenever one of `kinds` changes, for as long as `owner` lives."""
        self.announced.connect(_Watch(frozenset(kinds), reload, owner).see)

    def on_seen(self, kinds: Set[Kind], reload: Callable[[], None], page: QWidget) -> None:
        """The same as long as `page` is seen: whatever is shown anew is read anew."""
        self.on(kinds, lambda: reload() if page.isVisible() else None, owner=page)


class _Watch(QObject):
    """A child of the page it serves, so that its connection ends with the page."""

    def __init__(self, kinds: frozenset[Kind], reload: Callable[[], None], owner: QObject) -> None:
        super().__init__(owner)
        self._kinds = kinds
        self._reload = reload

    def see(self, kinds: frozenset[Kind]) -> None:
        if kinds & self._kinds:
            self._reload()


T = TypeVar("T")


class Frame(QObject):
    """What pages ask of the window around them, without knowing it."""

    page_requested = Signal(object)
    office_shown = Signal(str)
    policies_changed = Signal()
    lock_requested = Signal()
    sit_down_requested = Signal()

    def go_to(self, target: Target) -> None:
        """Show a page, and a place on it."""
        self.page_requested.emit(target)

    def take_policies(self) -> None:
        """Have the window built anew with the policies that are in force now."""
        self.policies_changed.emit()

    def lock(self) -> None:
        """Lock the window, where several people work here."""
        self.lock_requested.emit()

    def sit_down(self) -> None:
        """Have somebody sign in, if that is needed by now."""
        self.sit_down_requested.emit()

    def show_office(self, name: str) -> None:
        """Show the office's name in the status line."""
        self.office_shown.emit(name)


class Permits(QObject):
    """Keeps grey what who sits here may not do, with the reason; the store refuses it besides."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: list[tuple[PushButton, Action]] = []
        self._gone = 0
        self._roles: frozenset[Role] | None = None

    def hold(self, action: Action, *buttons: PushButton) -> None:
        """Keep these grey for who may not do this, for as long as they live."""
        for one in buttons:
            self._held.append((one, action))
            one.destroyed.connect(self._count_gone)
            one.forbid(self.against(action))

    def against(self, action: Action) -> str:
        """Return why who sits here may not do this; empty where they may."""
        return "" if self._roles is None else reason_against(self._roles, action)

    @property
    def is_auditing(self) -> bool:
        """Whether what who sits here looks at is an entry."""
        return self._roles is not None and Role.AUDIT in self._roles

    def follow(self, roles: frozenset[Role] | None) -> None:
        """Take the roles of who sits here; None where one person works alone, who may do everything."""
        if roles != self._roles:
            self._roles = roles
            self._forget()
            for one, action in self._held:
                one.forbid(self.against(action))

    def _count_gone(self) -> None:
        # Looked through for each, hundreds would take long to go.
        self._gone += 1
        if self._gone * 2 > len(self._held):
            self._forget()

    def _forget(self) -> None:
        self._gone = 0
        self._held = [(one, action) for one, action in self._held if isValid(one)]


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back of something that was done: what is run, and what is said then.

    Attributes:
        on_done: Gets what comes of it before that is said.
    """

    work: Callable[[Reporter], Any]
    said: str | Callable[[Any], str]
    label: str = "正在撤销"
    on_done: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to each page's constructor."""

    context: AppContext
    jobs: Jobs
    changes: Changes
    messages: Messages
    frame: Frame
    preferences: Preferences
    permits: Permits

    def go_to(self, target: Target) -> None:
        """See `Frame.go_to`."""
        self.frame.go_to(target)

    def ask(
        self,
        query: Callable[[Session], T],
        on_done: Callable[[T], object],
        *,
        on_failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
        lane: str = READS,
    ) -> Job:
        """Fetch what a query finds, within one session; for the rest see `Jobs.read`."""
        store = self.context.store
        return self.jobs.read(
            lambda _: store.ask(query), on_done, on_failed=on_failed, owner=owner, lane=lane
        )

    def look(self, seen: Seen, show: Callable[[], object], *, owner: QObject) -> None:
        """Show something of somebody that was read already: to who audits once that is entered."""
        if self.permits.is_auditing:
            from domain.store.looking import enter_looks  # noqa: PLC0415 - not before the first paint

            seat = self.context.seat
            self.jobs.read(lambda _: enter_looks(seat, seen), lambda _: show(), owner=owner)
        else:
            show()

    def do(
        self,
        work: Callable[[Reporter], T],
        said: str | Callable[[T], str],
        undo: Undo | Callable[[T], Undo | None] | None = None,
        *,
        on_done: Callable[[T], object] | None = None,
        on_failed: Callable[[Exception], object] | None = None,
        owner: QObject,
        label: str,
        busy: QWidget | None = None,
    ) -> Job:
        """Do something, say that it is done, and offer the way back; for the rest see `Jobs.run`.

        What is said and the way back may depend on the outcome; `on_done` gets it before that is said.
        """

        def done(outcome: T) -> None:
            if on_done is not None:
                on_done(outcome)
            words = said(outcome) if callable(said) else said
            self.offer(words, undo(outcome) if callable(undo) else undo, owner=owner)

        return self.jobs.run(work, done, on_failed=on_failed, busy=busy, owner=owner, label=label)

    def offer(self, said: str, undo: Undo | None, *, owner: QObject) -> None:
        """Say that something is done, and offer the way back."""
        action = None
        if undo is not None:
            action = (
                "撤销",
                lambda: self.do(undo.work, undo.said, on_done=undo.on_done, owner=owner, label=undo.label),
            )
        self.messages.success(said, action=action)
