"""The window that is shown before the program is there, and how the program takes it over."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import isValid

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.store.engine import Store
from domain.store.permits import Role
from domain.store.plain import STORE_NAME
from gui.early.start import Early, StandIn
from gui.pages.enterprises.page import EnterprisesPage
from gui.pages.enterprises.register.view import RegisterView
from gui.shell.app import Shell
from gui.shell.self_check import Ahead
from gui.targets import ToPage
from tests.domain.store.offices import OFFICE, fill
from tests.meddling import meddling
from tests.packaging.stand_in import put_stand_in

ROOT = Path(__file__).parents[2]

BUNDLED = """
exec(open("packaging/when_asked.py", encoding="utf-8").read())
import sys
def modules():
    return [name for name, one in sys.modules.items() if not isinstance(one, _Waiting)]
"""

ROWS = f"""{BUNDLED}
from pathlib import Path
import main
from gui.early.application import begin_app

app = begin_app(["zhuqidui"], main.VERSION)
import gui.early.start
assert main._show_early(app, Path(sys.argv[1]))
# Types of Qt are made when they are first asked for.
rooms = ("PySide6.QtGui", "PySide6.QtWidgets")
types = [one + "." + name for one in rooms for name in vars(sys.modules[one])]
print(*modules(), *types)
"""

FRAME = ROWS.replace("assert", "gui.early.start.Early.show_rows = lambda early: True\nassert")

WHOLE = f"""{BUNDLED}
from pathlib import Path
import main
from PySide6.QtCore import QTimer
from gui.early.application import begin_app
from gui.early.main_window import MainWindow

app = begin_app(["zhuqidui"], main.VERSION)

def look():
    for window in app.topLevelWidgets():
        if isinstance(window, MainWindow) and window.is_served and window.page.isVisible():
            timer.stop()
            print(*modules())
            window.close()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main.show_office(app, Path(sys.argv[1]), is_place_fixed=True))
"""


def imported_by(script: str, *arguments: str, beside: Path) -> set[str]:
    """Run a script that prints the modules it has imported, with PySide6 as it is bundled; return them."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={
            # What measures the tests imports things of its own.
            **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
            "QT_QPA_PLATFORM": "offscreen",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",  # as main.main does
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": str(put_stand_in(beside)),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.fixture
def store(small_store: Store) -> Store:
    return small_store


@pytest.fixture
def home(context) -> Path:
    return context.home


@pytest.fixture
def early(qapp, resources, home):
    early = Early(qapp, home, resources=resources, store=home / STORE_NAME, office=OFFICE, who="王小梅")
    yield early
    if isValid(early.window):
        early.end()


EARLY = ROOT / "gui" / "early"
WITHOUT_WAITING = re.compile(
    r"gui\.early\b|PySide6\.Qt(Core|Gui|Svg|Widgets)$|domain\.values\.(ids|texts)$"
    r"|(collections\.abc|enum|functools|os|pathlib|re|sys|typing)$"
)


def imported_at_once(source: str) -> list[str]:
    """Return what a module imports as it is loaded: neither for its types nor within functions."""
    ahead, found = list(ast.parse(source).body), []
    while ahead:
        match ahead.pop():
            case ast.Import(names=names):
                found += [one.name for one in names]
            case ast.ImportFrom(module=str(module)):
                found.append(module)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.FunctionDef():
                pass
            case ast.stmt() as other:
                ahead += [one for one in ast.iter_child_nodes(other) if isinstance(one, ast.stmt)]
    return found


@pytest.mark.parametrize("path", sorted(EARLY.glob("*.py")), ids=lambda path: path.stem)
def test_that_what_is_shown_first_waits_for_nothing_else(path):
    assert [one for one in imported_at_once(path.read_text("utf-8")) if not WITHOUT_WAITING.match(one)] == []


def words_of(window):
    """Return what a window says."""
    return {
        widget.text()
        for kind in (QLabel, QPushButton)
        for widget in window.findChildren(kind)
        if widget.isVisible()
    }


def cells_of(table):
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_that_the_frame_is_the_window_itself_and_not_a_picture_of_it(early):
    assert early.window.isVisible()
    assert not early.window.is_served
    assert {"企业", "新增企业", OFFICE} <= words_of(early.window)
    entries = [early.window.navigation.button_of(page_id) for page_id in early.window.page_ids]
    assert [entry.accessibleName() for entry in entries if entry.isVisible()] == [
        "企业",
        "政策",
        "评定",
        "事项",
        "资金",
        "拨付",
        "通知书",
        "政策直达",
        "走访",
        "问题",
        "办事指南",
        "项目",
        "培育",
        "对接",
        "统计",
        "操作记录",
        "回收站",
        "设置",
    ]
    assert early.window.navigation.button_of("enterprises").isChecked()
    assert early.window.windowTitle().startswith("企业")


def test_that_nothing_but_the_question_who_it_is_is_shown_where_people_sign_in(qapp, resources, home):
    early = Early(qapp, home, resources=resources, store=home / STORE_NAME, office=OFFICE, who="")
    assert words_of(early.window) == {OFFICE, "登录", "登录名", "密码", "忘了密码，用恢复码", "退出程序"}
    early.sit_down("李建国")
    assert {"工作台", "李建国"} <= words_of(early.window)
    assert early.window.windowTitle().startswith("工作台")
    early.end()


def test_that_the_rows_shown_early_are_those_that_stay(early, qapp, services, idle, qtbot):
    ahead = Ahead(qapp)
    assert early.show_rows()
    qapp.removeEventFilter(ahead)
    shown = cells_of(early.window.findChild(RegisterView).table)
    assert len(shown) == 6
    assert (ahead.window, ahead.rows) == (early.window, shown), "as the program checks itself"
    shell = Shell(qapp, services, early=early.window)
    page = shell.window.page
    assert isinstance(page, EnterprisesPage)
    idle()
    qtbot.waitUntil(page.isVisible)
    assert shell.window is early.window
    assert cells_of(page.list.table) == shown
    assert page.list.foot.text() == "共 6 户"
    shell.close()


def test_that_what_is_said_before_the_rows_are_read_stays(early, qapp, services, idle, qtbot):
    early.show_rows()
    shell = Shell(qapp, services, early=early.window)
    services.messages.warning("two numbers were not used")
    idle()
    qtbot.waitUntil(lambda: early.window.findChild(StandIn) is None)
    assert shell.window.message_bar.message is not None
    shell.window.go_to(ToPage("settings"))
    assert shell.window.message_bar.message is None
    shell.close()


def test_that_a_page_asked_for_before_the_rows_are_read_stays(early, qapp, services, idle, qtbot):
    early.show_rows()
    shell = Shell(qapp, services, early=early.window)
    shell.window.go_to(ToPage("settings"))
    assert shell.window.page.page_id == "settings"
    idle()
    qtbot.waitUntil(lambda: early.window.findChild(StandIn) is None)
    assert shell.window.page.page_id == "settings"
    assert shell.window.page.isVisible()
    shell.close()


def test_that_rows_that_cannot_be_read_take_the_window_away(early, context, home):
    with meddling(context.store) as session:
        session.connection().exec_driver_sql("ALTER TABLE enterprise_attribute RENAME TO gone")
    assert not early.show_rows()
    early.end()
    assert not early.window.isVisible()


@pytest.fixture
def shared_home(context, home) -> Path:
    """The same where two people work, so that somebody has to sign in."""
    for name in ("王小梅", "李建国"):
        fields = AccountFields(name=name, sign_in=name)
        open_account(context.store.seat("王小梅"), fields, set(Role), "白鸽-算盘-雨伞")
    return home


@pytest.mark.parametrize("home_of", ["home", "shared_home"])
def test_that_the_frame_waits_for_little(tmp_path: Path, home_of: str, request):
    """Each of these takes about as long to import as the frame to be painted, or is a sign of more."""
    home = request.getfixturevalue(home_of)
    heavy = {"dataclasses", "logging", "sqlalchemy", "pydantic", "tomllib", "decimal"}
    heavy |= {"domain.enterprises.dictionary", "gui.services", "gui.widgets.status", "PySide6.QtNetwork"}
    heavy |= {"domain.values.files", "domain.values.texts", "secrets"}
    heavy |= {"base64", "inspect", "tempfile", "traceback", "zipfile"}
    heavy |= {"PySide6.QtWidgets.QStyle", "PySide6.QtWidgets.QWizard"}
    loaded = imported_by(FRAME, str(home), beside=tmp_path)
    assert "gui.early.start" in loaded
    assert loaded & heavy == set()


def test_that_the_first_rows_do_not_wait_for_the_store_to_be_imported(home: Path, tmp_path: Path):
    """It takes longer than everything until then. A wizard is there once all types of widgets are made."""
    loaded = imported_by(ROWS, str(home), beside=tmp_path)
    assert {"domain.enterprises.sql.rows", "PySide6.QtWidgets.QTableView"} <= loaded
    heavy = {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "domain.store.audit", "numpy", "inspect"}
    assert loaded & (heavy | {"gui.jobs", "logging", "PySide6.QtWidgets.QWizard"}) == set()


ROOMS_AT_REST = re.compile(
    r"(cases|enterprises|exchange|office|store|values)$|cases\.sql$|enterprises\.(?!attachments|figures|importing)"
    r"|exchange\.cells$|office\.(accounts|entities|house_rules|service)\b|store\.|values\."
)
"""Of the domain, what a window needs that shows the register and is left alone."""


def test_that_what_no_page_has_asked_for_is_not_in_memory(empty_store: Path, tmp_path: Path):
    """Policies, cases, money, papers, Excel and numpy come with the first page that needs them."""
    home = Path(shutil.copytree(empty_store, tmp_path / "data"))
    store = Store.open(home, program="0.1.0")
    fill(store, notices=False)
    store.close()
    loaded = imported_by(WHOLE, str(home), beside=tmp_path)
    assert {"sqlalchemy", "gui.pages.enterprises.page"} <= loaded
    heavy = {"alembic", "fontTools", "numpy", "PIL", "python_calamine", "reportlab", "stdnum"}
    heavy |= {"asyncio", "email", "importlib.metadata", "PySide6.QtNetwork"}
    heavy |= {"xlsxwriter", "PySide6.QtPdf", "PySide6.QtPrintSupport", "shibokensupport.signature.parser"}
    assert loaded & heavy == set()
    pages = {one.split(".")[2] for one in loaded if one.startswith("gui.pages.")}
    assert pages == {"enterprises"}
    assert {one for one in loaded if one.startswith("gui.forms.")} == {"gui.forms.draft_keeping"}
    rooms = [one.removeprefix("domain.") for one in loaded if one.startswith("domain.")]
    assert [one for one in rooms if not ROOMS_AT_REST.match(one)] == []
