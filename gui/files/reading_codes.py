"""Codes of papers, read from a photograph, a scan or a PDF."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from domain.papers.codes import with_annex
from domain.values.errors import BadInput
from domain.values.progress import Progress, Reporter
from gui.files.photos import on_white, read_picture

KINDS: Final = "照片或 PDF (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.pdf)"
_LONGEST_PX: Final = (2_400, 6_000)
"""First as large as nearly always suffices, then nearly as large as cameras make them."""
_DPI: Final = 200
_PT_PER_INCH: Final = 72
_MOST_PAGES: Final = 600


def read_codes(path: Path, reporter: Reporter) -> list[str]:
    """Return what the QR codes on a picture, or on the pages of a PDF, say, each once and in their order.

    Behind one that vouches for a list stands what that comes to by the text of its pages (`with_annex`).

    Raises:
        BadInput: It cannot be read, or there is none.
        Cancelled: The user stopped it.
    """
    if path.suffix.lower() == ".pdf":
        texts = _on_pages(path, reporter)
    else:
        # Larger where nothing was read of it.
        texts = next(filter(None, map(codes_on, _sizes_of(path))), [])
    found = list(dict.fromkeys(texts))
    if not found:
        raise BadInput(f"“{path.name}”上没有读到二维码：请把二维码拍清楚、拍完整，或照着输入")
    return found


def codes_on(image: QImage) -> list[str]:
    """Return what the QR codes on a picture say."""
    import zxingcpp  # noqa: PLC0415 - only where a paper is verified

    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    # Rows may be a few bytes longer than the picture is wide, which are outside of any code.
    lines = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcodes(lines, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return [one.text for one in found]


def _on_pages(path: Path, reporter: Reporter) -> list[str]:
    """Return the codes of a PDF, each with what its pages say up to the next one."""
    codes, texts = list[str](), list[str]()
    for image, text in _pages_of(path, reporter):
        for code in codes_on(image):
            codes.append(code)
            texts.append("")
        if texts:
            texts[-1] += f"\n{text}"
    return [with_annex(*one) for one in zip(codes, texts, strict=True)]


def _sizes_of(path: Path) -> Iterator[QImage]:
    """Yield a picture, first small, then large."""
    for longest in _LONGEST_PX:
        image = read_picture(path, longest)
        if image is None:
            raise BadInput(f"“{path.name}”不是能读的图片，请换成 JPG、PNG 或 PDF")
        yield image


def _pages_of(path: Path, reporter: Reporter) -> Iterator[tuple[QImage, str]]:
    """Yield the pages of a PDF, each as it looks and what its text is."""
    document = QPdfDocument()
    try:
        if document.load(str(path)) is not QPdfDocument.Error.None_:
            raise BadInput(f"“{path.name}”有密码或读不出来，请另取一份 PDF")
        pages = document.pageCount()
        if pages > _MOST_PAGES:
            raise BadInput(f"“{path.name}”有 {pages} 页，请分成不超过 {_MOST_PAGES} 页的几份再核对")
        for page in range(pages):
            reporter.step(Progress(page, pages, f"第 {page + 1} 页"))
            points = document.pagePointSize(page)
            # A page may say that it is metres wide.
            longest = max(points.width(), points.height(), 1.0)
            size = points * min(_DPI / _PT_PER_INCH, _LONGEST_PX[-1] / longest)
            yield on_white(document.render(page, size.toSize())), document.getAllText(page).text()
    finally:
        document.close()
