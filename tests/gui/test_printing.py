"""Pages that are printed as pictures, where the printing system takes no PDF."""

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from domain.values.progress import Cancelled, Progress, Silent
from gui.files.printing import NoPrinting, PrintOrder, print_raster
from reports.sheet.pdf import PdfFile, Properties, drawn
from tests.reports.reading import read
from tests.watching import LogWatch, log_qt_messages

SIDE = 72.0


class Stopping(Silent):
    """Somebody who has had enough after the first page."""

    def step(self, progress: Progress) -> None:
        if progress.done:
            raise Cancelled


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    path = tmp_path / "three.pdf"
    with path.open("wb") as out:
        file = PdfFile(out)
        for at in range(3):
            file.add(drawn(SIDE, SIDE * (at + 1), "", {}))
        file.close(pytest.fail, Properties("三页"))
    return path


def printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_that_the_pages_that_are_wanted_are_printed(qapp, three_pages: Path, tmp_path: Path):
    for pages, count in ((None, 3), ((2, 3), 2), ((3, 3), 1)):
        target = tmp_path / f"{count}.pdf"
        print_raster(three_pages, printer_to(target), PrintOrder("", pages=pages), Silent())
        printed = read(target.read_bytes()).pages
        assert len(printed) == count
        heights = [image.image.height / image.image.width for page in printed for image in page.images]
        assert [round(one) for one in heights] == [1, 2, 3][-count:]


@pytest.mark.no_qt_log  # or who hears of Qt's messages would turn on whether output is captured
def test_that_printing_is_stopped_or_refused_and_says_so(
    qapp, three_pages: Path, tmp_path: Path, logged: LogWatch, pytestconfig: pytest.Config
):
    log_qt_messages(pytestconfig.getini("qt_log_ignore"))  # whoever hears them since an earlier test
    logged.expect("QPainter::begin")
    with pytest.raises(Cancelled):
        print_raster(three_pages, printer_to(tmp_path / "stopped.pdf"), PrintOrder(""), Stopping())
    with pytest.raises(NoPrinting, match="没有接受"):
        print_raster(three_pages, printer_to(tmp_path / "nowhere" / "x.pdf"), PrintOrder(""), Silent())
