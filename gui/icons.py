"""Line icons, tinted in code. Found on Qt's search path ``icons:``, set by `gui.theme.apply_theme`."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QFile, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_DRAWN_IN: Final = b"#5b6675"
_SIZES_PX: Final = (16, 20, 24, 32, 48)


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
    _add(result, source, colour, QIcon.Mode.Normal, QIcon.State.Off)
    _add(result, source, "#aab3bf", QIcon.Mode.Disabled, QIcon.State.Off)
    if selected is not None:
        _add(result, source, selected, QIcon.Mode.Normal, QIcon.State.On)
    return result


def _source(name: str) -> bytes:
    file = QFile(f"icons:{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(f"no icon {name}.svg on the search path icons:")
    return bytes(file.readAll().data())


def _add(icon: QIcon, source: bytes, colour: str, mode: QIcon.Mode, state: QIcon.State) -> None:
    renderer = QSvgRenderer(QByteArray(source.replace(_DRAWN_IN, colour.encode())))
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    # Only what this screen will ask for: eighty icons in every size would hold 15 MB.
    for size_px in sorted({*_SIZES_PX, *(round(size * ratio) for size in _SIZES_PX)}):
        icon.addPixmap(_drawn(renderer, size_px), mode, state)


def _drawn(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap
