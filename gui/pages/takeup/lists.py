"""The lists of the page: what enterprises are entitled to, and who is one condition short of more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.takeup.entities import Why
from domain.takeup.listing import Entitlement, Entitlements, Short, Shorts
from domain.values.money import Fen
from gui.early.theme import px
from gui.formatting import DASH, count_text, date_text, money_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, Status

_UNCLAIMED, _NOBODY, _NONE = "未申报", "nobody", "none"
_STATES: Final = {_UNCLAIMED: ATTENTION, "在办": ACTIVE, "已下达": GOOD}
_SAID: Final = {
    "untold": "没有告知的",
    "told": "告知过的",
    _NONE: "没填原因的",
    **{one.value: f"原因：{one.word}" for one in Why},
}
_WIDEST: Final = 170
_NOTHING_FOUND: Final = ("没有找到", "换个词，或改一改筛选。")


class Around:
    """Which enterprises are meant: of a street, of somebody who looks after them."""

    def __init__(self) -> None:
        self.street = ChoiceBox({}, unset_word="所有街道", called="街道")
        self.cadre = ChoiceBox({}, unset_word="所有包联人", called="包联人")

    def offer(self, rows: Iterable[Entitlement | Short]) -> None:
        """Offer what there is of them."""
        whose = {row.whose for row in rows}
        streets = sorted({one.street for one in whose if one.street})
        names = sorted({who for one in whose for who in one.in_charge.split("、") if who})
        self.street.offer({_NONE: "没填街道的"} | {one: one for one in streets}, "所有街道")
        self.cadre.offer({_NOBODY: "没有人包联的"} | {one: one for one in names}, "所有包联人")

    @property
    def is_asked(self) -> bool:
        return bool(self.street.typed() or self.cadre.typed())

    def has(self, row: Entitlement | Short) -> bool:
        """Whether its enterprise is meant."""
        street, cadre = self.street.typed(), self.cadre.typed()
        if street and row.whose.street != ("" if street == _NONE else street):
            return False
        if cadre == _NOBODY:
            return not row.whose.in_charge
        return not cadre or cadre in row.whose.in_charge.split("、")


class EntitledList(HeldList[Entitlement]):
    """What was granted in the last assessment; at first what nobody has applied for."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[Entitlement](_ENTITLED, key=lambda one: one.standing.key, parent=parent)
        self.state = ChoiceBox({one: one for one in _STATES}, unset_word="不论申报没有", called="申报")
        self.clause = ChoiceBox({}, unset_word="所有条款", called="条款")
        self.said = ChoiceBox(_SAID, unset_word="告知和原因", called="告知和未申报原因")
        self.around = Around()
        for box in (self.clause, self.said):
            box.setMaximumWidth(px(_WIDEST))
        self._when = ""
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有留存的评定",
                "点“评定并留存”，按现行政策评定全部企业，这里就列出谁能享受、谁还没有申报。",
                icon_name="policies",
                action=("评定并留存", begin),
            ),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索企业、信用代码、包联人",
            filters=[self.state, self.clause, self.said, self.around.street, self.around.cadre],
            parent=parent,
        )
        self.state.set_value(_UNCLAIMED)

    @property
    def is_filtered(self) -> bool:
        chosen = (one.typed() for one in (self.state, self.clause, self.said))
        return bool(self.all) and (bool(self.search.query()) or any(chosen) or self.around.is_asked)

    def ask_for(self, policy_id: str) -> None:
        """Ask for what nobody has applied for by a policy, and for nothing else."""
        self.search.clear()
        for one in (self.said, self.around.street, self.around.cadre):
            one.set_value(None)
        self.state.set_value(_UNCLAIMED)
        self.clause.set_value(policy_id)
        self.refresh()

    def show_found(self, found: Entitlements, policies: Mapping[str, str]) -> None:
        """Show what was found, as far as it is asked for; ``policies`` are titles by id of those in force."""
        titles = {_clause_key(one): one.clause for one in found.rows}
        whole = dict(policies) | {one.standing.policy_id: one.policy for one in found.rows}
        choices = {id_: f"《{title}》的各条" for id_, title in whole.items()}
        self.clause.offer(choices | dict(sorted(titles.items(), key=lambda one: one[1])), "所有条款")
        self.around.offer(found.rows)
        days = sorted({run.local_time.date() for run in found.runs})
        since = date_text(days[0]) if days else ""
        self._when = f"按 {since} 留存的评定" if len(days) == 1 else f"按最近留存的评定，最早的 {since}"
        self.show_all(found.rows)

    def shows(self, row: Entitlement) -> bool:
        which = ("", row.standing.policy_id, _clause_key(row))
        if self.state.typed() not in ("", row.state) or self.clause.typed() not in which:
            return False
        return (
            self._is_said(row)
            and self.around.has(row)
            and self.finds(f"{row.whose.name}{row.whose.uscc}{row.whose.in_charge}")
        )

    def _is_said(self, row: Entitlement) -> bool:
        """Whether it was told, or said why not, as is asked for."""
        told, reason = row.standing.told, row.standing.reason
        match self.said.typed():
            case "":
                return True
            case "untold":
                return told is None
            case "told":
                return told is not None
            case "none":
                return reason is None
            case why:
                return reason is not None and reason.why == why

    def tell(self, shown: Sequence[Entitlement]) -> None:
        enterprises = len({one.standing.enterprise_id for one in shown})
        amount = money_text(Fen(sum(one.amount for one in shown)))
        words = f"共 {count_text(enterprises, '户')} {count_text(len(shown), '项')}，{amount} 元"
        self.foot.setText(f"{words}；{self._when}")


class ShortList(HeldList[Short]):
    """Who is one condition short, the nearest first."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Short](_SHORT, key=lambda one: (one.id, one.clause_id), parent=parent)
        self.clause = ChoiceBox({}, unset_word="所有条款", called="条款")
        self.around = Around()
        self._count = 0
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState("没有", "没有只差一个条件的企业；逐个项目审核的条款不列。", icon_name="check"),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索企业、信用代码、差的条件",
            filters=[self.clause, self.around.street, self.around.cadre],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.clause.typed() or self.around.is_asked)

    def show_found(self, found: Shorts) -> None:
        """Show what was found, as far as it is asked for."""
        titles = {f"{one.policy_id} {one.clause_id}": one.clause for one in found.rows}
        self.clause.offer(dict(sorted(titles.items(), key=lambda one: one[1])), "所有条款")
        self.around.offer(found.rows)
        self._count = found.count
        self.show_all(found.rows)

    def shows(self, row: Short) -> bool:
        if self.clause.typed() not in ("", f"{row.policy_id} {row.clause_id}") or not self.around.has(row):
            return False
        return self.finds(f"{row.whose.name}{row.whose.uscc}{row.one.condition}")

    def tell(self, shown: Sequence[Short]) -> None:
        more = self._count - len(self.all)
        nearest = f"；每条只列最接近的，另有 {more:,} 项没有列出" if more else ""
        self.foot.setText(f"共 {count_text(len(shown), '项')}，按现在的数据，最接近的在前{nearest}")


def _clause_key(row: Entitlement) -> str:
    return f"{row.standing.policy_id} {row.standing.clause_id}"


def status_of_entitlement(row: Entitlement) -> Status:
    """Return what became of it, as a pill."""
    return _STATES[row.state].named(row.state)


def _why(row: Entitlement) -> str:
    return DASH if row.standing.reason is None else row.standing.reason.words


_ENTITLED: Final[tuple[Column[Entitlement], ...]] = (
    Column(
        "企业", lambda one: one.whose.name, sorts=True, stretches=True, width=220, narrowest=130, tips=True
    ),
    Column("条款", lambda one: one.clause, sorts=True, width=190, narrowest=110, tips=True),
    amounts("金额（元）", lambda one: one.amount, width=112, narrowest=96),
    Column("申报", lambda one: one.state, status=status_of_entitlement, sorts=True, width=100),
    Column(
        "最近告知",
        lambda one: date_text(one.told) if one.told else "未告知",
        sort_key=lambda one: one.told,
        width=112,
        narrowest=84,
        kind=CellKind.DATE,
        value=lambda one: one.told,
    ),
    Column("未申报原因", _why, sorts=True, width=120, narrowest=70, tips=True),
    Column("包联", lambda one: one.whose.in_charge or DASH, sorts=True, width=150, narrowest=70, tips=True),
    Column("信用代码", lambda one: one.whose.uscc, only_exported=True),
    Column("街道", lambda one: one.whose.street, only_exported=True),
    Column("政策", lambda one: one.policy, only_exported=True),
)
_SHORT: Final[tuple[Column[Short], ...]] = (
    Column(
        "企业", lambda one: one.whose.name, sorts=True, stretches=True, width=200, narrowest=130, tips=True
    ),
    Column("条款", lambda one: one.clause, sorts=True, width=170, narrowest=110, tips=True),
    Column("差的条件", lambda one: one.one.condition, sorts=True, width=190, narrowest=110, tips=True),
    Column(
        "差多少",
        lambda one: one.one.gap or DASH,
        sort_key=lambda one: one.one.distance,
        width=150,
        narrowest=96,
        tips=True,
    ),
    Column("现在", lambda one: one.one.found, width=170, narrowest=90, tips=True),
    Column("要求", lambda one: one.one.required, width=120, narrowest=84, tips=True),
    Column("包联", lambda one: one.whose.in_charge or DASH, sorts=True, width=130, narrowest=70, tips=True),
    Column("信用代码", lambda one: one.whose.uscc, only_exported=True),
    Column("街道", lambda one: one.whose.street, only_exported=True),
    Column("政策", lambda one: one.policy, only_exported=True),
)
