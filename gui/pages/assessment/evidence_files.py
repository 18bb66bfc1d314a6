"""Which files of an enterprise something rests on: each is ticked, or added and ticked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.values.ids import AttachmentId
from gui.early.parts import STRETCH, button, in_column, in_row
from gui.early.theme import px
from gui.forms.editors import UNSET, Unset

_ID = Qt.ItemDataRole.UserRole
_MOST_ROWS = 4


class EvidenceFiles(QWidget):
    """An editor whose value are the ids of the files that are ticked."""

    value_changed = Signal()

    def __init__(self, add: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        """`add` is what the button does that takes further files; without it there is none."""
        super().__init__(parent)
        self.may_add = add is not None
        self.files = QListWidget(self)
        self.files.setAccessibleName("作为依据的附件")
        layout = in_column(self.files, spacing=6, of=self)
        if add is not None:
            layout.addLayout(in_row(button("添加文件…", add, icon_name="plus", parent=self), STRETCH))
        self.setFocusProxy(self.files)
        self.files.itemChanged.connect(lambda _: self.value_changed.emit())
        self.offer([])

    def offer(self, rows: Sequence[Attachment]) -> None:
        """List these files; what was ticked stays so."""
        chosen = set(self._ids())
        self._fill([(row.id, row.file_name) for row in rows if row.id is not None], chosen)

    def tick(self, ids: Sequence[AttachmentId]) -> None:
        """Tick further files, of those that are listed or will be."""
        self.set_value((*self._ids(), *ids))

    def value(self) -> tuple[AttachmentId, ...] | Unset:
        return self._ids() or UNSET

    def set_value(self, value: object) -> None:
        wanted = set(value) if isinstance(value, tuple) else set()
        listed = [(item.data(_ID), item.text()) for item in self._items()]
        self._fill(listed, wanted)
        self.value_changed.emit()

    def typed(self) -> str:
        return " ".join(map(str, self._ids()))

    def type_in(self, text: str) -> None:
        self.set_value(tuple(AttachmentId(int(one)) for one in text.split() if one.isdigit()))

    def _fill(self, files: Sequence[tuple[AttachmentId, str]], ticked: set[AttachmentId]) -> None:
        self.files.blockSignals(True)
        self.files.clear()
        for id_, name in files:
            item = QListWidgetItem(name, self.files)
            item.setData(_ID, id_)
            item.setToolTip(name)
            item.setSizeHint(QSize(0, px(30)))
            item.setCheckState(Qt.CheckState.Checked if id_ in ticked else Qt.CheckState.Unchecked)
        self.files.blockSignals(False)
        self.files.setVisible(bool(files))
        self.files.setFixedHeight(px(30) * min(len(files), _MOST_ROWS) + px(4))
        self.updateGeometry()

    def _items(self) -> list[QListWidgetItem]:
        return [self.files.item(at) for at in range(self.files.count())]

    def _ids(self) -> tuple[AttachmentId, ...]:
        ticked = (one for one in self._items() if one.checkState() is Qt.CheckState.Checked)
        return tuple(AttachmentId(one.data(_ID)) for one in ticked)
