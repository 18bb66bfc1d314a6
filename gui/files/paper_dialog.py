"""A paper looked at before it is printed or saved."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from gui.early.parts import Look, button
from gui.files.paper_desk import Batch, PaperDesk, draw, safe_file_name, writer
from gui.services import Services
from gui.widgets.dialog import Dialog
from gui.widgets.pdf_preview import PdfPreview


class PaperDialog(Dialog):
    """Shows a paper as it will be on paper; prints and saves it."""

    def __init__(self, services: Services, title: str, make: Callable[[], Paper], parent: QWidget) -> None:
        """`title` says what it is; `make` composes it, in a job."""
        super().__init__(parent, title, width=860, height=760)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._batch = Batch(writer(services.context, lambda: [make()], 1), safe_file_name(title), title)
        self.desk = PaperDesk(services, self)
        self.preview = PdfPreview(self)
        self.print_button = button("打印…", partial(self.desk.print, self._batch), icon_name="print")
        self.save_button = button(
            "存为 PDF…", partial(self.desk.save, self._batch), look=Look.PRIMARY, icon_name="save"
        )
        self.add_title(title)
        self.body.addWidget(self.preview, 1)
        self.foot.addStretch(1)
        self.foot.addWidget(button("关闭", self.reject, parent=self))
        self.foot.addWidget(self.print_button)
        self.foot.addWidget(self.save_button)
        self.preview.say("正在生成…")
        services.jobs.read(
            lambda _: draw(services.context, make()),
            self.preview.show_pdf,
            on_failed=lambda error: self.preview.say(str(error)),
            owner=self,
        )
