"""延长公示: until which day, and why; of one case or of a whole batch."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.cases.awards.publicity import prolong
from domain.cases.awards.reading import Case
from gui.formatting import count_text, date_text
from gui.forms.date_edits import OptionalDateEdit
from gui.pages.cases.asking import StepDialog
from gui.services import Services
from gui.widgets.prose import Paragraph


class ProlongDialog(StepDialog):
    """Asks until when cases that are publicised now are to be."""

    def __init__(self, over: QWidget, services: Services, cases: Sequence[Case]) -> None:
        """`cases` have a publicity that runs."""
        one = len(cases) == 1
        heading = f"延长公示：{cases[0].name if one else count_text(len(cases), '件事项')}"
        self._cases = cases
        self._ends = max(case.standing.publicity.end for case in cases if case.standing.publicity)
        said = f"现在公示到{date_text(self._ends)}。延长后，公示文书要重新打印、重新张贴。"
        super().__init__(over, services, heading, "延长公示", said=[Paragraph(said)])
        self.until = OptionalDateEdit(may_be_none=False)
        self.form.add("until", "公示到", self.until, missing="请填写公示延长到哪一天", width=180)
        self.form.add_reason("写明为什么延长，会留在事项的记录里", "请写明延长公示的理由", lines=3)

    def start(self) -> None:
        """Open it."""
        context, seen = self._services.context, [case.seen for case in self._cases]
        self.begin(
            lambda values: prolong(
                context.seat, seen, values["until"], context.rules, because=values["because"]
            ),
            lambda values: f"{count_text(len(seen), '件')}的公示已延长到{date_text(values['until'])}",
            "已撤回延长，公示期限仍是原来的",
            check=self._complaints,
        )
        self.until.setFocus()

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        until = values.get("until")
        is_too_early = isinstance(until, date) and until <= self._ends
        return {"until": f"要在{date_text(self._ends)}以后"} if is_too_early else {}
