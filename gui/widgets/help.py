"""F1: what this page is for and how it is worked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from gui.early.parts import STRETCH, SectionTitle, icon_button, in_column, in_row
from gui.early.theme import px

_EVERYWHERE = (
    "# 键盘",
    "Enter：到下一项，或打开选中的行",
    "Ctrl+S：保存",
    "Ctrl+F：在本页搜索",
    "Ctrl+K：找企业、政策条款或页面",
    "Ctrl+1 至 Ctrl+9：换页",
    "Ctrl+C：复制选中的行，可粘贴到 Excel",
)


class HelpPopover(QFrame):
    """A popup at the window's right edge; Esc or a click elsewhere closes it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setObjectName("help")
        self._window = window
        self._title = SectionTitle("", self)
        head = in_row(self._title, STRETCH, icon_button("close", "关闭", self.close, parent=self))
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        in_column(head, self._scroll, margins=(20, 14, 14, 16), of=self)

    def open(self, title: str, text: str) -> None:
        """Show the help of one page."""
        self._title.setText(f"{title}：帮助")
        self._scroll.setWidget(_paragraphs((*text.strip().splitlines(), *_EVERYWHERE)))
        window = self._window
        self.setFixedSize(px(380), max(px(320), window.height() - px(120)))
        corner = window.mapToGlobal(window.rect().topRight())
        self.move(corner.x() - self.width() - px(16), corner.y() + px(64))
        self.show()

    @property
    def text(self) -> str:
        """Everything it says now."""
        return "\n".join(label.text() for label in self._scroll.widget().findChildren(QLabel))


def _paragraphs(lines: tuple[str, ...]) -> QWidget:
    page = QWidget()
    layout = in_column(spacing=8, margins=(0, 4, 8, 0), of=page)
    for line in lines:
        if not line.strip():
            continue
        label = QLabel(line.strip().removeprefix("# "), page)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setIndent(0)
        if line.startswith("# "):
            label.setObjectName("helpHeading")
        layout.addWidget(label)
    layout.addStretch(1)
    return page
