"""The line at the foot: office, user, store, and the job in hand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from gui.early.parts import ElidedLabel, fill, in_row
from gui.early.theme import FAINT, icon_pixmap, px

if TYPE_CHECKING:
    from gui.jobs import Jobs
    from gui.widgets.job_panel import JobPanel


class StatusLine(QFrame):
    """Where one works: office, user, store; at the right the job in hand."""

    job_panel: "JobPanel"

    def __init__(self, *, who: str, store_path: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._office = ElidedLabel("", self)
        self._office.setMinimumWidth(px(96))
        self._who = QLabel(who, self)
        self._store = ElidedLabel(store_path, self, mode=Qt.TextElideMode.ElideMiddle)
        layout = in_row(spacing=6, margins=(16, 0, 16, 0), of=self)
        for icon_name, label in (("office", self._office), ("person", self._who), ("database", self._store)):
            picture = QLabel(self)
            picture.setPixmap(icon_pixmap(icon_name, FAINT, 15, self.devicePixelRatioF()))
            fill(layout, picture, label, 12)
        layout.addStretch(1)
        self._layout = layout
        self.setFixedHeight(px(34))
        self.show_office("")

    def watch(self, jobs: "Jobs") -> None:
        """Show at the right what is being done."""
        from gui.widgets.job_panel import JobPanel  # noqa: PLC0415 - after the first paint

        self.job_panel = JobPanel(jobs, self)
        self._layout.addWidget(self.job_panel)

    def show_who(self, name: str) -> None:
        self._who.setText(name)

    def show_office(self, name: str) -> None:
        self._office.setText(name or "未填写单位名称")
