"""政策明白卡 and 政策汇编, seen before they are printed or saved."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.office.service import find_office
from domain.papers.leaflets import compose_compendium, compose_leaflet
from domain.papers.papers import Paper
from domain.policies.policy import Policy
from gui.early.action_row import ActionRow, beside
from gui.early.parts import Look, button, in_column
from gui.files.paper_desk import Batch, PaperDesk, draw, safe_file_name
from gui.forms.editors import SegmentedChoice
from gui.services import AppContext, Services
from gui.widgets.pdf_preview import PdfPreview

_ONE, _ALL = "one", "all"
_COMPENDIUM: Final = "惠企政策汇编"


class LeafletView(QWidget):
    """One policy on one sheet, or all policies in force with their contents."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._policy: Policy | None = None
        self.desk = PaperDesk(services, self)
        self.choice = SegmentedChoice({_ONE: "明白卡（本政策一页）", _ALL: "汇编（全部现行政策）"}, self)
        self.choice.set_value(_ONE)
        self.print_button = button("打印…", partial(self._hand_out, self.desk.print), icon_name="print")
        self.save_button = button(
            "存为 PDF…", partial(self._hand_out, self.desk.save), look=Look.PRIMARY, icon_name="save"
        )
        self.preview = PdfPreview(self)
        acts = ActionRow(self)
        acts.add(self.desk.forms_button(self._batch))
        acts.add(self.print_button)
        acts.add(self.save_button)
        in_column(
            self.choice,
            beside("咨询电话等取自“设置”里的本单位信息。", acts),
            (self.preview, 1),
            spacing=10,
            of=self,
        )
        self.choice.value_changed.connect(self._draw)

    def show_policy(self, policy: Policy) -> None:
        """Show the leaflet of a policy."""
        self._policy = policy
        self._draw()

    def _make(self) -> Callable[[], Paper] | None:
        """Return what composes what is chosen; to be called in a job."""
        context = self._services.context
        if self._policy is None:
            return None
        return partial(_composed, context, self._policy if self.choice.value() == _ONE else None)

    def _draw(self) -> None:
        make = self._make()
        if make is None:
            return
        self.preview.say("正在生成……")
        self._services.jobs.read(
            lambda _: draw(self._services.context, make()),
            self.preview.show_pdf,
            on_failed=lambda error: self.preview.say(str(error)),
            owner=self,
        )

    def _hand_out(self, how: Callable[[Batch], object]) -> None:
        if (batch := self._batch()) is not None:
            how(batch)

    def _batch(self) -> Batch | None:
        make = self._make()
        if make is None or self._policy is None:
            return None
        is_one = self.choice.value() == _ONE
        name = f"{self._policy.title} 明白卡" if is_one else _COMPENDIUM
        what = "政策明白卡" if is_one else "政策汇编"
        return Batch(self._services.context, lambda: [make()], 1, safe_file_name(name), what, is_public=True)


def _composed(context: AppContext, policy: Policy | None) -> Paper:
    """Compose the leaflet of a policy, or of all that are in force."""
    office, today = find_office(context.store), date.today()
    if policy is not None:
        return compose_leaflet(policy, office, today)
    return compose_compendium(_COMPENDIUM, list(context.policies.policies.values()), office, today)
