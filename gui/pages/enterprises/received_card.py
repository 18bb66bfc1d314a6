"""The card 已获资金 of an enterprise: award by award what it was paid, what came back, and who bore it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.funds.documents.recipient import TITLE, compose_received, compose_received_with_papers
from domain.funds.recipients import Received, Recipient, received_by
from domain.papers.papers import Paper
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId, EnterpriseId
from gui.early.parts import Note, button, fill, in_row
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog, from_store
from gui.formatting import DASH, money_text
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.targets import ToCase
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, opened

_WATCHED: Final = {Kind.PAYMENT, Kind.RECOVERY, Kind.BUDGET, Kind.ENTERPRISE}
_MOST_ROWS: Final = 8
_NOTHING: Final = "还没有拨付过资金。"


class ReceivedCard(Card):
    """What was paid to one enterprise, under whatever record; one opens the case."""

    wrong_count = 0

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("已获资金", parent)
        self._services = services
        self._id: EnterpriseId | None = None
        self.recipient: Recipient | None = None
        self.dialog: Dialog | None = None
        self.paper_button = button(
            f"{TITLE}…", partial(self._show_paper, compose_received), icon_name="print", parent=self
        )
        self.papers_button = button(
            "连同文书…", partial(self._show_paper, compose_received_with_papers), parent=self
        )
        self.papers_button.setToolTip("明细后面附上通知书、拨付通知书和追回通知书，前面有目录")
        self.said = Note("", self)
        self.model = RowsModel[Received](_COLUMNS, key=lambda one: one.case.id, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("已获资金")
        self.export_button = Exporter(services, self).button(self.table, self._title)
        fill(self.head, self.export_button, self.papers_button, self.paper_button)
        fill(self.body, self.table, in_row((self.said, 1)))
        self.table.opened.connect(self._on_opened)
        services.changes.on(_WATCHED, self.reload, owner=self)
        self._show(None)

    def show_of(self, id_: EnterpriseId | None) -> None:
        """Show what an enterprise has received; None for one that is not recorded yet."""
        self._id = id_
        self._show(None)
        self.reload()

    def reload(self) -> None:
        """Read it anew."""
        id_ = self._id
        if id_ is not None:
            self._services.ask(
                lambda session: received_by(session, id_), partial(self._on_read, id_), owner=self
            )

    def start(self) -> None:
        """Put the focus on it."""
        (self.table if self.model.rowCount() else self.paper_button).setFocus()

    def _on_read(self, id_: EnterpriseId, found: Recipient) -> None:
        if id_ == self._id:
            self._show(found)

    def _show(self, found: Recipient | None) -> None:
        self.recipient = found
        awards = [] if found is None else list(found.awards)
        self.model.replace(awards)
        self.table.setVisible(bool(awards))
        self.table.setFixedHeight(px(38) + px(36) * min(len(awards), _MOST_ROWS) + px(4))
        self.said.setText(_NOTHING if found is None else _said(found))
        for one in (self.paper_button, self.papers_button, self.export_button):
            one.setEnabled(bool(awards))

    def _title(self) -> str:
        return TITLE if self.recipient is None else f"{TITLE} {self.recipient.name}"

    def _on_opened(self, one: Received) -> None:
        assert one.case.id is not None
        self._services.go_to(ToCase(CaseId(one.case.id)))

    def _show_paper(self, compose_of: Callable[..., Paper], _is_checked: bool = False) -> None:
        if self._id is None:
            return
        compose = from_store(self._services.context, compose_of, self._id)
        of = [Subject(Kind.ENTERPRISE, self._id)]
        self.dialog = opened(PaperDialog(self._services, TITLE, compose, self, of=of))


def _said(found: Recipient) -> str:
    totals = found.totals
    parts = [
        f"已付 {money_text(totals.gross)} 元，追回 {money_text(totals.recovered)} 元，"
        f"净额 {money_text(totals.net)} 元"
        if found.awards
        else _NOTHING.rstrip("。"),
        f"还应退回 {money_text(totals.left)} 元" if totals.left else "",
        f"已核销 {money_text(totals.waived)} 元" if totals.waived else "",
        f"已核定未拨付 {money_text(found.waiting)} 元" if found.waiting else "",
        f"合并自{'、'.join(found.merged_from)}" if found.merged_from else "",
    ]
    return "；".join(filter(None, parts)) + "。"


_COLUMNS: Final[tuple[Column[Received], ...]] = (
    Column[Received]("年度", lambda one: str(one.year), sorts=True, width=60),
    Column[Received](
        "条款", lambda one: one.award, sorts=True, stretches=True, width=200, narrowest=120, tips=True
    ),
    Column[Received](
        "政策", lambda one: one.case.policy_title, sorts=True, width=180, narrowest=100, tips=True
    ),
    Column[Received]("文号", lambda one: one.number or DASH, sorts=True, width=150, narrowest=90, tips=True),
    amounts("已付（元）", lambda one: one.totals.gross, width=120, narrowest=112),
    amounts("追回（元）", lambda one: one.totals.recovered, width=110, narrowest=110),
    amounts("净额（元）", lambda one: one.totals.net, width=120, narrowest=112),
    Column[Received]("资金来源（净额）", lambda one: one.borne_text, width=230, narrowest=120, tips=True),
    Column[Received]("凭据", lambda one: "；".join(one.papers), only_exported=True),
)
