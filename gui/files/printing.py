"""Putting papers on paper.

Linux hands the PDF itself to CUPS, since QtPdf prints rasters only; Windows prints at 300 dpi behind its own
dialog.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QComboBox, QDialog, QSpinBox, QWidget

from domain.values.errors import DomainError
from domain.values.progress import Progress, Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, icon_button, in_row, named_label
from gui.early.theme import px
from gui.forms.editors import ChoiceBox
from gui.widgets.dialog import Dialog, opened

_LP_WAITS_S: Final = 60
_DPI: Final = 300
_PT_PER_INCH: Final = 72
_MOST_COPIES: Final = 99


class NoPrinting(DomainError):
    """Nothing can be printed on this machine; the sentence says why."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What was chosen: which printer, how many copies."""

    printer: str
    copies: int = 1


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
    command += ["-o", "media=A4", "-o", "print-scaling=none", "--", str(path)]
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


def print_raster(path: Path, printer: QPrinter, reporter: Reporter) -> None:
    """Print every page of a PDF at 300 dpi in its own size, whatever the printer's margins are.

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
        for page in range(document.pageCount()):
            reporter.step(Progress(page, document.pageCount(), f"第 {page + 1} 页"))
            if page:
                printer.newPage()
            size = document.pagePointSize(page) * (_DPI / _PT_PER_INCH)
            image = document.render(page, size.toSize())
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        reporter.step(Progress(document.pageCount(), document.pageCount()))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
        document.close()


class PrintDialog(Dialog):
    """Which printer and how many copies; nothing else, since the paper is fixed."""

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
        self.print_button = button("打印", self.accept, look=Look.PRIMARY, icon_name="print", parent=self)
        self.print_button.setDefault(True)
        self._lay_out(what)
        self.accepted.connect(self._on_accepted)

    def _lay_out(self, what: str) -> None:
        self.add_title("打印")
        self.body.addWidget(Note(f"{what}；A4 纸，按实际大小，不缩放。", self))
        for word, editor in (("打印机", self.printer), ("份数", self.copies)):
            label = named_label("fieldLabel", word, self)
            label.setFixedWidth(px(56))
            label.setBuddy(editor)
            row = in_row(label, (editor, 1 if editor is self.printer else 0), spacing=12)
            if editor is self.copies:
                row.insertWidget(1, self.fewer)
                fill(row, self.more, STRETCH)
            self.body.addLayout(row)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.print_button)

    def _on_accepted(self) -> None:
        self.ordered.emit(PrintOrder(self.printer.currentText(), self.copies.value()))


def ask_how_to_print(
    parent: QWidget,
    what: str,
    on_ordered: Callable[[Callable[[Path, str, Reporter], None]], object],
) -> QDialog:
    """Open the dialog of this system over the window of `parent` and return at once.

    Args:
        parent: Over whose window.
        what: What will be printed, in words.
        on_ordered: Gets, once the user has said yes, how to print: called with a PDF's path, a title and a
            reporter, in a job.

    Raises:
        NoPrinting: There is nothing to print with.
    """
    names = printer_names()
    refuse_without_printer(names)
    if sys.platform == "win32":
        return _ask_windows(parent, on_ordered)
    dialog = PrintDialog(names, what, parent.window())
    dialog.ordered.connect(lambda order: on_ordered(lambda path, title, _: send_to_cups(path, order, title)))
    return opened(dialog)


def _ask_windows(
    parent: QWidget, on_ordered: Callable[[Callable[[Path, str, Reporter], None]], object]
) -> QDialog:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    dialog = QPrintDialog(printer, parent.window())

    def print_it(path: Path, title: str, reporter: Reporter) -> None:
        printer.setDocName(title)
        print_raster(path, printer, reporter)

    dialog.accepted.connect(lambda: on_ordered(print_it))
    dialog.finished.connect(dialog.deleteLater)
    # Its own `open` wants a slot by name.
    QDialog.open(dialog)
    return dialog
