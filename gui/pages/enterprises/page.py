"""The enterprises page: the register as a list, and one enterprise as a form."""

from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QStackedWidget

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.service import DuplicateCode, delete_enterprises, restore_enterprises
from gui.changes import Kind
from gui.formatting import count_text
from gui.jobs import Job
from gui.pages.enterprises.duplicates.desk import DuplicatesDesk
from gui.pages.enterprises.figures.resuming import Resuming
from gui.pages.enterprises.form import records
from gui.pages.enterprises.form.drafting import DraftKeeper
from gui.pages.enterprises.form.fields import Holder, shortened
from gui.pages.enterprises.form.records import Opened
from gui.pages.enterprises.intake.importing import Importer
from gui.pages.enterprises.register.listing import RegisterList
from gui.services import Services
from gui.widgets.buttons import Look
from gui.widgets.dialogs import Answer, ask, confirm
from gui.widgets.page import Hit, Page

if TYPE_CHECKING:
    from gui.pages.enterprises.attachments.card import AttachmentsCard
    from gui.pages.enterprises.duplicates.hint import LikeHint
    from gui.pages.enterprises.figures.across import AcrossView
    from gui.pages.enterprises.form.form import EnterpriseForm
    from gui.pages.enterprises.form.history import History

_MOST_HITS: Final = 10
_UNASKED: Final = 20
"""So many are deleted at a word; more might be meant to be others."""

_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES}


class EnterprisesPage(Page):
    """Records enterprises and what is known about them."""

    page_id, title, icon_name = "enterprises", "企业", "enterprises"
    help_text = """
# 企业库
登记区内企业和评定要用的数据。双击一行（或按 Enter）打开，按“新增企业”（Ctrl+N）登记一家。
# 搜索
边打字边找：名称里的字、拼音首字母、全拼，或信用代码的一段；用空格隔开几个词，都要有。
# 筛选
点“筛选”勾选条件，马上生效；点条件上的 × 去掉。常用的起个名字保存，以后在“常用筛选”里直接点。
# 选中多户
按住 Ctrl 或 Shift 选多行，Ctrl+A 全选；表下面可以打标签、评定所选、导出 Excel。
# 列
点“列”选择显示什么；拖动表头换位置、改宽度，点表头排序。
# 从 Excel 导入
“从 Excel 导入”后选文件：.xlsx、.xls、.ods、.csv 都行，不用改格式；也可以“下载模板”填好再导入。
列名由程序对应，请核对标“请核对”的。错的格标红，可以当场改，也可以下载错误清单改好再导入。
已登记的企业可以选择更新、只补没填的或跳过，导入前会看到改动多少、改动什么。
导入后可以马上撤销；过几天要撤销，在导入窗口左下角的“导入记录与撤销”里。
# 一户企业的表单
上面的标签是各部分，Ctrl+PageDown、Ctrl+PageUp 前后移动；标签上有红色记号的，里面有要改的地方。
填对统一社会信用代码，机构类型和登记机关所在地自动填上；填行业代码，行业门类自动填上。填过的不会改。
日期可以写 20220501、2022.5.1、2022年5月1日；金额可以写 30万、1.2亿。
在 Excel 里复制一户的一行（最好连同列名），按“粘贴一行”（Ctrl+Shift+V），看清填到哪里再填入。
# 修改历史
“历史”里有谁在什么时候把什么改成了什么；在某一项上按右键，可以只看这一项。可以改回去，改回去也能撤销。
# 未填和 0
没填的数据是“未填”，不是 0；评定时会列出缺哪些。确知没有的日期选“无”，没有项目的选“没有项目”。
# 期间数据
像 Excel 一样录入：直接打字，Enter 向下，Tab 向右；可以整块复制、粘贴；Ctrl+Z 撤销。
按本月、累计、季度、半年或全年填都行，其余的自动推出（灰色斜体），填了的以填的为准。
几个数对不上的，右上角有记号；评定以填的为准。
▲▼ 是比上年同期多一倍以上或不到一半、且相差 10 万元以上的，请再看一眼，不影响保存。
要给许多企业填同一项，选中它们（不选就是列出的全部），按“录入期间数据”。
# 保存
Ctrl+S 保存。没保存就断电或关机的，下次打开这家企业会问是否接着录入。
# 附件
营业执照、合同、发票等文件拖到“附件”里，或点“添加文件”；扫描的可以“从扫描文件夹取”。
存的是复制件，打开的也是复制件：改了打开的那一份，存着的不会变。移除后可以马上撤销。
# 可能重复
列表下面的“可能重复”查找名称、电话或账号相同的企业：是同一户的合并，逐项选用哪一户的；不是的标明，以后不再列出。
合并可以撤销，之后改过的除外。
# 导出 Excel
列表下面的“导出 Excel”按现在的筛选、排序和列存成 Excel。
电话和账号只露头尾，要完整的每次另行勾选，并记入操作记录。
# 删除
删除后可以马上点“撤销”恢复。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._id: int | None = None
        self._wanted_field = ""
        self._opened: Opened | None = None
        self._is_opening = False
        self._saving: Job | None = None
        self._after_saving: Callable[[], object] | None = None
        self.list = RegisterList(services, self._on_new, self)
        self.importer = Importer(services, self)
        self.keeper = DraftKeeper(services, self._typed, self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self.list)
        self.body.addWidget(self._views, 1)
        self.duplicates = DuplicatesDesk(services, self)
        self.list.add_below(self.duplicates.button)
        self.resuming = Resuming(services, lambda ids: self._leave(partial(self._open_across, ids)), self)
        self._add_actions()
        self._connect()
        self._show_list()
        self.list.reload()

    @cached_property
    def form(self) -> "EnterpriseForm":
        """One enterprise; built when the first is opened, since it asks for what policies want to know."""
        from domain.enterprises.divisions import Divisions  # noqa: PLC0415
        from gui.pages.enterprises.figures.periods import wanted_figures  # noqa: PLC0415
        from gui.pages.enterprises.form.form import EnterpriseForm  # noqa: PLC0415
        from gui.pages.enterprises.form.pasting import Pasting  # noqa: PLC0415

        context = self.services.context
        table = context.resources / "facts" / "divisions.tsv"
        divisions = cache(lambda: Divisions.load(table))
        form = EnterpriseForm(context.dictionary, wanted_figures(context.policies), divisions, self)
        Pasting(self.services, form)
        self._views.addWidget(form)
        form.edited.connect(self._on_edited)
        form.row_removed.connect(self._on_row_removed)
        form.identity.edited.connect(self._on_identity_edited)
        form.identity.holder_requested.connect(lambda id_: self._leave(partial(self._open, id_)))
        form.history_requested.connect(self._on_history)
        form.offer.taken.connect(self._on_draft_taken)
        form.offer.refused.connect(self._on_draft_refused)
        form.add_section(self.attachments)
        self.likes.watch(form, context.dictionary, lambda: self._id)
        form.add_below(self.likes)
        return form

    @cached_property
    def likes(self) -> "LikeHint":
        """A word where what is typed may be recorded already."""
        from gui.pages.enterprises.duplicates.hint import LikeHint  # noqa: PLC0415

        likes = LikeHint(self.services, self)
        likes.opened.connect(lambda id_: self._leave(partial(self._open, id_)))
        return likes

    @cached_property
    def attachments(self) -> "AttachmentsCard":
        """The files of the enterprise that is shown."""
        from gui.pages.enterprises.attachments.card import AttachmentsCard  # noqa: PLC0415

        return AttachmentsCard(self.services, self)

    @cached_property
    def history(self) -> "History":
        """What was changed of the enterprise that is shown."""
        from gui.pages.enterprises.form.history import History  # noqa: PLC0415

        history = History(self.services, self)
        history.restored.connect(self._on_restored_from_history)
        return history

    @cached_property
    def across(self) -> "AcrossView":
        """One kind of figure of many enterprises; built when it is first asked for, as the form is."""
        from gui.pages.enterprises.figures.across import AcrossView  # noqa: PLC0415
        from gui.pages.enterprises.figures.periods import wanted_figures  # noqa: PLC0415

        across = AcrossView(self.services, wanted_figures(self.services.context.policies), self._leave, self)
        self._views.addWidget(across)
        across.saved.connect(self._on_across_saved)
        return across

    def open_target(self, *, uscc: str = "", field: str = "", id_: int = 0) -> None:
        """Open an enterprise by its code or id, at a figure named as traces name it."""
        if id_:
            self._leave(partial(self._open, id_, field))
        elif uscc:
            context = self.services.context
            self.services.jobs.read(
                lambda _: records.find_holder(context, uscc),
                partial(self._on_target_found, field),
                owner=self,
            )

    def focus_search(self) -> None:
        if self._is_form:
            self.form.focus()
        elif self._is_across:
            self.across.fact.setFocus()
        else:
            self.list.search.setFocus()

    def save(self) -> bool:
        if not self._is_form:
            return self.across.save() if self._is_across else True
        if self._is_opening:
            # What stands there is about to be replaced; it must not be saved under the wrong id.
            return False
        if self._saving is not None:
            # A new enterprise has no id before it is recorded; a second save would meet the first.
            return True
        if self.form.is_offering:
            # Saving drops what was kept, and nobody has looked at it yet.
            self.services.messages.warning("请先选“继续”或“丢弃”上次的录入，再保存")
            self.form.offer.take_button.setFocus()
            return False
        facts = self.form.submit()
        if facts is None:
            self.services.messages.warning("有些地方填得不对，改正后再保存")
            return False
        self.keeper.pause()
        context, id_ = self.services.context, self._id
        job = self.services.jobs.run(
            lambda _: records.save(context, facts, id_),
            partial(self._on_saved, self._opened, facts, self.form.typed()),
            on_failed=self._on_save_failed,
            busy=self.save_button,
            owner=self,
            label="正在保存",
        )
        self._saving = job
        job.finished.connect(partial(self._on_saving_ended, job))
        return True

    def has_unsaved(self) -> bool:
        if not self._is_form:
            return self._is_across and self.across.is_dirty()
        self.form.finish_editing()
        return self.form.is_dirty()

    def discard(self) -> None:
        if self._is_across:
            self.across.discard()
            return
        self.keeper.forget()
        self.form.accept()
        self._show_list()

    def hits(self, text: str) -> list[Hit]:
        return [
            Hit(
                holder.name,
                f"企业 · {holder.uscc}",
                partial(self.services.go_to, self.page_id, id_=holder.id),
                "enterprises",
            )
            for holder in records.find_some(self.services.context, text, _MOST_HITS)
        ]

    # Every view

    def _add_actions(self) -> None:
        add = self.header.add_action
        self.delete_button = add("删除", self._on_delete, look=Look.DANGER, icon_name="trash")
        self.assess_button = add("评定这户", self._on_assess, icon_name="assessment")
        self.save_button = add("保存", self._on_save, look=Look.PRIMARY, icon_name="save")
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.figures_button = add("录入期间数据", self._on_figures, icon_name="table")
        self.figures_button.setToolTip(
            "一项数据、许多企业，像 Excel 一样录入：选中的企业，没有选就是列出的全部"
        )
        self.template_button = add("下载模板", self.importer.save_template, icon_name="download")
        self.import_button = add("从 Excel 导入", self.importer.start, icon_name="upload")
        self.new_button = add(
            "新增企业", self._on_new, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )

    def _connect(self) -> None:
        self.list.opened.connect(self._open)
        self.duplicates.opened.connect(self._open)
        self.importer.imported.connect(self.duplicates.look_at_import)
        self.list.selection_changed.connect(self._refresh_actions)
        self.services.changes.on(_KINDS, self.list.reload, owner=self)

    @property
    def _is_form(self) -> bool:
        return self._views.currentWidget() is not self.list and not self._is_across

    @property
    def _is_across(self) -> bool:
        return "across" in self.__dict__ and self._views.currentWidget() is self.across

    def _show_list(self) -> None:
        self._views.setCurrentWidget(self.list)
        self.header.set_title(self.title)
        self.header.set_back()
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        is_form, chosen = self._is_form, self.list.selected_count()
        is_list = not is_form and not self._is_across
        for act in (self.new_button, self.import_button, self.template_button, self.figures_button):
            act.setVisible(is_list)
        self.save_button.setVisible(not is_list)
        self.assess_button.setVisible(is_form and self._id is not None)
        self.delete_button.setVisible(self._id is not None if is_form else is_list and bool(chosen))
        self.delete_button.setText("删除" if is_form or chosen < 2 else f"删除 {chosen:,} 户")

    def _leave(self, go_on: Callable[[], object]) -> None:
        """Go on, once what is unsaved here was saved or given up."""
        if not self.has_unsaved():
            go_on()
            return
        ask(
            self,
            "有未保存的修改",
            "离开前要保存吗？",
            [
                Answer("保存", partial(self._save_and, go_on), Look.PRIMARY),
                Answer("不保存", partial(self._discard_and, go_on)),
                Answer("留在本页"),
            ],
        )

    def _save_and(self, go_on: Callable[[], object]) -> None:
        self._after_saving = go_on
        if not self.save():
            self._after_saving = None

    def _discard_and(self, go_on: Callable[[], object]) -> None:
        self.discard()
        go_on()

    # Opening

    def _on_figures(self) -> None:
        if self.list.selected_count() > 1:
            self._open_across(self.list.selected_ids())
        else:
            self.list.when_whole(self._on_all_figures)

    def _on_all_figures(self) -> None:
        ids = self.list.model.ids
        if ids:
            self._open_across(ids)
        else:
            self.services.messages.info("还没有企业，先登记或从 Excel 导入")

    def _open_across(self, ids: Sequence[int]) -> None:
        self._id = None
        self.across.open(ids)
        self._views.setCurrentWidget(self.across)
        self.header.set_title("录入期间数据", "一项数据、许多企业，一次保存")
        self.header.set_back(self.title, lambda: self._leave(self._show_list))
        self._refresh_actions()

    def _on_across_saved(self) -> None:
        self.saved.emit()
        go_on, self._after_saving = self._after_saving, None
        if go_on is not None:
            self._leave(go_on)

    def _on_new(self) -> None:
        self._leave(partial(self._open, None))

    def _open(self, id_: int | None, field: str = "") -> None:
        self._wanted_field = field
        self._is_opening = True
        context = self.services.context
        self.services.jobs.read(
            lambda _: records.open_enterprise(context, id_),
            self._on_opened,
            on_failed=self._on_open_failed,
            owner=self,
        )

    def _on_open_failed(self, error: Exception) -> None:
        self._is_opening = False
        self.services.messages.error(error)

    def _on_opened(self, opened: Opened) -> None:
        self._is_opening = False
        self._id, self._opened = opened.id, opened
        self._after_saving = None
        self.keeper.begin(opened.id)
        self.form.load(opened.facts)
        self.attachments.show_of(opened.id, records.projects_of(opened.facts))
        self.likes.clear()
        self._views.setCurrentWidget(self.form)
        facts = opened.facts
        self.header.set_title(facts.name if facts else "新增企业", facts.uscc if facts else "")
        self.header.set_back(self.title, lambda: self._leave(self._show_list))
        self._refresh_actions()
        self.form.focus(self._wanted_field)
        if opened.kept_at is not None:
            self.form.offer_draft(opened.kept_at)

    def _on_target_found(self, field: str, holder: Holder | None) -> None:
        if holder is None:
            self.services.messages.warning("这户企业已不在企业库中")
        elif self._is_form and self._id == holder.id:
            self._wanted_field = field
            self.form.focus(field)
        else:
            self._leave(partial(self._open, holder.id, field))

    # Typing

    def _typed(self) -> dict[str, Any] | None:
        return self.form.typed() if self.form.is_dirty() else None

    def _on_edited(self) -> None:
        # While saving, what is typed belongs to an id that may not be known yet.
        if self._saving is None:
            self.keeper.touch()

    def _on_identity_edited(self, field: str) -> None:
        if field != "uscc":
            return
        context, code = self.services.context, self.form.identity.code
        if code:
            self.services.jobs.read(
                lambda _: records.find_holder(context, code),
                partial(self._on_holder_found, code),
                owner=self,
            )
        else:
            self.form.identity.show_holder(None)

    def _on_holder_found(self, code: str, holder: Holder | None) -> None:
        if self.form.identity.code == code:
            is_other = holder is not None and holder.id != self._id
            self.form.identity.show_holder(holder if is_other else None)

    def _on_row_removed(self, name: str, put_back: Callable[[], object]) -> None:
        self.services.messages.info(f"已移除{name}", action=("撤销", put_back))

    def _on_history(self, part: str) -> None:
        if self._id is not None and self._opened is not None:
            self.history.show(self._id, self.header.title, part, is_dirty=self.has_unsaved())

    def _on_restored_from_history(self, id_: int, part: str) -> None:
        if self._is_form and self._id == id_:
            self._leave(partial(self._open, id_, part))

    def _on_draft_taken(self) -> None:
        self._end_offer()
        if self._opened is not None and self._opened.draft is not None:
            self.form.restore(self._opened.draft)
            self.form.focus(self._wanted_field)

    def _on_draft_refused(self) -> None:
        self._end_offer()
        self.keeper.forget()
        self.form.focus(self._wanted_field)

    def _end_offer(self) -> None:
        self.form.end_offer()
        self.services.messages.clear()

    # Saving and deleting

    def _on_save(self) -> None:
        self.save()

    def _on_saved(
        self, opened: Opened | None, facts: EnterpriseFacts, typed: dict[str, Any], id_: int
    ) -> None:
        self._saving = None
        if self._opened is opened:
            self._id = id_
            self.keeper.begin(id_)
            self.attachments.show_of(id_, records.projects_of(facts))
            self.form.mark_recorded()
            if self.form.typed() == typed:
                self.form.accept()
            else:
                # Something was typed meanwhile, which is not recorded.
                self.keeper.touch()
            self.header.set_title(facts.name, facts.uscc)
            self._refresh_actions()
        self.services.changes.announce(_KINDS)
        self.services.messages.success(
            f"已保存“{shortened(facts.name)}”", action=("评定这户", self._on_assess)
        )
        self.saved.emit()
        go_on, self._after_saving = self._after_saving, None
        if go_on is not None:
            self._leave(go_on)

    def _on_save_failed(self, error: Exception) -> None:
        self._end_saving_in_vain()
        if isinstance(error, DuplicateCode):
            self._on_identity_edited("uscc")
            self.form.focus("uscc")
        self.services.messages.error(error)

    def _on_saving_ended(self, job: Job) -> None:
        # Where it was cancelled, neither of the two above was called.
        if self._saving is job:
            self._end_saving_in_vain()

    def _end_saving_in_vain(self) -> None:
        self._saving = None
        self._after_saving = None
        self.keeper.touch()

    def _on_assess(self) -> None:
        if self._id is not None:
            self.services.go_to("assessment", uscc=self.form.identity.code)

    def _on_delete(self) -> None:
        ids = [self._id] if self._is_form and self._id is not None else self.list.selected_ids()
        if len(ids) > _UNASKED:
            count = count_text(len(ids), "户企业")
            confirm(
                self,
                f"删除 {count}？",
                f"选中的 {count}和它们的数据会从企业库里去掉；删除后可以马上撤销。",
                f"删除 {len(ids):,} 户",
                partial(self._delete, ids),
                harms=True,
            )
        elif ids:
            self._delete(ids)

    def _delete(self, ids: Sequence[int]) -> None:
        context = self.services.context
        self.services.jobs.run(
            lambda reporter: delete_enterprises(context.store, ids, reporter, actor=context.actor),
            partial(self._on_deleted, ids),
            busy=self.delete_button,
            owner=self,
            label="正在删除",
        )

    def _on_deleted(self, ids: Sequence[int], names: list[str]) -> None:
        self.keeper.pause()
        if self._is_form:
            self.form.accept()
        self._id = None
        self._show_list()
        self.services.changes.announce(_KINDS)
        what = f"“{shortened(names[0])}”" if len(names) == 1 else count_text(len(names), "户企业")
        self.services.messages.success(f"已删除{what}", action=("撤销", partial(self._restore, ids)))

    def _restore(self, ids: Sequence[int]) -> None:
        context = self.services.context
        self.services.jobs.run(
            lambda reporter: restore_enterprises(context.store, ids, reporter, actor=context.actor),
            lambda _: self._on_restored(len(ids)),
            owner=self,
            label="正在恢复",
        )

    def _on_restored(self, count: int) -> None:
        self.services.changes.announce(_KINDS)
        self.services.messages.success(f"已恢复 {count_text(count, '户企业')}")
