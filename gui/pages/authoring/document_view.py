"""The document that a policy is made of: its head, its units, what holds for all of them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.documents.arranging import joined, split_at
from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import DraftCap, DraftGroup, Line, PolicyDraft
from domain.policies.authoring.forms.scope import Scope, scope_of
from domain.values.errors import BadInput
from gui.early.action_row import ActionRow
from gui.early.parts import (
    STRETCH,
    Link,
    Note,
    SectionTitle,
    button,
    empty,
    fill,
    icon_button,
    in_column,
    in_row,
)
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit, TextEdit, ValueEditor
from gui.forms.form import Form
from gui.pages.authoring.line_edit import UNCHECKED
from gui.pages.authoring.lines_edit import LinesEdit
from gui.pages.authoring.sides import Sides
from gui.pages.authoring.steps import Steps, Work
from gui.pages.authoring.together import TogetherDialog, seen_together, together_lines
from gui.pages.authoring.unit_tree import UnitText, UnitTree
from gui.services import Services
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import opened
from gui.widgets.placing import Scrolling
from gui.widgets.prose import Paragraph
from gui.widgets.status import StatusPill

_OFFICIAL: Final = {"yes": "正式文本", "no": "不是正式文本（报道、转述）"}
HEAD: Final = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "文号",
    "source": "来源",
    "official_text": "文本",
    "valid_from": "施行日期",
    "valid_to": "有效期至",
    "readings": "口径",
}
"""What stands on the head of a policy, by its attributes, in words."""


_NEEDED: Final = ("title", "issuer", "source", "valid_from", "valid_to")
"""Without these nothing can be put in force."""


class HeadForm(Form):
    """What the head of a policy says; every change is a step."""

    def __init__(self, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, label_width=76, editor_width=300)
        self._steps = steps
        self._is_shown: dict[str, Any] = {}
        self.editors: dict[str, ValueEditor] = {
            "title": TextEdit("如：某区2026年助企政策", max_length=200),
            "issuer": TextEdit("如：某区管理委员会"),
            "document_number": TextEdit("如：某政〔2026〕8号，没有可不填"),
            "source": TextEdit("如：区政府门户网站"),
            "official_text": ChoiceBox(_OFFICIAL, unset_word=None),
            "valid_from": OptionalDateEdit(may_be_none=False),
            "valid_to": OptionalDateEdit(may_be_none=False),
            "readings": LongTextEdit("对每一条都适用的口径，一行一句，如：以上含本数。", lines=3),
        }
        for field, editor in self.editors.items():
            self.add(field, HEAD[field], editor, required=field in _NEEDED)
        self.binding.changed.connect(self._on_changed)

    def show_draft(self, draft: PolicyDraft) -> None:
        """Show what a draft says; what stands there already stays as it was typed."""
        shown = _typed_of(draft)
        if shown != self._is_shown:
            self._is_shown = shown
            self.load(shown)

    def _on_changed(self, field: str) -> None:
        values = self.values()
        draft = _changed_head(self._steps.draft, values)
        self._is_shown = _typed_of(draft)
        self._steps.change(draft, f"改{HEAD[field]}", of=("head", field))


class DocumentView(QWidget):
    """Left the units, right what the current one says, and what the head of the document does."""

    clause_wanted = Signal(str, bool)
    """A unit is to be a clause, or no longer one."""
    clauses_wanted = Signal()
    """Every unit that seems to award something is to be a clause."""

    def __init__(self, services: Services, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._steps = services, steps
        self.tree = UnitTree(self)
        self.name = SectionTitle("", self)
        self.name.setWordWrap(True)
        self.text = UnitText(self)
        self.join_button = button("与上一条合并（J）", self._on_join)
        self.split_button = button("从光标处拆开（S）", self._on_split)
        self.tick_button = button("勾选给钱的条目", self.clauses_wanted.emit, icon_name="check")
        self.head = HeadForm(steps, self)
        self.exclusions = LinesEdit("排除情形", self)
        self._scope_of: object = None
        self._scope: Scope | None = None
        self._together = in_column(spacing=4)
        self.together_button = button("几条合起来算…", self._on_together, icon_name="plus")
        self.rules = Paragraph("", self)
        self.remarks = Banner("warning", "warning", self)
        self.said = Note("", self)
        self._lay_out()
        self.tree.chosen.connect(self._show_unit)
        self.tree.ticked.connect(self.clause_wanted)
        self.tree.join_wanted.connect(lambda _: self._on_join())
        self.text.split_wanted.connect(lambda _: self._on_split())
        self.exclusions.changed.connect(self._on_exclusions)
        steps.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the document as it is now."""
        work = self._steps.work
        self.head.show_draft(work.draft)
        self._show_exclusions(work.draft)
        self._show_together(work.draft)
        document = work.document
        self._left.setVisible(document is not None)
        self._unit_card.setVisible(document is not None)
        if document is None:
            self.remarks.say("")
            self._rules_card.hide()
            return
        ticked = {clause.unit for clause in work.draft.clauses if clause.unit}
        self.tree.show_units(document, ticked)
        if not self.tree.current_unit:
            self.tree.choose("")
        self._show_unit(self.tree.current_unit)
        self.said.setText(
            f"{len(document.units)} 个条目，{len(ticked)} 个已做成条款。空格勾选，J 合并，S 拆开。"
        )
        self.remarks.say("\n".join(document.remarks))
        self.rules.setText("\n".join(f"· {rule.text}" for rule in document.general))
        self._rules_card.setVisible(bool(document.general))

    def _show_exclusions(self, draft: PolicyDraft) -> None:
        key = replace(draft, clauses=(), exclusions=(), title="", source="")
        if key != self._scope_of or self._scope is None:
            self._scope_of = key
            self._scope = scope_of(draft, self._services.context.office)
        self.exclusions.show_lines(draft.exclusions, self._scope, ())

    def _show_together(self, draft: PolicyDraft) -> None:
        empty(self._together)
        for one, said in together_lines(draft):
            drop = icon_button("close", f"去掉“{one.title}”", partial(self._on_apart, one.title), parent=self)
            line = QWidget(self)
            seen: list[QWidget] = []
            if one.is_open:
                pill = StatusPill(parent=self)
                pill.show_status(UNCHECKED)
                link = Link("核对过了", self)
                link.followed.connect(partial(self._on_seen, one))
                seen = [pill, link]
            in_row((Paragraph(f"{one.title}：{said}"), 1), *seen, drop, spacing=8, of=line)
            self._together.addWidget(line)

    def _on_together(self) -> None:
        self.dialog = opened(TogetherDialog(self._services, self._steps, self))

    def _on_seen(self, one: DraftGroup | DraftCap) -> None:
        self._steps.change(seen_together(self._steps.draft, one), f"“{one.title}”核对过了")

    def _on_apart(self, title: str) -> None:
        draft = self._steps.draft
        groups = tuple(one for one in draft.groups if one.title != title)
        caps = tuple(one for one in draft.shared_caps if one.title != title)
        self._steps.change(replace(draft, groups=groups, shared_caps=caps), f"去掉“{title}”")

    def _on_exclusions(self, lines: tuple[Line, ...], said: str) -> None:
        of = ("exclusions", len(lines)) if said.startswith("改") else None
        self._steps.change(replace(self._steps.draft, exclusions=lines), said, of=of)

    def _show_unit(self, unit_id: str) -> None:
        document = self._steps.work.document
        if document is None or not unit_id:
            return
        unit = document.unit(unit_id)
        said = f"　责任单位：{unit.responsible}" if unit.responsible else ""
        self.name.setText(f"{unit.name or '（没有编号）'}{said}")
        if self.text.toPlainText() != unit.text:
            self.text.setPlainText(unit.text)

    def _on_join(self) -> None:
        self._rearrange(joined, "合并条目")

    def _on_split(self) -> None:
        at = self.text.place
        self._rearrange(lambda document, unit: split_at(document, unit, at), "拆开条目")

    def _rearrange(self, change: Callable[[Document, str], Document], said: str) -> None:
        work, unit = self._steps.work, self.tree.current_unit
        if work.document is None or not unit:
            return
        try:
            document = change(work.document, unit)
        except BadInput as error:
            self._services.messages.error(error)
            return
        self._steps.take(_without_lost(replace(work, document=document)), said)

    def _lay_out(self) -> None:
        self._left = QWidget(self)
        in_column(in_row(self.tick_button, STRETCH), (self.tree, 1), self.said, spacing=8, of=self._left)
        right = QWidget()
        self._unit_card = Card("", right)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * 8)
        acts = ActionRow(self._unit_card)
        acts.add(self.join_button)
        acts.add(self.split_button)
        fill(self._unit_card.body, self.name, self.text, acts)
        head = Card("文件信息", right)
        head.body.addWidget(self.head)
        outside = Card("排除情形（命中的，哪一条都不给）", right)
        outside.body.addWidget(self.exclusions)
        together = Card("几条之间", right)
        fill(together.body, self._together, in_row(self.together_button, STRETCH))
        self._rules_card = Card("对全文适用的规定", right)
        self._rules_card.body.addWidget(self.rules)
        in_column(
            self.remarks,
            self._unit_card,
            head,
            self._rules_card,
            outside,
            together,
            STRETCH,
            spacing=12,
            margins=(0, 0, 4, 8),
            of=right,
        )
        scroll = Scrolling(self)
        scroll.setWidget(right)
        in_column(Sides(self._left, scroll, 420, self), of=self)


def _without_lost(work: Work) -> Work:
    """Let go of units that are no longer there; their clauses stay, made of none."""
    assert work.document is not None
    there = {unit.id for unit in work.document.units}
    clauses = tuple(one if one.unit in there else replace(one, unit="") for one in work.draft.clauses)
    return replace(work, draft=replace(work.draft, clauses=clauses))


def _typed_of(draft: PolicyDraft) -> dict[str, Any]:
    """Return what the editors show of a draft; what is not said is left out."""
    values: dict[str, Any] = {
        "title": draft.title,
        "issuer": draft.issuer,
        "document_number": draft.document_number,
        "source": draft.source,
        "official_text": "yes" if draft.official_text else "no",
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "readings": "\n".join(draft.readings),
    }
    return {field: value for field, value in values.items() if value}


def _changed_head(draft: PolicyDraft, values: dict[str, Any]) -> PolicyDraft:
    lines = str(values.get("readings", "")).splitlines()
    return replace(
        draft,
        title=values.get("title", ""),
        issuer=values.get("issuer", ""),
        document_number=values.get("document_number", ""),
        source=values.get("source", ""),
        official_text=values.get("official_text") != "no",
        valid_from=values.get("valid_from"),
        valid_to=values.get("valid_to"),
        readings=tuple(filter(None, (line.strip() for line in lines))),
    )
