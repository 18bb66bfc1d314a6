"""Asks why something is not applied for, of one clause or of very many."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.takeup.entities import Why
from domain.takeup.explaining import Entitled, explain, take_back
from gui.formatting import count_text
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, TextEdit
from gui.services import Services, Undo

TITLE: Final = "未申报原因"
_WORDS: Final = {one.value: one.word for one in Why}


class ReasonDialog(FormDialog):
    """One reason for all that is chosen; it takes the place of what was said before."""

    def __init__(self, services: Services, over: QWidget, wanted: Sequence[Entitled], said: str) -> None:
        """`said` tells what is chosen."""
        super().__init__(services, over, TITLE, "记下", editor_width=380)
        self._wanted = wanted
        self.said.setText(said)
        self.form.add("why", "原因", ChoiceBox(_WORDS), missing="请选择原因", width=220)
        hint = "如：已享受市级同类补助"
        self.form.add("remark", "说明", TextEdit(hint), hint="选“其他”的要写明")

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        is_other = values.get("why") == Why.OTHER.value
        return {"remark": "请写明是什么原因"} if is_other and not values.get("remark") else {}

    def do(self, values: dict[str, Any]) -> None:
        seat, wanted = self.services.context.seat, self._wanted
        why, remark = Why(values["why"]), str(values.get("remark") or "")
        count = count_text(len(wanted), "项")
        self.services.do(
            lambda _: explain(seat, wanted, why, remark),
            f"已记下 {count}未申报的原因",
            lambda explained: Undo(lambda _: take_back(seat, explained), "已撤回"),
            on_done=lambda _: self.accept(),
            on_failed=self.refused,
            owner=self.parentWidget() or self,
            label="正在记下",
            busy=self.go_button,
        )
