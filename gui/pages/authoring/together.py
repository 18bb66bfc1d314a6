"""Clauses that are decided together: of which only the highest is granted, or that are capped as one."""

from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.draft import DraftCap, DraftGroup, PolicyDraft
from domain.policies.authoring.forms.editing import capped, grouped
from domain.policies.authoring.places import together_in, with_open
from gui.early.parts import Note
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, TextEdit
from gui.forms.ticks import TickList
from gui.pages.authoring.steps import Steps
from gui.services import Services

_HIGHEST, _CAP = "highest", "cap"
_HOW: Final = {_HIGHEST: "就高不重复：只给其中最高的一条", _CAP: "合起来不超过一个数"}
_LEAST: Final = 2


class TogetherDialog(FormDialog):
    """Asks which clauses, and how."""

    def __init__(self, services: Services, steps: Steps, parent: QWidget) -> None:
        super().__init__(services, parent, "几条合起来算", "加上", width=640, label_width=80)
        self._steps = steps
        self.said.hide()
        self.how = ChoiceBox(_HOW, unset_word=None)
        self.form.add("how", "怎么算", self.how)
        self.form.add("title", "名称", TextEdit("如：各级认定奖励就高不重复"), missing="请填写名称")
        self.form.add("cap", "最多", TextEdit("如：100万", max_length=40))
        self.ticks = TickList(self, called="条款")
        self.ticks.offer([(one.id, one.title or "（没有名称）") for one in steps.draft.clauses])
        self.ticks.setMinimumSize(QSize(0, 200))
        self.body.insertWidget(self.body.count(), Note("哪几条：", self))
        self.body.addWidget(self.ticks)
        self.how.value_changed.connect(self._show_fields)
        self._show_fields()

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        if values.get("how") == _CAP and not values.get("cap"):
            return {"cap": "请填写合起来最多多少，如 100万"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        clauses = tuple(str(one) for one in self.ticks.ticked())
        if len(clauses) < _LEAST:
            self.problem.say("请至少勾选两条")
            return
        draft, title = self._steps.draft, values["title"]
        if values["how"] == _HIGHEST:
            changed = grouped(draft, DraftGroup(title, clauses))
        else:
            changed = capped(draft, DraftCap(title, clauses, values["cap"]))
        self._steps.change(changed, f"几条合起来算：{title}")
        self.accept()

    def _show_fields(self) -> None:
        self.form.show_field("cap", is_shown=self.how.value() == _CAP)


def seen_together(draft: PolicyDraft, one: DraftGroup | DraftCap) -> PolicyDraft:
    """Return the draft with a group or a shared cap looked at."""
    place = next(place for place, each in together_in(draft) if each is one)
    return with_open(draft, place, is_open=False)


def together_lines(draft: PolicyDraft) -> list[tuple[DraftGroup | DraftCap, str]]:
    """Return what is decided together, each with a sentence."""
    titles = {one.id: one.title for one in draft.clauses}

    def named(clauses: tuple[str, ...]) -> str:
        return "、".join(titles.get(one, one) for one in clauses)

    return [
        *((one, f"{named(one.clauses)}：只给最高的一条") for one in draft.groups),
        *((one, f"{named(one.clauses)}：合起来不超过 {one.cap}") for one in draft.shared_caps),
    ]
