"""按比例核定: what is left of a budget is shared among cases before they are publicised."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from domain.cases.awards.reading import Case
from domain.funds.sharing import share_out
from domain.values.money import Fen
from gui.formatting import count_text, money_text
from gui.pages.cases.asking import StepDialog
from gui.services import Services
from gui.widgets.prose import Paragraph


class ShareDialog(StepDialog):
    """Says what they come to, and asks why they get less."""

    def __init__(self, over: QWidget, services: Services, cases: Sequence[Case]) -> None:
        """`cases` are on their way, of one policy."""
        count = count_text(len(cases), "件")
        asked = money_text(Fen(sum(case.amount for case in cases)))
        said = (
            f"这 {count}现在核定合计 {asked} 元。按各件金额的比例，把今年预算的余额分给它们，分毫不差；"
            "余额够用的不会改动。公示过的要先退回。"
        )
        super().__init__(over, services, f"按比例核定：{count}", "按比例核定", said=[Paragraph(said)])
        self._cases = cases
        self.form.add_reason("如：预算不足，经会议研究按比例核定", "请写明按比例核定的理由", lines=3)

    def start(self) -> None:
        """Open it."""
        context, seen = self._services.context, [case.seen for case in self._cases]
        self.begin(
            lambda values: share_out(context.seat, seen, context.rules, because=values["because"]),
            lambda _: f"已按比例核定 {count_text(len(seen), '件')}",
            "已撤回，各件金额回到核定以前",
        )
