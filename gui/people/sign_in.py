"""Signing in: at the start where several people work here, and when the window was locked."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from domain.enterprises.register.spelling import spelled
from domain.office.accounts.entities import Account
from domain.office.accounts.queries import account_of, at_work
from domain.office.accounts.service import recover
from domain.office.accounts.signing_in import TooEarly, sign_in
from domain.office.service import find_office
from domain.store.audit import now
from domain.store.engine import Seat, Store
from gui.early.sign_in import SignInPanel
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.jobs import Jobs
from gui.people.asking import EDITOR, LABEL, CodeDialog, add_new_password, new_password_complaints
from gui.services import AppContext
from gui.widgets.dialog import Dialog

_SECOND_MS: Final = 1000


class SignIn(QObject):
    """Serves the panel: `seated` says who sits down, once they have proved it."""

    seated = Signal(Seat)

    def __init__(self, context: AppContext, panel: SignInPanel) -> None:
        super().__init__(panel)
        self.panel = panel
        self._context = context
        self._store = store = context.store
        self.signed_in_by = ""
        self.recovering: Form | None = None
        self.code: CodeDialog | None = None
        self._accounts: Sequence[Account] = ()
        self._jobs = Jobs(self)
        self._wait_s = 0
        self._waiting = QTimer(self)
        self._waiting.setInterval(_SECOND_MS)
        self._waiting.timeout.connect(self._on_second)
        panel.submitted.connect(self._on_go)
        panel.forgot_changed.connect(self._on_forgot)
        today = now().astimezone().date()
        self._jobs.read(lambda _: (store.ask(at_work, today), find_office(store).name), self._on_read)

    def offer_name(self, sign_in: str) -> None:
        """Put a sign-in name in, unless somebody has typed one meanwhile."""
        if not self.panel.name_edit.text():
            self.panel.name_edit.setText(sign_in)
            self.panel.password_edit.setFocus()

    def end(self) -> None:
        """Serve no longer; what is being looked at is waited for."""
        self._jobs.shut_down()

    def _on_read(self, found: tuple[list[Account], str]) -> None:
        self._accounts, office = found
        self.panel.show_office(office)
        edit = self.panel.name_edit
        completer = QCompleter([_offered(one) for one in self._accounts], edit)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        edit.setCompleter(completer)

    def _chosen(self) -> str:
        """Return the sign-in name that was meant: typed, chosen, or found by the letters of a name."""
        typed = self.panel.name_edit.text().strip()
        for one in self._accounts:
            if typed == _offered(one) or typed.casefold() == one.sign_in:
                return one.sign_in
        found = {
            one.sign_in
            for one in self._accounts
            if typed == one.name or typed.casefold() == spelled(one.name).initials
        }
        return found.pop() if len(found) == 1 else typed

    def _on_go(self) -> None:
        if self.recovering is None:
            self._sign_in()
        else:
            self._recover(self.recovering)

    def _sign_in(self) -> None:
        if self._wait_s:
            return
        name, password = self._chosen(), self.panel.password_edit.text()
        if not name or not password:
            self.panel.complaint.say("请填写密码" if name else "请填写登录名")
            (self.panel.password_edit if name else self.panel.name_edit).setFocus()
            return
        self._jobs.run(
            lambda _: sign_in(self._store, name, password),
            self._on_signed_in,
            on_failed=self._on_refused,
            busy=self.panel.go_button,
        )

    def _on_signed_in(self, seat: Seat) -> None:
        self.signed_in_by = self._chosen()
        self.seated.emit(seat)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, TooEarly):
            self._wait_s = error.seconds
            self._waiting.start()
            self.panel.go_button.setEnabled(False)
        self.panel.ask_again(str(error))

    def _on_second(self) -> None:
        self._wait_s -= 1
        if self._wait_s > 0:
            self.panel.complaint.say(str(TooEarly(self._wait_s)))
            return
        self._wait_s = 0
        self._waiting.stop()
        self.panel.go_button.setEnabled(True)
        self.panel.complaint.say("")

    def _on_forgot(self) -> None:
        if self.recovering is not None:
            self.recovering = None
            self.panel.ask_password()
            self.panel.go_button.setEnabled(not self._wait_s)
            return
        name = self._chosen()
        self.recovering = _recovery_form(self.panel, name)
        self.panel.ask_instead(self.recovering)
        self.panel.go_button.setEnabled(True)
        self.recovering.binding.focus("code" if name else "sign_in")

    def _recover(self, form: Form) -> None:
        values = form.submit()
        if values is None:
            return
        name, code, new = values["sign_in"], values["code"], values["new"]
        self._jobs.run(
            lambda _: _recovered(self._store, name, code, new),
            lambda found: self._on_recovered(*found, new),
            on_failed=lambda error: self.panel.complaint.say(str(error)),
            busy=self.panel.go_button,
            owner=self,
        )

    def _on_recovered(self, account: Account, following: str, new: str) -> None:
        self.code = CodeDialog(self.panel.window(), self._context, self._jobs, account, following)
        self.code.finished.connect(lambda _: self._sign_in_with(account.sign_in, new))
        self.code.open()

    def _sign_in_with(self, name: str, password: str) -> None:
        self._on_forgot()
        self.panel.name_edit.setText(name)
        self.panel.password_edit.setText(password)
        self._sign_in()


class SignInDialog(Dialog):
    """Asks who sits down at a window, or confirms something there. `seat` is theirs once it was accepted."""

    def __init__(self, context: AppContext, parent: QWidget, *, last: str = "", leave: str = "") -> None:
        """`leave` is the word for going away, where that is not to end the program."""
        super().__init__(parent, "登录 - 助企兑", width=520)
        self.seat: Seat | None = None
        self.panel = SignInPanel(self, last=last)
        if leave:
            self.panel.leave_button.setText(leave)
        self.panel.left.connect(self.reject)
        self.sign_in = SignIn(context, self.panel)
        self.sign_in.seated.connect(self._on_seated)
        self.body.addWidget(self.panel)
        self.panel.setFocus()

    def _on_seated(self, seat: Seat) -> None:
        self.seat = seat
        self.accept()

    # Qt overrides

    def done(self, result: int) -> None:
        self.sign_in.end()
        super().done(result)


def _recovered(store: Store, name: str, code: str, new: str) -> tuple[Account, str]:
    id_, following = recover(store, name, code, new)
    return store.ask(account_of, id_), following


def _recovery_form(parent: QWidget, name: str) -> Form:
    form = Form(_recovery_complaints, parent, label_width=LABEL, editor_width=EDITOR)
    form.add("sign_in", "登录名", TextEdit(max_length=60), missing="请填写登录名")
    code = TextEdit("ABCD-EFGH-JKLM-NPQR-STUV", max_length=40)
    form.add("code", "恢复码", code, missing="请填写恢复码")
    add_new_password(form)
    form.load({"sign_in": name})
    return form


def _recovery_complaints(values: dict[str, Any]) -> Mapping[str, str]:
    return new_password_complaints(values, (str(values.get("sign_in", "")),))


def _offered(account: Account) -> str:
    """Return what the list of names shows, and is searched by."""
    return f"{account.sign_in}　{account.name}　{spelled(account.name).initials}"
