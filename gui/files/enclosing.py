"""Attachments become pages of a case's file: pictures as they are, PDFs page by page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument

from domain.cases.documents.file import Enclosed
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import copy_attachment, look_at
from domain.papers.blocks import Picture
from domain.store.engine import Seat
from domain.store.looking import enter_looks
from domain.values.errors import DomainError
from domain.values.progress import Progress, Reporter
from gui.files.photos import on_white, read_picture, within

_DPI: Final = 150
_PT_PER_INCH: Final = 72
_LONGEST_PX: Final = 2_400
_QUALITY: Final = 82
_MOST_PAGES: Final = 200
_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp"})


class _NotPlaced(Exception):
    """A file that cannot be placed, and why."""


def enclose(
    seat: Seat, attachments: Sequence[Attachment], folder: Path, reporter: Reporter
) -> list[Enclosed]:
    """Write the pages of attachments into a folder; what cannot be placed says why.

    Raises:
        Cancelled: The user stopped it.
    """
    found = []
    enter_looks(seat, *map(look_at, attachments))
    for at, one in enumerate(attachments, start=1):
        reporter.step(Progress(at - 1, len(attachments), one.file_name))
        try:
            found.append(Enclosed(one, tuple(_pages(seat, one, at, folder))))
        except (DomainError, _NotPlaced) as error:
            found.append(Enclosed(one, reason=str(error)))
    return found


def _pages(seat: Seat, one: Attachment, at: int, folder: Path) -> list[Picture]:
    suffix = Path(one.file_name).suffix.lower()
    if suffix != ".pdf" and suffix not in _PICTURES:
        raise _NotPlaced("不是图片或 PDF，请另取原件")
    assert one.id is not None
    copy = copy_attachment(seat, one.id, folder / f"{at}{suffix}")
    images = _of_pdf(copy) if suffix == ".pdf" else iter([_of_picture(copy)])
    caption = f"附件 {at}　{one.file_name}"
    found = []
    for page, image in enumerate(images, start=1):
        found.append(_kept(image, folder / f"{at}-{page}.jpg", f"{caption}　第 {page} 页"))
    copy.unlink()
    return found


def _of_picture(path: Path) -> QImage:
    image = read_picture(path, _LONGEST_PX)
    if image is None:
        raise _NotPlaced("图片读不出来，请另取原件")
    return image


def _of_pdf(path: Path) -> Iterator[QImage]:
    document = QPdfDocument()
    try:
        if document.load(str(path)) is not QPdfDocument.Error.None_:
            raise _NotPlaced("PDF 有密码或读不出来，请另取原件")
        if document.pageCount() > _MOST_PAGES:
            raise _NotPlaced(f"有 {document.pageCount()} 页，请另取原件")
        for page in range(document.pageCount()):
            size = document.pagePointSize(page) * (_DPI / _PT_PER_INCH)
            yield on_white(document.render(page, within(size.toSize(), _LONGEST_PX)))
    finally:
        document.close()


def _kept(image: QImage, path: Path, caption: str) -> Picture:
    """Write a picture as a JPEG."""
    if not image.save(str(path), "JPEG", _QUALITY):  # type: ignore[call-overload]
        raise _NotPlaced("图片写不出来，请另取原件")
    return Picture(str(path), image.width(), image.height(), caption)
