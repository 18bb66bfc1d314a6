"""操作记录: who did what, when, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from domain.enterprises.dictionary import Dictionary, FactKey
from domain.enterprises.identity import stood_for_by
from domain.enterprises.queries import name_of
from domain.store.acts import Action
from domain.store.chain import ChainHead
from domain.store.tables import Kind
from domain.store.told import (
    KIND_WORDS,
    Told,
    TrailFilter,
    Whole,
    actors_of,
    count_of,
    named,
    namesakes_of,
    page_of,
    whole_of,
)
from domain.store.words import COLUMN_WORDS, column_of, value_text
from domain.values.errors import BadInput
from domain.values.ids import AccountId, EnterpriseId
from domain.values.progress import Reporter
from domain.values.texts import masked
from gui.early.page import Page
from gui.early.parts import STRETCH, Link, Note, SectionTitle, fill, in_column, in_row
from gui.early.theme import px
from gui.files.file_dialogs import ask_where_to_save
from gui.formatting import count_text, time_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox
from gui.pages.trail.verifying import VerifyDialog
from gui.services import AppContext, Services
from gui.tables.data_table import RIGHT, Column, DataTable, Index, RowsModel
from gui.tables.list_view import ListView
from gui.targets import ToEnterprise, ToPage
from gui.widgets.cards import Card, EmptyState
from gui.widgets.dialog import opened
from gui.widgets.placing import Scrolling, in_grid, split
from gui.widgets.prose import Paragraph

_MOST: Final = 300
_DETAIL: Final = 340
_HELP: Final = """每一步操作都在这里：何时、何人、做了什么、前后的值。记录只增不改，也不能删除。
# 怎样找
可以按人员、类别、日期和句子里的字找。点一条，右边列出改动前后的值；是企业的，可以只看这户企业的记录：\
它的资料和附件，它的事项、通知书、拨付、追回，走访、问题和包联。
名字后面有“未证实”的，是开设账户以前或没有登录时办的：名字是操作系统里的用户名，不能证明是谁办的。
# 核对
“核对…”逐条检查记录有没有被改动，并与各份备份核对。文书和备份上的存证码是当时最后一条记录的凭证：\
以后谁改写了那一条以前的记录，就与存证码对不上。
在“核对…”里可以打印存根：一张印着存证码的纸，交给不用这台电脑的人锁好，以后拿它核对。"""

_UNPROVED: Final = "未证实：当时没有登录，名字是操作系统里的用户名或自己填的，不能证明是谁办的。"


class TrailModel(RowsModel[Told]):
    """Entries from the newest on; the next ones come as they are scrolled to."""

    more_wanted = Signal()

    def __init__(self, columns: Sequence[Column[Told]]) -> None:
        super().__init__(columns, key=lambda told: told.id)
        self._has_more = False

    def show(self, rows: Sequence[Told], *, has_more: bool) -> None:
        """Show the first of other entries."""
        self._has_more = has_more
        self.replace(rows)

    def add(self, rows: Sequence[Told], *, has_more: bool) -> None:
        """Show the next ones behind those that are there."""
        self._has_more = has_more
        if rows:
            at = len(self._rows)
            self.beginInsertRows(QModelIndex(), at, at + len(rows) - 1)
            self._rows = [*self._rows, *rows]
            self.endInsertRows()

    # Qt overrides

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more

    def fetchMore(self, parent: Index) -> None:
        self._has_more = False
        self.more_wanted.emit()


class TrailList(ListView[Told]):
    """The entries, filtered by who, what and when."""

    def __init__(self, start: "partial[None]", parent: QWidget) -> None:
        self.actor = ChoiceBox({}, unset_word="所有人")
        self.enterprise = ChoiceBox({}, unset_word="所有企业")
        self._enterprises: tuple[EnterpriseId, ...] = ()
        self.enterprise.hide()
        self.kind = ChoiceBox({kind.value: word for kind, word in KIND_WORDS.items()}, unset_word="所有类别")
        self.first, self.last = OptionalDateEdit(may_be_none=False), OptionalDateEdit(may_be_none=False)
        for widget, word in (
            (self.actor, "人员"),
            (self.enterprise, "企业"),
            (self.kind, "类别"),
            (self.first, "从哪一天"),
            (self.last, "到哪一天"),
        ):
            widget.setAccessibleName(word)
        self.model = TrailModel(_COLUMNS)
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "还没有操作记录",
                "登记企业、评定、出具通知书，每一步都会记在这里。",
                icon_name="clock",
                action=("去登记企业", start),
            ),
            EmptyState("没有找到", "换个词，或放宽人员、类别、日期。", icon_name="search"),
            hint="搜索记录里的字",
            filters=[self.actor, self.enterprise, self.kind, self.first, QLabel("至"), self.last],
            parent=parent,
        )

    @property
    def wanted(self) -> TrailFilter:
        """What is asked for."""
        kind, actor, enterprise = self.kind.value(), self.actor.value(), self.enterprise.value()
        name, _, account = actor.partition("\n") if isinstance(actor, str) else ("", "", "")
        return TrailFilter(
            actor=name,
            account=AccountId(int(account)) if account else None,
            enterprises=self._enterprises if isinstance(enterprise, str) else (),
            kind=Kind(kind) if isinstance(kind, str) else None,
            first=_day_in(self.first),
            last=_day_in(self.last),
            words=self.search.query(),
        )

    def only(self, id_: EnterpriseId, name: str, records: Iterable[EnterpriseId]) -> None:
        """Show what was done to one enterprise, and of what is its own, until all are asked for again.

        `records` are those that it stands for, itself among them.
        """
        self._enterprises = tuple(sorted(records))
        self.enterprise.offer({str(id_): name}, "所有企业")
        self.enterprise.set_value(str(id_))
        self.enterprise.show()

    @property
    def is_filtered(self) -> bool:
        return self.wanted != TrailFilter()


def _day_in(editor: OptionalDateEdit) -> date | None:
    """Return the day that stands there; what is still being typed asks for none."""
    try:
        value = editor.value()
    except BadInput:
        return None
    return value if isinstance(value, date) else None


class TrailPage(Page):
    """The list of entries, and one of them in full."""

    page_id, title, icon_name = "trail", "操作记录", "clock"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: VerifyDialog | None = None
        self.file_dialog: QFileDialog | None = None
        self.list = TrailList(partial(services.go_to, ToPage("enterprises")), self)
        self.detail = Scrolling(self)
        self.detail.setMinimumWidth(px(_DETAIL))
        self.export_button = self.header.add_action("导出审计包…", self._on_export, icon_name="download")
        services.permits.hold(Action.TRAIL_EXPORT, self.export_button)
        self.verify_button = self.header.add_action("核对…", self._on_verify, icon_name="check")
        parts = ((self.list, 620, 3), (self.detail, 380, 2))
        self.body.addWidget(split(Qt.Orientation.Horizontal, *parts, parent=self), 1)
        self.list.asked.connect(self._load)
        self.list.model.more_wanted.connect(self._load_more)
        self.list.table.current_changed.connect(self._show)
        services.changes.on_seen(set(Kind), self._load, self)

    def on_shown(self) -> None:
        self.services.ask(
            lambda session: (actors_of(session), namesakes_of(session)), self._on_actors, owner=self
        )
        self._load()

    def focus_search(self) -> None:
        self.list.search.setFocus()

    def _on_actors(self, found: tuple[Sequence[str], Mapping[AccountId, tuple[str, str]]]) -> None:
        names, namesakes = found
        choices = {name: name for name in names}
        choices |= {f"{name}\n{id_}": named(name, sign_in) for id_, (name, sign_in) in namesakes.items()}
        self.list.actor.offer(choices, "所有人")

    def _load(self) -> None:
        wanted = self.list.wanted
        self.services.ask(
            lambda session: (
                wanted,
                page_of(session, wanted, before=None, most=_MOST),
                count_of(session, wanted),
            ),
            self._on_read,
            owner=self,
        )

    def _on_read(self, found: tuple[TrailFilter, Sequence[Told], int]) -> None:
        wanted, rows, count = found
        if wanted != self.list.wanted:
            return
        self.list.model.show(rows, has_more=len(rows) == _MOST)
        self.list.foot.setText(f"共 {count_text(count, '条')}")
        self.list.show_tools(bool(rows) or self.list.is_filtered)
        if rows and self.list.table.current_row() is None:
            self.list.table.select_key(rows[0].id)
        elif not rows:
            self.detail.takeWidget()

    def _load_more(self) -> None:
        wanted, rows = self.list.wanted, self.list.model.rows
        if not rows:
            return
        last = rows[-1].id
        self.services.ask(
            lambda session: (wanted, page_of(session, wanted, before=last, most=_MOST)),
            self._on_more,
            owner=self,
        )

    def _on_more(self, found: tuple[TrailFilter, Sequence[Told]]) -> None:
        wanted, rows = found
        if wanted == self.list.wanted:
            self.list.model.add(rows, has_more=len(rows) == _MOST)

    def _show(self, told: Told | None) -> None:
        if told is not None:
            self.services.ask(lambda session: whole_of(session, told.id), self._on_whole, owner=self)

    def _on_whole(self, whole: Whole) -> None:
        current = self.list.table.current_row()
        if current is None or current.id != whole.told.id:
            return
        content = QWidget()
        content.setMinimumHeight(1)
        in_column(*self._cards(whole), STRETCH, spacing=12, margins=(0, 0, 4, 8), of=content)
        self.detail.setWidget(content)

    def _cards(self, whole: Whole) -> list[QWidget]:
        told = whole.told
        head = Card()
        title = SectionTitle(told.summary)
        title.setWordWrap(True)
        fill(
            head.body,
            title,
            Note(f"第 {told.id} 条　{time_text(told.at)}　{told.who}"),
        )
        if told.is_unproved:
            head.body.addWidget(Note(_UNPROVED))
        if whole.head is not None:
            code = Note(f"存证码 {whole.head}")
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            head.body.addWidget(code)
        if told.kind is Kind.ENTERPRISE and told.subject_id is not None:
            id_ = EnterpriseId(told.subject_id)
            link = Link("看这户企业")
            link.followed.connect(lambda: self.services.go_to(ToEnterprise(id_)))
            only = Link("只看这户企业的记录")
            only.followed.connect(lambda: self._show_only(id_))
            head.body.addLayout(in_row(link, only, STRETCH, spacing=16))
        return [head, _changes_card(whole, self.services.context.dictionary)] if whole.changes else [head]

    def _show_only(self, id_: EnterpriseId) -> None:
        self.services.ask(
            lambda session: (name_of(session, id_), stood_for_by(session, [id_])),
            lambda found: self.list.only(id_, *found),
            owner=self,
        )

    def _on_export(self) -> None:
        name = f"审计包 {date.today()}.zip"
        preferences = self.services.preferences
        self.file_dialog = ask_where_to_save(
            self, "导出审计包", name, "审计包 (*.zip)", self._export, preferences=preferences
        )

    def _export(self, target: Path) -> None:
        self.services.jobs.run(
            partial(_exported, self.services.context, target),
            lambda head: self.services.messages.success(f"审计包已写入 {target.name}，操作记录到存证 {head}"),
            busy=self.export_button,
            label="正在导出",
        )

    def _on_verify(self) -> None:
        self.dialog = opened(VerifyDialog(self.services, self))


def _exported(context: AppContext, target: Path, reporter: Reporter) -> ChainHead | None:
    from domain.exchange.audit_package import write_audit_package  # noqa: PLC0415 - seldom

    shipped, scripts = context.shipped.policies.values(), context.resources / "audit"
    return write_audit_package(context.seat, target, scripts, reporter, shipped=shipped)


def _changes_card(whole: Whole, dictionary: Dictionary) -> Card:
    card = Card("改动")
    grid = in_grid(across=16, down=8)
    for column, (word, share) in enumerate((("项目", 3), ("之前", 4), ("之后", 4))):
        grid.addWidget(Note(word), 0, column)
        grid.setColumnStretch(column, share)
    for row, one in enumerate(whole.changes, 1):
        values = (_seen(one.key, value, dictionary, whole.told.kind) for value in (one.before, one.after))
        texts = (_label_of(one.key, dictionary), *values)
        for column, text in enumerate(texts):
            grid.addWidget(Paragraph(text), row, column, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


_PERSONAL: Final = {
    *(
        (kind.value, "phone")
        for kind in (Kind.ACCOUNT, Kind.CADRE, Kind.CALL, Kind.DEPARTMENT, Kind.PARK, Kind.PROBLEM)
    ),
    *((table, "account") for table in ("payment_line", "payment_absent")),
}
"""Columns of tables that hold what belongs to somebody, besides the facts that are personal."""


def _seen(key: str, value: Any, dictionary: Dictionary, kind: Kind | None) -> str:
    """Return a value as everybody may see it; the office's own telephone stands on every paper."""
    text = value_text(value, "" if _is_fact(key, dictionary) else column_of(key))
    table, is_of_row, _ = key.partition("[")
    of = table if is_of_row else kind.value if kind is not None else ""
    is_personal = (of, key.rpartition(".")[2]) in _PERSONAL or dictionary.is_personal(key)
    return masked(text) if is_personal and isinstance(value, str) else text


def _label_of(key: str, dictionary: Dictionary) -> str:
    """Return what people call what an entry tells of."""
    if _is_fact(key, dictionary):
        return dictionary.label_of(key)
    return COLUMN_WORDS.get(column_of(key), key)


def _is_fact(key: str, dictionary: Dictionary) -> bool:
    if key in COLUMN_WORDS:
        return False
    name = FactKey.parse(key).name
    return name in dictionary.attributes or name in dictionary.indicators or name in dictionary.rows


_COLUMNS: Final = (
    Column[Told]("编号", lambda told: str(told.id), align=RIGHT, width=64),
    Column[Told]("时间", lambda told: time_text(told.at), width=140),
    Column[Told]("人员", lambda told: told.who, width=140, narrowest=64, tips=True),
    Column[Told]("类别", lambda told: KIND_WORDS[told.kind] if told.kind else "", width=88),
    Column[Told]("做了什么", lambda told: told.summary, stretches=True, width=120, tips=True),
)
