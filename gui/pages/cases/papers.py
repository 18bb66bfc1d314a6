"""Papers and opinions of one case: which came and when, what departments answered, and their files."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.handling import record_opinions, record_papers
from domain.cases.awards.showing import Asked, Paper, Shown
from domain.enterprises.attachments.service import Added, add_files, list_attachments
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Note, button, empty, in_column, in_row
from gui.early.theme import px
from gui.files.file_dialogs import DOCUMENTS, ask_to_open_several
from gui.formatting import date_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, LongTextEdit, SegmentedChoice, Unset
from gui.pages.assessment.evidence_files import EvidenceFiles
from gui.pages.cases.asking import StepDialog
from gui.services import Services
from gui.widgets.placing import in_grid
from gui.widgets.prose import Paragraph

_CAME, _PROMISED, _RETURNED, _LACKING = "came", "promised", "returned", ""
_WORDS: Final[dict[object, str]] = {_LACKING: "缺", _CAME: "收到", _PROMISED: "承诺补交"}
_HELD: Final[dict[object, str]] = {_LACKING: "已收到", _RETURNED: "不合格，退回"}
"""Of one that came."""
_DAY: Final = 150
_WIDE: Final = 720
_PAPERS: Final = 560
_LABEL: Final = 48


class PapersEdit(QWidget):
    """An editor of which papers came, or were promised, and for which day each.

    Its value are pairs of how it is and the day, by the names of the papers that are not lacking.
    """

    value_changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.choices: dict[str, SegmentedChoice] = {}
        self.days: dict[str, OptionalDateEdit] = {}
        self._held: set[str] = set()
        self.all_button = button("全部收到", self.take_all, parent=self)
        self.none = Note("", self)
        self.none.hide()
        self._grid = in_grid(shares=(1,), across=12, down=6)
        in_column(self.none, self._grid, in_row(self.all_button, STRETCH), spacing=8, of=self)

    def offer(self, papers: Sequence[Paper]) -> None:
        """Ask for these papers; what was said of them stays."""
        typed = self.typed()
        empty(self._grid)
        self.choices, self.days = {}, {}
        self._held = {one.name for one in papers if one.came is not None}
        for row, paper in enumerate(papers):
            self._add(row, paper)
        self.all_button.setVisible(len(papers) - len(self._held) > 1)
        self.type_in(typed)
        # As the eye goes: made later than what stands below, they would come last.
        parts = [one for name in self.choices for one in (self.choices[name], self.days[name].line)]
        for before, after in pairwise([self, *parts, self.all_button]):
            QWidget.setTabOrder(before, after)

    def say(self, text: str) -> None:
        """Say something where no paper is asked for."""
        self.none.setText(text)
        self.none.setVisible(bool(text))

    def take_all(self) -> None:
        """Have every paper come today, but for what is said of it already."""
        for name, choice in self.choices.items():
            if not choice.value() and name not in self._held:
                choice.set_value(_CAME)

    def value(self) -> Mapping[str, tuple[str, date]] | Unset:
        """Return what was entered. Raises `BadInput` where a day is missing, or none."""
        found: dict[str, tuple[str, date]] = {}
        for name, choice in self.choices.items():
            if kind := str(choice.value() or ""):
                day = self.days[name].value()
                if not isinstance(day, date):
                    word = "哪天收到" if kind == _CAME else "承诺哪天补交"
                    raise BadInput(f"请填写“{name}”{word}")
                found[name] = (kind, day)
        return found or UNSET

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, Mapping) else {}
        for name, choice in self.choices.items():
            kind, day = given.get(name, (_LACKING, UNSET))
            choice.set_value(kind)
            self.days[name].set_value(day)

    def typed(self) -> str:
        return json.dumps(
            {name: [choice.typed(), self.days[name].typed()] for name, choice in self.choices.items()},
            ensure_ascii=False,
        )

    def type_in(self, text: str) -> None:
        for name, (kind, day) in json.loads(text or "{}").items():
            if name in self.choices:
                self.choices[name].type_in(kind)
                self.days[name].type_in(day)

    def _add(self, row: int, paper: Paper) -> None:
        said = f"（承诺{date_text(paper.promised)}补交）" if paper.promised else ""
        said = f"（{date_text(paper.came)}收到）" if paper.came else said
        name = Paragraph(f"{paper.name}{said}", self)
        choice = SegmentedChoice(_HELD if paper.came else _WORDS, self)
        choice.setAccessibleName(paper.name)
        day = OptionalDateEdit(self, may_be_none=False)
        day.setAccessibleName(f"{paper.name}的日子")
        day.setFixedWidth(px(_DAY))
        day.setEnabled(False)
        choice.set_value(_LACKING)
        self.choices[paper.name], self.days[paper.name] = choice, day
        choice.value_changed.connect(lambda: self._on_chosen(paper.name))
        day.value_changed.connect(self.value_changed)
        for column, cell in enumerate((name, choice, day)):
            self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignVCenter)

    def _on_chosen(self, name: str) -> None:
        kind, day = self.choices[name].value(), self.days[name]
        day.setEnabled(kind in (_CAME, _PROMISED))
        if kind == _RETURNED or (kind == _CAME and day.value() is UNSET):
            day.set_value(self._today)
        elif kind != _CAME:
            # The day on which it would have come is none to promise it for.
            day.set_value(UNSET)
        self.value_changed.emit()


def returned_papers(value: object) -> list[str]:
    """Return which papers go back, of the value of a `PapersEdit`."""
    given = value if isinstance(value, Mapping) else {}
    return [name for name, (kind, _) in given.items() if kind == _RETURNED]


def split_papers(value: object) -> tuple[dict[str, date], dict[str, date]]:
    """Return which papers came and which were promised, of the value of a `PapersEdit`."""
    given = value if isinstance(value, Mapping) else {}
    came, promised = (
        {name: day for name, (kind, day) in given.items() if kind == wanted} for wanted in (_CAME, _PROMISED)
    )
    return came, promised


def paper_complaint(value: object, today: date) -> str:
    """Complain of a day that cannot be; empty where all can."""
    came, promised = split_papers(value)
    for name, day in came.items():
        if day > today:
            return f"“{name}”收到的日子不能在今天以后"
    for name, day in promised.items():
        if day < today:
            return f"“{name}”承诺补交的日子已经过去"
    return ""


class _WithFiles(StepDialog):
    """Asks for files of the enterprise, too."""

    def __init__(
        self,
        over: QWidget,
        services: Services,
        shown: Shown,
        heading: str,
        *,
        width: int = 640,
        label_width: int = 84,
    ) -> None:
        super().__init__(over, services, heading, "登记", width=width, label_width=label_width)
        self._shown = shown
        self.chooser: QWidget | None = None
        self.files = EvidenceFiles(self._on_add)

    def _add_fields(self) -> None:
        """Add the fields that both have, at the end."""
        self.form.add("remark", "说明", LongTextEdit("可以不填", lines=2))
        self.form.add("files", "附件", self.files, width=420, hint="勾选企业已有的附件，或添加文件")
        self._services.ask(
            lambda session: list_attachments(session, self._shown.owner), self.files.offer, owner=self
        )

    def _on_add(self) -> None:
        preferences = self._services.preferences
        self.chooser = ask_to_open_several(self, "添加文件", DOCUMENTS, self.take_files, preferences)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Keep files with the enterprise, and tick them."""
        seat, owner = self._services.context.seat, self._shown.owner
        self._services.jobs.run(
            lambda reporter: add_files(seat, owner, paths, reporter),
            self._on_added,
            on_failed=lambda error: self.news.say(str(error)),
            busy=self.files,
            owner=self,
            label="正在添加附件",
        )

    def _on_added(self, added: Added) -> None:
        self.news.say("；".join(added.refused))

        def offer(rows: Any) -> None:
            known = [row.id for row in rows if row.file_name in added.known]
            self.files.offer(rows)
            self.files.tick([*added.ids, *known])

        self._services.ask(lambda session: list_attachments(session, self._shown.owner), offer, owner=self)


class PapersDialog(_WithFiles):
    """Asks which of the papers that are lacking came, and which were promised."""

    def __init__(self, over: QWidget, services: Services, shown: Shown) -> None:
        super().__init__(
            over, services, shown, f"登记材料：{shown.case.name}", width=_WIDE, label_width=_LABEL
        )
        self.papers = PapersEdit(shown.now.day)
        self.papers.offer(shown.papers)
        self.form.add("papers", "材料", self.papers, width=_PAPERS)
        self._add_fields()

    def start(self) -> None:
        """Open it."""
        case, context = self._shown.case, self._services.context

        def work(values: dict[str, Any]) -> str:
            came, promised = split_papers(values.get("papers"))
            return record_papers(
                context.seat,
                case.seen,
                context.rules,
                came=came,
                promised=promised,
                returned=returned_papers(values.get("papers")),
                files=values.get("files", ()),
                remark=values.get("remark", ""),
            )

        self.begin(
            work,
            lambda values: f"已登记材料：{'、'.join(values.get('papers', ())) or '附件'}",
            "已撤回这次材料登记",
            check=self._complaints,
        )
        next(iter(self.papers.choices.values())).setFocus()

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        if "papers" not in values and not values.get("files"):
            return {"papers": "请勾选收到的材料，或勾选附件"}
        if returned_papers(values.get("papers")) and not values.get("remark"):
            return {"remark": "请写明退回哪一份、哪里不合格"}
        complaint = paper_complaint(values.get("papers"), self._shown.now.day)
        return {"papers": complaint} if complaint else {}


class OpinionDialog(_WithFiles):
    """Asks what a department answered, and when."""

    def __init__(self, over: QWidget, services: Services, shown: Shown, asked: Asked) -> None:
        opinion = asked.opinion
        super().__init__(over, services, shown, f"登记意见：{opinion.department}“{opinion.title}”")
        self._opinion = opinion
        self.day = OptionalDateEdit(may_be_none=False)
        self.day.set_value(shown.now.day)
        self.answer = SegmentedChoice({"": "未定", "for": "通过", "against": "不通过"})
        self.form.add("result", "意见", self.answer, required=True)
        self.form.add("on", "答复日期", self.day, required=True, width=180)
        self._add_fields()

    def start(self) -> None:
        """Open it."""
        case, context, opinion = self._shown.case, self._services.context, self._opinion
        self.begin(
            lambda values: record_opinions(
                context.seat,
                [case.seen],
                opinion.id,
                context.rules,
                on=values["on"],
                remark=values.get("remark", ""),
                against=[case.id] if values["result"] == "against" else (),
                files=values.get("files", ()),
            ),
            lambda values: f"已登记{opinion.department}的“{opinion.title}”意见",
            "已撤回这次意见登记",
            check=self._complaints,
        )
        self.answer.setFocus()

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        found, on = {}, values.get("on")
        if not values.get("result"):
            found["result"] = "请选“通过”或“不通过”"
        if not isinstance(on, date):
            found["on"] = "请填写答复日期"
        elif on > self._shown.now.day:
            found["on"] = "答复日期不能在今天以后"
        if values.get("result") == "against" and not values.get("remark"):
            found["remark"] = "不通过的，请写明部门的意见"
        return found
