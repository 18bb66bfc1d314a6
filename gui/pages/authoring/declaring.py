"""What else a policy brings along: lists of rows, figures from outside, lists of enterprises."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.policies.authoring.draft import DraftFact, DraftList, DraftParameter, DraftRoster, PolicyDraft
from domain.policies.authoring.forms.editing import add_fact, add_list, remove_fact
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
            lines = [f"{one.label} {_word_of(one)}" for one in rows.columns]
            self.form.load({"label": rows.label, "columns": "\n".join(lines)})

    def complaints(self, values: dict[str, Any]) -> dict[str, str]:
        wrong = [line for line in _lines(values.get("columns", "")) if _column_of(line) is None]
        if not wrong:
            return {}
        return {"columns": f"“{wrong[0]}”没写是什么：写 {'、'.join(_KINDS)}，数量可以写“数量（人）”"}

    def do(self, values: dict[str, Any]) -> None:
        office, rows = self.services.context.office, self._rows
        columns = [one for one in map(_column_of, _lines(values["columns"])) if one is not None]

        def change(draft: PolicyDraft) -> PolicyDraft:
            if rows is None:
                draft = add_list(draft, DraftList("", values["label"]), office)
                name, known = draft.lists[-1].name, {}
            else:
                name, known = rows.name, {one.label: one for one in rows.columns}
                kept = tuple(known[one.label] for one in columns if one.label in known)
                changed = replace(rows, label=values["label"], columns=kept)
                lists = tuple(changed if one.name == name else one for one in draft.lists)
                draft = replace(draft, lists=lists)
            for column in columns:
                if column.label not in known:
                    draft = add_fact(draft, column, office, name)
            return draft

        self.take(change, f"清单“{values['label']}”")


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

        def change(draft: PolicyDraft) -> PolicyDraft:
            return replace(draft, parameters=_with(draft.parameters, self._name, made))

        self.take(change, f"外部数值“{made.term}”")


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

        def change(draft: PolicyDraft) -> PolicyDraft:
            return replace(draft, rosters=_with(draft.rosters, self._name, made))

        self.take(change, f"名单“{made.term}”")


def _with(known: Sequence[Any], term: str, made: Any) -> tuple[Any, ...]:
    """Return them with one in place of that of a term, or one more."""
    if any(one.term == term for one in known):
        return tuple(made if one.term == term else one for one in known)
    return (*known, made)


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


def _word_of(column: DraftFact) -> str:
    word = _WORDS.get(column.kind, column.kind)
    return f"{word}（{column.unit}）" if column.unit else word


def _value_of(line: str) -> tuple[date, str] | None:
    day, _, value = line.partition(" ")
    try:
        return (parse_date(day), value.strip()) if value.strip() else None
    except BadInput:
        return None
