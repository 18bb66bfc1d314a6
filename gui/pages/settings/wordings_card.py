"""The card 文书措辞 of the settings page: which papers have a text of the office's own."""

from functools import partial
from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from domain.funds.documents.rewording import FORMS
from domain.papers.wording.form import Form
from domain.papers.wording.kept import Wordings, wordings_in
from domain.store.tables import Kind
from gui.early.parts import Link, Note, empty
from gui.formatting import date_text
from gui.pages.settings.wording_dialog import WordingDialog
from gui.services import Services
from gui.widgets.cards import Card
from gui.widgets.placing import in_grid

_EXPLAINED: Final = (
    "通知书、告知书、受理单、公示等的文字可以改成本单位的说法：用不用红头、落款写谁、联系人写谁也在里面。"
    "改了以后出的按新的，已经出具的不变；每一版都留着，随时可以恢复。"
)


class WordingsCard(Card):
    """Every paper whose text can be changed, with whose text it has."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("文书措辞", parent)
        self._services = services
        self.dialog: WordingDialog | None = None
        self.links: dict[str, Link] = {}
        said = Note(_EXPLAINED, self)
        said.setWordWrap(True)
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=16, down=4, of=self._list)
        self.body.addWidget(said)
        self.body.addWidget(self._list)
        services.changes.on({Kind.WORDING}, self.reload, owner=self)

    def reload(self) -> None:
        """Read again whose text each has."""
        self._services.ask(wordings_in, self._on_read, owner=self)

    def open(self, form: Form) -> None:
        """Show the text of a paper."""
        self.dialog = WordingDialog(self._services, self, form)
        self.dialog.open()

    def _on_read(self, wordings: Wordings) -> None:
        empty(self._grid)
        self.links = {}
        for row, form in enumerate(FORMS):
            name = f"共用的段　{form.word}" if form.is_piece else form.word
            self._grid.addWidget(QLabel(name, self._list), row, 0)
            note = Note(_standing(wordings, form), self._list)
            self._grid.addWidget(note, row, 1)
            link = Link("看、改…", self._list)
            link.setAccessibleName(f"{form.word}：看、改")
            link.followed.connect(partial(self.open, form))
            self._grid.addWidget(link, row, 2)
            self.links[form.id] = link

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


def _standing(wordings: Wordings, form: Form) -> str:
    own = wordings.own.get(form.id)
    if own is None or own.text is None:
        return "程序自带"
    return f"本单位第 {own.version} 版，{own.by_name}，{date_text(own.made_at.astimezone())}"
