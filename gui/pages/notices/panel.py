"""One notice looked at: who approved it, whether it still stands, what changed since, and the paper."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from domain.cases.queries import ChangedFact, ListedNotice
from domain.store.told import with_proof
from gui.early.parts import STRETCH, ElidedLabel, Link, Note, SectionTitle, in_column, in_row
from gui.early.theme import px
from gui.formatting import time_text
from gui.pages.notices.notice_list import status_of_notice
from gui.pages.notices.papers import Shown
from gui.widgets.cards import Banner
from gui.widgets.pdf_preview import PdfPreview
from gui.widgets.placing import Scrolling
from gui.widgets.status import StatusPill

_NAMED: Final = 2
_MOST_HEIGHT: Final = 160


class ChangesSince(QWidget):
    """One quiet line; on demand each figure with what it was and what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = ElidedLabel("", self)
        self._sentence.setObjectName("note")
        self.more = Link("查看", self)
        self.more.followed.connect(self._on_more)
        self._scroll = Scrolling(self)
        self._scroll.hide()
        in_column(in_row((self._sentence, 1), self.more, spacing=4), self._scroll, spacing=4, of=self)
        self.hide()

    @property
    def sentence(self) -> str:
        return "" if self.isHidden() else self._sentence.text()

    def show_changes(self, changes: Sequence[ChangedFact]) -> None:
        """Name what changed; nothing where nothing did."""
        names = "、".join(change.label for change in changes[:_NAMED])
        rest = f" 等 {len(changes)} 项" if len(changes) > _NAMED else ""
        self._sentence.setText(f"出具后数据有变化：{names}{rest}")
        self._sentence.setToolTip("\n".join(_line(change) for change in changes))
        table = _table(changes)
        self._scroll.setWidget(table)
        self._scroll.setFixedHeight(min(px(_MOST_HEIGHT), table.sizeHint().height() + 2))
        self.setVisible(bool(changes))

    def _on_more(self) -> None:
        self._scroll.setVisible(self._scroll.isHidden())
        self.more.setText("查看" if self._scroll.isHidden() else "收起")


class NoticePanel(QWidget):
    """What stands right of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = SectionTitle("", self)
        self._pill = StatusPill(parent=self)
        self._detail = ElidedLabel("", self)
        self._detail.setObjectName("note")
        self.void_banner = Banner("warning", "void", self)
        self.changes = ChangesSince(self)
        self.preview = PdfPreview(self)
        in_column(
            in_row(self._title, self._pill, STRETCH, spacing=10),
            self._detail,
            self.void_banner,
            self.changes,
            (self.preview, 1),
            spacing=6,
            of=self,
        )

    def show_notice(self, notice: ListedNotice) -> None:
        """Say which notice it is; its paper comes with `show_paper`."""
        self._title.setText(notice.number)
        self._pill.show_status(status_of_notice(notice))
        self._detail.setText(_said_of(notice))
        self.void_banner.say(_void_sentence(notice))
        self.changes.hide()
        self.preview.say("正在生成…")

    def show_nothing(self) -> None:
        """Say that a notice is to be chosen."""
        self._title.setText("")
        self._pill.show_status(None)
        self._detail.setText("")
        self.void_banner.say("")
        self.changes.hide()
        self.preview.say("选一份通知书，在这里看它的样子。")

    def show_paper(self, notice: ListedNotice, shown: Shown) -> None:
        """Show the paper of the notice and what changed since."""
        said = f"措辞：{shown.wording}" if shown.wording else ""
        self._detail.setText("　".join(filter(None, (_said_of(notice, is_unproved=shown.is_unproved), said))))
        self.changes.show_changes(shown.changes)
        if shown.pdf:
            self.preview.show_pdf(shown.pdf, stamp="作废" if notice.is_void else "")
        else:
            self.preview.say(shown.refusal)


def _said_of(notice: ListedNotice, *, is_unproved: bool = False) -> str:
    at = time_text(notice.issued_at)
    if not notice.issued_by:
        return f"登记：{at}"
    issuer = with_proof(notice.issued_by, is_unproved=is_unproved)
    if notice.letter is not None:
        return f"{notice.letter}　{notice.approved_on.isoformat()}　印出编号：{issuer}，{at}"
    return f"批准：{notice.approver}，{notice.approved_on.isoformat()}　出具：{issuer}，{at}"


def _void_sentence(notice: ListedNotice) -> str:
    if notice.voided_at is None:
        return ""
    return (
        f"已于 {time_text(notice.voided_at)} 由{notice.voided_by}作废：{notice.void_reason}。"
        "编号保留，不再使用；为免误作有效文件，不能打印或另存。"
    )


def _line(change: ChangedFact) -> str:
    return f"{change.label}：{change.then} → {change.now}"


def _table(changes: Sequence[ChangedFact]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, px(4), px(4), px(4))
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(px(4))
    for column, text in enumerate(("数据（金额单位：元）", "出具时", "现在")):
        grid.addWidget(Note(text, table), 0, column)
    for row, change in enumerate(changes, start=1):
        for column, text in enumerate((change.label, change.then, change.now)):
            cell = QLabel(text, table)
            cell.setTextFormat(Qt.TextFormat.PlainText)
            cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(cell, row, column)
    grid.setColumnStretch(3, 1)
    return table
