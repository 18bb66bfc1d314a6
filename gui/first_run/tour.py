"""A short tour over the real window: one card a page, beside the page's entry in the navigation."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from gui.early.main_window import MainWindow
from gui.early.parts import STRETCH, Look, Note, button, in_column, in_row, named_label
from gui.early.theme import px
from gui.targets import ToPage

_SHADE: Final = QColor(20, 30, 42, 120)


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: the page it is about, and what is said of it."""

    page_id: str
    title: str
    words: str


STOPS: Final = (
    Stop(
        "enterprises",
        "企业：先把企业登记进来",
        "一户一户录，各期的数据可以从 Excel 整块粘贴。没有的先空着，评定时程序会说还缺哪些。",
    ),
    Stop("policies", "政策：条款是怎么算的", "随程序带着政策文件，每一条的条件、算法和依据都能看到。"),
    Stop(
        "assessment",
        "评定：逐户逐条对照",
        "哪一条符合、能得多少、为什么不符合、还缺什么资料，都写明白，金额一步步列出来。",
    ),
    Stop(
        "notices",
        "通知书：出具、打印、作废",
        "领导批准以后在这里编号出具，可打印、可存为 PDF；作废的号不会再用。",
    ),
    Stop(
        "settings",
        "设置：本单位信息和备份",
        "红头、文号、落款在这里填。请每周往 U 盘上备份一次：“立即备份”就存成一个文件。",
    ),
)


class Tour(QWidget):
    """Covers the window, leaves the entry in hand clear, and says what the page is for. Esc ends it."""

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._stops = [stop for stop in STOPS if stop.page_id in window.page_ids]
        self._at = 0
        self.card = QFrame(self)
        self.card.setObjectName("tourCard")
        self.card.setFixedWidth(px(400))
        self.count = Note("", self.card)
        self.title = named_label("tourTitle", "", self.card, wraps=True)
        self.words = Note("", self.card)
        self.skip_button = button("不看了", self.end, look=Look.QUIET, parent=self.card)
        self.back_button = button("上一条", self._on_back, parent=self.card)
        self.next_button = button("下一条", self._on_next, look=Look.PRIMARY, parent=self.card)
        self._lay_out()
        window.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def start(self) -> None:
        """Begin at the first stop."""
        self._at = 0
        self._fit()
        self.show()
        self.raise_()
        self._show_stop()

    def end(self) -> None:
        """Leave the window to the user, on its first page."""
        self._window.removeEventFilter(self)
        self.hide()
        self._window.go_to(ToPage(self._window.first_page))
        self.ended.emit()
        self.deleteLater()

    def _on_next(self) -> None:
        if self._at + 1 == len(self._stops):
            self.end()
            return
        self._at += 1
        self._show_stop()

    def _on_back(self) -> None:
        self._at -= 1
        self._show_stop()

    def _show_stop(self) -> None:
        stop = self._stops[self._at]
        self._window.go_to(ToPage(stop.page_id))
        self.count.setText(f"{self._at + 1} / {len(self._stops)}")
        self.title.setText(stop.title)
        self.words.setText(stop.words)
        self.back_button.setVisible(self._at > 0)
        is_last = self._at + 1 == len(self._stops)
        self.next_button.setText("开始用吧" if is_last else "下一条")
        self.skip_button.setVisible(not is_last)
        self._place()
        # The page took the focus as it was shown.
        self.next_button.setFocus()
        self.update()

    def _place(self) -> None:
        entry = self._entry()
        self.card.adjustSize()
        left = entry.right() + px(20)
        top = min(entry.top() - px(8), self.height() - self.card.height() - px(16))
        self.card.move(QPoint(left, max(top, px(16))))

    def _entry(self) -> QRect:
        entry = self._window.navigation.button_of(self._stops[self._at].page_id)
        return QRect(entry.mapTo(self._window, QPoint(0, 0)), entry.size())

    def _fit(self) -> None:
        self.setGeometry(self._window.rect())
        self._place()

    def _lay_out(self) -> None:
        in_column(
            self.count,
            self.title,
            self.words,
            6,
            in_row(self.skip_button, STRETCH, self.back_button, self.next_button, spacing=8),
            spacing=8,
            margins=(20, 16, 20, 14),
            of=self.card,
        )

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QPainterPath()
        shade.addRect(QRectF(self.rect()))
        gap = px(4)
        clear = QPainterPath()
        clear.addRoundedRect(QRectF(self._entry()).adjusted(-gap, -gap, gap, gap), px(8), px(8))
        painter.fillPath(shade.subtracted(clear), _SHADE)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._fit()
        return False
