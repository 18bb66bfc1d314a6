"""What every page has in common: its header, its help, and how it is left."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.early.action_row import ActionRow
from gui.early.parts import STRETCH, ElidedLabel, Link, Look, PushButton, button, in_column, in_row
from gui.early.theme import px

if TYPE_CHECKING:
    from gui.services import Services
    from gui.targets import Target
    from gui.widgets.status import Status, StatusPill


class PageStack(QStackedWidget):
    """Takes the room that the page shown needs: a wide page makes no other one scroll sideways.

    By itself it would ask for the height that the highest of them would like to have.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _: self.updateGeometry())

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        shown = self.currentWidget()
        layout = None if shown is None else shown.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self.minimumSizeHint().height()
        return layout.minimumHeightForWidth(width)


class _Room(QWidget):
    """Where a stack stands on a page, as high as what is shown needs: Qt asks its layout, never the stack."""

    def __init__(self, stack: PageStack, parent: QWidget) -> None:
        super().__init__(parent)
        self._stack = stack
        stack.setParent(self)

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        return self._stack.minimumSizeHint()

    def sizeHint(self) -> QSize:
        return self._stack.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._stack.heightForWidth(width)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.setGeometry(self.rect())


OFFICE_DRAFT: Final = "office"
"""The key under which the settings keep what was typed."""

_TITLE: Final = 96
"""What a title is never narrower than, in px at 字号标准."""


class Hit(NamedTuple):
    """Something Ctrl+K found: what it is called, one more thing to tell it by, and how to get there.

    ``also`` is what Ctrl+Enter does instead, in words, and how. One that `is_exact` is what was typed, not
    only something like it, and comes first.
    """

    title: str
    detail: str
    open: Callable[[], object]
    icon: str = "forward"
    is_exact: bool = False
    also: tuple[str, Callable[[], object]] | None = None


class PageHeader(QWidget):
    """Title left, acts right; above the title, where a page has levels, the way back."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageHeader")
        self._back_to: Callable[[], object] | None = None
        self._back = Link("", self)
        self._back.setObjectName("backLink")
        self._back.followed.connect(self._on_back)
        self._back.hide()
        self._title = ElidedLabel(title, self)
        self._title.setObjectName("pageTitle")
        self._pill: StatusPill | None = None
        line = in_row(self._title, STRETCH, spacing=12)
        self._line = line
        self._detail = ElidedLabel("", self)
        self._detail.setObjectName("note")
        self._detail.hide()
        words = in_column(self._back, line, self._detail, spacing=2)
        self._words = words
        self._actions = ActionRow(self)
        in_row((words, 1), (self._actions, Qt.AlignmentFlag.AlignBottom), spacing=16, of=self)

    def set_title(self, title: str, detail: str = "", status: "Status | None" = None) -> None:
        """Show a title, a quiet line under it, and a status beside it."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        if status is not None and self._pill is None:
            from gui.widgets.status import StatusPill  # noqa: PLC0415 - few pages have one

            self._pill = StatusPill(parent=self)
            self._line.insertWidget(1, self._pill)
        if self._pill is not None:
            self._pill.show_status(status)
            self._pill.setVisible(status is not None)

    @property
    def title(self) -> str:
        return self._title.text()

    def set_back(self, word: str = "", act: Callable[[], object] | None = None) -> None:
        """Show the way back (‹ word), or hide it."""
        self._back.setText(f"‹ {word}")
        self._back_to = act
        self._back.setVisible(act is not None)

    def add_action(
        self,
        text: str,
        on_click: Callable[[], object],
        *,
        look: Look = Look.PLAIN,
        icon_name: str = "",
        shortcut: str = "",
    ) -> PushButton:
        """Add a button at the right end; hide it where it does not apply."""
        result = button(text, on_click, look=look, icon_name=icon_name, shortcut=shortcut, parent=self)
        self._actions.add(result)
        return result

    def add_widget(self, widget: QWidget) -> None:
        """Add something else among the acts, e.g. a choice of unit."""
        self._actions.add(widget)

    def _share(self) -> None:
        """Give the title what it needs, as long as that leaves room for the act that matters most."""
        layout = self.layout()
        assert layout is not None
        room = self.width() - layout.spacing() - self._words.sizeHint().width()
        self._actions.setFixedWidth(self._actions.width_within(room))

    def _on_back(self) -> None:
        if self._back_to is not None:
            self._back_to()

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        width = px(_TITLE) + layout.spacing() + self._actions.minimumSizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._share()
        return super().event(event)


class Sheet(QWidget):
    """What every page looks like: `header`, and below it the room that `body` lays out."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.header = PageHeader(title, self)
        self.body = in_column(spacing=12)
        in_column(self.header, (self.body, 1), spacing=16, margins=(24, 20, 24, 16), of=self)


class Page(Sheet):
    """One screen. Subclasses state the class attributes, fill `body`, and override what applies.

    Attributes:
        page_id: What `Services.go_to` calls it.
        title: The word in the navigation and the header.
        icon_name: Its icon in the navigation.
        help_text: What F1 shows: short paragraphs, each a line; a line that begins with “# ” is a heading.
    """

    page_id: ClassVar[str]
    title: ClassVar[str]
    icon_name: ClassVar[str] = "notices"
    help_text: ClassVar[str] = ""

    saved = Signal()
    """Emit when `save` has gone through; the window then leaves if it was asked to save and leave."""

    def __init__(self, services: "Services") -> None:
        super().__init__(self.title)
        self.services = services

    def add_views(self, *views: QWidget) -> None:
        """Fill the page with views, of which one is shown at a time."""
        self.views = PageStack(self)
        for view in views:
            self.views.addWidget(view)
        self.body.addWidget(_Room(self.views, self), 1)

    def show_view(
        self,
        view: QWidget,
        title: str = "",
        detail: str = "",
        *,
        back: Callable[[], object] | None = None,
        back_to: str = "",
    ) -> None:
        """Show a view: the main one under the page's own title, another with the way back."""
        self.views.setCurrentWidget(view)
        self.header.set_title(title or self.title, detail)
        self.header.set_back(back_to or self.title, back)
        self.refresh_actions()

    def refresh_actions(self) -> None:
        """Show the acts that apply to what is shown."""

    def on_shown(self) -> None:
        """Called each time the page comes to the front; load what is shown the first time here."""

    # As Any, which lets each page name the targets it knows.
    def open_target(self, target: Any) -> None:
        """Show one of the places that `gui.targets` knows on this page; called after `on_shown`."""

    def place(self) -> "Target | None":
        """Return where on the page one is, for a window that is built anew; None leaves it as it opens."""
        return None

    def focus_search(self) -> None:
        """Ctrl+F: put the focus into the page's search box."""

    def save(self) -> bool:
        """Ctrl+S: save what is unsaved. False if complaints stand in the way; else emit `saved` when done."""
        return True

    def has_unsaved(self) -> bool:
        """Whether something typed here is not yet in the store."""
        return False

    def discard(self) -> None:
        """Drop what is unsaved; called once the user has said so."""

    def keep(self) -> None:
        """Keep what is unsaved as a draft of who typed it: somebody else sits down."""

    def may_leave(self) -> bool:
        """Whether the page may be left without asking; if not, the window asks: 保存, 不保存 or 留在本页."""
        return not self.has_unsaved()

    def hits(self, text: str) -> list[Hit]:
        """What Ctrl+K finds here, best first, ten at most, within 50 ms. `text` is never empty."""
        return []
