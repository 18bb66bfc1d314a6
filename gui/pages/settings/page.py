"""The settings page."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from domain.enterprises import queries as register
from domain.exchange.samples import load_sample_office
from domain.office.entities import OfficeFields
from domain.office.service import OfficeChanged, find_office, save_office
from domain.store import drafts
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.progress import Reporter
from gui.early.page import OFFICE_DRAFT, Page
from gui.early.parts import STRETCH, Link, Look, Note, empty, in_column, in_row
from gui.early.preferences import FontScale
from gui.early.theme import px
from gui.jobs import Job
from gui.pages.settings.backups import BackupCard
from gui.pages.settings.calendar_card import CalendarCard
from gui.pages.settings.fonts_card import FontsCard
from gui.pages.settings.issuers import IssuersCard
from gui.pages.settings.office_form import lacking_fields, office_form, title_of
from gui.pages.settings.practice import PracticeCard
from gui.pages.settings.roads_card import RoadsCard
from gui.pages.settings.setting_cards import AboutCard, FolderCard, FontCard, LetterSketch, TrialCard
from gui.pages.settings.signing_card import SigningCard
from gui.pages.settings.wordings_card import WordingsCard
from gui.people.four_eyes_card import FourEyesCard
from gui.people.people_card import PeopleCard
from gui.services import AppContext, Services
from gui.targets import ToOfficeField, ToPage
from gui.widgets.cards import Card
from gui.widgets.placing import FlowLayout

_KEEP_AFTER_MS: Final = 800
_BEGUN: Final = "begun_with"


class SettingsPage(Page):
    """本单位, 字号, 数据文件夹 and 关于."""

    page_id, title, icon_name = "settings", "设置", "settings"
    help_text = """
# 本单位
通知书上的红头、文号、落款、联系人和电话都取自这里。改了以后按 Ctrl+S 保存；已经出具的通知书不会跟着变。
# 文号
发文机关代字是文号开头的几个字，例如“郑东惠企”。年份和号由程序按批准日期依次编，不会重复，作废的号也不再用。
# 字号
看不清就选“大”或“特大”。
# 数据文件夹
全部数据都在这个文件夹里。
# 人员
一个人用时不用登录。开设第二个账户以后各人用自己的登录名和密码，只能办自己角色的事，做了什么都有名字。
恢复码在忘了密码时用，请打印出来锁好。停用账户时，未保存的录入要选一位同事接手。
联系电话、账号在列表和记录里遮住中间几位；在表单里，“经办”“拨付”角色看得到全部。
# 办理程序
奖补事项的程序可以导入本单位自己的：先“导出”一个照着改，再导入；有错会逐行说明。问题的期限点“改期限”。
换了程序，在办的仍走完原来的。两人复核时，要另一位同事确认。
# 文书措辞
通知书、告知书、公示等的文字可以改成本单位的说法：点“看、改”，左边改，右边就是印出来的样子。
写错了名称、漏了金额等必须有的，会说在第几行；保存时写明理由。已经出具的通知书不变，随时可以恢复原来的。
# 可信的政策发布单位
登记了发布单位的公钥，导入政策文件时就核对签名。登记前请打电话核对“核对码”。
# 文件签名
审批通知书、不予通过、追回、下达、拨付这些文件的右上角有二维码，写着文号、日期、信用代码、金额和本单位的签名。
“存公钥文件”或“打印公钥单”给别的单位，它就能核对真伪；公钥可以公开。数据或备份丢失、被盗，请“更换”。
# 备份和恢复
每次启动和退出时，数据有改动就在本机自动备份，最近 7 天、5 周、12 个月的各留一份。
附件各份备份合用，只存一次，放在“backups”里的“contents”文件夹；用“立即备份”做的才是完整的一个文件，带走请用它。
备份时附件如果被改动或丢了，会说出来，备份里还是加入时的内容。
自动备份满 5 GB 时（现有的附件不算），先去掉其中最旧的。
电脑坏了这些也会丢，所以请每周用“立即备份”往 U 盘上存一份。
恢复前可以看备份里有什么，也可以“试还原”；换之前程序会把现在的数据也留一份。
备份以后出具过的通知书会先列出来，恢复后它们的文号照旧算用过，不会再编给别人。
# 换电脑
在旧电脑上“立即备份”到 U 盘；在新电脑上第一次打开助企兑时选“从备份恢复”。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._stored: OfficeFields | None = None
        self._begun_with = OfficeFields()
        """What was recorded when typing began; what others record meanwhile is told by it."""
        self._wanted_field = ""
        self.form = office_form()
        self.sketch = LetterSketch(services.context.resources / "fonts", self)
        self.lacking = QWidget(self)
        self.trial = TrialCard(self._on_trial, self)
        self.trial.hide()
        self.font_card = FontCard(services.preferences.font_scale, self)
        self.font_card.chosen.connect(self._on_scale_chosen)
        self.folder_card = FolderCard(services.context.store.path, self)
        self.fonts_card = FontsCard(services, self)
        self.backup_card = BackupCard(services, self)
        self.four_eyes_card = FourEyesCard(services, self)
        self.calendar_card = CalendarCard(services, self)
        self.roads_card = RoadsCard(services, self)
        self.wordings_card = WordingsCard(services, self)
        self.issuers_card = IssuersCard(services, self)
        self.signing_card = SigningCard(services, self)
        self.people_card = PeopleCard(services, self)
        self.practice_card = PracticeCard(services, self)
        self.about_card = AboutCard(services.context.resources.parent, self)
        self.save_button = self.header.add_action("保存", self.save, look=Look.PRIMARY, icon_name="save")
        services.permits.hold(Action.OFFICE_CHANGE, self.save_button)
        services.permits.hold(Action.ENTERPRISE_IMPORT, self.trial.button)
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.save_button.setEnabled(False)
        self._keep_timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._keep_timer.timeout.connect(self._on_time_to_keep)
        self._lay_out()
        self.form.dirty_changed.connect(self.save_button.setEnabled)
        self.form.binding.changed.connect(self._on_typed)
        services.changes.on({Kind.OFFICE}, self._load, owner=self)
        services.changes.on({Kind.ENTERPRISE}, self._count, owner=self)
        self._load()

    def on_shown(self) -> None:
        self._count()
        self.fonts_card.look()

    def open_target(self, target: ToOfficeField) -> None:
        self._wanted_field = target.field
        self._focus_wanted()

    def save(self) -> bool:
        office = self.form.submit()
        if not isinstance(office, OfficeFields):
            return False
        self._keep_timer.stop()
        self.services.jobs.run(
            partial(_save, self.services.context, office, self._begun_with),
            self._on_saved,
            on_failed=self._on_save_failed,
            busy=self.save_button,
            label="正在保存",
        )
        return True

    def has_unsaved(self) -> bool:
        return self.form.is_dirty()

    def discard(self) -> None:
        self._keep_timer.stop()
        self._show(self._stored or OfficeFields())
        seat = self.services.context.seat
        self.services.jobs.run(lambda _: drafts.discard(seat, OFFICE_DRAFT), owner=self)

    def keep(self) -> None:
        if self.form.is_dirty():
            self._keep_draft()

    def _lay_out(self) -> None:
        office = Card("本单位", self, padding=20)
        office.body.addWidget(self.lacking)
        self._lacking_row = in_row(spacing=4, margins=(0, 0, 0, 4), of=self.lacking)
        middle = FlowLayout(spacing=px(24))
        self.form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        middle.addWidget(self.form)
        beside = QWidget(self)
        caption = Note("通知书上的样子（示意）", self)
        caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        in_column(self.sketch, caption, STRETCH, spacing=8, of=beside)
        middle.addWidget(beside)
        office.body.addLayout(middle)
        pair = in_row((self.font_card, 1), (self.folder_card, 1), spacing=16)
        inside = QWidget(self)
        in_column(
            self.trial,
            office,
            pair,
            self.fonts_card,
            self.backup_card,
            self.people_card,
            self.four_eyes_card,
            self.calendar_card,
            self.roads_card,
            self.wordings_card,
            self.issuers_card,
            self.signing_card,
            self.practice_card,
            self.about_card,
            STRETCH,
            spacing=16,
            margins=(0, 0, 4, 8),
            of=inside,
        )
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inside)
        self.body.addWidget(self._scroll)

    def _load(self) -> None:
        seat = self.services.context.seat
        self.services.jobs.read(
            lambda _: (find_office(seat.store), drafts.find(seat, OFFICE_DRAFT)), self._on_loaded
        )

    def _count(self) -> None:
        self.services.ask(lambda session: register.count(session) == 0, self.trial.setVisible)

    def _on_loaded(self, found: tuple[OfficeFields, tuple[dict[str, Any], Any] | None]) -> None:
        office, draft = found
        is_first = self._stored is None
        self._stored = office
        if self.form.is_dirty():
            return
        self._show(office)
        if is_first and draft is not None:
            self.form.binding.restore(draft[0])
            self._begun_with = OfficeFields.model_construct(**draft[0].get(_BEGUN, office.model_dump()))
            self._refresh()
            if self.form.is_dirty():
                self.services.messages.info(
                    "上次在“设置”页填的内容还没有保存，已经恢复",
                    action=("去看看", lambda: self.services.go_to(ToPage(self.page_id))),
                )
        self._focus_wanted()

    def _show(self, office: OfficeFields) -> None:
        self._begun_with = office
        self.form.load({field: text for field, text in office.model_dump().items() if text})
        self._refresh()

    def _on_typed(self, _field: str) -> None:
        self._refresh()
        self._keep_timer.start()

    def _refresh(self) -> None:
        office = OfficeFields.model_construct(**{**OfficeFields().model_dump(), **self.form.values()})
        self.sketch.show_office(office)
        self._show_lacking(lacking_fields(office))

    def _show_lacking(self, fields: list[str]) -> None:
        empty(self._lacking_row)
        note = Note("出通知书还缺：" if fields else "出通知书要用的都填好了。", self.lacking)
        note.setWordWrap(False)
        self._lacking_row.addWidget(note)
        for field in fields:
            link = Link(title_of(field), self.lacking)
            link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            link.followed.connect(partial(self.form.binding.focus, field))
            self._lacking_row.addWidget(link)
        self._lacking_row.addStretch(1)

    def _focus_wanted(self) -> None:
        """Go to the field that was asked for, once there is something in it to look at."""
        if self._wanted_field and self._stored is not None:
            self.form.binding.focus(self._wanted_field)
            self._wanted_field = ""

    def _on_time_to_keep(self) -> None:
        if self.form.is_dirty():
            self._keep_draft()

    def _keep_draft(self) -> Job:
        seat = self.services.context.seat
        typed = {**self.form.binding.typed(), _BEGUN: self._begun_with.model_dump()}
        return self.services.jobs.run(lambda _: drafts.keep(seat, OFFICE_DRAFT, typed), owner=self)

    def _on_saved(self, office: OfficeFields) -> None:
        self._stored = office
        self._show(office)
        self.services.frame.show_office(office.name)
        self.services.messages.success("已保存本单位信息")
        self.saved.emit()

    def _on_save_failed(self, error: Exception) -> None:
        if isinstance(error, OfficeChanged):
            # Who saves once more has read what the others did.
            self._begun_with = error.now
        self.services.messages.error(error)

    def _on_scale_chosen(self, scale: FontScale) -> None:
        """The window is built anew for another 字号: what is typed must be safe before."""
        if self.form.is_dirty():
            job = self._keep_draft()
            job.succeeded.connect(lambda *_: self.services.preferences.set_font_scale(scale))
        else:
            self.services.preferences.set_font_scale(scale)

    def _on_trial(self) -> None:
        self.services.jobs.run(
            partial(_load_samples, self.services.context, self.form.is_dirty()),
            self._on_samples_loaded,
            busy=self.trial.button,
            label="正在载入示例企业",
        )

    def _on_samples_loaded(self, count: int) -> None:
        self.services.messages.success(
            f"已载入 {count} 户示例企业",
            action=("去评定", lambda: self.services.go_to(ToPage("assessment"))),
        )


def _save(context: AppContext, office: OfficeFields, opened: OfficeFields, _: Reporter) -> OfficeFields:
    saved = save_office(context.seat, office, opened=opened)
    drafts.discard(context.seat, OFFICE_DRAFT)
    return saved


def _load_samples(context: AppContext, is_office_being_typed: bool, reporter: Reporter) -> int:
    """Add the sample enterprises; the sample office only where nothing is known about the real one."""
    from domain.enterprises.importing.comparing import Known  # noqa: PLC0415
    from domain.enterprises.importing.entries import Entries  # noqa: PLC0415 - seldom, and long to import
    from domain.enterprises.importing.service import merge_enterprises  # noqa: PLC0415

    sample = load_sample_office(context.resources / "samples", context.dictionary)
    entries = Entries.of(sample.enterprises)
    done = merge_enterprises(
        context.seat, entries, context.dictionary, reporter, known=Known.SKIP, source="随附的示例"
    )
    if not is_office_being_typed and find_office(context.store) == OfficeFields():
        save_office(context.seat, sample.office)
    return done.added
