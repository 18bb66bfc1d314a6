"""A topic written, or changed."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.outreach.guide_entities import Topic
from domain.outreach.guides.topics import LONGEST, TopicFields, fields_of, save_topic, seen_of
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, TextEdit
from gui.services import Services

_TEXTS = ("asks", "answer", "papers", "place", "phone", "hours", "keeper")


class TopicDialog(FormDialog):
    """Asks for what is written of a topic; ``asked`` is how somebody asked for it."""

    def __init__(
        self, services: Services, parent: QWidget, of: Topic | None = None, *, asked: str = ""
    ) -> None:
        title = "新增办事指南" if of is None else "修改办事指南"
        super().__init__(services, parent, title, "保存", width=700, editor_width=460)
        self.said.hide()
        self._of = of
        policies = {id_: one.title for id_, one in services.context.policies.policies.items()}
        if of is not None and of.policy_id:
            policies.setdefault(of.policy_id, f"{of.policy_id}（现在不在政策库里）")
        self.policy = ChoiceBox(policies, unset_word="没有政策依据")
        self.clause = ChoiceBox({}, unset_word="不限哪一条")
        add = self.form.add
        title_edit = TextEdit("企业办的是什么事，如：营业执照怎么变更", max_length=LONGEST)
        add("title", "标题", title_edit, missing="请填写标题")
        asks = LongTextEdit("每行一种问法，搜到哪一种都能找到", lines=3)
        add("asks", "常见问法", asks)
        answer = LongTextEdit("每行一步，照着就能念", lines=5)
        add("answer", "怎么答复", answer, missing="请填写怎么答复，每行一步")
        add("papers", "要带的材料", LongTextEdit("每行一样", lines=3))
        add("place", "到哪里办", TextEdit())
        add("phone", "电话", TextEdit(), width=220)
        add("hours", "办公时间", TextEdit(), width=220)
        add("days", "承诺期限", TextEdit("没有承诺就不填"), unit="个工作日", width=160)
        add("policy_id", "依据的政策", self.policy)
        add("clause_id", "条款", self.clause)
        add("valid_from", "有效期起", OptionalDateEdit(), width=220)
        add("valid_until", "有效期止", OptionalDateEdit(), width=220)
        add("keeper", "由谁维护", TextEdit(), width=220)
        self.policy.value_changed.connect(self._offer_clauses)
        self._fill(asked)

    def _fill(self, asked: str) -> None:
        given = TopicFields("", asks=asked) if self._of is None else fields_of(self._of)
        keys: Sequence[str] = ("title", *_TEXTS)
        values: dict[str, Any] = {key: getattr(given, key) or UNSET for key in keys}
        values |= {"days": str(given.days) if given.days else UNSET}
        values |= {key: getattr(given, key) or UNSET for key in ("valid_from", "valid_until")}
        self.form.load(values)
        self.policy.type_in(given.policy_id)
        self._offer_clauses()
        self.clause.type_in(given.clause_id)

    def _offer_clauses(self) -> None:
        policy = self.services.context.policies.policies.get(self.policy.typed())
        clauses = {} if policy is None else {id_: one.title for id_, one in policy.clauses.items()}
        if self._of is not None and self._of.clause_id and self.policy.typed() == self._of.policy_id:
            clauses.setdefault(self._of.clause_id, self._of.clause_id)
        self.clause.offer(clauses, "不限哪一条")

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        days = values.get("days") or ""
        return {"days": "请填写几个工作日，如 3"} if days and not str(days).isdecimal() else {}

    def do(self, values: dict[str, Any]) -> None:
        of = self._of
        given = TopicFields(
            values["title"],
            **{key: values.get(key) or "" for key in _TEXTS},
            days=int(values["days"]) if values.get("days") else None,
            policy_id=self.policy.typed(),
            clause_id=self.clause.typed(),
            valid_from=values.get("valid_from") or None,
            valid_until=values.get("valid_until") or None,
            # What was just written was looked at.
            checked_on=date.today(),
        )
        seen = None if of is None else seen_of(of)
        self.run(partial(save_topic, self.services.context.seat, given, seen), "已保存")
