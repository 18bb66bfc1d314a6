"""From the start of the program to its window and back: one instance, a sound store, the last backup."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from domain.store.backup.places import sweep
from domain.store.damage import Condition, Finding, examine, set_aside
from domain.store.engine import Seat, Store, is_shared_in
from domain.store.plain import READY
from domain.store.problems import StoreBroken
from domain.values.errors import DomainError
from gui.backups.caretaker import Caretaker, back_up_at_exit
from gui.early.parts import Look
from gui.early.preferences import FontScale, Purpose
from gui.early.start import Early
from gui.early.theme import apply_theme
from gui.first_run.place import default_home, remember_home
from gui.restoring.restart import Ending, end_window
from gui.services import AppContext, Services
from gui.shell.app import Elsewhere, Shell, run
from gui.shell.crash import CrashReporter, show_refusal, start_log
from gui.shell.instance import Instance, InUse, bring_forward, take_over
from gui.targets import ToPage
from gui.widgets.dialog import Answer, ask

logger = logging.getLogger(__name__)

ContextOf: TypeAlias = Callable[[Store, Path], AppContext]
"""Returns the context around an open store in a folder."""

_BROKEN: Final = (
    "程序出错，没有能打开。已经保存的数据没有受影响。请再打开一次；如果还是这样，请把日志交给技术人员。"
)
_LOST: Final = (
    "这台电脑休眠期间，另一台电脑打开了同一份数据。为避免弄乱数据，助企兑已停止使用它。"
    "请先在那台电脑上退出，再重新打开。"
)


def open_office(
    app: QApplication,
    home: Path,
    *,
    resources: Path,
    is_place_fixed: bool,
    context_of: ContextOf,
    early: Early | None = None,
    early_failure: Exception | None = None,
) -> int:
    """Show the window on the data in a folder until it is closed; return the exit status.

    Unless `is_place_fixed` the first-run assistant may choose another folder. `early` is a window that is
    shown already; it is completed, or taken away where something else must be shown. `early_failure` is the
    defect for which there is none; it goes into the log.
    """
    opening = _Opening(app, resources, context_of, early)
    opening.early_failure = early_failure
    try:
        if bring_forward(home):
            return 0
        return opening.run(home, is_place_fixed=is_place_fixed)
    except DomainError as error:
        opening.end_early()
        return show_refusal(app, str(error), resources)
    except Exception as error:
        # Ahead of the window there is nothing to go on with: said once, and the end.
        log = opening.log or start_log(home)
        logger.critical("defect ahead of the window", exc_info=error)
        opening.end_early()
        return show_refusal(app, f"{_BROKEN}（{log}）", resources)
    finally:
        opening.end_early()


class _Opening:
    """One run of the program; the window may be opened several times in it, e.g. after a restore."""

    def __init__(
        self, app: QApplication, resources: Path, context_of: ContextOf, early: Early | None
    ) -> None:
        self._app = app
        self._resources = resources
        self._context_of = context_of
        self._early = early
        self._program = app.applicationVersion()
        self._crash: CrashReporter | None = None
        self.log: Path | None = None
        self.early_failure: Exception | None = None
        self._first_shown: Callable[[Services, Shell], None] | None = None
        self._told_open: set[Path] = set()
        """Of which folders it was said, where it is so, that others get into them."""

    def end_early(self) -> None:
        """Take the early window away, unless it has been completed."""
        early, self._early = self._early, None
        if early is not None:
            early.end()

    def run(self, home: Path, *, is_place_fixed: bool) -> int:
        if not is_place_fixed and home != default_home() and not home.exists():
            found = self._look_for(home)
            if found is None:
                return 0
            home = found
        instance = self._hold(home)
        if instance is None:
            return 0
        try:
            if examine(home).condition is Condition.NEW and not (home / READY).exists():
                chosen = self._ask_first(home, is_place_fixed=is_place_fixed)
                if chosen is None:
                    return 0
                if chosen != home:
                    instance.release()
                    instance = Instance(chosen, self._app)
                    remember_home(chosen)
                    home = chosen
            return self._run_in(home, instance)
        finally:
            instance.release()

    def _run_in(self, home: Path, instance: Instance) -> int:
        if self._crash is None:
            self.log = start_log(home)
            self._crash = CrashReporter(self.log, self._app)
            self._crash.install()
            if self.early_failure is not None:
                logger.error("no window ahead of the program", exc_info=self.early_failure)
        instance.lost.connect(partial(end_window, Ending.LOST))
        suspicion = ""
        while True:
            store = self._sound_store(home, suspicion)
            if store is None:
                return 0
            ending = self._show(store, home, instance)
            match ending:
                case Ending.RESTART:
                    suspicion = ""
                case Ending.RECOVER:
                    suspicion = "quick_check"
                case _:
                    instance.close_door()
                    back_up_at_exit(home, self._program)
                    return ending

    def _look_for(self, home: Path) -> Path | None:
        """Ask for a folder that was chosen once and is not there, before anything is created in its place."""
        apply_theme(self._app, self._resources, FontScale.STANDARD)
        self.end_early()
        while not home.exists():
            text = f"找不到数据文件夹（{home}）。如果它在 U 盘或共享文件夹上，请接好后再试。"
            box = QMessageBox(QMessageBox.Icon.Warning, "助企兑", text)
            again = box.addButton("再试一次", QMessageBox.ButtonRole.AcceptRole)
            other = box.addButton("改用本机的位置", QMessageBox.ButtonRole.DestructiveRole)
            box.addButton("退出", QMessageBox.ButtonRole.RejectRole)
            box.setDefaultButton(again)
            _run_dialog(self._app, box)
            if box.clickedButton() is other:
                home = default_home()
                remember_home(home)
                return home
            if box.clickedButton() is not again:
                return None
        return home

    def _hold(self, home: Path) -> Instance | None:
        """Take the folder, after asking where a machine that crashed still seems to have it."""
        try:
            return Instance(home, self._app)
        except InUse as refusal:
            if not refusal.is_left_behind:
                raise
            self.end_early()
            apply_theme(self._app, self._resources, FontScale.STANDARD)
            box = QMessageBox(QMessageBox.Icon.Warning, "助企兑", str(refusal))
            go_on = box.addButton("已确认，继续打开", QMessageBox.ButtonRole.AcceptRole)
            box.addButton("退出", QMessageBox.ButtonRole.RejectRole)
            _run_dialog(self._app, box)
            if box.clickedButton() is not go_on:
                return None
            take_over(home)
            return Instance(home, self._app)

    def _ask_first(self, home: Path, *, is_place_fixed: bool) -> Path | None:
        """Run the first-run assistant; return the folder to use, None where the user closed it."""
        from gui.first_run.assistant import Assistant  # noqa: PLC0415 - once in a lifetime
        from gui.shell.settling import settle  # noqa: PLC0415

        self.end_early()
        apply_theme(self._app, self._resources, FontScale.STANDARD)
        assistant = Assistant(home, self._resources, is_place_fixed=is_place_fixed)
        _run_dialog(self._app, assistant)
        if assistant.outcome is None:
            return None
        self._first_shown = partial(settle, assistant.outcome)
        return assistant.outcome.home

    def _sound_store(self, home: Path, suspicion: str) -> Store | None:
        """Open the store, after whatever must be put right before; None where the user gave up."""
        self._put_into_place(home)
        finding = Finding(Condition.DAMAGED, suspicion) if suspicion else examine(home)
        if finding.condition in (Condition.DAMAGED, Condition.MISSING):
            if not self._recover(home, finding):
                return None
            self._put_into_place(home)
        try:
            return Store.open(home, program=self._program)
        except StoreBroken as error:
            # What looking at it did not show; who is asked each time is the user.
            return self._sound_store(home, str(error))

    def _put_into_place(self, home: Path) -> None:
        if not (home / READY).exists():
            sweep(home)
            return
        from domain.store.backup.restoring import finish  # noqa: PLC0415 - only where there is one

        finish(home)

    def _recover(self, home: Path, finding: Finding) -> bool:
        from gui.restoring.recovery import Choice, RecoveryDialog  # noqa: PLC0415

        self.end_early()
        logger.error("store is %s: %s", finding.condition.name.lower(), finding.reason)
        apply_theme(self._app, self._resources, FontScale.STANDARD)
        dialog = RecoveryDialog(home, finding)
        _run_dialog(self._app, dialog)
        if dialog.choice is Choice.EMPTY:
            set_aside(home)
        return dialog.choice is not Choice.QUIT

    def _show(self, store: Store, home: Path, instance: Instance) -> int:
        context = self._context_of(store, home)
        if store.ask(is_shared_in):
            seat = self._sign_in(context, instance)
            if seat is None:
                store.close()
                return 0
            context = replace(context, seat=seat)
        elif self._early is not None and self._early.sign_in is not None:
            self.end_early()
        assert self._crash is not None
        caretakers, crash = list[Caretaker](), self._crash

        def on_shown(services: Services, shell: Shell) -> None:
            exports = services.preferences.folder(Purpose.SAVE)
            caretaker = Caretaker(home, self._program, services.messages, self._app, exports=exports)
            caretaker.damaged.connect(_Once(partial(_tell_damage, shell)))
            caretaker.jobs.broke.connect(crash.report)
            caretaker.flawed.connect(partial(_tell_flaws, services))
            services.jobs.store_broke.connect(caretaker.damaged)
            caretaker.begin_later()
            caretakers.append(caretaker)
            QTimer.singleShot(0, shell, partial(_tell_of_numbers, services, shell))
            Elsewhere(services, shell).begin()
            if home not in self._told_open:
                self._told_open.add(home)
                QTimer.singleShot(0, shell, partial(_tell_of_open_folder, services, shell))
            # By its name: the window is built anew now and then.
            instance.shown.connect(lambda: shell.window.come_forward())  # noqa: PLW0108
            first_shown, self._first_shown = self._first_shown, None
            if first_shown is not None:
                first_shown(services, shell)

        try:
            early, self._early = self._early, None
            ending = run(self._app, context, crash=crash, early=early, on_shown=on_shown)
        finally:
            for caretaker in caretakers:
                caretaker.shut_down()
                caretaker.deleteLater()
        if ending == Ending.LOST:
            self._leave_at_once()
        store.close()
        return ending

    def _sign_in(self, context: AppContext, instance: Instance) -> Seat | None:
        """Have somebody sign in before anything of the office is shown; None where nobody did."""
        from gui.people.sign_in import SignIn  # noqa: PLC0415 - only where several people work

        early = self._early
        if early is None or early.sign_in is None:
            self.end_early()
            early = self._early = Early(
                self._app,
                context.home,
                resources=self._resources,
                store=context.store.path,
                office="",
                who="",
            )
        assert early.sign_in is not None
        panel, seats = early.sign_in.panel, list[Seat]()
        signing_in = SignIn(context, panel)

        def sit_down(seat: Seat) -> None:
            seats.append(seat)
            self._app.exit(0)

        signing_in.seated.connect(sit_down)
        panel.left.connect(early.window.close)
        coming = instance.shown.connect(early.window.come_forward)
        early.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, True)
        self._app.exec()
        early.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        instance.shown.disconnect(coming)
        signing_in.end()
        if not seats:
            return None
        early.preferences.keep_last_sign_in(signing_in.signed_in_by)
        early.sit_down(seats[0].who.name)
        return seats[0]

    def _leave_at_once(self) -> NoReturn:
        """End without closing the store, which would write what is in its log into the other's data."""
        show_refusal(self._app, _LOST, self._resources)
        logging.shutdown()
        os._exit(1)


class _Once:
    """Calls something the first time only: every job that meets the damage would ask anew."""

    def __init__(self, call: Callable[[str], object]) -> None:
        self._call: Callable[[str], object] | None = call

    def __call__(self, reason: str) -> None:
        call, self._call = self._call, None
        if call is not None:
            call(reason)


def _tell_of_numbers(services: Services, shell: Shell) -> None:
    from gui.restoring.telling import NumbersTeller  # noqa: PLC0415 - after the first paint

    NumbersTeller(services, shell.window).begin()


def _tell_of_open_folder(services: Services, shell: Shell) -> None:
    from gui.files.viewing import OpenFolderTeller  # noqa: PLC0415 - after the first paint

    OpenFolderTeller(
        services, lambda: shell.window.message_bar.message is None, services.context.home, shell
    ).begin()


def _tell_damage(shell: Shell, reason: str) -> None:
    logger.error("store is damaged: %s", reason)
    ask(
        shell.window,
        "数据文件有损坏",
        "程序检查时发现数据文件有一处损坏，可能是断电或磁盘故障造成的。请不要继续录入："
        "现在退出并恢复最近的完好备份，损坏的文件会原样留着。",
        (
            Answer("现在恢复", partial(end_window, Ending.RECOVER), Look.PRIMARY),
            Answer("稍后（下次启动再提醒）"),
        ),
    )


def _tell_flaws(services: Services, sentence: str) -> None:
    services.messages.warning(sentence, action=("去看看", lambda: services.go_to(ToPage("settings"))))


def _run_dialog(app: QApplication, dialog: QDialog) -> None:
    """Show a dialog that stands in place of the window, until it is closed."""
    dialog.setWindowFlag(Qt.WindowType.Window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.finished.connect(lambda *_: app.exit(0))
    # Its closing as the last window would also end the loop that comes next.
    app.setQuitOnLastWindowClosed(False)
    dialog.show()
    app.exec()
    dialog.hide()
    app.setQuitOnLastWindowClosed(True)
