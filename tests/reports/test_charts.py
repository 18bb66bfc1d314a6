"""Charts say every number, and draw each as long as it is."""

import re
from itertools import pairwise

import pytest

from domain.papers.blocks import Bars, Chart
from reports.documents.papers import chart_bytes
from tests.reports.reading import pages_of, read, squeezed

NUMBERS = (40, 20, 10, 0)
LABELS = ("融资服务", "用工", "用地和规划许可的办理", "物流")


def chart(*, is_level: bool, count: int = 1) -> Chart:
    series = tuple(Bars(f"第{at}种", NUMBERS, tuple(f"{one} 件" for one in NUMBERS)) for at in range(count))
    return Chart("收集的问题", "件", LABELS, series, is_level)


def bars_of(data: bytes) -> list[float]:
    """Return how long each bar is that is drawn: strokes broader than a line."""
    [page] = read(data).pages
    content = page.get_contents().get_data().decode("latin-1")
    found = re.findall(r"([\d.]+) w ([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content)
    strokes = [tuple(map(float, one)) for one in found]
    legend = 10.0
    return [
        abs(x2 - x1) + abs(y2 - y1)
        for broad, x1, y1, x2, y2 in strokes
        if broad > 1 and abs(abs(x2 - x1) - legend) > 0.01
    ]


@pytest.mark.parametrize("is_level", [True, False])
@pytest.mark.parametrize("count", [1, 2])
def test_that_bars_are_as_long_as_their_numbers(fonts, is_level, count):
    data = chart_bytes(chart(is_level=is_level, count=count), fonts, 420, 10)
    lengths = sorted(bars_of(data), reverse=True)
    # 0 has no bar, and its number is there all the same.
    assert len(lengths) == 3 * count
    for longer, shorter in pairwise(lengths[::count]):
        assert longer / shorter == pytest.approx(2, abs=0.01)
    [text] = pages_of(data)
    assert text.count("40件") == text.count("0件") - text.count("40件") - text.count("20件") - text.count(
        "10件"
    )
    assert all(squeezed(label) in text for label in LABELS)


def test_that_a_long_label_is_cut_and_an_exact_one_is_not(fonts):
    narrow = chart_bytes(chart(is_level=True), fonts, 150, 10)
    assert "…" in pages_of(narrow)[0]
    assert "…" not in pages_of(chart_bytes(chart(is_level=True), fonts, 600, 10))[0]


def test_that_a_chart_without_numbers_says_so(fonts):
    empty = Chart("拨付金额", "", (), (Bars("拨付金额", (), ()),))
    assert "没有" in pages_of(chart_bytes(empty, fonts, 300, 10))[0]
