"""One clause: left its wording, right what it says as choices; what belongs together lights up together."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from domain.policies.agreement.differences import disagreements_in, years_of
from domain.policies.authoring.draft import DraftClause, Line, PolicyDraft, Words
from domain.policies.authoring.forms.choices import facts_for
from domain.policies.authoring.forms.editing import add_clause, remove_clause
from domain.policies.authoring.forms.reading import quantity_form
from domain.policies.authoring.forms.scope import Scope, scope_of
from domain.policies.authoring.reading.results import Doubt, Option, Reading
from domain.policies.authoring.taking import all_lines, base_of, doubts_of, proposed, read_again, settled
from domain.policies.authoring.writing import Complaint
from domain.policies.language.calls import CONDITIONS, QUANTITIES
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Note, button, fill, icon_button, in_column, in_row
from gui.forms.editors import ChoiceBox, SegmentedChoice, TextEdit
from gui.pages.authoring.clause_extras import Extras
from gui.pages.authoring.doubts import DoubtsPanel
from gui.pages.authoring.fact_dialog import FactDialog
from gui.pages.authoring.form_cells import write_award
from gui.pages.authoring.line_edit import LineEdit
from gui.pages.authoring.lines_edit import LinesEdit
from gui.pages.authoring.reader import DraftReader
from gui.pages.authoring.sides import Sides
from gui.pages.authoring.steps import Steps
from gui.pages.authoring.wording_edit import Legend, WordingEdit, shifted
from gui.pages.policies.disagreements import DisagreementBanner, short_text
from gui.services import Services
from gui.widgets.cards import Banner, Card, EmptyState
from gui.widgets.dialog import opened
from gui.widgets.placing import Scrolling

_PAUSE_MS: Final = 120
"""How long nothing must be typed before a wording is read anew."""
_RULE, _ROWS, _PERSON = "rule", "rows", "person"
_HOW: Final[Mapping[object, str]] = {_RULE: "按规则算", _ROWS: "逐行算再相加", _PERSON: "由人核定"}

Place = tuple[str | int, ...]


class ClauseView(QWidget):
    """Every part of one clause. What is done is a step of `Steps`."""

    proving_wanted = Signal(str)
    """The clause is to be proved; its id."""

    def __init__(
        self, services: Services, steps: Steps, reader: DraftReader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._steps, self._reader = services, steps, reader
        self._clause_id = ""
        self.reading: Reading | None = None
        self._read_of: object = None
        self._scope_of: object = None
        self._scope: Scope | None = None
        self._is_showing = False
        self._moves: list[tuple[int, int, int]] = []
        self.choice = ChoiceBox({}, self, unset_word=None, called="条款")
        self.add_button = button("新增条款", self._on_add, icon_name="plus")
        self.drop_button = button("删除条款", self._on_drop, icon_name="trash")
        self.before_button = icon_button(
            "chevron-left", "上一条（Alt+PgUp）", partial(self._step, -1), parent=self
        )
        self.after_button = icon_button(
            "chevron-right", "下一条（Alt+PgDn）", partial(self._step, 1), parent=self
        )
        self.before_button.setShortcut("Alt+PgUp")
        self.after_button.setShortcut("Alt+PgDown")
        self.prove_button = button("核对这一条", self._on_prove, icon_name="check")
        self.title = TextEdit("条款名称，如：工业企业运费补助", max_length=100)
        self.title.setAccessibleName("条款名称")
        self.wording = WordingEdit(self)
        self.inherited = Note("", self)
        self.read_button = button("按条文重新读", self._on_read_again, icon_name="refresh")
        self.read_button.setToolTip("用程序读到的代替右边写的；可以撤销")
        self.unread = Note("", self)
        self.problems = Banner("error", "error", self)
        self.disagreements = DisagreementBanner(self)
        self.doubts = DoubtsPanel(self)
        self.who = LinesEdit("适用对象", self)
        self.conditions = LinesEdit("条件", self)
        self.how = SegmentedChoice(_HOW, self, called="怎么定金额")
        self.rows = ChoiceBox({}, self, unset_word="选清单", called="逐行")
        self.award = LineEdit(quantity_form, write_award, "金额", (), self, has_text=False, can_go=False)
        self.total = LineEdit(quantity_form, write_award, "合计", (), self, has_text=False, can_go=False)
        self.by_person = TextEdit("为什么由人核定，如：由主任办公会议定", max_length=300)
        self.by_person.setAccessibleName("由人核定的理由")
        self.extras = Extras(self)
        self.empty = EmptyState(
            "还没有条款",
            "在“文件”一步勾选条目，或者在这里新增一条，自己写。",
            icon_name="policies",
            action=("新增条款", self._on_add),
            parent=self,
        )
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read_wording)
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def clause(self) -> DraftClause | None:
        """The clause that is shown; None where there is none."""
        return next((one for one in self._steps.draft.clauses if one.id == self._clause_id), None)

    @property
    def lines(self) -> dict[Place, LineEdit]:
        """What is shown of the clause's formulas, by their places."""
        found: dict[Place, LineEdit] = {("who", at): edit for at, edit in enumerate(self.who.edits)}
        found |= {("conditions", at): edit for at, edit in enumerate(self.conditions.edits)}
        found |= self.extras.lines
        if not self.award.isHidden():
            found["award",] = self.award
        if not self.total.isHidden():
            found["total",] = self.total
        return found

    def show_clause(self, clause_id: str, place: Place = ()) -> None:
        """Show a clause, and put the focus on a line of it."""
        self._clause_id = clause_id
        self.refresh()
        edit = self.lines.get(place)
        if edit is not None and not edit.board.focus_blank():
            edit.fold.setFocus()
            self._scroll.ensureWidgetVisible(edit)

    def refresh(self) -> None:
        """Show the clause as it is now; what did not change stays, with the cursor in it."""
        draft = self._steps.draft
        if self.clause is None:
            self._clause_id = draft.clauses[0].id if draft.clauses else ""
        clause = self.clause
        self._parts.setVisible(clause is not None)
        self.empty.setVisible(clause is None)
        for act in (self.drop_button, self.prove_button, self.choice, self.before_button, self.after_button):
            act.setVisible(clause is not None)
        if clause is None:
            return
        self._is_showing = True
        self._show_chooser(draft)
        self._show_wording(clause)
        scope = self._scope_for(draft, clause)
        words = self._words
        self.who.show_lines(clause.who, scope, words)
        self.conditions.show_lines(clause.conditions, scope, words)
        self._show_award(draft, clause, scope)
        self.extras.show_clause(clause, scope, words)
        self._is_showing = False
        self._show_doubts(draft, clause)
        self._show_mistakes()

    # Showing

    def _show_chooser(self, draft: PolicyDraft) -> None:
        named = {
            one.id: f"{at}. {one.title or '（没有名称）'}{'　待核对' if _is_open(one) else ''}"
            for at, one in enumerate(draft.clauses, start=1)
        }
        self.choice.offer(named, None)
        self.choice.blockSignals(True)
        self.choice.set_value(self._clause_id)
        self.choice.blockSignals(False)

    def _show_wording(self, clause: DraftClause) -> None:
        if self.title.text().strip() != clause.title:
            self.title.set_value(clause.title)
        self.wording.show_text(clause.wording)
        key = (clause.wording, clause.unit, self._reading_key())
        if key != self._read_of:
            self._read_of = key
            if self.wording.hasFocus() and self.reading is not None:
                self._pause.start()
            else:
                self._read_wording()

    def _reading_key(self) -> object:
        draft = self._steps.draft
        return (draft.valid_from, draft.valid_to, draft.readings)

    def _read_wording(self) -> None:
        """Mark what became of each word; the clause stays as it is."""
        self._pause.stop()
        clause, work = self.clause, self._steps.work
        if clause is None:
            return
        try:
            self.reading = read_again(work.draft, clause, work.document, self._services.context.office)
        except BadInput as error:
            self.reading = None
            self.unread.setText(str(error))
            self.wording.mark(())
        else:
            self.unread.setText("")
            self.wording.mark(self.reading.spans)
        self.unread.setVisible(bool(self.unread.text()))
        self.read_button.setEnabled(self.reading is not None and bool(self.reading.clauses))
        self._show_doubts(work.draft, clause)

    def _show_doubts(self, draft: PolicyDraft, clause: DraftClause) -> None:
        found = () if self.reading is None else doubts_of(draft, clause, self.reading)
        self.doubts.show_doubts(found)

    def _scope_for(self, draft: PolicyDraft, clause: DraftClause) -> Scope:
        """Return what formulas of the clause may name; made anew only where that changed."""
        key = (replace(draft, clauses=(), title="", source=""), clause.id, clause.each, clause.definitions)
        if key != self._scope_of or self._scope is None:
            self._scope_of = key
            office = self._services.context.office
            self._scope = scope_of(draft, office, clause.id)
            self._total_scope = scope_of(draft, office, clause.id, total=True)
            self._words = [
                *(one.value for one in facts_for(self._scope)),
                *QUANTITIES,
                *CONDITIONS,
            ]
        return self._scope

    def _show_award(self, draft: PolicyDraft, clause: DraftClause, scope: Scope) -> None:
        how = _PERSON if clause.by_person else _ROWS if clause.each else _RULE
        if self.how.value() != how and not (how == _RULE and self._is_choosing(clause)):
            self.how.set_value(how)
        is_by_person, is_by_rows = self.how.value() == _PERSON, self.how.value() == _ROWS
        lists = {**{one.name: one.label for one in draft.lists}, **self._office_lists()}
        self.rows.offer(lists, "选清单")
        self.rows.blockSignals(True)
        self.rows.set_value(clause.each)
        self.rows.blockSignals(False)
        self.rows.setVisible(is_by_rows)
        self.by_person.setVisible(is_by_person)
        if self.by_person.text().strip() != clause.by_person:
            self.by_person.set_value(clause.by_person)
        self.award.setVisible(not is_by_person)
        self.total.setVisible(is_by_rows and bool(clause.each))
        self._total_said.setVisible(is_by_rows and bool(clause.each))
        self.award.show_line(clause.award, scope)
        self.total.show_line(clause.total, self._total_scope)
        self.decided.setText("\n".join(_decided(draft, clause)))
        self.decided.setVisible(bool(self.decided.text()) and not is_by_person)

    def _is_choosing(self, clause: DraftClause) -> bool:
        """Whether another way was just chosen, and what it needs is still to be said."""
        return self._choosing == clause.id

    _choosing = ""

    def _office_lists(self) -> dict[str, str]:
        return {name: kind.label for name, kind in self._services.context.office.rows.items()}

    def _show_mistakes(self) -> None:
        """Say at each line what is wrong with it, and above what is wrong with the clause."""
        clause = self.clause
        if clause is None or not self._reader.is_current:
            return
        found = self._reader.found
        lines = self.lines
        by_line: dict[Place, list[str]] = {place: [] for place in lines}
        whole: list[str] = []
        for one in found.complaints:
            if one.clause == clause.id:
                place = _line_at(one, lines)
                (whole if place is None else by_line[place]).append(one.sentence)
        for place, edit in lines.items():
            edit.complain(by_line[place])
        self.problems.say("\n".join(whole))
        policy = found.policy
        known = policy.clauses.get(clause.id) if policy is not None else None
        if policy is not None and known is not None:
            self.disagreements.say(short_text(disagreements_in(policy, known, years_of(policy))))
        else:
            self.disagreements.say("")

    # Steps

    def _change(self, said: str, of: str = "", **parts: Any) -> None:
        if not self._is_showing and self.clause is not None:
            self._steps.change_clause(
                self._clause_id,
                lambda clause: replace(clause, **parts),
                said,
                of=(self._clause_id, of) if of else None,
            )

    def _on_text(self, field: str, said: str, edit: TextEdit) -> None:
        self._change(said, field, **{field: edit.text().strip()})

    def _on_moved(self, at: int, gone: int, come: int) -> None:
        self._moves.append((at, gone, come))

    def _on_wording(self) -> None:
        """Take the wording as it is typed; the places of words follow."""
        clause, moves = self.clause, self._moves
        self._moves = []
        if clause is None or self._is_showing:
            return

        def follow(line: Line) -> Line:
            words = line.words
            for move in moves:
                words = shifted(words, *move)
            return replace(line, words=words)

        self._change(
            "改条文",
            "wording",
            wording=self.wording.toPlainText(),
            who=tuple(map(follow, clause.who)),
            conditions=tuple(map(follow, clause.conditions)),
            award=follow(clause.award),
            total=follow(clause.total),
            definitions=tuple(replace(one, line=follow(one.line)) for one in clause.definitions),
        )

    def _on_lines(self, field: str, lines: tuple[Line, ...], said: str) -> None:
        self._change(said, f"{field}:{said}:{len(lines)}" if said.startswith("改") else "", **{field: lines})

    def _on_how(self) -> None:
        if self._is_showing or self.clause is None:
            return
        self._choosing = self._clause_id
        match self.how.value():
            case "rule":
                self._change("改金额的算法", by_person="", each="", total=Line())
            case "rows":
                self._change("改金额的算法", by_person="")
            case "person":
                self._change("改金额的算法", each="", total=Line(), award=Line())
        self.refresh()
        self._choosing = ""

    def _on_rows(self) -> None:
        each = self.rows.value()
        self._change("改逐行的清单", each=each if isinstance(each, str) else "")

    def _on_add(self) -> None:
        draft = self._steps.draft
        taken = {one.id for one in draft.clauses}
        own = next(f"c{at}" for at in range(1, len(taken) + 2) if f"c{at}" not in taken)
        self._clause_id = own
        self._steps.change(add_clause(draft, DraftClause(own)), "新增条款")
        self.title.setFocus()

    def _on_drop(self) -> None:
        clause = self.clause
        if clause is not None:
            self._steps.change(remove_clause(self._steps.draft, clause.id), "删除条款")
            self._services.messages.success(f"已删除“{clause.title or '没有名称的条款'}”，可以按 Ctrl+Z 撤销")

    def _on_prove(self) -> None:
        self.proving_wanted.emit(self._clause_id)

    def _on_read_again(self) -> None:
        clause = self.clause
        if clause is not None and self.reading is not None:
            self._steps.change(proposed(self._steps.draft, clause, self.reading), "按条文重新读")

    def _on_settled(self, doubt: Doubt, option: Option) -> None:
        clause = self.clause
        if clause is not None and self.reading is not None:
            base = base_of(self._steps.draft, clause, self.reading)
            others = self.doubts.doubts
            self._steps.change_clause(
                clause.id, lambda one: settled(one, base, doubt, option, others), "选定一种读法"
            )

    def _on_fact_wanted(self, name: str) -> None:
        self.dialog = opened(FactDialog(self._services, self._steps, self, name))

    def _step(self, by: int) -> None:
        ids = [one.id for one in self._steps.draft.clauses]
        if self._clause_id in ids:
            self.show_clause(ids[min(max(ids.index(self._clause_id) + by, 0), len(ids) - 1)])

    # Lighting up

    def _on_pointed_at_words(self, at: int) -> None:
        clause = self.clause
        if clause is None:
            return
        for place, edit in self.lines.items():
            words = _words_of(clause, place)
            edit.light(at >= 0 and any(one.start <= at < one.end for one in words))

    def _on_pointed_at(self, place: Place | None) -> None:
        clause = self.clause
        self.wording.light(() if clause is None or place is None else _words_of(clause, place))

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._parts.isAncestorOf(now):
            return
        place = next((place for place, edit in self.lines.items() if edit.isAncestorOf(now)), None)
        self._on_pointed_at(place)

    # Setting up

    def _connect(self) -> None:
        self._steps.changed.connect(self.refresh)
        self._reader.was_read.connect(self._show_mistakes)
        self.choice.value_changed.connect(lambda: self.show_clause(str(self.choice.value())))
        self.title.value_changed.connect(partial(self._on_text, "title", "改条款名称", self.title))
        self.by_person.value_changed.connect(
            partial(self._on_text, "by_person", "改核定理由", self.by_person)
        )
        self.wording.moved.connect(self._on_moved)
        self.wording.value_changed.connect(self._on_wording)
        self.wording.pointed.connect(self._on_pointed_at_words)
        self.how.value_changed.connect(self._on_how)
        self.rows.value_changed.connect(self._on_rows)
        for field, edit in (("who", self.who), ("conditions", self.conditions)):
            edit.changed.connect(partial(self._on_lines, field))
            edit.pointed.connect(
                lambda at, field=field: self._on_pointed_at((field, at) if at >= 0 else None)
            )
        for field, line in (("award", self.award), ("total", self.total)):
            line.changed.connect(lambda line, field=field: self._change("改金额", field, **{field: line}))
            line.pointed.connect(lambda is_on, field=field: self._on_pointed_at((field,) if is_on else None))
        for source in (self.who, self.conditions, self.award, self.total, self.extras):
            source.fact_wanted.connect(self._on_fact_wanted)
        self.extras.changed.connect(lambda parts, said, of: self._change(said, of, **parts))
        self.doubts.chosen.connect(self._on_settled)
        self.doubts.pointed.connect(lambda doubt: self.wording.light(() if doubt is None else doubt.words))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def _lay_out(self) -> None:
        head = in_row(
            (self.choice, 1), self.before_button, self.after_button, self.add_button, self.drop_button,
            self.prove_button, spacing=8,
        )  # fmt: skip
        left = Card("条文", self)
        fill(
            left.body, self.title, self.wording, Legend(left), self.unread, self.inherited,
            in_row(self.read_button, STRETCH), STRETCH,
        )  # fmt: skip
        right = QWidget()
        right.setMinimumHeight(1)
        column = in_column(spacing=12, margins=(0, 0, 4, 8), of=right)
        who, conditions, award = Card("给谁", right), Card("条件", right), Card("给多少", right)
        who.body.addWidget(self.who)
        conditions.body.addWidget(self.conditions)
        self._total_said = Note("各行相加以后：", award)
        self.decided = Note("", award)
        fill(
            award.body, in_row(self.how, self.rows, STRETCH, spacing=8), self.by_person, self.award,
            self.decided, self._total_said, self.total,
        )  # fmt: skip
        fill(
            column,
            self.problems,
            self.disagreements,
            self.doubts,
            who,
            conditions,
            award,
            self.extras,
            STRETCH,
        )
        self._scroll = Scrolling(self)
        self._scroll.setWidget(right)
        reading = Scrolling(self)
        reading.setWidget(left)
        self._parts = Sides(reading, self._scroll, 350, self)
        in_column(head, (self._parts, 1), (self.empty, 1), spacing=10, of=self)


def _is_open(clause: DraftClause) -> bool:
    return any(line.is_open for line in all_lines(clause))


def _words_of(clause: DraftClause, place: Place) -> Sequence[Words]:
    """Return the words of the line at a place."""
    found: Any = clause
    for step in place:
        try:
            found = found[step] if isinstance(step, int) else getattr(found, step)
        except IndexError:
            return ()
    return found.words if isinstance(found, Line) else ()


def _line_at(complaint: Complaint, lines: dict[Place, LineEdit]) -> Place | None:
    """Return the line that a complaint is about; None where it is about no one line."""
    for length in range(len(complaint.place), 0, -1):
        if complaint.place[:length] in lines:
            return complaint.place[:length]
    return None


def _decided(draft: PolicyDraft, clause: DraftClause) -> Iterator[str]:
    """Yield within what bounds a person decides what an award is made of, which its choices do not show."""
    for one in draft.judgements:
        bounds = [
            f"{word}{said}"
            for word, said in (("最低", one.least), ("最高", one.most))
            if said not in ("", "0")
        ]
        if bounds and re.search(rf"(?<!\w){re.escape(one.term or one.label)}(?!\w)", clause.award.formula):
            yield f"“{one.label}”由人核定，{'、'.join(bounds)}（在“数据项”里改）。"
