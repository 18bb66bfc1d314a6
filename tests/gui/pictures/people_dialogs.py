"""Accounts, signing in and the locked window. Last of all: from then on the office is shared."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.office.accounts.entities import AccountFields
from domain.office.accounts.queries import accounts
from domain.office.accounts.service import open_account, reset_locally
from domain.office.service import find_office
from domain.papers.stubs import compose_recovery_code
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.values.ids import AccountId
from gui.early.start import Early
from gui.files.paper_dialog import PaperDialog
from gui.pages.trail.verifying import VerifyDialog
from gui.people.asking import AccountDialog, CodeDialog, PasswordDialog
from gui.people.ending import Desk, EndDialog
from gui.people.locking import Cover
from gui.people.sign_in import SignInDialog
from gui.targets import ToPage
from tests.gui.pictures.office import RESOURCES, Opened
from tests.gui.pictures.pages import Scene

PASSWORDS = ("白鸽-算盘-雨伞", "芦苇-铜铃-纸船")


def people_dialogs() -> Iterator[Scene]:
    """Yield what is asked about accounts."""
    yield "trail-verify", _verify
    yield "people-old", _card
    yield "people-first", partial(_account, True)
    yield "people-password", lambda o: PasswordDialog(o.window, ("wangxm", "王小梅"))
    yield "people-code", _code
    yield "people-code-sheet", _code_sheet
    yield "trail-stub", _stub
    yield "people-card", lambda o: (shared(o), _card(o))[1]
    yield "people-end", _end
    yield "people-veiled", _veiled
    yield "trail-unproved", lambda o: (shared(o), o.go(ToPage("trail")))[1]
    yield "people-sign-in", _sign_in
    yield "people-recovery", partial(_locked, is_recovering=True)
    yield "people-locked", _locked


def _verify(opened: Opened) -> VerifyDialog:
    page = opened.go(ToPage("trail"))
    page.verify_button.click()
    page.dialog.go_button.click()
    opened.wait(lambda: page.dialog.verified)
    return page.dialog


_WHOSE: Final = AccountFields(name="王小梅", sign_in="wangxm")
_CODE: Final = "ABCD-EFGH-JKLM-NPQR-STUV"


def _code(opened: Opened) -> QWidget:
    services = opened.services
    dialog = CodeDialog(opened.window, opened.context, services.jobs, _WHOSE, _CODE)
    dialog.print_button.click()
    return dialog


def _code_sheet(opened: Opened) -> QWidget:
    now = datetime.now(UTC)
    office = find_office(opened.context.store).name
    dialog = PaperDialog(
        opened.services,
        "账户恢复码",
        lambda: compose_recovery_code(_WHOSE.name, _WHOSE.sign_in, _CODE, office=office, now=now),
        opened.window,
        of=(),
    )
    dialog.open()
    return dialog


def _stub(opened: Opened) -> QWidget:
    if opened.context.store.ask(accounts):
        # Who has an account by now makes entries only where they sit there.
        opened.shell._take_over(Seat(opened.context.store, Person(_WHOSE.name, AccountId(1))))
        opened.settle()
    dialog = _verify(opened)
    dialog.stub_button.click()
    opened.wait(lambda: dialog.stub and dialog.stub.preview.view.page_count)
    return dialog.stub


def _account(is_first: bool, opened: Opened) -> QWidget:
    dialog = AccountDialog(opened.window, is_first=is_first)
    dialog.open()
    opened.settle()
    dialog.go_button.click()
    return dialog


def shared(opened: Opened) -> None:
    if opened.context.store.ask(accounts):
        return
    seat = opened.context.store.seat("王小梅")
    for name, sign_in, roles, password in (
        ("王小梅", "wangxm", {Role.MANAGE, Role.HANDLE}, PASSWORDS[0]),
        ("李建国", "lijg", {Role.REVIEW, Role.APPROVE}, PASSWORDS[1]),
    ):
        open_account(seat, AccountFields(name=name, sign_in=sign_in, phone="0371-67179000"), roles, password)
    to_come = AccountFields(name="周敏", sign_in="zhoum", since=date.today() + timedelta(days=7))
    manager = Seat(opened.context.store, Person("王小梅", AccountId(1)))
    open_account(manager, to_come, {Role.HANDLE}, PASSWORDS[0])
    reset_locally(seat, "wangxm")


def _card(opened: Opened) -> QWidget:
    shared(opened)
    page = opened.go(ToPage("settings"))
    page.people_card.reload()
    opened.settle()
    page._scroll.ensureWidgetVisible(page.people_card)
    return opened.window


def _veiled(opened: Opened) -> QWidget:
    """The form as who needs no numbers sees it."""
    page = opened.go(ToPage("enterprises"))
    page.desk.open(page.list.model.ids[0])
    opened.settle()
    page.desk.form.veil(True)
    page.desk.form.focus("contact_phone")
    opened.settle()
    return opened.window


def _end(opened: Opened) -> QWidget:
    shared(opened)
    account = opened.context.store.ask(accounts)[1]
    things = ["新增企业的录入", "企业“河南堃桥路桥工程有限公司”的修改", "多户企业期间数据的录入"]
    dialog = EndDialog(
        opened.window, account, Desk(things, opened.context.store.ask(accounts)[:1], leaves_one=True)
    )
    dialog.open()
    opened.settle()
    dialog.go_button.click()
    return dialog


def _sign_in(opened: Opened) -> QWidget:
    """As the program begins."""
    shared(opened)
    store, size = opened.context.store, opened.window.size()
    early = Early(
        opened.app, opened.context.home, resources=RESOURCES, store=store.path, office="郑东新区", who=""
    )
    early.window.setMinimumSize(0, 0)
    early.window.resize(size)
    assert early.sign_in is not None
    early.sign_in.panel.name_edit.setText("wangxm")
    early.sign_in.panel.ask_again("登录名或密码不对")
    return early.window


def _locked(opened: Opened, *, is_recovering: bool = False) -> QWidget:
    """Not by the lock itself, which would end the program once its question is closed."""
    shared(opened)
    cover = Cover(opened.window)
    dialog = SignInDialog(opened.context, opened.window, last="wangxm")
    dialog.finished.connect(cover.deleteLater)
    dialog.open()
    opened.wait(dialog.panel.office.text)
    if is_recovering:
        dialog.panel.forgot.click()
        dialog.panel.go_button.click()
    return dialog
