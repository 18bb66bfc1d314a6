"""Where one signs in, as the first paint shows it. What comes of it is for `gui.people.sign_in`."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from gui.early.parts import (
    STRETCH,
    Complaint,
    Link,
    Look,
    Note,
    SectionTitle,
    button,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import px

_WIDTH: Final = 520
_LABEL, _GAP, _EDITOR, _LINE = 84, 16, 300, 34
_LONGEST: Final = 100
_FORGOTTEN: Final = "忘了密码，用恢复码"
_REMEMBERED: Final = "想起来了，用密码登录"


class SignInPanel(QWidget):
    """Asks for a name and a password, or for what stands in their place."""

    submitted = Signal()
    forgot_changed = Signal()
    """The password is forgotten, or remembered again."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None, *, last: str = "", office: str = "") -> None:
        """`last` is the name that is there already; `office` whose program it is."""
        super().__init__(parent)
        self.title = SectionTitle("登录", self)
        self.office = Note("", self)
        self.show_office(office)
        self.name_edit = _line("登录名", "登录名，或姓名的拼音首字母", self)
        self.name_edit.setText(last)
        self.password_edit = _line("密码", "", self)
        self.password_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password_edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        self.complaint = Complaint(self)
        self.forgot = Link(_FORGOTTEN, self)
        self.go_button = button("登录", self.submitted.emit, look=Look.PRIMARY, parent=self)
        self.leave_button = button("退出程序", self.left.emit, parent=self)
        self._asked = QWidget(self)
        in_column(_row(self.name_edit), _row(self.password_edit), spacing=10, of=self._asked)
        self._instead: QWidget | None = None
        self._body = in_column(self._asked)
        in_column(
            self.title,
            self.office,
            self._body,
            in_row(_LABEL + _GAP, (self.complaint, 1), spacing=0),
            in_row(self.forgot, STRETCH),
            in_row(self.leave_button, STRETCH, self.go_button),
            spacing=12,
            of=self,
        )
        self.name_edit.returnPressed.connect(self.password_edit.setFocus)
        self.password_edit.returnPressed.connect(self.go_button.click)
        self.forgot.followed.connect(self.forgot_changed)
        self.setFocusProxy(self.password_edit if last else self.name_edit)

    @property
    def is_recovering(self) -> bool:
        """Whether something else than the password is asked for."""
        return self._instead is not None

    def show_office(self, name: str) -> None:
        self.office.setText(name)
        self.office.setVisible(bool(name))

    def ask_instead(self, form: QWidget) -> None:
        """Ask for what a form has, until the password is remembered."""
        self._instead = form
        self._body.addWidget(form)
        self._asked.hide()
        self._call("设新密码", _REMEMBERED)

    def ask_password(self) -> None:
        """Ask for the password again."""
        if self._instead is not None:
            self._instead.hide()
            self._instead.deleteLater()
            self._instead = None
        self._asked.show()
        self._call("登录", _FORGOTTEN)

    def ask_again(self, why: str) -> None:
        """Ask for another password: this one was not right."""
        self.complaint.say(why)
        self.password_edit.clear()
        self.password_edit.setFocus()

    def _call(self, go: str, forgot: str) -> None:
        self.go_button.setText(go)
        self.forgot.setText(forgot)
        self.complaint.say("")


class SignInSheet(QWidget):
    """The panel in the middle of a window that shows nothing else yet."""

    def __init__(self, *, last: str, office: str) -> None:
        super().__init__()
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(px(_WIDTH))
        self.panel = SignInPanel(card, last=last, office=office)
        in_column(self.panel, margins=24, of=card)
        in_column(STRETCH, (card, Qt.AlignmentFlag.AlignHCenter), STRETCH, of=self)
        self.setFocusProxy(self.panel)


def _line(name: str, hint: str, parent: QWidget) -> QLineEdit:
    edit = QLineEdit(parent)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(hint)
    edit.setMaxLength(_LONGEST)
    edit.setFixedSize(px(_EDITOR), px(_LINE))
    return edit


def _row(edit: QLineEdit) -> QHBoxLayout:
    name = named_label("fieldLabel", edit.accessibleName())
    name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    name.setFixedWidth(px(_LABEL))
    name.setBuddy(edit)
    return in_row(name, edit, STRETCH, spacing=_GAP)
