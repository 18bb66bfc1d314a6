"""What the policy asks for that the office does not keep yet, in one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QLabel, QWidget

from domain.policies.authoring.draft import DraftFact, PolicyDraft
from domain.policies.authoring.forms.editing import Use, change_choices, remove_fact, rename_fact, uses
from domain.policies.authoring.places import open_facts_in, with_open
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Link, Note, button, empty, icon_button, in_column, in_row, named_label
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, EnterMovesOn, TextEdit
from gui.pages.authoring.declaring import ListDialog, ParameterDialog, RosterDialog
from gui.pages.authoring.fact_dialog import KINDS, PERIODS, WITH_PERIOD, FactDialog, choices_of
from gui.pages.authoring.line_edit import UNCHECKED
from gui.pages.authoring.steps import Steps
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.widgets.cards import Card, EmptyState
from gui.widgets.dialog import opened
from gui.widgets.placing import Scrolling, in_grid

_HEADS: Final = ("名称", "是什么", "单位或选项", "期间", "用在哪", "")
_FACT, _JUDGEMENT = "facts", "judgements"


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact of the draft and where it stands.

    Attributes:
        key: As `editing` calls it: its name, of a column ``list.column``.
        owner: ``facts``, ``judgements``, or the name of its list.
    """

    key: str
    owner: str
    fact: DraftFact


def asked_in(draft: PolicyDraft) -> list[Asked]:
    """Return every fact, judgement and column that a draft declares."""
    return [
        *(Asked(one.name, _FACT, one) for one in draft.facts),
        *(Asked(one.name, _JUDGEMENT, one) for one in draft.judgements),
        *(Asked(f"{rows.name}.{one.name}", rows.name, one) for rows in draft.lists for one in rows.columns),
    ]


class FactsView(QWidget):
    """A line for each: what it is called everywhere, what it is, and where it is used."""

    def __init__(self, services: Services, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services, self._steps = services, steps
        self._office = services.context.office
        self._shown: list[Asked] = []
        self._moves_on = EnterMovesOn(self)
        self.cells: dict[tuple[str, str], QWidget] = {}
        """The editors by key and field."""
        self.used: dict[str, QLabel] = {}
        self.seen: dict[str, Link] = {}
        self._grid = in_grid(across=10, down=8, shares=(3, 3, 3, 4, 3, 0))
        self.add_button = button("新数据项…", self._on_add, icon_name="plus")
        self.empty = EmptyState(
            "没有新的数据项",
            "条款用到的都是企业资料里已有的数据。条款里要用没有的数据时，在条件或金额里直接写名称就能新建。",
            icon_name="table",
            parent=self,
        )
        self._card = Card("政策提出的数据项", self)
        content = QWidget()
        in_column(self._grid, STRETCH, margins=(0, 0, 8, 0), of=content)
        scroll = Scrolling(self._card)
        scroll.setObjectName("onCard")
        scroll.setWidget(content)
        self.seen_button = Link("都核对过了", self)
        self.seen_button.setToolTip("逐项看过：是什么、什么单位、按不按期填，都对")
        self.seen_button.followed.connect(self._on_all_seen)
        said = Note("改了名称，所有公式一起改。请核对是什么、按不按期填；一次看完，不用逐条问。")
        self._card.body.addLayout(in_row((said, 1), self.seen_button, spacing=8))
        self._card.body.addWidget(scroll, 1)
        self.list_button = button("清单…", partial(self._declare, ListDialog, None))
        self.parameter_button = button("外部数值…", partial(self._declare, ParameterDialog, None))
        self.roster_button = button("企业名单…", partial(self._declare, RosterDialog, None))
        self._others = Card("清单、外部数值和名单", self)
        self._other_lines = in_column(spacing=2)
        self._others.body.addLayout(self._other_lines)
        acts = in_row(
            STRETCH, self.roster_button, self.parameter_button, self.list_button, self.add_button, spacing=8
        )
        in_column(acts, (self._card, 1), (self.empty, 1), self._others, spacing=10, of=self)
        steps.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the draft declares now; nothing is looked through while nobody looks."""
        if not self.isVisible():
            return
        found = asked_in(self._steps.draft)
        self._card.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._show_others()
        looks = [(one.key, one.fact.kind) for one in found]
        if looks != [(one.key, one.fact.kind) for one in self._shown]:
            self._build(found)
        self._shown = found
        used = uses(self._steps.draft, [one.key for one in found], self._services.context.office)
        for one in found:
            self._show(one, used[one.key])
        self.seen_button.setVisible(any(one.fact.is_open for one in found))

    def _show_others(self) -> None:
        draft = self._steps.draft
        found = [
            *(
                (one, ListDialog, one.label, "、".join(each.label for each in one.columns))
                for one in draft.lists
            ),
            *((one, ParameterDialog, one.term, f"{len(one.values)} 个数值") for one in draft.parameters),
            *((one, RosterDialog, one.term, f"{len(one.codes)} 户") for one in draft.rosters),
        ]
        empty(self._other_lines)
        for one, dialog, name, said in found:
            line = DeskLine(name, said, parent=self._others)
            line.clicked.connect(lambda *_, one=one, dialog=dialog: self._declare(dialog, one))
            self._other_lines.addWidget(line)
        self._others.setVisible(bool(found))

    def _declare(self, dialog: Any, one: Any) -> None:
        self.dialog = opened(dialog(self._services, self._steps, self, one))

    def _build(self, found: Sequence[Asked]) -> None:
        empty(self._grid)
        self.cells, self.used, self.seen = {}, {}, {}
        for column, head in enumerate(_HEADS):
            self._grid.addWidget(named_label("fieldLabel", head, self), 0, column)
        for row, one in enumerate(found, start=1):
            for column, (field, widget) in enumerate(self._editors(one).items()):
                widget.setAccessibleName(f"{one.fact.label}：{_HEADS[column]}")
                widget.installEventFilter(self._moves_on)
                self.cells[one.key, field] = widget
                self._grid.addWidget(widget, row, column)
            drop = icon_button("close", "去掉这个数据项", partial(self._drop, one.key), parent=self)
            self._grid.addWidget(drop, row, len(_HEADS) - 1)

    def _editors(self, one: Asked) -> dict[str, QWidget]:
        label = TextEdit(max_length=60)
        label.editingFinished.connect(partial(self._rename, one.key, label))
        kind = ChoiceBox(KINDS, unset_word=None)
        kind.value_changed.connect(lambda: self._change(one.key, kind=str(kind.value())))
        more = TextEdit("用顿号隔开" if one.fact.kind == "choice" else "如：人、台", max_length=500)
        more.setEnabled(one.fact.kind in ("choice", "number"))
        more.editingFinished.connect(partial(self._take_more, one.key, more))
        period = ChoiceBox(PERIODS, unset_word=None)
        period.setEnabled(one.owner == _FACT and one.fact.kind in WITH_PERIOD)
        period.value_changed.connect(lambda: self._change(one.key, by_period=period.value() == "yes"))
        uses = QLabel(self)
        uses.setObjectName("note")
        uses.setWordWrap(True)
        uses.setMinimumWidth(px(120))
        seen = Link("核对过了", self)
        seen.followed.connect(lambda: self._change(one.key, is_open=False))
        self.seen[one.key] = seen
        # In one column: a small screen has no room for another.
        where = QWidget(self)
        in_column(uses, seen, spacing=2, of=where)
        self.used[one.key] = uses
        return {"label": label, "kind": kind, "more": more, "by_period": period, "uses": where}

    def _show(self, one: Asked, used: Sequence[Use]) -> None:
        fact = one.fact
        more = "、".join(fact.choices.values()) if fact.kind == "choice" else fact.unit
        shown = {
            "label": fact.label,
            "kind": fact.kind,
            "more": more,
            "by_period": "yes" if fact.by_period else "no",
        }
        for field, value in shown.items():
            cell: Any = self.cells[one.key, field]
            if cell.typed().strip() != value:
                cell.blockSignals(True)
                cell.set_value(value)
                cell.blockSignals(False)
        titles = {clause.id: clause.title or clause.id for clause in self._steps.draft.clauses}
        where = [f"{titles.get(use.clause, '')}{use.where}" for use in used]
        kind = {_JUDGEMENT: "由人核定。", _FACT: ""}.get(one.owner, "清单的一列。")
        state = f"{UNCHECKED.word}。" if fact.is_open else ""
        self.used[one.key].setText(f"{state}{kind}{'；'.join(where) or '还没有用到'}")
        self.seen[one.key].setVisible(fact.is_open)

    def _rename(self, key: str, edit: TextEdit) -> None:
        label = edit.text().strip()
        before = next((one.fact.label for one in self._shown if one.key == key), "")
        if label and label != before:
            self._try(
                lambda draft: rename_fact(draft, key, label, self._services.context.office),
                f"改名“{before}”为“{label}”",
            )
        if self.cells.get((key, "label")) is edit:
            # Where it was refused, the name is the one before.
            edit.setText(next((one.fact.label for one in self._shown if one.key == key), label))

    def _take_more(self, key: str, edit: TextEdit) -> None:
        one = next(one for one in self._shown if one.key == key)
        text = edit.text().strip()
        if one.fact.kind != "choice":
            self._change(key, unit=text)
            return
        labels = list(choices_of(text).values())
        if labels != list(one.fact.choices.values()):
            said = f"改“{one.fact.label}”的选项"
            self._try(lambda draft: change_choices(draft, key, labels, self._office), said)
        if self.cells.get((key, "more")) is edit:
            # Where it was refused, the options are those from before.
            now = next((each.fact for each in self._shown if each.key == key), one.fact)
            edit.setText("、".join(now.choices.values()))

    def _change(self, key: str, **parts: Any) -> None:
        draft = self._steps.draft
        one = next(one for one in self._shown if one.key == key)
        fact = replace(one.fact, **parts)
        if fact == one.fact and fact.choices == one.fact.choices:
            return
        said = f"{'核对' if set(parts) == {'is_open'} else '改'}数据项“{fact.label}”"
        if one.owner in (_FACT, _JUDGEMENT):
            facts = tuple(fact if each.name == key else each for each in getattr(draft, one.owner))
            changed = replace(draft, facts=facts) if one.owner == _FACT else replace(draft, judgements=facts)
            self._steps.change(changed, said)
        else:
            lists = tuple(
                replace(
                    rows, columns=tuple(fact if each.name == fact.name else each for each in rows.columns)
                )
                if rows.name == one.owner
                else rows
                for rows in draft.lists
            )
            self._steps.change(replace(draft, lists=lists), said)

    def _on_all_seen(self) -> None:
        draft = self._steps.draft
        for place, _ in open_facts_in(draft):
            draft = with_open(draft, place, is_open=False)
        self._steps.change(draft, "核对数据项")

    def _drop(self, key: str) -> None:
        label = next(one.fact.label for one in self._shown if one.key == key)
        self._try(lambda draft: remove_fact(draft, key, self._office), f"去掉数据项“{label}”")

    def _try(self, change: Callable[[PolicyDraft], PolicyDraft], said: str) -> None:
        try:
            draft = change(self._steps.draft)
        except BadInput as error:
            self._services.messages.error(error)
        else:
            self._steps.change(draft, said)

    def _on_add(self) -> None:
        self.dialog = opened(FactDialog(self._services, self._steps, self))

    # Qt overrides

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()
