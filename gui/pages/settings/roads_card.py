"""The card 办理程序 of the settings page: by which roads cases and problems go, and those of the office."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from domain.cases.awards.showing import Passed
from domain.exchange.reading import read_bytes
from domain.office.calendar.working_days import Days, Term
from domain.policies.policy import Policy
from domain.proposals.orders import TakeRoad
from domain.roads.drawing import laid_out
from domain.roads.files import MOST_BYTES, road_from
from domain.roads.road import Road
from domain.roads.service import Known, Of, drop_road, known_roads
from domain.roads.terms import with_terms
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.errors import BadInput
from domain.values.files import write_whole
from gui.early.parts import STRETCH, Link, Note, PushButton, button, empty, in_row
from gui.early.theme import px
from gui.files.file_dialogs import ask_to_open, ask_where_to_save
from gui.formatting import date_text
from gui.forms.editors import UNSET, ChoiceBox, TextEdit, Unset
from gui.people.second import OrderDialog
from gui.services import AppContext, Services
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import confirm
from gui.widgets.placing import Scrolling, in_grid
from gui.widgets.road_view import RoadView

_FILES: Final = "程序文件 (*.toml)"
_USUAL: Final = {
    "standard": "没有指定程序的政策，申报时用它",
    "unasked": "没有指定程序的政策，免申即享时用它",
}
_EXPLAINED: Final = (
    "奖补事项和企业问题各按一个程序一步步办。换用新的程序以后，新登记的走新的，在办的走完原来的。"
)
_PICTURE: Final = 420
_UNITS: Final = {Days.WORKING.value: "个工作日", Days.CALENDAR.value: "天"}


@dataclass(frozen=True, slots=True)
class _Read:
    """What there is, of cases and of problems, and the policies that are decided."""

    cases: Sequence[Known]
    problems: Sequence[Known]
    policies: Sequence[Policy]


class RoadsCard(Card):
    """Which roads there are; one of the office's own is taken in, and let go of."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("办理程序", parent)
        self._services = services
        self.read: _Read | None = None
        self.dialog: QDialog | None = None
        self.term_buttons: dict[str, PushButton] = {}
        said = Note(_EXPLAINED, self)
        said.setWordWrap(True)
        self.mistakes = Banner("error", "error", self)
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=16, down=4, of=self._list)
        self.file_button = button("导入程序文件…", self._on_file, icon_name="upload", parent=self)
        services.permits.hold(Action.ROAD_TAKE, self.file_button)
        for one in (said, self.mistakes, self._list):
            self.body.addWidget(one)
        self.body.addLayout(in_row(self.file_button, STRETCH, spacing=8))
        services.changes.on({Kind.OFFICE_ROAD, Kind.POLICY}, self.reload, owner=self)

    def reload(self) -> None:
        """Read again which roads there are."""
        context = self._services.context
        self._services.jobs.read(lambda _: context.store.ask(_read, context), self._on_read, owner=self)

    def take(self, path: Path) -> None:
        """Look at a file: what is wrong with it is said line by line, else its picture is shown."""
        self._services.jobs.run(
            lambda _: _looked_at(path),
            partial(self._on_looked_at, path.name),
            on_failed=partial(self._on_wrong, path.name),
            busy=self.file_button,
            owner=self,
            label="正在检查",
        )

    def _on_read(self, read: _Read) -> None:
        self.read, self.term_buttons = read, {}
        empty(self._grid)
        for row, (of, known) in enumerate(
            [*((Of.CASES, one) for one in read.cases), *((Of.PROBLEMS, one) for one in read.problems)]
        ):
            self._add(row, of, known)

    def _add(self, row: int, of: Of, known: Known) -> None:
        road, read = known.road, self.read
        assert read is not None
        name = QLabel(f"{of.word}　{road.title}", self._list)
        used = _used_by(road, read.policies) if of is Of.CASES and known.is_begun else ""
        said = Note("；".join(filter(None, (_version_text(known), used))), self._list)
        said.setWordWrap(True)
        links = [self._link("看图…", road.title, partial(self._show, of, known))]
        if of is Of.PROBLEMS and known.is_begun:
            terms = self._link("改期限…", road.title, partial(self._on_terms, road))
            self._services.permits.hold(Action.ROAD_TAKE, terms)
            self.term_buttons[road.id] = terms
            links.append(terms)
        links.append(self._link("导出…", road.title, partial(self._on_export, road)))
        if known.row is not None:
            drop = self._link("移除", road.title, partial(self._on_drop, known))
            self._services.permits.hold(Action.ROAD_DROP, drop)
            links.append(drop)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(said, row, 1)
        self._grid.addLayout(in_row(STRETCH, *links, spacing=12), row, 2)

    def _link(self, word: str, title: str, act: Callable[[], object]) -> PushButton:
        link = Link(word, self._list)
        link.setAccessibleName(f"{title}：{word.rstrip('…')}")
        link.followed.connect(act)
        return link

    def _on_file(self) -> None:
        self.mistakes.say("")
        self.dialog = ask_to_open(
            self, "导入程序文件", _FILES, self.take, preferences=self._services.preferences
        )

    def _on_looked_at(self, name: str, found: tuple[Road, str]) -> None:
        road, content = found
        self.mistakes.say("")
        used = _used_by(road, self.read.policies) if self.read is not None else ""
        order = TakeRoad(content=content, name=name, of=Of.CASES)
        self.dialog = RoadDialog(self._services, self, road, used, order)
        self.dialog.open()

    def _on_wrong(self, name: str, error: Exception) -> None:
        if isinstance(error, BadInput):
            self.mistakes.say(f"没有导入“{name}”：\n" + "\n".join(error.complaints))
        else:
            self._services.messages.error(error)

    def _show(self, of: Of, known: Known) -> None:
        policies = self.read.policies if self.read is not None and of is Of.CASES else ()
        self.dialog = RoadDialog(self._services, self, known.road, _used_by(known.road, policies))
        self.dialog.open()

    def _on_terms(self, road: Road) -> None:
        version = next_version_of(self.read.problems if self.read is not None else (), road)
        self.dialog = TermsDialog(self._services, self, road, version)
        self.dialog.open()

    def _on_export(self, road: Road) -> None:
        self.dialog = ask_where_to_save(
            self,
            "导出程序文件",
            f"{road.title}-第{road.version}版.toml",
            _FILES,
            partial(self._export, road),
            preferences=self._services.preferences,
        )

    def _export(self, road: Road, target: Path) -> None:
        self._services.jobs.run(
            lambda _: write_whole(road.content, target, is_public=True),
            lambda _: self._services.messages.success(f"已导出“{target.name}”"),
            owner=self,
            label="正在导出",
        )

    def _on_drop(self, known: Known) -> None:
        row, seat = known.row, self._services.context.seat
        assert row is not None
        assert row.id is not None
        id_, title = row.id, f"“{row.title}”第 {row.version} 版"
        confirm(
            self,
            "移除这个程序？",
            f"移除{title}以后，新登记的改走前一版，或程序自带的；在办的仍按它办完。",
            "移除",
            lambda: self._services.jobs.run(
                lambda _: drop_road(seat, id_),
                lambda _: self._services.messages.success(f"已移除{title}"),
                owner=self,
                label="正在移除",
            ),
            harms=True,
        )

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


class RoadDialog(OrderDialog):
    """Shows the picture of a road, and which policies use it; has it taken in where `order` is given."""

    def __init__(
        self, services: Services, parent: QWidget, road: Road, used: str, order: TakeRoad | None = None
    ) -> None:
        title = "程序" if order is None else "启用程序"
        heading = f"{road.title}　第 {road.version} 版，{road.since.isoformat()} 起用"
        super().__init__(services, parent, title, "启用", heading=heading)
        self._order, self._road = order, road
        people = f"至少要 {road.people} 个人办" if road.people > 1 else "一个人就能办完"
        self.said.setText("\n".join(filter(None, (f"{road.summary}{people}。", used and f"{used}。"))))
        self.picture = RoadView(str, self)
        self.picture.show_road([Passed(stop, ()) for stop in laid_out(road)])
        room = Scrolling(self)
        room.setWidget(self.picture)
        room.setMinimumHeight(px(_PICTURE))
        self.body.addWidget(room, 1)
        self.go_button.setVisible(order is not None)
        if order is None:
            self._leave_button.setText("关闭")

    def do(self, values: dict[str, Any]) -> None:
        if self._order is not None:
            road = self._road
            self.order(self._order, f"已启用程序“{road.title}”第 {road.version} 版", "正在启用")


class TermEdit(QWidget):
    """An editor of how long a step may take; its value is a `Term`."""

    value_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = TextEdit(max_length=3)
        self.unit = ChoiceBox(_UNITS, unset_word=None)
        self.number.setFixedWidth(px(72))
        in_row(self.number, self.unit, STRETCH, spacing=8, of=self)
        self.setFocusProxy(self.number)
        self.number.value_changed.connect(self.value_changed)
        self.unit.value_changed.connect(self.value_changed)

    def value(self) -> Term | Unset:
        """Return the term. Raises `BadInput` where it is none."""
        number = self.number.text().strip()
        return Term.parse(f"{number}{_UNITS[self.unit.typed()]}") if number else UNSET

    def set_value(self, value: object) -> None:
        self.number.set_value(value.number if isinstance(value, Term) else UNSET)
        if isinstance(value, Term):
            self.unit.set_value(value.days.value)

    def typed(self) -> str:
        return f"{self.number.typed()} {self.unit.typed()}"

    def type_in(self, text: str) -> None:
        number, _, unit = text.partition(" ")
        self.number.type_in(number)
        self.unit.type_in(unit)


class TermsDialog(OrderDialog):
    """Asks for the days of each step of a road of problems, and writes the road by itself."""

    def __init__(self, services: Services, parent: QWidget, road: Road, version: int) -> None:
        super().__init__(services, parent, "改期限", "启用", heading=f"{road.title}的期限", label_width=84)
        self._road, self._version = road, version
        self.said.setText("改了以后，新登记的问题按新的期限办；在办的仍按登记时的期限。步骤和由谁办不变。")
        self.terms: dict[str, TermEdit] = {}
        for state in road.way:
            if state.within is not None:
                self.terms[state.id] = edit = TermEdit()
                self.form.add(
                    state.id, state.title, edit, missing=f"请填写“{state.title}”限多少天", width=260
                )
        self.form.load({id_: road.states[id_].within for id_ in self.terms})

    def do(self, values: dict[str, Any]) -> None:
        road, today = self._road, date.today()
        if all(values[id_] == road.states[id_].within for id_ in self.terms):
            self.problem.say("期限没有变化")
            return
        text = with_terms(road, values, version=self._version, since=max(today, road.since))
        order = TakeRoad(content=text, name=f"{road.title}的期限", of=Of.PROBLEMS)
        self.order(order, f"已改“{road.title}”的期限，新登记的问题按它办", "正在启用")


def next_version_of(known: Sequence[Known], road: Road) -> int:
    """Return the number of the next version of a road, among what there is of it."""
    return max(one.road.version for one in known if one.road.id == road.id) + 1


def _read(session: Session, context: AppContext) -> _Read:
    rules, problems = context.rules, context.problem_rules
    return _Read(
        known_roads(session, Of.CASES, context.roads, rules.begun_in(session)),
        known_roads(session, Of.PROBLEMS, context.problem_roads, problems.begun_in(session)),
        list(rules.policies.values()),
    )


def _looked_at(path: Path) -> tuple[Road, str]:
    raw = read_bytes(path, MOST_BYTES)
    return road_from(raw, path.name), raw.decode("utf-8")


def _version_text(known: Known) -> str:
    road, row = known.road, known.row
    whose = "程序自带" if row is None else f"{row.taken_by}，{date_text(row.taken_at.astimezone())}启用"
    later = "" if known.is_begun else "，现在不用于新的"
    if not known.is_begun and road.since > date.today():
        later = f"，{road.since.isoformat()} 起用"
    return f"第 {road.version} 版（{whose}{later}）"


def _used_by(road: Road, policies: Sequence[Policy]) -> str:
    """Say which policies use a road."""
    named = "".join(f"《{one.title}》" for one in policies if one.road == road.id)
    said = [f"指定用它的政策：{named}"] if named else []
    said += [_USUAL[road.id]] if policies and road.id in _USUAL else []
    return "；".join(said)
