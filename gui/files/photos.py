"""Pictures read as they are seen, and photographs made small; what a camera adds to them is gone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

KINDS: Final = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff)"
_LONGEST_PX: Final = 1600
"""Enough for half a page of paper; some 300 KB as a JPEG."""
_QUALITY: Final = 82
_BEGINS, _SCAN, _ENDS = b"\xff\xd8", b"\xff\xda", b"\xff\xd9"
"""Markers of a JPEG: its beginning, what is seen, its end."""


def made_small(sources: Sequence[Path], folder: Path, name: str) -> tuple[list[Path], list[str]]:
    """Write pictures into a folder as JPEG files of so many pixels at the most, numbered after `name`.

    They stand upright, and have neither place nor time nor camera of the originals.

    Returns:
        The files, and a sentence for each picture that cannot be read.
    """
    made, refused = list[Path](), list[str]()
    for source in sources:
        if not _is_whole(source):
            refused.append(f"“{source.name}”不完整，只有一部分，没有存入；请重新从手机或相机取出")
            continue
        image = read_picture(source, _LONGEST_PX)
        if image is None:
            refused.append(f"“{source.name}”不是能读的照片，没有存入；请换成 JPG 或 PNG")
            continue
        target = folder / f"{name}{len(made) + 1}.jpg"
        if not image.save(str(target), "JPEG", _QUALITY):  # type: ignore[call-overload]
            refused.append(f"“{source.name}”存不成照片，没有存入；请检查磁盘空间后再试")
            continue
        made.append(target)
    return made, refused


def read_picture(path: Path, longest: int) -> QImage | None:
    """Return a picture upright, on white, no longer or higher than so many pixels; None if it is none.

    What its maker wrote into it is gone.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    if reader.size().isValid():
        # Before it is read: what a large one holds would not find room.
        reader.setScaledSize(within(reader.size(), longest))
    read = reader.read()
    if read.isNull():
        return None
    return on_white(
        read.scaled(within(read.size(), longest), mode=Qt.TransformationMode.SmoothTransformation)
    )


def within(size: QSize, longest: int) -> QSize:
    """Return a size of the same shape that is no longer or higher than so much."""
    most = QSize(longest, longest)
    fits = size.width() <= longest and size.height() <= longest
    return size if fits else size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)


def on_white(image: QImage) -> QImage:
    """Return a picture without what can be seen through."""
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _is_whole(path: Path) -> bool:
    """Whether a JPEG goes on to its end (ITU-T T.81, B.1.1); what else is broken is not read at all."""
    content = path.read_bytes()
    if not content.startswith(_BEGINS):
        return True
    at = len(_BEGINS)
    while content[at : at + 2] != _SCAN:
        if content[at : at + 1] != b"\xff" or at + 4 > len(content):
            return False
        is_filled = content[at + 1 : at + 2] == b"\xff"
        at += 1 if is_filled else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return _ENDS in content[at:]
