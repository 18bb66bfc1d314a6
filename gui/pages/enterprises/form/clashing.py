"""Somebody else has changed the same parts of an enterprise: each is shown, and whose stand is asked."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.history import label_of, masked_text_of, text_of
from domain.enterprises.meanwhile import ChangedMeanwhile, Clash
from gui.early.parts import Look
from gui.formatting import count_text, shortened, time_text
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.dialog import Answer, Question, ask

_WIDTH: Final = 760


def ask_whose(
    parent: QWidget,
    error: ChangedMeanwhile,
    dictionary: Dictionary,
    *,
    is_veiled: bool,
    keep_ours: Callable[[], object],
    take_theirs: Callable[[], object],
) -> Question:
    """Show where the two clash, and ask. What is replaced stays in the history of the enterprise.

    Who sees telephone and account numbers only masked (``is_veiled``) sees them so here, too.
    """
    clashes = error.together.clashes
    by, when = error.by or "别人", f"在 {time_text(error.at)} " if error.at is not None else ""
    question = ask(
        parent,
        f"“{shortened(error.now.name)}”刚被{by}改过",
        f"您打开之后，{by}{when}保存过。下面 {count_text(len(clashes), '项')}你们改得不一样，以谁的为准？"
        "其余各项，两人的改动都会保留；被换下的内容在“修改历史”里查得到。",
        (
            Answer("以我填的为准", keep_ours, Look.PRIMARY),
            Answer(f"以{by}的为准", take_theirs, Look.DANGER),
            Answer("回到表单"),
        ),
    )
    question.add(_table(question, clashes, dictionary, by, is_veiled=is_veiled), width=_WIDTH)
    return question


def _table(
    parent: QWidget, clashes: tuple[Clash, ...], dictionary: Dictionary, by: str, *, is_veiled: bool
) -> DataTable[Clash]:
    worded = masked_text_of if is_veiled else text_of

    def said(values: dict[str, object], part: str) -> str:
        if part not in dictionary.rows:
            return worded(dictionary, part, values.get(part))
        names = [str(value) for key, value in values.items() if key.endswith("].name")]
        count = text_of(dictionary, part, values.get(part))
        return f"{count}：{'、'.join(names)}" if names else count

    def theirs(one: Clash) -> str:
        return said(one.theirs, one.part)

    def ours(one: Clash) -> str:
        return said(one.ours, one.part)

    columns: tuple[Column[Clash], ...] = (
        Column("项目", lambda one: label_of(dictionary, one.part), width=160),
        Column(f"{by}改成", theirs, tips=True, width=270),
        Column("您填的", ours, tips=True, stretches=True, width=240),
    )
    model: RowsModel[Clash] = RowsModel(columns, key=lambda one: one.part, parent=parent)
    model.replace(list(clashes))
    return DataTable(model, parent)
