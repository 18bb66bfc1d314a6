"""A clerk's hands at the window in which policies are written: every key, click and text counts."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import Wanted, awards, bases, conditions_for
from domain.policies.authoring.forms.reading import condition_form, quantity_form
from domain.policies.authoring.forms.tiers import bands_of, range_text
from domain.policies.authoring.places import open_facts_in
from domain.policies.authoring.taking import base_of, settled
from gui.pages.authoring.board import key_of, part_of
from gui.pages.authoring.view import FACTS
from tests.gui.conftest import type_text

WAYS = {"或": "或者……（满足其一）", "且": "并且……（同时满足）"}


class Hands:
    """What is done by keyboard and mouse, counted: a click, a choice opened, a choice made, a text."""

    def __init__(self, wait):
        self.count = 0
        self._wait = wait

    def click(self, button):
        # What was just shown has its place only then.
        QCoreApplication.processEvents()
        assert button.isVisible()
        assert button.isEnabled()
        self.count += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self._wait()

    def press(self, widget, key):
        self.count += 1
        QTest.keyClick(widget, key)
        self._wait()

    def write(self, editor, text):
        self._go_to(editor)
        editor.selectAll()
        self.count += 1
        type_text(editor, text)
        self._wait()

    def pick(self, box, label):
        at = box.findText(label)
        assert at >= 0, (label, [box.itemText(one) for one in range(box.count())])
        if box.currentIndex() != at:
            self.count += 2
            box.setFocus()
            box.setCurrentIndex(at)
            self._wait()

    def pick_value(self, box, value):
        self.pick(box, box.itemText(box.findData(value)))

    def find(self, box, label):
        """Type into a box that finds, and take the first line with Enter."""
        self._go_to(box)
        box.selectAll()
        self.count += 2
        type_text(box, label)
        QTest.keyClick(box.finder.popup(), Qt.Key.Key_Return)
        self._wait()

    def act(self, menu, word):
        menu.aboutToShow.emit()
        found = {action.text(): action for action in menu.actions()}
        assert word in found, (word, list(found))
        self.count += 2
        found[word].trigger()
        self._wait()

    def _go_to(self, editor):
        if not editor.hasFocus():
            self.count += 1
            editor.setFocus()


class Clerk:
    """Who writes a policy and knows what it should say in the end."""

    def __init__(self, writing, wait):
        self.hands, self.writing, self._wait = Hands(wait), writing, wait
        self.view = writing.clauses

    def write_clause(self, clause):
        """Write a clause as one of a draft says it, without a formula."""
        view, hands = self.view, self.hands
        hands.click(view.add_button)
        hands.write(view.title, clause.title)
        hands.write(view.wording, clause.wording)
        if clause.each:
            hands.click(view.how.segment("rows"))
            hands.pick_value(view.rows, clause.each)
        for lines, wanted in ((view.who, clause.who), (view.conditions, clause.conditions)):
            for line in wanted:
                self.add_condition(lines, line.formula)
        self.say_award(clause.award.formula)

    def add_condition(self, lines, formula):
        """Add a condition to the list of them."""
        form = condition_form(formula, lines.scope)
        self.hands.find(lines.adder, lines.adder.label_of(first_term(form)))
        Building(self.hands, lines.edits[-1].board).condition((), form)

    def say_award(self, formula):
        board = self.view.award.board
        form = quantity_form(formula, board.scope)
        bounds = form if isinstance(form, shapes.Bounded) else None
        inner = form.of if bounds else form
        name = next(name for name, begin in awards(board.scope) if key_of(begin) == key_of(inner))
        self.hands.pick(board.cells["kind",], name)
        Building(self.hands, board).parts((), inner)
        for bound in ("cap", "floor"):
            if bounds is not None and getattr(bounds, bound) is not None:
                self.hands.write(board.cells["bound", bound], getattr(bounds, bound).text)

    def check_clause(self, ids, wanted, is_right):
        """Look at what a unit was read as, settle what is open, and write it by hand where it is wrong.

        ``is_right`` tells whether clauses of a draft come to what they should.
        """
        for id_ in ids:
            self._show(id_)
            for doubt in self.view.doubts.doubts:
                self._settle(doubt, ids, is_right)
        if is_right(self.writing.steps.draft, ids):
            for id_ in ids:
                self._show(id_)
                for edit in self.view.lines.values():
                    if edit.line.is_open:
                        self.hands.click(edit.seen_button)
            return ids
        for id_ in ids:
            self._show(id_)
            self.hands.click(self.view.drop_button)
        self.write_clause(wanted)
        return [self.view.clause.id]

    def check_facts(self):
        """Look at the facts that were proposed, which nobody took for looked at."""
        if any(True for _ in open_facts_in(self.writing.steps.draft)):
            self.hands.click(self.writing.choice.segment(FACTS))
            self.hands.click(self.writing.facts.seen_button)

    def prove_clause(self, id_):
        """Call every example of a clause right."""
        proving = self.writing.proving
        self.hands.pick_value(proving.choice, id_)
        self._wait()
        if proving.model.rows:
            self.hands.click(proving.table.viewport())
            proving.table.select_key(0)
        for row in list(proving.model.rows):
            self.hands.press(proving.table, Qt.Key.Key_Y if row.proof.is_shown else Qt.Key.Key_Down)

    def _show(self, id_):
        if self.view.clause.id != id_:
            self.hands.pick_value(self.view.choice, id_)

    def _settle(self, doubt, ids, is_right):
        if not doubt.options:
            return
        steps = self.writing.steps
        draft, clause = steps.draft, self.view.clause
        base = base_of(draft, clause, self.view.reading)
        best = 0
        for at, option in enumerate(doubt.options):
            made = settled(clause, base, doubt, option)
            clauses = tuple(made if one.id == clause.id else one for one in draft.clauses)
            if is_right(replace(draft, clauses=clauses), ids):
                best = at
        card = next(card for card in self.view.doubts.cards if card.doubt == doubt)
        self.hands.click(card.buttons[best])


class Building:
    """Makes what stands on a board into another form, choice by choice."""

    def __init__(self, hands, board):
        self.hands, self.board = hands, board

    def condition(self, path, form):
        if isinstance(form, shapes.Joined):
            self._joined(path, form)
            return
        if isinstance(self._now(path), shapes.Empty):
            self._find((*path, "first"), first_term(form))
        if way_of(self._now(path)) != way_of(form):
            ways = {way_of(way): name for name, way in conditions_for(first_term(form), self.board.scope)}
            self._act(path, ways.get(way_of(form)) or ways[*way_of(form)[:-1], False])
        self._asked(path, form)

    def _asked(self, path, form):
        match form:
            case shapes.Compare():
                fact = (*path, "left", "of") if isinstance(form.left, shapes.Growth) else (*path, "left")
                self._period(fact, form.left.of if isinstance(form.left, shapes.Growth) else form.left)
                self.hands.pick_value(self.board.cells[(*path, "sign")], form.sign)
                if not isinstance(form.right, shapes.Value):
                    self._act(path, "与另一项数据比")
                    self.quantity((*path, "right"), form.right, Wanted.FIGURE)
                elif self._now(path).right != form.right:
                    self.hands.write(self.board.cells[(*path, "right", "text")], form.right.text)
            case shapes.OneOf():
                for label in form.labels:
                    self.hands.act(self.board.cells[(*path, "labels")].menu_of, label)
            case shapes.Truth():
                self.hands.pick(self.board.cells[(*path, "expected")], "是" if form.expected else "否")
            case shapes.Within():
                self.hands.pick_value(self.board.cells[(*path, "first")], form.first)

    def _joined(self, path, form):
        first, second, *others = form.parts
        self.condition(path, first)
        self._act(path, WAYS[form.word])
        self.condition((*path, "parts", 1), second)
        for at, part in enumerate(others, start=2):
            self.hands.click(self.board.cells[(*path, "more")])
            self.condition((*path, "parts", at), part)

    def quantity(self, path, form, wanted):
        if isinstance(form, shapes.Bounded):
            self.quantity(path, form.of, wanted)
            self._otherwise(path, "加上限：不超过…")
            self.hands.write(self.board.cells[(*path, "cap", "text")], form.cap.text)
            return
        if key_of(self._now(path)) != key_of(form):
            kinds = bases(self.board.scope, wanted)
            self._otherwise(path, next(name for name, begin in kinds if key_of(begin) == key_of(form)))
        self.parts(path, form)

    def parts(self, path, form):
        """Say the parts of what stands at a place."""
        match form:
            case shapes.Value():
                self.hands.write(self.board.cells[(*path, "text")], form.text)
            case shapes.OfFact():
                self._find((*path, "term"), form.term)
                self._period(path, form)
            case shapes.Growth():
                self._find((*path, "of", "term"), form.of.term)
                self._period((*path, "of"), form.of)
            case shapes.Less():
                self.quantity((*path, "of"), form.of, Wanted.FIGURE)
                self.quantity((*path, "less"), form.less, Wanted.FIGURE)
            case _:
                self._larger_parts(path, form)

    def _larger_parts(self, path, form):
        match form:
            case shapes.Rate():
                self.quantity((*path, "of"), form.of, Wanted.FIGURE)
                self.quantity((*path, "rate"), form.rate, Wanted.RATE)
            case shapes.Steps():
                self.quantity((*path, "of"), form.of, Wanted.FIGURE)
                self.hands.write(self.board.cells[(*path, "size", "text")], form.size.text)
                self.quantity((*path, "price"), form.price, Wanted.FIGURE)
            case shapes.Added() | shapes.Extreme():
                for at, part in enumerate(form.parts):
                    self.quantity((*path, "parts", at), part, Wanted.FIGURE)
            case shapes.ByCase():
                for at, line in enumerate(form.lines):
                    self.condition((*path, "lines", at, "condition"), line.condition)
                    self.quantity((*path, "lines", at, "gives"), line.gives, Wanted.FIGURE)
                self.quantity((*path, "otherwise"), form.otherwise, Wanted.FIGURE)
            case shapes.Tiers():
                self.quantity((*path, "key"), form.key, Wanted.FIGURE)
                self._paste(path, form)

    def _paste(self, path, form):
        lines = [
            f"{range_text(band)}\t{band.gives}"
            for band in bands_of(form, self.board.scope)
            if not band.is_rest
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.hands.click(self.board.cells[(*path, "bands")].paste_button)

    def _find(self, at, term):
        box = self.board.cells[at]
        self.hands.find(box, box.label_of(term))

    def _period(self, path, fact):
        if fact.first and self._now(path).first != fact.first:
            self.hands.pick_value(self.board.cells[(*path, "first")], fact.first)

    def _act(self, path, word):
        self.hands.act(self.board.cells[(*path, "…")].findChild(QMenu), word)

    def _otherwise(self, path, word):
        match self._now(path):
            case shapes.Value():
                self.hands.act(self.board.cells[(*path, "text")].kinds, word)
            case shapes.OfFact():
                self.hands.find(self.board.cells[(*path, "term")], word)
            case _:
                self._act(path, word)

    def _now(self, path):
        return part_of(self.board.form, path)


def way_of(form):
    """Return what tells one way to ask something of a fact from another."""
    left = getattr(form, "left", None)
    has_sign = isinstance(left, shapes.Growth) and form.right == shapes.Value("0")
    return type(form), type(left), getattr(left, "versus", ""), has_sign and form.sign == ">"


def first_term(form):
    """Return the fact that a condition is about first."""
    match form:
        case shapes.OfFact():
            return form.term
        case shapes.Joined():
            return first_term(form.parts[0])
        case shapes.Compare():
            return first_term(form.left)
        case shapes.Growth() | shapes.Within():
            return first_term(form.of)
        case shapes.RowsHold():
            return form.rows
    return form.fact.term
