"""The program checks itself: it drives its own window through the main job, as a clerk would.

For a machine where nobody can look on: a package just installed, a build server. Everything is real, the
store, the fonts, the dialogs; only the hand is missing.
"""

import logging
import time
from collections.abc import Callable, Generator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QFontInfo, QFontMetrics, QGuiApplication
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from domain.cases.awards.listing import CaseFilter
from domain.enterprises.facts import EnterpriseFacts
from domain.exchange.samples import load_sample_office
from domain.policies.files.library import PolicyLibrary
from domain.policies.trace import Decision
from domain.roads.library import ALONE
from domain.store.backup.keeping import last_elsewhere
from gui.backups.making import BackupDialog
from gui.early.action_row import is_within_reach
from gui.early.main_window import MainWindow
from gui.early.page import Page
from gui.early.parts import Link
from gui.early.start import StandIn
from gui.first_run.assistant import Assistant
from gui.first_run.tour import Tour
from gui.forms.asking import TextDialog
from gui.pages.assessment.page import AssessmentPage
from gui.pages.cases.application import ApplicationDialog
from gui.pages.cases.page import CasesPage
from gui.pages.cases.telling import TellDialog
from gui.pages.enterprises.page import EnterprisesPage
from gui.pages.enterprises.register.view import RegisterView
from gui.pages.notices.page import NoticesPage
from gui.pages.payments.page import PaymentsPage
from gui.pages.policies.page import PoliciesPage
from gui.pages.settings.page import SettingsPage
from gui.shell.crash import CrashDialog
from gui.targets import ToCases, ToPage, ToPayable

logger = logging.getLogger(__name__)

OFFICE: Final = "自检区企业服务中心"
_APPROVER: Final = "李主任"
_PAPER: Final = "通知书.pdf"
_BACKUP: Final = "备份.zqdbak"
_STEP_S: Final = 60.0
_TICK_MS: Final = 25
_CLAUSE_SAMPLE: Final = "zhengdong-2022"
_SAMPLES: Final = 2

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=Page)
Script: TypeAlias = Generator[Callable[[], object], None, None]
"""Yields what it waits for: a predicate that must come true."""


class SelfCheckFailed(Exception):
    """Something is not as it must be; the text says what."""


class Walk(QObject):
    """Runs a script on the event loop: each predicate it yields is asked again until it holds."""

    def __init__(self, script: Script, parent: QObject, *, patience_s: float = _STEP_S) -> None:
        super().__init__(parent)
        self._script = script
        self._patience_s = patience_s
        self._awaited: Callable[[], object] = lambda: True
        self._since_s = time.monotonic()
        self.failure = ""
        self.is_over = False
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        try:
            _refuse_crash()
            if not self._awaited():
                if time.monotonic() - self._since_s > self._patience_s:
                    raise SelfCheckFailed(f"等了 {self._patience_s:.0f} 秒没有结果")
                return
            self._awaited = next(self._script)
            self._since_s = time.monotonic()
        except StopIteration:
            self._end()
        except Exception as error:
            logger.exception("self-check failed")
            self._end(str(error) or repr(error))

    def _end(self, failure: str = "") -> None:
        self._timer.stop()
        self.is_over = True
        self.failure = failure
        if failure:
            QApplication.exit(1)


class Ahead(QObject):
    """Sees what is painted before the program is there: the window, and the rows in it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.window: QWidget | None = None
        self.rows: Sequence[Sequence[str]] = ()
        app.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, StandIn):
            window = watched.window()
            register = watched.findChild(RegisterView)
            if isinstance(window, MainWindow) and not window.is_served and isinstance(register, RegisterView):
                self.window, self.rows = window, _cells_of(register)
        return False


class SelfCheck:
    """The main job: first run, an enterprise, assessment, notice issued and saved; a case from the counter
    to the list for the bank; backup. Then the program is opened once more, as on every other day: the window
    is there ahead of it. Screenshot.
    """

    def __init__(
        self,
        folder: Path,
        *,
        resources: Path,
        policies: PolicyLibrary,
        screenshot: Path | None,
        tell: Callable[[str], object],
    ) -> None:
        """Work in an empty folder; `tell` gets a line for each step."""
        self.home = folder / "数据"
        self._folder = folder
        self._say = tell
        self._policies = policies
        self._screenshot = screenshot
        (self._sample, _), (self._applicant, self._granted) = _samples_of(resources, policies)
        self._began_s = time.monotonic()

    def script(self) -> Script:
        """Return the steps from the first start on; each tells on stdout what was found good."""
        _refuse_mute_mistakes()
        yield from self._first_run()
        yield from self._enterprise(self._sample)
        yield from self._ruling()
        yield from self._assessment()
        yield from self._notice()
        yield from self._enterprise(self._applicant)
        yield from self._counter()
        yield from self._payment()
        yield from self._backup()
        the(MainWindow).close()

    def again(self, ahead: Ahead) -> Script:
        """Return the steps once the program was opened anew; `ahead` has watched it from the beginning."""
        yield lambda: find(EnterprisesPage) and find(StandIn) is None
        window, page = the(MainWindow), the(EnterprisesPage)
        if window is not ahead.window:
            raise SelfCheckFailed("再次打开时，窗口没有先于程序显示，原因见数据文件夹里的日志")
        shown = {cell for row in ahead.rows for cell in row}
        if not {self._sample.name, self._applicant.name} <= shown:
            raise SelfCheckFailed("先显示的窗口里没有已登记的企业")
        if _cells_of(page.list) != ahead.rows:
            raise SelfCheckFailed("先显示的企业和程序打开后的不一样")
        self._tell(f"再次打开：窗口和前 {len(ahead.rows)} 户企业先于程序显示，程序接着用的是同一个窗口")
        window.go_to(ToPage("notices"))
        yield lambda: find(NoticesPage) and the(NoticesPage).list.model.rows
        yield lambda: not the(NoticesPage).panel.preview.sentence
        if self._screenshot is not None:
            _save_picture(window, self._screenshot)
            self._tell(f"截图：{self._screenshot}")
        window.close()

    def _tell(self, words: str) -> None:
        self._say(f"✓ {time.monotonic() - self._began_s:5.1f} 秒　{words}")

    def _first_run(self) -> Script:
        yield lambda: find(Assistant)
        assistant = the(Assistant)
        if self._screenshot is not None:
            # Taken anew in the end; that there is no place for it is said before all else is done.
            _save_picture(assistant, self._screenshot)
        font = QFontInfo(QApplication.font())
        metrics = QFontMetrics(QApplication.font())
        if not all(metrics.inFontUcs4(ord(sign)) for sign in "助企兑郑"):
            raise SelfCheckFailed(f"界面字体 {font.family()} 里没有汉字")
        press(assistant.next_button)
        form = assistant.office.form.binding
        values = {"name": OFFICE, "number_prefix": "自检", "contact": "张三", "phone": "0371-00000000"}
        for field, text in values.items():
            form.set_value(field, text)
        press(assistant.next_button)
        press(assistant.next_button)
        yield lambda: find(MainWindow)
        yield lambda: find(Tour)
        press(the(Tour).skip_button)
        window = the(MainWindow)
        yield lambda: any(OFFICE in label.text() for label in window.status_line.findChildren(QLabel))
        screen = QGuiApplication.primaryScreen()
        size = screen.size()
        self._tell(
            f"首次设置；界面字体 {font.family()}，屏幕 {size.width()}×{size.height()}，"
            f"缩放 {screen.devicePixelRatio():.2g}，{QGuiApplication.platformName()}"
        )

    def _enterprise(self, facts: EnterpriseFacts) -> Script:
        the(MainWindow).go_to(ToPage("enterprises"))
        page = page_of(EnterprisesPage)
        yield page.isVisible
        go_back(page)
        yield lambda: is_within_reach(page.new_button)
        press(page.new_button)
        yield page.save_button.isVisible
        _type_in(page, facts)
        press(page.save_button)
        yield lambda: not page.has_unsaved() and page.assess_button.isVisible()
        self._tell(f"登记企业：{facts.name}")

    def _ruling(self) -> Script:
        window = the(MainWindow)
        window.navigation.button_of("policies").click()
        page = page_of(PoliciesPage)
        yield page.ruling.rule.isVisible
        press(page.ruling.rule)
        dialog = the(TextDialog)
        dialog.form.binding.set_value("text", "自检，不对外发文")
        press(dialog.take_button)
        yield lambda: not page.ruling.rule.isVisible()
        self._tell("政策条文不是正式文本：已写明可以出具的理由")

    def _assessment(self) -> Script:
        window = the(MainWindow)
        window.navigation.button_of("assessment").click()
        page = page_of(AssessmentPage)
        yield lambda: page.issue_button.isVisible() and page.issue_button.isEnabled()
        granted = [row for row in page.list.model.rows if row.amount]
        if not granted:
            raise SelfCheckFailed("没有一条符合的条款")
        self._tell(f"评定：{len(page.list.model.rows)} 条，符合 {len(granted)} 条")
        press(page.issue_button)

    def _notice(self) -> Script:
        page = page_of(NoticesPage)
        issuing = page.issuing
        yield lambda: issuing.can_issue() and issuing.issue_button.isEnabled()
        issuing.form.binding.set_value("approver", _APPROVER)
        issuing.form.binding.set_value("approved_on", date.today())
        press(issuing.issue_button)
        yield lambda: page.list.selected() and page.save_button.isEnabled()
        chosen = page.list.selected()
        press(page.save_button)
        target = self._folder / _PAPER
        yield lambda: find(QFileDialog)
        choose_file(the(QFileDialog), target)
        yield lambda: target.exists() and target.stat().st_size
        pages, text = _read_pdf(target)
        for wanted in (self._sample.name, chosen[0].number, OFFICE):
            if wanted not in text:
                raise SelfCheckFailed(f"通知书 PDF 里没有“{wanted}”")
        self._tell(f"通知书：出具 {len(chosen)} 份，存为 PDF 共 {pages} 页，读回 {chosen[0].number}")

    def _counter(self) -> Script:
        """Somebody comes to the counter; the case goes its road to the decision and the notice."""
        the(MainWindow).go_to(ToCases(CaseFilter()))
        page = page_of(CasesPage)
        yield lambda: is_within_reach(page.apply_button)
        press(page.apply_button)
        yield lambda: find(ApplicationDialog)
        dialog = the(ApplicationDialog)
        yield lambda: dialog.known is not None
        dialog.enterprise.line.setText(self._applicant.name)
        dialog.enterprise.line.textEdited.emit(self._applicant.name)
        yield dialog.enterprise.found.isVisible
        dialog.enterprise.found.itemActivated.emit(dialog.enterprise.found.item(0))
        dialog.policy.set_value(_CLAUSE_SAMPLE)
        dialog.clause.set_value(self._granted.clause_id)
        dialog.road.set_value(ALONE)
        dialog.form.binding.set_value("by_whom", "刘会计")
        dialog.papers.take_all()
        yield dialog.go_button.isEnabled
        press(dialog.go_button)
        yield lambda: find(ApplicationDialog) is None
        view = page.case_view
        yield lambda: view.case is not None and bool(view.acts.buttons)
        press(view.acts.buttons[0])
        yield lambda: find(TellDialog)
        telling = the(TellDialog)
        yield telling.go_button.isEnabled
        telling.form.binding.set_value("approver", _APPROVER)
        press(telling.go_button)
        yield lambda: find(TellDialog) is None
        self._tell(f"事项：{self._applicant.name}申报，批准并下达")

    def _payment(self) -> Script:
        """What was granted is listed for the bank."""
        the(MainWindow).go_to(ToPayable())
        page = page_of(PaymentsPage)
        yield lambda: page.payable.isVisible() and page.payable.model.ids
        page.payable.model.tick(page.payable.model.ids, is_ticked=True)
        yield page.make_button.isEnabled
        press(page.make_button)
        yield lambda: page.one.now is not None and page.one.list.model.rows
        lines = page.one.list.model.rows
        names = {line.line.enterprise_name for line in lines}
        if not {self._sample.name, self._applicant.name} <= names:
            raise SelfCheckFailed("拨付批次里少了已下达的事项")
        self._tell(f"拨付：列成一批，{len(lines)} 笔")

    def _backup(self) -> Script:
        window = the(MainWindow)
        window.navigation.button_of("settings").click()
        card = page_of(SettingsPage).backup_card
        press(card.make_button)
        press(the(BackupDialog).next_button)
        yield lambda: find(QFileDialog)
        target = self._folder / _BACKUP
        choose_file(the(QFileDialog), target)
        yield lambda: last_elsewhere(self.home)
        self._tell(f"备份：{target}，试还原完好")


def _samples_of(resources: Path, policies: PolicyLibrary) -> list[tuple[EnterpriseFacts, Decision]]:
    """Return two sample enterprises to be typed in, each with something that it is granted."""
    from domain.policies.one.assessment import assess  # noqa: PLC0415
    from domain.policies.trace import Outcome  # noqa: PLC0415

    policy, found = policies.find(_CLAUSE_SAMPLE), []
    for facts in load_sample_office(resources / "samples", policies.dictionary).enterprises:
        decisions = assess(policy, facts, policies.dictionary)
        granted = [one for one in decisions if one.outcome is Outcome.GRANTED and one.amount > 0]
        found += [(facts, one) for one in granted[:1]]
        if len(found) == _SAMPLES:
            return found
    raise SelfCheckFailed("示例里没有符合条件的企业")


def _type_in(page: EnterprisesPage, facts: EnterpriseFacts) -> None:
    """Type an enterprise into the empty form, field by field as its editors take text."""
    page.form.load(facts)
    typed = page.form.typed()
    page.form.load(None)
    page.form.restore(typed)
    if not page.has_unsaved():
        raise SelfCheckFailed("表单没有记下录入的内容")


def choose_file(dialog: QFileDialog, target: Path) -> None:
    """Answer a file dialog as a person does: type the name, press Enter."""
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    line.setText(str(target))
    line.returnPressed.emit()


def _cells_of(register: RegisterView) -> list[list[str]]:
    """Return what stands in the rows of the register."""
    model = register.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _read_pdf(path: Path) -> tuple[int, str]:
    """Return the number of pages and all text, without the line ends that the sheet brings."""
    document = QPdfDocument()
    document.load(str(path))
    count = document.pageCount()
    text = "".join(document.getAllText(page).text() for page in range(count))
    document.close()
    return count, "".join(text.split())


def find(kind: type[W]) -> W | None:
    """Return the widget of a kind that is on the screen."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, kind) and window.isVisible():
            return window
        child = window.findChild(kind) if window.isVisible() else None
        if isinstance(child, kind) and child.isVisible():
            return child
    return None


def the(kind: type[W]) -> W:
    widget = find(kind)
    if widget is None:
        raise SelfCheckFailed(f"没有看到 {kind.__name__}")
    return widget


def page_of(kind: type[P]) -> P:
    """Return the page of a kind, of the window that is shown; it has been shown before."""
    page = the(MainWindow).findChild(kind)
    if not isinstance(page, kind):
        raise SelfCheckFailed(f"没有 {kind.__name__}")
    return page


def press(button: QAbstractButton) -> None:
    """Press a button that can be pressed, be it in the menu of its row."""
    if not (is_within_reach(button) and button.isEnabled()):
        raise SelfCheckFailed(f"“{button.text()}”按不了")
    button.click()


def go_back(page: Page) -> None:
    """Follow the way back above the title of a page, where it has one."""
    way = page.header.findChild(Link, "backLink")
    if isinstance(way, Link) and way.isVisible():
        way.followed.emit()


def _refuse_mute_mistakes() -> None:
    """See that a wrong argument is told in words: in a bundle, PySide6 loads them only now."""
    words = ""
    try:
        QRect("a")  # type: ignore[call-overload]
    except TypeError as error:
        words = str(error)
    if "Supported signatures" not in words:
        raise SelfCheckFailed("Qt 说不出参数错在哪里")


def _refuse_crash() -> None:
    dialog = find(CrashDialog)
    if dialog is not None:
        raise SelfCheckFailed(f"程序出错：\n{dialog.report.toPlainText()}")


def _save_picture(window: QWidget, target: Path) -> None:
    if not window.grab().save(str(target)):
        raise SelfCheckFailed(f"写不了截图 {target}")


def run_self_check(open_office: Callable[[], int], app: QApplication, check: SelfCheck) -> str:
    """Open the program twice and walk through it; return what went wrong, empty if all was well."""
    # The system's own file dialog cannot be answered from here.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return _walk(open_office, app, check.script()) or _walk(open_office, app, check.again(Ahead(app)))


def _walk(open_office: Callable[[], int], app: QApplication, script: Script) -> str:
    walk = Walk(script, app)
    status = open_office()
    if walk.failure or not walk.is_over or status:
        return walk.failure or f"程序提前结束（{status}）"
    return ""
