"""Line icons, tinted in code. Found on Qt's search path ``icons:``, set by `gui.theme.apply_theme`."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QFile, QIODevice, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_DRAWN_IN: Final = b"#5b6675"
_SIZES_PX: Final = (16, 20, 24, 32, 40, 48, 64, 96)


@lru_cache(maxsize=256)
def icon(name: str, colour: str = "#5b6675", selected: str | None = None) -> QIcon:
    """Return the icon ``resources/icons/{name}.svg``, its strokes in `colour` (``#rrggbb``).

    Args:
        name: File name without its ending.
        colour: Strokes of the normal icon; the disabled one is paler.
        selected: Strokes of the icon while it is checked; `colour` if left out.
    """
    source = _source(name)
    result = QIcon()
    for size_px in _SIZES_PX:
        result.addPixmap(_drawn(source, colour, size_px), QIcon.Mode.Normal, QIcon.State.Off)
        result.addPixmap(_drawn(source, "#aab3bf", size_px), QIcon.Mode.Disabled, QIcon.State.Off)
        if selected is not None:
            result.addPixmap(_drawn(source, selected, size_px), QIcon.Mode.Normal, QIcon.State.On)
    return result


def _source(name: str) -> bytes:
    file = QFile(f"icons:{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(f"no icon {name}.svg on the search path icons:")
    return bytes(file.readAll().data())


def _drawn(source: bytes, colour: str, size_px: int) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(source.replace(_DRAWN_IN, colour.encode())))
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap
