"""Signing in: at the start where several people work here, and when the window was locked."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCompleter, QWidget

from domain.enterprises.register.spelling import spelled
from domain.office.accounts.entities import Account
from domain.office.accounts.queries import accounts
from domain.office.accounts.service import recover
from domain.office.accounts.signing_in import TooEarly, sign_in
from domain.office.service import find_office
from domain.store.audit import now
from domain.store.engine import Seat, Store
from gui.early.parts import STRETCH, Link, Look, Note, button, fill, in_row
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.jobs import Jobs
from gui.people.asking import CodeDialog, PasswordEdit, add_new_password, new_password_complaints
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog

_LABEL, _EDITOR = 84, 300
_SECOND_MS: Final = 1000


class SignInDialog(Dialog):
    """Asks who sits down. `seat` is theirs once it was accepted."""

    def __init__(
        self, store: Store, parent: QWidget | None = None, *, last: str = "", leave: str = "退出程序"
    ) -> None:
        """`last` is the sign-in name that is there already; `leave` the word for going away."""
        super().__init__(parent, "登录 - 助企兑", width=520)
        self.seat: Seat | None = None
        self.signed_in_by = ""
        self.code: CodeDialog | None = None
        self._store = store
        self._last = last
        self._accounts: Sequence[Account] = ()
        self._jobs = Jobs(self)
        self._wait_s = 0
        self._waiting = QTimer(self)
        self._waiting.setInterval(_SECOND_MS)
        self._waiting.timeout.connect(self._on_second)
        self.banner = Banner("error", "error", self)
        self.office = Note("", self)
        self.form = self._sign_in_form()
        self.recovering = self._recovery_form()
        self.recovering.hide()
        self.forgot = Link("忘了密码，用恢复码", self)
        self.forgot.followed.connect(self._on_forgot)
        self.go_button = button("登录", self._on_go, look=Look.PRIMARY, parent=self)
        self.go_button.setDefault(True)
        self.add_title("登录")
        fill(self.body, self.office, self.banner, self.form, self.recovering)
        self.body.addLayout(in_row(self.forgot, STRETCH))
        fill(self.foot, button(leave, self.reject, parent=self), STRETCH, self.go_button)
        self._jobs.read(lambda _: (store.ask(accounts), find_office(store).name), self._on_read)
        self.form.binding.focus("password" if last else "sign_in")

    def offer_name(self, sign_in: str) -> None:
        """Put a sign-in name in, unless somebody has typed one meanwhile."""
        if not self.name_edit.text():
            self.form.binding.set_value("sign_in", sign_in)
            self.form.binding.focus("password")

    def _sign_in_form(self) -> Form:
        check = partial(_lacking, names=("sign_in", "password"))
        form = Form(check, self, label_width=_LABEL, editor_width=_EDITOR)
        self.name_edit = TextEdit("登录名，或姓名的拼音首字母", max_length=60)
        form.add("sign_in", "登录名", self.name_edit, required=True)
        form.add("password", "密码", PasswordEdit(), required=True)
        form.binding.load({"sign_in": self._last})
        return form

    def _recovery_form(self) -> Form:
        form = Form(self._recovery_checked, self, label_width=_LABEL, editor_width=_EDITOR)
        form.add("sign_in", "登录名", TextEdit(max_length=60), required=True)
        form.add("code", "恢复码", TextEdit("ABCD-EFGH-JKLM-NPQR-STUV", max_length=40), required=True)
        add_new_password(form)
        return form

    def _recovery_checked(self, values: dict[str, Any]) -> Mapping[str, str]:
        names = (str(values.get("sign_in", "")),)
        return {**_lacking(values, ("sign_in", "code")), **new_password_complaints(values, names)}

    def _on_read(self, found: tuple[list[Account], str]) -> None:
        everybody, office = found
        day = now().astimezone().date()
        self._accounts = [one for one in everybody if one.is_open_on(day)]
        self.office.setText(office)
        self.office.setVisible(bool(office))
        words = [_offered(one) for one in self._accounts]
        completer = QCompleter(words, self.name_edit)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.name_edit.setCompleter(completer)

    def _chosen(self) -> str:
        """Return the sign-in name that was meant: typed, chosen, or found by the letters of a name."""
        typed = self.name_edit.text().strip()
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
        if self.recovering.isHidden():
            self._sign_in()
        else:
            self._recover()

    def _sign_in(self) -> None:
        values = self.form.binding.submit()
        if values is None or self._wait_s:
            return
        name, password = self._chosen(), values["password"]
        self._jobs.run(
            lambda _: sign_in(self._store, name, password),
            self._on_signed_in,
            on_failed=self._on_refused,
            busy=self.go_button,
        )

    def _on_signed_in(self, seat: Seat) -> None:
        self.seat, self.signed_in_by = seat, self._chosen()
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, TooEarly):
            self._wait_s = error.seconds
            self._waiting.start()
            self.go_button.setEnabled(False)
        self.banner.say(str(error))
        self.form.binding.set_value("password", "")
        self.form.binding.focus("password")

    def _on_second(self) -> None:
        self._wait_s -= 1
        if self._wait_s > 0:
            self.banner.say(str(TooEarly(self._wait_s)))
            return
        self._wait_s = 0
        self._waiting.stop()
        self.go_button.setEnabled(True)
        self.banner.say("")

    def _on_forgot(self) -> None:
        is_back = not self.recovering.isHidden()
        self.recovering.setVisible(not is_back)
        self.form.setVisible(is_back)
        self.forgot.setText("忘了密码，用恢复码" if is_back else "想起来了，用密码登录")
        self.go_button.setText("登录" if is_back else "设新密码")
        self.go_button.setEnabled(not (is_back and self._wait_s))
        self.banner.say("")
        if not is_back:
            self.recovering.binding.set_value("sign_in", self._chosen())
            self.recovering.binding.focus("code" if self._chosen() else "sign_in")

    def _recover(self) -> None:
        values = self.recovering.binding.submit()
        if values is None:
            return
        name, code, new = values["sign_in"], values["code"], values["new"]
        self._jobs.run(
            lambda _: recover(self._store, name, code, new)[1],
            lambda following: self._on_recovered(name, following, new),
            on_failed=lambda error: self.banner.say(str(error)),
            busy=self.go_button,
            owner=self,
        )

    def _on_recovered(self, name: str, following: str, new: str) -> None:
        self.code = CodeDialog(self, name, following, None)
        self.code.finished.connect(lambda _: self._sign_in_with(name, new))
        self.code.open()

    def _sign_in_with(self, name: str, password: str) -> None:
        self._on_forgot()
        self.form.binding.set_value("sign_in", name)
        self.form.binding.set_value("password", password)
        self._sign_in()

    # Qt overrides

    def done(self, result: int) -> None:
        self._jobs.shut_down()
        super().done(result)


def _offered(account: Account) -> str:
    """Return what the list of names shows, and is searched by."""
    return f"{account.sign_in}　{account.name}　{spelled(account.name).initials}"


def _lacking(values: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, str]:
    words = {"sign_in": "请填写登录名", "password": "请填写密码", "code": "请填写恢复码"}
    return {name: words[name] for name in names if not values.get(name)}
