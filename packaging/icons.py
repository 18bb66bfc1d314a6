"""Draws resources/icons/zhuqidui.svg as the pictures that desktops and Windows want.

python packaging/icons.py FOLDER
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources/icons/zhuqidui.svg"
SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


def main(folder: Path) -> None:
    QGuiApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    renderer = QSvgRenderer(str(SOURCE))
    for size_px in SIZES_PX:
        image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        image.save(str(folder / f"zhuqidui-{size_px}.png"))
    # Windows takes from the .ico the size that it needs.
    pictures = [Image.open(folder / f"zhuqidui-{size_px}.png") for size_px in SIZES_PX]
    pictures[-1].save(
        folder / "zhuqidui.ico", append_images=pictures[:-1], sizes=[(px, px) for px in SIZES_PX]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
