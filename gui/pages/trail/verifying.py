"""Holding the trail against itself, the backups and a head from paper."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from domain.office.service import find_office
from domain.papers.papers import Paper
from domain.papers.stubs import compose_head_stub
from domain.store.chain import ChainHead
from domain.store.told import take_head
from domain.store.verifying import Verified, verify
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.paper_dialog import PaperDialog
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.services import Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, opened

_EXPLAINED = (
    "逐条核对操作记录有没有被改动、删除、插入，并与本机的各份备份核对。"
    "手头有印着存证码的文书或存根，可以把存证码填上一起核对。"
)


class VerifyDialog(Dialog):
    """Asks for a head from paper, holds the trail against it and all else, and says what came of it."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, "核对操作记录", width=640)
        self._services = services
        self.verified: Verified | None = None
        self.good, self.bad = Banner("success", "success", self), Banner("error", "error", self)
        self.form = Form(parent=self, label_width=84, editor_width=360)
        self.typed = TextEdit("1234-ABCD-EFGH-IJKL-MNOP，没有就不填", max_length=60)
        self.form.add("head", "存证码", self.typed)
        self.rows = QCheckBox("把每一项数据也与操作记录核对（数据多时要几分钟）", self)
        self.more = QLabel(self)
        self.more.setWordWrap(True)
        self.more.hide()
        self.go_button = button("核对", self._on_go, look=Look.PRIMARY, parent=self)
        self.add_title("核对操作记录")
        fill(self.body, Note(_EXPLAINED, self), self.form, self.rows, self.good, self.bad, self.more)
        self.stub: PaperDialog | None = None
        self.stub_button = button("打印存根…", self._on_stub, icon_name="print", parent=self)
        fill(self.foot, self.stub_button, STRETCH, button("关闭", self.reject, parent=self), self.go_button)

    def _on_stub(self) -> None:
        self._services.jobs.run(
            lambda _: take_head(self._services.context.seat),
            self._show_stub,
            on_failed=lambda error: self.bad.say(str(error)),
            label="正在出具存根",
            owner=self,
            busy=self.stub_button,
        )

    def _show_stub(self, last: tuple[ChainHead, datetime]) -> None:
        head, written = last
        title = f"操作记录存根（第 {head.number} 条）"
        self.stub = opened(
            PaperDialog(
                self._services,
                title,
                partial(_stub, self._services, head, written, datetime.now(UTC)),
                self,
                of=(),
            )
        )

    def _on_go(self) -> None:
        self._services.jobs.read(
            partial(_verified, self._services, self.typed.text(), self.rows.isChecked()),
            self._on_verified,
            on_failed=self._on_failed,
            owner=self,
        )
        self.go_button.setEnabled(False)

    def _on_verified(self, verified: Verified) -> None:
        self.verified = verified
        self.go_button.setEnabled(True)
        first, *others = verified.sentences()
        self.good.say(first if verified.is_sound else "")
        self.bad.say("" if verified.is_sound else first)
        self.more.setText("\n".join(others))
        self.more.setVisible(bool(others))

    def _on_failed(self, error: Exception) -> None:
        self.go_button.setEnabled(True)
        self.good.say("")
        if isinstance(error, BadInput):
            self.form.binding.complain({"head": str(error)})
        else:
            self.bad.say(str(error))


def _stub(services: Services, head: ChainHead, written: datetime, now: datetime) -> Paper:
    office, who = find_office(services.context.store).name, services.context.seat.who.name
    return compose_head_stub(head, written, office=office, by=who, now=now)


def _verified(services: Services, typed: str, with_rows: bool, reporter: Reporter) -> Verified:
    return verify(services.context.home, reporter, typed=typed, with_rows=with_rows)
