"""生成事项: which road they take, for which period and in which batch; said before how many there will be."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from domain.cases.awards.batches import Batch, list_batches, make_batch
from domain.cases.awards.listing import CaseFilter
from domain.cases.awards.making import (
    Made,
    Prospect,
    Wanted,
    look_at,
    make_cases,
    payable,
    roads_to_begin,
)
from domain.cases.awards.showing import Passed
from domain.cases.service import Award
from domain.office.accounts.queries import at_work
from domain.policies.policy import Policy
from domain.roads.drawing import laid_out
from domain.roads.road import Road
from domain.roads.staffing import obstacles
from domain.store.acts import Action
from domain.store.engine import Session, is_shared_in
from domain.store.permits import Role
from domain.values.errors import BadInput
from domain.values.ids import BatchId
from domain.values.money import Fen
from domain.values.periods import Period
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, in_column, in_row
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.forms.editors import ChoiceBox, TextEdit
from gui.forms.form import Form
from gui.jobs import Job
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.targets import ToBatch, ToCases
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Dialog
from gui.widgets.job_panel import JobPanel
from gui.widgets.road_view import RoadView

_UNASKED: Final = "unasked"
_NEW: Final = "new"
_WIDTH, _HEIGHT, _ROAD = 860, 600, 190
_MOST: Final = 100
"""What the table takes of the room, where it is shown."""
_HINT: Final = "每年、每季度都给的，填是哪一期，如 2022Q2；只给一次的不填"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An award that there can be no case for, with the reason."""

    name: str
    clause: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What there would be: for what, what it comes to, and what is passed over."""

    wanted: Sequence[Wanted]
    amount: Fen
    passed_over: Sequence[PassedOver]

    @property
    def reasons(self) -> str:
        """Why some are passed over, with how many."""
        counted = Counter(_kind_of(one.reason) for one in self.passed_over)
        return "，".join(f"{reason} {count_text(count, '项')}" for reason, count in counted.most_common())


@dataclass(frozen=True, slots=True)
class Known:
    """What is asked before: the roads that may be begun, who works here, and the batches there are."""

    roads: Mapping[str, Road]
    staff: Mapping[Any, frozenset[Role]]
    batches: Sequence[Batch]


class MakeDialog(Dialog):
    """Asks how, says what would be made of some awards, makes the cases, and leads to them."""

    def __init__(
        self, over: QWidget, services: Services, policy: Policy, wanted: Sequence[Wanted], *, period: str = ""
    ) -> None:
        """`period` is what is asked for at first."""
        super().__init__(over, "生成事项", width=_WIDTH, height=_HEIGHT)
        self._over, self._services, self._policy = over, services, policy
        self._wanted = wanted
        self._known = Known({}, {}, ())
        self._job: Job | None = None
        self._looked_for: str | None = None
        self.outlook: Outlook | None = None
        count = len({(one.enterprise_id, one.clause_id) for one in wanted})
        self.add_title(f"生成事项：{count_text(count, '项')}")
        self.road = ChoiceBox({}, unset_word=None)
        self.period, self.batch = TextEdit("如 2022Q2"), ChoiceBox({}, unset_word="不放进批次")
        self.name = TextEdit("如：2022 年二季度 第一批")
        self.form = Form(self._complaints, self, label_width=72, editor_width=320)
        self.form.add("road", "程序", self.road, hint=" ")
        self.form.add("period", "期间", self.period, hint=_HINT)
        self.period.set_value(period)
        self.form.add("batch", "批次", self.batch)
        self.form.add("name", "批次名称", self.name)
        self.warning = Banner("warning", "warning", self)
        self.sums = Note("", self)
        self.model = RowsModel[PassedOver](_COLUMNS)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("不生成的")
        self.steps, self.people = RoadView(str, self), Note("", self)
        self.go_button = button("生成", self._on_go, look=Look.PRIMARY, parent=self)
        self.panel = JobPanel(services.jobs, self)
        services.permits.hold(Action.CASE_MAKE, self.go_button)
        self._lay_out()
        self.road.value_changed.connect(self._on_road)
        self.batch.value_changed.connect(self._on_batch)
        self.period.editingFinished.connect(self._look)
        self.finished.connect(self._on_finished)
        self.go_button.setEnabled(False)
        self._services.ask(self._read_known, self._on_known, owner=self)

    def _lay_out(self) -> None:
        road = Card("要走的程序", self)
        road.body.addWidget(self.people)
        room = QScrollArea(self)
        room.setObjectName("onCard")
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidget(self.steps)
        room.setFixedWidth(px(_ROAD))
        road.body.addWidget(room, 1)
        left = in_column(self.form, self.warning, self.sums, (self.table, _MOST), STRETCH, spacing=12)
        self.body.addLayout(in_row((left, 1), road, spacing=16), 1)
        self.table.hide()
        note = Note("生成时留存企业数据、政策和算法。生成以后不能删除，不给的在事项里办“不予通过”。", self)
        note.setMinimumWidth(1)
        fill(self.foot, (note, 1), self.panel, button("取消", self.reject, parent=self), self.go_button)

    # What is asked

    def _read_known(self, session: Session) -> Known:
        context = self._services.context
        begun = roads_to_begin(session, context.rules)
        is_shared = is_shared_in(session)
        people = at_work(session, date.today()) if is_shared else []
        return Known(
            begun,
            {one.id: frozenset(one.held) for one in people},
            list_batches(session, context.rules.funds),
        )

    def _on_known(self, known: Known) -> None:
        self._known = known
        # What the policy says first, else 免申即享, since nobody has applied.
        usual = self._policy.road if self._policy.road in known.roads else _UNASKED
        ordered = sorted(known.roads.values(), key=lambda road: road.id != usual)
        self.road.offer({road.id: road.title for road in ordered}, unset_word=None)
        names = {str(one.id): one.name for one in known.batches}
        self.batch.offer({_NEW: "新批次…"} | names, unset_word="不放进批次")
        self._on_road()
        self._on_batch()
        self._look()

    def _on_road(self) -> None:
        road = self._chosen_road
        if road is None:
            return
        self.form.set_hint("road", road.summary)
        people = f"至少要 {road.people} 个人办" if road.people > 1 else "一个人就能办完"
        against = obstacles(road, self._known.staff) if self._known.staff else []
        self.warning.say("；".join(against))
        self.steps.show_road([Passed(stop, ()) for stop in laid_out(road)])
        self.people.setText(f"{people}。")

    def _on_batch(self) -> None:
        self.name.setEnabled(self.batch.typed() == _NEW)
        if not self.name.isEnabled():
            self.name.clear()

    @property
    def _chosen_road(self) -> Road | None:
        return self._known.roads.get(self.road.typed())

    def _complaints(self, values: Mapping[str, Any]) -> dict[str, str]:
        complaints = {}
        try:
            period_of(values.get("period", ""))
        except BadInput as error:
            complaints["period"] = str(error)
        if self.batch.typed() == _NEW and not values.get("name"):
            complaints["name"] = "请填写批次名称"
        return complaints

    # What there would be

    def _look(self) -> None:
        """See what there would be, for the period that was typed."""
        try:
            period = period_of(self.period.text())
        except BadInput:
            return
        if period == self._looked_for:
            return
        self._looked_for, self.outlook = period, None
        if self._job is not None:
            self._job.cancel()
        self.sums.setText("正在逐项核对…")
        self.go_button.setEnabled(False)
        context, policy, wanted = self._services.context, self._policy, self._wanted

        def work(reporter: Reporter) -> Outlook:
            rules = context.rules
            return context.store.ask(
                lambda session: outlook_of(
                    look_at(session, wanted, reporter, policy=policy, rules=rules, period=period), policy
                )
            )

        self._job = self._services.jobs.run(work, self._show, owner=self, label="正在核对")
        self._job.cancelled.connect(self._on_look_stopped)

    def _show(self, outlook: Outlook) -> None:
        self._job, self.outlook = None, outlook
        made = count_text(len(outlook.wanted), "件")
        words = f"可以生成 {made}，合计 {money_text(outlook.amount)} 元"
        if outlook.passed_over:
            words += f"；不生成 {count_text(len(outlook.passed_over), '项')}：{outlook.reasons}"
        self.sums.setText(f"{words}。")
        self.model.replace(outlook.passed_over)
        self.table.setVisible(bool(outlook.passed_over))
        self.go_button.setText(f"生成 {made}" if outlook.wanted else "生成")
        self.go_button.setEnabled(bool(outlook.wanted))

    def _on_look_stopped(self) -> None:
        if self.outlook is None and self._looked_for is not None:
            self.sums.setText("没有核对完。")
            self._looked_for = None

    # Making

    def _on_go(self) -> None:
        outlook, road, values = self.outlook, self._chosen_road, self.form.submit()
        if outlook is None or road is None or values is None:
            return
        if period_of(self.period.text()) != self._looked_for:
            self._look()
            return
        context, policy = self._services.context, self._policy
        period, batch, name = period_of(self.period.text()), self.batch.typed(), values.get("name", "")

        def work(reporter: Reporter) -> tuple[Made, BatchId | None]:
            batch_id = (
                make_batch(context.seat, name) if batch == _NEW else BatchId(int(batch)) if batch else None
            )
            made = make_cases(
                context.seat,
                outlook.wanted,
                reporter,
                policy=policy,
                road=road,
                rules=context.rules,
                period=period,
                batch_id=batch_id,
            )
            return made, batch_id

        self._looked_for = None
        self._job = self._services.jobs.run(
            work,
            self._on_made,
            on_failed=self._on_failed,
            busy=self.go_button,
            owner=self,
            label="正在生成事项",
        )

    def _on_made(self, outcome: tuple[Made, BatchId | None]) -> None:
        made, batch_id = outcome
        self._job = None
        self.accept()
        words = f"已生成 {count_text(len(made.ids), '件')}事项"
        if made.passed_over:
            first = made.passed_over[0]
            words += f"，{count_text(len(made.passed_over), '项')}没有生成：“{first.name}”{first.reason}"
        if made.left:
            words += f"；中途停下，还有 {count_text(made.left, '项')}没有生成"
        if made.ids:
            self._services.go_to(ToCases(CaseFilter()) if batch_id is None else ToBatch(batch_id))
        self._services.messages.success(words)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.warning.say(str(error))
        self.go_to_top()

    def _on_finished(self) -> None:
        if self._job is not None:
            self._job.cancel()


def wanted_of(policy: Policy, awards: Collection[Award]) -> list[Wanted]:
    """Return what cases are wanted for; of what is paid in instalments each of them."""
    wanted = []
    for one in awards:
        stages = policy.clauses[one.clause_id].stages
        if stages:
            wanted += [Wanted(one.enterprise_id, one.clause_id, stage.title) for stage in stages]
        else:
            wanted.append(Wanted(one.enterprise_id, one.clause_id, amount=one.amount))
    return wanted


def outlook_of(prospects: Sequence[Prospect], policy: Policy) -> Outlook:
    """Return what there would be, without what was looked at for it, which is large."""
    wanted, amount, passed_over = list[Wanted](), 0, list[PassedOver]()
    for one in map(payable, prospects):
        if one.reason:
            title = policy.clauses[one.wanted.clause_id].title
            passed_over.append(PassedOver(one.name or "—", f"{title}{one.wanted.instalment}", one.reason))
        else:
            wanted.append(one.wanted)
            amount += one.amount
    return Outlook(wanted, Fen(amount), passed_over)


def period_of(text: str) -> str:
    """Return a period as cases have it; empty for none.

    Raises:
        BadInput: It is none.
    """
    typed = text.strip().upper()
    return str(Period.parse(typed)) if typed else ""


def _kind_of(reason: str) -> str:
    """Return a reason without what it says of one award alone."""
    return reason.removeprefix("的这一项").partition("：")[0].partition("，")[0]


_COLUMNS: Final = (
    Column[PassedOver]("企业", lambda one: one.name, sorts=True, width=180, narrowest=120, tips=True),
    Column[PassedOver]("条款", lambda one: one.clause, sorts=True, width=150, narrowest=90, tips=True),
    Column[PassedOver](
        "为什么", lambda one: one.reason.removeprefix("的"), stretches=True, width=180, tips=True
    ),
)
