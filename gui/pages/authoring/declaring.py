"""What else a policy brings along: lists of rows, figures from outside, lists of enterprises."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import DraftFact, DraftList, DraftParameter, DraftRoster, PolicyDraft
from domain.policies.authoring.forms.editing import (
    add_fact,
    add_list,
    changed,
    free_term,
    remove_fact,
    rename_fact,
)
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from gui.early.parts import Look, button
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, LongTextEdit, TextEdit
from gui.pages.authoring.steps import Steps
from gui.services import Services

_KINDS: Final = {
    "金额": "money",
    "数量": "number",
    "比例": "rate",
    "是否": "truth",
    "日期": "date",
    "文字": "text",
}
_WORDS: Final = {kind: word for word, kind in _KINDS.items()}
_OF_PARAMETER: Final = {"rate": "比例（%）", "money": "金额（元）", "number": "数量"}
_LARGEST: Final = 500_000


class _DeclaringDialog(FormDialog):
    """Asks for one such thing; one that is there already can be taken away too."""

    def __init__(self, services: Services, steps: Steps, parent: QWidget, title: str, name: str) -> None:
        super().__init__(services, parent, title, "保存", width=640, label_width=90)
        self._steps, self._name = steps, name
        self.said.hide()
        if name:
            drop = button("删除", self._on_drop, look=Look.DANGER, parent=self)
            self.foot.insertWidget(0, drop)

    def take(self, change: Callable[[PolicyDraft], PolicyDraft], said: str) -> None:
        """Take a step, or say why it cannot be taken."""
        try:
            draft = change(self._steps.draft)
        except BadInput as error:
            self.refused(error)
        else:
            self._steps.change(draft, said)
            self.accept()

    def _on_drop(self) -> None:
        office = self.services.context.office
        self.take(lambda draft: remove_fact(draft, self._name, office), f"去掉“{self._name}”")


class ListDialog(_DeclaringDialog):
    """A list whose rows are entered for each enterprise, such as its loans."""

    def __init__(
        self, services: Services, steps: Steps, parent: QWidget, rows: DraftList | None = None
    ) -> None:
        super().__init__(services, steps, parent, "清单", "" if rows is None else rows.name)
        self._rows = rows
        self.form.add("label", "名称", TextEdit("如：贷款", max_length=60), missing="请填写名称")
        hint = "一行一列：名称、空格、是什么，如：\n本金 金额\n放款日期 日期\n年利率 比例"
        self.form.add("columns", "各列", LongTextEdit(hint, lines=7), missing="请写出各列")
        if rows is not None:
            self.form.load({"label": rows.label, "columns": "\n".join(map(_line_of, rows.columns))})

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        shown = () if self._rows is None else tuple(map(_line_of, self._rows.columns))
        lines = _lines(values.get("columns", ""))
        wrong = [line for line in lines if line not in shown and _column_of(line) is None]
        if not wrong:
            return {}
        return {"columns": f"“{wrong[0]}”没写是什么：写 {'、'.join(_KINDS)}，数量可以写“数量（人）”"}

    def do(self, values: dict[str, Any]) -> None:
        office, label, lines = self.services.context.office, values["label"], _lines(values["columns"])

        def change(draft: PolicyDraft) -> PolicyDraft:
            name = self._name
            if not name:
                draft = add_list(draft, DraftList("", label), office)
                name = draft.lists[-1].name
            return changed_list(draft, name, label, lines, office)

        self.take(change, f"清单“{label}”")


class ParameterDialog(_DeclaringDialog):
    """A figure from outside, such as an interest rate, by the days from which it holds."""

    def __init__(
        self, services: Services, steps: Steps, parent: QWidget, known: DraftParameter | None = None
    ) -> None:
        super().__init__(services, steps, parent, "外部数值", "" if known is None else known.term)
        self.form.add("term", "名称", TextEdit("如：一年期LPR", max_length=60), missing="请填写名称")
        self.form.add("kind", "是什么", ChoiceBox(_OF_PARAMETER, unset_word=None))
        self.form.add("source", "来源", TextEdit("如：全国银行间同业拆借中心"), missing="请填写来源")
        hint = "一行一个：从哪天起、空格、数值，如：\n2026-01-20 3.1%"
        self.form.add("values", "数值", LongTextEdit(hint, lines=5), missing="请写出数值")
        if known is not None:
            lines = [f"{since.isoformat()} {value}" for since, value in known.values]
            values = {"term": known.term, "kind": known.kind, "source": known.source}
            self.form.load({**values, "values": "\n".join(lines)})

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        for line in _lines(values.get("values", "")):
            if _value_of(line) is None:
                return {"values": f"“{line}”要写成：日期、空格、数值，如 2026-01-20 3.1%"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        found = tuple(one for one in map(_value_of, _lines(values["values"])) if one is not None)
        made = DraftParameter(values["term"], values["kind"], values["source"], tuple(sorted(found)))
        office = self.services.context.office
        self.take(
            lambda draft: _with(draft, "parameters", self._name, made, office), f"外部数值“{made.term}”"
        )


class RosterDialog(_DeclaringDialog):
    """A list of enterprises by their codes."""

    def __init__(
        self, services: Services, steps: Steps, parent: QWidget, known: DraftRoster | None = None
    ) -> None:
        super().__init__(services, steps, parent, "企业名单", "" if known is None else known.term)
        self.form.add("term", "名称", TextEdit("如：失信名单", max_length=60), missing="请填写名称")
        self.form.add("source", "来源", TextEdit("如：某局2026年第3号通报"), missing="请填写来源")
        codes = LongTextEdit("统一社会信用代码，一行一个", lines=8, max_length=_LARGEST)
        self.form.add("codes", "企业", codes)
        if known is not None:
            values = {"term": known.term, "source": known.source, "codes": "\n".join(known.codes)}
            self.form.load({field: value for field, value in values.items() if value})

    def do(self, values: dict[str, Any]) -> None:
        codes = tuple(dict.fromkeys(_lines(values.get("codes", ""))))
        made = DraftRoster(values["term"], values["source"], codes)
        office = self.services.context.office
        self.take(lambda draft: _with(draft, "rosters", self._name, made, office), f"名单“{made.term}”")


def changed_list(
    draft: PolicyDraft, name: str, label: str, lines: Sequence[str], office: Dictionary
) -> PolicyDraft:
    """Return the draft with a list called so and these columns; formulas follow what is called otherwise.

    A column in whose place another name stands is called so.

    Raises:
        BadInput: A name means something else already, or a column that is gone is used; says where.
    """
    columns = _columns_of(draft, name)
    shown = {_line_of(one): one for one in columns}
    said = [one for one in (shown.get(line) or _column_of(line) for line in lines) if one is not None]
    before, now = [one.label for one in columns], [one.label for one in said]
    if twice := next((one for one in now if now.count(one) > 1), ""):
        raise BadInput(f"“{twice}”写了两次，每列只写一次")
    if label != next(one.label for one in draft.lists if one.name == name):
        draft = rename_fact(draft, name, label, office)
    for at, column in enumerate(columns):
        key = f"{name}.{column.name}"
        if column.label in now:
            continue
        if len(now) >= len(before) and now[at] not in before:
            draft = rename_fact(draft, key, now[at], office)
        else:
            draft = remove_fact(draft, key, office)
    for one in said:
        if one.label not in [column.label for column in _columns_of(draft, name)]:
            draft = add_fact(draft, one, office, name)
    known = {one.label: one for one in _columns_of(draft, name)}
    made = tuple(replace(known[one.label], kind=one.kind, unit=one.unit, choices=one.choices) for one in said)
    lists = tuple(replace(one, columns=made) if one.name == name else one for one in draft.lists)
    return replace(draft, lists=lists)


def _columns_of(draft: PolicyDraft, name: str) -> tuple[DraftFact, ...]:
    return next(one.columns for one in draft.lists if one.name == name)


def _with(draft: PolicyDraft, field: str, term: str, made: Any, office: Dictionary) -> PolicyDraft:
    """Return the draft with something in place of that of a term, or one more; formulas follow its name.

    Raises:
        BadInput: Its name means something else already.
    """
    if not term:
        items = (*getattr(draft, field), replace(made, term=free_term(draft, made.term, office)))
        return _holding(draft, field, items)
    at = [one.term for one in getattr(draft, field)].index(term)
    if made.term != term:
        draft = rename_fact(draft, term, made.term, office)
    known = getattr(draft, field)
    return _holding(draft, field, changed(known, at, replace(made, term=known[at].term)))


def _holding(draft: PolicyDraft, field: str, items: Any) -> PolicyDraft:
    parts: dict[str, Any] = {field: items}
    return replace(draft, **parts)


def _lines(text: str) -> list[str]:
    return list(filter(None, (line.strip() for line in text.splitlines())))


def _column_of(line: str) -> DraftFact | None:
    """Return the column that a line says; None where it does not say what it is.

    >>> column = _column_of("在岗人数 数量（人）")
    >>> column and (column.label, column.kind, column.unit)
    ('在岗人数', 'number', '人')
    """
    found = re.fullmatch(r"(\S+)\s+(\S+?)(?:[（(](\S+)[)）])?", line)
    kind = None if found is None else _KINDS.get(found[2])
    if found is None or kind is None:
        return None
    return DraftFact("", found[1], kind, unit=(found[3] or "") if kind == "number" else "")


def _line_of(column: DraftFact) -> str:
    """Return the line that a column stands in."""
    word = "、".join(column.choices.values()) if column.choices else _WORDS.get(column.kind, column.kind)
    return f"{column.label} {word}（{column.unit}）" if column.unit else f"{column.label} {word}"


def _value_of(line: str) -> tuple[date, str] | None:
    day, _, value = line.partition(" ")
    try:
        return (parse_date(day), value.strip()) if value.strip() else None
    except BadInput:
        return None
