"""The list of what is asked for: every figure stands in it, and a test holds each."""

import re
from pathlib import Path

from domain.statistics.figures import Figures
from tests.conftest import RESOURCES

ROOT = Path(__file__).parents[3]
FIGURES = Figures.load(RESOURCES / "figures")


def asked() -> list[tuple[str, list[str], str]]:
    """Return what is asked, the figures that say it, and the file of tests that holds them."""
    text = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    listed = text.partition("## What is asked for")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in listed.splitlines() if line.startswith("| ")]
    found = []
    for what, figures, held in rows[1:]:
        [file] = re.findall(r"`([^`]+)`", held)
        found.append((what, re.findall(r"`([^`]+)`", figures), file))
    return found


def test_that_what_is_asked_for_has_its_figures_and_each_figure_its_test():
    rows, shipped = asked(), {**FIGURES.figures, **FIGURES.rates}
    named = {one for _, figures, _ in rows for one in figures}
    assert named == shipped.keys()
    for what, figures, file in rows:
        text = (ROOT / "tests" / "domain" / file).read_text(encoding="utf-8")
        held = {one for one in shipped if f'"{one}"' in text}
        # A rate is both its numbers, and they are it.
        for one, rate in FIGURES.rates.items():
            parts = {rate.part, rate.whole}
            held |= parts if one in held else {one} if parts <= held else set()
        assert not set(figures) - held, what
