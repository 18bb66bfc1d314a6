"""The enterprises page: the register as a list, one enterprise as a form, one figure of many as a grid."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, assert_never

from domain.enterprises.facts import EnterpriseFacts
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId
from gui.early.page import Hit, Page
from gui.early.parts import Look
from gui.formatting import count_text, shortened
from gui.intake.importer import Importer
from gui.intake.intakes import EnterpriseIntake
from gui.pages.enterprises.deleting import Remover
from gui.pages.enterprises.duplicates.duplicates_button import DuplicatesDesk
from gui.pages.enterprises.figures.resuming import Resuming
from gui.pages.enterprises.form.form_desk import FormDesk
from gui.pages.enterprises.form.form_records import find_some
from gui.pages.enterprises.register.register_list import RegisterList
from gui.services import Services
from gui.targets import EnterprisesTarget, ToCode, ToDecided, ToEnterprise
from gui.widgets.dialog import Answer, ask

if TYPE_CHECKING:
    from domain.enterprises.importing.service import Imported
    from gui.pages.enterprises.figures.across import AcrossView
    from gui.pages.enterprises.form.enterprise_form import EnterpriseForm


HELP: Final = """
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
# 可享受政策
打开一户企业后点“可享受政策”：能享受哪几条、多少钱，差一条的差多少，告知过没有，申报了没有；可以打印明白卡。
有电话打来时，按 Ctrl+K 输入企业名称，再按 Ctrl+Enter，直接看这一户；说完点“登记这次通话”。
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
存的是复制件，打开的也是复制件：改了打开的那一份，存着的不会变。
移除后可以马上撤销，90 天内也能在“回收站”里恢复。
# 已获资金
这户企业收到过的每一笔：哪项政策、哪一年、谁出的、已付多少、追回多少；“企业兑现明细”可以打印或存为 PDF。
“连同文书”在明细后面附上通知书、拨付通知书和追回通知书，前面有目录。
# 可能重复
列表下面的“可能重复”查找名称、电话或账号相同的企业：是同一户的合并，逐项选用哪一户的；不是的标明，以后不再列出。
合并可以在“回收站”里撤销，之后改过的除外。
# 导出 Excel
列表下面的“导出 Excel”按现在的筛选、排序和列存成 Excel。
电话和账号只露头尾，要完整的每次另行勾选，程序会记下谁导出过。
# 删除
删除后可以马上点“撤销”恢复；以后在“回收站”里恢复，数据、标签、附件和历史都在，没有期限。
有有效通知书的企业，删除前会列出文号和金额；通知书不随企业删除，要收回的请先作废。
"""


_MOST_HITS: Final = 10
_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES}


class EnterprisesPage(Page):
    """Records enterprises and what is known about them."""

    page_id, title, icon_name = "enterprises", "企业", "enterprises"
    help_text = HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._after_saving: Callable[[], object] | None = None
        self.desk = FormDesk(services, self._leave, self)
        self.list = RegisterList(services, partial(self.desk.leave_for, None), self)
        self.importer = Importer(services, self, EnterpriseIntake())
        self.remover = Remover(services, self)
        self.add_views(self.list)
        self.duplicates = DuplicatesDesk(services, self)
        self.list.add_below(self.remover.button, always=True)
        self.list.add_below(self.duplicates.button)
        self.resuming = Resuming(services, lambda ids: self._leave(partial(self._open_across, ids)), self)
        self._add_actions()
        self.services.permits.hold(Action.ENTERPRISE_DELETE, self.delete_button)
        self.services.permits.hold(Action.ENTERPRISE_CHANGE, self.save_button, self.figures_button)
        self.services.permits.hold(Action.ENTERPRISE_ADD, self.new_button)
        self.services.permits.hold(Action.ENTERPRISE_IMPORT, self.import_button, self.list.alike_button)
        self.services.permits.hold(Action.ENTERPRISE_TAG, self.list.tag_button, self.list.untag_button)
        self._connect()
        self._show_list()
        self.list.reload()

    @property
    def form(self) -> "EnterpriseForm":
        """One enterprise."""
        return self.desk.form

    @cached_property
    def across(self) -> "AcrossView":
        """One kind of figure of many enterprises; built when it is first asked for, as the form is."""
        from gui.pages.enterprises.figures.across import AcrossView  # noqa: PLC0415
        from gui.pages.enterprises.figures.period_columns import wanted_figures  # noqa: PLC0415

        across = AcrossView(self.services, wanted_figures(self.services.context.policies), self._leave, self)
        self.views.addWidget(across)
        across.saved.connect(self._go_on)
        return across

    def open_target(self, target: EnterprisesTarget) -> None:
        match target:
            case ToEnterprise(id_, field):
                self.desk.leave_for(id_, field)
            case ToCode(uscc, field):
                self.desk.look_for(uscc, field)
            case _:
                assert_never(target)

    def focus_search(self) -> None:
        if self._is_form:
            self.form.focus()
        elif self._is_across:
            self.across.fact.setFocus()
        else:
            self.list.search.setFocus()

    def save(self) -> bool:
        if self._is_form:
            return self.desk.save(self.save_button)
        return self.across.save() if self._is_across else True

    def has_unsaved(self) -> bool:
        if self._is_form:
            return self.desk.is_dirty()
        return self._is_across and self.across.is_dirty()

    def discard(self) -> None:
        if self._is_across:
            self.across.discard()
            return
        self.desk.discard()
        self._show_list()

    def keep(self) -> None:
        if self.has_unsaved():
            keeper = self.desk.keeper if self._is_form else self.across.keeper
            keeper.keep_now()

    def hits(self, text: str) -> list[Hit]:
        return [
            Hit(
                holder.name,
                f"企业 · {holder.uscc}",
                partial(self.services.go_to, ToEnterprise(holder.id)),
                "enterprises",
                also=("可享受政策", partial(self._show_take_up, holder.id, holder.name)),
            )
            for holder in find_some(self.services.context, text, _MOST_HITS)
        ]

    def _change_alike(self) -> None:
        """Ask which fact of the selected enterprises becomes what."""
        from gui.pages.enterprises.register.change_alike import AlikeDialog  # noqa: PLC0415 - once wanted

        dialog = AlikeDialog(self.services, self.list.selected_ids(), self)
        dialog.changed.connect(self._on_changed_alike)
        self.importer.show(dialog)

    def _on_changed_alike(self, done: "Imported") -> None:
        changed = count_text(done.changed, "户")
        self.importer.tell(f"已改 {changed}；以后也可以在“导入记录”里撤销", done.id)

    # Every view

    def _add_actions(self) -> None:
        add = self.header.add_action
        self.delete_button = add("删除", self._on_delete, look=Look.DANGER, icon_name="trash")
        self.dossier_button = add("一企一档…", self._on_dossier, icon_name="folder")
        self.take_up_button = add("可享受政策…", self._on_take_up, icon_name="policies")
        self.assess_button = add("评定这户", self._on_assess, icon_name="assessment", shortcut="Ctrl+Return")
        self.save_button = add("保存", self._on_save, look=Look.PRIMARY, icon_name="save")
        self.save_button.setToolTip("保存（Ctrl+S）")
        self.figures_button = add("录入期间数据", self._on_figures, icon_name="table")
        self.figures_button.setToolTip(
            "一项数据、许多企业，像 Excel 一样录入：选中的企业，没有选就是列出的全部"
        )
        self.template_button = add("下载模板", self.importer.save_template, icon_name="download")
        self.import_button = add("从 Excel 导入", self.importer.start, icon_name="upload")
        self.new_button = add(
            "新增企业",
            partial(self.desk.leave_for, None),
            look=Look.PRIMARY,
            icon_name="plus",
            shortcut="Ctrl+N",
        )

    def _connect(self) -> None:
        self.list.opened.connect(self.desk.open)
        self.duplicates.opened.connect(self.desk.open)
        self.importer.imported.connect(self.duplicates.look_at_import)
        self.list.selection_changed.connect(self.refresh_actions)
        self.list.alike_button.clicked.connect(lambda *_: self._change_alike())
        self.desk.built.connect(self.views.addWidget)
        self.desk.opened.connect(self._on_opened)
        self.desk.saved.connect(self._on_saved)
        self.desk.failed.connect(self._stay)
        self.remover.deleted.connect(self._on_deleted)
        self.services.changes.on(_KINDS, self.list.reload, owner=self)

    @property
    def _is_form(self) -> bool:
        return self.views.currentWidget() is not self.list and not self._is_across

    @property
    def _is_across(self) -> bool:
        return "across" in self.__dict__ and self.views.currentWidget() is self.across

    def _show_list(self) -> None:
        self.show_view(self.list)

    def refresh_actions(self) -> None:
        is_form, chosen = self._is_form, self.list.selected_count()
        is_list = not is_form and not self._is_across
        for act in (self.new_button, self.import_button, self.template_button, self.figures_button):
            act.setVisible(is_list)
        self.save_button.setVisible(not is_list)
        for act in (self.assess_button, self.dossier_button, self.take_up_button):
            act.setVisible(is_form and self.desk.id is not None)
        self.delete_button.setVisible(self.desk.id is not None if is_form else is_list and bool(chosen))
        self.delete_button.setText("删除" if is_form or chosen < 2 else f"删除 {chosen:,} 户")

    def _on_dossier(self) -> None:
        if self.desk.id is not None:
            from gui.pages.visits.dossier import show_dossier  # noqa: PLC0415 - not needed for the register

            self.dialog = show_dossier(self.services, self, self.desk.id)

    def _on_take_up(self) -> None:
        if self.desk.id is not None:
            self._show_take_up(self.desk.id, self.header.title)

    def _show_take_up(self, id_: EnterpriseId, name: str) -> None:
        from gui.pages.takeup.dialog import show_take_up  # noqa: PLC0415 - likewise

        self.take_up = show_take_up(self.services, self, id_, name)

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
            self._stay()

    def _discard_and(self, go_on: Callable[[], object]) -> None:
        self.discard()
        go_on()

    def _go_on(self) -> None:
        """Go where the user meant to go once it was saved."""
        self.saved.emit()
        go_on, self._after_saving = self._after_saving, None
        if go_on is not None:
            self._leave(go_on)

    def _stay(self) -> None:
        self._after_saving = None

    # One figure of many

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

    def _open_across(self, ids: Sequence[EnterpriseId]) -> None:
        self.desk.id = None
        self.across.open(ids)
        self.show_view(
            self.across,
            "录入期间数据",
            "一项数据、许多企业，一次保存",
            back=lambda: self._leave(self._show_list),
        )

    # One enterprise

    def _on_opened(self, facts: EnterpriseFacts | None) -> None:
        self._stay()
        self.show_view(
            self.form,
            facts.name if facts else "新增企业",
            facts.uscc if facts else "",
            back=lambda: self._leave(self._show_list),
        )

    def _on_save(self) -> None:
        self.save()

    def _on_saved(self, facts: EnterpriseFacts, is_shown: bool) -> None:
        if is_shown:
            self.header.set_title(facts.name, facts.uscc)
            self.refresh_actions()
        # Of what was saved, whatever stands in the form by the time it is clicked.
        assess = partial(self.services.go_to, ToDecided(facts.uscc))
        self.services.messages.success(f"已保存“{shortened(facts.name)}”", action=("查看评定", assess))
        self._go_on()

    def _on_assess(self) -> None:
        if self.desk.id is not None:
            self.services.go_to(ToDecided(self.form.identity.code))

    def _on_delete(self) -> None:
        one = self.desk.id if self._is_form else None
        self.remover.delete(self.list.selected_ids() if one is None else [one], self.delete_button)

    def _on_deleted(self) -> None:
        self.desk.release()
        self._show_list()
