"""Editors of which enterprise it is, and of which they are."""

from functools import partial
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from domain.enterprises.sql.reader import find_some
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from gui.early.parts import Link, Note, in_column, in_row
from gui.early.theme import px
from gui.forms.editors import UNSET, Unset
from gui.services import Services

_DEBOUNCE_MS: Final = 150
_MOST_FOUND: Final = 6
_ID: Final = Qt.ItemDataRole.UserRole


class Typed(Protocol):
    """What a person types into."""

    def typed(self) -> str:
        """Return it as it was typed."""


class EnterpriseEdit(QWidget):
    """An editor of which enterprise it is: found by name, code or initials, and chosen from a list.

    Its value is the id of the enterprise.
    """

    value_changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._chosen: EnterpriseId | None = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("输入名称、信用代码或拼音首字母")
        self.line.setMinimumHeight(px(34))
        self.found = QListWidget(self)
        self.found.setObjectName("knownNames")
        self.found.setAccessibleName("找到的企业")
        self.found.itemActivated.connect(self._on_chosen)
        self.found.itemClicked.connect(self._on_chosen)
        self.found.hide()
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._timer.timeout.connect(self._search)
        self.line.textEdited.connect(lambda *_: self._on_edited())
        self.setFocusProxy(self.line)
        in_column(self.line, self.found, spacing=4, of=self)

    def chain(self) -> None:
        """Have Enter and Tab go from what is typed to what was found; called once its form is whole."""
        QWidget.setTabOrder(self.line, self.found)

    def value(self) -> EnterpriseId | Unset:
        """Return which one was chosen. Raises `BadInput` where something was typed and none chosen."""
        if self._chosen is None and self.line.text().strip():
            raise BadInput("请从列出的企业里选定一户")
        return UNSET if self._chosen is None else self._chosen

    def set_value(self, value: object) -> None:
        if value is UNSET or value is None:
            self._chosen = None
            self.line.clear()
            self.value_changed.emit()

    def choose(self, id_: EnterpriseId, text: str) -> None:
        """Take an enterprise, with what it is called."""
        self._chosen = id_
        self._timer.stop()
        self.found.hide()
        self.line.setText(text)
        self.line.setCursorPosition(0)
        self.value_changed.emit()

    def typed(self) -> str:
        return f"{self._chosen or ''}\n{self.line.text()}"

    def type_in(self, text: str) -> None:
        id_, _, said = text.partition("\n")
        if id_.isdigit():
            self.choose(EnterpriseId(int(id_)), said)
        else:
            self.line.setText(said)

    def _on_edited(self) -> None:
        self._chosen = None
        self._timer.start()
        self.value_changed.emit()

    def _search(self) -> None:
        text, office = self.line.text().strip(), self._services.context.office
        if not text:
            self.found.hide()
            return

        def show(rows: Any) -> None:
            if self._chosen is None and self.line.text().strip() == text:
                self._offer([(row.id, f"{row.name}（{row.uscc}）") for row in rows])

        self._services.ask(lambda session: find_some(session, text, office, _MOST_FOUND), show, owner=self)

    def _offer(self, found: list[tuple[EnterpriseId, str]]) -> None:
        self.found.clear()
        for id_, text in found:
            QListWidgetItem(text, self.found).setData(_ID, id_)
        if not found:
            self.found.addItem("没有找到，请先在“企业”页登记这户企业")
        self.found.setCurrentRow(0)
        rows = max(1, len(found))
        self.found.setFixedHeight(rows * self.found.sizeHintForRow(0) + px(6))
        self.found.show()

    def _on_chosen(self, item: QListWidgetItem) -> None:
        if item.data(_ID) is not None:
            self.choose(EnterpriseId(item.data(_ID)), item.text())
            self.line.setFocus()


E = TypeVar("E", bound=Typed | None)


class EnterpriseLines(QWidget, Generic[E]):
    """Several enterprises, each on a line of its own: found one after the other, and taken away again."""

    value_changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: dict[EnterpriseId, E] = {}
        """What is asked for beside each, in the order in which they were added."""
        self.search = EnterpriseEdit(services)
        self._list = in_column(spacing=6)
        in_column(self._list, self.search, spacing=6, of=self)
        self.setFocusProxy(self.search.line)
        self.search.value_changed.connect(self._on_found)

    def add(self, id_: EnterpriseId, name: str) -> None:
        """Add an enterprise that was found; `add_line` does it, with what is asked for beside it."""
        raise NotImplementedError

    def add_line(self, id_: EnterpriseId, name: str, asked: E, *beside: QWidget) -> None:
        """Add the line of an enterprise: its name, what is asked for, what stands beside that."""
        line = QWidget(self)
        drop = Link("去掉", line)
        drop.followed.connect(partial(self._drop, id_, line))
        said = Note(name, line)
        said.setWordWrap(True)
        in_row((said, 1), *beside, drop, spacing=8, of=line)
        self._list.addWidget(line)
        self.lines[id_] = asked
        self.value_changed.emit()

    def set_value(self, value: object) -> None:
        """Take nothing: enterprises are added with their names."""

    def typed(self) -> str:
        beside = ((id_, "" if one is None else one.typed()) for id_, one in self.lines.items())
        return "\n".join(f"{id_} {text}" for id_, text in beside)

    def type_in(self, text: str) -> None:
        """Take nothing, as `set_value`."""

    def _on_found(self) -> None:
        try:
            id_ = self.search.value()
        except BadInput:
            return
        if isinstance(id_, int):
            name = self.search.line.text().rpartition("（")[0]
            self.search.set_value(UNSET)
            self.add(EnterpriseId(id_), name)

    def _drop(self, id_: EnterpriseId, line: QWidget) -> None:
        del self.lines[id_]
        line.hide()
        line.deleteLater()
        self.value_changed.emit()
