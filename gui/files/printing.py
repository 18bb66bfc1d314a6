"""Putting papers on paper.

Linux hands the PDF itself to CUPS, since QtPdf prints rasters only; Windows prints at 300 dpi behind its own
dialog.
"""

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QSpinBox, QWidget

from domain.values.errors import BadInput, DomainError
from domain.values.progress import Progress, Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, icon_button, in_row, named_label
from gui.early.theme import px
from gui.forms.editors import ChoiceBox
from gui.widgets.dialog import Dialog, opened

_LP_WAITS_S: Final = 60
_DPI: Final = 300
_PT_PER_INCH: Final = 72
_MOST_COPIES: Final = 99
_PAGES: Final = re.compile(r"(\d{1,5})(?:\s*[-—–~至到]\s*(\d{1,5}))?")


class NoPrinting(DomainError):
    """Nothing can be printed on this machine; the sentence says why."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What was chosen.

    Attributes:
        printer: Which one.
        copies: How many; one whole copy after the other.
        is_duplex: Whether sheets are printed on both sides.
        pages: The first and the last page that are wanted, from 1; None for all.
    """

    printer: str
    copies: int = 1
    is_duplex: bool = False
    pages: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """Which pages and how many copies, as the trail has them.

        >>> PrintOrder("HP", 2).words, PrintOrder("HP", pages=(3, 5)).words
        ('2 份', '第 3—5 页，1 份')
        """
        if self.pages is None:
            return f"{self.copies} 份"
        first, last = self.pages
        return f"第 {first if first == last else f'{first}—{last}'} 页，{self.copies} 份"


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the user said yes to, and what prints a PDF so; ``print`` is called in a job."""

    order: PrintOrder
    print: Callable[[Path, str, Reporter], None]


def pages_in(text: str) -> tuple[int, int] | None:
    """Read which pages are wanted; None for all of them.

    Raises:
        BadInput: It says no pages.

    >>> pages_in(" 3 "), pages_in("3－5"), pages_in("")
    ((3, 3), (3, 5), None)
    """
    words = unicodedata.normalize("NFKC", text).strip()
    if not words:
        return None
    found = _PAGES.fullmatch(words)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < first <= last:
        raise BadInput(f"“{text.strip()}”不是页码；一页写 3，几页写 3-5，全部打印就空着")
    return first, last


def refuse_missing_pages(path: Path, pages: tuple[int, int] | None) -> None:
    """Check that a PDF has the pages that are wanted.

    Raises:
        BadInput: It has not so many.
    """
    if pages is not None:
        document = QPdfDocument()
        document.load(str(path))
        count = document.pageCount()
        document.close()
        if pages[1] > count:
            raise BadInput(f"没有打印：一共 {count} 页，没有第 {pages[1]} 页")


def printer_names() -> list[str]:
    """Return the printers the system knows, its default one first."""
    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: name != default)


def refuse_without_printer(names: Sequence[str]) -> None:
    """Check that something can be printed.

    Raises:
        NoPrinting: There is no printer, or no command to reach one by.
    """
    if not names:
        raise NoPrinting("没有找到打印机，请先在系统里添加")
    if sys.platform != "win32" and shutil.which("lp") is None:
        raise NoPrinting("本机没有打印命令 lp（软件包 cups-client）")


def send_to_cups(path: Path, order: PrintOrder, title: str) -> None:
    """Hand a PDF to CUPS as it is: A4, not fitted to the page, so that millimetres stay millimetres.

    Raises:
        NoPrinting: It was not taken; with what the printing system said.
    """
    command = ["lp", "-d", order.printer, "-n", str(order.copies), "-t", title]
    sides = "two-sided-long-edge" if order.is_duplex else "one-sided"
    for option in ("media=A4", "print-scaling=none", f"sides={sides}", "collate=true"):
        command += ["-o", option]
    if order.pages is not None:
        command += ["-P", "{}-{}".format(*order.pages)]
    command += ["--", str(path)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_LP_WAITS_S)
    except FileNotFoundError as error:
        raise NoPrinting("本机没有打印命令 lp（软件包 cups-client）") from error
    except subprocess.TimeoutExpired as error:
        raise NoPrinting(f"打印机“{order.printer}”一分钟没有回应，请检查是否开机联网") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        raise NoPrinting(
            f"打印机“{order.printer}”没有接受：{said[-1] if said else '没有说明原因'}"
        ) from error


def print_raster(path: Path, printer: QPrinter, order: PrintOrder, reporter: Reporter) -> None:
    """Print the pages of a PDF that are wanted at 300 dpi in their size, whatever the printer's margins are.

    Raises:
        NoPrinting: The printer does not take it.
        Cancelled: The user stopped it; what was spooled is thrown away.
    """
    document = QPdfDocument()
    document.load(str(path))
    printer.setResolution(_DPI)
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise NoPrinting(f"打印机“{printer.printerName()}”没有接受，请检查是否开机联网")
    try:
        first, last = order.pages or (1, document.pageCount())
        for done, page in enumerate(range(first - 1, last)):
            reporter.step(Progress(done, last - first + 1, f"第 {page + 1} 页"))
            if done:
                printer.newPage()
            size = document.pagePointSize(page) * (_DPI / _PT_PER_INCH)
            image = document.render(page, size.toSize())
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        reporter.step(Progress(last - first + 1, last - first + 1))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
        document.close()


class PrintDialog(Dialog):
    """Which printer, how many copies, on one side or both, which pages; the paper itself is fixed."""

    ordered = Signal(PrintOrder)

    def __init__(self, names: Sequence[str], what: str, parent: QWidget | None = None) -> None:
        """`what` says what will be printed, e.g. ``3 份通知书，共 3 页``."""
        super().__init__(parent, "打印", width=420)
        self.printer: QComboBox = ChoiceBox({name: name for name in names}, self, unset_word=None)
        self.printer.setMinimumHeight(px(34))
        self.copies = QSpinBox(self)
        self.copies.setRange(1, _MOST_COPIES)
        self.copies.setMinimumHeight(px(34))
        self.copies.setFixedWidth(px(72))
        self.copies.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.fewer = icon_button("minus", "少一份（↓）", self.copies.stepDown, parent=self)
        self.more = icon_button("plus", "多一份（↑）", self.copies.stepUp, parent=self)
        self.duplex = QCheckBox("双面打印，每份从新的一张纸开始", self)
        self.pages = QLineEdit(self)
        self.pages.setPlaceholderText("全部")
        self.pages.setMinimumHeight(px(34))
        self.pages.setFixedWidth(px(120))
        self.complaint = named_label("fieldError", "", self, wraps=True)
        self.complaint.hide()
        self.print_button = button("打印", self._on_print, look=Look.PRIMARY, icon_name="print", parent=self)
        self.print_button.setDefault(True)
        self._lay_out(what)

    def _lay_out(self, what: str) -> None:
        self.add_title("打印")
        self.body.addWidget(Note(f"{what}；A4 纸，按实际大小，不缩放。", self))
        for word, editor in (("打印机", self.printer), ("份数", self.copies), ("页码", self.pages)):
            label = named_label("fieldLabel", word, self)
            label.setFixedWidth(px(56))
            label.setBuddy(editor)
            row = in_row(label, (editor, 1 if editor is self.printer else 0), spacing=12)
            if editor is self.copies:
                row.insertWidget(1, self.fewer)
                fill(row, self.more, STRETCH)
            elif editor is self.pages:
                fill(row, STRETCH)
            self.body.addLayout(row)
        hint = Note("卡纸或印坏了一页：只印那一页，如 3；几页写 3-5。", self)
        fill(self.body, self.complaint, hint, self.duplex)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.print_button)

    def _on_print(self) -> None:
        try:
            pages = pages_in(self.pages.text())
        except BadInput as error:
            self.complaint.setText(str(error))
            self.complaint.show()
            self.pages.setFocus()
            return
        self.accept()
        printer, copies = self.printer.currentText(), self.copies.value()
        self.ordered.emit(PrintOrder(printer, copies, self.duplex.isChecked(), pages))


def ask_how_to_print(
    parent: QWidget,
    what: str,
    on_ordered: Callable[[Ordered], object],
) -> QDialog:
    """Open the dialog of this system over the window of `parent` and return at once.

    Args:
        parent: Over whose window.
        what: What will be printed, in words.
        on_ordered: Gets, once the user has said yes, how to print.

    Raises:
        NoPrinting: There is nothing to print with.
    """
    names = printer_names()
    refuse_without_printer(names)
    if sys.platform == "win32":
        return _ask_windows(parent, on_ordered)
    dialog = PrintDialog(names, what, parent.window())

    def begin(order: PrintOrder) -> None:
        on_ordered(Ordered(order, lambda path, title, _: send_to_cups(path, order, title)))

    dialog.ordered.connect(begin)
    return opened(dialog)


def _ask_windows(parent: QWidget, on_ordered: Callable[[Ordered], object]) -> QDialog:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent.window())

    def begin() -> None:
        is_range = printer.printRange() is QPrinter.PrintRange.PageRange
        order = PrintOrder(
            printer.printerName(),
            printer.copyCount(),
            printer.duplex() is not QPrinter.DuplexMode.DuplexNone,
            (printer.fromPage(), printer.toPage()) if is_range else None,
        )

        def print_it(path: Path, title: str, reporter: Reporter) -> None:
            printer.setDocName(title)
            print_raster(path, printer, order, reporter)

        on_ordered(Ordered(order, print_it))

    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.accepted.connect(begin)
    dialog.finished.connect(dialog.deleteLater)
    # Its own `open` wants a slot by name.
    QDialog.open(dialog)
    return dialog
