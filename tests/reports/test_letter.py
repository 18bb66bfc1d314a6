"""Papers read back from the file: their words, where they stand, and what the file carries along."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from domain.cases.papers import Figures, Text
from domain.values.errors import DomainError
from domain.values.progress import Cancelled, Silent
from reports import layout, letter
from reports.layout import MM
from reports.letter import paper_bytes, write_papers


def read(data):
    return PdfReader(BytesIO(data))


def squeezed(text):
    return "".join(text.split())


def words_of(paper):
    """Every word of a paper as it should be read back."""
    for part in paper.body:
        if isinstance(part, Text):
            yield part.text
        else:
            yield from (cell for row in (part.heading, *part.rows) for cell in row)
    yield from (paper.mark, paper.number, paper.title, paper.addressee, paper.signer, paper.contact)


def placed(page):
    """Where each piece of text stands: (text, x, y, size), all in points."""
    found = []

    def visit(text, _cm, matrix, _font, size):
        if text.strip():
            found.append((text, matrix[4], matrix[5], size * abs(matrix[0])))

    page.extract_text(visitor_text=visit)
    return found


@pytest.fixture(scope="module")
def page(paper, fonts):
    (page,) = read(paper_bytes(paper, fonts)).pages
    return page


def test_that_every_word_is_read_back(paper, page):
    text = squeezed(page.extract_text())
    for words in words_of(paper):
        assert squeezed(words) in text
    assert "2022年11月1日" in text


def test_that_characters_beyond_the_first_plane_are_read_back(paper, fonts):
    rare = replace(paper, addressee="郑州𬭎玥昇科技有限公司")
    (page,) = read(paper_bytes(rare, fonts)).pages
    assert "郑州𬭎玥昇科技有限公司" in squeezed(page.extract_text())


def test_that_the_sheet_is_a4_and_the_text_stays_in_the_type_area(page):
    assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == (210, 297)
    for text, x, y, _ in placed(page):
        assert x >= 28 * MM - 1
        if not text.strip().startswith("—"):
            assert 297 * MM - 37 * MM >= y >= 297 * MM - 37 * MM - 225 * MM - 1


def test_that_title_and_body_have_the_size_of_the_standard(paper, page):
    sizes = {}
    for text, _, _, size in placed(page):
        sizes[squeezed(text)] = size
    title = next(size for text, size in sizes.items() if paper.title in text)
    assert round(title) == 22
    assert max(size for text, size in sizes.items() if "审批依据" in text) == pytest.approx(15.75, abs=0.3)


def red_lines(page):
    """Each red line: where it begins and ends, and how thick it is, in points."""
    colour, width, start, found = None, 1.0, None, []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        values = [float(value) for value in operands] if operator in (b"RG", b"w", b"m", b"l") else []
        if operator == b"RG":
            colour = values
        elif operator == b"w":
            width = values[0]
        elif operator == b"m":
            start = values
        elif operator == b"l" and colour is not None and colour[0] > 0.7 and colour[1] < 0.3:
            found.append((start[0], values[0], values[1], width))
    return found


def test_that_the_red_rule_is_below_the_number_and_as_wide_as_the_type_area(paper, page):
    ((left, right, y, thickness),) = red_lines(page)
    assert (left, right) == pytest.approx((28 * MM, 28 * MM + 156 * MM), abs=0.5)
    assert 0.35 * MM <= thickness <= 0.5 * MM
    baseline, size = next((y, size) for text, _, y, size in placed(page) if "1号" in squeezed(text))
    # 4 mm below the line of the number, whose type reaches a little below its baseline.
    assert 4 * MM <= baseline - y <= 4 * MM + size


def test_that_the_date_ends_four_characters_from_the_right(paper, page, fonts):
    _, x, _, size = next(piece for piece in placed(page) if "2022年11月" in squeezed(piece[0]))
    width = fonts.width("2022年11月1日", letter.Role.BODY, size)
    assert x + width == pytest.approx(layout.RIGHT - 4 * size, abs=2)


def test_that_every_notice_of_the_sample_office_is_one_sheet_with_all_its_words(
    sample_papers, fonts, tmp_path
):
    target = tmp_path / "all.pdf"
    write_papers(sample_papers, target, fonts, Silent())
    pages = PdfReader(target).pages
    assert len(pages) == len(sample_papers) > 50
    for paper, page in zip(sample_papers, pages, strict=True):
        text = squeezed(page.extract_text())
        for words in words_of(paper):
            assert squeezed(words) in text


def test_that_a_paper_takes_the_height_it_was_measured_with(sample_papers, fonts):
    for paper in sample_papers:
        canvas = letter.Canvas(BytesIO(), initialFontName=fonts.runs("一", letter.Role.PLAIN)[0].face.name)
        drawn = letter._Letter(paper, canvas, fonts)
        measured = drawn._height(drawn._spacing)
        drawn.draw()
        assert layout.TOP - drawn._y == pytest.approx(measured, abs=1)


def test_that_a_long_paper_goes_on_with_page_numbers_and_loses_nothing(paper, fonts):
    rows = tuple((f"第{n}项数据", "2022年二季度", f"{n},000.00 元") for n in range(1, 90))
    long = replace(paper, body=(*paper.body, Figures(("项目", "期间", "数值"), rows)))
    pages = read(paper_bytes(long, fonts)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"—{number}—" in squeezed(page.extract_text())
    text = squeezed("".join(page.extract_text() for page in pages))
    for cells in rows:
        assert squeezed("".join(cells)) in text


def test_that_only_a_sample_carries_the_mark(paper, fonts):
    (sample,) = read(paper_bytes(replace(paper, number="").as_sample(), fonts)).pages
    (real,) = read(paper_bytes(paper, fonts)).pages
    assert "样张" in sample.extract_text()
    assert "样张" not in real.extract_text()


def test_that_the_same_paper_gives_the_same_bytes(paper, fonts):
    assert paper_bytes(paper, fonts) == paper_bytes(paper, fonts)


def test_that_all_fonts_are_embedded_as_subsets(paper, fonts):
    reader = read(paper_bytes(paper, fonts))
    used = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert used
    for name, font in used.items():
        assert name[7:8] == "+", name
        assert "/FontFile2" in font["/FontDescriptor"]
    assert len(paper_bytes(paper, fonts)) < 400_000


def test_that_a_long_name_and_a_long_title_stay_on_the_sheet(paper, fonts):
    long = replace(
        paper,
        addressee="郑州市郑东新区" + "特别长的名称" * 12 + "有限责任公司",
        title="关于拨付2022年度" + "战略性新兴产业用能补助" * 4 + "资金的通知",
        signer="郑州市郑东新区管理委员会经济发展局企业服务中心",
    )
    (page,) = read(paper_bytes(long, fonts)).pages
    text = squeezed(page.extract_text())
    for words in (long.addressee, long.title, long.signer):
        assert squeezed(words) in text
    for _, x, _, _ in placed(page):
        assert x <= layout.RIGHT


def test_that_nothing_is_left_behind_when_writing_fails_or_is_stopped(paper, fonts, tmp_path):
    class Stopped(Silent):
        def step(self, progress):
            raise Cancelled

    with pytest.raises(Cancelled):
        write_papers([paper], tmp_path / "a.pdf", fonts, Stopped())
    with pytest.raises(DomainError, match="不能写入"):
        write_papers([paper], tmp_path / "no such folder" / "a.pdf", fonts, Silent())
    with pytest.raises(DomainError, match="没有选中"):
        write_papers([], tmp_path / "a.pdf", fonts, Silent())
    assert list(tmp_path.iterdir()) == []


def test_that_a_file_that_was_there_is_replaced_whole(paper, fonts, tmp_path):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"older")
    write_papers([paper, paper], target, fonts, Silent())
    assert len(PdfReader(target).pages) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
