"""部门意见 of many cases at once: in favour of all, or of all but those on a list that came as a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QWidget

from domain.cases.awards.handling import record_opinions, stands_against
from domain.cases.awards.reading import Case
from domain.enterprises.attachments.service import take_in
from domain.exchange.department_lists import Found, Hit, find_on_list
from domain.roads.road import Opinion
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.progress import Silent
from gui.early.parts import STRETCH, Note, button, in_column, in_row
from gui.early.theme import px
from gui.files.chosen_files import ChosenFiles
from gui.files.file_dialogs import DOCUMENTS, ask_to_open, ask_to_open_several
from gui.formatting import count_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, SegmentedChoice, Unset
from gui.pages.cases.asking import StepDialog
from gui.pages.enterprises.duplicates.likes import places_of
from gui.services import Services
from gui.widgets.prose import Paragraph

_KINDS: Final = "表格 (*.xlsx *.xlsm *.xls *.ods *.csv *.txt)"
_EXPLAINED: Final = "Excel、WPS 表格或文本都可以，不用改格式：逐格与各企业的名称和代码核对。"
_CASES: Final = Qt.ItemDataRole.UserRole
_ROW: Final = 46
_MOST_ROWS: Final = 7
_ALL, _BUT_LISTED = "all", "but_listed"
_RESULTS: Final[Mapping[object, str]] = {"": "未定", _ALL: "全部通过", _BUT_LISTED: "名单上的不通过"}


class ListedCases(QWidget):
    """An editor whose value are the cases that are ticked among those a department's list may mean."""

    value_changed = Signal()

    def __init__(self, choose: Callable[[], object], parent: QWidget | None = None) -> None:
        """`choose` is what the button does that reads a list."""
        super().__init__(parent)
        self.button = button("选择名单文件…", choose, icon_name="upload", parent=self)
        self.said = Note(_EXPLAINED, self)
        self.said.setWordWrap(True)
        self.hits = QListWidget(self)
        self.hits.setAccessibleName("名单上的事项")
        self.hits.setWordWrap(True)
        self.hits.hide()
        in_column(in_row(self.button, STRETCH), self.said, self.hits, spacing=6, of=self)
        self.setFocusProxy(self.button)
        self.found: Found | None = None
        self.hits.itemChanged.connect(lambda _: self.value_changed.emit())

    def show_found(self, found: Found) -> None:
        """List whom a file may mean; who is on it without doubt is ticked."""
        self.found = found
        self.said.setText(f"{found.name}：{found.text}。")
        self.hits.blockSignals(True)
        self.hits.clear()
        together = dict[tuple[str, str], list[Hit]]()
        for hit in found.hits:
            together.setdefault((hit.enterprise_name, hit.place), []).append(hit)
        for hits in together.values():
            self._add(hits)
        self.hits.blockSignals(False)
        self.hits.setVisible(bool(together))
        self.hits.setFixedHeight(px(_ROW) * min(len(together), _MOST_ROWS) + px(4))
        self.updateGeometry()
        self.value_changed.emit()

    def show_none(self) -> None:
        """Forget what was read."""
        self.found = None
        self.said.setText(_EXPLAINED)
        self.hits.clear()
        self.hits.hide()

    def _add(self, hits: Sequence[Hit]) -> None:
        """Add a row for the cases of one enterprise."""
        hit = hits[0]
        count = f"（{count_text(len(hits), '件')}）" if len(hits) > 1 else ""
        said = f"{hit.enterprise_name}{count}　{hit.by.words}\n{hit.place}：{hit.text}"
        item = QListWidgetItem(said, self.hits)
        item.setData(_CASES, [one.case_id for one in hits])
        item.setToolTip(item.text())
        item.setSizeHint(QSize(0, px(_ROW)))
        item.setCheckState(Qt.CheckState.Checked if hit.by.is_sure else Qt.CheckState.Unchecked)

    def value(self) -> tuple[CaseId, ...] | Unset:
        ticked = (one for one in self._items() if one.checkState() is Qt.CheckState.Checked)
        return tuple(CaseId(id_) for one in ticked for id_ in one.data(_CASES)) or UNSET

    def set_value(self, value: object) -> None:
        wanted = set(value) if isinstance(value, tuple) else set()
        for one in self._items():
            is_wanted = wanted.issuperset(one.data(_CASES))
            one.setCheckState(Qt.CheckState.Checked if is_wanted else Qt.CheckState.Unchecked)

    def typed(self) -> str:
        return ""

    def type_in(self, text: str) -> None:
        """A list is read again."""

    def _items(self) -> list[QListWidgetItem]:
        return [self.hits.item(at) for at in range(self.hits.count())]


_LETTERS: Final = "如部门的回函扫描件：只存一份，每件事项和案卷里都有。"


def opinions_of(cases: Sequence[Case]) -> dict[str, tuple[Opinion, list[Case]]]:
    """Return what departments are asked about some of these cases, each with those it is about."""
    found = dict[str, tuple[Opinion, list[Case]]]()
    for case in cases:
        for opinion in case.road.opinions.values() if case.is_on_its_way else ():
            found.setdefault(opinion.id, (opinion, []))[1].append(case)
    return found


class AnswersDialog(StepDialog):
    """Asks what a department answered about many cases."""

    def __init__(self, over: QWidget, services: Services, cases: Sequence[Case]) -> None:
        """`cases` have a department to be asked about some of them."""
        heading = f"部门意见：{count_text(len(cases), '件事项')}"
        self.about = Paragraph("")
        super().__init__(over, services, heading, "登记", said=[self.about], width=760)
        self._opinions = opinions_of(cases)
        self.chooser: QFileDialog | None = None
        self.opinion = ChoiceBox(
            {id_: f"{one.title}（{one.department}）" for id_, (one, _) in self._opinions.items()},
            unset_word=None,
        )
        self.day = OptionalDateEdit(may_be_none=False)
        self.day.set_value(date.today())
        self.answer = SegmentedChoice(_RESULTS)
        self.listed = ListedCases(self._choose)
        self.form.add("opinion", "核查项目", self.opinion, required=True, width=320)
        self.form.add("on", "答复日期", self.day, required=True, width=180)
        self.form.add("result", "意见", self.answer, required=True)
        self.form.add("listed", "名单", self.listed, width=560)
        self.letters = ChosenFiles(self._choose_letters, _LETTERS)
        self.form.add("remark", "说明", LongTextEdit("有不通过的，写明部门的意见和名单的名称", lines=2))
        self.form.add("letters", "附件", self.letters, width=560)
        self.opinion.value_changed.connect(self._on_opinion)
        self.answer.value_changed.connect(self._on_result)
        self._on_opinion()
        self._on_result()

    def start(self) -> None:
        """Open it."""
        context = self._services.context

        def work(values: dict[str, Any]) -> str:
            letters, refused = take_in(context.store, values.get("letters", ()), Silent())
            if refused:
                raise BadInput(refused)
            return record_opinions(
                context.seat,
                [case.seen for case in self._opinions[values["opinion"]][1]],
                values["opinion"],
                context.rules,
                on=values["on"],
                remark=values.get("remark", ""),
                against=self._against(values),
                letters=letters,
            )

        self.begin(work, self._done, "已撤回这次意见登记", check=self._complaints)

    def read_list(self, path: Path) -> None:
        """Hold a file against the cases that the department is asked about."""
        context, ids = self._services.context, [case.id for case in self._about()]
        self._services.jobs.read(
            lambda reporter: context.store.ask(
                lambda session: find_on_list(session, ids, path, places_of(context.resources), reporter)
            ),
            self.listed.show_found,
            on_failed=lambda error: self.news.say(str(error)),
            owner=self,
        )
        self.news.say("")

    def _about(self) -> list[Case]:
        value = self.opinion.value()
        return self._opinions[value][1] if isinstance(value, str) else []

    def _against(self, values: Mapping[str, Any]) -> Sequence[CaseId]:
        return values.get("listed", ()) if values["result"] == _BUT_LISTED else ()

    def _done(self, values: Mapping[str, Any]) -> str:
        opinion, cases = self._opinions[values["opinion"]]
        against = len(self._against(values))
        said = f"已登记{opinion.department}的“{opinion.title}”：{count_text(len(cases) - against, '件')}通过"
        return f"{said}，{count_text(against, '件')}不通过" if against else said

    def _choose(self) -> None:
        preferences = self._services.preferences
        self.chooser = ask_to_open(self, "选择名单", _KINDS, self.read_list, preferences=preferences)

    def _choose_letters(self) -> None:
        def take(paths: Sequence[Path]) -> None:
            self.letters.set_value(tuple(paths))

        preferences = self._services.preferences
        self.chooser = ask_to_open_several(self, "选择附件", DOCUMENTS, take, preferences)

    def _on_opinion(self) -> None:
        """Say how many it is about; a list that was read is none of theirs."""
        about = self._about()
        opinion = str(self.opinion.value())
        answered = sum(opinion in case.at_hand.answers for case in about)
        known = f"，其中 {count_text(answered, '件')}登记过，以日期晚的为准" if answered else ""
        if held := sum(stands_against(case, opinion, about) for case in about):
            known += f"；{count_text(held, '件')}登记过不通过，不因这份名单改为通过，要改的请逐件登记"
        self.about.setText(f"要这项意见的共 {count_text(len(about), '件')}{known}。")
        self.listed.show_none()

    def _on_result(self) -> None:
        self.form.show_field("listed", is_shown=self.answer.value() == _BUT_LISTED)

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        found, on = {}, values.get("on")
        if not isinstance(on, date):
            found["on"] = "请填写答复日期"
        elif on > date.today():
            found["on"] = "答复日期不能在今天以后"
        if not values.get("result"):
            found["result"] = "请选“全部通过”或“名单上的不通过”"
        if values.get("result") == _BUT_LISTED:
            if self.listed.found is None:
                found["listed"] = "请选择部门给的名单文件"
            elif "listed" not in values:
                found["listed"] = "名单上没有勾选任何一件；都不在名单上的，请选“全部通过”"
            elif not values.get("remark"):
                found["remark"] = "有不通过的，请写明部门的意见"
        return found
