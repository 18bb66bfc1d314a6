"""A call noted while somebody speaks, or corrected afterwards; typed by the keyboard alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.outreach.guide_entities import Answered, Topic
from domain.outreach.guides.calls import CallFields, ListedCall, record_call
from domain.outreach.problem_entities import Content
from domain.values.ids import CallId, TopicId
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, SegmentedChoice, TextEdit
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.forms.fact_edits import PersonalEdit, veil_for
from gui.pages.visits.checks import ChecksEdit
from gui.services import Services

_MOST_OFFERED: Final = 8


class CallDialog(FormDialog):
    """Asks who called and what came of it; what was looked for, and found, stands there already."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        on_missed: Callable[[CallId], object],
        *,
        asked: str = "",
        chosen: Sequence[Topic] = (),
        found: Sequence[Topic] = (),
        of: ListedCall | None = None,
    ) -> None:
        """`chosen` topics are ticked, others that were `found` are offered; `on_missed` gets a call that was
        not answered.
        """
        title = "记一次来电" if of is None else "修改来电"
        super().__init__(services, parent, title, "登记" if of is None else "保存", editor_width=430)
        self.said.hide()
        self._of, self._on_missed = of, on_missed
        self.enterprise = EnterpriseEdit(services)
        self.topics = ChecksEdit("没有对应的办事指南：写下问的什么，会列在“常问的”里")
        self.answered = SegmentedChoice({one.value: one.word for one in Answered}, called="答复")
        add = self.form.add
        add("asked", "问的什么", TextEdit("来电人的原话，一句就行"))
        add("topics", "办事指南", self.topics)
        add("enterprise", "企业", self.enterprise, hint="不是企业打来的，或没有说是哪家，可以不填")
        add("caller", "来电人", TextEdit("怎么称呼"), width=220)
        add("phone", "电话", PersonalEdit(None), width=220)
        add("answered", "答复", self.answered, hint="没有答复的，登记以后接着转为问题办理")
        ratings = {one.value: one.word for one in Content}
        add("rating", "评价", ChoiceBox(ratings, unset_word="没有问"), width=220)
        add("day", "日期", OptionalDateEdit(none_word="", may_be_none=False), missing="请填写日期", width=220)
        add("time", "时间", TextEdit("如 09:05"), missing="请填写时间", width=220)
        self.enterprise.chain()
        self._offer(chosen, found)
        self._fill(asked)

    def _offer(self, chosen: Sequence[Topic], found: Sequence[Topic]) -> None:
        before = {} if self._of is None else {str(id_): title for id_, title in self._of.topics}
        offered = {str(one.id): one.title for one in (*chosen, *found[:_MOST_OFFERED])}
        self.topics.offer(before | offered, [*before, *(str(one.id) for one in chosen)])

    def _fill(self, asked: str) -> None:
        ticked = self.topics.value()
        if self._of is None:
            now = datetime.now().astimezone()
            values: dict[str, Any] = {"day": now.date(), "time": f"{now:%H:%M}", "asked": asked or UNSET}
            answered = Answered.YES
        else:
            row, answered = self._of.row, self._of.answered
            keys = ("asked", "caller", "phone", "rating", "day", "time")
            values = {key: getattr(row, key) or UNSET for key in keys}
        self.form.load(values | {"topics": ticked, "answered": answered.value})
        if self._of is not None and self._of.enterprise_id is not None:
            self.enterprise.choose(self._of.enterprise_id, self._of.enterprise)
        if self._of is not None:
            veil_for(self.services, self)

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        if values.get("topics") or values.get("asked"):
            return {}
        return {"asked": "没有勾选办事指南的，请写下问的什么"}

    def do(self, values: dict[str, Any]) -> None:
        answered = Answered(values["answered"])
        given = CallFields(
            values["day"],
            values["time"],
            values.get("asked") or "",
            tuple(TopicId(int(one)) for one in values.get("topics") or ()),
            values.get("enterprise"),
            values.get("caller") or "",
            values.get("phone") or "",
            answered,
            Content(values["rating"]) if values.get("rating") else None,
        )
        context, seen = self.services.context, None if self._of is None else self._of.seen
        self._is_missed = answered is Answered.NO and (self._of is None or not self._of.problem)
        self.run(partial(record_call, context.seat, given, context.problem_rules, seen), "已登记")

    def done_with(self, said: str, _result: object = None) -> None:
        super().done_with(said, _result)
        if self._is_missed and isinstance(_result, int):
            self._on_missed(CallId(_result))
