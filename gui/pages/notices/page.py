"""The notices page: the list with the paper beside it, or notices being issued."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, assert_never

from PySide6.QtCore import Qt

from domain.cases.finding import Sought, serial_in
from domain.cases.queries import ListedNotice
from domain.proposals.orders import VoidNotice
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import NoticeId
from gui.early.page import Hit, Page
from gui.early.parts import Look, Note, button
from gui.files.exporting import Exporter
from gui.files.paper_desk import Batch, PaperDesk
from gui.files.paper_dialog import PaperDialog
from gui.formatting import money_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit
from gui.jobs import Job
from gui.pages.notices.checking import CheckDialog
from gui.pages.notices.issuing import IssuingView
from gui.pages.notices.notice_list import NoticeList, status_of_notice
from gui.pages.notices.number_register import open_register
from gui.pages.notices.panel import NoticePanel
from gui.pages.notices.papers import Shown, all_notices, batch_of_issued, batch_of_samples, look_at_notice
from gui.people.second import do_with_second
from gui.services import Services
from gui.targets import NoticesTarget, ToIssuing, ToNotice, ToPage
from gui.widgets.dialog import opened
from gui.widgets.placing import split

_MOST_HITS: Final = 10


class NoticesPage(Page):
    """Issued notices: looked at, printed, saved, voided; and issuing those that the assessment page names."""

    page_id, title, icon_name = "notices", "通知书", "notices"
    help_text = """
# 通知书
这里列出出具过的补助资金审批通知书。点一份，右边就是它的样子，和打印出来的一样。
# 出具
在“评定”页选中符合条件的条款，点“出具通知书”就到这里。没批准前可以打印或另存样张。
批准后填批准人和批准日期，点“确认已批准并出具”，程序编号并存档。金额为 0.00 的不出具。
批准日期不改就是点“出具”那一天的日期。
# 打印和另存
选中一份或几份（按住 Ctrl 或 Shift），点“打印”或“存为 PDF”；几份合为一个文件。
“其他格式”里可以存为能编辑的 Word；选中几份的，每份一个文件，按文号和企业命名，便于分别发送。
打印时可以选双面，每份从新的一张纸开始。卡纸、印坏了一页，选中那一份再点“打印”，填那一页的页码；
操作记录里第一次记为打印，以后记为重印。交印刷厂印几百份，用“其他格式”里的 A3 双面 PDF，裁开就按顺序。
在纸样里按 Ctrl+F 查找文字，左上角填页码或看各页小图。
# 数据变了怎么办
通知书保留出具时的数据和文字，企业数据以后改了，通知书不变；改了哪些，预览上方会列出。
# 发文登记簿
列表下面的“发文登记簿”把编出的每一个号按顺序印成一本：日期、发往、事由、金额，有效、未使用还是作废及原因。
其他文书在“设置”的“文书措辞”里写了自己的代字的，打印或另存时编号，也列在这里和登记簿里，各按各的代字连着编。
# 核对真伪
有人拿来一份文件，点上面的“核对真伪…”，选它的照片或 PDF（也可以扫码、照着输入）：
签名对不对，是不是作废、调减、已拨付，都会说出来。别的单位的文件，要填它的公钥。
# 没有正文的文号
“未使用”：编号时程序中断，没有出具。“恢复前已发出”“可能已发出”“纸质登记”：现在的数据里没有，而纸上有或可能有的号，
请对照纸质登记簿。这些号都不会再编给别人；没有发出的可以作废，再重新出具。
# 作废
出错的通知书可以作废，要写明原因。作废后编号保留、不再使用，也不能再打印；更正数据后可重新评定、另编新号出具。
"""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._notices: Sequence[ListedNotice] = ()
        self._wanted: set[NoticeId] = set()
        self._wanted_number = ""
        self._looking: Job | None = None
        self.void_dialog: TextDialog | None = None
        self.register_dialog: PaperDialog | None = None
        self.check_dialog: CheckDialog | None = None
        self.list = NoticeList(lambda: services.go_to(ToPage("assessment")), self)
        self.panel = NoticePanel(self)
        self.issuing = IssuingView(services, self)
        self.desk = PaperDesk(services, self)
        self.export_button = Exporter(services, self).button(self.list.table, "通知书台账")
        self.register_button = button(
            "发文登记簿…", self._on_register, look=Look.LINK, icon_name="print", parent=self
        )
        self.list.add_below(self.register_button)
        self.list.add_below(self.export_button)
        self._add_actions()
        self.services.permits.hold(Action.NOTICE_VOID, self.void_button)
        self._lay_out()
        self._connect()
        self._show_list()
        self._load()

    def open_target(self, target: NoticesTarget) -> None:
        match target:
            case ToIssuing(policy_id, awards):
                policy = self.services.context.policies.find(policy_id)
                self.issuing.start(policy, awards)
                self._show_issuing(policy.title)
            case ToNotice(number):
                self._wanted_number = number
                self._show_list()
                self._go_to_wanted()
            case _:
                assert_never(target)

    def focus_search(self) -> None:
        if self._is_issuing:
            self.issuing.candidates.table.setFocus()
        else:
            self.list.search.setFocus()

    def hits(self, text: str) -> list[Hit]:
        return [
            Hit(
                f"{notice.number}　{notice.enterprise_name}",
                f"通知书 · {status_of_notice(notice).word}",
                partial(self.services.go_to, ToNotice(notice.number)),
                "notices",
                str(notice.number_serial) == serial_in(text),
            )
            for notice in self.list.found(text, _MOST_HITS)
        ]

    def _add_actions(self) -> None:
        add = self.header.add_action
        self.check_button = add("核对真伪…", self._on_check, icon_name="search")
        self.void_button = add("作废…", self._on_void, look=Look.DANGER, icon_name="void")
        self.open_button = add("用系统阅读器打开", lambda: self._hand_out(self.desk.open), icon_name="eye")
        self.forms_button = self.desk.forms_button(self._valid)
        self.header.add_widget(self.forms_button)
        self.save_button = add("存为 PDF", lambda: self._hand_out(self.desk.save), icon_name="download")
        self.print_button = add(
            "打印",
            lambda: self._hand_out(self.desk.print),
            look=Look.PRIMARY,
            icon_name="print",
            shortcut="Ctrl+P",
        )
        self.save_samples_button = add("存样张 PDF", self._on_save_samples, icon_name="download")
        self.print_samples_button = add("打印样张", self._on_print_samples, icon_name="print")

    def _lay_out(self) -> None:
        # What a wide screen has more goes to both: columns without …, and a paper that can be read.
        self._list_view = split(
            Qt.Orientation.Horizontal, (self.list, 640, 1), (self.panel, 440, 1), parent=self
        )
        self.add_views(self._list_view, self.issuing)

    def _connect(self) -> None:
        self.list.current_changed.connect(self._on_current_changed)
        self.list.selection_changed.connect(self.refresh_actions)
        self.list.opened.connect(self.panel.preview.view.setFocus)
        self.issuing.ticked_changed.connect(self.refresh_actions)
        self.issuing.issued.connect(self._on_issued)
        self.issuing.proposed.connect(self._show_list)
        changes = self.services.changes
        changes.on({Kind.NOTICE, Kind.RECOVERY}, self._load, owner=self)
        changes.on({Kind.ENTERPRISE, Kind.FIGURES}, self._look_again, owner=self)

    # The two views

    @property
    def _is_issuing(self) -> bool:
        return self.views.currentWidget() is self.issuing

    def _show_list(self) -> None:
        self.show_view(self._list_view)

    def _show_issuing(self, policy_title: str) -> None:
        self.show_view(self.issuing, "出具通知书", policy_title, back=self._on_back)
        self.issuing.form.binding.focus("approver")

    def refresh_actions(self) -> None:
        is_issuing, chosen = self._is_issuing, self.list.selected()
        has_valid = any(notice.has_paper and not notice.is_void for notice in chosen)
        for act in (self.open_button, self.forms_button, self.save_button, self.print_button):
            act.setVisible(not is_issuing and bool(self._notices))
            act.setEnabled(has_valid and not is_issuing)
        self.check_button.setVisible(not is_issuing)
        self.void_button.setVisible(not is_issuing and bool(self._notices))
        self.void_button.setEnabled(len(chosen) == 1 and chosen[0].is_valid)
        self.void_button.setToolTip("" if len(chosen) == 1 else "一次作废一份")
        for act in (self.save_samples_button, self.print_samples_button):
            act.setVisible(is_issuing)
            act.setEnabled(self.issuing.can_issue())
        self.panel.setVisible(bool(self._notices))

    # Looking

    def _load(self) -> None:
        funds = self.services.context.rules.funds
        self.services.ask(lambda session: all_notices(session, funds), self._on_loaded)

    def _on_loaded(self, loaded: tuple[list[ListedNotice], dict[NoticeId, Sought]]) -> None:
        self._notices, sought = loaded
        self.list.show_all(self._notices, sought)
        self._go_to_wanted()
        self._look_again()
        self.refresh_actions()

    def _go_to_wanted(self) -> None:
        """Select what was issued just now or asked for by number, once it is in the list."""
        wanted = self._wanted or {n.id for n in self._notices if n.number == self._wanted_number}
        if wanted and wanted <= {notice.id for notice in self._notices}:
            self._wanted, self._wanted_number = set(), ""
            self.list.select(wanted)

    def _look_again(self) -> None:
        self._on_current_changed(self.list.table.current_row())

    def _on_current_changed(self, notice: ListedNotice | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if notice is None:
            self.panel.show_nothing()
            return
        self.panel.show_notice(notice)
        context = self.services.context
        self._looking = self.services.jobs.read(
            lambda _: look_at_notice(context, notice.id), partial(self._on_looked, notice), owner=self
        )

    def _on_looked(self, notice: ListedNotice, shown: Shown) -> None:
        current = self.list.table.current_row()
        if current is not None and current.id == notice.id:
            self.panel.show_paper(notice, shown)

    # Acts

    def _hand_out(self, how: Callable[[Batch], object]) -> None:
        if (batch := self._valid()) is not None:
            how(batch)

    def _valid(self) -> Batch | None:
        """Return the selected notices that are valid; a voided one must not pass as valid."""
        chosen = self.list.selected()
        valid = [notice for notice in chosen if notice.has_paper and not notice.is_void]
        if not valid:
            return None
        if len(valid) < len(chosen):
            self.services.messages.info(f"选中的有 {len(chosen) - len(valid)} 份已作废或没有正文，不包括在内")
        return batch_of_issued(self.services.context, valid)

    def _samples(self) -> Batch | None:
        policy, ticked = self.issuing.policy, self.issuing.ticked()
        if policy is None or not ticked:
            return None
        return batch_of_samples(self.services.context, policy, ticked)

    def _on_save_samples(self) -> None:
        if (batch := self._samples()) is not None:
            self.desk.save(batch)

    def _on_print_samples(self) -> None:
        if (batch := self._samples()) is not None:
            self.desk.print(batch)

    def _on_back(self) -> None:
        self.issuing.end()
        self._show_list()

    def _on_issued(self, ids: list[NoticeId]) -> None:
        self._wanted = set(ids)
        self._show_list()
        self.services.messages.success(
            f"已出具 {len(ids)} 份通知书，可以打印了",
            action=("存为 PDF", lambda: self._hand_out(self.desk.save)),
        )

    def _on_register(self) -> None:
        self.register_dialog = open_register(self.services, self)

    def _on_check(self) -> None:
        self.check_dialog = opened(CheckDialog(self.services, self))

    def _on_void(self) -> None:
        chosen = self.list.selected()
        if len(chosen) != 1 or not chosen[0].is_valid:
            return
        notice = chosen[0]
        self.void_dialog = TextDialog(
            self,
            "作废",
            f"作废{notice.number}",
            "作废",
            field="作废原因",
            editor=LongTextEdit("如：金额录错，重新出具"),
            missing="请填写作废原因",
            said=[
                Note(
                    f"{_told(notice)}。作废后不能恢复，编号不再使用；{_instead(notice)}。已经发出的纸质件请收回。"
                )
            ],
            width=560,
            look=Look.DANGER,
            icon_name="void",
        )
        self.void_dialog.given.connect(partial(self._void, self.void_dialog, notice))
        self.void_dialog.open()

    def _void(self, dialog: TextDialog, notice: ListedNotice, reason: str) -> None:
        def done(_: object) -> None:
            dialog.accept()
            self.services.messages.success(f"{notice.number}已作废")

        # The dialog stays until it is done: the reason is not typed twice.
        do_with_second(
            self.services,
            VoidNotice(notice_id=notice.id, reason=reason),
            done,
            over=dialog,
            busy=dialog.take_button,
            on_failed=dialog.refuse,
            on_waits=dialog.accept,
            label="正在作废",
        )


def _told(notice: ListedNotice) -> str:
    amount = f"{money_text(notice.amount)} 元" if notice.letter is None else ""
    return "，".join(filter(None, (notice.enterprise_name, notice.clause_title, amount)))


def _instead(notice: ListedNotice) -> str:
    if notice.letter is None:
        return "需要时可重新评定、另编新号出具"
    return "再印这份文书时另编新号"
