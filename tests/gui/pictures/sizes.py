"""The screens that offices have."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize

from gui.early.preferences import FontScale


@dataclass(frozen=True)
class Size:
    """A screen in its own pixels of text; `ratio` is how many of the machine's stand for one of them."""

    width: int
    height: int
    scale: FontScale = FontScale.STANDARD
    ratio: int = 1

    @property
    def name(self) -> str:
        parts = [str(self.width)]
        if self.scale is not FontScale.STANDARD:
            parts.append(str(self.scale))
        if self.ratio > 1:
            parts.append(f"x{self.ratio}")
        return "-".join(parts)

    @property
    def room(self) -> QSize:
        return QSize(self.width, self.height)


SIZES: Final = (
    Size(1024, 600),
    Size(1024, 600, FontScale.HUGE),
    Size(1366, 768),
    Size(1920, 1080),
    Size(1366, 768, ratio=2),
)
