"""Photographs made small, so that visits do not fill the disk; what a camera adds to them is gone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader

KINDS: Final = "照片 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff)"
_LONGEST_PX: Final = 1600
"""Enough for half a page of paper; some 300 KB as a JPEG."""
_QUALITY: Final = 82


def made_small(sources: Sequence[Path], folder: Path, name: str) -> tuple[list[Path], list[str]]:
    """Write pictures into a folder as JPEG files of so many pixels at the most, numbered after `name`.

    They stand upright, and have neither place nor time nor camera of the originals.

    Returns:
        The files, and a sentence for each picture that cannot be read.
    """
    made, refused = list[Path](), list[str]()
    for source in sources:
        reader = QImageReader(str(source))
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            refused.append(f"“{source.name}”不是能读的照片，没有存入；请换成 JPG 或 PNG")
            continue
        if max(image.width(), image.height()) > _LONGEST_PX:
            size = QSize(_LONGEST_PX, _LONGEST_PX)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(size, keep, smooth)
        for key in image.textKeys():
            image.setText(key, "")
        target = folder / f"{name}{len(made) + 1}.jpg"
        if not image.save(str(target), "JPEG", _QUALITY):  # type: ignore[call-overload]
            refused.append(f"“{source.name}”存不成照片，没有存入；请检查磁盘空间后再试")
            continue
        made.append(target)
    return made, refused
