"""暂缓拨付: asked for with its reason and end, listed, and lifted by somebody else."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from domain.funds.holds import ListedHold
from domain.funds.payments import hold_payment, lift_hold
from domain.store.acts import Action
from domain.values.ids import CaseId, EnterpriseId
from gui.early.parts import button
from gui.formatting import DASH, count_text, time_text
from gui.forms.asking import FormDialog, TextDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit, SegmentedChoice
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ATTENTION, GOOD, NEUTRAL, Status

_CASE, _ENTERPRISE = "case", "enterprise"
_SAID: Final = "暂缓期间不能列入拨付批次，已列入、没有送出的也不能送出；已送出的不受影响。由另一位同事恢复。"


class Holdable(NamedTuple):
    """A case that may be held back, alone or with all of its enterprise; ``name`` is what it is called."""

    case_id: CaseId
    enterprise_id: EnterpriseId
    name: str


class HoldDialog(FormDialog):
    """Asks what is held back, why and until when: a case or its enterprise; without a case, an enterprise."""

    def __init__(self, services: Services, parent: QWidget, of: Holdable | None = None) -> None:
        super().__init__(services, parent, "暂缓拨付", "暂缓", label_width=84, editor_width=430)
        self._of = of
        self.said.setText(_SAID)
        self.enterprise = EnterpriseEdit(services)
        self.scope = SegmentedChoice({_CASE: "这一件事项", _ENTERPRISE: "这户企业的全部事项"}, self)
        self.scope.setVisible(of is not None)
        self.end = OptionalDateEdit(none_word="没有期限", may_be_none=False)
        self.end.line.setPlaceholderText("不填就一直到恢复")
        if of is None:
            self.form.add("enterprise", "企业", self.enterprise, missing="请选定一户企业")
        else:
            self.add_title(of.name)
            self.form.add("scope", "暂缓", self.scope, required=True)
        self.form.add("until", "到哪一天", self.end, width=220, hint="这一天过后自动恢复")
        self.form.add_reason("如：信访核查中，等结论", "请写明暂缓拨付的理由")
        if of is None:
            self.enterprise.chain()

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        until = values.get("until")
        return {"until": "不能在今天以前"} if isinstance(until, date) and until < date.today() else {}

    def do(self, values: dict[str, Any]) -> None:
        seat, of, case_id = self.services.context.seat, self._of, None
        enterprise_id: EnterpriseId | None = values.get("enterprise")
        if of is not None:
            is_case = self.scope.value() == _CASE
            case_id, enterprise_id = (of.case_id, None) if is_case else (None, of.enterprise_id)
        hold = partial(
            hold_payment,
            seat,
            date.today(),
            because=values["because"],
            case_id=case_id,
            enterprise_id=enterprise_id,
            until=values.get("until"),
        )
        self.run(hold, "已暂缓拨付")


def lift_dialog(services: Services, over: QWidget, hold: ListedHold) -> TextDialog:
    """Ask why a hold is lifted, and lift it; return the dialog."""
    seat = services.context.seat
    dialog = TextDialog(
        over,
        "恢复拨付",
        f"恢复拨付：{hold.what}",
        "恢复",
        field="理由",
        editor=LongTextEdit("如：已核实，情况不属实"),
        missing="请写明恢复拨付的理由",
        width=560,
    )
    dialog.do(
        services,
        lambda because, _: lift_hold(seat, hold.id, because=because),
        lambda *_: services.messages.success("已恢复拨付"),
        owner=over,
        label="正在恢复",
    )
    return dialog


class HoldsList(HeldList[ListedHold]):
    """The holds, those that are over where that is asked for."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        self._services = services
        self.model = RowsModel[ListedHold](_COLUMNS, key=lambda one: one.id, parent=parent)
        self.every = ChoiceBox({"all": "连同已恢复的"}, unset_word="正在暂缓的", called="看哪些")
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "没有暂缓拨付的",
                "企业有疑问要核查时，先暂缓拨付；查清以后由另一位同事恢复。",
                icon_name="clock",
            ),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索企业、理由、谁暂缓的",
            filters=[self.every],
            parent=parent,
        )
        self.dialog: TextDialog | None = None
        self.lift_button = button("恢复拨付…", self._on_lift, parent=self)
        services.permits.hold(Action.PAYMENT_LIFT, self.lift_button)
        self.add_below(self.lift_button)
        self.selection_changed.connect(self._refresh)

    @property
    def count(self) -> int:
        """How many hold something back now."""
        return sum(one.is_on for one in self.all)

    def shows(self, row: ListedHold) -> bool:
        is_meant = bool(self.every.typed()) or row.is_on
        return is_meant and self.finds(f"{row.what}{row.row.reason}{row.row.held_by}")

    def tell(self, shown: Sequence[ListedHold]) -> None:
        self.foot.setText(f"正在暂缓 {count_text(self.count, '项')}")
        self._refresh()

    def _refresh(self) -> None:
        chosen = self.table.selected_rows()
        against = "先选中要恢复的一项" if not chosen else chosen[0].against
        if chosen and chosen[0].is_over:
            against = "期限已过，已经自动恢复"
        self.lift_button.setEnabled(not against)
        self.lift_button.setToolTip(against)

    def _on_lift(self) -> None:
        for one in self.table.selected_rows():
            self.dialog = lift_dialog(self._services, self, one)


def hold_status(one: ListedHold) -> Status:
    """Return how a hold stands, as a pill."""
    if one.row.lifted_at is not None:
        return GOOD.named("已恢复")
    return NEUTRAL.named("已到期") if one.is_over else ATTENTION.named("暂缓中")


def lifted_text(one: ListedHold) -> str:
    """Say by whom a hold was lifted, and why."""
    row = one.row
    return f"{row.lifted_by} {time_text(row.lifted_at)[:10]}：{row.lift_reason}" if row.lifted_at else DASH


_COLUMNS: Final[tuple[Column[ListedHold], ...]] = (
    Column("暂缓什么", lambda one: one.what, sorts=True, stretches=True, width=260, narrowest=150, tips=True),
    Column("理由", lambda one: one.row.reason, sorts=True, width=240, narrowest=110, tips=True),
    Column(
        "到哪一天",
        lambda one: one.row.until.isoformat() if one.row.until else "没有期限",
        sort_key=lambda one: one.row.until,
        width=104,
    ),
    Column("谁", lambda one: one.row.held_by, sorts=True, width=84, narrowest=64),
    Column(
        "何时",
        lambda one: time_text(one.row.held_at),
        sort_key=lambda one: one.row.held_at,
        width=146,
        narrowest=100,
        tips=True,
    ),
    Column("状态", lambda one: hold_status(one).word, status=hold_status, width=96),
    Column("恢复", lifted_text, width=160, narrowest=60, tips=True),
)
