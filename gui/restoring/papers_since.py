"""The notices that a store does not have and paper has: number, enterprise, amount, day."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.cases.leaving import (
    ASK_LAST_LIST,
    ASK_PAPER,
    KEYS_TO_DO,
    LISTS_TO_DO,
    WHAT_TO_DO,
    keys_text,
    number_of,
    unknown_lists_of,
    without_record,
)
from domain.store.backup.restoring import papers_since
from domain.store.numbers.carrying import Since
from domain.store.numbers.carrying_lists import ListsSince
from domain.store.numbers.entries import Numbered, NumberKind
from domain.store.numbers.sent import SentList
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, SectionTitle, button, fill, in_column
from gui.early.theme import px
from gui.formatting import money_text
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.widgets.dialog import Dialog

_SHOWN: Final = 6
"""So many rows are seen without scrolling."""

_HOW: Final = {
    NumberKind.UNUSED: "没有用上",
    NumberKind.BEFORE_RESTORE: "已出具",
    NumberKind.LOST: "可能已发出",
    NumberKind.ON_PAPER: "纸质登记簿上有",
}


_LIST_HOW: Final = {
    NumberKind.UNUSED: "没有送出",
    NumberKind.BEFORE_RESTORE: "已送出",
    NumberKind.LOST: "可能已送出",
    NumberKind.PAID_BEFORE: "以前已付",
}


class PapersOut(QWidget):
    """A table of such notices."""

    def __init__(self, papers: Sequence[Numbered], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(_COLUMNS, papers, key=lambda one: one.key, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setMinimumHeight(px(44 + 36 * min(max(len(papers), 2), _SHOWN)))
        in_column(self.table, of=self)


class ListsOut(QWidget):
    """A table of lists that the bank has."""

    def __init__(self, lists: Sequence[SentList], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RowsModel(_LIST_COLUMNS, lists, key=lambda one: one.id, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setMinimumHeight(px(44 + 36 * min(max(len(lists), 2), _SHOWN)))
        in_column(self.table, of=self)


class Leaving(QWidget):
    """What a restore leaves behind, and what to do about it."""

    @staticmethod
    def has_to_tell(since: Since) -> bool:
        """Whether there is anything."""
        lists = since.lists
        told = since.papers or since.voided or since.doubled or since.keys or lists.lists or lists.unknown
        return bool(told or not (since.is_sure and lists.is_sure))

    def __init__(self, since: Since, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = in_column(spacing=8, margins=(0, 4, 0, 0), of=self)
        if since.papers:
            layout.addWidget(SectionTitle(f"这份备份以后编过号的通知书：{len(since.papers)} 份", self))
            if recorded := [one for one in since.papers if one.enterprise_name or one.letter]:
                layout.addWidget(PapersOut(recorded, self))
            if unknown := without_record(since):
                layout.addWidget(Note(unknown, self))
            layout.addWidget(Note(WHAT_TO_DO, self))
        if since.voided:
            numbers = "、".join(number_of(one) for one in since.voided)
            layout.addWidget(Note(f"备份以后作废的 {numbers}，恢复后照旧作废。", self))
        if since.doubled:
            fill(
                layout,
                SectionTitle("同一个文号，备份里编给了别的企业", self),
                PapersOut(since.doubled, self),
                Note("这些号在两台电脑上各编了一次，请对照纸质登记簿处理。", self),
            )
        if since.lists.lists or since.lists.unknown:
            self._add_lists(since.lists)
        if since.keys:
            layout.addWidget(Note(f"这份备份里没有{keys_text(since.keys)}。{KEYS_TO_DO}", self))
        if not since.is_sure:
            layout.addWidget(Note(ASK_PAPER, self))
        if not since.lists.is_sure:
            layout.addWidget(Note(ASK_LAST_LIST, self))

    def _add_lists(self, since: ListsSince) -> None:
        layout = self.layout()
        assert layout is not None
        count = len(since.lists) + len(since.unknown)
        layout.addWidget(SectionTitle(f"这份备份以后送出的拨付批次：{count} 个", self))
        if since.lists:
            layout.addWidget(ListsOut(since.lists, self))
        if unknown := unknown_lists_of(since):
            layout.addWidget(Note(unknown, self))
        layout.addWidget(Note(LISTS_TO_DO, self))


class ListsDialog(Dialog):
    """Says after a restore or a loss which lists were taken over, and what to do."""

    def __init__(self, lists: Sequence[SentList], parent: QWidget) -> None:
        super().__init__(parent, "拨付批次核对", width=860, height=480)
        self.lists = ListsOut(lists, self)
        self.close_button = button("知道了", self.accept, look=Look.PRIMARY, parent=self)
        fill(self.foot, STRETCH, self.close_button)
        self.add_title(f"有 {len(lists)} 个送出过的拨付批次不在现在的数据里，已登记")
        fill(self.body, Note(LISTS_TO_DO, self), (self.lists, 1))
        self.close_button.setDefault(True)


class PapersDialog(Dialog):
    """Says after a restore or a loss which numbers were taken, and what to do."""

    def __init__(self, title: str, papers: Sequence[Numbered], parent: QWidget) -> None:
        super().__init__(parent, "文号核对", width=860, height=480)
        self.papers = PapersOut(papers, self)
        self.show_button = button("去“通知书”页看", self.accept, parent=self)
        self.close_button = button("知道了", self.reject, look=Look.PRIMARY, parent=self)
        fill(self.foot, STRETCH, self.show_button, self.close_button)
        self.add_title(title)
        fill(self.body, Note(WHAT_TO_DO, self), (self.papers, 1))
        self.close_button.setDefault(True)


def since_work(home: Path, path: Path, passphrase: str) -> "partial[Since]":
    """Return the work of a job that finds out what putting a backup back would leave behind."""
    return partial(_since, home, path, passphrase)


def _since(home: Path, path: Path, passphrase: str, reporter: Reporter) -> Since:
    return papers_since(path, home, reporter, passphrase=passphrase)


_COLUMNS: Final[tuple[Column[Numbered], ...]] = (
    Column("发文字号", number_of, sort_key=lambda one: one.key, width=230, narrowest=176),
    Column(
        "企业",
        lambda one: one.enterprise_name or "（请查纸质登记簿）",
        sort_key=lambda one: one.enterprise_name,
        stretches=True,
        width=220,
        narrowest=112,
        tip=lambda one: one.enterprise_name,
    ),
    Column(
        "金额（元）",
        lambda one: money_text(Fen(one.amount)) if one.enterprise_name and one.letter is None else "—",
        align=RIGHT,
        sort_key=lambda one: one.amount,
        width=112,
        narrowest=100,
    ),
    Column(
        "批准日期",
        lambda one: one.approved_on.isoformat() if one.enterprise_name else "—",
        sort_key=lambda one: one.approved_on,
        width=116,
        narrowest=100,
    ),
    Column("情况", lambda one: "已作废" if one.is_void else _HOW.get(one.kind, ""), width=124),
)
_LIST_COLUMNS: Final[tuple[Column[SentList], ...]] = (
    Column(
        "拨付批次",
        lambda one: one.name,
        sort_key=lambda one: one.key,
        stretches=True,
        width=230,
        narrowest=176,
    ),
    Column(
        "送出日期",
        lambda one: one.at.astimezone().date().isoformat(),
        sort_key=lambda one: one.at,
        width=116,
        narrowest=100,
    ),
    Column("件数", lambda one: str(len(one.lines)) if one.lines else "—", align=RIGHT, width=84),
    Column(
        "金额（元）",
        lambda one: money_text(Fen(one.total)) if one.lines else "—",
        align=RIGHT,
        sort_key=lambda one: one.total,
        width=132,
        narrowest=100,
    ),
    Column("情况", lambda one: _LIST_HOW.get(one.kind, "") if one.lines else "请查纸质清单", width=124),
)
