"""Clauses that are decided together: of which only the highest is granted, or that are capped as one."""

from typing import Any, Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import FactKind
from domain.policies.authoring.draft import DraftCap, DraftGroup, PolicyDraft
from domain.policies.authoring.forms.editing import capped, grouped
from domain.policies.authoring.forms.scope import scope_of
from domain.policies.authoring.places import together_in, with_open
from gui.early.parts import Note
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, TextEdit
from gui.forms.ticks import TickList
from gui.pages.authoring.steps import Steps
from gui.services import Services

_HIGHEST, _CAP = "highest", "cap"
_HOW: Final = {_HIGHEST: "就高不重复：只给其中最高的一条", _CAP: "合起来不超过一个数"}
_EXCEEDED: Final = {"manual": "由人定各得多少", "in_proportion": "按各自应得的比例减"}
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
        terms = _alike_in(services, steps.draft)
        self.across = ChoiceBox({one: f"{one}相同的企业" for one in terms}, unset_word="一户企业自己的")
        self.form.add("across", "哪些合起来", self.across)
        self.form.add("exceeded", "超过时", ChoiceBox(_EXCEEDED, unset_word=None))
        self.ticks = TickList(self, called="条款")
        self.ticks.offer([(one.id, one.title or "（没有名称）") for one in steps.draft.clauses])
        self.ticks.setMinimumSize(QSize(0, 200))
        self.body.insertWidget(self.body.count(), Note("哪几条：", self))
        self.body.addWidget(self.ticks)
        self.how.value_changed.connect(self._show_fields)
        self.across.value_changed.connect(self._show_fields)
        self._show_fields()

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        if values.get("how") == _CAP and not values.get("cap"):
            return {"cap": "请填写合起来最多多少，如 100万"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        clauses = tuple(str(one) for one in self.ticks.ticked())
        draft, title, across = self._steps.draft, values["title"], values.get("across") or ""
        is_across = values["how"] == _CAP and bool(across)
        if len(clauses) < (1 if is_across else _LEAST):
            self.problem.say("请至少勾选一条" if is_across else "请至少勾选两条")
            return
        if values["how"] == _HIGHEST:
            changed = grouped(draft, DraftGroup(title, clauses))
        elif is_across:
            changed = capped(draft, DraftCap(title, clauses, values["cap"], across, values["exceeded"]))
        else:
            changed = capped(draft, DraftCap(title, clauses, values["cap"]))
        self._steps.change(changed, f"几条合起来算：{title}")
        self.accept()

    def _show_fields(self) -> None:
        is_cap = self.how.value() == _CAP
        self.form.show_field("cap", is_shown=is_cap)
        self.form.show_field("across", is_shown=is_cap)
        self.form.show_field("exceeded", is_shown=is_cap and bool(self.across.typed()))


def _alike_in(services: Services, draft: PolicyDraft) -> list[str]:
    """Return what enterprises can be alike in that share a cap: texts and choices, those of the policy first.

    `files.building` refuses any other.
    """
    scope = scope_of(draft, services.context.office)
    kinds = (FactKind.TEXT, FactKind.CHOICE)
    found = [term for term, fact in scope.words.attributes.items() if fact.kind in kinds]
    return sorted(found, key=lambda term: term not in scope.own)


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
        *((one, f"{named(one.clauses)}：{_cap_text(one)}") for one in draft.shared_caps),
    ]


def _cap_text(cap: DraftCap) -> str:
    if not cap.across:
        return f"合起来不超过 {cap.cap}"
    then = _EXCEEDED.get(cap.exceeded, cap.exceeded)
    return f"{cap.across}相同的企业合起来不超过 {cap.cap}，超过时{then}"
