"""What is lacking before a draft may decide anything, and the way to the shelf of policy files."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.proving.finishing import Lack, Need, lacks_of, put_on_shelf
from domain.policies.shelf import VersionTaken
from domain.store.acts import Action
from domain.values.ids import PolicyFileId
from gui.early.parts import STRETCH, Look, button, empty, in_column, in_row, named_label
from gui.formatting import count_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit
from gui.pages.authoring.reader import DraftReader
from gui.pages.authoring.steps import Steps
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import Scrolling
from gui.widgets.prose import Paragraph

_HEADS: Final = {
    Need.MISTAKE: "没写对的",
    Need.OPEN: "程序读的、还没人核对的",
    Need.UNPROVED: "还没有案例的条款",
    Need.WRONG_CASE: "案例对不上的",
    Need.DISAGREEMENT: "条文和公式的数字对不上的",
}
_THEN: Final = (
    "放进“政策文件”以后：看一遍与现行版本的差别，点“启用”（设了双人确认的由第二个人确认）；启用后参加评定，"
    "企业表单和导入模板里出现新的数据项，点“该通知谁”看哪些企业能享受、还没有申报。"
)


class FinishView(QWidget):
    """A line for each thing that is lacking, each leading there; below, what is done with the draft."""

    lack_wanted = Signal(object)
    """What is lacking is to be seen to; the `Lack`."""
    shelved = Signal(object)
    """The draft is among the policy files now; its id there."""
    leaflet_wanted = Signal(object)
    """The leaflet of the `Policy` is to be shown."""

    def __init__(
        self, services: Services, steps: Steps, reader: DraftReader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._steps, self._reader = services, steps, reader
        self.dialog: TextDialog | None = None
        self.lacks: Sequence[Lack] = ()
        self.links: list[DeskLine] = []
        self.ready = Banner("success", "success", self)
        self.shelf_button = button("放进政策文件", self._on_shelf, look=Look.PRIMARY, icon_name="folder")
        services.permits.hold(Action.POLICY_IMPORT, self.shelf_button)
        self.leaflet_button = button("看明白卡", self._on_leaflet, icon_name="print")
        self._list = QWidget()
        self._column = in_column(spacing=6, margins=(0, 0, 4, 0), of=self._list)
        scroll = Scrolling(self)
        scroll.setObjectName("onCard")
        scroll.setWidget(self._list)
        self._card = Card("启用前还要做的", self)
        self._card.body.addWidget(scroll, 1)
        then = Card("启用", self)
        then.body.addWidget(Paragraph(_THEN))
        then.body.addLayout(in_row(self.leaflet_button, STRETCH, self.shelf_button, spacing=8))
        in_column(self.ready, (self._card, 50), then, STRETCH, spacing=12, of=self)
        reader.was_read.connect(self.refresh)

    def refresh(self) -> None:
        """Look what is lacking; nothing is done while nobody looks."""
        if not self.isVisible():
            return
        draft, shipped, count = self._steps.draft, self._services.context.shipped, self._steps.count
        self._services.jobs.read(
            lambda _: lacks_of(draft, shipped), partial(self._on_found, count), owner=self
        )

    def _on_found(self, count: int, lacks: Sequence[Lack]) -> None:
        if count != self._steps.count:
            return
        self.lacks, self.links = lacks, []
        empty(self._column)
        for need, head in _HEADS.items():
            found = [one for one in lacks if one.need is need]
            if found:
                self._column.addWidget(named_label("roadTitle", f"{head}（{len(found)}）", self._list))
            for one in found:
                link = DeskLine(one.sentence, "去看", parent=self._list)
                link.clicked.connect(lambda *_, one=one: self.lack_wanted.emit(one))
                self.links.append(link)
                self._column.addWidget(link)
        self._column.addStretch(1)
        self._card.setVisible(bool(lacks))
        hard = [one for one in lacks if one.need is not Need.DISAGREEMENT]
        self.ready.say("" if lacks else "没有缺的了：条款都写对、核对过，可以放进政策文件。")
        self.shelf_button.setEnabled(not hard)
        self.shelf_button.setToolTip(f"先做完上面 {count_text(len(hard), '项')}" if hard else "")
        self.leaflet_button.setEnabled(self._reader.found.policy is not None)

    def _on_shelf(self) -> None:
        found = [one for one in self.lacks if one.need is Need.DISAGREEMENT]
        if not found:
            self._put("")
            return
        self.dialog = TextDialog(
            self,
            "放进政策文件",
            "条文和公式的数字对不上，为什么仍要使用？",
            "放进政策文件",
            field="理由",
            editor=LongTextEdit("如：条文有印刷错误，已向发文机关核实，按公式执行", lines=2),
            missing="请写明条文与公式不一致、仍要使用的理由",
            said=[Banner("warning", "warning", said="\n".join(f"· {one.sentence}" for one in found[:12]))],
            width=720,
        )
        self.dialog.take(self._put)

    def _put(self, because: str) -> None:
        context, draft = self._services.context, self._steps.draft
        self._services.jobs.run(
            lambda _: put_on_shelf(context.seat, draft, context.shipped, despite_disagreement=because),
            self._on_put,
            on_failed=partial(self._on_failed, because),
            busy=self.shelf_button,
            owner=self,
            label="正在放进政策文件",
        )

    def _on_put(self, id_: PolicyFileId) -> None:
        self._services.messages.success("已放进政策文件；看过与现行版本的差别，再点“启用”")
        self.shelved.emit(id_)

    def _on_failed(self, because: str, error: Exception) -> None:
        if isinstance(error, VersionTaken) and error.free != self._steps.draft.version:
            # Which number a version has is no question for a clerk; that it is another one is said.
            self._steps.change(replace(self._steps.draft, version=error.free), "改版本号")
            self._services.messages.info(f"同一项政策的这个版本号已有，改为第 {error.free} 版")
            self._put(because)
        else:
            self._services.messages.error(error)

    def _on_leaflet(self) -> None:
        if (policy := self._reader.found.policy) is not None:
            self.leaflet_wanted.emit(policy)

    # Qt overrides

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()
