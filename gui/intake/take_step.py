"""What an import would do, and what becomes of enterprises that are recorded already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.service import Preview
from domain.enterprises.importing.wording import Example
from gui.early.parts import Note, SectionTitle, fill
from gui.formatting import NOT_ENTERED, count_text
from gui.forms.editors import SegmentedChoice
from gui.intake.intake_jobs import Compared, take_in
from gui.intake.wizard_steps import LastStep
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.cards import Card

if TYPE_CHECKING:
    from domain.enterprises.importing.service import Imported
    from domain.proposals.orders import AnyOrder
    from domain.values.progress import Reporter
    from gui.services import AppContext

_WORDS: Final[Mapping[object, str]] = {
    Known.UPDATE: "用文件里的更新",
    Known.FILL: "只补没填的",
    Known.SKIP: "跳过，不改动",
}
_EXPLAINED: Final = {
    Known.UPDATE: "文件里填了的覆盖原来的；文件里空着的，保留原来的。清单（如项目）整个换成文件里的。",
    Known.FILL: "原来填了的都不改，只补原来没填的。",
    Known.SKIP: "已登记的企业一概不改，只新增没有的。",
}


class TakeStep(LastStep):
    """Numbers and examples of what would change; what to do with recorded enterprises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compared: Compared | None = None
        self.new_card = Card("", self)
        self.counts = SectionTitle("", self)
        self.new_said = Note("", self)
        fill(self.new_card.body, self.counts, self.new_said)
        self.known_card = Card("已登记的企业怎么处理", self)
        self.choice = SegmentedChoice(_WORDS, self, called="已登记的企业")
        self.said = Note("", self)
        self.model: RowsModel[Example] = RowsModel(
            (
                Column("企业", lambda one: one.name, width=240, narrowest=150, tips=True),
                Column("哪一项", lambda one: one.label, width=200, narrowest=120, tips=True),
                Column(
                    "现在", lambda one: one.before or NOT_ENTERED, width=180, narrowest=110, stretches=True
                ),
                Column("导入后", lambda one: one.after, width=180, narrowest=110),
            ),
            parent=self,
        )
        self.table: DataTable[Example] = DataTable(self.model, self)
        fill(self.known_card.body, self.choice, self.said, 4, (self.table, 1))
        fill(self.body, self.new_card, (self.known_card, 1))
        self.body.addStretch(0)
        self.choice.value_changed.connect(self._refresh)

    @property
    def compared(self) -> Compared:
        assert self._compared is not None
        return self._compared

    @property
    def known(self) -> Known:
        """What becomes of enterprises that are recorded."""
        value = self.choice.value()
        assert isinstance(value, Known)
        return value

    def show_compared(self, compared: Compared) -> None:
        """Show what a file would change."""
        self._compared = compared
        preview = compared.preview
        names = [name for name in preview.new_names if name]
        more = f"等 {count_text(preview.new, '户')}" if preview.new > len(names) else ""
        counts = [f"新增 {count_text(preview.new, '户')}"]
        if preview.known:
            counts.append(f"已登记的 {count_text(preview.known, '户')}")
        self.counts.setText("，".join(counts))
        self.new_said.setText(f"新增的：{'、'.join(names)}{more}" if names else "")
        self.new_said.setVisible(bool(names))
        self.known_card.setVisible(bool(preview.known))
        self._refresh()
        self.complain([])

    def problems(self) -> list[str]:
        if self.compared.preview.new + self._changed(self.compared.preview):
            return []
        return ["这样处理没有要新增或更新的企业；可以换一种处理办法，或按“取消”"]

    def work(self, context: AppContext, source: str) -> Callable[[Reporter], Imported]:
        return partial(take_in, context, self.compared.entries, self.known, source)

    def order(self, source: str) -> AnyOrder:
        from domain.proposals.orders import ImportEnterprises  # noqa: PLC0415 - most are smaller

        return ImportEnterprises.of(self.compared.entries, self.known, source)

    def _changed(self, preview: Preview) -> int:
        return {Known.UPDATE: preview.updated, Known.FILL: preview.filled, Known.SKIP: 0}[self.known]

    def _refresh(self) -> None:
        preview, known = self.compared.preview, self.known
        changed = self._changed(preview)
        parts = [_EXPLAINED[known]]
        if changed:
            values = [f"补填 {count_text(preview.filled_values, '项')}"] if preview.filled_values else []
            if known is Known.UPDATE and preview.replaced_values:
                values.insert(0, f"改动 {count_text(preview.replaced_values, '项')}")
            parts.append(f"会更新 {count_text(changed, '户')}，{'，'.join(values)}；其余不变。例如：")
        else:
            parts.append("这样处理，已登记的没有变化。")
        self.said.setText("\n".join(parts))
        replacing = preview.replacing if known is Known.UPDATE else []
        filling = preview.filling if known is not Known.SKIP else []
        self.model.replace([*replacing, *filling])
        self.table.setVisible(bool(changed))
