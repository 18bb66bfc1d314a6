"""The first-run assistant."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from domain.office.entities import OfficeFields
from gui.early.parts import STRETCH, Look, Note, button, fill, in_column, in_row, named_label
from gui.early.theme import px, svg_pixmap
from gui.first_run.steps import BackupStep, OfficeStep, PlaceStep, SamplesStep, Step, StepList, WelcomeStep
from gui.jobs import Jobs
from gui.restoring.restart import restore_work
from gui.widgets.dialog import room_for

_ROOM_FOR_STEPS: Final = 760
"""In a narrower window the list of steps makes way, px."""


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What was settled.

    Attributes:
        home: Where the data live.
        office: Whatever was entered of it.
        with_samples: Whether the sample enterprises are wanted.
        with_tour: Whether the tour is wanted.
        is_restored: A restore is prepared in `home`; the rest does not apply.
    """

    home: Path
    office: OfficeFields = field(default_factory=OfficeFields)
    with_samples: bool = False
    with_tour: bool = False
    is_restored: bool = False


class Assistant(QDialog):
    """Leads through the steps; accepted with `outcome` set, rejected where the user closed it.

    Nothing is written before the last step, a restore apart, which is prepared in the folder chosen.
    """

    def __init__(
        self, home: Path, resources: Path, parent: QWidget | None = None, *, is_place_fixed: bool = False
    ) -> None:
        super().__init__(parent)
        self._is_place_fixed = is_place_fixed
        self.setObjectName("assistant")
        self.setWindowTitle("助企兑")
        self.setWindowIcon(QIcon(str(resources / "icons" / "zhuqidui.svg")))
        self.resize(QSize(px(900), px(620)).boundedTo(room_for(self)))
        self._is_narrow = self.width() < px(_ROOM_FOR_STEPS)
        self.outcome: FirstRun | None = None
        self._jobs = Jobs(self)
        self._home = home
        self.welcome = WelcomeStep(self)
        self.backup = BackupStep(home, self._jobs, self)
        self.place = PlaceStep(home, self)
        self.office = OfficeStep(self)
        self.samples = SamplesStep(self)
        self._stack = QStackedWidget(self)
        for step in (self.welcome, self.backup, self.place, self.office, self.samples):
            self._stack.addWidget(step)
        self.list = StepList(self)
        self.skip_button = button("跳过，直接使用", self._on_skip, look=Look.QUIET, parent=self)
        self.back_button = button("上一步", self._on_back, parent=self)
        self.next_button = button("下一步", self._on_next, look=Look.PRIMARY, parent=self)
        self.next_button.setDefault(True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(6))
        self.bar.hide()
        self._lay_out(resources / "icons" / "zhuqidui.svg")
        for card in (self.welcome.new, self.welcome.moved):
            card.toggled.connect(lambda *_: self._refresh())
        self._show(self.welcome)

    @property
    def step(self) -> Step:
        """The step in hand."""
        step = self._stack.currentWidget()
        assert isinstance(step, Step)
        return step

    @property
    def _steps(self) -> list[Step]:
        place = [] if self._is_place_fixed else [self.place]
        if self.welcome.moved.isChecked():
            return [self.welcome, self.backup, *place]
        if self.place.is_occupied:
            return [self.welcome, *place]
        return [self.welcome, *place, self.office, self.samples]

    def _on_next(self) -> None:
        if not self.step.is_complete():
            return
        steps = self._steps
        at = steps.index(self.step)
        if at + 1 < len(steps):
            self._show(steps[at + 1])
        else:
            self._finish()

    def _on_back(self) -> None:
        steps = self._steps
        self._show(steps[steps.index(self.step) - 1])

    def _on_skip(self) -> None:
        self.outcome = FirstRun(self._home)
        self.accept()

    def _finish(self) -> None:
        if self.welcome.moved.isChecked():
            self._restore()
            return
        self.outcome = FirstRun(
            self.place.home,
            self.office.office,
            with_samples=self.samples.samples.isChecked() and not self.place.is_occupied,
            with_tour=self.samples.tour.isChecked(),
        )
        self.accept()

    def _restore(self) -> None:
        preview = self.backup.preview
        assert preview.path is not None
        self._set_at_work(True)
        work = restore_work(self.place.home, preview.path, preview.passphrase)
        self._jobs.run(work, self._on_restored, on_failed=self._on_failed, owner=self)

    def _on_restored(self, _: object) -> None:
        self.outcome = FirstRun(self.place.home, is_restored=True)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_at_work(False)
        self._show(self.backup)
        self.backup.complain(str(error))

    def _set_at_work(self, is_at_work: bool) -> None:
        self.bar.setVisible(is_at_work)
        self._stack.setEnabled(not is_at_work)
        for widget in (self.skip_button, self.back_button, self.next_button):
            widget.setEnabled(not is_at_work)

    def _show(self, step: Step) -> None:
        self._stack.setCurrentWidget(step)
        self._refresh()
        if step is self.office:
            self.office.form.binding.focus("name")
        else:
            self.next_button.setFocus()

    def _refresh(self) -> None:
        steps = self._steps
        at = steps.index(self.step)
        is_last = at + 1 == len(steps)
        self.list.show_steps([step.word for step in steps], at)
        self.back_button.setVisible(at > 0)
        # On the first step the way is not known yet: it never ends there.
        self.next_button.setText("开始使用" if is_last and at > 0 else "下一步")
        self.skip_button.setVisible(not self.welcome.moved.isChecked())

    def _lay_out(self, product_icon: Path) -> None:
        side = QFrame(self)
        side.setObjectName("assistantSide")
        side.setFixedWidth(px(220))
        picture = QLabel(side)
        picture.setPixmap(svg_pixmap(product_icon, 56, self.devicePixelRatioF()))
        name = named_label("assistantName", "助企兑", side)
        in_column(
            picture,
            name,
            26,
            (self.list, 1),
            Note("不联网，数据只在本机", side),
            spacing=10,
            margins=(28, 36, 20, 24),
            of=side,
        )
        foot = in_row(self.skip_button, STRETCH, self.back_button, self.next_button, spacing=8)
        right = QVBoxLayout()
        edge = px(20 if self._is_narrow else 36)
        right.setContentsMargins(edge, edge, edge, px(20))
        right.setSpacing(px(12))
        fill(right, (self._stack, 1), self.bar, foot)
        in_row(side, (right, 1), spacing=0, of=self)
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setVisible(not self._is_narrow)

    # Qt overrides

    def done(self, result: int) -> None:
        self._jobs.shut_down()
        super().done(result)
