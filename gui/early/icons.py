"""Line icons, tinted in code. Found on Qt's search path ``icons:``, set by `gui.early.theme.apply_theme`."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QDir, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.early.theme import px

_DRAWN_IN: Final = b"#5b6675"


def icon(name: str, colour: str = "#5b6675", selected: str | None = None, *, size: int = 20) -> QIcon:
    """Return the icon ``resources/icons/{name}.svg``, its strokes in `colour` (``#rrggbb``).

    Args:
        name: File name without its ending.
        colour: Strokes of the normal icon; the disabled one is paler.
        selected: Strokes of the icon while it is checked; `colour` if left out.
        size: At which it is shown, at 字号标准 (px); it is drawn for no other.
    """
    ratios = frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    return _icon(name, colour, selected, frozenset(round(px(size) * ratio) for ratio in ratios))


def icon_pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return the icon as a picture of `size` (px at 字号标准) for a screen with `ratio` pixels a px."""
    return icon(name, colour, size=size).pixmap(QSize(px(size), px(size)), ratio)


def svg_pixmap(path: Path, size: int, ratio: float) -> QPixmap:
    """Return an SVG file of its own colours as a picture, measured as by `icon_pixmap`."""
    result = _drawn(QSvgRenderer(str(path)), round(px(size) * ratio))
    result.setDevicePixelRatio(ratio)
    return result


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, selected: str | None, sides_px: frozenset[int]) -> QIcon:
    source = _source(name)
    looks = [
        (colour, QIcon.Mode.Normal, QIcon.State.Off),
        ("#aab3bf", QIcon.Mode.Disabled, QIcon.State.Off),
    ]
    if selected is not None:
        looks.append((selected, QIcon.Mode.Normal, QIcon.State.On))
    result = QIcon()
    for ink, mode, state in looks:
        renderer = QSvgRenderer(QByteArray(source.replace(_DRAWN_IN, ink.encode())))
        for side_px in sides_px:
            result.addPixmap(_drawn(renderer, side_px), mode, state)
    return result


def _source(name: str) -> bytes:
    for folder in QDir.searchPaths("icons"):
        path = Path(folder, f"{name}.svg")
        if path.exists():
            return path.read_bytes()
    raise FileNotFoundError(f"no icon {name}.svg on the search path icons:")


def _drawn(renderer: QSvgRenderer, side_px: int) -> QPixmap:
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap
