"""The rest of a clause, of which most clauses have none: shown once something of it is wanted."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.policies.authoring.draft import (
    DraftClause,
    DraftContest,
    DraftDefinition,
    DraftStage,
    Line,
)
from domain.policies.authoring.forms.editing import shares_left
from domain.policies.authoring.forms.reading import definition_form, quantity_form
from domain.policies.authoring.forms.scope import Scope
from gui.early.parts import (
    STRETCH,
    Complaint,
    Link,
    Note,
    button,
    empty,
    fill,
    icon_button,
    in_column,
    in_row,
)
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, LongTextEdit, TextEdit
from gui.pages.authoring.cells import ValueEdit
from gui.pages.authoring.form_cells import write_award, write_definition
from gui.pages.authoring.line_edit import LineEdit
from gui.pages.authoring.lines_edit import LinesEdit
from gui.widgets.cards import Card
from gui.widgets.placing import FlowLayout

Place = tuple[str | int, ...]

_OFFERED: Final = {
    "readings": "口径",
    "papers": "申报材料",
    "definitions": "先算一个数",
    "stages": "分期兑付",
    "contest": "评比和总额",
    "zero_note": "为 0 时的说明",
}
_ORDERS: Final = {"largest_first": "从高到低", "smallest_first": "从低到高"}
_TIES: Final = {"manual": "并列的由人定", "all_in": "并列的都算", "all_out": "并列的都不算"}
_POT_GOES: Final = {"in_proportion": "按比例分", "in_order": "按名次给，给完为止"}


class Extras(QWidget):
    """A card for each part that a clause has or that was asked for, and links to the others."""

    changed = Signal(object, str, str)
    """Parts of the clause by their names, what was done, and of which field it is."""
    fact_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clause = DraftClause("")
        self._asked: set[str] = set()
        self._is_showing = False
        self.lines: dict[Place, LineEdit] = {}
        self.links = {name: Link(f"＋ {word}", self) for name, word in _OFFERED.items()}
        self.readings = LongTextEdit("一行一句，如：运费只算国内部分。", lines=3)
        self.papers = LongTextEdit("一行一份，如：营业执照", lines=3)
        self.zero_note = TextEdit("如：符合条件、增量不足一档")
        self.stages = _StagesEdit(self)
        self.definitions = _DefinitionsEdit(self)
        self.contest = _ContestEdit(self)
        self.cards: dict[str, Card] = {}
        links = QWidget(self)
        row = FlowLayout(links, spacing=px(16))
        for name, link in self.links.items():
            link.followed.connect(partial(self._on_asked, name))
            row.addWidget(link)
        column = in_column(spacing=12, of=self)
        for name, part in self._parts().items():
            card = Card(_OFFERED[name], self)
            card.body.addWidget(part)
            self.cards[name] = card
            column.addWidget(card)
        column.addWidget(links)
        self._connect()

    def show_clause(self, clause: DraftClause, scope: Scope, words: Sequence[str]) -> None:
        """Show what a clause has of these."""
        if clause.id != self._clause.id:
            self._asked.clear()
        self._clause, self._is_showing = clause, True
        for name, link in self.links.items():
            is_there = bool(getattr(clause, name)) or name in self._asked
            self.cards[name].setVisible(is_there)
            link.setVisible(not is_there)
        for edit, texts in ((self.readings, clause.readings), (self.papers, clause.papers)):
            if _lines_of(edit) != texts:
                edit.set_value("\n".join(texts))
        if self.zero_note.text().strip() != clause.zero_note:
            self.zero_note.set_value(clause.zero_note)
        self.lines = {
            **self.definitions.show_definitions(clause.definitions, scope, words),
            **self.stages.show_clause(clause, scope, words),
            **self.contest.show_contest(clause.contest, scope, words),
        }
        self._is_showing = False

    def _parts(self) -> dict[str, QWidget]:
        return {name: getattr(self, name) for name in _OFFERED}

    def _on_asked(self, name: str) -> None:
        self._asked.add(name)
        match name:
            case "stages":
                self._tell("分期", stages=(DraftStage("首期"), DraftStage("余款")))
            case "definitions":
                self._tell("先算一个数", definitions=(DraftDefinition(""),))
            case "contest":
                self._tell("评比", contest=DraftContest())
        self.cards[name].show()
        self.links[name].hide()
        part = self._parts()[name]
        first = part if isinstance(part, LongTextEdit | TextEdit) else part.nextInFocusChain()
        if first is not None:
            first.setFocus()

    def _tell(self, said: str, of: str = "", **parts: Any) -> None:
        if not self._is_showing:
            self.changed.emit(parts, f"改{said}", of)

    def _connect(self) -> None:
        self.readings.value_changed.connect(
            lambda: self._tell("口径", "readings", readings=_lines_of(self.readings))
        )
        self.papers.value_changed.connect(
            lambda: self._tell("申报材料", "papers", papers=_lines_of(self.papers))
        )
        self.zero_note.value_changed.connect(
            lambda: self._tell("说明", "zero_note", zero_note=self.zero_note.text().strip())
        )
        self.stages.changed.connect(lambda stages, of: self._tell("分期", of, stages=stages))
        self.definitions.changed.connect(
            lambda definitions, of: self._tell("先算的数", of, definitions=definitions)
        )
        self.contest.changed.connect(lambda contest, of: self._tell("评比", of, contest=contest))
        for source in (self.stages, self.definitions, self.contest):
            source.fact_wanted.connect(self.fact_wanted)


class _StagesEdit(QWidget):
    """Instalments: each with its share and its own conditions."""

    changed = Signal(object, str)
    fact_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[DraftStage, ...] = ()
        self._parts: list[tuple[TextEdit, ValueEdit, LinesEdit]] = []
        self.said = Complaint(self)
        self._column = in_column(spacing=8)
        more = button("再加一期", self._on_more, icon_name="plus")
        in_column(self._column, self.said, in_row(more, STRETCH), spacing=6, of=self)

    def show_clause(self, clause: DraftClause, scope: Scope, words: Sequence[str]) -> dict[Place, LineEdit]:
        stages = clause.stages
        if len(stages) != len(self._parts):
            self._build(len(stages))
        self._stages = stages
        lines: dict[Place, LineEdit] = {}
        for at, (stage, (title, share, conditions)) in enumerate(zip(stages, self._parts, strict=True)):
            for edit, text in ((title, stage.title), (share, stage.share)):
                if edit.text().strip() != text:
                    edit.setText(text)
            conditions.show_lines(stage.conditions, scope, words)
            lines |= {("stages", at, "conditions", to): edit for to, edit in enumerate(conditions.edits)}
        self.said.say(shares_left(clause) if stages else "")
        return lines

    def _build(self, count: int) -> None:
        empty(self._column)
        self._parts = []
        for at in range(count):
            title, share, conditions = (
                TextEdit("名称，如：首期"),
                ValueEdit("", "", ("%",)),
                LinesEdit("条件", self),
            )
            share.setPlaceholderText("占比，如 60%")
            title.textChanged.connect(partial(self._on_text, at, "title"))
            share.textChanged.connect(partial(self._on_text, at, "share"))
            conditions.changed.connect(partial(self._on_lines, at))
            conditions.fact_wanted.connect(self.fact_wanted)
            drop = icon_button("close", "去掉这一期", partial(self._drop, at), parent=self)
            part = QWidget(self)
            in_column(in_row((title, 1), share, drop, spacing=8), conditions, spacing=4, of=part)
            self._column.addWidget(part)
            self._parts.append((title, share, conditions))

    def _on_text(self, at: int, field: str, text: str) -> None:
        if getattr(self._stages[at], field) != text.strip():
            self._change(at, f"stage:{at}:{field}", **{field: text.strip()})

    def _on_lines(self, at: int, lines: tuple[Line, ...], _said: str) -> None:
        self._change(at, "", conditions=lines)

    def _change(self, at: int, of: str, **parts: Any) -> None:
        stage = replace(self._stages[at], **parts)
        self.changed.emit((*self._stages[:at], stage, *self._stages[at + 1 :]), of)

    def _on_more(self) -> None:
        self.changed.emit((*self._stages, DraftStage("")), "")

    def _drop(self, at: int) -> None:
        self.changed.emit((*self._stages[:at], *self._stages[at + 1 :]), "")


class _DefinitionsEdit(QWidget):
    """Figures and conditions that are stated once and used by name."""

    changed = Signal(object, str)
    fact_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[DraftDefinition, ...] = ()
        self._parts: list[tuple[TextEdit, LineEdit]] = []
        self._column = in_column(spacing=8)
        more = button("再加一个", self._on_more, icon_name="plus")
        in_column(
            Note("先给一个数起名字，如“增加额”，后面的条件和金额直接用这个名字。", self),
            self._column, in_row(more, STRETCH), spacing=6, of=self,
        )  # fmt: skip

    def show_definitions(
        self, definitions: tuple[DraftDefinition, ...], scope: Scope, words: Sequence[str]
    ) -> dict[Place, LineEdit]:
        if len(definitions) != len(self._parts):
            self._build(len(definitions), words)
        self._shown = definitions
        for one, (term, line) in zip(definitions, self._parts, strict=True):
            if term.text().strip() != one.term:
                term.setText(one.term)
            line.show_line(one.line, scope)
        return {("definitions", at, "line"): line for at, (_, line) in enumerate(self._parts)}

    def _build(self, count: int, words: Sequence[str]) -> None:
        empty(self._column)
        self._parts = []
        for at in range(count):
            term = TextEdit("名字，如：增加额", max_length=60)
            line = LineEdit(definition_form, write_definition, "先算的数", words, self, has_text=False)
            term.textChanged.connect(partial(self._on_term, at))
            line.changed.connect(partial(self._on_line, at))
            line.dropped.connect(partial(self._drop, at))
            line.fact_wanted.connect(self.fact_wanted)
            part = QWidget(self)
            in_column(term, line, spacing=4, of=part)
            self._column.addWidget(part)
            self._parts.append((term, line))

    def _on_term(self, at: int, text: str) -> None:
        if self._shown[at].term != text.strip():
            self._change(at, replace(self._shown[at], term=text.strip()), f"definition:{at}:term")

    def _on_line(self, at: int, line: Line) -> None:
        self._change(at, replace(self._shown[at], line=line), f"definition:{at}")

    def _change(self, at: int, one: DraftDefinition, of: str) -> None:
        self.changed.emit((*self._shown[:at], one, *self._shown[at + 1 :]), of)

    def _on_more(self) -> None:
        self.changed.emit((*self._shown, DraftDefinition("")), "")

    def _drop(self, at: int) -> None:
        self.changed.emit((*self._shown[:at], *self._shown[at + 1 :]), "")


class _ContestEdit(QWidget):
    """What is decided among all who qualify: how many, in which order, out of which sum."""

    changed = Signal(object, str)
    fact_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._contest: DraftContest | None = None
        self._is_showing = False
        self.by = LineEdit(quantity_form, write_award, "按什么排名", (), self, has_text=False, can_go=False)
        self.texts = {
            "places": ValueEdit("", "", ("名",), self),
            "share": ValueEdit("", "", ("%",), self),
            "amounts": TextEdit("各名次的金额，如：20万、10万、5万", self),
            "pot": ValueEdit("", "", ("万", "亿"), self),
        }
        hints = {"places": "前几名，如 3", "share": "或前百分之几，如 10%", "pot": "总额，如 500万"}
        for field, hint in hints.items():
            self.texts[field].setPlaceholderText(hint)
        self.choices = {
            "order": ChoiceBox(_ORDERS, self, unset_word=None, called="排名次序"),
            "ties": ChoiceBox(_TIES, self, unset_word=None, called="并列的"),
            "pot_goes": ChoiceBox(_POT_GOES, self, unset_word=None, called="总额怎么分"),
        }
        drop = button("不评比了", lambda: self.changed.emit(None, ""))
        fill(
            in_column(spacing=6, of=self),
            Note("按什么排名：", self),
            self.by,
            self._row("order", "places", "share", "ties"),
            self.texts["amounts"],
            self._row("pot", "pot_goes"),
            in_row(drop, STRETCH),
        )  # fmt: skip
        self.by.changed.connect(lambda line: self._change("by", line.formula))
        self.by.fact_wanted.connect(self.fact_wanted)
        for field, edit in self.texts.items():
            edit.textChanged.connect(partial(self._on_text, field))
        for field, box in self.choices.items():
            box.value_changed.connect(lambda field=field, box=box: self._change(field, str(box.value())))

    def _row(self, *fields: str) -> QHBoxLayout:
        return in_row(*({**self.texts, **self.choices}[field] for field in fields), STRETCH, spacing=8)

    def show_contest(
        self, contest: DraftContest | None, scope: Scope, _words: Sequence[str]
    ) -> dict[Place, LineEdit]:
        self._contest = contest
        if contest is None:
            return {}
        self._is_showing = True
        self.by.show_line(Line(contest.by), scope)
        for field, edit in self.texts.items():
            value = getattr(contest, field)
            text = "、".join(value) if isinstance(value, tuple) else value
            if _parted(edit.text()) != _parted(text):
                edit.setText(text)
        for field, box in self.choices.items():
            box.set_value(getattr(contest, field))
        self._is_showing = False
        return {("contest", "by"): self.by}

    def _on_text(self, field: str, text: str) -> None:
        self._change(field, _parted(text) if field == "amounts" else text.strip())

    def _change(self, field: str, value: Any) -> None:
        if self._contest is not None and not self._is_showing and getattr(self._contest, field) != value:
            self.changed.emit(replace(self._contest, **{field: value}), f"contest:{field}")


def _parted(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.replace("，", "、").split("、"))))


def _lines_of(edit: LongTextEdit) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in edit.toPlainText().splitlines())))
