"""What is asked of people about their accounts: passwords, codes, who they are."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QWidget

from domain.enterprises.register.spelling import spelled
from domain.office.accounts.entities import Account, AccountFields
from domain.office.accounts.passwords import refuse_weak
from domain.office.service import find_office
from domain.papers.papers import Paper
from domain.papers.stubs import compose_recovery_code
from domain.store.permits import Role
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.early.theme import px
from gui.files.paper_desk import Batch, print_batch, safe_file_name
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import TextEdit
from gui.forms.form import Form, complaints_of
from gui.jobs import Jobs
from gui.services import AppContext
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.placing import FlowLayout

DUTIES: Final[Mapping[Role, str]] = {
    Role.HANDLE: "登记企业、受理、初审、出具",
    Role.REVIEW: "看初审是否正确",
    Role.APPROVE: "定下来，可以出文",
    Role.PAY: "登记付款",
    Role.LEDGER: "走访、问题、包联等台账",
    Role.MANAGE: "人员、设置、政策、备份",
    Role.AUDIT: "查看全部，不改动",
}
"""What each role is for, as people are told."""

LABEL, EDITOR = 84, 300


class PasswordEdit(TextEdit):
    """A password; nobody reads along."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint, parent, max_length=100)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)

    # Its blanks are part of it.
    def value(self) -> Any:
        return self.text() or super().value()


def add_new_password(form: Form) -> None:
    """Ask for a new password, twice."""
    form.add("new", "新密码", PasswordEdit("至少 8 个字，如 白鸽-算盘-雨伞"), required=True)
    form.add("again", "再输一遍", PasswordEdit(), required=True)


def new_password_complaints(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Say what is wrong with a new password that was asked for twice."""
    complaints = {}
    try:
        refuse_weak(values.get("new", ""), names=names)
    except BadInput as error:
        complaints["new"] = str(error)
    if values.get("again") != values.get("new"):
        complaints["again"] = "两次输入的不一样"
    return complaints


class RoleBoxes(QWidget):
    """Which roles somebody has."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.boxes = {role: QCheckBox(f"{role.word}（{DUTIES[role]}）", self) for role in Role}
        layout = FlowLayout(self, spacing=px(12))
        for box in self.boxes.values():
            layout.addWidget(box)
            box.toggled.connect(lambda _: self.changed.emit())

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, box in self.boxes.items() if box.isChecked())

    def set_roles(self, roles: frozenset[Role]) -> None:
        for role, box in self.boxes.items():
            box.setChecked(role in roles)


class AccountDialog(Dialog):
    """Asks who somebody is and what they do; for a new account also for the first password."""

    filled = Signal(object, object, str)
    """`AccountFields`, the roles, and the password, empty for an account that there is already."""

    def __init__(self, parent: QWidget, account: Account | None = None, *, is_first: bool = False) -> None:
        super().__init__(parent, "修改账户" if account else "开设账户", width=640)
        self._is_new = account is None
        self.form = Form(self._checked, self, label_width=LABEL, editor_width=EDITOR)
        self.form.add("name", "姓名", TextEdit("文书上的姓名", max_length=30), required=True)
        self.form.add(
            "sign_in", "登录名", TextEdit("如姓名的拼音 wangxm，不能有空格", max_length=30), required=True
        )
        self.form.add("phone", "电话", TextEdit(max_length=30))
        self.since = OptionalDateEdit(may_be_none=False)
        self.form.add("since", "启用日期", self.since, required=True)
        # Once it has come it stays; the first account is there at once.
        self.since.setEnabled(account.begins_after(date.today()) if account else not is_first)
        if self._is_new:
            add_new_password(self.form)
        self.roles = RoleBoxes(self)
        self.roles_complaint = QLabel(self)
        self.roles_complaint.setObjectName("fieldError")
        self.roles_complaint.hide()
        self.roles.changed.connect(self.roles_complaint.hide)
        self.go_button = button("保存" if account else "开设", self._on_go, look=Look.PRIMARY, parent=self)
        self.add_title(f"修改“{account.name}”的账户" if account else "开设账户")
        if is_first:
            said = "先开设您自己的账户。开设第二个账户以后，每个人都要登录，各办各的事，记录里都有名字。"
            self.body.addWidget(Note(said, self))
        fill(self.body, self.form, Note("角色（可以多选）", self), self.roles, self.roles_complaint)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)
        if account is not None:
            known = {name: getattr(account, name) for name in ("name", "sign_in", "phone")}
            self.form.binding.load(known | {"since": date.fromisoformat(account.since)})
            self.roles.set_roles(account.held)
        elif is_first:
            self.roles.set_roles(frozenset(Role) - {Role.AUDIT})
        else:
            self.roles.set_roles(frozenset({Role.HANDLE}))
        if account is None:
            self.form.binding.set_value("since", date.today())
        self._offered = ""
        if self._is_new:
            self.form.binding.changed.connect(self._on_changed)
        self.form.binding.focus("name")

    def complain(self, error: Exception) -> None:
        """Show why it was not done, where it belongs."""
        said = str(error)
        of = {"登录名": "sign_in", "密码": "new", "启用": "since"}
        field = next((name for word, name in of.items() if word in said), "")
        if field:
            self.form.binding.complain({field: said})
        else:
            self._complain_of_roles(said)

    def _on_changed(self, field: str) -> None:
        """Offer the letters of a name as the sign-in name, as long as nobody has typed another one."""
        binding = self.form.binding
        if field == "name" and binding.values().get("sign_in", "") == self._offered:
            self._offered = spelled(str(binding.values().get("name", ""))).initials
            binding.set_value("sign_in", self._offered)

    def _complain_of_roles(self, sentence: str) -> None:
        self.roles_complaint.setText(sentence)
        self.roles_complaint.show()

    def _checked(self, values: dict[str, Any]) -> AccountFields | Mapping[str, str]:
        complaints: dict[str, str] = {}
        fields = None
        try:
            fields = AccountFields.model_validate(
                {name: values.get(name, "") for name in AccountFields.model_fields if name != "since"}
                | {"since": values.get("since")}
            )
        except ValueError as error:
            complaints = complaints_of(error)  # type: ignore[arg-type]
        if self._is_new:
            names = (str(values.get("sign_in", "")), str(values.get("name", "")))
            complaints |= new_password_complaints(values, names)
        return complaints if fields is None or complaints else fields

    def _on_go(self) -> None:
        fields = self.form.binding.submit()
        if not self.roles.roles:
            self._complain_of_roles("请至少选一个角色")
        elif isinstance(fields, AccountFields):
            self.filled.emit(fields, self.roles.roles, self.form.binding.values().get("new", ""))


class PasswordDialog(Dialog):
    """Asks for the old password and a new one."""

    filled = Signal(str, str)

    def __init__(self, parent: QWidget, names: tuple[str, ...]) -> None:
        super().__init__(parent, "修改密码", width=520)
        self._names = names
        self.form = Form(self._checked, self, label_width=LABEL, editor_width=EDITOR)
        self.form.add("old", "原密码", PasswordEdit(), missing="请填写原密码")
        add_new_password(self.form)
        self.go_button = button("修改", self._on_go, look=Look.PRIMARY, parent=self)
        self.add_title("修改自己的密码")
        fill(self.body, self.form)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)
        self.form.binding.focus("old")

    def complain(self, error: Exception) -> None:
        """Show why it was not done."""
        self.form.binding.complain({"old" if "原来" in str(error) else "new": str(error)})

    def _checked(self, values: dict[str, Any]) -> Mapping[str, str]:
        return new_password_complaints(values, self._names)

    def _on_go(self) -> None:
        values = self.form.binding.submit()
        if values is not None:
            self.filled.emit(values["old"], values["new"])


class CodeDialog(Dialog):
    """Shows a recovery code, the only time: it is kept nowhere, and what is printed of it in no file."""

    def __init__(
        self, parent: QWidget, context: AppContext, jobs: Jobs, whose: Account | AccountFields, code: str
    ) -> None:
        super().__init__(parent, "恢复码", width=560)
        self._jobs = jobs
        self._batch = Batch(
            context,
            lambda: [_code_sheet(context, whose, code)],
            1,
            safe_file_name(f"恢复码 {whose.name}"),
            f"“{whose.name}”的恢复码",
        )
        self.printing: QDialog | None = None
        self.code = QLabel(code, self)
        self.code.setObjectName("recoveryCode")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        font = self.code.font()
        font.setPixelSize(px(22))
        font.setBold(True)
        self.code.setFont(font)
        self.printed = Banner("success", "success", self)
        self.not_printed = Banner("warning", "warning", self)
        self.print_button = button("打印…", self._on_print, icon_name="print", parent=self)
        self.add_title(self._batch.what)
        fill(
            self.body,
            Note("忘了密码时，用它设新密码。它只显示这一次，只能用一次；请打印或抄下来，锁好。", self),
            self.code,
            self.printed,
            self.not_printed,
        )
        copy = button("复制", self._on_copy, icon_name="copy", parent=self)
        done = button("已收好", self.accept, look=Look.PRIMARY, parent=self)
        fill(self.foot, self.print_button, copy, STRETCH, done)

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.code.text())

    def _on_print(self) -> None:
        self.printed.say("")
        self.not_printed.say("")
        self.printing = print_batch(
            self._batch,
            self,
            self._jobs,
            lambda: self.printed.say("已送到打印机，请马上去取"),
            lambda error: self.not_printed.say(f"没有打印：{error}。可以抄下来"),
        )


def _code_sheet(context: AppContext, whose: Account | AccountFields, code: str) -> Paper:
    office = find_office(context.store).name
    return compose_recovery_code(whose.name, whose.sign_in, code, office=office, now=datetime.now(UTC))
