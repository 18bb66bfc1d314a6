"""Any formula as choices: each editor has what stands in its place, and what is typed goes nowhere else."""

from collections import Counter
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.forms.scope import Scope, scope_of
from domain.policies.authoring.writing import draft_of
from gui.forms.editors import UNSET, ChoiceBox
from gui.pages.authoring.board import Board, Path, part_of, with_part
from gui.pages.authoring.cells import ValueEdit
from gui.pages.authoring.condition_cells import CONDITIONS
from gui.pages.authoring.form_cells import write_definition
from gui.pages.authoring.quantity_cells import QUANTITIES
from gui.pages.authoring.term_box import TermBox
from tests.domain.policies.authoring.forms.conftest import MORE
from tests.domain.policies.authoring.forms.random_shapes import ShapeMaker
from tests.domain.policies.conftest import HEAD
from tests.domain.policies.random_policies import FACTS

MANY = 60


@pytest.fixture(scope="module")
def scope(dictionary: Dictionary) -> Scope:
    return scope_of(draft_of(f"{HEAD}{FACTS}{MORE}".encode(), "trial.toml"), dictionary)


def edited(board: Board) -> dict[Path, Any]:
    """Return what the editors on a board show, by its place in the form."""
    return {
        path: cell.value()
        for path, cell in board.cells.items()
        if isinstance(cell, ValueEdit | TermBox | ChoiceBox)
    }


def test_that_an_editor_has_what_stands_in_its_place_and_changes_that_alone(qtbot: QtBot, scope: Scope):
    seen: Counter[type] = Counter()
    for seed in range(MANY):
        maker = ShapeMaker(seed)
        form = maker.amount(1) if seed % 3 else maker.condition(1)
        seen[type(form)] += 1
        board = Board(write_definition)
        qtbot.addWidget(board)
        board.show_form(form, scope)
        assert board.form == form
        typed = 0
        for path, shown in edited(board).items():
            try:
                part = part_of(form, path)
            except (AttributeError, TypeError):
                continue  # it chooses which kind of thing stands there
            if isinstance(part, str) and shown is not UNSET:
                assert shown == part, path
            if isinstance(part, str) and isinstance(cell := board.cells[path], ValueEdit):
                cell.setText("7")
                form = with_part(form, path, "7")
                assert board.form == form
                typed += 1
        if typed:
            board.forget()
            board.show_form(form, scope)
            assert [*edited(board).values()].count("7") == typed
    assert len(seen) > (len(QUANTITIES) + len(CONDITIONS)) // 2
