"""The card 人员 of the settings page: who has an account, and what they may do."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from domain.office.accounts.entities import Account, AccountFields
from domain.office.accounts.queries import accounts, at_work
from domain.office.accounts.service import (
    change_account,
    change_password,
    confirm_reset,
    end_account,
    give_recovery_code,
    open_account,
    reopen_account,
)
from domain.store.acts import PROGRAM, Action
from domain.store.engine import Session
from domain.store.looking import Seen
from domain.store.permits import Role, reason_against
from domain.store.tables import Kind, Subject
from domain.store.told import actors_of
from domain.values.ids import AccountId
from domain.values.texts import masked
from gui.early.parts import STRETCH, ElidedLabel, Look, Note, button, in_row
from gui.early.preferences import Preferences
from gui.forms.editors import SegmentedChoice
from gui.people.asking import AccountDialog, CodeDialog, PasswordDialog
from gui.people.ending import Desk, EndDialog, desk_of
from gui.people.words import resets_text
from gui.services import Services
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Answer, Question, ask, opened
from gui.widgets.placing import in_grid
from gui.widgets.status import GOOD, NEUTRAL, StatusPill

_ALONE: Final = (
    "单人办理：现在由一个人使用，不用登录，经办、复核、批准不分人。开设第二个账户以后，每个人用自己的登录名和密码进入，"
    "做了什么都记在各人名下，只能办自己角色的事。"
)
_MOST_NAMES: Final = 3
_MINUTES: Final = (5, 10, 30)
_WORKING, _ENDED, _TO_COME = GOOD.named("在用"), NEUTRAL.named("已停用"), NEUTRAL.named("未启用")
_SHARED: Final = "每个人用自己的登录名和密码进入。账户不能删除，只能停用：以前办的事仍在各人名下。"


class PeopleCard(Card):
    """Everybody who has or had an account."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("人员", parent)
        self._services = services
        self._seat = services.context.seat
        self.dialog: AccountDialog | PasswordDialog | CodeDialog | EndDialog | None = None
        self.question: Question | None = None
        self.accounts: Sequence[Account] = ()
        self.said = Note("", self)
        self.banner = Banner("warning", "warning", self)
        self.first_steps = Banner("info", "person", self)
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 0, 1), across=20, down=6, of=self._list)
        self.add_button = button("开设账户…", self._on_add, icon_name="plus", parent=self)
        self.password_button = button("修改自己的密码…", self._on_password, parent=self)
        self.lock_button = button("锁定（Ctrl+L）", services.frame.lock, parent=self)
        for one in (self.said, self.first_steps, self.banner, self._list):
            self.body.addWidget(one)
        self._waiting = QWidget(self)
        self.lock_after = self._lock_after(services.preferences)
        waits = (Note("无人操作多久就锁定", self._waiting), self.lock_after)
        in_row(*waits, STRETCH, spacing=12, of=self._waiting)
        self.body.addWidget(self._waiting)
        acts = (self.add_button, self.password_button, self.lock_button)
        self.body.addLayout(in_row(*acts, STRETCH, spacing=8))
        services.changes.on({Kind.ACCOUNT}, self.reload, owner=self)

    def reload(self) -> None:
        """Read again who there is."""
        self._services.ask(_people, self._on_read, owner=self)

    def _on_read(self, people: tuple[Sequence[Account], Sequence[Account], Sequence[str]]) -> None:
        found, working, unproved = people
        self.accounts = found
        self.first_steps.say(_first_steps(unproved))
        self.add_button.setText("开设账户…" if found or not unproved else "开设自己的账户…")
        is_shared = len(working) > 1
        self.said.setText(_SHARED if is_shared else _ALONE)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        own = next((one for one in found if one.id == self._seat.who.id), None)
        reason = reason_against(own.held if own else (), Action.ACCOUNT_OPEN) if is_shared else ""
        for row, account in enumerate(found):
            self._add_row(row, account, is_working=account in working, reason=reason)
        self._list.setVisible(bool(found))
        self.add_button.setEnabled(not reason)
        self.add_button.setToolTip(reason)
        self.password_button.setVisible(own is not None)
        self.lock_button.setVisible(is_shared)
        self._waiting.setVisible(is_shared)
        self._tell_of_resets([one for one in found if one.unconfirmed])

    def _lock_after(self, preferences: Preferences) -> SegmentedChoice:
        minutes = sorted({*_MINUTES, preferences.lock_after_min} - {0})
        words: dict[object, str] = {one: f"{one} 分钟" for one in minutes}
        words[0] = "不锁定"
        choice = SegmentedChoice(words, self._waiting)
        choice.setAccessibleName("无人操作多久就锁定")
        choice.set_value(preferences.lock_after_min)
        choice.value_changed.connect(lambda: preferences.set_lock_after_min(int(str(choice.value()))))
        return choice

    def _add_row(self, row: int, account: Account, *, is_working: bool, reason: str) -> None:
        roles = "、".join(role.word for role in Role if role in account.held)
        is_own = account.id == self._seat.who.id
        is_to_come = account.until is None and account.begins_after(date.today())
        pill = StatusPill(_WORKING if is_working else _TO_COME if is_to_come else _ENDED, self._list)
        ends = is_working and account.until is not None
        day = f"　自 {account.since} 起启用" if is_to_come else f"　自 {account.until} 起停用" if ends else ""
        phone = f"　{masked(account.phone)}" if account.phone else ""
        words = ElidedLabel(f"{roles}{phone}{day}", self._list)
        acts = [
            ("修改…", partial(self._on_change, account)),
            ("发恢复码…", partial(self._on_code, account)),
            ("停用", partial(self._on_end, account))
            if (is_working or is_to_come) and not ends
            else ("不停用" if ends else "启用", partial(self._on_reopen, account)),
        ]
        self._grid.addWidget(QLabel(f"{account.name}{'（您）' if is_own else ''}", self._list), row, 0)
        self._grid.addWidget(Note(account.sign_in, self._list), row, 1)
        self._grid.addWidget(words, row, 2)
        self._grid.addWidget(pill, row, 3)
        for column, (word, act) in enumerate(acts, 4):
            link = button(word, act, look=Look.LINK, parent=self._list)
            link.setAccessibleName(f"{word.rstrip('…')}{account.name}")
            link.setEnabled(not reason)
            link.setToolTip(reason)
            self._grid.addWidget(link, row, column)

    def _tell_of_resets(self, reset: Sequence[Account]) -> None:
        self.banner.say(resets_text(reset))
        while self.banner.row.count() > 2:
            item = self.banner.row.takeAt(2)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        for one in reset:
            if one.id != self._seat.who.id:
                act = partial(self._confirm, one)
                confirm = button(f"确认“{one.name}”的", act, look=Look.LINK, parent=self.banner)
                self._services.permits.hold(Action.ACCOUNT_CONFIRM, confirm)
                self.banner.row.addWidget(confirm)

    def _on_add(self) -> None:
        dialog = AccountDialog(self, is_first=not self.accounts)
        self.dialog = dialog
        dialog.filled.connect(self._open)
        dialog.open()

    def _open(self, fields: AccountFields, roles: frozenset[Role], password: str) -> None:
        dialog = self.dialog
        assert isinstance(dialog, AccountDialog)
        self._services.jobs.run(
            lambda _: open_account(self._seat, fields, roles, password)[1],
            lambda code: self._on_opened(fields, code),
            on_failed=dialog.complain,
            busy=dialog.go_button,
            owner=self,
            label="正在开设账户",
        )

    def _on_opened(self, fields: AccountFields, code: str) -> None:
        self._done_with_dialog()
        self._show_code(fields, code)
        assert self.dialog is not None
        # From the second account on nobody works here who has not signed in.
        self.dialog.finished.connect(lambda _: self._services.frame.sit_down())

    def _on_change(self, account: Account) -> None:
        seen = Seen(Subject(Kind.ACCOUNT, account.id), f"账户“{account.name}”")
        self._services.look(seen, partial(self._ask_change, account), owner=self)

    def _ask_change(self, account: Account) -> None:
        assert account.id is not None
        dialog = AccountDialog(self, account)
        self.dialog = dialog
        dialog.filled.connect(partial(self._change, account.id))
        dialog.open()

    def _change(self, id_: AccountId, fields: AccountFields, roles: frozenset[Role], _: str) -> None:
        dialog = self.dialog
        assert isinstance(dialog, AccountDialog)
        self._services.jobs.run(
            lambda _: change_account(self._seat, id_, fields, roles),
            lambda _: self._done_with_dialog(f"已修改“{fields.name}”的账户"),
            on_failed=dialog.complain,
            busy=dialog.go_button,
            owner=self,
            label="正在保存",
        )

    def _on_end(self, account: Account) -> None:
        self._services.ask(
            lambda session: desk_of(session, account), partial(self._ask_to_end, account), owner=self
        )

    def _ask_to_end(self, account: Account, desk: Desk) -> None:
        dialog = EndDialog(self, account, desk)
        self.dialog = dialog
        dialog.agreed.connect(partial(self._end, account))
        dialog.open()

    def _end(self, account: Account, to: AccountId | None, because: str, until: date) -> None:
        dialog, id_ = self.dialog, account.id
        assert isinstance(dialog, EndDialog)
        assert id_ is not None
        self._services.jobs.run(
            lambda _: end_account(self._seat, id_, until, to, because=because),
            partial(self._on_ended, account, until),
            on_failed=dialog.complain,
            busy=dialog.go_button,
            owner=self,
            label="正在停用",
        )

    def _on_ended(self, account: Account, until: date, left: int) -> None:
        self._done_with_dialog()
        when = f"自 {until} 起" if until > date.today() else "已"
        stays = f"；{left} 件录入对方也在录，留在原账户下" if left else ""
        self._services.messages.success(
            f"“{account.name}”的账户{when}停用{stays}", action=("撤销", partial(self._on_reopen, account))
        )

    def _on_reopen(self, account: Account) -> None:
        assert account.id is not None
        id_ = account.id
        self._services.jobs.run(
            lambda _: reopen_account(self._seat, id_),
            lambda _: self._services.messages.success(f"已启用“{account.name}”的账户"),
            owner=self,
            label="正在启用",
        )

    def _on_code(self, account: Account) -> None:
        self.question = ask(
            self,
            f"给“{account.name}”发新的恢复码？",
            "原来的恢复码随即作废。请当面交给本人。",
            (Answer("发恢复码", partial(self._give_code, account), Look.PRIMARY), Answer("取消")),
        )

    def _give_code(self, account: Account) -> None:
        assert account.id is not None
        id_ = account.id
        self._services.jobs.run(
            lambda _: give_recovery_code(self._seat, id_),
            lambda code: self._show_code(account, code),
            owner=self,
            label="正在发恢复码",
        )

    def _show_code(self, whose: Account | AccountFields, code: str) -> None:
        self.dialog = opened(CodeDialog(self, self._services.context, self._services.jobs, whose, code))

    def _on_password(self) -> None:
        own = next(one for one in self.accounts if one.id == self._seat.who.id)
        dialog = PasswordDialog(self, (own.sign_in, own.name))
        self.dialog = dialog
        dialog.filled.connect(self._change_password)
        dialog.open()

    def _change_password(self, old: str, new: str) -> None:
        dialog = self.dialog
        assert isinstance(dialog, PasswordDialog)
        self._services.jobs.run(
            lambda _: change_password(self._seat, old, new),
            lambda _: self._done_with_dialog("已修改密码，下次登录用新的"),
            on_failed=dialog.complain,
            busy=dialog.go_button,
            owner=self,
            label="正在修改密码",
        )

    def _confirm(self, account: Account) -> None:
        assert account.id is not None
        id_ = account.id
        self._services.jobs.run(
            lambda _: confirm_reset(self._seat, id_),
            lambda _: self._services.messages.success(f"已确认“{account.name}”账户的重置"),
            owner=self,
        )

    def _done_with_dialog(self, said: str = "") -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.dialog = None
        if said:
            self._services.messages.success(said)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


def _people(session: Session) -> tuple[list[Account], list[Account], list[str]]:
    """Return who has an account, who works by theirs, and names of the trail where nobody has one."""
    found, working = accounts(session), at_work(session, date.today())
    return found, working, [] if found else [name for name in actors_of(session) if name != PROGRAM.name]


def _first_steps(unproved: Sequence[str]) -> str:
    """Say what an office does whose records are of before there were accounts."""
    if not unproved:
        return ""
    names = "、".join(f"“{name}”" for name in unproved[:_MOST_NAMES])
    if len(unproved) > _MOST_NAMES:
        names = f"{names}等 {len(unproved)} 个名字"
    return (
        f"以前的操作记在{names}下，这样的名字不能证明是谁。请先开设您自己的账户：以后的操作和文书用您的姓名，"
        "以前的原样留着，标为“未证实”。只有一个账户时仍不用登录。"
    )
