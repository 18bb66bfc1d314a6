"""The documents of cases, read back from their PDFs."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from domain.cases.documents.file import Enclosed
from domain.cases.documents.kinds import CasePaper
from domain.enterprises.attachments.entities import Attachment
from domain.papers.blocks import Picture, Title
from domain.papers.papers import Look, Paper, Sheet
from domain.policies.language.wording import day_text
from reports.documents.looks import LAYOUTS
from reports.documents.papers import paper_bytes
from reports.sheet.fonts import FontBook
from reports.sheet.pdf import jpeg_size
from tests.case_walk import NOW, Walk
from tests.reports.reading import pages_of, placed, read, squeezed, words_of

PAGES = {
    CasePaper.RECEIPT: 1,
    CasePaper.SUPPLEMENT: 1,
    CasePaper.OPINIONS: 20,
    CasePaper.APPROVAL: 1,
    CasePaper.PUBLICITY: 2,
    CasePaper.OBJECTION: 1,
    CasePaper.REFUSAL: 2,
    CasePaper.HANDING_DOWN: 2,
}


@pytest.mark.parametrize("kind", list(PAGES))
def test_that_every_word_is_read_back_from_within_the_pages(
    case_walk: Walk, kind: CasePaper, fonts: FontBook
):
    paper = case_walk.papers[kind]
    data = paper_bytes(paper, fonts)
    pages = read(data).pages
    assert len(pages) == PAGES[kind]
    foot = squeezed(paper.sheets[0].footer.right)
    text = "".join(
        text.replace(f"—{at}—", "").replace(foot, "") for at, text in enumerate(pages_of(data), start=1)
    )
    for words in words_of(paper):
        assert squeezed(words) in text
    frames = [LAYOUTS[sheet.look].frame for sheet in paper.sheets]
    for page in pages:
        frame = next(one for one in frames if round(one.width) == round(page.mediabox.width))
        for _, x, y, _ in placed(page):
            assert frame.left - 1 <= x <= frame.right
            assert 0 < y <= frame.top


def test_that_a_foot_stands_beside_the_number_of_its_page(case_walk: Walk, fonts: FontBook):
    pages = read(paper_bytes(case_walk.papers[CasePaper.PUBLICITY], fonts)).pages
    [number] = [x for text, x, _, _ in placed(pages[1]) if "— 2 —" in text]
    [foot] = [x for text, x, _, _ in placed(pages[1]) if "操作记录存证" in text]
    assert number < 100 < foot


def test_that_a_long_name_at_the_foot_makes_way_for_the_head_beside_it(case_walk: Walk, fonts: FontBook):
    sheet = case_walk.file(case_walk.refused, is_alone=True).sheets[0]
    long = replace(sheet.footer, left="河南中原企业服务" * 9)
    data = paper_bytes(
        replace(case_walk.papers[CasePaper.RECEIPT], sheets=(replace(sheet, footer=long),)), fonts
    )
    [page] = pages_of(data)
    assert squeezed(long.left) not in page
    assert "…" in page
    assert squeezed(long.right) in page


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    path = tmp_path / "scan.jpg"
    Image.new("L", (900, 1300), 200).save(path)
    return Picture(str(path), 900, 1300, "附件 1　营业执照.jpg　第 1 页，共 1 页")


def attachment(name: str) -> Attachment:
    return Attachment(
        enterprise_id=1, sha256="ab" * 32, file_name=name, size=9, added_at=NOW, added_by="李建国"
    )


def test_that_a_file_has_contents_with_pages_and_places_or_lists_what_is_enclosed(
    case_walk: Walk, picture: Picture, fonts: FontBook
):
    enclosed = [
        Enclosed(attachment("营业执照.jpg"), (picture,)),
        Enclosed(attachment("台账.xlsx"), (), "不是图片或 PDF"),
    ]
    paper = case_walk.file(case_walk.batch[0], enclosed)
    data = paper_bytes(paper, fonts)
    contents, *rest = pages_of(data)
    for mark in (sheet.mark for sheet in paper.sheets if sheet.mark):
        at = int(re.match(r"·*(\d+)", contents.partition(squeezed(mark))[2])[1])
        name, _, of = mark.partition("　")
        if of:
            # Enclosed files by their names, letters by their days.
            is_file = name.startswith("附件")
            name = of.partition(".")[0] if is_file else day_text(date.fromisoformat(of))
        assert name in rest[at - 2]
        assert f"—{at}—" in rest[at - 2]
    assert "台账.xlsx" in rest[-2]
    assert "没有附：不是图片或PDF" in rest[-2]
    assert rest[-2].count("ab" * 32) == 2
    reader = read(data)
    [drawn] = reader.pages[-1].images
    assert drawn.image is not None
    assert drawn.image.size == (900, 1300)
    assert all("操作记录存证" in one for one in rest)
    assert [one.title for one in reader.outline] == [sheet.mark for sheet in paper.sheets if sheet.mark]


def test_that_a_picture_is_placed_whole_and_a_small_one_stays_small(
    picture: Picture, tmp_path: Path, fonts: FontBook
):
    wide, small = tmp_path / "wide.jpg", tmp_path / "small.jpg"
    Image.new("RGB", (2000, 300)).save(wide)
    Image.new("RGB", (100, 100)).save(small)
    assert jpeg_size(small.read_bytes()) == (100, 100, 3)
    assert jpeg_size(Path(picture.path).read_bytes()) == (900, 1300, 1)
    frame = LAYOUTS[Look.BOUND].frame
    for one, across in (
        (picture, None),
        (Picture(str(wide), 2000, 300, "宽"), frame.across),
        (Picture(str(small), 100, 100, "小"), 72.0),
    ):
        sheet = Sheet(Look.BOUND, (one,))
        paper = Paper("附件", "", "", "", NOW.date(), NOW, (sheet, replace(sheet, blocks=(Title("后"),))))
        pages = read(paper_bytes(paper, fonts)).pages
        assert len(pages) == 2
        matrix = pages[0].get_contents().get_data().decode().partition(" cm /P")[0].split()[-6:]
        width, _, _, height, x, y = map(float, matrix)
        assert width / height == pytest.approx(one.width / one.height, abs=0.01)
        assert frame.left <= x
        assert x + width <= frame.right + 0.1
        assert y >= frame.bottom
        assert across is None or width == pytest.approx(across, abs=0.1)
