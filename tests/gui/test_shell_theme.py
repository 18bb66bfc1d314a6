import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontDatabase

from gui.early.preferences import FontScale
from gui.early.theme import COLOURS, apply_theme, icon, px
from tests.gui.conftest import contrast


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "card"),
        ("ink", "page"),
        ("ink", "accent_soft"),
        ("quiet", "card"),
        ("quiet", "page"),
        ("quiet", "hover"),
        ("faint", "card"),
        ("faint", "page"),
        ("accent", "card"),
        ("accent", "page"),
        ("accent", "accent_soft"),
        ("card", "accent"),
        ("card", "accent_hover"),
        ("danger", "card"),
        ("danger", "page"),
        ("danger", "danger_soft"),
    ],
)
def test_that_every_text_can_be_read_on_its_ground(ink, ground):
    """4.5:1, WCAG 2 AA."""
    assert contrast(COLOURS[ink], COLOURS[ground]) >= 4.5


def test_that_every_icon_draws_something_in_the_colour_asked_for(qapp, resources):
    names = [path.stem for path in (resources / "icons").glob("*.svg")]
    assert len(names) > 40
    for name in names:
        picture = icon(name, "#ff0000", size=24).pixmap(QSize(24, 24), 1).toImage()
        seen = {picture.pixelColor(x, y).name() for x in range(24) for y in range(24)}
        assert name in ("zhuqidui", "check-white") or "#ff0000" in seen, name


def test_that_an_icon_that_does_not_exist_is_named():
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icon("no-such-icon")


@pytest.mark.parametrize(("scale", "base_px"), [(FontScale.SMALL, 13), (FontScale.HUGE, 19)])
def test_that_lengths_follow_the_type(qapp, resources, scale, base_px):
    try:
        apply_theme(qapp, resources, scale)
        assert qapp.font().pixelSize() == base_px
        assert px(14) == base_px
    finally:
        apply_theme(qapp, resources, FontScale.STANDARD)
    assert px(36) == 36


def test_that_there_is_a_chinese_type_whatever_the_system_has(qapp):
    assert QFontDatabase.WritingSystem.SimplifiedChinese in QFontDatabase.writingSystems(qapp.font().family())
