"""回收站: what was deleted, by whom and when, what hangs on it; and back in one step."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from domain.bin.listing import TERMLESS, BinFilter, BinKind, Binned, Hanging, Key, list_bin, look_into
from domain.bin.restoring import Restored, restore, take_back
from domain.outreach.visits import SameVisit
from domain.store import audit
from domain.store.engine import Session, refusal_in
from domain.store.tables import KEPT, Kind
from domain.values.ids import EnterpriseId, MergeId
from gui.early.page import Page
from gui.early.parts import Look
from gui.files.exporting import Exporter
from gui.formatting import DASH, count_text
from gui.forms.editors import ChoiceBox
from gui.jobs import READS, UPKEEP
from gui.services import Services, Undo
from gui.tables.data_table import Column, DataTable, RowsModel, moments
from gui.tables.list_view import ListView
from gui.targets import ToBin
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, confirm
from gui.widgets.status import ATTENTION, Status

_FIRST: Final = 200
"""So many are shown at once; the rest of very many follows after a pause, in which these are drawn."""

_PAUSE_MS: Final = 300

_MOST: Final = 50_000
_OLDER: Final = "older"
_KINDS: Final = {
    *(Kind.ENTERPRISE, Kind.ATTACHMENT, Kind.RUN, Kind.FILTER),
    *(Kind.NOTICE, Kind.VISIT, Kind.FREE_TABLE, Kind.TOPIC, Kind.CALL, Kind.CULTIVATED),
    *(Kind.PARK, Kind.EVENT, Kind.NEED),
}
_HELP: Final = f"""
# 回收站
删除的企业、并入别户的企业、移除的附件、删除的留存评定和常用筛选都在这里。选中一行或多行，按“恢复”，恢复后和删除前一样。
恢复后可以马上点“撤销”放回来。
# 找
按类别筛选，或搜索名称、信用代码、拼音；附件也可以按所属企业找。
# 挂着什么
企业的通知书、附件、标签和并入过的户，随企业一起回来；附件写的是它属于谁。通知书不随企业删除，一直有效。
# 不能恢复的
标“暂不能恢复”的，选中它，上面写着原因和怎么办：如信用代码已登记在别户名下，先改正那一户。
# 还剩几天
企业和合并没有期限。附件、留存的评定和筛选留 {KEPT.days} 天，过后在“设置”里“检查附件”时清理。
操作记录里始终查得到。
删除超过 {KEPT.days} 天的企业，选“更早删除的”。
# 不在这里的
政策只停用，通知书只作废，账户只停用，都不删除，在各自的页面里。撤销导入时删除的企业在这里。
"""


class BinModel(RowsModel[Binned]):
    """What was deleted; what hangs on it is told a little later."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(self._own_columns(), key=lambda one: one.key, parent=parent)
        self._hanging: Mapping[Key, Hanging] = {}

    def tell(self, hanging: Mapping[Key, Hanging]) -> None:
        """Show what hangs on what is shown, and what is in its way."""
        self._hanging = hanging
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def hanging_of(self, one: Binned) -> Hanging:
        """Return what hangs on it; nothing as long as that is not known."""
        return self._hanging.get(one.key, _UNKNOWN)

    def _own_columns(self) -> tuple[Column[Binned], ...]:
        return (
            Column("什么", lambda one: one.kind.word, sorts=True, width=126, narrowest=84),
            Column(
                "名称",
                lambda one: one.name,
                sorts=True,
                stretches=True,
                width=220,
                narrowest=150,
                tip=lambda one: "\n".join(filter(None, (one.name, one.code, one.act.said))),
            ),
            Column("谁", lambda one: one.act.by or DASH, sorts=True, width=88, narrowest=64, tips=True),
            moments("何时", lambda one: one.at, sort_key=lambda one: one.act.entry, width=146),
            Column(
                "挂着什么",
                lambda one: self.hanging_of(one).words or DASH,
                width=290,
                narrowest=120,
                tips=True,
            ),
            Column(
                "还剩",
                self._left,
                sort_key=lambda one: None if one.kind in TERMLESS else one.at,
                width=128,
                status=self._status,
                tip=lambda one: self.hanging_of(one).against or _TERMS[one.kind in TERMLESS],
            ),
            Column("统一社会信用代码", lambda one: one.code, width=165, only_exported=True),
        )

    def _left(self, one: Binned) -> str:
        if (status := self._status(one)) is not None:
            return status.word
        days = one.days_left(audit.now())
        if days is None:
            return "一直保留"
        return f"{days} 天" if days else "已到期"

    def _status(self, one: Binned) -> Status | None:
        return ATTENTION.named("暂不能恢复") if self.hanging_of(one).against else None


_UNKNOWN: Final = Hanging()
_TERMS: Final = (f"满 {KEPT.days} 天后，下次“检查附件”时清理", "没有期限")


class BinList(ListView[Binned]):
    """The list, by kind and time."""

    def __init__(self, parent: QWidget) -> None:
        self.kind = ChoiceBox(
            {kind.value: kind.word for kind in BinKind}, unset_word="所有类别", called="类别"
        )
        within = f"{KEPT.days} 天内删除的"
        self.time = ChoiceBox({_OLDER: "更早删除的"}, unset_word=within, called="何时删除")
        self.model = BinModel(parent)
        self.said = Banner("warning", "warning")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "回收站是空的",
                f"{KEPT.days} 天内没有删除过什么。删除的企业、附件、评定和筛选会列在这里。",
                icon_name="trash",
            ),
            EmptyState("没有找到", "换个词，或换一个类别、时间。", icon_name="search"),
            filters=[self.kind, self.time],
            above=[self.said],
            parent=parent,
        )

    @property
    def wanted(self) -> BinFilter:
        """What is asked for."""
        kind = self.kind.typed()
        return BinFilter(BinKind(kind) if kind else None, self.search.query(), bool(self.time.typed()))

    @property
    def is_filtered(self) -> bool:
        return self.wanted != BinFilter()


_Read = tuple[list[Binned], dict[Key, Hanging]]


class BinPage(Page):
    """The list, and 恢复 for what is selected of it."""

    page_id, title, icon_name = "bin", "回收站", "trash"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._refusals: Mapping[BinKind, str] = {}
        self._turn = 0
        self._rest = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._rest.timeout.connect(lambda: self._ask(_MOST))
        self.list = BinList(self)
        self.restore_button = self.header.add_action(
            "恢复", self._on_restore, look=Look.PRIMARY, icon_name="undo"
        )
        Exporter(services, self).offer(self.list.table, "回收站")
        self.list.table.add_act("恢复", self._on_restore)
        self.body.addWidget(self.list, 1)
        self.list.asked.connect(self._load)
        self.list.selection_changed.connect(self._refresh)
        services.changes.on_seen(_KINDS, self._load, self)
        services.changes.on({Kind.ACCOUNT}, self._ask_permission, owner=self)

    def on_shown(self) -> None:
        self._ask_permission()
        self._load()

    def open_target(self, target: ToBin) -> None:
        self.list.search.set_query("")
        self.list.time.type_in("")
        self.list.kind.set_value(target.kind.value)
        self._load()

    def focus_search(self) -> None:
        self.list.search.setFocus()

    # What is shown

    def _ask_permission(self) -> None:
        who = self.services.context.seat.who
        self.services.ask(
            lambda session: {kind: refusal_in(session, who, kind.restored_by) for kind in BinKind},
            self._on_permission,
            owner=self,
        )

    def _on_permission(self, refusals: Mapping[BinKind, str]) -> None:
        self._refusals = refusals
        self._refresh()

    def _load(self) -> None:
        self._rest.stop()
        self._ask(_FIRST)

    def _ask(self, most: int) -> None:
        self._turn += 1
        wanted, home = self.list.wanted, self.services.context.store.path.parent

        def read(session: Session) -> _Read:
            found = list_bin(session, wanted, most=most)
            return found, look_into(session, [one.key for one in found], home)

        lane = READS if most == _FIRST else UPKEEP
        self.services.ask(read, partial(self._on_read, self._turn, most), owner=self, lane=lane)

    def _on_read(self, turn: int, most: int, read: _Read) -> None:
        # Of very many the rest may come when something else has been asked for, or was done.
        if turn != self._turn:
            return
        found, hanging = read
        self.list.model.replace(found)
        self.list.model.tell(hanging)
        is_whole = len(found) < most
        if not is_whole and most == _FIRST:
            self.list.foot.setText("正在统计…")
            self._rest.start()
        else:
            more = "" if is_whole else "，更早的请搜索"
            self.list.foot.setText(f"共 {count_text(len(found), '项')}{more}。{_NOT_LOST}")
        self._refresh()

    def _refresh(self) -> None:
        chosen, hanging_of = self.list.table.selected_rows(), self.list.model.hanging_of
        against = [hanging_of(one).against or self._refusals.get(one.kind, "") for one in chosen]
        possible = against.count("")
        self.restore_button.setEnabled(bool(possible))
        self.restore_button.setText(f"恢复 {count_text(possible, '项')}" if possible > 1 else "恢复")
        reasons = list(dict.fromkeys(filter(None, against)))
        more = (
            f"；另有 {count_text(len(reasons) - 1, '项')}不能恢复，逐项选中可以看原因"
            if len(reasons) > 1
            else ""
        )
        said = f"{reasons[0]}{more}。" if reasons else ""
        self.restore_button.setToolTip("" if possible or chosen == [] else said)
        self.list.said.say(said)

    # Bringing back

    def _on_restore(self) -> None:
        hanging_of = self.list.model.hanging_of
        chosen = [
            one
            for one in self.list.table.selected_rows()
            if not (hanging_of(one).against or self._refusals.get(one.kind))
        ]
        if not chosen:
            return
        self._restore(chosen)

    def _restore(self, chosen: Sequence[Binned], *, although_there: bool = False) -> None:
        """Bring them back; where a visit was entered anew meanwhile, ask first."""
        context = self.services.context

        def failed(error: Exception) -> None:
            if isinstance(error, SameVisit):
                again = partial(self._restore, chosen, although_there=True)
                asked = f"{error}。确实去过两次的，可以照样恢复。"
                self.dialog = confirm(self, "这次走访后来又登记过", asked, "照样恢复", again)
            else:
                self.services.messages.error(error)

        self.services.do(
            lambda reporter: restore(
                context.seat, chosen, context.dictionary, reporter, although_there=although_there
            ),
            _restored_text,
            lambda restored: Undo(
                lambda reporter: take_back(context.seat, restored, context.dictionary, reporter),
                _taken_back_text,
                on_done=self._on_taken_back,
            ),
            on_done=lambda _: self.list.table.clearSelection(),
            on_failed=failed,
            owner=self,
            label="正在恢复",
            busy=self.restore_button,
        )

    def _on_taken_back(self, left: Sequence[tuple[BinKind, Sequence[Binned]]]) -> None:
        """Have what takes a second person proposed, one after the other."""
        if not left:
            return
        # Seldom, and a start needs none of it.
        from domain.proposals.orders import DeleteEnterprises, MergeAgain  # noqa: PLC0415
        from gui.people.second import do_with_second  # noqa: PLC0415

        (kind, ones), *rest = left
        order = (
            MergeAgain(merge_id=MergeId(ones[0].id))
            if kind is BinKind.MERGED
            else DeleteEnterprises(ids=tuple(EnterpriseId(one.id) for one in ones))
        )

        def go_on(_: object = None) -> None:
            self._on_taken_back(rest)

        do_with_second(self.services, order, go_on, over=self, label="正在撤销", on_waits=go_on)


_NOT_LOST: Final = f"{KEPT.days} 天以前删除的也没有丢：企业选“更早删除的”，其他的在“操作记录”里查得到。"
_UNITS: Final = {
    BinKind.ENTERPRISE: "户企业",
    BinKind.MERGED: "户并入别户的企业",
    BinKind.ATTACHMENT: "个附件",
    BinKind.RUN: "次评定",
    BinKind.FILTER: "个筛选",
    BinKind.VISIT: "次走访",
    BinKind.TABLE: "张自选表",
    BinKind.PROJECT: "个项目",
    BinKind.TOPIC: "条办事指南",
    BinKind.CALL: "次来电",
    BinKind.CULTIVATED: "户培育企业",
    BinKind.PARK: "个园区",
    BinKind.EVENT: "场对接活动",
    BinKind.NEED: "项需求",
}


def _taken_back_text(left: Sequence[tuple[BinKind, Sequence[Binned]]]) -> str:
    if not left:
        return "已撤销，放回了回收站"
    waiting = sum(len(ones) for _, ones in left)
    return f"要由两人放回的还有 {count_text(waiting, '项')}，请提请另一位同事确认"


def _restored_text(restored: Restored) -> str:
    ones: Sequence[Binned] = [one for found in restored.done.values() for one in found]
    if len(ones) == 1:
        words = f"已恢复{ones[0].kind.word}“{ones[0].name}”"
    else:
        counted = "、".join(count_text(len(found), _UNITS[kind]) for kind, found in restored.done.items())
        words = f"已恢复 {counted}"
    if not restored.refused:
        return words
    more = f"等 {count_text(len(restored.refused), '项')}" if len(restored.refused) > 1 else ""
    return f"{words}；没有恢复：{restored.refused[0]}{more}"
