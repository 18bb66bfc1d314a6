from hypothesis import given, settings
from hypothesis import strategies as st

from reports.sheet.breaking import NO_LINE_END, NO_LINE_START, break_lines, unit_of, units_of

SIGNS = "郑东新区企业补助，。、；：（）《》“”〔〕0123456789.%元万ABab —"
TEXTS = st.text(SIGNS, min_size=1, max_size=120)
WIDTHS = st.integers(min_value=6, max_value=30)


def measured(text):
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)


def lines_of(text, width, indent=0.0):
    units = units_of(text, lambda piece: unit_of(piece, measured))
    return break_lines(units, float(width), em=1.0, indent=indent)


@settings(derandomize=True, max_examples=300)
@given(TEXTS, WIDTHS)
def test_that_every_sign_is_kept_in_its_order(text, width):
    joined = "".join(line.text for line in lines_of(text, width))
    assert joined.replace(" ", "") == text.replace(" ", "")


@settings(derandomize=True, max_examples=300)
@given(TEXTS, WIDTHS)
def test_that_no_line_is_wider_than_the_measure(text, width):
    for line in lines_of(text, width):
        # The empty half of a closing sign may stand outside, and what cannot be broken at all must.
        hanging = 0.5 if line.text and line.text[-1] in NO_LINE_START else 0.0
        assert line.indent + line.width - hanging <= width + 0.001 or len(line.units) == 1


def test_that_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket():
    text = "根据《郑东新区2022年助企纾困政策》（以下简称《政策》）第一条规定，给予补助：“运费”、“租金”。" * 3
    for width in range(6, 40):
        lines = [line.text for line in lines_of(text, width)]
        assert all(line[0] not in NO_LINE_START for line in lines)
        assert all(line[-1] not in NO_LINE_END for line in lines)


def test_that_a_number_keeps_its_unit_and_a_document_number_its_parts():
    text = "补助金额为1,234,567.89 元，见郑东企服〔2022〕12号文件，增长12.5%以上。"
    for width in range(14, 30):
        lines = [line.text for line in lines_of(text, width)]
        for whole in ("1,234,567.89 元", "〔2022〕12号", "12.5%"):
            assert any(whole in line for line in lines)


def test_that_the_first_line_is_indented_and_the_last_one_not_spread():
    first, *_, last = lines_of("郑" * 50, 20, indent=2.0)
    assert first.indent == 2.0
    assert last.indent == 0.0
    assert last.gap == 0.0
