"""练习库: a store of invented enterprises in a window of its own, where nothing touches the office's data."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment
from PySide6.QtWidgets import QWidget

from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.store.engine import Store
from domain.store.plain import PRACTICE, STORE_NAME
from domain.values.errors import DomainError
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, in_row
from gui.services import AppContext, Services
from gui.widgets.cards import Card
from gui.widgets.dialog import confirm

_LOCK = "zhuqidui.lock"
_MARK = "这是助企兑的练习库：里面的企业和金额都是虚构的，整个文件夹可以删除。\n"


def practice_home(home: Path) -> Path:
    """Return where the practice store of an office's folder lies: beside it, never in it."""
    return home.with_name(f"{home.name}-练习")


def prepare(context: AppContext, target: Path, reporter: Reporter) -> None:
    """Make a practice store with the sample office in a folder, whole or not at all; called in a job."""
    from domain.enterprises.importing.comparing import Known  # noqa: PLC0415
    from domain.enterprises.importing.entries import Entries  # noqa: PLC0415 - seldom, and long to import
    from domain.enterprises.importing.service import merge_enterprises  # noqa: PLC0415

    making = target.with_name(f"{target.name}.正在准备")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    sample = load_sample_office(context.resources / "samples", context.office)
    store = Store.open(making)
    try:
        seat = store.seat("练习")
        save_office(seat, sample.office)
        entries = Entries.of(sample.enterprises)
        merge_enterprises(seat, entries, context.office, reporter, known=Known.SKIP, source="随附的示例")
    finally:
        store.close()
    (making / PRACTICE).write_text(_MARK, encoding="utf-8")
    making.rename(target)


def begin_anew(target: Path) -> None:
    """Remove a practice store; refuses what is open, and what is none.

    Raises:
        DomainError: It is open, or the folder is not one that `prepare` made.
    """
    if (target / _LOCK).exists():
        raise DomainError("练习库的窗口还开着，请先关闭它再清空")
    if target.exists() and not (target / PRACTICE).exists():
        raise DomainError(f"这个文件夹不是练习库，没有动它（{target}）")
    shutil.rmtree(target, ignore_errors=True)


def command_of(resources: Path) -> list[str]:
    """Return how this very program is started once more."""
    return (
        [sys.executable]
        if getattr(sys, "frozen", False)
        else [sys.executable, str(resources.parent / "main.py")]
    )


class PracticeCard(Card):
    """Opens the practice store beside the office's own; within it, says that it is one."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("练习库", parent)
        self._services = services
        context = services.context
        self.home = practice_home(context.home)
        if context.is_practice:
            self.body.addWidget(
                Note("现在就在练习库里：怎样试都可以，与本单位的数据无关；文书上都印“样张”。", self)
            )
            return
        self.body.addWidget(
            Note(
                "另开一个窗口，用虚构的企业练手：录入、评定、办事项、出文书都可以试，碰不到本单位的数据。",
                self,
            )
        )
        self.open_button = button("打开练习库", self.open, icon_name="play", parent=self)
        self.anew_button = button("清空练习库…", self._on_anew, look=Look.LINK, parent=self)
        self.body.addLayout(in_row(self.open_button, self.anew_button, STRETCH))

    def open(self) -> None:
        """Open the practice store, made first where there is none."""
        if (self.home / STORE_NAME).exists():
            self._start()
            return
        context, home = self._services.context, self.home
        self._services.jobs.run(
            lambda reporter: prepare(context, home, reporter),
            lambda _: self._start(),
            busy=self.open_button,
            owner=self,
            label="正在准备练习库",
        )

    def _start(self) -> None:
        program, *arguments = command_of(self._services.context.resources)
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("ZHUQIDUI_HOME", str(self.home))
        process.setProcessEnvironment(environment)
        process.setProgram(program)
        process.setArguments(arguments)
        if process.startDetached()[0]:
            self._services.messages.success("练习库在另一个窗口打开，上方有“练习库”字样")
        else:
            self._services.messages.error(f"没有能打开练习库：{process.errorString()}")

    def _on_anew(self) -> None:
        confirm(
            self,
            "清空练习库？",
            "练习库里试过的内容都会删除，下次打开从头开始。本单位的数据不受影响。",
            "清空练习库",
            self._anew,
        )

    def _anew(self) -> None:
        home = self.home
        self._services.jobs.run(
            lambda _: begin_anew(home),
            lambda _: self._services.messages.success("练习库已清空"),
            busy=self.anew_button,
            owner=self,
            label="正在清空练习库",
        )
