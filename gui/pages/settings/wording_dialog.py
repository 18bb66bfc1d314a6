"""The text of one paper changed: checked as it is typed, looked at on something real, kept as a version."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from domain.funds.documents.rewording import Example, compose_example, examples_of, series_words
from domain.papers.wording.checking import check, has_mark
from domain.papers.wording.form import PIECES, Form
from domain.papers.wording.kept import (
    Wording,
    WordingChanged,
    Wordings,
    back_to_ours,
    save_wording,
    tidied,
    versions_of,
    wordings_in,
)
from domain.papers.wording.parsing import Complaint, Mark
from domain.papers.wording.shipped import shipped_text
from domain.store import drafts
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, Link, Look, Note, button, fill, in_column, in_row
from gui.early.theme import px
from gui.files.paper_desk import draw
from gui.formatting import date_text
from gui.forms.asking import TextDialog
from gui.forms.draft_keeping import DraftKeeper
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, SegmentedChoice
from gui.jobs import Job
from gui.pages.settings.wording_edit import WordingEdit
from gui.services import AppContext, Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.pdf_preview import PdfPreview
from gui.widgets.placing import split

_PAUSE_MS: Final = 400
"""How long nothing must be typed before it is checked and drawn."""

_PREVIEW, _WORDS, _VERSIONS = "preview", "words", "versions"
_EXPLAINED: Final = (
    "一行印成一段，{{ }} 里的由程序填。不是每份都有的，写在 {{如有：…}} 和 {{完}} 之间，"
    "没有时写的放在 {{否则}} 后面。点一下下面的，就放到左边光标那里。"
)
_MOST_SAID: Final = 4
_MARKS: Final = {
    Mark.COPY: "份号，六位数字",
    Mark.SECRECY: "密级和保密期限，如 机密★1年；要有份号",
    Mark.HEAD: "红头；没有这一行就是普通信函",
    Mark.PREFIX: "这种文书自己的代字；打印或另存时按它编号",
    Mark.NUMBER: "发文字号；没有红头时印在标题下",
    Mark.JOINTLY: "联合发文的另一机关，印在红头和落款里；文号用本单位的",
    Mark.TITLE: "标题，必须有",
    Mark.BELOW: "标题下的小字",
    Mark.ADDRESSEE: "主送单位",
    Mark.NUMBERED: "小标题，序号自动编",
    Mark.HEADING: "小标题，不编号",
    Mark.NOTE: "小一号的注",
    Mark.ANNEX: "附件名称",
    Mark.SIGNER: "落款单位，日期自动写；盖章处",
    Mark.REMARK: "落款下的附注",
    Mark.SEALS: "签字盖章处，用｜隔开",
}


class _Word(NamedTuple):
    """What can be put into a text: what is inserted, what it is, and whether it takes a line of its own."""

    text: str
    hint: str
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """What there is of a text, and what was typed of it before."""

    wordings: Wordings
    versions: Sequence[Wording]
    examples: Sequence[Example]
    draft: Mapping[str, Any] | None


class WordingDialog(Dialog):
    """Left the text with what is wrong with it; right how it looks, what can be written, what it was."""

    def __init__(self, services: Services, parent: QWidget, form: Form) -> None:
        super().__init__(parent, f"“{form.word}”的措辞", width=1180, height=720)
        self._services, self.paper_form = services, form
        self._read: _Read | None = None
        self._drawing: Job | None = None
        self._seen = 0
        self.question: QDialog | None = None
        self.news = Banner("info", "info", self)
        self.drop_link = Link("不要这些修改", self.news)
        self.drop_link.followed.connect(self._on_dropped)
        self.news.row.addWidget(self.drop_link)
        self.editor = WordingEdit(self)
        self.editor.setAccessibleName("措辞")
        self.complaints = QListWidget(self)
        self.complaints.setObjectName("wordingComplaints")
        self.complaints.setAccessibleName("要改的地方")
        self.complaints.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.complaints.setWordWrap(True)
        self.complaints.itemClicked.connect(self._on_complaint)
        self.pane = SegmentedChoice({_PREVIEW: "预览", _WORDS: "可以写的", _VERSIONS: "以前的版本"}, self)
        self.pane.set_value(_PREVIEW)
        self.example = ChoiceBox({}, self, unset_word="用字段名代替", called="用哪一份预览")
        self.preview = PdfPreview(self)
        self.words = _Words(self)
        self.versions = QListWidget(self)
        self.versions.setObjectName("knownNames")
        self.versions.setAccessibleName("以前的版本")
        self.versions.setWordWrap(True)
        self.versions.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.take_button = button("放进编辑框", self._on_taken_over, icon_name="undo", parent=self)
        self.ours_button = button("恢复原来的措辞…", self._on_back, parent=self)
        self.save_button = button(
            "保存…", self._on_save, look=Look.PRIMARY, icon_name="save", shortcut="Ctrl+S", parent=self
        )
        services.permits.hold(Action.WORDING_SAVE, self.ours_button, self.save_button)
        self.keeper = DraftKeeper(services, self._typed, self)
        self.keeper.begin(f"wording:{form.id}")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._lay_out()
        self.editor.value_changed.connect(self._on_typed)
        self.pane.value_changed.connect(self._on_pane)
        self.example.value_changed.connect(self._draw)
        self.words.chosen = self._on_word
        self.versions.currentRowChanged.connect(lambda row: self.take_button.setEnabled(row >= 0))
        self.versions.itemDoubleClicked.connect(lambda _: self._on_taken_over())
        self.finished.connect(self._on_closed)
        services.changes.on({Kind.WORDING}, self._reload, owner=self)
        self.preview.say("正在生成…")
        self._reload()

    @property
    def found(self) -> list[Complaint]:
        """What is wrong with what stands there."""
        if self._read is None:
            return []
        try:
            return check(self.paper_form, tidied(self.editor.toPlainText()), self._read.wordings.pieces())
        except BadInput as error:
            return [Complaint(0, str(error))]

    def _lay_out(self) -> None:
        self.add_title(f"“{self.paper_form.word}”的措辞")
        left, right = QWidget(self), QWidget(self)
        in_column((self.editor, 1), self.complaints, spacing=8, of=left)
        self._panes = QStackedWidget(right)
        looked, written, earlier = QWidget(right), QWidget(right), QWidget(right)
        said = Note(_EXPLAINED, written)
        said.setWordWrap(True)
        in_column(said, (self.words, 1), spacing=6, of=written)
        in_column(self.example, (self.preview, 1), spacing=6, of=looked)
        in_column((self.versions, 1), in_row(STRETCH, self.take_button), spacing=6, of=earlier)
        for one in (looked, written, earlier):
            self._panes.addWidget(one)
        in_column(self.pane, (self._panes, 1), spacing=8, of=right)
        for one in (left, right):
            one.setMinimumWidth(px(240))
        halves = split(Qt.Orientation.Horizontal, (left, 560, 1), (right, 560, 1), parent=self)
        halves.setMinimumHeight(px(260))
        fill(self.body, self.news, (halves, 1))
        fill(
            self.foot,
            self.ours_button,
            STRETCH,
            button("关闭", self.reject, parent=self),
            self.save_button,
        )
        self.complaints.hide()
        self.take_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self.ours_button.setEnabled(False)
        self.editor.setEnabled(False)

    # What there is

    def _reload(self) -> None:
        context = self._services.context
        self._services.jobs.read(
            lambda _: _read(context, self.paper_form),
            self._on_read,
            on_failed=lambda error: self.preview.say(str(error)),
            owner=self,
        )

    def _on_read(self, read: _Read) -> None:
        is_first, self._read = self._read is None, read
        self._show_versions(read.versions)
        if is_first:
            self._begin(read)
        self._look()

    def _begin(self, read: _Read) -> None:
        own = read.wordings.own.get(self.paper_form.id)
        self._seen = own.version if own is not None else 0
        self.editor.setEnabled(True)
        self.editor.setPlainText(self._kept)
        self.words.offer(_words_of(self.paper_form))
        self.example.offer({str(one.id): one.name for one in read.examples}, "用字段名代替")
        self.example.set_value(str(read.examples[0].id) if read.examples else UNSET)
        self.ours_button.setEnabled(own is not None and own.text is not None)
        if read.draft is not None:
            self.editor.take_over(str(read.draft["text"]))
            self._seen = int(read.draft["seen"])
            self.news.say("上次没有保存的修改已经恢复，接着改就可以。")
        self.editor.setFocus()

    def _on_dropped(self) -> None:
        self.editor.take_over(self._kept)
        self.news.say("")

    @property
    def _kept(self) -> str:
        """The text in force."""
        return self._read.wordings.text(self.paper_form.id) if self._read is not None else ""

    def _show_versions(self, versions: Sequence[Wording]) -> None:
        self.versions.clear()
        for at, one in enumerate(versions):
            now = "（现在用的）" if at == 0 else ""
            what = "" if one.text is not None else "恢复程序自带的；"
            day = date_text(one.made_at.astimezone())
            item = QListWidgetItem(f"第 {one.version} 版{now}　{day}　{one.by_name}\n{what}{one.because}")
            item.setData(Qt.ItemDataRole.UserRole, one.text or shipped_text(self.paper_form.id))
            self.versions.addItem(item)
        ours = QListWidgetItem(f"程序自带的{'' if versions else '（现在用的）'}")
        ours.setData(Qt.ItemDataRole.UserRole, shipped_text(self.paper_form.id))
        self.versions.addItem(ours)

    # As it is typed

    def _on_typed(self) -> None:
        if self._read is not None:
            self._pause.start()
            self.keeper.touch()

    def _typed(self) -> dict[str, Any] | None:
        text = self.editor.toPlainText()
        is_kept = self._read is None or text == self._kept
        return None if is_kept else {"text": text, "seen": self._seen}

    def _look(self) -> None:
        self._pause.stop()
        found = self.found
        self.complaints.clear()
        for one in found:
            item = QListWidgetItem(str(one))
            item.setData(Qt.ItemDataRole.UserRole, one.line)
            self.complaints.addItem(item)
        self.complaints.setVisible(bool(found))
        self.complaints.setFixedHeight(px(44) * min(len(found), _MOST_SAID))
        self.editor.tint({one.line for one in found if one.line})
        self.save_button.setEnabled(not found and self._typed() is not None)
        if found:
            self.preview.say("改好左边列出的，就能看到印出来的样子。")
        else:
            self._draw()

    def _draw(self) -> None:
        if self._read is None or self.found:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        context, chosen = self._services.context, self.example.value()
        tried = self._read.wordings.trying(self.paper_form, tidied(self.editor.toPlainText()))
        example = next((one for one in self._read.examples if str(one.id) == chosen), None)
        self._drawing = self._services.jobs.read(
            lambda _: _drawn(context, self.paper_form, tried, example),
            self.preview.show_pdf,
            on_failed=lambda error: self.preview.say(str(error)),
            owner=self,
        )

    def _on_pane(self) -> None:
        self._panes.setCurrentIndex((_PREVIEW, _WORDS, _VERSIONS).index(str(self.pane.value())))

    def _on_word(self, word: _Word) -> None:
        self.editor.insert(word.text, is_line=word.is_line)

    def _on_complaint(self, item: QListWidgetItem) -> None:
        self.editor.go_to(int(item.data(Qt.ItemDataRole.UserRole)) or 1)

    def _on_taken_over(self) -> None:
        if (item := self.versions.currentItem()) is not None:
            self.editor.take_over(str(item.data(Qt.ItemDataRole.UserRole)))
            self.pane.set_value(_PREVIEW)

    # Kept

    def _on_save(self) -> None:
        text = self.editor.toPlainText()
        self.question = dialog = TextDialog(
            self,
            "保存措辞",
            f"以后出的“{self.paper_form.word}”都按新的措辞",
            "保存",
            field="修改理由",
            editor=LongTextEdit("如：按法制科意见改", lines=2, max_length=500),
            missing="请写明为什么修改",
            said=[Note("已经出具的通知书一个字也不变。理由、时间和您的名字留在记录里。")],
        )
        dialog.do(
            self._services,
            lambda because, _: self._kept_as(partial(save_wording, text=text), because),
            lambda _, kept: self._on_kept(
                f"已保存“{self.paper_form.word}”的措辞，第 {kept[0].version} 版", kept[1]
            ),
            owner=self,
            label="正在保存",
        )

    def _on_back(self) -> None:
        self.question = dialog = TextDialog(
            self,
            "恢复原来的措辞",
            f"“{self.paper_form.word}”恢复程序自带的措辞",
            "恢复",
            field="恢复理由",
            editor=LongTextEdit("如：统一用原来的写法", lines=2, max_length=500),
            missing="请写明为什么恢复",
            said=[Note("本单位写过的各版都留着，以后还可以再用。")],
        )
        dialog.do(
            self._services,
            lambda because, _: self._kept_as(back_to_ours, because),
            lambda *_: self._on_kept(f"“{self.paper_form.word}”已恢复程序自带的措辞", ""),
            owner=self,
            label="正在恢复",
        )

    def _kept_as(self, keep: Callable[..., Wording], because: str) -> tuple[Wording, str]:
        """Keep it, in a job; also say how it is numbered. Who tries once more was told what others did."""
        seat = self._services.context.seat
        try:
            row = keep(seat, form=self.paper_form, because=because, seen=self._seen)
            return row, seat.store.ask(series_words, self.paper_form, date.today())
        except WordingChanged as error:
            self._seen = error.version
            raise

    def _on_kept(self, said: str, numbers: str) -> None:
        self.keeper.forget()
        self._read = None
        self._services.messages.success(f"{said}。{numbers}" if numbers else said)
        self.accept()

    def _on_closed(self) -> None:
        """What was typed and not saved is there again when it is opened next."""
        if self._read is not None and self._typed() is not None:
            self.keeper.keep_now()


class _Words(QListWidget):
    """What can be put into the text: a click or Enter does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("knownNames")
        self.setAccessibleName("可以写的")
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chosen: Callable[[_Word], object] = lambda _: None
        self.itemClicked.connect(self._on_item)

    def offer(self, groups: Mapping[str, Sequence[_Word]]) -> None:
        """Show what there is, in groups."""
        self.clear()
        for title, words in groups.items():
            head = QListWidgetItem(title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(head)
            for word in words:
                item = QListWidgetItem("　".join(filter(None, (f"　{word.text}", word.hint))))
                item.setData(Qt.ItemDataRole.UserRole, word)
                item.setToolTip(word.hint)
                self.addItem(item)

    def _on_item(self, item: QListWidgetItem) -> None:
        word = item.data(Qt.ItemDataRole.UserRole)
        if word is not None:
            self.chosen(_Word(*word))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._on_item(self.currentItem())
        else:
            super().keyPressEvent(event)


def _words_of(form: Form) -> dict[str, list[_Word]]:
    """Return what a text of a document may hold, in groups."""
    items = list(form.named.values())
    groups = {
        "字段": [
            _Word(f"{{{{{one.name}}}}}", one.hint) for one in items if one.is_always and not one.is_table
        ],
        "有才写的字段": [
            _Word(
                f"{{{{如有：{one.stands_with or one.name}}}}}{{{{{one.name}}}}}{{{{完}}}}",
                one.hint,
            )
            for one in items
            if not one.is_always and not one.is_table
        ],
        "表": [_Word(f"{{{{表：{one.name}}}}}", one.hint, is_line=True) for one in items if one.is_table],
        "段（几种文书共用）": [
            _Word(f"{{{{段：{one.word}}}}}", "", is_line=True) for one in PIECES if one != form
        ],
        "行首": [_Word(f"【{mark.value}】", _MARKS[mark], is_line=True) for mark in _marks_of(form)],
    }
    return {title: words for title, words in groups.items() if words}


def _marks_of(form: Form) -> Iterator[Mark]:
    return (mark for mark in Mark if has_mark(form, mark))


def _read(context: AppContext, form: Form) -> _Read:
    rules, draft = context.rules, drafts.find(context.seat, f"wording:{form.id}")

    def asked(session: Session) -> _Read:
        found = wordings_in(session), versions_of(session, form), examples_of(session, form, rules)
        return _Read(*found, draft[0] if draft is not None else None)

    return context.store.ask(asked)


def _drawn(context: AppContext, form: Form, wordings: Wordings, example: Example | None) -> bytes:
    compose = partial(compose_example, example=example)
    return draw(context, context.store.ask(compose, form, wordings, context.rules, datetime.now(UTC)))
