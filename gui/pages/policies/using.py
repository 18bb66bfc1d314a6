"""Asking before a version is put in force: what it changes, and what becomes of notices issued before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.queries import valid_notices
from domain.policies.agreement.differences import Disagreement, disagreements_of
from domain.policies.policy import Policy
from domain.policies.shelf import Shelved, usable_policy
from domain.policies.trials.comparing import Change, Compared, compare_versions
from domain.policies.trials.trying import Switch, try_switch
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.buttons import Look, button
from gui.early.layouts import STRETCH, fill
from gui.formatting import count_text, money_text
from gui.forms.editors import LongTextEdit
from gui.forms.form import Form
from gui.pages.policies.disagreements import disagreements_text
from gui.pages.policies.versions import counts_text, effect_text, totals_text
from gui.services import AppContext
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph

_EXAMPLE: Final = "如：条文有印刷错误，已向发文机关核实，按公式执行"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What putting a version in force will change.

    Attributes:
        before: The version in force; None where the policy is new.
        notices: How many valid notices other versions gave.
        notified: What these notices come to, in fen.
        disagreements: Of the new version.
        is_reasoned: Whether it is recorded already why it is used despite them.
    """

    shelved: Shelved
    before: Policy | None
    after: Policy
    compared: Sequence[Compared]
    switch: Switch
    notices: int
    notified: Fen
    disagreements: Sequence[Disagreement]
    is_reasoned: bool

    @property
    def needs_reason(self) -> bool:
        return bool(self.disagreements) and not self.is_reasoned


def look_ahead(context: AppContext, shelved: Shelved, reporter: Reporter) -> Prospect:
    """Find what putting a version in force will change.

    Raises:
        NotFound: It is not there any more.
        BadInput: It cannot be put in force.
        Cancelled: The user stopped it.
    """
    before = context.policies.policies.get(shelved.policy_id)
    store = context.store
    after = store.ask(usable_policy, shelved.id, context.shipped)
    issued = [one for one in store.ask(valid_notices, after.id) if one.policy_sha256 != after.sha256]
    switch = try_switch(store, before, after, context.dictionary, reporter)
    return Prospect(
        shelved,
        before,
        after,
        compare_versions(before, after) if before is not None else (),
        switch,
        len(issued),
        Fen(sum(one.amount for one in issued)),
        disagreements_of(after),
        bool(shelved.disagreement_reason),
    )


class UseDialog(Dialog):
    """Says what will change; where wording and formulas disagree it asks why the version is used."""

    confirmed = Signal(str)
    """The version is to be put in force; the reason, empty where none is needed."""

    def __init__(self, prospect: Prospect, parent: QWidget) -> None:
        super().__init__(parent, "启用政策", width=720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._prospect = prospect
        self.use_button = button("启用", self._on_use, look=Look.PRIMARY, parent=self)
        self.reason = LongTextEdit(_EXAMPLE, lines=2)
        self.form = Form(_checked, self, label_width=72, editor_width=520)
        parts = self._said()
        if prospect.needs_reason:
            self.form.add("reason", "理由", self.reason, required=True)
            # Beside what it is a reason for.
            parts.insert(1, self.form)
        else:
            self.reason.hide()
            self.form.hide()
        title = f"启用《{prospect.after.title}》第 {prospect.after.version} 版？"
        _lay_out(self, title, parts, self.use_button)

    def _said(self) -> list[QWidget]:
        """Return everything that changes, what is doubtful first."""
        parts: list[QWidget] = []
        if self._prospect.disagreements:
            banner = Banner("warning", "warning", self)
            banner.say(disagreements_text(self._prospect.disagreements, most=20))
            parts.append(banner)
        return parts + [Paragraph(line, self) for line in prospect_lines(self._prospect)]

    def _on_use(self) -> None:
        if not self._prospect.needs_reason:
            self.confirmed.emit("")
            self.accept()
            return
        values = self.form.submit()
        if isinstance(values, dict):
            self.confirmed.emit(values["reason"])
            self.accept()


def prospect_lines(prospect: Prospect) -> list[str]:
    """Say in sentences what putting a version in force will change."""
    switch, after = prospect.switch, prospect.after
    changed = count_text(switch.enterprises, "户")
    if prospect.before is None:
        titles = "、".join(clause.title for clause in after.clauses.values())
        lines = [
            f"这是新的政策，共 {len(after.clauses)} 条：{titles}。",
            f"对现有企业：{changed}符合，{totals_text(switch.after.whole)}。",
        ]
    else:
        lines = [
            f"现行第 {prospect.before.version} 版停用，改按第 {after.version} 版评定。",
            f"对现有企业：{changed}的结果或金额有变化；"
            f"{effect_text(switch.before.whole, switch.after.whole)}。",
        ]
    if prospect.notices:
        lines.append(
            f"按以前的版本已出具的通知书 {prospect.notices} 份、{money_text(prospect.notified)} 元仍然有效，"
            "文字和金额都不改，也不会按新版再出具一次；要改按新版的，先把原来的作废。"
        )
    elif prospect.before is not None:
        lines.append("以前的版本没有出具过有效的通知书。")
    if prospect.before is not None:
        lines += [f"条款：{counts_text(prospect.compared)}。", *_clause_lines(prospect.compared)]
    return lines


def _clause_lines(compared: Sequence[Compared]) -> list[str]:
    lines = []
    for one in compared:
        if one.change is Change.CHANGED:
            for line in one.lines:
                was, now = (text.replace("\n", "　") or "（无）" for text in (line.before, line.after))
                lines.append(f"· {one.title}，{line.label}：{was} → {now}")
        else:
            lines.append(f"· {one.title}：{one.change}")
    return lines


def _checked(values: dict[str, Any]) -> dict[str, str]:
    return {} if values.get("reason") else {"reason": "请写明条文与公式不一致、仍要使用的理由"}


class ReasonDialog(Dialog):
    """Asks why a version that is in force is used although its wording and its formulas disagree."""

    reasoned = Signal(str)
    """The reason to be recorded."""

    def __init__(self, policy: Policy, found: Sequence[Disagreement], parent: QWidget) -> None:
        super().__init__(parent, "写明理由", width=720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reason = LongTextEdit(_EXAMPLE, lines=2)
        self.form = Form(_checked, self, label_width=72, editor_width=520)
        self.form.add("reason", "理由", self.reason, required=True)
        self.keep_button = button("记录理由", self._on_keep, look=Look.PRIMARY, parent=self)
        banner = Banner("warning", "warning", self)
        banner.say(disagreements_text(found, most=12))
        title = f"《{policy.title}》第 {policy.version} 版为什么仍要使用？"
        _lay_out(self, title, (banner, self.form), self.keep_button)

    def _on_keep(self) -> None:
        values = self.form.submit()
        if isinstance(values, dict):
            self.reasoned.emit(values["reason"])
            self.accept()


def _lay_out(dialog: Dialog, title: str, parts: Sequence[QWidget], act: QWidget) -> None:
    """Put a title above the parts, 取消 and the act below them."""
    fill(dialog.foot, STRETCH, button("取消", dialog.reject, parent=dialog), act)
    dialog.add_title(title)
    fill(dialog.body, *parts)
