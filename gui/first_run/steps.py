"""The steps of the first-run assistant, each a widget of its own."""

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QScrollArea, QWidget

from domain.office.entities import OfficeFields
from domain.store.plain import STORE_NAME
from gui.early.application import input_problem
from gui.early.parts import (
    STRETCH,
    Complaint,
    ElidedLabel,
    Note,
    PushButton,
    button,
    empty,
    fill,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import ACCENT, icon_pixmap
from gui.files.file_dialogs import ask_for_backup, ask_for_folder
from gui.first_run.place import folder_for
from gui.forms.editors import UNSET
from gui.jobs import Jobs
from gui.pages.settings.office_form import office_form
from gui.restoring.preview import BackupPreview
from gui.widgets.cards import Banner, Card


class ChoiceCard(PushButton):
    """One of a few ways to go on: a picture, a title, a sentence. Pressed like a radio button."""

    def __init__(self, icon_name: str, title: str, words: str, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setObjectName("choiceCard")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        picture = QLabel(self)
        picture.setPixmap(icon_pixmap(icon_name, ACCENT, 28, self.devicePixelRatioF()))
        heading = named_label("choiceTitle", title, self)
        text = Note(words, self)
        in_row(
            picture, (in_column(heading, text, spacing=2), 1), spacing=16, margins=(18, 14, 18, 14), of=self
        )
        for label in (picture, heading, text):
            # The card takes the click, whatever part of it is hit.
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Step(QWidget):
    """One step: a title, a sentence, and what is asked."""

    word: str
    """In the list of steps."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        heading = named_label("pageTitle", title, self)
        layout = in_column(heading, Note(words, self), 10, spacing=10, of=self)
        # Scrolls where the screen is small or the type large.
        area = QScrollArea(self)
        area.setObjectName("stepArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        self.body = in_column(spacing=12, of=inside)
        area.setWidget(inside)
        layout.addWidget(area, 1)

    def is_complete(self) -> bool:
        """Whether one may go on; shows what is lacking if not."""
        return True


class WelcomeStep(Step):
    """New, or brought from another machine."""

    word = "开始"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "欢迎使用助企兑",
            "登记企业、对照政策逐户评定、出具审批通知书，都在这台电脑上完成，不需要联网。"
            "先用一两分钟把它准备好；哪一步都可以先跳过，以后在“设置”里补。",
            parent,
        )
        problem = input_problem(os.environ)
        if problem:
            banner = Banner("warning", "keyboard", self)
            banner.say(problem)
            self.body.addWidget(banner)
        self.new = ChoiceCard("plus", "第一次使用", "从头开始，填写本单位信息。", self)
        self.moved = ChoiceCard(
            "upload", "从备份恢复", "换电脑或重装过：选一个备份文件，数据全部搬过来。", self
        )
        self._group = _grouped(self, self.new, self.moved)
        self.new.setChecked(True)
        fill(self.body, self.new, self.moved, STRETCH)


class BackupStep(Step):
    """Which backup."""

    word = "备份文件"

    def __init__(self, home: Path, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(
            "选择备份文件",
            "在原来的电脑上，用“设置 — 备份 — 立即备份”存一个文件到 U 盘，再在这里选它。",
            parent,
        )
        self.file_button = button("选择备份文件…", self._on_file, icon_name="folder", parent=self)
        self.preview = BackupPreview(home, jobs, self)
        self.preview.ready_changed.connect(self._on_ready_changed)
        self.complaint = Complaint(self)
        card = Card(parent=self)
        card.body.addWidget(self.preview)
        self._card = card
        card.hide()
        fill(self.body, in_row(self.file_button, STRETCH), card, self.complaint, STRETCH)

    def show_file(self, path: Path) -> None:
        self.preview.show_backup(path)

    def is_complete(self) -> bool:
        if self.preview.manifest is None:
            self.complain("请先选择一个能打开的备份文件")
            return False
        return True

    def complain(self, words: str) -> None:
        self.complaint.say(words)

    def _on_file(self) -> None:
        ask_for_backup(self, self.show_file)

    def _on_ready_changed(self, _: bool) -> None:
        self._card.setVisible(self.preview.path is not None)
        self.complaint.hide()


class PlaceStep(Step):
    """Where the data live."""

    word = "数据位置"

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            "数据放在哪里", "全部数据都在一个文件夹里，只有本机当前用户能读。一般不用改。", parent
        )
        self.home = home
        card = Card(parent=self)
        self.path = ElidedLabel(str(home), card, mode=Qt.TextElideMode.ElideMiddle)
        self.change_button = button("更改…", self._on_change, icon_name="folder", parent=card)
        card.body.addLayout(in_row((self.path, 1), self.change_button, spacing=12))
        self.found = Note("", self)
        self.found.hide()
        fill(self.body, card, self.found)
        for words in (
            "每次启动和退出时，数据有改动就自动备份一份，按天、周、月保留。",
            "也可以放在 U 盘或共享文件夹里，但同一时间只能在一台电脑上打开。",
            "请再定期用“设置 — 备份”往 U 盘上存一份：电脑坏了，本机的备份也会丢。",
        ):
            self.body.addWidget(_bullet(words, self))
        self.body.addStretch(1)

    def choose(self, folder: Path) -> None:
        """Use this folder, or one inside it where other things lie in it."""
        self.home = folder_for(folder, STORE_NAME)
        self.path.setText(str(self.home))
        is_known = (self.home / STORE_NAME).exists()
        self.found.setText("这个文件夹里已经有助企兑的数据，将直接使用它。" if is_known else "")
        self.found.setVisible(is_known)

    @property
    def is_occupied(self) -> bool:
        """Whether there are data already."""
        return (self.home / STORE_NAME).exists()

    def _on_change(self) -> None:
        ask_for_folder(self, self.home, self.choose)


class OfficeStep(Step):
    """What stands on papers about the office."""

    word = "本单位"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "本单位信息",
            "通知书的红头、文号、落款和联系方式取自这里。还没定的可以空着，以后在“设置”里填。",
            parent,
        )
        self.form = office_form()
        self.form.binding.changed.connect(self._on_changed)
        self._suggested = {"mark": "", "signer": ""}
        fill(self.body, self.form, STRETCH)

    @property
    def office(self) -> OfficeFields:
        """What was entered; empty where complaints stand in the way."""
        office = self.form.submit()
        return office if isinstance(office, OfficeFields) else OfficeFields()

    def is_complete(self) -> bool:
        return isinstance(self.form.submit(), OfficeFields)

    def _on_changed(self, field: str) -> None:
        """Suggest mark and signer from the name, for as long as the user has not written others."""
        if field != "name":
            return
        values = self.form.values()
        name = str(values.get("name", ""))
        for other, text in (("mark", f"{name}文件" if name else ""), ("signer", name)):
            if str(values.get(other, "")) == self._suggested[other]:
                self._suggested[other] = text
                self.form.binding.set_value(other, text or UNSET)


class SamplesStep(Step):
    """Samples, or an empty register."""

    word = "示例数据"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "要不要先拿示例练手", "示例企业都是虚构的，可以随便改、随便删，练熟了再录真的。", parent
        )
        self.empty = ChoiceCard("inbox", "从空白开始", "直接登记本区的企业。", self)
        self.samples = ChoiceCard(
            "play", "载入示例企业", "六十多户虚构的企业，可以马上评定、看通知书样张。", self
        )
        self._group = _grouped(self, self.empty, self.samples)
        self.empty.setChecked(True)
        self.tour = QCheckBox("打开后用两分钟看一遍各页是做什么的", self)
        self.tour.setChecked(True)
        fill(self.body, self.empty, self.samples, 8, self.tour, STRETCH)


class StepList(QWidget):
    """The steps at the left; the one in hand stands out, those done carry a tick."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = in_column(spacing=6, of=self)
        self.labels: list[QLabel] = []

    def show_steps(self, words: list[str], current: int) -> None:
        """Show these steps, one of them in hand."""
        empty(self._column)
        self.labels = []
        for at, word in enumerate(words):
            mark = "✓" if at < current else str(at + 1)
            label = named_label("stepWord", f"{mark}　{word}", self)
            label.setProperty("state", _STATES[(at > current) - (at < current)])
            self._column.addWidget(label)
            self.labels.append(label)
        self._column.addStretch(1)


_STATES: Final = {-1: "done", 0: "current", 1: "coming"}


def _grouped(parent: QWidget, *cards: ChoiceCard) -> QButtonGroup:
    group = QButtonGroup(parent)
    group.setExclusive(True)
    for card in cards:
        group.addButton(card)
    return group


def _bullet(words: str, parent: QWidget) -> QWidget:
    line = QWidget(parent)
    dot, text = QLabel("·", line), Note(words, line)
    dot.setObjectName("note")
    in_row((dot, Qt.AlignmentFlag.AlignTop), (text, 1), spacing=8, margins=(4, 0, 0, 0), of=line)
    return line
