"""Which papers a clause asks for, as the office sets them: kept as a new version of its policy."""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.policies.policy import Clause, Policy
from domain.policies.trials.drafting import Draft
from gui.forms.asking import FormDialog
from gui.forms.editors import LongTextEdit
from gui.pages.policies.trial import keep_draft
from gui.services import Services

_SAID: Final = (
    "一行写一份，如 营业执照、纳税证明。申报登记时逐份核对，缺的写进补正通知书。"
    "存为新版本，放在“政策文件”里，启用以后新登记的事项照它要材料，在办的不变；条文、公式和金额都不变。"
)


class PapersDialog(FormDialog):
    """Asks which papers a clause wants, a line each."""

    version_saved = Signal()

    def __init__(self, services: Services, parent: QWidget, policy: Policy, clause: Clause) -> None:
        super().__init__(
            services, parent, "申报材料", "存为新版本", heading=f"申报材料：{clause.title}", label_width=48
        )
        self._policy, self._clause = policy, clause
        self.said.setText(_SAID)
        self.papers = LongTextEdit("一行一份", lines=10)
        self.form.add("papers", "材料", self.papers, width=520)
        self.form.load({"papers": "\n".join(clause.papers)} if clause.papers else {})

    def do(self, values: dict[str, Any]) -> None:
        context, policy = self.services.context, self._policy
        names = [one.strip() for one in values.get("papers", "").splitlines()]
        papers = tuple(dict.fromkeys(filter(None, names)))
        if papers == self._clause.papers:
            self.problem.say("材料没有变化")
            return
        draft = Draft.of(policy, self._clause.id, context.shipped.office).with_papers(papers)
        because = f"本单位在第 {policy.version} 版上定申报材料"
        self.services.jobs.run(
            lambda _: keep_draft(context, draft, because),
            self._on_saved,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在保存",
        )

    def _on_saved(self, version: str) -> None:
        self.done_with(f"已存为第 {version} 版，启用以后照它要材料")
        self.version_saved.emit()
