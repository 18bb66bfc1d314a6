"""Whether notices go out under a policy whose wording is not the official text: said once, with a reason."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.policies.entities import PolicyRuling
from domain.policies.policy import Policy
from domain.policies.rulings import ruling_of
from domain.proposals.orders import AllowNotices
from domain.store.tables import Kind
from gui.early.parts import Link, Note
from gui.formatting import time_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit
from gui.people.second import do_with_second
from gui.services import Services
from gui.widgets.cards import Banner


class RulingBanner(Banner):
    """Says that a wording is not the official text, and what was decided; hidden where it is."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("warning", "warning", parent)
        self._services = services
        self._policy: Policy | None = None
        self.dialog: TextDialog | None = None
        # Else a long sentence takes the room of what stands beside the banner.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.rule = Link("写明理由", self)
        self.rule.setToolTip("定下可以据此出具通知书")
        self.rule.hide()
        self.rule.followed.connect(self._on_rule)
        self.row.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignTop)
        services.changes.on({Kind.RULING}, self._look, owner=self)

    def show_policy(self, policy: Policy | None) -> None:
        """Speak of this policy."""
        self._policy = policy
        self._look()

    def _look(self) -> None:
        policy = self._policy
        self.say(policy.caveat if policy is not None else "")
        self.rule.hide()
        if policy is not None and policy.caveat:
            self._services.ask(
                lambda session: ruling_of(session, policy), partial(self._on_read, policy), owner=self
            )

    def _on_read(self, policy: Policy, ruling: PolicyRuling | None) -> None:
        if policy is not self._policy:
            return
        self.rule.setVisible(ruling is None)
        said = (
            "还没有定可以据此出具通知书。"
            if ruling is None
            else f"已定可以出具通知书：{ruling.reason}（{ruling.ruled_by}，{time_text(ruling.ruled_at)}）"
        )
        self.say(f"{policy.caveat}\n{said}")

    def _on_rule(self) -> None:
        policy = self._policy
        if policy is None:
            return
        said = (
            f"{policy.caveat}请先与正式文件核对。理由会留在记录里，这一版只定一次；"
            "核定过程单上照样注明条文的来源。"
        )
        self.dialog = TextDialog(
            self,
            "写明理由",
            f"可以据《{policy.title}》第 {policy.version} 版出具通知书？",
            "可以出具",
            field="理由",
            editor=LongTextEdit("如：已与正式文件逐条核对，数字、条件一致", lines=3),
            missing="请写明为什么可以出具",
            said=[Note(said)],
            width=640,
        )
        self.dialog.take(partial(self._on_reasoned, policy))

    def _on_reasoned(self, policy: Policy, reason: str) -> None:
        do_with_second(
            self._services,
            AllowNotices(policy_id=policy.id, sha256=policy.sha256, because=reason),
            lambda _: self._services.messages.success("已记录，可以出具通知书了"),
            over=self,
            label="正在记录",
        )
