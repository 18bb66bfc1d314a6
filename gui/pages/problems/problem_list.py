"""问题台账: the problems there are, how near their day they are, and who is to solve them."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.outreach.problem_entities import Ended, Matter, Source
from domain.outreach.problems.listing import MOST, ListedProblem
from domain.outreach.problems.reading import Light
from gui.formatting import DASH, count_text, date_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status

_LIGHTS: Final = {Light.GREEN: ACTIVE, Light.AMBER: ATTENTION, Light.RED: HARM}
OPEN, ALL, SUPERVISED = "", "all", "supervised"


def status_of_problem(one: ListedProblem) -> Status:
    """Return how a problem stands, as a pill."""
    if one.row.ended == Ended.SOLVED:
        return GOOD.named(one.where)
    if one.row.ended == Ended.OTHERWISE or one.row.waits:
        return NEUTRAL.named(one.where)
    return _LIGHTS[one.light].named(one.where)


class ProblemList(HeldList[ListedProblem]):
    """The problems: searched, by light, kind and matter; those that have ended where that is asked for."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedProblem](_COLUMNS, key=lambda one: one.id, parent=parent)
        words = {ALL: "连同办结的", SUPERVISED: "督办的"}
        self.every = ChoiceBox(words, unset_word="在办的", called="看哪些")
        self.light = ChoiceBox({one.value: one.word for one in Light}, unset_word="不论期限", called="期限")
        self.kind = ChoiceBox({}, unset_word="所有类别", called="类别")
        self.matter = ChoiceBox({one.value: one.word for one in Matter}, unset_word="所有事类", called="事类")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有登记问题",
                "走访、热线、窗口收到的问题登记在这里，按 13710 转办、反馈、解决、销号。",
                icon_name="question",
                action=("登记问题", begin),
            ),
            EmptyState("没有找到", "换个词，或改一改筛选。", icon_name="search"),
            hint="搜索企业、问题、编号、承办",
            filters=[self.every, self.light, self.kind, self.matter],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        chosen = (self.light, self.kind, self.matter)
        return bool(self.search.query() or any(one.typed() for one in chosen)) or self.every.typed() != ALL

    def show_all(self, rows: Sequence[ListedProblem]) -> None:
        kinds = {one.row.kind: one.row.kind for one in sorted(rows, key=lambda one: one.row.kind)}
        kept = self.kind.typed()
        self.kind.offer(kinds, "所有类别")
        self.kind.type_in(kept)
        super().show_all(rows)

    def shows(self, row: ListedProblem) -> bool:
        if not row.is_open and self.every.typed() != ALL:
            return False
        if self.every.typed() == SUPERVISED and not row.row.supervised_since:
            return False
        if self.light.typed() and (not row.is_open or self.light.typed() != row.light):
            return False
        if self.kind.typed() not in ("", row.row.kind) or self.matter.typed() not in ("", row.row.matter):
            return False
        return self.finds(
            f"{row.enterprise}{row.row.title}{row.row.number}{row.handler}{row.row.detail}{row.project}"
        )

    def tell(self, shown: Sequence[ListedProblem]) -> None:
        open_ = [one for one in shown if one.is_open]
        late = sum(one.light is Light.RED for one in open_)
        words = [f"共 {count_text(len(shown), '件')}", f"在办 {count_text(len(open_), '件')}"]
        words += [f"已超期 {count_text(late, '件')}"] if late else []
        words += [f"只列最近的 {MOST:,} 件"] if len(self.all) >= MOST else []
        self.foot.setText("，".join(words))


def _supervised(one: ListedProblem) -> str:
    return "督办" if one.row.supervised_since else ""


_COLUMNS: Final[tuple[Column[ListedProblem], ...]] = (
    Column("编号", lambda one: one.row.number, sorts=True, width=92, narrowest=84),
    Column("企业", lambda one: one.enterprise, sorts=True, width=180, narrowest=104, tips=True),
    Column(
        "问题", lambda one: one.row.title, sorts=True, stretches=True, width=200, narrowest=130, tips=True
    ),
    Column("类别", lambda one: one.row.kind, sorts=True, width=68, narrowest=56),
    Column("状态", lambda one: one.where, sorts=True, status=status_of_problem, width=112),
    Column(
        "期限",
        lambda one: date_text(one.due) if one.due else DASH,
        sort_key=lambda one: one.due,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.due,
        tip=lambda one: one.light.word if one.is_open else "",
    ),
    Column("承办", lambda one: one.handler or DASH, sorts=True, width=120, narrowest=76, tips=True),
    Column("督办", _supervised, width=56, sorts=True),
    Column(
        "提出",
        lambda one: date_text(one.row.raised_on),
        sort_key=lambda one: one.row.raised_on,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.row.raised_on,
    ),
    Column("来源", lambda one: Source(one.row.source).word, only_exported=True),
    Column("详细情况", lambda one: one.row.detail, only_exported=True),
    Column("办理结果", lambda one: one.row.answer, only_exported=True),
    Column("共性问题", lambda one: one.common, only_exported=True),
    Column("事类", lambda one: one.matter.word, only_exported=True),
    Column("办理程序", lambda one: one.road, only_exported=True),
    Column("企业联系人", lambda one: one.row.raised_by, only_exported=True),
    Column("项目", lambda one: one.project, only_exported=True),
    Column("电话", lambda one: one.row.phone, only_exported=True, is_personal=True),
    Column(USCC_LABEL, lambda one: one.uscc, only_exported=True),
)
