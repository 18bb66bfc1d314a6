"""How the window looks: one stylesheet, one accent, tinted icons, type that follows 字号 and the system."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QDir, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui.early.preferences import FontScale

ACCENT: Final = "#2563a8"
INK: Final = "#1f2933"
QUIET: Final = "#5b6675"
FAINT: Final = "#646f7d"
LINE: Final = "#dde2e8"
PAGE: Final = "#f4f6f8"
CARD: Final = "#ffffff"
DANGER: Final = "#b42318"

COLOURS: Final = {
    "accent": ACCENT,
    "accent_hover": "#1f5590",
    "accent_down": "#184677",
    "accent_soft": "#e8f0f9",
    "accent_line": "#b9d0ea",
    "ink": INK,
    "quiet": QUIET,
    "faint": FAINT,
    "line": LINE,
    "line_strong": "#b8c1cc",
    "page": PAGE,
    "card": CARD,
    "hover": "#f0f4f8",
    "danger": DANGER,
    "danger_soft": "#fdecea",
    "danger_line": "#f0b9b3",
    "disabled_ink": "#98a2ae",
    "disabled_fill": "#f1f3f5",
}
"""Every colour of the stylesheet. Text on its ground keeps a contrast of 4.5:1 (see test_shell_theme)."""

_BASE_PX: Final = 14
_LARGEST_SYSTEM_PX: Final = 22

# What a whole system is drawn in. Linux desktops have none such: what most of them bring is the very type
# that is shipped, in one file for all of East Asia, which takes 8 MB more of memory.
_OF_THE_SYSTEM: Final = ("Microsoft YaHei UI", "Microsoft YaHei", "HarmonyOS Sans SC", "PingFang SC")
_SHIPPED: Final = "NotoSansSC-*.ttf"


def px(size: int) -> int:
    """Return a length that was drawn for 字号标准 at the type size now in use."""
    return round(size * _type_px() / _BASE_PX)


@cache
def _type_px() -> int:
    """Asked for tens of thousands of times while a window is laid out."""
    return QApplication.font().pixelSize()


def apply_theme(app: QApplication, resources: Path, scale: FontScale) -> None:
    """Dress the application; may be called again when 字号 changes."""
    QDir.setSearchPaths("icons", [str(resources / "icons")])
    font = _font(app, resources, scale)
    if app.styleSheet() and app.font() == font:
        return  # it is dressed so; doing it again would polish every widget there is once more
    app.setPalette(_palette())
    # Before the font, since widgets that hear of it ask at once.
    _type_px.cache_clear()
    app.setFont(font)
    sheet = (resources / "styles" / "app.qss").read_text("utf-8")
    app.setStyleSheet(_filled(sheet))


def _font(app: QApplication, resources: Path, scale: FontScale) -> QFont:
    if not app.property("system_px"):
        # What the system asked for, read once: afterwards the application's font is ours.
        app.setProperty("system_px", QFontInfo(app.font()).pixelSize())
        app.setProperty("family", _family(resources))
    base_px = min(max(_BASE_PX, int(app.property("system_px"))), _LARGEST_SYSTEM_PX)
    font = QFont(str(app.property("family")))
    font.setPixelSize(round(base_px * scale.percent / 100))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _family(resources: Path) -> str:
    installed = set(QFontDatabase.families())
    for family in _OF_THE_SYSTEM:
        if family in installed:
            return family
    shipped = [
        family
        for file in sorted((resources / "fonts").glob(_SHIPPED))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
    ]
    if shipped:
        return min(shipped, key=len)
    return QApplication.font().family()


def _filled(sheet: str) -> str:
    """Replace ``@accent`` by its colour and ``@36`` by that many px at the type size in use."""
    return re.sub(
        r"@(\w+)", lambda found: f"{px(int(found[1]))}px" if found[1].isdigit() else COLOURS[found[1]], sheet
    )


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, colour in (
        (role.Window, PAGE),
        (role.WindowText, INK),
        (role.Base, CARD),
        (role.AlternateBase, "#fafbfc"),
        (role.Text, INK),
        (role.Button, CARD),
        (role.ButtonText, INK),
        (role.ToolTipBase, "#26313d"),
        (role.ToolTipText, "#ffffff"),
        (role.PlaceholderText, FAINT),
        (role.Highlight, ACCENT),
        (role.HighlightedText, "#ffffff"),
        (role.Link, ACCENT),
        (role.Accent, ACCENT),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(COLOURS["disabled_ink"]))
    return palette


_DRAWN_IN: Final = b"#5b6675"


def icon(
    name: str,
    colour: str = "#5b6675",
    selected: str | None = None,
    *,
    size: int = 20,
    can_be_disabled: bool = True,
) -> QIcon:
    """Return the icon ``resources/icons/{name}.svg``, its strokes in `colour` (``#rrggbb``).

    Args:
        name: File name without its ending.
        colour: Strokes of the normal icon; the disabled one is paler.
        selected: Strokes of the icon while it is checked; `colour` if left out.
        size: At which it is shown, at 字号标准 (px); it is drawn for no other.
        can_be_disabled: Whether what it stands on may be; else it is not drawn for that.
    """
    ratios = frozenset(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    sides_px = frozenset(round(px(size) * ratio) for ratio in ratios)
    return _icon(name, colour, selected, sides_px, can_be_disabled=can_be_disabled)


def icon_pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return the icon as a picture of `size` (px at 字号标准) for a screen with `ratio` pixels a px."""
    return icon(name, colour, size=size).pixmap(QSize(px(size), px(size)), ratio)


def svg_pixmap(path: Path, size: int, ratio: float) -> QPixmap:
    """Return an SVG file of its own colours as a picture, measured as by `icon_pixmap`."""
    result = _drawn(QSvgRenderer(str(path)), round(px(size) * ratio))
    result.setDevicePixelRatio(ratio)
    return result


@lru_cache(maxsize=256)
def _icon(
    name: str, colour: str, selected: str | None, sides_px: frozenset[int], *, can_be_disabled: bool
) -> QIcon:
    source = _source(name)
    looks = [(colour, QIcon.Mode.Normal, QIcon.State.Off)]
    if can_be_disabled:
        looks.append(("#aab3bf", QIcon.Mode.Disabled, QIcon.State.Off))
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
