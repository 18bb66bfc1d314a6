"""Whether a paper that somebody shows is genuine: by its code, typed, or read from a photograph or a PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from domain.funds.proving import Proved, prove_each, prove_own
from domain.office.keys.signing import MOST_LETTERS, read_public_file
from domain.papers.codes import codes_in
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.file_dialogs import ask_to_open
from gui.files.reading_codes import KINDS, read_codes
from gui.forms.editors import LongTextEdit
from gui.forms.form import Form
from gui.services import AppContext, Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog

T = TypeVar("T")

_KEYS: Final = "公钥文件 (*.txt)"
_EXPLAINED: Final = "文件右上角的二维码有签发单位的签名。用扫码枪扫、照着输入，或者选文件的照片、PDF。"
_MOST_TOLD: Final = 30
"""So many codes are told one by one; of more, those that are wrong."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the codes, in their order."""

    proved: Sequence[Proved]

    @property
    def wrong(self) -> int:
        return sum(not one.is_good for one in self.proved)


class CheckDialog(Dialog):
    """Asks for codes and, for those of another office, for its public keys; says what each is worth."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, "核对文件真伪", width=720)
        self._services = services
        self.file_dialog: QDialog | None = None
        self.outcome: Outcome | None = None
        self.good, self.bad = Banner("success", "success", self), Banner("error", "error", self)
        self.form = Form(parent=self, label_width=84, editor_width=520)
        self.codes = LongTextEdit("助企兑1|审批|…", lines=4, max_length=MOST_LETTERS)
        self.keys = LongTextEdit(
            "本单位的文件不用填；别的单位的，粘贴它的公钥", lines=3, max_length=MOST_LETTERS
        )
        self.form.add("codes", "二维码内容", self.codes)
        self.form.add("keys", "对方公钥", self.keys)
        self.more = QLabel(self)
        self.more.setWordWrap(True)
        self.more.setTextFormat(Qt.TextFormat.PlainText)
        self.more.hide()
        self.file_button = button("从照片或 PDF 读取…", self._on_file, icon_name="folder", parent=self)
        self.keys_button = button("打开公钥文件…", self._on_keys_file, icon_name="folder", parent=self)
        self.go_button = button("核对", self._on_go, look=Look.PRIMARY, parent=self)
        self.add_title("核对文件真伪")
        fill(self.body, Note(_EXPLAINED, self), self.form, self.good, self.bad, self.more)
        close = button("关闭", self.reject, parent=self)
        fill(self.foot, self.file_button, self.keys_button, STRETCH, close, self.go_button)
        self.codes.setFocus()

    def read_file(self, path: Path) -> None:
        """Read the codes of a photograph or a PDF, then hold them."""
        self._look(partial(read_codes, path), self._on_codes, field="codes")

    def read_keys(self, path: Path) -> None:
        """Read the public keys of another office."""
        self._look(lambda _: _text_of(path), self.keys.set_value, field="keys")

    def _on_file(self) -> None:
        preferences = self._services.preferences
        self.file_dialog = ask_to_open(self, "选照片或 PDF", KINDS, self.read_file, preferences=preferences)

    def _on_keys_file(self) -> None:
        preferences = self._services.preferences
        self.file_dialog = ask_to_open(self, "打开公钥文件", _KEYS, self.read_keys, preferences=preferences)

    def _on_codes(self, codes: list[str]) -> None:
        self.codes.set_value("\n".join(codes))
        self._on_go()

    def _on_go(self) -> None:
        codes = codes_in(self.codes.typed())
        if not codes:
            self.form.binding.complain({"codes": "请填二维码的内容，或从照片、PDF 读取"})
            return
        self.form.binding.complain({})
        work = partial(_proved, self._services.context, codes, self.keys.typed().strip())
        self._look(work, self._on_proved, field="keys")

    def _look(self, work: Callable[[Reporter], T], on_done: Callable[[T], object], *, field: str) -> None:
        self._services.jobs.read(work, on_done, on_failed=partial(self._on_failed, field), owner=self)

    def _on_proved(self, outcome: Outcome) -> None:
        self.outcome = outcome
        count, wrong = len(outcome.proved), outcome.wrong
        first = outcome.proved[0].sentences[0]
        self.good.say("" if wrong else first if count == 1 else f"{count} 个二维码都核对无误。")
        self.bad.say(
            "" if not wrong else first if count == 1 else f"{count} 个二维码中有 {wrong} 个不能采信。"
        )
        self.more.setText("\n\n".join(_told(outcome)))
        self.more.show()

    def _on_failed(self, field: str, error: Exception) -> None:
        self.good.say("")
        self.more.hide()
        if isinstance(error, BadInput):
            self.bad.say("")
            self.form.binding.complain({field: str(error)})
        else:
            self.bad.say(str(error))


def _told(outcome: Outcome) -> list[str]:
    """Return what there is to say of each code; of many only what is wrong."""
    if len(outcome.proved) == 1:
        return ["\n".join(outcome.proved[0].sentences[1:])]
    shown = [one for one in outcome.proved if len(outcome.proved) <= _MOST_TOLD or not one.is_good]
    return ["\n".join(reversed(one.sentences)) for one in shown[:_MOST_TOLD]]


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes()[:MOST_LETTERS].decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"打不开 {path.name}（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} 不是公钥文件") from error


def _proved(context: AppContext, codes: Sequence[str], typed: str, reporter: Reporter) -> Outcome:
    """Hold codes against public keys that were typed; without, against the office's own and its store."""
    if not typed:
        return Outcome(context.store.ask(prove_own, codes, reporter))
    return Outcome(prove_each(codes, read_public_file(typed).keys, reporter))
