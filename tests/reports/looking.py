"""Small pictures of papers: what is kept of each page, and how far a page may differ from it."""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageFilter
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

KEPT: Final = Path(__file__).parent / "pictures"
_DPI: Final = 36
_FINER: Final = 2
"""Drawn so many times as large and then averaged, so that how a program smooths edges says little."""
_SHADES: Final = 16
_BLOCK: Final = 3
"""Pixels across a block: 2.1 mm, less than a character of the type area."""
_ABOUT: Final = 2
"""Pixels around each that are averaged with it: 1.4 mm."""
_INK: Final = 200
"""What is darker is written on."""
_LEAST_MM: Final = 3
"""Lines of type are at least so high."""
_OFF: Final = 34
"""By how many of 255 shades a block may be lighter or darker.

poppler and QtPdf differ by up to 24, edges smoothed five times as finely by 27; the smallest fault that is
planted makes 43, a line that stands lower 65.
"""


def pages_drawn(data: bytes, most: int, finer: int = _FINER) -> list[Image.Image]:
    """Return the first pages of a PDF as the window shows them, in grey; ``finer`` see `_FINER`."""
    content, document = QByteArray(data), QPdfDocument()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    try:
        assert document.pageCount()
        return [_drawn(document, page, finer) for page in range(min(most, document.pageCount()))]
    finally:
        document.close()


def _drawn(document: QPdfDocument, page: int, finer: int) -> Image.Image:
    size = (document.pagePointSize(page) * (_DPI / 72)).toSize() * finer
    image = document.render(page, size).convertToFormat(QImage.Format.Format_RGBA8888)
    found = Image.frombytes(
        "RGBA", (image.width(), image.height()), bytes(image.constBits()), "raw", "RGBA", image.bytesPerLine()
    )
    paper = Image.new("RGBA", found.size, "white")
    paper.alpha_composite(found)
    step = 255 // (_SHADES - 1)
    grey = paper.convert("L").reduce(finer)
    return grey.point(lambda shade: round(shade / step) * step)


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture as it is kept."""
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    path.write_bytes(buffer.getvalue())


def in_pixels(millimetres: float) -> int:
    """Return how long something is on a kept picture."""
    return round(millimetres / 25.4 * _DPI)


def lines_of(picture: Image.Image) -> list[tuple[int, int]]:
    """Return where each line of type begins and ends, in pixels from the top."""
    inked = [picture.crop((0, y, picture.width, y + 1)).getextrema()[0] < _INK for y in range(picture.height)]
    edges = [y for y in range(1, picture.height) if inked[y] != inked[y - 1]]
    return [
        (top, end)
        for top, end in zip(edges[::2], edges[1::2], strict=True)
        if end - top >= in_pixels(_LEAST_MM)
    ]


def is_alike(picture: Image.Image, kept: Image.Image) -> bool:
    """Whether a page looks as it did when its picture was kept.

    Where thin lines stand, and which character of much the same ink, it does not say: that is read in PDFs.
    """
    return picture.size == kept.size and most_off(picture, kept) <= _OFF


def most_off(picture: Image.Image, kept: Image.Image) -> int:
    """Return by how many of 255 shades a block of two pictures of one size differs at most."""
    off = ImageChops.difference(*map(_blurred, (picture, kept))).getextrema()[1]
    assert isinstance(off, int)
    return off


def _blurred(picture: Image.Image) -> Image.Image:
    return picture.filter(ImageFilter.BoxBlur(_ABOUT)).reduce(_BLOCK)
